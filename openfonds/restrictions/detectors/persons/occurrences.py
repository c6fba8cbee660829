"""Further occurrences of surnames that were found once in a document, also when damaged.

A surname that stands in one place beyond doubt is looked for everywhere: in another case or
gender, without its capital, and with one letter wrong (from six letters) or two (from nine).
Stems are compared by what is left when letters are taken out of them, so that the cost is
linear in the number of words and of surnames.
"""

import re
from collections.abc import Iterable, Iterator

from openfonds.restrictions.detectors.edit_distance import is_within
from openfonds.restrictions.detectors.persons.lexicon import is_known, look_up
from openfonds.restrictions.detectors.persons.marks import Mark
from openfonds.restrictions.detectors.persons.stems import stem

_TOKEN = re.compile(r"(?<!\w)[^\W_]{4,30}(?!\w)")
_SHORTEST = 4
_ONE_WRONG = 6
_TWO_WRONG = 9
_LONGEST = 30


def surnames_in(text: str, marks: Iterable[Mark]) -> frozenset[str]:
    """The surnames, in lower case, that marks beyond `possible` hold."""
    found = set()
    for mark in marks:
        if mark.confidence == "possible":
            continue
        for match in _TOKEN.finditer(text, mark.start, mark.end):
            lower = match.group().lower()
            reading = look_up(lower)
            only_first = (reading.first or reading.patronymic) and not reading.surname
            if match.group()[0].isupper() and not only_first:
                found.add(lower)
    return frozenset(found)


class Surnames:
    """Surnames of a document, prepared for looking up words that may be them."""

    def __init__(self, surnames: Iterable[str]) -> None:
        """Take surnames in lower case."""
        self._stems: set[str] = set()
        self._ordinary: set[str] = set()
        self._lacking: dict[str, set[str]] = {}
        for surname in sorted(surnames):
            root = stem(surname)
            if len(surname) < _SHORTEST or len(root) < 3:
                continue
            (self._ordinary if look_up(surname).ordinary else self._stems).add(root)
            for key in _lacking(root, _allowed(surname)):
                self._lacking.setdefault(key, set()).add(root)

    def occurrences(self, text: str) -> Iterator[Mark]:
        """Mark every word of a readable text that is one of them, whole or damaged."""
        if not self._stems and not self._ordinary:
            return
        for match in _TOKEN.finditer(text):
            word = match.group()
            if self._is_one(word.lower(), word[0].isupper()):
                yield Mark(match.start(), match.end(), "possible")

    def _is_one(self, lower: str, is_capital: bool) -> bool:
        root = stem(lower)
        if root in self._stems:
            return is_capital or not is_known(lower)
        if root in self._ordinary:
            return is_capital
        if len(lower) < _ONE_WRONG - 1 or is_known(lower):
            return False
        most = _allowed(lower)
        near = {
            candidate
            for key in _lacking(root, max(most, 1))
            for candidate in self._lacking.get(key, ())
        }
        return any(is_within(root, other, max(most, 1)) for other in sorted(near))


def _allowed(word: str) -> int:
    return 2 if len(word) >= _TWO_WRONG else 1 if len(word) >= _ONE_WRONG else 0


def _lacking(root: str, most: int) -> set[str]:
    """The root without up to `most` of its letters; for look-ups, which need no order."""
    found = {root[:_LONGEST]}
    for _ in range(most):
        found |= {rest[:at] + rest[at + 1 :] for rest in found for at in range(len(rest))}
    return found
