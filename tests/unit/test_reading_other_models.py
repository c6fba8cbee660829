"""A page in another language or script is read once more with another model, and only then."""

from pathlib import Path

import pytest

from extractors.reading import other_models
from extractors.reading.other_models import packages_wanted, read_with_best_model
from extractors.reading.packages import package_of
from extractors.reading.shapes import Shapes
from extractors.reading.tesseract import OcrSettings, Recognition
from openfonds.errors import ItemError
from openfonds.model import Word

RUSSIAN = (
    "Городская управа в заседании двенадцатого марта постановила вымостить улицы в средней части"
    " города. Расходы покрыть из остатков прошлого года. Городской голова заявил, что работы должны"
    " быть окончены до зимы, потому что иначе пострадает торговля на рынках."
)
GERMAN = (
    "Der Magistrat der Stadt hat in seiner Sitzung beschlossen, die Strassen der inneren Stadt neu"
    " pflastern zu lassen. Die Kosten sollen aus den Mitteln des vergangenen Jahres gedeckt werden."
    " Der Meister sagte, dass die Arbeiten noch vor dem Winter fertig sein sollten."
)
GUESSES = "Рег Мад1$5{га{ ег З{аа Ба ш зешег 5Ц7япод уот 7м0Ш Магх Безсь1053еп " * 5
ALL = ("Cyrillic", "Latin", "deu", "eng", "fra", "osd", "rus", "ukr")


class Engine:
    """Reads what it is told to with each model, and notes what it was asked."""

    def __init__(self, **readings: tuple[str, float] | ItemError) -> None:
        self.readings, self.asked = readings, list[tuple[str, ...]]()

    def __call__(self, _image: Path, ocr: OcrSettings, seconds: float) -> Recognition:
        assert seconds <= 60
        self.asked.append(ocr.languages)
        found = self.readings["_".join(ocr.languages)]
        if isinstance(found, ItemError):
            raise found
        text, confidence = found
        words = tuple(Word(w, 0, 0, 9, 9, confidence) for w in text.split())
        return Recognition(text, words, confidence, "5", f"{'+'.join(ocr.languages)}:0;psm=3")


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """What the shapes of the page say; with how many times they were looked at behind it."""
    told: list[str | None] = ["Latin"]

    def look(_image: Path, _seconds: float) -> Shapes:
        told.append("looked")
        return Shapes(told[0])

    monkeypatch.setattr(other_models, "detect_shapes", look)
    return told


def read(
    engine: Engine, *models: str, others: tuple[str, ...] = ALL
) -> tuple[Recognition, tuple[str, ...]]:
    settings = OcrSettings(models, others=others)
    best = read_with_best_model(engine, Path("page.png"), settings, 60)
    return best.found, best.steps


def test_a_page_in_the_language_of_its_item_is_read_once(script: list[str | None]) -> None:
    engine = Engine(rus=(RUSSIAN, 94))
    assert read(engine, "rus")[1] == ()
    assert engine.asked == [("rus",)] and "looked" not in script


@pytest.mark.usefixtures("script")
def test_a_page_in_another_script_is_read_with_the_model_of_that_script() -> None:
    engine = Engine(rus=(GUESSES, 30), Latin=(GERMAN, 95))
    found, steps = read(engine, "rus")
    assert found.text == GERMAN and steps == ("model:Latin",)
    assert found.model.startswith("Latin:")


@pytest.mark.usefixtures("script")
def test_without_that_model_those_of_languages_are_taken_and_the_package_is_named() -> None:
    engine = Engine(rus=(GUESSES, 30), eng_deu_fra=(GERMAN, 95))
    found, steps = read(engine, "rus", others=("deu", "eng", "fra", "osd", "rus"))
    assert found.text == GERMAN
    assert steps == ("model:eng+deu+fra", "wanted:tesseract-ocr-script-latn")
    assert packages_wanted(steps) == ["tesseract-ocr-script-latn"]


def test_without_any_model_the_package_is_named(script: list[str | None]) -> None:
    script[0] = "Arabic"
    engine = Engine(rus=(GUESSES, 30))
    assert read(engine, "rus")[1] == ("wanted:tesseract-ocr-script-arab",)
    assert engine.asked == [("rus",)]


@pytest.mark.usefixtures("script")
def test_the_first_reading_stays_where_the_second_is_no_better() -> None:
    engine = Engine(rus=(GUESSES, 30), Latin=(GUESSES, 20))
    found, steps = read(engine, "rus")
    assert found.model.startswith("rus:") and steps == ()


@pytest.mark.usefixtures("script")
def test_the_first_reading_stays_where_the_second_fails() -> None:
    engine = Engine(rus=(GUESSES, 30), Latin=ItemError("ocr.timeout", "too long"))
    assert read(engine, "rus")[0].text == GUESSES


def test_the_page_has_one_limit_for_all_that_is_done_to_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock, given = iter((0.0, 45.0, 46.0)), list[float]()
    monkeypatch.setattr("time.monotonic", lambda: next(clock))
    monkeypatch.setattr(
        other_models, "detect_shapes", lambda _, seconds: given.append(seconds) or Shapes()
    )
    assert read(Engine(rus=(GUESSES, 30)), "rus")[0].text == GUESSES
    assert given == [15.0]


def test_a_failing_first_reading_is_a_failure() -> None:
    with pytest.raises(ItemError, match="too long"):
        read(Engine(rus=ItemError("ocr.timeout", "too long")), "rus")


def test_whoever_forces_the_models_gets_these_alone(script: list[str | None]) -> None:
    engine = Engine(rus=(GUESSES, 30))
    assert read(engine, "rus", others=())[1] == () and "looked" not in script


def test_a_text_plainly_in_another_language_is_read_with_its_model(
    script: list[str | None],
) -> None:
    engine = Engine(eng=(GERMAN, 86), deu=(GERMAN, 95))
    found, steps = read(engine, "eng")
    assert found.model.startswith("deu:") and steps == ("model:deu",)
    assert "looked" not in script


@pytest.mark.usefixtures("script")
@pytest.mark.parametrize("models", [("eng", "deu"), ("Latin",), ("script/Latin",)])
def test_a_language_that_was_read_already_is_not_read_again(models: tuple[str, ...]) -> None:
    engine = Engine(**{"_".join(models): (GERMAN, 86)})
    assert read(engine, *models)[1] == () and len(engine.asked) == 1


def test_specks_have_no_script(script: list[str | None]) -> None:
    engine = Engine(rus=("аз бу ве", 20))
    assert read(engine, "rus")[1] == () and "looked" not in script


@pytest.mark.parametrize(
    ("model", "package"),
    [
        ("script/Fraktur", "tesseract-ocr-script-frak"),
        ("Hebrew", "tesseract-ocr-script-hebr"),
        ("uzb_cyrl", "tesseract-ocr-uzb-cyrl"),
        ("kpv", None),
        ("Runic", None),
    ],
)
def test_packages_of_models(model: str, package: str | None) -> None:
    assert package_of(model) == package
