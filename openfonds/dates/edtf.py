"""Dates in the Extended Date/Time Format (EDTF; ISO 8601-2:2019, Library of Congress 2019).

Levels 0 to 2 as far as archives use them: dates and times of day, intervals with unknown and
open ends, unspecified digits (X, and u of the draft of 2012), seasons and other parts of a year,
sets, and the marks ? ~ % anywhere in a date.
"""

import re
from collections.abc import Iterator
from datetime import date

from openfonds.dates.point import (
    FIRST_YEAR,
    LAST_YEAR,
    MARGIN_OF_CENTURY,
    MARGIN_OF_DECADE,
    MARGIN_OF_YEAR,
    UNKNOWN,
    Days,
    cover,
    season_of,
)

_DATE = re.compile(
    r"(?P<year>[0-9X]{4})"
    r"(?:-(?P<month>[0-9X]{2})(?:-(?P<day>[0-9X]{2})(?P<time>[T ][0-9]{2}:[0-9]{2}.{0,20})?)?)?"
)
_TIME = re.compile(r"[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)?")
_MARKED = re.compile(r"[?~%]?[0-9X]+[?~%]?(-[?~%]?[0-9X]+[?~%]?){0,2}")
_BEFORE_CHRIST = re.compile(r"-0[0-9]{3}(-[0-9]{2}){0,2}")
_SET = re.compile(r"\[([^\[\]{}]*)\]|\{([^\[\]{}]*)\}")
_UNSPECIFIED_DIGIT = str.maketrans("xuUхХ", "XXXXX")  # the last two are Cyrillic

# Parts of a year: 21-24 seasons anywhere, 25-28 in the north, 29-32 in the south, 33-41 quarters,
# quadrimesters and halves.
_PARTS_OF_YEAR = range(21, 42)
# An inventory means 1871 to 1931 by "1871-31" more often than the southern autumn of 1871; so both
# count. Papers that end after 2024 are not yet written so.
_ALSO_A_YEAR, _NO_TURN_SINCE = range(25, 42), 1900
_WINTERS = (24, 28, 32)


def read_edtf(text: str) -> Days | None:
    """The days that an EDTF string means; None where it is not one or contradicts itself."""
    text = text.strip().translate(_UNSPECIFIED_DIGIT)
    if text == "XXXX":
        return UNKNOWN
    in_brackets = _SET.fullmatch(text)
    if in_brackets:
        return _days_of_set(in_brackets[1] or in_brackets[2] or "")
    if text.count("/") == 1:
        return _days_between(*text.split("/"))
    return _days_of_date(text)


def _days_of_set(listed: str) -> Days | None:
    """One of a set, or all of it: `1667,1670..1672,..1984`."""
    found = []
    for member in listed.split(","):
        start, dots, end = member.strip().partition("..")
        days = _days_between(start, end) if dots else _days_of_date(start)
        if days is None:
            return None
        found.append(days)
    return cover(found)


def _days_between(start: str, end: str) -> Days | None:
    """An interval; an end that is empty or `..` is not known. None where it runs back."""
    first, last = (UNKNOWN if side in ("", "..") else _days_of_date(side) for side in (start, end))
    if first is None or last is None:
        return None
    if first.earliest and last.latest and first.earliest > last.latest:
        return None
    ends = [day for day in (first.latest, last.latest) if day]
    return Days(first.earliest, max(ends) if last.latest else None)


def _days_of_date(text: str) -> Days | None:
    if _BEFORE_CHRIST.fullmatch(text):
        return Days(None, date.min)  # `date` has no day so early; this one is later than all
    n_marks = 2 if "%" in text else min(2, text.count("?") + text.count("~"))
    if n_marks and not _MARKED.fullmatch(text):
        return None
    match = _DATE.fullmatch(re.sub("[?~%]", "", text))
    if not match or (match["time"] and not _TIME.fullmatch(match["time"])):
        return None
    year, month, day = match["year"], match["month"], match["day"]
    first_year, last_year = int(year.replace("X", "0")), int(year.replace("X", "9"))
    if first_year < FIRST_YEAR or last_year > LAST_YEAR:
        return None
    if month and month.isdecimal() and int(month) in _PARTS_OF_YEAR:
        if day:
            return None
        season = 4 if int(month) in _WINTERS else 1
        spans = [season_of(y, season) for y in (first_year, last_year)]
        if int(month) in _ALSO_A_YEAR and last_year < _NO_TURN_SINCE:
            turn = 100 if int(month) <= last_year % 100 else 0
            end = date(last_year // 100 * 100 + turn + int(month), 12, 31)
            spans.append(Days(date(first_year, 1, 1), end))
        days = cover(spans)
    else:
        first = next(_possible_days(first_year, month, day), None)
        last = max(_possible_days(last_year, month, day), default=None)
        if first is None or last is None:
            return None
        days = Days(first, last)
    return days.widened(n_marks * _margin_years(year))


def _margin_years(year: str) -> int:
    return (MARGIN_OF_YEAR, MARGIN_OF_DECADE, MARGIN_OF_CENTURY)[min(2, year.count("X"))]


def _possible_days(year: int, month: str | None, day: str | None) -> Iterator[date]:
    """The days of a year that fit a month and a day with unspecified digits, in order."""
    for m in _numbers_like(month, 12):
        for d in _numbers_like(day, 31):
            try:
                yield date(year, m, d)
            except ValueError:  # no such day in this month
                continue


def _numbers_like(pattern: str | None, largest: int) -> list[int]:
    digits = re.compile((pattern or "XX").replace("X", "[0-9]"))
    return [n for n in range(1, largest + 1) if digits.fullmatch(f"{n:02}")]
