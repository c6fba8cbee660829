"""Which hub a release goes to. One kind today: a folder that any web server can serve."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from openfonds.app.installation import Installation
from openfonds.collection import Collection
from openfonds.errors import SettingsError
from openfonds.releases.static_hub import full_repo_id, publications, publish


@dataclass(frozen=True, slots=True)
class StaticHub:
    """A dataset on a static hub."""

    url: str
    root: Path
    repo_id: str

    def publish(self, staged: Path, version: str) -> str:
        """Publish a folder as a version; returns the commit."""
        return publish(self.root, self.repo_id, staged, version, f"Version {version}").commit

    def commit_of(self, version: str) -> str | None:
        """The commit of a version, None when it is not on the hub."""
        known = publications(self.root, self.repo_id)
        return next((p.commit for p in known if p.version == version), None)

    def folder(self, version: str) -> Path:
        """Where the files of a version are."""
        return self.root / "datasets" / self.repo_id / "resolve" / f"v{version}"


def hub_for(at: Installation, collection: Collection, url: str | None) -> StaticHub:
    """The hub that the command line, collection.toml or the default names, in this order.

    Raises:
        SettingsError: for a hub of a kind that there is not.
    """
    repo_id = full_repo_id(collection.name)
    chosen = url or collection.hub
    if not chosen:
        root = at.storage.public.local_folder()
        return StaticHub(f"file://{root}", root, repo_id)
    parts = urlsplit(chosen)
    if parts.scheme not in ("", "file"):
        raise SettingsError(
            f"hub {chosen!r}: this version publishes to a folder, file:///srv/hub or a path"
        )
    root = Path(unquote(parts.path)).absolute()
    root.mkdir(parents=True, exist_ok=True)
    return StaticHub(f"file://{root}", root, repo_id)
