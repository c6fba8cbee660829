"""Signs that a sentence speaks of one person: a name, a role, "my husband", "he".

Content about health, family or belief is a secret of a person only where a person is meant
(125-FZ art. 25(3)); a hospital's statistics are not. A cue counts in the same sentence or the
neighbouring ones, never over a blank line: what stands in another paragraph may not change what
was seen in this one.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass

from openfonds.restrictions.detectors.normalise import FoldedText
from openfonds.restrictions.detectors.phrase_index import MOST_WORDS_KNOWN, Words
from openfonds.restrictions.detectors.phrases_of import PhrasesOf, alternatives, whole_words

REACH = 260  # characters looked at on each side
# An abbreviation (гр., ст., Mr.) ends no sentence: the word before the point is longer.
_SENTENCE_END = re.compile(r"(?:\w{4}|\d\d|[)»\"”])[.!?…]+(?=\s)")
_BLANK_LINE = re.compile(r"\n *\n")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The sentences around a place, as bounds in the folded text."""

    own_start: int
    own_end: int
    start: int  # with the neighbouring sentences
    end: int


def surroundings(folded: str, start: int, end: int) -> Surroundings:
    """The own sentence of [start, end) and its neighbours, within the paragraph and `REACH`."""
    lowest = max(0, start - REACH)
    before = folded[lowest:start]
    for blank in _BLANK_LINE.finditer(before):
        lowest = start - len(before) + blank.end()
    ends = [m.end() for m in _SENTENCE_END.finditer(folded, lowest, start)]
    own_start = ends[-1] if ends else lowest
    first = ends[-2] if len(ends) > 1 else lowest
    highest = min(len(folded), end + REACH)
    blank_after = _BLANK_LINE.search(folded, end, highest)
    if blank_after:
        highest = blank_after.start()
    after = [m.end() for m in _SENTENCE_END.finditer(folded, max(end - 4, 0), highest)]
    after = [place for place in after if place >= end]
    own_end = after[0] if after else highest
    last = after[1] if len(after) > 1 else highest
    return Surroundings(own_start, own_end, first, last)


@dataclass(frozen=True, slots=True)
class _Places:
    """Where a pattern matches, in order, so that many questions cost one search."""

    starts: list[int]
    ends: list[int]

    def has(self, low: int, high: int) -> bool:
        """Whether a match lies within [low, high)."""
        first = bisect_left(self.starts, low)
        return first < len(self.ends) and self.ends[first] <= high


def _places(pattern: re.Pattern[str], text: str) -> _Places:
    spans = [match.span() for match in pattern.finditer(text)]
    return _Places([start for start, _ in spans], [end for _, end in spans])


class CuesInText:
    """The cues of one language in one text."""

    def __init__(self, cues: "PersonCues", text: str, folded: FoldedText, words: Words) -> None:
        self._cues, self._text, self._folded, self._words = cues, text, folded, words
        self._kinds: list[_Places] | None = None
        self._names = _places(cues.names, text)

    def _of_kind(self, kind: int) -> _Places:
        if self._kinds is None:
            self._kinds = self._cues.places(self._folded.text, self._words)
        return self._kinds[kind]

    def is_person_meant(
        self, span: tuple[int, int], bounds: tuple[int, int], *, has_gap: bool = False
    ) -> bool:
        """Whether a cue stands within `bounds` but outside `span`, both of the folded text.

        In a phrase with a gap a cue also counts between its first word and its last.
        """
        words = self._of_kind(_CUES)
        around = [(bounds[0], span[0]), (span[1], bounds[1])]
        if has_gap:
            around.append((span[0] + 1, span[1] - 1))
        for low, high in around:
            if low < high and (
                words.has(low, high) or self._names.has(*self._folded.span(low, high))
            ):
                return True
        return False

    def is_impersonal(self, fact: str, bounds: tuple[int, int]) -> bool:
        """Whether words of laws, reports or trade stand within `bounds`, and nobody acts."""
        kind = self._cues.impersonal_kinds.get(fact, _IMPERSONAL)
        if not self._of_kind(kind).has(*bounds):
            return False
        return not (
            self._of_kind(_VERBS).has(*bounds) and self._names.has(*self._folded.span(*bounds))
        )


_CUES, _VERBS, _IMPERSONAL = range(3)  # further kinds: the impersonal words of single facts
_ONE_WORD = re.compile(r"(?:[^\W\d_]|\\w|[\[\](){}?*+:|,]|(?<=[{,])\d+)+")


class PersonCues:
    """The cues of a person in one language, looked up by the words of a text."""

    def __init__(self, phrases: PhrasesOf) -> None:
        self.names = phrases.names
        patterns = [phrases.cues, phrases.verbs, phrases.impersonal]
        self.impersonal_kinds: dict[str, int] = {}
        for fact, pattern in phrases.impersonal_of.items():
            if pattern not in patterns:
                patterns.append(pattern)
            self.impersonal_kinds[fact] = patterns.index(pattern)
        self._words: list[re.Pattern[str] | None] = []
        self._longer: list[re.Pattern[str] | None] = []
        for pattern in patterns:
            parts = alternatives(pattern)
            words = [part for part in parts if _ONE_WORD.fullmatch(part)]
            longer = [part for part in parts if not _ONE_WORD.fullmatch(part)]
            self._words.append(whole_words("|".join(words)) if words else None)
            self._longer.append(whole_words("|".join(longer)) if longer else None)
        self._known: dict[str, tuple[int, ...]] = {}

    def _kinds_of(self, word: str) -> tuple[int, ...]:
        known = self._known.get(word)
        if known is None:
            if len(self._known) >= MOST_WORDS_KNOWN:
                self._known.clear()
            known = tuple(
                kind
                for kind, pattern in enumerate(self._words)
                if pattern is not None and pattern.fullmatch(word)
            )
            self._known[word] = known
        return known

    def places(self, folded: str, words: Words) -> list[_Places]:
        """Where the cues of each kind stand; `words` are those of `folded`."""
        spans: list[list[tuple[int, int]]] = [[] for _ in self._words]
        for at, word in words:
            for kind in self._known.get(word) or self._kinds_of(word):
                spans[kind].append((at, at + len(word)))
        for kind, pattern in enumerate(self._longer):
            if pattern is not None:
                spans[kind] += [match.span() for match in pattern.finditer(folded)]
        return [
            _Places([start for start, _ in of_kind], [end for _, end in of_kind])
            for of_kind in (sorted(set(found)) for found in spans)
        ]
