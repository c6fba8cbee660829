"""A dataset in an object store such as S3, as plain folders that every Parquet reader opens.

    PREFIX/NAMESPACE/NAME/v1.2.0/...                 the files of a version, never changed
    PREFIX/NAMESPACE/NAME/versions.json              all versions; what is not in it does not count
    PREFIX/NAMESPACE/NAME/latest                     the tag of the newest version, one line
    PREFIX/NAMESPACE/NAME/checksums/v1.2.0.sha256    for sha256sum -c
    PREFIX/NAMESPACE/NAME/claims/                    who is writing now, empty at rest

A version is uploaded whole and compared, then `versions.json` is replaced: that one write makes
it visible. What a killed run left is not in it, and the next run finishes or removes it.
"""

import json
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from openfonds.digests import digest_of
from openfonds.errors import IntegrityError
from openfonds.releases.hub_listing import HubFile, commit_of, staged_files
from openfonds.releases.object_store_claims import CLAIMS, Claim, claimed
from openfonds.releases.object_store_folder import StoredObject, StoreFolder
from openfonds.releases.publications import (
    Publication,
    after_purge,
    check_it_tells,
    commit_of_version,
    is_published,
)
from openfonds.releases.static_hub import full_repo_id
from openfonds.releases.versions import Version

HISTORY = "versions.json"
LATEST = "latest"
CHECKSUMS = "checksums"
_OURS = re.compile(rf"(v\d+\.\d+\.\d+|{CHECKSUMS}|{CLAIMS})/.*")
_CHECKSUM_LINE = re.compile(r"([0-9a-f]{64})  (.+)")


class ObjectStoreHub:
    """A dataset below a URL of an object store; satisfies `openfonds.releases.hub.Hub`."""

    def __init__(self, url: str, repo_id: str) -> None:
        self._url = url.rstrip("/")
        self._repo_id = full_repo_id(repo_id)
        self._folder = StoreFolder(f"{self._url}/{self._repo_id}")

    @property
    def url(self) -> str:
        """The address of the store, without the dataset."""
        return self._url

    @property
    def repo_id(self) -> str:
        """NAMESPACE/NAME of the dataset."""
        return self._repo_id

    def publish(self, staged: Path, version: str, release_id: str) -> str:
        """Upload the files below `staged` as the newest version; returns the commit.

        A file that the version before has is copied within the store. Every object is compared
        with its file, in size and checksum, before the version counts.

        Raises:
            ReleaseRefused: if the version may not follow, or the store refuses.
            TransientError: if the store is out of reach, or another run is writing.
        """
        parsed = Version.parse(version)
        files = staged_files(staged)
        commit = commit_of(files)
        with claimed(self._folder, _publishing(parsed, commit)) as claim:
            history, etag = self._history()
            is_new = not is_published(history, parsed, commit)
            planned = {f"{parsed.tag}/{file.path}" for file in files}
            if is_new:
                self._upload(claim, staged, parsed, files, history)
            self._sweep(claim, history, planned | {_checksums_key(parsed.tag)})
            if is_new:
                message = f"Version {parsed}"
                new = Publication(str(parsed), commit, message, release_id=release_id)
                history = (*history, new)
                self._switch(claim, history, etag)
            self._point_to_newest(claim, history)
        return commit

    def finish(self, version: str) -> str | None:
        """Let `latest` name a version that is in the store, and drop the claim of a dead run.

        Returns:
            The commit of the version; None when it is not in the store.
        """
        commit = self.commit_of(version)
        if commit is not None:
            with claimed(self._folder, _publishing(Version.parse(version), commit)) as claim:
                self._point_to_newest(claim, self._history()[0])
        return commit

    def commit_of(self, version: str) -> str | None:
        """The commit of a version; None when it is not in the store."""
        return commit_of_version(self._history()[0], version)

    def files(self, version: str) -> list[str]:
        """Paths of all files of a version, sorted. Raises FileNotFoundError."""
        if self.commit_of(version) is None:
            raise FileNotFoundError(f"{self._repo_id} has no version {version}")
        return sorted(self._checksums(Version.parse(version).tag))

    def fetch(self, version: str, path: str, target: Path) -> None:
        """Download one file of a version. Raises FileNotFoundError."""
        if path not in self.files(version):
            raise FileNotFoundError(f"{self._repo_id} {version} has no file of this name")
        self._folder.fetch(f"{Version.parse(version).tag}/{path}", target)

    def purge(self, versions: Collection[str]) -> list[str]:
        """Remove versions with all object versions behind them; returns those removed now.

        Raises:
            ReleaseRefused: for the newest version, one that was never published, or where the
                store keeps objects back.
            TransientError: if the store is out of reach, or another run is writing.
        """
        with claimed(self._folder, f"purge {digest_of(sorted(versions))}") as claim:
            known, etag = self._history()
            purged, after = after_purge(self._repo_id, known, versions)
            if purged:
                self._switch(claim, after, etag)
            self._sweep(claim, after, frozenset())  # also ends a purge that was interrupted
        return purged

    def remains(self, digests: Collection[str]) -> list[str]:
        """Where files with these SHA-256 can still be had: objects, and their older versions.

        Every object below the dataset is read and hashed, those with one ETag and size once. What
        no version lists is named whatever it holds, since half a file has another digest. So are
        older versions that cannot be told of: where a store keeps such and does not show them,
        only its owner can say that nothing is left.

        Raises:
            ReleaseRefused: where there is no dataset, such as in another store of the same name.
        """
        if not digests:
            return []
        history = self._history()[0]
        found = list(self._remains(frozenset(digests), history))
        check_it_tells(history, found, self._folder.url)
        return found

    def where(self, version: str) -> str:
        """The address of a version."""
        return f"{self._url}/{self._repo_id}/{Version.parse(version).tag}"

    def _history(self) -> tuple[tuple[Publication, ...], str]:
        """All versions, oldest first, and the ETag of the record that says so."""
        data, etag = self._folder.read_unchanged(HISTORY)
        if data is None:
            return (), ""
        try:
            entries = json.loads(data)["versions"]
            return tuple(Publication(**entry) for entry in entries), etag
        except (ValueError, KeyError, TypeError) as error:
            raise IntegrityError(
                f"{self._url}/{self._repo_id}/{HISTORY} is damaged: restore it from a copy"
            ) from error

    def _switch(self, claim: Claim, history: Sequence[Publication], etag: str) -> None:
        record = {
            "repo_id": self._repo_id,
            "latest": history[-1].version,
            "versions": [asdict(publication) for publication in history],
        }
        claim.hold()
        self._folder.swap(HISTORY, json.dumps(record, indent=1).encode(), etag)

    def _point_to_newest(self, claim: Claim, history: Sequence[Publication]) -> None:
        line = f"{Version.parse(history[-1].version).tag}\n".encode()
        if self._folder.read_unchanged(LATEST)[0] != line:
            claim.hold()
            self._folder.write(LATEST, line)

    def _upload(
        self,
        claim: Claim,
        staged: Path,
        version: Version,
        files: Sequence[HubFile],
        history: Sequence[Publication],
    ) -> None:
        before = {}
        if history:
            tag = Version.parse(history[-1].version).tag
            before = {sha256: f"{tag}/{path}" for path, sha256 in self._checksums(tag).items()}
        for file in files:
            claim.hold()
            key, path = f"{version.tag}/{file.path}", staged / file.path
            old = before.get(file.sha256)
            if old is None or not self._folder.copy(old, key, path, file):
                self._folder.upload(path, key, file)
        claim.hold()
        lines = "".join(f"{file.sha256}  {file.path}\n" for file in files)
        self._folder.write(_checksums_key(version.tag), lines.encode())

    def _checksums(self, tag: str) -> dict[str, str]:
        """SHA-256 of the files of a version, by path."""
        try:
            text = self._folder.read(_checksums_key(tag)).decode()
        except FileNotFoundError:
            text = ""
        matches = [_CHECKSUM_LINE.fullmatch(line) for line in text.splitlines()]
        if not matches or None in matches:
            raise IntegrityError(
                f"{self._url}/{self._repo_id}: {_checksums_key(tag)} is missing or damaged:"
                " restore it from a copy"
            )
        return {match[2]: match[1] for match in matches if match}

    def _sweep(
        self, claim: Claim, history: Sequence[Publication], planned: Collection[str]
    ) -> None:
        """Remove what no version lists: purged versions, and leftovers of killed runs."""
        claim.hold()
        self._folder.remove(list(self._leftovers(self._listed(history) | set(planned))))
        # Where the bucket keeps versions, that only hid the objects.
        older = self._folder.older_versions() or []
        self._folder.remove([stored for stored in older if _OURS.fullmatch(stored.key)])
        self._folder.abort_uploads()

    def _leftovers(self, listed: Collection[str]) -> Iterator[StoredObject]:
        for key, stored in self._folder.listing().items():
            if key not in listed and _OURS.fullmatch(key) and not key.startswith(f"{CLAIMS}/"):
                yield stored

    def _listed(self, history: Sequence[Publication]) -> set[str]:
        """Keys of all files of the versions that are not purged."""
        keys = set()
        for publication in history:
            if not publication.purged:
                tag = Version.parse(publication.version).tag
                keys |= {f"{tag}/{path}" for path in self._checksums(tag)}
                keys.add(_checksums_key(tag))
        return keys

    def _remains(self, digests: frozenset[str], history: Sequence[Publication]) -> Iterator[str]:
        listing = self._folder.listing()
        older = self._folder.older_versions()
        listed = self._listed(history)
        known: dict[tuple[str, int], str] = {}
        for stored in (*listing.values(), *(older or ())):
            if stored.version_id and not stored.etag:
                continue  # the marker of a deletion holds nothing
            one = (stored.etag or f"{stored.key} {stored.version_id}", stored.n_bytes)
            try:
                if one not in known:
                    known[one] = self._folder.digest(stored.key, stored.version_id)
                names_one = stored.key.startswith(f"{CHECKSUMS}/") and not stored.version_id
                text = self._folder.read(stored.key).decode() if names_one else ""
            except FileNotFoundError:
                continue  # removed since it was listed
            suffix = f" (version {stored.version_id})" if stored.version_id else ""
            if known[one] in digests:
                yield f"{stored.key}{suffix}"
            elif any(digest in text for digest in digests):
                yield f"{stored.key} names it"
            elif (
                stored.key not in listed
                and _OURS.fullmatch(stored.key)
                and not stored.key.startswith(f"{CLAIMS}/")
            ):
                yield f"{stored.key}{suffix} (left by an interrupted run)"
        for key in self._folder.unfinished_uploads():
            yield f"{key} (an unfinished upload, which cannot be read)"
        if older is None:
            yield "older versions of objects: this store does not tell whether it keeps any"


def _publishing(version: Version, commit: str) -> str:
    """What a claim is for. Whoever publishes or finishes the same version writes the same."""
    return f"publish {version} {commit}"


def _checksums_key(tag: str) -> str:
    return f"{CHECKSUMS}/{tag}.sha256"
