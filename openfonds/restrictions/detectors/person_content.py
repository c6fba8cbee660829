"""Finds content about persons by the tables of every language, and says how sure that is.

Blanks stand for line ends, quotation marks and apostrophes, so that a phrase goes over the short
lines of a typescript, over the name in "агент «Верный» донёс" and over "d'épilepsie"; a blank
line still ends it. Short words of a letter-spaced text ("о н а   б о л ь н а") are put together
here: among blanks of ordinary width they would be taken for initials.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from openfonds.restrictions.detectors.damaged_phrases import DamagedPhrases
from openfonds.restrictions.detectors.idioms import IdiomsInText
from openfonds.restrictions.detectors.normalise import LETTER, FoldedText, fold, take_out
from openfonds.restrictions.detectors.person_cues import (
    CuesInText,
    PersonCues,
    printed_letters,
    sentence_ends_in,
    surroundings,
)
from openfonds.restrictions.detectors.phrase_index import PhraseIndex, Words, words_of
from openfonds.restrictions.detectors.phrases import Occurrence
from openfonds.restrictions.detectors.phrases_of import PhraseRows, PhrasesOf, Strength
from openfonds.restrictions.findings import Confidence, Finding

_LINE_END = re.compile(r"(?<!\n)\n(?! *\n)|[«»„“”\"'’]")
# Two or three letters apart from each other by one blank and from all else by two or a mark.
_SHORT_SPACED = re.compile(rf"(?<!\w)(?<!\S ){LETTER}(?: {LETTER}){{1,2}}(?! ?\w)")
_BLANK = re.compile(" ")


@dataclass(frozen=True, slots=True)
class _Running:
    """A text as phrases are looked for in it; all of the same length."""

    folded: FoldedText
    text: str  # folded, with line ends and quotation marks as blanks
    words: Words  # of `text`
    printed: str  # the letters as they were printed


@lru_cache(maxsize=1)
def _running_text(text: str) -> _Running:
    """The text in which phrases are looked for; both detectors ask for the same."""
    folded = fold(text)
    joined, shift = take_out(
        folded.text,
        (
            blank.span()
            for word in _SHORT_SPACED.finditer(folded.text)
            for blank in _BLANK.finditer(folded.text, word.start(), word.end())
        ),
    )
    if shift:
        folded = FoldedText(joined, joined, (*folded.shifts, shift))
    running = _LINE_END.sub(" ", folded.text)
    return _Running(folded, running, words_of(running), printed_letters(text, folded))


@dataclass(frozen=True, slots=True)
class _Content:
    fact: str
    strength: Strength
    language: int  # its place among the languages
    has_gap: bool  # words may stand within the phrase, and among them a name


class PersonContent:
    """The phrases of one kind, private life or minors, of all languages."""

    def __init__(self, languages: Sequence[PhrasesOf], rows: Sequence[PhraseRows]) -> None:
        facts = frozenset().union(*rows)
        self._idioms = PhraseIndex(
            [
                (phrase, fact)
                for language in languages
                for fact, phrases in language.idioms.items()
                if fact in facts
                for phrase in phrases
            ]
        )
        table = [
            (phrase, _Content(fact, strength, number, "~" in phrase))
            for number, of_language in enumerate(rows)
            for fact, by_strength in of_language.items()
            for strength, phrases in by_strength.items()
            for phrase in phrases
        ]
        self._cues = [PersonCues(language) for language in languages]
        self._phrases = PhraseIndex(table)
        # A misread ordinary word is evidence of nothing.
        self._damaged = DamagedPhrases([row for row in table if row[1].strength in _MISREAD])

    def find(self, text: str) -> Iterator[Finding]:
        """Yield what the tables find; offsets in code points of `text`."""
        running = _running_text(text)
        idioms = IdiomsInText(self._idioms.occurrences(running.text, running.words))
        cues: dict[int, CuesInText] = {}  # searched for at the first phrase that needs them
        for table, is_damaged in ((self._phrases, False), (self._damaged, True)):
            for found in table.occurrences(running.text, running.words):
                content = found.payload
                if content.strength != "form" and idioms.cover(
                    content.fact, found.start, found.end
                ):
                    continue
                language = content.language
                if language not in cues and (is_damaged or content.strength in _NEEDS_CUES):
                    cues[language] = CuesInText(
                        self._cues[language], running.printed, running.folded.text, running.words
                    )
                confidence = _confidence(running, found, cues.get(language), is_damaged=is_damaged)
                if confidence:
                    span = running.folded.span(found.start, found.end)
                    yield Finding(content.fact, *span, confidence)


_NEEDS_CUES: frozenset[Strength] = frozenset({"matter", "word", "within", "heading"})
_MISREAD: frozenset[Strength] = frozenset({"form", "person", "matter"})


def _confidence(
    running: _Running, found: Occurrence[_Content], here: CuesInText | None, *, is_damaged: bool
) -> Confidence | None:
    content, span = found.payload, (found.start, found.end)
    strength, folded = content.strength, running.folded.text
    # The two ends of a phrase in two sentences are two matters, but forms are read by lines.
    is_torn = (
        content.has_gap and strength != "form" and sentence_ends_in(folded, running.printed, *span)
    )
    # A misread phrase may be another word (отразился, отравился): it needs a person beside.
    if here is None or not (is_damaged or strength in _NEEDS_CUES):
        return "certain" if strength == "form" else "possible" if is_torn else "likely"
    if strength in _NEEDS_CUES and here.heads_list(span):
        return "likely"
    weaker: Confidence | None = "possible" if strength == "matter" and not is_damaged else None
    if strength == "heading" or is_torn:
        return weaker
    around = surroundings(folded, *span)
    own = around.own_start, around.own_end
    if here.is_impersonal(content.fact, own):
        return weaker
    if content.has_gap and here.is_person_within(span, own):
        return "likely"
    if strength == "within":
        return None
    if here.is_person_meant(span, own):
        return "likely"
    if strength == "word":
        return None
    return "likely" if here.is_person_meant(span, (around.start, around.end)) else weaker
