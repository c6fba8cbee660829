"""ALTO of any version: https://www.loc.gov/standards/alto/."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from xml.etree.ElementTree import Element

from extractors.reading.ocr_layout import (
    OcrPage,
    local_name,
    number,
    outermost,
    percent,
    text_of_paragraphs,
    word_in_box,
)
from openfonds.model import Word

ENGINE = "alto"
# Boxes in inches or millimetres are given in pixels of this resolution: the file has no other.
ASSUMED_DPI = 300
_PIXELS = {"inch1200": ASSUMED_DPI / 1200, "mm10": ASSUMED_DPI / 254}
# The schema has the margins before the text; a person reads the foot of a page at its end.
_PARTS = {
    name: i for i, name in enumerate(("TopMargin", "LeftMargin", "PrintSpace", "RightMargin"))
}
_PARTS["BottomMargin"] = len(_PARTS)
_HYPHENS = "-\N{SOFT HYPHEN}\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{NOT SIGN}\N{DOUBLE OBLIQUE HYPHEN}="

Corners = tuple[float, float, float, float]


def read_alto_pages(root: Element) -> list[Callable[[], OcrPage]]:
    """The pages of an ALTO file, each read when it is called."""
    pages = [e for e in root.iter() if local_name(e) == "Page"]
    # What holds for the whole file is looked for once, and not for each of very many pages.
    whole = partial(_page, _scale(root), _places(root), _software(root))
    return [partial(whole, e) for e in pages]


def images_named_by_alto(root: Element) -> list[str]:
    """The file that was recognised, as the ALTO file names it, for each page; "" if it does not."""
    names = ((e.text or "").strip() for e in root.iter() if local_name(e) == "fileName")
    return [next(names, "")] * sum(local_name(e) == "Page" for e in root.iter())


def _page(scale: float, place: Mapping[str, int], software: str, page: Element) -> OcrPage:
    # Some programs write the spaces between words, some leave them to the reader.
    separator = "" if any(local_name(e) == "SP" for e in page.iter()) else " "
    paragraphs: list[list[str]] = []
    words: list[Word] = []
    for block in _in_reading_order(place, page):
        paragraphs.append([])
        for line in block:
            paragraphs[-1].append(_text_of(line, separator))
            for string in line:
                if local_name(string) == "String":
                    box = _corners(string, scale) or _corners(line, scale)
                    confidence = percent(string.get("WC"))
                    words += word_in_box(string.get("CONTENT", ""), box, confidence)
    width, height = _size(page)
    return OcrPage(
        text=text_of_paragraphs(paragraphs),
        words=tuple(words),
        width_px=None if width is None else round(width * scale),
        height_px=None if height is None else round(height * scale),
        engine=ENGINE,
        engine_version=software,
    )


def _in_reading_order(place: Mapping[str, int], page: Element) -> list[list[Element]]:
    """The lines of each block, in the order in which a person reads the blocks.

    ReadingOrder (ALTO 4.3) decides; without it, IDNEXT, by which a block names the next; without
    that, the order of the file, but the head of the page first and its foot last.
    """
    blocks: list[tuple[int, tuple[str, ...], str, list[Element]]] = []
    for part, ids, following, element in _blocks_and_lines(page):
        if local_name(element) == "TextBlock":
            blocks.append((part, ids, following, []))
        elif blocks and ids and blocks[-1][1] == ids:
            blocks[-1][3].append(element)
        else:  # a line that is in no block
            blocks.append((part, ids, "", [element]))
    blocks.sort(key=lambda block: block[0])
    if place:
        last = len(place)
        # Its own place, or else that of the block around it.
        blocks.sort(key=lambda b: next((place[i] for i in reversed(b[1]) if i in place), last))
        return [lines for *_, lines in blocks]
    return _chained(
        [(ids[-1] if ids else "", following, lines) for _, ids, following, lines in blocks]
    )


def _blocks_and_lines(page: Element) -> Iterator[tuple[int, tuple[str, ...], str, Element]]:
    """TextBlocks and TextLines with the part of the page, the ids around them, and IDNEXT."""
    waiting: list[tuple[Element, int, tuple[str, ...]]] = [(page, _PARTS["PrintSpace"], ())]
    while waiting:
        element, part, ids = waiting.pop()
        name = local_name(element)
        if name == "TextLine":
            yield part, ids, "", element
            continue
        part = _PARTS.get(name, part)
        if name in ("TextBlock", "ComposedBlock"):
            # The block itself and the outermost around it: of a deep nest, not all.
            ids = (*ids[:1], element.get("ID") or f"#{id(element)}")
        if name == "TextBlock":
            yield part, ids, element.get("IDNEXT", "").strip(), element
        waiting.extend((e, part, ids) for e in reversed(element))


def _places(root: Element) -> dict[str, int]:
    """The place of each element that ReadingOrder names."""
    place: dict[str, int] = {}
    for order in outermost(root, lambda e: local_name(e) == "ReadingOrder"):
        for reference in order.iter():
            if identifier := reference.get("REF", "").strip():
                place.setdefault(identifier, len(place))
    return place


def _chained(blocks: list[tuple[str, str, list[Element]]]) -> list[list[Element]]:
    """Blocks in order, each followed by the one that it names as the next."""
    at = {identifier: i for i, (identifier, _, _) in reversed(list(enumerate(blocks)))}
    named = {following for _, following, _ in blocks if following in at}
    done: set[int] = set()
    order: list[list[Element]] = []
    # First those that nobody names as next; then what is left, as circles are.
    starts = [i for i, block in enumerate(blocks) if block[0] not in named]
    for start in (*starts, *range(len(blocks))):
        i: int | None = start
        while i is not None and i not in done:
            done.add(i)
            order.append(blocks[i][2])
            i = at.get(blocks[i][1])
    return order


def _text_of(line: Element, separator: str) -> str:
    """A line as it stands on the page: the first part of a cut word, and the hyphen.

    A cut that is only marked (SUBS_TYPE) gets a soft hyphen, or the word would be two.
    """
    parts: list[str] = []
    is_cut = False
    for element in line:
        name = local_name(element)
        if name == "String":
            if parts:
                parts.append(separator)
            parts.append(element.get("CONTENT", ""))
            is_cut = element.get("SUBS_TYPE") == "HypPart1"
        elif name == "SP":
            parts.append(" ")
        elif name == "HYP":
            parts.append(element.get("CONTENT", ""))
    text = "".join(parts).rstrip()
    return text + "\N{SOFT HYPHEN}" if is_cut and text and text[-1] not in _HYPHENS else text


def _scale(root: Element) -> float:
    """Pixels to one unit of the file."""
    units = (
        (e.text or "").strip().lower() for e in root.iter() if local_name(e) == "MeasurementUnit"
    )
    return _PIXELS.get(next(units, ""), 1.0)


def _size(page: Element) -> tuple[float | None, float | None]:
    """Width and height of a page, in the unit of the file; without them, of what is printed."""
    width, height = number(page.get("WIDTH")), number(page.get("HEIGHT"))
    if width is None or height is None:
        for space in page:
            if local_name(space) == "PrintSpace" and (box := _corners(space, 1)):
                return box[2], box[3]
    return width, height


def _corners(element: Element, scale: float) -> Corners | None:
    left, top, width, height = (
        number(element.get(name)) for name in ("HPOS", "VPOS", "WIDTH", "HEIGHT")
    )
    if left is None or top is None or width is None or height is None:
        return None
    return left * scale, top * scale, (left + width) * scale, (top + height) * scale


def _software(root: Element) -> str:
    """Name and version of the program that recognised the text, where the file has them."""
    for step in outermost(root, _is_recognition):
        said = {local_name(e): (e.text or "").strip() for e in step.iter()}
        name = said.get("softwareName", "")
        if name:
            return f"{name} {said.get('softwareVersion', '')}".strip()
    return ""


def _is_recognition(element: Element) -> bool:
    return local_name(element) in ("ocrProcessingStep", "Processing")
