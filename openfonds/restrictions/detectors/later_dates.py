"""The dates that a text itself asserts: a certificate of 1989 in a file of 1938 (LAW 5.9).

Only what is written as a date counts: a year beside a month, beside "г." or "год", in
12.03.1951, in words, or in an imprint. A page 1835 or № 1940 does not. A date read by OCR can
only close, never open (LAW 0.7), so a damaged digit is read as the digit that it looks like; a
decade ("1950-х годов") counts as its first year. A year of two digits is kept as it is: the
century is told by the catalogue (later_day.py). "2000 г." may be two kilograms: then a person
looks at the item in vain.
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from openfonds.restrictions.detectors.bare_years import described_years, imprint_years
from openfonds.restrictions.detectors.lifetimes import death_years
from openfonds.restrictions.detectors.mentioned import Mentioned, latest_of_each_year
from openfonds.restrictions.detectors.months import (
    MONTH,
    ROMAN_MONTH,
    YEAR_MISREAD,
    day_in,
    month_in_numbers,
    month_misread,
    month_of,
)
from openfonds.restrictions.detectors.near_words import NearWords
from openfonds.restrictions.detectors.normalise import fold, fold_phrase
from openfonds.restrictions.detectors.numbers import read_digits, stretches_with_digits
from openfonds.restrictions.detectors.short_years import short_days, short_written_days
from openfonds.restrictions.detectors.written_years import written_years

EARLIEST_YEAR, LATEST_YEAR = 1000, 2100
# Years from the creation of the world, to the last that was written so in earnest.
_FROM_CREATION, _CREATION = range(6700, 7500), 5508

# Four characters: the first a 1 or a 2, perhaps misread, the rest digits, perhaps misread.
YEAR = r"[12lи|][\dозбlивsчт|]{3}"
_Y = rf"(?P<year>{YEAR})"
_DAY = r"(?<![\w.])(?P<day>\d{1,2})[\"»”]?(?:-?(?:го|е|тн|sт|nd|rd))?[\"»”]?[ .,-]{1,2}(?:числа )?"

_BEGIN = r"(?<![\w.,])"
_END = r"(?=(?:-?го|гг?|год\w{0,2})?(?!\w))"  # typists leave no blank: 12.03.1951г.
_GAP = r"(?: ?мес(?:яц[ае]?|\.))?[ .,'-]{0,3}(?:\n ?)?"
# Ukrainian and Tatar words for year; "r." is how "г." is read.
_YEAR_WORDS = "|".join(
    fold_phrase(word)
    for word in (
        *("року", "рік", "році", "роки", "років", "роках"),
        *("ел", "елы", "елда", "елдан", "елга", "елның", "елларда"),
    )
)
_YEAR_AFTER = rf"(?:гг?(?!\w)|го(?!\w)|год\w{{0,3}}|лета(?!\w)|r\.|рр\.|(?:{_YEAR_WORDS})(?!\w))"
# In the next line: "г." before a word begins the name of a town there.
_AFTER_BREAK = (
    rf"-?\n ?(?:гг?\.?(?= ?(?:[,;:)]|\n|\Z|\w{{1,2}}(?!\w)))|год\w{{0,3}}|(?:{_YEAR_WORDS})(?!\w))"
)
# Years that are no calendar years: 1950/51 уч. г., 1950 бюджетный год.
_KIND_OF_YEAR = (
    r"(?:(?:уч|учебн|хоз|хозяиств|бюдж|бюджетн|фин|финансов|отчетн|операционн|календарн|сметн"
    r"|академич)\w{0,6}\.? ?)?"
)
_ORDINAL = r"(?:-? ?(?:го|м|и|е|х|ые|ых|хх|н[чц][еы]))"
_YEAR_BEFORE = r"(?:год\w{0,3}|лет[ао]|" + "|".join(
    fold_phrase(word) for word in ("year", "anno", "jahre", "jahr", "année", "l'an", "рік")
) + ")"  # fmt: skip
_SPACED = r"[12lи] \d \d \d|[12]\d \d\d|[12]\d\d \d"
_ROMAN_APART = r"и{2,3}|иv|vи{0,3}|их|хи{1,2}"  # 5 V 1950; not I and X, which are a word and a sign
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_BEGIN}{_Y}{_ORDINAL}? ?[-/.]? ?{_KIND_OF_YEAR}{_YEAR_AFTER}",
        rf"{_BEGIN}{_Y}{_ORDINAL}?{_AFTER_BREAK}",
        rf"{_BEGIN}{_Y} ?[-/] ?\d{{2,4}} ?{_KIND_OF_YEAR}{_YEAR_AFTER}",
        # an ordinal, of which only a year has so many: в 1950-м
        r"(?<![\w.,№-])(?P<year>1[6-9]\d\d|20\d\d)-(?:го|м|и|е|х|ые|ых|ом|ого|ыи)(?!\w)",
        # letter-spaced, or blanks that reading put in: 1 9 5 0 г., 19 50 г.
        rf"{_BEGIN}(?P<year>{_SPACED}) ?{_YEAR_AFTER}",
        rf"(?:{_DAY})?(?P<word>{MONTH}){_GAP}(?P<year>{_SPACED})(?! ?\d){_END}",
        rf"(?:{_DAY})?(?P<word>{MONTH}){_GAP}(?:(?P<then>\d{{1,2}})[ ,.]{{1,3}})?{_Y}{_END}",
        rf"{_BEGIN}{_Y}{_GAP}(?:год\w{{0,2}}|г\.)?,? ?(?:(?P<day>\d{{1,2}})[ .])?(?P<word>{MONTH})"
        r"(?: (?P<then>\d{1,2})(?![\d.,]\d))?",
        rf"(?<!\w){_YEAR_BEFORE} ?[:.]? ?{_Y}{_END}",
        rf"(?<!\w)(?:год\w? )?(?:рожд\w{{0,6}}|родил\w{{0,3}}|род\.)[ :,-]{{1,3}}(?:в )?{_Y}{_END}",
        rf"(?<![\w.])(?P<day>\d{{1,2}})[./-] ?(?P<month>\d{{1,2}}|{ROMAN_MONTH})[./-] ?{_Y}{_END}",
        rf"(?<![\w.,/-])(?P<month>[иvх]{{1,4}})[./-] ?{_Y}{_END}",
        rf"(?<![\w.])(?P<day>\d{{1,2}}) (?P<month>{_ROMAN_APART}) {_Y}{_END}",
        r"(?<![\w.])(?P<year>[12]\d{3})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)",
        r"(?<![\w.])(?P<year>1[5-9]\d\d|20\d\d)(?P<sign>[./])(?P<month>0?[1-9]|1[0-2])(?P=sign)"
        r"(?P<day>0?[1-9]|[12]\d|3[01])(?![\d]|[./-]\d)",
        rf"(?<![\w.,])(?P<year>1[6-9]\d\d|20\d\d) ?{YEAR_MISREAD}",
    )
)
# Of Ukrainian "1950 р." is a year; of Russian it is a sum of roubles.
_UKRAINIAN = re.compile("[їєґ]|і(?=[бвгджзклмнпстфхцчшщ])", re.IGNORECASE)
_UKRAINIAN_YEAR = re.compile(rf"{_BEGIN}{_Y}(?: ?[-/] ?\d{{2,4}})? ?рр?\.")
_MISREAD_MONTH = re.compile(rf"{_DAY}(?P<word>[^\W\d_]{{3,9}})[ .,]{{1,3}}(?:\n ?)?{_Y}{_END}")
_BIRTH_MISREAD = re.compile(rf"(?<!\w)(?P<birth>[^\W\d_]{{6,10}})[ :,]{{1,3}}{_Y}{_END}")
_CUT_RANGE = re.compile(rf"{_BEGIN}([12]\d)(\d\d) ?[-/] ?(\d\d) ?{_YEAR_AFTER}")
_CREATED = re.compile(r"(?:(?<!\w)лет[ао] |сотворени\w \D{0,12})([67]\d{3})(?!\w)")


@cache
def _births() -> NearWords[bool]:
    return NearWords(dict.fromkeys(("рождения", "рождение", "родился", "родилась"), True))


def read_year(written: str) -> int | None:
    """The year of four characters, digits misread put right; None when it is no year."""
    digits, damaged = read_digits(written)
    if len(digits) != 4 or damaged > 2:
        return None
    year = int(digits)
    return year if EARLIEST_YEAR <= year <= LATEST_YEAR else None


def latest_year_mentioned(text: str) -> int | None:
    """The latest year asserted as a date in `text`, 1000 to 2100; None when there is none."""
    return dates_mentioned(text).latest_year


def dates_mentioned(text: str) -> Mentioned:
    """What the running text of a page asserts as dates."""
    return _mentioned(text, ())


def dates_described(text: str, until: int) -> Mentioned:
    """What a title or description asserts: there any year to `until` is a date (bare_years.py)."""
    return _mentioned(text, described_years(fold(text).text, until))


def _mentioned(text: str, more_years: Iterator[int] | tuple[()]) -> Mentioned:
    folded = fold(text).text
    years, days, short = list(more_years), [], list(short_written_days(folded))
    for begin, end in stretches_with_digits(folded):
        for year, day in _dates(folded, begin, end):
            years.append(year)
            if day:
                days.append(day)
        stretch = folded[begin:end]
        years += death_years(stretch)
        short += short_days(stretch)
    years += imprint_years(text, folded)
    if _UKRAINIAN.search(text):
        read = (read_year(match["year"]) for match in _UKRAINIAN_YEAR.finditer(folded))
        years += [number for number in read if number]
    for written in written_years(folded):
        if written.year >= EARLIEST_YEAR:
            years.append(written.year)
            if written.month:
                days.append(day_in(written.year, written.month, None))
    return Mentioned(max(years, default=None), max(days, default=None), latest_of_each_year(short))


def _dates(folded: str, begin: int, end: int) -> Iterator[tuple[int, date | None]]:
    """Years, each with its day where one is given."""
    for pattern in _PATTERNS:
        for match in pattern.finditer(folded, begin, end):
            year = read_year(match["year"])
            if year:
                yield year, _day(year, match.groupdict())
    for match in _MISREAD_MONTH.finditer(folded, begin, end):
        year = read_year(match["year"])
        if year and sum(c.isdecimal() for c in match["year"]) >= 3 and month_misread(match["word"]):
            yield year, _day(year, match.groupdict())
    for match in _BIRTH_MISREAD.finditer(folded, begin, end):
        year = read_year(match["year"])
        if year and _births().find(match["birth"]):
            yield year, None
    for match in _CUT_RANGE.finditer(folded, begin, end):
        century, first, last = match.groups()
        yield int(century + last) + (100 if last <= first else 0), None
    for match in _CREATED.finditer(folded, begin, end):
        if int(match.group(1)) in _FROM_CREATION:
            yield int(match.group(1)) - _CREATION, None


def _day(year: int, found: dict[str, str]) -> date | None:
    """The day of a date; the last of the month where no day can be read; None without a month."""
    month = None
    if found.get("word"):
        month = month_of(found["word"]) or month_misread(found["word"])
    elif found.get("month"):
        month = month_in_numbers(found["month"])
    if not month:
        return None
    day = found.get("day") or found.get("then")
    return day_in(year, month, int(day) if day else None)
