"""How the texts of an item are examined: what is a mark or a telephone depends on the work.

Talk of secrets in a printed work is no mark; a number of four digits in a paper of over a hundred
years is no telephone of a living person; the year of a stock-taking does not date a book.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, partial

from openfonds.model import Item
from openfonds.restrictions.detectors.identifiers import Identifiers
from openfonds.restrictions.detectors.later_dates import dates_mentioned
from openfonds.restrictions.detectors.mentioned import Mentioned
from openfonds.restrictions.detectors.registry import examine
from openfonds.restrictions.detectors.secrecy_marks import SecrecyMarks
from openfonds.restrictions.detectors.transliteration import russian_passages
from openfonds.restrictions.findings import Detector, Finding, strongest

# Raise it when a text may be read otherwise although no detector has another version: dates too.
READING_VERSION = "7"
NAMES_VERSION = "2"  # of how names are searched for, beside the version of the detector
PUBLISHED = "published"
# Over a hundred years old on any day on which this can run.
OVER_A_CENTURY = 1925

# "Библ. Инв. № 512. Пров. 1936", a line of its own: the stamp of a library on what it counted.
_STOCK_TAKING = re.compile(
    r"^[^\w\n]*(?:библ[^\n]{0,40})?(?:инв[^\n]{0,20})?(?<!\w)пров(?:ерено|ер)?[.:]?\s{0,3}"
    r"\d{4} ?(?:г(?:ода?)?\.?)?[^\w\n]*$",
    re.IGNORECASE | re.MULTILINE,
)

Examine = Callable[[str], list[Finding]]


def examine_for(item: Item) -> Examine:
    """The search of the texts of one item, and of its description."""
    is_old = item.dates.latest is not None and item.dates.latest.year <= OVER_A_CENTURY
    return _examine(item.material == PUBLISHED, is_old)


def dates_in(item: Item, text: str) -> Mentioned:
    """The dates that a page of an item asserts."""
    if item.material == PUBLISHED:
        text = _STOCK_TAKING.sub("", text)
    return dates_mentioned(text)


@cache
def _examine(printed: bool, old: bool) -> Examine:
    instead: list[Detector] = [SecrecyMarks(printed=True)] if printed else []
    instead += [Identifiers(over_a_century=True)] if old else []
    return partial(_examine_readings, partial(_examine_with, tuple(instead)))


def _examine_readings(search: Examine, text: str) -> list[Finding]:
    """What is found in a text, and in its paragraphs of Russian in Latin letters.

    A finding in such a paragraph has the whole of it for its place.
    """
    transliterated = [
        replace(found, start=start, end=end)
        for start, end, reading in russian_passages(text)
        for found in search(reading)
    ]
    return search(text) + strongest(transliterated)


def _examine_with(instead: Sequence[Detector], text: str) -> list[Finding]:
    """As `examine`, but for the facts of `instead`, which read the text again where it matters."""
    found = examine(text)
    for detector in instead:
        if any(f.fact in detector.facts for f in found):
            found = [f for f in found if f.fact not in detector.facts] + list(detector.find(text))
            found.sort(key=lambda f: (f.start, f.end, f.fact))
    return found
