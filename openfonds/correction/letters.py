"""How probable a string of letters is as a word that no dictionary has: by its trigrams.

Names, derived words and old words are spelled like the others of their language; what an engine
misread mostly is not.
"""

import math
from collections.abc import Iterable

import numpy as np

_EDGE = "\n"
# How much the pair of letters counts beside the three, in words seen; and any letter beside both.
PAIR_WEIGHT = 5.0
LETTER_WEIGHT = 1.0
N_LETTERS = 40


class LetterModel:
    """Trigrams of the letters of a list of words, each word counted once.

    >>> round(LetterModel([]).log_probability("ab") / math.log(1 / N_LETTERS), 6)
    3.0
    """

    def __init__(self, words: Iterable[str]) -> None:
        text = _EDGE + _EDGE.join(_EDGE + word for word in words) + _EDGE
        codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
        letters, numbers = np.unique(codes, return_inverse=True)
        alphabet = [chr(code) for code in letters]
        size = len(alphabet)
        self._number = {letter: number for number, letter in enumerate(alphabet)}
        self._size = size
        runs = numbers.astype(np.int64)
        self._ones = np.bincount(runs, minlength=size)
        twos = runs[:-1] * size + runs[1:]
        self._twos = np.bincount(twos, minlength=size * size)
        threes, counts = np.unique(twos[:-1] * size + runs[2:], return_counts=True)
        self._threes = dict(zip(threes.tolist(), counts.tolist(), strict=True))

    def log_probability(self, word: str) -> float:
        """Log of the probability of the word among all words that are not listed."""
        total = 0.0
        before = last = self._number[_EDGE]
        for letter in f"{word}{_EDGE}":
            number = self._number.get(letter)
            if number is None or last < 0 or before < 0:
                total += math.log(1 / N_LETTERS)
            else:
                pair, two = before * self._size + last, last * self._size + number
                of_pair = (int(self._twos[two]) + LETTER_WEIGHT / N_LETTERS) / (
                    int(self._ones[last]) + LETTER_WEIGHT
                )
                three = self._threes.get(pair * self._size + number, 0)
                total += math.log(
                    (three + PAIR_WEIGHT * of_pair) / (int(self._twos[pair]) + PAIR_WEIGHT)
                )
            before, last = last, -1 if number is None else number
        return total
