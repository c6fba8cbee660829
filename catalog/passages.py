"""Fingerprints of texts in all collections: kept by hash, looked up many at once.

Of the texts of one standing only the first few that share a fingerprint are kept under it, so
that a formula which a million items have costs no more than one that ten have.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.engine import Connection, Engine

from catalog import database as db
from catalog.passage_texts import (
    GONE,
    IDS_PER_QUERY,
    KEPT_BACK,
    WHOLE,
    Kept,
    KeptText,
    NewText,
    Row,
    is_same_text,
    live_texts,
    rows_at,
)
from openfonds.errors import SettingsError
from openfonds.ledger.keys import new_epoch_key
from openfonds.plain import to_json
from openfonds.restrictions.shared_text import FORMULA_ITEMS
from openfonds.restrictions.standing import Standing
from openfonds.storage import Zone

PER_QUERY = 2000
HASHES_AT_ONCE = 20_000
TEXTS_PER_OPEN_HASH = FORMULA_ITEMS  # as many as make a formula
TEXTS_PER_CLOSED_HASH = 24

KEY_FILE = "keys/passages.key"

Hashes = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """Where fingerprints stand: hash, id of the text, first letter; sorted by hash."""

    hashes: Hashes
    texts: NDArray[np.int64]
    starts: NDArray[np.int64]


def load_passage_key(connection: Connection, annex: Zone) -> bytes:
    """The key of the fingerprints; the first time, make it. Call it inside `database.writing`.

    It is none of the ledger's, whose keys may be changed: under another key nothing that was
    kept would be found again.

    Raises:
        SettingsError: when there are fingerprints and their key is gone.
    """
    if not annex.exists(KEY_FILE):
        if connection.execute(sa.select(db.passage_texts.c.id).limit(1)).first():
            raise SettingsError(
                f"the key of the fingerprints, {annex.url(KEY_FILE)}, is missing: restore it from"
                " a backup; copies of closed texts cannot be found without it"
            )
        annex.write(KEY_FILE, new_epoch_key())
    return annex.read(KEY_FILE)


def remember(engine: Engine, texts: Sequence[NewText], dropped: Sequence[Row]) -> None:
    """Keep these texts in place of what was kept of their items; forget the `dropped` places.

    What is there already, unchanged, costs one look. All or nothing.
    """
    with db.writing(engine) as connection:
        before = rows_at(connection, [t.place.row for t in texts] + list(dropped))
        _retire(connection, [before[place].id for place in dropped if place in before])
        added: list[tuple[int, NewText]] = []
        for text in texts:
            kept = before.get(text.place.row)
            if kept is not None and is_same_text(kept, text):
                batch = to_json(text.batch)
                if kept.standing != text.standing.value or kept.batch != batch:
                    _update(connection, kept, text.standing, batch)
                if kept.capped:  # the others may have changed since
                    added.append((kept.id, text))
                continue
            _retire(connection, [kept.id] if kept else [])
            added.append((_insert(connection, text), text))
        for group in _groups(added):
            _add_postings(connection, group)


def postings(connection: Connection, hashes: Hashes) -> Postings:
    """Every place where one of these fingerprints stands, in texts of any standing."""
    wanted = np.unique(hashes)
    rows: list[NDArray[np.int64]] = [np.empty((0, 3), np.int64)]
    table = db.passages.c
    for i in range(0, len(wanted), PER_QUERY):
        some = wanted[i : i + PER_QUERY].tolist()
        query = sa.select(table.hash, table.text, table.start).where(
            table.hash.in_(sa.bindparam("hashes", some, expanding=True, literal_execute=True))
        )
        found = connection.execute(query).all()
        if found:
            rows.append(np.array(found, dtype=np.int64))
    every = np.concatenate(rows)
    every = every[np.lexsort((every[:, 2], every[:, 1], every[:, 0]))]
    return Postings(every[:, 0], every[:, 1], every[:, 2])


def stand_anew(engine: Engine, holding: str, standings: Mapping[int, Standing | None]) -> None:
    """Change how texts count, by row of the inventory, where there is no new reading of them."""
    with db.writing(engine) as connection:
        rows = [(holding, position, part) for position in standings for part in (WHOLE, KEPT_BACK)]
        for (_, position, _), kept in rows_at(connection, rows).items():
            standing = standings[position]
            if standing is None:
                _retire(connection, [kept.id])
            elif kept.standing != standing.value:
                _update(connection, kept, standing, kept.batch)


def _retire(connection: Connection, ids: Sequence[int]) -> None:
    for i in range(0, len(ids), IDS_PER_QUERY):
        connection.execute(
            sa.update(db.passage_texts)
            .where(db.passage_texts.c.id.in_(ids[i : i + IDS_PER_QUERY]))
            .values(standing=GONE, fresh=False)
        )


def _insert(connection: Connection, text: NewText) -> int:
    row = {
        "collection": text.place.collection,
        "holding": text.place.holding,
        "position": text.place.position,
        "part": text.place.part,
        "reference_code": text.place.reference_code,
        "item_key": text.item_key,
        "standing": text.standing.value,
        "n_letters": text.prints.n_letters,
        "digest": text.prints.digest,
        "batch": to_json(text.batch),
        "capped": False,
        "fresh": text.standing is not Standing.OPEN,
    }
    added = connection.execute(sa.insert(db.passage_texts).values(row)).inserted_primary_key
    assert added is not None
    return int(added[0])


def _update(connection: Connection, kept: Kept, standing: Standing, batch: str) -> None:
    changed = kept.standing != standing.value
    fresh = standing is not Standing.OPEN and (changed or bool(kept.fresh))
    connection.execute(
        sa.update(db.passage_texts)
        .where(db.passage_texts.c.id == kept.id)
        .values(standing=standing.value, batch=batch, fresh=fresh)
    )


def _groups(added: list[tuple[int, NewText]]) -> Iterator[list[tuple[int, NewText]]]:
    """Groups of texts whose fingerprints are put together: some 20 000, or one long text."""
    group: list[tuple[int, NewText]] = []
    count = 0
    for one in added:
        group.append(one)
        count += len(one[1].prints.hashes)
        if count >= HASHES_AT_ONCE:
            yield group
            group, count = [], 0
    if group:
        yield group


def _add_postings(connection: Connection, group: list[tuple[int, NewText]]) -> None:
    stored = [text.prints.stored() for _, text in group]
    every = np.unique(np.concatenate([hashes for hashes, _ in stored]))
    there = postings(connection, every)
    texts = live_texts(connection, np.unique(there.texts).tolist())
    counts = _texts_by_hash(every, there, texts)
    ours = {text_id for text_id, _ in group}
    already = {
        (h, t)
        for h, t in zip(there.hashes.tolist(), there.texts.tolist(), strict=True)
        if t in ours
    }
    rows = []
    for (text_id, text), (hashes, starts) in zip(group, stored, strict=True):
        is_open = text.standing is Standing.OPEN
        most = TEXTS_PER_OPEN_HASH if is_open else TEXTS_PER_CLOSED_HASH
        count = counts[is_open]
        at = np.searchsorted(every, hashes)
        new = np.array([(h, text_id) not in already for h in hashes.tolist()], dtype=bool)
        kept = new & (count[at] < most)
        capped = bool((new & ~kept).any())
        connection.execute(
            sa.update(db.passage_texts)
            .where(db.passage_texts.c.id == text_id)
            .values(capped=capped)
        )
        count[np.unique(at[kept])] += 1
        rows += [
            {"hash": h, "text": text_id, "start": s}
            for h, s in zip(hashes[kept].tolist(), starts[kept].tolist(), strict=True)
        ]
    if rows:
        rows.sort(key=lambda row: (row["hash"], row["text"], row["start"]))
        connection.execute(sa.insert(db.passages), rows)


def _texts_by_hash(
    every: Hashes, there: Postings, texts: dict[int, KeptText]
) -> dict[bool, NDArray[np.int64]]:
    """How many live texts stand under each hash: {is open: counts along `every`}."""
    counts = {}
    for is_open in (True, False):
        ids = [t.id for t in texts.values() if (t.standing is Standing.OPEN) == is_open]
        counts[is_open] = n_texts(every, there, ids)
    return counts


def n_texts(every: Hashes, there: Postings, ids: Sequence[int]) -> NDArray[np.int64]:
    """For each of the sorted hashes `every`: how many of the texts `ids` stand under it."""
    chosen = np.isin(there.texts, np.array(ids, np.int64))
    pairs = np.unique(np.stack((there.hashes[chosen], there.texts[chosen])), axis=1)
    counts = np.zeros(len(every), np.int64)
    np.add.at(counts, np.searchsorted(every, pairs[0]), 1)
    return counts
