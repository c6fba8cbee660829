"""Two spellings of one word, which no engine made: they are left as they stand.

A writer who puts "болше", "приближилась" or "чаво" is not corrected: that would be another text.
"""

import re
import unicodedata
from functools import lru_cache

from openfonds.correction.old_forms import VOWELS

_LEFT_OUT = re.compile(f"[{VOWELS}йьъ]+(?!$)|[{VOWELS}й]+$")
_DOUBLED = re.compile(r"(.)\1+")
_ALIKE = str.maketrans("зѳ", "сф")


def is_spelling(read: str, meant: str) -> bool:
    """Whether two words differ only as spellings, or forms, of one word may.

    That is in Russian in vowels, in ь and ъ inside the word, in з for с and in doubled letters; in
    other languages in accents and doubled letters; and everywhere in a letter more or less at
    either end, which the edge of a page may have cut off.

    >>> is_spelling("болше", "больше"), is_spelling("какъ", "такъ"), is_spelling("уже", "хуже")
    (True, False, True)
    """
    if read in (meant[1:], meant[:-1]) or meant in (read[1:], read[:-1]):
        return True
    return _skeleton(read) == _skeleton(meant)


@lru_cache(maxsize=4096)
def _skeleton(word: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    return _DOUBLED.sub(r"\1", _LEFT_OUT.sub("", plain).translate(_ALIKE))
