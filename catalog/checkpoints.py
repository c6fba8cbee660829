"""Checkpoints of the stored ledger, and its public export.

Every checkpoint that was ever signed is kept in the audit zone, outside the database, with the
cosignatures of witnesses.

Signing is quick: it starts from the Merkle tree as of the last checkpoint and reads only what
came after. A new checkpoint therefore always continues the last one, whatever became of older
rows: a record that was rewritten afterwards is under no signature. That it was rewritten is
found by `checked_leaves`, which reads everything; an export, a proof and a release go through it.
"""

import json
from collections.abc import Collection, Iterator
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from catalog import database as db
from catalog import ledger_store
from catalog.keys import LedgerKeys, load_keys
from openfonds.errors import IntegrityError, SettingsError
from openfonds.ledger.chain import ChainState
from openfonds.ledger.checkpoint import (
    Checkpoint,
    parse_checkpoint,
    sign_checkpoint,
    verify_checkpoint,
)
from openfonds.ledger.export import FORMS, write_export
from openfonds.ledger.merkle import InclusionProver, MerkleFrontier
from openfonds.ledger.records import LedgerError, parse_record, record_hash
from openfonds.storage import Storage, Zone

ORIGIN = "openfonds/ledger"
FOLDER = "checkpoints"


def sign_current(connection: Connection, keys: LedgerKeys, audit: Zone) -> str:
    """A signed checkpoint of all records, kept in the audit zone. Its time is the last record's.

    Reads the last record that was signed, which must be the one in the signed tree, and the
    records after it, which must be chained to it.

    Raises:
        SettingsError: while the ledger is empty.
        IntegrityError: when the stored ledger does not continue the last checkpoint.
    """
    last = _last(audit, keys)
    frontier, head = _tree(connection, last)
    leaves: list[bytes] = []
    line = b""
    for line in ledger_store.lines(connection, frontier.size):
        seq = frontier.size + len(leaves)
        if b'"prev_hash":"%s"' % head.encode() not in line or b'"seq":%d,' % seq not in line:
            raise _discontinued(seq)
        head = record_hash(line)
        leaves.append(bytes.fromhex(head))
    if not leaves:
        if last is None:
            raise SettingsError("the ledger is empty: ingest a holding first")
        return audit.read(note_name(last.size)).decode()
    for leaf in leaves[:-1]:
        frontier.append(leaf)
    _remember_tree(connection, frontier)
    frontier.append(leaves[-1])
    checkpoint = Checkpoint(ORIGIN, frontier.size, frontier.root(), parse_record(line).time)
    note = sign_checkpoint(checkpoint, keys.signing_pem)
    audit.write(note_name(frontier.size), note.encode())
    return note


def note_name(size: int) -> str:
    """File of the checkpoint over `size` records, in the audit zone."""
    return f"{FOLDER}/{size:012d}.txt"


def notes(audit: Zone) -> list[str]:
    """All checkpoints that were signed, the oldest first."""
    return [audit.read(name).decode() for name in audit.names(FOLDER)]


def checked_leaves(connection: Connection, keys: LedgerKeys, audit: Zone) -> Iterator[bytes]:
    """The leaf hashes of all records, computed anew; reads the whole ledger.

    Raises:
        IntegrityError: at the first record whose stored hash or chain does not hold, or when the
            root is not that of a checkpoint that was signed.
    """
    signed = {c.size: c.root for c in (_verified(note, keys) for note in notes(audit))}
    frontier, state = MerkleFrontier(), ChainState()
    query = sa.select(db.ledger.c.seq, db.ledger.c.record, db.ledger.c.leaf_hash).order_by(
        db.ledger.c.seq
    )
    for row in connection.execute(query).yield_per(10_000):
        line = bytes(row.record)
        leaf_hash = record_hash(line)
        is_chained = b'"prev_hash":"%s"' % state.head.encode() in line
        if row.seq != state.size or row.leaf_hash != leaf_hash or not is_chained:
            raise _discontinued(state.size)
        state = ChainState(state.size + 1, leaf_hash)
        leaf = bytes.fromhex(leaf_hash)
        frontier.append(leaf)
        if state.size in signed and frontier.root() != signed[state.size]:
            raise _discontinued(state.size - 1)
        yield leaf
    if max(signed, default=0) > state.size:
        raise _discontinued(state.size)


def checked_prover(connection: Connection, keys: LedgerKeys, audit: Zone) -> InclusionProver:
    """Proofs for every record of the stored ledger, which is checked as `checked_leaves` says."""
    return InclusionProver(checked_leaves(connection, keys, audit))


def export_ledger(
    engine: Engine, storage: Storage, folder: Path, forms: Collection[str] = FORMS
) -> int:
    """Write the public ledger, its checkpoints and first key; returns the number of records.

    Raises:
        SettingsError: for an empty ledger, or a folder that holds anything else.
        IntegrityError: when the stored ledger is not the one that was signed.
    """
    with db.writing(engine) as connection:
        keys = load_keys(storage.annex, connection)
        sign_current(connection, keys, storage.audit)
        for _ in checked_leaves(connection, keys, storage.audit):
            pass  # it raises where the ledger was changed
        return write_export(
            folder,
            ledger_store.lines(connection),
            notes(storage.audit),
            keys.epochs[0].public_pem,
            keys.signing_pem,
            forms,
        )


def _last(audit: Zone, keys: LedgerKeys) -> Checkpoint | None:
    names = audit.names(FOLDER)
    return _verified(audit.read(names[-1]).decode(), keys) if names else None


def _verified(note: str, keys: LedgerKeys) -> Checkpoint:
    try:
        return verify_checkpoint(note, keys.public_at(parse_checkpoint(note).checkpoint.size))
    except LedgerError:
        raise IntegrityError(
            "a checkpoint in the audit zone was changed, or signed with another key: restore"
            f" {FOLDER}/ of that zone and the keys from one backup; nothing is signed until then"
        ) from None


def _tree(connection: Connection, last: Checkpoint | None) -> tuple[MerkleFrontier, str]:
    """The tree of the last checkpoint and the hash of its last record.

    The stored tree is believed only if it leads to the root that was signed; else all is read.
    """
    if last is None or not last.size:
        return MerkleFrontier(), ChainState().head
    for frontier in (_stored_tree(connection, last.size), MerkleFrontier()):
        leaf = b""
        for leaf in ledger_store.leaf_hashes(connection, last.size, start=frontier.size):
            frontier.append(leaf)
        if (frontier.size, frontier.root()) == (last.size, last.root):
            break
    else:
        raise _discontinued(min(frontier.size, last.size - 1))
    line = ledger_store.line_at(connection, last.size - 1)
    if record_hash(line) != leaf.hex():
        raise _discontinued(last.size - 1)
    return frontier, leaf.hex()


def _remember_tree(connection: Connection, frontier: MerkleFrontier) -> None:
    """Keep the tree without its last record, whose hash so is proved by the signed root."""
    connection.execute(sa.delete(db.ledger_tree))
    values = {"size": frontier.size, "peaks": json.dumps(frontier.peaks())}
    connection.execute(sa.insert(db.ledger_tree).values(values))


def _stored_tree(connection: Connection, size: int) -> MerkleFrontier:
    query = sa.select(db.ledger_tree).order_by(db.ledger_tree.c.size.desc()).limit(1)
    row = connection.execute(query).first()
    if row is None or row.size >= size:
        return MerkleFrontier()
    try:
        return MerkleFrontier.restore(row.size, json.loads(row.peaks))
    except (LedgerError, ValueError, TypeError):
        return MerkleFrontier()


def _discontinued(seq: int) -> IntegrityError:
    return IntegrityError(
        f"the stored ledger does not continue its signed checkpoints at record {seq}: records"
        " were changed or removed. Restore the database from a backup; nothing is signed until"
        " then"
    )
