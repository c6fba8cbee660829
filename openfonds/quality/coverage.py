"""How much of a text stands in the dictionary of its language."""

import re
from collections import Counter
from functools import lru_cache

from openfonds.languages.dictionaries import Dictionaries, Dictionary
from openfonds.word_memory import WordMemory

MIN_LETTERS = 3  # shorter words are listed by chance
MIN_ASKED = 40  # letters; fewer say nothing
_WORD = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f'’ʼ][^\W\d_]*)*")
_TOKENS_KNOWN = 1 << 16
LONGEST_WORD = 60  # no dictionary has longer ones, and asking would take their length


def lexicon_coverage(text: str, language: str | None, dictionaries: Dictionaries) -> float | None:
    """The share of letters in words that the dictionary of the language lists, 0-1.

    Only words of MIN_LETTERS letters and more are asked. None where there is no dictionary of the
    language, or fewer than MIN_ASKED letters to ask of.
    """
    dictionary = dictionaries.of(language)
    if dictionary is None:
        return None
    asked = listed = 0
    counted = Counter(_letters_of(dictionary).each(text.split()))
    for (n_asked, n_listed), n in counted.items():
        asked += n * n_asked
        listed += n * n_listed
    return round(listed / asked, 4) if asked >= MIN_ASKED else None


@lru_cache(maxsize=8)
def _letters_of(dictionary: Dictionary) -> WordMemory[tuple[int, int]]:
    """How many letters of a token are asked about, and how many are in listed words.

    Tokens come back from page to page, and each is only looked at once.
    """

    def count(token: str) -> tuple[int, int]:
        asked = listed = 0
        for word in _WORD.findall(token):
            if len(word) >= MIN_LETTERS:
                asked += len(word)
                if len(word) <= LONGEST_WORD and dictionary.has(word):
                    listed += len(word)
        return asked, listed

    return WordMemory(count, _TOKENS_KNOWN)
