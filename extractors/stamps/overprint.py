"""Ink on a page that is not its text's: fainter strokes, or strokes much bolder, in one place.

A stamp that lies over text hangs together with it, so that neither a frame nor a group of words
apart is found. What tells it is the ink: a worn stamp is paler than print, and the letters of a
fresh one are broader. Law 5485-1 art. 12 (RU-11): marks of secrecy are requisites of the carrier.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from extractors.stamps.regions import Box, groups

LEAST_PX_PER_CM = 40  # of the copy that is searched: at fewer, strokes are a pixel or two
MIN_PX_PER_CM = 28  # of the page: where text has no strokes to measure, nothing is told apart
BLOCK_CM, PAPER_PERCENTILE, SAMPLE_PX, NOISE_PX = 1.0, 80, 3, 5
MIN_DEPTH, NOISE_FACTOR = 18, 4  # grey levels darker than the paper, and times its grain
MIN_INK_PX = 2000  # less is no text
TEXT_PERCENTILE = 85  # of the depth of ink: that of the text's strokes, not of their edges
PALE, DARK = 0.62, 0.45  # of that depth: paler is not the text's, darker is ink at its core
HALO_PX = 2  # the grey edges of dark letters
FILL = 0.6  # of the depth of pale ink
PALE_STROKE_CM = 0.06
MAX_TEXT_STROKE_CM = 0.25
BOLD = 1.6  # stroke of a stamp over that of the text
CELLS_PER_CM, GAP_CELLS, MIN_CELLS = 10, 4, 40
LONG_CM, SHORT_CM = (1.8, 17.0), (0.5, 12.0)
MAX_SOLID_CM, MAX_SOLID = 0.34, 0.3  # share of a group's ink that is broader than a stroke
INKED = (0.04, 0.75)  # share of the box of a group that is ink
MIN_TEXT = 0.05  # of the foreign ink: other ink around it, where it lies over text
MAX_EACH = 4  # the largest of each kind
MARGIN_CM = 0.2

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Overprint:
    """Foreign ink, dark on white at the scale of the page, and where on the page it is."""

    ink: Image.Image
    box: Box
    is_pale: bool
    is_over_text: bool


def overprints(grey: Image.Image, px_per_cm: float) -> tuple[Overprint, ...]:
    """The groups of foreign ink of a stamp's size on a page of mode L, pale ones first."""
    factor = max(1, int(px_per_cm // LEAST_PX_PER_CM))
    cm = px_per_cm / factor
    if cm < MIN_PX_PER_CM:
        return ()
    depth = _depth(np.asarray(grey.reduce(factor) if factor > 1 else grey), round(BLOCK_CM * cm))
    noise = float(np.median(np.abs(depth[::NOISE_PX, ::NOISE_PX])))
    least = max(MIN_DEPTH, NOISE_FACTOR * noise)
    sample = depth[::SAMPLE_PX, ::SAMPLE_PX]
    ink = sample[sample > least]
    if ink.size * SAMPLE_PX**2 < MIN_INK_PX:
        return ()
    tone = float(np.percentile(ink, TEXT_PERCENTILE))
    is_dark = depth > PALE * tone
    near_dark = _grown(is_dark, 2 * HALO_PX + 1)
    pale = _opened((depth > least) & ~near_dark, max(2, round(PALE_STROKE_CM * cm)))
    core = depth > DARK * tone
    stroke = _stroke_px(core, cm)
    bold = _opened(core, round(BOLD * stroke))
    found: list[Overprint] = []
    for mask, is_pale in ((pale, True), (bold, False)):
        for box in _boxes(mask, cm)[:MAX_EACH]:
            part = box.scaled(1, MARGIN_CM * cm, (mask.shape[1], mask.shape[0]))
            whole = part.scaled(factor, 0, grey.size)
            if any(_is_in(whole, other.box) for other in found):
                continue  # pale ink over the text's, which is dark and broad there
            at = np.s_[part.top : part.bottom, part.left : part.right]
            if is_pale:
                letters = _filled(mask[at], near_dark[at], depth[at], stroke)
            else:
                letters = _grown(mask[at], 2 * HALO_PX + 1) & (depth[at] > least)
            is_over = int((core[at] & ~letters).sum()) >= MIN_TEXT * int(letters.sum())
            found.append(Overprint(_drawn(depth[at], letters, factor), whole, is_pale, is_over))
    return tuple(found)


def _depth(pixels: NDArray[np.uint8], block: int) -> NDArray[np.int16]:
    """How much darker each pixel is than the paper around it, in grey levels."""
    height, width = pixels.shape
    rows, columns = -(-height // block), -(-width // block)
    margins = ((0, rows * block - height), (0, columns * block - width))
    blocks = np.pad(pixels, margins, mode="edge").reshape(rows, block, columns, block)
    flat = blocks[:, ::SAMPLE_PX, :, ::SAMPLE_PX].swapaxes(1, 2).reshape(rows, columns, -1)
    rank = flat.shape[2] * PAPER_PERCENTILE // 100
    tones = Image.fromarray(np.partition(flat, rank, axis=2)[:, :, rank])
    paper = tones.resize((columns * block, rows * block), Image.Resampling.BILINEAR)
    depth: NDArray[np.int16] = np.asarray(paper)[:height, :width].astype(np.int16) - pixels
    return depth


def _stroke_px(core: Mask, cm: float) -> float:
    """The usual width of a stroke of the text."""
    change = np.diff(np.pad(core[::SAMPLE_PX], ((0, 0), (1, 1))).astype(np.int8), axis=1)
    runs = np.nonzero(change == -1)[1] - np.nonzero(change == 1)[1]
    runs = runs[(runs > 1) & (runs < MAX_TEXT_STROKE_CM * cm)]
    return float(np.median(runs)) if runs.size else MAX_TEXT_STROKE_CM * cm


def _boxes(mask: Mask, cm: float) -> list[Box]:
    """Boxes around groups of strokes that may be words of a stamp, the largest first."""
    cell = max(1, round(cm / CELLS_PER_CM))
    rows, columns = (side // cell for side in mask.shape)
    across = np.logical_or.reduce([mask[at : rows * cell : cell] for at in range(cell)])
    cells = np.logical_or.reduce([across[:, at : columns * cell : cell] for at in range(cell)])
    if int(cells.sum()) < MIN_CELLS:
        return []
    found = []
    for box, count in groups(cells, GAP_CELLS):
        long, short = box.long_side * cell / cm, box.short_side * cell / cm
        if (
            count >= MIN_CELLS
            and LONG_CM[0] <= long <= LONG_CM[1]
            and SHORT_CM[0] <= short <= SHORT_CM[1]
        ):
            part = box.scaled(cell, 0, (mask.shape[1], mask.shape[0]))
            if _has_strokes(mask[part.top : part.bottom, part.left : part.right], cm):
                found.append((count, part))
    return [part for _, part in sorted(found, key=lambda f: (-f[0], f[1]))]


def _is_in(box: Box, other: Box) -> bool:
    """Whether the middle of a box is in another."""
    x, y = (box.left + box.right) // 2, (box.top + box.bottom) // 2
    return other.left <= x < other.right and other.top <= y < other.bottom


def _has_strokes(part: Mask, cm: float) -> bool:
    """Whether a group is written: no blot, edge of the sheet or picture."""
    inked = int(part.sum())
    if not INKED[0] <= inked / part.size <= INKED[1]:
        return False
    solid = _opened(part, round(MAX_SOLID_CM * cm))
    return int(solid.sum()) <= MAX_SOLID * inked


def _filled(strokes: Mask, near_dark: Mask, depth: NDArray[np.int16], stroke: float) -> Mask:
    """Pale strokes, whole again where letters of the text run across them.

    There, too, the ink is at least as dark as the stamp's; and between the letters of the text it
    is no paler, so that it is broader than they are.
    """
    least = FILL * float(np.median(depth[strokes]))
    reach = round(stroke) + 2 * HALO_PX + 1
    rim = ((reach, reach), (reach, reach))
    closed = _shrunk(_grown(np.pad(strokes, rim), reach), reach)[reach:-reach, reach:-reach]
    broad = _opened(depth > least, round(stroke) + HALO_PX)
    return _grown(strokes, 3) & ~near_dark | strokes | (closed | broad) & (depth > least)


def _drawn(depth: NDArray[np.int16], letters: Mask, factor: int) -> Image.Image:
    """The letters alone, dark on white, at the scale of the page."""
    full = max(float(np.median(depth[letters])), 1.0) if letters.any() else 1.0
    grey = np.where(letters, 255 * (1 - np.clip(depth / full, 0, 1)), 255).astype(np.uint8)
    image = Image.fromarray(grey)
    size = (image.width * factor, image.height * factor)
    return image.resize(size, Image.Resampling.BICUBIC) if factor > 1 else image


def _opened(mask: Mask, px: int) -> Mask:
    """What holds a square of so many pixels."""
    corners = _shrunk_to_corner(mask, px)
    return _back(corners, px) if corners.any() else corners


def _shrunk_to_corner(mask: Mask, px: int) -> Mask:
    """The upper left corners of all squares of so many set pixels."""
    rows = mask.copy()
    for step in range(1, px):
        rows[:-step] &= mask[step:]
        rows[-step:] = False
    both = rows.copy()
    for step in range(1, px):
        both[:, :-step] &= rows[:, step:]
        both[:, -step:] = False
    return both


def _back(corners: Mask, px: int) -> Mask:
    """The squares of which these are the upper left corners."""
    rows = corners.copy()
    for step in range(1, px):
        rows[step:] |= corners[:-step]
    both = rows.copy()
    for step in range(1, px):
        both[:, step:] |= rows[:, :-step]
    return both


def _grown(mask: Mask, px: int) -> Mask:
    """With all within a square of so many pixels (odd) around each set one."""
    half = px // 2
    grown = _back(np.pad(mask, ((0, px), (0, px))), 2 * half + 1)
    return grown[half : half + mask.shape[0], half : half + mask.shape[1]]


def _shrunk(mask: Mask, px: int) -> Mask:
    return ~_grown(~mask, px)
