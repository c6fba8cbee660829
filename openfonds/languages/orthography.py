"""The spelling and the alphabet that a text is written in, in one short word; what each means and
by what it is told stands in docs/reference/spelling.md.

Told by the letters and words of the text: never by its date, and not at all in a short one.
"""

import re
from collections import Counter
from collections.abc import Mapping

from openfonds.languages.church_slavonic import CHURCH_SLAVONIC, is_church_slavonic
from openfonds.languages.russian_reform import CYRILLIC, FINAL_ER
from openfonds.languages.scripts import lower_counts, script_of
from openfonds.languages.slavic_spellings import (
    BULGARIAN_BEFORE_1945,
    DRAHOMANIVKA,
    TARASKIEVICA,
    ZHELEKHIVKA,
    slavic_spelling,
)
from openfonds.languages.soviet_alphabets import (
    MOLODCOV,
    NORTHERN,
    SOVIET_LATIN,
    YANALIF,
    is_molodcov,
    latin_alphabet,
)
from openfonds.languages.west_european_spelling import (
    FRENCH_BEFORE_1835,
    GERMAN_1901,
    GERMAN_1996,
    GERMAN_BEFORE_1901,
    LONG_S,
    latin_spelling,
)

ORTHOGRAPHY_VERSION = "3"  # raise it when the output may change

PRE_REFORM = "pre-reform"
CIVIL_18C = "civil-18c"
MODERN = "modern"
# The spellings of Russian that are also given in that of today.
BEFORE_REFORM = frozenset({PRE_REFORM, CIVIL_18C})
ORTHOGRAPHIES = (
    PRE_REFORM,
    CIVIL_18C,
    MODERN,
    CHURCH_SLAVONIC,
    MOLODCOV,
    YANALIF,
    NORTHERN,
    SOVIET_LATIN,
    DRAHOMANIVKA,
    ZHELEKHIVKA,
    TARASKIEVICA,
    BULGARIAN_BEFORE_1945,
    GERMAN_BEFORE_1901,
    GERMAN_1901,
    GERMAN_1996,
    FRENCH_BEFORE_1835,
    LONG_S,
)

MIN_LETTERS = 50
# In pages printed before 1918 about one word in five ends in ъ, and 3-4 letters in a hundred are
# old; a page counts as old from about a third of that. OCR with a modern model loses ѣ and і,
# but mostly keeps ъ: so either cue is enough.
MIN_FINAL_ER_RATIO = 0.06
MIN_OLD_LETTER_RATIO = 0.012
MIN_FINAL_ER_BESIDE_I = 0.02
# Civil type wrote і with two dots until about 1800, and with one after. ї is one letter in eighty.
MIN_YI_RATIO = 0.004
MIN_YI = 4
MIN_YI_LEAD = 2  # times as many as і

# Spellings that went out of use by about 1810; one alone may stand in a quotation.
_OF_18C = re.compile(r"\b(?:не)?(?:естьли|щаст\w+|протч\w+|лутч\w+)\b")
MIN_WORDS_18C = 2

_WORD = re.compile(f"[{CYRILLIC}]+")
_OLD_LETTER = re.compile("[ѣѢіІїЇѳѲѵѴ]")
_OLD_LETTER_BUT_I = re.compile("[ѣѢѳѲѵѴ]")
_CUES = "ѣѢѳѲѵѴ"  # without any of these and ъ at an end, nothing is old
_ER = re.compile(f"[ъЪ](?![{CYRILLIC}])")  # far more seldom than the letters before it


def orthography(text: str, language: str | None, *, dots_tell: bool = True) -> str | None:
    """One of ORTHOGRAPHIES, or None where nothing tells surely.

    `dots_tell`: whether ї stands on the paper where it stands in the text. An engine that learned
    from books of the 18th century writes it in later papers, too.

    Alphabets are told whatever the language is (the models of languages do not know most of
    theirs); spellings within an alphabet only for the languages that have them (ISO 639-3).
    """
    counts = lower_counts(text)
    by_script = Counter[str | None]()
    for char, n in counts.items():
        by_script[script_of(char)] += n
    n_cyrillic, n_latin = by_script["Cyrl"], by_script["Latn"]
    if n_latin > n_cyrillic:
        # ь and a few others come from Cyrillic, and are letters of these alphabets all the same.
        return latin_alphabet(counts, n_latin) or latin_spelling(text, language, counts, n_latin)
    if is_church_slavonic(text, counts, n_cyrillic):
        return CHURCH_SLAVONIC
    if is_molodcov(counts, n_cyrillic):
        return MOLODCOV
    if language == "rus":
        return _russian(text, counts, n_cyrillic, dots_tell=dots_tell)
    return slavic_spelling(text, language, counts, n_cyrillic)


def _russian(
    text: str, counts: Mapping[str, int], n_cyrillic: int, *, dots_tell: bool
) -> str | None:
    if n_cyrillic < MIN_LETTERS:
        return None
    if not has_old_spelling(text):
        return MODERN
    dotted, plain = counts.get("ї", 0), counts.get("і", 0)
    is_civil = dotted >= max(MIN_YI, MIN_YI_RATIO * n_cyrillic, MIN_YI_LEAD * plain)
    is_civil = (is_civil and dots_tell) or len(_OF_18C.findall(text.lower())) >= MIN_WORDS_18C
    return CIVIL_18C if is_civil else PRE_REFORM


def _count_final_er(text: str) -> int:
    return len(FINAL_ER.findall(text)) if _ER.search(text) else 0


def has_old_spelling(text: str) -> bool:
    """Whether a Cyrillic text has the letters of the old spelling, whatever the language.

    Old Bulgarian and Galician prints have them too.
    """
    finals = _count_final_er(text)
    if not finals and not any(char in text for char in _CUES):
        return False
    found = _WORD.findall(text)
    words, letters = len(found), sum(map(len, found))
    final_er = finals / words
    # і and ї alone are Ukrainian or Belarusian: they count only where words also end in ъ.
    cue = _OLD_LETTER if final_er >= MIN_FINAL_ER_BESIDE_I else _OLD_LETTER_BUT_I
    return (
        final_er >= MIN_FINAL_ER_RATIO or len(cue.findall(text)) / letters >= MIN_OLD_LETTER_RATIO
    )
