"""What was taken off a hub, in the ledger and in the list of what is looked for again."""

from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from catalog import database as db
from catalog import ledger_store
from openfonds.ledger.records import Kind, collection_record
from openfonds.model import Outcome
from openfonds.plain import from_json, to_json

LONGEST_EFFECT = 300  # characters, of a code in the ledger


@dataclass(frozen=True, slots=True)
class Takedown:
    """Versions that were removed from a hub because of one decision."""

    collection: str
    hub: str
    decision_id: str
    versions: tuple[str, ...]  # that were removed
    replaced_by: str  # the version without the item: NAMESPACE/NAME@vX.Y.Z:COMMIT
    digests: tuple[str, ...]  # SHA-256 of files that only removed versions had
    check_on: date


def note(engine: Engine, takedown: Takedown, *, as_of: date, now: str) -> None:
    """Write a takedown to the ledger, to be looked for again on its day.

    What was removed for the same decision before is kept in mind with it; saying the same again
    changes nothing.
    """
    key = {
        "collection": takedown.collection,
        "hub": takedown.hub,
        "decision_id": takedown.decision_id,
    }
    with db.writing(engine) as connection:
        query = sa.select(db.takedowns.c.body).filter_by(**key)
        known = connection.execute(query).scalar()
        if known is not None:
            before = from_json(Takedown, known)
            takedown = replace(
                takedown,
                versions=_either(before.versions, takedown.versions),
                digests=_either(before.digests, takedown.digests),
            )
            if (before.versions, before.digests) == (takedown.versions, takedown.digests):
                return
            connection.execute(sa.delete(db.takedowns).filter_by(**key))
        values = {"check_on": takedown.check_on, "is_checked": False, "body": to_json(takedown)}
        connection.execute(sa.insert(db.takedowns).values(**key, **values))
        record = collection_record(
            time=now,
            kind=Kind.TAKEDOWN,
            decision_id=takedown.decision_id,
            outcome=Outcome.SUSPENDED,
            effect=_purged(takedown.versions),
            as_of=as_of,
            publication_ref=takedown.replaced_by,
        )
        ledger_store.append(connection, [record])


def _purged(versions: tuple[str, ...]) -> str:
    named = f"purge:{','.join(versions)}"
    return named if len(named) <= LONGEST_EFFECT else f"purge:{len(versions)}-versions"


def _either(before: tuple[str, ...], now: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*before, *now)))


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
