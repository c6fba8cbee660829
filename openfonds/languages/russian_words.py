"""The words of Russian: OpenCorpora's dictionary of inflected forms, as pymorphy3 carries it
(M. Korobov, 2015)."""

from array import array
from functools import lru_cache
from typing import Any

import numpy as np

# OpenCorpora's grammemes of names of people, places, firms and brands, and of abbreviations.
_NAMES = frozenset({"Name", "Surn", "Patr", "Geox", "Orgn", "Trad", "Abbr", "Init"})


# Of a unit of the graph, as dawg_python.units reads it.
_EXTENSION, _LEAF, _LABEL = 1 << 9, 1 << 31, 0xFF
_MOST_PLACES = 1 << 22  # so that a unit is a small number; OpenCorpora has a third of it
_START = 5  # letters: words have few beginnings, so where these lead is kept
_PAYLOAD = b"\x01"  # what a whole word is followed by
_YE, _YO = "е".encode(), "ё".encode()


def is_russian_word(word: str) -> bool:
    """Whether a word in small letters is a form of the dictionary; е stands for ё, too.

    The same as pymorphy3's `word_is_known`, which calls three functions for every byte: most of
    the time of a page went there.
    """
    graph = _graph()
    if graph is None:
        return bool(analyser().word_is_known(word))
    places = _start(word[:_START])
    if not places:
        return False
    rest = word[_START:]
    labels = rest.encode(errors="surrogatepass") + _PAYLOAD
    for place in places:
        if _followed(graph, place, labels) > 0:  # as most, without a ё
            return True
    return "е" in rest and any(
        _followed(graph, place, _PAYLOAD) > 0 for place in _places(graph, places, rest)
    )


@lru_cache(maxsize=1 << 15)
def _start(letters: str) -> list[int]:
    graph = _graph()
    if graph is None:
        return []
    before = letters[: _START - 2]
    if before == letters:
        return _places(graph, [0], letters)
    return _places(graph, _start(before), letters[len(before) :])


def _places(graph: "array[int]", places: list[int], letters: str) -> list[int]:
    """Where the letters lead from any of these places."""
    for number, part in enumerate(letters.split("е")):
        if not places:
            break
        labels = part.encode(errors="surrogatepass")
        either = (_YE + labels, _YO + labels) if number else (labels,)
        ahead = [_followed(graph, place, one) for place in places for one in either]
        places = [place for place in ahead if place >= 0]
    return places


def _followed(graph: "array[int]", place: int, path: bytes) -> int:
    """Where the labels of a path lead in the graph; -1 where they lead nowhere."""
    unit = graph[place]
    for label in path:
        place ^= (unit >> 8) ^ label
        unit = graph[place]
        if unit & 0xFF != label:
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
def _graph() -> "array[int] | None":
    """The graph of the words; None where the library does not keep it as dawg2-python 0.9 does.

    Of each unit, where its children are, and in the last 8 bits the byte that leads to it: small
    numbers are far faster to reckon with than the library's. To a leaf leads 255, never in UTF-8.
    """
    kept = getattr(getattr(analyser().dictionary.words, "dct", None), "_units", None)
    if not isinstance(kept, array) or kept.typecode != "I":
        return None
    units = np.frombuffer(kept, np.uint32)
    offsets = (units >> 10) << ((units & _EXTENSION) >> 6)
    offsets[(units & _LEAF) > 0] = 0  # a leaf holds a value instead
    if len(offsets) and offsets.max() >= _MOST_PLACES:
        return None
    return array("I", (offsets << 8 | np.where(units & _LEAF, _LABEL, units & _LABEL)).tobytes())


@lru_cache(maxsize=1)
def analyser() -> Any:  # pymorphy3 has no types
    """The one analyser of a process: it takes 18 MB."""
    import pymorphy3  # takes 0.1 s, and pages in other languages do not need it

    return pymorphy3.MorphAnalyzer(lang="ru")


def dictionary_version() -> str:
    """Changes with the dictionary."""
    from importlib.metadata import version

    return f"{version('pymorphy3')} {version('pymorphy3-dicts-ru')}"
