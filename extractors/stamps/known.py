"""Words at the head and the foot of a page that are not among those that are known already.

A mark of secrecy is often typed, or stamped level, in the right upper corner. Recognition of the
page reads it there; a text layer or an OCR file that came with the page may lack it (LAW 5.21).
"""

from collections.abc import Iterator, Sequence

import numpy as np
from PIL import Image, ImageDraw

from extractors.stamps.crops import PX_PER_CM, grey_ink
from extractors.stamps.frames import overview
from extractors.stamps.regions import Box, groups
from openfonds.model import Word

HEAD, FOOT = 0.24, 0.14  # of the height of the page
AROUND_CM = 0.08  # boxes of words fit more or less
GAP_CM = 0.35  # between words of a line
HEIGHT_CM, MIN_WIDTH_CM = (0.14, 2.2), 1.0
MARGIN_CM = 0.2
MIN_PX = 20  # of the small copy: less is dust


def unknown_lines(
    page: Image.Image, px_per_cm: float, known: Sequence[Word]
) -> Iterator[Image.Image]:
    """The head and the foot without the known words, dark on white, where other words are left.

    `page` is of mode L; the boxes of the words are in its pixels. The pictures are at the scale
    of those that go to Tesseract.
    """
    reach = AROUND_CM * px_per_cm
    for top, bottom in ((0.0, HEAD), (1 - FOOT, 1.0)):
        zone = (0, round(top * page.height), page.width, round(bottom * page.height))
        if zone[3] - zone[1] < px_per_cm:
            continue
        ink, _ = grey_ink(page.crop(zone))
        pen = ImageDraw.Draw(ink)
        for word in known:
            first, last = word.top - reach - zone[1], word.top + word.height + reach - zone[1]
            if last >= 0 and first <= ink.height:
                sides = (word.left - reach, first, word.left + word.width + reach, last)
                pen.rectangle(sides, fill=255)
        boxes = _lines(ink, px_per_cm)
        if boxes:
            margin = MARGIN_CM * px_per_cm
            scaled = [box.scaled(1, margin, ink.size) for box in boxes]
            part = ink.crop(
                (
                    min(box.left for box in scaled),
                    min(box.top for box in scaled),
                    max(box.right for box in scaled),
                    max(box.bottom for box in scaled),
                )
            )
            scale = PX_PER_CM / px_per_cm
            size = (max(8, round(part.width * scale)), max(8, round(part.height * scale)))
            yield part.resize(size, Image.Resampling.BICUBIC)


def _lines(ink: Image.Image, px_per_cm: float) -> list[Box]:
    small = overview(ink, px_per_cm)
    gap = max(1, round(GAP_CM * small.cm))
    return [
        box.scaled(small.factor, 0, ink.size)
        for box, count in groups(np.asarray(small.is_dark), gap)
        if count >= MIN_PX
        and HEIGHT_CM[0] * small.cm <= box.bottom - box.top <= HEIGHT_CM[1] * small.cm
        and box.right - box.left >= MIN_WIDTH_CM * small.cm
    ]
