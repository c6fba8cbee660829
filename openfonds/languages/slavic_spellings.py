"""Spellings of Ukrainian, Belarusian and Bulgarian that differ from today's, where letters tell.

- drahomanivka (M. Drahomanov, Geneva, 1870s-1914): ј for й and in я, ю, є, ї, which it has not.
- zhelekhivka (Ye. Zhelekhivskyi, Galicia, 1886-1922): ї after consonants (дїло, сїно).
- taraškievica (Belarusian of B. Taraškievič, 1918; after 1933 abroad): softness written between
  consonants (сьвет, зьвер).
- Bulgarian before 1945: ѣ, ѫ and ъ at the end of words.
"""

import re
from collections.abc import Mapping

DRAHOMANIVKA = "drahomanivka"
ZHELEKHIVKA = "zhelekhivka"
TARASKIEVICA = "taraskievica"
BULGARIAN_BEFORE_1945 = "bulgarian-before-1945"

MIN_LETTERS = 200
MIN_HITS = 5
# ј is four letters in a hundred; it also stands in Serbian, Azerbaijani and Altai, which have no і.
MIN_JE_RATIO = 0.02
MIN_I_RATIO = 0.03
MAX_JOTATED_RATIO = 0.003
# ї after a consonant, of all ї: today's Ukrainian has none.
MIN_ZHELEKHIVKA_SHARE = 0.2
# сь, зь, ць before a soft consonant, of all letters: one in 150 in texts in taraškievica.
MIN_SOFTNESS_RATIO = 0.002
MIN_YUS_RATIO = 0.002

_NOT_UKRAINIAN = "ъыэёѣљњћђџ"
_JOTATED = "яюєїйщ"
_YI_AFTER_CONSONANT = re.compile("[бвгджзклмнпрстфхцчшщ]ї")
_SOFTNESS = re.compile("(?:сь|зь|ць|дзь)(?:[бвпфн][еіяюё]|[бвпф]ь)")


def slavic_spelling(
    text: str, language: str | None, counts: Mapping[str, int], n_cyrillic: int
) -> str | None:
    """One of the spellings above, or None where letters do not tell it surely."""
    if n_cyrillic < MIN_LETTERS:
        return None
    alien = sum(counts.get(char, 0) for char in _NOT_UKRAINIAN)
    if alien <= MAX_JOTATED_RATIO * n_cyrillic:
        jotated = sum(counts.get(char, 0) for char in _JOTATED)
        if (
            counts.get("ј", 0) >= MIN_JE_RATIO * n_cyrillic
            and counts.get("і", 0) >= MIN_I_RATIO * n_cyrillic
            and jotated <= MAX_JOTATED_RATIO * n_cyrillic
        ):
            return DRAHOMANIVKA
        if language == "ukr":
            after = len(_YI_AFTER_CONSONANT.findall(text.lower()))
            if after >= MIN_HITS and after >= MIN_ZHELEKHIVKA_SHARE * counts.get("ї", 0):
                return ZHELEKHIVKA
    if language == "bel":
        soft = len(_SOFTNESS.findall(text.lower()))
        if soft >= MIN_HITS and soft >= MIN_SOFTNESS_RATIO * n_cyrillic:
            return TARASKIEVICA
    if (
        language == "bul"
        and counts.get("ѣ", 0) >= MIN_HITS
        and counts.get("ѫ", 0) >= max(MIN_HITS, MIN_YUS_RATIO * n_cyrillic)
    ):
        return BULGARIAN_BEFORE_1945
    return None
