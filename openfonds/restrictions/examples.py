"""Runs the examples that each rule of a pack carries, and moves its period by a day.

A rule without a case that it closes, one that it leaves alone and one where it does not know is
not finished.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from openfonds.errors import PolicyError
from openfonds.model import Truth
from openfonds.restrictions.case import ItemCase
from openfonds.restrictions.conditions import STARTS
from openfonds.restrictions.evaluator import judge_ground, judge_rule, period_end
from openfonds.restrictions.policy import Example, Rule

_TRUTHS = {True: Truth.TRUE, False: Truth.FALSE, "unknown": Truth.UNKNOWN, "possible": Truth.TRUE}
_KEYS = {"facts", "material", "creator_type", "series_open", "listed", "examined", "latest"}
_STARTS = {
    "author_term": "author.term",
    "author_died": "author.died",
    "person_birth": "person.birth",
    "person_death": "person.death",
    "rehabilitated": "rehabilitated",
}


def faults(rule: Rule) -> Iterator[str]:
    """What is wrong with the examples of a rule; nothing when all of them hold."""
    said = set()
    for number, example in enumerate(rule.examples, start=1):
        found = verdict(rule, example)
        said.add(found)
        if found != example.expect:
            yield f"{rule.id}: example {number} expects {example.expect}, the rule says {found}"
        yield from _period_faults(rule, example, number)
    wanted = {"open", "na"} if rule.is_ground else {"na", "review"}
    if rule.effect != "review" and not rule.is_ground:
        wanted = wanted | {"deny"}
    for missing in sorted(wanted - said):
        yield f"{rule.id}: no example where it says {missing}"


def verdict(rule: Rule, example: Example, as_of: date | None = None) -> str:
    """What a rule says of an example: na, review, deny, or open for a ground that holds."""
    day = as_of or example.as_of
    case = case_of(example, day)
    hit = judge_ground(rule, case, day) if rule.is_ground else judge_rule(rule, case, day)
    return hit.verdict if hit else "na"


def case_of(example: Example, as_of: date) -> ItemCase:
    """The case that an example describes.

    Raises:
        PolicyError: for a key or a value that no case has.
    """
    given: dict[str, Any] = example.given
    if unknown := sorted(set(given) - _KEYS - set(_STARTS)):
        raise PolicyError(f"example: unknown key {unknown[0]!r}")
    facts = given.get("facts", {})
    latest = given.get("latest")
    starts = dict.fromkeys(STARTS, latest) | {s: given.get(k) for k, s in _STARTS.items()}
    return ItemCase(
        truths={name: _truth(value) for name, value in facts.items()},
        weak=frozenset(name for name, value in facts.items() if value == "possible"),
        examined=given.get("examined", True),
        material=given.get("material"),
        creator_type=given.get("creator_type"),
        series_is_open=_truth(given.get("series_open", False)),
        listed=_truth(given.get("listed", False)),
        starts=starts,
        as_of=as_of,
        facts=(),
    )


def _truth(value: Any) -> Truth:
    if value not in _TRUTHS:
        raise PolicyError(f"example: {value!r} is not true, false, unknown or possible")
    return _TRUTHS[value]


def _period_faults(rule: Rule, example: Example, number: int) -> Iterator[str]:
    """On the last day of its period a rule still closes, on the next it no longer does."""
    case = case_of(example, example.as_of)
    opens_on = period_end(rule.period, case)
    if opens_on is None or example.expect in ("na", "open"):
        return
    before = verdict(rule, example, opens_on - timedelta(days=1))
    after = verdict(rule, example, opens_on)
    if before == after and not (rule.after == "review" and before == "review"):
        yield f"{rule.id}: example {number} says {before} on both sides of the end of its period"
