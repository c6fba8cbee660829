"""What stands, what comes due, and what took the place of what: questions about decisions."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from catalog import database as db
from openfonds.model import Decision
from openfonds.plain import from_json


def last_record(engine: Engine) -> int:
    """Number of the newest decision of the installation in the ledger; -1 where there is none."""
    with engine.connect() as connection:
        last: int | None = connection.execute(sa.select(sa.func.max(db.decisions.c.seq))).scalar()
    return -1 if last is None else last


def n_due(engine: Engine, collection: str, as_of: date) -> int:
    """How many decisions of a collection stand whose next check is due on that day."""
    query = sa.select(sa.func.count()).where(
        db.decisions.c.collection == collection,
        db.decisions.c.current,
        db.decisions.c.next_check_on <= as_of,
    )
    with engine.connect() as connection:
        found: int = connection.execute(query).scalar_one()
    return found


def is_check_due(engine: Engine, collection: str, holding: str, as_of: date) -> bool:
    """Whether a decision on the holding stands whose next check is due on that day."""
    query = _of_holding(collection, holding).where(db.decisions.c.next_check_on <= as_of)
    with engine.connect() as connection:
        return connection.execute(query.limit(1)).first() is not None


def has_code(engine: Engine, collection: str, holding: str, codes: Collection[str]) -> bool:
    """Whether a decision on the holding stands that one of these codes is written in."""
    written = (db.decisions.c.body.contains(f'"{code}"', autoescape=True) for code in codes)
    query = _of_holding(collection, holding).where(sa.or_(sa.false(), *written))
    with engine.connect() as connection:
        return connection.execute(query.limit(1)).first() is not None


def standing_at(
    engine: Engine, collection: str, holding: str, positions: Sequence[int]
) -> dict[int, Decision]:
    """The decisions that stand on these rows of an inventory, by row."""
    query = sa.select(db.decisions.c.position, db.decisions.c.body).where(
        db.decisions.c.collection == collection,
        db.decisions.c.current,
        db.decisions.c.holding == holding,
        db.decisions.c.position.in_(positions),
    )
    with engine.connect() as connection:
        return {r.position: from_json(Decision, r.body) for r in connection.execute(query)}


def recorded_since(
    engine: Engine, collection: str, last: int
) -> Iterator[tuple[Decision | None, Decision]]:
    """(before, after) for what stands in a collection and was decided after record `last`.

    `before` is what stood on the same row when `last` was the newest; None where nothing did.
    """
    old = db.decisions.alias()
    replaced = (
        sa.select(old.c.body)
        .where(
            old.c.collection == db.decisions.c.collection,
            sa.not_(old.c.current),
            old.c.holding == db.decisions.c.holding,
            old.c.position == db.decisions.c.position,
            old.c.seq <= last,
        )
        .order_by(old.c.seq.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = sa.select(db.decisions.c.body, replaced.label("before")).where(
        db.decisions.c.seq > last, db.decisions.c.collection == collection, db.decisions.c.current
    )
    with engine.connect() as connection:
        for row in connection.execute(query).yield_per(2000):
            before = from_json(Decision, row.before) if row.before else None
            yield before, from_json(Decision, row.body)


def _of_holding(collection: str, holding: str) -> sa.Select[tuple[int]]:
    return sa.select(db.decisions.c.seq).where(
        db.decisions.c.collection == collection,
        db.decisions.c.current,
        db.decisions.c.holding == holding,
    )
