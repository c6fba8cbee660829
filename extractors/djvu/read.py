"""Pages and notes of a DjVu file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from extractors.djvu.layer import TOKEN, Zone, parse_layer, unquoted
from extractors.djvu.tool import ask, linked
from extractors.files.note_texts import xmp_texts
from openfonds.errors import ItemError
from openfonds.settings import Limits

SIZE = re.compile(r"width=(\d+)\s+height=(\d+)(?:\s+rotation=(\d))?")
RESOLUTION = re.compile(r"INFO \[\d+\]\s+DjVu \d+x\d+, v\d+, (\d+) dpi")
# Written by programs about themselves; colours and addresses say nothing either.
TECHNICAL = frozenset((
    "Producer", "Creator", "CreationDate", "ModDate", "Trapped", "producer", "creator", "moddate",
    "creationdate",
))  # fmt: skip
_ADDRESS = re.compile(r"#(?:p?\d+|[+-]\d+|[\w.-]+\.djvu)?|#[0-9A-Fa-f]{6}")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page as the file describes it."""

    width_px: int
    height_px: int
    dpi: int | None
    is_turned: bool  # its picture is shown turned, and its text layer is not
    layer: Zone | None


def count_djvu_pages(path: Path, limits: Limits) -> int:
    """How many pages a DjVu file has.

    Raises:
        ItemError: djvu.broken, djvu.encrypted, djvu.indirect.
        ToolMissing: if DjVuLibre is not installed.
    """
    with linked(path) as link:
        said = ask(link, "n", limits).strip()
    if not said.isdecimal():
        raise ItemError("djvu.broken", "the DjVu has no pages that can be counted")
    return int(said)


def leaf_of(link: Path, number: int, limits: Limits) -> Leaf:
    """Size and text layer of a page, from 1.

    Raises:
        ItemError: djvu.broken, image.too_large.
        ToolMissing: if DjVuLibre is not installed.
    """
    said = ask(link, f"select {number}; size; print-txt; dump", limits)
    found = SIZE.search(said)
    if not found:
        raise ItemError("djvu.broken", "a page of the DjVu has no size")
    width_px, height_px, turns = int(found[1]), int(found[2]), int(found[3] or 0)
    if width_px * height_px > limits.max_image_px:
        raise ItemError(
            "image.too_large",
            f"{width_px} by {height_px} pixels are more than the limit of"
            f" {limits.max_image_px}: scan it in parts or at a lower resolution",
        )
    told = RESOLUTION.search(said, found.end())
    dpi = int(told[1]) if told else None
    return Leaf(width_px, height_px, dpi, bool(turns), parse_layer(said[found.end() :]))


def djvu_notes(path: Path, limits: Limits) -> Iterator[str]:
    """What a DjVu says of itself: outline, properties, remarks at links and areas."""
    with linked(path) as link:
        said = ask(link, "print-outline; output-ant", limits)
    name = ""
    depth = 0
    for string, brace, atom in TOKEN.findall(said):
        if brace:
            depth += 1 if brace == "(" else -1
            name = ""
        elif depth <= 0:
            continue  # which page the next lines are about
        elif atom:
            name = name or atom
        elif name == "xmp":
            yield from xmp_texts(unquoted(string).encode())
        elif name not in TECHNICAL:
            text = unquoted(string)
            if not _ADDRESS.fullmatch(text.strip()):
                yield text
