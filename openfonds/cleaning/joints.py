"""Whether the hyphen at a line end belongs to the word: told by a word list.

A list says what is a word; whether both halves of a word that is not listed are words says less,
and how much depends on the language: English and French write such compounds with a hyphen,
German and its neighbours in one.
"""

import re

from openfonds.cleaning.words import WordList

# Languages that write a compound in one, unless its second part has a capital (ISO 639-3).
_COMPOUNDS_IN_ONE = frozenset(
    ("deu", "dan", "swe", "nob", "nno", "nld", "fin", "est", "hun", "isl", "lav", "yid")
)
_RUSSIAN = "rus"
MIN_PART = 3  # shorter parts are words by chance
MIN_PART_OF_PRINT = 4  # lists made from print hold "ment" and "tion" too
MIN_LISTED_PART = 2
MIN_PART_OF_TWO = 5  # of a Russian compound of two nouns; истреби-\nлись has halves like words, too

# Prefixes of Russian that are words as well: со-\nтрудник, без-\nрассудный are one word.
_PREFIXES_LISTED = """
без безъ бес вне воз вос вы до за из изо ис кон меж между на над надъ не ни низ об обе обще от
отъ пере по под подъ полу пост пра пре пред предъ при про противо раз рас роз рос само сверх
сверхъ со три через черезъ чрез чрезъ дву двух еже много мало мимо
"""
_PREFIXES = frozenset(_PREFIXES_LISTED.split())
_PARTICLES = frozenset(("то", "ка", "таки", "де", "дескать", "ста", "тка", "съ"))
_ADVERB = re.compile(".{3,}(?:[ое]му|[сц]ки)")
# The first part of научно-исследовательский, русско-нѣмецкій: -о or -е, then an adjective.
_STEM = re.compile(".{3,}[ое]")
_ADJECTIVE = re.compile(
    ".{2,}(?:[ыиі]й|ой|[ая]я|[ое]е|ы[ея]|(?<=[кгхжшщ])[иі][ея]|[оеая]го|[ое]му|[ыиое]мъ?|[уо]ю|юю|ею|[ыи]хъ?|[ыи]ми)"
)


def is_joined(left: str, right: str, words: WordList, language: str) -> bool | None:
    """Whether a word cut into `left` and `right` is written in one.

    False: with a hyphen. None: the list cannot tell.

    >>> class List:
    ...     def has(self, word: str) -> bool:
    ...         return word in {"well", "known", "knowledge"}
    >>> is_joined("well", "known", List(), "eng"), is_joined("know", "ledge", List(), "eng")
    (False, True)
    """
    one, hyphened = left + right, f"{left}-{right}"
    if language == _RUSSIAN:
        return _is_joined_russian(left, right, words)
    if words.has(one):
        # Lists made from print hold both; two halves that stand alone keep what was printed.
        short = min(len(left), len(right)) <= MIN_PART
        return short or not (words.has(hyphened) and words.has(left) and words.has(right))
    if min(len(left), len(right)) >= MIN_LISTED_PART and words.has(hyphened):
        return False
    if language in _COMPOUNDS_IN_ONE or min(len(left), len(right)) < MIN_PART_OF_PRINT:
        return None
    if left[:1].isupper():  # a name, of which no list has all
        return None
    return False if words.has(left) and words.has(right) else None


def _is_joined_russian(left: str, right: str, words: WordList) -> bool | None:
    if words.has(left + right):
        return True
    if min(len(left), len(right)) >= MIN_LISTED_PART and words.has(f"{left}-{right}"):
        return False
    small = left.lower()
    if right in _PARTICLES or small == right:  # дело-то, он-он
        return False if words.has(left) else None
    if small == "по" and _ADVERB.fullmatch(right):
        return False
    if min(len(left), len(right)) < MIN_PART or small in _PREFIXES or not words.has(right):
        return None
    # благо-попечение is one word; научно-исследовательский is two.
    if _STEM.fullmatch(small):
        return False if _ADJECTIVE.fullmatch(right) else None
    is_long = min(len(left), len(right)) >= MIN_PART_OF_TWO and not left[:1].isupper()
    return False if is_long and words.has(left) else None
