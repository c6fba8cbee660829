"""Cosigned checkpoints that witnesses send back, kept in the audit zone."""

import hashlib

from sqlalchemy.engine import Engine

from catalog import database as db
from catalog.checkpoints import note_name
from openfonds.errors import IntegrityError, SettingsError
from openfonds.ledger.checkpoint import parse_checkpoint
from openfonds.ledger.cosignature import cosigned_by, with_cosignatures
from openfonds.ledger.records import LedgerError
from openfonds.storage import Zone

FOLDER = "witnesses"


def accept_cosigned(
    engine: Engine, audit: Zone, note: str, witness_pem: bytes | None = None
) -> tuple[int, list[str]]:
    """Put the cosignatures of `note` onto the checkpoint that was signed here.

    A witness is known by its public key: give it the first time, it is kept.

    Returns:
        The number of records of the checkpoint, and the names of the witnesses.

    Raises:
        SettingsError: when the note is none of ours, or nobody known cosigned it.
        IntegrityError: when a cosignature does not hold.
    """
    try:
        parsed = parse_checkpoint(note)
        known = [audit.read(name) for name in audit.names(FOLDER)]
        if witness_pem is not None and witness_pem not in known:
            known.append(witness_pem)
        names = {name for pem in known if (name := cosigned_by(note, pem))}
    except LedgerError as error:
        raise IntegrityError(str(error)) from None
    if not parsed.cosignatures or {name for name, _ in parsed.cosignatures} - names:
        raise SettingsError(
            "the note has no cosignature, or one of a witness whose public key is not known here:"
            " give it with --witness"
        )
    path = note_name(parsed.checkpoint.size)
    with db.writing(engine):
        if not audit.exists(path):
            raise SettingsError("no checkpoint over so many records was signed here")
        try:
            merged = with_cosignatures(audit.read(path).decode(), [note])
        except LedgerError as error:
            raise IntegrityError(str(error)) from None
        audit.write(path, merged.encode())
        if witness_pem is not None:
            audit.write(f"{FOLDER}/{hashlib.sha256(witness_pem).hexdigest()[:32]}.pem", witness_pem)
    return parsed.checkpoint.size, sorted(names)
