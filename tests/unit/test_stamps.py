"""Stamps that stand only in the image are read, or sent to a person; other pages are let alone."""

import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageOps

from examples.pages import RED, TYPED, Stamp, render_page
from extractors.reading.tesseract import OcrSettings, Recognition, recognise
from extractors.stamps.frames import frames, overview
from extractors.stamps.regions import coloured_boxes, groups, label
from extractors.stamps.search import Reader, StampReading, find_stamps
from extractors.stamps.words import cleaned, distinct, has_mark, is_sure, likeness
from openfonds.model import Word
from openfonds.restrictions.detectors.secrecy_marks import SecrecyMarks
from tests import stamp_samples as samples
from tests.timing import seconds_of

SECRET = samples.Stamp(("СЕКРЕТНО",), "red", angle=14, strength=0.8)
SERVICE = samples.Stamp(("Для служебного", "пользования"), "violet", angle=-21, letter_mm=5)
OVER_TEXT = (0.5, 0.4)
FOOT, MARGIN = (0.7, 0.94), (0.93, 0.4)


def _read(image: Image.Image, psm: int) -> Recognition:
    with tempfile.NamedTemporaryFile(suffix=".tif") as file:
        image.save(file, format="TIFF", dpi=(200, 200))
        file.flush()
        return recognise(Path(file.name), OcrSettings(("rus",), psm), 60)


def _facts(found: StampReading) -> set[str]:
    return {finding.fact for text in found.texts for finding in SecrecyMarks().find(text)}


def _said(text: str, confidence: float = 95.0) -> Recognition:
    words = tuple(Word(word, 0, 0, 9, 9, confidence) for word in text.split())
    return Recognition(text, words, confidence if words else None, "5.9.9", "rus:0;psm=6")


def _saying(*texts: str, confidence: float = 95.0) -> Reader:
    """A reader that says these one after the other, and then nothing."""
    rest = list(texts)
    return lambda image, psm: _said(rest.pop(0) if rest else "", confidence)


@pytest.mark.tesseract
@pytest.mark.parametrize(
    ("page", "fact"),
    [
        (samples.Page(1, SECRET), "secrecy_mark"),
        (samples.Page(2, replace(SECRET, ink="blue", angle=-33, frame="none")), "secrecy_mark"),
        (samples.Page(3, replace(SECRET, strength=0.28), FOOT), "secrecy_mark"),
        (samples.Page(4, replace(SECRET, frame="double"), OVER_TEXT), "secrecy_mark"),
        (samples.Page(5, replace(SECRET, crossing="slant")), "secrecy_mark"),
        (samples.Page(6, replace(SECRET, angle=90), MARGIN), "secrecy_mark"),
        (samples.Page(7, SERVICE), "service_mark"),
        (samples.Page(8, replace(SECRET, ink="black")), "secrecy_mark"),
        (samples.Page(9, replace(SERVICE, ink="black", angle=0), FOOT), "service_mark"),
        (samples.Page(10, replace(SECRET, ink="black", frame="none")), "secrecy_mark"),
        (samples.Page(11, replace(SECRET, ink="black", angle=90), MARGIN), "secrecy_mark"),
        (samples.Page(12, SECRET, is_grey=True), "secrecy_mark"),
    ],
    ids=lambda value: value if isinstance(value, str) else _name(value),
)
def test_a_stamp_in_the_image_is_read(page: samples.Page, fact: str) -> None:
    assert fact in _facts(find_stamps(samples.draw_page(page), _read))


def _name(page: samples.Page) -> str:
    assert page.stamp is not None
    stamp = page.stamp
    return f"{page.seed}-{stamp.ink}-{stamp.angle:g}-{stamp.frame}"


@pytest.mark.tesseract
def test_the_stamp_of_the_example_holding_is_read() -> None:
    stamp = Stamp(("СЕКРЕТНО", "Экз. № 1"), RED, 7, 900, 90)
    page = render_page("stamp", "\n" * 8 + "Протокол заседания.", TYPED, stamp)
    assert _facts(find_stamps(page, _read)) == {"secrecy_mark"}


@pytest.mark.tesseract
def test_the_same_page_gives_the_same_reading() -> None:
    page = samples.draw_page(samples.Page(13, replace(SERVICE, strength=0.4)))
    assert find_stamps(page, _read) == find_stamps(page, _read)


@pytest.mark.tesseract
@pytest.mark.parametrize("ink", samples.INKS)
def test_a_stamp_of_a_library_closes_nothing(ink: str) -> None:
    stamp = samples.Stamp(("БИБЛИОТЕКА",), ink, angle=9)
    found = find_stamps(samples.draw_page(samples.Page(14, stamp)), _read)
    assert "БИБЛИОТЕКА" in found.texts
    assert (found.unread, _facts(found)) == (0, set())


@pytest.mark.tesseract
def test_a_round_seal_is_never_called_unread() -> None:
    seal = samples.Stamp(("ГОРОДСКОЙ СОВЕТ",), "blue", is_round=True)
    assert find_stamps(samples.draw_page(samples.Page(15, seal)), _read).unread == 0


def test_a_page_without_a_stamp_is_not_read_and_takes_no_time() -> None:
    page = samples.draw_page(samples.Page(16, None))
    page.load()

    def read(image: Image.Image, psm: int) -> Recognition:
        raise AssertionError("there is nothing to read")

    assert find_stamps(page, read) == StampReading((), 0)
    assert (
        seconds_of(lambda: find_stamps(page, read), tries=3) < 0.5
    )  # about 0.05; machines are busy


@pytest.mark.parametrize("ink", ["red", "black"])
def test_a_framed_stamp_of_which_nothing_is_read_is_counted(ink: str) -> None:
    page = samples.draw_page(samples.Page(17, replace(SECRET, ink=ink)))
    assert find_stamps(page, _saying()) == StampReading((), 1)
    assert find_stamps(page, _saying("ь|зЦъ\nщщ%к8ъ")).unread == 1


def test_a_stamp_of_which_other_words_are_read_for_certain_is_not_counted() -> None:
    page = samples.draw_page(samples.Page(18, replace(SECRET, frame="none")))
    assert find_stamps(page, _saying("БИБЛИОТЕКА")) == StampReading(("БИБЛИОТЕКА",), 0)
    assert find_stamps(page, _saying("БИБЛИОТЕКА", confidence=40)).unread == 1


def test_large_letters_of_which_nothing_is_read_are_counted() -> None:
    page = samples.draw_page(samples.Page(18, replace(SECRET, frame="none")))
    assert find_stamps(page, _saying()).unread == 1
    assert find_stamps(page, _saying("СЕКРЕГКО")) == StampReading(("СЕКРЕГКО",), 1)


def test_no_page_is_read_for_ever() -> None:
    page = Image.new("L", (1654, 2339), 250)
    for number in range(24):  # askew boxes all over the page
        box = Image.new("L", (400, 130), 250)
        ImageDraw.Draw(box).rectangle((5, 5, 394, 124), outline=20, width=5)
        turned = box.rotate(12, expand=True, fillcolor=250)
        page.paste(turned, (80 + 520 * (number % 3), 60 + 280 * (number // 3)))
    calls = 0

    def read(image: Image.Image, psm: int) -> Recognition:
        nonlocal calls
        calls += 1
        return _said("ъъ", 10)

    found = find_stamps(page, read)
    assert found.unread >= 15
    assert calls <= 60


@pytest.mark.tesseract
@pytest.mark.parametrize("kind", samples.KINDS)
def test_every_kind_of_stamp_is_closed(kind: str) -> None:
    page = samples.draw_page(samples.random_page(kind, 901))
    found = find_stamps(page, _read, known=())
    assert _facts(found) or found.unread


@pytest.mark.tesseract
def test_what_was_stamped_over_a_mark_does_not_hide_it() -> None:
    over = samples.Stamp(("РАССЕКРЕЧЕНО",), "blue", -10, "none")
    stamp = samples.Stamp(("СОВ. СЕКРЕТНО",), "red", 5, "none", over=over)
    found = find_stamps(samples.draw_page(samples.Page(24, stamp)), _read)
    assert found.unread or "declassification_stamp" in _facts(found)


def test_a_typed_mark_that_is_not_among_the_known_words_is_read() -> None:
    typed = samples.Stamp(("Секретно",), "black", 0, "none", letter_mm=2.6)
    page = samples.draw_page(samples.Page(25, typed, (0.8, 0.05)))
    assert find_stamps(page, _saying("Секретно")).texts == ()
    assert find_stamps(page, _saying("Секретно"), known=()).texts == ("Секретно",)
    known = (Word("Секретно", 1150, 80, 400, 80, None),)
    assert find_stamps(page, _saying("Секретно"), known=known).texts == ()


def test_reading_ends_with_the_first_mark() -> None:
    calls = 0

    def read(image: Image.Image, psm: int) -> Recognition:
        nonlocal calls
        calls += 1
        return _said("СЕКРЕТНО")

    page = samples.draw_page(samples.Page(19, SECRET))
    assert find_stamps(page, read) == StampReading(("СЕКРЕТНО",), 0)
    assert calls == 1


def test_the_words_to_read_are_level_dark_on_white_and_without_the_frame() -> None:
    seen: list[Image.Image] = []

    def read(image: Image.Image, psm: int) -> Recognition:
        seen.append(image)
        return _said("СЕКРЕТНО")

    find_stamps(samples.draw_page(samples.Page(20, replace(SECRET, angle=30))), read)
    (words,) = seen
    assert words.mode == "L"
    assert words.crop((0, 0, words.width, 30)).getextrema() == (255, 255)
    box = ImageOps.invert(words).point([255 * (v > 128) for v in range(256)]).getbbox()
    assert box is not None
    assert 4 < (box[2] - box[0]) / (box[3] - box[1]) < 9  # a line of eight capitals


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "LA", "CMYK", "I", "F"])
def test_every_mode_of_image_is_taken(mode: str) -> None:
    page = samples.draw_page(samples.Page(21, replace(SECRET, ink="black"))).convert("L")
    image = page.convert(mode)
    if mode == "I":
        image = page.convert("I")
    assert find_stamps(image, _saying("СЕКРЕТНО")).texts == ("СЕКРЕТНО",)


def test_what_is_transparent_is_white() -> None:
    page = Image.new("RGBA", (1654, 2339), (0, 0, 0, 0))
    assert find_stamps(page, _saying()) == StampReading((), 0)


def test_a_negative_is_looked_at_as_a_positive() -> None:
    page = samples.draw_page(samples.Page(22, replace(SECRET, ink="black"))).convert("L")
    assert find_stamps(ImageOps.invert(page), _saying("СЕКРЕТНО")).texts == ("СЕКРЕТНО",)


@pytest.mark.parametrize("size", [(1, 1), (1, 3000), (3000, 2), (40, 30), (600, 40)])
@pytest.mark.parametrize("colour", ["white", "black", "red"])
def test_an_image_of_any_size_is_taken(size: tuple[int, int], colour: str) -> None:
    assert find_stamps(Image.new("RGB", size, colour), _saying()).texts == ()


def test_what_the_reader_raises_goes_through() -> None:
    def read(image: Image.Image, psm: int) -> Recognition:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        find_stamps(samples.draw_page(samples.Page(23, SECRET)), read)


def test_a_form_is_not_full_of_stamps() -> None:
    page = Image.new("L", (1654, 2339), 250)
    pen = ImageDraw.Draw(page)
    for row in range(200, 2000, 120):
        pen.rectangle((150, row, 700, row + 120), outline=20, width=4)
        pen.rectangle((700, row, 1400, row + 120), outline=20, width=4)
    assert frames(overview(page, 2339 / 29.7)) == []


def test_one_box_is_a_frame() -> None:
    page = Image.new("L", (1654, 2339), 250)
    ImageDraw.Draw(page).rectangle((900, 150, 1400, 300), outline=20, width=5)
    (frame,) = frames(overview(page, 2339 / 29.7))
    assert frame.angle == 0
    assert (frame.x, frame.y) == pytest.approx((1150, 225), abs=8)
    assert (frame.width, frame.height) == pytest.approx((500, 150), abs=12)


def test_yellow_paper_and_a_yellow_margin_are_no_ink() -> None:
    page = Image.new("RGB", (1654, 2339), (236, 220, 170))
    pen = ImageDraw.Draw(page)
    pen.rectangle((0, 0, 60, 2339), fill=(214, 186, 110))
    pen.text(
        (300, 300), "СМЕТА", (30, 28, 30), samples.stamp_font("dejavu/DejaVuSans-Bold.ttf", 90)
    )
    assert coloured_boxes(page) == ()


def test_groups_are_numbered_in_reading_order() -> None:
    rows = ("##..#", "....#", "#...#", ".#...")
    mask = Image.new("1", (5, 4))
    mask.putdata([255 * (cell == "#") for row in rows for cell in row])
    labels = label(np.asarray(mask))
    assert labels.tolist() == [[1, 1, 0, 0, 2], [0, 0, 0, 0, 2], [3, 0, 0, 0, 2], [0, 3, 0, 0, 0]]
    assert groups(np.zeros((3, 3), dtype=bool), 2) == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("| СЕКРЕТНО |\n—", "СЕКРЕТНО"),
        ("СЕКРЕТНО\n[Экз. № 1]", "СЕКРЕТНО\nЭкз. № 1"),
        ("|ДСП|", "ДСП"),
        ("сс\nов", ""),
        ("|\n=\n", ""),
    ],
)
def test_remains_of_the_frame_are_left_out(text: str, lines: str) -> None:
    assert cleaned(text) == lines


@pytest.mark.parametrize(
    ("text", "is_like", "is_mark"),
    [
        ("СЕКРЕТНО", True, True),
        ("CEKPETHO", True, True),
        ("СЕКРЕГКО", True, False),
        ("ДСП", True, True),
        ("дет", True, False),
        ("ДСП\nЭкз. №2", True, True),
        ("СИ\n„Экз, №2", True, False),
        ("Экземпляр 4", True, False),
        ("польЗовани", True, False),
        ("ДЛЯ СПУЖГРИОГО НОЛЬЗОВАНИЯ", True, False),
        ("СЕКРЕТАРЬ СУДА", False, False),
        ("ПРОВЕРЕНО 1952", False, False),
        ("БИБЛИОТЕКА", False, False),
        ("ВХОДЯЩИЙ № 123", False, False),
        ("КОПИЯ ВЕРНА", False, False),
        ("", False, False),
    ],
)
def test_what_resembles_a_mark(text: str, is_like: bool, is_mark: bool) -> None:
    assert (likeness(text) >= 0.62, has_mark(text)) == (is_like, is_mark)


@pytest.mark.parametrize(
    ("text", "confidence", "expected"),
    [
        ("БИБЛИОТЕКА", 95, True),
        ("БИБЛИОТЕКА", 60, False),
        ("ВХОДЯЩИЙ № 123\n12 марта 1934 г.", 95, True),
        ("винечоЕтнов", 95, False),
        ("18|Е|[Е||8|||Н", 95, False),
        ("", 95, False),
    ],
)
def test_what_was_read_for_certain(text: str, confidence: float, expected: bool) -> None:
    assert is_sure(_said(text, confidence)) == expected


def test_a_text_of_several_lines_is_given_as_one_line_too() -> None:
    assert distinct(["Для служебного\nпользования", "Для служебного\nпользования", ""]) == (
        "Для служебного\nпользования",
        "Для служебного пользования",
    )
