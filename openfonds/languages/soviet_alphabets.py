"""The alphabets of the peoples of the USSR, 1918-1940: Latin ones, and the Komi one of Molodcov.

Between 1923 and 1940 some seventy languages wrote in Latin letters made for them; then all but a
few went over to Cyrillic. All these alphabets wrote the vowel between ы and ə as ь, a letter that
no other Latin alphabet has, and which tells them apart from Turkish, Azerbaijani of today, Latvian
and Romanian, with which they share ş, ç, ə, ņ, ļ.

- Yañalif, the New Turkic Alphabet of the congress in Baku, 1926 (Tatar, Bashkir, Kazakh, Uzbek,
  Kirghiz, Azerbaijani, the Caucasus): ƣ, ɵ, ƶ, ꞑ (or ŋ), ç, ş, ʙ.
- The Unified Northern Alphabet, 1930 (Saami, Nenets, Mansi, Selkup, Evenki ...):
  ꞩ, ꜧ, ŋ, ņ, ļ, ț, ķ.
- Komi of Molodcov, 1918-1932 and 1936-1938, in Cyrillic: ԁ, ԃ, ԅ, ԇ, ԉ, ԋ, ԍ, ԏ, ј.

Komi, Udmurt and others between 1930 and 1939 had Latin alphabets that mix these letters: what is
plainly of that time, and not plainly of one of the two, is told as Soviet Latin.
"""

from collections.abc import Mapping

YANALIF = "yanalif"
NORTHERN = "unified-northern"
SOVIET_LATIN = "soviet-latin"
MOLODCOV = "molodcov"

MIN_LETTERS = 60
# The vowel ь is two to ten letters in a hundred; what an engine without it reads (b, ъ, i) is lost.
MIN_YERU_RATIO = 0.008
# Letters of one alphabet alone, of all letters, and how much commoner than those of the other.
MIN_OWN_RATIO = 0.005
MIN_LEAD = 3
MIN_OWN_ONLY_RATIO = 0.015
# The eight letters of Molodcov are twelve in a hundred; an engine without them writes д, з, т.
MIN_MOLODCOV_RATIO = 0.015
MIN_MOLODCOV_KINDS = 3

_YERU = "ьЬ"
_TURKIC = frozenset("ƣɵꞑʙ")
_NORTHERN = frozenset("ꞩꜧ")
# Letters that Latin alphabets outside the USSR have too: they only go along with the others.
_ALSO_NORTHERN = frozenset("ŋņļțţķŗæāєз")
_ALSO_TURKIC = frozenset("ƶçşөğ")
_MOLODCOV = frozenset("ԁԃԅԇԉԋԍԏ")


def latin_alphabet(counts: Mapping[str, int], n_latin: int) -> str | None:
    """YANALIF, NORTHERN, SOVIET_LATIN, or None for any other Latin alphabet.

    Args:
        counts: how often each letter stands in a text, in lower case.
        n_latin: how many of these letters are Latin.
    """
    if n_latin < MIN_LETTERS:
        return None
    yeru = counts.get("ь", 0) >= MIN_YERU_RATIO * n_latin
    turkic, northern = _sum(counts, _TURKIC), _sum(counts, _NORTHERN)
    least = MIN_OWN_RATIO * n_latin if yeru else MIN_OWN_ONLY_RATIO * n_latin
    if turkic >= least and turkic >= MIN_LEAD * northern:
        return YANALIF
    if northern >= least and northern >= MIN_LEAD * turkic:
        return NORTHERN
    if not yeru:
        return None
    also_turkic, also_northern = _sum(counts, _ALSO_TURKIC), _sum(counts, _ALSO_NORTHERN)
    if northern and not turkic and also_northern > also_turkic:
        return NORTHERN
    return SOVIET_LATIN


def is_molodcov(counts: Mapping[str, int], n_cyrillic: int) -> bool:
    """Whether a Cyrillic text has the letters that Molodcov made for Komi."""
    found = [counts[char] for char in _MOLODCOV if counts.get(char)]
    return (
        n_cyrillic >= MIN_LETTERS
        and len(found) >= MIN_MOLODCOV_KINDS
        and sum(found) >= MIN_MOLODCOV_RATIO * n_cyrillic
    )


def _sum(counts: Mapping[str, int], letters: frozenset[str]) -> int:
    return sum(counts.get(char, 0) for char in letters)
