"""From a verdict to a decision: the form in which it is kept, and what overrides it."""

from collections.abc import Sequence
from dataclasses import replace

from openfonds.app.intake.plan import Plan
from openfonds.digests import digest_of
from openfonds.model import Absence, Decision, Item, Outcome, Verdict

SERVICE = "openfonds"
NOT_READ = "care.not-read"
SAME_BYTES = "care.same-bytes-as-closed"
SAME_BYTES_CITE = "125-ФЗ, ст. 25; the most restrictive decision holds for all copies"
CLOSED = frozenset({Outcome.REVIEW, Outcome.WITHHELD, Outcome.SUSPENDED})


def closes_copies(decision: Decision) -> bool:
    """Whether an item closes others with the same bytes: not when it is closed as a copy itself.

    Else two copies would keep each other closed for ever.
    """
    return decision.outcome in CLOSED and decision.reason_codes != (SAME_BYTES,)


def decision_of(plan: Plan, item: Item, verdict: Verdict) -> Decision:
    """The decision that a verdict makes, still without its id."""
    return Decision(
        decision_id="",
        collection=plan.collection.name,
        holding=plan.holding,
        reference_code=item.reference_code,
        position=item.position,
        item_key=item.key,
        unit="item",
        page=None,
        outcome=verdict.outcome,
        effect=verdict.effect,
        reason_codes=verdict.reason_codes,
        citations=verdict.citations,
        next_check_on=verdict.next_check_on,
        rights_uri=verdict.rights_uri,
        pack=verdict.pack,
        policy_digest=plan.law_digest,
        as_of=verdict.as_of,
        decided_by=verdict.decided_by,
        ruling=verdict.ruling,
        parts=verdict.parts if verdict.outcome is Outcome.OPEN else (),
    )


def decision_of_absence(plan: Plan, absence: Absence) -> Decision:
    """The decision on what could not be registered."""
    return with_id(
        Decision(
            decision_id="",
            collection=plan.collection.name,
            holding=plan.holding,
            reference_code=absence.reference_code,
            position=absence.position,
            item_key=digest_of([plan.holding, absence.reference_code, absence.position]),
            unit="item",
            page=None,
            outcome=absence.outcome,
            effect="none",
            reason_codes=(absence.reason_code,),
            citations=(),
            next_check_on=None,
            rights_uri=None,
            pack="",
            policy_digest=plan.law_digest,
            as_of=plan.as_of,
            decided_by=SERVICE,
        )
    )


def settled(
    plan: Plan,
    item: Item,
    verdict: Verdict,
    broken: Sequence[tuple[int, str]],
    closed_files: set[str],
) -> Decision:
    """The decision on an item, with what lies beyond its own verdict.

    Args:
        broken: the pages that could not be read: (number, reason).
        closed_files: digests of files that belong to an item which is closed.
    """
    decision = decision_of(plan, item, verdict)
    kept_back = {part.page for part in decision.parts if part.start is None}
    unread = [reason for number, reason in broken if number not in kept_back]
    if unread and verdict.outcome not in (Outcome.WITHHELD, Outcome.SUSPENDED):
        return with_id(failed(decision, unread[0]))
    copies = closed_files.intersection(f.sha256 for f in item.files)
    if verdict.outcome is Outcome.OPEN and copies and SAME_BYTES not in verdict.lifted:
        return with_id(closed_copy(decision))
    return with_id(decision)


def unread(verdict: Verdict) -> Verdict:
    """The verdict on an item that was never read: closed still, or a person must have it read."""
    if verdict.outcome in (Outcome.WITHHELD, Outcome.SUSPENDED) or NOT_READ in verdict.reason_codes:
        return verdict
    return replace(
        verdict,
        outcome=Outcome.REVIEW,
        effect="none",
        reason_codes=(NOT_READ, *verdict.reason_codes),
        rights_uri=None,
        parts=(),
    )


def failed(decision: Decision, reason: str) -> Decision:
    """An item of which a page could not be read."""
    return _without_law(decision, Outcome.FAILED, reason)


def closed_copy(decision: Decision) -> Decision:
    """An item whose bytes are those of a closed one (LAW 5, 18)."""
    closed = _without_law(decision, Outcome.REVIEW, SAME_BYTES)
    return replace(closed, citations=(SAME_BYTES_CITE,))


def with_id(decision: Decision) -> Decision:
    """The decision with its id: a digest of what it says, so the same on every machine."""
    return replace(decision, decision_id=digest_of(replace(decision, decision_id="")))


def _without_law(decision: Decision, outcome: Outcome, reason: str) -> Decision:
    return replace(
        decision,
        outcome=outcome,
        effect="none",
        reason_codes=(reason,),
        citations=(),
        next_check_on=None,
        rights_uri=None,
        decided_by=SERVICE,
        ruling=None,
        parts=(),
    )
