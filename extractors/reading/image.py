"""Pages that are images: blank, or read by Tesseract.

Tesseract gets the original file wherever it opens it in the same way as we do, so that nothing is
lost or spent on the way. Everything else (one frame of many, CMYK, palettes, 16 bits, alpha,
rotation by EXIF, WebP, JPEG 2000) is decoded into an uncompressed grey TIFF under TMPDIR.
"""

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from extractors.preparing.page import MAX_SIDE_PX
from extractors.preparing.turning import box_after, turned
from extractors.reading import tesseract
from extractors.reading.content import with_content
from extractors.reading.derivative import Sight
from extractors.reading.grey_file import as_tiff
from extractors.reading.ink import ink_ratio, is_blank
from extractors.reading.tesseract import OcrSettings, Recognition
from extractors.reading.tiff_frames import open_page
from extractors.reading.upright import moved, read_upright, turn_of
from extractors.stamps.search import find_stamps
from openfonds.errors import ItemError
from openfonds.model import PageSource, PageText, ReadStatus, Word
from openfonds.settings import Limits

FORMATS = ("JPEG", "PNG", "TIFF", "JPEG2000", "WEBP", "GIF", "BMP", "DIB")  # the last in documents

# What Leptonica opens as Pillow does. It refuses tiles, and knows nothing of EXIF.
PLAIN_FORMATS = ("JPEG", "PNG", "TIFF")
PLAIN_MODES = ("1", "L", "RGB")
PLAIN_TIFF_COMPRESSIONS = (
    *("raw", "tiff_lzw", "tiff_deflate", "tiff_adobe_deflate", "packbits"),
    *("tiff_ccitt", "group3", "group4"),
)
PLAIN_TIFF_BITS = ((1,), (8,), (8, 8, 8))
EXIF_ORIENTATION = 274
TIFF_BITS, TIFF_PLANES, TIFF_TILE_WIDTH, TIFF_EXTRA_SAMPLES = 258, 284, 322, 338


def read_image(
    path: Path,
    item_key: str,
    page: PageSource,
    ocr: OcrSettings,
    limits: Limits,
    sight: Sight | None = None,
) -> PageText:
    """Read frame `page.part` of an image file.

    Raises:
        ItemError: image.broken, image.too_large, source.part_missing; ocr.timeout, ocr.crashed,
            ocr.bad_output.
        ToolMissing: if Tesseract or a model is not installed.
    """
    with _opened(path, page.part, limits) as image:
        is_plain = _is_plain(image, page.part > 0)
        dpi = image.info.get("dpi")
        if is_plain and not ocr.stamps:
            image.draft("L", image.size)  # the colours of a JPEG need not be decoded
        marks = (_colours(image),) if ocr.stamps else ()
        grey = image.convert("L") if is_plain else _grey(image)
        ratio = ink_ratio(grey)
    if sight is not None:
        sight(marks[0] if marks else grey)
    if is_plain:
        read = read_ink(item_key, page, grey, ratio, path, ocr, limits)
    else:
        with as_tiff(grey, dpi) as copy:
            read = read_ink(item_key, page, grey, ratio, copy, ocr, limits)
    return with_content(with_stamps(read, marks, ocr, limits), grey)


def with_stamps(
    read: PageText,
    images: Sequence[Image.Image],
    ocr: OcrSettings,
    limits: Limits,
    known: Sequence[Word] | None = None,
) -> PageText:
    """The page with what its stamps say.

    `images` are the page as it is and what else of it has to be looked at, nothing where nobody
    asks. `known` are words that Tesseract did not read, in pixels of the first image. The stamps of
    a page that lies on its side are looked for in the upright page.
    """
    if read.status is not ReadStatus.READ:
        return read

    def read_words(picture: Image.Image, psm: int) -> Recognition:
        with as_tiff(picture, None) as path:
            return tesseract.recognise(path, replace(ocr, psm=psm), limits.page_seconds)

    turn = turn_of(read)
    if known is not None and images:
        known = moved(known, lambda *box: box_after(box, turn, images[0].size))
    found = [
        find_stamps(turned(image, turn), read_words, () if known is not None and number else known)
        for number, image in enumerate(images)
    ]
    marks = (text for one in found for text in one.texts)
    unread = read.unread_marks + sum(one.unread for one in found)
    return replace(read, marks=tuple(dict.fromkeys((*read.marks, *marks))), unread_marks=unread)


def load_colours(path: Path, part: int, limits: Limits) -> Image.Image:
    """One frame of an image file, upright, in colour or grey.

    Raises:
        ItemError: image.broken, image.too_large, source.part_missing.
    """
    with _opened(path, part, limits) as image:
        return _colours(image)


def _colours(image: Image.Image) -> Image.Image:
    upright = ImageOps.exif_transpose(image)  # a copy, which does not need the file
    return upright if upright.mode in ("L", "RGB") else upright.convert("RGB")


def read_ink(
    item_key: str,
    page: PageSource,
    grey: Image.Image,
    ratio: float,
    image: Path,
    ocr: OcrSettings,
    limits: Limits,
) -> PageText:
    """The page `grey` of an image file that Tesseract opens by itself, whose ink is known.

    Boxes of words are in pixels of `grey`, whatever was done to it before recognition.

    Raises:
        ItemError: image.too_large, ocr.timeout, ocr.crashed, ocr.bad_output.
        ToolMissing: if Tesseract or a model is not installed.
    """
    if is_blank(ratio):
        return PageText(
            item_key=item_key,
            number=page.number,
            status=ReadStatus.BLANK,
            reason=None,
            text="",
            words=(),
            width_px=grey.width,
            height_px=grey.height,
            ink_ratio=ratio,
            confidence=None,
            engine="",
            engine_version="",
            model="",
        )
    if max(grey.size) > MAX_SIDE_PX:
        raise ItemError(
            "image.too_large", f"a side has more than {MAX_SIDE_PX} pixels: scan it in parts"
        )
    found, steps = read_upright(image, grey, ocr, limits.page_seconds)
    return PageText(
        item_key=item_key,
        number=page.number,
        status=ReadStatus.READ,
        reason=None if found.words else "ocr.no_text",
        text=found.text,
        words=found.words,
        width_px=grey.width,
        height_px=grey.height,
        ink_ratio=ratio,
        confidence=found.confidence,
        engine=ocr.engine,
        engine_version=found.engine_version,
        model=found.model,
        steps=steps,
    )


@contextmanager
def _opened(path: Path, part: int, limits: Limits) -> Iterator[Image.Image]:
    """One frame of an image file; whatever its decoder says of it later is image.broken."""
    Image.init()  # open() with formats does not load their plugins
    guard = Image.MAX_IMAGE_PIXELS
    try:
        Image.MAX_IMAGE_PIXELS = None  # limits.max_image_px takes its place
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            stream, frame = open_page(path, part, limits)
            with stream, Image.open(stream, formats=FORMATS) as image:
                _seek(image, frame)
                if image.width * image.height > limits.max_image_px:
                    raise ItemError(
                        "image.too_large",
                        f"{image.width} by {image.height} pixels are more than the limit of"
                        f" {limits.max_image_px}: scan it in parts or at a lower resolution",
                    )
                yield image
    except ItemError:
        raise
    except MemoryError:
        raise ItemError("image.too_large", "there is not enough memory to decode it") from None
    except Exception as error:  # a decoder raises nearly anything on hostile bytes
        if isinstance(error, OSError) and error.errno:  # of the disk, not of the decoder
            raise
        raise ItemError("image.broken", f"it cannot be decoded ({type(error).__name__})") from None
    finally:
        Image.MAX_IMAGE_PIXELS = guard


def _seek(image: Image.Image, part: int) -> None:
    try:
        image.seek(part)
    except EOFError:
        raise ItemError("source.part_missing", f"there is no frame {part + 1}") from None


def _is_plain(image: Image.Image, is_part: bool) -> bool:
    if image.format not in PLAIN_FORMATS or image.mode not in PLAIN_MODES:
        return False
    if "transparency" in image.info or image.getexif().get(EXIF_ORIENTATION, 1) != 1:
        return False
    if image.format == "TIFF":
        tags = image.tag_v2  # type: ignore[attr-defined]
        if (
            image.info.get("compression") not in PLAIN_TIFF_COMPRESSIONS
            or tags.get(TIFF_BITS, (1,)) not in PLAIN_TIFF_BITS
            or tags.get(TIFF_PLANES, 1) != 1
            or TIFF_TILE_WIDTH in tags
            or TIFF_EXTRA_SAMPLES in tags
        ):
            return False
        return image.tell() == 0 and not is_part and not tags.next
    return getattr(image, "n_frames", 1) == 1


def _grey(image: Image.Image) -> Image.Image:
    """Upright, on white, 8 bits."""
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I"):
        values = np.asarray(image).astype(np.int64).clip(min=0)
        # Scanners put 10 to 16 bits into 16: what is used is told by the brightest pixel.
        depth = max(8, int(values.max()).bit_length())
        return Image.fromarray((values >> (depth - 8)).astype(np.uint8))
    if image.mode == "F":
        samples = np.nan_to_num(np.asarray(image))
        spread = float(np.ptp(samples)) or 1.0
        return Image.fromarray(((samples - samples.min()) / spread * 255).astype(np.uint8))
    if image.mode in ("LA", "PA", "RGBA", "La", "RGBa") or "transparency" in image.info:
        paper = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(paper, image.convert("RGBA")).convert("L")
    if image.mode in ("1", "L"):
        return image.convert("L")
    return image.convert("RGB").convert("L")
