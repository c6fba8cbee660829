"""Numbers in a folded text: where they are, and what digits a damaged one must have had."""

import re
from collections.abc import Iterator

# A character of a number as OCR may give it: a digit, a letter in its place, or a stroke.
CHARACTER = r"[\w|!?*]"
# № as printed and as OCR reads it.
NUMERO = r"(?:№|n[еоs°º]?\.?|#)"

MOST_DAMAGED = 2

_LOOKS_LIKE = {
    "о": "0", "q": "0", "d": "0", "ю": "0", "з": "3", "э": "3", "б": "6", "ь": "6", "l": "1",
    "и": "1", "j": "1", "|": "1", "!": "1", "f": "1", "в": "8", "s": "5", "ч": "4", "а": "4",
    "g": "9", "я": "9", "z": "2", "т": "7", "г": "7", "?": "7",
}  # fmt: skip
_BLANK_LINE = re.compile(r"\n *\n")
_DIGIT = re.compile("[0-9]")


def read_digits(written: str) -> tuple[str, int]:
    """The digits of a number and how many of its characters are damaged.

    Blanks, points, hyphens, brackets and № are left out; a damaged character gives the digit
    that it looks like, or 0.
    """
    digits, damaged = [], 0
    for character in written:
        if "0" <= character <= "9":
            digits.append(character)
        elif character.isalnum() or character in "|!?*":
            damaged += 1
            digits.append(_LOOKS_LIKE.get(character, "0"))
    return "".join(digits), damaged


def stretches_with_digits(folded: str) -> Iterator[tuple[int, int]]:
    """The lines with digits, each with the lines before and after, merged where they touch."""
    begin, end = 0, -1
    for digit in _DIGIT.finditer(folded):
        at = digit.start()
        if at < end:
            continue
        line = folded.rfind("\n", 0, at)
        before = folded.rfind("\n", 0, line) + 1 if line > 0 else 0
        here = folded.find("\n", at)
        after = folded.find("\n", here + 1) if here >= 0 else -1
        if before > end:
            if end >= 0:
                yield begin, end
            begin = before
        end = after if after >= 0 else len(folded)
    if end >= 0:
        yield begin, end


def words_before(folded: str, at: int, reach: int) -> str:
    """At most `reach` characters before `at`, not over a blank line."""
    window = folded[max(0, at - reach) : at]
    return _BLANK_LINE.split(window)[-1]


def words_after(folded: str, at: int, reach: int) -> str:
    """At most `reach` characters from `at`, not over a blank line."""
    window = folded[at : at + reach]
    return _BLANK_LINE.split(window, maxsplit=1)[0]


def scan(pattern: re.Pattern[str], folded: str, begin: int, end: int) -> Iterator[re.Match[str]]:
    """Matches of `pattern` that may overlap: the next may begin one character later.

    A word that only looks like the head of a number must not swallow the number after it.
    """
    match = pattern.search(folded, begin, end)
    while match:
        yield match
        match = pattern.search(folded, match.start() + 1, end)
