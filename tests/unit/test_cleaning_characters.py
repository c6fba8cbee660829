"""Encodings, ligatures and tables."""

import pytest

from openfonds.cleaning.clean import clean_page
from openfonds.edits import undo

RUSSIAN = "Городская управа постановила открыть новое училище"
OTHER = "при заводе и принять на счет города половину расходов"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("cp1251", "koi8-r"),
        ("koi8-r", "cp1251"),
        ("utf-8", "cp1251"),
        ("utf-8", "latin-1"),
        ("cp1251", "cp1252"),
        ("koi8-r", "latin-1"),
        ("cp866", "cp1251"),
    ],
)
def test_a_wrong_decoding_is_undone(written: str, read: str) -> None:
    wrong = RUSSIAN.encode(written).decode(read, "surrogateescape")
    if any("\ud800" <= char < "\ue000" for char in wrong):  # a byte that cp1251 has no sign for
        wrong = "".join(chr(ord(c) - 0xDC00) if c >= "\ud800" else c for c in wrong)
    raw = f"{wrong}\r\n1912 г.\r\n{wrong}"
    text, edits = clean_page(raw)
    assert text.split("\n")[::2] == [RUSSIAN, RUSSIAN]
    assert undo(text, edits) == raw
    assert clean_page(text) == (text, ())


def test_a_mistake_made_twice_is_undone() -> None:
    once = OTHER.encode("koi8-r").decode("cp1251").encode().decode("latin-1")
    assert clean_page(once)[0] == OTHER
    twice = OTHER.encode().decode("cp1251").encode().decode("cp1251")
    assert clean_page(twice)[0] == OTHER


def test_accents_in_two_bytes_become_letters() -> None:
    assert clean_page("L'Ã©tat gÃ©nÃ©ral, fÃ¼r")[0] == "L'état général, für"


@pytest.mark.parametrize(
    "right",
    [
        RUSSIAN,
        RUSSIAN.upper(),
        "L'état général des dépôts à Évreux, où été",
        "IRMÃ» e PÃ»",
        "Žluťoučký kůň úpěl ďábelské ódy",
        "Ђорђе Шћепановић љубав",
        "ĞÜİŞÇÖ ığüşöç",
        "А. С. ПУШКИН. ПОЛНОЕ СОБРАНИЕ СОЧИНЕНИЙ",
        "ÀÉÈÔÙ ÎÏÇ ÂÊÛ",
        "Рђ",
    ],
)
def test_what_was_decoded_rightly_stays(right: str) -> None:
    assert clean_page(right) == (right, ())


TABLE = """Ведомость
Иванов        12    300
Петров         7     25
Сидорова     115      1
Итого"""


def test_the_rows_of_a_table_keep_their_cells() -> None:
    text, edits = clean_page(TABLE)
    assert text.split("\n")[1:4] == ["Иванов\t12\t300", "Петров\t7\t25", "Сидорова\t115\t1"]
    assert {edit.reason for edit in edits} == {"table"}
    assert undo(text, edits) == TABLE
    assert clean_page(text) == (text, ())


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        pytest.param("oﬃce ﬁnal", "office final", id="Latin"),
        pytest.param("Geſchäﬅ", "Geſchäſt", id="long s stays"),
        pytest.param("æ œ ĳ ß", "æ œ ĳ ß", id="letters stay"),
        pytest.param("\ue123\uf001", "\ue123\uf001", id="private use stays"),
        pytest.param("а     б\nв     г", "а б\nв г", id="two rows"),
        pytest.param("а     б\nвв         г\nд   ее", "а б\nвв г\nд ее", id="not aligned"),
        pytest.param("а\tб\nв\tг\nд\tе", "а\tб\nв\tг\nд\tе", id="tabs"),
        pytest.param("а\t б\nв \tгг\nд\t\tе", "а\tб\nв\tгг\nд\tе", id="tabs and blanks"),
        pytest.param("а\tб", "а б", id="one tab"),
        pytest.param("  а\n  б\n  в", "а\n б\n в", id="indentation"),
        pytest.param("а\tб\nв\tслу-\nшал\tе\nд\tе", "а\tб\nв\tслу-\nшал\tе\nд\tе", id="cut cell"),
    ],
)
def test_ligatures_and_gaps(raw: str, cleaned: str) -> None:
    text, edits = clean_page(raw)
    assert text == cleaned
    assert undo(text, edits) == raw
    assert clean_page(text) == (text, ())
