"""Letters of another script that look the same, inside a word: put into the script of the word.

A typist without a Cyrillic o, and an engine that reads with two models, write "Рoссия" with a
Latin letter: nobody sees it and no search finds it. A word is changed where the word list has the
result, or where most letters and at least two that the other script does not have leave no doubt.
What holds figures or stands beside them, beside @ or a slash, or between full stops, is a code, an
address or a formula, and stays; so do Roman numerals with an ending.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import groupby

from openfonds.cleaning.words import WordList
from openfonds.edits import Replacement
from openfonds.languages.scripts import lower_counts, script_of

_PAIRS = "AА BВ CС EЕ HН IІ KК MМ OО PР TТ XХ YУ aа cс eе oо pр xх yу iі kк ëё ËЁ ïї ÏЇ"
_GREEK_LATIN = "ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX οo"
_TO_CYRILLIC = {pair[0]: pair[1] for pair in _PAIRS.split()}
_TO_LATIN = {cyrillic: latin for latin, cyrillic in _TO_CYRILLIC.items()}
for _pair in _GREEK_LATIN.split():
    _TO_LATIN[_pair[0]] = _pair[1]
    if _pair[1] in _TO_CYRILLIC:
        _TO_CYRILLIC[_pair[0]] = _TO_CYRILLIC[_pair[1]]
_TABLES: Mapping[str, Mapping[str, str]] = {"Cyrl": _TO_CYRILLIC, "Latn": _TO_LATIN}

MIN_OWN = 2  # letters that only the script of the word has
MAX_RUN = 2  # look-alikes in a row; more are a word of their own that is glued to it
# The Latin alphabets of the 1930s had ь as a letter.
_NOT_OWN = frozenset("ьЬ")
MIN_LISTED = 2  # letters of a word that is changed because a list has it

_LATIN = "A-Za-z\u00c0-\u024f"
_CYRILLIC = "\u0400-\u052f"
_GREEK = "\u0370-\u03ff"
_MIXED = re.compile(
    rf"[{_LATIN}][{_CYRILLIC}{_GREEK}]|[{_CYRILLIC}][{_LATIN}{_GREEK}]|[{_GREEK}][{_LATIN}{_CYRILLIC}]"
)
_SCRIPTS = frozenset({"Latn", "Cyrl", "Grek"})
MIN_SCRIPTS = 2
_LONGEST_WORD = 64
# Beside these, or a full stop without a blank, letters are a code, an address or a formula.
_CODE_BEFORE = re.compile(r"[\d_@/\\#&%+=<>|$^~{}][-.:]?\Z|\w\.\Z")
_CODE_AFTER = re.compile(r"[-.:]?[\d_@/\\#&%+=<>|$^~{}]|\.\w")
_ROMAN = re.compile(f"[IVXLCDMІХСМ]+[{_CYRILLIC}]+")
_ROMAN_LATIN = re.compile("[IVXLCDM]{2,}")


def own_letters(text: str, words: WordList | None = None) -> Iterator[Replacement]:
    """Replacements of look-alike letters of another script. Reason: look_alike.

    >>> [new for _, _, new, _ in own_letters("Рoссия, A4, ВAЗ-2101")]
    ['о']
    """
    if (
        text.isascii()
        or len(_SCRIPTS.intersection(map(script_of, lower_counts(text)))) < MIN_SCRIPTS
    ):
        return  # as most pages: this is far faster than what follows
    done = changed = 0
    for mixed in _MIXED.finditer(text):
        if mixed.start() < done:
            continue
        start, end = _word_around(text, mixed.start())
        done = end
        word = text[start:end]
        if _is_code(text, start, end):
            continue
        new = _in_one_script(word, words)
        if new is None:
            continue
        for place, (old_letter, new_letter) in enumerate(zip(word, new, strict=True)):
            # Of a word longer than _LONGEST_WORD the stretches overlap.
            if old_letter != new_letter and start + place >= changed:
                changed = start + place + 1
                yield Replacement(start + place, start + place + 1, new_letter, "look_alike")


def _word_around(text: str, place: int) -> tuple[int, int]:
    start = end = place
    while start > 0 and place - start < _LONGEST_WORD and text[start - 1].isalpha():
        start -= 1
    while end < len(text) and end - place < _LONGEST_WORD and text[end].isalpha():
        end += 1
    return start, end


def _is_code(text: str, start: int, end: int) -> bool:
    before, after = text[max(start - 2, 0) : start], text[end : end + 2]
    return bool(_CODE_BEFORE.search(before) or _CODE_AFTER.match(after))


def _in_one_script(word: str, words: WordList | None) -> str | None:
    if _ROMAN.fullmatch(word) and _ROMAN_LATIN.match(word):
        return None
    scripts = [script_of(char) for char in word]
    candidates = []
    for script, table in _TABLES.items():
        others = [c for c, s in zip(word, scripts, strict=True) if s not in (None, script)]
        if not others or not all(char in table for char in others):
            continue
        new = "".join(
            table[c] if s not in (None, script) else c for c, s in zip(word, scripts, strict=True)
        )
        away = _TABLES["Latn" if script == "Cyrl" else "Cyrl"]
        own = sum(
            s == script and c not in away and c not in _NOT_OWN
            for c, s in zip(word, scripts, strict=True)
        )
        longest = max(
            len(list(run))
            for is_other, run in groupby(s not in (None, script) for s in scripts)
            if is_other
        )
        is_plain = own >= MIN_OWN and 2 * len(others) < len(word) and longest <= MAX_RUN
        candidates.append((new, is_plain, len(others)))
    listed = [
        new for new, _, _ in candidates if len(word) > MIN_LISTED and words and words.has(new)
    ]
    plain = [new for new, is_plain, _ in candidates if is_plain]
    chosen = listed or plain
    return chosen[0] if len(chosen) == 1 else None
