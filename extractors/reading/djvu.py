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
from extractors.reading.layer_choice import (
    Verdict,
    compared,
    fault_of_text,
    in_place_of,
    verdict_on,
)
from extractors.reading.tesseract import OcrSettings
from extractors.reading.typed import typed_page
from openfonds.errors import ItemError
from openfonds.model import PageSource, PageText
from openfonds.settings import Limits

ENGINE = "djvu-text-layer"
OCR_DPI = 300
MAX_OCR_DPI = 450
SEEN_DPI = 150  # enough to compare a layer with the ink and to find a stamp behind it


def read_djvu(
    path: Path,
    item_key: str,
    page: PageSource,
    ocr: OcrSettings,
    limits: Limits,
    sight: Sight | None = None,
) -> PageText:
    """Read page number `page.part` of a DjVu file.

    Its text layer is taken if nothing speaks against it, as that of a PDF
    (docs/reference/pdf-routing.md).

    Raises:
        ItemError: djvu.broken, djvu.encrypted, djvu.indirect, image.too_large; ocr.timeout,
            ocr.crashed, ocr.bad_output.
        ToolMissing: if DjVuLibre, or for recognition Tesseract, is not installed.
    """
    with linked(path) as link:
        leaf = leaf_of(link, page.part + 1, limits)
        layer = _layer(item_key, page, leaf)
        verdict = Verdict(fault_of_text(layer.text))
        seen: Image.Image | None = None
        if verdict.is_good:
            seen = _picture(link, page, (f"-scale={SEEN_DPI}",), limits)
            verdict = verdict_on(layer, seen, ocr.languages)
            if verdict.is_good:
                if sight is not None:
                    sight(seen)
                return _with_stamps(layer, seen, ocr, limits)
        dpi = leaf.dpi or OCR_DPI
        is_fine = dpi > MAX_OCR_DPI  # more than Tesseract makes use of
        colours = _picture(link, page, (f"-scale={OCR_DPI}",) if is_fine else (), limits)
    if sight is not None:
        sight(colours)
    grey = colours.convert("L")
    dpi = OCR_DPI if is_fine else dpi
    with as_tiff(grey, (dpi, dpi)) as image:
        read = read_ink(item_key, page, grey, ink_ratio(grey), image, ocr, limits)
    read = with_content(read, grey)
    if seen is not None and (kept := compared(layer, verdict, read)):
        return _with_stamps(kept, seen, ocr, limits)
    read = in_place_of(layer, verdict, read)
    return with_stamps(read, (colours,) if ocr.stamps else (), ocr, limits)


def _layer(item_key: str, page: PageSource, leaf: Leaf) -> PageText:
    # Where a page is shown turned, boxes of the layer are not places on it.
    words = words_of(leaf.layer, leaf.height_px) if leaf.layer and not leaf.is_turned else ()
    return typed_page(
        item_key,
        page.number,
        text_of(leaf.layer) if leaf.layer else "",
        engine=ENGINE,
        engine_version="",
        words=words,
        size_px=(None, None) if leaf.is_turned else (leaf.width_px, leaf.height_px),
    )


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


def _with_stamps(layer: PageText, seen: Image.Image, ocr: OcrSettings, limits: Limits) -> PageText:
    scale = seen.width / layer.width_px if layer.width_px else 1.0
    known = tuple(
        replace(
            word,
            left=round(word.left * scale),
            top=round(word.top * scale),
            width=round(word.width * scale),
            height=round(word.height * scale),
        )
        for word in layer.words
    )
    return with_stamps(layer, (seen,) if ocr.stamps else (), ocr, limits, known)
