"""Which hub a release goes to, by its address: a folder, an object store or a Hugging Face hub."""

import shutil
from collections.abc import Collection as Group
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from openfonds.addresses import address_parts
from openfonds.app.installation import Installation
from openfonds.collection import Collection
from openfonds.errors import SettingsError, TransientError
from openfonds.releases.hub import Hub
from openfonds.releases.publications import commit_of_version
from openfonds.releases.static_hub import (
    finish,
    full_repo_id,
    listed_files,
    publications,
    publish,
    purge,
)
from openfonds.releases.static_remains import remains
from openfonds.releases.versions import Version

OBJECT_STORES = ("s3", "gs", "abfs")


@dataclass(frozen=True, slots=True)
class StaticHub:
    """A dataset on a static hub: a folder that any web server can serve."""

    url: str
    root: Path
    repo_id: str

    def publish(self, staged: Path, version: str, release_id: str) -> str:
        """Publish a folder as a version; returns the commit."""
        message = f"Version {version}"
        return publish(self.root, self.repo_id, staged, version, message, release_id).commit

    def finish(self, version: str) -> str | None:
        """End the publication of a version that is on the hub; returns its commit, or None."""
        return finish(self.root, self.repo_id, version)

    def commit_of(self, version: str) -> str | None:
        """The commit of a version, None when it is not on the hub."""
        return commit_of_version(publications(self.root, self.repo_id), version)

    def files(self, version: str) -> list[str]:
        """Paths of all files of a version, sorted. Raises FileNotFoundError."""
        commit = self.commit_of(version)
        if commit is None:
            raise FileNotFoundError(f"{self.repo_id} has no version {version}")
        return sorted(file.path for file in listed_files(self.root, self.repo_id, commit))

    def fetch(self, version: str, path: str, target: Path) -> None:
        """Copy one file of a version. Raises FileNotFoundError."""
        if path not in self.files(version):
            raise FileNotFoundError(f"{self.repo_id} {version} has no file of this name")
        try:
            shutil.copyfile(self.folder(version) / path, target)
        except FileNotFoundError:
            raise
        except OSError as error:
            raise TransientError(
                f"a file of {self.repo_id} {version} cannot be copied"
                f" ({error.strerror or type(error).__name__}): make room or check the folder, then"
                " run the same command again"
            ) from error

    def purge(self, versions: Group[str]) -> list[str]:
        """Remove versions with their files; returns those removed now."""
        return purge(self.root, self.repo_id, versions)

    def remains(self, digests: Group[str]) -> list[str]:
        """Where files with these SHA-256 are still below the folder of the dataset."""
        return remains(self.root, self.repo_id, digests)

    def where(self, version: str) -> str:
        """The folder of a version, to be shown to people."""
        return str(self.folder(version))

    def folder(self, version: str) -> Path:
        """Where the files of a version are."""
        return self.root / "datasets" / self.repo_id / "resolve" / Version.parse(version).tag


def hub_for(at: Installation, collection: Collection, url: str | None) -> Hub:
    """The hub that the command line, collection.toml or the default names, in this order.

    Raises:
        SettingsError: for a hub of a kind that there is not, or an address that cannot be kept.
        ToolMissing: when the client of an object store is not installed.
    """
    repo_id = full_repo_id(collection.name)
    chosen = url or collection.hub
    if not chosen:
        return _in_folder(at.storage.public.local_folder(), repo_id)
    parts = address_parts(chosen)
    if parts.username or parts.password or parts.query or parts.fragment:
        raise SettingsError(
            "the address of a hub holds no credentials and no options: set them in the environment"
        )
    if parts.scheme in ("", "file") and not parts.netloc:
        return _in_folder(Path(unquote(parts.path)).absolute(), repo_id)
    if parts.scheme in OBJECT_STORES and parts.netloc:
        from openfonds.releases.object_store import ObjectStoreHub

        return ObjectStoreHub(chosen, repo_id)
    if parts.scheme == "hf":
        from openfonds.releases.hugging_face import HuggingFaceHub

        return HuggingFaceHub.at(chosen)
    raise SettingsError(
        f"hub {chosen!r}: give a path or file:///srv/hub for a folder, s3://BUCKET/PREFIX (or gs,"
        " abfs) for an object store, hf://NAMESPACE/NAME for a Hugging Face hub"
    )


def _in_folder(root: Path, repo_id: str) -> StaticHub:
    """The hub in a folder, made where there is none.

    Raises:
        SettingsError: for a name that, read as an address again, would be another one.
        TransientError: if it cannot be made.
    """
    if set("%?#") & set(str(root)):
        raise SettingsError("the folder of a hub has no %, ? or # in its path: choose another one")
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TransientError(
            f"the hub folder {root} cannot be made ({error.strerror}): check that its disk is"
            " mounted and may be written to, then run the same command again"
        ) from error
    return StaticHub(f"file://{root}", root, repo_id)
