"""What a release asks of the place that it goes to, whichever kind of place that is."""

from collections.abc import Collection
from pathlib import Path
from typing import Protocol


class Hub(Protocol):
    """A dataset on a hub. Each version is one commit and one tag, and its files never change.

    All methods raise TransientError where the hub cannot be reached or is not ready: the same
    command, run again, goes on where it was. They raise ReleaseRefused for what no further try
    can mend, and SettingsError where the environment lacks what they need, such as a token, or
    has what cannot be one.
    """

    @property
    def url(self) -> str:
        """The address by which the catalog knows this hub, without secrets."""

    @property
    def repo_id(self) -> str:
        """NAMESPACE/NAME of the dataset."""

    def publish(self, staged: Path, version: str, release_id: str) -> str:
        """Make the files below `staged` the newest version, in one visible step.

        Publishing the same release again changes nothing, also when the reply to the first try
        was lost: `release_id` is written into the commit and looked for before another try.

        Returns:
            The id of the commit.
        """

    def finish(self, version: str) -> str | None:
        """Do what a publication that was interrupted left undone, if its version is committed.

        Asked before a release is made anew: its files may have become others since, and what is
        committed cannot be replaced by them.

        Returns:
            The id of the commit; None where there is none, so that nothing came of it.
        """

    def commit_of(self, version: str) -> str | None:
        """The commit that the tag of a version points to; None where there is none."""

    def fetch(self, version: str, path: str, target: Path) -> None:
        """Write one file of a version to `target`, as a stranger would get it.

        Raises:
            FileNotFoundError: where the version has no such file.
        """

    def files(self, version: str) -> list[str]:
        """Paths of all files of a version, sorted.

        Raises:
            FileNotFoundError: where there is no such version.
        """

    def purge(self, versions: Collection[str]) -> list[str]:
        """Remove versions with their files, tags and history, after a newer one was published.

        The versions that stay keep their files and their tags. Their commits may get new ids:
        `commit_of` tells.

        Returns:
            The versions that were removed now; those purged before are left out.
        """

    def remains(self, digests: Collection[str]) -> list[str]:
        """Where files with these SHA-256 can still be had: revisions, references, stored objects.

        What a takedown looks at when it is done, and again days later. Empty: nowhere.

        Raises:
            ReleaseRefused: where this hub does not tell, so that nobody may say that all is gone.
        """

    def where(self, version: str) -> str:
        """The folder or the address of a version, to be shown to people."""
