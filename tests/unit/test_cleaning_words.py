"""Cleaners that ask a word list, or do without one."""

import pytest

from openfonds.cleaning.clean import clean_page
from openfonds.cleaning.letter_spacing import joined_letters
from openfonds.cleaning.look_alikes import own_letters
from openfonds.edits import EditedText, undo


class Words:
    """A word list of these words, in any case."""

    def __init__(self, words: str) -> None:
        self._words = frozenset(words.split())

    def has(self, word: str) -> bool:
        return word.lower() in self._words


RUSSIAN = Words(
    "историко филологический государство дарство научно исследовательский благо попечение инженер "
    "механик постановил совет россия кот точка сор сору город роде вольф сон инженер-химик химик "
    "рассудный мост оса"
)
ENGLISH = Words("well known well-known today to day to-day government govern ment long winded")


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        pytest.param("историко-\nфилологический", "историко-филологический", id="историко-"),
        pytest.param("госу-\nдарство", "государство", id="one word"),
        pytest.param("научно-\nисследовательский", "научно-исследовательский", id="adjectives"),
        pytest.param("благо-\nпопечение", "благопопечение", id="o before a noun"),
        pytest.param("инженер-\nмеханик", "инженер-механик", id="two words"),
        pytest.param("инженер-\nхимик", "инженер-химик", id="listed with its hyphen"),
        pytest.param("без-\nрассудный", "безрассудный", id="prefix that is a word"),
        pytest.param("Вольф-\nсон", "Вольфсон", id="name"),
        pytest.param("ГОСУ-\nДАРСТВО", "ГОСУДАРСТВО", id="capitals, listed"),
        pytest.param("САНКТ-\nПЕТЕРБУРГ", "САНКТ-\nПЕТЕРБУРГ", id="capitals, not listed"),
        pytest.param("Баден-\nБаден", "Баден-\nБаден", id="capital after the hyphen"),
        pytest.param("неве-\nдомое", "неведомое", id="not listed"),
    ],
)
def test_hyphens_with_a_list_of_russian(raw: str, cleaned: str) -> None:
    text, edits = clean_page(raw, RUSSIAN, "rus")
    assert text == cleaned
    assert undo(text, edits) == raw
    assert clean_page(text, RUSSIAN, "rus") == (text, ())


@pytest.mark.parametrize(
    ("raw", "cleaned", "language"),
    [
        pytest.param("well-\nknown man", "well-known\nman", "eng", id="well-known"),
        pytest.param("to-\nday", "today", "eng", id="short halves"),
        pytest.param("govern-\nment", "government", "eng", id="one word"),
        pytest.param("long-\nwinded", "long-winded", "fra", id="two words"),
        pytest.param("long-\nwinded", "longwinded", "deu", id="compounds in one"),
        pytest.param("Baden-\nBaden", "Baden-\nBaden", "deu", id="capital after the hyphen"),
    ],
)
def test_hyphens_with_a_list(raw: str, cleaned: str, language: str) -> None:
    text, edits = clean_page(raw, ENGLISH, language)
    assert text == cleaned
    assert undo(text, edits) == raw


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        pytest.param("совет п о с т а н о в и л:", "совет постановил:", id="in a line"),
        pytest.param("с о в е т  п о с т а н о в и л", "совет постановил", id="wide blank between"),
        pytest.param("с о в е т п о с т а н о в и л", "совет постановил", id="no blank between"),
        pytest.param("С О В Е Т", "СОВЕТ", id="capitals"),
        pytest.param("с\u2009о\u2009в\u2009е\u2009т", "совет", id="thin spaces"),
        pytest.param("а б в г д", "а б в г д", id="alphabet"),
        pytest.param("И. И. С. К.", "И. И. С. К.", id="initials"),
        pytest.param("1 2 3 4 5", "1 2 3 4 5", id="figures"),
        pytest.param("у к н ц и к", "у к н ц и к", id="not listed"),
        pytest.param("к о т", "к о т", id="three letters"),
        pytest.param("с o в е т", "с o в е т", id="two scripts"),
    ],
)
def test_letter_spacing(raw: str, cleaned: str) -> None:
    text, edits = clean_page(raw, RUSSIAN, "rus")
    assert text == cleaned
    assert undo(text, edits) == raw
    assert clean_page(text, RUSSIAN, "rus") == (text, ())


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        pytest.param("G e s e t z e", "Gesetze", id="long and pronounced"),
        pytest.param("G e s e t", "G e s e t", id="short"),
        pytest.param("x x x x x x x", "x x x x x x x", id="one letter"),
        pytest.param("b c d f g h k", "b c d f g h k", id="no vowels"),
    ],
)
def test_letter_spacing_without_a_list(raw: str, cleaned: str) -> None:
    assert EditedText(raw).apply(joined_letters(raw)).text == cleaned


@pytest.mark.parametrize(
    ("raw", "new"),
    [
        pytest.param("Рoccия", "Россия", id="listed"),
        pytest.param("кoт", "кот", id="short and listed"),
        pytest.param("Cоюзъ", "Союзъ", id="not listed, but plain"),
        pytest.param("wоrd", "word", id="Cyrillic o in a Latin word"),
        pytest.param("пр\u03bfтокол", "протокол", id="Greek o"),
        pytest.param("ВAЗ-2101", "ВAЗ-2101", id="model of a car"),
        pytest.param("ГOСТ2", "ГOСТ2", id="figures"),
        pytest.param("иванoв@mail.ru", "иванoв@mail.ru", id="address"),
        pytest.param("XVIIIго вѣка", "XVIIIго вѣка", id="Roman numeral"),
        pytest.param("cос", "cос", id="could be either"),
        pytest.param("Wертер", "Wертер", id="no look-alike"),
        pytest.param("сор и cop", "сор и cop", id="whole word of the other script"),
    ],
)
def test_look_alikes(raw: str, new: str) -> None:
    page = EditedText(raw).apply(own_letters(raw, RUSSIAN))
    assert page.text == new
    assert all(edit.reason == "look_alike" for edit in page.edits)
