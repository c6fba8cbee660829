"""Surnames with initials, in both orders: Иванов И. И., И. Иванов, Ив. Петров, Иванов ИИ."""

import re
from collections.abc import Iterator

from openfonds.restrictions.detectors.persons.lexicon import is_known, look_up
from openfonds.restrictions.detectors.persons.marks import Mark
from openfonds.restrictions.detectors.persons.words import CAPITAL_WORD

_SHORT_NAMES = (
    "Ал Алдр Алекс Алексдр Анд Андр Анат Ант Арк Афан Бор Вал Вас Вик Викт Вит Влад Влд Вл Вяч Гавр"
    " Ген Георг Гр Григ Дан Дж Дм Евг Ек Ел Еф Зах Ив Игн Ил Иос Ис Ник Никол Кл Конст Конс Кузьм"
    " Лавр Лаз Леон Мар Мат Матв Мих Нат Ол Ос Пав Пант Петр Плат Род Ром Сав Сам Сем Сер Серг"
    " Соф Степ Ст Тат Тим Тих Троф Фед Фил Хар Эм Юл Юр Яков Як"
)
_INITIAL = rf"(?:[А-ЯЁ]|{'|'.join(_SHORT_NAMES.split())})"
_STOP = r"[.,:;·•]"
# A token in the place of a surname: it may have lost its capital or have a digit in it.
_TOKEN = r"[^\W_]{3,24}(?:-[^\W_]{2,24})?"
_NO_INITIAL_BEFORE = r"(?<![\w.])(?<![А-ЯЁ]\. )"

_TWO_THEN_NAME = re.compile(
    rf"{_NO_INITIAL_BEFORE}{_INITIAL}{_STOP} {{0,2}}{_INITIAL}{_STOP}[ \n]{{0,3}}"
    rf"(?P<name>{_TOKEN})"
)
_ONE_THEN_NAME = re.compile(
    rf"{_NO_INITIAL_BEFORE}{_INITIAL}\.[ \n]{{0,2}}(?P<name>{CAPITAL_WORD})(?!\w)"
)
_NAME_THEN_TWO = re.compile(
    rf"(?<!\w)(?P<name>{_TOKEN})[ ,.]{{0,2}}[ \n]{{1,2}}(?:{_INITIAL}{_STOP} {{0,2}}"
    rf"(?:{_INITIAL}(?!\w){_STOP}?|[А-ЯЁ0-9|]{_STOP})|[А-ЯЁ] [А-ЯЁ](?!\w)"
    r"|(?P<bare>[А-ЯЁ]{2})(?!\w))"
)
_NAME_THEN_ONE = re.compile(rf"(?<!\w)(?P<name>{CAPITAL_WORD}),?[ \n]{{1,2}}{_INITIAL}\.")
_NAME_FOLLOWS = re.compile(r"[ \n]{0,2}[А-ЯЁ][а-яё]{2}")
# С. Петербург, Н. Новгород, В. Волочек, Р. Х.
_PLACES = re.compile("петербург|новгород|волоч|устюг|ладог|лук|посад|село|сторон", re.IGNORECASE)


def with_initials(text: str) -> Iterator[Mark]:
    """Mark surnames with initials in a readable text."""
    for match in _TWO_THEN_NAME.finditer(text):
        if _is_name(match["name"], certain=True):
            yield Mark(match.start(), match.end(), "certain")
    for match in _NAME_THEN_TWO.finditer(text):
        if _is_name(match["name"], certain=True) and not _is_before_name(match):
            yield Mark(match.start(), match.end(), "certain")
    for pattern in (_ONE_THEN_NAME, _NAME_THEN_ONE):
        for match in pattern.finditer(text):
            if _is_name(match["name"], certain=False) and not _PLACES.match(match["name"]):
                yield Mark(match.start(), match.end(), "likely")


def _is_before_name(match: re.Match[str]) -> bool:
    """Whether the initials belong to the next word ("Исполкома И. И. Петров"), or are a word."""
    if match["bare"]:
        return is_known(match["bare"].lower())
    reading = look_up(match["name"].lower())
    return reading.ordinary and _NAME_FOLLOWS.match(match.string, match.end()) is not None


def _is_name(token: str, *, certain: bool) -> bool:
    """Two initials make a surname of any word with a capital; one only of what may be one."""
    reading = look_up(token.lower())
    if token[0].isupper() and certain:
        return not (reading.ordinary and not reading.listed and reading.adjective)
    if token.isdigit() or token.isupper():
        return False
    if token[0].isupper():
        return reading.named and not reading.adjective if reading.ordinary else not reading.place
    return not reading.known and any(map(str.isalpha, token))
