"""Of which children a text speaks, as a table for a lawyer."""

import pytest

from openfonds.restrictions.detectors.minors import Minors

FOUND = [
    "Ученик 4 класса Семёнов", "Воспитанница детского дома Зоя", "Иванов Пётр, 10 лет",
    "Петров И. И., 12 лет, без надзора", "мальчик лет семи", "дочь Мария 5 лет",
    "тринадцатилетний сын крестьянина", "десятилѣтній мальчикъ", "Ивановой 15 лет",
    "ребёнок восьми месяцев", "несовершеннолетняя дочь", "Список учеников школы",
    "младенец мужского пола", "подросток Сидоров задержан", "сирота Иван Петров",
    "Иванов, 1930 г.р. Справка выдана 3 мая 1941 г.", "не достигла совершеннолетия",
    "3 мая 1941 г.\n\nИванов, 1930 г.р.", "Иванов, 1930 г.р.\n\n3 мая 1941 г.",
    "Der Schüler Karl Huber, 12 Jahre alt", "Lotte Vogel, zehnjährig", "das Mündel Anna",
    "L'élève Jean Dubosc, âgé de 12 ans", "Marie Perrin, dix ans", "l'orphelin Henri Dubosc",
    "John Hartley, aged 12", "Mary Dunn, ten years old", "a boy of eight was found",
]  # fmt: skip
CLEAN = [
    "", "Школа на 120 учеников", "10 лет со дня основания", "дети до 7 лет бесплатно",
    "Иванов И. И. осуждён на 10 лет", "Иванов, 10 лет лишения свободы", "Петров, 10 лет ИТЛ",
    "за 5 лет построено", "Иванов П. И. работал 10 лет", "через 3 года Петров вернулся",
    "Иванов, 45 лет", "Иванов, 18 лет", "Иванову 117 лет", "5 лет тому назад Иванов",
    "Иванов, 1905 г.р. Справка выдана 3 мая 1941 г.", "1905 г.р., в 1920 учился, ныне, в 1941",
    "Иванов, 1930 г.р.", "пятилетний план завода", "восьмилетняя школа", "стаж 10 лет",
    "Schule für 240 Schüler", "Kinder unter 6 Jahren", "seit zehn Jahren besteht der Verein",
    "une école pour 240 élèves", "depuis dix ans", "children under 6 travel free",
    "the society has existed for ten years", "sentenced to three years imprisonment",
]  # fmt: skip

detector = Minors()


@pytest.mark.parametrize("text", FOUND)
def test_a_child_is_found(text: str) -> None:
    assert {f.confidence for f in detector.find(text)} & {"likely", "certain"}


@pytest.mark.parametrize("text", CLEAN)
def test_ordinary_text_speaks_of_no_child(text: str) -> None:
    assert list(detector.find(text)) == []


@pytest.mark.parametrize(("born", "is_minor"), [(1923, False), (1924, True), (1941, True)])
def test_under_eighteen_in_the_year_of_the_document(born: int, is_minor: bool) -> None:
    text = f"Иванов, {born} г.р. Справка выдана 3 мая 1941 г."
    assert bool(list(detector.find(text))) is is_minor


def test_a_later_year_in_another_paragraph_takes_nothing_away() -> None:
    text = "3 мая 1941 г.\n\nИванов, 1930 г.р."
    assert list(detector.find(f"{text}\n\nКопия снята в 1985 году."))


def test_a_child_word_alone_in_an_official_text_is_at_most_possible() -> None:
    confidences = {f.confidence for f in detector.find("Утвердить штат: воспитанник, сторож.")}
    assert confidences <= {"possible"}


def test_offsets_are_those_of_the_text_as_given() -> None:
    text = "Съѣздъ\u00ad. Ивановъ Петръ, 10 лѣтъ."
    (finding,) = detector.find(text)
    assert text[finding.start : finding.end] == "10 лѣт"
