"""Names of persons in every form in which archival text has them."""

import pytest

from openfonds.restrictions.detectors.persons import Persons, spans_over_pages
from openfonds.restrictions.findings import STRENGTH
from openfonds.restrictions.redaction import redact


def _left(text: str) -> str:
    return redact(text, [(f.start, f.end) for f in Persons().find(text)]).text


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Слушали заявление Ковальчука Ивана Петровича о пособии.", ["Ковальчука", "Петровича"]),
        ("Грозная Анна Петровна выбыла.", ["Грозная", "Анна", "Петровна"]),
        ("Отказать т. Волку в просьбе.", ["Волку"]),
        ("по заявлению гр-ки Заяц", ["Заяц"]),
        ("тт. Волк, Щукин и Мельник отсутствовали", ["Волк", "Щукин", "Мельник"]),
        ("ВЫДАТЬ ПАСТУХ СОФЬЕ МАТВЕЕВНЕ СПРАВКУ", ["ПАСТУХ", "СОФЬЕ", "МАТВЕЕВНЕ"]),
        ("отъ крестьянина Ѳедора Бѣлозёрскаго", ["едора", "лозёрск"]),
        ("получено от Нечипо-\nренко Семена", ["Нечипо", "ренко", "Семена"]),
        ("3 | Петров Семен | слесарь", ["Петров", "Семен"]),
        ("№ | ФИО | Год\n1 | Тихая Зима | 1901", ["Тихая", "Зима"]),
        ("Фамилия, имя, отчество\n1. Волк Петр\n2. Мороз Анна", ["Волк", "Мороз"]),
        ("видели Пeтpoвa Ивaнa", ["тpoв", "вaн"]),
        ("показал П е т р о в ъ, что", ["П е т"]),
        ("Слушали И в а н о в у", ["в а н"]),
        ("подписано: И. И. Берг", ["Берг"]),
        ("Берг И. И. выбыл", ["Берг"]),
        ("Берг ИИ выбыл", ["Берг"]),
        ("Ваня Кошкин и Маша", ["Ваня", "Кошкин", "Маша"]),
        ("просила Прасковья Ильинична", ["Прасковья", "Ильинична"]),
        ("со слов Кузьмича", ["Кузьмича"]),
        ("Анна, урожд. Весна", ["Анна", "Весна"]),
        ("Анна, по мужу Зима", ["Анна", "Зима"]),
        ("вдова Мороз просит", ["Мороз"]),
        ("заява Шевченка Тараса Григоровича", ["Шевченка", "Тараса", "Григоровича"]),
        ("внесено: Пилипчук Олена Іванівна", ["Пилипчук", "Олена", "ванівна"]),
        ("Сафин Габдулла Әхмәт улы", ["Сафин", "Габдулла", "хмәт"]),
        ("Мамед Гасан оглы Алиев", ["Мамед", "Гасан", "Алиев"]),
        ("The case of Ivanov I. I. was closed", ["Ivanov"]),
        ("Ekaterina Petrovna Schmidt", ["Ekaterina", "Petrovna", "Schmidt"]),
        ("Фамилия: ....... Щукин", ["Щукин"]),
        ("Петр сын Сидоров да Марья Петрова дочь", ["Сидоров", "Марья", "Петрова"]),
        ("направить Бел,оусову Раису", ["оусову", "Раису"]),
        ("выдать Ива нову Петру", ["Ива", "нову"]),
        ("решили,чтоИванову Петру", ["Иванову"]),
        ("показал Иван Егорович гасаткин и понятые", ["гасаткин"]),
        ("т. Ив4нов и т. C0ловьев", ["нов", "ловьев"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_no_part_of_a_name_can_be_read(text: str, names: list[str]) -> None:
    left = _left(text)
    for name in names:
        assert name in text
        assert name not in left


@pytest.mark.parametrize(
    "text",
    [
        "Слушали доклад о состоянии мостовых и постановили отпустить 300 руб.",
        "Городская Управа, разсмотрѣвъ смѣту доходовъ и расходовъ, находитъ, что пашня отдана.",
        "В Московской губернии Уездный Комитет Союза обсудил ход посевной кампании.",
        "ПРОТОКОЛ ЗАСЕДАНИЯ СЕЛЬСКОГО СОВЕТА О ХОДЕ УБОРКИ",
        "В 1923 году на Украине и в Германии цены выросли; завод «Прогресс» закрыт.",
    ],
    ids=["minutes", "old spelling", "places", "heading", "countries"],
)  # fmt: skip
def test_text_without_persons_stays_readable(text: str) -> None:
    assert _left(text) == text


def test_a_finding_marks_the_whole_name() -> None:
    text = "Просит Иванов Петр Сергеевичъ о пенсии"
    found = [text[f.start : f.end] for f in Persons().find(text)]
    assert found == ["Иванов Петр Сергеевичъ"]


def test_a_surname_once_found_is_found_damaged_and_in_other_cases() -> None:
    text = "Гр. Мороз уехал. О Морозе забыли.\n\nт. Безбородько здесь. Безбородьке; безбородысо."
    left = _left(text)
    assert "Мороз" not in left
    assert "Безбород" not in left
    assert "безбород" not in left


def test_surer_evidence_has_greater_confidence() -> None:
    def confidence(text: str) -> int:
        return max(STRENGTH[f.confidence] for f in Persons().find(text))

    assert confidence("т. Иванов") == STRENGTH["certain"]
    assert confidence("выбыл Цаплюнин в уезд") < STRENGTH["certain"]


def test_a_blank_line_more_text_takes_no_finding_away() -> None:
    text = "Из показаний Абдрахмановой видно."
    alone = {(f.start, f.end) for f in Persons().find(text)}
    longer = list(Persons().find(f"{text}\n\nЗавод и Мир.\n\nМосква"))
    assert alone
    assert all(any(f.start <= a and b <= f.end for f in longer) for a, b in alone)


@pytest.mark.parametrize(
    "text", ["", " ", "\n", "И", "\u00ad", "ъ", "-\n", "|", "\ud800", "И\u0306."]
)
def test_any_text_can_be_searched(text: str) -> None:
    for finding in Persons().find(text):
        assert 0 <= finding.start < finding.end <= len(text)


def test_a_name_over_a_page_break_is_found_on_both_pages() -> None:
    pages = ["Слушали заявление гр. Нечипо-\n- 5 -", "- 6 -\nренко о пособии"]
    first, second = spans_over_pages(pages)
    assert any("Нечипо" in pages[0][f.start : f.end] for f in first)
    assert any("ренко" in pages[1][f.start : f.end] for f in second)


def test_a_surname_of_one_page_is_known_on_the_others() -> None:
    pages = ["Гр. Мороз просит.", "Пустая страница.", "Жалоба на Мороза отклонена."]
    found = spans_over_pages(pages)
    assert found[1] == []
    assert any("Мороза" in pages[2][f.start : f.end] for f in found[2])


def test_pages_may_be_empty_or_none() -> None:
    assert spans_over_pages([]) == []
    assert spans_over_pages(["", " "]) == [[], []]
