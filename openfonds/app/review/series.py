"""A ruling on a whole series: a recorded rule with two names behind it (LAW 6, defaults).

It lifts doubts that stand on every such item, never a denial, nothing of secrecy and nothing
that only a look at the single item could settle.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from catalog import decisions, staff
from catalog import rulings as kept
from catalog.rulings import IN_FORCE, PROPOSED, Step
from catalog.staff import Person
from openfonds.app.decisions.reassess import reassess
from openfonds.app.installation import Installation, now
from openfonds.app.laws import law_of_collection
from openfonds.app.review.terms import check_roles, checked_reason, drafted, propose, sign
from openfonds.app.review.wishes import Ruled, Wish
from openfonds.errors import SettingsError
from openfonds.ledger.records import Kind
from openfonds.model import Outcome
from openfonds.restrictions.evaluator import REVIEW
from openfonds.restrictions.policy import GROUND_LAYERS, Policy
from openfonds.restrictions.ruling_reasons import OPENING
from openfonds.restrictions.rulings import Lift, Ruling, rule_digests, with_id

GROUNDS = tuple(f"ground.missing.{layer}" for layer in GROUND_LAYERS)
LAYERS_OF_SERIES = ("privacy", "owner", "copyright")


def propose_series(
    at: Installation, wish: Wish, series: str, lifted: Sequence[str], rights: str | None
) -> Ruled:
    """Propose to open a series as far as these doubts stand in the way; the same wish of a
    second person approves it.

    Raises:
        SettingsError: when the person, the reason, the series or a code will not do.
    """
    person = staff.entitled(at.engine, wish.by)
    reason = checked_reason(at, wish.reason, OPENING, wish.act)
    _, law = law_of_collection(at, wish.collection, wish.as_of)
    digests = rule_digests(law.policy)
    _check_lifted(at, wish.collection, law.policy, lifted)
    if "ground.missing.copyright" in lifted and rights is None:
        raise SettingsError("opening without a copyright ground names the rights: --rights")
    lifts = tuple(Lift(code, digests.get(code, ""), REVIEW) for code in sorted(set(lifted)))
    draft = drafted(wish, reason, law.policy.jurisdictions)
    ruling = with_id(
        replace(
            draft,
            reference_code=None,
            series=series,
            act=wish.act,
            lifts=lifts,
            rights_uri=rights,
            expires_on=wish.expires_on,
        )
    )
    waiting = next(
        (
            k.ruling
            for k in kept.kept(at.engine, wish.collection, PROPOSED)
            if k.ruling.series == series
        ),
        None,
    )
    if waiting and waiting.proposed_by != wish.by and waiting.says() == ruling.says():
        proposer = staff.entitled(at.engine, waiting.proposed_by)
        return approve_series(at, waiting, proposer, person, wish.as_of)
    if waiting is None or waiting.ruling_id != ruling.ruling_id:
        propose(at, ruling, person)
    return Ruled(ruling, PROPOSED, None, ())


def approve_series(
    at: Installation, ruling: Ruling, proposer: Person, person: Person, as_of: date
) -> Ruled:
    """Let a proposed ruling on a series apply, and decide on the collection again."""
    _, law = law_of_collection(at, ruling.collection, as_of)
    check_roles(ruling.lifts, law.policy, (proposer, person), ruling.act)
    approved = replace(ruling, approved_by=person.name)
    step = Step(Kind.APPROVAL, person.name, person.roles[0])
    kept.put_in_force(at.engine, at.storage.annex, approved, step, now=now())
    reassess(at, ruling.collection, as_of)
    sign(at)
    return Ruled(approved, IN_FORCE, None, ())


def doubts_of(at: Installation, collection: str) -> list[tuple[str, int]]:
    """The codes for which items of a collection wait in review, with how many; most first."""
    counts: Counter[str] = Counter()
    for one in decisions.current(at.engine, collection):
        if one.decision.outcome is Outcome.REVIEW:
            counts.update(one.decision.reason_codes)
    return sorted(counts.items(), key=lambda kv: (-kv[1], kv[0]))


def _check_lifted(at: Installation, collection: str, policy: Policy, lifted: Sequence[str]) -> None:
    layers = {rule.id: rule.layer for rule in policy.rules}
    allowed = [
        code
        for code, _ in doubts_of(at, collection)
        if code in GROUNDS or layers.get(code) in LAYERS_OF_SERIES
    ]
    wrong = [
        code for code in lifted if code not in GROUNDS and layers.get(code) not in LAYERS_OF_SERIES
    ]
    if not lifted or wrong:
        told = f"{wrong[0]!r} cannot be lifted for a whole series" if wrong else "name what to lift"
        raise SettingsError(
            f"{told}: --lift CODE, of what items of the collection wait for:"
            f" {', '.join(allowed) or 'nothing that a series could lift'}"
        )
