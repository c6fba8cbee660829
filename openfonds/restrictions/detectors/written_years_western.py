"""Years in German, French and English words: a table of all spellings, looked up as they are."""

import re
from collections.abc import Iterator
from functools import cache

from openfonds.restrictions.detectors.normalise import fold_phrase

_FIRST, _LAST = 1700, 2100
_LONGEST = 9  # words
_GERMAN_UNITS = """
- eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn
siebzehn achtzehn neunzehn
"""
_GERMAN_TENS = "- - zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig"
_FRENCH_UNITS = """
- un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept
dix-huit dix-neuf
"""
_FRENCH_TENS = "- - vingt trente quarante cinquante soixante soixante quatre-vingt quatre-vingt"
_ENGLISH_UNITS = """
- one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen
"""
_ENGLISH_TENS = "- - twenty thirty forty fifty sixty seventy eighty ninety"
_WORD = re.compile(r"[^\W\d_]+")
_BETWEEN = re.compile(r"[ -]{1,2}\n?|-?\n")


def _german(n: int) -> str:
    if n < 20:
        return _GERMAN_UNITS.split()[n]
    unit = "ein" if n % 10 == 1 else _GERMAN_UNITS.split()[n % 10]
    return f"{unit}und{_GERMAN_TENS.split()[n // 10]}" if n % 10 else _GERMAN_TENS.split()[n // 10]


def _french(n: int) -> str:
    if n < 20:
        return _FRENCH_UNITS.split()[n]
    tens, unit = divmod(n, 10)
    if tens in (7, 9):
        unit += 10
    joined = " et " if unit in (1, 11) and tens < 8 else "-"
    word = _FRENCH_TENS.split()[tens]
    return f"{word}{joined}{_FRENCH_UNITS.split()[unit]}" if unit else word


def _english(n: int) -> str:
    if n < 20:
        return _ENGLISH_UNITS.split()[n]
    word = _ENGLISH_TENS.split()[n // 10]
    return f"{word}-{_ENGLISH_UNITS.split()[n % 10]}" if n % 10 else word


def _spelled(year: int) -> Iterator[str]:
    century, rest = divmod(year, 100)
    if century < 20:
        hundreds = century - 10
        german = _german(rest) if rest else ""
        for und in ("", "und"):
            yield f"{_GERMAN_UNITS.split()[century]}hundert{und if rest else ''}{german}"
            yield f"eintausend{_GERMAN_UNITS.split()[hundreds]}hundert{und if rest else ''}{german}"
            yield f"tausend{_GERMAN_UNITS.split()[hundreds]}hundert{und if rest else ''}{german}"
        french = f" {_french(rest)}" if rest else ""
        for thousand in ("mil", "mille"):
            for cent in ("cent", "cents"):
                yield f"{thousand} {_FRENCH_UNITS.split()[hundreds]} {cent}{french}"
        yield f"{_FRENCH_UNITS.split()[century]} cent{french}"
        english = _english(rest) if rest else ""
        name, hundred = _ENGLISH_UNITS.split()[century], _ENGLISH_UNITS.split()[hundreds]
        for joined in ("", "and "):
            end = f"hundred {joined if rest else ''}{english}".strip()
            yield from (f"{name} {end}", f"one thousand {hundred} {end}")
        if rest >= 10:
            yield f"{name} {english}"
    elif rest:
        yield f"zweitausend{_german(rest)}"
        yield f"zweitausendund{_german(rest)}"
        yield f"deux mille {_french(rest)}"
        yield f"two thousand {_english(rest)}"
        yield f"two thousand and {_english(rest)}"


@cache
def _years() -> tuple[dict[str, int], frozenset[str]]:
    """Years by their folded words without blanks and hyphens, and the words that begin one."""
    by_words, first = {}, set()
    for year in range(_FIRST, _LAST):
        for spelled in _spelled(year):
            words = [fold_phrase(w) for w in spelled.replace("-", " ").split()]
            by_words["".join(words)] = year
            first.add(words[0])
    return by_words, frozenset(first)


def western_years(folded: str) -> Iterator[tuple[int, int, int]]:
    """(year, start, end) of each year in words; the longest number at each place."""
    by_words, first = _years()
    done = 0
    for begin in _WORD.finditer(folded):
        if begin.group() not in first or begin.start() < done:
            continue
        joined, end = begin.group(), begin.end()
        found = (by_words[joined], end) if joined in by_words else None
        for _ in range(_LONGEST):
            gap = _BETWEEN.match(folded, end)
            following = _WORD.match(folded, gap.end()) if gap else None
            if not following:
                break
            joined, end = joined + following.group(), following.end()
            if joined in by_words:
                found = by_words[joined], end
        if found:
            done = found[1]
            yield found[0], begin.start(), found[1]
