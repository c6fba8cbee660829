"""The script of a text, by its letters (ISO 15924).

Fraktur and civil or church Cyrillic are styles of type that characters do not tell apart: the
answer is Latn and Cyrl.
"""

import unicodedata
from collections import Counter
from functools import lru_cache

MIN_LETTERS = 5

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


def main_script(text: str) -> str | None:
    """ISO 15924 code of the script of most letters; None below MIN_LETTERS letters of it.

    >>> main_script("Высочайше утвержденное положеніе, см. стр. IV")
    'Cyrl'
    """
    letters: Counter[str] = Counter()
    for char, count in Counter(text).items():
        if script := script_of(char):
            letters[script] += count
    if not letters:
        return None
    script, count = min(letters.items(), key=lambda item: (-item[1], item[0]))
    return script if count >= MIN_LETTERS else None
