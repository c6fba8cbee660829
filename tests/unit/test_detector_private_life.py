"""What counts as content about the private life of a person, as a table for a lawyer."""

import pytest

from openfonds.restrictions.detectors.damaged_phrases import is_near
from openfonds.restrictions.detectors.private_life import PrivateLife
from openfonds.restrictions.findings import STRENGTH

P, M, A = "private_life", "medical", "adoption"
C, D = "special_category", "denunciation"

# text, fact, confidence
FOUND = [
    # forms and formulas
    ("Выписка из истории болезни № 7. Иванов", M, "certain"),
    ("Скорбный лист солдатки", M, "certain"),
    ("Тайна усыновления охраняется, о чём мать предупреждена", A, "certain"),
    ("Личный листок по учёту кадров", P, "certain"),
    ("Агентурное донесение", D, "certain"),
    ("Агентурное сообщенiе", D, "certain"),
    ("Подписка о сотрудничестве дана мною", D, "certain"),
    # the grammar says that it is a person
    ("покончил с собою", M, "likely"),
    ("была беременна от барина", M, "likely"),
    ("разбитъ параличомъ", M, "likely"),
    ("Инвалид 2 группы", M, "likely"),
    ("усыновил пасынка", A, "likely"),
    ("взята на воспитание в чужую семью", A, "likely"),
    ("Я, такой-то, родился в Твери", P, "likely"),
    ("подала на развод", P, "likely"),
    ("лишён избирательных прав", P, "likely"),
    ("раскулачен в 1930 г.", P, "likely"),
    ("осуждён на пять лет", P, "likely"),
    ("исключена из рядов ВКП(б)", C, "likely"),
    ("исключён из\nпартии", C, "likely"),
    ("состоит на учёте спецкомендатуры", C, "likely"),
    ("занималась проституцией", C, "likely"),
    ("агент «Верный» донёс", D, "likely"),
    ("источник «Роза» сообщает", D, "likely"),
    ("завербован под псевдонимом", D, "likely"),
    # a matter and a sign of a person
    ("У него туберкулёз.", M, "likely"),
    ("Петров И. И. направлен. Диагноз сифилис.", M, "likely"),
    ("Моя жена больна тифом", M, "likely"),
    ("Диагноз ясен. Он знает о нём.", M, "likely"),
    ("алименты на сына", P, "likely"),
    ("гр. Н. имеет судимость", P, "likely"),
    ("сын её сектант", C, "likely"),
    ("Сидорова Анна Ивановна, немка", C, "likely"),
    ("единственная акушерка села Н. и муж её", P, "likely"),
    # damaged letters
    ("он пыталея отравитьсл, доставлен с сифилнсом", M, "likely"),
    ("Петрова исключсна из парткома и комсомола, исключсна из партии", C, "likely"),
    ("Носырева Прасковья Иван0вна. Гонорея", M, "likely"),
    ("ЗАПИСКА О ЧЕЛ0ВЕКЕ: ИВАН0ВА, СИФИЛИС", M, "likely"),
    ("По осмотре Волосатов К. И. отправлен н больннцу", M, "likely"),
    # the matter alone
    ("Сифилис в уезде", M, "possible"),
    ("усыновление в древнем Риме", A, "possible"),
    ("алименты", P, "possible"),
    ("доносы времён империи", D, "possible"),
    ("сектанты и раскольники", C, "possible"),
    ("По закону сифилис подлежит учёту у врача Иванова И. И.", M, "possible"),
]

CLEAN = [
    "", "Протокол заседания исполкома", "план посева яровых", "История города Твери",
    "Больница на 20 коек построена", "Школа на 120 учеников", "Развод мостов в 2 часа ночи",
    "Развод караулов", "Арест имущества не наложен", "Разводят рыбу", "Ссылка на источник",
    "Экземпляр отчёта", "Донесение о манёврах", "Агент по снабжению", "Явка обязательна",
    "Иванов Пётр Ильич, депутат", "Она пришла домой", "Мой дядя самых честных правил",
    "Преступления, связанные с данными", "Запрет отразился на работе таможни",
    "the Secretary of State", "Der Rat tagte", "Le conseil s'est réuni",
]  # fmt: skip

detector = PrivateLife()


@pytest.mark.parametrize(("text", "fact", "confidence"), FOUND, ids=[c[0] for c in FOUND])
def test_content_is_found(text: str, fact: str, confidence: str) -> None:
    confidences = [f.confidence for f in detector.find(text) if f.fact == fact]
    assert confidences, "not found"
    assert max(confidences, key=STRENGTH.__getitem__) == confidence


@pytest.mark.parametrize("text", CLEAN)
def test_ordinary_text_is_clean(text: str) -> None:
    assert list(detector.find(text)) == []


def test_a_word_of_one_letter_is_not_taken_for_another() -> None:
    assert not list(detector.find("Доклад отправлен и Петров И. И. осмотрел больницу"))


def test_a_person_in_another_paragraph_does_not_count() -> None:
    alone = [f.confidence for f in detector.find("Туберкулёз лёгких.\n\nИванов П. И. выступил.")]
    assert alone == ["possible"]


def test_a_person_two_sentences_away_does_not_count() -> None:
    text = "Туберкулёз опасен. Погода стояла тёплая. Хлеба созрели рано. Иванов П. И. выступил."
    assert {f.confidence for f in detector.find(text)} == {"possible"}


def test_phrases_go_over_the_end_of_a_line_but_not_over_a_blank_line() -> None:
    assert list(detector.find("покончил\nс собою"))
    assert not list(detector.find("покончил\n\nс собою"))


def test_offsets_are_those_of_the_text_as_given() -> None:
    text = "Съѣздъ\u00ad, покон-\nчилъ съ собою."
    (finding,) = (f for f in detector.find(text) if f.fact == M)
    assert text[finding.start : finding.end] == "покон-\nчилъ съ собою"


def test_lost_blanks_are_tolerated() -> None:
    assert [f.fact for f in detector.find("исключёниз партии")] == [C]


@pytest.mark.parametrize(
    ("word", "errors", "is_open", "near"),
    [
        ("осведомнтеля", 1, True, True),
        ("осведомтель", 1, True, True),
        ("осведоммитель", 1, True, True),
        ("асведомнтель", 1, True, False),
        ("осведомитель", 0, True, True),
        ("осведомите", 1, True, True),
        ("осведомителям", 1, False, False),
    ],
)
def test_edits_are_counted(word: str, errors: int, is_open: bool, near: bool) -> None:
    assert is_near(word, "осведомител", errors, is_open=is_open) is near
