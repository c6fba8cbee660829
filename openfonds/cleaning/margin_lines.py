"""A line at the edge of a page, as far as it must be compared with those of other pages."""

import re
from dataclasses import dataclass
from functools import lru_cache

MIN_LETTERS = 4
MAX_CHARS = 100  # a longer line is text
MAX_CHARS_OF_NUMBER = 16

_ORNAMENTS = r"[-–—=~*·•.\[\]()| ]"
_MISREAD = str.maketrans("OoОоЗзlLIiІі|", "0000331111111")
_NUMBER = r"(?=[0-9OoОоЗзlIІ|]{0,3}[0-9])[0-9OoОоЗзlIІ|]{1,4}"
_ALONE = re.compile(
    rf"{_ORNAMENTS}*(?:(?:стр|pag?|page|seite|str|s|с|p)\b\.? ?)?"
    rf"(?P<number>{_NUMBER}){_ORNAMENTS}*",
    re.IGNORECASE,
)
_ROMAN_ALONE = re.compile(rf"{_ORNAMENTS}*(?P<roman>[ivxlc]{{1,8}}){_ORNAMENTS}*", re.IGNORECASE)
# At either end of a line, set apart by a blank; not after what makes it the number of an act.
_AT_START = re.compile(
    rf"{_ORNAMENTS}*(?P<number>{_NUMBER}){_ORNAMENTS}*[ \t]{_ORNAMENTS}*(?=[^\W\d_]|[«„\"])"
)
_AT_END = re.compile(rf"(?<=[\w.»“\",)])[ \t]{_ORNAMENTS}*(?P<number>{_NUMBER}){_ORNAMENTS}*\Z")
_OF_AN_ACT = re.compile(
    r"(?:№|§|\b(?:n|no|nr|n°|num|ст|art|п|л|ф|д|оп|гл|т|ч|№№))[.º°]?\s*\Z", re.IGNORECASE
)
_FIGURES = re.compile(r"\d+")
_COLUMN = re.compile(r"[\W\d_]*\d[\W\d_]*")
_BREAKS_OFF = re.compile(r"[^\W\d_][-‐¬⸗\u00ad,]\Z")
_FIRST_LETTER = re.compile(r"[«„\"]?([^\W\d_])")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


@dataclass(frozen=True, slots=True)
class MarginLine:
    """What a line at the edge of a page says of itself."""

    text: str
    number: int | None  # that may be the number of the page
    is_number: bool  # and nothing else
    is_figures: bool  # without letters, as in a column
    letters: str  # small, without blanks; empty where it is too long or too short for a head
    goes_on: bool  # begins with a small letter
    breaks_off: bool  # ends within a word or before a comma
    other_figures: tuple[str, ...]
    all_figures: tuple[str, ...]

    def figures(self, is_counted: bool) -> tuple[str, ...]:
        """Its figures, without the number of the page where it is one."""
        return self.other_figures if is_counted else self.all_figures


def parse_line(text: str) -> MarginLine:
    """Look a line over; of a long one its two ends are enough."""
    text = text.strip()
    if len(text) > 2 * MAX_CHARS:
        text = text[:MAX_CHARS] + text[-MAX_CHARS:]
    return _parsed(text)


@lru_cache(maxsize=4096)
def _parsed(text: str) -> MarginLine:
    alone = _ALONE.fullmatch(text) if len(text) <= MAX_CHARS_OF_NUMBER else None
    roman = _ROMAN_ALONE.fullmatch(text) if len(text) <= MAX_CHARS_OF_NUMBER and not alone else None
    rest, number = text, None
    if alone:
        rest, number = "", _value(alone["number"])
    elif roman:
        rest, number = "", _roman(roman["roman"].lower())
    elif len(text) <= MAX_CHARS:
        rest, number = _without_number(text)
    letters = letters_of(rest)
    first = _FIRST_LETTER.match(text)
    return MarginLine(
        text=text,
        number=number,
        is_number=(alone is not None or roman is not None) and number is not None,
        is_figures=len(text) <= MAX_CHARS and _COLUMN.fullmatch(text) is not None,
        letters=letters if len(letters) >= MIN_LETTERS and len(text) <= MAX_CHARS else "",
        goes_on=first is not None and first[1].islower(),
        breaks_off=_BREAKS_OFF.search(text) is not None,
        other_figures=tuple(_FIGURES.findall(rest)),
        all_figures=tuple(_FIGURES.findall(text)),
    )


def letters_of(line: str) -> str:
    """The letters of a line in small, without what stands between them."""
    return "".join(filter(str.isalpha, line.casefold()))


def likeness(one: MarginLine, other: MarginLine) -> float:
    """How much two lines are the same, 0-1, by the pairs of their letters (Dice's measure)."""
    if not (one.letters and other.letters):
        return 0.0
    if one.letters == other.letters:
        return 1.0
    mine, its = _pairs(one.letters), _pairs(other.letters)
    return 2 * len(mine & its) / (len(mine) + len(its))


@lru_cache(maxsize=4096)
def _pairs(letters: str) -> frozenset[str]:
    return frozenset(letters[i : i + 2] for i in range(len(letters) - 1))


def _without_number(text: str) -> tuple[str, int | None]:
    """The line without a number at its start or end, and the number."""
    if match := _AT_START.match(text):
        return text[match.end() :], _value(match["number"])
    if (match := _AT_END.search(text)) and not _OF_AN_ACT.search(text[: match.start("number")]):
        return text[: match.start()], _value(match["number"])
    return text, None


def _value(number: str) -> int | None:
    """The value; None where a letter is no misread figure, whatever its case matches."""
    figures = number.translate(_MISREAD)
    return int(figures) if figures.isdecimal() else None


def _roman(numeral: str) -> int | None:
    """The value; None where it is none."""
    values = [_ROMAN_VALUES.get(char, 0) for char in numeral]
    if not all(values):
        return None
    total = sum(
        -value if value < max(values[place + 1 :], default=0) else value
        for place, value in enumerate(values)
    )
    return total if total > 0 else None
