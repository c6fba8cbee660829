"""Rows in a temporary file, put there part by part in pieces, and read back a part at a time.

What does not fit into memory is cut to parts that do: all keys of a band, all pairs of some texts.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray


class Parts:
    """The rows of all parts. In memory are 8 bytes for each part of each piece."""

    def __init__(self, file: BinaryIO, dtype: np.dtype[Any], count: int) -> None:
        self._file, self._dtype, self.count = file, dtype, count
        self._end = 0
        self._bounds: list[NDArray[np.int64]] = []

    def add(self, rows: NDArray[Any], sizes: NDArray[np.int64]) -> None:
        """A piece: rows by their part, and how many there are of each."""
        bounds = self._end + self._dtype.itemsize * np.concatenate(([0], np.cumsum(sizes)))
        self._file.write(np.ascontiguousarray(rows, self._dtype).data)
        self._end = int(bounds[-1])
        self._bounds.append(bounds)

    def part(self, number: int) -> NDArray[Any]:
        """All rows of a part, by the order of the pieces."""
        self._file.flush()
        read = [
            os.pread(self._file.fileno(), int(bounds[number + 1] - begin), int(begin))
            for bounds in self._bounds
            if (begin := bounds[number]) < bounds[number + 1]
        ]
        return np.frombuffer(b"".join(read), self._dtype)


@contextmanager
def parts_in(scratch: Path, dtype: np.dtype[Any], count: int) -> Iterator[Parts]:
    """So many parts in a file below `scratch`, which is removed at the end."""
    with TemporaryFile(dir=scratch) as file:
        yield Parts(file, dtype, count)
