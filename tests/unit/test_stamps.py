"""A secrecy stamp that stands only in the image is seen; a page without one is left alone."""

import tempfile
from pathlib import Path

import pytest
from PIL import Image

from examples.make_holding import make_holding
from extractors.stamps import StampReading, find_stamps
from extractors.tesseract import OcrSettings, recognise
from openfonds.restrictions.detectors.registry import examine

pytestmark = pytest.mark.tesseract


@pytest.fixture(scope="module")
def scans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("holding")
    make_holding(folder)
    return folder / "scans"


def words(picture: Image.Image, psm: int) -> str:
    with tempfile.NamedTemporaryFile(suffix=".tif") as file:
        picture.save(file, format="TIFF")
        file.flush()
        return recognise(Path(file.name), OcrSettings(("rus",), psm), 60).text


def stamps_of(scan: Path) -> StampReading:
    with Image.open(scan) as image:
        return find_stamps(image.convert("RGB"), words)


def marks(found: StampReading) -> set[str]:
    facts = {f.fact for text in found.texts for f in examine(text)}
    return facts & {"secrecy_mark", "service_mark"}


def test_a_tilted_red_stamp_is_read(scans: Path) -> None:
    found = stamps_of(scans / "shtamp-1913.jpg")
    assert "secrecy_mark" in marks(found)


@pytest.mark.parametrize("scan", ["dostup-1911.jpg", "ocherki-1905-1.jpg"])
def test_a_page_without_a_stamp_is_left_alone(scans: Path, scan: str) -> None:
    assert stamps_of(scans / scan) == StampReading((), 0)


def test_what_the_reader_raises_goes_through(scans: Path) -> None:
    def broken(_picture: Image.Image, _psm: int) -> str:
        raise OSError("no space")

    with Image.open(scans / "shtamp-1913.jpg") as image, pytest.raises(OSError, match="no space"):
        find_stamps(image.convert("RGB"), broken)
