"""Every kind of image reaches Tesseract upright, grey and whole, or is an explained failure."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from extractors.reading import image as module
from extractors.reading import tesseract
from extractors.reading.image import read_image
from extractors.reading.tesseract import OcrSettings, Recognition
from extractors.reading.tiff_frames import open_page
from extractors.stamps.search import StampReading
from openfonds.errors import ItemError
from openfonds.model import PageSource, PageText, ReadStatus
from openfonds.settings import Limits

ENGLISH = OcrSettings(("eng",))
EXIF_ORIENTATION, ROTATED_180 = 274, 3


class Seen:
    """What Tesseract was given."""

    path: Path
    image: Image.Image
    dpi: object


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Iterator[Seen]:
    """Takes the place of recognition, and looks at the image at the time of the call."""
    seen = Seen()

    def look(path: Path, _settings: OcrSettings, _seconds: float) -> Recognition:
        with Image.open(path) as image:
            image.load()
            seen.path, seen.image, seen.dpi = path, image.copy(), image.info.get("dpi")
        return Recognition("", (), None, "5.9.9", "eng:0;psm=3")

    monkeypatch.setattr(tesseract, "recognise", look)
    yield seen


def sheet(mode: str = "L") -> Image.Image:
    """A page whose upper left corner says something, so that one sees which way it is up."""
    image = Image.new("L", (600, 800), 235)
    ImageDraw.Draw(image).text((30, 30), "ACTA", 20, ImageFont.load_default(size=90))
    return image.convert(mode)


def is_upright(image: Image.Image) -> bool:
    pixels = np.asarray(image.convert("L")).astype(int)
    return bool(pixels[:200, :300].min() < 60 and pixels[400:].min() > 200)


def read(path: Path, part: int = 0, limits: Limits | None = None) -> PageText:
    page = PageSource(number=7, path=path.name, part=part, kind="image")
    return read_image(path, "key", page, ENGLISH, limits or Limits())


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_a_page_is_decoded_once_for_its_text_and_its_stamps(
    mode: str, seen: Seen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet(mode).save(tmp_path / "p.jpg", quality=95)
    opened, found = list[Path](), list[Image.Image]()
    real_open = open_page

    def count(path: Path, part: int, limits: Limits) -> tuple[IO[bytes], int]:
        opened.append(path)
        return real_open(path, part, limits)

    def look(picture: Image.Image, *_: object) -> StampReading:
        found.append(picture)
        return StampReading((), 0)

    monkeypatch.setattr(module, "open_page", count)
    monkeypatch.setattr(module, "find_stamps", look)
    page = PageSource(1, "p.jpg", 0, "image")
    with_stamps = replace(ENGLISH, stamps=True)
    read_image(tmp_path / "p.jpg", "key", page, with_stamps, Limits())
    assert len(opened) == 1
    assert is_upright(seen.image)
    assert [(one.mode, one.size) for one in found] == [("L" if mode == "L" else "RGB", (600, 800))]
    assert is_upright(found[0])


@pytest.mark.parametrize(
    ("name", "mode", "options"),
    [
        pytest.param("p.jpg", "L", {}, id="grey-jpeg"),
        pytest.param("p.jpg", "RGB", {"progressive": True}, id="colour-jpeg"),
        pytest.param("p.png", "L", {}, id="grey-png"),
        pytest.param("p.png", "1", {}, id="bitonal-png"),
        pytest.param("p.tif", "RGB", {}, id="raw-tiff"),
        pytest.param("p.tif", "1", {"compression": "group4"}, id="fax-tiff"),
        pytest.param("p.tif", "L", {"compression": "tiff_lzw"}, id="lzw-tiff"),
    ],
)
def test_tesseract_gets_the_original_where_it_can(
    name: str, mode: str, options: dict[str, object], tmp_path: Path, seen: Seen
) -> None:
    sheet(mode).save(tmp_path / name, **options)  # type: ignore[arg-type]
    found = read(tmp_path / name)
    assert seen.path == tmp_path / name
    assert (found.width_px, found.height_px) == (600, 800)
    assert (found.number, found.status, found.reason) == (7, ReadStatus.READ, "ocr.no_text")
    assert found.ink_ratio is not None and 0.001 < found.ink_ratio < 0.1


def sixteen_bits(factor: int) -> Image.Image:
    return Image.fromarray(np.asarray(sheet()).astype(np.uint16) * factor)


def with_alpha() -> Image.Image:
    """Black everywhere; only the letters are opaque."""
    image = Image.new("LA", (600, 800), (0, 0))
    image.putalpha(Image.eval(sheet(), lambda tone: 255 - tone if tone < 200 else 0))
    return image


def rotated() -> Image.Image:
    image = sheet().rotate(180)
    image.getexif()[EXIF_ORIENTATION] = ROTATED_180
    return image


@pytest.mark.parametrize(
    ("image", "name", "options"),
    [
        pytest.param(sheet("CMYK"), "p.jpg", {}, id="cmyk-jpeg"),
        pytest.param(sheet("CMYK"), "p.tif", {}, id="cmyk-tiff"),
        pytest.param(sheet("P"), "p.png", {}, id="palette"),
        pytest.param(sixteen_bits(257), "p.png", {}, id="16-bits-png"),
        pytest.param(sixteen_bits(257), "p.tif", {}, id="16-bits-tiff"),
        pytest.param(sixteen_bits(16), "p.tif", {}, id="12-bits-in-16"),
        pytest.param(sheet("F"), "p.tif", {}, id="float-tiff"),
        pytest.param(with_alpha(), "p.png", {}, id="alpha"),
        pytest.param(sheet(), "p.png", {"transparency": 0}, id="transparent-tone"),
        pytest.param(sheet("RGB"), "p.webp", {"lossless": True}, id="webp"),
        pytest.param(sheet("RGB"), "p.jp2", {}, id="jpeg-2000"),
        pytest.param(sheet("RGB"), "p.tif", {"compression": "jpeg"}, id="jpeg-in-tiff"),
        pytest.param(rotated(), "p.jpg", {"exif": rotated().getexif()}, id="rotated-jpeg"),
        pytest.param(rotated(), "p.tif", {"exif": rotated().getexif()}, id="rotated-tiff"),
    ],
)
def test_everything_else_is_decoded(
    image: Image.Image, name: str, options: dict[str, object], tmp_path: Path, seen: Seen
) -> None:
    image.save(tmp_path / name, **options)  # type: ignore[arg-type]
    found = read(tmp_path / name)
    if "transparency" not in options:  # where the letters are what one sees through
        assert is_upright(seen.image)
    assert seen.image.mode == "L"
    assert seen.path != tmp_path / name
    assert not seen.path.exists()
    assert (found.width_px, found.height_px) == (600, 800)


def test_each_frame_is_a_page(tmp_path: Path, seen: Seen) -> None:
    path = tmp_path / "p.tif"
    blank = Image.new("L", (300, 500), 235)
    blank.save(path, save_all=True, append_images=[sheet()], dpi=(300, 300))
    first, second = read(path), read(path, 1)
    assert (first.status, first.width_px, first.engine, first.text) == (
        ReadStatus.BLANK, 300, "", ""
    )  # fmt: skip
    assert (second.status, second.width_px) == (ReadStatus.READ, 600)
    assert seen.dpi == (300, 300)
    sheet().save(path, save_all=True, append_images=[blank])
    assert read(path).status is ReadStatus.READ
    assert seen.path != path  # which Tesseract would read to its end
    with pytest.raises(ItemError, match="no frame 3") as caught:
        read(path, 2)
    assert caught.value.reason_code == "source.part_missing"


@pytest.mark.parametrize("dpi", [(0, 0), (1, 1), (1e6, 1e6)])
def test_a_senseless_resolution_is_left_out(
    dpi: tuple[float, float], tmp_path: Path, seen: Seen
) -> None:
    sheet("P").save(tmp_path / "p.tif", dpi=dpi)
    read(tmp_path / "p.tif")
    assert seen.dpi in (None, (1, 1))


def jpeg() -> bytes:
    buffer = io.BytesIO()
    sheet().save(buffer, "JPEG")
    return buffer.getvalue()


def png() -> bytes:
    buffer = io.BytesIO()
    sheet().save(buffer, "PNG")
    return buffer.getvalue()


def endless_tiff() -> bytes:
    """A TIFF whose only directory, without an image in it, is its own successor."""
    return b"II*\0\x08\0\0\0" + b"\0\0" + b"\x08\0\0\0"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\xff\xd8\xff\xe0 no image", id="no-image"),
        pytest.param(jpeg()[: len(jpeg()) // 2], id="half-a-jpeg"),
        pytest.param(png()[: len(png()) // 2], id="half-a-png"),
        pytest.param(png()[:60] + b"\0" * 60 + png()[120:], id="damaged-png"),
        pytest.param(endless_tiff(), id="tiff-that-refers-to-itself"),
        pytest.param(b"BM" + bytes(200), id="no-format-that-is-read-here"),
    ],
)
def test_a_broken_image_says_so(data: bytes, tmp_path: Path, seen: Seen) -> None:
    (tmp_path / "p").write_bytes(data)
    with pytest.raises(ItemError) as caught:
        read(tmp_path / "p")
    assert caught.value.reason_code == "image.broken"


@pytest.mark.parametrize(
    ("size", "limits"),
    [
        pytest.param((600, 800), Limits(max_image_px=479_999), id="more-than-the-limit"),
        pytest.param((40, 33_000), Limits(), id="longer-than-tesseract-takes"),
    ],
)
def test_an_image_that_is_too_large_says_so(
    size: tuple[int, int], limits: Limits, tmp_path: Path, seen: Seen
) -> None:
    sheet().resize(size).save(tmp_path / "p.png")
    with pytest.raises(ItemError) as caught:
        read(tmp_path / "p.png", limits=limits)
    assert caught.value.reason_code == "image.too_large"


def test_a_bomb_is_not_unpacked(tmp_path: Path, seen: Seen) -> None:
    header = b"\0\0\0\rIHDR" + (200_000).to_bytes(4, "big") * 2 + b"\x08\0\0\0\0"
    bomb = png()
    (tmp_path / "p.png").write_bytes(bomb[:8] + header + b"\0\0\0\0" + bomb[33:])
    with pytest.raises(ItemError) as caught:
        read(tmp_path / "p.png")
    assert caught.value.reason_code in ("image.too_large", "image.broken")


@pytest.mark.tesseract
def test_a_page_is_read(tmp_path: Path) -> None:
    sheet("CMYK").save(tmp_path / "p.tif")
    found = read(tmp_path / "p.tif")
    assert found.text == "ACTA"
    assert (found.engine, found.reason) == ("tesseract", None)
    assert found.model.startswith("eng:")
    assert found.words[0].left == pytest.approx(30, abs=12)
