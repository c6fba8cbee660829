"""The words of Russian: OpenCorpora's dictionary of inflected forms, as pymorphy3 carries it
(M. Korobov, 2015)."""

from array import array
from functools import lru_cache
from typing import Any

# OpenCorpora's grammemes of names of people, places, firms and brands, and of abbreviations.
_NAMES = frozenset({"Name", "Surn", "Patr", "Geox", "Orgn", "Trad", "Abbr", "Init"})


# Of a unit of the graph, as dawg_python.units reads it.
_EXTENSION, _LABEL = 1 << 9, 1 << 31 | 0xFF
_START = 5  # letters: words have few beginnings, so where these lead is kept
_PAYLOAD = b"\x01"  # what a whole word is followed by
_YE, _YO = "е".encode(), "ё".encode()


def is_russian_word(word: str) -> bool:
    """Whether a word in small letters is a form of the dictionary; е stands for ё, too.

    The same as pymorphy3's `word_is_known`, which calls three functions for every byte: most of
    the time of a page went there.
    """
    units = _units()
    if units is None:
        return bool(analyser().word_is_known(word))
    places = _start(word[:_START])
    if not places:
        return False
    rest = word[_START:]
    labels = rest.encode(errors="surrogatepass") + _PAYLOAD
    if any(_followed(units, place, labels) > 0 for place in places):  # as most, without a ё
        return True
    return "е" in rest and any(
        _followed(units, place, _PAYLOAD) > 0 for place in _places(units, places, rest)
    )


@lru_cache(maxsize=1 << 15)
def _start(letters: str) -> list[int]:
    units = _units()
    if units is None:
        return []
    before = letters[: _START - 2]
    if before == letters:
        return _places(units, [0], letters)
    return _places(units, _start(before), letters[len(before) :])


def _places(units: "array[int]", places: list[int], letters: str) -> list[int]:
    """Where the letters lead from any of these places."""
    for number, part in enumerate(letters.split("е")):
        if not places:
            break
        labels = part.encode(errors="surrogatepass")
        either = (_YE + labels, _YO + labels) if number else (labels,)
        ahead = [_followed(units, place, one) for place in places for one in either]
        places = [place for place in ahead if place >= 0]
    return places


def _followed(units: "array[int]", place: int, labels: bytes) -> int:
    """Where the labels lead in the graph; -1 where they lead nowhere."""
    unit = units[place]
    for label in labels:
        place ^= ((unit >> 10) << ((unit & _EXTENSION) >> 6)) ^ label  # 30 bits at most
        unit = units[place]
        if unit & _LABEL != label:
            return -1
    return place


def is_only_name(word: str) -> bool:
    """Whether a form of the dictionary is nothing but a name or an abbreviation."""
    return not any(_NAMES.isdisjoint(tag.grammemes) for tag in analyser().tag(word))


def is_plural_adjective(word: str) -> bool:
    """Whether a form of the dictionary can be an adjective or participle in the plural."""
    return any(
        reading.is_known and "plur" in reading.tag and reading.tag.POS in ("ADJF", "PRTF")
        for reading in analyser().parse(word)
    )


@lru_cache(maxsize=1)
def _units() -> "array[int] | None":
    """The graph of the words; None where the library does not keep it as dawg2-python 0.9 does."""
    units = getattr(getattr(analyser().dictionary.words, "dct", None), "_units", None)
    return units if isinstance(units, array) and units.typecode == "I" else None


@lru_cache(maxsize=1)
def analyser() -> Any:  # pymorphy3 has no types
    """The one analyser of a process: it takes 18 MB."""
    import pymorphy3  # takes 0.1 s, and pages in other languages do not need it

    return pymorphy3.MorphAnalyzer(lang="ru")


def dictionary_version() -> str:
    """Changes with the dictionary."""
    from importlib.metadata import version

    return f"{version('pymorphy3')} {version('pymorphy3-dicts-ru')}"
