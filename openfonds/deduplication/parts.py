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
        return next(self.part_in_turn(number, self._end), np.empty(0, self._dtype))

    def part_in_turn(self, number: int, at_once: int) -> Iterator[NDArray[Any]]:
        """All rows of a part, some at a time: `at_once` of them or a few more."""
        self._file.flush()
        waiting: list[bytes] = []
        size = 0
        for bounds in self._bounds:
            begin, end = bounds[number : number + 2].tolist()
            if begin < end:
                waiting.append(os.pread(self._file.fileno(), end - begin, begin))
                size += end - begin
            if size >= at_once * self._dtype.itemsize:
                yield np.frombuffer(b"".join(waiting), self._dtype)
                waiting, size = [], 0
        if size:
            yield np.frombuffer(b"".join(waiting), self._dtype)

    def size(self, number: int) -> int:
        """How many rows there are of a part."""
        found = sum(int(bounds[number + 1] - bounds[number]) for bounds in self._bounds)
        return found // self._dtype.itemsize


@contextmanager
def parts_in(scratch: Path, dtype: np.dtype[Any], count: int) -> Iterator[Parts]:
    """So many parts in a file below `scratch`, which is removed at the end."""
    with TemporaryFile(dir=scratch) as file:
        yield Parts(file, dtype, count)
