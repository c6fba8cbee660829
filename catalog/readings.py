"""Which vault file holds the page texts of an item version: nothing is read twice."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from catalog import database as db
from openfonds.model import Batch
from openfonds.plain import from_json, to_json


def find(engine: Engine, wanted: Sequence[tuple[str, str]]) -> dict[str, Batch]:
    """For (item key, recipe) pairs: the batch that has the pages, where there is one."""
    recipes = dict(wanted)
    keys = list(recipes)
    found: dict[str, Batch] = {}
    with engine.connect() as connection:
        for i in range(0, len(keys), 500):
            query = sa.select(db.readings).where(db.readings.c.item_key.in_(keys[i : i + 500]))
            for row in connection.execute(query):
                if recipes[row.item_key] == row.recipe:
                    found[row.item_key] = from_json(Batch, row.batch)
    return found


def remember(engine: Engine, read: Iterable[tuple[str, str]], batch: Batch) -> None:
    """Note that `batch` holds the pages of these (item key, recipe) pairs."""
    body = to_json(batch)
    rows = [{"item_key": key, "recipe": recipe, "batch": body} for key, recipe in read]
    with db.writing(engine) as connection:
        for row in rows:
            there = (
                db.readings.c.item_key == row["item_key"],
                db.readings.c.recipe == row["recipe"],
            )
            connection.execute(sa.delete(db.readings).where(*there))
        if rows:
            connection.execute(sa.insert(db.readings), rows)
