"""Marks with three letters of one word misread ("С. еекоетпо", "Донеритедъно"), set apart.

So damaged, a mark is known by its place and by being no other word: it stands in a line of its
own, beside a wide blank or before a full stop with next to nothing beside it; no long word of
it is in the dictionary; and no word that is like a mark (LONE_RIVALS) is as near to it.
One letter for another counts half where they print alike, or where Tesseract 5 was seen to take
one for the other in print blurred on purpose (a small sample).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from openfonds.restrictions.detectors.edit_distance import weighted_distance
from openfonds.restrictions.detectors.normalise import DIGIT_AS_LETTER, fold_phrase
from openfonds.restrictions.detectors.ordinary_words import is_ordinary_word
from openfonds.restrictions.detectors.secrecy_phrases import LONE, LONE_RIVALS, LONE_WITH

# A cell is a line or what wide blanks part from it, and short: no sentence of a paper is.
_CELL = re.compile(
    r"(?:(?m:^)|(?<= {3})(?! )|(?<=\|))[^\w\n|]{0,60}+([^\n|]{6,38}?)(?= {3}|\||\n|\Z)"
)
_WORD = re.compile(r"[^\W_]+")
_SHORTEST_WORD = 5  # letters
_MOST_WORDS = 5
_MOST_BESIDE = 12  # letters of small words beside the mark: "С.", "Сов.", "экз"
# What a word is: a small one, of a mark, one that stands with marks, another of the dictionary.
_SMALL, _OWN, _BESIDE, _ORDINARY, _UNKNOWN = range(5)
_BESIDES = frozenset({_SMALL, _BESIDE})
_CYRILLIC = re.compile("[а-я]+")
_HAS_LETTER = re.compile(r"[^\W\d_]")
_DIGITS = str.maketrans(DIGIT_AS_LETTER)
_LETTERS_WRONG = 3  # or a quarter of a long mark
_WORDS_KNOWN = 1 << 14

# Letters one of which is read for the other.
_GROUPS = (
    *("осеэз", "нпилкцм", "тгч", "рвф", "шщм", "ьъы", "вн"),  # like shapes
    *("лд", "ал", "бво", "ев", "оая", "шни", "иы", "кж"),  # as seen
)
_ALIKE = frozenset(
    (one, other) for group in _GROUPS for one in group for other in group if one != other
)


@dataclass(frozen=True, slots=True)
class _Target:
    letters: str
    fact: str
    most: int  # halves of an error
    places: tuple[tuple[str, int, int], ...]  # pieces of which one is sound, and where it stands


def _target(letters: str, fact: str) -> _Target:
    most = _most(letters)
    wrong = max(_LETTERS_WRONG, len(letters) // 4)
    cuts = pairwise(len(letters) * i // (wrong + 1) for i in range(wrong + 2))
    shift = most // 2
    places = tuple((letters[a:b], max(0, a - shift), b + shift) for a, b in cuts)
    return _Target(letters, fact, most, places)


def _most(letters: str) -> int:
    """Halves of an error that a mark may have."""
    return 4 if len(letters) < 10 else 5 if len(letters) < 12 else 6


class LoneMarks:
    """Finds marks so damaged that only a place of their own tells them."""

    def __init__(self) -> None:
        rows = [("".join(fold_phrase(phrase).split()), fact) for phrase, fact in LONE]
        self._own = frozenset(word for phrase, _ in LONE for word in fold_phrase(phrase).split())
        self._rivals = tuple(fold_phrase(word) for word in LONE_RIVALS)
        self._beside = tuple(fold_phrase(word) for word in LONE_WITH)
        self._by_length: dict[int, list[_Target]] = {}
        for letters, fact in rows:
            target = _target(letters, fact)
            shift = target.most // 2
            for length in range(len(letters) - shift, len(letters) + shift + 1):
                self._by_length.setdefault(length, []).append(target)
        self.kind_of = lru_cache(maxsize=_WORDS_KNOWN)(self._kind_of)
        self.fact_of = lru_cache(maxsize=_WORDS_KNOWN)(self._fact_of)

    def find(self, folded: str) -> Iterator[tuple[int, int, str]]:
        """Yield (start, end, fact) in the folded text."""
        for cell in _CELL.finditer(folded):
            words = [w for w in _WORD.finditer(cell[1]) if _HAS_LETTER.search(w[0])]
            if not 0 < len(words) <= _MOST_WORDS:
                continue
            kinds: list[int] = []
            for word in words:
                kinds.append(self.kind_of(word[0]))
                if kinds[-1] == _ORDINARY:  # few lines have none, and no more of them is asked
                    break
            else:
                if _UNKNOWN in kinds or _OWN in kinds:
                    yield from self._among(words, kinds, cell.start(1))

    def _among(
        self, words: Sequence[re.Match[str]], kinds: Sequence[int], at: int
    ) -> Iterator[tuple[int, int, str]]:
        """The longest run of the words of a cell at `at` that is a mark."""
        read = tuple(word[0].translate(_DIGITS) for word in words)
        for first, last in _runs(len(words)):
            others = [*range(first), *range(last, len(words))]
            if sum(len(read[i]) for i in others if kinds[i] == _SMALL) > _MOST_BESIDE:
                continue
            fact = self.fact_of(read[first:last])
            if fact and all(kinds[i] in _BESIDES or self._is_beside(read[i]) for i in others):
                yield at + words[first].start(), at + words[last - 1].end(), fact
                return

    def _kind_of(self, word: str) -> int:
        word = word.translate(_DIGITS)
        if len(word) < _SHORTEST_WORD:
            return _SMALL
        if word in self._own:
            return _OWN
        if word in self._beside:
            return _BESIDE
        return _ORDINARY if is_ordinary_word(word) else _UNKNOWN

    def _is_beside(self, word: str) -> bool:
        return any(weighted_distance(word, known, _ALIKE, 4) <= 4 for known in self._beside)

    def _fact_of(self, words: tuple[str, ...]) -> str | None:
        letters = "".join(words)
        if len(letters) not in self._by_length or not _CYRILLIC.fullmatch(letters):
            return None
        near = [
            (cost, number)
            for number, target in enumerate(self._by_length[len(letters)])
            if any(letters.find(*place) >= 0 for place in target.places)
            and (cost := weighted_distance(letters, target.letters, _ALIKE, target.most))
            <= target.most
        ]
        if not near:
            return None
        cost, number = min(near)
        long = [word for word in words if len(word) >= _SHORTEST_WORD]
        sound = [word for word in long if word in self._own or word in self._beside]
        if cost and len(sound) == len(long):
            return None  # "весьма срочно": what is not the mark's is no misreading either
        if any(weighted_distance(letters, rival, _ALIKE, cost) <= cost for rival in self._rivals):
            return None
        return self._by_length[len(letters)][number].fact


@cache
def _runs(count: int) -> tuple[tuple[int, int], ...]:
    """All runs of so many words as (first, behind the last), the longest first."""
    return tuple(
        (first, first + length)
        for length in range(count, 0, -1)
        for first in range(count - length + 1)
    )
