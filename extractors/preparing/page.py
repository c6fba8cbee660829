"""A page made ready for recognition, and what was done to it.

Each step is taken only where it was measured to help: docs/reference/recognition.md has the
figures, and those of what was tried and did not help.
"""

from dataclasses import dataclass
from math import ceil

from PIL import Image

from extractors.preparing.background import evened, is_even, paper_tones
from extractors.preparing.columns import gutter_of, stacked
from extractors.preparing.resolution import letter_height, scale_for, scaled

MIN_SIDE_PX = 64  # smaller is not a page
MAX_SIDE_PX = 32767  # Tesseract refuses larger images


@dataclass(frozen=True, slots=True)
class Prepared:
    """The image to recognise, and how its pixels lie on the original."""

    image: Image.Image  # 8 bits grey
    original: tuple[int, int]  # width and height of the original, pixels
    scale: float  # pixels of it for a pixel of the original
    gutter: int | None  # the right side of the original, from there on, is under the left one
    steps: tuple[str, ...]  # what was done, in order; nothing: it is the original
    letters_px: float | None  # height of its letters, as far as that can be told

    def on_original(
        self, left: int, top: int, width: int, height: int
    ) -> tuple[int, int, int, int]:
        """A box of the prepared image in pixels of the original, in the same form."""
        whole_width, whole_height = self.original
        x0, y0 = int(left / self.scale), int(top / self.scale)
        x1, y1 = ceil((left + width) / self.scale), ceil((top + height) / self.scale)
        if self.gutter is not None and (y0 + y1) / 2 >= whole_height:
            x0, x1 = x0 + self.gutter, x1 + self.gutter
            y0, y1 = y0 - whole_height, y1 - whole_height
        x0, x1 = max(0, min(x0, whole_width)), max(0, min(x1, whole_width))
        y0, y1 = max(0, min(y0, whole_height)), max(0, min(y1, whole_height))
        return x0, y0, x1 - x0, y1 - y0


def prepare(grey: Image.Image) -> Prepared:
    """Make a page ready: even paper, columns in order, letters of the right height."""
    if min(grey.size) < MIN_SIDE_PX:
        return Prepared(grey, grey.size, 1.0, None, (), None)
    steps = []
    image = grey
    tones = paper_tones(grey)
    if not is_even(tones):
        image = evened(grey, tones)
        steps.append("background")
    letters_px = letter_height(image)
    gutter = gutter_of(image, letters_px) if 2 * image.height <= MAX_SIDE_PX else None
    if gutter is not None:
        image = stacked(image, gutter)
        steps.append(f"columns:{gutter}")
    scale = scale_for(letters_px, image.size)
    if scale * max(image.size) > MAX_SIDE_PX:
        scale = 1.0
    if scale != 1:
        image = scaled(image, scale)
        steps.append(f"scale:{scale:g}")
    height = None if letters_px is None else letters_px * scale
    return Prepared(image, grey.size, scale, gutter, tuple(steps), height)
