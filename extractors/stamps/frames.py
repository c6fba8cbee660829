"""Where on a page there is a frame: a rectangle of ruled lines, at any tilt, of a stamp's size.

A Hough transform in which each pixel votes only for the direction of its own edge. Letters vote
for many short lines, so that a frame is found over text as well as on blank paper.
"""

from dataclasses import dataclass
from itertools import combinations
from math import cos, hypot, radians, sin

import numpy as np
from numpy.typing import NDArray
from PIL import Image

PX_PER_CM = 28
BLOCK_PX = 28
PAPER_PERCENTILE = 70
MIN_CONTRAST = 12  # grey levels of 255
NOISE_FACTOR = 5
MIN_COHERENCE = 0.7
DEGREES_PER_BIN = 1.0
DIRECTIONS = round(180 / DEGREES_PER_BIN)
PX_PER_BIN = 2
MAX_PEAKS = 80
NEAR_LINE_PX, NEAR_LINE_DEGREES = 3.0, 8.0
MAX_GAP_PX = 10
MIN_VOTES = 0.6  # a pixel of the length of a long side
MIN_COVERED = 0.7  # of the length of a side
MAX_THICKNESS_CM, MAX_SLOPE = 0.2, 0.055
BESIDE_PX = (3, 4, 6)
MAX_BESIDE = 0.35  # share of dark pixels beside a rule; beside a row of letters there are more
SLACK_CM = 0.3
MIN_INSIDE = 0.5  # share of the end of a frame that is on the page
LONG_CM, SHORT_CM = (1.8, 17.0), (0.6, 6.0)
UPRIGHT_DEGREES = 2.0
MIN_RULE_CM = 4.0
MAX_RULES = 8  # a page with more of them is a table or a form
PARALLEL_DEGREES = 3.0


@dataclass(frozen=True, slots=True)
class Line:
    """A ruled line: its ends in pixels, and its direction in degrees, 0 to 180."""

    x0: float
    y0: float
    x1: float
    y1: float
    degrees: float

    @property
    def length(self) -> float:
        """In pixels."""
        return hypot(self.x1 - self.x0, self.y1 - self.y0)


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle in pixels of the page; turned by `angle` anticlockwise its sides lie level."""

    x: float
    y: float
    width: float
    height: float
    angle: float


@dataclass(frozen=True, slots=True)
class Overview:
    """A small copy of a picture: how much darker than the paper it is, and where that is ink."""

    depth: NDArray[np.float32]
    is_dark: NDArray[np.bool_]
    factor: int  # pixels of the picture to one here
    cm: float  # in pixels of this copy


def overview(grey: Image.Image, px_per_cm: float, contrast: int = MIN_CONTRAST) -> Overview:
    """The small copy of a picture of mode L; ink is at least so many grey levels darker."""
    factor = max(1, round(px_per_cm / PX_PER_CM))
    depth = _contrast(np.asarray(grey.reduce(factor)))
    noise = float(np.median(np.abs(depth[::3, ::3])))
    is_dark = depth > max(contrast, NOISE_FACTOR * noise)
    return Overview(depth, is_dark, factor, px_per_cm / factor)


def frames(page: Overview) -> list[Frame]:
    """The frames in a picture, from the largest; none has its middle within another."""
    is_dark, cm = page.is_dark, page.cm
    found = _rectangles(_tilted_lines(page.depth, is_dark, cm), is_dark, cm, ends=1)
    level, upright = _ruled(page)
    if not _is_form(level, upright, cm):
        found += _rectangles(level + upright, is_dark, cm, ends=2)
    found.sort(key=lambda f: (-f.width * f.height, f.y, f.x))
    kept: list[Frame] = []
    for frame in found:
        if not any(hypot(frame.x - k.x, frame.y - k.y) < k.width / 2 for k in kept):
            kept.append(frame)
    return [
        Frame(
            f.x * page.factor,
            f.y * page.factor,
            f.width * page.factor,
            f.height * page.factor,
            f.angle,
        )
        for f in kept
    ]


def is_form(page: Overview) -> bool:
    """Whether a page has the rules of a table or a form, whose boxes are no stamps."""
    return _is_form(*_ruled(page), page.cm)


def _is_form(level: list[Line], upright: list[Line], cm: float) -> bool:
    # Letters may join to short level lines, not to long or upright ones.
    long = [line for line in level if line.length >= MIN_RULE_CM * cm]
    return len(long) + len(upright) > MAX_RULES


def _ruled(page: Overview) -> tuple[list[Line], list[Line]]:
    """The level and the upright rules."""
    return _level_lines(page.is_dark, 0, page.cm), _level_lines(page.is_dark.T, 90, page.cm)


def _contrast(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """How much darker each pixel is than the paper around it."""
    height, width = pixels.shape
    rows, columns = -(-height // BLOCK_PX), -(-width // BLOCK_PX)
    margins = ((0, rows * BLOCK_PX - height), (0, columns * BLOCK_PX - width))
    blocks = np.pad(pixels, margins, mode="edge").reshape(rows, BLOCK_PX, columns, BLOCK_PX)
    flat = blocks.swapaxes(1, 2)[:, :, ::2, ::2].reshape(rows, columns, -1)
    rank = flat.shape[2] * PAPER_PERCENTILE // 100
    tones = Image.fromarray(np.partition(flat, rank, axis=2)[:, :, rank])
    size = (columns * BLOCK_PX, rows * BLOCK_PX)
    paper = np.asarray(tones.resize(size, Image.Resampling.BILINEAR), dtype=np.float32)
    return paper[:height, :width] - pixels


def _level_lines(is_dark: NDArray[np.bool_], degrees: int, cm: float) -> list[Line]:
    """Ruled lines along the rows, or along the columns of the page where `degrees` is 90."""
    # Thicker, as no page is quite straight; not longer, or letters would join.
    thick = is_dark.copy()
    thick[1:] |= is_dark[:-1]
    thick[:-1] |= is_dark[1:]
    padded = np.pad(thick, ((0, 0), (1, 1))).astype(np.int8)
    change = np.diff(padded, axis=1)
    rows, starts = np.nonzero(change == 1)
    ends = np.nonzero(change == -1)[1]
    long = ends - starts >= LONG_CM[0] * cm
    joined: list[list[int]] = []  # first row, last row, start, end
    last_row = len(is_dark) - 1
    for row, start, end in zip(
        rows[long].tolist(), starts[long].tolist(), ends[long].tolist(), strict=True
    ):
        if any(
            min(
                is_dark[min(max(row + side * px, 0), last_row), start:end].mean()
                for px in BESIDE_PX
            )
            > MAX_BESIDE
            for side in (-1, 1)
        ):
            continue
        for line in joined:
            if row - line[1] <= 2 and start <= line[3] and end >= line[2]:
                line[1], line[2], line[3] = row, min(start, line[2]), max(end, line[3])
                break
        else:
            joined.append([row, row, start, end])
    found = [
        (top, bottom, start, end)
        for top, bottom, start, end in joined
        if bottom - top <= MAX_THICKNESS_CM * cm + MAX_SLOPE * (end - start)
    ]
    if degrees:
        return [Line((a + b) / 2, start, (a + b) / 2, end, 90) for a, b, start, end in found]
    return [Line(start, (a + b) / 2, end, (a + b) / 2, 0) for a, b, start, end in found]


def _tilted_lines(depth: NDArray[np.float32], is_dark: NDArray[np.bool_], cm: float) -> list[Line]:
    """Ruled lines that are neither level nor upright, long enough for a long side."""
    ys, xs, degrees = _edges(depth, is_dark)
    if not len(xs):
        return []
    reach = int(hypot(*depth.shape)) // PX_PER_BIN + 2
    votes = np.zeros((DIRECTIONS, 2 * reach), dtype=np.int32)
    nearest = np.rint(degrees / DEGREES_PER_BIN).astype(np.int64)
    for step in (-2, -1, 0, 1, 2):
        turns = (nearest + step) % DIRECTIONS
        angle = np.deg2rad(turns * DEGREES_PER_BIN)
        distance = ys * np.cos(angle) - xs * np.sin(angle)
        bins = np.rint(distance / PX_PER_BIN).astype(np.int64) + reach
        votes += np.bincount(turns * (2 * reach) + bins, minlength=votes.size).reshape(votes.shape)
    # By direction, three times over: a direction near 0 is also one near 180.
    by_direction = np.argsort(degrees, kind="stable")
    order = np.tile(by_direction, 3)
    turned = np.repeat((-180, 0, 180), len(xs)) + degrees[order]
    found: list[Line] = []
    for turn, place in _peaks(votes, round(MIN_VOTES * LONG_CM[0] * cm)):
        degree = turn * DEGREES_PER_BIN
        c, s = cos(radians(degree)), sin(radians(degree))
        base = (place - reach) * PX_PER_BIN
        near = (degree - NEAR_LINE_DEGREES, degree + NEAR_LINE_DEGREES)
        on = order[slice(*np.searchsorted(turned, near))]
        on = on[np.abs(ys[on] * c - xs[on] * s - base) <= NEAR_LINE_PX]
        for first, last in _stretches(xs[on] * c + ys[on] * s, LONG_CM[0] * cm):
            x, y = -base * s, base * c
            found.append(Line(first * c + x, first * s + y, last * c + x, last * s + y, degree))
    return found


def _edges(
    depth: NDArray[np.float32], is_dark: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Rows, columns and directions (degrees, 0 to 180) of pixels that may be of a tilted line."""
    across = np.zeros_like(depth)
    down = np.zeros_like(depth)
    across[:, 1:-1] = depth[:, 2:] - depth[:, :-2]
    down[1:-1] = depth[2:] - depth[:-2]
    xx, yy, xy = (_blurred(p) for p in (across * across, down * down, across * down))
    ys, xs = np.nonzero(is_dark)
    xx, yy, xy = xx[ys, xs], yy[ys, xs], xy[ys, xs]
    # The direction of a line is across that of its gradient.
    degrees = (np.degrees(0.5 * np.arctan2(2 * xy, xx - yy)) + 90) % 180
    off = np.abs((degrees + 45) % 90 - 45)
    kept = (np.hypot(xx - yy, 2 * xy) > MIN_COHERENCE * (xx + yy)) & (off > UPRIGHT_DEGREES)
    return (
        ys[kept].astype(np.float64),
        xs[kept].astype(np.float64),
        degrees[kept].astype(np.float64),
    )


def _blurred(values: NDArray[np.float32]) -> NDArray[np.float32]:
    rows = values.copy()
    rows[1:-1] += values[:-2] + values[2:]
    both = rows.copy()
    both[:, 1:-1] += rows[:, :-2] + rows[:, 2:]
    return both


def _peaks(votes: NDArray[np.int32], least: int) -> list[tuple[int, int]]:
    """Direction and place of the strongest lines, none near another."""
    flat = votes.ravel()
    order = np.nonzero(flat >= least)[0]
    order = order[np.argsort(-flat[order], kind="stable")]
    taken = np.zeros_like(votes, dtype=np.bool_)
    peaks: list[tuple[int, int]] = []
    for at in order.tolist():
        turn, place = divmod(at, votes.shape[1])
        if taken[turn, place]:
            continue
        peaks.append((turn, place))
        if len(peaks) == MAX_PEAKS:
            break
        for step in (-2, -1, 0, 1, 2):
            # Past 180 degrees the same line has the opposite distance.
            over = turn + step
            mirrored = not 0 <= over < DIRECTIONS
            middle = votes.shape[1] - place if mirrored else place
            taken[over % DIRECTIONS, max(0, middle - 2) : middle + 3] = True
    return peaks


def _stretches(along: NDArray[np.float64], least: float) -> list[tuple[float, float]]:
    """The unbroken stretches of a line, of at least that length."""
    if len(along) < 2:
        return []
    places = np.unique(np.rint(along).astype(np.int64))
    cuts = np.nonzero(np.diff(places) > MAX_GAP_PX)[0]
    starts = np.concatenate(([0], cuts + 1))
    ends = np.concatenate((cuts, [len(places) - 1]))
    return [
        (float(places[s]), float(places[e]))
        for s, e in zip(starts.tolist(), ends.tolist(), strict=True)
        if places[e] - places[s] >= least and e - s + 1 >= MIN_COVERED * (places[e] - places[s])
    ]


def _rectangles(found: list[Line], is_dark: NDArray[np.bool_], cm: float, ends: int) -> list[Frame]:
    """Rectangles of two long sides, closed at so many ends at least."""
    rectangles = []
    for one, other in combinations(found, 2):
        if _apart(one.degrees, other.degrees) <= PARALLEL_DEGREES:
            frame = _between(one, other, cm)
            if frame is not None and _closed_ends(frame, is_dark, cm) >= ends:
                rectangles.append(frame)
    return rectangles


def _apart(one: float, other: float) -> float:
    return abs((one - other + 90) % 180 - 90)


def _between(one: Line, other: Line, cm: float) -> Frame | None:
    """The rectangle of which these are the long sides."""
    angle = radians(one.degrees)
    c, s = cos(angle), sin(angle)
    spans = [
        sorted((line.x0 * c + line.y0 * s, line.x1 * c + line.y1 * s)) for line in (one, other)
    ]
    levels = [((line.y0 + line.y1) * c - (line.x0 + line.x1) * s) / 2 for line in (one, other)]
    start, end = min(spans[0][0], spans[1][0]), max(spans[0][1], spans[1][1])
    shared = min(spans[0][1], spans[1][1]) - max(spans[0][0], spans[1][0])
    width, height = end - start, abs(levels[0] - levels[1])
    if not (LONG_CM[0] * cm <= width <= LONG_CM[1] * cm):
        return None
    if not (SHORT_CM[0] * cm <= height <= min(SHORT_CM[1] * cm, 1.1 * width)):
        return None
    if shared < 0.7 * width:
        return None
    along, level = (start + end) / 2, (levels[0] + levels[1]) / 2
    # An image's rows go down: to turn a line level is to turn it anticlockwise by its direction.
    turn = one.degrees if one.degrees <= 90 else one.degrees - 180
    return Frame(along * c - level * s, along * s + level * c, width, height, turn)


def _closed_ends(frame: Frame, is_dark: NDArray[np.bool_], cm: float) -> int:
    """At how many of its ends a line joins the long sides, or the edge of the page cuts them."""
    c, s = cos(radians(frame.angle)), sin(radians(frame.angle))
    across = np.arange(-0.42 * frame.height, 0.42 * frame.height)
    slack = np.arange(-SLACK_CM * cm, SLACK_CM * cm + 1)
    slants = np.array((-0.05, 0.0, 0.05))  # no side is quite square
    rows, columns = is_dark.shape
    closed = 0
    for end in (-1, 1):
        along = (end * frame.width / 2 + slack)[:, None, None] + (
            slants[None, :, None] * across[None, None, :]
        )
        xs = np.rint(frame.x + along * c - across * s).astype(np.int64)
        ys = np.rint(frame.y + along * s + across * c).astype(np.int64)
        inside = (xs >= 0) & (ys >= 0) & (xs < columns) & (ys < rows)
        hit = is_dark[ys.clip(0, rows - 1), xs.clip(0, columns - 1)] & inside
        is_cut = bool((inside.mean(axis=2) < MIN_INSIDE).any())
        closed += is_cut or bool((hit.mean(axis=2) >= MIN_COVERED).any())
    return closed
