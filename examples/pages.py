"""Draw a page of text so that it looks like a scan: tilt, grain, uneven light, paper tone.

Everything that varies between pages comes from a generator seeded with the name of the page, and
the arithmetic on pixels is done in whole numbers, so that a page has the same bytes on every run.
"""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from openfonds.errors import ToolMissing

DPI = 200
FONT_ROOT = Path("/usr/share/fonts/truetype")
SOFT_HYPHEN = "\u00ad"
CENTRED = "| "

Pixels = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Look:
    """A kind of paper and the letters on it; lengths in pixels at 200 dots per inch."""

    width_px: int
    height_px: int
    margin_px: int
    font: str  # file under FONT_ROOT
    font_px: int
    leading_px: int
    grain: int = 4  # greatest deviation of a pixel from the tone of the paper, grey levels
    is_ruined: bool = False


SHEET_PX = (1500, 1950)  # a foolscap sheet, trimmed
A5_PX = (1165, 1654)
PRINTED = Look(*SHEET_PX, 150, "paratype/PTF55F.ttf", 36, 54)
BOOK = Look(*A5_PX, 120, "paratype/PTF55F.ttf", 34, 48)
ENGLISH_BOOK = Look(*A5_PX, 120, "dejavu/DejaVuSerif.ttf", 30, 46)
TYPED = Look(*SHEET_PX, 150, "paratype/PTM55F.ttf", 34, 56)
RUINED = Look(*SHEET_PX, 150, "paratype/PTM55F.ttf", 35, 58, grain=8, is_ruined=True)

RED = (176, 32, 40)
BLUE = (40, 52, 150)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A rubber stamp in a box, set askew."""

    lines: tuple[str, ...]
    ink: tuple[int, int, int]
    angle_degrees: float
    left_px: int
    top_px: int


@cache
def load_font(name: str, size_px: int) -> ImageFont.FreeTypeFont:
    """Open a font of the Debian packages fonts-dejavu-core and fonts-paratype.

    Raises:
        ToolMissing: naming the package that holds the font.
    """
    path = FONT_ROOT / name
    if not path.is_file():
        package = "fonts-paratype" if name.startswith("paratype/") else "fonts-dejavu-core"
        raise ToolMissing(f"no font {path}; install it with: apt-get install {package}")
    # The plain layout engine is in every build of Pillow; Raqm is not, and sets letters otherwise.
    return ImageFont.truetype(path, size_px, layout_engine=ImageFont.Layout.BASIC)


def render_page(name: str, text: str, look: Look, stamp: Stamp | None = None) -> Image.Image:
    """Draw one page: greyscale, or in colour when it bears a stamp.

    An empty text makes a blank page. `name` seeds what varies between pages.
    """
    seed = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
    rng = np.random.default_rng(seed)
    ink = _draw_text(text, look)
    ink = ink.rotate(
        int(rng.integers(-55, 56)) / 100, Image.Resampling.BICUBIC, fillcolor=255
    ).filter(ImageFilter.GaussianBlur(1.6 if look.is_ruined else 0.6))
    paper = _paper(look, rng)
    darkness: Pixels = 255 - np.asarray(ink, dtype=np.int16)
    if look.is_ruined:
        darkness = _ruin(darkness, rng)
    # Ink takes away at most 200 grey levels: printing ink on old paper is never quite black.
    grey = np.clip(paper - darkness.astype(np.int32) * 200 // 255, 0, 255).astype(np.uint8)
    page = Image.fromarray(grey)
    if stamp is None:
        return page
    return _press(page.convert("RGB"), stamp)


def plain_text(text: str) -> str:
    """What a perfect reader would read: no layout marks, no soft hyphens, single spaces."""
    lines = (line.removeprefix(CENTRED) for line in text.splitlines())
    return " ".join(" ".join(lines).replace(SOFT_HYPHEN, "").split())


def wrap(text: str, font: ImageFont.FreeTypeFont, width_px: int) -> list[str]:
    """Break a paragraph into lines, at spaces and where it has soft hyphens."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        candidate = f"{line} {word}".lstrip()
        if font.getlength(candidate.replace(SOFT_HYPHEN, "")) <= width_px:
            line = candidate
            continue
        head, tail = _hyphenated(line, word, font, width_px)
        lines.append(head)
        line = tail
    return [done.replace(SOFT_HYPHEN, "") for done in [*lines, line]]


def _hyphenated(
    line: str, word: str, font: ImageFont.FreeTypeFont, width_px: int
) -> tuple[str, str]:
    parts = word.split(SOFT_HYPHEN)
    for cut in range(len(parts) - 1, 0, -1):
        head = f"{line} {''.join(parts[:cut])}-".lstrip()
        if font.getlength(head.replace(SOFT_HYPHEN, "")) <= width_px:
            return head, SOFT_HYPHEN.join(parts[cut:])
    return line, word


def _draw_text(text: str, look: Look) -> Image.Image:
    image = Image.new("L", (look.width_px, look.height_px), 255)
    pen = ImageDraw.Draw(image)
    font = load_font(look.font, look.font_px)
    width = look.width_px - 2 * look.margin_px
    top = look.margin_px
    for source in text.splitlines():
        for line in wrap(source.removeprefix(CENTRED), font, width):
            left = look.margin_px
            if source.startswith(CENTRED):
                left += (width - int(font.getlength(line))) // 2
            pen.text((left, top), line, font=font, fill=0)
            top += look.leading_px
    if top > look.height_px - look.margin_px // 2:
        raise ValueError("the text does not fit on its page")
    return image


def _paper(look: Look, rng: np.random.Generator) -> Pixels:
    """Tone, a slope of light across the page, the shadow of the binding, and grain."""
    columns = np.arange(look.width_px, dtype=np.int16)
    rows = np.arange(look.height_px, dtype=np.int16)
    slope_x, slope_y = (int(s) for s in rng.integers(-14, 15, 2))
    light = columns[None, :] // 8 * slope_x // (look.width_px // 8)
    light = light + rows[:, None] // 8 * slope_y // (look.height_px // 8)
    shadow = np.maximum(0, 30 - columns // 3)[None, :]
    # Grain in blocks of two pixels, as lenses blur it; finer grain only swells the file.
    half = (look.height_px // 2 + 1, look.width_px // 2 + 1)
    grain = rng.integers(-look.grain, look.grain + 1, half, dtype=np.int16)
    grain = grain.repeat(2, axis=0).repeat(2, axis=1)[: look.height_px, : look.width_px]
    tone = int(rng.integers(222, 236))
    paper: Pixels = (tone + light - shadow + grain).astype(np.int16)
    return paper


def _ruin(darkness: Pixels, rng: np.random.Generator) -> Pixels:
    """Faded ribbon and holes: a carbon copy that was photographed badly."""
    height, width = darkness.shape
    holes = rng.integers(0, 100, (height // 4 + 1, width // 4 + 1)) < 32
    kept = (~holes).repeat(4, axis=0).repeat(4, axis=1)[:height, :width]
    faded: Pixels = (darkness * kept * 2 // 3).astype(np.int16)
    return faded


def _press(page: Image.Image, stamp: Stamp) -> Image.Image:
    font = load_font("dejavu/DejaVuSans-Bold.ttf", 54)
    width = max(int(font.getlength(line)) for line in stamp.lines) + 60
    height = 76 * len(stamp.lines) + 44
    cover = Image.new("L", (width, height), 0)
    pen = ImageDraw.Draw(cover)
    pen.rectangle((4, 4, width - 5, height - 5), outline=225, width=6)
    for number, line in enumerate(stamp.lines):
        left = (width - int(font.getlength(line))) // 2
        pen.text((left, 18 + 76 * number), line, font=font, fill=225)
    cover = cover.rotate(stamp.angle_degrees, Image.Resampling.BICUBIC, expand=True)
    page.paste(stamp.ink, (stamp.left_px, stamp.top_px), cover)
    return page
