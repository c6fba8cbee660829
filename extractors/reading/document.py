"""Pages of born-digital documents: their text as it stands, and the pictures in them."""

from dataclasses import replace
from pathlib import Path

from extractors.documents.read import kind_of_document, picture_file, read_document
from extractors.reading.image import read_image
from extractors.reading.tesseract import OcrSettings
from openfonds.errors import ItemError
from openfonds.model import PageSource, PageText, ReadStatus
from openfonds.settings import Limits


def read_document_page(path: Path, item_key: str, page: PageSource, limits: Limits) -> PageText:
    """Read part number `page.part` of a document, which is text.

    Raises:
        ItemError: source.part_missing, and what `read_document` raises.
    """
    parts = read_document(path, page.kind, limits).parts
    if page.part >= len(parts):
        raise ItemError("source.part_missing", f"there are only {len(parts)} pages")
    text = parts[page.part].text
    return PageText(
        item_key=item_key,
        number=page.number,
        status=ReadStatus.READ,
        reason=None if text.strip() else "document.no_text",
        text=text,
        words=(),
        width_px=None,
        height_px=None,
        ink_ratio=None,
        confidence=None,
        engine=page.kind,
        engine_version=read_document(path, page.kind, limits).engine_version,
        model="",
    )


def read_picture(
    path: Path, item_key: str, page: PageSource, ocr: OcrSettings, limits: Limits
) -> PageText:
    """Read part number `page.part` of a document, which is a picture: a scan, as a rule.

    Raises:
        ItemError: source.part_missing, and what `read_document` and `read_image` raise.
        ToolMissing: if Tesseract or a model is not installed.
    """
    parts = read_document(path, kind_of_document(path), limits).parts
    where = parts[page.part].picture if page.part < len(parts) else None
    if where is None:
        raise ItemError("source.part_missing", f"part {page.part + 1} is not a picture")
    with picture_file(path, where, limits) as picture:
        return read_image(picture, item_key, replace(page, part=0), ocr, limits)
