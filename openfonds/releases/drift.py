"""Whether a version looks like the one before: a mistake upstream shows in its numbers first.

A half-delivered holding, a wrong language model or a broken reader give valid files, so that no
other check sees them. What moves further than these limits waits for a person's approval. What
a decision closed is not missed: it has to leave the newest version at once (ADR 0012).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openfonds.releases.statistics import MILLI, Group, Statistics

FEWER = 0.9  # of the documents, pages or characters that there were
MORE = 3.0
LANGUAGE_MIX = 0.10  # total variation between the shares of documents by language
CONFIDENCE = 3.0  # points of mean word confidence, weighted by characters
BLANK_SHARE = 0.05  # of all pages
CHARACTERS_A_PAGE = 0.8, 1.25  # of what a page with text had on average
SMALL = 20  # documents, below which a few items move every share
MANY_CLOSED = 0.05  # of the documents: from there on the rest may be another mix


@dataclass(frozen=True, slots=True)
class Drift:
    """One number that moved too far."""

    what: str
    before: float
    after: float

    def __str__(self) -> str:
        return f"{self.what}: {self.before:g} before, {self.after:g} now"


@dataclass(frozen=True, slots=True)
class Closed:
    """Rows of the version before that are not in the new one because a decision closed them."""

    documents: int = 0
    pages: int = 0  # with text


NOTHING_CLOSED = Closed()


def drifts(
    before: Statistics, after: Statistics, closed: Closed = NOTHING_CLOSED
) -> tuple[Drift, ...]:
    """What moved further than the limits, in a fixed order."""
    if before.documents < SMALL and (after.documents or closed.documents):
        return ()
    sizes = tuple(_of_sizes(before, after, closed))
    if closed.documents > MANY_CLOSED * before.documents:
        return sizes
    return sizes + tuple(_of_shares(before, after))


def _of_sizes(before: Statistics, after: Statistics, closed: Closed) -> Iterator[Drift]:
    read = before.pages_read
    pages_left = (read - closed.pages) / read if read else 1.0
    expected = {
        "documents": before.documents - closed.documents,
        "pages": before.pages * pages_left,
        "characters": before.characters * pages_left,
    }
    for what, old in expected.items():
        new = getattr(after, what)
        if not FEWER * old <= new <= MORE * old:
            yield Drift(what, getattr(before, what), new)


def _of_shares(before: Statistics, after: Statistics) -> Iterator[Drift]:
    if after.documents < SMALL:
        return
    moved = _variation(before.languages, after.languages)
    if moved > LANGUAGE_MIX:
        yield Drift("share of documents in another language", 0, round(moved, 4))
    old, new = _confidence(before.languages), _confidence(after.languages)
    if old is not None and new is not None and abs(new - old) > CONFIDENCE:
        yield Drift("mean word confidence", round(old, 2), round(new, 2))
    if (old is None) != (new is None):
        sides = float(old is not None), float(new is not None)
        yield Drift("whether words have a confidence", *sides)
    old, new = _blank(before), _blank(after)
    if abs(new - old) > BLANK_SHARE:
        yield Drift("share of blank pages", round(old, 4), round(new, 4))
    old, new = _characters_a_page(before), _characters_a_page(after)
    least, most = CHARACTERS_A_PAGE
    if old and not least <= new / old <= most:
        yield Drift("characters a page", round(old), round(new))


def _variation(before: Sequence[Group], after: Sequence[Group]) -> float:
    """Half the sum of the differences of the shares, 0 to 1."""
    shares = []
    for groups in (before, after):
        total = sum(group.documents for group in groups)
        shares.append({group.name: group.documents / total for group in groups})
    names = shares[0].keys() | shares[1].keys()
    return sum(abs(shares[0].get(n, 0.0) - shares[1].get(n, 0.0)) for n in names) / 2


def _confidence(groups: Sequence[Group]) -> float | None:
    characters = sum(group.rated_characters for group in groups)
    return sum(group.rating for group in groups) / characters / MILLI if characters else None


def _blank(numbers: Statistics) -> float:
    return numbers.pages_blank / numbers.page_rows if numbers.page_rows else 0.0


def _characters_a_page(numbers: Statistics) -> float:
    return numbers.characters / numbers.pages_read if numbers.pages_read else 0.0
