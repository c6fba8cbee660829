"""A temporary file with a grey image, for an engine that reads files."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

DPI_RANGE = (50, 4800)  # outside of it a resolution is a mistake, and worse than none


@contextmanager
def as_tiff(grey: Image.Image, dpi: object) -> Iterator[Path]:
    """A temporary file with this image, in a form that costs Tesseract no time to open."""
    with tempfile.NamedTemporaryFile(suffix=".tif") as file:
        # Or Pillow packs it as the picture was that it comes from, which may not fit it.
        grey.save(file, format="TIFF", compression="raw", **_resolution(dpi))
        file.flush()
        yield Path(file.name)


def _resolution(dpi: object) -> dict[str, tuple[float, float]]:
    try:
        x, y = map(float, dpi)  # type: ignore[call-overload]
    except (TypeError, ValueError, ArithmeticError):
        return {}
    least, most = DPI_RANGE
    return {"dpi": (x, y)} if least <= x <= most and least <= y <= most else {}
