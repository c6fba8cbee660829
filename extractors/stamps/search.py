"""Rubber stamps that stand only in the image, and that recognition of the page does not read.

A stamp is tilted, in a frame, of coloured ink or over other words: each part of a page that may be
one is cut out, freed of what is not its ink, turned level, and read by itself.

Law 5485-1 art. 12 and Decree 1233 (RU-11, RU-12): marks of secrecy are requisites of the carrier.
What was read is only handed on: a stamp that was crossed out is still one, and none cures another
(LAW 0.8).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations

import numpy as np
from PIL import Image, ImageOps

from extractors.reading.ink import MAX_NEGATIVE_TONE
from extractors.reading.tesseract import Recognition
from extractors.stamps.candidates import Candidate, candidates
from extractors.stamps.crops import (
    is_of_size,
    padded,
    straightened,
    strongest_line,
    without_crossing,
    without_rules,
)
from extractors.stamps.frames import overview
from extractors.stamps.known import unknown_lines
from extractors.stamps.letters import body_height_cm, has_band, lettering_height_cm
from extractors.stamps.regions import PAGE_CM
from extractors.stamps.words import LIKE_A_MARK, cleaned, distinct, has_mark, is_sure, likeness
from openfonds.model import Word

# Reads words from a picture by a page segmentation mode of Tesseract.
Reader = Callable[[Image.Image, int], Recognition]

BLOCK_OF_TEXT, SINGLE_LINE, SPARSE_TEXT, LINE_OF_TEXT = (
    6,
    7,
    11,
    13,
)  # Tesseract's page segmentation modes
FRAME_SIDES = 3
NEGATIVE_SIDE_PX = 300
LARGE = 1.25  # height of letters over that of the small letters of the page
LIKE_A_HEADING = 0.75  # likeness of words that lie level, as other words of the page do
MAX_CALLS = 60  # of Tesseract on a page


@dataclass(frozen=True, slots=True)
class StampReading:
    """What the stamps of a page say, and how many of them could not be read."""

    texts: tuple[str, ...]
    unread: int


def find_stamps(
    image: Image.Image, read: Reader, known: Sequence[Word] | None = None
) -> StampReading:
    """Read what stands in stamp-like parts of one upright page, in colour or grey.

    `texts` has the readings part by part, and several of a part where none is certain: they are
    for detectors, not for people. `unread` counts what may be a stamp and of which no words could
    be read for certain, and parts of which a reading resembles a mark of secrecy without being
    one: such an item needs a person's eyes. Where Tesseract does not read the whole page, `known`
    are the words that came with it, in pixels of the image: others at its head or foot are read.

    Whatever `read` raises goes through. It gets level pictures of mode L, dark on white, at about
    200 dots an inch.
    """
    px_per_cm = max(image.size) / PAGE_CM
    examination = _Examination(read, image)
    texts: list[str] = []
    of_foreign: list[str] = []
    unread = 0
    for picture in _pictures(image):
        for candidate in candidates(picture, px_per_cm):
            is_read = examination.examine(candidate)
            texts += examination.readings
            unread += not is_read
            if candidate.is_foreign:
                of_foreign += examination.readings
    together = [pair for pair in _pairs(of_foreign) if likeness(pair) >= LIKE_A_HEADING]
    marks = [pair for pair in together if has_mark(pair)]
    texts += marks
    unread += bool(together) and not marks
    if known is not None:
        for lines in unknown_lines(image.convert("L"), px_per_cm, known):
            unread += not examination.examine_lines(lines)
            texts += examination.readings
    return StampReading(distinct(texts), unread)


def _pairs(readings: list[str]) -> Iterator[str]:
    """Two readings as one: the words of a stamp over text may be found one by one."""
    alone = [text for text in dict.fromkeys(readings) if likeness(text) < LIKE_A_HEADING]
    for first, second in permutations(alone, 2):
        yield f"{first} {second}"


def _pictures(image: Image.Image) -> tuple[Image.Image, ...]:
    """The page as RGB or L on white; a dark one also as a negative, as microfilm often is."""
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        over = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), over).convert("RGB")
    elif image.mode not in ("L", "RGB"):
        image = image.convert("L" if image.mode in ("1", "I", "I;16", "F") else "RGB")
    grey = image.convert("L")
    tones = np.asarray(grey.reduce(max(1, max(image.size) // NEGATIVE_SIDE_PX)))
    if np.median(tones) < MAX_NEGATIVE_TONE:
        return image, ImageOps.invert(grey)
    return (image,)


class _Examination:
    """Reads one candidate after the other, with so many calls of Tesseract and no more."""

    def __init__(self, read: Reader, page: Image.Image) -> None:
        self._read, self._page = read, page
        self._px_per_cm = max(page.size) / PAGE_CM
        self._calls = 0
        self.readings: list[str] = []

    def examine(self, candidate: Candidate) -> bool:
        """Read a candidate; False where a person has to look at it."""
        self.readings = []
        if candidate.is_heading:
            return self._is_heading_read(candidate)
        is_framed, is_lettering, is_sure = candidate.is_framed, False, False
        for view in candidate.views:
            levels: list[Image.Image] = []
            for turn in view.turns:
                level, sides = without_rules(straightened(view.ink, turn, self._px_per_cm))
                is_framed = is_framed or sides >= FRAME_SIDES
                if is_of_size(padded(level)):
                    levels.append(level)
                    is_lettering = is_lettering or self._is_lettering(level)
                    is_lettering = is_lettering or (candidate.is_joined and has_band(level))
            if candidate.is_foreign and not (is_framed or is_lettering):
                continue  # edges of the sheet, blots, hatching: nothing to read
            for picture, psm in _attempts(levels, is_framed or is_lettering):
                is_sure = self._is_sure(picture, psm)
                if self.readings and has_mark(self.readings[-1]):
                    return True
                if is_sure and not candidate.is_over_text:
                    break
        for ring in candidate.rings:
            level, _ = without_rules(ring)
            self._is_sure(level, SINGLE_LINE)
            if not self._is_marked():
                self._is_sure(level, LINE_OF_TEXT)
        if self._is_marked():
            return True
        if any(likeness(text) >= LIKE_A_MARK for text in self.readings):
            return False
        is_explained = is_sure and not candidate.is_over_text
        return is_explained or bool(candidate.rings) or not (is_framed or is_lettering)

    def examine_lines(self, lines: Image.Image) -> bool:
        """Read level words; False where some resemble a mark without being one."""
        self.readings = []
        self._is_sure(lines, SPARSE_TEXT)
        every = [line for text in self.readings for line in text.splitlines()]
        return not any(likeness(line) >= LIKE_A_HEADING and not has_mark(line) for line in every)

    def _is_heading_read(self, candidate: Candidate) -> bool:
        for view in candidate.views:
            for turn in view.turns:
                level, _ = without_rules(straightened(view.ink, turn, self._px_per_cm))
                words = without_crossing(level)
                for picture in (level, level.rotate(180), words):
                    if picture is None or not is_of_size(padded(picture)):
                        continue
                    if self._is_sure(picture, BLOCK_OF_TEXT) or self._is_marked():
                        break
        return self._is_marked() or not any(
            likeness(text) >= LIKE_A_HEADING for text in self.readings
        )

    def _is_marked(self) -> bool:
        return any(has_mark(text) for text in self.readings)

    @cached_property
    def _body_cm(self) -> float:
        """The height of the small letters of the page; only stamp-like lettering needs it."""
        return body_height_cm(overview(self._page.convert("L"), self._px_per_cm))

    def _is_lettering(self, level: Image.Image) -> bool:
        """Whether these are letters that are larger than those of the page."""
        height = lettering_height_cm(level)
        return height > 0 and height >= LARGE * self._body_cm

    def _is_sure(self, level: Image.Image, psm: int) -> bool:
        """Read a picture, and tell whether Tesseract has no doubt of the words."""
        if self._calls >= MAX_CALLS:
            return False
        self._calls += 1
        found = self._read(padded(level), psm)
        text = cleaned(found.text)
        if text:
            self.readings.append(text)
        return is_sure(found)


def _attempts(levels: list[Image.Image], is_likely: bool) -> Iterator[tuple[Image.Image, int]]:
    """What to read, and how; what harms the letters of some stamps comes last."""
    for level in levels:
        yield level, BLOCK_OF_TEXT
    if not is_likely:
        return
    for level in levels:
        yield level.rotate(180), BLOCK_OF_TEXT
    uncrossed = [without_crossing(level) for level in levels]
    for words in uncrossed:
        if words is not None:
            yield words, BLOCK_OF_TEXT
    for level, words in zip(levels, uncrossed, strict=True):
        yield strongest_line(words or level), LINE_OF_TEXT
