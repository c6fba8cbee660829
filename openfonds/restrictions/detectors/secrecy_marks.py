"""Marks of secrecy and of service information in a text (5485-1 art. 8, 12; Decree 1233).

Confidence says how the words stand, not where on the page: a text may be any part of a page.
- certain: as a mark: in a line of their own, before a wide blank or a full stop at the head of
  a line, in brackets or quotation marks, with a copy number, or after "гриф";
- likely: a phrase that only marks use, in prose; in capitals; damaged letters in a mark;
- possible: the bare word in prose ("говорил секретно", "секретный ход").
Секретарь and its kin, and the noun секрет, are not reported. A declassification stamp is its own
fact and cures nothing (LAW 0.8). The trade: a false alarm costs a look by a person, a miss
publishes a secret, so quotations of a mark are reported as the mark.
"""

import re
from collections.abc import Iterator
from typing import Literal

from openfonds.restrictions.detectors.damaged_marks import DamagedMarks
from openfonds.restrictions.detectors.normalise import FoldedText, fold
from openfonds.restrictions.detectors.phrases import PhraseTable
from openfonds.restrictions.detectors.secrecy_phrases import (
    DAMAGED,
    DECLASSIFIED,
    MARKS,
    SECRECY,
    SERVICE,
    Mark,
)
from openfonds.restrictions.findings import Confidence, Finding, strongest

_AROUND = 100  # characters looked at on each side, so that a long line costs no more

_SHORT_WORD = 4  # СС, С.С., ОВ

# How the words stand in their line.
Standing = Literal["numbered", "alone", "quoted", "mark", "sentence", "prose"]

_HEAD = re.compile(r"[^\w\n]*(?:(?:копия|литер|форма|№?[^\w\n]{0,3}\d{1,4})[^\w\n]*)?\Z")
_NO_WORD = re.compile(r"[^\w\n]*\Z")
_COPY_AFTER = re.compile(r"[^\w\n]{0,8}экз")
_TAIL_OF_MARK = re.compile(
    r"[^\w\n]{0,8}(?:копия|литер|снят|(?:№|n[оo]?)?[^\w\n]{0,3}\d)| {3,}\S| *\|"
)
_TAIL_OF_SENTENCE = re.compile(r" *[.:;!)\]»”\"']")
_GRIF_BEFORE = re.compile(r"(?:гриф\w{0,4}|пометк\w{1,3}|штамп\w{0,3}|надпис\w{1,3})[^\w\n]{0,4}\Z")
_OPENING, _CLOSING = "([{«„“\"'<", ")]}»“”\"'>"
# № 1234/сс, № 45сс, № 12/с: the letters after a number give the degree.
_NUMBERED = re.compile(r"(?<!\w)(?:№|n[оo]?\.?) ?\d{1,7} ?(?:[-/] ?)?(сс|[-/] ?с|ов|оп)(?!\w)")
# Orders numbered from a double zero were top secret, from a single zero secret (Soviet practice).
_ZERO_ORDER = re.compile(
    r"(?:приказ|директив|распоряжени|циркуляр|указани|постановлени)\w{0,4}[^\d\n]{0,40}"
    r"(?:№|n[оo]?\.?) ?(00\d{2,4}|0\d{3,4})(?!\d)"
)


def _line(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and after in the same line, at most `_AROUND` characters each."""
    before = text[max(0, start - _AROUND) : start]
    after = text[end : end + _AROUND]
    return before[before.rfind("\n") + 1 :], after.split("\n", 1)[0]


def _standing(folded: str, start: int, end: int) -> Standing:
    before, after = _line(folded, start, end)
    if _COPY_AFTER.match(after) or _GRIF_BEFORE.search(before):
        return "numbered"
    head = bool(_HEAD.match(before)) or before.endswith(("   ", "|"))
    tail = bool(_NO_WORD.match(after) or _TAIL_OF_MARK.match(after))
    if before[-1:] and before[-1] in _OPENING and after[:1] and after[0] in _CLOSING:
        return "quoted"
    if tail and _NO_WORD.match(before):
        return "alone"
    if head and (tail or _TAIL_OF_SENTENCE.match(after)):
        return "mark"
    if before.rstrip().endswith((".", "!", ":", ";")) and _NO_WORD.match(after):
        return "sentence"
    return "prose"


def _confidence(mark: Mark, standing: Standing, words: str) -> Confidence | None:
    in_capitals = words.isupper()
    if len(words) <= _SHORT_WORD and mark.prose is None and not in_capitals:
        return None  # the end of a broken word
    if standing == "numbered":
        return "certain"
    if standing == "alone":
        return mark.alone
    if mark.prose is None:
        return None  # initials, or a word of the language
    if standing == "mark":
        return mark.alone
    if standing == "quoted":
        return mark.quoted
    if standing == "sentence" or in_capitals:
        return "likely"
    return mark.prose


class SecrecyMarks:
    """Detector of secrecy marks, service marks and declassification stamps."""

    name = "secrecy_marks"
    version = "1"
    facts = frozenset({SECRECY, SERVICE, DECLASSIFIED})

    def __init__(self) -> None:
        self._phrases = PhraseTable(MARKS)
        self._damaged = DamagedMarks(DAMAGED)

    def find(self, text: str) -> Iterator[Finding]:
        """Yield the marks in `text`; offsets in code points of `text`."""
        yield from strongest(self._all(text, fold(text)))

    def _all(self, text: str, folded: FoldedText) -> Iterator[Finding]:
        marks: list[Finding] = []
        for found in self._phrases.occurrences(folded.text):
            start, end = folded.span(found.start, found.end)
            standing = _standing(folded.text, found.start, found.end)
            confidence = _confidence(found.payload, standing, text[start:end])
            if confidence:
                marks.append(Finding(found.payload.fact, start, end, confidence))
        yield from marks
        # An undamaged mark is also within the damage allowed; it needs no second finding.
        sound = {p for m in marks if m.confidence != "possible" for p in range(m.start, m.end)}
        for a, b, fact in self._damaged.find(folded.text):
            start, end = folded.span(a, b)
            if sound.isdisjoint(range(start, end)):
                yield Finding(fact, start, end, "likely")
        for pattern in (_NUMBERED, _ZERO_ORDER):
            for match in pattern.finditer(folded.text):
                yield Finding(SECRECY, *folded.span(*match.span(1)), "likely")
