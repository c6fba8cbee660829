"""The share of tokens that look like nothing that is printed."""

import re

from openfonds.word_memory import WordMemory

_ENDS = re.compile(r"^[^\w\s]{1,3}|[^\w\s]{1,4}$")
_LETTERS = r"[^\W\d_]"
# Accents, titla and letters written above (Cyrillic), points (Hebrew), vowel signs (Arabic).
_MARKS = "\u0300-\u036f\u0483-\u0487\u2de0-\u2dff\ua66f\u0591-\u05c7\u064b-\u0652"
_JOINTS = "-‐⸗–—’'ʼ.,&/"
# Signs that print uses by themselves, rows of dots and rules among them.
_PUNCTUATION = re.compile(
    r"[-–—−.,:;!?…·•*'\"“”„«»‹›()\[\]№§%&/+=°†|]{1,3}|\.{2,}|…+|·+|[-–—_=*]{2,}"
)
_NUMBER = re.compile(r"[-+−±№§$£€₽]?\d+(?:[.,:/\-–—×]\d+)*(?:[-–]?[^\W\d_]{1,3})?[%°'’]?")
_WORD = re.compile(
    rf"{_LETTERS}(?:{_LETTERS}|[{_MARKS}])*(?:[{_JOINTS}]+{_LETTERS}(?:{_LETTERS}|[{_MARKS}])*)*"
)
_TRIPLED = re.compile(r"([^\W\d_IVXMCivxmcІ])\1\1")
_CASE_CHANGE = re.compile(r"[a-zß-öø-ÿа-яёѣіѳѵ][A-ZÀ-ÖØ-ÞА-ЯЁѢІѲѴ]")
_MIXED_SCRIPTS = re.compile(r"[A-Za-z][А-Яа-яЁёѢѣ]|[А-Яа-яЁёѢѣ][A-Za-z]")
_ALPHABETIC = re.compile(r"[a-zß-öø-ÿĀ-žа-яёѣѳѵіїєґ]+")
_VOWEL = re.compile(r"[aeiouyà-æè-ïò-öø-üýÿāăąēĕėęěīĭįıōŏőœūŭůűųаеёиоуыэюяѣіїєѵ]")
_MAX_LETTERS = 40
_MIN_LETTERS_FOR_VOWEL = 6
# A word in one script, with a capital at most at its start, and the punctuation at its ends.
_PLAIN = re.compile(
    rf"[^\w\s]{{0,3}}"
    rf"([А-ЯЁа-яё][а-яё]{{0,{_MAX_LETTERS - 1}}}|[A-Za-z][a-z]{{0,{_MAX_LETTERS - 1}}})"
    rf"[^\w\s]{{0,4}}"
)


def garbage_ratio(text: str) -> float:
    """The share of tokens that look like nothing that is printed, 0-1, to 4 decimals.

    Tokens are what stands between white space. A token is good if it is
    - usual punctuation: up to three signs, or a row of dots or dashes; or, without the punctuation
      at its ends,
    - a number, with separators and up to three letters behind it ("1912", "3/4", "5-го"); or
    - a word: letters, also joined by hyphens, apostrophes, stops, ampersands or slashes, of at most
      40 letters, no letter three times in a row (but Roman numerals), no small letter followed by
      a capital twice, no Latin beside Cyrillic letters, and in six or more Latin or Cyrillic
      letters at least one vowel.
    An empty text has the ratio 0.
    """
    tokens = text.split()
    if not tokens:
        return 0.0
    return round((len(tokens) - sum(_ARE_GOOD.each(tokens))) / len(tokens), 4)


def is_good(token: str) -> bool:
    """Whether a token looks like something that is printed, as `garbage_ratio` says."""
    plain = _PLAIN.fullmatch(token)
    if plain:  # most are; what is left to ask of them is the same as below
        word = plain[1].lower()
        return _TRIPLED.search(plain[1]) is None and (
            len(word) < _MIN_LETTERS_FOR_VOWEL or _VOWEL.search(word) is not None
        )
    if _PUNCTUATION.fullmatch(token) or _NUMBER.fullmatch(token):
        return True
    core = _ENDS.sub("", token)
    if _NUMBER.fullmatch(core):
        return True
    return _WORD.fullmatch(core) is not None and _is_wordlike(core)


def _is_wordlike(word: str) -> bool:
    if len(word) > _MAX_LETTERS or _TRIPLED.search(word) or _MIXED_SCRIPTS.search(word):
        return False
    if len(_CASE_CHANGE.findall(word)) > 1:
        return False
    lower = word.lower()
    return (
        len(lower) < _MIN_LETTERS_FOR_VOWEL
        or _ALPHABETIC.fullmatch(lower) is None
        or _VOWEL.search(lower) is not None
    )


_ARE_GOOD = WordMemory(is_good, 1 << 16)
