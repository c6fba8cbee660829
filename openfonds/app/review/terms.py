"""The terms of a ruling: which reason, which roles, which rights it needs."""

from collections.abc import Sequence

from catalog import decisions
from catalog import rulings as kept
from catalog.checkpoints import sign_current
from catalog.database import writing
from catalog.decisions import Recorded
from catalog.keys import load_keys
from catalog.rulings import PROPOSED, Step
from catalog.staff import Person
from openfonds.app.installation import Installation, now
from openfonds.app.review.wishes import Wish
from openfonds.errors import SettingsError
from openfonds.ledger.records import Kind
from openfonds.restrictions.facts import is_act
from openfonds.restrictions.policy import ROLES, Policy
from openfonds.restrictions.ruling_reasons import RulingReason, load_reasons
from openfonds.restrictions.rulings import Lift, Ruling

ROLE_OF_GROUND = {"ground.missing.copyright": "rights"}
SECRECY = "secrecy_commission"


def checked_reason(at: Installation, code: str, kind: str, act: str | None) -> RulingReason:
    """The reason of this code.

    Raises:
        SettingsError: for a code of another kind, or one whose act is missing.
    """
    reasons = load_reasons(at.policies)
    full = code if code.startswith("ruling.") else f"ruling.{code}"
    reason = reasons.get(full)
    if reason is None or reason.kind != kind:
        known = ", ".join(
            r.code.removeprefix("ruling.") for r in reasons.values() if r.kind == kind
        )
        raise SettingsError(f"{code!r} is no reason for that; there are: {known}")
    if act is not None and not is_act(act):
        raise SettingsError("--act takes the number and the date of an act: '№ 12 от 12.03.2001'")
    if reason.needs_act and act is None:
        raise SettingsError(f"{code!r} needs --act with the number and the date of the document")
    return reason


def roles_needed(lifts: Sequence[Lift], policy: Policy) -> tuple[str, ...]:
    """The roles that must be among those who rule, in the order of ROLES."""
    reviewers = {rule.id: rule.reviewer for rule in policy.rules}
    needed = {
        ROLE_OF_GROUND.get(lift.rule_id) or reviewers.get(lift.rule_id, "archivist")
        for lift in lifts
    }
    return tuple(role for role in ROLES if role in needed)


def check_roles(
    lifts: Sequence[Lift], policy: Policy, people: Sequence[Person], act: str | None
) -> None:
    """Nothing when those who rule have every role that is needed, and secrecy its act.

    Raises:
        SettingsError: otherwise, naming what is missing.
    """
    have = {role for person in people for role in person.roles}
    if "archive_head" in have:
        have.add("archivist")
    needed = roles_needed(lifts, policy)
    if missing := [role for role in needed if role not in have]:
        raise SettingsError(
            f"none of the two has the role {', '.join(missing)}, which the rules in the way ask"
            " for: openfonds review show names them"
        )
    if SECRECY in needed and act is None:
        raise SettingsError("what secrecy closes opens only by an act: propose anew with --act")


def standing_decision(at: Installation, collection: str, reference_code: str) -> Recorded:
    """The decision that stands on an item.

    Raises:
        SettingsError: when there is no such item.
    """
    found = decisions.standing(at.engine, collection, reference_code)
    if found is None:
        raise SettingsError(
            f"collection {collection!r} has no item {reference_code!r}: openfonds decisions"
            f" --collection {collection} lists them as the inventory wrote them"
        )
    return found


def propose(at: Installation, ruling: Ruling, person: Person) -> None:
    """Keep a ruling until a second person approves it."""
    step = Step(Kind.APPROVAL, person.name, person.roles[0])
    kept.propose(at.engine, at.storage.annex, ruling, step, now=now())
    sign(at)


def waiting_for(at: Installation, collection: str, reference_code: str) -> Ruling | None:
    """The proposal on an item that waits for a second person."""
    waiting = kept.kept(at.engine, collection, PROPOSED)
    return next((k.ruling for k in waiting if k.ruling.reference_code == reference_code), None)


def drafted(wish: Wish, reason: RulingReason, jurisdictions: tuple[str, ...]) -> Ruling:
    """A ruling with its reason, and nothing else yet."""
    return Ruling(
        ruling_id="",
        collection=wish.collection,
        reference_code=wish.reference_code,
        series=None,
        item_key=None,
        text_digest=None,
        outcome=wish.outcome,
        reason_code=reason.code,
        citation=reason.citation(jurisdictions),
        act=None,
        lifts=(),
        parts=(),
        rights_uri=None,
        made_on=wish.as_of,
        expires_on=None,
        proposed_by=wish.by,
        approved_by=None,
    )


def sign(at: Installation) -> None:
    """Sign the ledger as it now is."""
    with writing(at.engine) as connection:
        sign_current(connection, load_keys(at.storage.annex, connection), at.storage.audit)
