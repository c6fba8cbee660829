"""Releases: planned before they are published, done when they were read back.

A release is noted as pending before the hub is touched, so that a run that is killed in between
finds out afterwards whether its version is there.
"""

from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from catalog import database as db
from catalog import ledger_store
from openfonds.ledger.account import MANIFEST
from openfonds.ledger.records import Kind, LedgerRecord, collection_record
from openfonds.model import Batch, Outcome
from openfonds.plain import from_json, to_json
from openfonds.releases.changes import Count
from openfonds.releases.parquet import ShardFile
from openfonds.releases.statistics import Statistics
from openfonds.releases.versions import RowDiff


@dataclass(frozen=True, slots=True)
class Release:
    """One version of a dataset on one hub."""

    collection: str
    hub: str
    repo_id: str
    version: str
    commit: str  # empty while pending
    as_of: date
    rows_index: str  # path in the cleared zone
    tombstones_index: str  # the same, of the tombstones of its rows
    withdrawn: Batch  # its `withdrawn` config, in the cleared zone
    statistics: Statistics
    counts: tuple[Count, ...]  # what became of the rows of the version before
    metadata_digest: str
    law_digest: str
    packs: tuple[str, ...]
    diff: RowDiff
    files: tuple[ShardFile, ...]
    scan: str = ""  # version of the scan that looked through the texts of all its files
    let_through: tuple[str, ...] = ()  # documents that it passed only as people had opened them

    @property
    def publication(self) -> str:
        """This version as the ledger names it."""
        return f"{self.repo_id}@v{self.version}:{self.commit}"


def history(engine: Engine, collection: str, hub: str) -> list[Release]:
    """The versions that were published and read back, the newest first."""
    return _find(engine, collection, hub, pending=False)


def latest(engine: Engine, collection: str, hub: str) -> Release | None:
    """The newest version that was published and read back."""
    return next(iter(history(engine, collection, hub)), None)


def hubs_of(engine: Engine, collection: str) -> list[str]:
    """The hubs for which a version of a collection was ever planned or published, sorted."""
    query = sa.select(db.releases.c.hub).where(db.releases.c.collection == collection).distinct()
    with engine.connect() as connection:
        return sorted(connection.execute(query).scalars())


def pending(engine: Engine, collection: str, hub: str) -> Release | None:
    """A version of which nobody knows yet whether it is on the hub."""
    return next(iter(_find(engine, collection, hub, pending=True)), None)


def plan_release(engine: Engine, release: Release) -> None:
    """Note a release before it is published; an older pending one is forgotten."""
    with db.writing(engine) as connection:
        _forget_pending(connection, release.collection, release.hub)
        number = connection.execute(
            sa.select(sa.func.max(db.releases.c.number)).where(
                db.releases.c.collection == release.collection, db.releases.c.hub == release.hub
            )
        ).scalar()
        connection.execute(
            sa.insert(db.releases).values(
                collection=release.collection,
                hub=release.hub,
                number=(number or 0) + 1,
                version=release.version,
                commit="",
                body=to_json(release),
            )
        )


def complete_release(engine: Engine, release: Release, *, now: str) -> None:
    """Note that a pending release is on the hub, with its record in the ledger."""
    with db.writing(engine) as connection:
        _set_commit(connection, "", release)
        ledger_store.append(connection, [_record(release, "publish", now)])


def move(engine: Engine, release: Release, commit: str, *, now: str) -> Release:
    """Note that a version is under another commit by now, with a record in the ledger."""
    moved = replace(release, commit=commit)
    with db.writing(engine) as connection:
        _set_commit(connection, release.commit, moved)
        ledger_store.append(connection, [_record(moved, f"moved_from:{release.commit}", now)])
    return moved


def _set_commit(connection: sa.engine.Connection, before: str, release: Release) -> None:
    connection.execute(
        sa.update(db.releases)
        .where(
            db.releases.c.collection == release.collection,
            db.releases.c.hub == release.hub,
            db.releases.c.version == release.version,
            db.releases.c.commit == before,
        )
        .values(commit=release.commit, body=to_json(release))
    )


def _record(release: Release, effect: str, now: str) -> LedgerRecord:
    return collection_record(
        time=now,
        kind=Kind.RELEASE,
        decision_id=release.commit,
        outcome=Outcome.OPEN,
        effect=effect,
        as_of=release.as_of,
        packs=release.packs,
        policy_digest=release.law_digest,
        # Not keyed, as in decisions: files of a release are no secret, and whoever has them
        # must be able to compare. Null in releases that had no such list yet.
        input_digest=next((f.sha256 for f in release.files if f.path == MANIFEST), None),
        publication_ref=release.publication,
    )


def forget_pending(engine: Engine, release: Release) -> None:
    """Forget a pending release that did not reach the hub."""
    with db.writing(engine) as connection:
        _forget_pending(connection, release.collection, release.hub)


def _forget_pending(connection: sa.engine.Connection, collection: str, hub: str) -> None:
    connection.execute(
        sa.delete(db.releases).where(
            db.releases.c.collection == collection,
            db.releases.c.hub == hub,
            db.releases.c.commit == "",
        )
    )


def _find(engine: Engine, collection: str, hub: str, *, pending: bool) -> list[Release]:
    is_pending = db.releases.c.commit == ""
    query = (
        sa.select(db.releases.c.body)
        .where(
            db.releases.c.collection == collection,
            db.releases.c.hub == hub,
            is_pending if pending else sa.not_(is_pending),
        )
        .order_by(db.releases.c.number.desc())
    )
    with engine.connect() as connection:
        return [from_json(Release, body) for body in connection.execute(query).scalars()]
