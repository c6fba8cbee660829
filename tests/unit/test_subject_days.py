"""From when the periods of a person run: what the columns say, unless the papers contradict it."""

from datetime import date

import pytest

from openfonds.model import Item, NamedValue
from tests.item_samples import item, law

TODAY = date(2026, 11, 22)


def start(one: Item, name: str) -> date | None:
    return law(TODAY).case(one, None).starts[name]


def about(dates: str, *cells: tuple[str, str]) -> Item:
    return item(date=dates, extra=tuple(NamedValue(*cell) for cell in cells))


KNOWN = {
    "death": (about("1950-1960", ("person_died", "1961")), "person.death", date(1961, 12, 31)),
    "death, about": (
        about("1890", ("Дата смерти", "ок. 1901")),
        "person.death",
        date(1906, 12, 31),
    ),
    "birth": (about("1950", ("person_born", "5.05.1901")), "person.birth", date(1901, 5, 5)),
    "the later of two columns": (
        about("1890", ("person_died", "1901"), ("дата смерти", "1990")),
        "person.death",
        date(1990, 12, 31),
    ),
    "the later of two in a cell": (
        about("1890", ("person_died", "1901; 1990")),
        "person.death",
        date(1990, 12, 31),
    ),
    "an old man": (about("1950", ("person_born", "1835")), "person.birth", date(1835, 12, 31)),
}
UNKNOWN = {
    "one of two cannot be read": (
        about("1890", ("person_died", "1901"), ("дата смерти", "?")),
        "person.death",
    ),
    "to come": (about("1890", ("person_died", "2030")), "person.death"),
    "dead before the first paper": (about("1950-1960", ("person_died", "1901")), "person.death"),
    "born over 120 years before": (about("1970", ("person_born", "1845")), "person.birth"),
    "nothing": (about("1890", ("person_died", " ")), "person.death"),
}


@pytest.mark.parametrize(("one", "name", "day"), KNOWN.values(), ids=KNOWN)
def test_a_day_is_known(one: Item, name: str, day: date) -> None:
    assert start(one, name) == day


@pytest.mark.parametrize(("one", "name"), UNKNOWN.values(), ids=UNKNOWN)
def test_a_day_is_not_known(one: Item, name: str) -> None:
    assert start(one, name) is None
