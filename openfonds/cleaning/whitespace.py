"""Blanks and blank lines: one blank between words, none at the end of a line, one blank line.

Only in a table a wide gap says something: there it becomes a tab, so that a row stays a row.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from openfonds.cleaning.edits import Replacement

# The horizontal blanks of Unicode (general category Zs) and the tab, but the space.
_ODD_BLANKS = "\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_GAP = re.compile(rf"[\n {_ODD_BLANKS}]{{2,}}|[{_ODD_BLANKS}]|\A[\n ]|[\n ]\Z")

_GAPS = ("  ", " \n", "\n\n\n", "\n\n ")
_ENDS = ("\n", " ")
_ODD_BLANK = re.compile(f"[{_ODD_BLANKS}]")

MIN_GAP = 3  # blanks; two stand after a full stop in typescript
MIN_ROWS = 3
MAX_SHIFT = 1  # columns of a typewriter that a cell may be off
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
    neighbouring lines are a table where each has a tab, or a column in common with the next: a
    cell that begins, or ends, at the same place.
    """
    if "\t" not in text and _WIDE.search(text) is None:
        return frozenset()
    starts: set[int] = set()
    block: list[tuple[int, Sequence[re.Match[str]]]] = []
    position = 0
    for line in text.split("\n"):
        end = position + len(line)
        gaps = list(_WIDE.finditer(text, position, end))
        if block and not (gaps and _are_aligned(text, block[-1], (position, gaps))):
            starts.update(_of_table(block))
            block = []
        if gaps:
            block.append((position, gaps))
        position = end + 1
    starts.update(_of_table(block))
    return frozenset(starts)


Row = tuple[int, Sequence[re.Match[str]]]


def _of_table(block: Sequence[Row]) -> list[int]:
    return [gap.start() for _, gaps in block for gap in gaps] if len(block) >= MIN_ROWS else []


def _are_aligned(text: str, one: Row, other: Row) -> bool:
    if all("\t" in gap.group() for _, gaps in (one, other) for gap in gaps):
        return True
    first, second = _columns(text, one), _columns(text, other)
    return any(_has_near(b, place) for a, b in zip(first, second, strict=True) for place in a)


def _columns(text: str, row: Row) -> tuple[list[int], list[int]]:
    """Where the cells behind the gaps begin, and where those before the gaps end."""
    position, gaps = row
    ends = [gap.start() - position for gap in gaps[1:]]
    line_end = text.find("\n", position)
    ends.append((len(text) if line_end < 0 else line_end) - position)
    return [gap.end() - position for gap in gaps], ends


def _has_near(places: Sequence[int], place: int) -> bool:
    at = bisect_left(places, place - MAX_SHIFT)
    return at < len(places) and places[at] <= place + MAX_SHIFT
