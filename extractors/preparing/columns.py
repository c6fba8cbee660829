"""Two columns, or the two pages of an opened book: found by the gutter between them.

Tesseract reads across a narrow gutter where the lines of both sides happen to be level. The
columns are put one under the other, so that one call reads them in order, and boxes are mapped
back. A table has several gaps of the kind and is read in rows: it is left as it is.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from extractors.preparing.background import INK_TONE

LETTER_PX = 8  # height of letters in the small copy that is looked at
MIN_LINES = 12  # fewer are no column, whatever stands beside them
QUIET_SHARE = 0.15  # of the strokes that cross a column of text: a word may reach over, a rule lean
MIN_GUTTER_LETTERS = 1.2  # width, in heights of letters: wider than the space between words
MIDDLE = (0.35, 0.65)  # of the width of the text
INNER = (0.2, 0.8)  # of it: a second gap there makes it a table; nearer to the edge lines end
TEXT_SHARE = 0.25  # of the usual strokes: where the text begins and ends
SIDES = 0.5  # the fuller side has at most twice the strokes of the other


def gutter_of(evened: Image.Image, letters_px: float | None) -> int | None:
    """Where the one gutter of a page runs, in pixels from the left; None if there is none."""
    if letters_px is None:
        return None
    factor = max(1, round(letters_px / LETTER_PX))
    ink = np.asarray(evened.reduce(factor)) < INK_TONE
    # A rule along the gutter is one stroke however long it is.
    strokes = np.count_nonzero(ink[1:] & ~ink[:-1], axis=0)
    usual = float(np.percentile(strokes, 75))
    if usual < MIN_LINES:
        return None
    is_text = np.flatnonzero(strokes >= TEXT_SHARE * usual)
    left, right = int(is_text[0]), int(is_text[-1])
    quiet = strokes[left:right] <= max(1.0, QUIET_SHARE * usual)
    least = MIN_GUTTER_LETTERS * letters_px / factor
    gaps = [(start, end) for start, end in _runs(quiet) if end - start >= least]
    middles = [(start + end) / 2 / (right - left) for start, end in gaps]
    inner = [middle for middle in middles if INNER[0] <= middle <= INNER[1]]
    if len(inner) != 1 or not MIDDLE[0] <= inner[0] <= MIDDLE[1]:
        return None
    place = left + round(inner[0] * (right - left))
    sides = int(strokes[left:place].sum()), int(strokes[place:right].sum())
    return place * factor if min(sides) >= SIDES * max(sides) else None


def stacked(image: Image.Image, gutter: int) -> Image.Image:
    """The right side under the left one."""
    width = max(gutter, image.width - gutter)
    sheet = Image.new("L", (width, 2 * image.height), 255)
    sheet.paste(image.crop((0, 0, gutter, image.height)), (0, 0))
    sheet.paste(image.crop((gutter, 0, image.width, image.height)), (0, image.height))
    return sheet


def _runs(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    steps = np.diff(np.concatenate(([0], mask.astype(np.int8), [0])))
    starts, ends = np.flatnonzero(steps == 1), np.flatnonzero(steps == -1)
    return list(zip(starts.tolist(), ends.tolist(), strict=True))
