"""What the interface of a Hugging Face hub says of one commit, as JSON documents (HUB 1, 5)."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from openfonds.digests import digest_of, sha256_of_stream
from openfonds.errors import ReleaseRefused

COMMIT_DIGITS = 40  # clients recognise a commit by its 40 hexadecimal digits
MAX_PATH_LENGTH = 160  # commit and path must fit into one bucket of a map of nginx
_PATH = re.compile(r"[A-Za-z0-9._+-]+(?:/[A-Za-z0-9._+-]+)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file of a commit, with its fixity."""

    path: str
    sha256: str
    n_bytes: int


def staged_files(staged: Path) -> list[HubFile]:
    """The files below a folder, with their digests.

    Raises:
        ReleaseRefused: if there are none, or one is a link or has a name that cannot be served.
    """
    files = []
    for path in sorted(p for p in staged.rglob("*") if p.is_symlink() or not p.is_dir()):
        name = path.relative_to(staged).as_posix()
        served = _PATH.fullmatch(name) and len(name) <= MAX_PATH_LENGTH
        if path.is_symlink() or not path.is_file() or not served:
            raise ReleaseRefused(
                f"{name!r} cannot be published: a release holds plain files whose names are at"
                f" most {MAX_PATH_LENGTH} Latin letters, digits, dots, hyphens and underscores"
            )
        with path.open("rb") as stream:
            files.append(HubFile(name, sha256_of_stream(stream), path.stat().st_size))
    if not files or len({f.path.lower() for f in files}) != len(files):
        raise ReleaseRefused(
            "the release has no files, or two names that differ only in capital letters"
        )
    return files


def commit_of(files: Sequence[HubFile]) -> str:
    """The id of a commit: a digest of paths and contents, so equal content is an equal commit."""
    listing = sorted((f.path, f.sha256, f.n_bytes) for f in files)
    return digest_of(listing)[:COMMIT_DIGITS]


def listing_of(repo_id: str, files: Sequence[HubFile]) -> Mapping[str, Any]:
    """The documents of a commit, by the name of the file that holds each.

    `revision.json` describes the commit. `tree.json` and `tree/<folder>.json` list all below a
    folder, `tree.flat.json` and `tree/<folder>.flat.json` what is directly in it.
    """
    files = sorted(files, key=lambda f: f.path)
    folders = sorted({str(p) for f in files for p in PurePosixPath(f.path).parents} - {"."})
    entries = sorted(
        [_file_entry(f) for f in files] + [_folder_entry(folder, files) for folder in folders],
        key=lambda entry: str(entry["path"]),
    )
    documents: dict[str, Any] = {
        "revision.json": {
            "id": repo_id,
            "author": repo_id.partition("/")[0],
            "sha": commit_of(files),
            "private": False,
            "gated": False,
            "disabled": False,
            "tags": [],
            "siblings": [{"rfilename": f.path} for f in files],
        },
        "tree.json": entries,
        "tree.flat.json": [e for e in entries if "/" not in e["path"]],
    }
    for folder in folders:
        below = list(_below(folder, entries))
        documents[f"tree/{folder}.json"] = below
        documents[f"tree/{folder}.flat.json"] = [
            e for e in below if "/" not in e["path"].removeprefix(f"{folder}/")
        ]
    return documents


def refs_of(branches: Mapping[str, str], tags: Mapping[str, str]) -> dict[str, Any]:
    """Branches and tags by the commit that each points to."""

    def refs(kind: str, names: Mapping[str, str]) -> list[dict[str, str]]:
        return [
            {"name": name, "ref": f"refs/{kind}/{name}", "targetCommit": commit}
            for name, commit in names.items()
        ]

    return {
        "branches": refs("heads", branches),
        "converts": [],
        "tags": refs("tags", tags),
        "pullRequests": [],
    }


def _file_entry(file: HubFile) -> dict[str, Any]:
    # Listed as Git LFS objects: then clients get the SHA-256 of the content, and the Git id is
    # that of the pointer, which needs no other digest of the content.
    pointer = (
        "version https://git-lfs.github.com/spec/v1\n"
        f"oid sha256:{file.sha256}\nsize {file.n_bytes}\n"
    ).encode()
    return {
        "type": "file",
        "oid": hashlib.sha1(b"blob %d\0" % len(pointer) + pointer).hexdigest(),
        "size": file.n_bytes,
        "path": file.path,
        "lfs": {"oid": file.sha256, "size": file.n_bytes, "pointerSize": len(pointer)},
    }


def _folder_entry(folder: str, files: Sequence[HubFile]) -> dict[str, Any]:
    inside = [f for f in files if f.path.startswith(f"{folder}/")]
    return {"type": "directory", "oid": commit_of(inside), "size": 0, "path": folder}


def _below(folder: str, entries: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    return (e for e in entries if e["path"].startswith(f"{folder}/"))
