"""Texts held against one another by their sketches, which lie on disk and are read when needed."""

import mmap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import accumulate, pairwise
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from openfonds.deduplication.shards import ROW, SketchShard
from openfonds.deduplication.verification import MIN_LONG, MIN_SAME, are_copies

AT_ONCE, FEW = 1024, 128  # pairs
NEAR = 20_000  # rows
MISSING = -1

Numbers = NDArray[np.int64]


class Compared:
    """What is compared of sketches, in one file with what was asked for until now.

    In memory are 8 bytes a sketch.
    """

    def __init__(self, shards: Sequence[SketchShard], file: BinaryIO) -> None:
        self._shards, self._file = shards, file
        self._begins = list(accumulate((shard.count for shard in shards), initial=0))
        self._rows = np.full(self._begins[-1], MISSING, np.int64)
        self._count = 0

    def are_copies(self, first: Numbers, second: Numbers) -> NDArray[np.bool_]:
        """Whether the texts of each pair, by the numbers of their sketches, are near copies."""
        if not len(first):
            return np.zeros(0, np.bool_)
        self._fetch(first, second)
        return copies_in_file(self._file, ROW, self._rows[first], self._rows[second])

    def _fetch(self, *numbers: Numbers) -> None:
        wanted = np.zeros(len(self._rows), np.bool_)
        for some in numbers:
            wanted[some] = True
        missing = np.flatnonzero(wanted & (self._rows == MISSING))
        self._rows[missing] = self._count + np.arange(len(missing))
        self._count += len(missing)
        bounds = np.searchsorted(missing, self._begins).tolist()
        for shard, first, (begin, end) in zip(
            self._shards, self._begins, pairwise(bounds), strict=False
        ):
            if begin < end:
                self._file.write(shard.rows(missing[begin:end] - first).data)
        self._file.flush()


@contextmanager
def compared(shards: Sequence[SketchShard], scratch: Path) -> Iterator[Compared]:
    """With a file below `scratch`, which is removed at the end."""
    with TemporaryFile(dir=scratch) as file:
        yield Compared(shards, file)


def copies_in_file(
    file: BinaryIO,
    dtype: np.dtype[Any],
    first: Numbers,
    second: Numbers,
    least: float = MIN_SAME,
    long: float = MIN_LONG,
    *,
    of_longer: bool = True,
) -> NDArray[np.bool_]:
    """`verification.are_copies` of rows of a file, a few pairs at a time."""
    is_copy = np.zeros(len(first), np.bool_)
    if not len(first):
        return is_copy
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        table = np.frombuffer(mapped, dtype)
        left = np.argsort(first, kind="stable")
        while len(left):
            some = left[:AT_ONCE]
            # The system maps what is around a row, too, and all that is mapped is memory.
            if np.ptp(first[some]) + np.ptp(second[some]) > NEAR:
                some = left[:FEW]
            is_copy[some] = are_copies(
                table, first[some], second[some], least, long, of_longer=of_longer
            )
            left = left[len(some) :]
            mapped.madvise(mmap.MADV_DONTNEED)  # else all of it stays in memory
        del table
    return is_copy
