"""Dates and years of birth. Whether the person may be alive is for the caller to reckon.

A date of birth opens the question of LAW 0.5 (not shown to be dead or over 100 years old) and
starts periods of its own (BArchG §11(2), code du patrimoine L213-2 2°).

Likely where the year can be read; possible where it has two digits or two characters that are
no digits. A year without a word of birth beside it is not reported.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from openfonds.restrictions.detectors.later_dates import read_year
from openfonds.restrictions.detectors.months import MONTH
from openfonds.restrictions.detectors.normalise import FoldedText, fold, fold_phrase
from openfonds.restrictions.detectors.numbers import (
    CHARACTER,
    MOST_DAMAGED,
    read_digits,
    scan,
    stretches_with_digits,
    words_after,
)
from openfonds.restrictions.findings import Confidence, Finding, strongest

FACT = "birth_date"
_REACH = 90

_WHOLE_WORDS = (
    "born", "birth", "dob", "geboren", "geborene", "geborener", "geburt", "geburtsdatum",
    "geburtstag", "né", "née", "naissance", "narozen", "narozena", "narodený", "urodzony",
    "urodzona", "född", "født", "народився", "народилася",
)  # fmt: skip
_WORD = re.compile(
    r"(?<!\w)(?:рожд\w{0,6}|(?:г\. ?)?р\.(?=[ :]{0,2}(?:в )?\d)"
    r"|родил\w{0,3}|родивш\w{0,4}|род\.|(?:"
    + "|".join(fold_phrase(word) for word in _WHOLE_WORDS)
    + r")(?!\w)|(?:"
    + "|".join(fold_phrase(word) for word in ("geb", "nar", "ur"))
    + r")\.)"
)
_NE = frozenset({fold_phrase("né"), fold_phrase("née")})
_DAY = (
    rf"(?:{CHARACTER}{{1,2}}[ .,/-]{{1,3}}"
    rf"(?:{CHARACTER}{{1,2}}|[иvх]{{1,4}}|{MONTH})[ .,/-]{{1,3}})"
)
_DATE = re.compile(
    rf"(?<![\w.]){_DAY}?(?P<year>{CHARACTER}{{4}})(?!\w)"
    r"|(?<![\w.])\d{1,2}[./-](?:\d{1,2}|[иvх]{1,4})[./-](?P<short>\d\d)(?!\w)"
)
# 1951 г.р., 1951 г. рожд., 1951 года рождения, 51 г.р.
_BEFORE_WORD = re.compile(
    rf"(?<![\w.]){_DAY}?(?:(?P<year>{CHARACTER}{{4}})|(?P<short>\d\d))[ -]{{0,2}}"
    r"(?:(?:г(?:ода?|оду)?\.?)[ .]{0,3}(?:\n ?)?р(?:ожд\w{0,6})?(?!\w)|рожден\w{1,3}(?!\w))"
)


class BirthDates:
    """Detector of dates and years of birth."""

    name = "birth_dates"
    version = "2"
    facts = frozenset({FACT})

    def find(self, text: str) -> Iterator[Finding]:
        """Yield the dates of birth in `text`; offsets in code points of `text`."""
        yield from births_in(text)


@lru_cache(maxsize=1)
def births_in(text: str) -> tuple[Finding, ...]:
    """The dates of birth in `text`; the last result is kept, as Minors asks for the same."""
    folded = fold(text)
    found: list[Finding] = []
    for begin, end in stretches_with_digits(folded.text):
        found += _after_words(text, folded, begin, end)
        for match in scan(_BEFORE_WORD, folded.text, begin, end):
            confidence = _confidence(match)
            if confidence:
                found.append(Finding(FACT, *folded.span(*match.span()), confidence))
    return tuple(strongest(found))


def _after_words(text: str, folded: FoldedText, begin: int, end: int) -> Iterator[Finding]:
    """From a word of birth to the first date after it."""
    for word in _WORD.finditer(folded.text, begin, end):
        # in the folded text French "né" is the negation "ne" and № misread
        if word.group() in _NE and "é" not in text[slice(*folded.span(*word.span()))].lower():
            continue
        # a word at the end of a line, and the date in the next
        window = "\n".join(words_after(folded.text, word.end(), _REACH).split("\n", 2)[:2])
        for date in scan(_DATE, window, 0, len(window)):
            confidence = _confidence(date)
            if confidence:
                last = word.end() + date.end()
                yield Finding(FACT, *folded.span(word.start(), last), confidence)
                break


def _confidence(date: re.Match[str]) -> Confidence | None:
    """None when the characters in the place of the year are no year."""
    if date.group("short"):
        return "possible"
    written = date.group("year")
    _, damaged = read_digits(written)
    if damaged > MOST_DAMAGED:
        return None
    if read_year(written):
        return "likely"
    return "possible" if damaged else None
