"""Where the bytes of a holding lie, and the plainest such place: a folder. Read only.

A store lists what may be read and what may not, each with its reason. Listing opens no file:
a FIFO or a device is seen for what it is before anything could block on it.
"""

import os
import stat
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Protocol

from extractors.packing.member_names import is_inside, is_litter
from openfonds.errors import ItemError, SourceError
from openfonds.settings import Limits


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file that is there is not read."""

    reason_code: str
    message: str


@dataclass(frozen=True, slots=True)
class Listing:
    """What a store holds: sizes in bytes by name, refusals by name, number of litter files."""

    sizes: Mapping[str, int]
    refused: Mapping[str, Refusal]
    n_litter: int


class Store(Protocol):
    """Bytes by name; only names of the listing are asked for."""

    listing: Listing

    def open(self, name: str) -> IO[bytes]:
        """The bytes of a listed file."""

    def real_path(self, name: str) -> Path | None:
        """The file on this machine, or None if the store is packed."""

    def close(self) -> None:
        """Let go of the file behind the store."""


@dataclass(slots=True)
class Entries:
    """Collects a listing; a name that comes twice is refused, for nobody can say which counts."""

    limits: Limits
    sizes: dict[str, int] = field(default_factory=dict)
    refused: dict[str, Refusal] = field(default_factory=dict)
    seen: Counter[str] = field(default_factory=Counter)
    n_litter: int = 0

    def add(self, name: str, size: int, refusal: Refusal | None = None) -> None:
        """Take in a file, as readable or as refused."""
        if is_litter(name):
            self.n_litter += 1
            return
        self.seen[name] += 1
        if len(self.seen) > self.limits.max_members:
            raise SourceError(
                f"the holding has more than {self.limits.max_members} files: divide it"
            )
        if self.seen[name] > 1:
            self.sizes.pop(name, None)
            refusal = Refusal(
                "source.duplicate_name", f"{name!r} is packed twice: pack the holding again"
            )
        elif refusal is None and not is_inside(name):
            refusal = Refusal(
                "source.path_outside",
                f"{name!r} is no name of a file inside the holding: rename it",
            )
        elif refusal is None and size > self.limits.max_file_bytes:
            refusal = Refusal(
                "source.too_large",
                f"{name!r} has {size} bytes, more than the limit of"
                f" {self.limits.max_file_bytes}: divide it",
            )
        if refusal is None:
            self.sizes[name] = size
        else:
            self.refused[name] = refusal

    def listing(self) -> Listing:
        """What was collected."""
        return Listing(self.sizes, self.refused, self.n_litter)


class FolderStore:
    """A folder. Symbolic links are followed to files inside the folder, and nowhere else."""

    def __init__(self, root: Path, limits: Limits) -> None:
        self._root = root.resolve(strict=True)
        entries = Entries(limits)
        for name, size, refusal in _walk(self._root):
            entries.add(name, size, refusal)
        self.listing = entries.listing()

    def open(self, name: str) -> IO[bytes]:
        """The bytes of a file; never blocks, whatever has taken the place of the file."""
        path = self.real_path(name)
        flags = os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(path, flags)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise not_a_file(name)
        return os.fdopen(descriptor, "rb")

    def real_path(self, name: str) -> Path:
        """The file behind a name, checked again: a source may change while it is read."""
        path = (self._root / name).resolve(strict=True)
        if not path.is_relative_to(self._root):
            raise ItemError("source.path_outside", f"{name!r} leads out of the holding")
        if not stat.S_ISREG(path.lstat().st_mode):
            raise not_a_file(name)
        return path

    def close(self) -> None:
        """Nothing to let go of."""


def not_a_file(name: str) -> ItemError:
    """The error for what is no file any more by the time it is opened."""
    return ItemError("source.not_a_file", f"{name!r} is not an ordinary file: put the file there")


def _walk(root: Path) -> Iterator[tuple[str, int, Refusal | None]]:
    folders = [""]
    while folders:
        folder = folders.pop()
        try:
            entries = sorted(os.scandir(root / folder), key=lambda e: e.name)
        except OSError as error:
            if not folder:
                raise
            yield folder, 0, _unreadable(folder, error)
            continue
        for entry in entries:
            name = f"{folder}/{entry.name}" if folder else entry.name
            if not is_unicode(name):
                shown = name.encode("utf-8", "backslashreplace").decode()
                yield shown, 0, not_unicode(shown)
            elif entry.is_dir(follow_symlinks=False):
                folders.append(name)
            else:
                yield name, *_size_or_refusal(root, name)


def _size_or_refusal(root: Path, name: str) -> tuple[int, Refusal | None]:
    try:
        path = (root / name).resolve(strict=True)
        status = path.lstat()
    except (OSError, RuntimeError) as error:  # pathlib raises RuntimeError for a loop of links
        return 0, _unreadable(name, error)
    if not path.is_relative_to(root):
        return 0, Refusal(
            "source.path_outside", f"{name!r} is a link that leads out of the holding"
        )
    if not stat.S_ISREG(status.st_mode):
        return 0, Refusal(
            "source.not_a_file",
            f"{name!r} is not an ordinary file: put the file itself into the holding",
        )
    return status.st_size, None


def _unreadable(name: str, error: Exception) -> Refusal:
    why = getattr(error, "strerror", None) or "a loop of links"
    return Refusal("source.unreadable", f"{name!r} cannot be read ({why})")


def not_unicode(shown: str) -> Refusal:
    """The refusal of a file whose name is not UTF-8, under the name that can be shown."""
    return Refusal("source.name_not_unicode", f"the name {shown!r} is not UTF-8: rename the file")


def is_unicode(name: str) -> bool:
    """Whether a name from the disk was valid UTF-8."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
