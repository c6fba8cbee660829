"""Pages made ready for recognition, and boxes brought back to the original."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from extractors.preparing import page as page_module
from extractors.preparing.background import evened, is_even, paper_tones
from extractors.preparing.columns import gutter_of, stacked
from extractors.preparing.page import prepare
from extractors.preparing.resolution import letter_height, scale_for
from extractors.preparing.skew import skew_of
from extractors.preparing.turning import box_before, turned

WORDS = "Acta publica de rebus gestis anno"


def sheet(size_px: int, columns: int = 1, paper: int = 250, lines: int = 30) -> Image.Image:
    """Lines of print in columns with wide gaps between them."""
    image = Image.new("L", (1800, 2400), paper)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=size_px)
    width = 1600 // columns
    for column in range(columns):
        for line in range(lines):
            text = WORDS
            while font.getlength(text) > width - 3 * size_px:
                text = text.rpartition(" ")[0] or text[:-1]
            draw.text((100 + column * width, 100 + line * 75), text, 30, font)
    return image


def test_even_paper_is_left_as_it_is() -> None:
    page = prepare(sheet(30, lines=25))
    assert page.steps == ()
    assert page.on_original(10, 20, 30, 40) == (10, 20, 30, 40)


def test_shade_is_taken_off_and_ink_is_kept() -> None:
    plain = np.asarray(sheet(34), np.float32)
    shade = np.linspace(0.35, 0.9, plain.shape[1], dtype=np.float32)
    shaded = Image.fromarray((plain * shade).astype(np.uint8))
    assert not is_even(paper_tones(shaded))
    page = prepare(shaded)
    assert page.steps == ("background",)
    pixels = np.asarray(page.image)
    assert np.percentile(pixels[:60, :600], 5) > 220  # paper, from the dark side
    assert pixels[100:900, 100:900].min() < 60  # ink


def test_a_black_page_is_not_divided_by_nothing() -> None:
    black = Image.new("L", (900, 1200), 0)
    assert np.asarray(evened(black, paper_tones(black))).max() == 0


@pytest.mark.parametrize(
    ("letters_px", "size", "factor"),
    [
        pytest.param(None, (800, 1000), 1, id="nothing-known"),
        pytest.param(20, (2000, 3000), 1, id="fits"),
        pytest.param(44, (4000, 6000), 0.5, id="too-large"),
        pytest.param(8, (800, 1000), 2.5, id="too-small"),
        pytest.param(8, (4000, 5000), 1, id="noise-of-a-large-scan"),
    ],
)
def test_scale(letters_px: float | None, size: tuple[int, int], factor: float) -> None:
    assert scale_for(letters_px, size) == factor


def test_height_of_letters_follows_the_type() -> None:
    small, large = letter_height(sheet(30)), letter_height(sheet(60))
    assert small is not None
    assert large is not None
    assert 1.7 < large / small < 2.3
    assert letter_height(Image.new("L", (900, 1200), 255)) is None


def test_large_type_is_reduced_and_boxes_come_back() -> None:
    page = prepare(sheet(60))
    (step,) = page.steps
    assert step == f"scale:{page.scale:g}"
    assert page.scale < 1
    assert page.image.width == round(1800 * page.scale)
    left, top, width, height = page.on_original(*(round(100 * page.scale) for _ in range(4)))
    assert max(abs(value - 100) for value in (left, top, width, height)) <= 3


def test_two_columns_are_put_in_order() -> None:
    image = sheet(34, columns=2)
    gutter = gutter_of(image, letter_height(image))
    assert gutter is not None
    assert 600 < gutter < 900  # from the end of the lines to the other column
    page = prepare(image)
    assert page.steps == (f"columns:{gutter}",)
    assert page.image.size == (max(gutter, 1800 - gutter), 2 * 2400)
    assert page.on_original(5, 2400 + 7, 20, 30) == (gutter + 5, 7, 20, 30)
    assert page.on_original(5, 7, 20, 30) == (5, 7, 20, 30)
    sheet_of_both = np.asarray(stacked(image, gutter))
    assert (sheet_of_both < 100).sum() == (np.asarray(image) < 100).sum()


@pytest.mark.parametrize("columns", [1, 3, 4])
def test_one_column_and_tables_stay_in_rows(columns: int) -> None:
    image = sheet(30, columns=columns)
    assert gutter_of(image, letter_height(image)) is None


def test_no_page_is_made_larger_than_tesseract_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    image = sheet(34, columns=2)
    monkeypatch.setattr(page_module, "MAX_SIDE_PX", 2 * image.height - 1)
    assert prepare(image).steps == ()
    askew = sheet(34).rotate(3, expand=True, fillcolor=250)
    monkeypatch.setattr(page_module, "MAX_SIDE_PX", max(askew.size))
    assert prepare(askew).image.size == askew.size
    small = sheet(30).reduce(4)
    assert prepare(small).scale > 1
    monkeypatch.setattr(page_module, "MAX_SIDE_PX", small.height)
    page = prepare(small)
    assert (page.scale, page.image.size) == (1, small.size)


@pytest.mark.parametrize("degrees", [2.0, 4.0, -3.0])
def test_tilted_lines_are_levelled_and_boxes_cover_what_they_did(degrees: float) -> None:
    straight = sheet(34)
    ImageDraw.Draw(straight).rectangle((900, 2350, 960, 2380), 0)  # to be found again
    scan = straight.rotate(-degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=250)
    page = prepare(scan)
    assert page.steps == (f"deskew:{page.skew:g}",)
    assert abs(page.skew + degrees) <= 0.2
    assert skew_of(page.image) == 0
    for image in (page.image, scan):
        assert np.asarray(image)[0, 0] > 200
    level = np.asarray(page.image) < 100
    top = int(np.flatnonzero(level.any(axis=1))[-1]) - 30
    across = np.flatnonzero(level[top + 15])
    box = page.on_original(int(across[0]), top, int(np.ptp(across)), 30)
    left, upper, width, height = box
    found = np.asarray(scan)[upper : upper + height, left : left + width] < 100
    assert 0.7 < found.mean() <= 1 and 60 <= width <= 75 and 30 <= height <= 42


@pytest.mark.parametrize("degrees", [0.0, 0.5, 1.0])
def test_lines_that_are_nearly_level_are_left_as_they_are(degrees: float) -> None:
    scan = sheet(34).rotate(degrees, Image.Resampling.BICUBIC, fillcolor=250)
    assert prepare(scan).steps == ()


def test_noise_and_pictures_have_no_angle() -> None:
    random = np.random.default_rng(3)
    noise = Image.fromarray(random.integers(0, 255, (1200, 900), dtype=np.uint8))
    assert skew_of(noise) == 0
    assert skew_of(Image.new("L", (900, 1200), 255)) == 0
    drawing = Image.new("L", (1200, 1200), 250)
    for turn in range(60):
        ImageDraw.Draw(drawing).ellipse(
            (600 - 9 * turn, 600 - 9 * turn, 600 + 9 * turn, 1100), outline=0
        )
    assert skew_of(drawing) == 0


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_turned_page_and_its_boxes_come_back(degrees: int) -> None:
    image = Image.new("L", (400, 600), 255)
    image.paste(0, (30, 50, 130, 70))
    upright = np.asarray(turned(image, degrees)) < 128
    rows, columns = np.flatnonzero(upright.any(axis=1)), np.flatnonzero(upright.any(axis=0))
    box = int(columns[0]), int(rows[0]), len(columns), len(rows)
    assert box_before(box, degrees, image.size) == (30, 50, 100, 20)
