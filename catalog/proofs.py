"""Proofs from the stored ledger: that it has a record, that it continues an older checkpoint."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from catalog import database as db
from catalog import ledger_store
from catalog.checkpoints import ORIGIN, checked_leaves, sign_current
from catalog.keys import LedgerKeys, load_keys
from openfonds.errors import IntegrityError, SettingsError
from openfonds.ledger.checkpoint import parse_checkpoint, verify_checkpoint
from openfonds.ledger.merkle import InclusionProver, consistency_proof, tree_root
from openfonds.ledger.proof import Signers, consistency_proof_file, inclusion_proof
from openfonds.ledger.records import LedgerError
from openfonds.storage import Storage


def prove_decision(engine: Engine, storage: Storage, decision_id: str) -> tuple[int, bytes]:
    """The newest record of a decision, release or ruling, and the proof file for it.

    Reads the whole ledger.

    Raises:
        SettingsError: when the ledger has no such record.
        IntegrityError: when the stored ledger is not the one that was signed.
    """
    with db.writing(engine) as connection:
        keys = load_keys(storage.annex, connection)
        note = sign_current(connection, keys, storage.audit)
        prover = InclusionProver(checked_leaves(connection, keys, storage.audit))
        seq = _record_of(connection, decision_id)
        line = ledger_store.line_at(connection, seq)
        signers = _signers(connection, keys)
    return seq, inclusion_proof(line, prover.proof(seq), note, signers)


def prove_consistency(engine: Engine, storage: Storage, earlier: str) -> tuple[int, int, bytes]:
    """The proof file that the ledger continues the checkpoint `earlier`, and both sizes.

    Reads the whole ledger.

    Raises:
        SettingsError: when `earlier` is not an older checkpoint of this ledger.
        IntegrityError: when it was signed here and the ledger does not continue it.
    """
    with db.writing(engine) as connection:
        keys = load_keys(storage.annex, connection)
        note = sign_current(connection, keys, storage.audit)
        leaves = list(checked_leaves(connection, keys, storage.audit))
        signers = _signers(connection, keys)
    try:
        size = parse_checkpoint(earlier).checkpoint.size
        old = verify_checkpoint(earlier, keys.public_at(size))
    except LedgerError as error:
        raise SettingsError(f"{error}: give a checkpoint of this ledger") from None
    if old.origin != ORIGIN or not 0 < old.size < len(leaves):
        raise SettingsError(
            f"the checkpoint is over {old.size} records and the ledger has {len(leaves)}: there is"
            " nothing to prove"
        )
    if tree_root(leaves[: old.size]) != old.root:
        raise IntegrityError(
            "the checkpoint was signed with the key of this ledger and has another root: there are"
            " two histories"
        )
    path = consistency_proof(leaves, old.size)
    return old.size, len(leaves), consistency_proof_file(earlier, note, path, signers)


def _record_of(connection: Connection, decision_id: str) -> int:
    query = sa.select(sa.func.max(db.decisions.c.seq)).where(
        db.decisions.c.decision_id == decision_id
    )
    seq: int | None = connection.execute(query).scalar()
    if seq is not None:
        return seq
    # Releases, rulings and keys have no row there.
    wanted = b'"decision_id":"%s"' % decision_id.encode("ascii", "replace")
    for number, line in enumerate(ledger_store.lines(connection)):
        if wanted in line:
            seq = number
    if seq is None:
        raise SettingsError(f"the ledger has no record of {decision_id}: give the whole id")
    return seq


def _signers(connection: Connection, keys: LedgerKeys) -> Signers:
    lines = tuple(ledger_store.line_at(connection, e.first_seq - 1) for e in keys.epochs[1:])
    return Signers(keys.epochs[0].public_pem, lines)
