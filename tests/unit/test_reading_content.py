"""Handwriting and pictures are known as such, and what is guessed there is no text."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PIL import Image

from extractors.reading.content import with_content
from openfonds.model import PageText, ReadStatus, Word
from openfonds.restrictions.judged_by_text import why_not_judged
from tests import drawn_pages

GUESSES = "АР пы абон илл ош р Фе им ДЕ Абу Довл"
PRINTED = "Городская управа постановила вымостить улицы"


def read(text: str, confidence: float) -> PageText:
    return PageText(
        item_key="k",
        number=1,
        status=ReadStatus.READ,
        reason=None if text else "ocr.no_text",
        text=text,
        words=tuple(Word(w, 0, 0, 9, 9, confidence) for w in text.split()),
        width_px=drawn_pages.A4[0],
        height_px=drawn_pages.A4[1],
        ink_ratio=0.1,
        confidence=confidence if text else None,
        engine="tesseract",
        engine_version="5",
        model="rus:0123456789ab;psm=3",
        steps=("deskew:0.7", "wanted:tesseract-ocr-script-arab"),
    )


@pytest.mark.parametrize("guessed", ["", GUESSES])
@pytest.mark.parametrize(
    ("draw", "content"),
    [
        (drawn_pages.writing, "handwriting"),
        (drawn_pages.photograph, "picture"),
        (drawn_pages.halftone, "picture"),
        (drawn_pages.drawing, "picture"),
    ],
)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_is_guessed_on_it_is_no_text(
    draw: Callable[[int], Image.Image], content: str, seed: int, guessed: str
) -> None:
    page = with_content(read(guessed, 25), draw(seed))
    assert (page.content, page.reason) == (content, f"page.{content}")
    assert (page.text, page.words, page.confidence) == ("", (), None)
    assert page.status is ReadStatus.READ, "it is not blank: it must not pass as legible"
    assert page.steps == ("deskew:0.7",), "no package reads it better"
    assert why_not_judged(page) == "page_without_text"


def test_detectors_still_see_what_was_guessed() -> None:
    before = replace(read(GUESSES, 25), marks=("СЕКРЕТНО",))
    assert with_content(before, drawn_pages.writing(1)).marks == ("СЕКРЕТНО", GUESSES)


@pytest.mark.parametrize("draw", [drawn_pages.writing, drawn_pages.photograph])
def test_words_that_are_sure_stay_whatever_is_around_them(
    draw: Callable[[int], Image.Image],
) -> None:
    page = read(PRINTED, 92)
    assert with_content(page, draw(1)) == replace(page, content="print")


@pytest.mark.parametrize("confidence", [5, 40, 95])
def test_print_keeps_its_words_however_badly_it_was_read(confidence: float) -> None:
    page = read(GUESSES, confidence)
    drawn = drawn_pages.print_page("Municipal council, minutes of the meeting")
    assert with_content(page, drawn) == replace(page, content="print")


def test_a_page_number_alone_stays() -> None:
    page = read("1912", 95)
    drawn = drawn_pages.print_page("1912", lines=1)
    assert with_content(page, drawn) == replace(page, content="print")


def test_blank_and_failed_pages_stay_what_they_are() -> None:
    blank = replace(read("", 0), status=ReadStatus.BLANK)
    assert with_content(blank, Image.new("L", (50, 50), 255)).content == "blank"
    failed = replace(read("", 0), status=ReadStatus.FAILED)
    assert with_content(failed, Image.new("L", (50, 50), 255)) == failed


@pytest.mark.parametrize("draw", [drawn_pages.writing, drawn_pages.photograph])
@pytest.mark.parametrize("confidence", [None, 25, 99])
def test_what_a_plug_in_reads_stays_and_nothing_is_judged_by_it(
    draw: Callable[[int], Image.Image], confidence: float | None
) -> None:
    page = replace(read(PRINTED, 99), engine="handwriting-model", confidence=confidence)
    found = with_content(page, draw(1))
    assert replace(found, content=None) == page
    assert why_not_judged(found) == "poor_text"


def test_print_that_a_plug_in_reads_is_judged() -> None:
    page = replace(read(PRINTED, 99), engine="print-model", confidence=None)
    found = with_content(page, drawn_pages.print_page("Municipal council, minutes of the meeting"))
    assert found == replace(page, content="print")
    assert why_not_judged(found) is None


def test_text_without_words_stays() -> None:
    page = replace(read(GUESSES, 25), words=())
    assert with_content(page, drawn_pages.writing(1)).text == GUESSES


@pytest.mark.parametrize("size", [(1, 1), (29, 4000), (40, 40), (3000, 31)])
def test_images_of_any_shape_are_looked_at(size: tuple[int, int]) -> None:
    assert with_content(read("", 0), Image.effect_noise(size, 200)).content is not None
