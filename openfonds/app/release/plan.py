"""What the next version of a dataset would be: its files, its number, and how it differs."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from catalog import decisions
from catalog.releases import Release
from openfonds.app.installation import Installation
from openfonds.app.progress import Progress
from openfonds.app.release.clear import Clearance
from openfonds.app.release.merge import documents, pages
from openfonds.batches import read_batch
from openfonds.collection import Collection
from openfonds.digests import digest_of, sha256_of_stream
from openfonds.model import Outcome
from openfonds.releases.assemble import record_id
from openfonds.releases.changes import Count, write_changes
from openfonds.releases.drift import Closed, Drift, drifts
from openfonds.releases.parquet import ShardFile, write_config
from openfonds.releases.records import (
    DOCUMENT_ORDER,
    PAGE_ORDER,
    WITHDRAWN_ORDER,
    WITHHELD_ORDER,
    DocumentRecord,
    PageRecord,
    WithdrawnRecord,
    WithheldRecord,
)
from openfonds.releases.statistics import ReleaseStatistics, Statistics
from openfonds.releases.versions import (
    Change,
    Row,
    RowDiff,
    Version,
    next_version,
    read_rows_index,
    row_changes,
    row_digest,
    write_rows_index,
    writing_index,
)
from openfonds.releases.withdrawn import (
    DOCUMENTS,
    PAGES,
    document_of,
    gone,
    reason_of,
    tombstone_of,
    withdrawn_records,
)
from openfonds.releases.withheld import CLOSED, REASONS, withdrawal_sheet

LONG_COLUMNS = frozenset({"text", "text_modern_gen", "text_raw", "edits", "words", "redactions"})
AGAIN = REASONS[Outcome.DUPLICATE]
R = TypeVar("R", DocumentRecord, PageRecord, WithheldRecord)


@dataclass(frozen=True, slots=True)
class Planned:
    """The next version as it lies in the scratch folder; `version` is None where nothing is new."""

    version: Version | None
    diff: RowDiff
    counts: tuple[Count, ...]
    drifts: tuple[Drift, ...]
    statistics: Statistics
    files: tuple[ShardFile, ...]  # all Parquet files
    metadata_digest: str
    withdrawn: tuple[WithdrawnRecord, ...]
    rows: Path  # index of rows, in the scratch folder
    tombstones: Path  # the same of tombstones

    @property
    def closes(self) -> bool:
        """Whether it takes out anything that a decision closed."""
        return any(c.change == Change.WENT and c.reason in CLOSED for c in self.counts)

    @property
    def only_closes(self) -> bool:
        """Whether it does that and nothing else: what stays is as it was."""
        went = [c for c in self.counts if c.change == Change.WENT]
        others = self.diff.came or self.diff.changed or any(c.reason not in CLOSED for c in went)
        return self.closes and not others and not self.drifts

    @property
    def plan_id(self) -> str:
        """What an approval is for: this version with these rows, and no other.

        Not the files: they say for which day the law was applied, and an approval may come on the
        next one.
        """
        with self.rows.open("rb") as index:
            return digest_of([str(self.version), sha256_of_stream(index)])[:16]


def plan_release(
    at: Installation,
    collection: Collection,
    clearance: Clearance,
    before: Release | None,
    scratch: Path,
    as_of: date,
    progress: Progress,
) -> Planned:
    """Write the files of the next version below `scratch/staged`, and compare with `before`."""
    staged = scratch / "staged"
    now, then = _Indices.of(scratch, "now"), _Indices.of(scratch, "before")
    statistics, files, digest = _write(at, collection, clearance, staged, now, progress)
    _fetch(at, before, then)
    version, diff = next_version(
        Version.parse(before.version) if before else None,
        then.rows(),
        now.rows(),
        metadata_changed=before is not None and before.metadata_digest != digest,
    )
    if version is None:
        return Planned(
            None, diff, (), (), statistics, files, digest, (), now.of_rows, now.of_tombstones
        )
    withdrawn = _withdrawn(at, collection, before, then, now, str(version), as_of)
    files += tuple(
        write_config(
            staged,
            "withdrawn",
            WithdrawnRecord,
            withdrawn,
            sort_keys=WITHDRAWN_ORDER,
            long_columns=LONG_COLUMNS,
        )
    )
    changes, counts = write_changes(
        staged, row_changes(then.rows(), now.rows()), withdrawn, str(version)
    )
    return Planned(
        version=version,
        diff=diff,
        counts=counts,
        drifts=drifts(before.statistics, statistics, _closed(counts)) if before else (),
        statistics=statistics,
        files=(*files, changes),
        metadata_digest=digest,
        withdrawn=tuple(withdrawn),
        rows=now.of_rows,
        tombstones=now.of_tombstones,
    )


def _closed(counts: Iterable[Count]) -> Closed:
    went = Counter[str]()
    for count in counts:
        if count.change == Change.WENT and count.reason in CLOSED:
            went[count.config] += count.rows
    return Closed(went[DOCUMENTS], went[PAGES])


@dataclass(frozen=True, slots=True)
class _Indices:
    """Digests and tombstones of the rows of one version, by id."""

    of_rows: Path
    of_tombstones: Path

    @classmethod
    def of(cls, folder: Path, name: str) -> "_Indices":
        return cls(folder / f"rows-{name}.parquet", folder / f"tombstones-{name}.parquet")

    def rows(self) -> Iterator[Row]:
        return read_rows_index(self.of_rows)

    def tombstones(self) -> Iterator[Row]:
        return read_rows_index(self.of_tombstones)


def _fetch(at: Installation, before: Release | None, then: _Indices) -> None:
    """The indices of the version before; of nothing, where there is none."""
    for path, kept in (
        (then.of_rows, before and before.rows_index),
        (then.of_tombstones, before and before.tombstones_index),
    ):
        if kept:
            path.write_bytes(at.storage.cleared.read(kept))
        else:
            write_rows_index(path, ())


def _withdrawn(
    at: Installation,
    collection: Collection,
    before: Release | None,
    then: _Indices,
    now: _Indices,
    version: str,
    as_of: date,
) -> Sequence[WithdrawnRecord]:
    if before is None:
        return ()
    went = list(gone(then.rows(), now.rows(), then.tombstones(), now.tombstones()))
    wanted = {document_of(row_id) for row_id, _, _ in went}
    reasons: dict[str, str] = {}
    for recorded in decisions.current(at.engine, collection.name) if wanted else ():
        row_id = record_id(collection.name, recorded.decision.reference_code)
        # Another holding may have the item once more; that says nothing of why it went.
        if row_id in wanted and (row_id not in reasons or reasons[row_id] == AGAIN):
            decision = recorded.decision
            reasons[row_id] = reason_of(decision.outcome, decision.reason_codes)
    known = read_batch(at.storage.cleared, before.withdrawn, WithdrawnRecord)
    return withdrawn_records(
        known, went, now.rows(), now.tombstones(), reasons, version=version, as_of=as_of
    )


def _write(
    at: Installation,
    collection: Collection,
    clearance: Clearance,
    staged: Path,
    indices: _Indices,
    progress: Progress,
) -> tuple[Statistics, tuple[ShardFile, ...], str]:
    """Write, count and index the rows in one go."""
    counted = ReleaseStatistics()
    cleared = at.storage.cleared
    standing = (recorded.decision for recorded in decisions.current(at.engine, collection.name))
    sheet = withdrawal_sheet(standing, clearance.law.policy)
    total = sum(s.documents.count + s.pages.count for s in clearance.shards) + len(sheet)
    progress.start("writing", total, "rows")
    files: list[ShardFile] = []
    with writing_index(indices.of_rows) as add, writing_index(indices.of_tombstones) as add_stone:

        def count(rows: Iterable[R]) -> Iterator[R]:
            for row in rows:
                counted.add(row)
                if not isinstance(row, WithheldRecord):
                    add((row.id, row_digest(row)))
                    if stone := tombstone_of(row):
                        add_stone(stone)
                progress.step()
                yield row

        for config, noun, rows, order in (
            ("documents", DocumentRecord, count(documents(clearance, cleared)), DOCUMENT_ORDER),
            ("pages", PageRecord, count(pages(clearance, cleared)), PAGE_ORDER),
            ("withheld", WithheldRecord, count(sheet), WITHHELD_ORDER),
        ):
            files += write_config(
                staged, config, noun, rows, sort_keys=order, long_columns=LONG_COLUMNS
            )
    progress.finish()
    digest = digest_of([collection, [[f.path, f.sha256] for f in files]])
    return counted.statistics(), tuple(files), digest
