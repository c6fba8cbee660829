"""Engines as plug-ins, the spelling of Russian, and the model of our own."""

from collections.abc import Iterator
from datetime import date
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from extractors.preparing.page import Prepared
from extractors.reading import engine as module
from extractors.reading import tesseract
from extractors.reading.engine import Engine, Tesseract, engine_named
from extractors.reading.image import read_image
from extractors.reading.spelling import OLD_MODEL, is_old, spelling_of, with_spelling
from extractors.reading.tesseract import OcrSettings, Recognition, Spelling
from openfonds.errors import ItemError, ToolMissing
from openfonds.model import DateSpan, PageSource, Word
from openfonds.settings import Limits


class Corners:
    """A plug-in of the smallest kind: it finds one word, at the corner of what it is given."""

    def version(self) -> str:
        return "1.0"

    def model_id(self, settings: OcrSettings) -> str:
        return "corners"

    def recognise(self, image: Path, settings: OcrSettings, seconds: float) -> Recognition:
        with Image.open(image) as picture:
            word = Word("ACTA", 0, 0, picture.width, picture.height, 99.0)
        return Recognition("ACTA", (word,), 99.0, self.version(), "corners")


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As if a distribution had brought the plug-in."""
    named = {"corners": f"{__name__}:Corners", "broken": "nowhere.to_be:Found"}
    points = EntryPoints([EntryPoint(name, at, module.GROUP) for name, at in named.items()])

    def entry_points(**wanted: str) -> EntryPoints:
        return points.select(**wanted)

    monkeypatch.setattr(module, "entry_points", entry_points)
    engine_named.cache_clear()
    yield
    engine_named.cache_clear()


def test_a_plug_in_reads_and_is_named_in_the_record(installed: None, tmp_path: Path) -> None:
    image = Image.new("L", (1200, 1600), 120)  # grey paper: it will be made even
    ImageDraw.Draw(image).text((200, 300), "ACTA", 10, ImageFont.load_default(size=90))
    image.save(tmp_path / "p.png")
    page = PageSource(1, "p.png", 0, "image")
    settings = OcrSettings(("rus",), engine="corners")
    read = read_image(tmp_path / "p.png", "key", page, settings, Limits())
    assert (read.text, read.engine, read.engine_version) == ("ACTA", "corners", "1.0")
    assert (read.model, read.steps) == ("corners", ("background",))
    (word,) = read.words
    assert (word.left, word.top, word.width, word.height) == (0, 0, 1200, 1600)


def test_an_unknown_engine_is_refused(installed: None) -> None:
    with pytest.raises(ToolMissing, match="there are: broken, corners, tesseract"):
        engine_named("other")


def test_an_engine_that_cannot_be_loaded_says_so(installed: None) -> None:
    with pytest.raises(ToolMissing, match=r"'broken' cannot be loaded \(ModuleNotFoundError\)"):
        engine_named("broken")


def test_tesseract_needs_no_plug_in() -> None:
    engine: Engine = engine_named("tesseract")
    assert isinstance(engine, Tesseract)


@pytest.mark.parametrize(
    ("earliest", "latest", "expected"),
    [
        pytest.param(date(1752, 1, 1), date(1801, 12, 31), Spelling.OLD, id="before"),
        pytest.param(date(1936, 1, 1), date(1958, 12, 31), Spelling.MODERN, id="after"),
        pytest.param(date(1910, 1, 1), date(1925, 12, 31), Spelling.ASK, id="across"),
        pytest.param(None, None, Spelling.ASK, id="undated"),
    ],
)
def test_dates_tell_the_spelling(
    earliest: date | None, latest: date | None, expected: Spelling
) -> None:
    assert spelling_of(DateSpan("", earliest, latest)) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Въ началѣ бѣ слово, и слово бѣ къ Богу", True, id="old"),
        pytest.param("В начале было слово, и слово было у Бога", False, id="modern"),
        pytest.param("объезд съёмка подъём въезд отъезд изъян", False, id="hard-sign-inside"),
        pytest.param("Въ началѣ", False, id="too-few-words"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_old_spelling_is_told_by_its_words(text: str, expected: bool) -> None:
    assert is_old(text) is expected


@pytest.mark.tesseract
@pytest.mark.parametrize(
    ("text", "spelling", "model"),
    [
        pytest.param("чтобъ дно у ней было въ серединѣ", Spelling.ASK, OLD_MODEL, id="asked-old"),
        pytest.param("чтобы дно у неё было в середине", Spelling.ASK, "rus", id="asked-modern"),
        pytest.param("чтобы дно у неё было в середине", Spelling.OLD, OLD_MODEL, id="told"),
        pytest.param("чтобъ дно у ней было въ серединѣ", Spelling.MODERN, "rus", id="told-modern"),
    ],
)
def test_the_page_chooses_its_model(
    text: str, spelling: Spelling, model: str, tmp_path: Path
) -> None:
    font = ImageFont.truetype("/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf", 36)
    image = Image.new("L", (1000, 1400), 245)
    for line in range(18):
        ImageDraw.Draw(image).text((100, 100 + 65 * line), text, 20, font)
    image.save(tmp_path / "p.png")
    page = PageSource(1, "p.png", 0, "image")
    settings = OcrSettings(("rus",), spelling=spelling)
    read = read_image(tmp_path / "p.png", "key", page, settings, Limits())
    assert read.model.startswith(f"{model}:")
    if model == OLD_MODEL and "ъ" in text:
        assert "чтобъ" in read.text


def test_a_page_is_read_though_its_strip_was_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> Recognition:
        raise ItemError("ocr.crashed", "of the strip")

    monkeypatch.setattr(tesseract, "recognise", fail)
    image = Image.new("L", (1000, 1400), 245)
    page = Prepared(image, image.size, 1.0, None, (), 20.0)
    settings = OcrSettings(("rus",))
    assert with_spelling(settings, page, 60) == settings


@pytest.mark.tesseract
def test_our_model_and_an_installed_one_are_used_together() -> None:
    languages = (OLD_MODEL, "eng")
    tesseract.require_languages(languages)
    folder = tesseract._folder_with(languages)
    assert sorted(path.stem for path in folder.iterdir()) == ["eng", OLD_MODEL]
    assert tesseract.model_id(languages, 3).count(":") == 2
