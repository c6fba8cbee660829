from datetime import date

import pytest

from openfonds.restrictions.authors import author_term, last_death, n_authors
from tests.item_samples import book

AS_OF = date(2026, 11, 22)

COUNTS = {
    "": 0,
    "Иванов": 1,
    "Иванов И. И.": 1,
    "Иванов, И. И.": 1,
    "Пушкин, Александр Сергеевич": 1,
    "Верн, Жюль": 1,
    "Wells, Herbert George": 1,
    "Толстой Л. Н., граф": 1,
    "Кедров В. Г. (1879–1972)": 1,
    "Иванов И. И., Петров П. П.": 2,
    "Иванов, И. И., Петров, П. П.": 2,
    "Иванов, И.; Петров, П.": 2,
    "Иванов, Петров": 2,
    "Ильф и Петров": 2,
    "И. Ильф & Е. Петров": 2,
    "Smith and Jones": 2,
    "Grimm, Jacob und Wilhelm": 2,
    "Жюль Верн, Андре Лори": 2,
    "Иванов, пер. Петров": 2,
}


@pytest.mark.parametrize("written", COUNTS)
def test_authors_are_counted(written: str) -> None:
    assert n_authors(written) == COUNTS[written]


DEATHS = [
    ("Иванов", "1911", date(1911, 12, 31)),
    ("Иванов; Петров", "1911; 1920", date(1920, 12, 31)),
    ("Иванов И. И., Петров П. П.", "1911, 1920", date(1920, 12, 31)),
    ("Иванов И. И. и Петров П. П.", "1911 и 1920", date(1920, 12, 31)),
    ("Иванов И. И., Петров П. П.", "1911", None),
    ("Иванов и Петров", "1911", None),
    ("Иванов & Петров", "1911", None),
    ("Иванов и Петров", "1911/1912", None),  # one death, in one of two years
    ("Иванов и др.", "1911; 1920", None),
    ("Иванов [и др.]", "1911", None),
    ("Smith et al.", "1911", None),
    ("Иванов", "1911?", None),  # the catalogue itself does not know
    ("Иванов", "ок. 1911", None),
    ("Иванов", "ca. 1911", None),
    ("Иванов", "после 1911", None),
    ("Иванов", "fl. 1880", None),
    ("Иванов", "191?", None),
    ("Иванов", "2191", None),
    ("Иванов", "", None),
]


@pytest.mark.parametrize(("author", "died", "expected"), DEATHS)
def test_the_last_death(author: str, died: str, expected: date | None) -> None:
    assert last_death(book(author=author, author_died=died), AS_OF) == expected


@pytest.mark.parametrize(
    "said",
    [
        {"description": "Псевдоним раскрыт: Кедров В. Г. (1879–1972)"},
        {"description": "Кедров, ум. 1972"},
        {"title": "Записки Кедрова (1879–1972)"},
        {"author": "Иванов (1879–1972)"},
    ],
    ids=lambda said: next(iter(said)),
)
def test_a_later_death_in_the_description_counts(said: dict[str, str]) -> None:
    one = book(**{"author": "Иванов", "author_died": "1911", **said})
    assert last_death(one, AS_OF) == date(1972, 12, 31)


def test_an_earlier_death_in_the_description_changes_nothing() -> None:
    one = book(author="Иванов", author_died="1911", title="Жизнь Пушкина (1799–1837)")
    assert last_death(one, AS_OF) == date(1911, 12, 31)


def test_copyright_runs_from_a_first_publication_after_death() -> None:
    died = date(1911, 12, 31)
    assert author_term(died, date(1960, 1, 1)) == date(1960, 1, 1)
    assert author_term(died, date(2010, 1, 1)) == died
    assert author_term(died, date(1905, 1, 1)) == died
    assert author_term(None, date(1905, 1, 1)) is None
    assert author_term(died, None) is None
