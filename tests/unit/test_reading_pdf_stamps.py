"""A stamp that only the image of a PDF page has, or an annotation, is not lost (LAW 5.21)."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from extractors.reading import pdf as pdf_module
from extractors.reading import tesseract
from extractors.reading.pdf import read_pdf
from extractors.reading.tesseract import OcrSettings, Recognition
from openfonds.model import PageSource, PageText, ReadStatus, Word
from openfonds.restrictions.detectors.secrecy_marks import SecrecyMarks
from openfonds.settings import Limits
from tests import stamp_samples as samples

SECRET = samples.Stamp(("СЕКРЕТНО",), "red", angle=11)
TYPED = samples.Stamp(("Сов. секретно",), "black", 0, "none", letter_mm=2.8)
LOOKED_AT = OcrSettings(("rus",), stamps=True)
STATE = "<</Type/OCG/Name(hidden)>>"

Read = Callable[..., PageText]


@pytest.fixture(autouse=True)
def _layers_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """The layers here are a few words before a full page (of which test_pdf_layers has more)."""
    monkeypatch.setattr(pdf_module, "needs_check", lambda _leaf: False)


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read(data: bytes, ocr: OcrSettings = LOOKED_AT) -> PageText:
        path = tmp_path / "file.pdf"
        path.write_bytes(data)
        page = PageSource(number=1, path="file.pdf", part=0, kind="pdf")
        return read_pdf(path, "key", page, ocr, Limits())

    return read


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """Sizes of the pictures that were given to be read; what is read is a mark."""
    sizes: list[tuple[int, int]] = []

    def recognise(path: Path, _settings: OcrSettings, _seconds: float) -> Recognition:
        with Image.open(path) as image:
            sizes.append(image.size)
        word = Word("СЕКРЕТНО", 0, 0, 9, 9, 95.0)
        return Recognition("СЕКРЕТНО", (word,), 95.0, "5.9.9", "rus:0;psm=6")

    monkeypatch.setattr(tesseract, "recognise", recognise)
    return sizes


def _facts(found: PageText) -> set[str]:
    return {finding.fact for mark in found.marks for finding in SecrecyMarks().find(mark)}


def _drawn(stamp: samples.Stamp | None, place: tuple[float, float] = (0.78, 0.09)) -> bytes:
    return samples.as_pdf(samples.draw_page(samples.Page(41, stamp, place)), "Minutes, page 1")


def _annotated(subtype: str, said: str = "", name: str = "", text: str = "Text") -> bytes:
    """A page with one annotation: what it says, in its own field, and what it is called."""
    key = "T(f)/FT/Tx/V" if subtype == "Widget" else "Contents"
    words = f"/{key}<FEFF{said.encode('utf-16-be').hex()}>" if said else ""
    called = f"/Name/{name}" if name else ""
    annotation = f"<</Type/Annot/Subtype/{subtype}/Rect[100 650 300 700]{words}{called}>>"
    page = samples.as_pdf(Image.new("L", (90, 90), 255), text).replace(b"/I Do", b"     ")
    return page.replace(b"/Contents 4", f"/Annots[{annotation}]/Contents 4".encode())


@pytest.mark.tesseract
@pytest.mark.parametrize(
    ("stamp", "place"), [(SECRET, (0.78, 0.09)), (TYPED, (0.78, 0.05))], ids=["red", "typed"]
)
def test_a_stamp_behind_a_clean_text_layer_is_read(
    stamp: samples.Stamp, place: tuple[float, float], read: Read
) -> None:
    found = read(_drawn(stamp, place))
    assert (found.engine, found.text) == ("pdf-text-layer", "Minutes, page 1")
    assert _facts(found) == {"secrecy_mark"}


@pytest.mark.tesseract
def test_a_clean_scan_behind_a_text_layer_closes_nothing(read: Read) -> None:
    found = read(_drawn(None))
    assert (_facts(found), found.unread_marks) == (set(), 0)


def test_nobody_looks_where_nobody_asks(read: Read, looks: list[tuple[int, int]]) -> None:
    found = read(_drawn(SECRET), OcrSettings(("rus",)))
    assert (found.status, found.marks, looks) == (ReadStatus.READ, (), [])


def test_a_page_of_text_alone_is_not_rendered(
    read: Read, looks: list[tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def render(*_arguments: object, **_more: object) -> None:
        raise AssertionError("there is nothing to look at")

    monkeypatch.setattr(pdf_module.pypdfium2.PdfPage, "render", render)
    data = samples.as_pdf(Image.new("L", (9, 9), 255), "Text").replace(b"/I Do", b"     ")
    assert read(data).marks == ()
    assert looks == []


@pytest.mark.parametrize(
    ("data", "fact"),
    [
        (_annotated("Text", "СЕКРЕТНО"), "secrecy_mark"),
        (_annotated("FreeText", "Для служебного пользования"), "service_mark"),
        (_annotated("Stamp", name="TopSecret"), "secrecy_mark"),
        (_annotated("Stamp", name="Confidential"), "service_mark"),
        (_annotated("Widget", "ДСП"), "service_mark"),
    ],
    ids=["note", "words", "named stamp", "confidential", "field"],
)
def test_what_an_annotation_says_is_a_mark(data: bytes, fact: str, read: Read) -> None:
    assert _facts(read(data)) == {fact}


def test_annotations_are_not_read_where_nobody_asks(read: Read) -> None:
    data = _annotated("Text", "СЕКРЕТНО")
    assert read(data, OcrSettings(("rus",))).marks == ()


@pytest.mark.tesseract
def test_annotations_of_a_page_without_text_are_read(read: Read) -> None:
    found = read(_annotated("Text", "СЕКРЕТНО", text=""))
    assert _facts(found) == {"secrecy_mark"}


def test_an_image_in_optional_content_that_is_off_is_looked_at(
    read: Read, looks: list[tuple[int, int]]
) -> None:
    shown = _drawn(SECRET)
    # In place of the scan, which is hidden, there is nothing to be seen.
    hidden = shown.replace(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[9 0 R]/D<</OFF[9 0 R]>>>>>>",
    ).replace(b"<</Type/XObject/Subtype/Image", b"<</Type/XObject/OC 9 0 R/Subtype/Image")
    hidden = hidden.replace(b"xref\n", b"9 0 obj\n" + STATE.encode() + b"\nendobj\nxref\n", 1)
    found = read(hidden)
    assert looks
    assert _facts(found) == {"secrecy_mark"}
