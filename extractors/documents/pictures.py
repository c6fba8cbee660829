"""Which pictures of a document are pages to be read: all in which words may stand."""

import io
from collections.abc import Collection
from dataclasses import replace
from pathlib import PurePosixPath

from extractors.documents.container import Container
from extractors.documents.document import Document, Writer

# What image.py reads. Drawings (EMF, WMF, SVG) are none.
SUFFIXES = frozenset((
    ".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".tif", ".tiff", ".webp", ".jp2", ".j2k", ".jpx",
    ".gif", ".bmp", ".dib",
))  # fmt: skip
FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "JPEG2000", "GIF", "BMP", "DIB")
# The smallest stamp, 0.6 by 1.8 cm, at 100 dpi: nothing can be read from what is smaller.
SHORT_PX, LONG_PX = 24, 71
HEAD_BYTES = 1 << 20


def is_picture(name: str) -> bool:
    """Whether a member is a picture that can be decoded, by its name."""
    return PurePosixPath(name).suffix.lower() in SUFFIXES


def is_worth_reading(container: Container, name: str) -> bool:
    """Whether words may stand on a picture; one that tells no size is not left out."""
    from PIL import Image

    Image.init()
    if name not in container.sizes:
        return True
    try:
        # The head tells the size; a TIFF may have its directory at the end.
        data = container.head(name, HEAD_BYTES)
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            short, long = sorted(image.size)
    except Exception:  # a decoder raises nearly anything on hostile bytes
        return True
    return short >= SHORT_PX and long >= LONG_PX


def require_pictures_read(
    container: Container, writer: Writer, shown: Collection[str], folder: str
) -> None:
    """Pictures that the file has in `folder` and no page shows are unread, and so are drawings.

    The document is not whole then.
    """
    for name in container.sizes:
        if name in shown:
            writer.is_whole &= is_picture(name)
        elif PurePosixPath(name).parent.name == folder:
            writer.is_whole &= is_picture(name) and not is_worth_reading(container, name)


def without_specks(document: Document, container: Container) -> Document:
    """The document without the pictures on which no words can stand, and those that are drawings.

    Whoever reads it says that it is not whole where there are drawings.
    """
    kept = tuple(
        part
        for part in document.parts
        if part.picture is None
        or (is_picture(part.picture) and is_worth_reading(container, part.picture))
    )
    return replace(document, parts=kept or document.parts[:1])
