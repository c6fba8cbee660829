"""The days on which what the rules say of an item can change because time passes.

Days at which a rule, a ground or a fact about the item begins or ends to count. Between two of
them a verdict stays what it is, so an item need not be judged again. Some of the days change
nothing; none that changes something is missing.
"""

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, get_args

from openfonds.dates.arithmetic import Count, opens_after_years
from openfonds.model import Truth
from openfonds.restrictions.case import ItemCase
from openfonds.restrictions.policy import Policy, Rule

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Term:
    """So many years from a start, counted in one of these ways."""

    years: int
    start: str
    counts: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class _Timed:
    """A rule with all that makes it depend on the day."""

    rule: Rule
    days: tuple[date, ...]
    terms: tuple[_Term, ...]
    condition_open: bool  # what its condition says may change too


class Horizon:
    """The days of change under one policy.

    `open_facts` are those about which more may be known on another day, such as names that are
    searched for only where they matter: whatever is known of them now counts as unknown.
    """

    def __init__(self, policy: Policy, open_facts: frozenset[str] = frozenset()) -> None:
        self._open = open_facts
        self._rules = tuple(_timed(rule, open_facts) for rule in policy.rules)
        self._grounds = tuple(_timed(ground, open_facts) for ground in policy.grounds)

    def days(self, case: ItemCase) -> set[date]:
        """Days, past and future, on which the verdict changes if what is known stays as it is.

        What is known of an item may depend on the day too: see `days_within`.
        """
        days: set[date] = set()
        # Without starts whatever depends on the day is unknown: what is false even so stays so.
        truths = {**case.truths, **dict.fromkeys(self._open, Truth.UNKNOWN)}
        timeless = replace(case, starts={}, truths=truths, weak=case.weak - self._open)
        sure = timeless.without_weak()
        for one in self._rules:
            if self._may_speak(one.rule, timeless, sure):
                days.update(_days_of(one, case))
        for one in self._grounds:
            now = one.rule.when.holds(sure)
            if now is Truth.TRUE or (now is Truth.UNKNOWN and one.condition_open):
                days.update(_days_of(one, case))
        return days

    def days_within(
        self, case_on: Callable[[date], ItemCase], first: date, last: date
    ) -> set[date]:
        """Days after `first` and until `last` on which the verdict on an item may change.

        `case_on` gives its case on a day. What it knows of the item must only grow or move later
        from day to day between the two: an author's death that was still to come, a day without
        a century that would have been in the future.
        """
        found: set[date] = set()

        def search(start: date, before: ItemCase, end: date, after: ItemCase) -> None:
            if _same(before, after):
                return
            if end - start <= ONE_DAY:
                found.add(end)
                found.update(self.days(after))
                return
            middle = start + (end - start) // 2
            between = case_on(middle)
            search(start, before, middle, between)
            search(middle, between, end, after)

        before, after = case_on(first), case_on(last)
        found.update(self.days(before))
        search(first, before, last, after)
        return {day for day in found if first < day <= last}

    def _may_speak(self, rule: Rule, case: ItemCase, sure: ItemCase) -> bool:
        asked = sure if rule.likely_only else case
        if asked.examined and rule.unknown == "pass":
            # Silence means no, as for the evaluator; but not where somebody may still speak.
            silent = dict.fromkeys(set(rule.when.facts()) - self._open, Truth.FALSE)
            said = {n: v for n, v in asked.truths.items() if v is not Truth.UNKNOWN}
            asked = replace(asked, truths={**silent, **said})
        return rule.when.holds(asked) is not Truth.FALSE


def _same(one: ItemCase, other: ItemCase) -> bool:
    return replace(one, as_of=date.min) == replace(other, as_of=date.min)


def _days_of(one: _Timed, case: ItemCase) -> Iterator[date]:
    yield from one.days
    for term in one.terms:
        since = case.starts.get(term.start)
        if since is not None:
            for count in term.counts:
                yield opens_after_years(since, term.years, count)


def _timed(rule: Rule, open_facts: frozenset[str]) -> _Timed:
    # Found by their form, so that a kind of period or condition added later cannot be forgotten.
    parts = [*_parts(rule.when), *_parts(rule.period)]
    asks = any(hasattr(part, "start") for part in _parts(rule.when))
    asks = asks or not open_facts.isdisjoint(rule.when.facts())
    days = [d for d in (rule.valid_from, rule.valid_to) if d is not None]
    return _Timed(rule, tuple(days), tuple(dict.fromkeys(_terms(parts))), asks)


def _terms(parts: list[Any]) -> Iterator[_Term]:
    for part in parts:
        if hasattr(part, "years") and hasattr(part, "start"):
            own = getattr(part, "count", None)
            yield _Term(part.years, part.start, (own,) if own else get_args(Count))


def _parts(value: Any) -> Iterator[Any]:
    """A dataclass with all dataclasses inside it."""
    if isinstance(value, tuple):
        for one in value:
            yield from _parts(one)
    elif dataclasses.is_dataclass(value):
        yield value
        for field in dataclasses.fields(value):
            yield from _parts(getattr(value, field.name))
