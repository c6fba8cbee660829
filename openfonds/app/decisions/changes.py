"""What stands, compared with what stood before: what was opened, closed or says something else."""

from dataclasses import dataclass

from catalog.standing import recorded_since
from openfonds.app.installation import Installation
from openfonds.model import Decision, Outcome

# What a decision says to the reader of it; the rest is under which law it says so.
SAYS = ("outcome", "effect", "reason_codes", "citations", "next_check_on", "rights_uri", "parts")


@dataclass(frozen=True, slots=True)
class Changes:
    """How many of the decisions that stand in a collection are which kind of change."""

    opened: int = 0
    closed: int = 0  # were open
    other: int = 0  # say something else, neither opened nor closed
    renewed: int = 0  # say the same under another law


def changes_since(at: Installation, name: str, last: int) -> Changes:
    """What the decisions after record `last` changed in a collection."""
    opened = closed = other = renewed = 0
    for before, after in recorded_since(at.engine, name, last):
        was_open = before is not None and before.outcome is Outcome.OPEN
        is_open = after.outcome is Outcome.OPEN
        if is_open and not was_open:
            opened += 1
        elif was_open and not is_open:
            closed += 1
        elif before and _says(before) == _says(after):
            renewed += 1
        else:
            other += 1
    return Changes(opened, closed, other, renewed)


def _says(decision: Decision) -> list[object]:
    return [getattr(decision, name) for name in SAYS]
