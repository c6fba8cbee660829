"""Making the words of a stamp legible: its ink alone, turned upright, without the frame."""

import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter, ImageOps

from extractors.stamps.frames import Frame

PX_PER_CM = 79  # 200 dots per inch: letters of 4 to 8 mm are then 30 to 60 pixels high
MAX_ENLARGEMENT = 3.0
SEARCH_SIDE_PX = 260
COARSE_STEP, FINE_STEP = 4, 1  # degrees
MAX_TILT = 44
PEAK_DEGREES, SECOND_PEAK = 5, 0.35
MARGIN_CM = 0.5  # white around the words: without it Tesseract reads nothing
MIN_RULE_CM = 0.9  # a letter has no longer straight line
CLEAR_CONTRAST = 5.0
MIN_CONTRAST = 2.8  # of the ink over the grain of the paper, once blurred if it is not clear
MIN_INKED, MAX_INKED = 0.02, 0.32  # share of a region that is ink
MAX_STROKE_CM, MAX_SOLID = 0.2, 0.1  # share of the ink that is broader than a stroke
BLACK, WHITE = 60, 190  # grey levels: greyer remains of other ink are washed out
AROUND_CM = 0.06
MIN_BLACK, MAX_BLACK_TINT = 0.3, 0.35  # darkness, and colour to darkness, of black letters
FRINGE_CM = 0.05
DARK = 150  # grey level: darker is ink
WIDTH_CM, HEIGHT_CM = (0.8, 17.0), (0.25, 6.0)
LINE_SHARE = 0.12  # of the ink of the darkest row
MAX_RULE_PX = 13  # thickness of a rule, about a millimetre and a half
MAX_CROSSINGS = 2
MIN_CROSSING = 0.85  # share of a crossing line that is inked
MIN_RULE_SHARE = 0.22  # of the width of the stamp


def colour_ink(crop: Image.Image) -> tuple[Image.Image, float]:
    """The ink that has a colour, dark on white, without black; and how far it is above noise."""
    ink, contrast = _colour_ink(crop, 1)
    return (ink, contrast) if contrast >= CLEAR_CONTRAST else _colour_ink(crop, 2)


def _colour_ink(crop: Image.Image, blur_px: int) -> tuple[Image.Image, float]:
    pixels = np.asarray(crop.filter(ImageFilter.BoxBlur(blur_px)), dtype=np.float32)
    absorbed = 1 - np.minimum(pixels / _paper(crop), 1.1)
    tint = absorbed - absorbed.mean(axis=2, keepdims=True)
    strength = np.abs(tint).sum(axis=2)
    is_strong = strength >= np.percentile(strength, 95)
    direction = tint[is_strong].mean(axis=0)
    direction /= max(float(np.linalg.norm(direction)), 1e-6)
    return _on_white(tint @ direction)


def _paper(crop: Image.Image) -> NDArray[np.float64]:
    """The colour of the paper."""
    flat = np.asarray(crop).reshape(-1, 3)
    paper: NDArray[np.float64] = np.percentile(flat[:: max(1, len(flat) // 20000)], 70, axis=0)
    return np.maximum(paper, 1)


def grey_ink(crop: Image.Image) -> tuple[Image.Image, float]:
    """All that is darker than the paper, dark on white; and how far it is above noise."""
    pixels = np.asarray(crop.convert("L").filter(ImageFilter.BoxBlur(1)), dtype=np.float32)
    return _on_white(-pixels)


def grey_where_inked(crop: Image.Image, ink: Image.Image, px_per_cm: float) -> Image.Image:
    """All ink that is darker than the paper, but only in and around the ink that has a colour."""
    reach = round(AROUND_CM * px_per_cm) | 1
    inked = ink.point([255 * (v < DARK) for v in range(256)])
    around = inked.filter(ImageFilter.BoxBlur(reach)).point([255 * (v > 40) for v in range(256)])
    return Image.composite(grey_ink(crop)[0], Image.new("L", crop.size, 255), around)


def _on_white(ink: NDArray[np.float32]) -> tuple[Image.Image, float]:
    sample = ink.ravel()[:: max(1, ink.size // 40000)]
    low, middle, high = np.percentile(sample, (16, 50, 99))
    noise = max(float(middle - low), 1e-3)
    inked = sample[sample > middle + 0.4 * (high - middle)]
    full = float(np.median(inked)) if inked.size else float(high)
    grey = 255 - np.clip((ink - middle) / max(full - float(middle), 1e-6), 0, 1) * 255
    return Image.fromarray(grey.astype(np.uint8)), (full - float(middle)) / noise


def has_strokes(ink: Image.Image, contrast: float, px_per_cm: float) -> bool:
    """Whether this is written or printed with: not noise, nor a stain, a border or a picture."""
    small = ink.reduce(max(1, round(px_per_cm / 40)))
    dark = small.point([255 * (v < DARK) for v in range(256)])
    share = float(np.asarray(dark).mean()) / 255
    if contrast < MIN_CONTRAST or not MIN_INKED <= share <= MAX_INKED:
        return False
    width = round(MAX_STROKE_CM * small.width / ink.width * px_per_cm) | 1
    core = dark.filter(ImageFilter.MinFilter(max(3, width)))
    return float(np.asarray(core).mean()) / 255 <= MAX_SOLID * share


def apart_from_black(crop: Image.Image, ink: Image.Image, px_per_cm: float) -> float:
    """The share of the coloured ink that is not the coloured fringe of black letters."""
    factor = max(1, round(px_per_cm / 40))
    absorbed = 1 - np.asarray(crop.reduce(factor), dtype=np.float32) / _paper(crop)
    darkness = absorbed.mean(axis=2)
    is_black = (darkness > MIN_BLACK) & (np.ptp(absorbed, axis=2) < MAX_BLACK_TINT * darkness)
    reach = round(FRINGE_CM * px_per_cm / factor) * 2 + 1
    around = Image.fromarray(is_black).convert("L").filter(ImageFilter.MaxFilter(reach))
    is_inked = np.asarray(ink.reduce(factor)) < DARK
    return float((is_inked & (np.asarray(around) == 0)).sum() / max(int(is_inked.sum()), 1))


def turned_part(grey: Image.Image, frame: Frame, margin: float) -> Image.Image:
    """What is in the frame, turned so that its long sides lie level."""
    width, height = frame.width + 2 * margin, frame.height + 2 * margin
    reach = math.hypot(width, height) / 2 + 2
    box = tuple(
        round(v) for v in (frame.x - reach, frame.y - reach, frame.x + reach, frame.y + reach)
    )
    tone = int(np.percentile(np.asarray(grey.reduce(8)), 70))
    around = Image.new("L", (box[2] - box[0], box[3] - box[1]), tone)
    seen = (max(0, box[0]), max(0, box[1]), min(grey.width, box[2]), min(grey.height, box[3]))
    around.paste(grey.crop(seen), (seen[0] - box[0], seen[1] - box[1]))
    level = around.rotate(frame.angle, Image.Resampling.BICUBIC, fillcolor=tone)
    left, top = (level.width - width) / 2, (level.height - height) / 2
    return level.crop((round(left), round(top), round(left + width), round(top + height)))


def tilts(
    ink: Image.Image, most: int = MAX_TILT, is_level: bool = False
) -> list[tuple[float, float]]:
    """Angles by which to turn the ink so that its lines lie level, and their sharpness.

    Degrees anticlockwise, the sharpest first: one or two within `most` degrees of level, and,
    unless the lines are known to be about level, as many within `most` degrees of upright.
    """
    small = _small(ink)
    found: list[tuple[float, float]] = []
    for base in (0,) if is_level else (0, 90):
        turned = small.transpose(Image.Transpose.ROTATE_90) if base else small
        coarse = {a: _sharpness(turned, a) for a in range(-most, most + 1, COARSE_STEP)}
        for peak in _peaks(coarse):
            fine = {
                a: _sharpness(turned, a)
                for a in range(peak - COARSE_STEP + 1, peak + COARSE_STEP, FINE_STEP)
            }
            best = max(fine, key=lambda a: (fine[a], -abs(a)))
            found.append((float(base + best), fine[best]))
    return sorted(found, key=lambda f: -f[1])


def _peaks(scores: dict[int, float]) -> list[int]:
    """The best angle, and another that is nearly as good: a crossing line has its own."""
    best = max(scores, key=lambda a: (scores[a], -abs(a)))
    others = {a: score for a, score in scores.items() if abs(a - best) > PEAK_DEGREES}
    second = max(others, key=lambda a: (others[a], -abs(a)), default=best)
    is_peak = all(
        scores.get(second + step, 0) <= scores[second] for step in (-COARSE_STEP, COARSE_STEP)
    )
    if second != best and is_peak and scores[second] >= SECOND_PEAK * scores[best]:
        return [best, second]
    return [best]


def is_level(ink: Image.Image, angle: float) -> bool:
    """Whether lines lie about level in a picture that was turned by `angle`, and not before."""
    small = _small(ink)
    before = max(_sharpness(small, step - angle) for step in (-1, 0, 1))
    return tilts(ink, most=4, is_level=True)[0][1] > before


def _small(ink: Image.Image) -> Image.Image:
    """White on black, without the faint squares of JPEG, which lie level on every page."""
    scale = SEARCH_SIDE_PX / max(ink.size)
    return ink.point([255 * (v < DARK) for v in range(256)]).resize(
        (max(8, round(ink.width * scale)), max(8, round(ink.height * scale))),
        Image.Resampling.BOX,
    )


def _sharpness(ink: Image.Image, angle: float) -> float:
    """How much the rows of pixels differ from their neighbours."""
    turned = np.asarray(ink.rotate(angle, Image.Resampling.BILINEAR, expand=True), dtype=np.float32)
    rows = turned.sum(axis=1)
    return float(np.square(np.diff(rows)).sum() / max(float(rows.sum()), 1.0) ** 2)


def straightened(ink: Image.Image, angle: float, px_per_cm: float) -> Image.Image:
    """The ink turned by `angle` and scaled for recognition, cut to what is inked."""
    scale = min(MAX_ENLARGEMENT, PX_PER_CM / px_per_cm)
    size = (max(8, round(ink.width * scale)), max(8, round(ink.height * scale)))
    level = ink.resize(size, Image.Resampling.BICUBIC if scale > 1 else Image.Resampling.BOX)
    return level.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def without_rules(level: Image.Image) -> tuple[Image.Image, int]:
    """The picture without its long level and upright lines; how many sides of a frame they were.

    Of a line only that is taken away which is not part of a letter across it.
    """
    dark = np.asarray(level) < DARK
    box = Image.fromarray(dark).getbbox()
    if box is None:
        return level, 0
    width, height = box[2] - box[0], box[3] - box[1]
    least = max(MIN_RULE_CM * PX_PER_CM, MIN_RULE_SHARE * max(width, height))
    across, down = _runs(dark, least), _runs(dark.T, least).T
    sides = _sides(across, width) + _sides(down.T, height)
    rules = across & down  # the corners
    rules |= across & (_along(dark, axis=0) <= MAX_RULE_PX)
    rules |= down & (_along(dark, axis=1) <= MAX_RULE_PX)
    return _wiped(level, rules), sides


def without_crossing(level: Image.Image) -> Image.Image | None:
    """The picture without lines drawn through its words; None if there are none."""
    dark = np.asarray(level) < DARK
    box = Image.fromarray(dark).getbbox()
    crossings = _crossings(dark, box) if box else np.zeros_like(dark)
    if not crossings.any():
        return None
    return _wiped(level, crossings & (_along(dark, axis=0) <= MAX_RULE_PX))


def _wiped(level: Image.Image, lines: NDArray[np.bool_]) -> Image.Image:
    wide = Image.fromarray(lines).convert("L").filter(ImageFilter.MaxFilter(3))
    return Image.composite(Image.new("L", level.size, 255), level, wide)


def _crossings(dark: NDArray[np.bool_], box: tuple[int, int, int, int]) -> NDArray[np.bool_]:
    """Pixels near slanting lines from the left of the inked box to its right."""
    left, top, right, bottom = box
    near = np.zeros_like(dark)
    columns = np.arange(left, right, 3)
    thick = np.asarray(Image.fromarray(dark).convert("L").filter(ImageFilter.MaxFilter(5))) > 0
    for _ in range(MAX_CROSSINGS):
        best, line = 0.0, None
        for start in range(top, bottom, 3):
            ends = np.arange(top, bottom, 3)
            heights = start + (ends[:, None] - start) * (columns - left)[None, :] / (right - left)
            share = thick[heights.astype(np.int64), columns[None, :]].mean(axis=1)
            at = int(share.argmax())
            if share[at] > best:
                best, line = float(share[at]), (start, int(ends[at]))
        if line is None or best < MIN_CROSSING:
            break
        every = np.arange(left, right)
        middle = line[0] + (line[1] - line[0]) * (every - left) / (right - left)
        for offset in range(-MAX_RULE_PX, MAX_RULE_PX + 1):
            rows = np.clip(middle.astype(np.int64) + offset, 0, dark.shape[0] - 1)
            near[rows, every] = True
        thick &= ~near
    return near & dark


def _along(dark: NDArray[np.bool_], axis: int) -> NDArray[np.int32]:
    """For each dark pixel, the length of the run it is in along an axis; 0 elsewhere."""
    if axis == 0:
        return _along(dark.T, 1).T
    rows, starts, ends = _run_ends(dark)
    steps = np.zeros((dark.shape[0], dark.shape[1] + 1), dtype=np.int32)
    np.add.at(steps, (rows, starts), ends - starts)
    np.add.at(steps, (rows, ends), starts - ends)
    lengths: NDArray[np.int32] = np.cumsum(steps, axis=1, dtype=np.int32)[:, :-1]
    return lengths


def _run_ends(
    dark: NDArray[np.bool_],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Row, start and end of each level run of dark pixels."""
    change = np.diff(np.pad(dark, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    rows, starts = np.nonzero(change == 1)
    return rows, starts, np.nonzero(change == -1)[1]


def _runs(dark: NDArray[np.bool_], least: float) -> NDArray[np.bool_]:
    """Pixels of the level runs of at least that length; small gaps are bridged."""
    thick = Image.fromarray(dark).convert("L").filter(ImageFilter.MaxFilter(3))
    rows, starts, ends = _run_ends(np.asarray(thick) > 0)
    long = ends - starts >= least
    steps = np.zeros((dark.shape[0], dark.shape[1] + 1), dtype=np.int32)
    np.add.at(steps, (rows[long], starts[long]), 1)
    np.add.at(steps, (rows[long], ends[long]), -1)
    return (np.cumsum(steps, axis=1)[:, :-1] > 0) & dark


def _sides(runs: NDArray[np.bool_], length: int) -> int:
    """How many separate rows of runs span most of the length, at most two."""
    full = runs.sum(axis=1) >= 0.5 * length
    at = np.nonzero(full)[0]
    if not len(at):
        return 0
    return 2 if at[-1] - at[0] > 0.35 * PX_PER_CM else 1


def padded(level: Image.Image) -> Image.Image:
    """Cut to the ink, with a white margin; rows and columns with a few specks do not count."""
    dark = np.asarray(level) < DARK
    rows = np.nonzero(dark.sum(axis=1) >= 3)[0]
    columns = np.nonzero(dark.sum(axis=0) >= 2)[0]
    if not len(rows) or not len(columns):
        return level
    box = (int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    clear = level.crop(box).point(
        [min(255, max(0, (v - BLACK) * 255 // (WHITE - BLACK))) for v in range(256)]
    )
    return ImageOps.expand(clear, round(MARGIN_CM * PX_PER_CM), 255)


def is_of_size(words: Image.Image) -> bool:
    """Whether words cut out by `padded` are as large as those of a stamp are."""
    margin = 2 * MARGIN_CM
    width, height = (side / PX_PER_CM - margin for side in words.size)
    return WIDTH_CM[0] <= width <= WIDTH_CM[1] and HEIGHT_CM[0] <= height <= HEIGHT_CM[1]


def strongest_line(level: Image.Image) -> Image.Image:
    """The rows around the one with the most ink, where there is much."""
    ink = (np.asarray(level) < DARK).sum(axis=1)
    most = int(ink.argmax())
    is_faint = ink < LINE_SHARE * ink[most]
    above, below = np.nonzero(is_faint[:most])[0], np.nonzero(is_faint[most:])[0]
    top = int(above[-1]) if len(above) else 0
    bottom = most + int(below[0]) if len(below) else level.height
    return level.crop((0, top, level.width, bottom))
