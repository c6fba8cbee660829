"""Terms of years as GK RF 191, 192 and 1281 count them."""

from datetime import date

import pytest

from openfonds.dates.arithmetic import Count, add_years, opens_after_years


@pytest.mark.parametrize(
    ("day", "years", "expected"),
    [
        (date(1951, 11, 22), 75, date(2026, 11, 22)),
        (date(1912, 2, 29), 75, date(1987, 2, 28)),
        (date(1912, 2, 29), 4, date(1916, 2, 29)),
        (date(1900, 3, 1), -5, date(1895, 3, 1)),
        (date(1950, 1, 1), 8049, date(9999, 1, 1)),
        (date(1950, 1, 1), 8050, date.max),
        (date(1950, 6, 1), -1950, date.min),
    ],
    ids=str,
)
def test_anniversary(day: date, years: int, expected: date) -> None:
    assert add_years(day, years) == expected


@pytest.mark.parametrize(
    ("latest", "years", "count", "expected"),
    [
        (date(1951, 11, 22), 75, "civil", date(2026, 11, 23)),
        (date(1951, 12, 31), 75, "civil", date(2027, 1, 1)),
        (date(1952, 2, 29), 75, "civil", date(2027, 3, 1)),
        (date(1952, 2, 28), 75, "civil", date(2027, 3, 1)),
        (date(1949, 2, 28), 75, "civil", date(2024, 2, 29)),
        (date(1950, 1, 1), 70, "calendar_year_after", date(2021, 1, 1)),
        (date(1950, 12, 31), 70, "calendar_year_after", date(2021, 1, 1)),
        (date(1950, 12, 31), 0, "calendar_year_after", date(1951, 1, 1)),
        (date(9990, 1, 1), 75, "civil", date.max),
        (date(9998, 12, 31), 1, "civil", date.max),
        (date(9990, 1, 1), 9, "calendar_year_after", date.max),
    ],
)
def test_opens_on_the_first_day_after_the_term(
    latest: date, years: int, count: Count, expected: date
) -> None:
    assert opens_after_years(latest, years, count) == expected
