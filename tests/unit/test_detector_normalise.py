import pytest

from openfonds.restrictions.detectors.normalise import fold, fold_phrase

SAME = [
    ("СЕКРЕТНО", "секретно"),
    ("CEKPETHO", "секретно"),
    ("Сeкpeтнo", "секретно"),
    ("СЕКРѢТНО", "секретно"),
    ("актъ", "акт"),
    ("Ѳеодоръ", "феодор"),
    ("Россія", "россия"),
    ("съѣздъ", "съезд"),
    ("Конфиденціально", "конфиденциально"),
    ("лич\u00adный", "личный"),
    ("лич\u200bный", "личный"),
    ("личный", "личныи\u0306"),
    ("пасп0рт", "паспорт"),
    ("сек-\nретно", "секретно"),
    ("сек-  \r\n  ретно", "секретно"),
    ("сек¬\nретно", "секретно"),
    ("сек\u00ad\nретно", "секретно"),
    ("с о в е т", "совет"),
    ("с\u00a0о\u2009в е т", "совет"),
    ("Top Secret", "TOP SECRET"),
    ("Tres", "Très"),
    ("conﬁdential", "confidential"),
    ("№\u00a012–34", "№ 12-34"),
    ("１２３", "123"),
]


@pytest.mark.parametrize(("one", "other"), SAME, ids=[repr(a) for a, _ in SAME])
def test_folds_alike(one: str, other: str) -> None:
    assert fold(one).text == fold(other).text == fold_phrase(one)


DIFFERENT = [
    ("а б в", "абв"),  # three letters may be a list
    ("1 2 3 4 5", "12345"),
    ("сек-\n\nретно", "секретно"),  # a blank line ends a paragraph
    ("12-\n34", "1234"),
    ("№123", "n123"),
    ("ОЗ4", "озч"),  # a number with two digits misread stays one
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT, ids=[repr(a) for a, _ in DIFFERENT])
def test_does_not_fold_alike(one: str, other: str) -> None:
    assert fold(one).text != fold(other).text


@pytest.mark.parametrize(
    ("text", "folded", "original"),
    [
        ("въ сек-\nретномъ", "секретном", "сек-\nретном"),
        ("а с о в е т б", "асоветб", "а с о в е т б"),
        ("по\u00adчта\u200b мира", "почта", "по\u00adчта"),
        ("о conﬁdential!", "соnfиdеnтиаl", "conﬁdential"),
        ("съѣздъ актъ", "акт", "акт"),
        ("ﬁﬁ x", "х", "x"),
    ],
)
def test_the_span_of_the_original(text: str, folded: str, original: str) -> None:
    result = fold(text)
    start = result.text.index(folded)
    begin, end = result.span(start, start + len(folded))
    assert text[begin:end] == original


def test_the_text_with_digits_has_the_same_offsets() -> None:
    result = fold("А123ВСЕ6 пасп0рт")
    assert len(result.text) == len(result.with_digits)
    assert "пасп0рт" in result.with_digits
