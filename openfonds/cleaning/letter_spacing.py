r"""Letter-spaced words, put together: п о с т а н о в и л, G e s e t z.

Print and typescript set a word apart by blanks between its letters. A run of single letters is one
word, or some, only where the word list says so; without a list, a run is joined that is long, has
vowels and consonants, and is no alphabet. Initials have full stops, enumerations are no words, and
figures are no letters: they stay. Where wider blanks part the words of a run, they are looked at
first.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from openfonds.cleaning.words import WordList
from openfonds.edits import Replacement
from openfonds.languages.scripts import script_of

MIN_LETTERS = 4
MIN_LETTERS_UNLISTED = 6
MAX_LETTERS = 60  # of a run with narrow blanks only; a longer one is no emphasis
MIN_WORD = 3  # where a run is several words: shorter ones are found in any run of letters

_BLANK = "[ \u00a0\u2000-\u200a\u202f]"
_MARKS = "\u0300-\u036f\u0483-\u0487"
_LETTER = rf"[^\W\d_][{_MARKS}]*"
_RUN = re.compile(
    rf"(?<![\w.,'’)-]){_LETTER}(?:{_BLANK}{_LETTER}(?![\w{_MARKS}'’)-])){{{MIN_LETTERS - 1},}}"
)
# The last letters of every run: most pages have none, and this is seen fast.
_QUICK = re.compile(rf"{_BLANK}{_LETTER}{_BLANK}{_LETTER}{_BLANK}{_LETTER}(?!\w)")
_VOWELS = frozenset("аеёиоуыэюяіѣѵaeiouyäöüáéíóúàèâêôœæąęåøěů")
# The other way round and with the last letters of old alphabets, an enumeration is one, too.
_MAX_STEP = 2


def joined_letters(text: str, words: WordList | None = None) -> Iterator[Replacement]:
    """Replacements of letter-spaced words by the words. Reason: letter_spacing.

    >>> [new for _, _, new, _ in joined_letters("совет п о с т а н о в и л: а б в г д е")]
    ['постановил']
    """
    if _QUICK.search(text) is None:
        return
    for match in _RUN.finditer(text):
        letters = re.split(_BLANK, match.group())
        if len(letters) > MAX_LETTERS or len({script_of(one[0]) for one in letters}) != 1:
            continue
        found = _words_of(letters, words)
        if found:
            yield Replacement(match.start(), match.end(), " ".join(found), "letter_spacing")


def _words_of(letters: Sequence[str], words: WordList | None) -> list[str]:
    whole = "".join(letters)
    is_regular = whole.islower() or whole.isupper() or whole.istitle()
    if not is_regular or _is_enumeration(whole.lower()):
        return []
    if words is None:
        return [whole] if len(letters) >= MIN_LETTERS_UNLISTED and _is_pronounced(whole) else []
    if words.has(whole):
        return [whole]
    return _parted(letters, words)


def _parted(letters: Sequence[str], words: WordList) -> list[str]:
    """The run as the fewest listed words; empty where it is not made of such."""
    best: list[list[str] | None] = [[]] + [None] * len(letters)
    for end in range(MIN_WORD, len(letters) + 1):
        for start in range(end - MIN_WORD, -1, -1):
            before = best[start]
            if before is None:
                continue
            found = best[end]
            if found is not None and len(found) <= len(before) + 1:
                continue
            word = "".join(letters[start:end])
            if words.has(word):
                best[end] = [*before, word]
    return best[-1] or []


def _is_pronounced(word: str) -> bool:
    vowels = sum(char in _VOWELS for char in word.lower())
    return 0.2 * len(word) <= vowels <= 0.7 * len(word)


def _is_enumeration(letters: str) -> bool:
    """Whether the letters go through the alphabet, or are one letter again and again."""
    steps = [ord(b) - ord(a) for a, b in pairwise(letters)]
    return all(0 <= step <= _MAX_STEP for step in steps) or len(set(letters)) == 1
