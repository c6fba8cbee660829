"""Where a secrecy stamp may hide on a PDF page whose text layer does not hold it (LAW 5.21).

In the scan behind the text; in an image that is not seen, as in optional content that is switched
off or behind another image; in an annotation or a form field, whose words are taken as they are.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import POINTER, cast, create_string_buffer
from typing import Any

import numpy as np
import pypdfium2
from PIL import Image
from pypdfium2 import raw as pdfium

from openfonds.settings import Limits

POINTS_PER_CM = 72 / 2.54
STAMP_CM = (0.6, 1.8)  # height and width: no smaller picture is a stamp
MAX_UNSEEN = 3  # pictures to a page: more are tiles or fragments, which are seen together
MAX_TEXT = 4000  # characters of an annotation
KEYS = ("Contents", "Subj", "Name", "V", "DV")  # what an annotation or field says or is called
BUFFER_BYTES = 4 * MAX_TEXT
THUMBNAIL_PX = 24
MIN_ALIKE = 0.6  # correlation of an image with what is seen in its place
MIN_SPREAD = 2.0  # grey levels: evener pictures have nothing on them
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")  # the stamp named TopSecret says "Top Secret"
_NOT_SEEN = (pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP)


def annotation_texts(leaf: pypdfium2.PdfPage) -> tuple[str, ...]:
    """What annotations and form fields of a page say, and what their stamps are called."""
    texts: list[str] = []
    for annotation in _annotations(leaf):
        for key in KEYS:
            texts.append(_string(annotation, key))
        if leaf.formenv is not None:
            buffer = create_string_buffer(BUFFER_BYTES)
            length = pdfium.FPDFAnnot_GetFormFieldValue(
                leaf.formenv.raw, annotation, _wide(buffer), BUFFER_BYTES
            )
            texts.append(_decoded(buffer, length))
    spaced = (_CAMEL.sub(" ", text).strip()[:MAX_TEXT] for text in texts)
    return tuple(dict.fromkeys(text for text in spaced if text))


def may_bear_stamps(leaf: pypdfium2.PdfPage) -> bool:
    """Whether there is anything on a page besides text and lines: an image or an annotation."""
    for annotation in _annotations(leaf):
        if pdfium.FPDFAnnot_GetSubtype(annotation) not in _NOT_SEEN:
            return True
    return any(True for _ in _images(leaf))


def unseen_images(
    leaf: pypdfium2.PdfPage, seen: Image.Image, limits: Limits
) -> tuple[Image.Image, ...]:
    """Images of a page that do not show on it; `seen` is what the page looks like."""
    every = list(_images(leaf))
    found: list[Image.Image] = []
    for image in every:
        place = _place(leaf, image, seen)
        is_alone = len(every) == 1 and place is not None
        if is_alone and place is not None and _spread(place) >= MIN_SPREAD:
            continue  # it is the scan, as nearly always
        width, height = image.get_px_size()
        if width * height > limits.max_image_px:
            continue
        picture = image.get_bitmap(render=True).to_pil().convert("RGB")
        if _spread(picture) < MIN_SPREAD or (place is not None and _is_alike(place, picture)):
            continue
        found.append(picture)
        if len(found) == MAX_UNSEEN:
            break
    return tuple(found)


def _images(leaf: pypdfium2.PdfPage) -> Iterator[Any]:
    """Image objects of the size of a stamp or larger."""
    for image in leaf.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,)):
        left, bottom, right, top = image.get_bounds()
        short, long = sorted(((right - left) / POINTS_PER_CM, (top - bottom) / POINTS_PER_CM))
        # Within a form the size is in the form's own measure.
        if image.level or (short >= STAMP_CM[0] and long >= STAMP_CM[1]):
            yield image


def _place(leaf: pypdfium2.PdfPage, image: Any, seen: Image.Image) -> Image.Image | None:
    """What is seen where an image is; None if that is not known."""
    if image.level or leaf.get_rotation():
        return None
    left, bottom, right, top = image.get_bounds()
    page_left, page_bottom, page_right, page_top = leaf.get_bbox()
    x = seen.width / max(page_right - page_left, 1e-6)
    y = seen.height / max(page_top - page_bottom, 1e-6)
    box = (
        max(0, round((left - page_left) * x)),
        max(0, round((page_top - top) * y)),
        min(seen.width, round((right - page_left) * x)),
        min(seen.height, round((page_top - bottom) * y)),
    )
    if box[2] - box[0] < 2 or box[3] - box[1] < 2:
        return None
    return seen.crop(box)


def _is_alike(place: Image.Image, picture: Image.Image) -> bool:
    one, other = _thumbnail(place), _thumbnail(picture)
    spread = float(one.std() * other.std())
    alike = float(((one - one.mean()) * (other - other.mean())).mean())
    return spread > 0 and alike >= MIN_ALIKE * spread


def _spread(picture: Image.Image) -> float:
    return float(_thumbnail(picture).std())


def _thumbnail(picture: Image.Image) -> Any:
    small = picture.convert("L").resize((THUMBNAIL_PX, THUMBNAIL_PX), Image.Resampling.BOX)
    return np.asarray(small, dtype=np.float32)


def _annotations(leaf: pypdfium2.PdfPage) -> Iterator[Any]:
    for number in range(pdfium.FPDFPage_GetAnnotCount(leaf.raw)):
        with _annotation(leaf, number) as annotation:
            if annotation:
                yield annotation


@contextmanager
def _annotation(leaf: pypdfium2.PdfPage, number: int) -> Iterator[Any]:
    annotation = pdfium.FPDFPage_GetAnnot(leaf.raw, number)
    try:
        yield annotation
    finally:
        if annotation:
            pdfium.FPDFPage_CloseAnnot(annotation)


def _string(annotation: Any, key: str) -> str:
    buffer = create_string_buffer(BUFFER_BYTES)
    length = pdfium.FPDFAnnot_GetStringValue(annotation, key.encode(), _wide(buffer), BUFFER_BYTES)
    return _decoded(buffer, length)


def _wide(buffer: Any) -> Any:
    return cast(buffer, POINTER(pdfium.FPDF_WCHAR))


def _decoded(buffer: Any, length: int) -> str:
    """UTF-16 of that many bytes, with a zero at its end; a longer text is not in the buffer."""
    coded: bytes = buffer.raw[: max(0, min(length, BUFFER_BYTES) - 2)]
    return coded.decode("utf-16-le", "replace")
