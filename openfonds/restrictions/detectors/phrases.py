"""Tables of phrases that a lawyer can read, turned into a fast search of folded text.

A phrase is words. `word*` is any ending; `~` is up to 60 characters of the same line. Words
may be separated by blanks, a hyphen, a comma, a full stop, one line end, or by nothing (OCR
loses blanks), but not by a blank line.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from openfonds.restrictions.detectors.normalise import fold_phrase

Payload = TypeVar("Payload")

_GAP = r"[ .,-]{0,6}(?:\n {0,40})?"
_ANYTHING = r"[^\n]{0,60}?(?<!\w)"
_ENDING = r"\w{0,20}"
_LONGEST = 300  # characters that a phrase may take up, gaps and endings included


@dataclass(frozen=True, slots=True)
class Occurrence(Generic[Payload]):
    """A phrase of a table, found in a folded text."""

    start: int
    end: int
    payload: Payload


def compile_phrase(phrase: str) -> tuple[str, str, re.Pattern[str]]:
    """The folded literals with which `phrase` begins and its last word begins, and its pattern."""
    anchor, stem, pattern, gap = "", "", "", ""
    for word in phrase.split():
        if word == "~":
            gap = _ANYTHING
            continue
        stem = fold_phrase(word.removesuffix("*"))
        anchor = anchor or stem
        pattern += gap + re.escape(stem) + (_ENDING if word.endswith("*") else "")
        gap = _GAP
    return anchor, stem, re.compile(pattern + r"(?!\w)")


class PhraseTable(Generic[Payload]):
    """Finds the phrases of a table; cost is linear in the text, however often they occur."""

    def __init__(self, rows: Iterable[tuple[str, Payload]]) -> None:
        self._by_anchor: dict[str, list[tuple[str, re.Pattern[str], Payload]]] = {}
        for phrase, payload in rows:
            anchor, last, pattern = compile_phrase(phrase)
            self._by_anchor.setdefault(anchor, []).append((last, pattern, payload))

    def occurrences(self, folded: str) -> Iterator[Occurrence[Payload]]:
        """Yield every phrase that begins at a word, grouped by phrase, not sorted."""
        for anchor, rows in self._by_anchor.items():
            # Most phrases have no last word on most pages, and need no look at their first.
            patterns = [row for row in rows if row[0] in folded]
            at = folded.find(anchor) if patterns else -1
            while at >= 0:
                if at == 0 or not folded[at - 1].isalnum():
                    for last, pattern, payload in patterns:
                        if folded.find(last, at, at + _LONGEST) < 0:
                            continue
                        match = pattern.match(folded, at)
                        if match:
                            yield Occurrence(at, match.end(), payload)
                at = folded.find(anchor, at + 1)
