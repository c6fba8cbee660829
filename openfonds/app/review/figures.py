"""Yearly figures of what people decided, as The National Archives publish theirs (LAW 1.3)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from catalog import rulings as kept
from catalog.rulings import IN_FORCE, REFUSED, REPLACED, Kept
from openfonds.app.installation import Installation
from openfonds.model import Outcome


@dataclass(frozen=True, slots=True)
class Figures:
    """One year. No reference codes: it may be published."""

    year: int
    suspended: int
    suspended_by_reason: dict[str, int]
    restored: int  # suspensions that ended with the item open again
    upheld: int  # suspensions that ended with the item withheld
    pending: int  # suspended in the year and still so
    opened: int  # by two people
    withheld: int  # by one person or two
    refused: int  # proposals


def figures_of_year(at: Installation, year: int) -> Figures:
    """Count the rulings of one year, over all collections."""
    every = kept.every(at.engine)
    of_year = [one for one in every if one.made_at.startswith(f"{year:04d}-")]
    suspensions = [one for one in of_year if one.ruling.outcome is Outcome.SUSPENDED]
    ends = [_end(one, every) for one in suspensions]
    settled = [one for one in of_year if one.state in (IN_FORCE, REPLACED)]
    reasons = Counter(one.ruling.reason_code for one in suspensions)
    return Figures(
        year=year,
        suspended=len(suspensions),
        suspended_by_reason=dict(sorted(reasons.items())),
        restored=ends.count(Outcome.OPEN),
        upheld=ends.count(Outcome.WITHHELD),
        pending=ends.count(None),
        opened=_count(settled, Outcome.OPEN),
        withheld=_count(settled, Outcome.WITHHELD),
        refused=sum(one.state == REFUSED for one in of_year),
    )


def lines_of_figures(found: Figures) -> Iterator[str]:
    """The figures for a terminal."""
    yield f"{found.year}"
    yield f"  suspended    {found.suspended:>6}"
    for code, n in found.suspended_by_reason.items():
        yield f"    {n:>6}  {code}"
    yield f"  of these restored {found.restored}, upheld {found.upheld}, pending {found.pending}"
    yield f"  opened by two people  {found.opened:>6}"
    yield f"  withheld by people    {found.withheld:>6}"
    yield f"  proposals refused     {found.refused:>6}"


def _end(suspension: Kept, every: list[Kept]) -> Outcome | None:
    """How a suspension ended: by the next ruling that came in force on the same item."""
    if suspension.state == IN_FORCE:
        return None
    ruling = suspension.ruling
    after = every[every.index(suspension) + 1 :]
    for one in after:
        same = (one.ruling.collection, one.ruling.reference_code) == (
            ruling.collection,
            ruling.reference_code,
        )
        if same and one.state in (IN_FORCE, REPLACED) and one.settled_at is not None:
            return one.ruling.outcome
    return None


def _count(rulings: list[Kept], outcome: Outcome) -> int:
    return sum(one.ruling.outcome is outcome for one in rulings)
