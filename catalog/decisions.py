"""Decisions: appended with their ledger records in one transaction, never changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from catalog import database as db
from catalog import ledger_store
from catalog.keys import LedgerKeys, load_keys
from openfonds import __version__
from openfonds.ledger.annex import AnnexEntry
from openfonds.ledger.keys import input_reference, item_reference, item_version
from openfonds.ledger.records import PUBLIC_REASONS, Kind, LedgerRecord, Unit
from openfonds.model import Decision, Fact, Outcome
from openfonds.plain import from_json, to_json
from openfonds.storage import Zone

PER_TRANSACTION = 2000
# What may differ between two decisions that say the same.
_INCIDENTAL = ("decision_id", "as_of")


@dataclass(frozen=True, slots=True)
class Proposed:
    """A decision to be recorded, with the facts behind it.

    `file_sha256` are the files of the item; empty leaves them as they were recorded before.
    """

    decision: Decision
    facts: tuple[Fact, ...]
    file_sha256: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recorded:
    """A decision as it stands: its ledger record and when it was written."""

    seq: int
    decided_at: str
    decision: Decision


def record(engine: Engine, annex: Zone, proposed: Iterator[Proposed], *, now: str) -> int:
    """Record what is new or different; what says the same as before stays. Returns how many.

    Each transaction takes PER_TRANSACTION decisions with their ledger records, all or nothing,
    so that a killed run leaves whole decisions behind and can be run again.
    """
    count = 0
    while chunk := list(islice(proposed, PER_TRANSACTION)):
        with db.writing(engine) as connection:
            keys = load_keys(annex, connection)
            count += _record_chunk(connection, keys, chunk, now)
    return count


def _record_chunk(
    connection: Connection, keys: LedgerKeys, chunk: Sequence[Proposed], now: str
) -> int:
    standing = _standing(connection, chunk)
    elsewhere = _of_same_reference(connection, chunk)
    query = sa.select(db.holdings.c.id, db.holdings.c.number)
    numbers = {row.id: row.number for row in connection.execute(query)}
    fresh = []
    for one in chunk:
        decision = one.decision
        before = standing.get(_place(decision))
        others = elsewhere.get(decision.reference_code, [])
        if any(number > numbers[decision.holding] for number, _ in others):
            continue  # a later holding brought a newer version of this item
        if before and _says(before) == _says(decision) and before.as_of <= decision.as_of:
            continue
        older = [before] if before else []
        if decision.outcome not in (Outcome.DUPLICATE, Outcome.FAILED):
            older += [other for _, other in others]
        fresh.append((one, older))
    seqs = ledger_store.append_sealed(
        connection,
        keys,
        [
            (_entry(one), _ledger_record(keys, one, older[0] if older else None, now))
            for one, older in fresh
        ],
    )
    for replaced in (old for _, older in fresh for old in older):
        connection.execute(
            sa.update(db.decisions)
            .where(
                db.decisions.c.holding == replaced.holding,
                db.decisions.c.position == replaced.position,
                db.decisions.c.current,
            )
            .values(current=False)
        )
    if fresh:
        rows = [_row(seq, one.decision, now) for seq, (one, _) in zip(seqs, fresh, strict=True)]
        connection.execute(sa.insert(db.decisions), rows)
        _remember_files(connection, [one for one, _ in fresh])
    return len(fresh)


def current(engine: Engine, collection: str) -> Iterator[Recorded]:
    """The decisions that stand, in the order of arrival of the holdings and their rows."""
    query = (
        sa.select(db.decisions.c.seq, db.decisions.c.decided_at, db.decisions.c.body)
        .join(db.holdings, db.holdings.c.id == db.decisions.c.holding)
        .where(db.decisions.c.collection == collection, db.decisions.c.current)
        .order_by(db.holdings.c.number, db.decisions.c.position)
    )
    with engine.connect() as connection:
        for row in connection.execute(query).yield_per(2000):
            yield Recorded(row.seq, row.decided_at, from_json(Decision, row.body))


def standing(engine: Engine, collection: str, reference_code: str) -> Recorded | None:
    """The decision that stands on an item; duplicates and failures only where nothing else does."""
    query = (
        sa.select(db.decisions.c.seq, db.decisions.c.decided_at, db.decisions.c.body)
        .join(db.holdings, db.holdings.c.id == db.decisions.c.holding)
        .where(
            db.decisions.c.collection == collection,
            db.decisions.c.reference_code == reference_code,
            db.decisions.c.current,
        )
        .order_by(db.holdings.c.number.desc(), db.decisions.c.position)
    )
    with engine.connect() as connection:
        rows = [
            Recorded(row.seq, row.decided_at, from_json(Decision, row.body))
            for row in connection.execute(query)
        ]
    absent = (Outcome.DUPLICATE, Outcome.FAILED)
    here = [one for one in rows if one.decision.outcome not in absent]
    return next(iter(here or rows), None)


def recorded(engine: Engine, decision_id: str) -> list[Recorded]:
    """The decisions of this id, or whose id begins so, the newest first."""
    query = (
        sa.select(db.decisions.c.seq, db.decisions.c.decided_at, db.decisions.c.body)
        .where(db.decisions.c.decision_id.startswith(decision_id, autoescape=True))
        .order_by(db.decisions.c.seq.desc())
    )
    with engine.connect() as connection:
        return [
            Recorded(row.seq, row.decided_at, from_json(Decision, row.body))
            for row in connection.execute(query)
        ]


def once_open(engine: Engine, collection: str) -> frozenset[str]:
    """References of items that were open at some time and are not now."""
    old, new = db.decisions.alias(), db.decisions.alias()
    query = (
        sa.select(old.c.reference_code)
        .join(
            new,
            sa.and_(
                new.c.collection == old.c.collection,
                new.c.reference_code == old.c.reference_code,
                new.c.current,
            ),
        )
        .where(
            old.c.collection == collection,
            old.c.outcome == Outcome.OPEN.value,
            old.c.current.is_(False),
            new.c.outcome != Outcome.OPEN.value,
        )
    )
    with engine.connect() as connection:
        return frozenset(connection.execute(query).scalars())


def files_of(engine: Engine, holding: str, position: int) -> list[str]:
    """Digests of the files of an item, sorted."""
    with engine.connect() as connection:
        query = (
            sa.select(db.item_files.c.sha256)
            .where(db.item_files.c.holding == holding, db.item_files.c.position == position)
            .order_by(db.item_files.c.sha256)
        )
        return list(connection.execute(query).scalars())


def open_decisions(
    engine: Engine, holding: str, positions: Sequence[int]
) -> dict[int, tuple[int, Decision]]:
    """Open decisions that stand, by row of the inventory, each with its ledger record."""
    found: dict[int, tuple[int, Decision]] = {}
    with engine.connect() as connection:
        for i in range(0, len(positions), 500):
            query = sa.select(db.decisions).where(
                db.decisions.c.holding == holding,
                db.decisions.c.position.in_(positions[i : i + 500]),
                db.decisions.c.current,
                db.decisions.c.outcome == Outcome.OPEN.value,
            )
            for row in connection.execute(query):
                found[row.position] = row.seq, from_json(Decision, row.body)
    return found


def taken_in(engine: Engine, collection: str, item_keys: Sequence[str], holding: str) -> set[str]:
    """Which of these item versions already stand in the collection, in another holding."""
    found: set[str] = set()
    with engine.connect() as connection:
        for i in range(0, len(item_keys), 500):
            query = sa.select(db.decisions.c.item_key).where(
                db.decisions.c.item_key.in_(item_keys[i : i + 500]),
                db.decisions.c.collection == collection,
                db.decisions.c.holding != holding,
                db.decisions.c.current,
                db.decisions.c.outcome.not_in([Outcome.FAILED.value, Outcome.DUPLICATE.value]),
            )
            found.update(connection.execute(query).scalars())
    return found


def with_same_bytes(
    engine: Engine, collection: str, file_sha256: Sequence[str], holding: str
) -> Iterator[tuple[str, Decision]]:
    """(sha256, decision) of what stands in other holdings and has one of these files."""
    with engine.connect() as connection:
        for i in range(0, len(file_sha256), 500):
            query = (
                sa.select(db.item_files)
                .where(
                    db.item_files.c.collection == collection,
                    db.item_files.c.sha256.in_(file_sha256[i : i + 500]),
                    db.item_files.c.holding != holding,
                )
                .order_by(db.item_files.c.sha256, db.item_files.c.holding, db.item_files.c.position)
            )
            for copy in connection.execute(query).all():
                standing = sa.select(db.decisions.c.body).where(
                    db.decisions.c.collection == collection,
                    db.decisions.c.current,
                    db.decisions.c.holding == copy.holding,
                    db.decisions.c.position == copy.position,
                )
                for body in connection.execute(standing).scalars():
                    yield copy.sha256, from_json(Decision, body)


def _standing(connection: Connection, chunk: Sequence[Proposed]) -> dict[tuple[str, int], Decision]:
    positions = [one.decision.position for one in chunk]
    query = sa.select(db.decisions.c.body).where(
        db.decisions.c.holding.in_(sorted({one.decision.holding for one in chunk})),
        db.decisions.c.position.between(min(positions), max(positions)),
        db.decisions.c.current,
    )
    found = (from_json(Decision, body) for body in connection.execute(query).scalars())
    return {_place(d): d for d in found}


def _of_same_reference(
    connection: Connection, chunk: Sequence[Proposed]
) -> dict[str, list[tuple[int, Decision]]]:
    """(number of the holding, decision) of other holdings on the same references."""
    found: dict[str, list[tuple[int, Decision]]] = {}
    ours = {one.decision.holding for one in chunk}
    references = [one.decision.reference_code for one in chunk]
    for i in range(0, len(references), 500):
        query = (
            sa.select(db.holdings.c.number, db.decisions.c.body)
            .join(db.holdings, db.holdings.c.id == db.decisions.c.holding)
            .where(
                db.decisions.c.collection == chunk[0].decision.collection,
                db.decisions.c.reference_code.in_(references[i : i + 500]),
                db.decisions.c.current,
                db.decisions.c.holding.not_in(ours),
                db.decisions.c.outcome.not_in([Outcome.DUPLICATE.value, Outcome.FAILED.value]),
            )
        )
        for row in connection.execute(query):
            decision = from_json(Decision, row.body)
            found.setdefault(decision.reference_code, []).append((row.number, decision))
    return found


def _entry(one: Proposed) -> AnnexEntry:
    decision = one.decision
    return AnnexEntry(
        decision_id=decision.decision_id,
        collection=decision.collection,
        reference_code=decision.reference_code,
        page=decision.page,
        reason_codes=decision.reason_codes,
        citations=decision.citations,
        facts=tuple(f"{f.name}={f.value} ({f.source}: {f.detector})" for f in one.facts),
        next_check_on=decision.next_check_on.isoformat() if decision.next_check_on else None,
    )


def _ledger_record(
    keys: LedgerKeys, one: Proposed, before: Decision | None, now: str
) -> LedgerRecord:
    decision = one.decision
    return LedgerRecord(
        time=now,
        kind=Kind.DECISION,
        decision_id=decision.decision_id,
        item_ref=item_reference(keys.epoch, decision.collection, decision.reference_code),
        item_version=item_version(keys.epoch, decision.item_key),
        unit=Unit(decision.unit),
        input_digest=input_reference(keys.epoch, to_json(one.facts)),
        packs=tuple(p for p in decision.pack.split("; ") if p),
        policy_digest=decision.policy_digest or None,
        code_version=__version__,
        outcome=decision.outcome,
        effect=decision.effect,
        public_reason=PUBLIC_REASONS[decision.outcome],
        next_check_year=decision.next_check_on.year if decision.next_check_on else None,
        as_of=decision.as_of.isoformat(),
        actor=decision.decided_by,
        role="service",
        supersedes=before.decision_id if before else None,
        publication_ref=None,
        annex_commitment="0" * 64,  # set when the entry is sealed
    )


def _row(seq: int, decision: Decision, now: str) -> dict[str, object]:
    return {
        "seq": seq,
        "decision_id": decision.decision_id,
        "collection": decision.collection,
        "holding": decision.holding,
        "position": decision.position,
        "reference_code": decision.reference_code,
        "item_key": decision.item_key,
        "outcome": decision.outcome.value,
        "current": True,
        "next_check_on": decision.next_check_on,
        "decided_at": now,
        "body": to_json(decision),
    }


def _remember_files(connection: Connection, fresh: Sequence[Proposed]) -> None:
    fresh = [one for one in fresh if one.file_sha256]  # without files: they stay as they were
    for one in fresh:
        place = (
            db.item_files.c.holding == one.decision.holding,
            db.item_files.c.position == one.decision.position,
        )
        connection.execute(sa.delete(db.item_files).where(*place))
    rows = [
        {
            "collection": one.decision.collection,
            "sha256": sha256,
            "holding": one.decision.holding,
            "position": one.decision.position,
        }
        for one in fresh
        for sha256 in sorted(set(one.file_sha256))
    ]
    if rows:
        connection.execute(sa.insert(db.item_files), rows)


def _place(decision: Decision) -> tuple[str, int]:
    return decision.holding, decision.position


def _says(decision: Decision) -> dict[str, object]:
    fields = Decision.__dataclass_fields__
    return {name: getattr(decision, name) for name in fields if name not in _INCIDENTAL}
