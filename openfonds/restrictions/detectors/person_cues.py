"""Signs that a sentence speaks of one person: a name, a role, "my husband", "he".

Content about health, family or belief is a secret of a person only where a person is meant
(125-FZ art. 25(3)); a hospital's statistics are not. A cue counts in the same sentence or the
neighbouring ones, never over a blank line: what stands in another paragraph may not change what
was seen in this one. The one exception is a heading over a list of surnames.

Whoever speaks at a meeting, signs its minutes or is charged with a work is not the person meant:
beside words of business an office and the name after it are no cues ("секретарь Петров доложил").

All places are those of the folded text. Names are told by their capitals, so they are looked for
in the printed letters that the folded text was made from, letter-spacing and hyphens taken out.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import accumulate

from openfonds.restrictions.detectors.name_lists import heads_of_lists
from openfonds.restrictions.detectors.normalise import FoldedText
from openfonds.restrictions.detectors.phrase_index import MOST_WORDS_KNOWN, Words
from openfonds.restrictions.detectors.phrases_of import PhrasesOf, alternatives, whole_words

REACH = 260  # characters looked at on each side
# An abbreviation (гр., ст., Mr.) ends no sentence: the word before the point is longer, or of
# three letters and none of these.
_SHORTENED = (
    "тов|губ|уез|вол|обл|дер|пос|наб|пер|пом|зам|зав|нач|сов|акц|изд|муж|жен|род|экз|исп|отд|вып"
    "|лит|инж|док|ред|сек|мин|стр|рис|гос|рев|кол|чел|тыс|млн|пог|куб|тел|исх|имп|ген|пор|кап"
    "|мещ|дух|ряд|унт|свщ|бол|ист|мед|дир|сел|рег|кат|про|mrs|rev|esq|hon|col|gen|cap|sgt|str"
    "|geb|ver|mme|art|vol|fol|san|abt|hrn|nat|jun|sen"
)
_SENTENCE_END = re.compile(
    rf"(?:\w{{4}}|\d\d|[)»\"”]|(?<!\w)(?!{_SHORTENED})[^\W\d_]{{3}}|\w(?=\.\.))[.!?…]+(?=\s)"
)
_BEGINNING = re.compile(r"[\s«\"]*[^\W\d_a-zа-яёѣіѳ](?!\.)")  # a capital that is no initial
_LINE_END = re.compile(r"(?<!\n)\n(?! *\n)")
_BLANK_LINE = re.compile(r"\n *\n")
# An office is followed by what it is an office of ("членъ уѣздной управы") and by names; verbs
# and prepositions end it.
_OF_WHAT = (
    r"[ ,]+(?!(?:о|об|обо|у|на|с|со|за|в|во|к|ко|от|из|по|для|про|и|что|при|над|под|не)(?!\w))"
    r"[а-яёѣіѳ-]{1,}\.?(?<![лт])(?<!л[аои])(?<!лас|лис|лся|тся)"
)
_NAME = (
    r"(?:[А-ЯЁІѲ]\. ?){0,2}[А-ЯЁІѲ][а-яёѣіѳ]+(?:-[\wѣіѳ]+)?(?: [А-ЯЁІѲ]\.){0,2}"
    r"(?: [А-ЯЁІѲ][а-яёѣіѳ]+){0,2}"
)
# So many at once: every name may be an office too, so that longer lists would be read again and
# again; who comes after them counts as any other person.
_HOLDER = re.compile(rf"(?:{_OF_WHAT}){{0,4}}?[ ,]+{_NAME}(?:(?:, | и ){_NAME}){{0,40}}")


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


_FIGURE = re.compile(r"\d")
_BLANKS = dict.fromkeys(
    map(
        ord,
        "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000",
    ),
    " ",
)


def printed_letters(text: str, folded: FoldedText) -> str:
    """The characters of `text` that those of the folded text were made from, one for one.

    Blanks of other widths are ordinary ones, and figures within words are the letters that they
    were read for, as in the folded text: the patronymic in "Иван0вна" is a name.
    """
    for shift in folded.shifts:
        ends = [*shift.starts[1:], shift.starts[-1]]
        pieces = [
            text[origin : origin + end - start]
            for start, end, origin in zip(shift.starts, ends, shift.origins, strict=True)
        ]
        text = "".join(pieces) + text[shift.origins[-1] :]
    return _FIGURE.sub(partial(_letter_for, folded.text), text.translate(_BLANKS))


def _letter_for(folded: str, figure: re.Match[str]) -> str:
    """The letter that the folded text has for a figure, as large as what is beside it."""
    letter = folded[figure.start()]
    beside = figure.string[figure.end() : figure.end() + 1]
    if not beside.isalpha():
        beside = figure.string[max(0, figure.start() - 1) : figure.start()]
    return letter.upper() if beside.isupper() else letter


def sentence_ends_in(folded: str, printed: str, start: int, end: int) -> bool:
    """Whether a sentence ends between two places and another one begins with a capital."""
    return any(
        _BEGINNING.match(printed, stop.end(), end)
        for stop in _SENTENCE_END.finditer(folded, start, end)
        if "?" not in stop.group()  # what is asked and answered is one matter
    )


@dataclass(frozen=True, slots=True)
class _Places:
    """Where a pattern matches, in order, so that many questions cost one search."""

    starts: list[int]
    ends: list[int]

    def has(self, low: int, high: int) -> bool:
        """Whether a match lies within [low, high)."""
        first = bisect_left(self.starts, low)
        return first < len(self.ends) and self.ends[first] <= high

    def without(self, spans: Sequence[tuple[int, int]]) -> "_Places":
        """The places that overlap none of `spans`, which are in order of their beginnings."""
        kept, at, reached = _Places([], []), 0, 0
        for start, end in zip(self.starts, self.ends, strict=True):
            while at < len(spans) and spans[at][0] < end:
                reached = max(reached, spans[at][1])
                at += 1
            if start >= reached:
                kept.starts.append(start)
                kept.ends.append(end)
        return kept


def _places(pattern: re.Pattern[str], text: str) -> _Places:
    spans = [match.span() for match in pattern.finditer(text)]
    return _Places([start for start, _ in spans], [end for _, end in spans])


class CuesInText:
    """The cues of one language in one text, of which the printed and the folded letters differ."""

    def __init__(self, cues: "PersonCues", printed: str, folded: str, words: Words) -> None:
        self._cues, self._printed, self._folded, self._words = cues, printed, folded, words

    @cached_property
    def _kinds(self) -> list[_Places]:
        return self._cues.places(self._folded, self._words)

    @cached_property
    def _names(self) -> _Places:
        # A blank for the end of a line, as in the running text of the phrases.
        printed = _LINE_END.sub(" ", self._printed)
        names = _places(self._cues.names, printed)
        if self._cues.of_places is None:
            return names
        return names.without([match.span() for match in self._cues.of_places.finditer(printed)])

    @cached_property
    def _holders(self) -> list[tuple[int, int]]:
        """Offices with the names of those who hold them, in order."""
        offices = self._kinds[_OFFICES]
        return [
            (start, named.end() if (named := _HOLDER.match(self._printed, end)) else end)
            for start, end in zip(offices.starts, offices.ends, strict=True)
        ]

    @cached_property
    def _others(self) -> tuple[_Places, _Places]:
        """The words and the names that belong to no office."""
        return self._kinds[_CUES].without(self._holders), self._names.without(self._holders)

    @cached_property
    def _heads(self) -> _Places:
        """The headings of lists of persons; each end is the farthest of those that began before."""
        heads = sorted(heads_of_lists(self._printed))
        ends = accumulate((end for _, end in heads), max)
        return _Places([start for start, _ in heads], list(ends))

    def heads_list(self, span: tuple[int, int]) -> bool:
        """Whether a phrase stands in the heading of a list of persons."""
        begun = bisect_right(self._heads.starts, span[0])
        return begun > 0 and span[1] <= self._heads.ends[begun - 1] + 1

    def is_person_meant(self, span: tuple[int, int], bounds: tuple[int, int]) -> bool:
        """Whether a cue stands within `bounds` but outside `span`."""
        is_business = self._kinds[_BUSINESS].has(*bounds)
        words, names = self._others if is_business else (self._kinds[_CUES], self._names)
        return any(
            words.has(low, high) or names.has(low, high)
            for low, high in ((bounds[0], span[0]), (span[1], bounds[1]))
            if low < high
        )

    def is_person_within(self, span: tuple[int, int], bounds: tuple[int, int]) -> bool:
        """Whether a cue stands between the first and the last word of a phrase with a gap."""
        is_business = self._kinds[_BUSINESS].has(*bounds)
        words, names = self._others if is_business else (self._kinds[_CUES], self._names)
        low, high = span[0] + 1, span[1] - 1
        return words.has(low, high) or names.has(low, high)

    def is_impersonal(self, fact: str, bounds: tuple[int, int]) -> bool:
        """Whether words of laws, reports or trade stand within `bounds`, and nobody acts."""
        kind = self._cues.impersonal_kinds.get(fact, _IMPERSONAL)
        if not self._kinds[kind].has(*bounds):
            return False
        return not (self._kinds[_VERBS].has(*bounds) and self._names.has(*bounds))


_CUES, _VERBS, _IMPERSONAL, _OFFICES, _BUSINESS = range(
    5
)  # further kinds: the impersonal words of single facts
_ONE_WORD = re.compile(r"(?:[^\W\d_]|\\w|[\[\](){}?*+:|,]|(?<=[{,])\d+)+")


def _whole(parts: list[str]) -> re.Pattern[str] | None:
    return whole_words("|".join(parts)) if parts else None


class PersonCues:
    """The cues of a person in one language, looked up by the words of a text."""

    def __init__(self, phrases: PhrasesOf) -> None:
        self.names, self.of_places = phrases.names, phrases.places
        patterns = [
            phrases.cues, phrases.verbs, phrases.impersonal, phrases.offices, phrases.business,
        ]  # fmt: skip
        self.impersonal_kinds: dict[str, int] = {}
        for fact, pattern in phrases.impersonal_of.items():
            if pattern not in patterns:
                patterns.append(pattern)
            self.impersonal_kinds[fact] = patterns.index(pattern)
        self._patterns = patterns
        self._known: dict[str, tuple[int, ...]] = {}

    @cached_property
    def _compiled(self) -> list[tuple[re.Pattern[str] | None, re.Pattern[str] | None]]:
        """Of each kind the single words and the longer cues; most texts are of one language."""
        return [
            (
                _whole([part for part in parts if _ONE_WORD.fullmatch(part)]),
                _whole([part for part in parts if not _ONE_WORD.fullmatch(part)]),
            )
            for parts in map(alternatives, self._patterns)
        ]

    def _kinds_of(self, word: str) -> tuple[int, ...]:
        known = self._known.get(word)
        if known is None:
            if len(self._known) >= MOST_WORDS_KNOWN:
                self._known.clear()
            known = tuple(
                kind
                for kind, (pattern, _) in enumerate(self._compiled)
                if pattern is not None and pattern.fullmatch(word)
            )
            self._known[word] = known
        return known

    def places(self, folded: str, words: Words) -> list[_Places]:
        """Where the cues of each kind stand; `words` are those of `folded`."""
        spans: list[list[tuple[int, int]]] = [[] for _ in self._patterns]
        for at, word in words:
            for kind in self._known.get(word) or self._kinds_of(word):
                spans[kind].append((at, at + len(word)))
        for kind, (_, pattern) in enumerate(self._compiled):
            if pattern is not None:
                spans[kind] += [match.span() for match in pattern.finditer(folded)]
        return [
            _Places([start for start, _ in of_kind], [end for _, end in of_kind])
            for of_kind in (sorted(set(found)) for found in spans)
        ]
