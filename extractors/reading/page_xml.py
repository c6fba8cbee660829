"""PAGE XML of any version: https://ocr-d.de/en/gt-guidelines/pagexml/."""

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


def read_page_xml_pages(root: Element) -> list[Callable[[], OcrPage]]:
    """The pages of a PAGE file, each read when it is called."""
    return [partial(_page, e) for e in root.iter() if local_name(e) == "Page"]


def image_named_by_page_xml(root: Element, part: int) -> str:
    """The image of a page, as the PAGE file names it; "" if it does not."""
    pages = [e for e in root.iter() if local_name(e) == "Page"]
    return pages[part].get("imageFilename", "") if part < len(pages) else ""


def _page(page: Element) -> OcrPage:
    paragraphs: list[list[str]] = []
    words: list[Word] = []
    for region in _regions_in_reading_order(page):
        lines = list(_children(region, "TextLine"))
        paragraphs.append([_text_of(line) for line in lines] or [_said(region)[0]])
        for line in lines:
            for part in list(_children(line, "Word")) or [line]:
                text, confidence = _said(part)
                words += word_in_box(text, _corners(part), confidence)
    return OcrPage(
        text=text_of_paragraphs(paragraphs),
        words=tuple(words),
        width_px=whole(page.get("imageWidth")),
        height_px=whole(page.get("imageHeight")),
        engine=ENGINE,
        engine_version="",  # the file names its creator, who is as often a person
    )


def _regions_in_reading_order(page: Element) -> list[Element]:
    """Regions as the file orders them; those that it does not mention follow."""
    regions = [e for e in page.iter() if local_name(e) == "TextRegion"]
    place: dict[str, int] = {}
    for order in _children(page, "ReadingOrder"):
        for reference in _ordered(order):
            place.setdefault(reference.get("regionRef", ""), len(place))
    return sorted(regions, key=lambda region: place.get(region.get("id", ""), len(place)))


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
    return text or " ".join(_said(word)[0] for word in _children(line, "Word"))


def _said(element: Element) -> tuple[str, float | None]:
    """Text and confidence of the first reading of a region, line or word."""
    readings = sorted(
        _children(element, "TextEquiv"), key=lambda reading: number(reading.get("index")) or 0
    )
    for reading in readings:
        for unicode in _children(reading, "Unicode"):
            return (unicode.text or "").strip(), percent(reading.get("conf"))
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
