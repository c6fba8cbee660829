"""Routes that write: datasets, uploads, commits, references, pull requests, takedowns."""

import base64
import hmac
import json
import re
from typing import Any

from tests.loopback_hub.exchange import Reply, Request, Route, as_json
from tests.loopback_hub.reading import DATASET, EPOCH
from tests.loopback_hub.records import Discussion, Refusal
from tests.loopback_hub.repository import MAIN, Repository

UPLOAD = r"/upload/(?P<namespace>[^/]+)/(?P<name>[^/]+)/(?P<sha256>[0-9a-f]{64})"


def create(request: Request) -> Reply:
    """A new dataset with one first commit."""
    asked, hub = request.json(), request.hub
    repo_id = f"{asked.get('organization') or 'archivist'}/{asked['name']}"
    answer = {"url": f"{hub.endpoint}/datasets/{repo_id}", "name": repo_id, "id": repo_id}
    if repo_id in hub.repositories:
        return as_json({**answer, "error": "You already created this dataset repo"}, status=409)
    hub.add_repository(repo_id, private=asked.get("visibility") == "private")
    return as_json(answer)


def delete(request: Request) -> Reply:
    """Remove a dataset."""
    asked = request.json()
    if request.hub.repositories.pop(f"{asked['organization']}/{asked['name']}", None) is None:
        raise Refusal(404, "not found", "RepoNotFound")
    return as_json({})


def move(request: Request) -> Reply:
    """Rename a dataset."""
    asked, known = request.json(), request.hub.repositories
    if asked["fromRepo"] not in known:
        raise Refusal(404, "not found", "RepoNotFound")
    known[asked["toRepo"]] = known.pop(asked["fromRepo"])
    known[asked["toRepo"]].repo_id = asked["toRepo"]
    return as_json({})


def settings(request: Request) -> Reply:
    """Make a dataset private, public or gated."""
    asked, repository = request.json(), request.repository
    if "visibility" in asked:
        repository.private = asked["visibility"] == "private"
    if "gated" in asked:
        repository.gated = bool(asked["gated"])
    return as_json({})


def validate_yaml(request: Request) -> Reply:
    """Whether the front matter of a card is whole."""
    content = request.json()["content"]
    whole = not content.startswith("---") or re.match(r"---\n.*?\n---\n", content, re.DOTALL)
    errors = [] if whole else [{"message": "the front matter does not end"}]
    return as_json({"errors": errors, "warnings": []}, status=200 if whole else 400)


def preupload(request: Request) -> Reply:
    """How each file is to be sent, and what the hub has under its name."""
    commit = request.repository.commit(request.part("revision"))
    answers = []
    for file in request.json()["files"]:
        sample, path = base64.b64decode(file["sample"]), file["path"]
        large = path.endswith((".parquet", ".bin")) or b"\0" in sample or file["size"] > 10_000_000
        known = commit.files.get(path)
        oid = {"oid": known.sha256 or known.oid} if known else {}
        mode = "lfs" if large else "regular"
        answers.append({"path": path, "uploadMode": mode, "shouldIgnore": False, **oid})
    return as_json({"files": answers, "commitOid": commit.id})


def lfs_batch(request: Request) -> Reply:
    """Where to send large files; those that are stored already need not be sent."""
    repository, hub = request.repository, request.hub
    answers = []
    for asked in request.json()["objects"]:
        sha256, size = asked["oid"], asked["size"]
        answer: dict[str, Any] = {"oid": sha256, "size": size}
        if not repository.blobs.has_large(sha256):
            base = f"{hub.endpoint}/upload/{repository.repo_id}/{sha256}"
            signature = f"X-Signature={_signature(hub.signing_key, sha256)}"
            upload: dict[str, Any] = {"href": f"{base}?{signature}"}
            if size > hub.multipart_bytes:
                n_parts = -(-size // hub.multipart_bytes)
                parts = {str(n): f"{base}/{n}?{signature}" for n in range(1, n_parts + 1)}
                upload = {
                    "href": f"{base}/complete?{signature}",
                    "header": {"chunk_size": str(hub.multipart_bytes), **parts},
                }
            verify = {"href": f"{hub.endpoint}/api/datasets/{repository.repo_id}/lfs-verify"}
            answer["actions"] = {"upload": upload, "verify": verify}
        answers.append(answer)
    return as_json({"transfer": "basic", "objects": answers})


def put_whole(request: Request) -> Reply:
    """A large file, at an address that is signed."""
    sha256 = _signed(request)
    if not _upload_target(request).blobs.add_large(sha256, request.body):
        raise Refusal(400, "XAmzContentSHA256Mismatch")
    return Reply(200, headers={"ETag": f'"{sha256[:32]}"'})


def put_part(request: Request) -> Reply:
    """A part of a large file."""
    number = int(request.part("number"))
    etag = _upload_target(request).blobs.add_part(_signed(request), number, request.body)
    return Reply(200, headers={"ETag": etag})


def complete(request: Request) -> Reply:
    """All parts were sent."""
    sha256, asked = _signed(request), request.json()
    if not _upload_target(request).blobs.join_parts(sha256, len(asked["parts"])):
        raise Refusal(400, "InvalidPart")
    return as_json({"success": True})


def verify(request: Request) -> Reply:
    """Whether a large file arrived."""
    asked = request.json()
    path = request.repository.blobs.lfs / asked["oid"]
    if not path.exists() or path.stat().st_size != asked["size"]:
        raise Refusal(404, "the object was not uploaded")
    return as_json({})


def commit(request: Request) -> Reply:
    """A commit: a line a file."""
    lines = [json.loads(line) for line in request.body.read().splitlines() if line.strip()]
    repository, wants_pull = request.repository, request.flag("create_pr")
    made, pull = repository.apply(request.part("revision"), lines, create_pr=wants_pull)
    base = f"{request.hub.endpoint}/datasets/{repository.repo_id}"
    answer = {"success": True, "commitOid": made.id, "commitUrl": f"{base}/commit/{made.id}"}
    if pull is not None:
        answer["pullRequestUrl"] = f"{base}/discussions/{pull}"
    return as_json(answer)


def create_branch(request: Request) -> Reply:
    """A new branch."""
    repository, name = request.repository, request.part("branch")
    if name.startswith("refs/"):
        raise Refusal(400, "Invalid reference for a branch")
    if name in repository.branches:
        raise Refusal(409, "Reference already exists")
    start = request.json().get("startingPoint") or MAIN
    repository.branches[name] = repository.commit(start).id
    return as_json({})


def delete_branch(request: Request) -> Reply:
    """Remove a branch."""
    request.repository.delete_branch(request.part("branch"))
    return as_json({})


def create_tag(request: Request) -> Reply:
    """A new tag."""
    repository, name = request.repository, request.json()["tag"]
    target = repository.commit(request.part("revision")).id
    if name in repository.tags:
        raise Refusal(409, "Tag reference exists already")
    repository.tags[name] = target
    return as_json({})


def delete_tag(request: Request) -> Reply:
    """Remove a tag."""
    request.repository.delete_tag(request.part("tag"))
    return as_json({})


def squash(request: Request) -> Reply:
    """One commit instead of a history."""
    request.repository.squash(request.part("branch"), request.json()["message"])
    return as_json({})


def delete_large(request: Request) -> Reply:
    """Forget large files for good."""
    asked = request.json()["deletions"]
    rewrite = bool(asked["rewriteHistory"])
    request.repository.delete_large(asked["sha"], rewrite_history=rewrite)
    return as_json({})


def discussions(request: Request) -> Reply:
    """The pull requests of a dataset."""
    known = request.repository.discussions.values()
    listed = [_listed(request.repository, d) for d in known]
    start = int(request.query.get("p", ["0"])[0]) * request.hub.page_size
    page = listed[start : start + request.hub.page_size]
    return as_json({"discussions": page, "count": len(listed), "start": start})


def discussion_status(request: Request) -> Reply:
    """Close or re-open a pull request."""
    asked = request.json()
    request.repository.set_status(int(request.part("num")), asked["status"])
    event = {"id": "e" * 24, "type": "status-change", "createdAt": EPOCH, "data": asked}
    return as_json({"newStatus": {**event, "author": {"name": "archivist"}}})


def merge(request: Request) -> Reply:
    """Merge a pull request."""
    request.repository.merge(int(request.part("num")))
    return as_json({})


def _listed(repository: Repository, discussion: Discussion) -> dict[str, Any]:
    return {
        "title": discussion.title,
        "num": discussion.num,
        "author": {"name": "reader"},
        "createdAt": EPOCH,
        "status": discussion.status,
        "repo": {"name": repository.repo_id, "type": "dataset"},
        "isPullRequest": True,
    }


def _upload_target(request: Request) -> Repository:
    return request.hub.repositories[f"{request.part('namespace')}/{request.part('name')}"]


def _signed(request: Request) -> str:
    """The SHA-256 that the address is signed for."""
    sha256 = request.part("sha256")
    given = request.query.get("X-Signature", [""])[0]
    if "authorization" in request.headers:
        raise Refusal(400, "Only one auth mechanism allowed")  # as S3 answers
    if not hmac.compare_digest(given, _signature(request.hub.signing_key, sha256)):
        raise Refusal(403, "Request has expired")
    return sha256


def _signature(key: bytes, sha256: str) -> str:
    return hmac.new(key, sha256.encode(), "sha256").hexdigest()


REVISION = r"(?P<revision>[^/]+)"
WRITING = (
    Route("create_repo", "POST", r"/api/repos/create", create),
    Route("delete_repo", "DELETE", r"/api/repos/delete", delete),
    Route("move_repo", "POST", r"/api/repos/move", move),
    Route("settings", "PUT", rf"{DATASET}/settings", settings),
    Route("validate_yaml", "POST", r"/api/validate-yaml", validate_yaml, False),
    Route("preupload", "POST", rf"{DATASET}/preupload/{REVISION}", preupload),
    Route(
        "lfs_batch",
        "POST",
        r"/datasets/(?P<namespace>[^/]+)/(?P<name>[^/]+)\.git/info/lfs/objects/batch",
        lfs_batch,
    ),
    Route("lfs_put", "PUT", UPLOAD, put_whole, False),
    Route("lfs_part", "PUT", rf"{UPLOAD}/(?P<number>\d+)", put_part, False),
    Route("lfs_complete", "POST", rf"{UPLOAD}/complete", complete, False),
    Route("lfs_verify", "POST", rf"{DATASET}/lfs-verify", verify),
    Route("commit", "POST", rf"{DATASET}/commit/{REVISION}", commit),
    Route("create_branch", "POST", rf"{DATASET}/branch/(?P<branch>[^/]+)", create_branch),
    Route("delete_branch", "DELETE", rf"{DATASET}/branch/(?P<branch>[^/]+)", delete_branch),
    Route("create_tag", "POST", rf"{DATASET}/tag/{REVISION}", create_tag),
    Route("delete_tag", "DELETE", rf"{DATASET}/tag/(?P<tag>[^/]+)", delete_tag),
    Route("squash", "POST", rf"{DATASET}/super-squash/(?P<branch>[^/]+)", squash),
    Route("lfs_delete", "POST", rf"{DATASET}/lfs-files/batch", delete_large),
    Route("discussions", "GET", rf"{DATASET}/discussions", discussions, False),
    Route(
        "discussion_status",
        "POST",
        rf"{DATASET}/discussions/(?P<num>\d+)/status",
        discussion_status,
    ),
    Route("merge", "POST", rf"{DATASET}/discussions/(?P<num>\d+)/merge", merge),
)
