"""Russian of before 1918 in the spelling of today, by rule and dictionary.

First what is sure of every word, known or misread: ѣ, і, ѳ, ѵ and ъ at its end. Then the forms
that the reform changed, of which a dictionary says which are words (исторія is a noun, древнія an
adjective; безпорядокъ has a prefix, низкій none). A word that no dictionary knows either way gets
only those endings and prefixes that no other Russian word has.

Nothing else of a text changes: words that are only old ("галлерея", "итти", "щастие") keep their
letters, ё is not restored, lines and blanks stay where they are.
"""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import lru_cache

from openfonds.languages.russian_reform import CYRILLIC
from openfonds.languages.russian_words import (
    dictionary_version,
    is_plural_adjective,
    is_russian_word,
)

MODERN_SPELLING_VERSION = "1"  # raise it when the output may change

MAX_WORD = 64  # longer runs of letters are no words: they are changed letter by letter
_WORDS_KEPT = 1 << 17

_C = f"[{CYRILLIC}]"
# A word, or two parts of one that a line end cuts.
_WORD = re.compile(rf"({_C}+)(?:([-\u2010¬][ \t]{{0,8}}\n[ \t]{{0,8}})({_C}+))?")
# The Latin i that keyboards and engines without і write for it.
_LATIN_I = re.compile(rf"(?<={_C})[iI]|(?<![A-Za-z])[iI](?={_C})")

_OLD_TO_NEW = str.maketrans("ѣѢіІїЇѳѲѵѴѷѶѕЅ", "еЕиИиИфФиИиИзЗ")
_IZHITSA_AS_V = re.compile("(?<=[аеАЕ])[ѵѴ]")  # Евангелие, Павел; not Моисей
_FINAL_ER = re.compile(rf"(?<={_C})[ъЪ]\Z")

# Pronouns of which the feminine plural was written in its own way.
_PRONOUNS = {"ея": "ее", "нея": "нее", "онѣ": "они", "однѣ": "одни"}
_PRONOUN_STEM = re.compile("^однѣ(?=хъ?$|мъ?$|ми$)")
# Where the dictionary has both readings, or a rarer one.
_WHOLE = {
    "большаго": "большого",
    "меньшаго": "меньшего",
    "иод": "йод",
    "иода": "йода",
    "иоду": "йоду",
    "иодом": "йодом",
    "сия": "сия",
    "третия": "третьи",
}
# Families that write their name so to this day.
_NAMES = frozenset({"живаго", "веселаго", "бураго"})

# Nothing else of a word without these can be old.
_MAY_BE_OLD = re.compile("[ая]го(?:ся)?$|[ыи]я(?:ся)?$|з[кпстфхцчшщ]|ъ|[аеоуыэюя]ио|^ио")
_GENITIVE = re.compile("([ая])го(ся)?$")
_PLURAL = re.compile("([ыи])я(ся)?$")
_SOFT_STEM = "жчшщ"
_PREFIX = re.compile(
    "^((?:не|наи|по|пре|про|без|бес|небез|с)?)((?:бе|во|вз|и|ра|ро|чре|чере|ни))з(?=[кпстфхцчшщ])"
)
_Z_BEFORE_S = re.compile("^(?:не|наи|по|про)?(?:бе|во|и|ра|ни)зс")
_BEZ = re.compile("^(?=.{7})(?:не|наи)?(?:без|чрез)(?=[кптфхцчш])")
_OF_NUMBER = re.compile("^(двух|трех|четырех|сверх)ъ(?=[аоуэбвгджзклмнпрстфхцчшщ])")
_SCHET = re.compile("^((?:не|без|бес|пере)?)разсч(?=е|ё)")
_ERI = re.compile("ъи")
_PREFIXES_IN_ERI = ("без", "из", "об", "от", "под", "пред", "раз", "роз")
_INNER_ER = re.compile("ъ(?![еюяёи])|(?<=[рх])ъ")
_YO = re.compile("(?<=[аеоуыэюя])ио|^ио")
# Endings that no other words than adjectives and participles have.
_SURE_PLURAL = re.compile("(?:(?:[сц]к|щ|[вдй]ш)и|...ы)я(?:ся)?$")
_NEVER_MODERN = re.compile("(?:[сц]к|щ|вш)ия(?:ся)?$")


def in_modern_spelling(text: str) -> str:
    """A text of before 1918 in the spelling of today, line by line as it stands.

    Linear in the length of the text.

    >>> in_modern_spelling("Безплатныя изданія Имп. Академіи; древ-\\nнія рукописи")
    'Бесплатные издания Имп. Академии; древ-\\nние рукописи'
    """
    if "i" in text or "I" in text:
        text = _LATIN_I.sub(lambda match: "І" if match.group() == "I" else "і", text)
    return _WORD.sub(_respelled, text)


def forget_words() -> None:
    """Empty the memory of words met, of which at most _WORDS_KEPT are kept."""
    _short_word.cache_clear()


def settings() -> str:
    """What the output depends on besides the text."""
    return f"{MODERN_SPELLING_VERSION} {dictionary_version()}"


def _respelled(match: re.Match[str]) -> str:
    first, cut, second = match.groups()
    if cut is None:
        return _word(first)
    return _cut_word(first, cut, second)


def _cut_word(first: str, cut: str, second: str) -> str:
    """Both parts of a word that a line end cuts, each where it stood."""
    old = first + second
    if len(old) > MAX_WORD:
        return _word(first) + cut + _word(second)
    new = _word(old)
    if first[-1] in "ъЪ" and not is_russian_word(new.lower()):
        return _word(first) + cut + _word(second)  # контръ-адмиралъ: its own hyphen
    at = _same_place(old, new, len(first))
    return new[:at] + cut + new[at:]


def _same_place(old: str, new: str, place: int) -> int:
    if len(old) == len(new):
        return place
    for _, start, end, new_start, new_end in SequenceMatcher(
        None, old.translate(_OLD_TO_NEW), new, autojunk=False
    ).get_opcodes():
        if start <= place < end:
            return new_start + place - start if end - start == new_end - new_start else new_start
    return len(new)


def _word(word: str) -> str:
    return _short_word(word) if len(word) <= MAX_WORD else _letters(word)


@lru_cache(maxsize=_WORDS_KEPT)
def _short_word(word: str) -> str:
    lower = word.lower()
    is_capital, is_upper = word[0] != lower[0], word.isupper()
    if not (word == lower or is_upper or word[1:] == lower[1:]):
        return _letters(word)  # mixed capitals are a misreading
    if is_capital and not is_upper and lower in _NAMES:
        return word
    modern = _modern(lower)
    if is_upper and len(word) > 1:
        return modern.upper()
    return modern[:1].upper() + modern[1:] if is_capital else modern


def _letters(word: str) -> str:
    """What is sure of any word, in capitals or small letters."""
    word = _IZHITSA_AS_V.sub(lambda match: "в" if match.group() == "ѵ" else "В", word)
    return _FINAL_ER.sub("", word.translate(_OLD_TO_NEW))


def _modern(word: str) -> str:
    if word in _PRONOUNS:
        return _PRONOUNS[word]
    base = _letters(_PRONOUN_STEM.sub("одни", word))
    if base in _WHOLE:
        return _WHOLE[base]
    if _MAY_BE_OLD.search(base) is None:
        return base
    # A noun in -ия, a root in -зк-: words as they stand. Those in -аго in the dictionary are the
    # names of families, but few that are no adjectives in any way (благо, Чикаго).
    is_genitive = _GENITIVE.search(base) is not None
    if not is_genitive and not _is_never_modern(base) and is_russian_word(base):
        return base
    for form in _forms(base):
        if is_russian_word(form) and _agrees(base, form):
            return form
    if is_genitive and is_russian_word(base):
        return base
    return _sure_form(base)


def _is_never_modern(word: str) -> bool:
    """Spares the dictionary questions whose answer is no."""
    return bool(_NEVER_MODERN.search(word) or _Z_BEFORE_S.search(word))


def _forms(word: str) -> Iterator[str]:
    """What a word may have become, the more changed first."""
    starts = list(dict.fromkeys(_starts(word)))
    for start in starts:
        for form in _endings(start):
            if form != word:
                yield form


def _starts(word: str) -> Iterator[str]:
    if _SCHET.search(word):
        yield _SCHET.sub(r"\1расч", word)
    if _PREFIX.search(word):
        yield _PREFIX.sub(r"\1\2с", word)
    if "ъ" in word:
        yield _ERI.sub("ы", word)
        yield _INNER_ER.sub("", word)
    if len(word) > 2 and _YO.search(word):
        yield _YO.sub("йо", word)
    yield word


def _endings(word: str) -> Iterator[str]:
    if found := _GENITIVE.search(word):
        stem, reflexive = word[: found.start()], found[2] or ""
        soft, hard = f"{stem}его{reflexive}", f"{stem}ого{reflexive}"
        # чужого and большого have the stress on their ending
        is_hushing = stem[-1:] in _SOFT_STEM
        yield from (soft,) if found[1] == "я" else (soft, hard) if is_hushing else (hard,)
    elif _PLURAL.search(word):
        yield _PLURAL.sub(r"\1е\2", word)
    else:
        yield word


def _agrees(word: str, form: str) -> bool:
    """Whether -ия became -ие in an adjective; имение is a word, too, but no plural."""
    return not (_PLURAL.search(word) and form.endswith(("ие", "иеся"))) or is_plural_adjective(form)


def _sure_form(word: str) -> str:
    """A word unknown in every form: only what no other Russian word has."""
    if _Z_BEFORE_S.search(word) or _BEZ.search(word):
        word = _SCHET.sub(r"\1расч", word) if _SCHET.search(word) else _PREFIX.sub(r"\1\2с", word)
    word = _OF_NUMBER.sub(r"\1", word)
    if word.startswith(_PREFIXES_IN_ERI):
        word = _ERI.sub("ы", word)
    if _SURE_PLURAL.search(word):
        return _PLURAL.sub(r"\1е\2", word)
    if len(word) > 5 and (found := _GENITIVE.search(word)):
        stem = word[: found.start()]
        vowel = "е" if found[1] == "я" or stem[-1:] in _SOFT_STEM else "о"
        return f"{stem}{vowel}го{found[2] or ''}"
    return word
