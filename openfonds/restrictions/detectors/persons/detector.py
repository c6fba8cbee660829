"""The detector of persons: the layers in their order, and what becomes of their marks.

Layers (LAW 3.4): the recogniser on readable text; patterns of initials, forms of address, kin,
tables, Turkic and Latin names; dictionaries; then the neighbours of what was found, and its
further occurrences in the same text. What a name may be is masked: a layer can only add.
"""

import re
from collections.abc import Iterable, Iterator

from openfonds.restrictions.detectors.persons import address, initials, latin, names, tables
from openfonds.restrictions.detectors.persons.lexicon import look_up
from openfonds.restrictions.detectors.persons.marks import Mark, merged
from openfonds.restrictions.detectors.persons.occurrences import Surnames, surnames_in
from openfonds.restrictions.detectors.persons.readable import ReadableText, readable
from openfonds.restrictions.detectors.persons.recogniser import recognise
from openfonds.restrictions.detectors.persons.stems import stem
from openfonds.restrictions.detectors.persons.words import capital_words
from openfonds.restrictions.detectors.roles import Duties, is_post
from openfonds.restrictions.findings import Finding, strongest

PERSON = "person_named"
OFFICIAL = "official_named"
_WORD = re.compile(r"[^\W_]+")


class Persons:
    """Detector of persons who are named, and of officials who are named on duty."""

    name = "persons"
    version = "1"
    facts = frozenset({PERSON, OFFICIAL})

    def find(self, text: str) -> Iterator[Finding]:
        """Yield the names of persons in `text`; offsets in code points of `text`."""
        read = readable(text)
        marks = first_marks(read)
        yield from findings(text, read, all_marks(read, marks, surnames_in(read.text, marks)))


def first_marks(read: ReadableText) -> list[Mark]:
    """The names that a readable text itself gives away; they overlap and are not sorted."""
    text = read.text
    seen = sorted(recognise(text), key=lambda span: span[1:])
    words = list(capital_words(read, [(at, end) for kind, at, end in seen if kind != "PER"]))
    marks = [
        *_recognised(text, [(at, end) for kind, at, end in seen if kind == "PER"]),
        *initials.with_initials(text),
        *address.addressed(text),
        *address.introduced(text, words),
        *names.by_dictionary(text, words),
        *names.turkic(text),
        *names.old_patronymics(text, words),
        *names.split_words(text, words),
        *latin.in_latin_letters(text),
        *tables.in_tables(text),
    ]
    marks += names.beside(text, words, marks)
    return marks


def all_marks(read: ReadableText, marks: Iterable[Mark], surnames: Iterable[str]) -> list[Mark]:
    """`marks` and every occurrence of `surnames`, which may be from the whole document."""
    return merged(read.text, [*marks, *Surnames(surnames).occurrences(read.text)])


def _recognised(text: str, persons: list[tuple[int, int]]) -> Iterator[Mark]:
    """Persons of the recogniser, without the words at their edges that are never a name."""
    for start, end in persons:
        # "Иванов (Петров": two names, or one in two spellings
        bracket = text.find("(", start, end)
        for first, last in ((start, bracket), (bracket, end)) if bracket >= 0 else ((start, end),):
            words = _WORD.finditer(text, first, last)
            named = [word.span() for word in words if _may_be_named(word)]
            if named:
                yield Mark(named[0][0], named[-1][1], "likely")


def _may_be_named(word: re.Match[str]) -> bool:
    lower = word.group().lower()
    reading = look_up(lower)
    return (reading.named and not is_post(lower)) or not reading.ordinary


def findings(text: str, read: ReadableText, marks: Iterable[Mark]) -> Iterator[Finding]:
    """Findings in the original text, each a whole name and a person or an official."""
    duties = Duties(read.text)
    on_duty: list[Mark] = []
    private: list[Mark] = []
    for mark in marks:
        (on_duty if duties.is_on_duty(mark.start, mark.end) else private).append(mark)
    # who is spoken of as a person anywhere in the text is a person everywhere
    persons = {stem(name) for name in surnames_in(read.text, private)}
    found = [_finding(PERSON, text, read, mark) for mark in private]
    for mark in on_duty:
        stems = {stem(name) for name in surnames_in(read.text, [mark])}
        fact = PERSON if stems & persons else OFFICIAL
        found.append(_finding(fact, text, read, mark))
    yield from strongest(found)


def _finding(fact: str, text: str, read: ReadableText, mark: Mark) -> Finding:
    start, end = read.span(mark.start, mark.end)
    while end < len(text) and text[end].isalpha():
        end += 1
    while start > 0 and text[start - 1].isalpha() and text[start].isalpha():
        start -= 1
    return Finding(fact, start, end, mark.confidence)
