"""Whether files can still be had from a Hugging Face hub, by any revision that it tells of."""

import hashlib
from collections.abc import Iterator

from huggingface_hub import get_session, hf_hub_url
from huggingface_hub.errors import RevisionNotFoundError
from huggingface_hub.hf_api import RepoFile
from huggingface_hub.utils._headers import build_hf_headers
from huggingface_hub.utils._http import hf_raise_for_status

from openfonds.releases.hugging_face_commits import KIND, Dataset, history_of, tree_of


def remains_of(dataset: Dataset, digests: frozenset[str]) -> list[str]:
    """References, commits and stored objects by which files with these SHA-256 can be had.

    Looks at every commit of every branch, tag, pull request and branch that the hub made, and at
    the list of large files. Of a small file the hub tells only the digest of Git, so it is
    fetched and its SHA-256 computed, once for all its occurrences. A large file that a commit
    still names is reported even if its bytes are gone.
    """
    found = [
        f"stored object {file.oid}"
        for file in dataset.api.list_lfs_files(dataset.repo_id, repo_type=KIND)
        if not digests.isdisjoint({file.oid, file.file_oid})
    ]
    small: dict[str, str | None] = {}
    trees: dict[str, list[str]] = {}
    for reference in _references(dataset):
        try:
            commits = [commit.commit_id for commit in history_of(dataset, reference)]
            for commit in commits:
                if commit not in trees:
                    trees[commit] = _holding(dataset, commit, digests, small)
                found += [f"{reference}, commit {commit[:12]}: {path}" for path in trees[commit]]
        except RevisionNotFoundError:
            if reference in _references(dataset):  # else it was removed while it was looked at
                found.append(f"{reference}, which the hub lists and does not show")
    return found


def _references(dataset: Dataset) -> Iterator[str]:
    refs = dataset.api.list_repo_refs(dataset.repo_id, repo_type=KIND, include_pull_requests=True)
    yield from (branch.name for branch in refs.branches)
    yield from (tag.name for tag in refs.tags)
    yield from (other.ref for other in (*refs.converts, *(refs.pull_requests or [])))


def _holding(
    dataset: Dataset, commit: str, digests: frozenset[str], small: dict[str, str | None]
) -> list[str]:
    holding = []
    for path, file in sorted(tree_of(dataset, commit).items()):
        if file.lfs is not None:
            digest: str | None = file.lfs.sha256
        else:
            if file.blob_id not in small:
                small[file.blob_id] = _digest_of_small(dataset, commit, file)
            digest = small[file.blob_id]
        if digest in digests:
            holding.append(path)
    return holding


def _digest_of_small(dataset: Dataset, commit: str, file: RepoFile) -> str | None:
    """SHA-256 of a file that is kept in Git; None where it cannot be had any more."""
    url = hf_hub_url(
        dataset.repo_id,
        file.path,
        repo_type=KIND,
        revision=commit,
        endpoint=dataset.api.endpoint,
    )
    response = get_session().get(url, headers=build_hf_headers(token=dataset.api.token))
    if response.status_code in (404, 410):
        return None
    hf_raise_for_status(response)
    return hashlib.sha256(response.content).hexdigest()
