"""A small image of each page is kept in the vault, for people who decide."""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, PngImagePlugin

from benchmarks.made_pdfs import VISIBLE, Sheet, pdf_of
from extractors.jobs import read_job
from extractors.reading.derivative import LONGEST_SIDE_PX, PageImages, derivative, name_of_image
from extractors.reading.tesseract import OcrSettings
from openfonds.digests import sha256_of_bytes
from openfonds.model import PageSource, Word
from openfonds.settings import Limits
from openfonds.storage import open_storage

KEY = "ab" * 32


@pytest.fixture
def images(tmp_path: Path) -> PageImages:
    return PageImages(open_storage(f"file://{tmp_path / 'storage'}").vault)


def drawn(mode: str, size: tuple[int, int] = (1700, 2300)) -> Image.Image:
    page = Image.new(mode, size, 1 if mode == "1" else "white")
    ImageDraw.Draw(page).rectangle((200, 200, 700, 900), "black")
    return page


@pytest.mark.parametrize("mode", ["1", "L", "RGB", "RGBA", "CMYK", "P"])
def test_a_derivative_is_small_and_always_the_same(mode: str) -> None:
    found = derivative(drawn(mode))
    with Image.open(io.BytesIO(found)) as image:
        assert (image.format, max(image.size)) == ("JPEG", LONGEST_SIDE_PX)
        assert image.mode == ("L" if mode == "L" else "RGB")
        assert image.convert("L").getpixel((200, 200)) < 60  # CMYK has no full black
    assert derivative(drawn(mode)) == found
    assert len(found) < 40_000


def test_small_and_long_images_stay_what_they_are() -> None:
    for size in ((90, 40), (1, 4000)):
        with Image.open(io.BytesIO(derivative(Image.new("L", size, 255)))) as image:
            assert image.size == ((90, 40) if size[0] == 90 else (1, LONGEST_SIDE_PX))


def test_what_a_file_says_of_itself_does_not_go_along() -> None:
    page = drawn("RGB")
    exif = page.getexif()
    exif[270] = "канарейка"
    text = PngImagePlugin.PngInfo()
    text.add_text("Title", "canary")
    buffer = io.BytesIO()
    page.save(buffer, "PNG", pnginfo=text, exif=exif, icc_profile=b"canary", dpi=(300, 300))
    with Image.open(buffer) as loaded:
        loaded.load()
        found = derivative(loaded)
    assert b"canary" not in found and "канарейка".encode() not in found
    with Image.open(io.BytesIO(found)) as image:
        assert not image.getexif() and not {"icc_profile", "comment", "dpi"} & set(image.info)


def test_images_are_private_and_made_once(images: PageImages) -> None:
    images.keep(KEY, 3, drawn("L"))
    folder = images.vault.local_folder()
    (path,) = (p for p in folder.rglob("*") if p.is_file())
    assert path.relative_to(folder).as_posix() == name_of_image(KEY, 3)
    assert path.stat().st_mode & 0o777 == 0o600 and folder.stat().st_mode & 0o777 == 0o700
    before = path.stat().st_mtime_ns
    images.keep(KEY, 3, drawn("RGB"))
    assert path.stat().st_mtime_ns == before
    assert images.find(KEY, 3) == path.read_bytes()
    assert images.find(KEY, 4) is None


@pytest.mark.parametrize("n_bytes", [0, 2, -1])
def test_an_image_that_is_not_whole_is_made_anew(n_bytes: int, images: PageImages) -> None:
    images.keep(KEY, 3, drawn("L"))
    whole = images.find(KEY, 3)
    assert whole is not None
    images.vault.write(name_of_image(KEY, 3), whole[:n_bytes])
    assert images.find(KEY, 3) is None
    images.keep(KEY, 3, drawn("L"))
    assert images.find(KEY, 3) == whole


def jpeg() -> bytes:
    buffer = io.BytesIO()
    Image.new("L", (850, 1100), 255).save(buffer, "JPEG")
    return buffer.getvalue()


def text_pdf() -> bytes:
    words = [Word("minutes", 100, 100, 200, 30, None), Word("read", 320, 100, 120, 30, None)]
    return pdf_of([Sheet(Image.new("L", (850, 1100), 255), words, mode=VISIBLE, has_image=False)])


def blank_pdf() -> bytes:
    return pdf_of([Sheet(Image.new("L", (850, 1100), 255))])


@pytest.mark.parametrize(
    ("name", "data", "kind", "has_image"),
    [
        pytest.param("a.jpg", jpeg(), "image", True, id="image"),
        pytest.param("a.pdf", text_pdf(), "pdf", True, id="pdf-with-text"),
        pytest.param("a.pdf", blank_pdf(), "pdf", True, id="pdf-of-a-scan"),
        pytest.param("a.txt", b"minutes", "text", False, id="text"),
        pytest.param("a.jpg", b"\xff\xd8\xffbroken", "image", False, id="broken"),
    ],
)
def test_reading_a_page_leaves_an_image_of_it(
    name: str, data: bytes, kind: str, has_image: bool, images: PageImages, tmp_path: Path
) -> None:
    (tmp_path / "holding").mkdir()
    (tmp_path / "holding" / name).write_bytes(data)
    page = PageSource(number=7, path=name, part=0, kind=kind)
    source, digest = str(tmp_path / "holding"), sha256_of_bytes(data)
    read_job(source, KEY, page, digest, OcrSettings(("eng",)), Limits(), images)
    assert (images.find(KEY, 7) is not None) == has_image
    assert all(n == name_of_image(KEY, 7) for n in images.vault.names())
