"""Packed holdings: zip and tar files, with limits on what they may unpack to."""

import bz2
import gzip
import lzma
import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from io import BufferedIOBase
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from extractors.packing.stores import Entries, Listing, Refusal, is_unicode, not_a_file, not_unicode
from openfonds.digests import CHUNK_BYTES
from openfonds.errors import SourceError, TransientError
from openfonds.settings import MEBIBYTE, Limits

# A blank page that was saved uncompressed packs 1000 to 1 and does no harm at this size.
RATIO_FLOOR_BYTES = 16 * MEBIBYTE
_ZIP_ENCRYPTED = 0x1
_ZIP_UTF8 = 0x800


class ZipStore:
    """A zip file. Sizes are those that it declares: zipfile gives no more bytes than that."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self._zip = zipfile.ZipFile(path)
        self._members: dict[str, zipfile.ZipInfo] = {}
        entries = Entries(limits)
        for info in self._zip.infolist():
            name = zip_member_name(info)
            if info.is_dir() or name.endswith("/"):
                continue
            entries.add(name, info.file_size, _zip_refusal(name, info, limits))
            self._members[name] = info
        self.listing = entries.listing()
        _check_total(sum(self.listing.sizes.values()), limits)

    def open(self, name: str) -> IO[bytes]:
        """A stream that unpacks as it is read."""
        return self._zip.open(self._members[name])

    def real_path(self, name: str) -> None:
        """No member of a zip file is a file of its own."""

    def close(self) -> None:
        """Close the zip file."""
        self._zip.close()


def zip_member_name(info: zipfile.ZipInfo) -> str:
    """The name of a member, as whoever packed it saw it, with / between folders.

    Without the UTF-8 flag the format says cp437 and zipfile obeys; what writes such names here
    is a program that put plain UTF-8, or Russian Windows, which puts cp866 (APPNOTE 6.3, D).
    """
    name = info.orig_filename
    if not info.flag_bits & _ZIP_UTF8:
        raw = name.encode("cp437")
        try:
            name = raw.decode("utf-8")
        except UnicodeDecodeError:
            name = raw.decode("cp866")
    return name.replace("\\", "/")


def _zip_refusal(name: str, info: zipfile.ZipInfo, limits: Limits) -> Refusal | None:
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return _no_file(name)
    if info.flag_bits & _ZIP_ENCRYPTED:
        return Refusal(
            "source.encrypted", f"{name!r} is packed with a password: pack it without one"
        )
    if _is_bomb(info.file_size, info.compress_size, limits):
        return Refusal(
            "source.unpacking_ratio",
            f"{name!r} would unpack to more than {limits.max_unpacking_ratio} times its size",
        )
    return None


def _no_file(name: str) -> Refusal:
    message = f"{name!r} is packed as a link or a device: pack the file itself"
    return Refusal("source.not_a_file", message)


class TarStore:
    """A tar file, packed or not.

    A packed one is unpacked once into TMPDIR: it has no index, and to get at one of its files all
    that stands before would have to be unpacked each time.
    """

    def __init__(self, path: Path, limits: Limits) -> None:
        self._members: dict[str, tarfile.TarInfo] = {}
        with ExitStack() as unless_listed:
            unpacked = _unpacked(path, limits)
            if unpacked is not None:
                unless_listed.enter_context(unpacked)
            source = path if unpacked is None else None
            self._tar = unless_listed.enter_context(tarfile.open(source, "r:", unpacked))
            self.listing = self._listed(limits)
            self._opened = unless_listed.pop_all()

    def _listed(self, limits: Limits) -> Listing:
        entries = Entries(limits)
        total = 0
        for info in self._tar:
            total += info.size
            _check_total(total, limits)
            name = info.name.removeprefix("./")
            if info.isdir():
                continue
            refusal = None
            if not info.isreg():
                refusal = _no_file(name)
            elif not is_unicode(name):
                name = name.encode("utf-8", "backslashreplace").decode()
                refusal = not_unicode(name)
            entries.add(name, info.size, refusal)
            self._members[name] = info
        return entries.listing()

    def open(self, name: str) -> IO[bytes]:
        """A stream of one member."""
        stream = self._tar.extractfile(self._members[name])
        if stream is None:
            raise not_a_file(name)
        return stream

    def real_path(self, name: str) -> None:
        """No member of a tar file is a file of its own."""

    def close(self) -> None:
        """Close the tar file, and let go of what was unpacked."""
        self._opened.close()


_UNPACK: Mapping[bytes, Callable[[Path], BufferedIOBase]] = {
    b"\x1f\x8b": gzip.GzipFile,
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ": lzma.LZMAFile,
}


def _unpacked(path: Path, limits: Limits) -> IO[bytes] | None:
    """The tar file within a packed one, as a file without a name; None for one that is not packed.

    Raises:
        SourceError: if it unpacks to too much, before that is on the disk.
        TransientError: if there is no room for it.
    """
    with path.open("rb") as packed:
        head = packed.read(6)
    opener = next((o for magic, o in _UNPACK.items() if head.startswith(magic)), None)
    if opener is None:
        return None
    size = path.stat().st_size
    total = 0
    with ExitStack() as unless_whole, opener(path) as stream:
        with _room():
            unpacked = unless_whole.enter_context(TemporaryFile(prefix="openfonds-"))
        while chunk := stream.read(CHUNK_BYTES):
            total += len(chunk)
            _check_total(total, limits)
            if _is_bomb(total, size, limits):
                raise SourceError(
                    f"the tar file would unpack to more than {limits.max_unpacking_ratio}"
                    " times its size: pack the holding again, or give it as a folder"
                )
            with _room():
                unpacked.write(chunk)
        with _room():
            unpacked.seek(0)  # writes what is still to be written
        unless_whole.pop_all()
    return unpacked


@contextmanager
def _room() -> Iterator[None]:
    """Around what is done to the copy: what fails there is not the fault of the source."""
    try:
        yield
    except OSError as error:
        raise TransientError(
            f"no room to unpack the holding ({error.strerror}): make room in TMPDIR and run the"
            " same command again"
        ) from error


def _is_bomb(unpacked: int, packed: int, limits: Limits) -> bool:
    return unpacked > max(RATIO_FLOOR_BYTES, packed * limits.max_unpacking_ratio)


def _check_total(total: int, limits: Limits) -> None:
    if total > limits.max_unpacked_bytes:
        raise SourceError(
            f"the holding would unpack to more than {limits.max_unpacked_bytes} bytes: divide it,"
            " or give it as a folder"
        )
