"""How people rule on an item: propose, approve, refuse.

Opening takes two different people, who between them have the roles that the lifted rules ask
for, and for secrecy the number of an act; closing takes one and holds at once; a suspended item
takes two either way (LAW 4, overrides; LAW 1.3, access under review).
"""

from dataclasses import replace
from datetime import date

from catalog import decisions, staff
from catalog import rulings as kept
from catalog.decisions import Proposed
from catalog.rulings import IN_FORCE, PROPOSED, Step
from openfonds.app.decisions.copies import closed_as_copy, copies_of_one
from openfonds.app.decisions.decide import closes_copies, settled
from openfonds.app.decisions.settle import broken_pages
from openfonds.app.installation import Installation, now
from openfonds.app.review import closing
from openfonds.app.review.held import Held, find_held
from openfonds.app.review.parts import parts_of
from openfonds.app.review.series import approve_series
from openfonds.app.review.terms import (
    SECRECY,
    check_roles,
    checked_reason,
    drafted,
    propose,
    roles_needed,
    sign,
    standing_decision,
    waiting_for,
)
from openfonds.app.review.wishes import Ruled, Wish
from openfonds.errors import SettingsError
from openfonds.ledger.records import Kind
from openfonds.model import Decision, Outcome
from openfonds.restrictions.evaluator import OPEN
from openfonds.restrictions.ruling_reasons import CLOSING, OPENING, SUSPENDING, RulingReason
from openfonds.restrictions.rulings import Lift, Ruling, lifts_for, with_id

RIGHTS = {
    "pdm": "http://creativecommons.org/publicdomain/mark/1.0/",
    "cc0": "http://creativecommons.org/publicdomain/zero/1.0/",
    "cc-by": "http://creativecommons.org/licenses/by/4.0/",
    "noc-oklr": "http://rightsstatements.org/vocab/NoC-OKLR/1.0/",
    "noc-us": "http://rightsstatements.org/vocab/NoC-US/1.0/",
}
KIND_OF = {
    Outcome.OPEN: OPENING,
    Outcome.WITHHELD: CLOSING,
    Outcome.SUSPENDED: SUSPENDING,
}


def decide(at: Installation, wish: Wish) -> Ruled:
    """Rule on an item. The same wish of a second person approves the proposal of the first.

    Raises:
        SettingsError: when the person, the reason, the act or the item will not do.
    """
    person = staff.entitled(at.engine, wish.by)
    reason = checked_reason(at, wish.reason, KIND_OF[wish.outcome], wish.act)
    if wish.outcome is not Outcome.OPEN:
        return closing.close(at, wish, reason, person)
    held = find_held(at, wish.collection, wish.reference_code, wish.as_of)
    ruling = with_id(_opening(held, wish, reason))
    waiting = waiting_for(at, wish.collection, wish.reference_code)
    if waiting and waiting.proposed_by != wish.by and waiting.says() == ruling.says():
        return approve(at, waiting.ruling_id, wish.by, wish.as_of)
    needed = roles_needed(ruling.lifts, held.law.policy)
    if waiting is None or waiting.ruling_id != ruling.ruling_id:
        propose(at, ruling, person)
    return Ruled(ruling, PROPOSED, None, needed)


def approve(at: Installation, ruling_id: str, by: str, as_of: date) -> Ruled:
    """Approve the proposal of somebody else: from then on it applies.

    Raises:
        SettingsError: when nothing is proposed under that id, the person proposed it, a role is
            missing, or what stood in the way has changed since.
    """
    found = kept.named(at.engine, ruling_id)
    ruling, person = found.ruling, staff.entitled(at.engine, by)
    if found.state != PROPOSED:
        raise SettingsError(f"ruling {ruling_id} is not waiting for anybody: it is {found.state}")
    if by == ruling.proposed_by:
        raise SettingsError("nobody approves their own proposal: a second person must")
    proposer = staff.entitled(at.engine, ruling.proposed_by)
    if ruling.series is not None:
        return approve_series(at, ruling, proposer, person, as_of)
    assert ruling.reference_code is not None
    if ruling.outcome is not Outcome.OPEN:
        standing = standing_decision(at, ruling.collection, ruling.reference_code)
        approved = replace(ruling, approved_by=by)
        return closing.put_in_force(at, approved, person, as_of, standing)
    held = find_held(at, ruling.collection, ruling.reference_code, as_of)
    if not held.is_read:
        raise SettingsError(
            "its pages were never read, so nobody can have looked at its text: ingest the holding"
            " again (the proposal has it read), then approve"
        )
    if _lifts(held) != ruling.lifts or held.item.key != ruling.item_key:
        raise SettingsError(
            "what stands in the way is no longer what it was when this was proposed: look at the"
            " item again (openfonds review show) and propose anew"
        )
    check_roles(ruling.lifts, held.law.policy, (proposer, person), ruling.act)
    approved = replace(ruling, approved_by=by)
    step = Step(Kind.APPROVAL, person.name, person.roles[0])
    kept.put_in_force(at.engine, at.storage.annex, approved, step, now=now())
    decision = _decide_again(at, held)
    sign(at)
    return Ruled(approved, IN_FORCE, decision, ())


def refuse(at: Installation, ruling_id: str, by: str) -> Ruled:
    """Refuse a proposal; the item stays as it is. Whoever proposed it may take it back, too."""
    found, person = kept.named(at.engine, ruling_id), staff.entitled(at.engine, by)
    if found.state != PROPOSED:
        raise SettingsError(f"ruling {ruling_id} is not waiting for anybody: it is {found.state}")
    step = Step(Kind.APPROVAL, person.name, person.roles[0])
    kept.end(at.engine, at.storage.annex, found.ruling, step, now=now())
    sign(at)
    return Ruled(found.ruling, kept.REFUSED, None, ())


def _opening(held: Held, wish: Wish, reason: RulingReason) -> Ruling:
    if wish.expires_on and wish.expires_on <= wish.as_of:
        raise SettingsError("--expires must lie in the future")
    lifts, policy = _lifts(held), held.law.policy
    by_people = held.standing.decision.ruling is not None  # it ends what people closed
    if not (lifts or wish.withheld_pages or wish.redacted or by_people):
        raise SettingsError("nothing stands in its way: the rules open it by themselves")
    if SECRECY in roles_needed(lifts, policy) and wish.act is None:
        raise SettingsError("what secrecy closes opens only by an act: give --act 'number, date'")
    parts = parts_of(held, wish.withheld_pages, wish.redacted, reason)
    return replace(
        drafted(wish, reason, held.collection.policies),
        item_key=held.item.key,
        text_digest=held.text_digest() if parts else None,
        act=wish.act,
        lifts=lifts,
        parts=parts,
        rights_uri=_rights(held, wish),
        expires_on=wish.expires_on,
    )


def _rights(held: Held, wish: Wish) -> str | None:
    if any(hit.verdict == OPEN and hit.layer == "copyright" for hit in held.verdict.hits):
        return None  # the rules know it
    uri = RIGHTS.get(wish.rights or "")
    if uri is None:
        raise SettingsError(
            "the rules know no copyright ground for it, so the ruling must name the rights:"
            f" --rights {'|'.join(RIGHTS)}"
        )
    return uri


def _lifts(held: Held) -> tuple[Lift, ...]:
    """What an opening must lift: by the rules, and by what lies beyond the item itself."""
    lifts = lifts_for(held.verdict.hits, held.law.policy)
    beyond = [
        Lift(code, "", "review")
        for code in held.standing.decision.reason_codes
        if code.startswith("care.") and code not in {lift.rule_id for lift in lifts}
    ]
    return tuple(sorted((*lifts, *beyond), key=lambda lift: (lift.rule_id, lift.verdict)))


def _decide_again(at: Installation, held: Held) -> Decision:
    """Decide on one item by the rules and the rulings now in force, and record it."""
    in_force = kept.in_force(at.engine, held.collection.name)
    verdict = in_force.applied(held.verdict, held.item, held.law.policy, held.text_digest)
    digests = [f.sha256 for f in held.item.files]
    closed = {
        sha256
        for sha256, other in closing.copies(at, held.standing.decision, digests)
        if closes_copies(other)
    }
    broken = broken_pages(held.pages).get(held.item.key, ())
    decision = settled(held.plan, held.item, verdict, broken, closed)
    others = copies_of_one(at, held.plan, held.shard, held.item, verdict)
    others.remember()
    if decision.outcome is Outcome.OPEN and (codes := others.reasons().get(held.item.position)):
        decision = closed_as_copy(decision, codes)
    proposal = Proposed(decision, verdict.facts, tuple(digests))
    decisions.record(at.engine, at.storage.annex, iter([proposal]), now=now())
    others.close_earlier()  # what pages that stay closed say may stand elsewhere
    return decision
