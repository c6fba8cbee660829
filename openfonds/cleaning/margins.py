"""Running heads and feet, page numbers and sheet marks, found across the pages of an item.

One page does not tell its running head from its heading, so a line at the top or bottom of a page
is only taken out for what stands there on the pages around it:

- a number that increases with the page;
- words that come back, misread or not, on at least two pages nearby, odd or even, where the text
  runs on from page to page beneath them, and that stand nowhere else on those pages. Headings of
  forms come back on every page, too, but there each page is an act of its own and begins with a
  capital: they stay, and so does every line with a number that neither stays the same nor counts
  the pages: a date, the number of an act;
- the marks by which a binder orders the sheets (3, 3*, А ij), at regular distances.

At most MAX_LINES lines go from either end of a page; where more would go, that end is a form and
stays whole. A page never loses all its lines, and an item of two pages loses nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from openfonds.cleaning.margin_lines import MarginLine, letters_of, likeness, parse_line
from openfonds.cleaning.sheet_marks import sheet_marks
from openfonds.edits import Replacement

MIN_PAGES = 3
MAX_LINES = 3
WINDOW = 6  # pages before and behind; a running head changes with the chapter
NUMBER_WINDOW = 4
MIN_LIKE = 2
MIN_LIKENESS = 0.65  # of twelve letters, one is misread in either line
MIN_LIKENESS_OF_FORMS = 0.6  # "Я, нижеподписавшийся ...": the same words with another name
MIN_RUNS_ON = 2
MIN_RUNS_ON_RATIO = 0.3
MIN_COUNTED_RATIO = 0.6  # of heads with the number of the page beside them
# Printed pages to a picture: one, or the two of an opened book.
_PAGES_TO_A_PICTURE = (1, 2)

_HEAD, _FOOT, _NUMBER, _SHEET = "running_head", "running_foot", "page_number", "sheet_mark"


@dataclass(slots=True)
class _Page:
    text: str
    spans: list[tuple[int, int]]  # of the lines that are not empty
    first: int  # of the lines that are left
    last: int

    def line(self, at_top: bool, depth: int = 0) -> MarginLine | None:
        """The line so many from the end, of those that are left."""
        number = self.first + depth if at_top else self.last - depth
        if not self.first <= number <= self.last:
            return None
        return parse_line(self.text[slice(*self.spans[number])])

    def inner_letters(self) -> frozenset[str]:
        """The letters of all lines but those that may be taken out, of those that are left."""
        inner = self.spans[self.first + MAX_LINES : self.last + 1 - MAX_LINES]
        return frozenset(letters_of(self.text[start:end]) for start, end in inner)


def margins(texts: Sequence[str]) -> list[list[Replacement]]:
    """Replacements for each page that take such lines out, with the line break between.

    Reasons: running_head, running_foot, page_number, sheet_mark.

    Args:
        texts: the pages of an item in their order, line breaks LF; empty where nothing was read.
    """
    if sum(1 for text in texts if text) < MIN_PAGES:
        return [[] for _ in texts]
    pages = [_page(text) for text in texts]
    taken: dict[tuple[int, bool], list[str]] = {}
    for turn in range(MAX_LINES + 1):
        found = {(i, at_top): why for at_top in (True, False) for i, why in _found(pages, at_top)}
        for place, why in found.items():
            page, at_top = pages[place[0]], place[1]
            if turn == MAX_LINES:
                taken.pop(place, None)
            elif page.last > page.first:
                taken.setdefault(place, []).append(why)
                page.first, page.last = page.first + at_top, page.last - (not at_top)
        if not found:
            break
    return [list(_replacements(page, i, taken)) for i, page in enumerate(pages)]


def _page(text: str) -> _Page:
    lines = text.split("\n")
    ends = accumulate(len(line) + 1 for line in lines)
    spans = [
        (end - 1 - len(line), end - 1)
        for line, end in zip(lines, ends, strict=True)
        if line and not line.isspace()
    ]
    return _Page(text, spans, 0, len(spans) - 1)


def _replacements(
    page: _Page, number: int, taken: dict[tuple[int, bool], list[str]]
) -> Iterator[Replacement]:
    for place, why in enumerate(taken.get((number, True), [])):
        start = 0 if place == 0 else page.spans[place][0]
        yield Replacement(start, page.spans[place + 1][0], "", why)
    feet = taken.get((number, False), [])
    for place in range(len(feet) - 1, -1, -1):
        line = len(page.spans) - 1 - place
        end = len(page.text) if place == 0 else page.spans[line][1]
        yield Replacement(page.spans[line - 1][1], end, "", feet[place])


def _found(pages: Sequence[_Page], at_top: bool) -> Iterator[tuple[int, str]]:
    """The pages whose outermost line is no text, and why."""
    edge = _Edge(pages, at_top)
    counted = _page_numbers(edge.at(0))
    sheets = sheet_marks(edge.at(0)) if not at_top else frozenset()
    for i, line in enumerate(edge.at(0)):
        if line is None:
            continue
        if line.is_number:
            inner = pages[i].line(at_top, 1)
            if inner is not None and inner.is_figures:  # the end of a column
                continue
            if i in counted:
                yield i, _NUMBER
            elif i in sheets:
                yield i, _SHEET
        elif i in sheets:
            yield i, _SHEET
        elif line.letters and edge.comes_back(i, counted):
            yield i, _HEAD if at_top else _FOOT


def _page_numbers(lines: Sequence[MarginLine | None]) -> frozenset[int]:
    """The pages whose line has a number that increases with the pages around it."""
    counted: set[int] = set()
    numbers = {i: line.number for i, line in enumerate(lines) if line and line.number is not None}
    for i, number in numbers.items():
        for step in _PAGES_TO_A_PICTURE:
            same = sum(
                numbers.get(j) == number + step * (j - i)
                for j in range(i - NUMBER_WINDOW, i + NUMBER_WINDOW + 1)
                if j != i
            )
            if same >= MIN_LIKE:
                counted.add(i)
    return frozenset(counted)


class _Edge:
    """One edge, top or bottom, of all pages of an item."""

    def __init__(self, pages: Sequence[_Page], at_top: bool) -> None:
        self._pages, self._at_top = pages, at_top
        self._lines: dict[tuple[bool, int], list[MarginLine | None]] = {}
        self._running: dict[int, bool] = {}
        self._inner: dict[int, frozenset[str]] = {}

    def at(self, depth: int) -> list[MarginLine | None]:
        """The lines so far from the edge."""
        return self._at(self._at_top, depth)

    def _at(self, at_top: bool, depth: int) -> list[MarginLine | None]:
        if (at_top, depth) not in self._lines:
            lines = [page.line(at_top, depth) for page in self._pages]
            self._lines[at_top, depth] = lines
        return self._lines[at_top, depth]

    def comes_back(self, i: int, counted: frozenset[int]) -> bool:
        """Whether the outermost line of a page is that of pages nearby, and text runs on there."""
        lines = self.at(0)
        line = lines[i]
        if line is None:
            return False
        group = [i]
        for j, other in _nearby(lines, i):
            # Figures must be the same, but for the number of the page.
            mine, its = line.figures(i in counted), other.figures(j in counted)
            if mine == its and likeness(line, other) >= MIN_LIKENESS:
                group.append(j)
        if len(group) <= MIN_LIKE:
            return False
        if sum(line.letters in self._inside(j) for j in group) >= MIN_LIKE:
            return False  # a speaker of a play, the heading of a letter
        n_running = sum(self._runs_on(j) for j in group)
        if sum(j in counted for j in group) >= MIN_COUNTED_RATIO * len(group):
            return n_running > 0
        return n_running >= MIN_RUNS_ON and n_running >= MIN_RUNS_ON_RATIO * len(group)

    def _inside(self, i: int) -> frozenset[str]:
        """The lines of a page that are not at its edges."""
        if i not in self._inner:
            self._inner[i] = self._pages[i].inner_letters()
        return self._inner[i]

    def _runs_on(self, i: int) -> bool:
        """Whether text goes on over the page break at this edge, in the middle of a sentence."""
        if i not in self._running:
            before, after = (i - 1, i) if self._at_top else (i, i + 1)
            self._running[i] = (
                before >= 0
                and after < len(self._pages)
                and (
                    any(line.goes_on for line in self._text(after, at_top=True))
                    or any(line.breaks_off for line in self._text(before, at_top=False))
                )
            )
        return self._running[i]

    def _text(self, i: int, *, at_top: bool) -> Iterator[MarginLine]:
        """The line next to the page break that is no number and does not come back."""
        for depth in range(at_top == self._at_top, MAX_LINES + 1):
            lines = self._at(at_top, depth)
            line = lines[i]
            if line is None:
                return
            like = sum(likeness(line, o) >= MIN_LIKENESS_OF_FORMS for _, o in _nearby(lines, i))
            if not line.is_number and like < MIN_LIKE:
                yield line
                return


def _nearby(lines: Sequence[MarginLine | None], i: int) -> Iterator[tuple[int, MarginLine]]:
    for j in range(max(i - WINDOW, 0), min(i + WINDOW + 1, len(lines))):
        other = lines[j]
        if j != i and other is not None:
            yield j, other
