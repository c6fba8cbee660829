"""Whether two texts are copies of one another, from their sketches.

The share of shingles in common alone does not tell: two clean protocols that share half of their
wording have more of them than two bad readings of one page. But errors break long shingles
much more often than short ones, and shared wording breaks neither. If a share f of two texts is
the same but for errors, by which a letter survives with probability q, then they share f q^5 of
their shingles of 5 letters and f q^10 of those of 10; from both numbers follows f, whatever q is.
Two texts are near copies where f is large enough.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openfonds.deduplication.sketches import Sketches

VERIFICATION_VERSION = "2"  # raise it when other pairs may be copies
MIN_LETTERS = 40  # a shorter text is a copy only of an equal one
MIN_MATCHES = 4  # bins; fewer are chance
MIN_LONG = 0.016  # Jaccard similarity; two readings with 20 errors in 100 letters have some 0.03
# The same for long texts: whole books of one author have 0.03 though they are not alike.
LONG_TEXT, MIN_LONG_OF_BOOKS = 10_000, 0.045
MIN_SAME = 0.6  # share of the two texts that is the same but for errors
MAX_SAME = 2.0  # more: they have the same words, but in another order
CHANCE = 1 / 255  # that the eight bits of two bins agree

Bins = NDArray[np.uint8]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Likeness:
    """What the sketches of pairs of texts say, one value a pair."""

    matches: NDArray[np.float64]  # equal bins of long shingles beyond chance
    long: NDArray[np.float64]  # estimated Jaccard similarity of long shingles
    same: NDArray[np.float64]  # estimated share that is the same but for errors
    letters: NDArray[np.int64]  # of the shorter one
    longer: NDArray[np.int64]  # letters of the longer one

    @property
    def is_copy(self) -> NDArray[np.bool_]:
        """Whether the two are near copies."""
        return self.at_least(MIN_SAME)

    def at_least(
        self, share: float, long: float = MIN_LONG, *, of_longer: bool = True
    ) -> NDArray[np.bool_]:
        """Whether the two are the same in a share, but for errors; `long` instead of MIN_LONG.

        Args:
            of_longer: share of the longer one, of which the shorter is no more than its length.
        """
        floor = np.where(self.letters > LONG_TEXT, MIN_LONG_OF_BOOKS, long)
        likely = (self.matches >= MIN_MATCHES) & (self.long >= floor)
        if of_longer:
            likely &= self.letters >= share * self.longer
        return likely & (self.same >= share) & (self.same <= MAX_SAME)


def are_copies(
    table: Sketches,
    first: Numbers,
    second: Numbers,
    least: float = MIN_SAME,
    long: float = MIN_LONG,
    *,
    of_longer: bool = True,
) -> NDArray[np.bool_]:
    """Whether the texts of each pair, by their places in the table, are near copies.

    Args:
        least: share of the two that is to be the same but for errors.
        long: least similarity of the long shingles, but of those of books.
        of_longer: whether the share is that of the longer text, or of both together.
    """
    is_copy = np.zeros(len(first), np.bool_)
    # Most candidates fall at the first look, at the long shingles alone.
    equal = _n_equal(table["long"][first], table["long"][second])
    likely = np.flatnonzero(equal >= MIN_MATCHES)
    found = likeness(table[first[likely]], table[second[likely]])
    is_copy[likely] = found.at_least(least, long, of_longer=of_longer)
    return is_copy


def likeness(ours: Sketches, theirs: Sketches) -> Likeness:
    """How alike the texts of each pair are, from their sketches."""
    matches, long = _jaccard(ours["long"], theirs["long"])
    _, short = _jaccard(ours["short"], theirs["short"])
    shared_long, shared_short = _shared(long), _shared(short)
    with np.errstate(divide="ignore", invalid="ignore"):
        same = np.where(shared_long > 0, shared_short**2 / shared_long, 0.0)
    lengths = ours["letters"].astype(np.int64), theirs["letters"].astype(np.int64)
    return Likeness(matches, long, same, np.minimum(*lengths), np.maximum(*lengths))


def _jaccard(ours: Bins, theirs: Bins) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(equal bins, Jaccard similarity) of each pair, without what is equal by chance."""
    both = _n_true((ours != 0) & (theirs != 0))
    either = _n_true((ours | theirs) != 0)
    beyond = np.maximum(_n_equal(ours, theirs) - both * CHANCE, 0.0) / (1 - CHANCE)
    return beyond, beyond / np.maximum(either, 1)


def _n_equal(ours: Bins, theirs: Bins) -> Numbers:
    return _n_true((ours == theirs) & (ours != 0))


def _n_true(found: NDArray[np.bool_]) -> Numbers:
    """How many are true in each row; eight at a time, as rows are short enough for a byte."""
    words = np.ascontiguousarray(found).view(np.uint64)
    eighths = words.sum(axis=1, keepdims=True).view(np.uint8)
    counts: Numbers = eighths.sum(axis=1, dtype=np.int64)
    return counts


def _shared(jaccard: NDArray[np.float64]) -> NDArray[np.float64]:
    """The share of the shingles of each of two texts, equally long, that both have."""
    return 2 * jaccard / (1 + jaccard)
