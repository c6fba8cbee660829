"""Marks of secrecy and of service information in a text (5485-1 art. 8, 12; Decree 1233).

Confidence says how the words stand, not where on the page: a text may be any part of a page.
- certain: as a mark: in a line of their own, before a wide blank or a full stop at the head of
  a line, in brackets or quotation marks, with a copy number, or after "гриф";
- likely: a phrase that only marks use, in prose; in capitals; damaged letters in a mark, also so
  many that only a place of its own tells it (lone_marks.py);
- possible: the bare word in prose ("говорил секретно", "секретный ход").
The number of a copy in a line of its own is likely, with no mark beside it too.
Секретарь and its kin, and the noun секрет, are not reported. A declassification stamp is its own
fact and cures nothing (LAW 0.8). The trade: a false alarm costs a look by a person, a miss
publishes a secret, so quotations of a mark are reported as the mark.

In a published work (`printed`) people speak of secrets, so there what does not stand as a mark
is possible at most, and the number of a copy says nothing.
"""

import re
from collections.abc import Iterator, Sequence

from openfonds.restrictions.detectors.copy_numbers import copy_numbers
from openfonds.restrictions.detectors.damaged_marks import DamagedMarks
from openfonds.restrictions.detectors.lone_marks import LoneMarks
from openfonds.restrictions.detectors.mark_standing import (
    DASHES,
    STANDS_IN_PRINT,
    Standing,
    ends_line,
    goes_on,
    is_head,
    line_around,
    standing_of,
)
from openfonds.restrictions.detectors.normalise import LETTER, FoldedText, fold, fold_phrase
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

_SHORT_WORD = 4  # СС, С.С., ОВ
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
# с/с in a line of its own, or apart from a date or number; after a name it is a сельсовет.
_SLASHED = re.compile(
    r"(?:(?m:^) *|(?:(?<=года)|(?<=г\.)|(?<=\d)) {3,})(с ?[/|\\] ?с)\.?"
    r"(?= *(?:\n|\Z)|[ .]*(?:экз|№)| {3})"
)
# GVS 0008-12/85, VVS MfS o008-233/81, GVS-Nr.: A 462 033, g.Kdos. 123/44: German registers.
_GERMAN_NUMBERED = re.compile(
    r"(?<!\w)(?:(?:g\.? ?v|v\.? ?v)\.? ?s|(?:g|gен)\.? ?к(?:dо)?s)\.?"
    rf"(?:[ -]{{1,2}}{LETTER}{{1,8}}\.?){{0,3}}?(?:[ .:-]{{1,3}}nr\.? ?:?[^\w\n]{{0,3}}"
    rf"(?:{LETTER} ?)?\d[\d /-]{{0,12}}"
    rf"|[ .:]{{1,3}}{LETTER}?\d{{1,6}}(?: ?[-/] ?\d{{1,6}}){{1,3}})(?!\w)"
)
# Cut at an edge, in capitals: "Секрет" is a title.
_STUMP = re.compile(r"(?<!\w)секрет(?!\w)")
# "секретно делал" is an adverb in prose, not the secret files that `секретн* дел*` looks for.
_ADVERB = re.compile(r"секретно(?!\w)[^\n]")
_CYRILLIC = re.compile("[а-я]")


def _confidence(mark: Mark, standing: Standing, words: str, *, at_head: bool) -> Confidence | None:
    in_capitals = words.isupper()
    n_letters = len(words.replace(" ", ""))
    is_short = n_letters <= _SHORT_WORD and mark.prose is None
    is_low = words.islower() and words.isalpha() and _CYRILLIC.search(words) is not None
    if is_short and is_low and not mark.head_only:
        return None  # the end of a broken word
    if standing == "numbered":
        return "certain"
    is_cut_short = mark.head_only and n_letters <= _SHORT_WORD  # "секр.", and no word
    if standing == "alone" or (standing == "apart" and is_cut_short):
        return mark.alone if at_head or is_cut_short or not mark.head_only else None
    if mark.prose is None:  # initials, or a word of the language
        is_initials = not (words[:1].isupper() and words.rstrip(" .")[-1:].islower())  # С. С., С.с.
        is_stamp = mark.head_only or (is_short and (in_capitals or not is_initials))
        if at_head and is_stamp and standing in ("apart", "handled"):
            return mark.alone
        if is_short or (mark.head_only and not at_head):
            return None
        if standing in ("bracketed", "apart") and not mark.head_only:
            return "likely"
        return (
            "likely"
            if standing in ("mark", "handled") and at_head and words[:1].isupper()
            else None
        )
    if standing in ("mark", "apart", "handled", "speech"):
        return mark.alone
    if standing in ("bracketed", "quoted"):
        return mark.quoted
    if standing == "sentence" or in_capitals:
        return "likely"
    return mark.prose


class SecrecyMarks:
    """Detector of secrecy marks, service marks and declassification stamps."""

    name = "secrecy_marks"
    version = "7"
    facts = frozenset({SECRECY, SERVICE, DECLASSIFIED})

    def __init__(self, *, printed: bool = False) -> None:
        self._printed = printed
        self._phrases = PhraseTable(MARKS)
        self._latin = PhraseTable(_in_skeletons())
        self._damaged = DamagedMarks(DAMAGED, DAMAGED_ALONE)
        self._lone = LoneMarks()
        self._damaged_latin = DamagedMarks(
            (skeleton(fold_phrase(phrase)), fact) for phrase, fact in DAMAGED
        )

    def find(self, text: str) -> Iterator[Finding]:
        """Yield the marks in `text`; offsets in code points of `text`."""
        folded = fold(text)
        found = list(self._all(text, folded, self._phrases, self._damaged))
        found += self._set_apart(folded, found)
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
            standing = standing_of(folded.text, found.start, found.end)
            at_head = is_head(folded.text, found.start)
            words = text[start:end]
            if standing == "handled" and words[:1].islower() and goes_on(folded.text, found.start):
                standing = "prose"
            # "Секр.     Сидоров" is signed by a secretary.
            is_cell = standing != "apart" or ends_line(folded.text, found.end)
            if (found.payload.head_only or len(words) <= _SHORT_WORD) and not is_cell:
                standing = "prose"
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
                standing = standing_of(folded.text, a, b)
                is_talk = self._is_talk(folded.text, a, b, standing, text[start:end])
                yield Finding(fact, start, end, "possible" if is_talk else "likely")
        yield from self._by_shape(text, folded)

    def _by_shape(self, text: str, folded: FoldedText) -> Iterator[Finding]:
        """Numbers of secret papers and of their copies, с/с, and the stump СЕКРЕТ."""
        likely: Confidence = "possible" if self._printed else "likely"
        for pattern in (_NUMBERED, _ZERO_ORDER, _SLASHED, _GERMAN_NUMBERED):
            for match in pattern.finditer(folded.text):
                yield Finding(SECRECY, *folded.span(*match.span(match.lastindex or 0)), likely)
        for word in _STUMP.finditer(folded.text):
            start, end = folded.span(*word.span())
            standing = standing_of(folded.text, *word.span())
            if standing in ("alone", "apart") and text[start:end].isupper():
                yield Finding(SECRECY, start, end, "likely")
        if self._printed:
            return
        for a, b in copy_numbers(folded.text):
            yield Finding(SECRECY, *folded.span(a, b), "likely")

    def _set_apart(self, folded: FoldedText, known: Sequence[Finding]) -> Iterator[Finding]:
        """Marks that can hardly be read; `known` are those that can, and need no second look."""
        seen = {place for mark in known for place in range(mark.start, mark.end)}
        confidence: Confidence = "possible" if self._printed else "likely"
        for a, b, fact in self._lone.find(folded.text):
            start, end = folded.span(a, b)
            if seen.isdisjoint(range(start, end)):
                yield Finding(fact, start, end, confidence)

    def _is_talk(self, folded: str, start: int, end: int, standing: Standing, words: str) -> bool:
        """Whether these are words of a published work rather than a mark on it."""
        if not self._printed:
            return False
        before, after = line_around(folded, start, end)
        if standing == "mark":
            return bool(folded[:start].strip()) or not words[:1].isupper()
        if standing not in STANDS_IN_PRINT:
            return True
        if standing != "alone" or words.isupper():
            return False
        if before.strip()[:1] in DASHES and before.strip() and DASHES not in after:
            return True  # a turn in a dialogue
        return goes_on(folded, start) and not words[:1].isupper()


def _in_skeletons() -> Iterator[tuple[str, Mark]]:
    """The Cyrillic phrases as transliterations write them."""
    for phrase, mark in MARKS:
        words = [word if word == "~" else skeleton(fold_phrase(word)) for word in phrase.split()]
        if len(phrase) > _SHORT_WORD and any("а" <= x <= "я" for x in phrase.lower()):
            yield " ".join(words), mark
