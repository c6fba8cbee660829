import itertools
import json
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fsspec.implementations.memory import MemoryFileSystem

from openfonds.errors import ReleaseRefused, TransientError
from openfonds.releases import object_store_claims as claims
from openfonds.releases.object_store_folder import StoreFolder
from tests.hub_contract import SAME, content, first, second, sha256, stage
from tests.object_stores import Store

pytest_plugins = ["tests.object_store_servers"]


class Killed(BaseException):
    """Stands for the end of the process: nothing may catch it."""


def _kill_at(
    monkeypatch: pytest.MonkeyPatch, number: int, when: str, run: Callable[[], object]
) -> bool:
    """Run with the end of the process at the nth write; tells whether it came that far.

    After the end nothing is written any more, not even by what cleans up.
    """
    left, ended = number, False

    def dying(real: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **kwargs: object) -> object:
            nonlocal left, ended
            if ended:
                raise Killed
            left -= 1
            if left > 0:
                return real(*args, **kwargs)
            ended = True
            if when == "after it":
                real(*args, **kwargs)
            raise Killed

        return call

    with monkeypatch.context() as patched:
        for name in ("pipe_file", "put_file", "cp_file", "rm_file"):
            patched.setattr(MemoryFileSystem, name, dying(getattr(MemoryFileSystem, name)))
        try:
            run()
        except Killed:
            return True
    return False


def _reset(memory: Store, saved: dict[str, bytes]) -> None:
    if memory.fs.exists(memory.url):
        memory.fs.rm(memory.url, recursive=True)
    for name, data in saved.items():
        memory.fs.pipe_file(name, data)


def _all(memory: Store) -> dict[str, bytes]:
    return {name: memory.fs.cat_file(name) for name in memory.fs.find(memory.url)}


def _whole(memory: Store, version: str, files: int) -> None:
    """Nothing is there beside the versions, no claim either."""
    keys = memory.names()
    assert not [key for key in keys if key.startswith("claims/")]
    assert len([key for key in keys if key.startswith("v")]) == files + 1, keys
    assert memory.fs.cat_file(memory.at("latest")) == f"v{version}\n".encode()


@pytest.mark.parametrize("when", ["before it", "after it"])
def test_a_publication_that_is_killed_anywhere_is_completed(
    memory: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    first(memory.hub(), tmp_path)
    before = _all(memory)
    for number in itertools.count(1):
        _reset(memory, before)
        killed = _kill_at(monkeypatch, number, when, lambda: second(memory.hub(), tmp_path))
        if memory.hub().commit_of("2.0.0"):
            assert content(memory.hub(), "2.0.0", tmp_path)["README"] == "two"
        assert content(memory.hub(), "1.0.0", tmp_path)["README"] == "one"
        second(memory.hub(), tmp_path)
        assert content(memory.hub(), "2.0.0", tmp_path) == {
            SAME: "unchanged",
            "README": "two",
            "new": "y",
        }
        _whole(memory, "2.0.0", 6)
        if not killed:
            break
    assert number > 7


@pytest.mark.parametrize("when", ["before it", "after it"])
def test_after_a_kill_another_release_can_take_the_version(
    memory: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    first(memory.hub(), tmp_path)
    before = _all(memory)
    other = stage(tmp_path / "other", README="other", another="z")
    for number in itertools.count(1):
        _reset(memory, before)
        killed = _kill_at(monkeypatch, number, when, lambda: second(memory.hub(), tmp_path))
        if memory.hub().commit_of("2.0.0"):
            with pytest.raises(ReleaseRefused, match="with other files"):
                memory.hub().publish(other, "2.0.0", "release-3")
        else:
            memory.hub().publish(other, "2.0.0", "release-3")
            assert content(memory.hub(), "2.0.0", tmp_path)["README"] == "other"
            assert memory.hub().remains([sha256("two"), sha256("y")]) == []
            _whole(memory, "2.0.0", 6)
        if not killed:
            break


@pytest.mark.parametrize("when", ["before it", "after it"])
def test_a_purge_that_is_killed_anywhere_is_completed(
    memory: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    first(memory.hub(), tmp_path)
    second(memory.hub(), tmp_path)
    before = _all(memory)
    gone = [sha256("withheld"), sha256("one")]
    for number in itertools.count(1):
        _reset(memory, before)
        killed = _kill_at(monkeypatch, number, when, lambda: memory.hub().purge(["1.0.0"]))
        if killed and memory.hub().commit_of("1.0.0") is None and "v1.0.0/gone" in memory.names():
            assert memory.hub().remains(gone), "left-over files are named"
        memory.hub().purge(["1.0.0"])
        assert memory.hub().remains(gone) == []
        _whole(memory, "2.0.0", 3)
        if not killed:
            break
    assert number > 5


def test_half_an_upload_is_named_and_swept(memory: Store, tmp_path: Path) -> None:
    first(memory.hub(), tmp_path)
    memory.fs.pipe_file(memory.at("v2.0.0/gone"), b"with")
    assert memory.hub().remains([sha256("withheld")]) == [
        "checksums/v1.0.0.sha256 names it",
        "v1.0.0/gone",
        "v2.0.0/gone (left by an interrupted run)",
    ]
    second(memory.hub(), tmp_path)
    assert "v2.0.0/gone" not in memory.names()


def _claim(store: Store, token: str, **fields: object) -> None:
    owner = {"purpose": "publish 9.9.9 other", "machine": "elsewhere", "process": 1, **fields}
    store.fs.pipe_file(store.at(f"claims/{token}.json"), json.dumps(owner).encode())


@pytest.mark.parametrize("token", ["0" * 16, "f" * 16], ids=["lower", "higher"])
def test_another_run_that_is_writing_is_not_disturbed(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    monkeypatch.setattr(claims, "PATIENCE_SECONDS", 0.3)
    first(store.hub(), tmp_path)
    _claim(store, token)
    before = store.names()
    with pytest.raises(TransientError, match="another run is writing"):
        second(store.hub(), tmp_path)
    with pytest.raises(TransientError, match="another run is writing"):
        store.hub().purge(["1.0.0"])
    assert store.names() == before


def test_a_claim_older_than_the_lease_is_taken_over(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _claim(store, "0" * 16)
    time.sleep(2.1)  # stores tell times in whole seconds
    monkeypatch.setattr(claims, "LEASE_SECONDS", 0)
    first(store.hub(), tmp_path)
    assert not [key for key in store.names() if key.startswith("claims/")]


def test_a_claim_of_a_dead_process_is_taken_over(memory: Store, tmp_path: Path) -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    _claim(memory, "0" * 16, machine=claims._machine(), process=ended.pid)
    first(memory.hub(), tmp_path)
    _claim(memory, "0" * 16, machine=claims._machine(), process=os.getpid())  # of a run before
    second(memory.hub(), tmp_path)
    _whole(memory, "2.0.0", 6)


def test_a_run_that_was_held_for_dead_stops(
    memory: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = StoreFolder.upload

    def upload(self: StoreFolder, path: Path, key: str, file: Any) -> None:
        real(self, path, key, file)
        for name in memory.fs.find(memory.at("claims")):
            memory.fs.rm_file(name)

    with monkeypatch.context() as patched:
        patched.setattr(StoreFolder, "upload", upload)
        with pytest.raises(TransientError, match="held for dead"):
            first(memory.hub(), tmp_path)
    assert memory.hub().commit_of("1.0.0") is None


def test_a_claim_is_renewed(memory: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    real = StoreFolder.write

    def write(self: StoreFolder, key: str, data: bytes) -> None:
        written.append(key.partition("/")[0])
        real(self, key, data)

    monkeypatch.setattr(StoreFolder, "write", write)
    first(memory.hub(), tmp_path)
    assert written.count("claims") == 1
    monkeypatch.setattr(claims, "RENEW_SECONDS", -1)
    second(memory.hub(), tmp_path)
    assert written.count("claims") > 5
