"""Numbers of a spreadsheet as their format shows them, as far as an inventory needs it.

ECMA-376 part 1, 18.8.30 and 18.17.4. What is seen counts: 12 and not 12.0, 0012 where the format
has four zeros, 1912 where a day is formatted as a year.
"""

import re
from collections.abc import Mapping
from datetime import date, timedelta

# Built in formats that show dates or times; those that follow a language show a whole day.
BUILT_IN: Mapping[int, str] = {
    14: "dd.mm.yyyy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    22: "d/m/yyyy h:mm",
    **dict.fromkeys((*range(27, 32), 36, *range(50, 59)), "dd.mm.yyyy"),
}
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_TIME = re.compile(r"h+(?::m+)?(?::s+(?:\.0+)?)?|m+:s+(?:\.0+)?|am/pm|a/p")
_FRAMED = re.compile(r'((?:"[^"]*"|\\.|[ \-/().№])*)(#*0+|#+|General)((?:"[^"]*"|\\.|[ \-/().№])*)')
_DAY_1900, _DAY_1904 = date(1899, 12, 30), date(1904, 1, 1)
_LAST_FALSE = 60  # 1900 was no leap year, but these programs count 29 February 1900


def shown_number(value: str, form: str, *, is_1904: bool) -> str:
    """What a cell with a number shows.

    >>> shown_number("12.0", "", is_1904=False), shown_number("7", "0000", is_1904=False)
    ('12', '0007')
    >>> shown_number("4455", "dd.mm.yyyy", is_1904=False)
    '1912-03-12'
    """
    try:
        number = float(value)
    except ValueError:
        return value
    if number != number or number in (float("inf"), float("-inf")):
        return value
    section = form.split(";")[0]
    if _shows_date(section):
        return _day(number, section, is_1904) or _plain(value, number)
    plain = _plain(value, number)
    if section in ("", "General", "@") or not plain.isdecimal():
        return plain
    if framed := _FRAMED.fullmatch(section):
        before, digits, behind = framed.groups()
        return f"{_words(before)}{plain.zfill(digits.count('0'))}{_words(behind)}"
    return plain


def _plain(value: str, number: float) -> str:
    """15 digits, which is as many as these programs keep."""
    if re.fullmatch(r"-?\d+", value):
        return value
    if number == int(number) and abs(number) < 1e15:
        return str(int(number))
    return format(number, ".15g")


def _shows_date(section: str) -> bool:
    return _date_of(section) not in ("general", "") and any(
        letter in _date_of(section) for letter in "ymd"
    )


def _date_of(section: str) -> str:
    """A format without its literals and its time of day, in which m stands for minutes."""
    return _TIME.sub("", _LITERAL.sub("", section).lower())


def _day(number: float, section: str, is_1904: bool) -> str | None:
    """The day as ISO 8601 writes it, as much of it as the format shows."""
    days = int(number // 1)
    if not is_1904 and 0 < days < _LAST_FALSE:
        days += 1
    try:
        found = (_DAY_1904 if is_1904 else _DAY_1900) + timedelta(days=days)
    except OverflowError:
        return None
    if number < 0:
        return None
    bare = _date_of(section)
    if "d" in bare or "y" not in bare:
        return found.isoformat()
    return found.isoformat()[:7] if "m" in bare else found.isoformat()[:4]


def _words(literals: str) -> str:
    return re.sub(r'"([^"]*)"|\\(.)', lambda m: m[1] if m[1] is not None else m[2], literals)
