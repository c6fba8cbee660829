"""Versions are taken off a Hugging Face hub, with all that leads to them (HUB 4, takedown).

A commit keeps all commits before it, and any reference to one of them keeps its files. So after
a purge nothing has a history: main, and the tag of each version that stays, point to commits
with the same files as before and none before them. Everything else that could lead to a removed
version goes: branches other than main, tags that are no versions, the copies that the hub makes
of the data, and pull requests, which are emptied and closed.

Each step looks at what is left to do, so a purge that was interrupted is simply run again.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress

from huggingface_hub import CommitOperationDelete
from huggingface_hub.errors import HfHubHTTPError, RevisionNotFoundError
from huggingface_hub.hf_api import LFSFileInfo, RepoFile

from openfonds.errors import ReleaseRefused, TransientError
from openfonds.releases.hugging_face_client import AGAIN
from openfonds.releases.hugging_face_commits import (
    KIND,
    MAIN,
    Dataset,
    Release,
    head_of,
    history_of,
    set_tag,
    tags_of,
    tree_of,
)
from openfonds.releases.hugging_face_publish import FILES_AT_ONCE, versions_among
from openfonds.releases.versions import Version

KEEPING = "keep-"
_PULLS = "refs/pr/"


def purge_versions(dataset: Dataset, asked: Collection[Version]) -> list[str]:
    """Remove versions; the others keep their files and tags, on commits without a history.

    Large files are listed and deleted first: after the history is gone the hub may not list them
    any more. What the hub does not let the interface do with a pull request is left; `remains`
    tells, and people delete its reference on the website.

    Returns:
        The versions that were removed now. Those purged before are left out, and so are those
        older than the newest that were never published: the hub keeps no record of either.

    Raises:
        ReleaseRefused: for the newest version and all after it.
        TransientError: if the hub does not answer, or a version was published meanwhile.
    """
    listed = {sha256 for file in _large(dataset) for sha256 in _names(file)}  # before the versions
    history = history_of(dataset, MAIN)
    releases = {r.version: c.commit_id for c in history if (r := Release.of(c)) is not None}
    tagged = versions_among(tags_of(dataset))
    held = _held(dataset)
    newest = max((*releases, *tagged, *held), default=None)
    if newest is None or any(version >= newest for version in asked):
        raise ReleaseRefused(
            f"{dataset.repo_id}: cannot purge {', '.join(map(str, sorted(asked)))}: each must be a"
            " published version, and a newer one must have been published before"
        )
    removed = sorted(version for version in asked if version in tagged | releases.keys())
    if newest not in tagged | held:  # a publication was killed; squashing takes out its title
        set_tag(dataset, newest, releases[newest])
        tagged.add(newest)
    kept = {v: v.tag if v in tagged else _keeping(v) for v in (tagged | held) - {*asked}}
    doomed = listed - _used(dataset, kept.values())
    for tag in sorted(tags_of(dataset) - {version.tag for version in kept}):
        with suppress(RevisionNotFoundError):
            dataset.api.delete_tag(dataset.repo_id, tag=tag, repo_type=KIND)
    _delete_large(dataset, doomed, rewrites=False)  # squashing takes out what points to them
    _clear_pulls(dataset)
    _delete_branches(dataset, {_keeping(version) for version in kept})
    _squash(dataset, MAIN, history_of(dataset, MAIN)[0].title)
    for version in sorted(kept):
        _detach(dataset, version, kept[version], is_newest=version == newest)
    _delete_large(dataset, doomed, rewrites=True)
    if versions_among(tags_of(dataset)) != kept.keys():
        raise TransientError(f"{dataset.repo_id} got another version during the purge: {AGAIN}")
    return [str(version) for version in removed]


def _held(dataset: Dataset) -> set[Version]:
    """Versions whose files an interrupted purge holds on a branch."""
    refs = dataset.api.list_repo_refs(dataset.repo_id, repo_type=KIND)
    held = (b.name.removeprefix(KEEPING) for b in refs.branches if b.name.startswith(KEEPING))
    return versions_among(held)


def _keeping(version: Version) -> str:
    return f"{KEEPING}{version.tag}"


def _used(dataset: Dataset, kept: Collection[str]) -> frozenset[str]:
    """SHA-256 of the large files that stay."""
    trees = [tree_of(dataset, revision) for revision in (*kept, MAIN)]
    return frozenset(f.lfs.sha256 for tree in trees for f in tree.values() if f.lfs is not None)


def _large(dataset: Dataset) -> list[LFSFileInfo]:
    return list(dataset.api.list_lfs_files(dataset.repo_id, repo_type=KIND))


def _names(file: LFSFileInfo) -> set[str]:
    return {file.oid, file.file_oid}


def _delete_large(dataset: Dataset, doomed: Collection[str], *, rewrites: bool) -> None:
    """Files that came after the versions were looked at stay: a publication may need them."""
    files = [file for file in _large(dataset) if _names(file) <= {*doomed}]
    if files:
        dataset.api.permanently_delete_lfs_files(
            dataset.repo_id, files, rewrite_history=rewrites, repo_type=KIND
        )


def _delete_branches(dataset: Dataset, kept: Collection[str]) -> None:
    refs = dataset.api.list_repo_refs(dataset.repo_id, repo_type=KIND)
    for branch in refs.branches:
        if branch.name != MAIN and branch.name not in kept:
            with suppress(RevisionNotFoundError):
                dataset.api.delete_branch(dataset.repo_id, branch=branch.name, repo_type=KIND)
    for convert in refs.converts:  # the hub makes them anew from what main has now
        with _if_allowed():
            dataset.api.delete_branch(dataset.repo_id, branch=convert.ref, repo_type=KIND)


def _squash(dataset: Dataset, branch: str, title: str) -> None:
    if len(history_of(dataset, branch)) > 1:
        dataset.api.super_squash_history(
            dataset.repo_id, branch=branch, commit_message=title, repo_type=KIND
        )


def _detach(dataset: Dataset, version: Version, revision: str, *, is_newest: bool) -> None:
    """Let the tag of a version point to a commit with the same files and no history."""
    source = history_of(dataset, revision)
    is_main = is_newest and source[0].title == history_of(dataset, MAIN)[0].title
    if is_main and _listing(dataset, revision) == _listing(dataset, MAIN):
        _move_tag(dataset, version, head_of(dataset, MAIN))
    elif revision != version.tag or len(source) > 1:
        # An earlier run may have left the branch, before or after its history was taken.
        branch = _keeping(version)
        dataset.api.create_branch(
            dataset.repo_id, branch=branch, revision=revision, repo_type=KIND, exist_ok=True
        )
        _squash(dataset, branch, source[0].title)
        _move_tag(dataset, version, head_of(dataset, branch))
    with suppress(RevisionNotFoundError):
        dataset.api.delete_branch(dataset.repo_id, branch=_keeping(version), repo_type=KIND)


def _move_tag(dataset: Dataset, version: Version, commit: str) -> None:
    """The interface cannot move a tag: for a moment there is none."""
    if version.tag in tags_of(dataset):
        if head_of(dataset, version.tag) == commit:
            return
        with suppress(RevisionNotFoundError):
            dataset.api.delete_tag(dataset.repo_id, tag=version.tag, repo_type=KIND)
    set_tag(dataset, version, commit)


def _listing(dataset: Dataset, revision: str) -> dict[str, str]:
    files: dict[str, RepoFile] = tree_of(dataset, revision)
    return {path: file.blob_id for path, file in files.items()}


def _clear_pulls(dataset: Dataset) -> None:
    """Empty and close pull requests, as far as the hub lets the interface do it.

    The reference of a closed one stays, and with it its history: squashing it is tried, and
    deleting it. Where neither is allowed, it is deleted on the website ("Delete ref").
    """
    api, repo_id = dataset.api, dataset.repo_id
    refs = api.list_repo_refs(repo_id, repo_type=KIND, include_pull_requests=True)
    pulls = {int(p.ref.removeprefix(_PULLS)): p.ref for p in refs.pull_requests or []}
    listed = api.get_repo_discussions(repo_id, repo_type=KIND) if pulls else ()
    status = {d.num: d.status for d in listed}
    for number, ref in sorted(pulls.items()):
        paths = sorted(tree_of(dataset, ref))
        if not paths and len(history_of(dataset, ref)) == 1 and status.get(number) == "closed":
            continue
        if status.get(number) == "closed":
            with _if_allowed():
                api.change_discussion_status(repo_id, number, "open", repo_type=KIND)
        for start in range(0, len(paths), FILES_AT_ONCE):
            with _if_allowed():
                api.create_commit(
                    repo_id,
                    [
                        CommitOperationDelete(path, is_folder=False)
                        for path in paths[start : start + FILES_AT_ONCE]
                    ],
                    commit_message="Emptied: versions of this dataset were taken down",
                    repo_type=KIND,
                    revision=ref,
                )
        with _if_allowed():
            api.super_squash_history(repo_id, branch=ref, commit_message="Emptied", repo_type=KIND)
        with _if_allowed():
            api.change_discussion_status(repo_id, number, "closed", repo_type=KIND)
        with _if_allowed():
            api.delete_branch(repo_id, branch=ref, repo_type=KIND)


@contextmanager
def _if_allowed() -> Iterator[None]:
    """Leave out what the hub does not allow; what remains is told by `remains_of`."""
    try:
        yield
    except HfHubHTTPError as error:
        if error.response.status_code not in (400, 403, 404, 405, 409):
            raise
