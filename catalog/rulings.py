"""Rulings of people: proposed, in force, refused or replaced; each step is in the ledger."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from catalog import database as db
from catalog import ledger_store
from catalog.keys import load_keys
from openfonds import __version__
from openfonds.digests import digest_of
from openfonds.errors import SettingsError
from openfonds.ledger.annex import AnnexEntry
from openfonds.ledger.keys import item_reference
from openfonds.ledger.records import PUBLIC_REASONS, Kind, LedgerRecord, Unit
from openfonds.model import Outcome
from openfonds.plain import from_json, to_json
from openfonds.restrictions.rulings import Ruling, Rulings
from openfonds.storage import Zone

PROPOSED, IN_FORCE, REFUSED = "proposed", "in_force", "refused"
REPLACED = "replaced"  # was in force until a newer one was
DROPPED = "dropped"  # was proposed, and something else was done


@dataclass(frozen=True, slots=True)
class Kept:
    """A ruling as it is kept."""

    ruling: Ruling
    state: str
    made_at: str
    settled_at: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a ruling, for the ledger: who did what."""

    kind: Kind
    actor: str
    role: str


def in_force(engine: Engine, collection: str) -> Rulings:
    """The rulings that apply to a collection."""
    query = (
        sa.select(db.rulings.c.body)
        .where(db.rulings.c.collection == collection, db.rulings.c.state == IN_FORCE)
        .order_by(db.rulings.c.number)
    )
    with engine.connect() as connection:
        found = [from_json(Ruling, body) for body in connection.execute(query).scalars()]
    return Rulings(
        {r.reference_code: r for r in found if r.reference_code is not None},
        {r.series: r for r in found if r.series is not None},
    )


def opening(engine: Engine, collection: str) -> frozenset[str]:
    """References of the items that people opened, or that wait for a second person to open them.

    Their pages must be there to be looked at.
    """
    query = sa.select(db.rulings.c.reference_code).where(
        db.rulings.c.collection == collection,
        db.rulings.c.state.in_((PROPOSED, IN_FORCE)),
        db.rulings.c.outcome == Outcome.OPEN.value,
    )
    with engine.connect() as connection:
        return frozenset(r for r in connection.execute(query).scalars() if r is not None)


def kept(engine: Engine, collection: str, state: str | None = None) -> list[Kept]:
    """The rulings on a collection, the oldest first."""
    query = sa.select(db.rulings).where(db.rulings.c.collection == collection)
    if state:
        query = query.where(db.rulings.c.state == state)
    with engine.connect() as connection:
        return [_kept(row) for row in connection.execute(query.order_by(db.rulings.c.number))]


def every(engine: Engine) -> list[Kept]:
    """All rulings on all collections, the oldest first."""
    with engine.connect() as connection:
        query = sa.select(db.rulings).order_by(db.rulings.c.number)
        return [_kept(row) for row in connection.execute(query)]


def named(engine: Engine, ruling_id: str) -> Kept:
    """The ruling of this id.

    Raises:
        SettingsError: when there is none.
    """
    with engine.connect() as connection:
        query = sa.select(db.rulings).where(db.rulings.c.ruling_id == ruling_id)
        row = connection.execute(query).first()
    if row is None:
        raise SettingsError(f"there is no ruling {ruling_id!r}: openfonds review list shows them")
    return _kept(row)


def people_of(engine: Engine, ruling_id: str | None) -> list[str]:
    """The pseudonyms of those who made a ruling, in the order in which they spoke."""
    if ruling_id is None:
        return []
    with engine.connect() as connection:
        query = sa.select(db.rulings.c.body).where(db.rulings.c.ruling_id == ruling_id)
        bodies = list(connection.execute(query).scalars())
    found = [from_json(Ruling, body) for body in bodies]
    return [p for r in found for p in (r.proposed_by, r.approved_by) if p]


def propose(engine: Engine, annex: Zone, ruling: Ruling, step: Step, *, now: str) -> None:
    """Keep a ruling that waits for a second person; an older proposal for the same unit goes."""
    with db.writing(engine) as connection:
        _replace(connection, ruling, (PROPOSED,), now)
        _forget(connection, ruling)
        _insert(connection, ruling, PROPOSED, now)
        _tell(connection, annex, ruling, step, Outcome.REVIEW, now)


def put_in_force(engine: Engine, annex: Zone, ruling: Ruling, step: Step, *, now: str) -> None:
    """Let a ruling apply from now on, in place of every other on the same unit."""
    with db.writing(engine) as connection:
        _replace(connection, ruling, (PROPOSED, IN_FORCE), now)
        _forget(connection, ruling)
        _insert(connection, ruling, IN_FORCE, now)
        _tell(connection, annex, ruling, step, ruling.outcome, now)


def end(engine: Engine, annex: Zone, ruling: Ruling, step: Step, *, now: str) -> None:
    """Refuse a proposal, or end a ruling that was in force: the rules alone then decide."""
    with db.writing(engine) as connection:
        connection.execute(
            sa.update(db.rulings)
            .where(db.rulings.c.ruling_id == ruling.ruling_id)
            .values(state=REFUSED, settled_at=now)
        )
        _tell(connection, annex, ruling, step, Outcome.REVIEW, now)


def _kept(row: sa.Row[tuple[object, ...]]) -> Kept:
    return Kept(from_json(Ruling, row.body), row.state, row.made_at, row.settled_at)


def _replace(connection: Connection, ruling: Ruling, states: tuple[str, ...], now: str) -> None:
    becomes = {PROPOSED: DROPPED, IN_FORCE: REPLACED}
    for state in states:
        connection.execute(
            sa.update(db.rulings)
            .where(
                db.rulings.c.collection == ruling.collection,
                db.rulings.c.state == state,
                db.rulings.c.reference_code == ruling.reference_code
                if ruling.reference_code is not None
                else db.rulings.c.series == ruling.series,
            )
            .values(state=becomes[state], settled_at=now)
        )


def _forget(connection: Connection, ruling: Ruling) -> None:
    """Drop an earlier row of the same ruling; the ledger keeps every step of it."""
    connection.execute(sa.delete(db.rulings).where(db.rulings.c.ruling_id == ruling.ruling_id))


def _insert(connection: Connection, ruling: Ruling, state: str, now: str) -> None:
    last = connection.execute(sa.select(sa.func.max(db.rulings.c.number))).scalar()
    connection.execute(
        sa.insert(db.rulings).values(
            number=(last or 0) + 1,
            ruling_id=ruling.ruling_id,
            collection=ruling.collection,
            reference_code=ruling.reference_code,
            series=ruling.series,
            outcome=ruling.outcome.value,
            reason_code=ruling.reason_code,
            state=state,
            made_at=now,
            settled_at=None if state == PROPOSED else now,
            body=to_json(ruling),
        )
    )


def _tell(
    connection: Connection, annex: Zone, ruling: Ruling, step: Step, outcome: Outcome, now: str
) -> None:
    """Put a step into the ledger, with the ruling itself behind it in the sealed annex."""
    keys = load_keys(annex, connection)
    unit = ruling.reference_code if ruling.reference_code is not None else f"series {ruling.series}"
    entry = AnnexEntry(
        decision_id=ruling.ruling_id,
        collection=ruling.collection,
        reference_code=unit,
        page=None,
        reason_codes=(ruling.reason_code, *(lift.rule_id for lift in ruling.lifts)),
        citations=(ruling.citation, *([ruling.act] if ruling.act else [])),
        facts=tuple(f"part {digest_of(part)}" for part in ruling.parts),
        next_check_on=ruling.expires_on.isoformat() if ruling.expires_on else None,
    )
    record = LedgerRecord(
        time=now,
        kind=step.kind,
        decision_id=ruling.ruling_id,
        item_ref=item_reference(keys.epoch, ruling.collection, unit),
        item_version=None,
        unit=Unit.ITEM if ruling.reference_code is not None else Unit.COLLECTION,
        input_digest=None,
        packs=(),
        policy_digest=None,
        code_version=__version__,
        outcome=outcome,
        effect="none",
        public_reason=PUBLIC_REASONS[outcome],
        next_check_year=ruling.expires_on.year if ruling.expires_on else None,
        as_of=ruling.made_on.isoformat(),
        actor=step.actor,
        role=step.role,
        supersedes=None,
        publication_ref=None,
        annex_commitment="0" * 64,  # set when the entry is sealed
    )
    ledger_store.append_sealed(connection, keys, [(entry, record)])
