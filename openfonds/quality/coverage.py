"""How much of a text stands in the dictionary of its language."""

import re

from openfonds.languages.dictionaries import Dictionaries, Dictionary

MIN_LETTERS = 3  # shorter words are listed by chance
MIN_ASKED = 40  # letters; fewer say nothing
_WORD = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f'’ʼ][^\W\d_]*)*")
LONGEST_WORD = 60  # no dictionary has longer ones, and asking would take their length


def lexicon_coverage(text: str, language: str | None, dictionaries: Dictionaries) -> float | None:
    """The share of letters in words that the dictionary of the language lists, 0-1.

    Only words of MIN_LETTERS letters and more are asked. None where there is no dictionary of the
    language, or fewer than MIN_ASKED letters to ask of.
    """
    dictionary = dictionaries.of(language)
    if dictionary is None:
        return None
    asked, listed = letters_asked_and_listed(text, dictionary)
    return round(listed / asked, 4) if asked >= MIN_ASKED else None


def letters_asked_and_listed(text: str, dictionary: Dictionary) -> tuple[int, int]:
    """How many letters of a text are asked about, and how many are in listed words."""
    asked = listed = 0
    for word in (text,) if text.isalpha() else _WORD.findall(text):
        if len(word) >= MIN_LETTERS:
            asked += len(word)
            if len(word) <= LONGEST_WORD and dictionary.has(word):
                listed += len(word)
    return asked, listed
