"""Collections and holdings as they were registered."""

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from catalog import database as db
from openfonds.collection import Collection
from openfonds.plain import from_json, to_json


def register_holding(
    engine: Engine, holding: str, collection: Collection, folder: str, plan: str
) -> None:
    """Note a holding and its newest plan; the first time, give it the next number."""
    with db.writing(engine) as connection:
        connection.execute(
            sa.delete(db.collections).where(db.collections.c.name == collection.name)
        )
        connection.execute(
            sa.insert(db.collections).values(
                name=collection.name, settings=to_json(collection), folder=folder
            )
        )
        known = connection.execute(
            sa.update(db.holdings).where(db.holdings.c.id == holding).values(plan=plan)
        )
        if not known.rowcount:
            last = connection.execute(sa.select(sa.func.max(db.holdings.c.number))).scalar()
            connection.execute(
                sa.insert(db.holdings).values(
                    id=holding, number=(last or 0) + 1, collection=collection.name, plan=plan
                )
            )


def find_collection(engine: Engine, name: str) -> tuple[Collection, str] | None:
    """The settings of a collection and the source that its closed lists are relative to."""
    with engine.connect() as connection:
        row = connection.execute(
            sa.select(db.collections).where(db.collections.c.name == name)
        ).first()
    return (from_json(Collection, row.settings), row.folder) if row else None


def collection_names(engine: Engine) -> list[str]:
    """Names of all collections, sorted."""
    with engine.connect() as connection:
        query = sa.select(db.collections.c.name).order_by(db.collections.c.name)
        return list(connection.execute(query).scalars())


def register_results(engine: Engine, holding: str, results: str) -> None:
    """Note where the results of a settled holding are."""
    with db.writing(engine) as connection:
        connection.execute(
            sa.update(db.holdings).where(db.holdings.c.id == holding).values(results=results)
        )


def results_of(engine: Engine, collection: str) -> list[str]:
    """Paths of the results of all settled holdings, in the order of arrival."""
    with engine.connect() as connection:
        query = (
            sa.select(db.holdings.c.results)
            .where(db.holdings.c.collection == collection, db.holdings.c.results.is_not(None))
            .order_by(db.holdings.c.number)
        )
        return list(connection.execute(query).scalars())


def results_of_holding(engine: Engine, holding: str) -> str | None:
    """Path of the results of a settled holding."""
    with engine.connect() as connection:
        query = sa.select(db.holdings.c.results).where(db.holdings.c.id == holding)
        return connection.execute(query).scalar()


def unsettled(engine: Engine, collection: str) -> list[str]:
    """Holdings that were registered and not settled, in the order of arrival."""
    with engine.connect() as connection:
        query = (
            sa.select(db.holdings.c.id)
            .where(db.holdings.c.collection == collection, db.holdings.c.results.is_(None))
            .order_by(db.holdings.c.number)
        )
        return list(connection.execute(query).scalars())
