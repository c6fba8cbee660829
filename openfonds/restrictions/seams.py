"""The end of a page read together with the beginning of the next (LAW 5.20).

What a page break cuts is on neither page: a stamp over the edge, a word, a number after its
word. Page numbers, running heads, catchwords and blank lines at the edge are left out, pages
without text are passed over, and each reading is short, so the cost is linear in the pages.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from openfonds.restrictions.findings import STRENGTH, Finding, strongest

REACH = 200  # characters of either page that are read together
_SHORT_REACH = 50  # where only a word or a mark is put together
_MOST_AT_EDGE = 5  # lines at an edge that may be no part of the text
_LONGEST_HEAD = 90  # characters of a running head
_LONGEST_CATCHWORD = 20
_SLACK = 60  # characters more, if a line begins or a word ends there
_WINDOW = 4 * REACH
# Numbers of pages and sheets, signatures of sheets, rules and flourishes.
_NO_TEXT = re.compile(
    r"[\W_]*(?:(?:л(?:ист[ъа]?)?|стр?(?:аница)?|с|p(?:age)?|s(?:eite)?|fol|f|№)?[\W_]{0,3}"
    r"[\dIVXLC]{1,6}[\W_]*(?:об|v|r)?[\W_]*)?\Z",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Seam:
    """The end of one page and the beginning of a later one, as one text."""

    tail: str
    head: str
    joint: str  # "\n", or nothing where a word may have been cut without a hyphen
    tail_at: int  # where the tail begins in its page
    head_at: int  # where the head begins in its page

    @property
    def text(self) -> str:
        """Both sides as one text."""
        return f"{self.tail}{self.joint}{self.head}"

    def places(self, finding: Finding) -> Iterator[tuple[int, Finding]]:
        """A finding in `text` on the page before (0), the later (1), or both, in offsets there."""
        middle = len(self.tail)
        after = middle + len(self.joint)
        if finding.start < middle:
            start, end = self.tail_at + finding.start, self.tail_at + min(finding.end, middle)
            yield 0, replace(finding, start=start, end=end)
        if finding.end > after:
            start = self.head_at + max(finding.start - after, 0)
            yield 1, replace(finding, start=start, end=self.head_at + finding.end - after)


def seams(pages: Sequence[str]) -> Iterator[tuple[int, int, Seam]]:
    """Yield (index of the page before, index of the later page, seam), in order."""
    heads = _repeated(pages, last=False)
    feet = _repeated(pages, last=True)
    before: int | None = None
    for number, page in enumerate(pages):
        if not page.strip():
            continue
        if before is not None:
            for seam in _between(pages[before], page, feet, heads):
                yield before, number, seam
        before = number


def over_pages(
    pages: Sequence[str],
    find: Callable[[str], list[Finding]],
    found: Sequence[list[Finding]] | None = None,
) -> Iterator[list[Finding]]:
    """What `find` sees on each page and over its edges; offsets in code points of the page.

    A finding over an edge is on both pages. What a page says by itself is not said twice.

    Args:
        found: what it sees on each page, where that is known.
    """
    found = [find(page) for page in pages] if found is None else found
    over: list[list[Finding]] = [[] for _ in pages]
    for before, after, seam in seams(pages):
        for side, placed in _of_seam(seam, find):
            number = (before, after)[side]
            if not _is_covered(placed, found[number]):
                over[number].append(placed)
    for on_page, more in zip(found, over, strict=True):
        yield strongest([*on_page, *more]) if more else on_page


def _of_seam(seam: Seam, find: Callable[[str], list[Finding]]) -> Iterator[tuple[int, Finding]]:
    """What is seen only because both sides are read together.

    A finding on one side that this side gives alone is of its own page; where that page does not
    have it, it comes of the cut that made the side.
    """
    alone: dict[int, list[Finding]] = {}
    for finding in find(seam.text):
        places = list(seam.places(finding))
        if len(places) == 1:
            ((side, placed),) = places
            if side not in alone:
                alone[side] = [
                    replace(f, start=f.start + at, end=f.end + at)
                    for text, at in [((seam.tail, seam.tail_at), (seam.head, seam.head_at))[side]]
                    for f in find(text)
                ]
            if _is_covered(placed, alone[side]):
                continue
        yield from places


def _is_covered(finding: Finding, by: Sequence[Finding]) -> bool:
    return any(
        f.fact == finding.fact
        and f.start <= finding.start
        and f.end >= finding.end
        and STRENGTH[f.confidence] >= STRENGTH[finding.confidence]
        for f in by
    )


def _between(
    page: str, following: str, feet: frozenset[str], heads: frozenset[str]
) -> Iterator[Seam]:
    begin = _first_of_text(following, frozenset())
    end = _last_of_text(page, frozenset())
    first = _first_of_text(following, heads)
    last = _last_of_text(page, feet)
    last = _without_catchword(page, last, following[first : first + _LONGEST_CATCHWORD])
    yield from _joined(page, last, following, first, REACH)
    if (last, first) != (end, begin):
        # A stamp over the edge of every sheet repeats as running heads do.
        yield from _joined(page, end, following, begin, _SHORT_REACH)


def _joined(page: str, end: int, following: str, begin: int, reach: int) -> Iterator[Seam]:
    if not page[:end].strip() or not following[begin:].strip():
        return
    yield _seam(page, end, following, begin, reach, "\n")
    last, first = page[end - 1], following[begin]
    is_cut = (last.isalpha() and first.isalpha()) or (last.isdigit() and first.isdigit())
    if is_cut or (last in "-¬=" and first.isalnum()):
        yield _seam(page, end, following, begin, _SHORT_REACH, "")


def _seam(page: str, end: int, following: str, begin: int, reach: int, joint: str) -> Seam:
    start, stop = _tail_start(page, end, reach), _head_end(following, begin, reach)
    return Seam(page[start:end], following[begin:stop], joint, start, begin)


def _lines(page: str, *, last: bool) -> list[tuple[int, int]]:
    """The lines nearest to an edge, from the edge inwards, at most `_MOST_AT_EDGE`."""
    lines: list[tuple[int, int]] = []
    if last:
        at = len(page)
        floor = max(0, at - _WINDOW)
        while len(lines) < _MOST_AT_EDGE and at >= floor:
            begin = page.rfind("\n", floor, at) + 1 or floor
            lines.append((begin, at))
            at = begin - 1
        return lines
    at, ceiling = 0, min(len(page), _WINDOW)
    while len(lines) < _MOST_AT_EDGE and at <= ceiling:
        end = page.find("\n", at, ceiling)
        end = end if end >= 0 else ceiling
        lines.append((at, end))
        at = end + 1
    return lines


def _key(line: str) -> str:
    """A running head without the number of its page, which changes."""
    return "".join(_LETTERS.findall(line)).lower() if len(line) <= _LONGEST_HEAD else ""


def _repeated(pages: Sequence[str], *, last: bool) -> frozenset[str]:
    """The lines that stand at this edge of two pages or more."""
    seen: Counter[str] = Counter()
    for page in pages:
        keys = (_key(page[a:b]) for a, b in _lines(page, last=last))
        first = next((key for key in keys if key), None)
        if first:
            seen[first] += 1
    return frozenset(key for key, count in seen.items() if count > 1)


def _first_of_text(page: str, heads: frozenset[str]) -> int:
    for begin, end in _lines(page, last=False):
        line = page[begin:end]
        if not _NO_TEXT.match(line) and _key(line) not in heads:
            return begin + len(line) - len(line.lstrip())
    return len(page) - len(page.lstrip())


def _last_of_text(page: str, feet: frozenset[str]) -> int:
    for begin, end in _lines(page, last=True):
        line = page[begin:end]
        if not _NO_TEXT.match(line) and _key(line) not in feet:
            return begin + len(line.rstrip())
    return len(page.rstrip())


def _without_catchword(page: str, end: int, beginning: str) -> int:
    """The end without a last line that only says how the next page begins."""
    line_start = page.rfind("\n", max(0, end - 2 * _LONGEST_CATCHWORD), end) + 1
    catchword = _key(page[line_start:end])
    if not line_start or not 0 < len(catchword) <= _LONGEST_CATCHWORD:
        return end
    if not _key(beginning).startswith(catchword):
        return end
    return len(page[:line_start].rstrip())


def _tail_start(page: str, end: int, reach: int) -> int:
    """Where a line begins, or at least a word, about `reach` characters before the end."""
    at = max(end - reach, 0)
    line = page.rfind("\n", max(at - _SLACK, 0), at + 1)
    if at == 0 or line >= 0:
        return line + 1 if at else 0
    return next((i for i in range(at, end) if page[i - 1].isspace()), at)


def _head_end(page: str, begin: int, reach: int) -> int:
    """Where a line ends, or at least a word, about `reach` characters after the beginning."""
    at = begin + reach
    if at >= len(page):
        return len(page.rstrip())
    line = page.find("\n", at, at + _SLACK)
    return line if line >= 0 else next((i for i in range(at, begin, -1) if page[i].isspace()), at)
