"""Release a collection: apply the law of the day, clear, write, validate, publish, read back."""

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from catalog import decisions, releases
from catalog.releases import Release
from openfonds.app.clear import Clearance, clear
from openfonds.app.hubs import StaticHub, hub_for
from openfonds.app.installation import Installation, now
from openfonds.app.laws import known_collection
from openfonds.app.merge import documents, pages
from openfonds.app.policy import lines_of_unsigned, unsigned
from openfonds.app.progress import Progress
from openfonds.app.reassess import reassess
from openfonds.app.staging import stage_metadata
from openfonds.collection import Collection
from openfonds.digests import digest_of
from openfonds.errors import ReleaseRefused
from openfonds.model import Outcome
from openfonds.releases.parquet import ShardFile, write_config
from openfonds.releases.readback import read_back
from openfonds.releases.records import (
    DOCUMENT_ORDER,
    PAGE_ORDER,
    WITHHELD_ORDER,
    DocumentRecord,
    PageRecord,
    WithheldRecord,
)
from openfonds.releases.statistics import ReleaseStatistics, Statistics
from openfonds.releases.versions import (
    RowDiff,
    Version,
    next_version,
    read_rows_index,
    row_digest,
    write_rows_index,
)
from openfonds.releases.withheld import withdrawal_sheet
from openfonds.storage import scratch_folder
from validators.release import ReleaseAccount, validate_release

LONG_COLUMNS = frozenset({"text", "text_modern_gen", "text_raw", "edits", "words", "redactions"})
R = TypeVar("R", DocumentRecord, PageRecord, WithheldRecord)


@dataclass(frozen=True, slots=True)
class Released:
    """What a release did. `version` is None where there was nothing new and nothing before."""

    repo_id: str
    version: str | None
    is_new: bool
    folder: Path | None
    documents: int
    pages: int
    diff: RowDiff
    refusals: tuple[tuple[str, int], ...]
    data_docs: Path | None


@dataclass(frozen=True, slots=True)
class _Written:
    files: tuple[ShardFile, ...]
    statistics: Statistics
    metadata_digest: str


def release(
    at: Installation, name: str, hub_url: str | None, as_of: date, progress: Progress
) -> Released:
    """Publish what is open, if anything is new. Safe to run again after it was killed.

    Raises:
        SettingsError: when there is no such collection, or the hub cannot be used.
        ReleaseRefused: when a check does not hold; nothing was published.
        TransientError: when the hub or the storage is out of reach; run it again.
    """
    collection, lists_source = known_collection(at, name)
    hub = hub_for(at, collection, hub_url)
    _finish_pending(at, collection, hub)
    progress.start("applying the law", 1, "collection")
    reassess(at, name, as_of)
    progress.step()
    progress.finish()
    if not_signed := unsigned(at.policies, collection.policies, as_of):
        raise ReleaseRefused("\n".join(("nothing was published", *lines_of_unsigned(not_signed))))
    clearance = clear(at, collection, lists_source, as_of)
    history = releases.history(at.engine, name, hub.url)
    before = history[0] if history else None
    with scratch_folder() as scratch:
        staged = scratch / "staged"
        written = _write(at, collection, clearance, staged, progress)
        index = scratch / "rows.parquet"
        write_rows_index(index, _row_digests(at, clearance))
        version, diff = _next(at, before, scratch, index, written)
        if version is None:
            assert before is not None
            folder = hub.folder(before.version)
            return _released(hub, before.version, False, folder, written, diff, clearance, None)
        planned = Release(
            collection=name,
            hub=hub.url,
            repo_id=hub.repo_id,
            version=str(version),
            commit="",
            as_of=as_of,
            rows_index=f"{name}/index/{digest_of(hub.url)[:16]}-{version}.parquet",
            metadata_digest=written.metadata_digest,
            law_digest=clearance.law.digest,
            packs=clearance.law.policy.packs,
            diff=diff,
            files=written.files,
        )
        stage_metadata(at, collection, clearance, written.statistics, staged, (planned, *history))
        docs = _validate(at, collection, clearance, staged, version)
        at.storage.cleared.write(planned.rows_index, index.read_bytes())
        releases.plan_release(at.engine, planned)
        commit = hub.publish(staged, str(version))
    _confirm(at, hub, replace(planned, commit=commit))
    folder = hub.folder(str(version))
    return _released(hub, str(version), True, folder, written, diff, clearance, docs)


def _finish_pending(at: Installation, collection: Collection, hub: StaticHub) -> None:
    planned = releases.pending(at.engine, collection.name, hub.url)
    if planned is None:
        return
    commit = hub.commit_of(planned.version)
    if commit is None:
        releases.forget_pending(at.engine, planned)
    else:
        _confirm(at, hub, replace(planned, commit=commit))


def _confirm(at: Installation, hub: StaticHub, published: Release) -> None:
    problems = read_back(hub.root, hub.repo_id, published.version, published.files)
    if problems:
        raise ReleaseRefused(
            f"version {published.version} is on the hub but reads back wrongly:"
            f" {'; '.join(problems[:5])}. Mend the hub, then run the release again"
        )
    releases.complete_release(at.engine, published, now=now())


def _write(
    at: Installation, collection: Collection, clearance: Clearance, staged: Path, progress: Progress
) -> _Written:
    counted = ReleaseStatistics()
    cleared = at.storage.cleared
    standing = (recorded.decision for recorded in decisions.current(at.engine, collection.name))
    sheet = withdrawal_sheet(standing, clearance.law.policy)
    total = sum(s.documents.count + s.pages.count for s in clearance.shards) + len(sheet)
    progress.start("writing", total, "rows")

    def count(rows: Iterable[R]) -> Iterator[R]:
        for row in rows:
            counted.add(row)
            progress.step()
            yield row

    files: list[ShardFile] = []
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
    return _Written(tuple(files), counted.statistics(), digest)


def _row_digests(at: Installation, clearance: Clearance) -> Iterator[tuple[str, str]]:
    cleared = at.storage.cleared
    for document in documents(clearance, cleared):
        yield document.id, row_digest(document)
    for page in pages(clearance, cleared):
        yield page.id, row_digest(page)


def _next(
    at: Installation, before: Release | None, scratch: Path, index: Path, written: _Written
) -> tuple[Version | None, RowDiff]:
    if before is None:
        return next_version(None, (), read_rows_index(index))
    old = scratch / "rows-before.parquet"
    old.write_bytes(at.storage.cleared.read(before.rows_index))
    return next_version(
        Version.parse(before.version),
        read_rows_index(old),
        read_rows_index(index),
        metadata_changed=before.metadata_digest != written.metadata_digest,
    )


def _validate(
    at: Installation,
    collection: Collection,
    clearance: Clearance,
    staged: Path,
    version: Version,
) -> Path:
    standing = decisions.current(at.engine, collection.name)
    n_open = sum(r.decision.outcome is Outcome.OPEN for r in standing)
    account = ReleaseAccount(
        open_decisions=n_open - sum(n for _, n in clearance.refusals),
        as_of=clearance.law.as_of,
    )
    docs = at.storage.vault.local_folder(f"{collection.name}/data-docs")
    problems = validate_release(staged, account, docs)
    if problems:
        shown = "\n  ".join(problems[:20])
        raise ReleaseRefused(
            f"{len(problems)} checks of the release do not hold; nothing was published:\n  {shown}"
            f"\nDetails: {docs / 'index.html'}"
        )
    # Only what passed is shown to everybody.
    published = at.storage.public.local_folder(f"data-docs/{collection.name}/v{version}")
    shutil.copytree(docs, published, dirs_exist_ok=True)
    return published


def _released(
    hub: StaticHub,
    version: str,
    is_new: bool,
    folder: Path,
    written: _Written,
    diff: RowDiff,
    clearance: Clearance,
    docs: Path | None,
) -> Released:
    numbers = written.statistics
    return Released(
        repo_id=hub.repo_id,
        version=version,
        is_new=is_new,
        folder=folder,
        documents=numbers.documents,
        pages=numbers.page_rows,
        diff=diff,
        refusals=clearance.refusals,
        data_docs=docs,
    )
