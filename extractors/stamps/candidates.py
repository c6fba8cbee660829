"""The parts of a page that may be stamps, cut out and made ready to be read.

Four kinds: coloured ink of a stamp's size; a frame of dark lines; dark words that stand askew,
along the margin, or large at the head or the foot of the page; ink that is paler or broader than
the text's, also over the text.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, hypot, radians, sin

import numpy as np
from PIL import Image

from extractors.stamps.crops import (
    apart_from_black,
    colour_ink,
    grey_ink,
    grey_where_inked,
    has_strokes,
    is_level,
    tilts,
    turned_part,
)
from extractors.stamps.frames import Frame, Overview, frames, is_form, overview
from extractors.stamps.loose import is_askew, loose_rounds, loose_words
from extractors.stamps.overprint import Overprint, overprints
from extractors.stamps.regions import Box, coloured_boxes
from extractors.stamps.round import ring_lines

MAX_UNFRAMED = 6  # of each kind, the largest: a page in coloured ink has more
MAX_HEADINGS = 3
MAX_ROUNDS = 3
MARGIN_CM = 0.3
MIN_INK = 70  # grey levels of 255 of ink that was set apart: other ink leaves fainter traces
CLEAR_CONTRAST = 20.0  # of coloured ink over the grain of the paper
MIN_APART = 0.22  # share of the ink; stamps over dense text have 0.3 and more
SQUARE = 0.6  # height over width: in such a frame words may run either way
MIN_SHARPNESS = 0.15  # of that of the best direction: less is not the direction of lines
NEAR_LEVEL = 2  # degrees
TILTED_DEGREES = 3  # words of the page cannot be read when it is turned by more
OUTSIDE_CM = (0.12, 0.4)  # the strip around a frame in which there is text if it stands over text
MIN_TEXT = 0.07  # share of dark pixels there
SAME_SIZE = 1.4  # side of the upright box around foreign ink over the width of its frame
RESIDUAL_DEGREES = 4  # the error of the angle of a frame


@dataclass(frozen=True, slots=True)
class View:
    """Ink dark on white, and the turns (degrees anticlockwise) that may level its lines.

    Lines that are level may still be upside down.
    """

    ink: Image.Image
    turns: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may be a stamp, cut out in one or more ways; each next one in case the last fails."""

    views: tuple[View, ...]
    is_framed: bool = False
    is_heading: bool = False  # level, dark and without a frame: more likely no stamp
    is_over_text: bool = False  # words of the page may be read in its place
    is_foreign: bool = False  # other ink than the text's: looked at only where it has letters
    is_joined: bool = False  # its letters hang together with those of the text
    rings: tuple[Image.Image, ...] = ()  # the words around a round seal, in a line


def candidates(image: Image.Image, px_per_cm: float) -> Iterator[Candidate]:
    """The candidates on a page of mode RGB or L, kind by kind, the largest of each kind first."""
    grey = image.convert("L")
    page = overview(grey, px_per_cm)
    known: list[Box] = []
    framed: list[Frame] = []
    if image.mode == "RGB":
        has_rules = is_form(page)
        for box in sorted(coloured_boxes(image), key=lambda b: -b.long_side * b.short_side):
            part = box.scaled(1, MARGIN_CM * px_per_cm, image.size)
            crop = image.crop((part.left, part.top, part.right, part.bottom))
            found = _coloured(crop, px_per_cm, has_rules)
            # Those in a frame are never too many.
            if found is not None and (found.is_framed or len(known) < MAX_UNFRAMED):
                known.append(part)
                yield found
    coloured = list(known)
    for frame in frames(page):
        if not _is_within(frame, known):
            known.append(_around(frame))
            framed.append(frame)
            is_over = abs(frame.angle) < TILTED_DEGREES and _is_over_text(page, frame)
            view = _framed(grey, frame, px_per_cm)
            yield Candidate((view,), is_framed=True, is_over_text=is_over)
    loose = [frame for frame in loose_words(page) if not _is_within(frame, known)]
    askew = [frame for frame in loose if is_askew(frame)][:MAX_UNFRAMED]
    headings = [frame for frame in loose if not is_askew(frame)][:MAX_HEADINGS]
    for frame in askew + headings:
        ink, contrast = grey_ink(turned_part(grey, frame, MARGIN_CM * px_per_cm))
        if has_strokes(ink, contrast, px_per_cm):
            if not is_askew(frame):
                yield Candidate((View(ink, (0.0,)),), is_heading=True)
            elif is_level(ink, frame.angle):
                yield Candidate((View(ink, _level_turns(ink, frame)),))
    for foreign in overprints(grey, px_per_cm):
        if not _is_known(foreign.box, coloured) and not _is_one_of(foreign.box, framed):
            yield _of_foreign(foreign, px_per_cm)
    rounds = [box for box in loose_rounds(page) if not _is_known(box, known)]
    for box in rounds[:MAX_ROUNDS]:
        part = box.scaled(1, MARGIN_CM * px_per_cm, image.size)
        ink, _ = grey_ink(grey.crop((part.left, part.top, part.right, part.bottom)))
        if rings := ring_lines(ink, px_per_cm):
            yield Candidate((), rings=rings)


def _coloured(crop: Image.Image, px_per_cm: float, has_rules: bool) -> Candidate | None:
    """A candidate in coloured ink, unless it is a stain, a border, a fringe, or noise."""
    ink, contrast = colour_ink(crop)
    framed = frames(overview(ink, px_per_cm, MIN_INK))[:1]
    if not framed and not (
        has_strokes(ink, contrast, px_per_cm)
        and apart_from_black(crop, ink, px_per_cm) >= MIN_APART
    ):
        return None
    turns = _turns(ink)
    views = [*(_framed(ink, frame, px_per_cm) for frame in framed), View(ink, turns)]
    if contrast < CLEAR_CONTRAST and not has_rules:
        # In a JPEG colours are coarser than grey; but grey has all the other ink, too.
        grey = grey_where_inked(crop, ink, px_per_cm)
        of_grey = frames(overview(grey, px_per_cm, MIN_INK))[:1]
        views += [*(_framed(grey, frame, px_per_cm) for frame in of_grey), View(grey, turns)]
        framed += of_grey
    rings = () if framed else ring_lines(ink, px_per_cm)
    return Candidate(tuple(views), is_framed=bool(framed), rings=rings)


def _of_foreign(foreign: Overprint, px_per_cm: float) -> Candidate:
    """A candidate of other ink than the text's: a round seal, a heading, or maybe a stamp."""
    view = View(foreign.ink, _turns(foreign.ink))
    rings = ring_lines(foreign.ink, px_per_cm)
    if not foreign.is_pale and not foreign.is_over_text and abs(view.turns[0]) <= NEAR_LEVEL:
        level = View(foreign.ink, view.turns[:1])
        return Candidate((level,), is_heading=True, is_foreign=True, rings=rings)
    is_joined = foreign.is_pale and foreign.is_over_text
    return Candidate((view,), is_foreign=True, is_joined=is_joined, rings=rings)


def _is_over_text(page: Overview, frame: Frame) -> bool:
    """Whether there is dark ink all around a frame of a page, so that it stands over words."""
    c, s = cos(radians(frame.angle)), sin(radians(frame.angle))
    width, height = (side / page.factor / 2 for side in (frame.width, frame.height))
    rows, columns = page.is_dark.shape
    inked = 0
    for beyond in np.arange(OUTSIDE_CM[0] * page.cm, OUTSIDE_CM[1] * page.cm):
        for end in (-1, 1):
            across = np.arange(-height, height)
            xs = np.rint(frame.x / page.factor + end * (width + beyond) * c - across * s)
            ys = np.rint(frame.y / page.factor + end * (width + beyond) * s + across * c)
            inside = (xs >= 0) & (ys >= 0) & (xs < columns) & (ys < rows)
            at = ys[inside].astype(np.int64), xs[inside].astype(np.int64)
            inked += int(page.is_dark[at].sum())
    looked_at = 4 * height * (OUTSIDE_CM[1] - OUTSIDE_CM[0]) * page.cm
    return inked >= MIN_TEXT * looked_at


def _framed(grey: Image.Image, frame: Frame, px_per_cm: float) -> View:
    ink, _ = grey_ink(turned_part(grey, frame, MARGIN_CM * px_per_cm))
    return View(ink, _level_turns(ink, frame))


def _level_turns(ink: Image.Image, frame: Frame) -> tuple[float, ...]:
    """The turns that may level words in what was turned by the angle of a frame."""
    level = tilts(ink, most=RESIDUAL_DEGREES, is_level=True)[0][0]
    turns: tuple[float, ...] = (level,)
    if frame.height > SQUARE * frame.width:
        turns += (level + 90,)
    return turns


def _turns(ink: Image.Image) -> tuple[float, ...]:
    found = tilts(ink)
    least = MIN_SHARPNESS * found[0][1]
    turns = tuple(angle for angle, sharpness in found if sharpness >= least)
    # Lines that cross words out have directions of their own; most stamps are about level.
    return turns if any(abs(angle) <= NEAR_LEVEL for angle in turns) else (*turns, 0.0)


def _around(frame: Frame) -> Box:
    reach = (frame.width + frame.height) / 3
    return Box(
        int(frame.y - reach), int(frame.x - reach), int(frame.y + reach), int(frame.x + reach)
    )


def _is_within(frame: Frame, boxes: list[Box]) -> bool:
    return any(b.left <= frame.x <= b.right and b.top <= frame.y <= b.bottom for b in boxes)


def _is_known(box: Box, boxes: list[Box]) -> bool:
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return any(b.left <= x <= b.right and b.top <= y <= b.bottom for b in boxes)


def _is_one_of(box: Box, framed: list[Frame]) -> bool:
    """Whether foreign ink is that of a stamp whose frame was found."""
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return any(
        hypot(frame.x - x, frame.y - y) <= frame.height / 2
        and box.long_side <= SAME_SIZE * frame.width
        for frame in framed
    )
