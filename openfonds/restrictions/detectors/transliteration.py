"""Russian words written in Latin letters, put back into Cyrillic.

One table reads the systems together, as a paper does not say which it uses: GOST 7.79 (A and B),
ISO 9, BGN/PCGN, the Library of Congress, what people type, and the German spelling of old
despatches. `to_cyrillic` gives a text to be read by people and detectors. For marks, what the
systems write in different ways becomes one letter: soft and hard signs are left out, э is е, ы
is и, щ is ш, and иа and я are not told apart. Phrases go through `skeleton`, so that they meet
the text there.

For marks only lines, or cells of them, with no Cyrillic letter are read, and only where the root
of a word of a mark stands: the words of Western languages, read as Russian ones, would give
anything. `russian_passages` finds the paragraphs that read as Russian as a whole.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from openfonds.letter_pairs import plausibility
from openfonds.restrictions.detectors.normalise import (
    FoldedText,
    fold,
    fold_phrase,
    replace_matches,
)

# Longest first where one begins another.
_SPELLINGS = {
    letters: read
    for read, row in {
        "щ": "shch schtsch šč ŝ shh sch", "ч": "tsch ch č", "ш": "sh š", "ж": "zh ž",
        "х": "kh x h", "ц": "ts t͡s t︠s︡ cz tz c", "я": "ya ja ia i͡a i︠a︡ â", "ю": "yu ju iu i͡u i︠u︡ û",
        "ё": "yo jo ë", "э": "ė è é e`", "е": "ye je e", "ы": "y y`",
        "й": "ĭ j", "и": "i ì í", "в": "v w", "а": "a", "б": "b", "г": "g", "д": "d",
        "з": "z", "к": "k q", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s",
        "т": "t", "у": "u", "ф": "f",
    }.items()
    for letters in row.split()
}  # fmt: skip
_SIGN = r"""(?<=[a-zšž])(?:''|")(?=[eijy])|(?<=[a-zšž])[`'’ʹ′ʼ″ʺ](?=[a-z]|\W|\Z)"""
# What the pattern takes for s and i too, as it takes no heed of case.
_ODD_LETTERS = str.maketrans({"ſ": "s", "ı": "i", "İ": "i"})
_WRITTEN = re.compile(
    "|".join([*sorted(map(re.escape, _SPELLINGS), key=len, reverse=True), _SIGN]),
    re.IGNORECASE,
)
_HARD_SIGNS = frozenset(("″", "ʺ", '"', "''"))
_SIGNS = frozenset("`'’ʹ′ʼ") | _HARD_SIGNS
_VOWELS = tuple("aeiouy")
_CONSONANTS = frozenset("bcdfghjklmnpqrstvwxzčšžŝ")
_NO_YA_AFTER = ("h", "c", "k", "g", "ts")  # социальный: Russian has no ця, кя, шя
_SHORT_I_BEFORE = frozenset("snkdo")  # действие, война, район; but стоит, своим
# The words of Russian stock that begin with е; all others with э came from abroad.
_INITIAL_YE = re.compile(
    r"e(?:go|iu|ei|y|m|s[lt]|shch|sche|zh|kh|din|dv|kat|l(?:e|i[sz])|v(?:g|r|d)|ni|parkh|f[ir])",
    re.IGNORECASE,
)
# лечится: Russian has no ця, but социальный has циа.
_YA_AT_END = re.compile("(?:ya|ja|i[\u0361\ufe20]?a\ufe21?|â)(?![a-z])", re.IGNORECASE)
# As German despatches write them: to_cyrillic takes a text with w and no v for such.
_GERMAN = {"sch": "ш", "ch": "х", "z": "ц"}
# One of these stands in every mark.
_ROOT = re.compile(
    "sekr|soverš|sovers|sowersch|slu[zž]|ogla[sš]|papk|doveri|konfid|va(?:zh|ž|j)n|vospre|vozvr"
    "|(?:sch|sh|[sš])ifr|pol['’ʹ′`]?zov|publikov|razgla|secretno"
    "|(?<!\\w)(?:dsp|d\\. ?s\\. ?p|ekz)(?!\\w)"
)
_LATIN = re.compile(r"[a-z]{3}|d\. ?s\. ?p")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_WIDE = re.compile(r"[ \u00a0]{3,}|\t[ \t]*|\|")
# A paragraph of lines with no Cyrillic letter.
_LATIN_LINES = re.compile(r"(?:^(?=[^\S\n]*\S)[^\n\u0400-\u052f]*(?:\n|\Z))+", re.MULTILINE)
# The pairs of letters of a passage that can be judged, how good they must be as Russian, and how
# much better than as a Western language. Other Slavs pass too, and are searched in vain.
_LEAST_PAIRS, _LEAST_RUSSIAN, _LEAST_GAIN = 12, 0.55, 0.05
_SKELETON = (
    *(("ь", ""), ("ъ", ""), ("э", "е"), ("ы", "и"), ("щ", "ш")),
    *(("иа", "я"), ("иу", "ю")),
)


def skeleton(folded: str) -> str:
    """A folded Cyrillic phrase without what transliterations write in different ways.

    >>> skeleton("для служебного пользования")
    'для служебного ползования'
    """
    for letters, read in _SKELETON:
        folded = folded.replace(letters, read)
    return folded


_AS_SKELETONS = {letters: skeleton(fold_phrase(read)) for letters, read in _SPELLINGS.items()}


def to_cyrillic(text: str) -> str:
    """Read the Latin letters of a text as a transliteration; what is no such letter stays.

    The letters follow the systems as far as one reading serves them all, with й, ь, ы and э by
    their place in the word: a paper seldom has the signs that its system asks for.

    >>> to_cyrillic("bol'noi stradaet chakhotkoi, Fel'dsher Yurʹyev")
    'больной страдает чахоткой, Фельдшер Юрьев'
    """
    lowered = text.lower()
    is_german = "w" in lowered and "v" not in lowered
    pieces: list[str] = []
    done = 0
    for match in _WRITTEN.finditer(text):
        pieces.append(text[done : match.start()])
        done = match.end()
        written = match.group()
        read = _read_in_place(text, match.start(), done, is_german=is_german)
        if written[0].isupper():
            follows = text[done : done + 1]
            is_all = len(written) > 1 or follows.isupper() or not follows.isalpha()
            read = read.upper() if written.isupper() and is_all else read[:1].upper() + read[1:]
        pieces.append(read)
    return "".join([*pieces, text[done:]])


def _read_in_place(text: str, start: int, end: int, *, is_german: bool) -> str:
    """What the letters from `start` to `end` stand for between their neighbours."""
    written = text[start:end].translate(_ODD_LETTERS).lower()
    before, after = text[max(0, start - 2) : start].lower(), text[end : end + 1].lower()
    is_last = not after.isalpha()
    if written in _SIGNS:
        if before[-1] not in _CONSONANTS:
            return written
        return "ъ" if written in _HARD_SIGNS else "ь"
    if is_german and written in _GERMAN:
        return _GERMAN[written]
    if written == "e" and not before[-1:].isalpha() and before[-1:] not in _SIGNS:
        return "е" if _INITIAL_YE.match(text, start) else "э"
    if written == "ts" and _YA_AT_END.match(text, end):
        return "тс"
    if (
        written in ("ia", "iu")
        and not (is_last and before == "ts")
        and before.endswith(_NO_YA_AFTER)
    ):
        return _SPELLINGS["i"] + _SPELLINGS[written[1]]
    if written == "y" and before.endswith(_VOWELS):
        return "ы" if after.startswith(_VOWELS) else "й"
    if written == "i" and before.endswith("i"):
        return "й" if is_last and before.startswith(("k", "h")) else "и"
    if written == "i" and before.endswith(_VOWELS):
        return "й" if is_last or after in _SHORT_I_BEFORE else "и"
    return _SPELLINGS[written]


def latin_passages(text: str) -> Iterator[tuple[int, str]]:
    """Where a passage begins that may hold a transliterated mark, and the passage."""
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


def russian_passages(text: str) -> Iterator[tuple[int, int, str]]:
    """Where paragraphs of Latin letters read as Russian begin and end, and the reading."""
    for match in _LATIN_LINES.finditer(text):
        reading = to_cyrillic(match.group())
        russian, n_pairs = plausibility(reading)
        if n_pairs >= _LEAST_PAIRS and russian >= _LEAST_RUSSIAN:
            western, _ = plausibility(match.group())
            if russian - western >= _LEAST_GAIN:
                yield match.start(), match.end(), reading


def _around_roots(text: str, lowered: str) -> Iterator[tuple[int, int]]:
    """The Latin lines with a root, each with its Latin neighbours: a mark may take two lines.

    Of a line that also has Cyrillic letters, the Latin cells between wide blanks with a root.
    """
    done = 0
    for root in _ROOT.finditer(lowered):
        if root.start() < done:
            continue
        begin = text.rfind("\n", 0, root.start()) + 1
        done = _line_end(text, root.end())
        if _CYRILLIC.search(text, begin, done):
            yield from _latin_cells(text, lowered, begin, done)
            continue
        before = text.rfind("\n", 0, max(begin - 1, 0)) + 1
        after = _line_end(text, done + 1)
        yield (
            begin if _CYRILLIC.search(text, before, begin) else before,
            done if _CYRILLIC.search(text, done, after) else after,
        )


def _latin_cells(text: str, lowered: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of a line, between wide blanks or strokes, with a root and no Cyrillic letter."""
    gaps = [gap.span() for gap in _WIDE.finditer(text, begin, end)]
    for (_, first), (last, _) in pairwise([(begin, begin), *gaps, (end, end)]):
        if _ROOT.search(lowered, first, last) and not _CYRILLIC.search(text, first, last):
            yield first, last


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
    return "" if written in _SIGNS else _AS_SKELETONS[written.translate(_ODD_LETTERS).lower()]


def word_end(passage: str, end: int) -> int:
    """Where the word ends in which a place lies: one letter may be written with several."""
    while end < len(passage) and (passage[end].isalpha() or passage[end] in _SIGNS):
        end += 1
    return end
