"""A folder of an object store: whole objects by their keys, on any fsspec filesystem.

An object appears whole or not at all, except on stores that fsspec only imitates; so what was
uploaded is compared with the file on this machine before it counts.
"""

import hashlib
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import fsspec

from openfonds.digests import CHUNK_BYTES, sha256_of_stream
from openfonds.errors import IntegrityError, ReleaseRefused, ToolMissing, TransientError
from openfonds.releases import object_store_versions as versions
from openfonds.releases.hub_listing import HubFile
from openfonds.releases.object_store_errors import (
    is_precondition,
    is_unknown_to_store,
    store_errors,
)

_WITHOUT_VERSIONS = frozenset({"memory", "file"})
_MD5_DIGITS = 32


@dataclass(frozen=True, slots=True)
class StoredObject:
    """What a store says of an object. `etag` is empty where it gives none."""

    key: str
    n_bytes: int
    etag: str
    modified: datetime
    version_id: str | None = None  # of a version that is not the newest


class StoreFolder:
    """All keys below one URL; keys are relative to it."""

    def __init__(self, url: str) -> None:
        self.url = url
        try:
            with store_errors(url):
                self._fs, self._root = fsspec.core.url_to_fs(url, **_options(url))
        except ImportError as error:
            raise ToolMissing(
                f"{url} needs a client that is not installed: install openfonds[s3] for s3, gcsfs"
                " for gs, adlfs for abfs"
            ) from error
        self._bucket, _, prefix = self._root.partition("/")
        self._prefix = f"{prefix}/" if prefix else ""
        self._is_s3 = hasattr(self._fs, "call_s3")

    def listing(self) -> dict[str, StoredObject]:
        """All objects by key."""
        with store_errors(self.url):
            try:
                found = self._fs.find(self._root, detail=True)
            except FileNotFoundError:
                return {}
        start = f"{self._root}/"
        return {
            name.removeprefix(start): self._stored(name.removeprefix(start), info)
            for name, info in sorted(found.items())
            if name.startswith(start)
        }

    def info(self, key: str) -> StoredObject:
        """What the store says of one object. Raises FileNotFoundError."""
        with store_errors(self.url):
            return self._stored(key, self._fs.info(self._at(key)))

    def read(self, key: str) -> bytes:
        """All bytes of a small object. Raises FileNotFoundError."""
        with store_errors(self.url):
            return bytes(self._fs.cat_file(self._at(key)))

    def read_unchanged(self, key: str) -> tuple[bytes | None, str]:
        """The bytes of a small object and their ETag; None where there is no such object."""
        for _ in range(5):
            try:
                before = self.info(key)
                data = self.read(key)
                if self.info(key).etag == before.etag:
                    return data, before.etag
            except FileNotFoundError:
                return None, ""
        raise TransientError(f"{self.url}/{key} keeps changing: run the same command again later")

    def write(self, key: str, data: bytes) -> None:
        """Write a small object."""
        with self._into_bucket():
            self._fs.pipe_file(self._at(key), data)

    def swap(self, key: str, data: bytes, etag: str) -> None:
        """Write a small object only if nobody did since it was read with this ETag.

        On S3 the store itself compares (If-Match, If-None-Match). A store that does not know
        these takes the write as it is; then the claim of the writer is all that keeps two apart.

        Raises:
            TransientError: where another run was faster.
        """
        condition = {"IfMatch": f'"{etag}"'} if etag else {"IfNoneMatch": "*"}
        with self._into_bucket():
            try:
                self._fs.pipe_file(self._at(key), data, **(condition if self._is_s3 else {}))
            except OSError as error:
                if is_unknown_to_store(error):
                    self._fs.pipe_file(self._at(key), data)
                elif not is_precondition(error):
                    raise
        # Also after a refusal: the client tries again by itself when an answer is lost, and then
        # the second try is refused because the first one was taken.
        if self.read_unchanged(key)[0] != data:
            raise TransientError(
                f"another run has written {self.url}/{key} meanwhile: run the same command again"
            )

    def upload(self, path: Path, key: str, file: HubFile) -> None:
        """Upload a file, unless it is there, and make sure that it arrived whole."""
        md5 = _md5_if_unchanged(path, file)
        if self._is_whole(key, file, md5):
            return
        with self._into_bucket():
            self._fs.put_file(str(path), self._at(key))
        if not self._is_whole(key, file, md5):
            raise TransientError(f"{file.path} arrived damaged at {self.url}: run it again")

    def copy(self, old: str, new: str, path: Path, file: HubFile) -> bool:
        """Copy an object within the store; tells whether the copy is the file that is wanted."""
        md5 = _md5_if_unchanged(path, file)
        if self._is_whole(new, file, md5):
            return True
        with store_errors(self.url):
            try:
                self._fs.cp_file(self._at(old), self._at(new))
            except FileNotFoundError:
                return False
        return self._is_whole(new, file, md5)

    def fetch(self, key: str, target: Path) -> None:
        """Download an object. Raises FileNotFoundError."""
        with store_errors(self.url):
            self._fs.get_file(self._at(key), str(target))

    def digest(self, key: str, version_id: str | None = None) -> str:
        """SHA-256 of an object, read in a stream. Raises FileNotFoundError."""
        options = {"version_id": version_id} if version_id else {}
        fs = self._version_aware() if version_id else self._fs
        with (
            store_errors(self.url),
            fs.open(self._at(key), "rb", block_size=8 * CHUNK_BYTES, **options) as stream,
        ):
            return sha256_of_stream(stream)

    def older_versions(self) -> list[StoredObject] | None:
        """What the bucket keeps beside the objects that can be listed.

        Older versions of objects, and markers of deletion with the versions that they hide; None
        where the store does not tell whether there are such.
        """
        kept = self._kept()
        if kept is None:
            return None
        return [
            StoredObject(
                v.key.removeprefix(self._prefix),
                v.n_bytes,
                v.etag,
                datetime.min.replace(tzinfo=UTC),
                v.version_id,
            )
            for v in kept
            if not (v.is_newest and v.etag)
        ]

    def unfinished_uploads(self) -> list[str]:
        """Keys of uploads in parts that were never finished."""
        if not self._is_s3:
            return []
        with store_errors(self.url):
            found = versions.unfinished_uploads(self._fs, self._bucket, self._prefix)
        return sorted({key.removeprefix(self._prefix) for key, _ in found})

    def abort_uploads(self) -> None:
        """Drop the parts of uploads that were never finished."""
        if self._is_s3:
            with store_errors(self.url):
                versions.abort_uploads(self._fs, self._bucket, self._prefix)

    def remove(self, doomed: Collection[StoredObject]) -> None:
        """Remove objects, or one version of an object where a version is named.

        Raises:
            ReleaseRefused: where the store keeps some of them, such as under a retention lock.
        """
        if not doomed:
            return
        with store_errors(self.url):
            if self._is_s3:
                pairs = [(f"{self._prefix}{o.key}", o.version_id) for o in doomed]
                refused = versions.delete_objects(self._fs, self._bucket, pairs)
                if refused:
                    raise ReleaseRefused(
                        f"{self.url}: the store refuses to delete {refused} objects, by a lock or"
                        " for want of rights: mend that, then run the same command again"
                    )
                return
            for stored in doomed:
                try:
                    self._fs.rm_file(self._at(stored.key))
                except FileNotFoundError:
                    continue

    def _kept(self) -> list[versions.ObjectVersion] | None:
        if not self._is_s3:
            protocols = self._fs.protocol
            names = {protocols} if isinstance(protocols, str) else set(protocols)
            return [] if names & _WITHOUT_VERSIONS else None
        with self._into_bucket():
            kept = versions.keeps_versions(self._fs, self._bucket)
            if not kept:
                return None if kept is None else []
            return list(versions.object_versions(self._fs, self._bucket, self._prefix))

    def _is_whole(self, key: str, file: HubFile, md5: str) -> bool:
        """Whether an object holds a file: by the MD5 that the store took, or by reading it.

        The ETag of an object that came in one piece is its MD5, unless the store encrypts with
        keys of its own or was sent parts (S3 API, Object); then the object is read back.
        """
        try:
            stored = self.info(key)
            if stored.n_bytes != file.n_bytes:
                return False
            if self._is_s3 and stored.etag == md5:
                return True
            return self.digest(key) == file.sha256
        except FileNotFoundError:
            return False

    def _version_aware(self) -> Any:
        """The same store, opened so that older versions can be read.

        Not for listings: they would ask for all versions, which not every store can tell.
        """
        return fsspec.core.url_to_fs(self.url, **_options(self.url), version_aware=True)[0]

    def _at(self, key: str) -> str:
        return f"{self._root}/{key}"

    def _stored(self, key: str, info: dict[str, Any]) -> StoredObject:
        if info.get("type") == "directory":
            raise FileNotFoundError(key)
        modified = info.get("LastModified") or info.get("created") or info.get("mtime") or 0
        if not isinstance(modified, datetime):
            modified = datetime.fromtimestamp(float(modified), UTC)
        etag = str(info.get("ETag") or "").strip('"')
        return StoredObject(key, int(info["size"]), etag, modified)

    @contextmanager
    def _into_bucket(self) -> Iterator[None]:
        """Errors of a write, for which only the bucket itself can be missing."""
        with store_errors(self.url):
            try:
                yield
            except FileNotFoundError as error:
                raise ReleaseRefused(f"{self.url}: no such bucket: make it first") from error


def _options(url: str) -> dict[str, Any]:
    """How to open a store: never by what was listed before, and S3 by the usual environment."""
    options: dict[str, Any] = {"use_listings_cache": False}
    if url.startswith("s3://"):
        # Named, so that a client which fsspec keeps is not taken for one of another endpoint.
        endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
        options["endpoint_url"] = endpoint or None
        if region := os.environ.get("AWS_REGION"):  # botocore reads AWS_DEFAULT_REGION alone
            options["client_kwargs"] = {"region_name": region}
    return options


def _md5_if_unchanged(path: Path, file: HubFile) -> str:
    """MD5 of a staged file, to compare with ETags, and a check that it is what was listed."""
    md5, sha256 = hashlib.md5(usedforsecurity=False), hashlib.sha256()
    for chunk in _chunks(path):
        md5.update(chunk)
        sha256.update(chunk)
    if sha256.hexdigest() != file.sha256:
        raise IntegrityError(f"{file.path} changed while it was published: run it again")
    return md5.hexdigest()


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK_BYTES):
            yield chunk
