"""Where on a page dark words may be a stamp without a frame.

They stand askew, or upright along the margin, or are large at the edges of the page.
"""

from math import cos, degrees, radians, sin

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from extractors.stamps.frames import Frame, Overview
from extractors.stamps.regions import Box, groups, label

CELL_PX = 3
GAP_CELLS = 3  # between letters: words that touch the level ones would be lost among them
MIN_CELLS = 24
LONG_CM, SHORT_CM = (1.8, 17.0), (0.3, 3.0)
MIN_TILT = 4  # degrees: pages are set less askew, and words less so are read with the page
MIN_SLENDER = 1.6  # length over height
OUTER = 0.2  # of the height of the page, at its head and at its foot
MARGIN = 0.12  # of its width, at its sides
LARGE_CM = (0.42, 2.2)  # higher than a line of the page
ROUND_CM = (2.0, 6.0)
MIN_SQUARE = 0.82  # shorter side over longer of what is round


def loose_words(page: Overview) -> tuple[Frame, ...]:
    """Rectangles around groups of dark ink, from the largest."""
    cells = _cells(page)
    if not cells.size:
        return ()
    labels = label(_grown(cells))
    ys, xs = np.nonzero(cells)
    names = labels[ys, xs]
    scale = CELL_PX * page.factor
    cells_per_cm = page.cm / CELL_PX
    count = np.bincount(names)
    found = []
    for name in np.nonzero(count >= MIN_CELLS)[0].tolist():
        of_group = names == name
        frame = _frame(xs[of_group], ys[of_group], cells_per_cm)
        if frame is not None and (is_askew(frame) or _is_large(frame, cells.shape, cells_per_cm)):
            found.append(
                Frame(
                    (frame.x + 0.5) * scale,
                    (frame.y + 0.5) * scale,
                    frame.width * scale,
                    frame.height * scale,
                    frame.angle,
                )
            )
    return tuple(sorted(found, key=lambda f: (-f.width * f.height, f.y, f.x)))


def loose_rounds(page: Overview) -> tuple[Box, ...]:
    """Boxes, in pixels of the picture, around groups of dark ink that may be round seals."""
    cells = _cells(page)
    if not cells.size:
        return ()
    scale, cm = CELL_PX * page.factor, page.cm / CELL_PX
    return tuple(
        Box(*(side * scale for side in (box.top, box.left, box.bottom, box.right)))
        for box, _ in groups(cells, GAP_CELLS)
        if ROUND_CM[0] * cm <= box.long_side <= ROUND_CM[1] * cm
        and box.short_side >= MIN_SQUARE * box.long_side
    )


def _cells(page: Overview) -> NDArray[np.bool_]:
    """A coarser copy, whose cells have ink where any of their pixels has."""
    is_dark = page.is_dark
    rows, columns = (n // CELL_PX for n in is_dark.shape)
    tiles = is_dark[: rows * CELL_PX, : columns * CELL_PX].reshape(rows, CELL_PX, columns, CELL_PX)
    cells: NDArray[np.bool_] = np.logical_or.reduce(tiles, axis=(1, 3))
    return cells


def is_askew(frame: Frame) -> bool:
    """Whether its words are not level with the page."""
    return abs(frame.angle) >= MIN_TILT


def _is_large(frame: Frame, size: tuple[int, ...], cm: float) -> bool:
    is_outer = any(
        not outer <= place / side <= 1 - outer
        for place, side, outer in ((frame.y, size[0], OUTER), (frame.x, size[1], MARGIN))
    )
    return is_outer and LARGE_CM[0] * cm <= frame.height <= LARGE_CM[1] * cm


def _frame(xs: NDArray[np.int64], ys: NDArray[np.int64], cm: float) -> Frame | None:
    """The rectangle along the main direction of a group of cells, if it may be words."""
    x, y = float(xs.mean()), float(ys.mean())
    spread = np.cov(np.stack((xs - x, ys - y)))
    direction = np.linalg.eigh(spread)[1][:, 1]
    angle = degrees(float(np.arctan2(direction[1], direction[0])))
    angle = (angle + 90) % 180 - 90
    c, s = cos(radians(angle)), sin(radians(angle))
    along, across = (xs - x) * c + (ys - y) * s, (ys - y) * c - (xs - x) * s
    width, height = float(np.ptp(along)) + 1, float(np.ptp(across)) + 1
    if not (LONG_CM[0] * cm <= width <= LONG_CM[1] * cm):
        return None
    if not (SHORT_CM[0] * cm <= height <= min(SHORT_CM[1] * cm, width / MIN_SLENDER)):
        return None
    middle = (float(along.max() + along.min()) / 2, float(across.max() + across.min()) / 2)
    return Frame(
        x + middle[0] * c - middle[1] * s, y + middle[0] * s + middle[1] * c, width, height, angle
    )


def _grown(cells: NDArray[np.bool_]) -> NDArray[np.bool_]:
    grown = Image.fromarray(cells).convert("L").filter(ImageFilter.MaxFilter(GAP_CELLS))
    return np.asarray(grown) > 0
