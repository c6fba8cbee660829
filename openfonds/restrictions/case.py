"""A case: everything that the rules may ask about one item."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from openfonds.dates.arithmetic import opens_after_years
from openfonds.model import Fact, Truth


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the pages of an item a detector saw evidence for a fact."""

    page: int
    start: int
    end: int
    is_span: bool  # False for a stamp in the image, which has no place in the text


@dataclass(frozen=True, slots=True)
class ItemCase:
    """The state of knowledge about one item.

    `weak` names the facts that are true only by a merely possible finding. `examined` says that
    every text of the item went through every detector, so that a fact which only a detector
    could have asserted may count as not asserted.
    """

    truths: Mapping[str, Truth]
    weak: frozenset[str]
    examined: bool
    material: str | None
    creator_type: str | None
    series_is_open: Truth
    listed: Truth
    starts: Mapping[str, date | None]  # latest possible day of each start of a period
    as_of: date
    facts: tuple[Fact, ...]  # with their sources, for the record
    # What detectors saw in the pages, and what is known of the same facts without them.
    places: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)
    off_page: Mapping[str, Truth] = field(default_factory=dict)
    n_pages: int = 0
    legible: bool = False  # read so well that a span can be redacted (LAW 3.5, G3)

    def fact(self, name: str) -> Truth:
        """Value of a fact; unknown when nobody said anything."""
        return self.truths.get(name, Truth.UNKNOWN)

    def attribute(self, name: str) -> str | None:
        """`material` or `creator_type`, None when not catalogued."""
        return self.material if name == "material" else self.creator_type

    def series_open(self) -> Truth:
        """Whether an archivist approved the item's series for opening."""
        return self.series_is_open

    def on_closed_list(self) -> Truth:
        """Whether a closed list names the item; unknown when a list cannot be used."""
        return self.listed

    def elapsed(self, years: int, start: str) -> Truth:
        """Whether so many calendar years have passed since a start; unknown when the start is."""
        since = self.starts.get(start)
        if since is None:
            return Truth.UNKNOWN
        over = opens_after_years(since, years, "calendar_year_after") <= self.as_of
        return Truth.TRUE if over else Truth.FALSE

    def dated(self, since: date, start: str) -> Truth:
        """Whether the latest possible day of a start is `since` or later; unknown without it."""
        latest = self.starts.get(start)
        if latest is None:
            return Truth.UNKNOWN
        return Truth.TRUE if latest >= since else Truth.FALSE

    def without_weak(self) -> "ItemCase":
        """The same case, with merely possible findings left out."""
        if not self.weak:
            return self
        kept = {name: value for name, value in self.truths.items() if name not in self.weak}
        return replace(self, truths=kept, weak=frozenset())

    def without_pages(self, names: frozenset[str]) -> "ItemCase":
        """The same case, had no detector seen anything of `names` in the pages."""
        off = {name: self.off_page.get(name, Truth.FALSE) for name in names}
        kept = frozenset(n for n in self.weak if n not in names)
        return replace(self, truths={**self.truths, **off}, weak=kept)

    def unless_asserted(self) -> "Unasserted":
        """The same case, with every fact that nobody asserted counted as false."""
        return Unasserted(self)


@dataclass(frozen=True, slots=True)
class Unasserted:
    """A case in which silence means no: only sound where every detector has looked."""

    case: ItemCase

    def fact(self, name: str) -> Truth:
        """Value of a fact; false when nobody asserted it."""
        return Truth.TRUE if self.case.truths.get(name) is Truth.TRUE else Truth.FALSE

    def attribute(self, name: str) -> str | None:
        """As in the case."""
        return self.case.attribute(name)

    def series_open(self) -> Truth:
        """As in the case."""
        return self.case.series_is_open

    def on_closed_list(self) -> Truth:
        """As in the case."""
        return self.case.listed

    def elapsed(self, years: int, start: str) -> Truth:
        """As in the case."""
        return self.case.elapsed(years, start)

    def dated(self, since: date, start: str) -> Truth:
        """As in the case."""
        return self.case.dated(since, start)
