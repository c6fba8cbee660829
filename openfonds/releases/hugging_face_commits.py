"""What a dataset on a Hugging Face hub holds, and how it differs from a release."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from huggingface_hub import GitCommitInfo, HfApi
from huggingface_hub.errors import RevisionNotFoundError
from huggingface_hub.hf_api import RepoFile

from openfonds.errors import ReleaseRefused
from openfonds.releases.hub_listing import HubFile
from openfonds.releases.versions import Version

MAIN = "main"
KIND = "dataset"
HUBS_OWN_FILES = frozenset({".gitattributes"})  # the hub adds it to each dataset that it makes
_TITLE = re.compile(r"Version (\S+) \[([A-Za-z0-9._-]{1,80})\]", re.ASCII)


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset, within a connection to its hub."""

    api: HfApi
    repo_id: str


@dataclass(frozen=True, slots=True)
class Release:
    """The release that a commit is, as its title names it.

    The title, and not the text below it, since squashing a history takes a title only.
    """

    version: Version
    release_id: str

    @property
    def title(self) -> str:
        """The title of the commit."""
        return f"Version {self.version} [{self.release_id}]"

    @classmethod
    def of(cls, commit: GitCommitInfo) -> "Release | None":
        """The release of a commit; None where it is none of ours."""
        named = _TITLE.fullmatch(commit.title.strip())
        try:
            return cls(Version.parse(named[1]), named[2]) if named else None
        except ReleaseRefused:
            return None

    def check(self) -> None:
        """Raise ReleaseRefused if the title could not be read again."""
        if not _TITLE.fullmatch(self.title):
            raise ReleaseRefused(
                "the id of a release is at most 80 Latin letters, digits, dots, hyphens and"
                " underscores"
            )


@dataclass(frozen=True, slots=True)
class Changes:
    """What makes the files of a revision those of a release."""

    adds: tuple[HubFile, ...]
    deletions: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.adds) + len(self.deletions)


def changes_between(
    staged: Path, files: Sequence[HubFile], tree: Mapping[str, RepoFile]
) -> Changes:
    """Files to add and to delete, sorted by path."""
    adds = [f for f in files if f.path not in tree or not _is_same(staged, f, tree[f.path])]
    gone = tree.keys() - {f.path for f in files} - HUBS_OWN_FILES
    return Changes(tuple(sorted(adds, key=lambda f: f.path)), tuple(sorted(gone)))


def tree_of(dataset: Dataset, revision: str) -> dict[str, RepoFile]:
    """The files of a revision by path."""
    listed = dataset.api.list_repo_tree(
        dataset.repo_id, recursive=True, revision=revision, repo_type=KIND
    )
    return {entry.path: entry for entry in listed if isinstance(entry, RepoFile)}


def history_of(dataset: Dataset, revision: str) -> list[GitCommitInfo]:
    """A commit and all before it, newest first."""
    return dataset.api.list_repo_commits(dataset.repo_id, revision=revision, repo_type=KIND)


def tags_of(dataset: Dataset) -> set[str]:
    """Names of all tags."""
    return {tag.name for tag in dataset.api.list_repo_refs(dataset.repo_id, repo_type=KIND).tags}


def tag_of(dataset: Dataset, version: Version) -> str | None:
    """The commit that the tag of a version points to; None where there is no such tag."""
    if version.tag not in tags_of(dataset):
        return None
    try:
        return head_of(dataset, version.tag)
    except RevisionNotFoundError:  # removed in between
        return None


def head_of(dataset: Dataset, revision: str) -> str:
    """The commit that a reference points to.

    Raises:
        ReleaseRefused: if the hub does not say.
    """
    found = dataset.api.dataset_info(dataset.repo_id, revision=revision).sha
    if not found:
        raise ReleaseRefused("the hub does not say which commit a reference points to")
    return found


def set_tag(dataset: Dataset, version: Version, commit: str) -> None:
    """Let the tag of a version point to a commit.

    Raises:
        ReleaseRefused: if it points to another one: a version never changes.
    """
    dataset.api.create_tag(
        dataset.repo_id, tag=version.tag, revision=commit, repo_type=KIND, exist_ok=True
    )
    if tag_of(dataset, version) != commit:
        raise ReleaseRefused(
            f"the tag {version.tag} of {dataset.repo_id} points to another commit than this"
            " release: a version never changes; publish the next one"
        )


def _is_same(staged: Path, file: HubFile, entry: RepoFile) -> bool:
    if entry.lfs is not None:
        return entry.lfs.sha256 == file.sha256
    if entry.size != file.n_bytes:
        return False
    digest = hashlib.sha1(b"blob %d\0" % file.n_bytes, usedforsecurity=False)  # as Git names it
    with (staged / file.path).open("rb") as stream:
        while chunk := stream.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest() == entry.blob_id
