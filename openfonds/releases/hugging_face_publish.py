"""A release becomes one commit on main and one tag, whatever happens in between (HUB 4)."""

import time
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path

from huggingface_hub import CommitOperationAdd, CommitOperationDelete, GitCommitInfo
from huggingface_hub.errors import (
    HfHubHTTPError,
    RemoteEntryNotFoundError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from openfonds.errors import OpenfondsError, ReleaseRefused, TransientError
from openfonds.releases.hub_listing import HubFile, staged_files
from openfonds.releases.hugging_face_client import AGAIN, LostReply, Patience
from openfonds.releases.hugging_face_commits import (
    KIND,
    MAIN,
    Changes,
    Dataset,
    Release,
    changes_between,
    head_of,
    history_of,
    set_tag,
    tag_of,
    tags_of,
    tree_of,
)
from openfonds.releases.versions import Version

STAGING = "staging-"
FILES_AT_ONCE = 100  # more in one request and the hub may not answer in time (HUB 4)
ROUNDS = 5
_MOVED = (409, 412)
OWN_DATASET = (
    "Publish to a dataset of its own; or, if the catalog was restored from an old copy, restore"
    " the one that knows this version"
)


def publish_release(
    dataset: Dataset, staged: Path, version: Version, release_id: str, patience: Patience
) -> str:
    """Make the files below `staged` the newest version, as one commit on main, then tag it.

    The commit is made on the commit that was planned for, or not at all, and its title holds the
    release id. So when a reply is lost, or after a kill, the id is looked for before another try.
    If main moved meanwhile to an older version of ours, the release is planned again; if to this
    version or a newer one, or to a change by hand, it is refused.

    More than 100 files are first brought to the hub on a branch `staging-<release id>`, at most
    100 a commit. The interface has no way to let main point to another branch, so main is then
    moved by one commit with all changes: it names the large files, which the hub has by now, and
    is the only thing that readers see. Branches of staging are removed at the end, also those of
    runs that were killed.

    Returns:
        The id of the commit.

    Raises:
        ReleaseRefused: if the version exists as another release, does not come after all others,
            brings nothing new, or somebody else changed the dataset meanwhile.
        TransientError: if the hub does not answer.
    """
    release = Release(version, release_id)
    release.check()
    files = staged_files(staged)
    _make(dataset)
    try:
        commit = _commit(dataset, staged, files, release, patience)
        set_tag(dataset, version, commit)
    except ReleaseRefused:
        with suppress(OpenfondsError, HfHubHTTPError):  # the refusal is what matters
            _remove_staging(dataset, f"{STAGING}{release_id}")
        raise
    _remove_staging(dataset, STAGING)
    return commit


def finish_release(dataset: Dataset, version: Version) -> str | None:
    """The commit of a version whose publication may have been interrupted, tagged by now.

    A commit on main whose title names the version is the version, and is whole: it needs nothing
    but its tag.

    Returns:
        None where there is no such commit, so that the release can be made anew.

    Raises:
        TransientError: if the hub does not answer.
    """
    commit = tag_of(dataset, version)
    if commit is None:
        history = history_of(dataset, MAIN)
        titled = (c.commit_id for c in history if (r := Release.of(c)) and r.version == version)
        commit = next(titled, None)
        if commit is None:
            return None
        set_tag(dataset, version, commit)
    _remove_staging(dataset, STAGING)
    return commit


def _make(dataset: Dataset) -> None:
    try:
        dataset.api.dataset_info(dataset.repo_id)
    except RepositoryNotFoundError:
        dataset.api.create_repo(dataset.repo_id, private=False, repo_type=KIND, exist_ok=True)


def _commit(
    dataset: Dataset,
    staged: Path,
    files: list[HubFile],
    release: Release,
    patience: Patience,
) -> str:
    """The commit of a release, made now or found.

    Raises:
        ReleaseRefused: if it cannot be made.
        TransientError: if it could not be made this time.
    """
    planned_on: str | None = None
    for round_number in range(ROUNDS + 1):
        history, tags = history_of(dataset, MAIN), tags_of(dataset)
        if found := _find(dataset, release, history, tags):
            _check_whole(dataset, staged, files, found, release)
            return found
        if not history or round_number == ROUNDS:
            break
        _refuse_if_overtaken(dataset, release, history, tags)
        head = history[0]
        if planned_on not in (None, head.commit_id) and Release.of(head) is None:
            raise ReleaseRefused(
                f"{dataset.repo_id} was changed on the hub by somebody else while version"
                f" {release.version} was published: look at its last commit, then {AGAIN}"
            )
        planned_on = head.commit_id
        try:
            _try(dataset, staged, files, release, planned_on)
        except LostReply:
            time.sleep(patience.waits_s[min(round_number, len(patience.waits_s) - 1)])
        except (RemoteEntryNotFoundError, RevisionNotFoundError):
            continue  # a file or the branch of staging went meanwhile: plan again
        except HfHubHTTPError as error:
            if error.response.status_code not in _MOVED:
                raise
    raise TransientError(
        f"version {release.version} of {dataset.repo_id} could not be committed: the hub does not"
        f" answer, or others keep changing the dataset. {AGAIN.capitalize()} later"
    )


def _try(dataset: Dataset, staged: Path, files: list[HubFile], release: Release, base: str) -> None:
    tree = tree_of(dataset, base)
    if ".gitignore" in tree:
        raise ReleaseRefused(
            f"{dataset.repo_id} has a file .gitignore, by which the hub would leave out files of"
            f" the release without a word: delete it on the hub, then {AGAIN}"
        )
    changes = changes_between(staged, files, tree)
    if not changes:
        raise ReleaseRefused(
            f"version {release.version} brings nothing new: {dataset.repo_id} has these files"
        )
    if len(changes) > FILES_AT_ONCE:
        _stage(dataset, staged, files, release, base)
    _send(dataset, MAIN, staged, changes, release.title, base)


def _send(
    dataset: Dataset, branch: str, staged: Path, changes: Changes, title: str, base: str
) -> None:
    dataset.api.create_commit(
        dataset.repo_id,
        [
            *(CommitOperationAdd(f.path, str(staged / f.path)) for f in changes.adds),
            *(CommitOperationDelete(path, is_folder=False) for path in changes.deletions),
        ],
        commit_message=title,
        repo_type=KIND,
        revision=branch,
        parent_commit=base,
    )


def _stage(
    dataset: Dataset, staged: Path, files: list[HubFile], release: Release, base: str
) -> None:
    """Bring the files to the hub, where main does not show them.

    What a killed run brought is not brought again.
    """
    branch = f"{STAGING}{release.release_id}"
    dataset.api.create_branch(
        dataset.repo_id, branch=branch, revision=base, repo_type=KIND, exist_ok=True
    )
    for _ in range(len(files) // FILES_AT_ONCE + ROUNDS):
        head = head_of(dataset, branch)
        adds = changes_between(staged, files, tree_of(dataset, head)).adds
        if not adds:
            return
        batch = Changes(adds[:FILES_AT_ONCE], ())
        with suppress(LostReply):  # the next look at the branch tells whether it was made
            _send(dataset, branch, staged, batch, f"Files of {release.release_id}", head)
    raise TransientError(f"the files of version {release.version} do not arrive: {AGAIN} later")


def _find(
    dataset: Dataset, release: Release, history: Iterable[GitCommitInfo], tags: Collection[str]
) -> str | None:
    """The commit of this release: under its tag, or on main where the tag is still missing.

    Raises:
        ReleaseRefused: if the version is another release.
    """
    if release.version.tag not in tags:
        return next((c.commit_id for c in history if Release.of(c) == release), None)
    tagged = history_of(dataset, release.version.tag)[0]
    if Release.of(tagged) != release:
        raise ReleaseRefused(
            f"version {release.version} of {dataset.repo_id} is on the hub already, by another"
            f" publisher: a version never changes. {OWN_DATASET}"
        )
    return tagged.commit_id


def _refuse_if_overtaken(
    dataset: Dataset, release: Release, history: Iterable[GitCommitInfo], tags: Iterable[str]
) -> None:
    releases = (r for r in map(Release.of, history) if r is not None)
    newest = max({r.version for r in releases} | versions_among(tags), default=None)
    if newest is not None and newest >= release.version:
        raise ReleaseRefused(
            f"{dataset.repo_id} has version {newest} on the hub, by another publisher: version"
            f" {release.version} must come after it. {OWN_DATASET}"
        )


def versions_among(tags: Iterable[str]) -> set[Version]:
    """The versions that tags stand for; tags of other kinds are left out."""
    found = set()
    for tag in tags:
        with suppress(ReleaseRefused):
            version = Version.parse(tag)
            if version.tag == tag:
                found.add(version)
    return found


def _check_whole(
    dataset: Dataset, staged: Path, files: list[HubFile], commit: str, release: Release
) -> None:
    wrong = changes_between(staged, files, tree_of(dataset, commit))
    if wrong:
        raise ReleaseRefused(
            f"version {release.version} of {dataset.repo_id} is on the hub with other files than"
            f" this release ({len(wrong)} differ): a version never changes. {OWN_DATASET}"
        )


def _remove_staging(dataset: Dataset, prefix: str) -> None:
    refs = dataset.api.list_repo_refs(dataset.repo_id, repo_type=KIND)
    for branch in refs.branches:
        if branch.name.startswith(prefix):
            with suppress(RevisionNotFoundError):
                dataset.api.delete_branch(dataset.repo_id, branch=branch.name, repo_type=KIND)
