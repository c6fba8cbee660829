import pytest

from openfonds.languages.scripts import main_script, script_of


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Совѣтъ 1912", "Cyrl"),
        ("Stadtverordnete", "Latn"),
        ("Λόγος και", "Grek"),
        ("שלום עולם", "Hebr"),
        ("كتاب قديم", "Arab"),
        ("საქართველო", "Geor"),
        ("Հայաստան", "Armn"),
        ("Рапорт Nr. 7, Paris", "Latn"),
        ("Рапортъ, см. Paris", "Cyrl"),
        ("дом", None),
        ("1912-1915, № 7 — %", None),
        ("", None),
    ],
)
def test_main_script(text: str, script: str | None) -> None:
    assert main_script(text) == script


def test_as_many_letters_of_two_scripts_give_the_same_answer_in_any_order() -> None:
    assert main_script("город Paris") == main_script("Paris город") == "Cyrl"


def test_digits_and_marks_have_no_script() -> None:
    assert [script_of(char) for char in "7№-\u0301 "] == [None] * 5
