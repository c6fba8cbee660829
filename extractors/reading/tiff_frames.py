"""One page of many in a TIFF, without walking through those before it.

A TIFF is a chain of directories, and Pillow parses each of them on the way to a page: for a
bound volume that is work by the square of its pages. The chain itself is quickly followed; what
Pillow is given then is the file with the pointer to its first directory replaced.
"""

import io
import struct
from functools import lru_cache
from pathlib import Path
from typing import IO

from extractors.files.page_count import tiff_directories
from openfonds.errors import ItemError
from openfonds.settings import Limits

CLASSIC = (b"II*\0", b"MM\0*")
BIG = (b"II+\0", b"MM\0+")


class TiffPage(io.BufferedReader):
    """A TIFF file that begins with one of its pages."""

    def __init__(self, path: Path, directory: int) -> None:
        super().__init__(io.FileIO(path))
        head = super().read(16)
        order = "<" if head[:2] == b"II" else ">"
        is_big = head[:4] in BIG
        pointer = struct.pack(order + ("Q" if is_big else "I"), directory)
        self._head = head[:8] + pointer if is_big else head[:4] + pointer
        self.seek(0)

    def read(self, size: int | None = -1, /) -> bytes:
        """As of any file, but for the pointer in its head."""
        at = self.tell()
        data = super().read(size)
        if at >= len(self._head):
            return data
        return self._head[at : at + len(data)] + data[len(self._head) - at :]


def open_page(path: Path, part: int, limits: Limits) -> tuple[IO[bytes], int]:
    """The file to open for one of its pages, and where this page is in what was opened.

    Raises:
        ItemError: image.broken, source.part_missing, source.too_many_pages.
    """
    status = path.stat()
    if not part:
        return path.open("rb"), 0
    state = (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
    directories = _directories(path, limits, *state)
    if not directories:
        return path.open("rb"), part
    if part >= len(directories):
        raise ItemError("source.part_missing", f"there is no frame {part + 1}")
    return TiffPage(path, directories[part]), 0


@lru_cache(maxsize=4)
def _directories(path: Path, limits: Limits, *_state: int) -> tuple[int, ...]:
    """Those of a TIFF; none of another file."""
    with path.open("rb") as stream:
        head = stream.read(4)
        stream.seek(0)
        return tiff_directories(stream, limits) if head in (*CLASSIC, *BIG) else ()
