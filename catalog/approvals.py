"""Who let a version of a dataset through that would otherwise wait; each step is in the ledger."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from catalog import database as db
from catalog import ledger_store
from catalog.staff import Person
from openfonds.ledger.records import Kind, collection_record
from openfonds.model import Outcome


def given(engine: Engine, collection: str, plan: str) -> list[str]:
    """The people who let a plan through, sorted, without those who may no longer act."""
    query = (
        sa.select(db.release_approvals.c.person)
        .join(db.staff, db.staff.c.name == db.release_approvals.c.person)
        .where(
            db.release_approvals.c.collection == collection,
            db.release_approvals.c.plan == plan,
            db.staff.c.revoked_at.is_(None),
        )
    )
    with engine.connect() as connection:
        return sorted(connection.execute(query).scalars())


def approve(
    engine: Engine, collection: str, plan: str, person: Person, *, as_of: date, now: str
) -> None:
    """Note that a person lets a plan through; saying it again changes nothing."""
    row = {"collection": collection, "plan": plan, "person": person.name}
    with db.writing(engine) as connection:
        known = sa.select(db.release_approvals).filter_by(**row)
        if connection.execute(known).first() is not None:
            return
        connection.execute(sa.insert(db.release_approvals).values(**row))
        record = collection_record(
            time=now,
            kind=Kind.APPROVAL,
            decision_id=plan,
            outcome=Outcome.OPEN,
            effect="publish",
            as_of=as_of,
            actor=person.name,
            role=person.roles[0],
        )
        ledger_store.append(connection, [record])
