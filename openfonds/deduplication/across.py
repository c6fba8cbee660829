"""Copies of the texts of one side among those of another, from their sketches on disk.

Texts with the same key in one of the bands are candidates, but of those of the second side only
the first few: where more have a key it is that of a form, and then the first ones tell that, too.
So the time is linear in the texts of both sides.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from openfonds.deduplication.candidates import Pairs, each_once, joined, split
from openfonds.deduplication.compared import copies_in_file
from openfonds.deduplication.laid_out import laid_out
from openfonds.deduplication.sketches import BANDS, SKETCH, Sketches
from openfonds.deduplication.verification import MIN_SAME

OF_A_KEY = 24  # texts of the second side
# Among all pairs of 700 and 700 pages of plays this leaves 2 of 8 false ones, and of copies with 20
# errors in 100 letters 87 instead of 90 in 100: what is closed by mistake costs a person a look.
MIN_LONG = 0.02
MIN_KIN = 0.4  # share that is the same: filled-in forms of one kind are no copies of one another

Numbers = NDArray[np.int64]
Ids = list[tuple[bytes, bytes, bool]]


def kin_across(first: Iterable[Sketches], second: Iterable[Sketches], scratch: Path) -> Ids:
    """(id of a text of the first side, id of one of the second, whether they are near copies).

    Of all pairs that are at least kin, sorted. Sketches come in groups and are laid out in files
    below `scratch`, which are removed; in memory are some 100 bytes a text and these pairs.
    """
    n_first = 0

    def both() -> Iterator[Sketches]:
        nonlocal n_first
        for group in first:
            n_first += len(group)
            yield group
        yield from second

    with laid_out(both(), scratch) as laid:
        numbers = range(BANDS if 0 < n_first < len(laid.ids) else 0)
        found = (_of_band(laid.band(number), n_first) for number in numbers)
        kin = [np.empty(0, np.uint64)]
        with each_once(found, len(laid.ids), scratch) as groups:
            for some in groups:
                is_kin = copies_in_file(laid.whole, SKETCH, *split(some), MIN_KIN, of_longer=False)
                kin.append(some[is_kin])
        one, other = split(np.concatenate(kin))
        # Of both together: whatever has most of a closed text in it is to be looked at.
        is_copy = copies_in_file(
            laid.whole, SKETCH, one, other, MIN_SAME, MIN_LONG, of_longer=False
        )
        pairs = zip(laid.ids[one].tolist(), laid.ids[other].tolist(), is_copy.tolist(), strict=True)
        return sorted(pairs)


def _of_band(keys: NDArray[np.uint32], n_first: int) -> Pairs:
    """Pairs of texts of both sides with the same key."""
    ours = np.flatnonzero(keys[:n_first])
    theirs = n_first + np.flatnonzero(keys[n_first:])
    theirs = theirs[np.argsort(keys[theirs], kind="stable")]
    sought = keys[theirs]
    begin = np.searchsorted(sought, keys[ours], "left")
    end = np.searchsorted(sought, keys[ours], "right")
    count = np.minimum(end - begin, OF_A_KEY)
    within = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
    others: Numbers = theirs[np.repeat(begin, count) + within]
    return joined(np.repeat(ours, count), others)
