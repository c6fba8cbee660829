"""A text layer is taken if it is the text of the page; else the page is recognised."""

import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from benchmarks.made_pdfs import VISIBLE, Sheet, pdf_of
from extractors.reading import tesseract
from extractors.reading.layer_check import doubt_of, fault_of, match_of
from extractors.reading.pdf import read_pdf
from extractors.reading.tesseract import OcrSettings, Recognition
from openfonds.model import PageSource, PageText, ReadStatus, Word
from openfonds.settings import Limits

Read = Callable[..., PageText]

TEXT = (
    "The council of the town resolved upon the proposal of the committee that the road to the"
    " mill should be mended before the winter and that the cost of it should be borne by the"
    " owners of the houses which stand beside the road in equal parts and without delay. The"
    " clerk was ordered to write to each of them and to keep the letters with the acts of the"
    " year. Nobody spoke against it and the meeting ended at nine in the evening as usual."
)
OTHER = (
    "A list of goods that came by ship from abroad during autumn: salt, forty barrels; iron in"
    " bars; glass; wine of France and of Portugal, which the customs house measured twice as"
    " there was disagreement about duties; paper, eleven reams, damaged by seawater; books in"
    " leather bindings for the school; an organ in nine boxes, addressed to Saint Mary's church"
)
RECOGNISED = "recognised words of the council"


def drawn(text: str, *, is_drawn: bool = True) -> tuple[Image.Image, list[Word]]:
    """A page with a text, and where its words stand."""
    page = Image.new("L", (800, 1000), 250)
    pen, font = ImageDraw.Draw(page), ImageFont.load_default(size=26)
    words: list[Word] = []
    x, y = 70, 80
    for word in (text + " ").split():
        width = round(pen.textlength(word, font))
        if x + width > 730:
            x, y = 70, y + 40
        if is_drawn:
            pen.text((x, y), word, 20, font)
        words.append(Word(word, x, y + 3, width, 26, None))
        x += width + 9
    return page, words


PAGE, WORDS = drawn(TEXT)


def moved(words: Sequence[Word], dx: int = 0, dy: int = 0, scale: float = 1.0) -> list[Word]:
    return [
        replace(
            word,
            left=round((word.left + dx) * scale),
            top=round((word.top + dy) * scale),
            width=round(word.width * scale),
            height=round(word.height * scale),
        )
        for word in words
    ]


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Read:
    """Reads the first page; what Tesseract would say is given."""

    def read(data: bytes, said: Sequence[Word] = (), ocr: OcrSettings | None = None) -> PageText:
        def recognise(_path: Path, _ocr: OcrSettings, _seconds: float) -> Recognition:
            words = tuple(replace(word, confidence=95.0) for word in said)
            text = " ".join(word.text for word in said) or RECOGNISED
            return Recognition(text, words, 95.0, "5.9.9", "eng:0;psm=3")

        monkeypatch.setattr(tesseract, "recognise", recognise)
        path = tmp_path / "file.pdf"
        path.write_bytes(data)
        page = PageSource(number=1, path="file.pdf", part=0, kind="pdf")
        return read_pdf(path, "key", page, ocr or OcrSettings(("eng",)), Limits())

    return read


def outcome(found: PageText) -> tuple[str, tuple[str, ...]]:
    return found.engine, tuple(step for step in found.steps if step.startswith("layer:"))


@pytest.mark.parametrize("mode", [3, VISIBLE], ids=["invisible", "behind"])
def test_the_layer_of_the_page_is_taken(mode: int, read: Read) -> None:
    found = read(pdf_of([Sheet(PAGE, WORDS, mode=mode)]))
    assert outcome(found) == ("pdf-text-layer", ())
    assert found.text.split() == TEXT.split()
    word = found.words[5]
    assert abs(word.left - WORDS[5].left) <= 3
    assert abs(word.top - WORDS[5].top) <= 12 and 10 <= word.height <= 40


@pytest.mark.parametrize(
    ("words", "code"),
    [
        pytest.param(drawn(OTHER)[1], "layer:misplaced", id="of-another-page"),
        pytest.param(moved(WORDS, dy=20), "layer:misplaced", id="half-a-line-down"),
        pytest.param(moved(WORDS, dx=40), "layer:misplaced", id="to-the-right"),
        pytest.param(moved(WORDS, scale=0.85), "layer:misplaced", id="too-small"),
        pytest.param(
            [Word(word.text, 20, 960, 60, 8, None) for word in WORDS],
            "layer:misplaced",
            id="all-in-a-corner",
        ),
        pytest.param(WORDS[:6], "layer:incomplete", id="a-tenth"),
        pytest.param([Word(" ", 70, 80, 40, 26, None)], None, id="nothing-but-blanks"),
        pytest.param([], None, id="none"),
        pytest.param(
            [replace(w, text="\ue004" * len(w.text)) for w in WORDS],
            "layer:unmapped",
            id="unmapped",
        ),
    ],
)
def test_another_layer_is_not(words: list[Word], code: str | None, read: Read) -> None:
    found = read(pdf_of([Sheet(PAGE, words)]), said=WORDS)
    assert outcome(found) == ("tesseract", (code,) if code else ())


def test_words_over_a_blank_page_are_no_text(read: Read) -> None:
    found = read(pdf_of([Sheet(drawn(TEXT, is_drawn=False)[0], WORDS)]), said=WORDS)
    assert (found.status, found.text, found.steps) == (ReadStatus.BLANK, "", ("layer:blank",))
    assert "council" in found.marks[0]


def test_a_born_digital_page_is_not_looked_at(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractors.reading.layer_choice.ink_mask", None)  # it would fail
    found = read(pdf_of([Sheet(PAGE, WORDS, mode=VISIBLE, has_image=False)]))
    assert outcome(found) == ("pdf-text-layer", ())


def test_a_stamp_of_a_library_on_every_scan_is_no_text_layer(read: Read) -> None:
    note = [
        Word(w, 70 + 90 * n, 965, 80, 14, None) for n, w in enumerate(("Digitised", "by", "us"))
    ]
    found = read(pdf_of([Sheet(PAGE, note, mode=VISIBLE)]), said=WORDS)
    assert outcome(found) == ("tesseract", ("layer:incomplete",))
    assert "Digitised" in found.marks[0]


def test_a_picture_with_a_caption_keeps_its_layer(read: Read) -> None:
    page, words = drawn("The mill and the road beside it")
    ImageDraw.Draw(page).ellipse((150, 200, 650, 800), 60)
    found = read(pdf_of([Sheet(page, words)]), said=words)
    assert outcome(found) == ("pdf-text-layer", ("layer:compared",))


@pytest.mark.tesseract
@pytest.mark.parametrize("has_image", [True, False], ids=["scan", "born-digital"])
def test_letters_that_make_no_words_are_compared_with_what_is_seen(
    has_image: bool, read: Read
) -> None:
    sheet = Sheet(PAGE, WORDS, mode=3 if has_image else VISIBLE, shift=7, has_image=has_image)
    found = read(pdf_of([sheet]), said=WORDS)
    assert outcome(found) == ("tesseract", ("layer:garbled",))
    assert found.marks == ()
    # Where Tesseract sees the same letters, it is the language that is not known.
    nonsense = [replace(w, text=w.text.translate(SHIFTED)) for w in WORDS]
    found = read(pdf_of([sheet]), said=nonsense)
    assert outcome(found) == ("pdf-text-layer", ("layer:compared",))


SHIFTED = {n: n + 7 for n in range(256)}


def test_rotated_and_broken_pages_do_not_stop_the_check(read: Read) -> None:
    turned = pdf_of([Sheet(PAGE, WORDS)]).replace(b"/MediaBox", b"/Rotate 90/MediaBox")
    assert outcome(read(turned)) == ("pdf-text-layer", ())
    buffer = io.BytesIO()
    Image.new("L", (8, 8), 255).save(buffer, "PDF")
    assert read(buffer.getvalue()).status is ReadStatus.BLANK


@pytest.mark.filterwarnings("error")
def test_text_without_places_is_a_doubt() -> None:
    match = match_of((), 850, np.ones((1100, 850), np.bool_))
    assert (fault_of(match, 0), doubt_of(match, 0, None)) == (None, "layer:incomplete")


def test_many_words_in_one_place_take_no_time(read: Read) -> None:
    words = [Word("a", 10 + n % 150 * 5, 10 + n // 150 * 6, 4, 4, None) for n in range(20_000)]
    assert outcome(read(pdf_of([Sheet(PAGE, words)]), said=WORDS))[1] == ("layer:misplaced",)


def test_words_in_a_font_without_shapes_have_a_height(read: Read) -> None:
    words = [replace(word, text="города") for word in WORDS]
    found = read(pdf_of([Sheet(PAGE, words)]))
    assert outcome(found)[0] == "pdf-text-layer"
    assert {word.height > 10 for word in found.words} == {True}


def test_a_layer_that_fits_its_lines_only_roughly_is_compared(read: Read) -> None:
    # As words do that a program spread over their line: their gaps are not those of the ink.
    rough = [replace(word, left=word.left + (7 if n % 2 else -7)) for n, word in enumerate(WORDS)]
    same = read(pdf_of([Sheet(PAGE, rough)]), said=WORDS)
    assert outcome(same) == ("pdf-text-layer", ("layer:compared",))
    other = [replace(word, text=word.text[::-1] + "x") for word in rough]
    found = read(pdf_of([Sheet(PAGE, other)]), said=WORDS)
    assert outcome(found) == ("tesseract", ("layer:misplaced",))
