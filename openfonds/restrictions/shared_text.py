"""What two texts share, from the places of their common fingerprints (LAW 5: 18, 19).

A formula (the heading of a form, a prayer, the wording of every protocol) is no secret, so what
many open items say is not counted: only an item's own letters are. But a passage that consists of
formulas is a quotation where it agrees in what stands between them, the numbers, the names and
the order of the sentences, at several places; or where it is long and word for word the same,
as no two papers made of the same formulas are. And a text of nothing but formulas is a copy where
one closed text has nearly all of it in the same order, and hardly any open text has so much:
papers made of the same stock of sentences have them in another order, forms are all alike.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openfonds.restrictions.passages import GRAM, LONG_GRAM, LONG_WINDOW, WINDOW, Fingerprints

FORMULA_ITEMS = 10  # a fingerprint in so many otherwise open items belongs to a formula
MIN_MATCHES = 3  # fewer common fingerprints in a row are chance: a turn of phrase
MIN_MATCHED = 30  # letters in them; the same
MIN_SPAN = 40  # letters from the first of them to the last; the same
BAND = 16  # letters that a reading may lose or add from one of them to the next
GAP = 100  # letters between two common fingerprints of one passage
FORMULA_GAP = 2 * WINDOW + GRAM  # a damaged fingerprint between two of a formula belongs to it
QUOTED_LETTERS = 100  # with what noise and windows cut off at both ends: a quotation of about 120
QUOTED_OF_FORMULAS = 150  # letters of a passage of formulas; with less it may be one sentence
OWN_PLACES = 3  # places of it that few items share; two papers of one day may share two
PLACE_GAP = 30  # letters from one such place to the next
SEQUENCE = 250  # letters word for word, no part of which many open items have
COPIED_SHARE = 0.5
ALL_FORMULA_LETTERS = 20  # with fewer letters of its own an item is nothing but a formula
ALL_FORMULA_SHARE = 0.9
DRIFT = 64  # letters that a reading may lose or add from the beginning of a text to its end
REPEATED_LETTERS = 150  # fewer may be one sentence
REPEATED_SHARE = 0.6  # of all letters of an open text, in the order of one closed text
REPEATED_MARGIN = 0.4  # by which more than in the order of most open texts
REPEATED_RIVALS = 3  # open texts; one or two may be copies themselves

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Shared:
    """What an open text shares with a closed one."""

    is_near_copy: bool
    is_quoted: bool


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """Common fingerprints of an open and a closed text: where each begins in both."""

    open_starts: Places
    closed_starts: Places
    in_formula: NDArray[np.bool_]


def formula_letters(text: Fingerprints, in_formula: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """For each letter of a text whether it belongs to a formula, from its fingerprints that do.

    A fingerprint that is missing or damaged between two of a formula belongs to it too, and so
    do the few letters before the first and after the last fingerprint of the text.
    """
    starts, n_letters = text.starts[in_formula], text.n_letters
    edges = np.zeros(n_letters + 1, np.int64)
    if len(starts):
        ends = np.flatnonzero(np.diff(starts) > FORMULA_GAP)
        begin = starts[np.concatenate(([0], ends + 1))]
        end = starts[np.concatenate((ends, [len(starts) - 1]))] + GRAM
        np.add.at(edges, np.where(begin < WINDOW, 0, begin), 1)
        np.add.at(edges, np.where(end > n_letters - WINDOW, n_letters, end), -1)
    return np.cumsum(edges[:-1]) > 0


def compare(formulas: NDArray[np.bool_], matches: Matches, n_closed: int) -> Shared:
    """What an open text, of which `formulas` marks the letters, shares with a closed one.

    A near copy: at least half of what the open text says for itself is in the closed one, or the
    closed one for half of it in the open one; a text that is nothing but formula must be nearly
    the whole of it. Quoted: at least QUOTED_LETTERS letters of its own in near contiguity.
    """
    own = ~matches.in_formula
    opened, closed = matches.open_starts, matches.closed_starts
    said = _covered(len(formulas), opened[own], closed[own]) & ~formulas
    n_said, n_own = int(said.sum()), int((~formulas).sum())
    longest = _longest(np.flatnonzero(said))
    whole = _covered(len(formulas), opened, closed)
    of_formulas = _of_formulas(whole, opened[own])
    if of_formulas and of_formulas >= COPIED_SHARE * len(formulas):
        copied = True
    elif n_own >= ALL_FORMULA_LETTERS:
        copied = n_said >= COPIED_SHARE * n_own
    else:
        copied = bool(whole.any() and whole.sum() >= ALL_FORMULA_SHARE * len(formulas))
    if not copied and longest >= QUOTED_LETTERS:
        contained = _covered(n_closed, closed[own], opened[own])
        copied = bool(contained.sum() >= COPIED_SHARE * n_closed)
    is_quoted = longest >= QUOTED_LETTERS or of_formulas >= QUOTED_OF_FORMULAS
    return Shared(is_near_copy=copied, is_quoted=is_quoted)


def share_in_order(n_letters: int, here: Places, there: Places) -> float:
    """Share of the letters of a text that another one has in the same order, without gaps."""
    drift = there - here
    order = np.sort(drift)
    count = np.searchsorted(order, order + DRIFT, "right") - np.arange(len(order))
    first = order[int(np.argmax(count))]
    chosen = (drift >= first) & (drift <= first + DRIFT)
    return float(_covered(n_letters, here[chosen], there[chosen]).mean())


def repeats_one(n_letters: int, closed: Sequence[float], opened: Sequence[float]) -> bool:
    """Whether a text repeats a closed one, from its shares in the order of other texts."""
    if n_letters < REPEATED_LETTERS or max(closed, default=0.0) < REPEATED_SHARE:
        return False
    rivals = sorted(opened, reverse=True)[:REPEATED_RIVALS]
    rival = rivals[-1] if len(rivals) == REPEATED_RIVALS else 0.0
    return max(closed) - rival >= REPEATED_MARGIN


def passage_letters(open_starts: Places, others_starts: Places) -> int:
    """Letters of the longest passage that two texts have word for word, from their long grams."""
    runs = _runs(open_starts, others_starts, gap=LONG_WINDOW + BAND, gram=LONG_GRAM)
    return max((int((end - start).max()) for start, end in runs), default=0)


def has_passage(open_starts: Places, closed_starts: Places, n_letters: int) -> bool:
    """Whether any common fingerprints stand in a row: what is worth looking at closely."""
    return bool(_covered(n_letters, open_starts, closed_starts).any())


def _covered(n_letters: int, here: Places, there: Places) -> NDArray[np.bool_]:
    """The letters of the first text that lie in passages which both texts have in one order."""
    edges = np.zeros(n_letters + 1, np.int64)
    for start, end in _runs(here, there):
        np.add.at(edges, start, 1)
        np.add.at(edges, end, -1)
    return np.cumsum(edges[:-1]) > 0


def _runs(
    here: Places, there: Places, *, gap: int = GAP, gram: int = GRAM
) -> Iterator[tuple[Places, Places]]:
    """First letters and ends, in the first text, of passages that both have in one order."""
    if len(here) < MIN_MATCHES:
        return
    # Two sets of bands, half a band apart: a passage that drifts over an edge is whole in one.
    for shift in (0, BAND // 2):
        band = (there - here + shift) // BAND
        order = np.lexsort((there, here, band))
        place, line = here[order], band[order]
        ends = (np.diff(line) != 0) | (np.diff(place) > gap)
        fresh = np.minimum(np.diff(place), gram)
        first = np.concatenate(([0], np.flatnonzero(ends) + 1))
        last = np.concatenate((first[1:] - 1, [len(place) - 1]))
        # Overlapping grams count once: what lies before the next one begins.
        matched = np.add.reduceat(np.append(np.where(ends, gram, fresh), gram), first)
        start, end = place[first], place[last] + gram
        long = (matched >= MIN_MATCHED) & (end - start >= MIN_SPAN)
        if long.any():
            yield start[long], end[long]


def _of_formulas(whole: NDArray[np.bool_], own: Places) -> int:
    """Letters of the longest common passage that agrees at OWN_PLACES places of its own."""
    places = np.flatnonzero(whole)
    if not len(places):
        return 0
    ends = np.flatnonzero(np.diff(places) > GAP)
    firsts = places[np.concatenate(([0], ends + 1))]
    lasts = places[np.concatenate((ends, [len(places) - 1]))]
    longest = 0
    starts = np.unique(own)
    for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True):
        here = starts[(starts >= first) & (starts <= last)]
        n_places = 1 + int((np.diff(here) > PLACE_GAP).sum()) if len(here) else 0
        if n_places >= OWN_PLACES:
            longest = max(longest, last - first + 1)
    return longest


def _longest(places: Places) -> int:
    """The most letters that stand in near contiguity."""
    if not len(places):
        return 0
    ends = np.concatenate((np.flatnonzero(np.diff(places) > GAP), [len(places) - 1]))
    return int(np.diff(np.concatenate(([-1], ends))).max())
