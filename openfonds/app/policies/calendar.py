"""Which items open by themselves, in which year, and what ends then. For staff: exact numbers.

Every item that is not open is judged, from what is stored, on each day on which something about
it can change. That is what the law of today says of those days; a new pack may say otherwise.
Closed lists count as they are now.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from catalog import rulings
from openfonds.app.decisions.copy_search import COPY_CODES
from openfonds.app.decisions.stored import StoredItem, horizon_of, settled_holdings, standing_items
from openfonds.app.installation import Installation
from openfonds.app.laws import law_of_collection
from openfonds.app.progress import Progress
from openfonds.model import Decision, Outcome, Verdict
from openfonds.restrictions.law import Law
from openfonds.restrictions.rulings import Rulings

# Days do not change what could not be read, what was withdrawn, or what hangs on another item.
TIMELESS = (Outcome.FAILED, Outcome.DUPLICATE, Outcome.SUSPENDED)


@dataclass(slots=True)
class Year:
    """What comes to an end in one year: items, and the reason codes that end."""

    items: int = 0
    ends: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The opening calendar of one collection."""

    as_of: date
    open_now: int
    opens: dict[int, Year]  # by themselves, by year
    to_people: dict[int, Year]  # no longer withheld, but a person decides
    never: Year  # by themselves: those that nothing but people can open
    unsigned: tuple[str, ...]  # policies by which nothing opens before they are signed


def calendar_of(at: Installation, name: str, as_of: date, progress: Progress) -> Calendar:
    """The opening calendar of a collection, under the law of a day.

    Raises:
        SettingsError: when there is no such collection.
        PolicyError: when a pack cannot be used.
    """
    _, law = law_of_collection(at, name, as_of)
    in_force = rulings.in_force(at.engine, name)
    counting = _Counting(replace(law, unsigned=()), in_force)
    for plan, results in settled_holdings(at, name):
        total = sum(s.items.count for s in results.shards) + plan.closed_items.count
        progress.start("looking ahead", total, "items")
        for one, decision in standing_items(at, plan, results, law):
            counting.add(one, decision)
            progress.step()
        for absence in plan.absent(at.storage.vault):
            counting.absent((absence.reason_code,))
        progress.finish()
    return Calendar(
        as_of,
        counting.open_now,
        dict(sorted(counting.opens.items())),
        dict(sorted(counting.to_people.items())),
        counting.never,
        law.unsigned,
    )


def lines_of_calendar(name: str, found: Calendar) -> list[str]:
    """A calendar as lines for a terminal."""
    lines = [f"{name}: {found.open_now} items are open"]
    if found.unsigned:
        lines.append(f"  before that, {', '.join(found.unsigned)} must be signed: policy status")
    for heading, years in (
        ("open by themselves", found.opens),
        ("are no longer withheld, and a person decides", found.to_people),
    ):
        for year, what in years.items():
            lines.append(f"  {year}: {what.items} {heading}")
            lines += _codes(what)
    lines.append(f"  never by themselves: {found.never.items}")
    return lines + _codes(found.never)


def values_of_calendar(found: Calendar) -> dict[str, Any]:
    """A calendar as plain values."""

    def plain(years: dict[int, Year]) -> list[dict[str, Any]]:
        return [{"year": y, "items": w.items, "grounds": _ordered(w)} for y, w in years.items()]

    return {
        "open_now": found.open_now,
        "opens": plain(found.opens),
        "to_people": plain(found.to_people),
        "never": {"items": found.never.items, "reasons": _ordered(found.never)},
        "not_signed": list(found.unsigned),
    }


def _codes(what: Year) -> list[str]:
    return [f"    {n:>6}  {code}" for code, n in _ordered(what).items()]


def _ordered(what: Year) -> dict[str, int]:
    return dict(sorted(what.ends.items(), key=lambda kv: (-kv[1], kv[0])))


class _Counting:
    def __init__(self, law: Law, in_force: Rulings) -> None:
        self._law, self._rulings = law, in_force
        self._at_the_end = replace(law, as_of=date.max)
        self._horizon = horizon_of(law)
        self.open_now = 0
        self.opens: dict[int, Year] = {}
        self.to_people: dict[int, Year] = {}
        self.never = Year()

    def add(self, one: StoredItem, decision: Decision) -> None:
        if decision.outcome in TIMELESS or decision.reason_codes[:1] in [(c,) for c in COPY_CODES]:
            self.absent(decision.reason_codes)
            return
        verdict = one.judged(self._law, self._rulings)
        if verdict.outcome is Outcome.OPEN:
            self.open_now += 1
            return
        first_review: tuple[date, set[str]] | None = None
        last = verdict
        for day in self._days(one, verdict):
            now = one.judged(replace(self._law, as_of=day), self._rulings)
            if now.outcome is Outcome.OPEN:
                _count(self.opens, day, last.reason_codes)
                return
            if last.outcome is Outcome.WITHHELD and now.outcome is Outcome.REVIEW:
                first_review = first_review or (day, set(last.reason_codes))
            last = now
        if first_review:
            _count(self.to_people, first_review[0], sorted(first_review[1]))
        else:
            self.absent(verdict.reason_codes)

    def absent(self, codes: Iterable[str]) -> None:
        self.never.items += 1
        self.never.ends.update(dict.fromkeys(codes, 1))

    def _days(self, one: StoredItem, verdict: Verdict) -> list[date]:
        # What is known today, and what will be known at the end: both may set a day.
        now = self._law.case(one.item, one.examined)
        later = self._at_the_end.case(one.item, one.examined)
        days = self._horizon.days(now) | self._horizon.days(later)
        days |= {day for day in later.starts.values() if day}  # from which it is known
        if verdict.ruling and verdict.next_check_on:
            days.add(verdict.next_check_on)  # on which the ruling expires
        return sorted(d for d in days if self._law.as_of < d < date.max)


def _count(years: dict[int, Year], day: date, codes: Iterable[str]) -> None:
    year = years.setdefault(day.year, Year())
    year.items += 1
    year.ends.update(dict.fromkeys(codes, 1))
