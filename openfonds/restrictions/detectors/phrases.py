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
_HEAD = 3  # letters at the beginning of a word by which phrases are sorted
_HEADS = re.compile(rf"(?<!\w)\w{{{_HEAD}}}")
_LONGEST = 300  # characters that a phrase may take up, gaps and endings included


@dataclass(frozen=True, slots=True)
class Occurrence(Generic[Payload]):
    """A phrase of a table, found in a folded text."""

    start: int
    end: int
    payload: Payload


class LatePattern:
    """A pattern that is compiled when it is first tried: most phrases of a table never are."""

    __slots__ = ("_compiled", "_source")

    def __init__(self, source: str) -> None:
        self._source = source
        self._compiled: re.Pattern[str] | None = None

    def match(self, text: str, at: int) -> re.Match[str] | None:
        """As `re.Pattern.match`."""
        if self._compiled is None:
            self._compiled = re.compile(self._source)
        return self._compiled.match(text, at)


def compile_phrase(phrase: str) -> tuple[str, str, LatePattern]:
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
    return anchor, stem, LatePattern(pattern + r"(?!\w)")


class PhraseTable(Generic[Payload]):
    """Finds the phrases of a table; cost is linear in the text, however often they occur."""

    def __init__(self, rows: Iterable[tuple[str, Payload]]) -> None:
        self._by_anchor: dict[str, list[tuple[str, LatePattern, Payload]]] = {}
        self._by_head: dict[str, list[str]] = {}
        for phrase, payload in rows:
            anchor, last, pattern = compile_phrase(phrase)
            if anchor not in self._by_anchor:
                head = anchor[:_HEAD] if anchor[:_HEAD].isalnum() else ""
                self._by_head.setdefault(head if len(head) == _HEAD else "", []).append(anchor)
            self._by_anchor.setdefault(anchor, []).append((last, pattern, payload))

    def occurrences(self, folded: str) -> Iterator[Occurrence[Payload]]:
        """Yield every phrase that begins at a word, grouped by phrase, not sorted."""
        for anchor in self._anchors_in(folded):
            at = folded.find(anchor)
            if at < 0:
                continue
            # Most phrases have no last word on most pages, and need no look at their first.
            patterns = [row for row in self._by_anchor[anchor] if row[0] in folded]
            if not patterns:
                continue
            while at >= 0:
                if at == 0 or not folded[at - 1].isalnum():
                    for last, pattern, payload in patterns:
                        if folded.find(last, at, at + _LONGEST) < 0:
                            continue
                        match = pattern.match(folded, at)
                        if match:
                            yield Occurrence(at, match.end(), payload)
                at = folded.find(anchor, at + 1)

    def _anchors_in(self, folded: str) -> Iterator[str]:
        """The anchors that may begin at a word, by the heads of the words that there are."""
        heads = {"", *_HEADS.findall(folded)}
        for head, anchors in self._by_head.items():
            if head in heads:
                yield from anchors
