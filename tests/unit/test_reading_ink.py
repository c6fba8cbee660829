"""Blank paper is blank, however it was scanned; a short line is not."""

import os
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from extractors.reading.ink import ink_ratio, is_blank

DATA = Path(os.environ.get("OPENFONDS_TEST_DATA", Path(__file__).parents[3] / "shared" / "data"))
A4_300DPI = (3508, 2480)
PAPERS = ["white", "grey", "yellow", "coarse", "gradient", "bordered", "edged", "small", "negative"]

Pixels = NDArray[np.float64]


def paper(name: str) -> Pixels:
    """Blank pages, each scanned in its own way, without their noise."""
    tone = {"white": 255, "grey": 185, "yellow": 205, "small": 210, "negative": 12}.get(name, 220)
    pixels = np.full((990, 700) if name == "small" else A4_300DPI, float(tone))
    if name == "gradient":
        pixels += np.linspace(-40, 30, pixels.shape[1])
    if name == "bordered":
        pixels[:160] = pixels[:, -90:] = 15
    if name == "edged":  # narrower than anything that a tile can tell
        pixels[:, :17] = pixels[-9:] = 25
    return pixels


def scanned(pixels: Pixels, name: str) -> Image.Image:
    noise = {"white": 0, "coarse": 20, "small": 10}.get(name, 6)
    grain = np.random.default_rng(1).normal(0, noise, pixels.shape)
    return Image.fromarray(np.clip(pixels + grain, 0, 255).astype(np.uint8))


def with_text(pixels: Pixels, lines: list[str], *, tone: int) -> Pixels:
    image = Image.fromarray(pixels.astype(np.uint8))
    size = image.height // 80
    font = ImageFont.load_default(size=size)
    draw = ImageDraw.Draw(image)
    for n, line in enumerate(lines):
        draw.text((image.width // 4, image.height // 4 + n * 2 * size), line, tone, font)
    return np.asarray(image).astype(np.float64)


@pytest.mark.parametrize("name", PAPERS)
def test_paper_is_blank(name: str) -> None:
    assert is_blank(ink_ratio(scanned(paper(name), name)))


@pytest.mark.parametrize("name", PAPERS)
def test_one_short_line_is_ink(name: str) -> None:
    pixels = paper(name)
    tone = 200 if name == "negative" else 90
    assert not is_blank(ink_ratio(scanned(with_text(pixels, ["Стр. 12"], tone=tone), name)))


@pytest.mark.parametrize("contrast", [15, 30, 45])
def test_show_through_is_no_ink(contrast: int) -> None:
    sheet = paper("yellow")
    ghost = with_text(np.zeros_like(sheet), ["протокол заседания уездного совета"] * 20, tone=255)
    blurred = Image.fromarray(ghost.astype(np.uint8)).filter(ImageFilter.GaussianBlur(4))
    faint = np.asarray(blurred).astype(np.float64)[:, ::-1] / 255 * contrast
    assert is_blank(ink_ratio(scanned(sheet - faint, "yellow")))


def test_a_large_initial_is_not_taken_for_a_border() -> None:
    image = Image.new("L", (1000, 1400), 230)
    ImageDraw.Draw(image).rectangle((400, 500, 600, 900), 20)
    assert ink_ratio(image) > 0.005


@pytest.mark.parametrize("size", [(1, 1), (1, 5000), (5000, 1), (30, 12)])
def test_any_size_has_a_ratio(size: tuple[int, int]) -> None:
    assert ink_ratio(Image.new("L", size, 255)) == 0


@pytest.mark.data
@pytest.mark.parametrize("pattern", ["ru-civil-print-18c/*.jpeg", "ehri-typescripts/*/*.jpg"])
def test_no_real_page_is_blank(pattern: str) -> None:
    pages = sorted((DATA / "A").glob(pattern))
    if not pages:
        pytest.skip("no scans: set OPENFONDS_TEST_DATA")
    for page in pages:
        with Image.open(page) as image:
            image.draft("L", (700, 1000))
            # With room to spare: the least of these pages has 300 times what counts as blank.
            assert ink_ratio(image) > 0.005, page.name
