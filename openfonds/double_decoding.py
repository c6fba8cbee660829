"""Mojibake: text that was decoded in a wrong encoding before it came here, and its words again.

A file in UTF-8 that was once opened as cp1251 and saved holds "РЎРµРєСЂРµС‚РЅРѕ" for
"Секретно": good Unicode, and no detector knows it (LAW 5.70). Here the usual mistakes are undone
wherever that turns nonsense into Russian words. The result is for detectors: what was lost on the
way stays lost, so nobody is shown a text that was mended on a guess.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from openfonds.encodings import NONSENSE, bytes_by_character, cyrillic_of_utf8
from openfonds.letter_pairs import plausibility

READ_AS = ("cp1251", "koi8-r", "cp866", "latin-1", "cp1252", "mac-cyrillic")
WRITTEN_IN = ("utf-8", "cp1251", "koi8-r", "cp866")
TIMES = 3  # a text may have gone through the same mistake again
MAX_LOST = 0.15  # share of characters that the wrong reading may have lost
MIN_LIKENESS = 0.45
MIN_PAIRS_UNSIGNED = 5  # where the line has not the look of UTF-8, a word of it may be by chance
MIN_LIKENESS_UNSIGNED = 0.65
MIN_LIKENESS_SHAPED = 0.35  # where letters stand together as in no language
SURE = 0.6  # words, unless they have the look of UTF-8
STRANGE = 0.35  # below it a line may be mojibake
COST_OF_LOSS = 4.0  # a reading that loses nothing comes first
MIN_LEAD = 0.4  # over the text as it stands
MIN_PAIRS = 3
MIN_STRANGE = 4  # letters beyond ASCII: fewer are names, or nothing that could be told
MAX_ACCENTED = 0.35  # of Latin letters; more accents than any language of Europe writes
MAX_CHARACTERS = 40_000  # of nonsense to a text; the rest of it stays nonsense

_ACCENTED = re.compile("[À-ÖØ-öø-ɏ]")
_LATIN = re.compile("[A-Za-zÀ-ÖØ-öø-ɏ]")
# What no language writes, and one wrong reading each: Latin-1 of cp1251 (Îñîáàÿ), КОИ-8 and cp1251
# taken for one another, which swaps capitals and small letters (нЯНАЮЪ), cp1251 of cp866 (ЄҐв­®).
_NO_LANGUAGE = re.compile(
    r"[À-ÖØ-öø-ÿ]{4}|(?<!\w)[а-яё][А-ЯЁ]{3,}(?!\w)"
    r"|[ЎўЈ¤Ґ¦§©Є«¬\xad®Ї](?:[а-яё ]?[ЎўЈ¤Ґ¦§©Є«¬\xad®Ї]){2}"
)
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f\s]")
_CYRILLIC = re.compile("[А-Яа-яЁё]")


# Words that are Cyrillic in UTF-8, in each of the wrong readings.
_PAIRS_OF_BYTES = re.compile("|".join(f"(?:{cyrillic_of_utf8(e)}){{3,}}" for e in READ_AS))


@dataclass(frozen=True, slots=True)
class Repair:
    """A text with its mojibake undone."""

    text: str
    ratio: float  # share of its letters that were mojibake, 0-1


def undo_double_decoding(text: str) -> Repair | None:
    """The text with mojibake undone, line by line and word by word; None where there is none.

    >>> undo_double_decoding("РЎРµРєСЂРµС‚РЅРѕ").text
    'Секретно'
    >>> undo_double_decoding("Совершенно обычный текст") is None
    True
    """
    if text.isascii():
        return None
    budget = MAX_CHARACTERS
    is_signed = _PAIRS_OF_BYTES.search(text) is not None
    lines, mended = [], 0
    for line in text.split("\n"):
        repaired = None
        if budget > 0 and _looks_strange(line, is_signed):
            budget -= len(line)
            repaired = _repaired(line) or _by_words(line)
        if repaired is not None:
            mended += max(1, _n_letters(line))
        lines.append(line if repaired is None else repaired)
    if not mended:
        return None
    return Repair("\n".join(lines), round(mended / max(mended, _n_letters(text)), 4))


def _n_letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _looks_strange(line: str, may_be_signed: bool) -> bool:
    if len(_BEYOND_ASCII.findall(line)) < MIN_STRANGE:
        return False
    if may_be_signed and _PAIRS_OF_BYTES.search(line):
        return True
    if _NO_LANGUAGE.search(line):
        return True
    if plausibility(line)[0] >= SURE and not _is_overaccented(line):
        return False
    return _likeness(line)[0] < STRANGE


def _likeness(line: str) -> tuple[float, int]:
    """How much a line looks like words, -1 to 1, and of how many pairs of letters."""
    value, n_pairs = plausibility(line)
    hidden = sum(len(match) for match in _PAIRS_OF_BYTES.findall(line))
    if not n_pairs or hidden or _is_overaccented(line):
        return -1.0, n_pairs
    odd = sum(_is_odd(char) for char in line) + 2 * len(NONSENSE.findall(line))
    return max(-1.0, value - odd / n_pairs), n_pairs


def _is_overaccented(line: str) -> bool:
    n_accents = len(_ACCENTED.findall(line))
    return n_accents >= MIN_STRANGE and n_accents > MAX_ACCENTED * len(_LATIN.findall(line))


def _is_odd(character: str) -> bool:
    return character > "\x7f" and unicodedata.category(character) in ("So", "Sm", "Cc", "Co", "Cn")


def _repaired(line: str, n_least: int = MIN_PAIRS) -> str | None:
    """The reading that looks most like Russian, if it does, and clearly more than the line."""
    is_shaped = _NO_LANGUAGE.search(line) is not None
    least = MIN_LIKENESS_SHAPED if is_shaped else MIN_LIKENESS
    least = max(least, _likeness(line)[0] + MIN_LEAD)
    is_signed = is_shaped or _PAIRS_OF_BYTES.search(line) is not None
    best: tuple[float, str] | None = None
    for reading, n_lost in _readings(line, TIMES):
        if not _CYRILLIC.search(reading):
            continue
        value, n_pairs = _likeness(reading)
        if value < least or n_pairs < n_least:
            continue
        if not is_signed and (n_pairs < MIN_PAIRS_UNSIGNED or value < MIN_LIKENESS_UNSIGNED):
            continue
        value -= COST_OF_LOSS * (n_lost + reading.count("\ufffd")) / len(reading)
        if best is None or value > best[0]:
            best = (value, reading)
    return best[1] if best else None


def _by_words(line: str) -> str | None:
    """The same for words in a line that is good otherwise."""
    changed = False

    def mend(match: re.Match[str]) -> str:
        nonlocal changed
        repaired = _repaired(match.group(), MIN_PAIRS - 1)
        changed = changed or repaired is not None
        return match.group() if repaired is None else repaired

    mended = _PAIRS_OF_BYTES.sub(mend, line)
    return mended if changed else None


def _readings(line: str, times: int, n_lost: int = 0) -> Iterator[tuple[str, int]]:
    """What the line may have been, and how many of its characters were lost on the way."""
    for read_as in READ_AS:
        table = bytes_by_character(read_as)
        data = bytes(table[char] for char in line if char in table)
        lost = n_lost + sum(char not in table for char in line)
        if lost > MAX_LOST * len(line):
            continue
        for written_in in WRITTEN_IN:
            if written_in == read_as:
                continue
            text = data.decode(written_in, errors="replace")
            if not text or text == line or text.count("\ufffd") > MAX_LOST * len(text):
                continue
            yield text, lost
            if written_in == "utf-8" and times > 1:
                yield from _readings(text, times - 1, lost)
