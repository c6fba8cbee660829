"""What a dataset is made of, and how a line of a commit changes its files."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.loopback_hub.blobs import Blobs, git_blob_id


class Refusal(Exception):
    """What the hub answers instead of doing what was asked."""

    def __init__(self, status: int, message: str, code: str | None = None) -> None:
        super().__init__(message)
        self.status, self.message, self.code = status, message, code


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a commit: its Git id, and for a large file the SHA-256 of its content."""

    oid: str
    n_bytes: int
    sha256: str | None = None
    pointer_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit with all its files; `number` tells the order in which commits were made."""

    id: str
    number: int
    parent: str | None
    title: str
    message: str
    files: Mapping[str, Entry]


@dataclass(slots=True)
class Discussion:
    """A pull request; its reference is refs/pr/NUM."""

    num: int
    title: str
    status: str = "open"
    comments: list[str] = field(default_factory=list)
    merged_as: str | None = None


def change(blobs: Blobs, files: dict[str, Entry], key: str, value: Mapping[str, Any]) -> None:
    """Apply one line of a commit to the files of its parent.

    Raises:
        Refusal: for what cannot be done.
    """
    path = value["path"]
    if key == "file":
        content = base64.b64decode(value["content"])
        files[path] = Entry(blobs.add_regular(content), len(content))
    elif key == "lfsFile":
        sha256 = value["oid"]
        if not blobs.has_large(sha256):
            raise Refusal(400, f"LFS pointer pointed to a file that does not exist: {path}")
        n_bytes = (blobs.lfs / sha256).stat().st_size
        pointer = (
            f"version https://git-lfs.github.com/spec/v1\noid sha256:{sha256}\nsize {n_bytes}\n"
        ).encode()
        files[path] = Entry(git_blob_id(pointer), n_bytes, sha256, len(pointer))
    elif key in ("deletedFile", "deletedFolder"):
        below = [p for p in files if p.startswith(f"{path.rstrip('/')}/")]
        doomed = [path] if key == "deletedFile" and path in files else []
        doomed = below if key == "deletedFolder" else doomed
        if not doomed:
            raise Refusal(404, f"A file with this name doesn't exist: {path}", "EntryNotFound")
        for name in doomed:
            del files[name]
    else:
        raise Refusal(400, f"unknown operation {key}")
