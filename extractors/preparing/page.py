"""A page made ready for recognition, and what was done to it.

Each step is taken only where it was measured to help: docs/reference/recognition.md has the
figures, and those of what was tried and did not help.
"""

from dataclasses import dataclass
from math import ceil, cos, floor, radians, sin

from PIL import Image

from extractors.preparing.background import evened, is_even, paper_tones
from extractors.preparing.columns import gutter_of, stacked
from extractors.preparing.resolution import letter_height, scale_for, scaled
from extractors.preparing.skew import levelled, skew_of

MIN_SIDE_PX = 64  # smaller is not a page
MAX_SIDE_PX = 32767  # Tesseract refuses larger images


@dataclass(frozen=True, slots=True)
class Prepared:
    """The image to recognise, and how its pixels lie on the original."""

    image: Image.Image  # 8 bits grey
    original: tuple[int, int]  # width and height of the original, pixels
    scale: float  # pixels of it for a pixel of the original
    gutter: int | None  # the right side of the page, from there on, is under the left one
    steps: tuple[str, ...]  # what was done, in order; nothing: it is the original
    letters_px: float | None  # height of its letters, as far as that can be told
    skew: float = 0.0  # degrees by which the page was turned clockwise, about its middle
    level: tuple[int, int] | None = None  # its width and height after that, before the rest

    def on_original(
        self, left: int, top: int, width: int, height: int
    ) -> tuple[int, int, int, int]:
        """A box of the prepared image in pixels of the original, in the same form.

        Of a page that was levelled it is the upright box around the tilted one.
        """
        page_height = self.level[1] if self.level else self.original[1]
        x0, y0 = left / self.scale, top / self.scale
        x1, y1 = (left + width) / self.scale, (top + height) / self.scale
        if self.gutter is not None and (y0 + y1) / 2 >= page_height:
            x0, x1 = x0 + self.gutter, x1 + self.gutter
            y0, y1 = y0 - page_height, y1 - page_height
        if self.level is not None:
            x0, y0, x1, y1 = self._tilted(x0, y0, x1, y1)
        whole_width, whole_height = self.original
        across = [max(0, min(x, whole_width)) for x in (floor(x0), ceil(x1))]
        down = [max(0, min(y, whole_height)) for y in (floor(y0), ceil(y1))]
        return across[0], down[0], across[1] - across[0], down[1] - down[0]

    def _tilted(
        self, x0: float, y0: float, x1: float, y1: float
    ) -> tuple[float, float, float, float]:
        """The upright box on the original around a box of the levelled page."""
        assert self.level is not None
        cosine, sine = cos(radians(self.skew)), sin(radians(self.skew))
        corners = [
            (x - self.level[0] / 2, y - self.level[1] / 2) for x in (x0, x1) for y in (y0, y1)
        ]
        xs = [x * cosine + y * sine + self.original[0] / 2 for x, y in corners]
        ys = [y * cosine - x * sine + self.original[1] / 2 for x, y in corners]
        return min(xs), min(ys), max(xs), max(ys)


def prepare(grey: Image.Image) -> Prepared:
    """Make a page ready: even paper, level lines, columns in order, letters of the right height."""
    if min(grey.size) < MIN_SIDE_PX:
        return Prepared(grey, grey.size, 1.0, None, (), None)
    steps = []
    image = grey
    tones = paper_tones(grey)
    if not is_even(tones):
        image = evened(grey, tones)
        steps.append("background")
    level = None
    # Turned a little, a page needs at most so much more room.
    skew = skew_of(image) if sum(grey.size) <= MAX_SIDE_PX else 0.0
    if skew:
        image = levelled(image, skew)
        level = image.size
        steps.append(f"deskew:{skew:g}")
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
    return Prepared(image, grey.size, scale, gutter, tuple(steps), height, skew, level)
