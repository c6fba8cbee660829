"""From the letters of a date to its tokens; a letter that is not understood spoils the whole."""

import re
import unicodedata
from dataclasses import dataclass

from openfonds.dates import russian, western
from openfonds.dates.kinds import Kind, Meaning
from openfonds.dates.point import FIRST_YEAR, LAST_YEAR

_WORDS = western.VOCABULARY | russian.VOCABULARY
_PHRASES = "|".join(sorted((word for word in _WORDS if " " in word), reverse=True))
_TOKEN = re.compile(
    r"(?P<decade>[12][0-9]{2}0(?:-?(?:е|х|ые|ых|er)|'?s)(?!\w))"
    r"|(?P<short_decade>[0-9]0-?(?:е|х|ые|ых)(?!\w))"
    r"|(?P<ordinal>[0-9]{1,2}(?:-?(?:я|ая|й|ый|ой|го|ей|е|ое|ом)|st|nd|rd|th|er|re|e|ème)(?!\w))"
    r"|(?P<number>[0-9]+)"
    rf"|(?P<word>(?:{_PHRASES})(?!\w)|[^\W\d_]+)"
    r"|(?P<sign>\S)"
)
_SIGNS = {
    "-": Kind.DASH,
    "/": Kind.SLASH,
    "(": Kind.BRACKET,
    ",": Kind.COMMA,
    ";": Kind.AND,
    ".": Kind.DOT,
    "?": Kind.QUESTION,
}
_DASHES = str.maketrans("‐‑‒–—―−", "-------")
_SAME_LETTER = str.maketrans("ѣёѳ", "ееф")
# Cyrillic letters that typists use for Roman digits: ХІХ, ХѴІІІ, МDССС.
_ROMAN_LOOK_ALIKES = str.maketrans("хіѵмс", "xivmc")
_ROMAN = re.compile("m{0,3}(cm|cd|d?c{0,3})(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})")
_ROMAN_VALUE = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_FRENCH_CENTURY = re.compile(r"([xvi]+)(?:e|è?me)")
_SHORTEST_ROMAN_YEAR = 4  # "MD" may be anything


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a date: its kind, its number (0 where it has none), and where it stood."""

    kind: Kind
    value: int
    start: int
    end: int


def tokens_of(written: str) -> list[Token] | None:
    """The tokens of a date; None where any of it is not understood.

    Square brackets go, for they only say that an archivist found the date, not the document; so
    do silent words, closing brackets, and dots that end an abbreviation.
    """
    text = _normalised(written)
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        if match[0] in "[])" or (match[0] == "." and _ends_word(text, match.start())):
            continue
        token = _token_of(match, text)
        if token is None or (tokens and _number_touches_roman(tokens[-1], token)):
            return None
        tokens.append(token)
    if tokens and tokens[0].kind == Kind.BRACKET:
        del tokens[0]
    return [token for token in tokens if token.kind != Kind.SILENT]


def _normalised(written: str) -> str:
    text = unicodedata.normalize("NFC", written).casefold().translate(_DASHES)
    text = " ".join(text.translate(_SAME_LETTER).split())
    text = re.sub(r"\(\?\)|\[\?\]", "?", text)
    text = re.sub(r"\bmid-", "mid ", text)  # here a hyphen is no sign of a range
    return text.removesuffix(".") if not text.endswith("..") else text


def _ends_word(text: str, dot: int) -> bool:
    return dot > 0 and text[dot - 1].isalpha()


def _number_touches_roman(left: Token, right: Token) -> bool:
    """`1Х` is a slip for IX, or the tens of a day: not to be guessed."""
    numbers = {Kind.DIGIT, Kind.TWO_DIGITS, Kind.YEAR}
    kinds = (left.kind, right.kind)
    return (
        left.end == right.start
        and Kind.ROMAN in kinds
        and (kinds[0] in numbers or kinds[1] in numbers)
    )


def _token_of(match: re.Match[str], text: str) -> Token | None:
    found: Meaning | None = None
    matched = match[0]
    match match.lastgroup:
        case "decade":
            found = (Kind.DECADE, int(matched[:4]))
        case "short_decade":
            found = (Kind.SHORT_DECADE, int(matched[:2]))
        case "ordinal":
            found = (Kind.ORDINAL, int(matched[: 2 if matched[1].isdecimal() else 1]))
        case "number":
            found = _meaning_of_number(matched)
        case "word":
            found = _meaning_of_word(matched, text, match.end())
        case "sign" if matched in _SIGNS:
            found = (_SIGNS[matched], 0)
    return Token(*found, match.start(), match.end()) if found else None


def _meaning_of_number(digits: str) -> Meaning | None:
    if len(digits) <= 2:
        return (Kind.DIGIT if len(digits) == 1 else Kind.TWO_DIGITS, int(digits))
    if len(digits) == 4 and FIRST_YEAR <= int(digits) <= LAST_YEAR:
        return (Kind.YEAR, int(digits))
    return None


def _meaning_of_word(word: str, text: str, end: int) -> Meaning | None:
    if word == "c":
        return _meaning_of_latin_c(text, end)
    modern = word.replace("і", "и").removesuffix("ъ") if len(word) > 1 else word
    return _WORDS.get(modern) or _meaning_of_roman(word)


def _meaning_of_latin_c(text: str, end: int) -> Meaning:
    """`c1890` and `c. 1890` are about 1890; otherwise it may be a Russian с, "since"."""
    is_circa = text[end] in ".0123456789" if end < len(text) else False
    if is_circa and not re.search("[а-я]", text):
        return (Kind.DOUBTFUL, 0)
    return (Kind.FROM, 0)


def _meaning_of_roman(word: str) -> Meaning | None:
    latin = word.translate(_ROMAN_LOOK_ALIKES)
    french = _FRENCH_CENTURY.fullmatch(latin)
    latin = french[1] if french else latin
    if not latin or not _ROMAN.fullmatch(latin):
        return None
    value = _value_of_roman(latin)
    if len(latin) >= _SHORTEST_ROMAN_YEAR and FIRST_YEAR <= value <= LAST_YEAR:
        return (Kind.YEAR, value)
    return (Kind.ROMAN, value) if set(latin) <= set("ivx") else None


def _value_of_roman(digits: str) -> int:
    values = [_ROMAN_VALUE[digit] for digit in digits]
    return sum(
        -value if value < following else value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    )
