"""The connected pieces of ink on a page, at a size that keeps letters apart.

Print is made of pieces of a few heights that stand in level rows; handwriting of pieces of all
sizes, whole words among them; a photograph of areas without paper; a drawing of a few large pieces.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from extractors.stamps.regions import label

LONGEST_SIDE_PX = 1500  # letters of 10-point type are about 14 pixels high
TILE_PX = 30
DOTS_PX = 5  # the dots of a printed photograph are a tone at this size; lines of text are not
PAPER_PERCENTILE = 85
MIN_CONTRAST = 40  # grey levels below the paper of the tile
MIN_HEIGHT_PX = 4
MAX_RUNS = 400_000  # of noise; then it is no text


@dataclass(frozen=True, slots=True)
class Ink:
    """The pieces of ink, and where the page has no paper."""

    boxes: NDArray[np.int32]  # n x 4: left, top, width, height
    areas: NDArray[np.int32]  # n: pixels of ink
    toned: float  # share of the tiles darker than paper throughout
    size: tuple[int, int]


def ink_of(grey: Image.Image) -> Ink:
    """Find the pieces of ink of a page, 8 bits grey."""
    factor = max(1, round(max(grey.size) / LONGEST_SIDE_PX))
    pixels = np.asarray(grey.reduce(factor), dtype=np.int16)
    height, width = pixels.shape
    rows, columns = height // TILE_PX, width // TILE_PX
    if not rows or not columns:
        return Ink(np.empty((0, 4), np.int32), np.empty(0, np.int32), 0.0, (width, height))
    height, width = rows * TILE_PX, columns * TILE_PX
    pixels = pixels[:height, :width]
    tones = _tones(pixels, TILE_PX)
    means = pixels.reshape(height // DOTS_PX, DOTS_PX, -1, DOTS_PX).mean(axis=(1, 3))
    blurred = _tones(means, TILE_PX // DOTS_PX)
    is_toned = blurred < np.percentile(blurred, 90) - 2 * MIN_CONTRAST
    toned = float(is_toned[1:-1, 1:-1].mean()) if min(rows, columns) > 2 else 0.0
    local = np.repeat(np.repeat(tones, TILE_PX, 0), TILE_PX, 1)
    boxes, areas = _pieces(pixels < local - MIN_CONTRAST)
    return Ink(boxes, areas, toned, (width, height))


def _tones(pixels: NDArray[np.floating] | NDArray[np.int16], side: int) -> NDArray[np.float64]:
    """The tone of the paper in each tile."""
    rows, columns = pixels.shape[0] // side, pixels.shape[1] // side
    tiles = pixels.reshape(rows, side, columns, side).swapaxes(1, 2).reshape(rows, columns, -1)
    return np.asarray(np.percentile(tiles, PAPER_PERCENTILE, axis=2))


def _pieces(dark: NDArray[np.bool_]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Boxes and areas of the connected pieces, in reading order."""
    n_runs = np.count_nonzero(dark[:, 0]) + np.count_nonzero(dark[:, 1:] & ~dark[:, :-1])
    if not n_runs or n_runs > MAX_RUNS:
        return np.empty((0, 4), np.int32), np.empty(0, np.int32)
    labels = label(dark)
    boxes = np.array(
        [
            (x.start, y.start, x.stop - x.start, y.stop - y.start)
            for y, x in ndimage.find_objects(labels)
        ],
        np.int32,
    )
    areas = np.bincount(labels.ravel())[1:].astype(np.int32)
    keep = boxes[:, 3] >= MIN_HEIGHT_PX
    return boxes[keep], areas[keep]
