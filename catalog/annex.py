"""The sealed entries behind the records of the ledger: read by auditors, erased for good."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from catalog import database as db
from catalog import ledger_store
from catalog.keys import LedgerKeys, load_keys
from openfonds import __version__
from openfonds.errors import SettingsError
from openfonds.ledger.annex import AnnexEntry, WrappingKey, unseal, wrapped_under
from openfonds.ledger.records import Kind, LedgerError, LedgerRecord, parse_record
from openfonds.storage import Zone

# Why an entry was erased, as the public ledger says it: nothing about the entry or a person.
ERASURE_REASONS = ("retention_ended", "court_order", "data_subject", "recorded_in_error")
PER_UPDATE = 1000


def read_entry(connection: Connection, keys: LedgerKeys, seq: int) -> AnnexEntry | None:
    """What lies behind record `seq`; None where nothing was sealed or its key was destroyed.

    Raises:
        LedgerError: if the entry is not the one that the record commits to.
    """
    row = connection.execute(sa.select(db.annex).where(db.annex.c.seq == seq)).first()
    if row is None or row.key is None:
        return None
    record = parse_record(ledger_store.line_at(connection, seq))
    key = _wrapping_key(keys, bytes(row.key)).unwrap(seq, bytes(row.key))
    return unseal(bytes(row.sealed), key, record.annex_commitment or "")


def erase(
    engine: Engine, annex: Zone, decision_id: str, reason: str, *, by: str, now: str
) -> list[int]:
    """Destroy the sealed entries of a decision, and say so in the ledger.

    The records of the decision stay, and so does its row in the catalog. Copies of the database
    and of the annex zone that were made before can still be opened together, until
    `catalog.rotation.rotate_keys` has destroyed the wrapping key.

    Args:
        engine: the catalog database.
        annex: zone of the keys.
        decision_id: id of the decision.
        reason: one of ERASURE_REASONS.
        by: pseudonym of who erases, for the ledger.
        now: time, ISO 8601 in UTC.

    Returns:
        The numbers of the records whose entries were destroyed.

    Raises:
        SettingsError: for an unknown reason, or where there is no such entry, or none any more.
    """
    if reason not in ERASURE_REASONS:
        raise SettingsError(f"--reason {reason!r}: choose one of {', '.join(ERASURE_REASONS)}")
    with db.writing(engine) as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA secure_delete=ON")  # zeroes over what is removed
        keys = load_keys(annex, connection)
        query = (
            sa.select(db.annex.c.seq)
            .join(db.decisions, db.decisions.c.seq == db.annex.c.seq)
            .where(db.decisions.c.decision_id == decision_id, db.annex.c.key.is_not(None))
            .order_by(db.annex.c.seq)
        )
        seqs = list(connection.execute(query).scalars())
        if not seqs:
            raise SettingsError(
                f"there is no sealed entry of decision {decision_id}: it does not exist, or it was"
                " erased before"
            )
        connection.execute(
            sa.update(db.annex).where(db.annex.c.seq.in_(seqs)).values(key=None, sealed=b"")
        )
        ledger_store.append(
            connection,
            [_erasure_record(connection, keys, seq, reason, by=by, now=now) for seq in seqs],
        )
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:  # the journal holds older pages until then
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return seqs


def rewrap(connection: Connection, keys: LedgerKeys, newest: WrappingKey) -> int:
    """Wrap the keys of all entries under `newest`. Returns how many there are."""
    count, last = 0, -1
    while True:
        query = (
            sa.select(db.annex.c.seq, db.annex.c.key)
            .where(db.annex.c.seq > last, db.annex.c.key.is_not(None))
            .order_by(db.annex.c.seq)
            .limit(PER_UPDATE)
        )
        rows = connection.execute(query).all()
        if not rows:
            return count
        changed = []
        for row in rows:
            key = _wrapping_key(keys, bytes(row.key)).unwrap(row.seq, bytes(row.key))
            changed.append({"of": row.seq, "wrapped": newest.wrap(row.seq, key)})
        connection.execute(
            sa.update(db.annex)
            .where(db.annex.c.seq == sa.bindparam("of"))
            .values(key=sa.bindparam("wrapped")),
            changed,
        )
        count, last = count + len(rows), rows[-1].seq


def _wrapping_key(keys: LedgerKeys, wrapped: bytes) -> WrappingKey:
    number = wrapped_under(wrapped)
    for key in keys.wrapping:
        if key.number == number:
            return key
    raise LedgerError(f"the wrapping key {number} of the annex was destroyed or is missing")


def _erasure_record(
    connection: Connection, keys: LedgerKeys, seq: int, reason: str, *, by: str, now: str
) -> LedgerRecord:
    erased = parse_record(ledger_store.line_at(connection, seq))
    return LedgerRecord(
        time=now,
        kind=Kind.ERASURE,
        decision_id=erased.decision_id,
        item_ref=erased.item_ref,
        item_version=erased.item_version,
        unit=erased.unit,
        input_digest=None,
        packs=(),
        policy_digest=None,
        code_version=__version__,
        outcome=erased.outcome,
        effect=f"erase:{reason}",
        public_reason=erased.public_reason,
        next_check_year=None,
        as_of=now[:10],
        actor=by,
        role="staff",
        supersedes=None,
        publication_ref=None,
        annex_commitment=erased.annex_commitment,
    )
