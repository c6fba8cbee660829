"""Texts whose fingerprints are kept, and how each of them counts for others.

A text is live while the decision on its item stands; what a newer delivery of the same item
replaced no longer counts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from catalog import database as db
from openfonds.model import Batch
from openfonds.plain import from_json
from openfonds.restrictions.passages import Fingerprints
from openfonds.restrictions.standing import Standing

GONE = "gone"
WHOLE, KEPT_BACK = 0, 1
IDS_PER_QUERY = 500

Row = tuple[str, int, int]  # holding, row of the inventory, part
Kept = sa.Row[tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text comes from."""

    collection: str
    holding: str
    position: int
    part: int  # WHOLE, or KEPT_BACK for the pages of an open item that are not
    reference_code: str

    @property
    def item(self) -> tuple[str, str]:
        """What names the item, whichever delivery brought it."""
        return self.collection, self.reference_code

    @property
    def row(self) -> "Row":
        """What names the text."""
        return self.holding, self.position, self.part


@dataclass(frozen=True, slots=True, eq=False)
class NewText:
    """A text to be kept."""

    place: Place
    item_key: str
    standing: Standing
    prints: Fingerprints
    batch: Batch  # of its cleaned pages


@dataclass(frozen=True, slots=True)
class KeptText:
    """A live text."""

    id: int
    place: Place
    item_key: str
    standing: Standing
    n_letters: int
    batch: Batch


def live_texts(connection: Connection, ids: Sequence[int]) -> dict[int, KeptText]:
    """The texts of these ids that count, by id."""
    found: dict[int, KeptText] = {}
    for i in range(0, len(ids), IDS_PER_QUERY):
        wanted = db.passage_texts.c.id.in_(ids[i : i + IDS_PER_QUERY])
        found.update((t.id, t) for t in _live(connection, wanted))
    return found


def with_digests(connection: Connection, digests: Sequence[str]) -> dict[str, list[KeptText]]:
    """Live texts whose letters are all the same, by their digest."""
    found: dict[str, list[KeptText]] = {}
    for i in range(0, len(digests), IDS_PER_QUERY):
        some = digests[i : i + IDS_PER_QUERY]
        query = sa.select(db.passage_texts.c.id, db.passage_texts.c.digest).where(
            db.passage_texts.c.digest.in_(some)
        )
        digest_of = {row.id: row.digest for row in connection.execute(query)}
        for text in live_texts(connection, sorted(digest_of)).values():
            found.setdefault(digest_of[text.id], []).append(text)
    return found


def fresh_rows(engine: Engine, holding: str) -> set[Row]:
    """Closed texts of a holding that were not yet held against older open ones."""
    table = db.passage_texts.c
    query = sa.select(table.holding, table.position, table.part).where(
        table.holding == holding, table.fresh, table.standing != GONE
    )
    with engine.connect() as connection:
        return {(r.holding, r.position, r.part) for r in connection.execute(query)}


def mark_fresh(connection: Connection, ids: Sequence[int]) -> None:
    """Note that the closed ones of these texts are to be held against older open ones."""
    table = db.passage_texts
    for i in range(0, len(ids), IDS_PER_QUERY):
        some = table.c.id.in_(ids[i : i + IDS_PER_QUERY])
        closed = table.c.standing.in_([Standing.CLOSED.value, Standing.DENIED.value])
        connection.execute(sa.update(table).where(some, closed).values(fresh=True))


def has_closed(engine: Engine) -> bool:
    """Whether any text is closed for what it says: else none can be a copy of one."""
    closed = db.passage_texts.c.standing.in_([Standing.CLOSED.value, Standing.DENIED.value])
    with engine.connect() as connection:
        return (
            connection.execute(sa.select(db.passage_texts.c.id).where(closed)).first() is not None
        )


def live_ids(
    connection: Connection, standings: Sequence[Standing], n_letters: int
) -> Iterator[tuple[str, str, int, int]]:
    """(collection, holding, row of the inventory, id) of the texts of some standings that count.

    Args:
        n_letters: shorter texts are left out.
    """
    text = db.passage_texts.c
    wanted = text.standing.in_([standing.value for standing in standings])
    query = (
        sa.select(text.collection, text.holding, text.position, text.id)
        .where(wanted, text.n_letters >= n_letters, _counts())
        .order_by(text.collection, text.holding, text.position, text.part)
    )
    for row in connection.execute(query):
        yield row.collection, row.holding, row.position, row.id


def places_of(connection: Connection, ids: Sequence[int]) -> dict[int, Place]:
    """Where texts come from, by id, whether they count or not."""
    found = {}
    for i in range(0, len(ids), IDS_PER_QUERY):
        query = sa.select(db.passage_texts).where(
            db.passage_texts.c.id.in_(ids[i : i + IDS_PER_QUERY])
        )
        found.update({row.id: _place(row) for row in connection.execute(query)})
    return found


def settle_fresh(engine: Engine, holding: str) -> None:
    """Note that the closed texts of a holding were held against all older ones."""
    table = db.passage_texts
    with db.writing(engine) as connection:
        connection.execute(
            sa.update(table).where(table.c.holding == holding, table.c.fresh).values(fresh=False)
        )


def rows_at(connection: Connection, rows: Sequence[Row]) -> dict[Row, Kept]:
    """What is kept of these rows."""
    found = {}
    table = db.passage_texts.c
    for holding in sorted({holding for holding, _, _ in rows}):
        positions = sorted({position for other, position, _ in rows if other == holding})
        for i in range(0, len(positions), IDS_PER_QUERY):
            query = sa.select(db.passage_texts).where(
                table.holding == holding,
                table.position.in_(positions[i : i + IDS_PER_QUERY]),
                table.standing != GONE,
            )
            found.update({(r.holding, r.position, r.part): r for r in connection.execute(query)})
    return found


def is_same_text(kept: Kept, text: NewText) -> bool:
    """Whether what is kept of a place is this text, letter for letter."""
    prints = text.prints
    return (kept.item_key, kept.n_letters, kept.digest) == (
        text.item_key,
        prints.n_letters,
        prints.digest,
    )


def _live(connection: Connection, wanted: sa.ColumnElement[bool]) -> Iterator[KeptText]:
    text = db.passage_texts.c
    query = (
        sa.select(db.passage_texts)
        .where(wanted, text.standing != GONE, _counts())
        .order_by(text.id)
    )
    for row in connection.execute(query):
        yield KeptText(
            id=row.id,
            place=_place(row),
            item_key=row.item_key,
            standing=Standing(row.standing),
            n_letters=row.n_letters,
            batch=from_json(Batch, row.batch),
        )


def _counts() -> sa.ColumnElement[bool]:
    """Whether no newer delivery of the same item replaced a text."""
    text, decision = db.passage_texts.c, db.decisions.c
    here = (
        decision.collection == text.collection,
        decision.holding == text.holding,
        decision.position == text.position,
    )
    stands = sa.exists().where(*here, decision.current)
    replaced = sa.exists().where(*here, sa.not_(decision.current))
    return sa.or_(stands, sa.not_(replaced))


def _place(row: Kept) -> Place:
    return Place(row.collection, row.holding, row.position, row.part, row.reference_code)
