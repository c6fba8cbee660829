"""Making the words of a stamp legible: its ink alone, turned upright, without the frame."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter, ImageOps

PX_PER_CM = 79  # 200 dots per inch: letters of 4 to 8 mm are then 30 to 60 pixels high
MAX_ENLARGEMENT = 3.0
SEARCH_SIDE_PX = 260
COARSE_STEP, FINE_STEP = 4, 1  # degrees
MAX_TILT = 44
MARGIN_CM = 0.5  # white around the words: without it Tesseract reads nothing
MIN_RULE_CM = 0.9  # a letter has no longer straight line
MIN_RULE_SHARE = 0.22  # of the width of the stamp


def colour_ink(crop: Image.Image) -> tuple[Image.Image, float]:
    """The ink that has a colour, dark on white, without black; and how far it is above noise."""
    pixels = np.asarray(crop.filter(ImageFilter.BoxBlur(1)), dtype=np.float32)
    flat = pixels.reshape(-1, 3)
    paper = np.maximum(np.percentile(flat[:: max(1, len(flat) // 20000)], 70, axis=0), 1)
    absorbed = 1 - np.minimum(pixels / paper, 1.1)
    tint = absorbed - absorbed.mean(axis=2, keepdims=True)
    strength = np.abs(tint).sum(axis=2)
    is_strong = strength >= np.percentile(strength, 95)
    direction = tint[is_strong].mean(axis=0)
    direction /= max(float(np.linalg.norm(direction)), 1e-6)
    ink = tint @ direction
    return _on_white(ink)


def grey_ink(crop: Image.Image) -> tuple[Image.Image, float]:
    """All that is darker than the paper, dark on white; and how far it is above noise."""
    pixels = np.asarray(crop.convert("L").filter(ImageFilter.BoxBlur(1)), dtype=np.float32)
    return _on_white(-pixels)


def _on_white(ink: NDArray[np.float32]) -> tuple[Image.Image, float]:
    sample = ink.ravel()[:: max(1, ink.size // 40000)]
    low, middle, high = np.percentile(sample, (16, 50, 96))
    noise = max(float(middle - low), 1e-3)
    grey = 255 - np.clip((ink - middle) / max(float(high - middle), 1e-6), 0, 1) * 255
    return Image.fromarray(grey.astype(np.uint8)), float(high - middle) / noise


def tilts(ink: Image.Image) -> list[tuple[float, float]]:
    """Angles by which to turn the ink so that its lines lie level, and their sharpness.

    Degrees anticlockwise; the best within 45 degrees of level, and the best of the upright ones.
    """
    scale = SEARCH_SIDE_PX / max(ink.size)
    small = ImageOps.invert(ink).resize(
        (max(8, round(ink.width * scale)), max(8, round(ink.height * scale))),
        Image.Resampling.BOX,
    )
    found = []
    for base in (0, 90):
        turned = small.transpose(Image.Transpose.ROTATE_90) if base else small
        scores = {a: _sharpness(turned, a) for a in range(-MAX_TILT, MAX_TILT + 1, COARSE_STEP)}
        best = max(scores, key=lambda a: (scores[a], -abs(a)))
        for a in range(best - COARSE_STEP + 1, best + COARSE_STEP, FINE_STEP):
            scores[a] = _sharpness(turned, a)
        best = max(scores, key=lambda a: (scores[a], -abs(a)))
        found.append((float(base + best), scores[best]))
    return sorted(found, key=lambda f: -f[1])


def _sharpness(ink: Image.Image, angle: float) -> float:
    """How much the rows of pixels differ from their neighbours."""
    turned = np.asarray(
        ink.rotate(angle, Image.Resampling.BILINEAR, expand=True), dtype=np.float32
    )
    rows = turned.sum(axis=1)
    return float(np.square(np.diff(rows)).sum() / max(float(np.square(rows).sum()), 1.0))


def straightened(ink: Image.Image, angle: float, px_per_cm: float) -> Image.Image:
    """The ink turned by `angle` and scaled for recognition, cut to what is inked."""
    scale = min(MAX_ENLARGEMENT, PX_PER_CM / px_per_cm)
    size = (max(8, round(ink.width * scale)), max(8, round(ink.height * scale)))
    level = ink.resize(size, Image.Resampling.BICUBIC if scale > 1 else Image.Resampling.BOX)
    return level.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def without_rules(level: Image.Image) -> tuple[Image.Image, int]:
    """The picture without long level and upright lines; how many sides of a frame they were."""
    dark = np.asarray(level) < 150
    box = Image.fromarray(dark).getbbox()
    if box is None:
        return level, 0
    width, height = box[2] - box[0], box[3] - box[1]
    least = max(MIN_RULE_CM * PX_PER_CM, MIN_RULE_SHARE * max(width, height))
    across = _runs(dark, least)
    down = _runs(dark.T, least).T
    sides = _sides(across, width) + _sides(down.T, height)
    rules = Image.fromarray(across | down).convert("L").filter(ImageFilter.MaxFilter(5))
    pixels = np.asarray(level).copy()
    pixels[np.asarray(rules) > 0] = 255
    return Image.fromarray(pixels), sides


def _runs(dark: NDArray[np.bool_], least: float) -> NDArray[np.bool_]:
    """Pixels of the level runs of at least that length; gaps of three pixels are bridged."""
    thick = np.asarray(
        Image.fromarray(dark).convert("L").filter(ImageFilter.MaxFilter(3))
    ) > 0
    padded = np.pad(thick, ((0, 0), (1, 1))).astype(np.int8)
    change = np.diff(padded, axis=1)
    rows, starts = np.nonzero(change == 1)
    _, ends = np.nonzero(change == -1)
    long = ends - starts >= least
    steps = np.zeros((dark.shape[0], dark.shape[1] + 1), dtype=np.int32)
    np.add.at(steps, (rows[long], starts[long]), 1)
    np.add.at(steps, (rows[long], ends[long]), -1)
    return np.cumsum(steps, axis=1)[:, :-1] > 0


def _sides(runs: NDArray[np.bool_], length: int) -> int:
    """How many separate rows of runs span most of the length, at most two."""
    full = runs.sum(axis=1) >= 0.5 * length
    at = np.nonzero(full)[0]
    if not len(at):
        return 0
    return 2 if at[-1] - at[0] > 0.35 * PX_PER_CM else 1


def padded(level: Image.Image) -> Image.Image:
    """Cut to the ink, with a white margin; rows and columns with a few specks do not count."""
    dark = np.asarray(level) < 150
    rows = np.nonzero(dark.sum(axis=1) >= 3)[0]
    columns = np.nonzero(dark.sum(axis=0) >= 2)[0]
    if not len(rows) or not len(columns):
        return level
    box = (int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    return ImageOps.expand(level.crop(box), round(MARGIN_CM * PX_PER_CM), 255)
