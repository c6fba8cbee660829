from datetime import date

import pytest

from openfonds.dates.parse import parse_date
from openfonds.restrictions.detectors.mentioned import Mentioned, all_mentioned
from openfonds.restrictions.later_day import century_of, later_day

AS_OF = date(2026, 11, 22)

CENTURIES = [
    ("1904", (31, 1, 27), date(1931, 1, 27)),
    ("1904", (4, 1, 27), date(1904, 1, 27)),
    ("1904", (99, 1, 27), date(1899, 1, 27)),
    ("1904", (98, 1, 27), date(1998, 1, 27)),  # six years before: a doubt
    ("1898-1904", (98, 2, 1), date(1898, 2, 1)),
    ("1898-1904", (9, 2, 1), date(1909, 2, 1)),
    ("1851", (51, 2, 28), date(1851, 2, 28)),
    ("1880", (26, 11, 23), date(2026, 11, 23)),
    ("1880", (27, 11, 23), date(1927, 11, 23)),  # the other has not come yet
    ("1904", (0, 2, 29), date(1900, 2, 28)),
    ("до 1904", (31, 1, 27), date(1931, 1, 27)),
    ("до 1904", (3, 1, 27), date(1903, 1, 27)),
    ("не ранее 1904", (31, 1, 27), date(1931, 1, 27)),
]


@pytest.mark.parametrize(("dates", "short", "expected"), CENTURIES)
def test_the_century_of_a_short_year(
    dates: str, short: tuple[int, int, int], expected: date
) -> None:
    year, month, day = short
    assert century_of(date(2000 + year, month, day), parse_date(dates), AS_OF) == expected


def moved(
    dates: str,
    year: int | None = None,
    day: date | None = None,
    short: tuple[date, ...] = (),
    julian_until: date | None = None,
) -> date | None:
    said = Mentioned(year, day, short)
    return later_day(parse_date(dates), said, julian_until=julian_until, as_of=AS_OF)


def test_a_later_day_of_the_same_year_counts() -> None:
    assert moved("3 мая 1926", 1926, date(1926, 11, 27)) == date(1926, 11, 27)
    assert moved("3 мая 1926", 1926, date(1926, 5, 2)) == date(1926, 5, 3)
    assert moved("1926", 1926, date(1926, 11, 27)) == date(1926, 12, 31)


def test_a_year_alone_says_nothing_of_the_day() -> None:
    assert moved("3 мая 1926", 1926) == date(1926, 5, 3)
    assert moved("3 мая 1926", short=(date(2026, 1, 1),)) == date(1926, 5, 3)


def test_a_later_year_counts_to_its_end() -> None:
    assert moved("3 мая 1926", 1931, date(1931, 1, 27)) == date(1931, 12, 31)
    assert moved("1904", short=(date(2031, 1, 27),)) == date(1931, 12, 31)


def test_nothing_moves_a_day_earlier() -> None:
    assert moved("3 мая 1926", 1812, date(1812, 1, 1), (date(2024, 1, 1),)) == date(1926, 5, 3)


def test_days_of_the_text_are_julian_while_those_of_the_catalogue_are() -> None:
    until = date(1918, 1, 31)
    assert moved("25 октября 1917", 1917, date(1917, 10, 26), julian_until=until) == date(
        1917, 11, 8
    )
    assert moved("25 октября 1917", 1917, date(1917, 10, 25), julian_until=until) == date(
        1917, 11, 7
    )


def test_without_a_day_in_the_catalogue_there_is_none() -> None:
    assert moved("не ранее 1904", 1931) is None
    assert moved("1037", 1931) is None


def test_what_several_texts_assert_together() -> None:
    early = Mentioned(1904, date(1904, 1, 1), (date(2031, 1, 27),))
    late = Mentioned(1931, None, (date(2004, 1, 1), date(2031, 5, 1)))
    assert all_mentioned([early, late]) == Mentioned(
        1931, date(1904, 1, 1), (date(2004, 1, 1), date(2031, 5, 1))
    )
    assert all_mentioned([]) == Mentioned()
