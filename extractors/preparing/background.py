"""Uneven and dark paper made even: each pixel divided by the tone of the paper around it.

Tesseract tells ink from paper by one tone for the whole page (Otsu), so on a grey card or in the
shade of a gutter it sees nothing, or all of it as ink. The paper is taken from a small copy: the
lightest tone around each place, without the speckles.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

SMALL_SIDE_PX = 200  # strokes vanish, the shade of a fold remains
LEAST_TONE = 20  # darker is no paper, and dividing by it makes noise of it
INK_TONE = 150  # darker is ink, on paper that is even
WHITE = 235.0  # the tone that paper gets: a little is left for what is lighter than it
EVEN_TONE = 230  # paper that is nowhere darker needs nothing
BAND_PX = 256  # rows at a time: floating point numbers of a whole plan would fill the memory
DARKEST_SHARE = 5  # percent of the page that may be darker: pictures, edges


def paper_tones(grey: Image.Image) -> NDArray[np.float32]:
    """The tone of the paper, 0 to 255, at a size of about 200 pixels."""
    small = grey.reduce(max(1, max(grey.size) // SMALL_SIDE_PX))
    small = small.filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.MedianFilter(5))
    return np.asarray(small.filter(ImageFilter.GaussianBlur(3)), dtype=np.float32)


def is_even(tones: NDArray[np.float32]) -> bool:
    """Whether the paper is white all over, so that nothing has to be done."""
    return float(np.percentile(tones, DARKEST_SHARE)) >= EVEN_TONE


def evened(grey: Image.Image, tones: NDArray[np.float32]) -> Image.Image:
    """The page on paper of one light tone."""
    rounded = np.maximum(np.rint(tones), LEAST_TONE).astype(np.uint8)
    paper = np.asarray(Image.fromarray(rounded).resize(grey.size, Image.Resampling.BILINEAR))
    pixels = np.array(grey)
    for top in range(0, grey.height, BAND_PX):
        band = slice(top, top + BAND_PX)
        light = pixels[band] * (WHITE / paper[band].astype(np.float32))
        pixels[band] = np.minimum(light, 255)
    return Image.fromarray(pixels)
