"""Closing by people: one person is enough, and it holds at once.

A complaint suspends: the item is closed first and decided on by two people later, as The
National Archives do with "access under review" (LAW 1.3).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from catalog import decisions
from catalog import rulings as kept
from catalog.decisions import Proposed, Recorded
from catalog.holdings import find_collection
from catalog.rulings import IN_FORCE, PROPOSED, Step
from catalog.staff import Person
from openfonds.app.decisions.copies import Copies, copies_of_one
from openfonds.app.decisions.decide import SAME_BYTES, closed_copy, with_id
from openfonds.app.installation import Installation, now
from openfonds.app.review.held import find_held
from openfonds.app.review.terms import (
    checked_reason,
    drafted,
    propose,
    sign,
    standing_decision,
    waiting_for,
)
from openfonds.app.review.wishes import Ruled, Wish
from openfonds.errors import PolicyError, SettingsError
from openfonds.ledger.records import Kind
from openfonds.model import Decision, Outcome
from openfonds.restrictions.ruling_reasons import SUSPENDING, RulingReason
from openfonds.restrictions.rulings import Ruling
from openfonds.restrictions.rulings import with_id as ruling_with_id

ANYBODY = "staff"  # who suspends without a name: closing asks nobody


def suspend(
    at: Installation, collection: str, reference_code: str, reason: str, by: str, as_of: date
) -> Ruled:
    """Close an item at once because of a complaint; two people decide afterwards.

    It asks nobody and needs no working policy pack: what closes must not be able to fail.

    Raises:
        SettingsError: when there is no such item, or the reason is none for a suspension.
    """
    found = checked_reason(at, reason, SUSPENDING, None)
    standing = standing_decision(at, collection, reference_code)
    wish = Wish(collection, reference_code, Outcome.SUSPENDED, reason, by, as_of)
    return put_in_force(at, _ruling(at, wish, found), None, as_of, standing)


def close(at: Installation, wish: Wish, reason: RulingReason, person: Person) -> Ruled:
    """Withhold an item; a suspended one, over which a complaint is pending, needs two people."""
    standing = standing_decision(at, wish.collection, wish.reference_code)
    ruling = _ruling(at, wish, reason)
    if standing.decision.outcome is not Outcome.SUSPENDED:
        return put_in_force(at, ruling, person, wish.as_of, standing)
    waiting = waiting_for(at, wish.collection, wish.reference_code)
    if waiting and waiting.proposed_by != wish.by and waiting.says() == ruling.says():
        approved = replace(waiting, approved_by=wish.by)
        return put_in_force(at, approved, person, wish.as_of, standing)
    if waiting is None or waiting.ruling_id != ruling.ruling_id:
        propose(at, ruling, person)
    return Ruled(ruling, PROPOSED, None, ())


def put_in_force(
    at: Installation,
    ruling: Ruling,
    person: Person | None,
    as_of: date,
    standing: Recorded | None = None,
) -> Ruled:
    """Let a ruling that closes hold from now on, for the item and for all copies of its files."""
    assert ruling.reference_code is not None
    standing = standing or standing_decision(at, ruling.collection, ruling.reference_code)
    is_suspension = ruling.outcome is Outcome.SUSPENDED
    step = Step(
        Kind.SUSPENSION if is_suspension else Kind.APPROVAL,
        person.name if person else ruling.proposed_by,
        person.roles[0] if person else ANYBODY,
    )
    kept.put_in_force(at.engine, at.storage.annex, ruling, step, now=now())
    before = standing.decision
    also = before.reason_codes if before.outcome is Outcome.WITHHELD else ()
    closed = with_id(
        replace(
            before,
            outcome=ruling.outcome,
            effect="withhold_item",
            reason_codes=tuple(dict.fromkeys((ruling.reason_code, *also))),
            citations=(ruling.citation,) if ruling.citation else (),
            next_check_on=ruling.expires_on,
            rights_uri=None,
            as_of=max(as_of, before.as_of),
            decided_by=ruling.people,
            ruling=ruling.ruling_id,
            parts=(),
        )
    )
    digests = decisions.files_of(at.engine, before.holding, before.position)
    proposals = [Proposed(closed, (), ())]
    for _, copy in copies(at, before, digests):
        if copy.outcome is Outcome.OPEN:
            again = replace(closed_copy(copy), as_of=closed.as_of)
            proposals.append(Proposed(with_id(again), (), ()))
    for one in dict.fromkeys(proposals):
        decisions.record(at.engine, at.storage.annex, iter([one]), now=now())
    sign(at)  # closed, whatever becomes of the rest
    compared = _close_what_repeats_it(at, ruling, as_of)
    return Ruled(ruling, IN_FORCE, closed, (), copies_compared=compared)


def repeats(at: Installation, collection: str, reference_code: str, as_of: date) -> list[Decision]:
    """The decisions on what was closed because it repeats a closed item, in all collections.

    Raises:
        PolicyError, SettingsError: where the law cannot be applied now.
    """
    standing = standing_decision(at, collection, reference_code).decision
    digests = decisions.files_of(at.engine, standing.holding, standing.position)
    same = [d for _, d in copies(at, standing, digests) if SAME_BYTES in d.reason_codes]
    others = _beside_others(at, collection, reference_code, as_of)
    return [*same, *others.closed_repeats()]


def _close_what_repeats_it(at: Installation, ruling: Ruling, as_of: date) -> bool:
    """Close what is nearly the same or quotes it; False where the law cannot be applied now."""
    assert ruling.reference_code is not None
    try:
        others = _beside_others(at, ruling.collection, ruling.reference_code, as_of)
    except (PolicyError, SettingsError):
        return False
    others.remember()
    if others.close_earlier():
        sign(at)
    return True


def _beside_others(at: Installation, collection: str, reference_code: str, as_of: date) -> Copies:
    held = find_held(at, collection, reference_code, as_of)
    in_force = kept.in_force(at.engine, collection)
    verdict = in_force.applied(held.verdict, held.item, held.law.policy, held.text_digest)
    return copies_of_one(at, held.plan, held.shard, held.item, verdict)


def _ruling(at: Installation, wish: Wish, reason: RulingReason) -> Ruling:
    found = find_collection(at.engine, wish.collection)
    draft = drafted(wish, reason, found[0].policies if found else ())
    return ruling_with_id(replace(draft, act=wish.act, expires_on=wish.expires_on))


def copies(at: Installation, of: Decision, digests: Sequence[str]) -> list[tuple[str, Decision]]:
    """(sha256, decision) of every other item of the collection with one of these files."""
    found = decisions.with_same_bytes(at.engine, of.collection, sorted(set(digests)), "")
    here = (of.holding, of.position)
    return [(sha256, d) for sha256, d in found if (d.holding, d.position) != here]
