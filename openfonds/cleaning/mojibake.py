"""Text that was decoded in a wrong encoding, decoded in the right one.

cp1251 and KOI8-R read as each other, UTF-8 read as either or as Latin-1: on the way nothing was
lost, as long as every character still stands for its byte. So a line is only put right where the
bytes come back whole, the result looks like words, and much more so than what is there. The marks
of UTF-8 read as Latin-1 prove themselves: Ã© is no word of any language.
`openfonds.double_decoding` goes further, for detectors: it guesses at what was lost.
"""

import re
from collections.abc import Iterator

from openfonds.edits import Replacement
from openfonds.encodings import bytes_by_character, characters_of, cyrillic_of_utf8
from openfonds.letter_pairs import plausibility

# (read as, written in), the likeliest first.
MISTAKES = (
    ("koi8-r", "cp1251"),
    ("cp1251", "koi8-r"),
    ("cp1251", "utf-8"),
    ("cp1252", "utf-8"),
    ("koi8-r", "utf-8"),
    ("cp866", "utf-8"),
    ("cp1252", "cp1251"),
    ("cp1252", "koi8-r"),
    ("cp1251", "cp866"),
    ("cp866", "cp1251"),
)
MIN_PAIRS = 12  # pairs of letters in a line: three words or so
MIN_LIKENESS = 0.45
MIN_LEAD = 0.6
MAX_LIKENESS = 0.2  # of what may be mojibake; prose has 0.7
TIMES = 3  # a text may have gone through the same mistake again
_FEW_PAIRS = 4  # beside lines that were put right, a shorter line is told, too


def _pairs_of(encoding: str) -> str:
    """Three letters and more of Cyrillic in UTF-8 as that encoding reads them."""
    pair = cyrillic_of_utf8(encoding)
    return f"{pair}(?:{pair}){{2}}"


_SIGNS = tuple(
    re.compile(pattern)
    for pattern in (
        *map(_pairs_of, ("cp1251", "cp1252", "koi8-r", "cp866")),
        "[À-ÖØ-öø-ÿ]{4}",  # cp1251 and KOI8-R read as Latin-1
        "[ЎўЈ¤Ґ¦§©Є«¬®Ї]{3}",  # cp866 read as cp1251
    )
)
_THREE_NOT_ASCII = re.compile("[^\0-\x7f]{3}")  # as all signs are; spares Latin pages the six
# A page with none of these has none of the signs. What Russian pages have anyway is left out.
_STRANGE_CHARS = (
    frozenset("".join(characters_of(e, range(0x80, 0xC0)) for e in ("cp1251", "cp1252", "koi8-r")))
    | frozenset(map(chr, range(0xC0, 0x100)))
    | frozenset(map(chr, range(0x2500, 0x25A0)))
) - frozenset("«»„“”‘’…—–•№§©°·\u00a0\u00adЁёІіЇїЄєЎўҐґЈј")
_STRANGE = re.compile(f"[{re.escape(''.join(sorted(_STRANGE_CHARS)))}]")
# cp1251 and KOI8-R read as each other: capitals for small letters, and the other way round.
_CAPITALS = re.compile("[А-ЯЁ][А-ЯЁ]{2}")
# What stands before is asked second: a pattern that begins with a letter is searched far faster.
_SWAPPED = re.compile("[А-ЯЁ](?<=(?<!\\w)[а-яё][А-ЯЁ])[А-ЯЁ]{2,}(?!\\w)")
# One character of Latin script in UTF-8, two bytes read as cp1252; not the end of a word in
# capitals before a quotation mark (IRMÃ»).
_FIRST_OF_PAIR = "ÂÃÄÅ"
_LATIN_PAIR = re.compile("[ÂÃÄÅ](?<![A-ZÀ-Þ][ÂÃÄÅ])[\u0080-\u00bfŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]")
MIN_LATIN_PAIRS = 2


def rightly_decoded(text: str) -> Iterator[Replacement]:
    """Replacements of lines, and of single letters, that were decoded wrongly. Reason: mojibake.

    >>> [new for _, _, new, _ in rightly_decoded("цНПНДЯЙЮЪ СОПЮБЮ ОНЯРЮМНБХКЮ")]
    ['Городская управа постановила']
    """
    if not _has_signs(text):
        return
    lines = re.split("(\r\n|[\r\n])", text)
    mended = [_mended(line, MIN_PAIRS) for line in lines]
    if any(line is not None for line in mended):
        mended = [
            known if known is not None else _mended(line, _FEW_PAIRS)
            for line, known in zip(lines, mended, strict=True)
        ]
    position = 0
    pairs = len(_LATIN_PAIR.findall(text)) >= MIN_LATIN_PAIRS
    for line, new in zip(lines, mended, strict=True):
        if new is not None:
            yield Replacement(position, position + len(line), new, "mojibake")
        elif pairs:
            for match in _LATIN_PAIR.finditer(line):
                if letter := _decoded(match.group(), "cp1252", "utf-8"):
                    start = position + match.start()
                    yield Replacement(start, position + match.end(), letter, "mojibake")
        position += len(line)


def _has_signs(text: str) -> bool:
    if text.isascii():
        return False
    if _CAPITALS.search(text) and _SWAPPED.search(text):
        return True
    if _STRANGE.search(text) is None:
        return False
    if _THREE_NOT_ASCII.search(text) and any(sign.search(text) for sign in _SIGNS):
        return True
    return any(first in text for first in _FIRST_OF_PAIR) and _LATIN_PAIR.search(text) is not None


def _mended(line: str, n_least: int) -> str | None:
    """The reading of a line that looks most like words, if it does, and far more than the line."""
    if line.isascii():
        return None
    likeness = _likeness(line)[0]
    if likeness > MAX_LIKENESS:
        return None
    best: tuple[float, str] | None = None
    for reading in _readings(line, TIMES):
        value, n_pairs = _likeness(reading)
        is_likely = value >= MIN_LIKENESS and value >= likeness + MIN_LEAD and n_pairs >= n_least
        if is_likely and (best is None or value > best[0]):
            best = value, reading
    return best[1] if best else None


def _readings(line: str, times: int) -> Iterator[str]:
    for read_as, written_in in MISTAKES:
        reading = _decoded(line, read_as, written_in)
        if reading is not None:
            yield reading
            if times > 1 and written_in == "utf-8":  # which proves itself
                yield from _readings(reading, times - 1)


_ODD = re.compile("[À-ÖØ-öø-ÿЂ-Џђ-џҐґ\u0080-\u009f─-╬░-▓█▄▀▌▐¤¦§©¬®±µ¶·†‡‰]")
_CASE_BREAK = re.compile("[а-яё][А-ЯЁ]")


def _likeness(line: str) -> tuple[float, int]:
    """`plausibility`, less what words do not have: odd signs, and capitals after small letters."""
    value, n_pairs = plausibility(line)
    if not n_pairs:
        return -1.0, 0
    n_odd = len(_ODD.findall(line)) + 2 * len(_CASE_BREAK.findall(line))
    return max(-1.0, value - n_odd / n_pairs), n_pairs


def _decoded(text: str, read_as: str, written_in: str) -> str | None:
    """The text rightly decoded; None where a character has no byte, or the bytes no character."""
    table = bytes_by_character(read_as)
    try:
        new = bytes([table[char] for char in text]).decode(written_in)
    except (KeyError, UnicodeDecodeError):
        return None
    return new if new != text and "\n" not in new and "\r" not in new else None
