"""Pages that nobody typed: drawn writing, photographs, drawings; the same for the same seed."""

import math

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

A4 = (1654, 2339)  # 200 dpi
PAPER, PENCIL = 238, 60


def print_page(text: str, lines: int = 20) -> Image.Image:
    """A page of print."""
    image, font = Image.new("L", A4, PAPER), ImageFont.load_default(size=40)
    for number in range(lines):
        ImageDraw.Draw(image).text((150, 150 + 80 * number), text, 25, font)
    return image


def writing(seed: int, lines: int = 16) -> Image.Image:
    """Joined loops of uneven height in rows, as a pen makes them."""
    random = np.random.default_rng(seed)
    image = Image.new("L", A4, PAPER)
    pen = ImageDraw.Draw(image)
    slant, base = random.uniform(0.1, 0.6), random.uniform(26, 40)
    for number in range(lines):
        x, y = 150 + random.uniform(-20, 40), 200 + number * 115 + random.uniform(-8, 8)
        while x < A4[0] - 250:
            points = []
            for _ in range(int(random.integers(2, 9))):
                tall = base * random.uniform(0.5, 1.1) * (2.2 if random.random() < 0.22 else 1)
                wide = base * random.uniform(0.5, 1.2)
                for turn in np.linspace(0, 2 * math.pi, 14):
                    up = tall * (1 - math.cos(turn)) / 2
                    along = wide * turn / (2 * math.pi) + 0.35 * wide * math.sin(turn)
                    points.append((x + along + up * slant, y - up + random.normal(0, 0.8)))
                x += wide
            pen.line(points, fill=PENCIL, width=4, joint="curve")
            x += base * random.uniform(0.6, 1.3)
    return image.filter(ImageFilter.GaussianBlur(0.8))


def photograph(seed: int) -> Image.Image:
    """Tones without edges, with grain, on paper."""
    random = np.random.default_rng(seed)
    size = (1250, 1700)
    tones, grain = (
        Image.fromarray(random.uniform(20, 230, shape).astype(np.uint8)).resize(
            size, Image.Resampling.BICUBIC
        )
        for shape in ((10, 8), (170, 130))
    )
    page = Image.new("L", A4, PAPER)
    page.paste(Image.blend(tones, grain, 0.3), (200, 200))
    return page


def halftone(seed: int) -> Image.Image:
    """The same, printed in dots."""
    tones = np.asarray(photograph(seed)).astype(float)
    y, x = np.mgrid[: tones.shape[0], : tones.shape[1]]
    screen = 127 + 60 * (np.cos((x + y) * math.pi / 2.1) + np.cos((x - y) * math.pi / 2.1))
    return Image.fromarray(np.where(tones > screen, 255, 0).astype(np.uint8))


def drawing(seed: int) -> Image.Image:
    """Rings and long lines."""
    random = np.random.default_rng(seed)
    image = Image.new("L", A4, PAPER)
    pen = ImageDraw.Draw(image)
    for _ in range(20):
        x, y = random.uniform(200, 1100, 2)
        size = random.uniform(100, 500)
        pen.ellipse((x, y, x + size, y + size), outline=PENCIL, width=4)
        pen.line((x, y, *random.uniform(200, 1500, 2)), fill=PENCIL, width=4)
    return image
