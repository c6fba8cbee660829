"""Russian words written in Latin letters, put back into Cyrillic for the search of marks.

One table reads the systems together, as a paper does not say which it uses: GOST 7.79 (A and B),
ISO 9, BGN/PCGN, the Library of Congress, and the German spelling of old despatches. What they
write in different ways is read as one letter: soft and hard signs are left out, э is е, ы is и,
and иа and я are not told apart. Phrases go through `skeleton`, so that they meet the text there.

Only lines with no Cyrillic letter are read so, and only where the root of a word of a mark
stands: the words of Western languages, read as Russian ones, would give anything.
"""

import re
from collections.abc import Iterator

from openfonds.restrictions.detectors.normalise import FoldedText, fold, replace_matches

# Longest first where one begins another.
_SPELLINGS = {
    letters: read
    for read, row in {
        "щ": "shch šč ŝ shh", "ч": "tsch ch č", "ш": "sch sh š", "ж": "zh ž", "х": "kh x h",
        "ц": "ts cz tz c", "я": "ya ja ia i͡a i︠a︡ â", "ю": "yu ju iu i͡u i︠u︡ û",
        "е": "yo jo ye je ë é è ė e` e", "и": "ĭ ì í j i y` y", "в": "w v", "а": "a",
        "б": "b", "г": "g", "д": "d", "з": "z", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o",
        "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    }.items()
    for letters in row.split()
}  # fmt: skip
_SIGN = r"(?<=[a-zšž])[`'’ʹ′ʼ″ʺ](?=[a-z]|\W|\Z)"
_WRITTEN = re.compile(
    "|".join([*sorted(map(re.escape, _SPELLINGS), key=len, reverse=True), _SIGN]),
    re.IGNORECASE,
)
_SIGNS = frozenset("`'’ʹ′ʼ″ʺ")
# One of these stands in every mark.
_ROOT = re.compile(
    "sekr|soverš|sovers|sowersch|slu[zž]|ogla[sš]|papk|doveri|konfid|va(?:zh|ž|j)n|vospre|vozvr"
    "|[sš]ifr|pol['’ʹ′`]?zov|publikov|razgla|secretno|(?<!\\w)(?:dsp|ekz)(?!\\w)"
)
_LATIN = re.compile("[a-z]{3}")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_SKELETON = (("ь", ""), ("ъ", ""), ("э", "е"), ("ы", "и"), ("иа", "я"), ("иу", "ю"))


def skeleton(folded: str) -> str:
    """A folded Cyrillic phrase without what transliterations write in different ways.

    >>> skeleton("для служебного пользования")
    'для служебного ползования'
    """
    for letters, read in _SKELETON:
        folded = folded.replace(letters, read)
    return folded


def latin_passages(text: str) -> Iterator[tuple[int, str]]:
    """Where a passage of lines begins that may hold a transliterated mark, and the passage."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = text  # places must agree
    if not _LATIN.search(lowered):
        return
    begin = end = -1
    for first, last in _around_roots(text, lowered):
        if end < 0 or first > end + 1:
            if end >= 0:
                yield begin, text[begin:end]
            begin = first
        end = last
    if end >= 0:
        yield begin, text[begin:end]


def _around_roots(text: str, lowered: str) -> Iterator[tuple[int, int]]:
    """The Latin lines with a root, each with its Latin neighbours: a mark may take two lines."""
    done = 0
    for root in _ROOT.finditer(lowered):
        if root.start() < done:
            continue
        begin = text.rfind("\n", 0, root.start()) + 1
        done = _line_end(text, root.end())
        if _CYRILLIC.search(text, begin, done):
            continue
        before = text.rfind("\n", 0, max(begin - 1, 0)) + 1
        after = _line_end(text, done + 1)
        yield (
            begin if _CYRILLIC.search(text, before, begin) else before,
            done if _CYRILLIC.search(text, done, after) else after,
        )


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return end if end >= 0 else len(text)


def fold_transliterated(passage: str) -> FoldedText:
    """Put a Latin passage into Cyrillic and fold it, with the way back to the passage."""
    read, shift = replace_matches(passage, _WRITTEN, _read)
    folded = fold.__wrapped__(read)  # the cache is for the text that all detectors share
    shifts = (shift, *folded.shifts) if shift else folded.shifts
    return FoldedText(folded.text, folded.with_digits, shifts)


def _read(written: str) -> str:
    return "" if written in _SIGNS else _SPELLINGS[written.lower()]


def word_end(passage: str, end: int) -> int:
    """Where the word ends in which a place lies: one letter may be written with several."""
    while end < len(passage) and (passage[end].isalpha() or passage[end] in _SIGNS):
        end += 1
    return end
