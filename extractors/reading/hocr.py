"""hOCR 1.2: http://kba.github.io/hocr-spec/1.2/."""

import re
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
    word_in_box,
)
from openfonds.model import Word

ENGINE = "hocr"
LINES = frozenset(
    ("ocr_line", "ocrx_line", "ocr_header", "ocr_footer", "ocr_caption", "ocr_textfloat")
)


def read_hocr_pages(root: Element) -> list[Callable[[], OcrPage]]:
    """The pages of an hOCR file (XHTML), each read when it is called."""
    software = _software(root)
    return [partial(_page, software, e) for e in root.iter() if "ocr_page" in _classes(e)]


def images_named_by_hocr(root: Element) -> list[str]:
    """The image of each page, as the hOCR file names it; "" if it does not."""
    return [_image_in(e.get("title", "")) for e in root.iter() if "ocr_page" in _classes(e)]


def _image_in(title: str) -> str:
    found = re.search(r"\bimage\s+(?:\"([^\"]*)\"|'([^']*)'|([^\s;]+))", title)
    return next(filter(None, found.groups()), "") if found else ""


def _page(software: str, page: Element) -> OcrPage:
    paragraphs: list[list[str]] = [[]]
    words: list[Word] = []
    for element in outermost(page, _is_paragraph_or_line):
        if _is_line(element):
            lines = [element]
        else:
            paragraphs.append([])
            lines = list(outermost(element, _is_line)) or [element]
        for line in lines:
            parts = list(outermost(line, _is_word)) or [line]
            spoken = [" ".join("".join(part.itertext()).split()) for part in parts]
            paragraphs[-1].append(" ".join(filter(None, spoken)))
            for part, text in zip(parts, spoken, strict=True):
                words += word_in_box(text, _corners(part), _confidence(part))
    if paragraphs == [[]]:  # neither lines nor paragraphs are marked
        paragraphs = [[" ".join("".join(page.itertext()).split())]]
    box = _corners(page)
    return OcrPage(
        text=text_of_paragraphs(paragraphs),
        words=tuple(words),
        width_px=round(box[2] - box[0]) if box else None,
        height_px=round(box[3] - box[1]) if box else None,
        engine=ENGINE,
        engine_version=software,
    )


def _is_line(element: Element) -> bool:
    return bool(_classes(element) & LINES)


def _is_paragraph_or_line(element: Element) -> bool:
    return _is_line(element) or "ocr_par" in _classes(element)


def _is_word(element: Element) -> bool:
    return "ocrx_word" in _classes(element)


def _confidence(word: Element) -> float | None:
    found = re.search(r"\bx_wconf\s+([^\s;]+)", word.get("title", ""))
    return percent(found[1], of=100) if found else None


def _classes(element: Element) -> frozenset[str]:
    return frozenset(element.get("class", "").split())


def _corners(element: Element) -> tuple[float, float, float, float] | None:
    found = re.search(r"\bbbox\s+(\S+)\s+(\S+)\s+(\S+)\s+([^\s;]+)", element.get("title", ""))
    if found is None:
        return None
    left, top, right, bottom = (number(value) for value in found.groups())
    if left is None or top is None or right is None or bottom is None:
        return None
    return left, top, right, bottom


def _software(root: Element) -> str:
    for element in root.iter():
        if local_name(element) == "meta" and element.get("name") == "ocr-system":
            return element.get("content", "").strip()
    return ""
