"""Which model reads a language."""

from datetime import date
from pathlib import Path

import pytest

from extractors.reading import tesseract
from extractors.reading.engine import engine_named
from extractors.reading.language_models import models_for
from extractors.reading.tesseract import OcrSettings, Spelling, TesseractInfo
from openfonds.app.intake import shards
from openfonds.app.intake.plan import Plan
from openfonds.app.intake.shards import Recipe, recipe_for
from openfonds.collection import Collection
from openfonds.errors import ToolMissing
from openfonds.model import Batch
from tests.item_samples import item

ALL = frozenset({"Cyrillic", "Latin", "deu", "eng", "rus", "tat"})


@pytest.mark.parametrize(
    ("language", "models"),
    [
        ("rus", ("rus",)),
        ("deu", ("deu",)),
        ("tat", ("Cyrillic",)),
        ("chu", ("rus_civil",)),
        ("kpv", ("Cyrillic",)),
        ("myv", ("Cyrillic",)),
        ("ron", ("Latin",)),
        ("ara", ()),
        ("jpn", ()),
    ],
)
def test_own_model_or_that_of_the_script(language: str, models: tuple[str, ...]) -> None:
    assert models_for(language, ALL) == models


def test_other_names_of_script_models() -> None:
    assert models_for("kpv", {"script/Cyrillic"}) == ("script/Cyrillic",)
    assert models_for("kpv", {"rus"}) == ()


def recipe(*, forced: bool = False, installed: frozenset[str] = ALL) -> Recipe:
    return Recipe(("rus",), forced, installed, "tesseract", "5.3.0")


@pytest.mark.parametrize(
    ("language", "models"),
    [
        (None, ("rus",)),
        ("коми", ("Cyrillic",)),
        ("нем", ("deu",)),
        ("рус; коми", ("rus", "Cyrillic")),
        ("араб", ("rus",)),
        ("рус; араб", ("rus",)),
    ],
)
def test_an_item_is_read_with_the_models_of_its_languages(
    language: str | None, models: tuple[str, ...]
) -> None:
    assert recipe().ocr_for(item(language=language)).languages == models


def test_forced_models_and_no_others() -> None:
    settings = recipe(forced=True).ocr_for(item(language="нем"))
    assert (settings.languages, settings.others) == (("rus",), ())
    assert recipe().ocr_for(item()).others == tuple(sorted(ALL))


class Versioned:
    """A plug-in whose model can be exchanged."""

    def __init__(self, model: str) -> None:
        self.model = model

    def version(self) -> str:
        return "1.0"

    def model_id(self, settings: OcrSettings) -> str:
        if not self.model:
            raise ToolMissing("the plug-in has no model: fetch it")
        return self.model


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A machine with the models of ALL."""
    there = TesseractInfo("5.3.0", tuple(sorted(ALL)), Path("/models"))
    for module in (tesseract, shards):
        monkeypatch.setattr(module, "probe", lambda: there)
    monkeypatch.setattr(tesseract, "_digest", lambda _: "0" * 64)
    return monkeypatch


def plan(*languages: str, forced: bool = False) -> Plan:
    none = Batch("item", "", "", 0)
    collection = Collection("c", languages=languages)
    return Plan(
        *("h", "", "", collection, forced, date(2026, 1, 1), "", 0, 0, (), (), ()),
        *(none, none, none),
    )


@pytest.mark.parametrize(
    ("languages", "models"),
    [
        (("rus", "tat", "kpv"), ("rus", "Cyrillic")),
        (("chu",), ("rus_civil",)),
    ],
)
@pytest.mark.usefixtures("machine")
def test_a_collection_is_read_with_the_models_that_an_item_would_be(
    languages: tuple[str, ...], models: tuple[str, ...]
) -> None:
    assert recipe_for(plan(*languages), "tesseract").languages == models
    assert recipe_for(plan("tat", forced=True), "tesseract").languages == ("tat",)


@pytest.mark.usefixtures("machine")
def test_a_model_that_is_missing_is_named_before_any_work() -> None:
    with pytest.raises(ToolMissing, match="for hye: apt-get install tesseract-ocr-hye"):
        recipe_for(plan("hye"), "tesseract")


def test_pages_are_read_again_by_a_plug_in_with_another_model(
    machine: pytest.MonkeyPatch,
) -> None:
    plug_in = Versioned("one")

    def named(name: str) -> object:
        return plug_in if name == "plug-in" else engine_named(name)

    machine.setattr(shards, "engine_named", named)
    made = recipe_for(plan("kpv"), "plug-in")
    before = made.settings(), made.digest(made.ocr_for(item()))
    assert made.settings() != recipe_for(plan("kpv"), "tesseract").settings()
    plug_in.model = "two"
    after = made.settings(), made.digest(made.ocr_for(item()))
    assert all(a != b for a, b in zip(before, after, strict=True))
    plug_in.model = ""
    with pytest.raises(ToolMissing, match="fetch it"):
        recipe_for(plan("kpv"), "plug-in")


@pytest.mark.usefixtures("machine")
def test_the_date_of_an_item_may_change_how_it_is_read() -> None:
    made = recipe_for(plan("rus"), "tesseract")
    old, new = (OcrSettings(("rus",), spelling=one) for one in (Spelling.OLD, Spelling.MODERN))
    assert made.digest(old) != made.digest(new)
