"""Finds content about persons by the tables of every language, and says how sure that is.

Blanks stand for line ends, quotation marks and apostrophes, so that a phrase goes over the short
lines of a typescript, over the name in "агент «Верный» донёс" and over "d'épilepsie"; a blank
line still ends it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from openfonds.restrictions.detectors.damaged_phrases import DamagedPhrases
from openfonds.restrictions.detectors.idioms import IdiomsInText
from openfonds.restrictions.detectors.normalise import FoldedText
from openfonds.restrictions.detectors.person_cues import CuesInText, PersonCues, surroundings
from openfonds.restrictions.detectors.phrase_index import PhraseIndex, Words, words_of
from openfonds.restrictions.detectors.phrases import Occurrence
from openfonds.restrictions.detectors.phrases_of import PhraseRows, PhrasesOf, Strength
from openfonds.restrictions.findings import Confidence, Finding

_LINE_END = re.compile(r"(?<!\n)\n(?! *\n)|[«»„“”\"'’]")


@lru_cache(maxsize=1)
def _running_text(folded: str) -> tuple[str, Words]:
    """The text in which phrases are looked for, and its words; both detectors ask for the same."""
    running = _LINE_END.sub(" ", folded)
    return running, words_of(running)


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
        self._damaged = DamagedPhrases([row for row in table if row[1].strength != "word"])

    def find(self, text: str, folded: FoldedText) -> Iterator[Finding]:
        """Yield what the tables find; offsets in code points of `text`."""
        running, words = _running_text(folded.text)
        idioms = IdiomsInText(self._idioms.occurrences(running, words))
        cues: dict[int, CuesInText] = {}  # searched for at the first phrase that needs them
        for table, is_damaged in ((self._phrases, False), (self._damaged, True)):
            for found in table.occurrences(running, words):
                content = found.payload
                if content.strength != "form" and idioms.cover(
                    content.fact, found.start, found.end
                ):
                    continue
                language = content.language
                if language not in cues and found.payload.strength in _NEEDS_CUES[is_damaged]:
                    cues[language] = CuesInText(self._cues[language], text, folded, words)
                confidence = _confidence(folded.text, found, cues, is_damaged=is_damaged)
                if confidence:
                    span = folded.span(found.start, found.end)
                    yield Finding(found.payload.fact, *span, confidence)


# A misread phrase may be another word (отразился, отравился), so it always needs a person beside.
_NEEDS_CUES: dict[bool, frozenset[Strength]] = {
    False: frozenset({"matter", "word"}),
    True: frozenset({"form", "person", "matter"}),
}


def _confidence(
    folded: str, found: Occurrence[_Content], cues: dict[int, CuesInText], *, is_damaged: bool
) -> Confidence | None:
    strength = found.payload.strength
    if strength not in _NEEDS_CUES[is_damaged]:
        return "certain" if strength == "form" else "likely"
    here = cues[found.payload.language]
    span = found.start, found.end
    has_gap = found.payload.has_gap
    around = surroundings(folded, *span)
    own = around.own_start, around.own_end
    weaker: Confidence | None = None if strength == "word" or is_damaged else "possible"
    if here.is_impersonal(found.payload.fact, own):
        return weaker
    if here.is_person_meant(span, own, has_gap=has_gap):
        return "likely"
    if strength == "word":
        return None
    return "likely" if here.is_person_meant(span, (around.start, around.end)) else weaker
