"""Which texts have which keys, band by band, from the kept sketches of all shards.

Of texts that are all known, those that share no key with a new one are left out, so what is
laid out goes with the new texts and not with the known ones, whose keys are only read.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from openfonds.deduplication.parts import Parts, parts_in
from openfonds.deduplication.shards import SketchShard
from openfonds.deduplication.sketches import BANDS

# Of each band: a text, its key there and in the next band.
ENTRY = np.dtype([("key", "<u4"), ("after", "<u4"), ("text", "<u4")])
NONE = -1
BLOCK = 512  # texts
AT_ONCE = 1024  # the same
OF_PART = 1 << 17  # texts
SPARSE = 16  # places of a table for each key, about
TABLE_BITS = 16, 24

Keys = NDArray[np.uint32]
Numbers = NDArray[np.int32]
Places = NDArray[np.int64]
Bands = NDArray[np.uint8]
Entries = NDArray[np.void]
Flags = NDArray[np.bool_]


def put_keys(shards: Sequence[SketchShard], texts: Numbers, is_new: Flags, entries: Parts) -> None:
    """Put the keys of texts into parts, one a band.

    Of all texts are there the keys that a new one has, too, and a few others.

    Args:
        texts: for each sketch, in the order of the shards, the number of its text; NONE for one
            that is not looked at.
        is_new: by the number of the text.
    """
    if is_new.all():
        for keys, numbers in _blocks(shards, texts, AT_ONCE):
            entries.add(*_every_entry(keys, numbers))
        return
    wanted = _Wanted(shards, texts, is_new)
    waiting: list[tuple[Entries, Bands]] = []
    count = 0
    for keys, numbers in _blocks(shards, texts, BLOCK):
        waiting.append(_entries_at(wanted.among(keys), keys, numbers))
        count += len(waiting[-1][0])
        if count >= AT_ONCE * BANDS:
            entries.add(*_by_band(waiting))
            waiting, count = [], 0
    if waiting:
        entries.add(*_by_band(waiting))


def _every_entry(keys: Keys, numbers: Numbers) -> tuple[Entries, Places]:
    """All keys by band, and how many there are of each."""
    keys, numbers = keys[:, numbers != NONE], numbers[numbers != NONE]
    made = np.empty(keys.shape, ENTRY)
    made["key"], made["after"], made["text"] = keys, np.roll(keys, -1, axis=0), numbers
    return made[keys != 0], np.count_nonzero(keys, axis=1)


def _entries_at(places: Places, keys: Keys, numbers: Numbers) -> tuple[Entries, Bands]:
    """Some keys, and the band of each."""
    band, column = np.divmod(places, len(numbers))
    there = (numbers[column] != NONE) & (keys[band, column] != 0)
    band, column = band[there], column[there]
    made = np.empty(len(band), ENTRY)
    made["key"], made["after"] = keys[band, column], keys[(band + 1) % BANDS, column]
    made["text"] = numbers[column]
    return made, band.astype(np.uint8)  # sorted sooner


def _by_band(some: Sequence[tuple[Entries, Bands]]) -> tuple[Entries, Places]:
    """All of them by band, and how many there are of each."""
    made, band = (np.concatenate(column) for column in zip(*some, strict=True))
    return made[np.argsort(band, kind="stable")], np.bincount(band, minlength=BANDS)


def cut(entries: Parts, scratch: Path) -> Iterator[Entries]:
    """The keys of each band; where they are many, cut by their first bits: equal ones together."""
    for band in range(entries.count):
        bits = (entries.size(band) // OF_PART).bit_length()
        if not bits:
            yield entries.part(band)
            continue
        with parts_in(scratch, ENTRY, 1 << bits) as finer:
            for some in entries.part_in_turn(band, OF_PART):
                part = (some["key"] >> np.uint32(32 - bits)).astype(np.uint16)  # sorted sooner
                ordered = some[np.argsort(part, kind="stable")]
                finer.add(ordered, np.bincount(part, minlength=finer.count))
            yield from map(finer.part, range(finer.count))


class _Wanted:
    """The keys of new texts: a table of all bands by the first bits of a key, one by the last.

    A table alone has some 1 in 20 of the keys that are not wanted; both have 1 in 400.
    """

    def __init__(self, shards: Sequence[SketchShard], texts: Numbers, is_new: Flags) -> None:
        bits = (SPARSE * BANDS * int(np.count_nonzero(is_new))).bit_length()
        self._bits = np.uint32(min(max(bits, TABLE_BITS[0]), TABLE_BITS[1]))
        self._by_first = np.zeros(1 << int(self._bits), np.bool_)
        self._by_last = self._by_first.copy()
        for keys, numbers in _blocks(shards, np.where(is_new[texts], texts, NONE), BLOCK):
            some = keys[:, numbers != NONE]
            self._by_first[some >> (32 - self._bits)] = True
            self._by_last[self._last(some)] = True

    def among(self, keys: Keys) -> Places:
        """Places, row by row, of keys that are wanted, and of a few others."""
        flat = keys.ravel()
        # All places are in the table: to wrap is only sooner than to look whether they are.
        found = self._by_first.take(flat >> (32 - self._bits), mode="wrap")
        places: Places = np.flatnonzero(found)
        return places[self._by_last[self._last(flat[places])]]

    def _last(self, keys: Keys) -> Keys:
        # Without the very last bit, which is the same in all.
        return (keys >> np.uint32(1)) & ((np.uint32(1) << self._bits) - np.uint32(1))


def _blocks(
    shards: Sequence[SketchShard], texts: Numbers, at_once: int
) -> Iterator[tuple[Keys, Numbers]]:
    """The keys of some texts at a time, one row a band, and their numbers."""
    begin, waiting, count = 0, [], 0
    for shard in shards:
        numbers = texts[begin : begin + shard.count]
        begin += shard.count
        if (numbers == NONE).all():
            continue
        waiting.append((shard.bands(), numbers))
        count += shard.count
        if count >= at_once:
            yield _joined(waiting)
            waiting, count = [], 0
    if waiting:
        yield _joined(waiting)


def _joined(some: list[tuple[Keys, Numbers]]) -> tuple[Keys, Numbers]:
    if len(some) == 1:
        return some[0]
    keys, numbers = zip(*some, strict=True)
    return np.concatenate(keys, axis=1), np.concatenate(numbers)
