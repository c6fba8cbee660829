"""Pages that are images: blank, or read by Tesseract.

Tesseract gets the original file wherever it opens it in the same way as we do, so that nothing is
lost or spent on the way. Everything else (one frame of many, CMYK, palettes, 16 bits, alpha,
rotation by EXIF, WebP, JPEG 2000) is decoded into an uncompressed grey TIFF under TMPDIR.
"""

import contextlib
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from extractors.ink import LONGEST_SIDE_PX, ink_ratio, is_blank
from extractors.tesseract import ENGINE, MAX_SIDE_PX, OcrSettings, Recognition, recognise
from openfonds.errors import ItemError
from openfonds.model import PageSource, PageText, ReadStatus
from openfonds.settings import Limits

FORMATS = ("JPEG", "MPO", "PNG", "TIFF", "JPEG2000", "WEBP")
PLAIN_MODES = ("1", "L", "RGB")
WHITE = 255

EXIF_ORIENTATION = 274
TIFF_PHOTOMETRIC = 262
TIFF_PLANAR = 284
TIFF_TILE_WIDTH = 322


def read_image(
    path: Path, item_key: str, page: PageSource, ocr: OcrSettings, limits: Limits
) -> PageText:
    """Read frame `page.part` of an image file.

    Raises:
        ItemError: image.broken, image.too_large, source.part_missing, ocr.timeout, ocr.crashed,
            ocr.bad_output.
        ToolMissing: if Tesseract or a model is not installed.
    """
    with _opened(path, page.part, limits) as image:
        is_plain = _is_plain(image)
        if is_plain:
            # A JPEG decodes to an eighth of its size for nearly nothing; this also finds out
            # whether it is whole.
            image.draft("L", (LONGEST_SIDE_PX, LONGEST_SIDE_PX))
            size = _size(path) if image.format == "JPEG" else image.size
        grey = _grey(image)
        if not is_plain:
            size = grey.size
        dpi = image.info.get("dpi")
    ratio = ink_ratio(grey)
    if is_blank(ratio):
        return blank_page(item_key, page, size, ratio)
    if is_plain:
        found = recognise(path, ocr, limits.page_seconds)
    else:
        with as_tiff(grey, dpi) as copy:
            found = recognise(copy, ocr, limits.page_seconds)
    return recognised_page(item_key, page, size, ratio, found)
