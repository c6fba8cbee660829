"""A source package: a read-only view of a holding, whether folder, zip or tar (DESIGN 5.1).

A package goes to another process as its source string and is opened there again. Names are
relative to the root of the holding; a packed holding may have one single folder at its top,
which is then the root.
"""

import io
import os
import re
import shutil
import tarfile
import zipfile
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import IO

from extractors.packing.guarded_stream import BROKEN_PACKING, GuardedStream, as_item_errors
from extractors.packing.member_names import (
    folded,
    is_inside,
    literal_prefix,
    matches,
    natural_key,
    nfc,
    tidy,
)
from extractors.packing.packed_stores import TarStore, ZipStore
from extractors.packing.stores import FolderStore, Refusal, Store
from openfonds.digests import CHUNK_BYTES
from openfonds.errors import ItemError, SourceError, TransientError
from openfonds.settings import Limits
from openfonds.shortages import raise_shortage

_SAFE_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}")


@dataclass(slots=True)
class _Copy:
    """A copy of a packed file, which is kept until another is wanted."""

    folder: "TemporaryDirectory[str]"  # removed with whoever has it
    path: Path
    n_users: int = 0


class Package:
    """The files of a holding by name. Use it as a context manager."""

    def __init__(self, source: str, store: Store, prefix: str, limits: Limits) -> None:
        listing = store.listing
        self.source = source
        self.refused: dict[str, Refusal] = {
            name.removeprefix(prefix): refusal for name, refusal in sorted(listing.refused.items())
        }
        self.n_litter = listing.n_litter
        self._store = store
        self._prefix = prefix
        self._limits = limits
        self._copies: dict[str, _Copy] = {}
        self._sizes = {n.removeprefix(prefix): size for n, size in sorted(listing.sizes.items())}
        self._stored = tuple(n.removeprefix(prefix) for n in listing.sizes)

    def __enter__(self) -> "Package":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._store.close()
        self._forget_copies()

    def names(self) -> tuple[str, ...]:
        """All files that may be read, sorted. What may not be is in `refused`."""
        return tuple(self._sizes)

    def stored_order(self) -> tuple[str, ...]:
        """The same, as they are packed, so that a packed holding is read from front to end."""
        return tuple(name for name in self._stored if name in self._sizes)

    @property
    def is_packed(self) -> bool:
        """Whether it is one file, a zip or a tar, and not a folder."""
        return not isinstance(self._store, FolderStore)

    def refused_matching(self, pattern: str) -> tuple[str, ...]:
        """The files that a name or a glob means and that may not be read, sorted."""
        wanted = folded(tidy(pattern))
        prefix = literal_prefix(wanted)
        if prefix is None:
            found = [n for k, n in _from(self._caseless, wanted) if k == wanted]
        else:
            found = [n for k, n in _from(self._caseless, prefix) if matches(k, wanted)]
        return tuple(sorted(n for n in found if n in self.refused))

    def refuse(self, refused: Mapping[str, Refusal]) -> None:
        """Have more files refused, such as those that a check found wrong, or missed."""
        self.refused = dict(sorted((self.refused | dict(refused)).items()))
        self._sizes = {n: size for n, size in self._sizes.items() if n not in refused}
        for index in ("_composed", "_caseless"):
            self.__dict__.pop(index, None)

    def exists(self, name: str) -> bool:
        """Whether exactly this file is there and may be read."""
        return name in self._sizes

    def size(self, name: str) -> int:
        """Size in bytes. Raises ItemError where `find` would."""
        return self._sizes[self.find(name)]

    def find(self, written: str) -> str:
        """The file that an inventory means by a name.

        The name itself if there is such a file; else the only file that differs from it in
        nothing but Unicode normalisation, or else in letter case.

        Raises:
            ItemError: if there is none, if it may not be read, or if two could be meant.
        """
        name = self._inside(written)
        if name in self._sizes:
            return name
        for index, key in ((self._composed, nfc(name)), (self._caseless, folded(name))):
            found = [n for k, n in _from(index, key) if k == key]
            if len(found) > 1:
                raise ItemError(
                    "source.name_ambiguous",
                    f"{written!r} could be any of {len(found)} files that differ only in letter"
                    " case or accents: rename them",
                )
            if found:
                return self._readable(found[0])
        raise self._missing(written, name)

    def matching(self, pattern: str) -> tuple[str, ...]:
        """The files that a glob means, p2 before p10. A plain name means itself.

        Raises:
            ItemError: if nothing matches, or if a file that matches may not be read.
        """
        name = self._inside(pattern)
        if literal_prefix(name) is None or name in self._sizes or name in self.refused:
            return (self.find(pattern),)
        for index, glob in ((self._composed, nfc(name)), (self._caseless, folded(name))):
            prefix = literal_prefix(glob) or ""
            found = [n for k, n in _from(index, prefix) if matches(k, glob)]
            if found:
                return tuple(self._readable(n) for n in sorted(found, key=natural_key))
        raise self._missing(pattern, name)

    def open(self, name: str) -> IO[bytes]:
        """The bytes of a file, unpacked on the way.

        Raises:
            ItemError: here or while reading, if the file cannot be read; source.too_large beyond
                the limit on one file.
        """
        name = self.find(name)
        with as_item_errors(name):
            raw = self._store.open(self._prefix + name)
        return io.BufferedReader(GuardedStream(raw, name, self._limits.max_file_bytes))

    @contextmanager
    def local_copy(self, name: str) -> Iterator[Path]:
        """A file of this machine with these bytes: the real one, or a copy under TMPDIR.

        Raises:
            ItemError: if the file cannot be read.
            TransientError: if there is no room for the copy.
        """
        name = self.find(name)
        with as_item_errors(name):
            real = self._store.real_path(self._prefix + name)
        if real is not None:
            yield real
            return
        # The pages of a file follow one another: it is unpacked once, and not for each of them.
        copy = self._copies.get(name)
        if copy is None:
            self._forget_copies()
            copy = self._copies[name] = self._copied(name)
        copy.n_users += 1
        try:
            yield copy.path
        finally:
            copy.n_users -= 1
            self._forget_copies(but=name)

    def _forget_copies(self, but: str = "") -> None:
        for name, copy in list(self._copies.items()):
            if name != but and not copy.n_users:
                del self._copies[name]
                copy.folder.cleanup()

    def _copied(self, name: str) -> "_Copy":
        suffix = Path(name).suffix
        try:
            folder = TemporaryDirectory(prefix="openfonds-")
            copy = Path(folder.name) / f"copy{suffix if _SAFE_SUFFIX.fullmatch(suffix) else ''}"
            with self.open(name) as stream, copy.open("wb") as target:
                shutil.copyfileobj(stream, target, CHUNK_BYTES)
        except OSError as error:  # of the copy: those of the source are ItemErrors by now
            raise TransientError(
                f"no room for a temporary copy ({error.strerror}): make room in TMPDIR and run"
                " the same command again"
            ) from error
        return _Copy(folder, copy)

    def _inside(self, written: str) -> str:
        name = tidy(written)
        if name in self.refused:
            raise self._refusal(name)
        if not is_inside(name):
            raise ItemError(
                "source.path_outside",
                f"{written!r} does not stay inside the holding: name files relative to the"
                " inventory",
            )
        return name

    def _readable(self, name: str) -> str:
        if name in self.refused:
            raise self._refusal(name)
        return name

    def _refusal(self, name: str) -> ItemError:
        refusal = self.refused[name]
        return ItemError(refusal.reason_code, refusal.message)

    def _missing(self, written: str, name: str) -> ItemError:
        parts = name.split("/")
        for i in range(1, len(parts)):
            above = "/".join(parts[:i])
            if above in self.refused:  # a folder that cannot be read, or a link to a folder
                return self._refusal(above)
        return ItemError("source.file_missing", f"{written!r} is not in the holding")

    @cached_property
    def _composed(self) -> list[tuple[str, str]]:
        return sorted((nfc(n), n) for n in (*self._sizes, *self.refused))

    @cached_property
    def _caseless(self) -> list[tuple[str, str]]:
        return sorted((folded(n), n) for n in (*self._sizes, *self.refused))


def _from(index: list[tuple[str, str]], prefix: str) -> Iterator[tuple[str, str]]:
    """The entries of a sorted index whose keys begin with a prefix."""
    at = bisect_left(index, (prefix, ""))
    while at < len(index) and index[at][0].startswith(prefix):
        yield index[at]
        at += 1


def open_package(source: str, limits: Limits) -> Package:
    """Open a folder, a zip or a tar file (also .tar.gz, .tar.bz2, .tar.xz).

    Raises:
        SourceError: if it is missing, unreadable, empty, too large as a whole, or none of these.
        TransientError: if there is no room to unpack it, or the machine has run out of something.
    """
    try:
        store = _open_store(Path(source), limits)
    except (OSError, *BROKEN_PACKING) as error:
        raise_shortage(error)
        why = (isinstance(error, OSError) and error.strerror) or "it is broken"
        raise SourceError(f"{source!r} cannot be read: {why}") from None
    if not store.listing.sizes and not store.listing.refused:
        store.close()
        raise SourceError(f"{source!r} is empty: give the folder or zip file of a holding")
    prefix = "" if isinstance(store, FolderStore) else _single_top(store)
    return Package(source, store, prefix, limits)


def _open_store(path: Path, limits: Limits) -> Store:
    if path.is_dir():
        return FolderStore(path, limits)
    # Looked at before it is opened: opening a FIFO would wait for ever.
    if not path.exists():
        os.stat(path)  # noqa: PTH116 -- raises the reason: missing, a loop of links ...
    if not path.is_file():
        raise SourceError(f"{str(path)!r} is neither a folder nor a file")
    if zipfile.is_zipfile(path):
        return ZipStore(path, limits)
    if tarfile.is_tarfile(path):
        return TarStore(path, limits)
    raise SourceError(
        f"{str(path)!r} is not a form of holding that is known here: give a folder, or a zip or"
        " tar file of one (rar and 7z have to be unpacked first; a zip file that is not"
        " recognised is broken or incomplete)"
    )


def _single_top(store: Store) -> str:
    names = [n for n in (*store.listing.sizes, *store.listing.refused) if is_inside(n)]
    tops = {n.partition("/")[0] for n in names}
    has_folder = all("/" in n for n in names)
    return f"{tops.pop()}/" if len(tops) == 1 and has_folder else ""
