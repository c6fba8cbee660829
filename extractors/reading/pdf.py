"""Pages of PDF files: their text layer as it is, or recognition of what they look like."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pypdfium2
from PIL import Image
from pypdfium2 import raw as pdfium

from extractors.reading.content import with_content
from extractors.reading.derivative import LONGEST_SIDE_PX, Sight
from extractors.reading.grey_file import as_tiff
from extractors.reading.image import read_ink, with_stamps
from extractors.reading.ink import ink_ratio, is_blank
from extractors.reading.layer_check import needs_check
from extractors.reading.layer_choice import (
    Verdict,
    compared,
    fault_of_text,
    in_place_of,
    verdict_on,
)
from extractors.reading.tesseract import OcrSettings
from extractors.reading.text_layer import (
    POINTS_PER_INCH,
    TEXT_DPI,
    size_px,
    text_layer,
)
from extractors.reading.typed import typed_page
from extractors.stamps.pdf import annotation_texts, may_bear_stamps, unseen_images
from openfonds.errors import ItemError
from openfonds.model import PageSource, PageText
from openfonds.settings import Limits

ENGINE = "pdf-text-layer"
OCR_DPI = 300
LEAST_OCR_DPI = 150
LARGE_PX = 40_000_000  # over four times A4 at OCR_DPI
WANTS_PASSWORD = 4  # FPDF_ERR_PASSWORD


@dataclass(frozen=True, slots=True)
class _Layer:
    """The text layer of a page, and whether it is the page's."""

    read: PageText  # as it would be taken
    verdict: Verdict
    pictures: tuple[Image.Image, ...] = ()  # of the page, where stamps are looked for behind it
    seen: Image.Image | None = None  # what the page looks like, where that was asked


def read_pdf(
    path: Path,
    item_key: str,
    page: PageSource,
    ocr: OcrSettings,
    limits: Limits,
    sight: Sight | None = None,
) -> PageText:
    """Read page number `page.part` of a PDF.

    Its text layer is taken, if it has one and nothing speaks against it; else the page is
    recognised, and the steps of the page say why (docs/reference/pdf-routing.md).

    Raises:
        ItemError: pdf.broken, pdf.encrypted, source.part_missing, image.too_large; ocr.timeout,
            ocr.crashed, ocr.bad_output.
        ToolMissing: if recognition is needed and not installed.
    """
    with _opened(path, page.part) as leaf:
        said = annotation_texts(leaf) if ocr.stamps else ()
        layer = _layer(leaf, item_key, page, said, ocr, limits)
        if layer.verdict.is_good:
            if sight is not None:
                sight(layer.seen or _small(leaf))
            return with_stamps(layer.read, layer.pictures, ocr, limits, layer.read.words)
        dpi = _ocr_dpi(leaf, limits)
        colours = leaf.render(scale=dpi / POINTS_PER_INCH).to_pil().convert("RGB")
        grey = colours.convert("L")
        ratio = ink_ratio(grey)
        if is_blank(ratio):
            _require_images(leaf)
        if sight is not None:
            sight(colours)
        pictures = (colours, *unseen_images(leaf, colours, limits)) if ocr.stamps else ()
    with as_tiff(grey, (dpi, dpi)) as image:
        read = read_ink(item_key, page, grey, ratio, image, ocr, limits)
    read = with_content(replace(read, marks=said), grey)
    if kept := compared(layer.read, layer.verdict, read):
        return with_stamps(kept, layer.pictures, ocr, limits, kept.words)
    return with_stamps(in_place_of(layer.read, layer.verdict, read), pictures, ocr, limits)


def _layer(
    leaf: pypdfium2.PdfPage,
    item_key: str,
    page: PageSource,
    said: tuple[str, ...],
    ocr: OcrSettings,
    limits: Limits,
) -> _Layer:
    text, words = text_layer(leaf)
    width_px, height_px = size_px(leaf)
    read = typed_page(
        item_key,
        page.number,
        text,
        engine=ENGINE,
        engine_version=str(pypdfium2.PDFIUM_INFO),
        words=words,
        size_px=(width_px, height_px),
        marks=said,
    )
    if fault := fault_of_text(text):
        return _Layer(read, Verdict(fault))
    is_checked = needs_check(leaf)
    seen = _seen(leaf, limits) if is_checked or (ocr.stamps and may_bear_stamps(leaf)) else None
    verdict = verdict_on(read, seen if is_checked else None, ocr.languages)
    pictures: tuple[Image.Image, ...] = ()
    if verdict.fault is None and ocr.stamps and seen is not None:
        pictures = (seen, *unseen_images(leaf, seen, limits))
    return _Layer(read, verdict, pictures, seen)


def _seen(leaf: pypdfium2.PdfPage, limits: Limits) -> Image.Image:
    """What a page looks like, in pixels of its text layer."""
    width, height = size_px(leaf)
    if width * height > limits.max_image_px:
        raise _too_large(leaf, limits)
    seen: Image.Image = leaf.render(scale=TEXT_DPI / POINTS_PER_INCH).to_pil()
    return seen.convert("RGB")


def _small(leaf: pypdfium2.PdfPage) -> Image.Image:
    """A page that nothing else has to be seen of."""
    scale = min(TEXT_DPI / POINTS_PER_INCH, LONGEST_SIDE_PX / max(1.0, *leaf.get_size()))
    image: Image.Image = leaf.render(scale=scale).to_pil()
    return image.convert("RGB")


@contextmanager
def _opened(path: Path, part: int) -> Iterator[pypdfium2.PdfPage]:
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if error.err_code == WANTS_PASSWORD:
            raise ItemError("pdf.encrypted", "it wants a password: save it without one") from None
        raise ItemError("pdf.broken", "it cannot be opened") from None
    try:
        if part >= len(document):
            raise ItemError("source.part_missing", f"there are only {len(document)} pages")
        if document.get_formtype() != pdfium.FORMTYPE_NONE:
            document.init_forms()  # or what was filled in stays invisible
        yield document[part]
    except pypdfium2.PdfiumError:
        raise ItemError("pdf.broken", f"page {part + 1} or its image cannot be read") from None
    finally:
        document.close()


def _ocr_dpi(leaf: pypdfium2.PdfPage, limits: Limits) -> int:
    square_inches = leaf.get_width() * leaf.get_height() / POINTS_PER_INCH**2
    # A scan without a resolution makes a page of a metre: blown up, it says no more.
    own = _dpi_of_scan(leaf) if square_inches * OCR_DPI**2 > LARGE_PX else None
    if own and square_inches * own**2 <= limits.max_image_px:
        return own
    for dpi in range(OCR_DPI, LEAST_OCR_DPI - 1, -25):
        if square_inches * dpi**2 <= limits.max_image_px:
            return dpi
    raise _too_large(leaf, limits)


def _dpi_of_scan(leaf: pypdfium2.PdfPage) -> int | None:
    """The resolution of a page that is one image, up to OCR_DPI; None where it is not."""
    every = list(leaf.get_objects(max_depth=1))
    if len(every) != 1 or every[0].type != pdfium.FPDF_PAGEOBJ_IMAGE:
        return None
    left, bottom, right, top = every[0].get_bounds()
    width, height = every[0].get_px_size()
    if min(right - left, top - bottom) < 1:
        return None
    dpi = max(width / (right - left), height / (top - bottom)) * POINTS_PER_INCH
    return max(POINTS_PER_INCH, min(OCR_DPI, round(float(dpi))))


def _too_large(leaf: pypdfium2.PdfPage, limits: Limits) -> ItemError:
    square_inches = leaf.get_width() * leaf.get_height() / POINTS_PER_INCH**2
    return ItemError(
        "image.too_large",
        f"a page of {square_inches:.0f} square inches is beyond the limit of"
        f" {limits.max_image_px} pixels: is its size right?",
    )


def _require_images(leaf: pypdfium2.PdfPage) -> None:
    """An image that cannot be decoded is simply not drawn: such a page is broken, not blank."""
    for image in leaf.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,)):
        image.get_bitmap()
