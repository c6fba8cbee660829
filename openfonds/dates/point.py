"""A date no more precise than it was written, and the days between which it must lie."""

import dataclasses
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from openfonds.dates.arithmetic import add_years

# Years outside of this range are slips of the pen more often than dates of documents.
FIRST_YEAR, LAST_YEAR = 1000, 2200
FIRST_CENTURY, LAST_CENTURY = 11, 21

# How far a date may be off that is given as approximate ("ок.", ~) or uncertain ("?"), in years.
# Five years on either side of a year is what Cataloging Cultural Objects (4.2.3.2) gives for
# "ca."; a coarser date is off by more. A day is treated like its year, for the mark may belong
# to the year. Both marks together count twice.
MARGIN_OF_YEAR, MARGIN_OF_DECADE, MARGIN_OF_CENTURY = 5, 10, 50

Slice = tuple[int, int, int]  # from, to, of how many equal parts: (0, 1, 4) is the first quarter


@dataclass(frozen=True, slots=True)
class Days:
    """The first and the last possible day; None where it cannot be told."""

    earliest: date | None
    latest: date | None

    def widened(self, years: int) -> "Days":
        """The same days with a margin on either side."""
        return Days(
            self.earliest and add_years(self.earliest, -years),
            self.latest and add_years(self.latest, years),
        )


UNKNOWN = Days(None, None)


def cover(many: Iterable[Days]) -> Days:
    """All of these days: a bound is known only where each of them has it."""
    listed = list(many)
    starts = [days.earliest for days in listed if days.earliest]
    ends = [days.latest for days in listed if days.latest]
    return Days(
        min(starts) if len(starts) == len(listed) else None,
        max(ends) if len(ends) == len(listed) else None,
    )


@dataclass(frozen=True, slots=True)
class Point:
    """What was written of one date. What is None was not written.

    The first of two dates often leaves out what the second says ("12-15 марта 1912"):
    `completed` takes it from there.
    """

    year: int | None = None
    end_year: int | None = None  # 16 in "1914-16"
    month: int | None = None
    day: int | None = None
    season: int | None = None  # spring 1, summer 2, autumn 3, winter 4
    decade: int | None = None  # 30 in "30-е гг. XX в.", 1930 in "1930-е"; 40 in "1930-40-е"
    century: int | None = None
    number: int | None = None  # a number alone: what stands to the right tells what it counts
    roman: int | None = None  # the same in Roman digits: a month or a century, never a day
    slice: Slice | None = None

    def completed(self, right: "Point") -> "Point":
        """This date with what the date to its right says and it leaves out."""
        if self.number is not None or self.roman is not None:
            return self._with_number_read_by(right)
        if self.month is not None or self.season is not None:
            return self if self.year else dataclasses.replace(self, year=right.year)
        if self.decade is not None and self.decade < FIRST_YEAR and self.century is None:
            return dataclasses.replace(self, century=right.century)
        if self == Point(slice=self.slice) and right.day is None:
            return dataclasses.replace(right, slice=self.slice)
        return self

    def _with_number_read_by(self, right: "Point") -> "Point":
        number = self.roman if self.number is None else self.number
        bare = dataclasses.replace(self, number=None, roman=None)
        if right.day is not None:
            if self.roman is not None:
                return self
            return dataclasses.replace(bare, day=number, month=right.month, year=right.year)
        if right.month is not None:
            return dataclasses.replace(bare, month=number, year=right.year)
        if right.decade is not None and self.roman is None:
            return dataclasses.replace(bare, decade=number, century=right.century)
        if right.century is not None:
            return dataclasses.replace(bare, century=number)
        return self

    @property
    def margin_years(self) -> int:
        """How far this date may be off if it is marked as approximate or uncertain."""
        if self.year is not None:
            return MARGIN_OF_YEAR
        return MARGIN_OF_CENTURY if self.decade is None else MARGIN_OF_DECADE

    def days(self) -> Days | None:
        """The days that are meant; None where there is no such date or not enough of it."""
        if self.number is not None or self.roman is not None:
            return None
        if self.year is not None:
            return self._days_of_year(self.year)
        if self.month is not None or self.season is not None:
            return None
        if self.decade is not None:
            return self._days_of_decade(self.decade)
        if self.century is None or not FIRST_CENTURY <= self.century <= LAST_CENTURY:
            return None
        first = (self.century - 1) * 100 + 1
        days = self._days_of_years(first, 100)
        # Strictly a century begins with the year 01; many mean 00, so that counts as well.
        starts_early = days.earliest == date(first, 1, 1)
        return Days(date(first - 1, 1, 1), days.latest) if starts_early else days

    def _days_of_year(self, year: int) -> Days | None:
        """A part of a year or a month is read as the whole of it, which ends no earlier."""
        if self.end_year is not None:
            return self._days_to_short_year(year, self.end_year)
        if self.decade is not None:
            last = year // 100 * 100 + self.decade + 9
            return Days(date(year, 1, 1), date(last, 12, 31)) if last > year + 9 else None
        if self.season is not None:
            return season_of(year, self.season)
        if self.month is None:
            return Days(date(year, 1, 1), date(year, 12, 31))
        if not 1 <= self.month <= 12:
            return None
        n_days = monthrange(year, self.month)[1]
        if self.day is None:
            return Days(date(year, self.month, 1), date(year, self.month, n_days))
        if not 1 <= self.day <= n_days:
            return None
        day = date(year, self.month, self.day)
        return Days(day, day)

    def _days_to_short_year(self, year: int, end: int) -> Days | None:
        last = year // 100 * 100 + end
        if year % 100 == 99 and end == 0:
            last = year + 1  # 1899/00
        return Days(date(year, 1, 1), date(last, 12, 31)) if last > year else None

    def _days_of_decade(self, decade: int) -> Days | None:
        if decade >= FIRST_YEAR:
            # "1900-е" may be the decade or the century: the longer one counts.
            return self._days_of_years(decade, 10 if decade % 100 else 100)
        if decade % 10 or self.century is None:
            return None
        if not FIRST_CENTURY <= self.century <= LAST_CENTURY:
            return None
        return self._days_of_years((self.century - 1) * 100 + decade, 10)

    def _days_of_years(self, first: int, n_years: int) -> Days:
        start, end, of = self.slice or (0, 1, 1)
        last = first + -(-end * n_years // of) - 1  # rounded up, so never too early
        return Days(date(first + start * n_years // of, 1, 1), date(last, 12, 31))


def season_of(year: int, season: int) -> Days:
    """A season is read as its whole year; a winter may run into March of the next one.

    Spring is not in the same months everywhere, and in older Russian "лето" is also the year.
    """
    winter = season == 4
    return Days(date(year, 1, 1), date(year + 1, 3, 31) if winter else date(year, 12, 31))
