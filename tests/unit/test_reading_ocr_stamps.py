"""The image of a page that came with its text is looked at for stamps (LAW 5.21)."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image

from extractors.reading import tesseract
from extractors.reading.ocr_file import named_image
from extractors.reading.page import OcrSettings, read_page
from extractors.reading.tesseract import Recognition
from extractors.stamps.beside import images_of
from openfonds.errors import ItemError, ToolMissing
from openfonds.model import PageSource, PageText, Word
from openfonds.settings import Limits
from tests import stamp_samples as samples

ALTO = (
    '<alto><Description>{}</Description><Layout><Page WIDTH="827" HEIGHT="1169"><TextLine>'
    '<String CONTENT="Minutes" HPOS="90" VPOS="300" WIDTH="90" HEIGHT="20"/>'
    "</TextLine></Page></Layout></alto>"
)
NAMED = "<sourceImageInformation><fileName>{}</fileName></sourceImageInformation>"
PAGE = '<PcGts><Page imageFilename="scans/7.png" imageWidth="827" imageHeight="1169"/></PcGts>'
HOCR = (
    "<html><body><div class='ocr_page' title='image \"a b.png\"; bbox 0 0 9 9'/>"
    "<div class='ocr_page' title='image c.png; bbox 0 0 9 9'/></body></html>"
)
SECRET = samples.Page(42, samples.Stamp(("СЕКРЕТНО",), "red", angle=11))


class Folder:
    """A source package that is a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def names(self) -> tuple[str, ...]:
        files = (path for path in self.root.rglob("*") if path.is_file())
        return tuple(sorted(path.relative_to(self.root).as_posix() for path in files))

    @contextmanager
    def local_copy(self, name: str) -> Iterator[Path]:
        yield self.root / name


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What was given to Tesseract; what it reads is a mark."""
    seen: list[Path] = []

    def recognise(path: Path, _settings: OcrSettings, _seconds: float) -> Recognition:
        seen.append(path)
        word = Word("СЕКРЕТНО", 0, 0, 9, 9, 95.0)
        return Recognition("СЕКРЕТНО", (word,), 95.0, "5.9.9", "rus:0;psm=6")

    monkeypatch.setattr(tesseract, "recognise", recognise)
    return seen


def _read(root: Path, name: str = "alto/p1.alto.xml", stamps: bool = True) -> PageText:
    page = PageSource(number=1, path=name, part=0, kind="alto")
    sha256 = hashlib.sha256((root / name).read_bytes()).hexdigest()
    return read_page(Folder(root), "key", page, sha256, OcrSettings(("rus",), 3, stamps), Limits())


def _delivery(root: Path, image: str | None, said: str = "") -> Path:
    (root / "alto").mkdir()
    (root / "img").mkdir()
    (root / "alto/p1.alto.xml").write_text(ALTO.format(said))
    if image:
        samples.draw_page(SECRET).save(root / image)
    return root


@pytest.mark.parametrize(
    ("image", "said"),
    [
        ("alto/p1.jpg", ""),
        ("img/P1.JPG", ""),
        ("img/0007.png", NAMED.format("/data/jobs/0007.png")),
        ("alto/0007.png", NAMED.format("D:\\jobs\\0007.PNG")),
    ],
    ids=["beside", "in another folder", "named", "named by Windows"],
)
def test_the_image_of_an_ocr_file_is_looked_at(
    image: str, said: str, tmp_path: Path, looks: list[Path]
) -> None:
    found = _read(_delivery(tmp_path, image, said))
    assert (found.text, found.engine, found.marks) == ("Minutes", "alto", ("СЕКРЕТНО",))


@pytest.mark.tesseract
def test_a_stamp_in_the_image_beside_is_read(tmp_path: Path) -> None:
    assert "СЕКРЕТНО" in _read(_delivery(tmp_path, "alto/p1.jpg")).marks


def test_words_at_the_head_that_the_file_has_are_not_read_again(
    tmp_path: Path, looks: list[Path]
) -> None:
    page = Image.new("L", (827, 1169), 250)
    page.paste(20, (90, 100, 180, 112))  # a line of ink where the file has its word
    root = _delivery(tmp_path, None)
    page.save(root / "alto/p1.png")
    text = ALTO.format("").replace('VPOS="300"', 'VPOS="96"')
    (root / "alto/p1.alto.xml").write_text(text)
    assert _read(root).marks == ()
    (root / "alto/p1.alto.xml").write_text(ALTO.format(""))
    assert _read(root).marks == ("СЕКРЕТНО",)


@pytest.mark.parametrize("image", [None, "img/p2.jpg"], ids=["none", "of another page"])
def test_without_its_image_nothing_changes(
    image: str | None, tmp_path: Path, looks: list[Path]
) -> None:
    found = _read(_delivery(tmp_path, image))
    assert (found.text, found.marks, found.unread_marks, looks) == ("Minutes", (), 0, [])


def test_nobody_looks_where_nobody_asks(tmp_path: Path, looks: list[Path]) -> None:
    found = _read(_delivery(tmp_path, "alto/p1.jpg"), stamps=False)
    assert (found.marks, looks) == ((), [])


def test_an_image_that_cannot_be_looked_at_goes_to_a_person(tmp_path: Path) -> None:
    root = _delivery(tmp_path, None)
    (root / "img/p1.png").write_bytes(b"no image")
    found = _read(root)
    assert (found.text, found.unread_marks) == ("Minutes", 1)


def test_what_the_machine_lacks_is_raised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def recognise(*_arguments: object) -> Recognition:
        raise ToolMissing("Tesseract is not installed: install it")

    monkeypatch.setattr(tesseract, "recognise", recognise)
    with pytest.raises(ToolMissing):
        _read(_delivery(tmp_path, "alto/p1.jpg"))


@pytest.mark.parametrize(
    ("text", "part", "name"),
    [
        (ALTO.format(NAMED.format("a.tif")), 0, "a.tif"),
        (ALTO.format(""), 0, ""),
        (PAGE, 0, "scans/7.png"),
        (HOCR, 0, "a b.png"),
        (HOCR, 1, "c.png"),
        (HOCR, 2, ""),
        ("<other/>", 0, ""),
    ],
)
def test_the_name_of_the_image(text: str, part: int, name: str, tmp_path: Path) -> None:
    path = tmp_path / "page.xml"
    path.write_text(text)
    assert named_image(path, part) == name


def test_a_file_that_is_no_xml_names_nothing(tmp_path: Path) -> None:
    path = tmp_path / "page.xml"
    path.write_text("<alto")
    with pytest.raises(ItemError, match="not well-formed"):
        named_image(path, 0)


@pytest.mark.parametrize(
    ("names", "images"),
    [
        (("a/alto/1.jpg", "a/img/1.jpg"), ("a/alto/1.jpg",)),
        (("a/1.jpg", "b/1.jpg", "b/img/1.jpg"), ("a/1.jpg",)),
        (("a/alto/1.jpg", "a/alto/1.tif", "a/alto/1.txt"), ("a/alto/1.jpg", "a/alto/1.tif")),
        (("b/img/1.jpg", "a/img/2.jpg"), ()),
    ],
    ids=["beside first", "near", "two forms", "of another set"],
)
def test_which_image_is_meant(names: tuple[str, ...], images: tuple[str, ...]) -> None:
    assert images_of("a/alto/1.xml", "", names) == images
