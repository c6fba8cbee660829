"""Where places in a raw text lie in the cleaned one.

Detectors read a page as it was read, since its layout says much: a wide blank sets a stamp apart,
and parts letter-spaced words. What they find is shown and redacted in the cleaned text.
"""

from bisect import bisect_right
from collections.abc import Sequence

from openfonds.edits import REASON_SEPARATOR, undo
from openfonds.model import Edit, PageClean

# Without these what is on both sides of a page break stands together.
MARGINS = frozenset(["page_number", "running_head", "running_foot", "sheet_mark"])
# After these nothing can be read on a page that could not be read before.
REVEALS_NOTHING = MARGINS.union(
    ["line_break", "control", "invisible", "nfc", "whitespace", "table", "hyphen", "dotted_i"]
)


class CleanPlaces:
    """The way from offsets of a raw text to offsets of the text that `edits` made of it."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        # Of each edit: where it begins in the raw text, and how long it is there.
        self._edits = edits
        self._raw_starts: list[int] = []
        drift = 0  # how much longer the raw text is, up to the edit
        for edit in edits:
            self._raw_starts.append(edit.offset + drift)
            drift += len(edit.original) - edit.length

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the cleaned text for the raw code points [start, end), grown to whole edits.

        Empty where cleaning took out all of it.
        """
        return self._place(start, at_end=False), self._place(end, at_end=True)

    def _place(self, raw: int, *, at_end: bool) -> int:
        # The end of a span is one past its last code point, so the edit before it counts.
        number = bisect_right(self._raw_starts, raw - 1 if at_end else raw) - 1
        if number < 0:
            return raw
        edit, begins = self._edits[number], self._raw_starts[number]
        beyond = raw - begins - len(edit.original)
        if beyond >= 0:
            return edit.offset + edit.length + beyond
        return edit.offset + edit.length if at_end else edit.offset


def may_reveal(page: PageClean) -> bool:
    """Whether a reader may see in the cleaned text of a page what the raw one does not show."""
    return not REVEALS_NOTHING.issuperset(_reasons(page))


def joins_pages(page: PageClean) -> bool:
    """Whether cleaning took out what stood between the text of a page and of the one beside it."""
    return not MARGINS.isdisjoint(_reasons(page))


def _reasons(page: PageClean) -> set[str]:
    return {r for edit in page.edits for r in edit.reason.split(REASON_SEPARATOR)}


def with_removals(page: PageClean) -> tuple[str, CleanPlaces]:
    """The cleaned text with what cleaning took out put back, and the way to the cleaned text.

    The raw text is published beside the cleaned one, so a name in a running head must be found.
    """
    taken_out = [edit for edit in page.edits if _loses_letters(page.text, edit)]
    return undo(page.text, taken_out), CleanPlaces(taken_out)


def _loses_letters(text: str, edit: Edit) -> bool:
    kept = sum(map(str.isalnum, text[edit.offset : edit.offset + edit.length]))
    return sum(map(str.isalnum, edit.original)) > kept
