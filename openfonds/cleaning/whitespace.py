"""Blanks and blank lines: one blank between words, none at the end of a line, one blank line.

Only in a table a wide gap says something: there it becomes a tab, so that a row stays a row.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openfonds.edits import Replacement

# The horizontal blanks of Unicode (general category Zs) and the tab, but the space.
_ODD_BLANKS = "\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_GAP = re.compile(rf"[\n {_ODD_BLANKS}]{{2,}}|[{_ODD_BLANKS}]|\A[\n ]|[\n ]\Z")

_GAPS = ("  ", " \n", "\n\n\n", "\n\n ")
_ENDS = ("\n", " ")
_ODD_BLANK = re.compile(f"[{_ODD_BLANKS}]")

MIN_GAP = 3  # blanks; two stand after a full stop in typescript
MIN_ROWS = 3
MAX_SHIFT = 1  # columns of a typewriter that a cell may be off
_JUSTIFIED = re.compile(r"[^\W\d_],?  \w")
_WIDE = re.compile(
    rf"(?<=[^\n {_ODD_BLANKS}])"
    rf"(?:[ {_ODD_BLANKS}]*\t[ {_ODD_BLANKS}]*|[ {_ODD_BLANKS}]{{{MIN_GAP},}})"
    rf"(?=[^\n {_ODD_BLANKS}])"
)


def spacing(text: str) -> Iterator[Replacement]:
    """Replacements for blanks and blank lines in a text whose line breaks are all LF.

    A run of blanks becomes one space, and one is left of an indentation. Blanks at the end of a
    line go, blank lines in a row become one, and the text begins and ends with something seen.
    A wide gap between the cells of a table becomes a tab (`table_gaps`).
    Reasons: whitespace, table.
    """
    if not _has_gaps(text):
        return
    cells = table_gaps(text)
    for match in _GAP.finditer(text):
        gap = match.group()
        reason = "whitespace"
        if match.start() == 0 or match.end() == len(text):
            new = ""
        elif match.start() in cells:
            new, reason = "\t", "table"
        else:
            new = "\n" * min(gap.count("\n"), 2)
            if not gap.endswith("\n"):
                new += " "
        if new != gap:
            yield Replacement(match.start(), match.end(), new, reason)


def _has_gaps(text: str) -> bool:
    """Whether anything is to be done; most pages need nothing, and this is fast."""
    return (
        any(gap in text for gap in _GAPS)
        or text[:1] in _ENDS
        or text[-1:] in _ENDS
        or _ODD_BLANK.search(text) is not None
    )


def table_gaps(text: str) -> frozenset[int]:
    """Where the wide gaps of tables begin.

    A row is a line with a tab, or at least MIN_GAP blanks, between two words. MIN_ROWS rows in
    neighbouring lines are a table where each has tabs, or all have a column in common: a cell that
    begins, or ends, at the same place. Lines of justified type have gaps of two blanks as well.
    """
    if "\t" not in text and _WIDE.search(text) is None:
        return frozenset()
    starts: set[int] = set()
    block = _Block([], None)
    position = 0
    for line in text.split("\n"):
        end = position + len(line)
        gaps = list(_WIDE.finditer(text, position, end))
        block, done = _grown(text, block, position, line, gaps)
        starts.update(done)
        position = end + 1
    starts.update(block.table())
    return frozenset(starts)


@dataclass(frozen=True, slots=True)
class _Block:
    """Neighbouring rows with a column in common."""

    gaps: list[re.Match[str]]
    columns: tuple[list[int], list[int]] | None  # in common; None: parted by tabs
    n_rows: int = 0

    def table(self) -> list[int]:
        """Where its gaps begin; nothing where there are too few rows."""
        return [gap.start() for gap in self.gaps] if self.n_rows >= MIN_ROWS else []


def _grown(
    text: str, block: _Block, position: int, line: str, gaps: list[re.Match[str]]
) -> tuple[_Block, list[int]]:
    """The block with one more row, or a new one and the gaps of the one before."""
    if not gaps:
        return _Block([], None), block.table()
    if all("\t" in gap.group() for gap in gaps):
        if block.columns is None:
            block.gaps.extend(gaps)
            return _Block(block.gaps, None, block.n_rows + 1), []
        return _Block(gaps, None, 1), block.table()
    if _JUSTIFIED.search(line):
        return _Block([], None), block.table()
    columns = _columns(gaps, position, len(line))
    if block.columns is not None:
        common = (_near(block.columns[0], columns[0]), _near(block.columns[1], columns[1]))
        if any(common):
            block.gaps.extend(gaps)
            return _Block(block.gaps, common, block.n_rows + 1), []
    return _Block(gaps, columns, 1), block.table()


def _columns(
    gaps: Sequence[re.Match[str]], position: int, length: int
) -> tuple[list[int], list[int]]:
    """Where the cells behind the gaps begin, and where they end."""
    ends = [*(gap.start() - position for gap in gaps[1:]), length]
    return [gap.end() - position for gap in gaps], ends


def _near(places: Sequence[int], others: Sequence[int]) -> list[int]:
    """Those of `others` that are as good as one of `places`; both are in order."""
    found = []
    for place in others:
        at = bisect_left(places, place - MAX_SHIFT)
        if at < len(places) and places[at] <= place + MAX_SHIFT:
            found.append(place)
    return found
