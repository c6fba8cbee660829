"""How much of a text stands in the dictionary of its language."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from functools import lru_cache, partial

from openfonds.languages.dictionaries import Dictionaries, Dictionary

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
    return coverage_of(Counter(text.split()), language, dictionaries)


def coverage_of(
    tokens: Mapping[str, int], language: str | None, dictionaries: Dictionaries
) -> float | None:
    """`lexicon_coverage` of tokens, each with how often it stands in the text."""
    dictionary = dictionaries.of(language)
    if dictionary is None:
        return None
    longest = max(map(len, tokens), default=0)
    letters_of = _counted(dictionary) if longest <= LONGEST_WORD else partial(_count, dictionary)
    asked = listed = 0
    for (n_asked, n_listed), n in zip(map(letters_of, tokens), tokens.values(), strict=True):
        asked += n * n_asked
        listed += n * n_listed
    return round(listed / asked, 4) if asked >= MIN_ASKED else None


@lru_cache(maxsize=8)
def _counted(dictionary: Dictionary) -> Callable[[str], tuple[int, int]]:
    """`_count`, looking at each token once: tokens come back from page to page.

    Long ones do not, and would only fill the memory.
    """
    return lru_cache(maxsize=_TOKENS_KNOWN)(partial(_count, dictionary))


def _count(dictionary: Dictionary, token: str) -> tuple[int, int]:
    """How many letters of a token are asked about, and how many are in listed words."""
    asked = listed = 0
    for word in (token,) if token.isalpha() else _WORD.findall(token):
        if len(word) >= MIN_LETTERS:
            asked += len(word)
            if len(word) <= LONGEST_WORD and dictionary.has(word):
                listed += len(word)
    return asked, listed
