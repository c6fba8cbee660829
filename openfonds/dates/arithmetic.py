"""Counting years from a day, as the law counts them.

A term of years begins on the day after the event (Civil Code of the Russian Federation, GK RF,
article 191) and ends in the same month and on the same day of its last year (article 192 (1)).
What the term closed opens on the first day after its end. Copyright is counted otherwise: from
1 January of the year that follows the death or the publication (article 1281).
"""

from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, date, timedelta
from typing import Literal

Count = Literal["civil", "calendar_year_after", "anniversary"]


def add_years(day: date, years: int) -> date:
    """The anniversary of `day` after `years` years; negative years count backwards.

    Where the last year has no such day (29 February), the last day of that month takes its
    place: article 192 (3) GK RF says so of months, and the same is done here for years.
    What lies outside of the calendar becomes its first or last day.

    >>> add_years(date(1912, 2, 29), 75)
    datetime.date(1987, 2, 28)
    """
    year = day.year + years
    if year > MAXYEAR:
        return date.max
    if year < MINYEAR:
        return date.min
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))


def opens_after_years(latest: date, years: int, count: Count) -> date:
    """The first day strictly after a term of `years` years.

    Args:
        latest: the last possible day of the event; for a year alone, its 31 December.
        years: length of the term.
        count: "civil", from the day itself (GK RF 191, 192 (1)); "calendar_year_after", from
            1 January of the year that follows (GK RF 1281 (1)-(3)); or "anniversary", where the
            law opens on the anniversary itself (44 USC 2108(b): the census of 1 April 1950
            opened on 1 April 2022).

    A term that ends outside of the calendar never ends: `date.max`.

    >>> opens_after_years(date(1951, 11, 22), 75, "civil")
    datetime.date(2026, 11, 23)
    >>> opens_after_years(date(1950, 6, 1), 70, "calendar_year_after")
    datetime.date(2021, 1, 1)
    >>> opens_after_years(date(1950, 4, 1), 72, "anniversary")
    datetime.date(2022, 4, 1)
    """
    if count == "calendar_year_after":
        return add_years(date(latest.year, 1, 1), years + 1)
    last = add_years(latest, years)
    if count == "anniversary" and last.day == latest.day:
        return last  # 29 February has none in most years: then the day after its last day
    return last if last == date.max else last + timedelta(days=1)
