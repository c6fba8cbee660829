"""The queue of what waits for a person, and one item as a person must see it to decide.

The most urgent come first: suspended by a complaint, waiting for a second person, closed after
it was open; then by how little stands in the way of opening.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from catalog import decisions
from catalog import rulings as kept
from catalog.decisions import Recorded
from openfonds.app.installation import Installation
from openfonds.app.laws import law_of_collection
from openfonds.app.review.terms import roles_needed
from openfonds.model import Outcome
from openfonds.restrictions.policy import Policy
from openfonds.restrictions.rulings import Lift, Ruling

SUSPENDED, SECOND_PERSON, CLOSED_AGAIN, DUE, WAITS = range(5)
URGENCY = {
    SUSPENDED: "suspended",
    SECOND_PERSON: "second person",
    CLOSED_AGAIN: "was open",
    DUE: "check due",
    WAITS: "waits",
}
# How much a reason of each layer speaks against opening: the least first in the queue.
WEIGHTS = {
    "copyright": 1,
    "physical": 1,
    "care": 2,
    "owner": 3,
    "content": 4,
    "privacy": 4,
    "professional": 8,
    "secrecy": 10,
}
WEIGHT_OF_GROUND = 1


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of the queue."""

    urgency: int
    weight: int
    reference_code: str
    outcome: Outcome
    reason_codes: tuple[str, ...]
    reviewers: tuple[str, ...]  # roles that may lift what stands in the way
    opens_on: date | None
    ruling_id: str | None  # of the proposal that waits for a second person
    proposed_by: str | None


def queue(at: Installation, collection: str, as_of: date) -> list[Waiting]:
    """What waits in a collection, the most urgent first.

    Raises:
        SettingsError: when there is no such collection.
        PolicyError: when a pack cannot be used.
    """
    _, law = law_of_collection(at, collection, as_of)
    proposals = {
        k.ruling.reference_code: k.ruling for k in kept.kept(at.engine, collection, kept.PROPOSED)
    }
    were_open = decisions.once_open(at.engine, collection)
    found = [
        _waiting(one, law.policy, proposals.get(one.decision.reference_code), were_open, as_of)
        for one in decisions.current(at.engine, collection)
        if _waits(one, proposals.keys())
    ]
    return sorted(found, key=lambda w: (w.urgency, w.weight, w.opens_on or date.max))


def _waits(one: Recorded, proposed: Collection[str | None]) -> bool:
    waits = one.decision.outcome in (Outcome.REVIEW, Outcome.SUSPENDED)
    return waits or one.decision.reference_code in proposed


def _waiting(
    one: Recorded, policy: Policy, proposal: Ruling | None, were_open: frozenset[str], as_of: date
) -> Waiting:
    decision = one.decision
    layers = {rule.id: rule.layer for rule in policy.rules}
    weight = sum(
        WEIGHTS.get(layers.get(code, "care" if code.startswith("care.") else ""), WEIGHT_OF_GROUND)
        for code in decision.reason_codes
    )
    due = decision.next_check_on is not None and decision.next_check_on <= as_of
    if decision.outcome is Outcome.SUSPENDED:
        urgency = SUSPENDED
    elif proposal is not None:
        urgency = SECOND_PERSON
    elif decision.reference_code in were_open:
        urgency = CLOSED_AGAIN
    else:
        urgency = DUE if due else WAITS
    lifts = [Lift(code, "", "review") for code in decision.reason_codes]
    return Waiting(
        urgency=urgency,
        weight=weight,
        reference_code=decision.reference_code,
        outcome=decision.outcome,
        reason_codes=decision.reason_codes,
        reviewers=roles_needed(lifts, policy),
        opens_on=decision.next_check_on,
        ruling_id=proposal.ruling_id if proposal else None,
        proposed_by=proposal.proposed_by if proposal else None,
    )


def lines_of_queue(found: Sequence[Waiting], limit: int) -> Iterator[str]:
    """The queue for a terminal."""
    yield f"{len(found)} items wait"
    for one in found[:limit]:
        codes = ", ".join(one.reason_codes[:3]) + (" ..." if len(one.reason_codes) > 3 else "")
        asked = f"  [{', '.join(one.reviewers)}]" if one.reviewers else ""
        yield f"  {URGENCY[one.urgency]:<13} {one.reference_code:<24} {codes}{asked}"
        if one.ruling_id:
            yield f"  {'':<13} proposed by {one.proposed_by}: ruling {one.ruling_id}"
    if len(found) > limit:
        yield f"  and {len(found) - limit} more: --limit 0 shows all"
