"""Where places in a raw text lie in the cleaned one.

Detectors read a page as it was read, since its layout says much: a wide blank sets a stamp apart,
and parts letter-spaced words. What they find is shown and redacted in the cleaned text.
"""

from bisect import bisect_right
from collections.abc import Sequence

from openfonds.model import Edit


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
