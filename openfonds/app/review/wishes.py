"""What a person asks for when ruling on an item, and what comes of it."""

from dataclasses import dataclass
from datetime import date

from openfonds.model import Decision, Outcome
from openfonds.restrictions.rulings import Ruling


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asks for."""

    collection: str
    reference_code: str
    outcome: Outcome
    reason: str
    by: str
    as_of: date
    act: str | None = None
    withheld_pages: tuple[int, ...] = ()
    redacted: tuple[str, ...] = ()  # names of facts
    rights: str | None = None
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class Ruled:
    """What came of it. `decision` is None while a second person is awaited."""

    ruling: Ruling
    state: str
    decision: Decision | None
    needed: tuple[str, ...]  # roles of which the second person must have those that are missing
    copies_compared: bool = True  # False where near copies wait for the next reassessment
