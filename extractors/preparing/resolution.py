"""Letters brought to the height that recognition wants, told from the letters themselves.

The resolution that a file states is often missing or wrong, and says nothing of the type. What
counts is the height of the letters: below 12 pixels strokes run together, above 25 nothing is won
and time is lost.
"""

import numpy as np
from PIL import Image
from scipy import ndimage

from extractors.preparing.background import INK_TONE

SAMPLE_PX = 3000  # the middle of a page that is larger tells enough
MARGIN = 6  # a sixth of each side is left out: edges, gutters, thumbs
LETTER_PX = (4, 200)  # what is lower is a speck, what is higher a picture
MIN_WIDTH_PX = 3
MAX_SLENDERNESS = 4  # rules and brackets are longer
MIN_LETTERS = 60  # fewer tell nothing

SMALL_PX, LARGE_PX, WANTED_PX = 12, 25, 22
ENLARGEMENT = (1.5, 2.5)
MAX_ENLARGED_PX = 12_000_000  # noise looks like small type: a large scan is not enlarged


def letter_height(evened: Image.Image) -> float | None:
    """The height of most letters in pixels, ascenders included; None where there are too few."""
    width, height = evened.size
    x, y = (max(side // MARGIN, (side - SAMPLE_PX) // 2) for side in (width, height))
    ink = np.asarray(evened.crop((x, y, width - x, height - y))) < INK_TONE
    labels, _ = ndimage.label(ink)
    boxes = ndimage.find_objects(labels)
    sizes = np.array([(b[0].stop - b[0].start, b[1].stop - b[1].start) for b in boxes if b])
    if not len(sizes):
        return None
    heights, widths = sizes[:, 0], sizes[:, 1]
    least, most = LETTER_PX
    is_letter = (heights >= least) & (heights < most) & (widths >= MIN_WIDTH_PX) & (widths < most)
    is_letter &= (heights < MAX_SLENDERNESS * widths) & (widths < MAX_SLENDERNESS * heights)
    if is_letter.sum() < MIN_LETTERS:
        return None
    return float(np.percentile(heights[is_letter], 75))


def scale_for(letters_px: float | None, size: tuple[int, int]) -> float:
    """By how much to enlarge or reduce a page with letters of that height; 1 where it fits.

    >>> scale_for(8, (800, 1000)), scale_for(22, (2000, 3000)), scale_for(48, (5000, 7000))
    (2.5, 1.0, 0.46)
    """
    if letters_px is None or SMALL_PX <= letters_px <= LARGE_PX:
        return 1.0
    if letters_px > LARGE_PX:
        return round(WANTED_PX / letters_px, 2)
    least, most = ENLARGEMENT
    factor = round(min(most, max(least, WANTED_PX / letters_px)), 2)
    return factor if size[0] * size[1] * factor**2 <= MAX_ENLARGED_PX else 1.0


def scaled(image: Image.Image, factor: float) -> Image.Image:
    """The image at so many times its size."""
    size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
    return image.resize(size, Image.Resampling.LANCZOS)
