"""The words of a readable text that are written with a capital, and how they stand together."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from openfonds.restrictions.detectors.persons.lexicon import Reading, look_up
from openfonds.restrictions.detectors.persons.readable import ReadableText
from openfonds.restrictions.detectors.persons.shapes import is_surname_shaped, may_be_surname
from openfonds.restrictions.detectors.roles import is_post

# Ё stands outside А-Я. An apostrophe or a hyphen within a word belongs to it.
CAPITAL_WORD = r"[А-ЯЁ][а-яё]{1,40}(?:['’`][а-яё]{1,24})?(?:-[А-ЯЁа-яё][а-яё]{1,30}){0,3}"
_CAPITAL_WORD = re.compile(rf"(?<!\w){CAPITAL_WORD}(?!\w)")
_SENTENCE_END = frozenset(".!?…")
_OPENING = frozenset(" \t«»\"„“('[*—-–|")
_ABBREVIATION = re.compile(r"(?<!\w)[а-яё]{1,4}\.\Z")
_QUOTES = frozenset('«„“"')
_BESIDE = re.compile(r"[ \t]{0,3}\n?[ \t]{0,3}")
_BLANK_LINE = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Word:
    """A word with a capital: its place, its reading, and what its capital is worth."""

    start: int
    end: int
    lower: str
    reading: Reading
    all_capitals: bool  # so was the line, or the heading
    opens: bool  # a sentence, a paragraph or a cell; any word has a capital there
    elsewhere: bool  # the recogniser takes it for a place or a body, or it opens a quotation

    @property
    def capital_counts(self) -> bool:
        """Whether an ordinary word would be written without the capital here."""
        return not (self.all_capitals or self.opens)

    @property
    def is_part_of_name(self) -> bool:
        """Whether a word beside a name belongs to it."""
        reading = self.reading
        if is_post(self.lower):
            return False
        if reading.surname or reading.first or reading.patronymic:
            return True
        if self.elsewhere or reading.place:
            return False
        if reading.ordinary:
            return reading.listed and not reading.adjective and self.capital_counts
        return True

    @property
    def may_be_surname_of(self) -> bool:
        """Whether a word beside a given name and a patronymic is their surname: almost any is."""
        if self.is_part_of_name:
            return True
        if is_post(self.lower) or len(self.lower) < 3:
            return False
        return self.capital_counts or self.reading.listed


def capital_words(readable: ReadableText, others: list[tuple[int, int]]) -> Iterator[Word]:
    """Yield the Cyrillic words of the text that begin with a capital.

    Args:
        readable: the text.
        others: where the recogniser sees places and bodies, in order.
    """
    text = readable.text
    starts = [start for start, _ in others]
    for match in _CAPITAL_WORD.finditer(text):
        lower = match.group().lower()
        yield Word(
            match.start(),
            match.end(),
            lower,
            look_up(lower),
            match.start() in readable.capitals,
            _opens(text, match.start()),
            _is_elsewhere(text, match.start(), starts, others),
        )


def _is_elsewhere(text: str, start: int, starts: list[int], others: list[tuple[int, int]]) -> bool:
    place = bisect_right(starts, start) - 1
    return (place >= 0 and start < others[place][1]) or text[start - 1 : start] in _QUOTES


def _opens(text: str, start: int) -> bool:
    at = start - 1
    line_ends = 0
    # a run of blanks is looked at once for the word that follows it
    while at >= 0 and (text[at] in _OPENING or text[at] == "\n"):
        line_ends += text[at] == "\n"
        if line_ends > 1 or start - at > 40:
            return True
        at -= 1
    if at < 0:
        return True
    # a full stop after a short word in small letters belongs to it: г., тов., дер.
    if at and text[at - 1].isspace():
        return False  # a speck
    return text[at] in _SENTENCE_END and _ABBREVIATION.search(text[max(at - 6, 0) : at + 1]) is None


def groups(text: str, words: list[Word]) -> Iterator[list[Word]]:
    """Yield runs of words with nothing but blanks or one line end between them."""
    run: list[Word] = []
    for word in words:
        if run and _BESIDE.fullmatch(text, run[-1].end, word.start) is None:
            yield run
            run = []
        run.append(word)
    if run:
        yield run


def is_likely_surname(word: Word) -> bool:
    """Whether a word is a surname by itself, with nothing around it that says so.

    An ordinary word never is: Волк, Мороз and Зима need a name or a form of address beside them.
    """
    reading = word.reading
    if is_post(word.lower) or len(word.lower) < 4:
        return False
    if word.elsewhere or reading.place:
        return reading.surname and not reading.adjective and is_surname_shaped(word.lower)
    if reading.ordinary:
        return (
            reading.surname
            and not reading.adjective
            and word.capital_counts
            and is_surname_shaped(word.lower)
        )
    if reading.surname or reading.first or reading.patronymic:
        return True
    if reading.known:
        return False
    # a word that nobody knows, with a capital that it would not have otherwise, is a name
    return (
        word.capital_counts
        or is_surname_shaped(word.lower)
        or (reading.listed and may_be_surname(word.lower))
    )
