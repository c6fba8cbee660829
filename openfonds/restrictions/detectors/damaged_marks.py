"""Marks with letters misread ("сов. сскретно"), letter-spaced or cut by points, alone in a line.

Only what stands as a mark is looked at: a line, a part of one between wide blanks, or between
punctuation. In prose one wrong letter makes other words of it (секретна, сокрытно).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from openfonds.restrictions.detectors.normalise import fold_phrase

# A part is what stands between these; its letters must be the letters of the mark.
_SEPARATOR = re.compile(r"[.:;!?()\[\]{}«»„“”\"'<>|]+| {3,}")
_NOT_LETTERS = re.compile(r"[\W\d_]+")
_NOT_LETTERS_OR_LINE_END = re.compile(r"[^\w\n]+|\d+")
# What may follow a mark in its line: the number of the copy, of the document, of copies made.
_COPY_NUMBER = re.compile(r"[\W\d]*(?:экз\w{0,8}|n[оo]?|№|копия)?[\W\d]*\Z")
_COPY_NUMBER_BEGINS = re.compile(r"экз|№|\d")
_SHORTEST_PART, _LONGEST_PART = 6, 60  # letters


@dataclass(frozen=True, slots=True)
class _Target:
    letters: str
    fact: str
    errors: int  # one for each word of seven letters or more
    pieces: tuple[str, ...]  # errors + 1 pieces: one of them survives any such damage


def _target(phrase: str, fact: str) -> _Target:
    words = fold_phrase(phrase).split()
    letters = "".join(words)
    errors = sum(len(word) >= 7 for word in words) or 1
    cuts = [len(letters) * i // (errors + 1) for i in range(errors + 2)]
    return _Target(letters, fact, errors, tuple(letters[a:b] for a, b in pairwise(cuts)))


def _is_within(letters: str, target: str, errors: int) -> bool:
    """Whether at most `errors` letters were changed, lost or added."""
    if abs(len(letters) - len(target)) > errors:
        return False
    row = list(range(len(target) + 1))
    for i, letter in enumerate(letters, 1):
        diagonal, row[0] = row[0], i
        for j, wanted in enumerate(target, 1):
            diagonal, row[j] = (
                row[j],
                min(row[j] + 1, row[j - 1] + 1, diagonal + (letter != wanted)),
            )
        if min(row) > errors:
            return False
    return row[-1] <= errors


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


class DamagedMarks:
    """Finds marks in which a letter of each long word is wrong."""

    def __init__(self, rows: Iterable[tuple[str, str]]) -> None:
        self._targets = tuple(_target(phrase, fact) for phrase, fact in rows)

    def find(self, folded: str) -> Iterator[tuple[int, int, str]]:
        """Yield (start, end, fact) in the folded text."""
        letters = _NOT_LETTERS_OR_LINE_END.sub("", folded)
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
                        known[part_letters] = tuple(_facts_of(part_letters, targets))
                    for fact in known[part_letters]:
                        yield begin + start, begin + end, fact
            begin += len(line) + 1


def _without_copy_number(line: str, start: int, end: int) -> tuple[int, int]:
    """The part without the number of the copy after it, and without blanks around it."""
    if end - start > _LONGEST_PART * 2:
        return start, start
    part = line[start:end]
    copy_number = _COPY_NUMBER_BEGINS.search(part)
    if copy_number and _COPY_NUMBER.match(part, copy_number.start()):
        part = part[: copy_number.start()]
    return start + len(part) - len(part.lstrip()), start + len(part.rstrip())


def _facts_of(letters: str, targets: list[_Target]) -> Iterator[str]:
    if not _SHORTEST_PART <= len(letters) <= _LONGEST_PART:
        return
    for target in targets:
        if any(piece in letters for piece in target.pieces) and _is_within(
            letters, target.letters, target.errors
        ):
            yield target.fact
