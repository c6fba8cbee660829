"""What the dictionaries say of a word: the lists of names in natasha and pymorphy3's lexicon.

A word can be several things at once: Волков is a surname and a form of волк, Вера is a given
name and a noun. Read once in a process; no network.
"""

from dataclasses import dataclass
from functools import lru_cache

from openfonds.languages.natasha_data import natasha_data
from openfonds.languages.russian_words import analyser, is_russian_word
from openfonds.restrictions.detectors.persons.patronymics import is_patronymic
from openfonds.restrictions.detectors.persons.shapes import is_surname_shaped
from openfonds.restrictions.detectors.persons.stems import listed_stem, possible_stems

_NAMES = frozenset({"Name", "Surn", "Patr"})
# No ordinary words: names of persons, places, organisations, abbreviations.
_NO_WORD = _NAMES | {"Geox", "Orgn", "Trad", "Abbr", "Init", "Poss"}
# Below this share of all uses a reading is a grammarian's: "маша" of махать.
_RARE = 0.12
_LONGEST_WORD = 40  # no name is longer; OCR sometimes reads a line of dots as a word


@dataclass(frozen=True, slots=True)
class Reading:
    """What a word may be. Nothing is true of a word that no dictionary knows."""

    known: bool  # in the lexicon of pymorphy3, whatever it is
    surname: bool  # the lexicon calls it a surname
    listed: bool  # a form of a surname in the list of natasha
    first: bool  # a given name or a diminutive
    patronymic: bool
    ordinary: bool  # also, or only, a common word
    adjective: bool  # also, or only, an adjective, participle or pronoun
    place: bool  # also, or only, a place

    @property
    def named(self) -> bool:
        """Whether some dictionary has it as a part of a person's name."""
        return self.surname or self.listed or self.first or self.patronymic


_NOTHING = Reading(False, False, False, False, False, False, False, False)


def _listed(name: str) -> list[str]:
    lines = (natasha_data() / "dict" / name).read_text(encoding="utf-8").splitlines()
    words = (line.partition("#")[0].strip().replace("ё", "е") for line in lines)
    return [word for word in words if word]


@lru_cache(maxsize=1)
def _surname_stems() -> frozenset[str]:
    return frozenset(map(listed_stem, _listed("last.txt")))


@lru_cache(maxsize=1)
def _first_stems() -> frozenset[str]:
    return frozenset(map(listed_stem, _listed("first.txt")))


@lru_cache(maxsize=1 << 17)
def is_known(word: str) -> bool:
    """Whether `word`, in lower case, is a form of a word of the lexicon."""
    return len(word) <= _LONGEST_WORD and is_russian_word(word)


@lru_cache(maxsize=1 << 17)
def look_up(word: str) -> Reading:
    """What `word`, in lower case, may be. ё and е are the same."""
    word = word.replace("ё", "е")
    if len(word) > _LONGEST_WORD or not word:
        return _NOTHING
    if "-" in word:
        return _compound([look_up(part) for part in word.split("-") if part], word)
    surname = first = patronymic = adjective = place = False
    common = 0.0
    known = is_known(word)
    if known:
        for parse in analyser().parse(word):
            grammemes = parse.tag.grammemes
            if "Infr" in grammemes or "Erro" in grammemes:
                continue
            surname |= "Surn" in grammemes
            first |= "Name" in grammemes
            patronymic |= "Patr" in grammemes
            place |= "Geox" in grammemes
            # "Иванов" is also a possessive adjective, which nobody writes any more
            if not grammemes & _NO_WORD:
                common += parse.score
            adjective |= parse.tag.POS in ("ADJF", "PRTF", "NPRO")
    ordinary = common > (_RARE if surname or first else 0.0)
    stems = possible_stems(word)
    listed = any(stem in _surname_stems() for stem in stems)
    if not (ordinary or first or place):
        first = any(stem in _first_stems() for stem in stems) and not is_surname_shaped(word)
    return Reading(
        known, surname, listed, first, patronymic or is_patronymic(word), ordinary, adjective, place
    )


def _compound(parts: list[Reading], word: str) -> Reading:
    """A double name or a compound word: Петров-Водкин, социал-демократ."""
    known = is_russian_word(word) or all(part.known for part in parts)
    return Reading(
        known,
        any(part.surname for part in parts),
        all(part.listed for part in parts),
        all(part.first for part in parts),
        any(part.patronymic for part in parts),
        any(part.ordinary for part in parts),
        bool(parts) and parts[-1].adjective,
        any(part.place for part in parts),
    )
