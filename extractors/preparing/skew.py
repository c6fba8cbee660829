"""Lines that do not lie level: by how much, and the page turned so that they do.

Level lines of text leave bright rows between them, so that the sum of ink in a row changes most
from row to row. Of several angles the one is taken at which it does (projection profile; Postl
1986). The ink is that of the upper edges of strokes in a small copy: a few thousand points.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from extractors.preparing.background import INK_TONE

SMALL_SIDE_PX = 1200  # of the copy that is looked at; a tenth of a degree is two pixels of it
MARGIN = 16  # a sixteenth of each side is left out: the edges of paper and scanner are not lines
MAX_POINTS = 40_000
MIN_POINTS = 500  # fewer are no page of text
MOST_DEGREES = 6.0
COARSE_DEGREES, FINE_DEGREES = 0.5, 0.1
LEAST_DEGREES = 1.5  # below, Tesseract loses nothing
MIN_GAIN = 1.5  # over the lines as they are: pictures and writing have no angle


def skew_of(evened: Image.Image) -> float:
    """By how many degrees to turn a page clockwise for level lines; 0 where nothing is won."""
    points = _edges(evened)
    if points is None:
        return 0.0
    coarse = np.arange(-MOST_DEGREES, MOST_DEGREES + 0.01, COARSE_DEGREES)
    near = _best(points, coarse)
    if abs(near) == MOST_DEGREES:
        return 0.0  # steeper still, or no text at all
    fine = near + np.arange(-COARSE_DEGREES, COARSE_DEGREES + 0.01, FINE_DEGREES)
    angle = round(_best(points, fine), 1)
    if abs(angle) < LEAST_DEGREES or _levelness(points, angle) < MIN_GAIN * _levelness(points, 0):
        return 0.0
    return -angle


def _edges(evened: Image.Image) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    """Places of the upper edges of ink, x and y in pixels of the small copy."""
    factor = max(1, round(max(evened.size) / SMALL_SIDE_PX))
    small = np.asarray(evened.reduce(factor)) < INK_TONE
    height, width = small.shape
    y, x = height // MARGIN, width // MARGIN
    small = small[y : height - y, x : width - x]
    rows, columns = np.nonzero(small[1:] & ~small[:-1])
    if len(rows) < MIN_POINTS:
        return None
    chosen = columns % -(-len(rows) // MAX_POINTS) == 0
    return columns[chosen].astype(np.float64), rows[chosen].astype(np.float64)


def _best(
    points: tuple[NDArray[np.float64], NDArray[np.float64]], angles: NDArray[np.float64]
) -> float:
    return float(max(angles, key=lambda angle: (_levelness(points, angle), -abs(angle))))


def _levelness(points: tuple[NDArray[np.float64], NDArray[np.float64]], angle: float) -> float:
    """How much the ink of a row differs from that of the next, lines falling by `angle` degrees."""
    columns, rows = points
    level = rows - columns * np.tan(np.radians(angle))
    counts = np.bincount((level - level.min()).astype(np.int64))
    return float(np.square(np.diff(counts.astype(np.float64))).sum())


def levelled(image: Image.Image, degrees: float) -> Image.Image:
    """The page turned clockwise about its middle, on a sheet of white that holds all of it."""
    return image.rotate(-degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
