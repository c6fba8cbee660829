"""PAGE XML of any version: https://ocr-d.de/en/gt-guidelines/pagexml/."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from xml.etree.ElementTree import Element

from extractors.reading.ocr_layout import (
    OcrPage,
    local_name,
    number,
    percent,
    text_of_paragraphs,
    whole,
    word_in_box,
)
from openfonds.model import Word

ENGINE = "page-xml"
_WITHOUT_REGIONS = frozenset(("TextLine", "TextEquiv", "Coords", "ReadingOrder"))
_NUMBERED = re.compile(r"readingOrder\s*\{\s*index\s*:\s*([0-9]{1,9})")


def read_page_xml_pages(root: Element) -> list[Callable[[], OcrPage]]:
    """The pages of a PAGE file, each read when it is called."""
    return [partial(_page, e) for e in root.iter() if local_name(e) == "Page"]


def images_named_by_page_xml(root: Element) -> list[str]:
    """The image of each page, as the PAGE file names it; "" if it does not."""
    return [e.get("imageFilename", "") for e in root.iter() if local_name(e) == "Page"]


def _page(page: Element) -> OcrPage:
    paragraphs: list[list[str]] = []
    words: list[Word] = []
    for region in _regions_in_reading_order(page):
        lines = _as_numbered(list(_children(region, "TextLine")))
        said = [_text_of(line) for line in lines]
        if not any(said) and not any(map(_says_something, _children(region, "TextRegion"))):
            # Lines that were drawn and not read, or none. What holds other regions says theirs.
            said = [_said(region)[0]]
        paragraphs.append(said)
        for line in lines:
            read = [word for word in _children(line, "Word") if _text_of_word(word)]
            for part in read or [line]:
                text, confidence = _said(part)
                words += word_in_box(text or _text_of_word(part), _corners(part), confidence)
    return OcrPage(
        text=text_of_paragraphs(paragraphs),
        words=tuple(words),
        width_px=whole(page.get("imageWidth")),
        height_px=whole(page.get("imageHeight")),
        engine=ENGINE,
        engine_version="",  # the file names its creator, who is as often a person
    )


def _regions_in_reading_order(page: Element) -> list[Element]:
    """Regions as the file orders them; those that it does not mention follow.

    A region within another that is mentioned goes with that one. Without a ReadingOrder, the
    numbers that Transkribus writes into `custom` count.
    """
    place: dict[str, int] = {}
    for order in _children(page, "ReadingOrder"):
        for reference in _ordered(order):
            place.setdefault(reference.get("regionRef", ""), len(place))
    last = len(place)
    regions: list[tuple[int, Element]] = []
    waiting = [(page, last)]
    while waiting:
        element, around = waiting.pop()
        here = place.get(element.get("id", ""), around)
        if local_name(element) == "TextRegion":
            regions.append((here, element))
        inner = [e for e in element if len(e) and local_name(e) not in _WITHOUT_REGIONS]
        if not place:
            inner = _as_numbered(inner)
        waiting.extend((e, here) for e in reversed(inner))
    return [region for _, region in sorted(regions, key=lambda one: one[0])]


def _says_something(region: Element) -> bool:
    return bool(_said(region)[0]) or any(map(_text_of, _children(region, "TextLine")))


def _as_numbered(elements: list[Element]) -> list[Element]:
    """Elements by the numbers of their `custom`, if each has one; else as they stand."""
    found = [_NUMBERED.search(e.get("custom", "")) for e in elements]
    numbers = [int(n[1]) for n in found if n]
    if len(numbers) < len(elements):
        return elements
    order = sorted(range(len(elements)), key=numbers.__getitem__)
    return [elements[i] for i in order]


def _ordered(order: Element) -> Iterator[Element]:
    """References to regions in an order that may be nested; @index counts within its group."""
    waiting = [order]
    while waiting:
        element = waiting.pop()
        if element.get("regionRef"):
            yield element
        indexed = sorted(element, key=lambda e: number(e.get("index")) or 0)
        waiting.extend(reversed(indexed))


def _text_of(line: Element) -> str:
    text, _ = _said(line)
    return text or " ".join(filter(None, map(_text_of_word, _children(line, "Word"))))


def _text_of_word(word: Element) -> str:
    text, _ = _said(word)
    return text or "".join(_said(glyph)[0] for glyph in _children(word, "Glyph"))


def _said(element: Element) -> tuple[str, float | None]:
    """Text and confidence of the first reading of a region, line or word."""
    readings = sorted(
        _children(element, "TextEquiv"), key=lambda reading: number(reading.get("index")) or 0
    )
    for reading in readings:
        for name in ("Unicode", "PlainText"):  # the second is what old files have alone
            for said in _children(reading, name):
                return (said.text or "").strip(), percent(reading.get("conf"))
    return "", None


def _corners(element: Element) -> tuple[float, float, float, float] | None:
    """The box around a polygon: "x,y x,y ...", or Point elements in old files."""
    for coordinates in _children(element, "Coords"):
        points = [p.split(",") for p in coordinates.get("points", "").split()]
        points += [[p.get("x", ""), p.get("y", "")] for p in _children(coordinates, "Point")]
        xs = [x for p in points if (x := number(p[0])) is not None]
        ys = [y for p in points if (y := number(p[-1])) is not None]
        if xs and len(xs) == len(ys) == len(points):
            return min(xs), min(ys), max(xs), max(ys)
    return None


def _children(element: Element, name: str) -> Iterator[Element]:
    return (e for e in element if local_name(e) == name)
