"""A small server for a static hub: for the demo, for tests, and for a reading room.

It answers what clients of a Hugging Face hub ask when they read (HUB 1, READ), from the folder
that `openfonds.releases.static_hub` writes, and gives out everything else in the folder as plain
files. For a public site use nginx with the configuration that lies beside the data.
"""

import io
import json
import mimetypes
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import IO, Any
from urllib.parse import parse_qs, unquote, urlsplit

from openfonds.digests import CHUNK_BYTES

MAX_BODY_BYTES = 1 << 20
JSON = "application/json"
BINARY = "application/octet-stream"
_RESOLVE = re.compile(r"/datasets/([^/]+/[^/]+)/resolve/([^/]+)/(.+)")
_API = re.compile(r"/api/datasets/([^/]+/[^/]+)(?:/(refs|revision|tree|paths-info)(?:/(.+))?)?")
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


class _Missing(Exception):
    """Something was asked for that is not there; `code` is what clients tell errors apart by."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class _Answer:
    """A file to send, or a JSON document."""

    content: Path | bytes
    kind: str
    headers: dict[str, str]


def serve(hub_root: Path, host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve the folder until interrupted."""
    with _server(hub_root, host, port) as server:
        server.serve_forever()


@contextmanager
def start_server(hub_root: Path, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Serve the folder from a thread; gives the base URL. Port 0 takes any free one."""
    with _server(hub_root, host, port) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://{host}:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def _server(hub_root: Path, host: str, port: int) -> ThreadingHTTPServer:
    return ThreadingHTTPServer((host, port), partial(_Handler, hub_root.resolve()))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # clients keep the connection
    server_version = "openfonds-hub"
    sys_version = ""
    timeout = 60
    disable_nagle_algorithm = True  # headers and body are two writes; do not wait between them

    def __init__(self, root: Path, *args: Any) -> None:
        self._root = root
        super().__init__(*args)

    def do_GET(self) -> None:
        """Send a file, a part of one, or a document."""
        self._reply(self._find)

    def do_HEAD(self) -> None:
        """The headers of the same."""
        self._reply(self._find)

    def do_POST(self) -> None:
        """Answer paths-info, the one question that is asked with POST."""
        self._reply(self._paths_info)

    def log_message(self, format: str, *args: Any) -> None:
        """Readers of a public dataset are not recorded."""

    def _reply(self, find: Callable[[], _Answer]) -> None:
        try:
            answer = find()
            stream: IO[bytes] = (
                io.BytesIO(answer.content)
                if isinstance(answer.content, bytes)
                else answer.content.open("rb")
            )
        except _Missing as error:
            self._refuse(error.code)
        except (OSError, ValueError):  # no such file, a folder, or a name that cannot be one
            self._refuse("EntryNotFound")
        else:
            with stream, suppress(ConnectionError):  # readers may leave at any time
                self._send(answer, stream)

    def _refuse(self, code: str) -> None:
        body = json.dumps({"error": code}).encode()
        self._begin(HTTPStatus.NOT_FOUND, len(body), JSON, {"X-Error-Code": code})
        if self.command != "HEAD":
            self.wfile.write(body)

    def _find(self) -> _Answer:
        url = urlsplit(self.path)
        path = unquote(url.path)
        if match := _RESOLVE.fullmatch(path):
            repo_id, revision, name = match.groups()
            return self._file(repo_id, self._commit(repo_id, revision), name)
        if match := _API.fullmatch(path):
            repo_id, verb, rest = match.groups()
            flat = parse_qs(url.query).get("recursive") == ["false"]
            return _Answer(self._document(repo_id, verb, rest, flat), JSON, {})
        if path.startswith("/api/"):
            raise _Missing("RepoNotFound")
        return self._plain(path)

    def _file(self, repo_id: str, commit: str, name: str) -> _Answer:
        known = _digests(self._inside(f"api/datasets/{repo_id}/tree/{commit}.json"))
        if name not in known:
            raise _Missing("EntryNotFound")
        return _Answer(
            self._inside(f"datasets/{repo_id}/resolve/{commit}/{name}"),
            BINARY,
            {"ETag": f'"{known[name]}"', "X-Repo-Commit": commit, "Accept-Ranges": "bytes"},
        )

    def _document(self, repo_id: str, verb: str | None, rest: str | None, flat: bool) -> Path:
        base = f"api/datasets/{repo_id}"
        revision, _, folder = (rest or "main").partition("/")
        commit = self._commit(repo_id, revision)
        if verb == "refs":
            return self._inside(f"{base}/refs.json")
        if verb == "tree":
            inner = f"/{folder}" if folder else ""
            return self._inside(f"{base}/tree/{commit}{inner}{'.flat' if flat else ''}.json")
        if verb in (None, "revision") and not folder:
            return self._inside(f"{base}/revision/{commit}.json")
        raise _Missing("EntryNotFound")

    def _paths_info(self) -> _Answer:
        length = int(self.headers.get("Content-Length") or 0)
        if length > MAX_BODY_BYTES:
            self.close_connection = True
            raise _Missing("EntryNotFound")
        body = self.rfile.read(length).decode(errors="replace")
        match = _API.fullmatch(unquote(urlsplit(self.path).path))
        if not match or match[2] != "paths-info":
            raise _Missing("EntryNotFound")
        if self.headers.get("Content-Type", "").startswith(JSON):
            paths = json.loads(body).get("paths", [])
        else:
            paths = parse_qs(body).get("paths", [])
        commit = self._commit(match[1], match[3] or "main")
        tree = self._inside(f"api/datasets/{match[1]}/tree/{commit}.json")
        found = [e for e in json.loads(tree.read_text()) if e["path"] in paths]
        for entry in found:
            # duckdb asks when a file changed, and clients read that from the last commit.
            path = self._inside(f"datasets/{match[1]}/resolve/{commit}/{entry['path']}")
            changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            date = changed.strftime("%Y-%m-%dT%H:%M:%S.000Z")
            entry["lastCommit"] = {"id": commit, "title": "", "date": date}
        return _Answer(json.dumps(found).encode(), JSON, {})

    def _commit(self, repo_id: str, revision: str) -> str:
        """The commit of a branch, a tag or a commit id."""
        refs = self._root / "api" / "datasets" / repo_id / "refs.json"
        if not refs.is_file():
            raise _Missing("RepoNotFound")
        known = json.loads(refs.read_text())
        commits = {r["name"]: r["targetCommit"] for r in known["branches"] + known["tags"]}
        if revision not in commits and revision not in commits.values():
            raise _Missing("RevisionNotFound")
        return str(commits.get(revision, revision))

    def _plain(self, path: str) -> _Answer:
        """A file of the site beside the datasets; a folder stands for its index.html."""
        parts = [part for part in path.split("/") if part]
        if any(part.startswith(".") for part in parts):
            raise _Missing("EntryNotFound")
        file = self._inside("/".join(parts))
        file = file / "index.html" if file.is_dir() else file
        kind = mimetypes.guess_type(file.name)[0] or BINARY
        return _Answer(file, kind, {"Accept-Ranges": "bytes"})

    def _inside(self, name: str) -> Path:
        """A path below the root, also after all links are followed."""
        path = (self._root / name).resolve()
        if not path.is_relative_to(self._root):
            raise _Missing("EntryNotFound")
        return path

    def _send(self, answer: _Answer, stream: IO[bytes]) -> None:
        size = stream.seek(0, io.SEEK_END)
        asked = _asked_range(self.headers.get("Range"), size)
        if asked is None:
            self._begin(HTTPStatus.OK, size, answer.kind, answer.headers)
            first, remaining = 0, size
        elif asked[0] > asked[1]:
            unsatisfied = {**answer.headers, "Content-Range": f"bytes */{size}"}
            self._begin(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, 0, answer.kind, unsatisfied)
            return
        else:
            first, remaining = asked[0], asked[1] - asked[0] + 1
            part = {**answer.headers, "Content-Range": f"bytes {asked[0]}-{asked[1]}/{size}"}
            self._begin(HTTPStatus.PARTIAL_CONTENT, remaining, answer.kind, part)
        if self.command == "HEAD":
            return
        stream.seek(first)
        while remaining and (chunk := stream.read(min(CHUNK_BYTES, remaining))):
            self.wfile.write(chunk)
            remaining -= len(chunk)

    def _begin(self, status: HTTPStatus, length: int, kind: str, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": length, **headers}.items():
            self.send_header(name, str(value))
        self.end_headers()


def _asked_range(header: str | None, size: int) -> tuple[int, int] | None:
    """First and last byte to send (RFC 9110, 14.1.2); None for the whole file."""
    match = _RANGE.fullmatch(header or "")
    if not match or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        return max(0, size - int(last)), size - 1
    return int(first), min(int(last) if last else size - 1, size - 1)


@cache
def _digests(tree: Path) -> dict[str, str]:
    """SHA-256 of each file of a commit. The listing of a commit never changes."""
    entries = json.loads(tree.read_text())
    return {e["path"]: e["lfs"]["oid"] for e in entries if e["type"] == "file"}
