"""The words of Russian: OpenCorpora's dictionary of inflected forms, as pymorphy3 carries it
(M. Korobov, 2015)."""

from functools import lru_cache
from typing import Any

# OpenCorpora's grammemes of names of people, places, firms and brands, and of abbreviations.
_NAMES = frozenset({"Name", "Surn", "Patr", "Geox", "Orgn", "Trad", "Abbr", "Init"})


def is_russian_word(word: str) -> bool:
    """Whether a word in small letters is a form of the dictionary; е stands for ё, too."""
    return bool(_analyser().word_is_known(word))


def is_only_name(word: str) -> bool:
    """Whether a form of the dictionary is nothing but a name or an abbreviation."""
    return not any(_NAMES.isdisjoint(tag.grammemes) for tag in _analyser().tag(word))


def is_plural_adjective(word: str) -> bool:
    """Whether a form of the dictionary can be an adjective or participle in the plural."""
    return any(
        reading.is_known and "plur" in reading.tag and reading.tag.POS in ("ADJF", "PRTF")
        for reading in _analyser().parse(word)
    )


@lru_cache(maxsize=1)
def _analyser() -> Any:  # pymorphy3 has no types
    import pymorphy3  # takes 0.1 s, and pages in other languages do not need it

    return pymorphy3.MorphAnalyzer(lang="ru")


def dictionary_version() -> str:
    """Changes with the dictionary."""
    from importlib.metadata import version

    return f"{version('pymorphy3')} {version('pymorphy3-dicts-ru')}"
