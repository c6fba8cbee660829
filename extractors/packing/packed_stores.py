"""Packed holdings: zip and tar files, with limits on what they may unpack to."""

import stat
import tarfile
import zipfile
from pathlib import Path
from typing import IO

from extractors.packing.stores import Entries, Refusal, is_unicode, not_a_file
from openfonds.errors import SourceError
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
        return Refusal("source.not_a_file", f"{name!r} is packed as a link or a device")
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


class TarStore:
    """A tar file, packed or not."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self._tar = tarfile.open(path, "r:*")  # noqa: SIM115 -- closed by close()
        self._members: dict[str, tarfile.TarInfo] = {}
        entries = Entries(limits)
        packed = path.stat().st_size
        total = 0
        for info in self._tar:
            # Before tarfile moves past the member, and so before it unpacks it.
            total += info.size
            _check_total(total, limits)
            if _is_bomb(total, packed, limits):
                raise SourceError(
                    f"the tar file would unpack to more than {limits.max_unpacking_ratio} times"
                    " its size: pack the holding again, or give it as a folder"
                )
            name = info.name.removeprefix("./")
            if info.isdir():
                continue
            refusal = None
            if not info.isreg():
                refusal = Refusal("source.not_a_file", f"{name!r} is packed as a link or a device")
            elif not is_unicode(name):
                name = name.encode("utf-8", "backslashreplace").decode()
                refusal = Refusal("source.name_not_unicode", f"the name {name!r} is not UTF-8")
            entries.add(name, info.size, refusal)
            self._members[name] = info
        self.listing = entries.listing()

    def open(self, name: str) -> IO[bytes]:
        """A stream that unpacks as it is read."""
        stream = self._tar.extractfile(self._members[name])
        if stream is None:
            raise not_a_file(name)
        return stream

    def real_path(self, name: str) -> None:
        """No member of a tar file is a file of its own."""

    def close(self) -> None:
        """Close the tar file."""
        self._tar.close()


def _is_bomb(unpacked: int, packed: int, limits: Limits) -> bool:
    return unpacked > max(RATIO_FLOOR_BYTES, packed * limits.max_unpacking_ratio)


def _check_total(total: int, limits: Limits) -> None:
    if total > limits.max_unpacked_bytes:
        raise SourceError(
            f"the holding would unpack to more than {limits.max_unpacked_bytes} bytes: divide it,"
            " or give it as a folder"
        )
