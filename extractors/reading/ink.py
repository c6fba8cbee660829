"""Whether there is any ink on a page: a blank page gets no recognition and no invented text.

Paper is not white and scans are not even, so ink is what is clearly darker than the paper around
it. Show-through from the other side and the grain of the paper are only slightly darker. Doubt
counts as ink: recognising an empty page costs a second, taking a page for empty loses it.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

LONGEST_SIDE_PX = 1000  # strokes of 10-point type are still about a pixel wide
TILE_PX = 25
PAPER_PERCENTILE = 85  # within a tile: dense text covers less than half of it
MIN_CONTRAST = 28  # grey levels of 255; show-through stays below, faint type above
NOISE_FACTOR = 4  # contrast over the grain of the paper, for scans that were small to begin with
MAX_BORDER_SHARE = 0.6  # of the tone of the paper: what is darker at the edge is not paper
MAX_NEGATIVE_TONE = 90  # darker "paper" than that is a negative, as microfilm often is
MIN_NEIGHBOURS = 3  # of 3 x 3 pixels, to tell a stroke from a speck
BLANK_RATIO = 3e-5  # about 20 pixels of 1000 x 700: two figures of a page number


def is_blank(ratio: float) -> bool:
    """Whether `ink_ratio` is that of a page without ink."""
    return ratio < BLANK_RATIO


def ink_ratio(image: Image.Image) -> float:
    """Share of the pixels of a page that are ink, 0 to 1, at a size of about 1000 pixels.

    Dark borders, as of a scanner's bed or a book's edge, are not counted.
    """
    return round(float(ink_mask(image).mean()), 6)


def ink_mask(image: Image.Image) -> NDArray[np.bool_]:
    """Which pixels of a page are ink, at a size of about 1000 pixels."""
    grey = image if image.mode == "L" else image.convert("L")
    factor = max(1, round(max(grey.size) / LONGEST_SIDE_PX))
    pixels = np.asarray(grey.reduce(factor), dtype=np.float32)
    tones, grain = _paper(pixels)
    if np.median(tones) < MAX_NEGATIVE_TONE:
        pixels = 255 - pixels
        tones, grain = _paper(pixels)
    border_tone = MAX_BORDER_SHARE * np.percentile(tones, 90)
    is_border = _grown(_runs_from_edge(pixels < border_tone)) | _enlarged(
        _grown(_connected_to_edge(tones < border_tone)), pixels.shape
    )
    # Interpolated, or a gradient across the page would look like ink within each tile.
    height, width = pixels.shape
    paper = Image.fromarray(tones).resize(
        (tones.shape[1] * TILE_PX, tones.shape[0] * TILE_PX), Image.Resampling.BILINEAR
    )
    contrast = np.asarray(paper)[:height, :width] - pixels
    is_dark = (contrast > max(MIN_CONTRAST, NOISE_FACTOR * grain)) & ~is_border
    is_stroke: NDArray[np.bool_] = is_dark & (_neighbours(is_dark) >= MIN_NEIGHBOURS)
    return is_stroke


def _paper(pixels: NDArray[np.float32]) -> tuple[NDArray[np.float32], float]:
    """The tone of the paper in each tile, and its grain where there is the least of it."""
    height, width = pixels.shape
    rows, columns = -(-height // TILE_PX), -(-width // TILE_PX)
    margins = ((0, rows * TILE_PX - height), (0, columns * TILE_PX - width))
    tiles = np.pad(pixels, margins, mode="edge").reshape(rows, TILE_PX, columns, TILE_PX)
    sample = tiles[:, ::2, :, ::2].swapaxes(1, 2).reshape(rows, columns, -1)
    tones, middle = np.percentile(sample, (PAPER_PERCENTILE, 50), axis=2)
    return tones.astype(np.float32), float(np.percentile(tones - middle, 25))


def _runs_from_edge(is_dark: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The unbroken dark runs inwards from each side: borders narrower than a tile."""
    runs = np.zeros_like(is_dark)
    for axis in (0, 1):
        runs |= np.logical_and.accumulate(is_dark, axis=axis)
        runs |= np.flip(np.logical_and.accumulate(np.flip(is_dark, axis), axis=axis), axis)
    return runs


def _connected_to_edge(is_dark: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The dark tiles that hang together with the edge of the page."""
    edge = np.ones_like(is_dark)
    edge[1:-1, 1:-1] = False
    reached = is_dark & edge
    while (more := is_dark & _grown(reached)).sum() > reached.sum():
        reached = more
    return reached


def _enlarged(tiles: NDArray[np.bool_], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    pixels = np.repeat(np.repeat(tiles, TILE_PX, axis=0), TILE_PX, axis=1)
    return pixels[: shape[0], : shape[1]]


def _grown(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return _neighbours(mask) > 0


def _neighbours(mask: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """How many of each 3 x 3 pixels are set."""
    padded = np.pad(mask.astype(np.uint8), 1)
    rows = padded[:-2] + padded[1:-1] + padded[2:]
    count: NDArray[np.uint8] = rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:]
    return count
