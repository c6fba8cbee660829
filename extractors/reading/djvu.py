"""Pages of DjVu files: their text layer as it is, or recognition of what they look like."""

from dataclasses import replace
from pathlib import Path

from PIL import Image

from extractors.djvu.layer import text_of, words_of
from extractors.djvu.read import Leaf, leaf_of
from extractors.djvu.tool import linked, render
from extractors.reading.content import with_content
from extractors.reading.derivative import Sight
from extractors.reading.grey_file import as_tiff
from extractors.reading.image import read_ink, with_stamps
from extractors.reading.ink import ink_ratio
from extractors.reading.tesseract import OcrSettings
from extractors.reading.text_layer import is_text
from extractors.reading.typed import typed_page
from openfonds.errors import ItemError
from openfonds.model import PageSource, PageText, Word
from openfonds.settings import Limits

ENGINE = "djvu-text-layer"
OCR_DPI = 300
MAX_OCR_DPI = 450
STAMP_DPI = 150  # enough to find a stamp behind a text layer


def read_djvu(
    path: Path,
    item_key: str,
    page: PageSource,
    ocr: OcrSettings,
    limits: Limits,
    sight: Sight | None = None,
) -> PageText:
    """Read page number `page.part` of a DjVu file.

    Raises:
        ItemError: djvu.broken, djvu.encrypted, djvu.indirect, image.too_large; ocr.timeout,
            ocr.crashed, ocr.bad_output.
        ToolMissing: if DjVuLibre, or for recognition Tesseract, is not installed.
    """
    with linked(path) as link:
        leaf = leaf_of(link, page.part + 1, limits)
        text = text_of(leaf.layer) if leaf.layer else ""
        if is_text(text):
            return _from_layer(link, item_key, page, leaf, text, ocr, limits, sight)
        dpi = leaf.dpi or OCR_DPI
        is_fine = dpi > MAX_OCR_DPI  # more than Tesseract makes use of
        colours = _picture(link, page, (f"-scale={OCR_DPI}",) if is_fine else (), limits)
    if sight is not None:
        sight(colours)
    grey = colours.convert("L")
    dpi = OCR_DPI if is_fine else dpi
    with as_tiff(grey, (dpi, dpi)) as image:
        read = read_ink(item_key, page, grey, ink_ratio(grey), image, ocr, limits)
    read = with_stamps(read, (colours,) if ocr.stamps else (), ocr, limits)
    return with_content(read, grey)


def _from_layer(
    link: Path,
    item_key: str,
    page: PageSource,
    leaf: Leaf,
    text: str,
    ocr: OcrSettings,
    limits: Limits,
    sight: Sight | None,
) -> PageText:
    # Where a page is shown turned, boxes of the layer are not places on it.
    words = words_of(leaf.layer, leaf.height_px) if leaf.layer and not leaf.is_turned else ()
    read = typed_page(
        item_key,
        page.number,
        text,
        engine=ENGINE,
        engine_version="",
        words=words,
        size_px=(None, None) if leaf.is_turned else (leaf.width_px, leaf.height_px),
    )
    if not ocr.stamps and sight is None:
        return read
    seen = _picture(link, page, (f"-scale={STAMP_DPI}",), limits)
    if sight is not None:
        sight(seen)
    known = _scaled(words, seen.width / leaf.width_px)
    return with_stamps(read, (seen,) if ocr.stamps else (), ocr, limits, known)


def _picture(link: Path, page: PageSource, scale: tuple[str, ...], limits: Limits) -> Image.Image:
    file = render(link, page.part + 1, scale, limits)
    guard = Image.MAX_IMAGE_PIXELS
    try:
        Image.MAX_IMAGE_PIXELS = None  # the page is known to be within the limit
        with Image.open(file, formats=("PPM",)) as image:
            return image.convert("RGB")
    except (OSError, ValueError, SyntaxError):
        raise ItemError("djvu.broken", f"page {page.part + 1} of the DjVu has no image") from None
    finally:
        Image.MAX_IMAGE_PIXELS = guard


def _scaled(words: tuple[Word, ...], scale: float) -> tuple[Word, ...]:
    return tuple(
        replace(
            word,
            left=round(word.left * scale),
            top=round(word.top * scale),
            width=round(word.width * scale),
            height=round(word.height * scale),
        )
        for word in words
    )
