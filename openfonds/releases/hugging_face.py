"""Releases on the Hugging Face hub, hf://NAMESPACE/NAME (HUB 1, 4).

Each version is one commit on main, whose title names the version and the release, and one tag.
The address of the hub comes from HF_ENDPOINT, the token from HF_TOKEN.
"""

import os
import shutil
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from huggingface_hub.errors import (
    EntryNotFoundError,
    LocalEntryNotFoundError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from openfonds.addresses import address_parts
from openfonds.errors import ReleaseRefused, SettingsError, TransientError
from openfonds.releases.hugging_face_client import (
    AGAIN,
    Patience,
    connected,
    token_of_environment,
)
from openfonds.releases.hugging_face_commits import (
    HUBS_OWN_FILES,
    Dataset,
    tag_of,
    tree_of,
)
from openfonds.releases.hugging_face_publish import finish_release, publish_release
from openfonds.releases.hugging_face_purge import purge_versions
from openfonds.releases.hugging_face_remains import remains_of
from openfonds.releases.static_hub import full_repo_id
from openfonds.releases.versions import Version

SCHEME = "hf"
PUBLIC_ENDPOINT = "https://huggingface.co"


@dataclass(frozen=True, slots=True)
class HuggingFaceHub:
    """A dataset on a Hugging Face hub, or on a server that speaks its protocol.

    Nothing here holds the token. Methods that write raise SettingsError without HF_TOKEN.
    """

    repo_id: str
    endpoint: str = PUBLIC_ENDPOINT
    patience: Patience = Patience()

    @classmethod
    def at(cls, url: str) -> "HuggingFaceHub":
        """The dataset that hf://NAMESPACE/NAME names, on the hub that HF_ENDPOINT names.

        Raises:
            SettingsError: if the address or HF_ENDPOINT cannot be used.
            ReleaseRefused: if clients would refuse the name.
        """
        parts = address_parts(url)
        name = f"{parts.netloc}{parts.path}".rstrip("/")
        if parts.scheme != SCHEME or name.count("/") != 1 or parts.query or parts.fragment:
            raise SettingsError("a dataset on the Hugging Face hub is written hf://NAMESPACE/NAME")
        endpoint = os.environ.get("HF_ENDPOINT", "").strip().rstrip("/") or PUBLIC_ENDPOINT
        hub = address_parts(endpoint)
        if hub.scheme not in ("http", "https") or not hub.hostname or "@" in hub.netloc:
            raise SettingsError(
                "HF_ENDPOINT must be the address of a hub, such as https://huggingface.co, without"
                " a name or a password in it"
            )
        return cls(full_repo_id(name), endpoint)

    @property
    def url(self) -> str:
        """The address by which the catalog knows this hub; HF_ENDPOINT tells which hub it is on."""
        return f"{SCHEME}://{self.repo_id}"

    def publish(self, staged: Path, version: str, release_id: str) -> str:
        """Make the files below `staged` the newest version, in one visible step.

        A dataset that does not exist is made, public. See `publish_release` for what happens
        when something goes wrong.

        Returns:
            The id of the commit.
        """
        _need_token()
        parsed = Version.parse(version)
        with connected(self.endpoint, self.patience) as api:
            dataset = Dataset(api, self.repo_id)
            return publish_release(dataset, staged, parsed, release_id, self.patience)

    def finish(self, version: str) -> str | None:
        """Tag a version that is committed but was not tagged yet, and remove branches of staging.

        Returns:
            The id of the commit; None where there is none.
        """
        _need_token()
        with connected(self.endpoint, self.patience) as api:
            try:
                return finish_release(Dataset(api, self.repo_id), Version.parse(version))
            except RepositoryNotFoundError:
                return None

    def commit_of(self, version: str) -> str | None:
        """The commit that the tag of a version points to; None where there is none."""
        with connected(self.endpoint, self.patience) as api:
            try:
                return tag_of(Dataset(api, self.repo_id), Version.parse(version))
            except RepositoryNotFoundError:
                return None

    def fetch(self, version: str, path: str, target: Path) -> None:
        """Write one file of a version to `target`, as a stranger would get it: without a token.

        Raises:
            FileNotFoundError: where the version has no such file.
            ReleaseRefused: where strangers may not read the dataset.
        """
        from huggingface_hub import hf_hub_download

        tag = Version.parse(version).tag
        if ".." in path.split("/"):  # the client takes it for a fault of ours
            raise FileNotFoundError(f"{self.repo_id} {tag} has no file {path}")
        target.parent.mkdir(parents=True, exist_ok=True)
        with (
            tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as scratch,
            connected(self.endpoint, self.patience, as_stranger=True),
        ):
            try:
                found = hf_hub_download(
                    self.repo_id,
                    path,
                    repo_type="dataset",
                    revision=tag,
                    cache_dir=scratch,
                    endpoint=self.endpoint,
                    token=False,
                )
            except RepositoryNotFoundError:
                is_hidden = True
            except LocalEntryNotFoundError:
                raise TransientError(f"{path} of {tag} cannot be fetched: {AGAIN}") from None
            except (EntryNotFoundError, RevisionNotFoundError):
                raise FileNotFoundError(f"{self.repo_id} {tag} has no file {path}") from None
            else:
                shutil.move(Path(found).resolve(), target)
                is_hidden = False
        if is_hidden:
            if self.commit_of(version) is None:
                raise FileNotFoundError(f"{self.repo_id} has no version {version}")
            raise ReleaseRefused(
                f"{self.repo_id} cannot be read by strangers: it is private or gated. Make it"
                " public in its settings on the hub"
            )

    def files(self, version: str) -> list[str]:
        """Paths of all files of a version, sorted, without what the hub itself added.

        Raises:
            FileNotFoundError: where there is no such version.
        """
        with connected(self.endpoint, self.patience) as api:
            try:
                tree = tree_of(Dataset(api, self.repo_id), Version.parse(version).tag)
            except (RepositoryNotFoundError, RevisionNotFoundError):
                raise FileNotFoundError(f"{self.repo_id} has no version {version}") from None
        return sorted(tree.keys() - HUBS_OWN_FILES)

    def purge(self, versions: Collection[str]) -> list[str]:
        """Remove versions with their files, tags and history; see `purge_versions`.

        The versions that stay keep their files and their tags, but get new commits: a commit
        that has a removed one before it would keep it.

        Returns:
            The versions that were removed now; those purged before are left out.
        """
        _need_token()
        asked = {Version.parse(version) for version in versions}
        with connected(self.endpoint, self.patience) as api:
            try:
                return purge_versions(Dataset(api, self.repo_id), asked)
            except RepositoryNotFoundError:
                raise ReleaseRefused(f"there is no dataset {self.repo_id}") from None

    def remains(self, digests: Collection[str]) -> list[str]:
        """Where files with these SHA-256 can still be had: revisions, references, stored objects.

        Copies that others took are not found by this.

        Raises:
            ReleaseRefused: where there is no such dataset, or the token may not read it: that
                does not tell whether anything remains.
        """
        if not digests:
            return []
        _need_token()
        with connected(self.endpoint, self.patience) as api:
            try:
                return remains_of(Dataset(api, self.repo_id), frozenset(digests))
            except RepositoryNotFoundError:
                raise ReleaseRefused(
                    f"{self.repo_id} is not on the hub, or HF_TOKEN may not read it: look on the"
                    " website whether the dataset was deleted"
                ) from None

    def where(self, version: str) -> str:
        """The page of a version, to be shown to people."""
        return f"{self.endpoint}/datasets/{self.repo_id}/tree/{Version.parse(version).tag}"


def _need_token() -> None:
    if token_of_environment() is None:
        raise SettingsError(
            "HF_TOKEN is not set: put a token that may write to the dataset into the environment,"
            " never into a file of the holding"
        )
