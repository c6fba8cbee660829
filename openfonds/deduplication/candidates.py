"""Pairs of texts that may be copies, in time linear in the texts, in bounded memory.

Texts with the same key in one of the bands are in a bucket, and every two texts of a small bucket
are candidates. A large bucket is that of a common turn of phrase, or of the pages of a form: there
the key of the next band must be the same too, and where still many have both keys, only pairs
with the first of them and with the one before are candidates. So a text is the second one of a
bounded number of pairs.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from openfonds.deduplication.parts import Parts, parts_in

LARGE = 8  # texts in a bucket
AT_ONCE = 1 << 17  # texts in buckets, and pairs
PARTS, PART_BITS = 1 << 10, 12  # so many parts; texts that are the second ones in a part

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Entries = NDArray[np.void]
Pairs = NDArray[np.uint64]  # number of the later text in the high half, of the earlier in the low
_ByKey = tuple[NDArray[np.uint64], Numbers, NDArray[np.uint32]]

_HALF = np.uint64(32)
_LOW = np.uint64(2**32 - 1)


def candidates(keys: Iterable[Entries], is_new: Flags) -> Iterator[Pairs]:
    """Pairs that may be copies, in groups; one pair may be in several of them.

    Args:
        keys: of texts (`bands.ENTRY`), all that are equal in one band in one group.
        is_new: by text; pairs of two other texts are left out.
    """
    scratch = np.empty(len(is_new), np.uint32)
    # Those of many small groups at once, or what is around costs more.
    waiting: list[_ByKey] = []
    count = 0
    for group in keys:
        waiting.append(_by_key(group, scratch))
        count += len(group)
        if count >= AT_ONCE:
            yield from _of_groups(waiting, is_new)
            waiting, count = [], 0
    if count:
        yield from _of_groups(waiting, is_new)


@contextmanager
def each_once(found: Iterable[Pairs], n_texts: int, scratch: Path) -> Iterator[Iterator[Pairs]]:
    """The same pairs in other groups, each pair once, sorted by the second text."""
    bits = max((n_texts // PARTS).bit_length(), PART_BITS)
    with parts_in(scratch, np.dtype("<u8"), (n_texts >> bits) + 1) as pairs:
        _put_all(found, pairs, bits)
        yield _in_turn(pairs)


def _in_turn(pairs: Parts) -> Iterator[Pairs]:
    """The pairs of each part, of small ones those of some together."""
    waiting: list[Pairs] = []
    count = 0
    for number in range(pairs.count):
        waiting.append(distinct(pairs.part(number)))
        count += len(waiting[-1])
        if count >= AT_ONCE // 4 or number == pairs.count - 1:
            yield np.concatenate(waiting)
            waiting, count = [], 0


def _put_all(found: Iterable[Pairs], pairs: Parts, bits: int) -> None:
    bounds = np.arange(1, pairs.count + 1, dtype=np.uint64) << np.uint64(32 + bits)
    waiting: list[Pairs] = []
    count = 0
    for some in found:
        waiting.append(some)
        count += len(some)
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


def _by_key(group: Entries, scratch: NDArray[np.uint32]) -> _ByKey:
    """Keys, texts and keys in the next band, by the first two; scratch has a place for a text."""
    packed = group["key"].astype(np.uint64) << _HALF | group["text"]
    packed.sort()  # sooner than to sort the places of all three
    texts = (packed & _LOW).astype(np.int64)
    scratch[group["text"]] = group["after"]
    return packed >> _HALF, texts, scratch[texts]


def _of_groups(groups: Sequence[_ByKey], is_new: Flags) -> Iterator[Pairs]:
    keys, texts, after = (np.concatenate(column) for column in zip(*groups, strict=True))
    is_first = np.concatenate(([True], keys[1:] != keys[:-1]))
    # One key in two bands is two buckets.
    ends = np.cumsum([len(some) for some, *_ in groups])
    is_first[ends[ends < len(keys)]] = True
    begins, sizes = _runs(is_first, is_new[texts])
    small = sizes <= LARGE
    yield from _every_two(texts, begins[small], sizes[small], is_new)
    if not small.all():
        large = _members(begins[~small], sizes[~small])
        buckets = np.repeat(np.arange(len(small) - small.sum()), sizes[~small])
        yield from _of_large(texts[large], buckets, after[large], is_new)


def _of_large(
    texts: Numbers, buckets: Numbers, after: NDArray[np.uint32], is_new: Flags
) -> Iterator[Pairs]:
    keys = (buckets.astype(np.uint64) << _HALF | after)[after != 0]
    texts = texts[after != 0]
    order = np.argsort(keys, kind="stable")
    keys, texts = keys[order], texts[order]
    is_first = np.concatenate(([True], keys[1:] != keys[:-1]))[: len(keys)]
    begins, sizes = _runs(is_first, is_new[texts])
    small = sizes <= LARGE
    yield from _every_two(texts, begins[small], sizes[small], is_new)
    yield _of_new(_with_first_and_last(texts, begins[~small], sizes[~small]), is_new)


def _runs(is_first: Flags, is_new: Flags) -> tuple[Numbers, Numbers]:
    """Where runs begin that have a new text among several, and how long they are."""
    begins = np.flatnonzero(is_first)
    if not len(begins):
        return begins, begins
    sizes = np.diff(begins, append=len(is_first))
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
