"""A text layer is taken as it is; a page without one is looked at."""

import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from extractors.reading import tesseract
from extractors.reading.pdf import read_pdf
from extractors.reading.tesseract import OcrSettings, Recognition
from openfonds.errors import ItemError
from openfonds.model import PageSource, PageText, ReadStatus
from openfonds.settings import Limits

DATA = Path(os.environ.get("OPENFONDS_TEST_DATA", Path(__file__).parents[3] / "shared" / "data"))


def pdf(*contents: str, extra: str = "", box: str = "0 0 300 200", cmap: str = "") -> bytes:
    """A small PDF; each content stream is a page."""
    kids = " ".join(f"{10 + 2 * n} 0 R" for n in range(len(contents)))
    font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica" + (
        "/ToUnicode 4 0 R>>" if cmap else ">>"
    )
    objects = {
        1: "<</Type/Catalog/Pages 2 0 R>>",
        2: f"<</Type/Pages/Kids[{kids}]/Count {len(contents)}>>",
        3: font,
        4: f"<</Length {len(cmap)}>>stream\n{cmap}\nendstream",
    }
    for n, content in enumerate(contents):
        objects[10 + 2 * n] = (
            f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]{extra}"
            f"/Resources<</Font<</F 3 0 R>>>>/Contents {11 + 2 * n} 0 R>>"
        )
        objects[11 + 2 * n] = f"<</Length {len(content)}>>stream\n{content}\nendstream"
    body = "%PDF-1.4\n"
    table = ""
    for number, value in objects.items():
        table += f"{number} 1\n{len(body):010} 00000 n \n"
        body += f"{number} 0 obj\n{value}\nendobj\n"
    end = f"xref\n{table}trailer<</Root 1 0 R/Size 99>>\nstartxref\n{len(body)}\n%%EOF\n"
    return (body + end).encode()


def show(text: str, x: int = 72, y: int = 100) -> str:
    return f"BT /F 12 Tf {x} {y} Td ({text}) Tj ET"


# Every code stands for a place in the private use area: a font that has lost its meaning.
PRIVATE_CMAP = (
    "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00><FF>"
    " endcodespacerange 1 beginbfrange <00><FF><E000> endbfrange endcmap end"
)


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., PageText]:
    def recognise(_path: Path, _settings: OcrSettings, _seconds: float) -> Recognition:
        return Recognition("recognised", (), None, "5.9.9", "eng:0;psm=3")

    monkeypatch.setattr(tesseract, "recognise", recognise)

    def read(data: bytes, part: int = 0, limits: Limits | None = None) -> PageText:
        path = tmp_path / "file.pdf"
        path.write_bytes(data)
        page = PageSource(number=3, path="file.pdf", part=part, kind="pdf")
        return read_pdf(path, "key", page, OcrSettings(("eng",)), limits or Limits())

    return read


def test_a_text_layer_is_taken_as_it_is(read: Callable[..., PageText]) -> None:
    found = read(pdf(show("Acts of 1924") + show("and letters", y=80)))
    assert found.text == "Acts of 1924\nand letters"
    assert (found.status, found.reason, found.engine, found.model) == (
        ReadStatus.READ, None, "pdf-text-layer", ""
    )  # fmt: skip
    assert found.engine_version
    assert (found.confidence, found.ink_ratio) == (None, None)
    assert [w.text for w in found.words] == ["Acts", "of", "1924", "and", "letters"]


def test_boxes_are_pixels_of_150_dpi(read: Callable[..., PageText]) -> None:
    found = read(pdf(show("Acts", x=72, y=100)))
    assert (found.width_px, found.height_px) == (625, 417)
    (word,) = found.words
    assert word.left == pytest.approx(150, abs=3)  # an inch
    assert word.top + word.height == pytest.approx((200 - 100) / 72 * 150, abs=3)
    assert 12 <= word.height <= 25
    assert word.confidence is None


def test_boxes_are_those_of_the_upright_page(read: Callable[..., PageText]) -> None:
    found = read(pdf(show("Acts", x=72, y=100), extra="/Rotate 90"))
    assert (found.width_px, found.height_px) == (417, 625)
    (word,) = found.words
    assert word.top == pytest.approx(150, abs=3)
    assert word.height > word.width


def test_each_page_by_its_number(read: Callable[..., PageText]) -> None:
    data = pdf(show("first"), show("second"))
    assert [read(data, part).text for part in (0, 1)] == ["first", "second"]
    with pytest.raises(ItemError, match="only 2 pages") as caught:
        read(data, 2)
    assert caught.value.reason_code == "source.part_missing"


def test_ink_without_text_is_recognised(read: Callable[..., PageText]) -> None:
    found = read(pdf("20 20 100 60 re f"))
    assert (found.text, found.engine) == ("recognised", "tesseract")
    assert (found.width_px, found.height_px) == (1250, 834)  # 300 dpi
    assert found.ink_ratio is not None and found.ink_ratio > 0.005


def test_a_font_without_meaning_is_recognised(read: Callable[..., PageText]) -> None:
    found = read(pdf(show("Acts of the council"), cmap=PRIVATE_CMAP))
    assert found.text == "recognised"


def test_a_page_without_ink_is_blank(read: Callable[..., PageText]) -> None:
    found = read(pdf("0 0 m"))
    assert (found.status, found.text, found.engine) == (ReadStatus.BLANK, "", "")


@pytest.mark.parametrize(
    ("inches", "max_image_px", "width_px"),
    [
        pytest.param(10, 9_000_000, 3000, id="300-dpi"),
        pytest.param(10, 8_999_999, 2750, id="275-dpi"),
        pytest.param(10, 2_250_000, 1500, id="150-dpi"),
    ],
)
def test_large_pages_are_rendered_at_a_lower_resolution(
    inches: int, max_image_px: int, width_px: int, read: Callable[..., PageText]
) -> None:
    data = pdf("20 20 300 300 re f", box=f"0 0 {72 * inches} {72 * inches}")
    assert read(data, limits=Limits(max_image_px=max_image_px)).width_px == width_px


def test_a_page_beyond_every_resolution_is_too_large(read: Callable[..., PageText]) -> None:
    with pytest.raises(ItemError, match="100 square inches") as caught:
        read(pdf("0 0 9 9 re f", box="0 0 720 720"), limits=Limits(max_image_px=2_249_999))
    assert caught.value.reason_code == "image.too_large"


def scan() -> bytes:
    image = Image.new("L", (850, 1100), 255)
    ImageDraw.Draw(image).text((90, 90), "ACTA", 0, ImageFont.load_default(size=60))
    buffer = io.BytesIO()
    image.save(buffer, "PDF", resolution=100)
    return buffer.getvalue()


def test_an_image_that_is_not_drawn_is_no_blank_page(read: Callable[..., PageText]) -> None:
    assert read(scan()).status is ReadStatus.READ
    start = scan().index(b"\xff\xd8\xff")
    with pytest.raises(ItemError) as caught:
        read(scan()[:start] + bytes(400) + scan()[start + 400 :])
    assert caught.value.reason_code == "pdf.broken"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"%PDF-1.4\nnothing", id="nothing"),
        pytest.param(b"%PDF-1.4\nstartxref\n9\n%%EOF", id="table-that-is-not-there"),
        pytest.param(
            b"%PDF-1.4\nxref\n0 0\ntrailer<</Prev 9/Root 1 0 R>>\nstartxref\n9\n%%EOF",
            id="table-that-refers-to-itself",
        ),
    ],
)
def test_a_broken_pdf_says_so(data: bytes, read: Callable[..., PageText]) -> None:
    with pytest.raises(ItemError) as caught:
        read(data)
    assert caught.value.reason_code == "pdf.broken"


def test_a_pdf_without_pages_has_none(read: Callable[..., PageText]) -> None:
    with pytest.raises(ItemError):
        read(pdf())


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("pdfCabinetOfHorrors/encryption_openpassword.pdf", "pdf.encrypted"),
        ("pdfCabinetOfHorrors/encryption_notextaccess.pdf", None),
        ("pdfCabinetOfHorrors/javascript.pdf", None),
        ("pdfCabinetOfHorrors/corruptionOneByteMissing.pdf", None),
    ],
)
def test_the_cabinet_of_horrors(
    name: str, reason: str | None, read: Callable[..., PageText]
) -> None:
    path = DATA / "B" / "openpreserve-formats" / name
    if not path.exists():
        pytest.skip("no samples: set OPENFONDS_TEST_DATA")
    if reason is None:
        assert read(path.read_bytes()).words
        return
    with pytest.raises(ItemError) as caught:
        read(path.read_bytes())
    assert caught.value.reason_code == reason


@pytest.mark.data
def test_what_was_filled_into_a_form_is_seen(read: Callable[..., PageText]) -> None:
    path = DATA / "B" / "pdf-ocrmypdf" / "acroform.pdf"
    if not path.exists():
        pytest.skip("no samples: set OPENFONDS_TEST_DATA")
    ratio = read(path.read_bytes()).ink_ratio
    assert ratio is not None and ratio > 0.058  # 0.056 without what was filled in


def test_a_scan_of_a_page_of_a_metre_is_not_blown_up(tmp_path: Path) -> None:
    path = tmp_path / "big.pdf"
    Image.new("L", (2700, 3600), 255).save(path, "PDF", resolution=72)
    page = PageSource(1, "big.pdf", 0, "pdf")
    found = read_pdf(path, "key", page, OcrSettings(("eng",)), Limits())
    assert (found.status, found.width_px, found.height_px) == (ReadStatus.BLANK, 2700, 3600)
