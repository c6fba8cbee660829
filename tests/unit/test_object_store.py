import json
from pathlib import Path
from typing import Any

import pytest
from fsspec.implementations.memory import MemoryFileSystem

from openfonds.errors import TransientError
from openfonds.releases.object_store import ObjectStoreHub
from openfonds.releases.object_store_folder import StoreFolder
from tests.hub_contract import APART, CONTRACT, SAME, Check, content, first, second, sha256
from tests.object_stores import REPO, Store

pytest_plugins = ["tests.object_store_servers"]


@pytest.mark.parametrize("check", (*CONTRACT, *APART), ids=lambda check: check.__name__)
def test_object_store(check: Check, store: Store, tmp_path: Path) -> None:
    check(store.hub, tmp_path)


def test_the_layout_is_plain(store: Store, tmp_path: Path) -> None:
    old, new = first(store.hub(), tmp_path), second(store.hub(), tmp_path)
    assert store.names() == sorted(
        [
            "versions.json",
            "latest",
            "checksums/v1.0.0.sha256",
            "checksums/v2.0.0.sha256",
            *(f"v1.0.0/{path}" for path in (SAME, "README", "gone")),
            *(f"v2.0.0/{path}" for path in (SAME, "README", "new")),
        ]
    )
    assert store.fs.cat_file(store.at("latest")) == b"v2.0.0\n"
    record = json.loads(store.fs.cat_file(store.at("versions.json")))
    assert (record["repo_id"], record["latest"]) == (REPO, "2.0.0")
    shown = [(v["version"], v["commit"], v["release_id"], v["purged"]) for v in record["versions"]]
    assert shown == [("1.0.0", old, "release-1", False), ("2.0.0", new, "release-2", False)]
    line = f"{sha256('one')}  README\n"
    assert line in store.fs.cat_file(store.at("checksums/v1.0.0.sha256")).decode()
    assert store.hub().where("2.0.0") == store.at("v2.0.0")


def test_datasets_whose_names_begin_alike_stay_apart(store: Store, tmp_path: Path) -> None:
    first(store.hub(), tmp_path)
    other = ObjectStoreHub(store.url, f"{REPO}-of-the-town")
    first(other, tmp_path)
    second(store.hub(), tmp_path)
    store.hub().purge(["1.0.0"])
    assert content(other, "1.0.0", tmp_path)["gone"] == "withheld"
    assert store.hub().remains([sha256("withheld")]) == []


def test_unchanged_files_are_copied_in_the_store(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    uploaded: list[str] = []
    real = StoreFolder.upload

    def upload(self: StoreFolder, path: Path, key: str, file: Any) -> None:
        uploaded.append(key)
        real(self, path, key, file)

    monkeypatch.setattr(StoreFolder, "upload", upload)
    first(store.hub(), tmp_path)
    uploaded.clear()
    second(store.hub(), tmp_path)
    assert uploaded == ["v2.0.0/README", "v2.0.0/new"]


def test_a_copy_of_a_spoiled_object_is_uploaded_instead(store: Store, tmp_path: Path) -> None:
    first(store.hub(), tmp_path)
    store.fs.pipe_file(store.at(f"v1.0.0/{SAME}"), b"unchange!")
    second(store.hub(), tmp_path)
    assert content(store.hub(), "2.0.0", tmp_path)[SAME] == "unchanged"


def test_an_upload_that_arrives_damaged_does_not_count(
    memory: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first(memory.hub(), tmp_path)

    def damage(self: MemoryFileSystem, lpath: str, rpath: str, **_: object) -> None:
        self.pipe_file(rpath, b"?" * Path(lpath).stat().st_size)

    with monkeypatch.context() as patched:
        patched.setattr(MemoryFileSystem, "put_file", damage)
        with pytest.raises(TransientError, match="arrived damaged"):
            second(memory.hub(), tmp_path)
    assert memory.hub().commit_of("2.0.0") is None
    second(memory.hub(), tmp_path)
    assert content(memory.hub(), "2.0.0", tmp_path)["README"] == "two"


def test_what_others_keep_beside_the_versions_stays(store: Store, tmp_path: Path) -> None:
    first(store.hub(), tmp_path)
    store.fs.pipe_file(store.at("index.html"), b"hello")
    second(store.hub(), tmp_path)
    store.hub().purge(["1.0.0"])
    assert "index.html" in store.names()


def test_damaged_checksums_stop_everything(memory: Store, tmp_path: Path) -> None:
    first(memory.hub(), tmp_path)
    memory.fs.rm_file(memory.at("checksums/v1.0.0.sha256"))
    with pytest.raises(Exception, match="missing or damaged"):
        second(memory.hub(), tmp_path)
    assert memory.hub().commit_of("2.0.0") is None
    assert "v1.0.0/gone" in memory.names()
