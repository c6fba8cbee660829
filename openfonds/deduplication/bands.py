"""Which texts have which keys, band by band, from the kept sketches of all shards.

Where there are many texts, a band is cut to parts by the first bits of the key, so that a part
fits into memory.

Of texts that are all known, those that share no key with a new one are left out, so what is
laid out goes with the new texts and not with the known ones, whose keys are only read.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from openfonds.deduplication.parts import Parts
from openfonds.deduplication.shards import SketchShard
from openfonds.deduplication.sketches import BANDS

# Of each band: a text, its key there and in the next band.
ENTRY = np.dtype([("key", "<u4"), ("after", "<u4"), ("text", "<u4")])
NONE = -1
AT_ONCE = 4096  # texts
OF_PART = 1 << 19  # texts, about
SPARSE = 32  # places of the filter for each new text
FILTER_BITS = 10, 17

Keys = NDArray[np.uint32]
Numbers = NDArray[np.int32]
Flags = NDArray[np.bool_]


def n_parts(n_texts: int) -> int:
    """Parts of the keys of so many texts."""
    return BANDS << (n_texts // OF_PART).bit_length()


def put_keys(shards: Sequence[SketchShard], texts: Numbers, is_new: Flags, entries: Parts) -> None:
    """Put the keys of texts into parts, so that equal keys of a band are in the same one.

    All texts that have a key in common with a new one are there, with that key, and some others.

    Args:
        texts: for each sketch, in the order of the shards, the number of its text; NONE for one
            that is not looked at.
        is_new: by the number of the text.
    """
    wanted = None if is_new.all() else _Wanted(shards, texts, is_new)
    bits = np.uint32((entries.count // BANDS).bit_length() - 1)
    for keys, numbers in _blocks(shards, texts):
        found = keys != 0
        if wanted is not None:
            found &= wanted.may_have(keys)
        band, column = np.nonzero(found)
        made = np.empty(len(band), ENTRY)
        made["key"] = keys[band, column]
        made["after"] = keys[(band + 1) % BANDS, column]
        made["text"] = numbers[column]
        if bits:
            part = (band << bits | made["key"] >> (np.uint32(32) - bits)).astype(np.uint16)
            made = made[np.argsort(part, kind="stable")]
            entries.add(made, np.bincount(part, minlength=entries.count))
        else:
            entries.add(made, np.count_nonzero(found, axis=1))


class _Wanted:
    """The keys of new texts: a table of bits by the first bits of the key, for each band."""

    def __init__(self, shards: Sequence[SketchShard], texts: Numbers, is_new: Flags) -> None:
        bits = int(SPARSE * np.count_nonzero(is_new)).bit_length()
        bits = min(max(bits, FILTER_BITS[0]), FILTER_BITS[1])
        self._shift = np.uint32(32 - bits)
        self._begins = (np.arange(BANDS, dtype=np.uint32) << np.uint32(bits))[:, None]
        self._table = np.zeros(BANDS << bits, np.bool_)
        for keys, _ in _blocks(shards, np.where(is_new[texts], texts, NONE)):
            self._table[self._places(keys)] = True

    def may_have(self, keys: Keys) -> Flags:
        return self._table.take(self._places(keys))

    def _places(self, keys: Keys) -> Keys:
        return (keys >> self._shift) + self._begins


def _blocks(shards: Sequence[SketchShard], texts: Numbers) -> Iterator[tuple[Keys, Numbers]]:
    """The keys of many texts at a time, one row a band, and their numbers."""
    begin, waiting, count = 0, [], 0
    for shard in shards:
        numbers = texts[begin : begin + shard.count]
        begin += shard.count
        there = np.flatnonzero(numbers != NONE)
        if not len(there):
            continue
        keys = shard.bands()
        waiting.append((keys if len(there) == shard.count else keys[:, there], numbers[there]))
        count += len(there)
        if count >= AT_ONCE:
            yield _joined(waiting)
            waiting, count = [], 0
    if waiting:
        yield _joined(waiting)


def _joined(some: list[tuple[Keys, Numbers]]) -> tuple[Keys, Numbers]:
    keys, numbers = zip(*some, strict=True)
    return np.concatenate(keys, axis=1), np.concatenate(numbers)
