"""The latest year that a text itself asserts: a certificate of 1989 in a file of 1938 (LAW 5.9).

Only what is written as a date counts: a year beside a month, beside "г." or "год", or in
12.03.1951. A page 1835 or № 1940 does not. A date read by OCR can only close, never open
(LAW 0.7), so a damaged digit is read as the digit that it looks like; a decade ("1950-х годов")
counts as its first year, and a year of two digits ("28.2.51 г.") as one of the 20th century.
"2000 г." may be two kilograms: then a person looks at the item in vain.
"""

import re
from collections.abc import Iterator

from openfonds.restrictions.detectors.normalise import fold, fold_phrase
from openfonds.restrictions.detectors.numbers import read_digits, stretches_with_digits

EARLIEST_YEAR, LATEST_YEAR = 1000, 2100

# Cyrillic in folded letters (й as и); the rest is folded below.
_RUSSIAN_MONTHS = (
    "янв|январ[ьяею]|генвар[ьяею]|фев|феврал[ьяею]|март[аеу]?|апр|апрел[ьяею]|ма[иеюя]|маия|июн"
    "|июн[ьяею]|июл|июл[ьяею]|авг|август[аеу]?|сент|сентябр[ьяею]|окт|октябр[ьяею]|нояб"
    "|ноябр[ьяею]|дек|декабр[ьяею]"
)
_OTHER_MONTHS = (
    "січня", "лютого", "березня", "квітня", "травня", "червня", "липня", "серпня", "вересня",
    "жовтня", "листопада", "грудня", "jan", "january", "januar", "jänner", "janvier", "ledna",
    "feb", "february", "februar", "février", "února", "march", "märz", "mars", "března", "apr",
    "april", "avril", "dubna", "may", "mai", "května", "jun", "june", "juni", "juin", "června",
    "jul", "july", "juli", "juillet", "července", "aug", "august", "août", "srpna", "sep",
    "sept", "september", "septembre", "září", "october", "oktober", "octobre", "října", "nov",
    "november", "novembre", "listopadu", "dec", "december", "dezember", "décembre", "prosince",
)  # fmt: skip
MONTH = (
    f"(?<!\\w)(?:{_RUSSIAN_MONTHS}|" + "|".join(fold_phrase(m) for m in _OTHER_MONTHS) + ")(?!\\w)"
)
# Four characters: the first a 1 or a 2, perhaps misread, the rest digits, perhaps misread.
YEAR = r"[12lи|][\dозбlивsчт|]{3}"

_BEGIN, _END = r"(?<![\w.,])", r"(?!\w)"
_GAP = r"[ .,'-]{0,3}(?:\n ?)?"
_YEAR_AFTER = (
    r"(?:гг?(?!\w)|го(?!\w)|год\w{0,3}|лета(?!\w)|"
    + "|".join(fold_phrase(word) for word in ("року", "рік"))
    + ")"
)
_YEAR_BEFORE = r"(?:год\w{0,3}|лет[ао]|" + "|".join(
    fold_phrase(word) for word in ("year", "anno", "jahre", "jahr", "année", "l'an", "рік")
) + ")"  # fmt: skip
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_BEGIN}({YEAR})(?:-?(?:го|м|и|е|х|ые|ых|хх))? ?[-/.]? ?{_YEAR_AFTER}",
        rf"{_BEGIN}({YEAR}) ?[-/] ?\d{{2,4}} ?{_YEAR_AFTER}",
        rf"{MONTH}{_GAP}(?:\d{{1,2}}[ ,.]{{1,3}})?({YEAR}){_END}",
        rf"{_BEGIN}({YEAR}){_GAP}(?:год\w{{0,2}}|г\.)?,? ?(?:\d{{1,2}}[ .])?{MONTH}",
        rf"(?<!\w){_YEAR_BEFORE} ?[:.]? ?({YEAR}){_END}",
        rf"(?<![\w.])\d{{1,2}}[./-] ?(?:\d{{1,2}}|[иvх]{{1,4}})[./-] ?({YEAR}){_END}",
        r"(?<![\w.])([12]\d{3})-\d{2}-\d{2}(?!\d)",
    )
)
_CUT_RANGE = re.compile(rf"{_BEGIN}([12]\d)\d\d ?[-/] ?(\d\d) ?{_YEAR_AFTER}")
_SHORT_DATE = re.compile(
    r"((?<!\w)(?:от|дата|числа) ?)?(?<![\w.])(?:0?[1-9]|[12]\d|3[01])[./-]"
    r"(?:0?[1-9]|1[0-2]|[иvх]{1,4})[./-](\d\d)(?!\w|[./-]\w)( ?г(?!\w))?"
)


def read_year(written: str) -> int | None:
    """The year of four characters, digits misread put right; None when it is no year."""
    digits, damaged = read_digits(written)
    if len(digits) != 4 or damaged > 2:
        return None
    year = int(digits)
    return year if EARLIEST_YEAR <= year <= LATEST_YEAR else None


def latest_year_mentioned(text: str) -> int | None:
    """The latest year asserted as a date in `text`, 1000 to 2100; None when there is none."""
    folded = fold(text).text
    years = (
        year for begin, end in stretches_with_digits(folded) for year in _years(folded, begin, end)
    )
    return max(years, default=None)


def _years(folded: str, begin: int, end: int) -> Iterator[int]:
    for pattern in _PATTERNS:
        for match in pattern.finditer(folded, begin, end):
            year = read_year(match.group(1))
            if year:
                yield year
    for match in _CUT_RANGE.finditer(folded, begin, end):
        yield int(match.group(1) + match.group(2))
    for match in _SHORT_DATE.finditer(folded, begin, end):
        if match.group(1) or match.group(3):
            yield 1900 + int(match.group(2))
