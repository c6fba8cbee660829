"""The forms in which archives write one date, each as a pattern over kinds of tokens.

`FORMS` is in order: the first form that fits at a place is taken, so longer ones stand first. A
form that is not here leaves the date unknown. To add one, add a line with an example, the
pattern (the letters are those of `openfonds.dates.kinds`), and what its numbers are, in order.
"""

import re
from dataclasses import dataclass

from openfonds.dates.kinds import Kind

# Tokens whose numbers a form names; the others only help to recognise it.
NUMBERED = frozenset(
    {
        Kind.YEAR,
        Kind.DIGIT,
        Kind.TWO_DIGITS,
        Kind.ORDINAL,
        Kind.ROMAN,
        Kind.MONTH,
        Kind.SEASON,
        Kind.DECADE,
        Kind.SHORT_DECADE,
    }
)

_LEAD = r"(?P<lead>[vQqBuTt]*)"
_SLICE = r"(?P<slice>P|[dDHO]\.?F)"
_TAIL = r"(?P<tail>q*)"
_MORE = r"(?=[-/,&(])"  # only before a sign: what is missing stands to the right


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a date; with several readings, each of them may be meant."""

    example: str
    pattern: re.Pattern[str]
    readings: tuple[tuple[str, ...], ...]


def _form(example: str, core: str, *readings: str) -> Form:
    pattern = re.compile(f"{_LEAD}{_SLICE}?(?P<core>{core}){_TAIL}")
    return Form(example, pattern, tuple(tuple(reading.split()) for reading in readings))


FORMS = (
    # a day
    _form("1937-03-12", r"Y(?P<sign>[-./])[dD](?P=sign)[dD](?![-./MO])", "year month day"),
    _form("12.03.1937", r"[dD]\.[dD]\.Y", "day month year"),
    _form("12/03/1937", r"[dD](?P<sign>[-/])[dD](?P=sign)Y", "day month year", "month day year"),
    _form("22.XI.1951", r"[dDH][-./]?O[./]?Y", "day month year"),
    _form("22/XI-1951", r"(?<![,&])[dDH]/O-Y", "day month year"),
    _form("12 марта 1937", r"[dDH]\.?M,?Y", "day month year"),
    _form("March 12, 1937", r"M[dDH],?Y", "month day year"),
    _form("1951 г. 22 ноября - 1952 г. 5 января", r"Y[dDH]\.?M", "year day month"),
    _form("1951 Nov. 22 - 1952 Jan. 5", r"YM[dDH]", "year month day"),
    # a month or a season
    _form("март 1937", r"M,?Y", "month year"),
    _form("03.1937", r"(?:[dD]\.|(?<!-)[dD]/)Y", "month year"),
    _form("XI.1951", r"OY", "month year"),
    _form("1937 март - 1938 май", r"YM", "year month"),
    _form("зима 1912/13", r"S,?Y[-/]D(?![-./MOHFvC(])", "season year end_year"),
    _form("лето 1912", r"S,?Y", "season year"),
    _form("1912 лето - 1913 весна", r"YS", "year season"),
    # decades and centuries
    _form("1930-е", r"E", "decade"),
    _form("30-е гг. XX в.", r"e[dDHO]\.?[vC]", "decade century"),
    _form("XIX в.", r"[dDHO]\.?[vC]", "century"),
    # years
    _form("1930-40-е", r"Y-e(?![dDHO]\.?[vC])", "year decade"),
    _form("1914-16", r"Y[-/]D(?![-./MOHFvC(])", "year end_year"),
    _form("1937", r"Y", "year"),
    # the first of two dates: the second says the rest
    _form("12 марта - 5 апреля 1912", rf"[dDH]\.?M{_MORE}", "day month"),
    _form("March 12 - April 5, 1912", rf"M[dDH]{_MORE}", "month day"),
    _form("27.02/12.03.1917", rf"[dD]\.[dD]\.?{_MORE}", "day month"),
    _form("22.XI - 5.XII.1951", rf"[dDH][-./]?O{_MORE}", "day month"),
    _form("март - май 1937", rf"M{_MORE}", "month"),
    _form("весна - лето 1937", rf"S{_MORE}", "season"),
    _form("30-е - 40-е гг. XX в.", rf"e{_MORE}", "decade"),
    _form("12 - 15 марта 1912", rf"[dDH]\.?{_MORE}", "number"),
    _form("XIX - XX вв.", rf"O{_MORE}", "roman"),
    Form("нач. - сер. XIX в.", re.compile(f"{_LEAD}{_SLICE}(?P<core>){_TAIL}{_MORE}"), ((),)),
)
