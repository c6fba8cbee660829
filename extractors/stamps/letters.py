"""Whether ink that was turned level is lettering: a row of letters of one height.

Stamps are set in type, mostly in capitals. In a signature, a note by hand, a drawing or a stain
the parts that hang together are few, or of many heights.
"""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from extractors.stamps.crops import PX_PER_CM
from extractors.stamps.frames import Overview
from extractors.stamps.regions import groups

DARK = 120  # grey level; of paler pixels between letters there are too many
HEIGHT_CM = (0.2, 1.3)
BODY_CM = (0.1, 0.8)
USUAL_BODY_CM = 0.2  # small letters of a typewriter
MIN_BODY_LETTERS = 60
MIN_LETTERS = 5
SAME_HEIGHT = 0.2  # of the height of a letter
SAME_LEVEL = 0.22
WIDTHS = (0.15, 3.0)  # of a letter, in heights
MAX_GAP = 2.2  # between two letters, in heights
BAND_CM = (0.33, 1.6)
BAND_ROWS = 0.2  # of the ink of the fullest rows
BAND_STEP, MIN_STEPS = 0.5, 12  # of its height; six letters
FULL_HEIGHT, MIN_FULL = 0.75, 0.4  # of the height, and the share of steps that reach it
BAND_INKED = (0.2, 0.6)


def body_height_cm(page: Overview) -> float:
    """The height of the small letters of a page: half of what hangs together is higher."""
    heights = sorted(
        (box.bottom - box.top) / page.cm
        for box, _ in groups(page.is_dark, 0)
        if BODY_CM[0] <= (box.bottom - box.top) / page.cm <= BODY_CM[1]
    )
    return heights[len(heights) // 2] if len(heights) >= MIN_BODY_LETTERS else USUAL_BODY_CM


def lettering_height_cm(level: Image.Image) -> float:
    """The height of the letters of the highest row of letters, 0 if there is none.

    `level` is as straightened, mode L.
    """
    boxes = [
        box
        for box, _ in groups(np.asarray(level) < DARK, 0)
        if HEIGHT_CM[0] * PX_PER_CM <= box.bottom - box.top <= HEIGHT_CM[1] * PX_PER_CM
        and WIDTHS[0] <= (box.right - box.left) / (box.bottom - box.top) <= WIDTHS[1]
    ]
    highest = 0.0
    for first in boxes:
        height = first.bottom - first.top
        middle = (first.bottom + first.top) / 2
        row = sorted(
            (box.left, box.right)
            for box in boxes
            if abs(box.bottom - box.top - height) <= SAME_HEIGHT * height
            and abs((box.bottom + box.top) / 2 - middle) <= SAME_LEVEL * height
        )
        run = 1
        for (_, end), (start, _) in pairwise(row):
            run = run + 1 if start - end <= MAX_GAP * height else 1
            if run >= MIN_LETTERS:
                highest = max(highest, height / PX_PER_CM)
    return highest


def has_band(level: Image.Image) -> bool:
    """Whether ink makes a band of about one height, as letters do that hang together.

    `level` is as straightened, mode L.
    """
    dark = np.asarray(level) < DARK
    ink = dark.sum(axis=1)
    if not ink.any():
        return False
    is_full: NDArray[np.bool_] = ink >= BAND_ROWS * float(np.percentile(ink[ink > 0], 95))
    edges = np.nonzero(np.diff(np.pad(is_full, 1).astype(np.int8)))[0].tolist()
    return any(
        _is_band(dark[top:bottom]) for top, bottom in zip(edges[::2], edges[1::2], strict=True)
    )


def _is_band(rows: NDArray[np.bool_]) -> bool:
    height = len(rows)
    if not BAND_CM[0] * PX_PER_CM <= height <= BAND_CM[1] * PX_PER_CM:
        return False
    columns = np.nonzero(rows.any(axis=0))[0]
    band = rows[:, columns[0] : columns[-1] + 1]
    step = round(BAND_STEP * height)
    steps = band.shape[1] // step
    if steps < MIN_STEPS or not BAND_INKED[0] <= band.mean() <= BAND_INKED[1]:
        return False
    inked = np.logical_or.reduce(band[:, : steps * step].reshape(height, steps, step), axis=2)
    first, last = inked.argmax(axis=0), height - inked[::-1].argmax(axis=0)
    is_high = inked.any(axis=0) & (last - first >= FULL_HEIGHT * height)
    return bool(is_high.mean() >= MIN_FULL)
