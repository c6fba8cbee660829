"""The last possible day of an item: what the catalogue says, moved later by what texts assert.

A date in a text may move the day later and never earlier (LAW 0.7). Where the century was left
out, the years in which the catalogue puts the item decide: a reading within a few years of them
is meant, else the latest that is not yet to come (LAW 5.7: a doubt goes to the later day).
"""

from datetime import date, timedelta

from openfonds.dates.arithmetic import add_years
from openfonds.model import DateSpan
from openfonds.restrictions.detectors.mentioned import SHORT_CENTURY, Mentioned

JULIAN_LAG = timedelta(days=13)  # in the twentieth century; one day less before, and we take more
EARLIEST_YEAR = 1500  # an earlier one is more likely a slip of the pen: 1037 for 1937
LAST_DAY_OF_YEAR = 12, 31
MARGIN_YEARS = 5  # papers speak of what was shortly before, and are often filed a little later
_CENTURIES = (1700, 1800, 1900, 2000)


def later_day(
    dates: DateSpan, mentioned: Mentioned, *, julian_until: date | None, as_of: date
) -> date | None:
    """The last possible day in the Gregorian calendar; None where the catalogue gives none.

    A later day of the same year counts as that day, a later year as its 31 December.
    """
    if dates.latest is None or dates.latest.year < EARLIEST_YEAR:
        return None
    latest = _gregorian(dates.latest, julian_until)
    days = [_gregorian(day, julian_until) for day in _days_of(dates, mentioned, as_of)]
    years = [day.year for day in days]
    if mentioned.latest_year:
        years.append(mentioned.latest_year)
    year = max(years, default=0)
    if year > latest.year:
        return date(year, *LAST_DAY_OF_YEAR)
    return max([latest, *days])


def _days_of(dates: DateSpan, mentioned: Mentioned, as_of: date) -> list[date]:
    short = [century_of(day, dates, as_of) for day in mentioned.short_days]
    return [day for day in (mentioned.latest_day, *short) if day]


def century_of(short: date, dates: DateSpan, as_of: date) -> date | None:
    """The day that is meant by one without a century; None when every reading is to come."""
    readings = [add_years(short, century - SHORT_CENTURY) for century in _CENTURIES]
    possible = [day for day in readings if day.year <= as_of.year]
    if dates.latest is None:
        return max(possible, default=None)
    first = (dates.earliest or dates.latest).year - MARGIN_YEARS
    near = [day for day in possible if first <= day.year <= dates.latest.year + MARGIN_YEARS]
    return max(near or possible, default=None)


def _gregorian(day: date, julian_until: date | None) -> date:
    return day + JULIAN_LAG if julian_until and day <= julian_until else day
