"""Who let a version of a dataset through that would otherwise wait; each step is in the ledger."""

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from catalog import database as db
from catalog import ledger_store
from openfonds import __version__
from openfonds.ledger.records import PUBLIC_REASONS, Kind, LedgerRecord, Unit
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
    engine: Engine, collection: str, plan: str, person: str, role: str, *, as_of: str, now: str
) -> None:
    """Note that a person lets a plan through; saying it again changes nothing."""
    row = {"collection": collection, "plan": plan, "person": person}
    with db.writing(engine) as connection:
        known = sa.select(db.release_approvals).filter_by(**row)
        if connection.execute(known).first() is not None:
            return
        connection.execute(sa.insert(db.release_approvals).values(**row))
        record = LedgerRecord(
            time=now,
            kind=Kind.APPROVAL,
            decision_id=plan,
            item_ref=None,
            item_version=None,
            unit=Unit.COLLECTION,
            input_digest=None,
            packs=(),
            policy_digest=None,
            code_version=__version__,
            outcome=Outcome.OPEN,
            effect="publish",
            public_reason=PUBLIC_REASONS[Outcome.OPEN],
            next_check_year=None,
            as_of=as_of,
            actor=person,
            role=role,
            supersedes=None,
            publication_ref=None,
            annex_commitment=None,
        )
        ledger_store.append(connection, [record])
