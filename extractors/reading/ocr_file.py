"""Pages that somebody else has read before: ALTO, PAGE and hOCR files.

Only what the file says is taken over. Lines become lines, blocks of text become paragraphs.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import parse

from extractors.reading.alto import image_named_by_alto, read_alto_pages
from extractors.reading.hocr import image_named_by_hocr, read_hocr_pages
from extractors.reading.ocr_layout import OcrPage, local_name
from extractors.reading.page_xml import image_named_by_page_xml, read_page_xml_pages
from openfonds.errors import ItemError
from openfonds.model import PageSource, PageText, ReadStatus
from openfonds.settings import Limits

_READERS: Mapping[str, Callable[[Element], list[Callable[[], OcrPage]]]] = {
    "alto": read_alto_pages,
    "pcgts": read_page_xml_pages,
    "html": read_hocr_pages,
}
_IMAGE_NAMES: Mapping[str, Callable[[Element, int], str]] = {
    "alto": image_named_by_alto,
    "pcgts": image_named_by_page_xml,
    "html": image_named_by_hocr,
}


def read_ocr_file(path: Path, item_key: str, page: PageSource, limits: Limits) -> PageText:
    """Read page number `page.part` of an ALTO, PAGE or hOCR file.

    Raises:
        ItemError: source.too_large, source.part_missing; xml.broken, xml.entities,
            xml.unknown_form.
    """
    n_bytes = path.stat().st_size
    if n_bytes > limits.max_text_bytes:
        raise ItemError("source.too_large", f"{n_bytes} bytes are too many: divide the file")
    root = _parsed(path)
    reader = _READERS.get(local_name(root).lower())
    if reader is None:
        raise ItemError("xml.unknown_form", "the XML is neither ALTO, PAGE nor hOCR")
    pages = reader(root)
    if page.part >= len(pages):
        raise ItemError("source.part_missing", f"there are only {len(pages)} pages")
    found = pages[page.part]()
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
    root = _parsed(path)
    name_of = _IMAGE_NAMES.get(local_name(root).lower())
    return name_of(root, part) if name_of else ""


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
