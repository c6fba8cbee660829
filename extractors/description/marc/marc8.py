"""MARC-8 and ISO 5426: eight-bit character sets in which an accent stands before its letter.

https://www.loc.gov/marc/specifications/speccharmarc8.html; the tables of MARC-8 are those of the
Library of Congress, as pymarc carries them. Its own decoder is not used: it leaves out what it
does not know.
"""

import unicodedata
from collections.abc import Callable, Mapping
from functools import cache

UNKNOWN = "\ufffd"
_ASCII, _ANSEL, _EACC = 0x42, 0x45, 0x31
_BASIC_CYRILLIC = 0x4E  # ISO 5427
_SHORT = {0x67: 0x67, 0x62: 0x62, 0x70: 0x70, 0x73: _ASCII}  # Greek symbols, sub-, superscripts
_G0, _G1 = b"(,", b")-"

# From A1, without its accents; a blank is no character of the set.
_ISO_5426 = {
    code: character
    for first, characters in (
        (0xA1, "¡„£$¥†§′‘“«♭"),
        (0xAD, "©℗®ʻʼ‚"),
        (0xB6, "‡·″’”»♯ʹʺ¿"),
        (0xE1, "ÆĐ   Ĳ ŁØŒ Þ"),
        (0xF1, "æđð ıĳ łøœßþ"),
    )
    for code, character in enumerate(characters, start=first)
    if character != " "
}
_ISO_5426_ACCENTS = dict(
    zip(
        range(0xC0, 0xE0),
        "\u0309\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u0308\u030a\u0315\u0312\u030b"
        "\u031b\u030c\u0327\u031c\u0326\u0328\u0325\u032e\u0323\u0324\u0332\u0333\u0329\u032d"
        "\u0330\ufe20\ufe21\ufe22",
        strict=False,
    )
)


def decode_iso5426(data: bytes) -> str:
    """ISO 5426, as UNIMARC 100 $a declares it with 03; U+FFFD for what it does not have."""
    return _composed(data, lambda byte: _iso5426(byte))


def _iso5426(byte: int) -> tuple[str, bool]:
    if byte in _ISO_5426_ACCENTS:
        return _ISO_5426_ACCENTS[byte], True
    return (chr(byte) if byte < 0x80 else _ISO_5426.get(byte, UNKNOWN)), False


def _composed(data: bytes, read: Callable[[int], tuple[str, bool]]) -> str:
    out: list[str] = []
    accents: list[str] = []
    for byte in data:
        character, is_accent = read(byte)
        if is_accent:
            accents.append(character)
            continue
        out += [character, *accents]
        accents.clear()
    return unicodedata.normalize("NFC", "".join([*out, *(UNKNOWN for _ in accents)]))


def decode_marc8(data: bytes, *, cyrillic: bool = False) -> str:
    """MARC-8 of one subfield; U+FFFD for each character that no set of it has.

    Args:
        cyrillic: whether the upper half is basic Cyrillic (ISO 5427) from the start.
    """
    sets = _code_sets()
    low, high = _ASCII, _BASIC_CYRILLIC if cyrillic else _ANSEL
    out: list[str] = []
    accents: list[str] = []
    at = 0
    while at < len(data):
        byte = data[at]
        if byte == 0x1B:
            n_bytes, new_low, new_high = _escape(data, at, sets)
            if not n_bytes:
                out.append(UNKNOWN)
                at += 1
                continue
            low, high = new_low or low, new_high or high
            at += n_bytes
            continue
        current = high if byte >= 0x80 else low
        width = 3 if current == _EACC and byte > 0x20 else 1
        code = (
            int.from_bytes(bytes(b & 0x7F for b in data[at : at + 3]), "big")
            if width == 3
            else byte
        )
        at += width
        character, is_accent = _read(sets, current, code)
        if is_accent:
            accents.append(character)
        else:
            out += [character, *accents]
            accents.clear()
    out += [UNKNOWN] * len(accents)
    return unicodedata.normalize("NFC", "".join(out))


def _read(
    sets: Mapping[int, Mapping[int, tuple[int, int]]], current: int, code: int
) -> tuple[str, bool]:
    if code in (0x20, 0x88, 0x89, 0x8D, 0x8E) or code < 0x20:
        # Blank; marks of what is not sorted by; joiners; control characters.
        return ("" if code != 0x20 else " "), False
    table = sets.get(current, {})
    # A set for the lower half may stand in the upper one, and the other way round.
    for key in (code, code ^ 0x80 if code < 0x100 else code):
        if key in table:
            character, is_accent = table[key]
            return chr(character), bool(is_accent)
    return UNKNOWN, False


def _escape(
    data: bytes, at: int, sets: Mapping[int, Mapping[int, tuple[int, int]]]
) -> tuple[int, int, int]:
    """Length of an escape sequence, and the sets that it puts into the two halves (0: none)."""
    following = data[at + 1 : at + 4]
    if not following:
        return 0, 0, 0
    if following[0] in _SHORT:
        return 2, _SHORT[following[0]], 0
    rest = following
    is_wide = rest[:1] == b"$"
    if is_wide:
        rest = rest[1:]
    is_high = rest[:1] != b"" and rest[:1] in (b")", b"-")
    has_mark = is_high or (rest[:1] != b"" and rest[:1] in (b"(", b","))
    if has_mark:
        rest = rest[1:]
    if not (has_mark or is_wide) or not rest:
        return 0, 0, 0
    n_bytes = 1 + len(following) - len(rest) + 1
    final = rest[0]
    if final == 0x21 and rest[1:2] == b"E":  # ESC ) ! E: extended Latin
        final, n_bytes = _ANSEL, n_bytes + 1
    if final not in sets:
        return 0, 0, 0
    return n_bytes, 0 if is_high else final, final if is_high else 0


@cache
def _code_sets() -> Mapping[int, Mapping[int, tuple[int, int]]]:
    from pymarc.marc8_mapping import CODESETS

    tables: Mapping[int, Mapping[int, tuple[int, int]]] = CODESETS
    return tables
