"""Fold a text so that one pattern finds a word however it was printed, typed or misread.

Every group of look-alike letters becomes one letter, the Cyrillic one where there is one:
Latin C and Cyrillic С are then the same, whichever the OCR chose, so "CEKPETHO" in Latin
letters and "СЕКРЕТНО" in Cyrillic fold alike. Keywords go through `fold_phrase`, so a Latin
keyword folds the same way as the text. Also folded: case, accents, ё and й, letters of the old
orthography (ѣ ѳ ѵ і), final ъ, odd blanks and dashes, zero-width characters, soft hyphens,
words broken at the end of a line, letter-spaced words, and digits within words (C0ВЕТ).

The price: й and и, ё and е, Latin b and Cyrillic в can no longer be told apart. That is cheap
in an alarm and would be ruinous in an editor; this text is for detectors only.

All passes are linear in the length of the text.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

LETTER = r"[^\W\d_]"

_ALIKE = {
    seen: folded
    for row, folds in (
        ("abcehikmoptxy", "авсеникмортху"),  # Latin
        ("αβεηικμορτυχπ", "авеникмортухп"),  # Greek
        ("ѣіѳѵѕєѡѧꙋґ", "еифизеояуг"),  # Cyrillic letters that are no longer written in Russian
    )
    for seen, folded in zip(row, folds, strict=True)
}
# NFKD would spell the numero sign "No"; it must stay apart from letters (№123).
_KEPT = frozenset("№ªº")
LINE_ENDS = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
# Spelled in folded letters.
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fи", "ﬂ": "fl", "ﬃ": "ffи", "ﬄ": "ffl", "ﬅ": "sт", "ﬆ": "sт"}
# Roman digits that are one character each: Ⅻ, ⅶ.
_LIGATURES |= {
    digit: "".join(_ALIKE.get(c, c) for c in unicodedata.normalize("NFKD", digit).lower())
    for digit in map(chr, range(0x2160, 0x2180))
}
DIGIT_AS_LETTER = {"0": "о", "1": "и", "3": "з", "4": "ч", "6": "б", "8": "в", "5": "s"}


def _fold_character(character: str) -> str:
    if character in LINE_ENDS:
        return "\n"
    if character in _KEPT or character in _LIGATURES or character == "\u00ad":
        return character
    category = unicodedata.category(character)
    if category[0] == "L":
        first = unicodedata.normalize("NFKD", character)[0].lower()[0]
        return _ALIKE.get(first, first)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category == "Zs" or character in "\t_":
        return " "
    if category == "Pd" or character == "\u2212":
        return "-"
    return character


class _FoldTable(dict[int, str]):
    """The table for str.translate, filled as characters are met; one character for one."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_character(chr(code))
        return folded


_FOLD = _FoldTable()

# Zero-width characters and combining marks; a soft hyphen before a line end is a hyphen.
INVISIBLE = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufe20-\ufe2f\ufeff\ufff9-\ufffb]+|\u00ad(?! {0,40}\n)"
)
# One line end only: a blank line ends a paragraph, and words do not go over it.
BROKEN_WORD = re.compile(rf"(?<={LETTER})[-=¬\u00ad] {{0,40}}\n {{0,40}}(?={LETTER})")
# With the stop after it (с л у ж е б н .), and of three letters where a wide gap follows.
_SPACED_WORD = re.compile(
    rf"(?<!\w){LETTER}(?: {LETTER})(?:(?: {LETTER}){{2,}}(?!\w)(?: (?=\.))?"
    rf"| {LETTER}(?: (?=\.)|(?=  )))"
)
_SPACE = re.compile(" ")
_FINAL_HARD_SIGN = re.compile(r"(?<=\w)ъ(?!\w)")
_LIGATURE = re.compile("[ﬀ-ﬆⅠ-ⅿ]")
# Three letters at least, so that a number with two digits misread (ОЗ4) stays a number. The digit
# comes first in the pattern, as digits are few: what stands before it is looked at from behind it.
DIGIT_IN_WORD = re.compile(
    rf"[0134568](?:(?<={LETTER}{LETTER}\d)(?={LETTER})|(?<={LETTER}{{3}}\d)(?!\w)"
    rf"|(?<={LETTER}\d)(?={LETTER}{LETTER})|(?<!\w\d)(?={LETTER}{{3}}))"
)


@dataclass(frozen=True, slots=True)
class Shift:
    """Where the pieces that were kept begin: in the new text and in the one before."""

    starts: list[int]
    origins: list[int]

    def back(self, position: int) -> int:
        """The place in the text before of a place in the new text."""
        piece = bisect_right(self.starts, position) - 1
        return self.origins[piece] + position - self.starts[piece]


def original_span(shifts: Sequence[Shift], start: int, end: int) -> tuple[int, int]:
    """The span before all `shifts` of the characters [start, end) after them, not empty."""
    first, last = start, end - 1
    for shift in reversed(shifts):
        first, last = shift.back(first), shift.back(last)
    return first, last + 1


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A folded text and the way back to the text that it was made from."""

    text: str
    with_digits: str  # the same, before digits within words became letters (А123ВС)
    shifts: tuple[Shift, ...]  # in the order in which they were made

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original text for the folded characters [start, end), not empty."""
        return original_span(self.shifts, start, end)


def replace_matches(
    text: str, pattern: re.Pattern[str], spell: Callable[[str], str]
) -> tuple[str, Shift | None]:
    """Replace each match by `spell(match)`; None instead of a shift when nothing matches."""
    pieces: list[str] = []
    starts, origins = [0], [0]
    done = length = 0
    for match in pattern.finditer(text):
        at, after = match.span()
        pieces.append(text[done:at])
        length += at - done
        for character in spell(match.group()):
            pieces.append(character)
            starts.append(length)
            origins.append(at)
            length += 1
        starts.append(length)
        origins.append(after)
        done = after
    if not pieces:
        return text, None
    pieces.append(text[done:])
    return "".join(pieces), Shift(starts, origins)


def nothing(_: str) -> str:
    """The spelling of what is taken out."""
    return ""


def take_out(text: str, places: Iterable[tuple[int, int]]) -> tuple[str, Shift | None]:
    """Take out `places`, which are in order and apart; None for a shift when there are none."""
    pieces: list[str] = []
    starts, origins = [0], [0]
    done = length = 0
    for at, after in places:
        pieces.append(text[done:at])
        length += at - done
        done = after
        starts.append(length)
        origins.append(done)
    if not pieces:
        return text, None
    pieces.append(text[done:])
    return "".join(pieces), Shift(starts, origins)


def _join_spaced(text: str) -> tuple[str, Shift | None]:
    """Take the blanks out of letter-spaced words, in one pass over the words found."""
    return take_out(
        text,
        (
            blank.span()
            for word in _SPACED_WORD.finditer(text)
            for blank in _SPACE.finditer(text, word.start(), word.end())
        ),
    )


@lru_cache(maxsize=1)
def fold(text: str) -> FoldedText:
    """Fold `text` for matching. The last result is kept, as every detector asks for the same."""
    folded = text.translate(_FOLD) if "\r" not in text else _fold_carriage_returns(text)
    shifts: list[Shift] = []
    passes: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = (
        (INVISIBLE, nothing),
        (BROKEN_WORD, nothing),
        (_LIGATURE, _LIGATURES.__getitem__),
    )
    for pattern, spell in passes:
        folded, shift = replace_matches(folded, pattern, spell)
        if shift:
            shifts.append(shift)
    folded, shift = _join_spaced(folded)
    if shift:
        shifts.append(shift)
    folded, shift = replace_matches(folded, _FINAL_HARD_SIGN, nothing)
    if shift:
        shifts.append(shift)
    words = DIGIT_IN_WORD.sub(lambda m: DIGIT_AS_LETTER[m.group()], folded)
    return FoldedText(words, folded, tuple(shifts))


def _fold_carriage_returns(text: str) -> str:
    return text.replace("\r\n", " \n").translate(_FOLD)


@lru_cache(maxsize=1 << 16)
def fold_phrase(phrase: str) -> str:
    """Fold a keyword as `fold` folds the texts in which it is looked for.

    >>> fold_phrase("Секрѣтъ") == fold_phrase("CЕKPET")
    True
    """
    return fold(phrase).text
