"""Release a collection: apply the law of the day, clear, write, validate, publish, read back."""

import shutil
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from catalog import approvals, decisions, releases, staff
from catalog.releases import Release
from catalog.staff import Person
from openfonds.app.clear import Clearance, clear
from openfonds.app.hubs import StaticHub, hub_for
from openfonds.app.installation import Installation, now
from openfonds.app.laws import known_collection
from openfonds.app.policy import lines_of_unsigned, unsigned
from openfonds.app.progress import Progress
from openfonds.app.published import documents_in
from openfonds.app.readback import looked_through, opened_by_people, problems_of
from openfonds.app.reassess import reassess
from openfonds.app.release_plan import Planned, plan_release
from openfonds.app.staging import stage_metadata
from openfonds.batches import write_batch
from openfonds.collection import Collection
from openfonds.digests import digest_of
from openfonds.errors import ReleaseRefused
from openfonds.model import Outcome
from openfonds.releases.drift import Drift
from openfonds.releases.hub import Hub
from openfonds.releases.leak_scan import LeakScan
from openfonds.releases.metadata.files import CHECKS
from openfonds.releases.records import WithdrawnRecord
from openfonds.releases.versions import RowDiff
from openfonds.storage import scratch_folder
from validators.release import ReleaseAccount, validate_release


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


class ApprovalNeeded(ReleaseRefused):
    """A person must look at a version first; nothing was published."""

    def __init__(self, message: str, planned: Planned, plan_id: str, missing: int) -> None:
        super().__init__(message)
        self.version = str(planned.version)
        self.counts = planned.counts
        self.drifts = planned.drifts
        self.plan_id = plan_id
        self.missing = missing  # approvals by further people


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

    Args:
        approval: (plan, pseudonym): a person lets exactly this plan through.
        is_takedown: whether it goes out without approvals, so that nothing holds up a takedown;
            then it has no items that the version before had not.

    Raises:
        SettingsError: when there is no such collection, the hub cannot be used, or who approves
            is not registered.
        ReleaseRefused: when a check does not hold; nothing was published.
        ApprovalNeeded: when a person must look first; nothing was published.
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
    history = releases.history(at.engine, name, hub.url)
    before = history[0] if history else None
    # Nobody approved what else is new: it waits for the next release.
    only = documents_in(at, before) if is_takedown and before else None
    clearance = clear(at, collection, lists_source, as_of, only)
    with scratch_folder() as scratch:
        planned = plan_release(at, collection, clearance, before, scratch, as_of, progress)
        if planned.version is None:
            assert before is not None
            return _released(hub, before.version, False, planned, clearance)
        plan_id = planned.plan_id
        if not is_takedown:
            _refuse_unapproved(at, collection, planned, plan_id, signed, as_of)
        this = _record(at, collection, hub, clearance, planned, as_of)
        staged = scratch / "staged"
        this = _validate(at, clearance, staged, this, before)
        ledger = stage_metadata(
            at, collection, clearance, planned.statistics, staged, (this, *history)
        )
        this = replace(this, files=(*this.files, *ledger))
        at.storage.cleared.write(this.rows_index, planned.rows.read_bytes())
        at.storage.cleared.write(this.tombstones_index, planned.tombstones.read_bytes())
        releases.plan_release(at.engine, this)
        commit = hub.publish(staged, this.version, plan_id)
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


def unusual(drifted: tuple[Drift, ...]) -> list[str]:
    """The drift of a version in words, one line each."""
    return [f"  {drift}" for drift in drifted]


def _refuse_unapproved(
    at: Installation,
    collection: Collection,
    planned: Planned,
    plan_id: str,
    approval: tuple[str, Person] | None,
    as_of: date,
) -> None:
    """Stop what no person has looked at, where one must; note who looked at just this."""
    stale = None
    if approval is not None and approval[0] == plan_id:
        approvals.approve(at.engine, collection.name, plan_id, approval[1], as_of=as_of, now=now())
    elif approval is not None:
        stale = approval[0]
    needed = max(collection.release_approvals, 1 if planned.drifts else 0)
    given = approvals.given(at.engine, collection.name, plan_id)
    if len(given) >= needed:
        return
    lines = [
        f"version {planned.version} waits for {needed - len(given)} more approval(s);"
        " nothing was published",
        *(["it differs much from the version before:"] if planned.drifts else []),
        *unusual(planned.drifts),
        f"look at it: openfonds release {collection.name} --preview",
        f"let it through: openfonds release {collection.name} --approve {plan_id}"
        " --by YOUR-PSEUDONYM",
    ]
    if stale:
        lines.insert(1, f"plan {stale} is not what would be published now: look again")
    raise ApprovalNeeded("\n".join(lines), planned, plan_id, needed - len(given))


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
