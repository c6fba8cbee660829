"""Pages that somebody else has read before: ALTO, PAGE and hOCR files.

Only what the file says is taken over. Lines become lines, blocks of text become paragraphs.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import parse

from extractors.reading.alto import images_named_by_alto, read_alto_pages
from extractors.reading.hocr import images_named_by_hocr, read_hocr_pages
from extractors.reading.ocr_layout import OcrPage, local_name
from extractors.reading.page_xml import images_named_by_page_xml, read_page_xml_pages
from openfonds.errors import ItemError
from openfonds.model import PageSource, PageText, ReadStatus
from openfonds.settings import Limits

_READERS: Mapping[str, Callable[[Element], list[Callable[[], OcrPage]]]] = {
    "alto": read_alto_pages,
    "pcgts": read_page_xml_pages,
    "html": read_hocr_pages,
}
_IMAGE_NAMES: Mapping[str, Callable[[Element], list[str]]] = {
    "alto": images_named_by_alto,
    "pcgts": images_named_by_page_xml,
    "html": images_named_by_hocr,
}


@dataclass(frozen=True, slots=True)
class _OcrFile:
    """The pages of a file, each read when it is called, and the names of their images."""

    pages: list[Callable[[], OcrPage]] | None  # None: in no form that is read
    images: list[str]


def read_ocr_file(path: Path, item_key: str, page: PageSource, limits: Limits) -> PageText:
    """Read page number `page.part` of an ALTO, PAGE or hOCR file.

    Raises:
        ItemError: source.too_large, source.part_missing; xml.broken, xml.entities,
            xml.unknown_form.
    """
    n_bytes = path.stat().st_size
    if n_bytes > limits.max_text_bytes:
        raise ItemError("source.too_large", f"{n_bytes} bytes are too many: divide the file")
    pages = _read(path).pages
    if pages is None:
        raise ItemError("xml.unknown_form", "the XML is neither ALTO, PAGE nor hOCR")
    if page.part >= len(pages):
        raise ItemError("source.part_missing", f"there are only {len(pages)} pages")
    found = pages[page.part]()
    if page.part == len(pages) - 1:
        _read_of_state.cache_clear()  # a book as a tree is large
    certain = [word.confidence for word in found.words if word.confidence is not None]
    return PageText(
        item_key=item_key,
        number=page.number,
        status=ReadStatus.READ,
        reason=None if found.text.strip() else f"{found.engine}.no_text",
        text=found.text,
        words=found.words,
        width_px=found.width_px,
        height_px=found.height_px,
        ink_ratio=None,
        confidence=round(sum(certain) / len(certain), 2) if certain else None,
        engine=found.engine,
        engine_version=found.engine_version,
        model="",
    )


def named_image(path: Path, part: int) -> str:
    """What the ALTO, PAGE or hOCR file calls the image of one of its pages; "" if nothing.

    Raises:
        ItemError: xml.broken, xml.entities.
    """
    images = _read(path).images
    return images[part] if part < len(images) else ""


def _read(path: Path) -> _OcrFile:
    status = path.stat()
    return _read_of_state(
        path, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns
    )


@lru_cache(maxsize=1)  # the pages of a file come one after the other: a book is parsed once
def _read_of_state(path: Path, *_state: int) -> _OcrFile:
    root = _parsed(path)
    form = local_name(root).lower()
    if form not in _READERS:
        return _OcrFile(None, [])
    return _OcrFile(_READERS[form](root), _IMAGE_NAMES[form](root))


def _parsed(path: Path) -> Element:
    try:
        root: Element | None = parse(path).getroot()
    except DefusedXmlException:
        raise ItemError(
            "xml.entities", "the XML declares entities, which are not read: save it without"
        ) from None
    except (ParseError, ValueError, LookupError):  # LookupError: an encoding nobody knows
        raise ItemError("xml.broken", "the XML is not well-formed") from None
    if root is None:
        raise ItemError("xml.broken", "the XML is not well-formed")
    return root
