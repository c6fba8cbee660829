"""The versions of a dataset on a hub that keeps its own list of them, and what may follow."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from openfonds.errors import ReleaseRefused
from openfonds.releases.versions import Version


@dataclass(frozen=True, slots=True)
class Publication:
    """One version of a dataset on the hub. A purged one keeps its place, without its files."""

    version: str
    commit: str
    message: str
    purged: bool = False
    release_id: str = ""  # empty: published before releases had one


def check_it_tells(known: Sequence[Publication], found: Sequence[str], place: str) -> None:
    """Raise ReleaseRefused where nothing was found since there is no dataset to look at."""
    if not known and not found:
        raise ReleaseRefused(
            f"there is no dataset at {place}, so it is not known what is left of it: check that"
            " its disk is mounted and that the environment names the right store"
        )


def commit_of_version(known: Sequence[Publication], version: str) -> str | None:
    """The commit of a version that is on the hub; None for a purged one and where there is none."""
    asked = str(Version.parse(version))
    return next((p.commit for p in known if p.version == asked and not p.purged), None)


def is_published(known: Sequence[Publication], version: Version, commit: str) -> bool:
    """Whether the version is on the hub already, with just these files.

    Raises:
        ReleaseRefused: if it exists with other files or was purged, does not come after the
            newest one, or brings nothing new.
    """
    for publication in known:
        if publication.version == str(version):
            if publication.commit == commit and not publication.purged:
                return True
            raise ReleaseRefused(
                f"version {version} was published before"
                f" {'and purged' if publication.purged else 'with other files'}: a version never"
                " changes; publish the next one"
            )
    if known and version <= Version.parse(known[-1].version):
        raise ReleaseRefused(f"version {version} must come after {known[-1].version}")
    if known and known[-1].commit == commit:
        raise ReleaseRefused(f"these files are published already, as {known[-1].version}")
    return False


def after_purge(
    repo_id: str, known: Sequence[Publication], versions: Collection[str]
) -> tuple[list[str], tuple[Publication, ...]]:
    """The versions that a purge removes now, and the history after it.

    Raises:
        ReleaseRefused: for the newest version, or one that was never published.
    """
    asked = {str(Version.parse(version)) for version in versions}
    unknown = sorted(asked - {p.version for p in known})
    if unknown or (known and known[-1].version in asked):
        raise ReleaseRefused(
            f"{repo_id}: cannot purge {', '.join(unknown) or known[-1].version}: it must be"
            " a published version, and a newer one must have been published before"
        )
    purged = [p.version for p in known if p.version in asked and not p.purged]
    return purged, tuple(replace(p, purged=p.purged or p.version in asked) for p in known)
