"""Where on a page there may be a stamp in coloured ink.

Looked for on a copy of the page with one pixel for each millimetre or so: the mean colour of such
a cell, against the colour of the paper around it, shows the faintest stamp, while the coloured
noise of JPEG and of cameras, and the coloured fringes of black letters, cancel out.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter
from scipy import ndimage

PAGE_CM = 29.7  # the longer side is taken to be that of A4: resolutions in files are often wrong
CELLS_PER_CM = 10
PAPER_BLOCK = 8  # cells
PAPER_PERCENTILE = 70  # of the cells of a block
PAPER_SMOOTHING = 5  # blocks
MIN_PAPER_TONE = 50  # darker is the bed of the scanner
MIN_CHROMA = 7  # of 255: what a faint stamp leaves in a cell
NOISE_FACTOR = 5
MIN_SATURATION = 0.25  # of the ink; faded black ink and black letters' fringes have less
MAX_YELLOW = 0.45  # 0 is red, 1 is yellow
GAP_CELLS = 4  # between words
MIN_CELLS = 24
MIN_LONG_CM, MIN_SHORT_CM = 1.0, 0.35
MAX_LONG_CM, MAX_SHORT_CM = 17.0, 12.0  # of the upright box around a tilted stamp


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """Part of an image, in its pixels; right and bottom are outside."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def long_side(self) -> int:
        """The greater of width and height."""
        return max(self.bottom - self.top, self.right - self.left)

    @property
    def short_side(self) -> int:
        """The lesser of width and height."""
        return min(self.bottom - self.top, self.right - self.left)

    def scaled(self, factor: float, margin: float, size: tuple[int, int]) -> "Box":
        """The same part of a larger image of that width and height, with a margin."""
        return Box(
            max(0, int(self.top * factor - margin)),
            max(0, int(self.left * factor - margin)),
            min(size[1], int(self.bottom * factor + margin) + 1),
            min(size[0], int(self.right * factor + margin) + 1),
        )


def coloured_boxes(image: Image.Image) -> tuple[Box, ...]:
    """Boxes around groups of coloured ink of the size of a stamp, from top to bottom.

    `image` has three channels; the boxes are in its pixels, without a margin.
    """
    cells, factor = _cells(image)
    mask = is_coloured(cells)
    boxes = []
    cm = max(cells.shape[:2]) / PAGE_CM
    for box, count in groups(mask, GAP_CELLS):
        if count < MIN_CELLS:
            continue
        if (
            MIN_LONG_CM * cm <= box.long_side <= MAX_LONG_CM * cm
            and MIN_SHORT_CM * cm <= box.short_side <= MAX_SHORT_CM * cm
        ):
            boxes.append(box.scaled(factor, 0, image.size))
    return tuple(boxes)


def _cells(image: Image.Image) -> tuple[NDArray[np.uint8], float]:
    factor = max(1, round(max(image.size) / (PAGE_CM * CELLS_PER_CM)))
    return np.asarray(image.reduce(factor)), factor


def is_coloured(cells: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Which cells have another colour than the paper around; `cells` is (rows, columns, 3)."""
    paper = paper_colour(cells)
    tone = paper.mean(axis=2)
    # A share of the paper's own light: black ink on yellow paper then has no colour.
    share = np.minimum(cells / np.maximum(paper, 1), 1.0)
    red, green, blue = share[:, :, 0], share[:, :, 1], share[:, :, 2]
    most = np.maximum(np.maximum(red, green), blue)
    chroma = most - np.minimum(np.minimum(red, green), blue)
    darkness = 1 - (red + green + blue) / 3
    # Yellowed margins, foxing and faded ink are yellow and brown; no stamp is.
    is_brown = (red > green) & (green - blue > MAX_YELLOW * (red - blue))
    level = chroma * tone
    level[tone < MIN_PAPER_TONE] = 0
    lit = level[tone >= MIN_PAPER_TONE]
    noise = float(np.median(lit)) if lit.size else 0.0
    mask: NDArray[np.bool_] = (
        (level > max(MIN_CHROMA, NOISE_FACTOR * noise))
        & (chroma > MIN_SATURATION * darkness)
        & ~is_brown
    )
    return mask


def paper_colour(cells: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The colour of the paper at each cell: a high percentile of its block, smoothed."""
    height, width, _ = cells.shape
    rows, columns = -(-height // PAPER_BLOCK), -(-width // PAPER_BLOCK)
    margins = ((0, rows * PAPER_BLOCK - height), (0, columns * PAPER_BLOCK - width), (0, 0))
    blocks = np.pad(cells, margins, mode="edge").reshape(rows, PAPER_BLOCK, columns, PAPER_BLOCK, 3)
    flat = blocks.swapaxes(1, 2).reshape(rows, columns, PAPER_BLOCK * PAPER_BLOCK, 3)
    rank = PAPER_BLOCK * PAPER_BLOCK * PAPER_PERCENTILE // 100
    tones = Image.fromarray(np.partition(flat, rank, axis=2)[:, :, rank])
    tones = tones.filter(ImageFilter.MedianFilter(PAPER_SMOOTHING))
    size = (columns * PAPER_BLOCK, rows * PAPER_BLOCK)
    smooth = np.asarray(tones.resize(size, Image.Resampling.BILINEAR), dtype=np.float32)
    return smooth[:height, :width]


def groups(mask: NDArray[np.bool_], gap: int) -> list[tuple[Box, int]]:
    """Groups of set cells that lie at most `gap` cells apart: box and count of set cells."""
    if not mask.any():
        return []
    grown = np.asarray(
        Image.fromarray(mask).convert("L").filter(ImageFilter.MaxFilter(gap + 1 | 1))
    )
    labels = label(grown > 0)
    rows, columns = np.nonzero(mask)
    names = labels[rows, columns]
    count = np.bincount(names)
    ends = np.zeros((4, len(count)), dtype=np.int64)
    ends[:2] = max(mask.shape)
    np.minimum.at(ends[0], names, rows)
    np.minimum.at(ends[1], names, columns)
    np.maximum.at(ends[2], names, rows + 1)
    np.maximum.at(ends[3], names, columns + 1)
    return [
        (Box(*(int(v) for v in ends[:, name])), int(count[name]))
        for name in range(1, len(count))
        if count[name]
    ]


def label(mask: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Number the connected groups (8 neighbours) of set pixels from 1, in reading order."""
    labels: NDArray[np.int32] = ndimage.label(mask, np.ones((3, 3)))[0]
    return labels
