"""Dates whose century was left out: 27.1.31, 3/XI-61, 5 октября 67 г., в 37-м году (LAW 5.7).

The century is for the caller to tell, who knows when the paper is said to have been written.
Three numbers between points are a date only where nothing makes a paragraph, a sum or a time of
them: no sign or word for those beside them, and no three numbers in the same text that cannot
be a date (12.15.30), or that go on counting (5.3.29, 5.3.30).
"""

import re
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cache

from openfonds.restrictions.detectors.mentioned import SHORT_CENTURY
from openfonds.restrictions.detectors.months import (
    MONTH,
    ROMAN_MONTH,
    YEAR_MISREAD,
    day_in,
    month_in_numbers,
    month_misread,
)
from openfonds.restrictions.detectors.near_words import NearWords
from openfonds.restrictions.detectors.numbers import NUMERO
from openfonds.restrictions.detectors.written_years import written_years

_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_SHORT = r"(?P<year>\d\d)"
_YEAR_AFTER = rf"(?:-?(?:го|м|и|е|х))? ?(?:гг?(?!\w)|[тrч]\.|год\w{{0,2}}(?!\w)|{YEAR_MISREAD})"
_CUE = (
    r"(?<!\w)(?:от|дата|числа|дня|печать|набор|выдан\w{0,2}|составлен\w{0,2}|подписан\w{0,2}"
    r"|получен\w{0,2}|принят\w{0,2}|прибыл\w?|умер\w{0,2}|род\.|рожд\w{0,6}|вх\.|исх\.) ?[:.]?"
    rf"(?: ?{NUMERO} ?[\w/-]{{1,12}},? ?(?:от)?)? ?"
)
# A day and a month in digits or Roman digits, with a word for date before or for year after it.
_CUED = re.compile(
    rf"(?:(?P<cue>{_CUE})|(?<![\w.,/-])){_DAY}[./-] ?(?P<month>0?[1-9]|1[0-2]|{ROMAN_MONTH})"
    rf" ?[./-] ?{_SHORT}(?:(?P<after> ?-?(?:го )?г(?:од\w{{0,2}})?(?!\w))|(?![\w]|[.,/-]\w))"
)
_BARE = re.compile(r"(?<![\w.,/-])(\d{1,2})(?P<sign>[./])(\d{1,2})(?P=sign)(\d\d)(?!\w|[.,/-]\w)")
_ROMAN = re.compile(rf"(?<![\w.,/-]){_DAY}[./-](?P<month>[иvх]{{1,4}})[./-]{_SHORT}(?!\w|[.,/-]\w)")
_SPELLED = re.compile(
    rf"(?<![\w.]){_DAY}[\"»”]?(?:-?го|-?е)?[\"»”]? ?(?:числа )?(?P<month>[^\W\d_]{{3,9}})"
    rf"[ .,'’]{{1,3}}(?:\n ?)?{_SHORT}{_YEAR_AFTER}"
)
_APOSTROPHE = re.compile(rf"(?:{_DAY}\.? )?(?P<month>{MONTH})\.? ?['’]{_SHORT}(?!\w)")
_MONTH_ALONE = re.compile(
    rf"(?<![\d»”\"] )(?<!\d\. )(?<!-го )(?P<month>{MONTH})\.? {_SHORT}(?:-?(?:го|м))? ?"
    r"(?:год[ау](?!\w)|г\.)(?! ?\w)"
)
_YEAR_ALONE = re.compile(
    r"(?<!\w)(?:в|во|с|со|до|от|весно[ий]|летом|осенью|зимо[ий]) (?P<year>\d\d)"
    r"(?:-?(?:м|го|ом|ого))? год[ау](?!\w)"
    r"(?![ ,]{1,2}(?:жизни|от ро|возраст|сво|служб|царствов|правлен|\d))"
)
# What makes something else than a date of the number after it, and of the number before it.
_NOT_DATE_BEFORE = re.compile(
    rf"(?:§|%|\*|{NUMERO}|(?<!\w)(?:пп?|пункт\w*|ст|стат\w+|разд\w*|гл|глав\w+|параграф\w*|рис"
    r"|черт|табл?\w*|форм\w*|стр|лл?|оп|ф|ед|хр|инв|кн|т|том\w*|вып|кв|тел\w*|вес\w*|итого|всего"
    r"|на сумму|рр|р|f))[ .:,]{0,3}\Z"
)
_NOT_DATE_AFTER = re.compile(
    r" ?(?:%|°|[₽$£]|(?:рубл?|р|коп|к|пуд|фун|ф|зол|верст|саж|арш|вершк|дес|час|ч|мин|сек|экз|шт"
    r"|кг|км|лот|чет|вед)(?:\w*\.|\w{2,}|(?!\w)))"
)
_SUM_BEFORE = re.compile(r"([^\W\d_]{4,8})[ .:=-]{0,8}\Z")
_SUMS = ("итого", "всего", "сумма", "остаток", "расход", "приход", "баланс")
_OUTLINE = re.compile(r"(?:(?<=\n)|\A) ?(\d{1,2})\.(\d{1,2})\.? ")


def short_days(folded: str) -> Iterator[date]:
    """Days without a century in a folded text, as days of SHORT_CENTURY.

    A month without a day gives its last day, a year alone its first: it says nothing of the day.
    """
    for pattern in (_ROMAN, _APOSTROPHE, _MONTH_ALONE):
        for match in pattern.finditer(folded):
            if not _is_something_else(folded, match):
                yield from _day(match)
    for match in _CUED.finditer(folded):
        if match["cue"] or match["after"]:
            yield from _day(match)
    for match in _SPELLED.finditer(folded):
        month = month_misread(match["month"])
        if month:
            yield day_in(SHORT_CENTURY + int(match["year"]), month, int(match["day"]))
    for match in _YEAR_ALONE.finditer(folded):
        yield date(SHORT_CENTURY + int(match["year"]), 1, 1)
    yield from _bare(folded)


def short_written_days(folded: str) -> Iterator[date]:
    """The same of years in words: "в тридцать седьмом году"."""
    for written in written_years(folded):
        if written.year < 100:
            year = SHORT_CENTURY + written.year
            yield day_in(year, written.month, None) if written.month else date(year, 1, 1)


def _day(match: re.Match[str]) -> Iterator[date]:
    found = match.groupdict()
    month = month_in_numbers(found["month"]) or month_misread(found["month"])
    if month:
        day = int(found["day"]) if found.get("day") else None
        yield day_in(SHORT_CENTURY + int(found["year"]), month, day)


def _is_something_else(folded: str, match: re.Match[str]) -> bool:
    before = folded[max(0, match.start() - 16) : match.start()]
    word = _SUM_BEFORE.search(before)
    return bool(
        _NOT_DATE_BEFORE.search(before)
        or _NOT_DATE_AFTER.match(folded, match.end())
        or (word and _sums().find(word.group(1)))
    )


@cache
def _sums() -> NearWords[bool]:
    return NearWords(dict.fromkeys(_SUMS, True))


def _bare(folded: str) -> Iterator[date]:
    """Three numbers without any word for a date."""
    matches = list(_BARE.finditer(folded))
    counted = defaultdict(set)
    for match in matches:
        first, second, third = int(match[1]), int(match[3]), int(match[4])
        if not 1 <= second <= 12 or not 1 <= first <= monthrange(SHORT_CENTURY, second)[1]:
            return
        counted[first, second].add(third)
    outline = {(int(m[1]), int(m[2])) for m in _OUTLINE.finditer(folded)}
    for match in matches:
        first, second, third = int(match[1]), int(match[3]), int(match[4])
        goes_on = counted[first, second] & {third - 1, third + 1}
        if goes_on or (first, second) in outline or _is_something_else(folded, match):
            continue
        yield day_in(SHORT_CENTURY + third, second, first)
