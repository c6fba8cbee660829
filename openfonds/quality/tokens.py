"""Garbage and coverage of a page together: each token of it is looked at once for both.

Tokens come back from page to page, and what was seen of one is kept.
"""

import re
from collections.abc import Mapping
from functools import lru_cache, partial

from openfonds.languages.dictionaries import Dictionaries, Dictionary
from openfonds.quality.coverage import MIN_ASKED, letters_asked_and_listed
from openfonds.quality.garbage import is_good
from openfonds.word_memory import WordMemory

TOKENS_KEPT = 1 << 16
# A word and the punctuation behind it, as most tokens are.
_WORD_FIRST = re.compile(r"([^\W\d_]+)[^\w\s]{0,4}")

_Seen = tuple[bool, int, int]  # whether it is good; letters asked about, and in listed words


def garbage_and_coverage(
    tokens: Mapping[str, int], language: str | None, dictionaries: Dictionaries
) -> tuple[float, float | None]:
    """`garbage_ratio` and `lexicon_coverage` of tokens, each with how often it stands in a text.

    A listed word is never garbage, whatever its letters are.
    """
    dictionary = dictionaries.of(language)
    total = good = asked = listed = 0
    seen = _kept(dictionary).each(list(tokens))
    for (is_one_good, n_asked, n_listed), n in zip(seen, tokens.values(), strict=True):
        total += n
        good += n * is_one_good
        asked += n * n_asked
        listed += n * n_listed
    garbage = round((total - good) / total, 4) if total else 0.0
    return garbage, round(listed / asked, 4) if asked >= MIN_ASKED else None


@lru_cache(maxsize=8)
def _kept(dictionary: Dictionary | None) -> WordMemory[_Seen]:
    return WordMemory(partial(_seen, dictionary), TOKENS_KEPT)


def _seen(dictionary: Dictionary | None, token: str) -> _Seen:
    if dictionary is None:
        return is_good(token), 0, 0
    asked, listed = letters_asked_and_listed(token, dictionary)
    if listed and listed == asked:
        match = _WORD_FIRST.fullmatch(token)
        if match and (match[1].islower() or match[1].istitle() or match[1].isupper()):
            return True, asked, listed
    return is_good(token), asked, listed
