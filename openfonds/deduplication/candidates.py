"""Pairs of texts that may be copies, in time linear in the texts, in bounded memory.

Texts with the same key in one of the bands are in a bucket, and every two texts of a small bucket
are candidates. A large bucket is that of a common turn of phrase, or of the pages of a form: there
the key of the next band must be the same too, and where still many have both keys, only pairs
with the first of them and with the one before are candidates.
"""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

LARGE = 8  # texts in a bucket
PAIRS_AT_ONCE = 1 << 20

Keys = NDArray[np.uint32]
Numbers = NDArray[np.int64]
Pairs = NDArray[np.uint64]  # number of the first text in the high half, of the second in the low

_HALF = np.uint64(32)
_LOW = np.uint64(2**32 - 1)
_FILTER, _FILTER_SHIFT = 1 << 17, np.uint32(15)


def candidates(
    band: Callable[[int], Keys], n_bands: int, is_new: NDArray[np.bool_]
) -> Iterator[Pairs]:
    """Candidates in groups, each sorted and without repeats; one pair may be in several groups.

    Args:
        band: the keys of all texts in a band, by the number of the text; 0 for a text without one.
        is_new: pairs of two other texts are left out.
    """
    first = here = band(0)
    waiting: list[Pairs] = []
    count = 0
    for number in range(n_bands):
        after = band(number + 1) if number + 1 < n_bands else first
        for found in _of_band(here, after, is_new):
            one, other = split(found)
            found = found[is_new[one] | is_new[other]]
            waiting.append(found)
            count += len(found)
        if count >= PAIRS_AT_ONCE:
            yield distinct(np.concatenate(waiting))
            waiting, count = [], 0
        here = after
    if waiting:
        yield distinct(np.concatenate(waiting))


def split(pairs: Pairs) -> tuple[Numbers, Numbers]:
    """The first and the second texts of pairs."""
    return (pairs >> _HALF).astype(np.int64), (pairs & _LOW).astype(np.int64)


def distinct(pairs: Pairs) -> Pairs:
    """The same pairs sorted and without repeats (`numpy.unique` is slower: it hashes)."""
    ordered = np.sort(pairs)
    return ordered[np.concatenate(([True], ordered[1:] != ordered[:-1]))[: len(ordered)]]


def joined(first: Numbers, second: Numbers) -> Pairs:
    """Pairs of texts, each with the lower number first."""
    low, high = np.minimum(first, second), np.maximum(first, second)
    return low.astype(np.uint64) << _HALF | high.astype(np.uint64)


def _of_band(keys: Keys, after: Keys, is_new: NDArray[np.bool_]) -> Iterator[Pairs]:
    texts = np.flatnonzero(_beside_new(keys, is_new))
    packed = keys[texts].astype(np.uint64) << _HALF | texts.astype(np.uint64)
    packed.sort()
    begins, sizes = _runs(packed >> _HALF)
    small = sizes <= LARGE
    yield from _every_two((packed & _LOW).astype(np.int64), begins[small], sizes[small])
    if small.all():
        return
    members = _members(begins[~small], sizes[~small])
    texts = (packed[members] & _LOW).astype(np.int64)
    texts = texts[after[texts] != 0]
    texts = texts[np.lexsort((texts, after[texts], keys[texts]))]
    begins, sizes = _runs(keys[texts].astype(np.uint64) << _HALF | after[texts])
    small = sizes <= LARGE
    yield from _every_two(texts, begins[small], sizes[small])
    yield _with_first_and_last(texts, begins[~small], sizes[~small])


def _beside_new(keys: Keys, is_new: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The texts in buckets that have a new one, and a few others: the buckets are whole."""
    found: NDArray[np.bool_] = keys != 0
    if not is_new.all():
        wanted = np.zeros(_FILTER, np.bool_)
        wanted[keys[is_new] >> _FILTER_SHIFT] = True
        found &= wanted[keys >> _FILTER_SHIFT]
    return found


def _runs(keys: NDArray[np.uint64]) -> tuple[Numbers, Numbers]:
    """Where runs of equal keys begin, and how long they are."""
    if not len(keys):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    begins = np.concatenate(([0], np.flatnonzero(keys[1:] != keys[:-1]) + 1)).astype(np.int64)
    return begins, np.diff(begins, append=len(keys))


def _members(begins: Numbers, sizes: Numbers) -> Numbers:
    """The places of all members of some runs."""
    before = np.repeat(np.cumsum(sizes) - sizes, sizes)
    return np.repeat(begins, sizes) + np.arange(int(sizes.sum())) - before


def _every_two(texts: Numbers, begins: Numbers, sizes: Numbers) -> Iterator[Pairs]:
    """Every two members of each run; runs are of LARGE texts at most."""
    for step in range(1, int(sizes.max(initial=0))):
        long = sizes > step
        begins, sizes = begins[long], sizes[long]
        here = _members(begins, sizes - step)
        yield joined(texts[here], texts[here + step])


def _with_first_and_last(texts: Numbers, begins: Numbers, sizes: Numbers) -> Pairs:
    """Each member of a run but the first, with the first one and with the one before."""
    later = _members(begins + 1, sizes - 1)
    with_first = joined(texts[np.repeat(begins, sizes - 1)], texts[later])
    return np.concatenate((with_first, joined(texts[later - 1], texts[later])))
