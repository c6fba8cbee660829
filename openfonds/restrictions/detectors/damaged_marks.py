"""Marks with letters misread ("сов. сскретно"), spaced, cut, or broken over lines.

Only what stands as a mark is looked at: in prose one wrong letter makes other words of it
(секретна, сокрытно). Between punctuation one letter of each long word may be wrong. In a cell,
that is a line or what wide blanks part from it, two letters may be (in the longest marks four),
or the beginning or the end of the mark may be lost, as at the edge of a sheet. The last cells,
or the first, of up to four lines below each other are also read together: a stamp stands beside
the letterhead.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from openfonds.restrictions.detectors.edit_distance import is_within
from openfonds.restrictions.detectors.normalise import fold_phrase
from openfonds.restrictions.detectors.secrecy_phrases import ABBREVIATED, NOT_DAMAGED

# A part is what stands between these; its letters must be the letters of the mark.
_SEPARATOR = re.compile(r"[.:;!?()\[\]{}«»„“”\"'<>|]+| {3,}")
_WIDE = re.compile(r" {3,}|\|")
_NOT_LETTERS = re.compile(r"[\W\d_]+")
_NOT_LETTERS_OR_LINE_END = re.compile(r"[^\w\n]+|\d+")
# What may follow a mark in its line: the number of the copy, of the document, of copies made.
_COPY_NUMBER = re.compile(r"[\W\d]*(?:э ?к ?з\w{0,8}|n[оo]?|№|копия)?[\W\d]*\Z")
_COPY_NUMBER_BEGINS = re.compile(r"э ?к ?з|№|\d")
_SHORTEST_PART, _LONGEST_PART = 6, 60  # letters
_LONGEST_CELL = 90  # characters
_MOST_LINES = 4
_LONG_MARK = 12  # letters
_CYRILLIC = re.compile("[а-я]+")
_WORDS = re.compile(r"\w(?:[^\n]*\w)?")
_SHORTEST_CUT = 6  # letters that are left of a mark
_SHORTEST_HALF = 5  # letters that are left of a short one, if they are more than half of it
_LEAST_OF_WORD = 2  # letters that are left of a word that was cut
_IS_WORD = frozenset(_NOT_LETTERS.sub("", fold_phrase(word)) for word in NOT_DAMAGED)
# What is left says too little: секрет is a word, and much is not subject to something.
_NO_CUTS = frozenset(
    fold_phrase(letters)
    for letters in (
        *("секрет", "неподлежит", "неподлежитопу", "подлежит", "совершенно", "хранить"),
        *("попрочтении", "снятиекопий", "доверит", "доверите", "доверител", "доверитель"),
    )
)
_NOT = "не"
_COPY = "экз"  # may stand before the mark, too
# Letters that print alike, above all in capitals: one for the other is half an error in a cell.
_SHAPES = {x: row[0] for row in ("осеэз", "нпилкц", "тг", "рвф", "шщм", "ьъ") for x in row}
_TO_SHAPES = str.maketrans(_SHAPES)


@dataclass(frozen=True, slots=True)
class _Target:
    letters: str
    fact: str
    errors: int  # one for each word of seven letters or more
    pieces: tuple[str, ...]  # errors + 1 pieces: one of them survives any such damage
    places: tuple[tuple[str, int, int], ...]  # the shapes of each, and where they then stand


@dataclass(frozen=True, slots=True)
class _Cell:
    """A line, or a part of one between wide blanks, without the number of the copy."""

    start: int
    end: int
    letters: str


def _target(letters: str, fact: str, errors: int) -> _Target:
    cuts = list(pairwise(len(letters) * i // (errors + 1) for i in range(errors + 2)))
    shapes = letters.translate(_TO_SHAPES)
    places = tuple((shapes[a:b], max(0, a - errors), b + errors) for a, b in cuts)
    return _Target(letters, fact, errors, tuple(letters[a:b] for a, b in cuts), places)


def _most_errors(letters: str) -> int:
    """The letters that may be wrong in a cell; one in Latin, where near words are many."""
    if not _CYRILLIC.fullmatch(letters):
        return 1 if len(letters) < 14 else 2
    return 2 if len(letters) < 14 else 3 if len(letters) < 20 else 4


def _parts(line: str) -> Iterator[tuple[int, int]]:
    """The parts of a line, each pair of neighbours ("сов. сскретно"), and the whole line."""
    bounds: list[tuple[int, int]] = []
    begin = 0
    for separator in _SEPARATOR.finditer(line):
        bounds.append((begin, separator.start()))
        begin = separator.end()
    bounds.append((begin, len(line)))
    bounds = [(a, b) for a, b in bounds if not line[a:b].isspace() and a < b]
    yield from bounds
    for (a, _), (_, b) in pairwise(bounds):
        yield a, b
    if len(bounds) > 2:
        yield 0, len(line)


def _cuts(words: list[str], fact: str) -> Iterator[tuple[str, str]]:
    """What is left of a mark that an edge cuts: more than half of it, no word in two letters."""
    letters = "".join(words)
    ends = [0]
    for word in words:
        ends.append(ends[-1] + len(word))
    shortest = _SHORTEST_HALF if len(letters) < 2 * _SHORTEST_HALF else _SHORTEST_CUT
    for left in range(max(shortest, len(letters) // 2), len(letters)):
        # Two words need some of the second; of three and more half may be lost altogether.
        first = max(end for end in ends if end <= left)
        if left - first >= _LEAST_OF_WORD or (left == first and len(words) > 2):
            yield letters[:left], fact
        lost = len(letters) - left
        last = min(end for end in ends if end >= lost)
        if (last - lost >= _LEAST_OF_WORD and last < len(letters)) or (
            last == lost and len(words) - ends.index(last) > 1
        ):
            yield letters[lost:], fact
    for lost in range(1, len(letters) - shortest + 1) if len(words) == 1 else ():
        yield letters[lost:], fact


class DamagedMarks:
    """Finds marks in which letters are wrong, lost, or far apart."""

    def __init__(
        self, rows: Iterable[tuple[str, str]], alone: Iterable[tuple[str, str]] = ()
    ) -> None:
        """`alone` are looked for in cells only, whole or below each other."""
        phrases = [(fold_phrase(phrase).split(), fact) for phrase, fact in rows]
        in_cells = {"".join(words): (words, fact) for words, fact in phrases}
        for phrase, fact in alone:
            words = fold_phrase(phrase).split()
            in_cells.setdefault("".join(words), (words, fact))
        self._targets = tuple(
            _target("".join(words), fact, sum(len(word) >= 7 for word in words) or 1)
            for words, fact in phrases
        )
        # What is left of "не для печати" without its first word says the contrary.
        self._unnegated = frozenset(x.removeprefix(_NOT) for x in in_cells if x.startswith(_NOT))
        self._whole = {letters: fact for letters, (_, fact) in in_cells.items()}
        self._by_length: dict[int, list[_Target]] = {}
        self._abbreviated = {fold_phrase(word): fact for word, fact in ABBREVIATED}
        self._left: dict[str, str] = dict(self._abbreviated)
        for letters, (_, fact) in in_cells.items():
            target = _target(letters, fact, _most_errors(letters))
            for length in range(len(letters) - target.errors, len(letters) + target.errors + 1):
                self._by_length.setdefault(length, []).append(target)
        for words, fact in phrases:
            if _CYRILLIC.fullmatch("".join(words)):
                for left, of in _cuts(words, fact):
                    if left not in _NO_CUTS:
                        self._left.setdefault(left, of)

    def find(self, folded: str) -> Iterator[tuple[int, int, str]]:
        """Yield (start, end, fact) in the folded text."""
        letters = _NOT_LETTERS_OR_LINE_END.sub("", folded)
        yield from self._between_punctuation(folded, letters)
        yield from self._in_cells(folded, letters)

    def _between_punctuation(self, folded: str, letters: str) -> Iterator[tuple[int, int, str]]:
        # A target none of whose pieces occurs on the page needs no look at the lines.
        targets = [t for t in self._targets if any(piece in letters for piece in t.pieces)]
        if not targets:
            return
        pieces = tuple(dict.fromkeys(piece for t in targets for piece in t.pieces))
        known: dict[str, tuple[str, ...]] = {}
        begin = 0
        for line, line_letters in zip(folded.split("\n"), letters.split("\n"), strict=True):
            if any(piece in line_letters for piece in pieces):
                for a, b in _parts(line):
                    start, end = _without_copy_number(line, a, b)
                    part_letters = _NOT_LETTERS.sub("", line[start:end])
                    if part_letters not in known:
                        of = () if part_letters in self._unnegated else targets
                        known[part_letters] = tuple(_facts_of(part_letters, of))
                    for fact in known[part_letters]:
                        yield begin + start, begin + end, fact
            begin += len(line) + 1

    def _in_cells(self, folded: str, letters: str) -> Iterator[tuple[int, int, str]]:
        fact_of = cache(self._fact_of_cell)
        fact_of_lines = cache(self._fact_of_lines)
        above: list[tuple[_Cell, _Cell]] = []  # the first and last cells of the lines above
        begin = 0
        for line, line_letters in zip(folded.split("\n"), letters.split("\n"), strict=True):
            cells = list(_cells(line, line_letters, begin))
            begin += len(line) + 1
            for cell in cells:
                for part in (cell, _before_comma(cell, folded)):
                    is_enough = part is not None and len(part.letters) >= _SHORTEST_HALF
                    if part and is_enough and (fact := fact_of(part.letters)):
                        yield part.start, part.end, fact
            for one, other in pairwise(cells):  # "С о в .   с е к р ."
                if fact := self._abbreviated.get(one.letters + other.letters):
                    yield one.start, other.end, fact
            if not cells:
                if line_letters:
                    above = []
                continue
            above.append((cells[0], cells[-1]))
            above = above[-_MOST_LINES:]
            for side in {0, len(cells) > 1 or _is_beside(above)}:
                yield from _below_each_other([pair[side] for pair in above], fact_of_lines)

    def _fact_of_lines(self, letters: str) -> str | None:
        """The mark that lines make together, with one letter wrong in a long one."""
        if fact := self._whole.get(letters):
            return fact
        if len(letters) < _LONG_MARK:
            return None
        return self._nearest(letters, 1)

    def _fact_of_cell(self, letters: str) -> str | None:
        if letters in _IS_WORD or letters in self._unnegated:
            return None
        if left := self._left.get(letters) or self._left.get(letters.removeprefix(_COPY)):
            return left
        return self._nearest(letters, _LONGEST_PART)

    def _nearest(self, letters: str, most_errors: int) -> str | None:
        find = letters.translate(_TO_SHAPES).find
        for target in self._by_length.get(len(letters), ()):
            if any(find(*place) >= 0 for place in target.places) and is_within(
                letters, target.letters, min(target.errors, most_errors), _SHAPES
            ):
                return target.fact
        return None


def _below_each_other(
    cells: list[_Cell], fact_of: Callable[[str], str | None]
) -> Iterator[tuple[int, int, str]]:
    together = cells[-1].letters
    for cell in reversed(cells[:-1]):
        together = cell.letters + together
        if len(together) > _LONGEST_PART // 2:
            return
        if fact := fact_of(together):
            yield cell.start, cells[-1].end, fact
            return


def _is_beside(above: list[tuple[_Cell, _Cell]]) -> bool:
    return any(first is not last for first, last in above)


def _cells(line: str, line_letters: str, begin: int) -> Iterator[_Cell]:
    """The cells of a line that are short enough for a mark."""
    wide = _WIDE.search(line.strip()) if len(line) > _SHORTEST_PART else None
    if not wide:
        if 0 < len(line_letters) <= _LONGEST_PART and len(line) <= _LONGEST_CELL:
            yield _cell(line, 0, len(line), begin)
        return
    at = 0
    for gap in _WIDE.finditer(line):
        if line[at : gap.start()].strip() and gap.start() - at <= _LONGEST_CELL:
            yield _cell(line, at, gap.start(), begin)
        at = gap.end()
    if line[at:].strip() and len(line) - at <= _LONGEST_CELL:
        yield _cell(line, at, len(line), begin)


def _before_comma(cell: _Cell, folded: str) -> _Cell | None:
    """What stands before the first comma: "секретно, вручить лично"."""
    comma = folded.find(",", cell.start, cell.end)
    if comma < 0:
        return None
    return _Cell(cell.start, comma, _NOT_LETTERS.sub("", folded[cell.start : comma]))


def _cell(line: str, start: int, end: int, begin: int) -> _Cell:
    start, end = _without_copy_number(line, start, end)
    return _Cell(begin + start, begin + end, _NOT_LETTERS.sub("", line[start:end]))


def _without_copy_number(line: str, start: int, end: int) -> tuple[int, int]:
    """The part without the number of the copy after it, and without what is no word around it."""
    if end - start > _LONGEST_PART * 2:
        return start, start
    part = line[start:end]
    copy_number = _COPY_NUMBER_BEGINS.search(part)
    if copy_number and _COPY_NUMBER.match(part, copy_number.start()):
        part = part[: copy_number.start()]
    words = _WORDS.search(part)
    return (start + words.start(), start + words.end()) if words else (start, start)


def _facts_of(letters: str, targets: Sequence[_Target]) -> Iterator[str]:
    if not _SHORTEST_PART <= len(letters) <= _LONGEST_PART or letters in _IS_WORD:
        return
    for target in targets:
        if any(piece in letters for piece in target.pieces) and is_within(
            letters, target.letters, target.errors
        ):
            yield target.fact
