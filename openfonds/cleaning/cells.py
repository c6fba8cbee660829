"""Tables whose cells only the boxes of their words show.

An engine writes one blank between the cells of a row. Where neighbouring lines have a wide gap
between two words at the same place of the page, that blank becomes a tab, as in a table whose
blanks were typed (`openfonds.cleaning.whitespace`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median_low

from openfonds.edits import Replacement
from openfonds.model import Word

MIN_ROWS = 3
MIN_GAP = 1.5  # heights of a word; blanks of justified type have up to one
MIN_SHARED = 0.5  # heights that the gaps of neighbouring rows have in common
MAX_AHEAD = 40  # characters of the text that are in no word: the hyphen of a cut, a bullet

_Gap = tuple[int, int]  # from the right edge of a word to the left edge of the next, in pixels
_Placed = tuple[int, int, Word]  # where a word begins and ends in the text


def cells(text: str, words: Sequence[Word]) -> Iterator[Replacement]:
    """Replacements of the blanks between the cells of rows. Reason: table.

    Args:
        text: of a page, as read.
        words: its words with their boxes, in the order of the text.
    """
    table: list[_Row] = []
    shared: list[_Gap] = []
    for row in _rows(text, words):
        common = _common(shared, row) if table else row.gaps
        if common:
            table.append(row)
            shared = common
            continue
        yield from _tabs(table)
        table, shared = ([row], row.gaps) if row.gaps else ([], [])
    yield from _tabs(table)


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of text, with its wide gaps."""

    blanks: list[tuple[int, int]]  # where they are in the text
    gaps: list[_Gap]  # and on the page, from left to right
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
        gap = (one.left + one.width, following.left)
        is_blank = end < start and not text[end:start].strip(" ")
        if is_blank and gap[1] - gap[0] >= max(1, MIN_GAP * height):
            row.gaps.append(gap)
            row.blanks.append((end, start))
    return row


def _common(shared: Sequence[_Gap], row: _Row) -> list[_Gap]:
    """What the gaps of the rows before and of the next one share; both are in order."""
    found: list[_Gap] = []
    i = j = 0
    while i < len(shared) and j < len(row.gaps):
        left, right = max(shared[i][0], row.gaps[j][0]), min(shared[i][1], row.gaps[j][1])
        if right - left >= max(1, MIN_SHARED * row.height):
            found.append((left, right))
        if shared[i][1] < row.gaps[j][1]:
            i += 1
        else:
            j += 1
    return found


def _tabs(table: Sequence[_Row]) -> Iterator[Replacement]:
    if len(table) >= MIN_ROWS:
        for row in table:
            yield from (Replacement(start, end, "\t", "table") for start, end in row.blanks)
