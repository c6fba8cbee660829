"""Publishing to a loopback hub: a small release, what must hold, and sudden deaths."""

import itertools
from collections.abc import Callable, Mapping
from pathlib import Path

import httpx2
import pytest

from openfonds.releases.hugging_face_client import Patience
from tests.loopback_hub import Hub

REPO = "archive/decrees"
ID = "rel-0001"
QUICK = Patience(connect_s=2, silence_s=0.4, call_s=2, waits_s=(0.01, 0.02, 0.05), rate_limit_s=1.5)
FILES = {
    "README.md": b"---\nlicense: cc0-1.0\n---\n# Decrees\n",
    "CHANGELOG.md": b"1.0.0\n",
    "data/documents/documents-00000.parquet": b"PAR1 first PAR1",
    "data/pages/pages-00000.parquet": b"PAR1 second, longer than the others PAR1",
    "ledger/checkpoint.txt": b"checkpoint\n",
}


def stage(folder: Path, files: Mapping[str, bytes] = FILES) -> Path:
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return folder


def other(version: str) -> dict[str, bytes]:
    return {**FILES, "CHANGELOG.md": version.encode()}


def contents(hub: Hub, revision: str) -> dict[str, bytes]:
    """Files of a revision by path, past all clients."""
    repository = hub.repositories[REPO]
    files = repository.commit(revision).files
    return {
        path: repository.stored(entry).read_bytes()
        for path, entry in files.items()
        if path != ".gitattributes"
    }


def assert_one_release(hub: Hub, commit: str) -> None:
    """Exactly one release, whole, one commit and one tag, nothing else."""
    repository = hub.repositories[REPO]
    titles = [c.title for c in repository.history("main")]
    assert titles == [f"Version 1.0.0 [{ID}]", "initial commit"]
    assert repository.tags == {"v1.0.0": commit}
    assert repository.branches == {"main": commit}
    assert contents(hub, "v1.0.0") == FILES


class Killed(BaseException):
    """The process is gone: nothing may be cleaned up."""


def kill_at(monkeypatch: pytest.MonkeyPatch, number: int, when: str) -> Callable[[], None]:
    """Let the n-th request be the last one; returns what lets the next process live."""
    counter = itertools.count()
    send = httpx2.HTTPTransport.handle_request
    dead = False

    def handle(self: httpx2.HTTPTransport, request: httpx2.Request) -> httpx2.Response:
        nonlocal dead
        mine = next(counter) == number
        dead = dead or mine
        if dead and not (mine and when == "after"):
            raise Killed
        response = send(self, request)
        if mine:
            response.read()
            raise Killed
        return response

    monkeypatch.setattr(httpx2.HTTPTransport, "handle_request", handle)
    return lambda: monkeypatch.setattr(httpx2.HTTPTransport, "handle_request", send)
