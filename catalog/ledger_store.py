"""The ledger's records in the database, appended in the transaction of what they record."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from catalog import database as db
from catalog.keys import LedgerKeys
from openfonds.ledger.annex import AnnexEntry, new_annex_key, seal
from openfonds.ledger.chain import ChainState, link
from openfonds.ledger.records import LedgerRecord


def append(connection: Connection, records: Sequence[LedgerRecord]) -> list[int]:
    """Append records behind which nothing is sealed. Returns their sequence numbers."""
    first = _append(connection, [(record, None) for record in records])
    return list(range(first, first + len(records)))


def append_sealed(
    connection: Connection, keys: LedgerKeys, drafts: Sequence[tuple[AnnexEntry, LedgerRecord]]
) -> list[int]:
    """Append records whose annex entries are sealed here, each under a key of its own.

    The commitment of each record is set here. Beside each entry lies its key, wrapped under the
    newest of `keys`, which are kept outside the database. Returns the sequence numbers.
    """
    wrapping = keys.wrapping[-1]
    made = [(seal(entry, key := new_annex_key()), key, record) for entry, record in drafts]
    first = _append(connection, [(record, sealed.commitment) for sealed, _, record in made])
    rows = [
        {"seq": seq, "sealed": sealed.sealed, "key": wrapping.wrap(seq, key)}
        for seq, (sealed, key, _) in enumerate(made, first)
    ]
    if rows:
        connection.execute(sa.insert(db.annex), rows)
    return list(range(first, first + len(rows)))


def _append(connection: Connection, drafts: Sequence[tuple[LedgerRecord, str | None]]) -> int:
    """Returns the sequence number of the first."""
    state = chain_state(connection)
    first, rows = state.size, []
    for record, commitment in drafts:
        placed = link(state, record, commitment)
        rows.append({"seq": state.size, "record": placed.line, "leaf_hash": placed.leaf_hash})
        state = placed.state
    if rows:
        connection.execute(sa.insert(db.ledger), rows)
    return first


def chain_state(connection: Connection) -> ChainState:
    """Where the stored chain ends."""
    last = connection.execute(
        sa.select(db.ledger.c.seq, db.ledger.c.leaf_hash).order_by(db.ledger.c.seq.desc()).limit(1)
    ).first()
    return ChainState(last.seq + 1, last.leaf_hash) if last else ChainState()


def leaf_hashes(
    connection: Connection, size: int | None = None, *, start: int = 0
) -> Iterator[bytes]:
    """The leaf hashes in order as they are stored, streamed, from `start` up to `size`."""
    query = sa.select(db.ledger.c.leaf_hash).order_by(db.ledger.c.seq)
    if start:
        query = query.where(db.ledger.c.seq >= start)
    if size is not None:
        query = query.where(db.ledger.c.seq < size)
    for (leaf_hash,) in connection.execute(query).yield_per(10_000):
        yield bytes.fromhex(leaf_hash)


def lines(connection: Connection, start: int = 0) -> Iterator[bytes]:
    """The canonical records in order, streamed, from number `start`."""
    query = sa.select(db.ledger.c.record).order_by(db.ledger.c.seq)
    if start:
        query = query.where(db.ledger.c.seq >= start)
    for (line,) in connection.execute(query).yield_per(10_000):
        yield bytes(line)


def lines_at(connection: Connection, seqs: Sequence[int]) -> dict[int, bytes]:
    """The canonical records of these numbers, by number; those that are missing are left out."""
    query = sa.select(db.ledger.c.seq, db.ledger.c.record).where(db.ledger.c.seq.in_(seqs))
    return {row.seq: bytes(row.record) for row in connection.execute(query)}


def line_at(connection: Connection, seq: int) -> bytes:
    """The canonical record of this number."""
    query = sa.select(db.ledger.c.record).where(db.ledger.c.seq == seq)
    return bytes(connection.execute(query).scalar_one())
