"""Pairs of texts that may be copies, in time linear in the texts, in bounded memory.

Texts with the same key in one of the bands are in a bucket, and every two texts of a small bucket
are candidates. A large bucket is that of a common turn of phrase, or of the pages of a form: there
the key of the next band must be the same too, and where still many have both keys, only pairs
with the first of them and with the one before are candidates. So a text is the second one of a
bounded number of pairs.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from openfonds.deduplication.parts import Parts

LARGE = 8  # texts in a bucket
AT_ONCE = 1 << 18  # texts in buckets, and pairs
PART_BITS = 12  # so many texts are the second ones of the pairs of a part

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Pairs = NDArray[np.uint64]  # number of the later text in the high half, of the earlier in the low

PAIR = np.dtype("<u8")
_HALF = np.uint64(32)
_LOW = np.uint64(2**32 - 1)


def n_parts(n_texts: int) -> int:
    """Parts of the pairs of so many texts."""
    return (n_texts >> PART_BITS) + 1


def put_candidates(entries: Parts, is_new: Flags, pairs: Parts) -> None:
    """Put the candidates into parts by their second text; a pair may be there several times.

    Args:
        entries: the keys of texts (`bands.ENTRY`), those that are equal in one part.
        is_new: by text; pairs of two other texts are left out.
    """
    bounds = np.arange(1, pairs.count + 1, dtype=np.uint64) << np.uint64(32 + PART_BITS)
    waiting: list[Pairs] = []
    count = 0
    for found in _found(entries, is_new):
        waiting.append(found)
        count += len(found)
        if count >= AT_ONCE:
            _put(waiting, bounds, pairs)
            waiting, count = [], 0
    _put(waiting, bounds, pairs)


def split(pairs: Pairs) -> tuple[Numbers, Numbers]:
    """The first and the second texts of pairs."""
    return (pairs & _LOW).astype(np.int64), (pairs >> _HALF).astype(np.int64)


def distinct(pairs: Pairs) -> Pairs:
    """The same pairs sorted and without repeats (`numpy.unique` is slower: it hashes)."""
    ordered = np.sort(pairs)
    return ordered[np.concatenate(([True], ordered[1:] != ordered[:-1]))[: len(ordered)]]


def without(pairs: Pairs, others: Pairs) -> Pairs:
    """Those pairs that are not among the others; both sorted and without repeats."""
    return np.setdiff1d(pairs, others, assume_unique=True)


def joined(first: Numbers, second: Numbers) -> Pairs:
    """Pairs of texts, each with the lower number first."""
    low, high = np.minimum(first, second), np.maximum(first, second)
    return high.astype(np.uint64) << _HALF | low.astype(np.uint64)


def _put(waiting: list[Pairs], bounds: Pairs, pairs: Parts) -> None:
    if waiting:
        some = distinct(np.concatenate(waiting))
        pairs.add(some, np.diff(np.searchsorted(some, bounds), prepend=0))


def _found(entries: Parts, is_new: Flags) -> Iterator[Pairs]:
    """Candidates of all parts; of many small ones at once, or what is around costs more."""
    waiting: list[tuple[Numbers, Numbers]] = []
    count = 0
    for part in range(entries.count):
        some = entries.part(part)
        packed = some["key"].astype(np.uint64) << _HALF | some["text"]
        packed.sort()
        texts = (packed & _LOW).astype(np.int64)
        begins, sizes = _runs(packed >> _HALF, is_new[texts])
        small = sizes <= LARGE
        waiting.append((texts[_members(begins[small], sizes[small])], sizes[small]))
        count += len(waiting[-1][0])
        if not small.all():
            after = np.zeros(len(is_new), np.uint32)
            after[some["text"]] = some["after"]
            large = _members(begins[~small], sizes[~small])
            yield from _of_large(packed[large], after, is_new)
        if count >= AT_ONCE:
            yield from _of_small(waiting, is_new)
            waiting, count = [], 0
    yield from _of_small(waiting, is_new)


def _of_small(waiting: list[tuple[Numbers, Numbers]], is_new: Flags) -> Iterator[Pairs]:
    texts, sizes = (np.concatenate(column) for column in zip(*waiting, strict=True))
    yield from _every_two(texts, np.cumsum(sizes) - sizes, sizes, is_new)


def _of_large(packed: Pairs, after: NDArray[np.uint32], is_new: Flags) -> Iterator[Pairs]:
    texts = (packed & _LOW).astype(np.int64)
    there = after[texts] != 0
    texts, keys = texts[there], packed[there] & ~_LOW
    keys |= after[texts]
    order = np.argsort(keys, kind="stable")
    keys, texts = keys[order], texts[order]
    begins, sizes = _runs(keys, is_new[texts])
    small = sizes <= LARGE
    yield from _every_two(texts, begins[small], sizes[small], is_new)
    yield _of_new(_with_first_and_last(texts, begins[~small], sizes[~small]), is_new)


def _runs(keys: NDArray[np.uint64], is_new: Flags) -> tuple[Numbers, Numbers]:
    """Where runs of equal keys begin that have a new text, and how long they are."""
    if not len(keys):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    begins = np.concatenate(([0], np.flatnonzero(keys[1:] != keys[:-1]) + 1)).astype(np.int64)
    sizes = np.diff(begins, append=len(keys))
    wanted = (sizes > 1) & np.logical_or.reduceat(is_new, begins)
    return begins[wanted], sizes[wanted]


def _members(begins: Numbers, sizes: Numbers) -> Numbers:
    """The places of all members of some runs."""
    before = np.repeat(np.cumsum(sizes) - sizes, sizes)
    return np.repeat(begins, sizes) + np.arange(int(sizes.sum())) - before


def _every_two(texts: Numbers, begins: Numbers, sizes: Numbers, is_new: Flags) -> Iterator[Pairs]:
    """Every two members of each run; runs are of LARGE texts at most."""
    for step in range(1, int(sizes.max(initial=0))):
        long = sizes > step
        begins, sizes = begins[long], sizes[long]
        here = _members(begins, sizes - step)
        yield _of_new(joined(texts[here], texts[here + step]), is_new)


def _with_first_and_last(texts: Numbers, begins: Numbers, sizes: Numbers) -> Pairs:
    """Each member of a run but the first, with the first one and with the one before."""
    later = _members(begins + 1, sizes - 1)
    with_first = joined(texts[np.repeat(begins, sizes - 1)], texts[later])
    return np.concatenate((with_first, joined(texts[later - 1], texts[later])))


def _of_new(pairs: Pairs, is_new: Flags) -> Pairs:
    first, second = split(pairs)
    return pairs[is_new[first] | is_new[second]]
