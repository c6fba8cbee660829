"""A stamp that lies over text, without a frame or pale, is read or sent to a person (LAW 5.25)."""

import tempfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from examples.pages import Look, load_font, render_page
from extractors.reading.tesseract import OcrSettings, Recognition, recognise
from extractors.stamps.letters import has_band
from extractors.stamps.overprint import Overprint, overprints
from extractors.stamps.regions import PAGE_CM
from extractors.stamps.search import Reader, StampReading, find_stamps
from openfonds.model import Word
from openfonds.restrictions.detectors.secrecy_marks import SecrecyMarks
from tests.timing import seconds_of

LOOK = Look(1100, 1300, 90, "paratype/PTF55F.ttf", 30, 44)
TEXT = (
    "Заведующий отделом доложил собранию о состоянии дорог в уезде и о ходе ремонта моста через "
    "реку. Постановили принять отчет к сведению, просить управу представить смету к первому "
    "числу следующего месяца и назначить осмотр комиссией из трех лиц. Слушали также заявление "
    "жителей слободы об отводе земли под новый колодец; признали нужным осмотреть место весной, "
    "когда сойдет вода, и пригласить техника. Расходы отнести на остаток прошлого года. "
)
BLACK, FRESH, PALE = (28, 28, 30), 85, 38  # ink, and its cover in per cent
SANS, SERIF = "dejavu/DejaVuSans-Bold.ttf", "paratype/PTF75F.ttf"


def _page(seed: int) -> Image.Image:
    return render_page(f"overprint {seed}", TEXT * 2, LOOK)


def _stamped(
    seed: int,
    strength: int,
    angle: float = 0,
    lines: tuple[str, ...] = ("СЕКРЕТНО",),
    font: str = SANS,
    at: tuple[int, int] = (340, 300),
) -> Image.Image:
    """A page of text with a stamp over its lines."""
    face = load_font(font, 46)
    width = max(int(face.getlength(line)) for line in lines) + 40
    cover = Image.new("L", (width, 62 * len(lines) + 20), 0)
    pen = ImageDraw.Draw(cover)
    for number, line in enumerate(lines):
        left = (width - int(face.getlength(line))) // 2
        pen.text((left, 4 + 62 * number), line, font=face, fill=255 * strength // 100)
    cover = cover.rotate(angle, Image.Resampling.BICUBIC, expand=True)
    page = _page(seed).convert("RGB")
    page.paste(BLACK, at, cover)
    return page


def _found(page: Image.Image) -> tuple[Overprint, ...]:
    return overprints(page.convert("L"), max(page.size) / PAGE_CM)


def _saying(text: str, confidence: float = 95.0) -> Reader:
    words = tuple(Word(word, 0, 0, 9, 9, confidence) for word in text.split())
    found = Recognition(text, words, confidence if words else None, "5.9.9", "rus:0;psm=6")
    return lambda image, psm: found


def _read(image: Image.Image, psm: int) -> Recognition:
    with tempfile.NamedTemporaryFile(suffix=".tif") as file:
        image.save(file, format="TIFF", dpi=(200, 200))
        file.flush()
        return recognise(Path(file.name), OcrSettings(("rus",), psm), 60)


@pytest.mark.parametrize("font", [SANS, SERIF], ids=["sans", "serif"])
@pytest.mark.parametrize("angle", [0, -11, 90])
@pytest.mark.parametrize(("strength", "is_pale"), [(FRESH, False), (PALE, True)], ids=str)
def test_other_ink_over_text_is_found(
    strength: int, is_pale: bool, angle: float, font: str
) -> None:
    found = _found(_stamped(3, strength, angle, font=font))
    assert any(f.is_pale == is_pale and f.is_over_text for f in found)
    largest = max((f for f in found if f.is_pale == is_pale), key=lambda f: f.box.long_side)
    assert largest.box.left >= 320
    assert largest.box.top >= 290


def test_what_is_found_is_the_stamp_without_the_text() -> None:
    found = _found(_stamped(4, PALE))[0]
    (lettered,) = _found(_stamped(4, PALE, at=(340, 1000)))
    inked, alone = (float((np.asarray(f.ink) < 128).mean()) for f in (found, lettered))
    assert not lettered.is_over_text
    assert abs(inked - alone) < 0.25 * alone


@pytest.mark.parametrize(("strength", "angle"), [(FRESH, 0), (PALE, 6)])
def test_other_ink_of_which_nothing_is_read_is_counted(strength: int, angle: float) -> None:
    page = _stamped(5, strength, angle)
    assert find_stamps(page, _saying("")).unread == 1
    assert find_stamps(page, _saying("БИБЛИОТЕКА", confidence=40)).unread == 1


@pytest.mark.parametrize("strength", [FRESH, PALE])
def test_other_words_that_are_read_for_certain_are_not_counted(strength: int) -> None:
    page = _stamped(6, strength, lines=("БИБЛИОТЕКА",))
    assert find_stamps(page, _saying("БИБЛИОТЕКА")) == StampReading(("БИБЛИОТЕКА",), 0)


def test_the_words_of_a_stamp_that_are_found_one_by_one_are_one_mark() -> None:
    page = _stamped(6, FRESH, lines=("СЕКРЕТНО",), at=(340, 300))
    page.paste(
        _stamped(6, FRESH, lines=("СЕКРЕТНО",), at=(340, 600)).crop((0, 560, 1100, 760)), (0, 560)
    )
    words = iter(("ОСОБАЯ", "ПАПКА"))

    def read(image: Image.Image, psm: int) -> Recognition:
        return _saying(next(words, ""))(image, psm)

    found = find_stamps(page, read)
    assert "ОСОБАЯ ПАПКА" in found.texts
    assert found.unread == 0


@pytest.mark.tesseract
@pytest.mark.parametrize("strength", [FRESH, PALE])
@pytest.mark.parametrize(
    ("seed", "angle", "lines"),
    [(7, 0, ("СЕКРЕТНО",)), (8, 8, ("СОВ. СЕКРЕТНО", "Экз. № 2")), (9, -9, ("ОСОБАЯ ПАПКА",))],
    ids=["level", "tilted", "other tilt"],
)
def test_a_stamp_over_text_is_read_or_counted(
    seed: int, angle: float, lines: tuple[str, ...], strength: int
) -> None:
    found = find_stamps(_stamped(seed, strength, angle, lines), _read)
    facts = {finding.fact for text in found.texts for finding in SecrecyMarks().find(text)}
    assert "secrecy_mark" in facts or found.unread


def _ruled(page: Image.Image) -> None:
    pen = ImageDraw.Draw(page)
    for top in (80, 255, 520):
        pen.line((80, top, 1000, top + 2), fill=40, width=4)


def _shaded(page: Image.Image) -> None:
    ImageDraw.Draw(page).rectangle((0, 0, 60, 1300), fill=120)
    ImageDraw.Draw(page).rectangle((0, 1240, 1100, 1300), fill=90)


def _blotted(page: Image.Image) -> None:
    ImageDraw.Draw(page).ellipse((400, 300, 640, 420), fill=150)


def _initialled(page: Image.Image) -> None:
    ImageDraw.Draw(page).text((90, 780), "В", font=load_font(SERIF, 150), fill=30)


def _signed(page: Image.Image) -> None:
    points = [(600 + 9 * i, 850 + int(60 * np.sin(i * 0.9) * np.cos(i * 0.2))) for i in range(40)]
    ImageDraw.Draw(page).line(points, fill=45, width=5)


@pytest.mark.parametrize(
    "draw", [None, _ruled, _shaded, _blotted, _initialled, _signed], ids=lambda d: str(d)[10:17]
)
def test_nothing_is_counted_on_pages_without_a_stamp(draw: object) -> None:
    page = _page(10)
    if callable(draw):
        draw(page)
    assert find_stamps(page, _saying("")).unread == 0


def test_a_bold_heading_that_is_read_is_no_stamp() -> None:
    page = _stamped(12, FRESH, lines=("ПРОТОКОЛ СОБРАНИЯ",), at=(250, 900))
    assert find_stamps(page, _saying("ПРОТОКОЛ СОБРАНИЯ")).unread == 0


def test_a_page_without_other_ink_takes_little_time() -> None:
    page = _page(13)
    assert _found(page) == ()
    assert seconds_of(lambda: _found(page), tries=3) < 0.4  # about 0.03; machines are busy


@pytest.mark.parametrize("size", [(40, 60), (700, 300)])
def test_a_page_that_is_too_coarse_or_blank_has_none(size: tuple[int, int]) -> None:
    assert overprints(Image.new("L", size, 230), max(size) / PAGE_CM) == ()


def test_a_band_has_one_height() -> None:
    level = Image.new("L", (500, 80), 255)
    pen = ImageDraw.Draw(level)
    for left in range(20, 480, 30):
        pen.rectangle((left, 20, left + 9, 59), fill=0)
    pen.line((20, 40, 480, 40), fill=0, width=4)  # a line of text that joins them
    assert has_band(level)
    assert not has_band(Image.new("L", (500, 80), 255))
    thin = Image.new("L", (500, 80), 255)
    ImageDraw.Draw(thin).line((20, 40, 480, 40), fill=0, width=9)
    assert not has_band(thin)
    wedge = Image.new("L", (500, 80), 255)
    ImageDraw.Draw(wedge).polygon(((20, 59), (480, 59), (480, 20)), fill=0)
    assert not has_band(wedge)
