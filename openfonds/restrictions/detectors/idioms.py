"""Figures of speech in which the words of a table are no evidence ("больной вопрос").

A phrase is passed over only where it begins or ends the figure and lies within it: other words
of the same sentence keep their weight, so no text is closed less for holding one.
"""

from collections.abc import Iterable

from openfonds.restrictions.detectors.phrases import Occurrence


class IdiomsInText:
    """The figures of speech found in one text; each occurrence tells the fact it is none of."""

    def __init__(self, found: Iterable[Occurrence[str]]) -> None:
        self._end_of: dict[tuple[str, int], int] = {}  # the longest that begins there
        self._start_of: dict[tuple[str, int], int] = {}  # the longest that ends there
        for idiom in found:
            first, last = (idiom.payload, idiom.start), (idiom.payload, idiom.end)
            self._end_of[first] = max(self._end_of.get(first, 0), idiom.end)
            self._start_of[last] = min(self._start_of.get(last, idiom.start), idiom.start)

    def cover(self, fact: str, start: int, end: int) -> bool:
        """Whether [start, end) is the beginning or the end of a figure of speech of `fact`."""
        if self._end_of.get((fact, start), -1) >= end:
            return True
        return self._start_of.get((fact, end), start + 1) <= start
