"""Checkpoints of the stored ledger, and its public export.

Every checkpoint that was ever signed is kept in the audit zone, outside the database, and a new
one is only signed when the stored ledger still agrees with the last: whoever rewrites the table
gets no signature for it.
"""

from pathlib import Path

from sqlalchemy.engine import Connection, Engine

from catalog import database as db
from catalog import ledger_store
from catalog.keys import LedgerKeys, load_keys
from openfonds.errors import IntegrityError, SettingsError
from openfonds.ledger.checkpoint import Checkpoint, sign_checkpoint, verify_checkpoint
from openfonds.ledger.export import write_export
from openfonds.ledger.keys import public_key_pem
from openfonds.ledger.merkle import MerkleFrontier
from openfonds.ledger.records import parse_record
from openfonds.storage import Storage, Zone

ORIGIN = "openfonds/ledger"
FOLDER = "checkpoints"


def sign_current(connection: Connection, keys: LedgerKeys, audit: Zone) -> str:
    """A signed checkpoint of all records, kept in the audit zone. Its time is the last record's.

    Raises:
        SettingsError: while the ledger is empty.
        IntegrityError: when the stored ledger does not continue the last checkpoint.
    """
    earlier = notes(audit)
    known = verify_checkpoint(earlier[-1], public_key_pem(keys.signing_pem)) if earlier else None
    frontier = MerkleFrontier()
    agrees = known is None
    for leaf in ledger_store.leaf_hashes(connection):
        frontier.append(leaf)
        if known and frontier.size == known.size:
            agrees = frontier.root() == known.root
    if not agrees:
        raise IntegrityError(
            "the stored ledger does not continue its last signed checkpoint: records were changed"
            " or removed. Restore the database from a backup; nothing is signed until then"
        )
    if not frontier.size:
        raise SettingsError("the ledger is empty: ingest a holding first")
    last = parse_record(ledger_store.line_at(connection, frontier.size - 1))
    note = sign_checkpoint(
        Checkpoint(ORIGIN, frontier.size, frontier.root(), last.time), keys.signing_pem
    )
    audit.write(f"{FOLDER}/{frontier.size:012d}.txt", note.encode())
    return note


def notes(audit: Zone) -> list[str]:
    """All checkpoints that were signed, the oldest first."""
    return [audit.read(name).decode() for name in audit.names(FOLDER)]


def export_ledger(engine: Engine, storage: Storage, folder: Path) -> int:
    """Write the public ledger, its checkpoints and key; returns the number of records.

    Raises:
        SettingsError: for an empty ledger, or a folder that holds anything else.
        IntegrityError: when the stored ledger does not continue its last checkpoint.
    """
    with db.writing(engine) as connection:
        keys = load_keys(storage.annex)
        sign_current(connection, keys, storage.audit)
        lines = ledger_store.lines(connection)
        return write_export(folder, lines, notes(storage.audit), public_key_pem(keys.signing_pem))
