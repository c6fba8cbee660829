"""Children of whom a text speaks (LAW 5.33; code du patrimoine L213-2 5°; GK 152.2).

Likely: a word for a child with a sign that one person is meant, an age below 18 beside a word
for a child or a name ("Иванов, 10 лет"), or a year of birth less than 18 years before the year
of the document. An age that nothing else supports says nothing: old print is full of figures.

The year of the document is taken from the same paragraph, where a later year shows that the
person grew up, else from the nearest year before or after. More text in other paragraphs thus
never takes a finding away.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from openfonds.restrictions.detectors.birth_dates import births_in
from openfonds.restrictions.detectors.languages import LANGUAGES
from openfonds.restrictions.detectors.normalise import FoldedText, fold
from openfonds.restrictions.detectors.person_content import PersonContent
from openfonds.restrictions.detectors.phrases_of import PhrasesOf, fold_pattern, whole_words
from openfonds.restrictions.findings import Finding, strongest

FACT = "minor"
FULL_AGE = 18  # years: GK art. 21; the other languages' laws say the same today
_LONGEST_LIFE = 120
_REACH = 45  # characters between an age and the child or name
_YEAR = re.compile(r"(?<![\d№.,/-])(?:1[5-9]\d\d|20\d\d)(?!\d)")
_BLANK_LINE = re.compile(r"\n *\n")
_SENTENCE_END = re.compile(r"\w{4}[.!?](?=\s)|;|\n *\n")


@dataclass(frozen=True, slots=True)
class _Ages:
    """The ages of one language."""

    age: re.Pattern[str]
    infant_age: re.Pattern[str]
    anchors: tuple[str, ...]  # one of them stands on every page with an age
    children: re.Pattern[str]
    names: re.Pattern[str]
    before: re.Pattern[str]
    after: re.Pattern[str]


def _ages_of(phrases: PhrasesOf) -> _Ages:
    number = "(?:1[0-7]|[1-9]|" + "|".join(phrases.age_words) + ")"

    def ages(forms: tuple[str, ...]) -> re.Pattern[str]:
        return whole_words("|".join(form.replace("{age}", number) for form in forms))

    return _Ages(
        ages(phrases.ages),
        ages(phrases.infant_ages),
        tuple(fold_pattern(anchor) for anchor in phrases.age_anchors),
        whole_words(phrases.children),
        phrases.names,
        re.compile(rf"(?<!\w)(?:{fold_pattern(phrases.before_not_ages)})[ \n]{{1,3}}\Z"),
        re.compile(rf"[^\w\n]{{0,4}}(?:{fold_pattern(phrases.not_ages)})(?!\w)"),
    )


class Minors:
    """Detector of children."""

    name = "minors"
    version = "4"
    facts = frozenset({FACT})

    def __init__(self) -> None:
        self._content = PersonContent(LANGUAGES, [language.minors for language in LANGUAGES])
        self._ages = [_ages_of(language) for language in LANGUAGES]

    def find(self, text: str) -> Iterator[Finding]:
        """Yield the children of whom `text` speaks; offsets in code points of `text`."""
        folded = fold(text)
        found = [*self._content.find(text), *_births_of_minors(text)]
        for ages in self._ages:
            if any(anchor in folded.text for anchor in ages.anchors):
                found += _children_of_age(ages, text, folded)
        yield from strongest(found)


def _births_of_minors(text: str) -> Iterator[Finding]:
    births = [f for f in births_in(text) if f.confidence == "likely"]
    if births:
        years = _Years(text, births)
        for birth in births:
            born = _YEAR.search(text, birth.start, birth.end)
            if born and years.are_of_minor(birth.start, int(born.group())):
                yield Finding(FACT, birth.start, birth.end, "likely")


class _Years:
    """The years of a text that are no years of birth, by paragraph."""

    def __init__(self, text: str, births: list[Finding]) -> None:
        self._breaks = [m.start() for m in _BLANK_LINE.finditer(text)]
        born_at = {m.start() for f in births for m in _YEAR.finditer(text, f.start, f.end)}
        self._at: list[int] = []  # paragraphs that have years, in order
        self._years: list[list[int]] = []  # years of each of them, in order
        for match in _YEAR.finditer(text):
            if match.start() in born_at:
                continue
            paragraph = bisect_left(self._breaks, match.start())
            if not self._at or self._at[-1] != paragraph:
                self._at.append(paragraph)
                self._years.append([])
            self._years[-1].append(int(match.group()))
        self._known = [frozenset(years) for years in self._years]

    def are_of_minor(self, place: int, born: int) -> bool:
        """Whether the document is of the years before a person born so came of age."""
        paragraph = bisect_left(self._breaks, place)
        at = bisect_left(self._at, paragraph)
        is_here = at < len(self._at) and self._at[at] == paragraph
        here = [y for y in self._known[at] if born <= y] if is_here else []
        if here:
            return not any(FULL_AGE <= year - born <= _LONGEST_LIFE for year in here)
        after = at + is_here
        nearest = [self._years[at - 1][-1]] if at else []
        nearest += [self._years[after][0]] if after < len(self._at) else []
        return any(0 <= year - born < FULL_AGE for year in nearest)


def _children_of_age(ages: _Ages, text: str, folded: FoldedText) -> Iterator[Finding]:
    for pattern, is_infant in ((ages.age, False), (ages.infant_age, True)):
        for match in pattern.finditer(folded.text):
            if _is_of_child(ages, text, folded, match.span(), is_infant=is_infant):
                yield Finding(FACT, *folded.span(*match.span()), "likely")


def _is_of_child(
    ages: _Ages, text: str, folded: FoldedText, span: tuple[int, int], *, is_infant: bool
) -> bool:
    """Whether a child, or a name beside an age in years, stands near in the same sentence."""
    line = folded.text
    start, end = span
    lowest = max(0, start - _REACH)
    if ages.before.search(line[lowest:start]) or ages.after.match(line, end):
        return False
    for stop in _SENTENCE_END.finditer(line, lowest, start):
        lowest = stop.end()
    stop_after = _SENTENCE_END.search(line, end, end + _REACH)
    highest = stop_after.start() if stop_after else min(len(line), end + _REACH)
    if ages.children.search(line, lowest, highest):
        return True
    return not is_infant and any(
        ages.names.search(text, *folded.span(a, b))
        for a, b in ((lowest, start), (end, highest))
        if a < b
    )
