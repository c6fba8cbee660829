from dataclasses import replace
from datetime import date

import pytest

from openfonds.model import Item, Outcome, ReadStatus, Truth
from openfonds.restrictions.closed_lists import LoadedList, fold_reference, fold_title
from openfonds.restrictions.detectors.later_dates import dates_mentioned
from openfonds.restrictions.facts import Examined
from tests.item_samples import book, item, law, read

TODAY = date(2026, 11, 22)
PLAIN = "Слушали доклад управы о мощении улиц. Постановили утвердить."
OPEN, REVIEW, WITHHELD = Outcome.OPEN, Outcome.REVIEW, Outcome.WITHHELD


def outcome(one: Item, text: str | None = PLAIN, as_of: date = TODAY) -> Outcome:
    return law(as_of).judge(one, None if text is None else read(text)).outcome


OPENS = {
    "archival, over 100 years, opened series": item(),
    "archival, the day after 100 years": item(date="1926-11-21"),
    "archival, the word for secretary": item(title="Доклад секретаря думы"),
    "archival, act of declassification on file, no mark": item(act="Акт № 12 от 01.02.1995"),
    "access said to be open": item(access="Открытый доступ"),
    "access not restricted": item(access="не ограничен"),
    "civil register of 1850": item(date="1850", material="civil_register"),
    "published 150 years ago, author unknown": book(),
    "published 150 years ago, author named, death unknown": book(author="Иванов"),
    "author dead over 75 years": book("1905", author="Иванов", author_died="1911"),
    "both authors dead over 75 years": book(
        "1905", author="Иванов; Петров", author_died="1911; 1920"
    ),
    "official act in print": book(
        "1985", title="Постановление исполкома", creator_type="municipal_body"
    ),
    "rights said to be free": book(rights="Не охраняется"),
}

CLOSED = {
    "not described": (item(material=None), REVIEW),
    "series not opened": (item(series="Опись 2"), REVIEW),
    "series written otherwise": (item(series="опись 1"), REVIEW),
    "no date": (item(date=""), REVIEW),
    "date not understood": (item(date="давно"), REVIEW),
    "open end": (item(date="не ранее 1912"), REVIEW),
    "century": (item(date="XX в."), REVIEW),
    "the last day of 100 years": (item(date="1926-11-22"), REVIEW),
    "75 to 100 years": (item(date="1940"), REVIEW),
    "under 75 years": (item(date="1960"), REVIEW),
    "personnel file of 1961": (item(date="1961", material="personal_file"), WITHHELD),
    "personnel file by its title": (item(date="1961", title="Личное дело И. И. Иванова"), WITHHELD),
    "private life of 1961": (item(date="1961", facts={"private_life": "true"}), WITHHELD),
    "an alias of private life": (item(date="1961", facts={"family_secret": "true"}), WITHHELD),
    "medical file of 1899": (item(date="1899", material="medical_file"), WITHHELD),
    "adoption in 1899": (item(date="1899", title="Дело об усыновлении"), WITHHELD),
    "will of 1899": (item(date="1899", title="Духовное завещание"), WITHHELD),
    "criminal file of 1938": (item(date="1938", material="criminal_file"), REVIEW),
    "criminal file of 1961": (item(date="1961", material="criminal_file"), WITHHELD),
    "civil register of 1930": (item(date="1930", material="civil_register"), WITHHELD),
    "secrecy in the title": (item(title="Секретно. О расположении войск"), WITHHELD),
    "secrecy catalogued": (item(facts={"secrecy_mark": "true"}), WITHHELD),
    "secrecy, and an act on file": (
        item(facts={"secrecy_mark": "true"}, act="Акт № 12 от 01.02.1995"),
        REVIEW,
    ),
    "secrecy, and an act without number and date": (
        item(facts={"secrecy_mark": "true"}, act="рассекречено"),
        WITHHELD,
    ),
    "a fact that no rule knows": (item(facts={"unheard_of": "true"}), REVIEW),
    "access closed": (item(access="Доступ закрыт"), WITHHELD),
    "access not understood": (item(access="см. прим."), REVIEW),
    "odd row": (item(remarks=("fact.malformed:secrecy_mark",)), REVIEW),
    "letter of a private person": (item(creator_type="person"), REVIEW),
    "creator not catalogued": (item(creator_type=None), REVIEW),
    "paper with a named author": (item(author="Иванов"), REVIEW),
    "slip of the pen: 1037": (item(date="1037"), REVIEW),
    "author dead 71 years": (book("1940", author="Иванов", author_died="1955"), REVIEW),
    "author dead 27 years": (book("1980", author="Иванов", author_died="1999"), WITHHELD),
    "one of two authors not known": (
        book("1905", author="Иванов; Петров", author_died="1911"),
        REVIEW,
    ),
    "author died in the future": (book("1905", author="Иванов", author_died="2191"), REVIEW),
    "first published after death": (book("1960", author="Иванов", author_died="1911"), WITHHELD),
    "author rehabilitated": (
        book("1930", author="И", author_died="1938", facts={"author_rehabilitated": "true"}),
        WITHHELD,
    ),
    "edition of 2010 of an old author": (
        book("2010", author="Пушкин", author_died="1837"),
        REVIEW,
    ),
    "in print, not official, by a body": (
        book("1985", title="Путеводитель", creator_type="municipal_body"),
        REVIEW,
    ),
    "rights reserved": (book(rights="Все права защищены"), WITHHELD),
    "published, not dated": (book(""), REVIEW),
}

TEXTS = {
    "secrecy mark": ("Секретно\nЭкз. № 1\n\nДоклад о войсках", WITHHELD),
    "service mark": ("Для служебного пользования\n\nДоклад", WITHHELD),
    "СНИЛС": ("СНИЛС 112-233-445 95 застрахованного лица", WITHHELD),
    "passport": ("паспорт серия 4503 № 123456 выдан", WITHHELD),
    "certificate of 1989": ("К делу приложена справка от 12 марта 1989 г.", REVIEW),
}


@pytest.mark.parametrize("name", OPENS)
def test_opens(name: str) -> None:
    verdict = law(TODAY).judge(OPENS[name], read(PLAIN))
    assert (verdict.outcome, verdict.reason_codes and verdict.citations != ()) == (OPEN, True)
    assert verdict.rights_uri


@pytest.mark.parametrize("name", CLOSED)
def test_closes(name: str) -> None:
    one, expected = CLOSED[name]
    assert outcome(one) is expected


@pytest.mark.parametrize("name", TEXTS)
def test_what_the_text_closes(name: str) -> None:
    text, expected = TEXTS[name]
    assert outcome(item(), text) is expected


def dated(text: str) -> Examined:
    """What reading a page with this text finds out, with all dates that it asserts."""
    said = dates_mentioned(text)
    return replace(read(text), latest_day=said.latest_day, short_days=said.short_days)


LATER = {
    "years in words": "Выдано пятого мая тысяча девятьсот шестьдесят первого года",
    "no century": "Справка выдана 27.1.31",
    "no century, with a month": "«10» октября 70 года",
    "Roman month": "3/XI-1961",
    "imprint": "М.: Наука, 1981",
    "copyright": "© Кедров, 1987",
}
NOT_LATER = {
    "the same century": "Отъ 27.1.12 за № 1940",
    "the year before": "Отъ 5 октября 11 г.",
    "pounds and pages": "1945 пудов, стр. 1951, инв. № 1960, 1950 руб.",
    "a paragraph": "См. § 5.3.30 устава",
    "sums": "12.45.30\n1.5.30",
    "an earlier event": "тысяча восемьсот двенадцатого года, 1812 г.",
}


@pytest.mark.parametrize("name", LATER)
def test_a_later_date_in_the_text_closes(name: str) -> None:
    text = f"{PLAIN}\n{LATER[name]}"
    assert law(TODAY).judge(item(), dated(text)).outcome is REVIEW


@pytest.mark.parametrize("name", NOT_LATER)
def test_what_is_no_later_date_does_not_close(name: str) -> None:
    text = f"{PLAIN}\n{NOT_LATER[name]}"
    assert law(TODAY).judge(item(), dated(text)).outcome is OPEN


def test_a_later_day_of_the_same_year_closes() -> None:
    one = item(date="3 мая 1926")
    assert law(TODAY).judge(one, dated(f"{PLAIN}\nОт 2 мая 1926 г.")).outcome is OPEN
    assert law(TODAY).judge(one, dated(f"{PLAIN}\nОт 27 ноября 1926 г.")).outcome is REVIEW


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (item(title="Журнал управы. Машинописная копия, 1937"), REVIEW),
        (item(description="Переиздание: «Наука», 1981"), REVIEW),
        (item(title="О выдаче 1945 пудов хлеба"), OPEN),
        (item(title="Дело № 1940 на 1951 листах"), OPEN),
        (item(date="1871-31"), REVIEW),
        (book(description="Псевдоним раскрыт: Кедров В. Г. (1879–1972)"), REVIEW),
        (book("1905", author="Иванов, Петров", author_died="1911"), REVIEW),
        (book("1905", author="Иванов и Петров", author_died="1911"), REVIEW),
        (book("1905", author="Иванов, Иван Петрович", author_died="1911"), OPEN),
    ],
)
def test_what_the_description_says_of_dates(one: Item, expected: Outcome) -> None:
    found = law(TODAY).judge(one, read(PLAIN)).outcome
    assert found is expected


@pytest.mark.parametrize("one", [*OPENS.values()], ids=[*OPENS])
def test_nothing_opens_before_it_was_read(one: Item) -> None:
    assert outcome(one, None) is not OPEN


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"status": ReadStatus.FAILED, "text": ""}, "page failed"),
        ({"text": ""}, "ink without text"),
        ({"confidence": 31.0}, "too poor"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_was_not_read_well_is_reviewed(changes: dict[str, object], reason: str) -> None:
    assert law(TODAY).judge(item(), read(PLAIN, **changes)).outcome is REVIEW


def test_an_unfinished_examination_is_reviewed() -> None:
    assert law(TODAY).judge(item(), None).outcome is REVIEW


@pytest.mark.parametrize(
    ("written", "opens_on"),
    [
        ("1951-11-22", date(2026, 11, 23)),
        ("1951", date(2027, 1, 1)),
        ("1952-02-29", date(2027, 3, 1)),
        ("1937-1956", date(2032, 1, 1)),
    ],
)
def test_a_period_ends_on_the_first_day_after_it(written: str, opens_on: date) -> None:
    verdict = law(TODAY).judge(item(date=written, facts={"private_life": "true"}), None)
    assert (verdict.outcome, verdict.next_check_on) == (WITHHELD, opens_on)


def test_julian_dates_count_thirteen_days_later() -> None:
    last_closed, first_open = date(2012, 11, 5), date(2012, 11, 6)
    one = item(date="1912-10-23")
    assert outcome(one, as_of=last_closed) is REVIEW
    assert outcome(one, as_of=first_open) is OPEN


def closed_list(key: str, *names: str, problem: str | None = None) -> LoadedList:
    fold = fold_reference if key == "item_id" else fold_title
    return LoadedList("list", key, "0" * 64, frozenset(map(fold, names)), problem)


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (closed_list("item_id", "Ф.1.Оп.1.Д.1"), WITHHELD),
        (closed_list("item_id", "ф. 1. ОП. 1. д. 1"), WITHHELD),
        (closed_list("title", "протоколы городской думы"), WITHHELD),
        (closed_list("item_id", "Ф. 1. Оп. 1. Д. 2"), OPEN),
        (closed_list("item_id", problem="stale"), REVIEW),
    ],
    ids=["blanks", "case", "title", "another item", "unusable list"],
)
def test_closed_lists(one: LoadedList, expected: Outcome) -> None:
    judged = replace(law(TODAY), lists=(one,)).judge(item(), read(PLAIN))
    assert judged.outcome is expected


def test_a_list_by_title_cannot_clear_an_item_without_title() -> None:
    one = replace(law(TODAY), lists=(closed_list("title", "Другое"),))
    assert one.judge(item(title=None), read(PLAIN)).outcome is REVIEW


def test_a_person_may_not_outvote_a_detector() -> None:
    one = item(facts={"secrecy_mark": Truth.FALSE.value})
    assert outcome(one, "Секретно\nЭкз. № 1\n\nДоклад") is WITHHELD
