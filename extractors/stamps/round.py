"""Round seals: whether ink is one, and the words along its ring as a straight line."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from extractors.stamps.crops import DARK, PX_PER_CM

DIAMETER_CM = (1.8, 6.5)
SQUARE = 0.78  # shorter side over longer
WORK_PX = 160  # the longer side while the ring is looked for
MIN_RING = 0.6  # share of the directions in which the outer ring is inked
SEARCH = 0.06  # of the side: how far off the middle the centre may be
INNER, OUTER = 0.5, 1.02  # of the radius: between them stand the words
TURNS = 1.5  # more than one, so that no word is cut


def ring_lines(ink: Image.Image, px_per_cm: float) -> tuple[Image.Image, ...]:
    """The words around a round seal, upright in one line, and the middle of it; or nothing.

    `ink` is dark on white; the pictures are at the scale of `straightened`.
    """
    box = _inked_box(ink)
    if box is None:
        return ()
    part = ink.crop(box)
    long, short = max(part.size), min(part.size)
    if not (DIAMETER_CM[0] <= long / px_per_cm <= DIAMETER_CM[1] and short >= SQUARE * long):
        return ()
    found = _circle(part)
    if found is None:
        return ()
    x, y, radius = found
    return (_unrolled(part, x, y, radius, PX_PER_CM / px_per_cm),)


def _inked_box(ink: Image.Image) -> tuple[int, int, int, int] | None:
    dark = np.asarray(ink) < DARK
    rows = np.nonzero(dark.sum(axis=1) >= 3)[0]
    columns = np.nonzero(dark.sum(axis=0) >= 3)[0]
    if not len(rows) or not len(columns):
        return None
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _circle(part: Image.Image) -> tuple[float, float, float] | None:
    """Centre and radius of the outer ring, in pixels."""
    scale = WORK_PX / max(part.size)
    size = (max(8, round(part.width * scale)), max(8, round(part.height * scale)))
    dark = np.asarray(part.resize(size, Image.Resampling.BOX)) < (DARK + 255) // 2
    angles = np.linspace(0, 2 * np.pi, 180, endpoint=False)
    reach = round(SEARCH * WORK_PX)
    best, circle = MIN_RING, None
    for radius in np.arange(0.36, 0.53, 0.01) * max(size):
        for dy in range(-reach, reach + 1, 2):
            for dx in range(-reach, reach + 1, 2):
                x, y = size[0] / 2 + dx, size[1] / 2 + dy
                share = _inked_share(dark, x, y, float(radius), angles)
                if share > best:
                    best, circle = share, (x / scale, y / scale, float(radius) / scale)
    return circle


def _inked_share(
    dark: NDArray[np.bool_], x: float, y: float, radius: float, angles: NDArray[np.float64]
) -> float:
    xs = np.rint(x + radius * np.cos(angles)).astype(np.int64)
    ys = np.rint(y + radius * np.sin(angles)).astype(np.int64)
    inside = (xs >= 0) & (ys >= 0) & (xs < dark.shape[1]) & (ys < dark.shape[0])
    return float(
        (dark[ys.clip(0, dark.shape[0] - 1), xs.clip(0, dark.shape[1] - 1)] & inside).mean()
    )


def _unrolled(part: Image.Image, x: float, y: float, radius: float, scale: float) -> Image.Image:
    """The ring of words as a line: outwards is up, clockwise is to the right."""
    pixels = np.asarray(part, dtype=np.uint8)
    width = round(2 * np.pi * 0.78 * radius * scale * TURNS)
    height = max(8, round((OUTER - INNER) * radius * scale))
    angle = -np.pi / 2 + np.linspace(0, 2 * np.pi * TURNS, width, endpoint=False)
    distance = np.linspace(OUTER, INNER, height) * radius
    xs = np.rint(x + distance[:, None] * np.cos(angle)[None, :]).astype(np.int64)
    ys = np.rint(y + distance[:, None] * np.sin(angle)[None, :]).astype(np.int64)
    inside = (xs >= 0) & (ys >= 0) & (xs < part.width) & (ys < part.height)
    sampled = pixels[ys.clip(0, part.height - 1), xs.clip(0, part.width - 1)]
    return Image.fromarray(np.where(inside, sampled, 255).astype(np.uint8))
