"""Pages of PDF files: their text layer as it is, or recognition of what they look like."""

from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import byref, c_double, c_int
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image
from pypdfium2 import raw as pdfium

from extractors.reading.grey_file import as_tiff
from extractors.reading.image import read_ink, with_stamps
from extractors.reading.ink import ink_ratio, is_blank
from extractors.reading.tesseract import OcrSettings
from extractors.stamps.pdf import annotation_texts, may_bear_stamps, unseen_images
from openfonds.errors import ItemError
from openfonds.model import PageSource, PageText, ReadStatus, Word
from openfonds.settings import Limits

ENGINE = "pdf-text-layer"
POINTS_PER_INCH = 72
TEXT_DPI = 150  # boxes of a text layer are given in pixels of this resolution
OCR_DPI = 300
LEAST_OCR_DPI = 150
LARGE_PX = 40_000_000  # over four times A4 at OCR_DPI
MAX_UNMAPPED_SHARE = 0.3  # beyond that the fonts have lost what their shapes mean
WANTS_PASSWORD = 4  # FPDF_ERR_PASSWORD
LINE_END_HYPHENS = str.maketrans({"\ufffe": "-", "\x02": "-"})  # as pdfium marks them


def read_pdf(
    path: Path, item_key: str, page: PageSource, ocr: OcrSettings, limits: Limits
) -> PageText:
    """Read page number `page.part` of a PDF.

    Raises:
        ItemError: pdf.broken, pdf.encrypted, source.part_missing, image.too_large; ocr.timeout,
            ocr.crashed, ocr.bad_output.
        ToolMissing: if recognition is needed and not installed.
    """
    with _opened(path, page.part) as leaf:
        said = annotation_texts(leaf) if ocr.stamps else ()
        text, words = _text_layer(leaf)
        if is_text(text):
            width_px, height_px = _size_px(leaf)
            pictures = _behind_text(leaf, limits) if ocr.stamps else ()
            read = PageText(
                item_key=item_key,
                number=page.number,
                status=ReadStatus.READ,
                reason=None,
                text=text,
                words=words,
                width_px=width_px,
                height_px=height_px,
                ink_ratio=None,
                confidence=None,
                engine=ENGINE,
                engine_version=str(pypdfium2.PDFIUM_INFO),
                model="",
                marks=said,
            )
            return with_stamps(read, pictures, ocr, limits, words)
        dpi = _ocr_dpi(leaf, limits)
        colours = leaf.render(scale=dpi / POINTS_PER_INCH).to_pil().convert("RGB")
        grey = colours.convert("L")
        ratio = ink_ratio(grey)
        if is_blank(ratio):
            _require_images(leaf)
        pictures = (colours, *unseen_images(leaf, colours, limits)) if ocr.stamps else ()
    with as_tiff(grey, (dpi, dpi)) as image:
        read = read_ink(item_key, page, grey, ratio, image, ocr, limits)
    return with_stamps(replace(read, marks=said), pictures, ocr, limits)


def _behind_text(leaf: pypdfium2.PdfPage, limits: Limits) -> tuple[Image.Image, ...]:
    """What a page with a text layer looks like, unless it can have nothing but text; and images
    of it that are not seen."""
    if not may_bear_stamps(leaf):
        return ()
    width, height = _size_px(leaf)
    if width * height > limits.max_image_px:
        raise _too_large(leaf, limits)
    seen = leaf.render(scale=TEXT_DPI / POINTS_PER_INCH).to_pil().convert("RGB")
    return seen, *unseen_images(leaf, seen, limits)


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


def _size_px(leaf: pypdfium2.PdfPage) -> tuple[int, int]:
    scale = TEXT_DPI / POINTS_PER_INCH
    return max(1, round(leaf.get_width() * scale)), max(1, round(leaf.get_height() * scale))


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


def is_text(text: str) -> bool:
    """Whether a text layer says anything: it has characters, and they are not unmapped codes."""
    characters = [c for c in text if not c.isspace()]
    unmapped = sum(c == "\ufffd" or c < " " or "\ue000" <= c <= "\uf8ff" for c in characters)
    return bool(characters) and unmapped <= MAX_UNMAPPED_SHARE * len(characters)


def _text_layer(leaf: pypdfium2.PdfPage) -> tuple[str, tuple[Word, ...]]:
    """The text with line feeds, and its words: runs without white space."""
    page = leaf.get_textpage()
    try:
        n_characters = page.count_chars()
        codes = [pdfium.FPDFText_GetUnicode(page.raw, i) for i in range(n_characters)]
        text = "".join(map(_character, codes))
        words: list[Word] = []
        start = 0
        place = _Placer(leaf, page)
        for i, character in enumerate([*text, " "]):
            if character.isspace():
                if i > start:
                    words += place.word(text[start:i], start, i)
                start = i + 1
    finally:
        page.close()
    return text.replace("\r\n", "\n").replace("\r", "\n").strip("\n"), tuple(words)


def _character(code: int) -> str:
    """One character for one code, so that places in the text are places on the page."""
    if code == 0 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        return "\ufffd"
    return chr(code).translate(LINE_END_HYPHENS)


class _Placer:
    """Boxes of characters in pixels of the upright page, whatever its rotation and crop box."""

    def __init__(self, leaf: pypdfium2.PdfPage, text_page: Any) -> None:
        self._leaf, self._text_page = leaf.raw, text_page.raw
        self._size = _size_px(leaf)
        self._edges = [c_double() for _ in range(4)]  # left, right, bottom, top

    def word(self, text: str, start: int, end: int) -> list[Word]:
        """The word between two places of the text; none where no character has a box."""
        xs: list[int] = []
        ys: list[int] = []
        left, right, bottom, top = self._edges
        for i in range(start, end):
            edges = map(byref, self._edges)
            if pdfium.FPDFText_GetCharBox(self._text_page, i, *edges):
                for x, y in ((left.value, top.value), (right.value, bottom.value)):
                    device_x, device_y = self._to_device(x, y)
                    xs.append(device_x)
                    ys.append(device_y)
        if not xs:
            return []
        return [Word(text, min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys), None)]

    def _to_device(self, x: float, y: float) -> tuple[int, int]:
        device_x, device_y = c_int(), c_int()
        pdfium.FPDF_PageToDevice(
            self._leaf, 0, 0, *self._size, 0, x, y, byref(device_x), byref(device_y)
        )
        return device_x.value, device_y.value
