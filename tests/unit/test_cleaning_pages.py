import unicodedata

import pytest

from openfonds.cleaning.clean import clean_page
from openfonds.edits import undo
from openfonds.model import Edit

CASES = [
    pytest.param("дома-\nшний скот", "домашний\nскот", id="hyphen"),
    pytest.param("дома-\nшний", "домашний", id="hyphen before the last word"),
    pytest.param("дома-\nшний\nскот", "домашний\nскот", id="rest of the word alone in its line"),
    pytest.param("дома-\nшний,» сказал", "домашний,»\nсказал", id="with its punctuation"),
    pytest.param("пере-\nдви-\nжение по", "передвижение\nпо", id="cut twice"),
    pytest.param("дома- \r\n  шний скот", "домашний\nскот", id="blanks and CRLF at the cut"),
    pytest.param("все-\nму и боль-\nшой", "всему\nи большой", id="two cuts, old spelling"),
    pytest.param("разсѣ-\nвается въ", "разсѣвается\nвъ", id="ѣ before the cut"),
    pytest.param("дома‐\nшний", "домашний", id="U+2010"),
    pytest.param("дома‑\nшний", "домашний", id="U+2011"),
    pytest.param("дома¬\nшний", "домашний", id="not sign"),
    pytest.param("дома\u00ad\nшний", "домашний", id="soft hyphen"),
    pytest.param("ПОСТА¬\nНОВИЛ", "ПОСТАНОВИЛ", id="not sign between capitals"),
    pytest.param("Ver⸗\nwaltung der", "Verwaltung\nder", id="Fraktur hyphen"),
    pytest.param("a-\nmor", "amor", id="Latin"),
    pytest.param("сло\u0301-\nво", "сло\u0301во", id="accent before the cut"),
    pytest.param("до\u00adмаш\u00adний", "домашний", id="soft hyphens inside"),
    pytest.param("1912-\n1915 гг.", "1912-\n1915 гг.", id="years stay"),
    pytest.param("Ростов-\nНа", "Ростов-\nНа", id="capital stays"),
    pytest.param("ПОСТАНО-\nВИЛ", "ПОСТАНО-\nВИЛ", id="capitals stay"),
    pytest.param("дома-\nhouse", "дома-\nhouse", id="two scripts stay"),
    pytest.param("дома-\n\nшний", "дома-\n\nшний", id="blank line stays"),
    pytest.param("дома -\nшний", "дома -\nшний", id="dash stays"),
    pytest.param("5-\nго числа", "5-\nго числа", id="digit before the cut stays"),
    pytest.param("дома\u00ad\nШний", "домаШний", id="soft hyphen before a capital"),
    pytest.param("дома\u00ad\n7", "дома-\n7", id="soft hyphen seen at a line end"),
    pytest.param("дома\u00ad", "дома-", id="soft hyphen at the end of the page"),
    pytest.param("Ein-\nund Ausfuhr", "Ein-\nund Ausfuhr", id="suspended hyphen, German"),
    pytest.param("сельско-\nи лесное", "сельско-\nи лесное", id="suspended hyphen, Russian"),
    pytest.param("давно-\nшнее- и", "давно-\nшнее- и", id="would make a new cut"),
    pytest.param("кое-\nкто был", "кое-кто\nбыл", id="кое-"),
    pytest.param("кое-\nго дня", "коего\nдня", id="коего is no кое-"),
    pytest.param("по-\nрусски", "по-русски", id="по-русски"),
    pytest.param("по-\nлучить", "получить", id="получить"),
    pytest.param("по-\nновому", "по-новому", id="по-новому"),
    pytest.param("по-\nэтому", "поэтому", id="поэтому"),
    pytest.param("по-\nтерянному", "потерянному", id="потерянному"),
    pytest.param("какой-\nто", "какой-то", id="какой-то"),
    pytest.param("золо-\nто", "золото", id="золото"),
    pytest.param("кому-\nлибо", "кому-либо", id="-либо"),
    pytest.param("чего-\nнибудь", "чего-нибудь", id="-нибудь"),
    pytest.param("историко-\nкультурный", "историко-культурный", id="историко-"),
    pytest.param("юго-\nвосточный", "юго-восточный", id="юго-восточный"),
    pytest.param("юго-\nславский", "югославский", id="югославский"),
    pytest.param("изъ-\nподъ земли", "изъ-подъ\nземли", id="изъ-подъ"),
    pytest.param("во-\nпервыхъ", "во-первыхъ", id="во-первыхъ"),
    pytest.param("во-\nпрос", "вопрос", id="вопрос"),
    pytest.param("обер-\nпрокурор", "обер-прокурор", id="обер-прокурор"),
    pytest.param("обер-\nнуть", "обернуть", id="обернуть"),
    pytest.param("  a \t b\u00a0\u2009c \n", "a b c", id="blanks"),
    pytest.param("a\n  b", "a\n b", id="one blank is left of an indentation"),
    pytest.param("a\u00a0b", "a b", id="one no-break space"),
    pytest.param("a\n\nb", "a\n\nb", id="one blank line"),
    pytest.param("a\n \n\t\n\nb", "a\n\nb", id="blank lines"),
    pytest.param("a\r\nb\rc\u2028d\x0be", "a\nb\nc\nd\ne", id="line breaks"),
    pytest.param("\ufeffa\u200bb\x00c\u2060d\x07", "abcd", id="unseen"),
    pytest.param("a\U000e0068\U000e0069b", "ab", id="hidden tags"),
    pytest.param("می\u200cخواهم", "می\u200cخواهم", id="non-joiner is Persian spelling"),
    pytest.param("ab\u200ccd", "abcd", id="non-joiner in Latin"),
    pytest.param("a\ufffd\ue000b", "a\ufffd\ue000b", id="lost and private characters stay"),
    pytest.param("\n \n", "", id="nothing but blanks"),
    pytest.param("", "", id="empty"),
]


@pytest.mark.parametrize(("raw", "cleaned"), CASES)
def test_cleaned_text(raw: str, cleaned: str) -> None:
    text, edits = clean_page(raw)
    assert text == cleaned
    assert undo(text, edits) == raw
    assert clean_page(text) == (text, ())


def test_only_the_characters_that_change_become_an_nfc_edit() -> None:
    raw = unicodedata.normalize("NFD", "мой дом и твой е\u0308ж\u0301")
    text, edits = clean_page(raw)
    assert text == "мой дом и твой ёж\u0301"
    assert edits == (
        Edit(2, 1, "и\u0306", "nfc"),
        Edit(13, 1, "и\u0306", "nfc"),
        Edit(15, 1, "е\u0308", "nfc"),
    )


def test_hangul_jamo_are_composed() -> None:
    assert clean_page("\u1112\u1161\u11ab")[0] == "한"


def test_clean_text_has_no_edits() -> None:
    assert clean_page("Городской совѣтъ\nпостановилъ") == ("Городской совѣтъ\nпостановилъ", ())


def test_each_edit_says_why() -> None:
    _, edits = clean_page("\x00слу-\nшали  мои\u0306 дом\r\n")
    assert [edit.reason for edit in edits] == [
        "control",
        "hyphen",
        "hyphen+whitespace",
        "nfc",
        "line_break+whitespace",
    ]
