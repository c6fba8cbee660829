"""A page on its side or its head is turned and read again, its words placed where they stand."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image

from extractors.preparing.page import Prepared
from extractors.preparing.turning import box_before
from extractors.reading import image as image_module
from extractors.reading import other_models, tesseract, upright
from extractors.reading.image import with_stamps
from extractors.reading.shapes import Shapes, detect_shapes
from extractors.reading.tesseract import OcrSettings, Recognition
from extractors.reading.upright import read_upright, turn_of
from extractors.stamps.search import StampReading
from openfonds.errors import ItemError
from openfonds.model import PageText, ReadStatus, Word
from openfonds.settings import Limits
from tests import drawn_pages

TEXT = "Municipal council of the town, minutes of the meeting of the twelfth of March. " * 2
RUBBISH = "yolew jo ypjjjoM) ayy Jo Bunjoow ay} Jo s9jnuIw ‘uMo} oy} " * 3
ENGLISH = OcrSettings(("eng",))
SHEET = drawn_pages.print_page("Municipal council of the town, minutes")
WIDTH, HEIGHT = SHEET.size


class Engine:
    """Reads the upright sheet, and of any other makes rubbish."""

    def __init__(self, folder: Path, then: ItemError | None = None) -> None:
        self.folder, self.then, self.calls = folder, then, 0

    def recognise(self, path: Path, _settings: OcrSettings, _seconds: float) -> Recognition:
        self.calls += 1
        if self.calls > 1 and self.then:
            raise self.then
        with Image.open(path) as picture:
            is_upright = picture.convert("L").tobytes() == SHEET.tobytes()
        text, confidence = (TEXT, 95.0) if is_upright else (RUBBISH, 30.0)
        words = tuple(Word(word, 100, 200, 60, 20, confidence) for word in text.split())
        return Recognition(text, words, confidence, "5", "eng:0;psm=3")

    def read(
        self, lies: int, settings: OcrSettings = ENGLISH
    ) -> tuple[Recognition, tuple[str, ...]]:
        """The sheet, lying turned by so many degrees against the clock."""
        page = SHEET.rotate(lies, expand=True)
        page.save(self.folder / "page.png")
        return read_upright(self.folder / "page.png", page, settings, 60)


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    engine = Engine(tmp_path)
    monkeypatch.setattr(tesseract, "recognise", engine.recognise)
    monkeypatch.setattr(
        upright, "prepare", lambda grey: Prepared(grey, grey.size, 1.0, None, (), None)
    )
    return engine


def say(monkeypatch: pytest.MonkeyPatch, turn: int) -> None:
    monkeypatch.setattr(other_models, "detect_shapes", lambda *_: Shapes("Latin", turn))


@pytest.mark.parametrize(
    ("turn", "box"),
    [
        (90, (200, WIDTH - 160, 20, 60)),  # of a page as high as the upright one is wide
        (180, (WIDTH - 160, HEIGHT - 220, 60, 20)),
        (270, (HEIGHT - 220, 100, 20, 60)),
    ],
)
def test_a_turned_page_is_read_upright(
    turn: int, box: tuple[int, ...], engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(monkeypatch, turn)
    found, steps = engine.read(turn)
    word = found.words[0]
    assert (found.text, steps, engine.calls) == (TEXT, (f"rotate:{turn}",), 2)
    assert (word.left, word.top, word.width, word.height) == box


def test_an_upright_page_is_read_once_and_nobody_asks(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(other_models, "detect_shapes", lambda *_: pytest.fail("asked"))
    found, steps = engine.read(0)
    assert (found.text, steps, engine.calls) == (TEXT, (), 1)


def test_a_wrong_turn_is_not_taken(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    say(monkeypatch, 90)
    found, steps = engine.read(180)
    assert (found.text, steps) == (RUBBISH, ())


def test_the_first_reading_stays_where_the_second_fails(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(monkeypatch, 180)
    engine.then = ItemError("ocr.timeout", "too long")
    assert engine.read(180)[0].text == RUBBISH


def test_every_part_of_reading_has_what_is_left_of_the_time(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, given = [100.0], dict[str, float]()

    def takes(name: str, seconds: float, result: object) -> object:
        now[0] += 10
        given[name] = seconds
        return result

    sheet = Prepared(SHEET, SHEET.size, 1.0, None, (), None)
    monkeypatch.setattr(upright, "time", SimpleNamespace(monotonic=lambda: now[0]))
    monkeypatch.setattr(upright, "prepare", lambda _grey: takes("preparing", 60, sheet))
    monkeypatch.setattr(upright, "with_spelling", lambda ocr, _page, s: takes("spelling", s, ocr))
    monkeypatch.setattr(
        upright,
        "read_with_best_model",
        lambda _read, _path, _ocr, s, _turned: takes(
            "models", s, other_models.BestReading(Recognition("", (), None, "", ""), (), 1.0)
        ),
    )
    engine.read(0)
    assert given == {"preparing": 60, "spelling": 50, "models": 40}


def page_of(words: tuple[Word, ...], steps: tuple[str, ...] = ()) -> PageText:
    return PageText(
        *("key", 1, ReadStatus.READ, None, "text", words, WIDTH, HEIGHT, 0.1, 90.0),
        *("tesseract", "5", "eng:0;psm=3"),
        steps=steps,
    )


UPENDED = tuple(Word("council", 50, 60 * n, 20, 55, 90.0) for n in range(8))
LEVEL = tuple(Word("council", 50, 60 * n, 55, 20, 90.0) for n in range(8))


@pytest.mark.parametrize(
    ("page", "turn"),
    [
        pytest.param(page_of(UPENDED, ("rotate:90", "background")), 90, id="it-was-turned"),
        pytest.param(page_of(UPENDED), 270, id="tesseract-read-it-sideways"),
        pytest.param(page_of(LEVEL), 0, id="level"),
        pytest.param(page_of(UPENDED[:3]), 0, id="a-word-in-the-margin"),
    ],
)
def test_stamps_are_looked_for_in_the_upright_page(
    page: PageText, turn: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = list[Image.Image]()

    def look(picture: Image.Image, *_: object) -> StampReading:
        seen.append(picture)
        return StampReading((), 0)

    monkeypatch.setattr(image_module, "find_stamps", look)
    assert turn_of(page) == turn
    with_stamps(page, (SHEET.rotate(turn, expand=True),), ENGLISH, Limits())
    assert seen[0].tobytes() == SHEET.tobytes()


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_words_that_came_with_a_page_turn_with_it(
    turn: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = list[tuple[Word, ...]]()

    def look(_picture: Image.Image, _read: object, words: tuple[Word, ...]) -> StampReading:
        known.append(words)
        return StampReading((), 0)

    monkeypatch.setattr(image_module, "find_stamps", look)
    lies = SHEET.rotate(turn, expand=True)
    word = Word("secret", 100, 200, 60, 20, None)
    left, top, width, height = box_before((100, 200, 60, 20), turn, lies.size)
    came = replace(word, left=left, top=top, width=width, height=height)
    page = page_of((), (f"rotate:{turn}",))
    with_stamps(page, (lies, lies), ENGLISH, Limits(), (came,))
    assert known == [(word,), ()]


@pytest.mark.tesseract
def test_shapes_tell_which_way_is_up(tmp_path: Path) -> None:
    SHEET.rotate(180).save(tmp_path / "page.png")
    assert detect_shapes(tmp_path / "page.png", 60) == Shapes("Latin", 180)
