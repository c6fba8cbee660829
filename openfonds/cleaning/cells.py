"""Tables whose cells only the boxes of their words show.

An engine writes one blank between the cells of a row. Where in neighbouring lines words behind a
wide gap begin below one another, that blank becomes a tab, as in a table whose blanks were typed
(`openfonds.cleaning.whitespace`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median_low

from openfonds.edits import Replacement
from openfonds.model import Word

MIN_ROWS = 3
MIN_GAP = 1.5  # heights of a word
# Of the wide gaps of a row, those before a cell that has one above. Justified type may have as wide
# ones, in a short line all of them; but they seldom stand below one another.
MIN_COMMON = 0.5
MAX_SHIFT = 0.5  # heights that a cell may begin before or behind the one above
MAX_SHIFT_OF_NUMBERS = 1.5  # they stand under one another by their ends
MAX_AHEAD = 40  # characters of the text that are in no word: the hyphen of a cut, a bullet

_Cell = tuple[int, bool]  # where it begins on the page, in pixels; whether it begins with a number
_Placed = tuple[int, int, Word]  # where a word begins and ends in the text


def cells(text: str, words: Sequence[Word]) -> Iterator[Replacement]:
    """Replacements of the blanks between the cells of rows. Reason: table.

    Args:
        text: of a page, as read.
        words: its words with their boxes, in the order of the text.
    """
    table: list[_Row] = []
    above: list[_Cell] = []
    for row in _rows(text, words):
        below = _below(above, row) if table else row.cells
        if below and len(below) >= MIN_COMMON * len(row.cells):
            table.append(row)
            above = below
            continue
        yield from _tabs(table)
        table, above = ([row], row.cells) if row.cells else ([], [])
    yield from _tabs(table)


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of text, with its wide gaps."""

    blanks: list[tuple[int, int]]  # where they are in the text
    cells: list[_Cell]  # those behind them, from left to right
    height: int  # of its words


def _rows(text: str, words: Sequence[Word]) -> Iterator[_Row]:
    line: list[_Placed] = []
    for start, end, word in _placed(text, words):
        n_breaks = text.count("\n", line[-1][1], start) if line else 0
        if n_breaks:
            yield _row(text, line)
            line = []
        if n_breaks > 1:
            yield _Row([], [], 0)  # a blank line ends a table
        line.append((start, end, word))
    if line:
        yield _row(text, line)


def _placed(text: str, words: Sequence[Word]) -> Iterator[_Placed]:
    """The words that stand in the text, in its order."""
    position = 0
    for word in words:
        start = text.find(word.text, position, position + len(word.text) + MAX_AHEAD)
        if start >= 0 and word.text:
            position = start + len(word.text)
            yield start, position, word


def _row(text: str, line: Sequence[_Placed]) -> _Row:
    height = median_low([word.height for _, _, word in line])
    row = _Row([], [], height)
    for (_, end, one), (start, _, following) in pairwise(line):
        gap = following.left - one.left - one.width
        is_blank = end < start and not text[end:start].strip(" ")
        if is_blank and gap >= max(1, MIN_GAP * height):
            row.cells.append((following.left, following.text.isdecimal()))
            row.blanks.append((end, start))
    return row


def _below(above: Sequence[_Cell], row: _Row) -> list[_Cell]:
    """The cells of a row that stand below one of those above; both from left to right."""
    found: list[_Cell] = []
    i = 0
    for left, is_number in row.cells:
        while i < len(above):
            is_wide = is_number and above[i][1]
            shift = row.height * (MAX_SHIFT_OF_NUMBERS if is_wide else MAX_SHIFT)
            if above[i][0] >= left - shift:
                break
            i += 1
        if i < len(above) and above[i][0] <= left + shift:
            found.append((left, is_number))
    return found


def _tabs(table: Sequence[_Row]) -> Iterator[Replacement]:
    if len(table) >= MIN_ROWS:
        for row in table:
            yield from (Replacement(start, end, "\t", "table") for start, end in row.blanks)
