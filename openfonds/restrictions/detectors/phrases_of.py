"""What one language gives to the detectors of content about persons, as tables of words.

A language is one module with one `PhrasesOf` and one line in languages.py. Phrases are written
as in phrases.py (`word*` any ending, `~` some words between); the cues and the ages are regular
expressions in plain lower-case letters of the language, folded by `fold_pattern`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from openfonds.restrictions.detectors.normalise import fold_phrase

# How much a phrase says by itself:
# form    the heading or formula of a document about one person: certain;
# person  says by its own grammar that it is about a person: likely;
# matter  names such a matter: likely with a cue of a person beside it, else possible;
# word    an ordinary word: likely with a cue of a person in its sentence, else nothing;
# within  ends of a phrase that says so of a person named between them: likely, else nothing;
# heading an ordinary word that heads a list of persons by surnames: likely, else nothing.
Strength = Literal["form", "person", "matter", "word", "within", "heading"]

PhraseRows = Mapping[str, Mapping[Strength, tuple[str, ...]]]  # fact, strength, phrases


@dataclass(frozen=True, slots=True)
class PhrasesOf:
    """The tables of one language."""

    language: str  # ISO 639-1
    private_life: PhraseRows
    minors: PhraseRows
    cues: str  # words that stand for one person: my, husband, the accused, he
    names: re.Pattern[str]  # names and titles as printed, not folded
    impersonal: str  # words of statistics, laws, budgets and reports: no person is meant
    ages: tuple[str, ...]  # ages of a child; {age} stands for a number below 18
    infant_ages: tuple[str, ...]  # in months and weeks: only beside a word for a child
    age_anchors: tuple[str, ...]  # parts of words, one of which every age holds
    age_words: tuple[str, ...]  # numbers below 18 in words, folded into {age}
    children: str  # words for a child, before or after an age
    before_not_ages: str  # what stands before years that are no age: for, since, under
    not_ages: str  # what stands after them: ago, of service, of imprisonment
    # Instead of `impersonal` for some facts: a mayor's sick horse is no fact of medicine.
    impersonal_of: Mapping[str, str] = field(default_factory=dict)
    # Names of streets and the like, as printed: they are made from names of persons and are none.
    places: re.Pattern[str] | None = None
    # What only one person does: with a name beside it, the sentence is about that person even
    # if it holds words of laws or reports.
    verbs: str = ""
    # Those who speak, sign and are charged with things at a meeting, in the cases in which they
    # do; with words of business in the sentence neither they nor their names are its matter.
    offices: str = ""
    business: str = ""
    # Figures of speech by fact: a phrase that begins or ends one is no evidence of that fact.
    idioms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def fold_pattern(pattern: str) -> str:
    r"""Fold the letters of a regular expression as the texts are folded.

    The pattern may hold \w, \d, \n and groups, but no other escaped letter (\b would be folded).
    """
    return "".join(fold_phrase(character) for character in pattern)


def alternatives(pattern: str) -> list[str]:
    """The alternatives of a regular expression, divided at each | outside of brackets.

    >>> alternatives("a|b(?:c|d)|e")
    ['a', 'b(?:c|d)', 'e']
    """
    parts, depth = [""], 0
    for character in pattern:
        depth += (character in "([") - (character in ")]")
        if character == "|" and not depth:
            parts.append("")
        else:
            parts[-1] += character
    return [part for part in parts if part]


def whole_words(pattern: str) -> re.Pattern[str]:
    """Compile alternatives that must be whole words of a folded text."""
    return re.compile(rf"(?<!\w)(?:{fold_pattern(pattern)})(?!\w)")
