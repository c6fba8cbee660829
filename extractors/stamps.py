"""Rubber stamps that stand only in the image, and that recognition of the page does not read.

A stamp is tilted, in a frame, of coloured ink or over other words: each region that may be one is
cut out, freed of what is not its ink, turned level, and read by itself. Three kinds are looked
for: coloured ink of a stamp's size; a frame of dark lines; dark words askew or along the margin.
Round seals and handwriting are read like all others, but are never called unread.

Law 5485-1 art. 12 and Decree 1233 (RU-11, RU-12): marks of secrecy are requisites of the carrier.
A stamp cures nothing (LAW 0.8): what was read is only handed on.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageOps

from extractors.ink import MAX_NEGATIVE_TONE
from extractors.stamp_crops import (
    colour_ink,
    grey_ink,
    has_strokes,
    is_askew,
    is_of_size,
    padded,
    straightened,
    strongest_line,
    tilts,
    turned_part,
    without_crossing,
    without_rules,
)
from extractors.stamp_frames import Frame, frames, overview
from extractors.stamp_regions import PAGE_CM, Box, coloured_boxes
from extractors.stamp_tilted import tilted_words
from extractors.stamp_words import LIKE_A_MARK, cleaned, distinct, has_mark, is_words, likeness

# Reads words from a picture by a page segmentation mode of Tesseract.
Reader = Callable[[Image.Image, int], str]

BLOCK_OF_TEXT, LINE_OF_TEXT = 6, 13  # Tesseract's page segmentation modes
MAX_UNFRAMED = 6  # of each kind, the largest: a page in coloured ink has more
MARGIN_CM = 0.3
FRAME_SIDES = 3
MIN_INK = 70  # grey levels of 255 of ink that was set apart: other ink leaves fainter traces
SQUARE = 0.6  # height over width: in such a frame words may run either way
MIN_SHARPNESS = 0.15  # of that of the best direction: less is not the direction of lines
NEGATIVE_SIDE_PX = 300
FLIPPED_DEGREES = 46  # words along the margin may run up or down


@dataclass(frozen=True, slots=True)
class StampReading:
    """What the stamps of a page say, and how many of them could not be read."""

    texts: tuple[str, ...]
    unread: int


@dataclass(frozen=True, slots=True)
class _View:
    """Ink dark on white, and the turns that may level its lines."""

    ink: Image.Image
    turns: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Region:
    """What may be a stamp, cut out in one or more ways."""

    views: tuple[_View, ...]
    is_framed: bool


def find_stamps(image: Image.Image, read: Reader) -> StampReading:
    """Read what stands in stamp-like regions of one upright page, in colour or grey.

    `texts` has the readings region by region, and several of a region where none is certain: they
    are for detectors, not for people. `unread` counts stamps in a frame of which no words could be
    read, and regions of which a reading resembles a mark of secrecy without being one: such an
    item needs a person's eyes.

    Whatever `read` raises goes through. It gets level pictures of mode L, dark on white.
    """
    px_per_cm = max(image.size) / PAGE_CM
    texts: list[str] = []
    unread = 0
    for picture in _pictures(image):
        for region in _regions(picture, px_per_cm):
            readings, is_framed = _readings(region, px_per_cm, read)
            texts += readings
            unread += _is_unread(readings, is_framed)
    return StampReading(distinct(texts), unread)


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


def _regions(image: Image.Image, px_per_cm: float) -> Iterator[_Region]:
    known: list[Box] = []
    if image.mode == "RGB":
        for box in sorted(coloured_boxes(image), key=lambda b: -b.long_side * b.short_side):
            part = box.scaled(1, MARGIN_CM * px_per_cm, image.size)
            ink, contrast = colour_ink(image.crop((part.left, part.top, part.right, part.bottom)))
            framed = frames(overview(ink, px_per_cm, MIN_INK))[:1]
            is_written = has_strokes(ink, contrast, px_per_cm) and len(known) < MAX_UNFRAMED
            if framed or is_written:
                known.append(part)
                views = tuple(_framed(ink, frame, px_per_cm) for frame in framed)
                yield _Region((*views, _View(ink, _turns(ink))), bool(framed))
    grey = image.convert("L")
    page = overview(grey, px_per_cm)
    for frame in frames(page):
        if not _is_within(frame, known):
            known.append(_around(frame))
            yield _Region((_framed(grey, frame, px_per_cm),), is_framed=True)
    askew = [f for f in tilted_words(page) if not _is_within(f, known)]
    for frame in askew[:MAX_UNFRAMED]:
        ink, contrast = grey_ink(turned_part(grey, frame, MARGIN_CM * px_per_cm))
        if has_strokes(ink, contrast, px_per_cm) and is_askew(ink, frame.angle):
            yield _Region((_View(ink, _level_turns(ink, frame)),), is_framed=False)


def _framed(grey: Image.Image, frame: Frame, px_per_cm: float) -> _View:
    ink, _ = grey_ink(turned_part(grey, frame, MARGIN_CM * px_per_cm))
    return _View(ink, _level_turns(ink, frame))


def _level_turns(ink: Image.Image, frame: Frame) -> tuple[float, ...]:
    """The turns that may level words in what was turned by the angle of a frame."""
    level = tilts(ink, most=4, is_level=True)[0][0]
    turns: tuple[float, ...] = (level,)
    if abs(frame.angle) >= FLIPPED_DEGREES:
        turns += (level - 180,)
    if frame.height > SQUARE * frame.width:
        turns += (level + 90, level - 90)
    return turns


def _turns(ink: Image.Image) -> tuple[float, ...]:
    found = tilts(ink)
    turns: list[float] = []
    for angle, sharpness in found:
        if sharpness >= MIN_SHARPNESS * found[0][1]:
            turns += (angle, angle - 180) if abs(angle) >= FLIPPED_DEGREES else (angle,)
    return tuple(turns)


def _readings(region: _Region, px_per_cm: float, read: Reader) -> tuple[list[str], bool]:
    """What was read, until a mark was; and whether there is a frame around."""
    readings: list[str] = []
    is_framed = region.is_framed
    for view in region.views:
        levels: list[Image.Image] = []
        for turn in view.turns:
            level, sides = without_rules(straightened(view.ink, turn, px_per_cm))
            is_framed = is_framed or sides >= FRAME_SIDES
            if is_of_size(padded(level)):
                levels.append(level)
        for words, psm in _attempts(levels):
            if psm == LINE_OF_TEXT and not readings and not is_framed:
                break  # there are no words in it
            text = cleaned(read(padded(words), psm))
            if text:
                readings.append(text)
                if has_mark(text):
                    return readings, is_framed
    return readings, is_framed


def _attempts(levels: list[Image.Image]) -> Iterator[tuple[Image.Image, int]]:
    """What to read, and how; what harms the letters of some stamps comes last."""
    for level in levels:
        yield level, BLOCK_OF_TEXT
    uncrossed = [without_crossing(level) for level in levels]
    for words in uncrossed:
        if words is not None:
            yield words, BLOCK_OF_TEXT
    for level, words in zip(levels, uncrossed, strict=True):
        yield strongest_line(words or level), LINE_OF_TEXT


def _is_unread(readings: list[str], is_framed: bool) -> bool:
    if any(has_mark(text) for text in readings):
        return False
    if any(likeness(text) >= LIKE_A_MARK for text in readings):
        return True
    return is_framed and not any(is_words(text) for text in readings)


def _around(frame: Frame) -> Box:
    reach = (frame.width + frame.height) / 3
    return Box(
        int(frame.y - reach), int(frame.x - reach), int(frame.y + reach), int(frame.x + reach)
    )


def _is_within(frame: Frame, boxes: list[Box]) -> bool:
    return any(b.left <= frame.x <= b.right and b.top <= frame.y <= b.bottom for b in boxes)
