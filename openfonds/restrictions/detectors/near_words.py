"""Words of a small vocabulary as OCR misreads them: looked up by the word with letters left out.

A word of four letters or more may have one letter changed, lost or added, of nine or more two.
Both the words of the vocabulary and the word looked up are tried with as many letters left out
(W. Garbe, Symmetric Delete, 2012), so the cost does not grow with the vocabulary.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import combinations
from typing import Generic, TypeVar

from openfonds.restrictions.detectors.edit_distance import distance

Meaning = TypeVar("Meaning")

_ONE_ERROR, _TWO_ERRORS = 4, 9  # letters from which one, two may be wrong
_LONGEST = 24
_WORDS_KNOWN = 1 << 15


class NearWords(Generic[Meaning]):
    """A vocabulary of folded words; of two that are equally near the first one listed counts."""

    def __init__(self, meanings: Mapping[str, Meaning]) -> None:
        self._meanings = dict(meanings)
        self._order = {word: number for number, word in enumerate(self._meanings)}
        self._by_rest: dict[str, list[str]] = {}
        for word in self._meanings:
            for rest in _rests(word, errors_allowed(word)):
                self._by_rest.setdefault(rest, []).append(word)
        self._lengths = range(
            max(1, min(map(len, self._meanings)) - 2), max(map(len, self._meanings)) + 3
        )
        self.find = lru_cache(maxsize=_WORDS_KNOWN)(self._find)

    def _find(self, word: str) -> Meaning | None:
        """The meaning of a folded word or of the nearest one in the vocabulary."""
        if word in self._meanings:
            return self._meanings[word]
        if len(word) not in self._lengths or len(word) > _LONGEST:
            return None
        near = {
            (errors, self._order[known], known)
            for rest in _rests(word, 2 if len(word) >= _TWO_ERRORS - 2 else 1)
            for known in self._by_rest.get(rest, ())
            if (errors := distance(word, known)) <= errors_allowed(known)
        }
        return self._meanings[min(near)[2]] if near else None


def errors_allowed(word: str) -> int:
    """How many letters of a word of the vocabulary may be wrong."""
    return 0 if len(word) < _ONE_ERROR else 1 if len(word) < _TWO_ERRORS else 2


def _rests(word: str, most: int) -> Iterator[str]:
    yield word
    for n in range(1, most + 1):
        for left_out in combinations(range(len(word)), n):
            yield "".join(c for i, c in enumerate(word) if i not in left_out)
