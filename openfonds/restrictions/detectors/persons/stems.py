"""Surnames in any case and gender brought to one stem.

The endings are those of Russian nouns, adjectives and of the mixed declension of -ов and -ин;
Ukrainian ones differ by vowels that are already read as Russian ones. A stem is for comparison
only; it need not be a form of anything.
"""

import re
from functools import lru_cache

_SHORTEST_STEM = 3

# Of any case and number; longest first.
_ENDINGS = tuple(
    sorted(
        [
            "ыми",
            "ими",
            "ого",
            "его",
            "ому",
            "ему",
            "ами",
            "ями",
            "иями",
            "ией",
            "иею",
            "ием",
            "иям",
            "ой",
            "ою",
            "ей",
            "ею",
            "ым",
            "им",
            "ом",
            "ем",
            "ых",
            "их",
            "ую",
            "юю",
            "ая",
            "яя",
            "ое",
            "ые",
            "ие",
            "ий",
            "ый",
            "ий",
            "ови",
            "еви",
            "ам",
            "ям",
            "ах",
            "ях",
            "а",
            "я",
            "у",
            "ю",
            "ы",
            "и",
            "е",
            "о",
            "ь",
            "й",
        ],
        key=lambda ending: (-len(ending), ending),
    )
)
# Of the nominative singular, as lists of surnames give them.
_NOMINATIVE = ("ий", "ый", "ой", "ая", "яя", "а", "я", "о", "ы", "и", "е", "ь", "й", "у", "ю")
# Кравец, Кравца; Чулок, Чулка; Заяц, Зайца; Соловей, Соловья
_FLEETING = (
    (re.compile("(?<=[бвгджзклмнпрстфхцчшщ])[ец]ц$"), "ц"),
    (re.compile("(?<=[бвгджзклмнпрстфхцчшщ])ец$"), "ц"),
    (re.compile("(?<=[аоуеияю])ец$"), "йц"),
    (re.compile("(?<=[бвгджзклмнпрстфхцчшщ])[ое]к$"), "к"),
    (re.compile("(?<=[бвгджзклмнпрстфхцчшщ])[ое]л$"), "л"),
    (re.compile("(?<=.)ья?$"), ""),
)
_FLEETING_LAST = frozenset("цкльья")  # the last letters of these; most words end otherwise


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """The stem of a surname in lower case.

    >>> stem("петровскому") == stem("петровская"), stem("ивановой") == stem("иванов")
    (True, True)
    """
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return _without_fleeting_vowel(word[: -len(ending)])
    return _without_fleeting_vowel(word)


def _without_fleeting_vowel(word: str) -> str:
    if len(word) > _SHORTEST_STEM + 1 and word[-1] in _FLEETING_LAST:
        for pattern, spelled in _FLEETING:
            shorter = pattern.sub(spelled, word)
            if shorter != word:
                return shorter
    return word


def listed_stem(surname: str) -> str:
    """The stem of a surname in the nominative, as it stands in a list."""
    for ending in _NOMINATIVE:
        if surname.endswith(ending) and len(surname) - len(ending) >= _SHORTEST_STEM:
            return _without_fleeting_vowel(surname[: -len(ending)])
    return _without_fleeting_vowel(surname)


def possible_stems(word: str) -> list[str]:
    """Every stem that `word` may be a form of; itself first."""
    stems = [_without_fleeting_vowel(word)]
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            stems.append(_without_fleeting_vowel(word[: -len(ending)]))
    return stems
