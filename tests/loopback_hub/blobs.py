"""The bytes of a dataset on the disk: regular files by Git id, large ones by SHA-256."""

import hashlib
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Protocol

CHUNK_BYTES = 1 << 20


class Readable(Protocol):
    """What a body is read from."""

    def read(self, size: int = -1, /) -> bytes: ...


class Blobs:
    """Files under `folder/git` and `folder/lfs`, never in memory as a whole."""

    def __init__(self, folder: Path) -> None:
        self.git, self.lfs, self._parts = folder / "git", folder / "lfs", folder / "parts"
        for inner in (self.git, self.lfs, self._parts):
            inner.mkdir(parents=True, exist_ok=True)

    def add_regular(self, content: bytes) -> str:
        """Keep a small file; returns its Git id."""
        oid = git_blob_id(content)
        (self.git / oid).write_bytes(content)
        return oid

    def add_large(self, sha256: str, body: Readable) -> bool:
        """Keep a large file; False, and nothing kept, if its bytes are not those of `sha256`."""
        partial = self._parts / f"{sha256}.{threading.get_ident()}"
        digest = hashlib.sha256()
        with partial.open("wb") as stream:
            while chunk := body.read(CHUNK_BYTES):
                digest.update(chunk)
                stream.write(chunk)
        if digest.hexdigest() != sha256:
            partial.unlink()
            return False
        partial.replace(self.lfs / sha256)
        return True

    def add_part(self, sha256: str, number: int, body: Readable) -> str:
        """Keep a part of a large file; returns its ETag."""
        digest = hashlib.md5(usedforsecurity=False)
        partial = self._parts / f"{sha256}.part{number}.{threading.get_ident()}"
        with partial.open("wb") as stream:
            while chunk := body.read(CHUNK_BYTES):
                digest.update(chunk)
                stream.write(chunk)
        partial.replace(self._parts / f"{sha256}.part{number}")
        return f'"{digest.hexdigest()}"'

    def join_parts(self, sha256: str, n_parts: int) -> bool:
        """Put the parts together; False if one is missing or the bytes are others."""
        parts = [self._parts / f"{sha256}.part{n}" for n in range(1, n_parts + 1)]
        if not all(part.exists() for part in parts):
            return self.has_large(sha256)
        joined = self._parts / f"{sha256}.joined"
        with joined.open("wb") as target:
            for part in parts:
                with part.open("rb") as source:
                    shutil.copyfileobj(source, target, CHUNK_BYTES)
        with joined.open("rb") as stream:
            whole = self.add_large(sha256, stream)
        for path in (joined, *parts):
            path.unlink()
        return whole

    def has_large(self, sha256: str) -> bool:
        """Whether a large file is stored."""
        return (self.lfs / sha256).exists()

    def delete_large(self, sha256: str) -> None:
        """Forget a large file for good."""
        (self.lfs / sha256).unlink(missing_ok=True)

    def keep_regular(self, oids: set[str]) -> None:
        """Forget all small files but these."""
        for path in self.git.iterdir():
            if path.name not in oids:
                path.unlink()

    def having(self, text: bytes) -> Iterator[str]:
        """Stored files in whose bytes a text occurs: "git OID", "lfs SHA256"."""
        for folder in (self.git, self.lfs, self._parts):
            for path in sorted(folder.iterdir()):
                with path.open("rb") as stream:
                    if occurs(text, stream):
                        yield f"{folder.name} {path.name}"


def occurs(text: bytes, stream: IO[bytes]) -> bool:
    """Whether a text occurs in a stream, also across the limits of what is read at a time."""
    tail = b""
    while chunk := stream.read(CHUNK_BYTES):
        if text in tail + chunk:
            return True
        tail = (tail + chunk)[-len(text) + 1 :] if len(text) > 1 else b""
    return False


def git_blob_id(content: bytes) -> str:
    """The id that Git gives to a file."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
