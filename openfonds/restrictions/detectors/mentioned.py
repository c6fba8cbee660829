"""The days that a text asserts, apart from what they mean for the item."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

SHORT_CENTURY = 2000  # years of two digits are kept as years of this century; it means nothing


@dataclass(frozen=True, slots=True)
class Mentioned:
    """What a text, or all texts of an item, assert as dates."""

    latest_year: int | None = None  # latest year, whether a day is given with it or not
    latest_day: date | None = None  # latest day; of a month without a day, its last
    # Days whose century was left out, as of SHORT_CENTURY, in order; of a year alone 1 January.
    short_days: tuple[date, ...] = ()


def all_mentioned(many: Iterable[Mentioned]) -> Mentioned:
    """What several texts assert together."""
    listed = list(many)
    return Mentioned(
        max((one.latest_year for one in listed if one.latest_year), default=None),
        max((one.latest_day for one in listed if one.latest_day), default=None),
        latest_of_each_year(day for one in listed for day in one.short_days),
    )


def latest_of_each_year(days: Iterable[date]) -> tuple[date, ...]:
    """The last of the days of each year, in order."""
    return tuple({day.year: day for day in sorted(days)}.values())
