"""The text layer of a DjVu page, as `djvused` prints it: zones within zones, each with a box."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from openfonds.errors import ItemError
from openfonds.model import Word

TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|([()])|([^\s()"]+)', re.DOTALL)
ESCAPE = re.compile(r"\\([0-7]{1,3}|.)", re.DOTALL)
NAMED = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
MAX_DEPTH = 50
# From the largest to the smallest (DjVu3 specification, 8.3.6), with what stands behind each.
BREAK_BEHIND = {"page": "", "column": "\n\n", "region": "\n\n", "para": "\n\n", "line": "\n"}
SMALL = ("line", "word", "char")  # zones in which the place of a word can be told


@dataclass(slots=True)
class Zone:
    """A zone of a page: its box from the lower left corner, and its text or the zones within."""

    kind: str
    box: tuple[int, int, int, int]
    text: str | None = None
    zones: list["Zone"] = field(default_factory=list)


def unquoted(said: str) -> str:
    """The text of a string in quotation marks, without its escapes."""
    return ESCAPE.sub(_unescaped, said)


def strings(said: str) -> Iterator[str]:
    """All the strings in what djvused prints."""
    return (unquoted(m[1]) for m in TOKEN.finditer(said) if m[1] is not None)


def parse_layer(said: str) -> Zone | None:
    """The page zone; None where there is no text layer.

    Raises:
        ItemError: djvu.broken.
    """
    open_zones: list[list[str | Zone]] = []
    for match in TOKEN.finditer(said):
        string, brace, atom = match.groups()
        if brace == "(":
            if len(open_zones) == MAX_DEPTH:
                raise _broken()
            open_zones.append([])
        elif brace:
            if not open_zones:
                raise _broken()
            zone = _zone(open_zones.pop())
            if not open_zones:
                return zone
            open_zones[-1].append(zone)
        elif open_zones:
            open_zones[-1].append(
                Zone("text", (0, 0, 0, 0), unquoted(string)) if atom is None else atom
            )
    if open_zones:
        raise _broken()
    return None


def text_of(zone: Zone) -> str:
    """Lines become lines, and paragraphs are divided by blank lines."""
    out: list[str] = []
    _write(zone, out)
    text = "".join(out).replace("\r", "")
    text = re.sub(r"[ \t]*\n[ \t]*", "\n", text.replace("\x1f", "\n").replace("\x1d", "\n"))
    return re.sub(r"\n{3,}", "\n\n", text.replace("\x0b", "\n")).strip("\n ")


def words_of(zone: Zone, height_px: int) -> tuple[Word, ...]:
    """Words in pixels of the page, from its upper left corner."""
    return tuple(_words(zone, height_px))


def _words(zone: Zone, height_px: int) -> Iterator[Word]:
    is_leaf = zone.text is not None or all(z.kind == "char" for z in zone.zones)
    if zone.kind in SMALL and is_leaf:
        yield from _placed("".join(_leaves(zone)), zone.box, height_px)
    else:
        for inner in zone.zones:
            yield from _words(inner, height_px)


def _placed(text: str, box: tuple[int, int, int, int], height_px: int) -> Iterator[Word]:
    """Each word of a text that stands in a box, as if all letters had one width."""
    left, bottom, right, top = box
    for match in re.finditer(r"\S+", text):
        start = left + (right - left) * match.start() // max(1, len(text))
        end = left + (right - left) * match.end() // max(1, len(text))
        yield Word(
            match[0], start, height_px - top, max(0, end - start), max(0, top - bottom), None
        )


def _leaves(zone: Zone) -> Iterator[str]:
    if zone.text is not None:
        yield zone.text
    for inner in zone.zones:
        yield from _leaves(inner)


def _write(zone: Zone, out: list[str]) -> None:
    if zone.text is not None:
        out.append(zone.text)
    for i, inner in enumerate(zone.zones):
        if i and inner.kind == "word":
            out.append(" ")
        _write(inner, out)
    out.append(BREAK_BEHIND.get(zone.kind, ""))


def _zone(parts: list[str | Zone]) -> Zone:
    """(KIND X0 Y0 X1 Y1 "TEXT") or (KIND X0 Y0 X1 Y1 ZONE ...)."""
    kind = parts[0] if parts else ""
    try:
        left, bottom, right, top = (_number(p) for p in parts[1:5])
    except ValueError:
        raise _broken() from None
    if not isinstance(kind, str):
        raise _broken()
    inner = [p for p in parts[5:] if isinstance(p, Zone)]
    if len(inner) == 1 and inner[0].kind == "text":
        return Zone(kind, (left, bottom, right, top), inner[0].text)
    return Zone(kind, (left, bottom, right, top), None, inner)


def _number(part: str | Zone) -> int:
    if not isinstance(part, str) or len(part) > 9:
        raise ValueError
    return int(part)


def _unescaped(match: re.Match[str]) -> str:
    code = match[1]
    return chr(int(code, 8)) if code[0] in "01234567" else NAMED.get(code, code)


def _broken() -> ItemError:
    return ItemError("djvu.broken", "the text layer of the DjVu cannot be read")
