"""Marks that are hardly to be read any more, known by standing alone and being no other word."""

import pytest

from openfonds.restrictions.detectors.edit_distance import weighted_distance
from openfonds.restrictions.detectors.lone_marks import LoneMarks
from openfonds.restrictions.detectors.normalise import fold
from openfonds.restrictions.detectors.secrecy_marks import SecrecyMarks

S, V = "secrecy_mark", "service_mark"
TEXT = "\n\nСлушали доклад управы о починке моста через реку, постановили отпустить 58 руб.\n"

MISREAD = [
    ("С. еекоетпо", S),
    ("Сснрстпо", S),
    ("Протокол заседания 6 января 1921 г.    С. еекоетпо", S),
    ("По сснрегу", S),
    ("П0 секрету", S),
    ("Сснретно. Лнчно", S),
    ("Секоетпое", S),
    ("Из 0со60й папки", S),
    ("СОВ. ОЕКРБТНО", S),
    ("По сскосту", S),
    ("Сскретная", S),
    ("Донеритедъно", V),
    ("Копфидспцпадьно", V),
    ("весьма еекоетпо", S),
]

# Near words, names, headings, abbreviations and what surrounds a mark.
OTHER = [
    "Секретарь", "Сенретарь", "СЕКРЕТАРЬ", "Секрстарь:", "Скоростно", "Конкретно", "Сердечно",
    "Свирепо", "Скрытно", "Секвестр", "Сенокос", "Скворцов", "Северцев", "Секретов", "Смертно",
    "Весьма срочно", "Весьма спешно", "Весьма Срочпо", "Лично", "Вручить лично", "Только лично",
    "Подозрительно", "подзритепьно", "Действительно", "Дейстеительпо", "Удовлетворительно",
    "Довер. лицо", "По скоту", "По скрету полей", "По сектору", "Особая палка", "Особый отдел",
    "Протокол", "Пространно", "Совет", "Сов. секция", "Ссертсо", "Секция", "Сепаратно",
    "Секретны", "Секретка", "Свирено", "Повелитедьно",
    "Конфискованно", "Конституционно", "Concretio", "Seсretarius", "1234567", "№ 12345678",
]  # fmt: skip


def lone(text: str) -> list[str]:
    return [fact for _, _, fact in LoneMarks().find(fold(text).text)]


@pytest.mark.parametrize(("mark", "fact"), MISREAD, ids=[m for m, _ in MISREAD])
def test_a_mark_of_which_little_is_left_is_found_above_and_below_a_text(
    mark: str, fact: str
) -> None:
    for text in (mark, mark + TEXT, TEXT + mark, f"Управа        {mark}{TEXT}"):
        assert [f.confidence for f in SecrecyMarks().find(text) if f.fact == fact] == ["likely"]


@pytest.mark.parametrize("text", OTHER)
def test_a_word_that_is_nearer_to_another_one_is_no_mark(text: str) -> None:
    assert lone(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "доставил пакет еекоетпо и вышел",
        "Доклад еекоетпо принят к сведению",
        "Пакет доставил еекоетпо\n",
        "Уезд | Доклад управы еекоетпо",
        "Зюзюкин. Еекоетпо",
        "того дома всех этих еекоетпо",
    ],
)
def test_among_other_words_it_is_no_mark(text: str) -> None:
    assert lone(text) == []


def test_in_a_published_work_it_is_possible_at_most() -> None:
    found = SecrecyMarks(printed=True).find("С. еекоетпо" + TEXT)
    assert [(f.fact, f.confidence) for f in found] == [(S, "possible")]


def test_its_place_is_that_of_the_text_as_given() -> None:
    text = "Журналъ\u00ad управы\n\n      По сснрегу\nДоложено"
    (mark,) = SecrecyMarks().find(text)
    assert text[mark.start : mark.end] == "По сснрегу"


def test_a_mark_that_is_read_is_not_reported_twice() -> None:
    assert [f.confidence for f in SecrecyMarks().find("Сов. секретно")] == ["certain"]


@pytest.mark.parametrize(
    ("one", "most", "halves"),
    [("секретно", 4, 0), ("оекретпо", 4, 2), ("секртно", 4, 2), ("абвгдежз", 4, 5), ("се", 4, 5)],
)
def test_halves_of_errors_are_counted_until_there_are_too_many(
    one: str, most: int, halves: int
) -> None:
    assert weighted_distance(one, "секретно", {("о", "с"), ("п", "н")}, most) == halves
