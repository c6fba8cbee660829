"""The script of a text, by its letters (ISO 15924), and by the model that read it.

Fraktur and Latin type, church and civil Cyrillic are styles of type that most characters do not
tell apart. Church type is told by its own letters; Fraktur by the model that read the page, or by
the long s in a language that set it in Fraktur. Elsewhere the answer is Cyrl and Latn.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from openfonds.languages.church_slavonic import CYRS, is_church_slavonic

SCRIPT_VERSION = "2"  # raise it when the output may change

MIN_LETTERS = 5
_LAST_COUNTED = 0x2FFF  # one place for each character up to it; behind it are those of East Asia
LATF = "Latf"
# In print with long s it is one letter in twenty; engines write f for a part of them.
MIN_LONG_S_RATIO = 0.01
MIN_LETTERS_LONG_S = 100
# Languages whose print with long s is in Fraktur but for a few scholarly books; that of French,
# Italian, English and Latin is in Latin type.
_FRAKTUR_LANGUAGES = frozenset({"ces", "dan", "deu", "est", "fin", "lav", "nob", "nno", "swe"})
# Tesseract's models: Fraktur, frk, deu_latf, deu_frak, dan_frak, frak2021, GT4HistOCR's.
_FRAKTUR_MODEL = re.compile(r"(?i)(?:script/)?(?:frk|\w*fraktur\w*|\w*_(?:latf|frak)|frak\d*\w*)")

# The first word of a character's Unicode name, and the ISO 15924 code of that script.
_SCRIPT_OF_NAME = {
    "ARABIC": "Arab",
    "ARMENIAN": "Armn",
    "BENGALI": "Beng",
    "CJK": "Hani",
    "COPTIC": "Copt",
    "CYRILLIC": "Cyrl",
    "DEVANAGARI": "Deva",
    "ETHIOPIC": "Ethi",
    "GEORGIAN": "Geor",
    "GLAGOLITIC": "Glag",
    "GOTHIC": "Goth",
    "GREEK": "Grek",
    "HANGUL": "Hang",
    "HEBREW": "Hebr",
    "HIRAGANA": "Hira",
    "KATAKANA": "Kana",
    "LATIN": "Latn",
    "MONGOLIAN": "Mong",
    "RUNIC": "Runr",
    "SYRIAC": "Syrc",
    "THAI": "Thai",
    "TIBETAN": "Tibt",
}


@lru_cache(maxsize=8192)
def script_of(char: str) -> str | None:
    """ISO 15924 code of one letter; None for what is no letter, or a script not listed here.

    >>> script_of("ѣ"), script_of("ß"), script_of("7")
    ('Cyrl', 'Latn', None)
    """
    if not char.isalpha():
        return None
    return _SCRIPT_OF_NAME.get(unicodedata.name(char, "").split(" ", 1)[0])


@lru_cache(maxsize=1)
def lower_counts(text: str) -> Mapping[str, int]:
    """How often each character stands in a text, in lower case.

    Kept for one text: script and spelling of a page are told one after the other.
    """
    codes = np.frombuffer(text.lower().encode("utf-32-le", "surrogatepass"), np.uint32)
    if not len(codes) or codes.max() > _LAST_COUNTED:
        return Counter(text.lower())
    counts = np.bincount(codes)
    found = np.flatnonzero(counts)
    return dict(zip(map(chr, found.tolist()), counts[found].tolist(), strict=True))


def main_script(text: str, language: str | None = None, model: str = "") -> str | None:
    """ISO 15924 code of the script of most letters; None below MIN_LETTERS letters of it.

    Args:
        text: what was read.
        language: ISO 639-3 code of its language, if known.
        model: the models that read it, as `PageText.model` gives them.

    >>> main_script("Высочайше утвержденное положеніе, см. стр. IV")
    'Cyrl'
    """
    counts = lower_counts(text)
    letters: Counter[str] = Counter()
    for char, count in counts.items():
        if script := script_of(char):
            letters[script] += count
    if not letters:
        return None
    script, count = min(letters.items(), key=lambda item: (-item[1], item[0]))
    if count < MIN_LETTERS:
        return None
    if script == "Cyrl" and is_church_slavonic(text, counts, count):
        return CYRS
    if script == "Latn" and (
        _read_as_fraktur(model) or (language in _FRAKTUR_LANGUAGES and has_long_s(counts, count))
    ):
        return LATF
    return script


def has_long_s(counts: Mapping[str, int], n_latin: int) -> bool:
    """Whether ſ is a letter of a text and no stray sign in it."""
    return n_latin >= MIN_LETTERS_LONG_S and counts.get("ſ", 0) >= MIN_LONG_S_RATIO * n_latin


def _read_as_fraktur(model: str) -> bool:
    """Whether every model that read a page ("deu_latf:0123456789ab;psm=3") was for Fraktur."""
    names = [part.partition(":")[0] for part in model.partition(";")[0].split("+")]
    return all(_FRAKTUR_MODEL.fullmatch(name) for name in names)
