"""Russian names in Latin letters: Ivanov I. I., Iwan Petrowitsch, Ivanoff, Ekaterina Sergeevna.

A word is put back into Cyrillic letters, by the spellings of English, German and French, and
looked up like any other. In a text that is mostly Latin a surname counts only with a name beside
it or by an ending that no other language has.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from openfonds.restrictions.detectors.persons.lexicon import Reading, look_up
from openfonds.restrictions.detectors.persons.marks import Mark
from openfonds.restrictions.detectors.persons.readable import letters_by_script
from openfonds.restrictions.detectors.persons.shapes import is_surname_shaped, may_be_surname

_NAME = r"[A-Z][a-z'’]{1,24}(?:-[A-Z][a-z'’]{1,24})?"
_WORD = re.compile(rf"(?<!\w){_NAME}(?!\w)")
_BESIDE = re.compile(r" {1,2}\n?|\n| \n")
_INITIAL = r"(?:[A-Z]|Yu|Ya|Zh|Sh|Ch|Kh|Ts|Je|Ju|Ja|Dm|Iv|Al|Nik|Vl)[.,]"
_WITH_INITIALS = re.compile(
    rf"(?<!\w)(?:(?P<first>{_NAME}),? {_INITIAL} ?{_INITIAL}"
    rf"|{_INITIAL} ?{_INITIAL} ?(?P<second>{_NAME}))"
)
_WITH_ONE = re.compile(
    rf"(?<!\w)(?:(?P<first>{_NAME}),? {_INITIAL}|{_INITIAL} (?P<second>{_NAME}))"
)
_SURE = re.compile(
    r"\w{2,}(?:[oe]va|[oe]v|[ei]off|eff|[ei]?ewa|[oe]wa|[st]sk(?:y|ij|ii|iy|aya|aja|aia|oy|oi)|"
    r"(?:insk|ovsk|evsk|ansk)(?:aya|aja|aia)|[ei]nko|ch?uk|tschuk|shvili|schwili|adze|idze|"
    r"yants|iants|[eo]vich|[eo]witsch|chenko|yan)"
)
_SPELLINGS = (
    ("shch", "щ"), ("schtsch", "щ"), ("chtch", "щ"), ("tsch", "ч"), ("tch", "ч"), ("sch", "ш"),
    ("zh", "ж"), ("kh", "х"), ("ts", "ц"), ("tz", "ц"), ("ch", "ч"), ("sh", "ш"), ("ph", "ф"),
    ("ck", "к"), ("cz", "ч"), ("sz", "ш"), ("ie", "е"),
    ("yu", "ю"), ("iu", "ю"), ("ju", "ю"), ("ya", "я"), ("ia", "я"), ("ja", "я"),
    ("aya", "ая"), ("aja", "ая"), ("eya", "ея"), ("eja", "ея"), ("oya", "оя"), ("uya", "уя"),
    ("lya", "лья"), ("lja", "лья"), ("iya", "ия"), ("iia", "ия"), ("ija", "ия"), ("ye", "е"),
    ("je", "е"), ("yo", "е"), ("jo", "е"), ("ou", "у"), ("iy", "ий"), ("ij", "ий"),
    ("ii", "ий"), ("ey", "ей"), ("ay", "ай"), ("oy", "ой"), ("ff", "в"), ("th", "ф"), ("gu", "г"),
)  # fmt: skip
_LETTERS = {"x": "кс"} | dict(
    zip("abcdefghijklmnopqrstuvwyz'’-", "абцдефгхийклмнопкрстуввызьь-", strict=True)
)
_SPELLING = re.compile("|".join(sorted((s for s, _ in _SPELLINGS), key=lambda s: -len(s))))
_SPELLED = dict(_SPELLINGS)


@lru_cache(maxsize=1 << 14)
def in_cyrillic(word: str) -> str:
    """A Russian word in Latin letters, back in lower case Cyrillic as near as may be.

    >>> in_cyrillic("Shcherbatskiy"), in_cyrillic("Wassiljew")
    ('щербацкий', 'вассилев')
    """
    lower = word.lower()
    pieces, at = [], 0
    while at < len(lower):
        found = _SPELLING.match(lower, at)
        pieces.append(_SPELLED[found.group()] if found else _LETTERS.get(lower[at], lower[at]))
        at = found.end() if found else at + 1
    return re.sub(r"(?<=[бвгджзклмнпрстфхцчшщ])ы$", "ий", "".join(pieces))


@lru_cache(maxsize=1 << 14)
def _read(word: str) -> Reading:
    return look_up(in_cyrillic(word))


def in_latin_letters(text: str) -> Iterator[Mark]:
    """Mark Russian names in Latin letters."""
    latin, cyrillic = letters_by_script(text)
    if not latin:
        return
    is_foreign = latin > cyrillic
    for match in _WITH_INITIALS.finditer(text):
        yield Mark(match.start(), match.end(), "certain")
    for match in _WITH_ONE.finditer(text):
        if _may_be_surname(match["first"] or match["second"]):
            yield Mark(match.start(), match.end(), "likely")
    words = list(_WORD.finditer(text))
    for at, word in enumerate(words):
        if _is_anchor(word.group()):
            yield from _with_neighbours(text, words, at)
        elif _SURE.fullmatch(word.group()) or (
            not is_foreign and len(word.group()) > 3 and _is_surname(word.group())
        ):
            yield Mark(word.start(), word.end(), "possible")


def _is_anchor(word: str) -> bool:
    reading = _read(word)
    return len(word) > 2 and (reading.patronymic or reading.first)


def _with_neighbours(text: str, words: list[re.Match[str]], at: int) -> Iterator[Mark]:
    """A given name or a patronymic with the words with a capital beside it."""
    first = last = at
    for step in (-1, 1):
        for place in (at + step, at + 2 * step):
            if not 0 <= place < len(words):
                break
            left, right = sorted((place, place - step))
            if _BESIDE.fullmatch(text, words[left].end(), words[right].start()) is None:
                break
            reading = _read(words[place].group())
            if reading.known and not reading.named:
                break
            first, last = min(first, place), max(last, place)
    if first < last or _read(words[at].group()).patronymic:
        yield Mark(words[first].start(), words[last].end(), "likely")


def _is_surname(word: str) -> bool:
    cyrillic = in_cyrillic(word)
    reading = look_up(cyrillic)
    return not reading.ordinary and (reading.surname or is_surname_shaped(cyrillic))


def _may_be_surname(word: str) -> bool:
    cyrillic = in_cyrillic(word)
    reading = look_up(cyrillic)
    if len(cyrillic) < 3 or (reading.known and not reading.named):
        return False
    return (
        reading.surname
        or reading.listed
        or is_surname_shaped(cyrillic)
        or (len(cyrillic) > 3 and may_be_surname(cyrillic))
    )
