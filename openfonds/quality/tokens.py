"""Garbage and coverage of a page together: each token of it is looked at once for both.

Tokens come back from page to page, and what was seen of one is kept.
"""

import re
from collections.abc import Sequence
from functools import lru_cache, partial

from openfonds.languages.dictionaries import Dictionaries, Dictionary
from openfonds.quality.coverage import MIN_ASKED, letters_asked_and_listed
from openfonds.quality.garbage import is_good
from openfonds.word_memory import WordMemory

TOKENS_KEPT = 1 << 16
# A word and the punctuation behind it, as most tokens are.
_WORD_FIRST = re.compile(r"([^\W\d_]+)[^\w\s]{0,4}")

# Whether a token is good, the letters asked about and those in listed words are one number, so that
# those of all tokens are added at once.
_ASKED, _LISTED = 40, 80  # the bits where they begin
_ONE = (1 << _ASKED) - 1


def garbage_and_coverage(
    tokens: Sequence[str], language: str | None, dictionaries: Dictionaries
) -> tuple[float, float | None]:
    """`garbage_ratio` and `lexicon_coverage` of the tokens of a text.

    A listed word is never garbage, whatever its letters are.
    """
    dictionary = dictionaries.of(language)
    seen = sum(_kept(dictionary).each(tokens))
    good, asked, listed = seen & _ONE, seen >> _ASKED & _ONE, seen >> _LISTED
    garbage = round((len(tokens) - good) / len(tokens), 4) if tokens else 0.0
    return garbage, round(listed / asked, 4) if asked >= MIN_ASKED else None


@lru_cache(maxsize=8)
def _kept(dictionary: Dictionary | None) -> WordMemory[int]:
    return WordMemory(partial(_seen, dictionary), TOKENS_KEPT)


def _seen(dictionary: Dictionary | None, token: str) -> int:
    if dictionary is None:
        return int(is_good(token))
    asked, listed = letters_asked_and_listed(token, dictionary)
    match = _WORD_FIRST.fullmatch(token) if listed and listed == asked else None
    is_written_so = match is not None and (
        match[1].islower() or match[1].istitle() or match[1].isupper()
    )
    return (is_written_so or is_good(token)) | asked << _ASKED | listed << _LISTED
