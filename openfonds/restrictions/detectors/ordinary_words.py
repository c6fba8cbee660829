"""Whether a folded word is a word of the Russian dictionary, in any of its forms.

A letter-perfect word is no misreading of another one: "чайной" is no damaged "тайной", and
"отразился" no "отравился".
"""

import re

from openfonds.languages.russian_words import is_russian_word
from openfonds.word_memory import WordMemory

_WORDS_KNOWN = 1 << 15
_SHORT_I = re.compile("(?<=[аеоуыэюяи])и")  # й was folded into и, which after a vowel is rare
# Endings of adjectives before 1918, folded, and those of today.
_OLD_ENDINGS = (("аго", "ого"), ("яго", "его"), ("ыя", "ые"), ("ия", "ие"))


def _spellings(folded: str) -> tuple[str, ...]:
    today = [folded.removesuffix(old) + new for old, new in _OLD_ENDINGS if folded.endswith(old)]
    forms = [folded, *today]
    forms += [_SHORT_I.sub("й", form) for form in forms]
    if folded[-2:-1] in tuple("аеоуыэюяи") and folded.endswith("и"):
        forms.append(folded[:-1] + "й")
    return tuple(dict.fromkeys(forms))


def is_ordinary_word(folded: str) -> bool:
    """Whether a folded word stands in the dictionary.

    >>> is_ordinary_word("чаинои"), is_ordinary_word("осведомнтель")
    (True, False)
    """
    return _IS_ORDINARY(folded)


_IS_ORDINARY = WordMemory(lambda word: any(map(is_russian_word, _spellings(word))), _WORDS_KNOWN)
