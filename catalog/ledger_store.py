"""The ledger's records in the database, appended in the transaction of what they record."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from catalog import database as db
from openfonds.ledger.annex import AnnexEntry, new_annex_key, seal
from openfonds.ledger.chain import ChainState, link
from openfonds.ledger.records import LedgerRecord


def append(connection: Connection, records: Sequence[LedgerRecord]) -> list[int]:
    """Append records behind which nothing is sealed. Returns their sequence numbers."""
    return _append(connection, [(record, b"", b"") for record in records])


def append_sealed(
    connection: Connection, drafts: Sequence[tuple[AnnexEntry, LedgerRecord]]
) -> list[int]:
    """Append records whose annex entries are sealed here, each under a key of its own.

    The commitment of each record is set here. Returns the sequence numbers.
    """
    rows = []
    for entry, record in drafts:
        key = new_annex_key()
        sealed = seal(entry, key)
        rows.append((replace(record, annex_commitment=sealed.commitment), sealed.sealed, key))
    return _append(connection, rows)


def _append(connection: Connection, rows: Sequence[tuple[LedgerRecord, bytes, bytes]]) -> list[int]:
    state = chain_state(connection)
    numbers, records, sealed_rows = [], [], []
    for record, sealed, key in rows:
        placed = link(state, record)
        numbers.append(state.size)
        records.append({"seq": state.size, "record": placed.line, "leaf_hash": placed.leaf_hash})
        if sealed:
            sealed_rows.append({"seq": state.size, "sealed": sealed, "key": key})
        state = placed.state
    if records:
        connection.execute(sa.insert(db.ledger), records)
    if sealed_rows:
        connection.execute(sa.insert(db.annex), sealed_rows)
    return numbers


def chain_state(connection: Connection) -> ChainState:
    """Where the stored chain ends."""
    last = connection.execute(
        sa.select(db.ledger.c.seq, db.ledger.c.leaf_hash).order_by(db.ledger.c.seq.desc()).limit(1)
    ).first()
    return ChainState(last.seq + 1, last.leaf_hash) if last else ChainState()


def leaf_hashes(connection: Connection, size: int | None = None) -> Iterator[bytes]:
    """The leaf hashes in order, streamed; the first `size` of them."""
    query = sa.select(db.ledger.c.leaf_hash).order_by(db.ledger.c.seq)
    if size is not None:
        query = query.where(db.ledger.c.seq < size)
    for (leaf_hash,) in connection.execute(query).yield_per(10_000):
        yield bytes.fromhex(leaf_hash)


def lines(connection: Connection, size: int | None = None) -> Iterator[bytes]:
    """The canonical records in order, streamed; the first `size` of them."""
    query = sa.select(db.ledger.c.record).order_by(db.ledger.c.seq)
    if size is not None:
        query = query.where(db.ledger.c.seq < size)
    for (line,) in connection.execute(query).yield_per(10_000):
        yield bytes(line)


def line_at(connection: Connection, seq: int) -> bytes:
    """The canonical record of this number."""
    query = sa.select(db.ledger.c.record).where(db.ledger.c.seq == seq)
    return bytes(connection.execute(query).scalar_one())
