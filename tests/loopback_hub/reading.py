"""Routes that read: what a dataset holds, and its files."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, quote

from tests.loopback_hub.exchange import Reply, Request, Route, as_json
from tests.loopback_hub.records import Commit, Entry, Refusal
from tests.loopback_hub.repository import Repository

EPOCH = "2024-01-01T00:00:00.000Z"
DATASET = r"/api/datasets/(?P<namespace>[^/]+)/(?P<name>[^/]+)"


def whoami(request: Request) -> Reply:
    """Who the token belongs to."""
    return as_json({"type": "user", "name": "archivist", "orgs": [], "auth": {}})


def datasets(request: Request) -> Reply:
    """The datasets that are public."""
    author = request.query.get("author", [""])[0]
    found = [r for r in request.hub.repositories.values() if request.is_authorized or not r.private]
    return as_json([_info(r, r.commit("main")) for r in found if r.repo_id.startswith(author)])


def info(request: Request) -> Reply:
    """A dataset at a revision."""
    repository = request.repository
    return as_json(_info(repository, repository.commit(request.part("revision") or "main")))


def references(request: Request) -> Reply:
    """Branches, tags, branches that the hub made, pull requests."""
    repository = request.repository
    kinds = {"branches": "heads/", "tags": "tags/", "converts": "convert/", "pullRequests": "pr/"}
    found: dict[str, list[dict[str, str]]] = {kind: [] for kind in kinds}
    for reference, commit in repository.references().items():
        for kind, prefix in kinds.items():
            if reference.startswith(f"refs/{prefix}"):
                name = reference if kind == "pullRequests" else reference[len(f"refs/{prefix}") :]
                found[kind].append({"name": name, "ref": reference, "targetCommit": commit})
    if not request.flag("include_prs"):
        del found["pullRequests"]
    return as_json(found)


def commits(request: Request) -> Reply:
    """The commits of a revision, newest first."""
    history = request.repository.history(request.part("revision"))
    listed = [
        {
            "id": c.id,
            "title": c.title,
            "message": c.message,
            "authors": [{"user": "archivist"}],
            "date": EPOCH,
        }
        for c in history
    ]
    return _paged(request, listed)


def tree(request: Request) -> Reply:
    """Files and folders of a revision."""
    commit = request.repository.commit(request.part("revision"))
    below = request.part("path").strip("/")
    entries = _entries(commit)
    if below:
        if not any(path.startswith(f"{below}/") for path in commit.files):
            raise Refusal(404, f"{below} does not exist", "EntryNotFound")
        entries = [e for e in entries if e["path"].startswith(f"{below}/")]
    if not request.flag("recursive"):
        depth = below.count("/") + 1 if below else 0
        entries = [e for e in entries if e["path"].count("/") == depth]
    return _paged(request, entries)


def paths_info(request: Request) -> Reply:
    """What is known of some paths; those that do not exist are left out."""
    commit = request.repository.commit(request.part("revision"))
    content = request.body.read()
    if request.headers.get("content-type", "").startswith("application/json"):
        raise Refusal(400, "a form is expected")
    asked = {p.strip("/") for p in parse_qs(content.decode()).get("paths", [])}
    return as_json([e for e in _entries(commit) if e["path"] in asked])


def large_files(request: Request) -> Reply:
    """The large files that a reference leads to."""
    listed = [
        {
            "fileOid": sha256,
            "oid": sha256,
            "filename": path,
            "pushedAt": EPOCH,
            "ref": reference,
            "size": n_bytes,
        }
        for sha256, (path, reference, n_bytes) in request.repository.large_files().items()
    ]
    return _paged(request, listed)


def resolve(request: Request) -> Reply:
    """A file, whole or a range of it."""
    repository = request.repository
    if repository.gated and not request.is_authorized:
        raise Refusal(401, "Access to this dataset is restricted", "GatedRepo")
    commit = repository.commit(request.part("revision"))
    entry = commit.files.get(request.part("path"))
    if entry is None:
        raise Refusal(404, "Entry not found", "EntryNotFound")
    path = repository.stored(entry)
    headers = {
        "X-Repo-Commit": commit.id,
        "ETag": f'"{entry.sha256 or entry.oid}"',
        "Accept-Ranges": "bytes",
        "Content-Type": "application/octet-stream",
    }
    whole = Reply(200, headers=headers, file=path, n_bytes=entry.n_bytes)
    wanted = re.fullmatch(r"bytes=(\d*)-(\d*)", request.headers.get("range", ""))
    if not wanted or not entry.n_bytes:
        return whole
    first, last = wanted.groups()
    start = int(first) if first else max(0, entry.n_bytes - int(last))
    end = min(int(last), entry.n_bytes - 1) if first and last else entry.n_bytes - 1
    if start > end:
        raise Refusal(416, "no such range")
    headers["Content-Range"] = f"bytes {start}-{end}/{entry.n_bytes}"
    return replace(whole, status=206, start=start, n_bytes=end - start + 1)


def _info(repository: Repository, commit: Commit) -> dict[str, Any]:
    return {
        "_id": "0" * 24,
        "id": repository.repo_id,
        "author": repository.repo_id.partition("/")[0],
        "sha": commit.id,
        "private": repository.private,
        "gated": repository.gated,
        "disabled": False,
        "lastModified": EPOCH,
        "createdAt": EPOCH,
        "downloads": 0,
        "likes": 0,
        "tags": [],
        "siblings": [{"rfilename": path} for path in sorted(commit.files)],
    }


def _entries(commit: Commit) -> list[dict[str, Any]]:
    folders = {"/".join(p.split("/")[:n]) for p in commit.files for n in range(1, p.count("/") + 1)}
    listed = [
        {"type": "directory", "oid": commit.id, "size": 0, "path": folder} for folder in folders
    ]
    listed += [_file(path, entry) for path, entry in commit.files.items()]
    return sorted(listed, key=lambda e: str(e["path"]))


def _file(path: str, entry: Entry) -> dict[str, Any]:
    listed: dict[str, Any] = {
        "type": "file",
        "oid": entry.oid,
        "size": entry.n_bytes,
        "path": path,
    }
    if entry.sha256:
        size, pointer = entry.n_bytes, entry.pointer_bytes
        listed["lfs"] = {"oid": entry.sha256, "size": size, "pointerSize": pointer}
    return listed


def _paged(request: Request, listed: Sequence[Any]) -> Reply:
    """A page of a list, with a link to the next one."""
    start, n = int(request.query.get("cursor", ["0"])[0]), request.hub.page_size
    headers = {}
    if start + n < len(listed):
        kept = "".join(f"&{k}={quote(v[0])}" for k, v in request.query.items() if k != "cursor")
        url = f"{request.hub.endpoint}{request.headers['x-path']}?cursor={start + n}{kept}"
        headers["Link"] = f'<{url}>; rel="next"'
    return as_json(listed[start : start + n], headers)


READING = (
    Route("whoami", "GET", r"/api/whoami-v2", whoami),
    Route("datasets", "GET", r"/api/datasets", datasets, False),
    Route("info", "GET", rf"{DATASET}(?:/revision/(?P<revision>[^/]+))?", info, False),
    Route("refs", "GET", rf"{DATASET}/refs", references, False),
    Route("commits", "GET", rf"{DATASET}/commits/(?P<revision>[^/]+)", commits, False),
    Route("tree", "GET", rf"{DATASET}/tree/(?P<revision>[^/]+)(?:/(?P<path>.*))?", tree, False),
    Route("paths_info", "POST", rf"{DATASET}/paths-info/(?P<revision>[^/]+)", paths_info, False),
    Route("lfs_list", "GET", rf"{DATASET}/lfs-files", large_files),
    Route(
        "resolve",
        "GET",
        r"/datasets/(?P<namespace>[^/]+)/(?P<name>[^/]+)/resolve/(?P<revision>[^/]+)/(?P<path>.+)",
        resolve,
        False,
    ),
)
