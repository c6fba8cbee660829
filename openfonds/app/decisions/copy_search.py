"""Open texts against the closed ones of all collections, by their fingerprints in the catalog."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.engine import Connection

from catalog.passage_texts import KeptText, Place, live_texts, with_digests
from catalog.passages import Hashes, Postings, n_texts, postings
from openfonds.app.decisions.decide import SAME_BYTES
from openfonds.restrictions.passages import Fingerprints
from openfonds.restrictions.shared_text import (
    FORMULA_ITEMS,
    MIN_MATCHES,
    SEQUENCE,
    Matches,
    compare,
    formula_letters,
    has_passage,
    passage_letters,
    repeats_one,
    share_in_order,
)
from openfonds.restrictions.standing import Standing

NEAR_COPY = "care.near-copy-of-closed"
QUOTES = "care.quotes-closed"
# Decisions that follow from other items, so that a change elsewhere may change them.
COPY_CODES = (SAME_BYTES, NEAR_COPY, QUOTES)
HASHES_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """A text of an item: where it is from, and its fingerprints."""

    place: Place
    prints: Fingerprints


def reasons(connection: Connection, texts: Sequence[Text]) -> list[tuple[str, ...]]:
    """For each text that would be open: the codes of why it may not be; none where it may."""
    equal = with_digests(connection, _digests(texts))
    made = []
    for group in _groups(texts):
        every = _every_hash(group)
        there = postings(connection, every)
        kept = live_texts(connection, _worth_knowing(there))
        openings = [t.id for t in kept.values() if t.standing is Standing.OPEN]
        is_formula = n_texts(every, there, openings) >= FORMULA_ITEMS
        closed = _only(there, [t for t in kept.values() if t.standing is not Standing.OPEN])
        opened = _only(there, [t for t in kept.values() if t.standing is Standing.OPEN])
        for text in group:
            in_formula = is_formula[np.searchsorted(every, text.prints.hashes)]
            codes = _compared(text, in_formula, closed, kept)
            if text.prints.long is not None and QUOTES not in codes:
                is_everybodys = is_formula[np.searchsorted(every, text.prints.long.hashes)]
                own = text.prints.long.only(~is_everybodys)
                if _is_word_for_word(own, text.place, closed, kept):
                    codes.add(QUOTES)
            if NEAR_COPY not in codes and _repeats_one(text, closed, opened, kept):
                codes.add(NEAR_COPY)
            twins = equal.get(text.prints.digest or "", [])
            if any(t.standing is not Standing.OPEN and _is_other(t, text.place) for t in twins):
                codes.add(NEAR_COPY)
            made.append(tuple(sorted(codes)))
    return made


def open_suspects(connection: Connection, closed: Sequence[Text]) -> Iterator[KeptText]:
    """Texts of other items that would be open and share a passage with one of these."""
    for twins in with_digests(connection, _digests(closed)).values():
        yield from (t for t in twins if t.standing is Standing.OPEN)
    for group in _groups(closed):
        there = postings(connection, _every_hash(group))
        kept = live_texts(connection, _worth_knowing(there))
        opened = _only(there, [t for t in kept.values() if t.standing is Standing.OPEN])
        for text in group:
            for text_id, ours, theirs in _common(text.prints, opened):
                starts = text.prints.starts[ours]
                if has_passage(starts, theirs, text.prints.n_letters):
                    yield kept[text_id]
            if text.prints.long is not None:
                yield from (kept[text_id] for text_id, _, _ in _common(text.prints.long, opened))


def _compared(
    text: Text, in_formula: NDArray[np.bool_], closed: Postings, kept: dict[int, KeptText]
) -> set[str]:
    codes: set[str] = set()
    formulas: NDArray[np.bool_] | None = None
    for text_id, ours, theirs in _common(text.prints, closed):
        other = kept[text_id]
        starts = text.prints.starts[ours]
        if not _is_other(other, text.place) or not has_passage(
            starts, theirs, text.prints.n_letters
        ):
            continue
        if formulas is None:
            formulas = formula_letters(text.prints, in_formula)
        shared = compare(formulas, Matches(starts, theirs, in_formula[ours]), other.n_letters)
        if shared.is_near_copy:
            codes.add(NEAR_COPY)
        if shared.is_quoted and other.standing is Standing.DENIED:
            codes.add(QUOTES)
    return codes


def _repeats_one(text: Text, closed: Postings, opened: Postings, kept: dict[int, KeptText]) -> bool:
    """Whether a closed text runs beside nearly all of a text, as hardly any open one does."""
    shares = _shares_in_order(text, closed, kept)
    # Few texts come so far that the open ones must be asked too.
    if not repeats_one(text.prints.n_letters, shares, ()):
        return False
    return repeats_one(text.prints.n_letters, shares, _shares_in_order(text, opened, kept))


def _shares_in_order(text: Text, others: Postings, kept: dict[int, KeptText]) -> list[float]:
    return [
        share_in_order(text.prints.n_letters, text.prints.starts[ours], theirs)
        for text_id, ours, theirs in _common(text.prints, others)
        if _is_other(kept[text_id], text.place)
    ]


def _is_word_for_word(
    own: Fingerprints, place: Place, closed: Postings, kept: dict[int, KeptText]
) -> bool:
    """Whether a long passage of a denied text is here, by long grams that few open texts have."""
    return any(
        passage_letters(own.starts[ours], theirs) >= SEQUENCE
        for text_id, ours, theirs in _common(own, closed)
        if kept[text_id].standing is Standing.DENIED and _is_other(kept[text_id], place)
    )


def _is_other(text: KeptText, place: Place) -> bool:
    """Whether a text is of another item, not of this one or an earlier delivery of it."""
    return text.place.item != place.item


def _groups(texts: Sequence[Text]) -> Iterator[list[Text]]:
    """Texts that are looked up together: some HASHES_AT_ONCE fingerprints, or one long text."""
    group: list[Text] = []
    count = 0
    for text in texts:
        group.append(text)
        count += len(text.prints.hashes)
        if count >= HASHES_AT_ONCE:
            yield group
            group, count = [], 0
    if group:
        yield group


def _digests(texts: Sequence[Text]) -> list[str]:
    return sorted({t.prints.digest for t in texts if t.prints.digest})


def _every_hash(texts: Sequence[Text]) -> Hashes:
    """All fingerprints of some texts, sorted."""
    return np.unique(np.concatenate([t.prints.every() for t in texts]))


def _worth_knowing(there: Postings) -> list[int]:
    """Texts with enough fingerprints for a passage, or under one that may be of a formula."""
    ids, counts = np.unique(there.texts, return_counts=True)
    _, at, standing = np.unique(there.hashes, return_inverse=True, return_counts=True)
    crowded = there.texts[(standing >= FORMULA_ITEMS)[at]]
    known: list[int] = np.union1d(ids[counts >= MIN_MATCHES], crowded).tolist()
    return known


def _only(there: Postings, texts: Sequence[KeptText]) -> Postings:
    chosen = np.isin(there.texts, np.array([t.id for t in texts], np.int64))
    return Postings(there.hashes[chosen], there.texts[chosen], there.starts[chosen])


def _common(
    prints: Fingerprints, others: Postings
) -> Iterator[tuple[int, NDArray[np.int64], NDArray[np.int64]]]:
    """(id of a text, our fingerprints, their places) for each text with enough in common."""
    first = np.searchsorted(others.hashes, prints.hashes, "left")
    count = np.searchsorted(others.hashes, prints.hashes, "right") - first
    ours = np.repeat(np.arange(len(count)), count)
    within = np.arange(len(ours)) - np.repeat(np.cumsum(count) - count, count)
    theirs = np.repeat(first, count) + within
    order = np.argsort(others.texts[theirs], kind="stable")
    ours, theirs = ours[order], theirs[order]
    ids, begins, sizes = np.unique(others.texts[theirs], return_index=True, return_counts=True)
    for text_id, begin, size in zip(ids.tolist(), begins.tolist(), sizes.tolist(), strict=True):
        if size >= MIN_MATCHES:
            chosen = theirs[begin : begin + size]
            yield text_id, ours[begin : begin + size], others.starts[chosen]
