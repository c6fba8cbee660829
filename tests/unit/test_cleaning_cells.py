"""Cells of tables that only the boxes of words show."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openfonds.cleaning.cells import cells
from openfonds.cleaning.item import clean_item
from openfonds.edits import EditedText, undo
from openfonds.languages.dictionaries import Dictionaries
from openfonds.model import PageText, Word
from tests.item_samples import page_text

HEIGHT = 30
LETTER = 16  # pixels

TABLE = """Ведомость о числе учеников
Класс       Мальчиков   Девочек
Первый      24          18
Второй      21          16
Третий      19          15
Смотритель представляет настоящую ведомость"""


def page(typed: str) -> PageText:
    """A page as an engine reads it: one blank between words, whose boxes show where they stood."""
    words = tuple(
        Word(m[0], m.start() * LETTER, 40 * row, len(m[0]) * LETTER, HEIGHT, 90.0)
        for row, line in enumerate(typed.split("\n"))
        for m in re.finditer(r"\S+", line)
    )
    return page_text(re.sub(" +", " ", typed), words=words)


def tabbed(typed: str) -> Sequence[str]:
    one = page(typed)
    return EditedText(one.text).apply(cells(one.text, one.words)).text.split("\n")


def test_cells_at_the_same_place_are_parted() -> None:
    assert tabbed(TABLE) == [
        "Ведомость о числе учеников",
        "Класс\tМальчиков\tДевочек",
        "Первый\t24\t18",
        "Второй\t21\t16",
        "Третий\t19\t15",
        "Смотритель представляет настоящую ведомость",
    ]


def test_the_published_page_has_them_and_its_raw_text() -> None:
    (cleaned,) = clean_item([page(TABLE)], Dictionaries(None))
    assert "Первый\t24\t18" in cleaned.text
    assert {edit.reason for edit in cleaned.edits} == {"table"}
    assert undo(cleaned.text, cleaned.edits) == page(TABLE).text


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("Класс       Всего\nПервый      24", id="two rows"),
        pytest.param(
            "Указъ       его\nо     мѣрахъ противъ\nпожаровъ въ       городахъ", id="other places"
        ),
        pytest.param(
            "информации    въ      городскихъ     системахъ\n"
            "находится     на   земляхъ    имперіи     или\n"
            "иномъ   мѣстѣ     если      другое    не указано",
            id="wide justified type",
        ),
        pytest.param("слово  слово\nслово  слово\nслово  слово", id="gaps of justified type"),
        pytest.param("Первый    24\n\nВторой    21\n\nТретий    19", id="paragraphs"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_is_no_table(typed: str) -> None:
    assert not any("\t" in line for line in tabbed(typed))


def test_words_that_are_not_in_the_text_part_nothing() -> None:
    assert not list(cells("другой текст\nдругой текст\nдругой текст", page(TABLE).words))


def test_characters_without_a_word_do_not_hide_the_table() -> None:
    one = page(TABLE)
    text = one.text.replace("Первый", "• Первый").replace("24 18", "24| 18")
    found = EditedText(text).apply(cells(text, one.words)).text
    assert "Второй\t21\t16" in found and "• Первый\t24| 18" in found


@given(
    st.text("ab \n", max_size=60),
    st.lists(
        st.builds(
            Word,
            st.text("ab", max_size=3),
            *[st.integers(-50, 900)] * 2,
            *[st.integers(0, 99)] * 2,
            st.none(),
        )
    ),
)
def test_any_boxes(text: str, words: list[Word]) -> None:
    edited = EditedText(text).apply(cells(text, words))
    assert undo(edited.text, edited.edits) == text
    assert edited.text.split() == text.split()
