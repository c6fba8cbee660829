"""Marks of secrecy and of service information in a text (5485-1 art. 8, 12; Decree 1233).

Confidence says how the words stand, not where on the page: a text may be any part of a page.
- certain: as a mark: in a line of their own, before a wide blank or a full stop at the head of
  a line, in brackets or quotation marks, with a copy number, or after "гриф";
- likely: a phrase that only marks use, in prose; in capitals; damaged letters in a mark;
- possible: the bare word in prose ("говорил секретно", "секретный ход"); the number of a copy
  with no mark beside it.
Секретарь and its kin, and the noun секрет, are not reported. A declassification stamp is its own
fact and cures nothing (LAW 0.8). The trade: a false alarm costs a look by a person, a miss
publishes a secret, so quotations of a mark are reported as the mark.

In a published work (`printed`) people speak of secrets, so there what does not stand as a mark
is possible at most, and the number of a copy says nothing.
"""

import re
from collections.abc import Iterator
from typing import Literal

from openfonds.restrictions.detectors.damaged_marks import DamagedMarks
from openfonds.restrictions.detectors.normalise import FoldedText, fold, fold_phrase
from openfonds.restrictions.detectors.phrases import PhraseTable
from openfonds.restrictions.detectors.secrecy_phrases import (
    DAMAGED,
    DAMAGED_ALONE,
    DECLASSIFIED,
    MARKS,
    SECRECY,
    SERVICE,
    Mark,
)
from openfonds.restrictions.detectors.transliteration import (
    fold_transliterated,
    latin_passages,
    skeleton,
    word_end,
)
from openfonds.restrictions.findings import Confidence, Finding, strongest

_AROUND = 100  # characters looked at on each side, so that a long line costs no more

_SHORT_WORD = 4  # СС, С.С., ОВ
_HEAD_LINES = 10  # lines of a page that are its head

# How the words stand in their line.
Standing = Literal[
    "numbered", "alone", "bracketed", "quoted", "apart", "mark", "speech", "sentence", "prose"
]
# Those that make a mark of words in a published work; `mark` too, at the head of its page.
_STANDS_IN_PRINT = frozenset({"numbered", "alone", "bracketed", "apart"})

_HASTE = r"(?:весьма |очень )?(?:спешно|срочно|лично|экстренно|циркулярно|молния|копия|только)"
_HEAD = re.compile(
    rf"[^\w\n]*(?:(?:{_HASTE}|литер|форма|№?[^\w\n]{{0,3}}\d{{1,4}})[^\w\n]*){{0,2}}\Z"
)
_NO_WORD = re.compile(r"[^\w\n]*\Z")
_COPY_AFTER = re.compile(r"[^\w\n]{0,8}экз")
_TAIL_OF_MARK = re.compile(
    rf"[^\w\n]{{0,8}}(?:{_HASTE}|литер|снят|(?:№|n[оor]?)?[^\w\n]{{0,3}}\d)| {{3,}}\S| *\|| ?//"
)
_TAIL_OF_SENTENCE = re.compile(r" *[.:;!)\]»”\"']")
_WIDE_AFTER = re.compile(r"[^\w\n]{0,3}(?: {3,}|\Z)")
_GRIF_BEFORE = re.compile(r"(?:гриф\w{0,4}|пометк\w{1,3}|штамп\w{0,3}|надпис\w{1,3})[^\w\n]{0,4}\Z")
_OPENING, _CLOSING = "([{«„“\"'<", ")]}»“”\"'>"
_BRACKETS = "([{"
_DASHES = "-"  # as folded
# № 1234/сс, № 45сс, № 12/с, № 61с: the letters after a number give the degree.
_NUMBERED = re.compile(
    r"(?<!\w)(?:(?:№|n[оo]?\.?|исх\.?|вх\.?) ?){1,2}\d{1,7}"
    r"(?: ?(?:[-/] ?)?(сс|[-/] ?с|ов|оп)|(с)(?! ?\. ?\d))(?!\w)"
)
# Orders numbered from a double zero were top secret, from a single zero secret (Soviet practice).
_ZERO_ORDER = re.compile(
    r"(?:приказ|директив|распоряжени|циркуляр|указани|постановлени)\w{0,4}[^\d\n]{0,40}"
    r"(?:№|n[оo]?\.?) ?(00\d{2,4}|0\d{3,4})(?!\d)"
)
# с/с in a line of its own; after a name it is a сельсовет.
_SLASHED = re.compile(r"(?m:^) *(с ?[/|\\] ?с)\.?(?= *(?:\n|\Z)|[ .]*(?:экз|№)| {3})")
# The number of one copy, or of the copies made: office papers were numbered where they were
# secret, and often bear no other mark. A print run is counted in hundreds, and is no such thing.
_COPY = re.compile(
    r"(?:\A|(?<=\n)|(?<= {3})) {0,80}"
    r"((?:экз(?:емпляр)?\.? ?(?:(?:№|n[оo]?\.?) ?\d{1,3}|\d{1,2}|един\w{0,10})"
    r"|(?:отп(?:ечатано)?|печ(?:атано)?|разм(?:ножено)?|исп(?:олнено)?)[. ]{1,3}(?:в )?"
    r"(?:\d{1,2}|одном|двух|трех|четырех|пяти)[- ]{0,2}(?:х )?экз(?:емпляр\w{0,3})?))"
    r"\.?(?=[^\w\n]*(?:\n|\Z|\d| {3}|исп|маш|адрес|кажд|[а-я]\.))"
)
# Cut at an edge, in capitals: "Секрет" is a title.
_STUMP = re.compile(r"(?<!\w)секрет(?!\w)")
# "секретно делал" is an adverb in prose, not the secret files that `секретн* дел*` looks for.
_ADVERB = re.compile(r"секретно(?!\w)[^\n]")
_CYRILLIC = re.compile("[а-я]")


def _line(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and after in the same line, at most `_AROUND` characters each."""
    before = text[max(0, start - _AROUND) : start]
    after = text[end : end + _AROUND]
    return before[before.rfind("\n") + 1 :], after.split("\n", 1)[0]


def _standing(folded: str, start: int, end: int) -> Standing:
    before, after = _line(folded, start, end)
    if _COPY_AFTER.match(after) or _GRIF_BEFORE.search(before):
        return "numbered"
    wide = before.endswith(("   ", "|", "//"))
    head = bool(_HEAD.match(before)) or wide
    tail = bool(_NO_WORD.match(after) or _TAIL_OF_MARK.match(after))
    if before[-1:] and before[-1] in _OPENING and after[:1] and after[0] in _CLOSING:
        return "bracketed" if before[-1] in _BRACKETS else "quoted"
    if _NO_WORD.match(after) and _NO_WORD.match(before):
        return "alone"
    if (before.endswith("   ") or _NO_WORD.match(before)) and _WIDE_AFTER.match(after):
        return "apart"
    if tail and _NO_WORD.match(before):
        return "apart" if _TAIL_OF_MARK.match(after) else "alone"
    if head and (tail or _TAIL_OF_SENTENCE.match(after)):
        return "speech" if before.strip() and before.strip()[0] in _DASHES else "mark"
    if before.rstrip().endswith((".", "!", ":", ";")) and _NO_WORD.match(after):
        return "sentence"
    return "prose"


def _is_head(folded: str, start: int) -> bool:
    """Whether a place is in the first lines of the text."""
    return folded.count("\n", 0, min(start, 2000)) < _HEAD_LINES and start < 2000


def _confidence(mark: Mark, standing: Standing, words: str, *, at_head: bool) -> Confidence | None:
    in_capitals = words.isupper()
    is_short = len(words) <= _SHORT_WORD and mark.prose is None
    is_low = words.islower() and words.isalpha() and _CYRILLIC.search(words) is not None
    if is_short and is_low and not mark.head_only:
        return None  # the end of a broken word
    if standing == "numbered":
        return "certain"
    if standing == "alone":
        return mark.alone if at_head or not mark.head_only else None
    if mark.prose is None:  # initials, or a word of the language
        if is_short or (mark.head_only and not at_head):
            return None
        if standing in ("bracketed", "apart") and not mark.head_only:
            return "likely"
        return "likely" if standing == "mark" and at_head and words[:1].isupper() else None
    if standing in ("mark", "apart", "speech"):
        return mark.alone
    if standing in ("bracketed", "quoted"):
        return mark.quoted
    if standing == "sentence" or in_capitals:
        return "likely"
    return mark.prose


class SecrecyMarks:
    """Detector of secrecy marks, service marks and declassification stamps."""

    name = "secrecy_marks"
    version = "3"
    facts = frozenset({SECRECY, SERVICE, DECLASSIFIED})

    def __init__(self, *, printed: bool = False) -> None:
        self._printed = printed
        self._phrases = PhraseTable(MARKS)
        self._latin = PhraseTable(_in_skeletons())
        self._damaged = DamagedMarks(DAMAGED, DAMAGED_ALONE)
        self._damaged_latin = DamagedMarks(
            (skeleton(fold_phrase(phrase)), fact) for phrase, fact in DAMAGED
        )

    def find(self, text: str) -> Iterator[Finding]:
        """Yield the marks in `text`; offsets in code points of `text`."""
        found = list(self._all(text, fold(text), self._phrases, self._damaged))
        for begin, passage in latin_passages(text):
            folded = fold_transliterated(passage)
            for f in self._all(passage, folded, self._latin, self._damaged_latin):
                end = word_end(passage, f.end)
                found.append(Finding(f.fact, begin + f.start, begin + end, f.confidence))
        yield from strongest(found)

    def _all(
        self,
        text: str,
        folded: FoldedText,
        phrases: PhraseTable[Mark],
        damaged: DamagedMarks,
    ) -> Iterator[Finding]:
        marks: list[Finding] = []
        for found in phrases.occurrences(folded.text):
            start, end = folded.span(found.start, found.end)
            standing = _standing(folded.text, found.start, found.end)
            at_head = _is_head(folded.text, found.start)
            words = text[start:end]
            confidence = _confidence(found.payload, standing, words, at_head=at_head)
            if confidence == "likely" and standing == "prose" and not words.isupper():
                matched = folded.text[found.start : found.end]
                if _ADVERB.match(matched):
                    confidence = "possible"
            if confidence and self._is_talk(folded.text, found.start, found.end, standing, words):
                confidence = "possible"
            if confidence:
                marks.append(Finding(found.payload.fact, start, end, confidence))
        yield from marks
        # An undamaged mark is also within the damage allowed; it needs no second finding.
        sound = {p for m in marks if m.confidence != "possible" for p in range(m.start, m.end)}
        for a, b, fact in damaged.find(folded.text):
            start, end = folded.span(a, b)
            if sound.isdisjoint(range(start, end)):
                standing = _standing(folded.text, a, b)
                is_talk = self._is_talk(folded.text, a, b, standing, text[start:end])
                yield Finding(fact, start, end, "possible" if is_talk else "likely")
        yield from self._by_shape(text, folded)

    def _by_shape(self, text: str, folded: FoldedText) -> Iterator[Finding]:
        """Numbers of secret papers and of their copies, с/с, and the stump СЕКРЕТ."""
        likely: Confidence = "possible" if self._printed else "likely"
        for pattern in (_NUMBERED, _ZERO_ORDER, _SLASHED):
            for match in pattern.finditer(folded.text):
                yield Finding(SECRECY, *folded.span(*match.span(match.lastindex or 0)), likely)
        for word in _STUMP.finditer(folded.text):
            start, end = folded.span(*word.span())
            standing = _standing(folded.text, *word.span())
            if standing in ("alone", "apart") and text[start:end].isupper():
                yield Finding(SECRECY, start, end, "likely")
        if self._printed or "экз" not in folded.text:
            return
        for match in _COPY.finditer(folded.text):
            yield Finding(SECRECY, *folded.span(*match.span(1)), "possible")

    def _is_talk(self, folded: str, start: int, end: int, standing: Standing, words: str) -> bool:
        """Whether these are words of a published work rather than a mark on it."""
        if not self._printed:
            return False
        before, after = _line(folded, start, end)
        if standing == "mark":
            return bool(folded[:start].strip()) or not words[:1].isupper()
        if standing not in _STANDS_IN_PRINT:
            return True
        if standing != "alone" or words.isupper():
            return False
        if before.strip()[:1] in _DASHES and before.strip() and _DASHES not in after:
            return True  # a turn in a dialogue
        # The last line of a paragraph goes on from the one above.
        above = folded[:start].rstrip(" ").removesuffix("\n")
        goes_on = bool(above) and above[-1] not in '.!?:;…\n)»"' and above[-1:].strip() != ""
        return goes_on and not words[:1].isupper()


def _in_skeletons() -> Iterator[tuple[str, Mark]]:
    """The Cyrillic phrases as transliterations write them."""
    for phrase, mark in MARKS:
        words = [word if word == "~" else skeleton(fold_phrase(word)) for word in phrase.split()]
        if len(phrase) > _SHORT_WORD and any("а" <= x <= "я" for x in phrase.lower()):
            yield " ".join(words), mark
