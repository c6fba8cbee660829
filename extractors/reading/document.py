"""Pages of born-digital documents: their text as it stands, and the pictures in them."""

from dataclasses import replace
from pathlib import Path

from extractors.documents.read import kind_of_document, picture_file, read_document
from extractors.reading.derivative import Sight
from extractors.reading.image import read_image
from extractors.reading.tesseract import OcrSettings
from extractors.reading.typed import typed_page
from openfonds.errors import ItemError
from openfonds.model import PageSource, PageText
from openfonds.settings import Limits


def read_document_page(path: Path, item_key: str, page: PageSource, limits: Limits) -> PageText:
    """Read part number `page.part` of a document, which is text.

    Raises:
        ItemError: source.part_missing, and what `read_document` raises.
    """
    document = read_document(path, page.kind, limits)
    if page.part >= len(document.parts):
        raise ItemError("source.part_missing", f"there are only {len(document.parts)} pages")
    return typed_page(
        item_key,
        page.number,
        document.parts[page.part].text,
        engine=page.kind,
        engine_version=document.engine_version,
        if_empty="document.no_text",
    )


def read_picture(
    path: Path,
    item_key: str,
    page: PageSource,
    ocr: OcrSettings,
    limits: Limits,
    sight: Sight | None = None,
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
        return read_image(picture, item_key, replace(page, part=0), ocr, limits, sight)
