"""Changing the keys of the ledger: a new epoch, announced in the ledger itself."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from catalog import annex as sealed
from catalog import database as db
from catalog import ledger_store
from catalog.checkpoints import ORIGIN, sign_current
from catalog.keys import (
    load_keys,
    make_keys,
    retire_keys,
    signing_key_name,
    wrapping_key_name,
)
from openfonds.ledger.annex import WrappingKey
from openfonds.ledger.rotation import RotationDraft, rotation_record
from openfonds.storage import Storage


@dataclass(frozen=True, slots=True)
class Rotated:
    """A new epoch: its number, the record that announces it, and the first checkpoint of it."""

    epoch: int
    seq: int
    fingerprint: str  # SHA-256 of the public key
    rewrapped: int  # keys of annex entries
    checkpoint: str


def rotate_keys(engine: Engine, storage: Storage, *, by: str, now: str) -> Rotated:
    """Make new keys, announce the public one in the ledger, and destroy the old private ones.

    An old checkpoint is signed first, so that what the old key vouches for is fixed. The keys of
    all annex entries are wrapped anew: entries that were erased cannot be opened afterwards, not
    even with an older copy of the database. All of it happens or nothing; a run that was killed
    before the old keys were destroyed leaves them to the next rotation.

    Raises:
        IntegrityError: when the stored ledger does not continue its last checkpoint.
        SettingsError: while the ledger is empty.
    """
    annex = storage.annex
    with db.writing(engine) as connection:
        keys = load_keys(annex, connection)
        sign_current(connection, keys, storage.audit)
        number = keys.epochs[-1].number + 1
        make_keys(annex, number)
        state = ledger_store.chain_state(connection)
        draft = RotationDraft(
            origin=ORIGIN,
            old_key_pem=keys.signing_pem,
            new_key_pem=annex.read(signing_key_name(number)),
            time=now,
            actor=by,
        )
        record = rotation_record(state, draft)
        ledger_store.append(connection, [record])
        connection.execute(sa.insert(db.key_epochs).values(number=number, first_seq=state.size + 1))
        newest = WrappingKey(number, annex.read(wrapping_key_name(number)))
        rewrapped = sealed.rewrap(connection, keys, newest)
    with db.writing(engine) as connection:
        note = sign_current(connection, load_keys(annex, connection), storage.audit)
    retire_keys(annex, number)
    return Rotated(number, state.size, record.decision_id, rewrapped, note)
