"""The word lists of a machine."""

from pathlib import Path

from extractors.reading.tesseract import probe
from openfonds.languages.dictionaries import Dictionaries


def test_russian_is_known_in_both_spellings() -> None:
    russian = Dictionaries(probe().tessdata).of("rus")
    assert russian is not None
    assert all(map(russian.has, ("Москва", "советъ", "генералѣ", "прошлаго", "УЧИЛИЩЕ")))
    assert not any(map(russian.has, ("совѣшъ", "фывап", "учнлище")))


def test_other_languages_are_asked_of_the_models() -> None:
    dictionaries = Dictionaries(probe().tessdata)
    german = dictionaries.of("deu")
    assert german is not None and german.has("Haus") and not german.has("Hauss")


def test_a_language_without_a_list_is_unknown() -> None:
    assert Dictionaries(probe().tessdata).of("xxx") is None
    assert Dictionaries(None).of("deu") is None
    assert Dictionaries(None).of(None) is None


def test_russian_needs_no_tesseract() -> None:
    russian = Dictionaries(None).of("rus")
    assert russian is not None and russian.has("совѣтъ")


def test_another_model_changes_the_digest(tmp_path: Path) -> None:
    empty = Dictionaries(tmp_path).digest
    (tmp_path / "deu.traineddata").write_bytes(b"one")
    assert Dictionaries(tmp_path).digest != empty
