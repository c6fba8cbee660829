"""What was taken off a hub, in the ledger and in the list of what is looked for again."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from catalog import database as db
from catalog import ledger_store
from openfonds import __version__
from openfonds.ledger.records import PUBLIC_REASONS, Kind, LedgerRecord, Unit
from openfonds.model import Outcome
from openfonds.plain import from_json, to_json


@dataclass(frozen=True, slots=True)
class Takedown:
    """Versions that were removed from a hub because of one decision."""

    collection: str
    hub: str
    decision_id: str
    versions: tuple[str, ...]  # that were removed
    replaced_by: str  # the version without the item
    digests: tuple[str, ...]  # SHA-256 of files that only removed versions had
    check_on: date


def note(engine: Engine, takedown: Takedown, *, as_of: date, now: str) -> None:
    """Write a takedown to the ledger, to be looked for again on its day; once for a decision."""
    key = {
        "collection": takedown.collection,
        "hub": takedown.hub,
        "decision_id": takedown.decision_id,
    }
    with db.writing(engine) as connection:
        if connection.execute(sa.select(db.takedowns).filter_by(**key)).first() is not None:
            return
        values = {"check_on": takedown.check_on, "is_checked": False, "body": to_json(takedown)}
        connection.execute(sa.insert(db.takedowns).values(**key, **values))
        record = LedgerRecord(
            time=now,
            kind=Kind.TAKEDOWN,
            decision_id=takedown.decision_id,
            item_ref=None,
            item_version=None,
            unit=Unit.COLLECTION,
            input_digest=None,
            packs=(),
            policy_digest=None,
            code_version=__version__,
            outcome=Outcome.SUSPENDED,
            effect=f"purge:{','.join(takedown.versions)}"[:300],
            public_reason=PUBLIC_REASONS[Outcome.SUSPENDED],
            next_check_year=None,
            as_of=as_of.isoformat(),
            actor="openfonds",
            role="service",
            supersedes=None,
            publication_ref=f"{takedown.collection}@v{takedown.replaced_by}",
            annex_commitment=None,
        )
        ledger_store.append(connection, [record])


def due(engine: Engine, as_of: date) -> list[Takedown]:
    """The takedowns to be looked for again by that day, and not yet found to be whole."""
    query = (
        sa.select(db.takedowns.c.body)
        .where(sa.not_(db.takedowns.c.is_checked), db.takedowns.c.check_on <= as_of)
        .order_by(db.takedowns.c.check_on, db.takedowns.c.hub, db.takedowns.c.decision_id)
    )
    with engine.connect() as connection:
        return [from_json(Takedown, body) for body in connection.execute(query).scalars()]


def mark_whole(engine: Engine, takedown: Takedown) -> None:
    """Note that nothing of it was found any more."""
    with db.writing(engine) as connection:
        connection.execute(
            sa.update(db.takedowns)
            .where(
                db.takedowns.c.collection == takedown.collection,
                db.takedowns.c.hub == takedown.hub,
                db.takedowns.c.decision_id == takedown.decision_id,
            )
            .values(is_checked=True)
        )
