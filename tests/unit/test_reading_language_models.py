"""Which model reads a language."""

import pytest

from extractors.reading.language_models import models_for
from openfonds.app.shards import Recipe
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
