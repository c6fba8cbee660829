"""Pairs of texts that may be copies, in time linear in the texts, in bounded memory.

Texts with the same key in one of the bands are in a bucket. Only pairs with the first text of the
bucket and with the one before are candidates, so that the pages of a form, all in one bucket, do
not make a candidate of every two of them. A large bucket is that of a common turn of phrase:
there the key of the next band must be the same too.
"""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

LARGE = 12  # texts in a bucket
PAIRS_AT_ONCE = 1 << 20

Keys = NDArray[np.uint32]
Pairs = NDArray[np.uint64]  # number of the first text in the high half, of the second in the low

_HALF = np.uint64(32)
_LOW = np.uint64(2**32 - 1)


def candidates(band: Callable[[int], Keys], n_bands: int) -> Iterator[Pairs]:
    """Candidates in groups, each sorted and without repeats; one pair may be in several groups.

    Args:
        band: the keys of all texts in a band, by the number of the text; 0 for a text without one.
    """
    first = here = band(0)
    waiting: list[Pairs] = []
    count = 0
    for number in range(n_bands):
        after = band(number + 1) if number + 1 < n_bands else first
        for found in _of_band(here, after):
            waiting.append(found)
            count += len(found)
        if count >= PAIRS_AT_ONCE:
            yield np.unique(np.concatenate(waiting))
            waiting, count = [], 0
        here = after
    if waiting:
        yield np.unique(np.concatenate(waiting))


def split(pairs: Pairs) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The first and the second texts of pairs."""
    return (pairs >> _HALF).astype(np.int64), (pairs & _LOW).astype(np.int64)


def joined(first: NDArray[np.int64], second: NDArray[np.int64]) -> Pairs:
    """Pairs of texts, each with the lower number first."""
    low, high = np.minimum(first, second), np.maximum(first, second)
    return low.astype(np.uint64) << _HALF | high.astype(np.uint64)


def _of_band(keys: Keys, after: Keys) -> Iterator[Pairs]:
    texts = np.flatnonzero(keys)
    packed = keys[texts].astype(np.uint64) << _HALF | texts.astype(np.uint64)
    packed.sort()
    begins, sizes = _runs(packed >> _HALF)
    small = (sizes > 1) & (sizes <= LARGE)
    yield _pairs((packed & _LOW).astype(np.int64), begins[small], sizes[small])
    large = sizes > LARGE
    if large.any():
        members = _members(begins[large], sizes[large])
        texts = (packed[members] & _LOW).astype(np.int64)
        texts = texts[after[texts] != 0]
        texts = texts[np.lexsort((texts, after[texts], keys[texts]))]
        begins, sizes = _runs(keys[texts].astype(np.uint64) << _HALF | after[texts])
        yield _pairs(texts, begins[sizes > 1], sizes[sizes > 1])


def _runs(keys: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where runs of equal keys begin, and how long they are."""
    if not len(keys):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    begins = np.concatenate(([0], np.flatnonzero(keys[1:] != keys[:-1]) + 1)).astype(np.int64)
    return begins, np.diff(begins, append=len(keys))


def _members(begins: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """The places of all members of some runs."""
    before = np.repeat(np.cumsum(sizes) - sizes, sizes)
    return np.repeat(begins, sizes) + np.arange(int(sizes.sum())) - before


def _pairs(texts: NDArray[np.int64], begins: NDArray[np.int64], sizes: NDArray[np.int64]) -> Pairs:
    """Each member of a run but the first, with the first one and with the one before."""
    later = _members(begins + 1, sizes - 1)
    firsts = np.repeat(begins, sizes - 1)
    with_first = joined(texts[firsts], texts[later])
    further = later - firsts > 1
    with_last = joined(texts[later[further] - 1], texts[later[further]])
    return np.concatenate((with_first, with_last))
