"""What a word, a number or a sign is for in a date: one letter each.

The letters of a whole date make a string, such as "DMY" for "12 марта 1937", which the patterns of
`openfonds.dates.grammar` are matched against.
"""

from enum import StrEnum


class Kind(StrEnum):
    """What a token is for. Lower and upper case are different kinds."""

    YEAR = "Y"
    DIGIT = "d"  # a number of one digit
    TWO_DIGITS = "D"
    ORDINAL = "H"  # 1-я, 19th, первая; -1 is the last
    ROMAN = "O"
    MONTH = "M"
    SEASON = "S"
    DECADE = "E"  # 1930-е
    SHORT_DECADE = "e"  # 30-е
    CENTURY = "C"  # век, Jh.
    IN_OR_CENTURY = "v"  # в: "in" before a date, "century" after a number
    SLICE = "P"  # начало, середина, конец: 1, 2, 3
    FRACTION = "F"  # половина, треть, четверть: 2, 3, 4
    DOUBTFUL = "Q"  # около, ca.
    QUESTION = "q"
    NOT_AFTER = "B"
    NOT_BEFORE = "T"
    UNTIL = "u"  # до: the end of a range, or "not after"
    TO = "t"  # по, bis: the end of a range
    FROM = "f"  # с, from: the start of a range, open if there is no end
    OF = "o"  # от, von: the start of a range, or only the date of a document
    AND = "&"  # и, ;
    COMMA = ","
    DASH = "-"
    SLASH = "/"
    BRACKET = "("
    DOT = "."
    SILENT = " "  # adds nothing: г., год


Meaning = tuple[Kind, int]


def meaning(kind: Kind, value: int, words: str) -> dict[str, Meaning]:
    """An entry of a vocabulary for each of `words`; `_` stands for a blank within a phrase."""
    return {word.replace("_", " "): (kind, value) for word in words.split()}
