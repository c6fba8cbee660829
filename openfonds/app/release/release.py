"""Release a collection: apply the law of the day, clear, write, validate, publish, read back."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Protocol

from catalog import decisions, releases, staff
from catalog.releases import Release
from openfonds.app.decisions.published import documents_in
from openfonds.app.decisions.reassess import reassess
from openfonds.app.installation import Installation, now
from openfonds.app.laws import known_collection
from openfonds.app.policies.packs import lines_of_unsigned, unsigned
from openfonds.app.progress import Progress
from openfonds.app.release.approval import ApprovalNeeded, refuse_unapproved
from openfonds.app.release.clear import Clearance, clear
from openfonds.app.release.hubs import StaticHub, hub_for
from openfonds.app.release.plan import Planned, plan_release
from openfonds.app.release.readback import looked_through, opened_by_people, problems_of
from openfonds.app.release.staging import stage_metadata
from openfonds.batches import write_batch
from openfonds.collection import Collection
from openfonds.digests import digest_of
from openfonds.errors import ReleaseRefused
from openfonds.model import Outcome
from openfonds.releases.hub import Hub
from openfonds.releases.leak_scan import LeakScan
from openfonds.releases.metadata.files import CHECKS
from openfonds.releases.records import WithdrawnRecord
from openfonds.releases.versions import RowDiff
from openfonds.storage import scratch_folder
from validators.release import ReleaseAccount, validate_release

Gate = Callable[[Planned], None]  # raises when a version must not go out


class Publish(Protocol):
    """Publishes the next version if a gate lets it through, with `is_less` without new items."""

    def __call__(self, let_through: Gate, *, is_less: bool = False) -> "Released":
        """What came of it; `is_new` is false where nothing was new."""


@dataclass(frozen=True, slots=True)
class Released:
    """What a release did. `version` is None where there was nothing new and nothing before."""

    repo_id: str
    version: str | None
    is_new: bool
    folder: Path | None  # of a hub that is a folder
    where: str  # the folder or address of the version
    documents: int
    pages: int
    diff: RowDiff
    refusals: tuple[tuple[str, int], ...]
    checks: str | None  # the first page of its Data Docs; None where nothing is new


@dataclass(frozen=True, slots=True)
class Preview:
    """What a release would do."""

    repo_id: str
    before: str | None
    planned: Planned
    refusals: tuple[tuple[str, int], ...]
    plan_id: str
    new_bytes: int  # of files that the version before has not
    all_bytes: int


def release(
    at: Installation,
    name: str,
    hub_url: str | None,
    as_of: date,
    progress: Progress,
    *,
    approval: tuple[str, str] | None = None,
    is_takedown: bool = False,
) -> Released:
    """Publish what is open, if anything is new. Safe to run again after it was killed.

    Where people must look first, what was published and is closed by now goes all the same, in a
    version of its own (ADR 0014).

    Args:
        approval: (plan, pseudonym): a person lets exactly this plan through.
        is_takedown: whether it goes out without approvals, so that nothing holds up a takedown;
            then it has no items that the version before had not.

    Raises:
        SettingsError: when there is no such collection, the hub cannot be used, or who approves
            is not registered.
        ReleaseRefused: when a check does not hold; nothing was published.
        ApprovalNeeded: when a person must look first; nothing else was published.
        TransientError: when the hub or the storage is out of reach; run it again.
    """
    collection, lists_source = known_collection(at, name)
    hub = hub_for(at, collection, hub_url)
    signed = (approval[0], staff.entitled(at.engine, approval[1])) if approval else None
    finish_pending(at, collection, hub)
    progress.start("applying the law", 1, "collection")
    reassess(at, name, as_of)
    progress.step()
    progress.finish()
    if not_signed := unsigned(at.policies, collection.policies, as_of):
        raise ReleaseRefused("\n".join(("nothing was published", *lines_of_unsigned(not_signed))))
    making = _Making(at, collection, lists_source, hub, as_of, progress)
    if is_takedown:
        return making.publish(_waits_for_nobody, is_less=True)

    def people(planned: Planned) -> None:
        refuse_unapproved(at, collection, hub, planned, signed, as_of)

    return closings_ahead(making.publish, people)


def closings_ahead(publish: Publish, people: Gate) -> Released:
    """Publish a version; where people must look first, publish before it what is closed by now.

    Raises:
        ApprovalNeeded: when a person must look first; it names a version of closings that went out.
    """
    try:
        return publish(people)
    except ApprovalNeeded as needed:
        if not needed.closes:
            raise
        waiting = needed

    def closings(planned: Planned) -> None:
        if not planned.only_closes:
            raise waiting

    closed = publish(closings, is_less=True)
    try:
        rest = publish(people)
    except ApprovalNeeded as needed:
        raise needed.after(closed.version) from None
    return rest if rest.is_new else closed


def _waits_for_nobody(_: Planned) -> None:
    pass


@dataclass(frozen=True, slots=True)
class _Making:
    """The next version of a collection on a hub, in the making."""

    at: Installation
    collection: Collection
    lists_source: str
    hub: Hub
    as_of: date
    progress: Progress

    def publish(self, let_through: Gate, *, is_less: bool = False) -> Released:
        """Publish it, unless nothing is new.

        Args:
            let_through: raises when the version, which is planned by then, must not go out.
            is_less: whether it has no items that the version before had not.
        """
        at, collection, hub = self.at, self.collection, self.hub
        history = releases.history(at.engine, collection.name, hub.url)
        before = history[0] if history else None
        # Nobody approved what else is new: it waits for the next release.
        only = documents_in(at, before) if is_less and before else None
        clearance = clear(at, collection, self.lists_source, self.as_of, only)
        with scratch_folder() as scratch:
            planned = plan_release(
                at, collection, clearance, before, scratch, self.as_of, self.progress
            )
            if planned.version is None:
                assert before is not None
                return _released(hub, before.version, False, planned, clearance)
            let_through(planned)
            this = _record(at, collection, hub, clearance, planned, self.as_of)
            staged = scratch / "staged"
            this = _validate(at, clearance, staged, this, before)
            ledger = stage_metadata(
                at, collection, clearance, planned.statistics, staged, (this, *history)
            )
            this = replace(this, files=(*this.files, *ledger))
            at.storage.cleared.write(this.rows_index, planned.rows.read_bytes())
            at.storage.cleared.write(this.tombstones_index, planned.tombstones.read_bytes())
            releases.plan_release(at.engine, this)
            commit = hub.publish(staged, this.version, planned.plan_id)
        _confirm(at, hub, replace(this, commit=commit))
        return _released(hub, this.version, True, planned, clearance)


def preview(
    at: Installation, name: str, hub_url: str | None, as_of: date, progress: Progress
) -> Preview:
    """What the next release would publish, by the decisions as they stand; nothing is changed.

    Raises:
        SettingsError: when there is no such collection, or the hub cannot be used.
    """
    collection, lists_source = known_collection(at, name)
    hub = hub_for(at, collection, hub_url)
    clearance = clear(at, collection, lists_source, as_of)
    before = releases.latest(at.engine, name, hub.url)
    with scratch_folder() as scratch:
        planned = plan_release(at, collection, clearance, before, scratch, as_of, progress)
        plan_id = planned.plan_id
    known = {file.sha256 for file in before.files} if before else set()
    return Preview(
        hub.repo_id,
        before.version if before else None,
        planned,
        clearance.refusals,
        plan_id,
        sum(file.n_bytes for file in planned.files if file.sha256 not in known),
        sum(file.n_bytes for file in planned.files),
    )


def _record(
    at: Installation,
    collection: Collection,
    hub: Hub,
    clearance: Clearance,
    planned: Planned,
    as_of: date,
) -> Release:
    folder = f"{collection.name}/index"
    stem = f"{digest_of(hub.url)[:16]}-{planned.version}"
    return Release(
        collection=collection.name,
        hub=hub.url,
        repo_id=hub.repo_id,
        version=str(planned.version),
        commit="",
        as_of=as_of,
        rows_index=f"{folder}/{stem}.parquet",
        tombstones_index=f"{folder}/{stem}-tombstones.parquet",
        withdrawn=write_batch(
            at.storage.cleared,
            f"{folder}/{stem}-withdrawn.parquet",
            WithdrawnRecord,
            planned.withdrawn,
        ),
        statistics=planned.statistics,
        counts=planned.counts,
        metadata_digest=planned.metadata_digest,
        law_digest=clearance.law.digest,
        packs=clearance.law.policy.packs,
        diff=planned.diff,
        files=planned.files,
    )


def finish_pending(at: Installation, collection: Collection, hub: Hub) -> None:
    """Note as done, or forget, the version of which a run that was killed left that open.

    A version that is committed is finished as it was planned: made anew it would have other
    files, if only another checkpoint of the ledger, and a version never changes.

    Raises:
        ReleaseRefused: when it is on the hub but not as it was planned.
        TransientError: when the hub is out of reach.
    """
    planned = releases.pending(at.engine, collection.name, hub.url)
    if planned is None:
        return
    commit = hub.finish(planned.version)
    if commit is None:
        releases.forget_pending(at.engine, planned)
    else:
        _confirm(at, hub, replace(planned, commit=commit))


def _confirm(at: Installation, hub: Hub, published: Release) -> None:
    """Read a version back as a stranger would, and note it as done only if all of it is there."""
    before = releases.latest(at.engine, published.collection, published.hub)
    known = looked_through(before, LeakScan(opened_by_people(at, published.collection)))
    if problems := problems_of(at, hub, published, known):
        raise ReleaseRefused(
            f"version {published.version} is on the hub but reads back wrongly:"
            f" {'; '.join(problems[:5])}. Mend the hub, then run the release again"
        )
    releases.complete_release(at.engine, published, now=now())


def _validate(
    at: Installation, clearance: Clearance, staged: Path, this: Release, before: Release | None
) -> Release:
    """Refuse rows that do not hold; the Data Docs of those that do become a part of the release.

    Returns:
        The release with what the look through its texts was and let through.
    """
    name = this.collection
    standing = decisions.current(at.engine, name)
    n_open = sum(r.decision.outcome is Outcome.OPEN for r in standing)
    scan = LeakScan(opened_by_people(at, name))
    known = looked_through(before, scan)
    account = ReleaseAccount(
        open_decisions=n_open - sum(n for _, n in clearance.refusals),
        as_of=clearance.law.as_of,
        scan=scan,
        looked_through=frozenset(file.path for file in this.files if file.sha256 in known),
    )
    docs = at.storage.vault.local_folder(f"{name}/data-docs")
    problems = validate_release(staged, account, docs)
    if problems:
        shown = "\n  ".join(problems[:20])
        raise ReleaseRefused(
            f"{len(problems)} checks of the release do not hold; nothing was published:\n  {shown}"
            f"\nDetails: {docs / 'index.html'}"
        )
    shutil.copytree(docs, staged / Path(CHECKS).parent)
    earlier = before.let_through if before and known else ()
    passed = tuple(sorted(scan.let_through.union(earlier)))
    return replace(this, scan=scan.version, let_through=passed)


def _released(
    hub: Hub,
    version: str,
    is_new: bool,
    planned: Planned,
    clearance: Clearance,
) -> Released:
    numbers = planned.statistics
    return Released(
        repo_id=hub.repo_id,
        version=version,
        is_new=is_new,
        folder=hub.folder(version) if isinstance(hub, StaticHub) else None,
        where=hub.where(version),
        documents=numbers.documents,
        pages=numbers.page_rows,
        diff=planned.diff,
        refusals=clearance.refusals,
        checks=f"{hub.where(version)}/{CHECKS}" if is_new else None,
    )
