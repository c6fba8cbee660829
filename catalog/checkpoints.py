"""Checkpoints of the stored ledger, and its public export."""

from pathlib import Path

from sqlalchemy.engine import Connection, Engine

from catalog import database as db
from catalog import ledger_store
from catalog.keys import LedgerKeys, load_keys
from openfonds.errors import SettingsError
from openfonds.ledger.checkpoint import Checkpoint, sign_checkpoint
from openfonds.ledger.export import write_export
from openfonds.ledger.keys import public_key_pem
from openfonds.ledger.records import parse_record
from openfonds.storage import Zone

ORIGIN = "openfonds/ledger"


def current_checkpoint(connection: Connection, keys: LedgerKeys) -> str:
    """A signed checkpoint of all records. Its time is that of the last record.

    Raises:
        SettingsError: while the ledger is empty.
    """
    size, root = ledger_store.merkle_root(connection)
    if not size:
        raise SettingsError("the ledger is empty: ingest a holding first")
    last = parse_record(ledger_store.line_at(connection, size - 1))
    return sign_checkpoint(Checkpoint(ORIGIN, size, root, last.time), keys.signing_pem)


def export_ledger(engine: Engine, annex: Zone, folder: Path) -> int:
    """Write the public ledger with its checkpoint and key; returns the number of records.

    Raises:
        SettingsError: for an empty ledger, or a folder that holds anything else.
    """
    with db.writing(engine) as connection:
        keys = load_keys(annex)
        note = current_checkpoint(connection, keys)
        lines = ledger_store.lines(connection)
        return write_export(folder, lines, [note], public_key_pem(keys.signing_pem))
