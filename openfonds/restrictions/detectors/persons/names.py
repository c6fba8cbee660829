"""Names put together from the words that stand side by side with a capital.

A patronymic or a given name draws the words beside it into the name; a surname that is nothing
else in Russian stands by itself. What the recogniser and the patterns saw draws in neighbours too.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from openfonds.restrictions.detectors.persons.lexicon import Reading, is_known, look_up
from openfonds.restrictions.detectors.persons.marks import Mark
from openfonds.restrictions.detectors.persons.shapes import is_surname_shaped
from openfonds.restrictions.detectors.persons.words import Word, groups, is_likely_surname

# Габдулла Ахмет улы, Мамед Гасан оглы, Фатима кызы: the word after a Turkic father's name.
_TURKIC = re.compile(
    r"(?<=[а-яё])[ -](?P<particle>[Оо]гл[ыу]|[КкГг][ыи]зы|[Уу]л[ыу]|[Уу]гл[иы]|[Уу]улу|[Кк]ызын)"
    r"(?![\w])"
)
_CAPITAL_TAIL = re.compile(r"(?:[А-ЯЁ][\w'-]{1,24} ){0,2}[А-ЯЁ][\w'-]{1,24}\Z")
_CAPITAL_HEAD = re.compile(r" [А-ЯЁ][а-яё'-]{1,24}(?!\w)")
# "Иван Петров сын Сидоров", "Марья Петрова дочь": patronymics before they ended in -вич.
_SON = re.compile(r" (?:сын|дочь|дочери|сына|сыну)(?: (?P<name>[А-ЯЁ][а-яё]+))?(?!\w)")
# Between the parts of a word that OCR or a lost hyphen parted.
_CUT = r"(?: {1,2}| ?[.,:;·'’-]{1,2} ?| ?['’.,·-]{0,2} ?\n {0,20})"
_FRAGMENT = re.compile(rf"{_CUT}(?P<rest>[а-яё]{{1,20}})(?!\w)")
_LONE_CAPITAL = re.compile(rf"(?<![\w.])(?P<first>[А-ЯЁ]){_CUT}(?P<rest>[а-яё]{{3,20}})(?!\w)")
_GAP = r"(?:[ \t]{0,2}[·.'’-]{0,2}[ \t]?\n?[ \t]{0,3})"
# What follows a stop without a blank was one word with what is before it.
_GLUED = re.compile(r"[.,·'’:;^-]{1,2}(?P<word>[а-яё]{1,24})(?![\w.])")
_DAMAGED_AFTER = re.compile(rf"{_GAP}(?<!\w)(?P<word>[А-яЁё][^\W_]{{2,24}})(?![\w.])")
_DAMAGED_BEFORE = re.compile(
    r"(?<!\w)(?P<word>[^\W_]{3,24}(?:[.,·'’-][^\W_]{1,12})?)[ \t]{1,2}\n?[ \t]{0,2}\Z"
)
_DAMAGED_REACH = 48


def by_dictionary(text: str, words: list[Word]) -> Iterator[Mark]:
    """Mark names that the words themselves give away."""
    for group in groups(text, words):
        strong = [_is_anchor(group, at) for at in range(len(group))]
        for at, word in enumerate(group):
            if strong[at]:
                yield Mark(word.start, word.end, "certain")
                yield from _neighbours(group, at)
            elif is_likely_surname(word):
                sure = word.reading.surname and not word.reading.ordinary
                yield Mark(word.start, word.end, "likely" if sure else "possible")
                yield from _neighbours(group, at)


def _is_anchor(group: list[Word], at: int) -> bool:
    """Whether a word is a given name with a name beside it, or a patronymic."""
    word = group[at]
    if word.reading.patronymic:
        return True
    if not word.reading.first:
        return False
    beside = group[max(at - 1, 0) : at] + group[at + 1 : at + 2]
    return any(
        other.reading.patronymic
        or (other.reading.listed and not other.reading.adjective and other.capital_counts)
        or is_likely_surname(other)
        for other in beside
    )


def _neighbours(group: list[Word], at: int) -> Iterator[Mark]:
    """The words beside a part of a name that belong to it, to both sides."""
    # a surname that is an ordinary word is taken on one side, where no better one is on the other
    whole = not _is_given(group[at].reading)
    for step in (1, -1):
        place = at + step
        while 0 <= place < len(group) and abs(place - at) <= 3 and group[place].is_part_of_name:
            reading = group[place].reading
            # "Роскосмоса Анатолий Перминов": nothing unknown before a whole name
            if step < 0 and whole and not (reading.known or reading.named):
                break
            whole |= not _is_given(reading)
            yield Mark(group[place].start, group[place].end, "likely")
            place += step
    if whole or not _is_patronymic_of(group, at):
        return
    first = at - 1 if at and group[at - 1].reading.first else at
    for place in (first - 1, at + 1):
        if 0 <= place < len(group) and group[place].may_be_surname_of:
            yield Mark(group[place].start, group[place].end, "likely")


def _is_given(reading: Reading) -> bool:
    return reading.first or reading.patronymic


def _is_patronymic_of(group: list[Word], at: int) -> bool:
    """A patronymic, or a word that nobody knows after a given name: a damaged one."""
    if group[at].reading.patronymic:
        return True
    return at > 0 and group[at - 1].reading.first and not group[at].reading.known


def beside(text: str, words: list[Word], marks: Iterable[Mark]) -> Iterator[Mark]:
    """Mark the neighbours of words that lie within `marks`, also such as lost their capital."""
    ordered = sorted(marks, key=lambda mark: mark.start)
    starts = [mark.start for mark in ordered]
    for group in groups(text, words):
        if len(group) == 1:
            continue
        for at, word in enumerate(group):
            before = bisect_left(starts, word.end) - 1
            if before >= 0 and ordered[before].end > word.start:
                yield from _neighbours(group, at)
    for mark in ordered:
        if mark.confidence != "possible":
            yield from _damaged_neighbours(text, mark)


def _damaged_neighbours(text: str, mark: Mark) -> Iterator[Mark]:
    """The words before and after a name that are no words of Russian: damaged parts of it."""
    after = _GLUED.match(text, mark.end) or _DAMAGED_AFTER.match(text, mark.end)
    if after and (len(after["word"]) < 3 or not is_known(after["word"].lower())):
        yield Mark(after.start("word"), after.end("word"), "possible")
    window = max(mark.start - _DAMAGED_REACH, 0)
    before = _DAMAGED_BEFORE.search(text[window : mark.start])
    if before and _is_damaged(before["word"]):
        yield Mark(window + before.start("word"), window + before.end("word"), "possible")


def _is_damaged(word: str) -> bool:
    return word[-1] >= "Ё" and not word.isdigit() and not is_known(word.lower())


def turkic(text: str) -> Iterator[Mark]:
    """Mark names with оглы, кызы, улы and the like."""
    for match in _TURKIC.finditer(text):
        tail = _CAPITAL_TAIL.search(text, max(match.start() - 60, 0), match.start())
        if tail is None:
            continue
        head = _CAPITAL_HEAD.match(text, match.end())
        yield Mark(tail.start(), head.end() if head else match.end(), "certain")


def old_patronymics(text: str, words: list[Word]) -> Iterator[Mark]:
    """Mark "Петров сын Сидоров" after a given name."""
    for word in words:
        son = _SON.match(text, word.end)
        if son and not word.reading.place and (word.reading.named or not word.reading.known):
            yield Mark(word.start, son.end(), "likely")


def split_words(text: str, words: list[Word]) -> Iterator[Mark]:
    """Mark surnames that a blank, a speck or a line end cuts in two: Ива нов, И,ванов."""
    for word in words:
        fragment = _FRAGMENT.match(text, word.end)
        if fragment is None:
            continue
        rest = fragment["rest"]
        is_cut = not is_known(rest) or (not word.reading.known and len(rest) <= 3)
        if is_cut and _is_name(word.lower + rest):
            yield Mark(word.start, fragment.end(), "possible")
    for match in _LONE_CAPITAL.finditer(text):
        if not is_known(match["rest"]) and _is_name(match["first"].lower() + match["rest"]):
            yield Mark(match.start(), match.end(), "possible")


def _is_name(lower: str) -> bool:
    reading = look_up(lower)
    return reading.named and (not reading.ordinary or is_surname_shaped(lower))
