"""Where on a page dark words stand askew, or upright along the margin, without a frame."""

from math import cos, degrees, radians, sin

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from extractors.stamp_frames import Frame, Overview
from extractors.stamp_regions import label

CELL_PX = 3
GAP_CELLS = 3  # between letters: words that touch the level ones would be lost among them
MIN_CELLS = 24
LONG_CM, SHORT_CM = (1.8, 17.0), (0.3, 3.0)
MIN_TILT = 4  # degrees: pages are set less askew, and words less so are read with the page
MIN_SLENDER = 1.6  # length over height
MAX_TILT = 45  # more than that, but for the upright, is handwriting or ornament


def tilted_words(page: Overview) -> tuple[Frame, ...]:
    """Rectangles around rows of dark ink that are not level, from the largest."""
    is_dark = page.is_dark
    rows, columns = (n // CELL_PX for n in is_dark.shape)
    if not rows or not columns:
        return ()
    tiles = is_dark[: rows * CELL_PX, : columns * CELL_PX].reshape(rows, CELL_PX, columns, CELL_PX)
    cells = np.logical_or.reduce(tiles, axis=(1, 3))
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
        if frame is not None:
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


def _frame(xs: NDArray[np.int64], ys: NDArray[np.int64], cm: float) -> Frame | None:
    """The rectangle along the main direction of a group of cells, if it may be words askew."""
    x, y = float(xs.mean()), float(ys.mean())
    spread = np.cov(np.stack((xs - x, ys - y)))
    direction = np.linalg.eigh(spread)[1][:, 1]
    angle = degrees(float(np.arctan2(direction[1], direction[0])))
    angle = (angle + 90) % 180 - 90
    c, s = cos(radians(angle)), sin(radians(angle))
    along, across = (xs - x) * c + (ys - y) * s, (ys - y) * c - (xs - x) * s
    width, height = float(np.ptp(along)) + 1, float(np.ptp(across)) + 1
    tilt = abs(angle)
    if not (MIN_TILT <= tilt <= MAX_TILT or tilt >= 90 - MIN_TILT):
        return None
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
