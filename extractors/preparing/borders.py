"""Dark borders around a page: the bed of a scanner, the edge of a book, the fold of a spread.

They are painted in the tone of paper: made even like paper, their grain would become specks, and
specks words.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

DARK_SHARE = 0.5  # of the tone of the paper; darker is none, whatever its shade
PAPER_PERCENTILE = 90
MAX_SHARE = 0.5  # of the image: with more of it, it is a negative or a picture
GROWN = 1  # the shade of the edge, in pixels of the small copy
PAINT = 255


def dark_borders(tones: NDArray[np.float32]) -> NDArray[np.bool_] | None:
    """Where a small copy of the page, as of `paper_tones`, shows no paper from its edges inwards.

    None where that is nowhere, or nearly everywhere.
    """
    is_dark = tones < DARK_SHARE * float(np.percentile(tones, PAPER_PERCENTILE))
    parts, _ = ndimage.label(is_dark)
    at_edge = np.unique(np.concatenate((parts[0], parts[-1], parts[:, 0], parts[:, -1])))
    found = np.isin(parts, at_edge[at_edge > 0])
    if not found.any() or found.mean() > MAX_SHARE:
        return None
    return np.asarray(ndimage.binary_dilation(found, iterations=GROWN))


def without_borders(image: Image.Image, borders: NDArray[np.bool_]) -> Image.Image:
    """The page with its borders in the tone of paper."""
    mask = Image.fromarray(borders.astype(np.uint8) * 255)
    painted = image.copy()
    painted.paste(PAINT, (0, 0, *image.size), mask.resize(image.size, Image.Resampling.NEAREST))
    return painted
