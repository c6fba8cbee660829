"""ALTO of any version: https://www.loc.gov/standards/alto/."""

from collections.abc import Callable
from functools import partial
from xml.etree.ElementTree import Element

from extractors.reading.ocr_layout import (
    OcrPage,
    local_name,
    number,
    outermost,
    percent,
    text_of_paragraphs,
    whole,
    word_in_box,
)
from openfonds.model import Word

ENGINE = "alto"

Corners = tuple[float, float, float, float]


def read_alto_pages(root: Element) -> list[Callable[[], OcrPage]]:
    """The pages of an ALTO file, each read when it is called."""
    return [partial(_page, root, e) for e in root.iter() if local_name(e) == "Page"]


def image_named_by_alto(root: Element, _part: int) -> str:
    """The file that was recognised, as the ALTO file names it; "" if it does not."""
    names = ((e.text or "").strip() for e in root.iter() if local_name(e) == "fileName")
    return next(names, "")


def _page(root: Element, page: Element) -> OcrPage:
    # Some programs write the spaces between words, some leave them to the reader.
    separator = "" if any(local_name(e) == "SP" for e in page.iter()) else " "
    paragraphs: list[list[str]] = [[]]
    words: list[Word] = []
    # In document order: a block comes before its lines.
    for element in page.iter():
        name = local_name(element)
        if name == "TextBlock":
            paragraphs.append([])
        elif name == "TextLine":
            paragraphs[-1].append(_text_of(element, separator))
            for string in element:
                if local_name(string) == "String":
                    box = _corners(string) or _corners(element)
                    confidence = percent(string.get("WC"))
                    words += word_in_box(string.get("CONTENT", ""), box, confidence)
    return OcrPage(
        text=text_of_paragraphs(paragraphs),
        words=tuple(words),
        width_px=whole(page.get("WIDTH")),
        height_px=whole(page.get("HEIGHT")),
        engine=ENGINE,
        engine_version=_software(root),
    )


def _text_of(line: Element, separator: str) -> str:
    parts: list[str] = []
    for element in line:
        name = local_name(element)
        if name == "String":
            if parts:
                parts.append(separator)
            parts.append(element.get("CONTENT", ""))
        elif name == "SP":
            parts.append(" ")
        elif name == "HYP":
            parts.append(element.get("CONTENT", ""))
    return "".join(parts).rstrip()


def _corners(element: Element) -> Corners | None:
    left, top, width, height = (
        number(element.get(name)) for name in ("HPOS", "VPOS", "WIDTH", "HEIGHT")
    )
    if left is None or top is None or width is None or height is None:
        return None
    return left, top, left + width, top + height


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
