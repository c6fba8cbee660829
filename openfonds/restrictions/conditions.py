"""Conditions of rules, in Kleene's three-valued logic: unknown is a value, never a default.

A condition is written in TOML as one of
`{ fact = "secrecy_mark" }`, `{ material = ["published"] }`, `{ creator_type = ["person"] }`,
`{ series = "open" }`, `{ closed_list = "any" }`,
`{ elapsed = { years = 150, from = "published" } }`,
`{ dated = { since = 1990-01-01, from = "published" } }`,
`{ all = [...] }`, `{ any = [...] }`, `{ not = {...} }`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from openfonds.errors import PolicyError
from openfonds.model import Truth

# From which day a period runs; the latest possible day counts. doc.created is the latest document
# of a file; author.term is the author's death or, for a work first published within 70 years
# after it, that publication (GK 1281(1), (3)); the person is the one whom an item is about.
STARTS = (
    *("doc.created", "published", "author.term", "author.died"),
    *("person.birth", "person.death", "rehabilitated"),
)


class Case(Protocol):
    """What a condition may ask about an item."""

    def fact(self, name: str) -> Truth:
        """Value of a fact."""

    def attribute(self, name: str) -> str | None:
        """`material` or `creator_type`, None when not catalogued."""

    def series_open(self) -> Truth:
        """Whether an archivist approved the item's series for opening."""

    def on_closed_list(self) -> Truth:
        """Whether a closed list names the item; unknown when a list cannot be used."""

    def elapsed(self, years: int, start: str) -> Truth:
        """Whether so many years have passed since a start; unknown when the start is."""

    def dated(self, since: date, start: str) -> Truth:
        """Whether a start may lie on a day or later; unknown when the start is."""


class Condition(Protocol):
    """Something that is true, false or unknown of a case."""

    def holds(self, case: Case) -> Truth:
        """The value for this case."""

    def facts(self) -> Iterable[str]:
        """Names of the facts that the condition asks about."""


def conjunction(values: Iterable[Truth]) -> Truth:
    """Kleene's and: false wins over unknown, unknown over true."""
    unknown = False
    for value in values:
        if value is Truth.FALSE:
            return Truth.FALSE
        unknown = unknown or value is Truth.UNKNOWN
    return Truth.UNKNOWN if unknown else Truth.TRUE


def disjunction(values: Iterable[Truth]) -> Truth:
    """Kleene's or: true wins over unknown, unknown over false."""
    unknown = False
    for value in values:
        if value is Truth.TRUE:
            return Truth.TRUE
        unknown = unknown or value is Truth.UNKNOWN
    return Truth.UNKNOWN if unknown else Truth.FALSE


def negation(value: Truth) -> Truth:
    """Kleene's not."""
    if value is Truth.UNKNOWN:
        return Truth.UNKNOWN
    return Truth.FALSE if value is Truth.TRUE else Truth.TRUE


@dataclass(frozen=True, slots=True)
class FactHolds:
    """`{ fact = NAME }`."""

    name: str

    def holds(self, case: Case) -> Truth:
        """The value of the fact."""
        return case.fact(self.name)

    def facts(self) -> Iterable[str]:
        """The one name."""
        return (self.name,)


@dataclass(frozen=True, slots=True)
class AttributeIn:
    """`{ material = [...] }` or `{ creator_type = [...] }`; unknown when not catalogued."""

    attribute: str
    values: frozenset[str]

    def holds(self, case: Case) -> Truth:
        """Whether the attribute is one of the values."""
        value = case.attribute(self.attribute)
        if value is None:
            return Truth.UNKNOWN
        return Truth.TRUE if value in self.values else Truth.FALSE

    def facts(self) -> Iterable[str]:
        """None."""
        return ()


@dataclass(frozen=True, slots=True)
class SeriesOpen:
    """`{ series = "open" }`."""

    def holds(self, case: Case) -> Truth:
        """Whether the series was approved for opening."""
        return case.series_open()

    def facts(self) -> Iterable[str]:
        """None."""
        return ()


@dataclass(frozen=True, slots=True)
class OnClosedList:
    """`{ closed_list = "any" }`."""

    def holds(self, case: Case) -> Truth:
        """Whether a closed list names the item."""
        return case.on_closed_list()

    def facts(self) -> Iterable[str]:
        """None."""
        return ()


@dataclass(frozen=True, slots=True)
class Elapsed:
    """`{ elapsed = { years = 150, from = "published" } }`."""

    years: int
    start: str

    def holds(self, case: Case) -> Truth:
        """Whether the years have passed, counted from the latest possible day."""
        return case.elapsed(self.years, self.start)

    def facts(self) -> Iterable[str]:
        """None."""
        return ()


@dataclass(frozen=True, slots=True)
class Dated:
    """`{ dated = { since = 1990-01-01, from = "published" } }`: law that draws a line by a day."""

    since: date
    start: str

    def holds(self, case: Case) -> Truth:
        """Whether the latest possible day is that day or a later one."""
        return case.dated(self.since, self.start)

    def facts(self) -> Iterable[str]:
        """None."""
        return ()


@dataclass(frozen=True, slots=True)
class AllOf:
    """`{ all = [...] }`."""

    parts: tuple[Condition, ...]

    def holds(self, case: Case) -> Truth:
        """Kleene's and over the parts."""
        return conjunction(p.holds(case) for p in self.parts)

    def facts(self) -> Iterable[str]:
        """Names asked by any part."""
        return [name for p in self.parts for name in p.facts()]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """`{ any = [...] }`."""

    parts: tuple[Condition, ...]

    def holds(self, case: Case) -> Truth:
        """Kleene's or over the parts."""
        return disjunction(p.holds(case) for p in self.parts)

    def facts(self) -> Iterable[str]:
        """Names asked by any part."""
        return [name for p in self.parts for name in p.facts()]


@dataclass(frozen=True, slots=True)
class NotSo:
    """`{ not = {...} }`."""

    part: Condition

    def holds(self, case: Case) -> Truth:
        """Kleene's not."""
        return negation(self.part.holds(case))

    def facts(self) -> Iterable[str]:
        """Names asked by the part."""
        return self.part.facts()


def parse_condition(raw: Any, where: str) -> Condition:
    """Read a condition from its TOML form.

    Raises:
        PolicyError: for anything but exactly one known operator with a value of its kind.
    """
    if not isinstance(raw, Mapping) or len(raw) != 1:
        raise PolicyError(f"{where}: a condition is a table with exactly one key")
    ((operator, value),) = raw.items()
    match operator, value:
        case "fact", str() if value:
            return FactHolds(value)
        case (("material" | "creator_type"), [*values]) if values and all(
            isinstance(v, str) for v in values
        ):
            return AttributeIn(operator, frozenset(values))
        case "series", "open":
            return SeriesOpen()
        case "closed_list", "any":
            return OnClosedList()
        case "elapsed", {"years": int(years), "from": str(start), **rest} if (
            years > 0 and start in STARTS and not rest
        ):
            return Elapsed(years, start)
        case "dated", {"since": date() as since, "from": str(start), **rest} if (
            type(since) is date and start in STARTS and not rest
        ):
            return Dated(since, start)
        case "all", [*parts] if parts:
            return AllOf(tuple(parse_condition(p, where) for p in parts))
        case "any", [*parts] if parts:
            return AnyOf(tuple(parse_condition(p, where) for p in parts))
        case "not", _:
            return NotSo(parse_condition(value, where))
    raise PolicyError(f"{where}: unknown condition {operator!r}, or a value of the wrong kind")
