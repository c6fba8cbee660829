"""The clients that people use, unchanged, on a static hub: from a folder, over HTTP, by nginx."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from openfonds.errors import TransientError
from openfonds.releases.hub_server import start_server
from openfonds.releases.parquet import ShardFile
from openfonds.releases.readback import read_back
from openfonds.releases.static_hub import publish
from tests.release_rows import stage_release

REPO = "archive/decrees"
SHARD = "data/documents/documents-00000.parquet"

READ_OVER_HTTP = """
import json, os, sys
import duckdb, pandas, polars, pyarrow.dataset
from datasets import load_dataset
from huggingface_hub import HfApi, HfFileSystem, hf_hub_download, snapshot_download
from huggingface_hub.errors import (
    EntryNotFoundError, RepositoryNotFoundError, RevisionNotFoundError
)

repo, shard, answers_post = sys.argv[1:]
base = os.environ["HF_ENDPOINT"]
found = {}
for config in ("documents", "pages", "withheld"):
    for revision in ("main", "v1.0.0"):
        rows = load_dataset(repo, config, split="train", revision=revision)
        found[f"datasets {config} {revision}"] = len(rows)
rows = load_dataset(repo, split="train")
found["default config"] = rows.config_name
found["ids"] = rows["id"][:]
found["types"] = {n: str(rows.features[n]) for n in ("decision_checked_on", "redactions")}
found["words"] = load_dataset(repo, "pages", split="train")[0]["words"]
streamed = load_dataset(repo, "documents", split="train", streaming=True)
found["streamed"] = [row["id"] for row in streamed]
filtered = load_dataset(
    repo, "documents", split="train", streaming=True,
    columns=["id", "year_end"], filters=[("year_end", "<", 1905)],
)
found["filtered"] = [row["year_end"] for row in filtered]
found["pandas"] = list(pandas.read_parquet(f"hf://datasets/{repo}/{shard}")["id"])
url = f"{base}/datasets/{repo}/resolve/main/{shard}"
found["polars"] = polars.scan_parquet(url).select("id").collect()["id"].to_list()
old = pyarrow.dataset.dataset(
    f"datasets/{repo}@v1.0.0/data/documents", filesystem=HfFileSystem()
)
found["duckdb"] = [r[0] for r in duckdb.sql("select id from old").fetchall()]
if answers_post == "yes":
    duck = duckdb.connect()
    duck.register_filesystem(HfFileSystem())
    pattern = f"hf://datasets/{repo}@v1.0.0/data/documents/*.parquet"
    found["duckdb"] = [r[0] for r in duck.sql(f"select id from '{pattern}'").fetchall()]
api = HfApi()
found["commit"] = api.dataset_info(repo).sha
found["tags"] = [t.name for t in api.list_repo_refs(repo, repo_type="dataset").tags]
found["files"] = sorted(api.list_repo_files(repo, repo_type="dataset", revision="v1.0.0"))
found["old card"] = open(
    hf_hub_download(repo, "CHANGELOG.md", repo_type="dataset", revision="v1.0.0")
).read()
folder = snapshot_download(repo, repo_type="dataset")
found["snapshot"] = sorted(os.listdir(folder))
found["checksums"] = not api.verify_repo_checksums(
    repo, repo_type="dataset", local_dir=folder
).mismatches
found["errors"] = {}
for name, ask in {
    "repository": lambda: hf_hub_download("archive/none", "x", repo_type="dataset"),
    "revision": lambda: hf_hub_download(repo, "x", repo_type="dataset", revision="v9.0.0"),
    "file": lambda: hf_hub_download(repo, "x", repo_type="dataset"),
    "repository info": lambda: api.dataset_info("archive/none"),
    "revision info": lambda: api.dataset_info(repo, revision="v9.0.0"),
    "dataset": lambda: load_dataset("archive/none"),
    "dataset revision": lambda: load_dataset(repo, revision="v9.0.0"),
}.items():
    try:
        ask()
    except Exception as error:
        found["errors"][name] = type(error).__name__
print(json.dumps(found))
"""

READ_FOLDER = """
import json, sys
import duckdb, pandas, polars, pyarrow.dataset
from datasets import load_dataset

folder, shard = sys.argv[1:]
rows = load_dataset(folder, "documents", split="train")
found = {
    "datasets": rows["id"][:],
    "streamed": [r["id"] for r in load_dataset(folder, split="train", streaming=True)],
    "pandas": list(pandas.read_parquet(f"{folder}/{shard}")["id"]),
    "polars": polars.read_parquet(f"{folder}/data/documents/*.parquet")["id"].to_list(),
    "duckdb": [
        r[0] for r in duckdb.sql(f"select id from '{folder}/data/documents/*.parquet'").fetchall()
    ],
    "pyarrow": pyarrow.dataset.dataset(f"{folder}/data/documents").to_table()["id"].to_pylist(),
    "text": rows[0]["text"],
}
print(json.dumps(found))
"""


@dataclass(frozen=True)
class Hub:
    root: Path
    first: list[ShardFile]  # the files of v1.0.0, with 30 items
    commit: str  # of v1.1.0, with 40 items


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Hub:
    folder = tmp_path_factory.mktemp("hub")
    first = stage_release(folder / "1.0.0", "1.0.0", 30)
    stage_release(folder / "1.1.0", "1.1.0", 40)
    publish(folder / "hub", REPO, folder / "1.0.0", "1.0.0", "first")
    commit = publish(folder / "hub", REPO, folder / "1.1.0", "1.1.0", "ten more").commit
    return Hub(folder / "hub", first, commit)


@contextmanager
def _nginx(root: Path, folder: Path) -> Iterator[str]:
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if not program:
        pytest.skip("nginx is not installed: apt install nginx-light")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    conf = folder / "nginx.conf"
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = f"user {Path('/proc/self').owner()};\n" if os.geteuid() == 0 else ""
    conf.write_text(
        f"{user}daemon off;\nmaster_process off;\npid {folder}/pid;\nerror_log {folder}/errors;\n"
        f"events {{}}\nhttp {{\naccess_log off;\n{temporary}"
        f"include {root}/.nginx/http.conf;\n"
        f"server {{ listen 127.0.0.1:{port}; root {root};\n"
        f"include {root}/.nginx/server.conf; }}\n}}\n"
    )
    process = subprocess.Popen([program, "-c", str(conf), "-p", str(folder)])
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None, (folder / "errors").read_text()
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def _run(program: str, *arguments: str, cache: Path, endpoint: str | None = None) -> Any:
    """Run a reading program in a process of its own: clients read their settings at import."""
    environ = {
        **os.environ,
        "HF_HOME": str(cache),
        "HF_DATASETS_CACHE": str(cache / "datasets"),
        "HF_HUB_DISABLE_XET": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_DATASETS_DISABLE_PROGRESS_BARS": "1",
        "HF_ENDPOINT": endpoint or "http://127.0.0.1:9",  # nothing listens there
    }
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env=environ,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module", params=["own server", "nginx"])
def read(request: Any, hub: Hub, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What all clients read over HTTP, in one process for each server."""
    folder = tmp_path_factory.mktemp("clients")
    with ExitStack() as stack:
        if request.param == "nginx":
            url, answers_post = stack.enter_context(_nginx(hub.root, folder)), "no"
        else:
            url, answers_post = stack.enter_context(start_server(hub.root)), "yes"
        return _run(READ_OVER_HTTP, REPO, SHARD, answers_post, cache=folder, endpoint=url)


def _ids(hub: Hub) -> list[str]:
    import pyarrow.parquet as pq

    table = pq.read_table(hub.root / "datasets" / REPO / "main" / SHARD)
    ids: list[str] = table["id"].to_pylist()
    return ids


def test_datasets_loads_every_config_by_tag_and_branch(read: Any) -> None:
    assert {k: v for k, v in read.items() if k.startswith("datasets ")} == {
        "datasets documents main": 40,
        "datasets documents v1.0.0": 30,
        "datasets pages main": 80,
        "datasets pages v1.0.0": 60,
        "datasets withheld main": 2,
        "datasets withheld v1.0.0": 2,
    }
    assert read["default config"] == "documents"


def test_features_keep_their_types(read: Any) -> None:
    assert read["types"]["decision_checked_on"] == "Value('date32')"
    assert "reason_code" in read["types"]["redactions"]
    assert read["words"][1] == {
        "text": "о",
        "left": 110,
        "top": 20,
        "width": 9,
        "height": 30,
        "confidence": None,
    }


def test_all_clients_read_the_same_rows(hub: Hub, read: Any) -> None:
    ids = _ids(hub)
    assert read["ids"] == read["streamed"] == read["pandas"] == read["polars"] == ids
    assert sorted(read["filtered"]) == read["filtered"] and max(read["filtered"]) == 1904
    assert len(read["duckdb"]) == 30 and set(read["duckdb"]) < set(ids)


def test_the_hub_client_finds_versions_and_files(hub: Hub, read: Any) -> None:
    assert read["commit"] == hub.commit
    assert read["tags"] == ["v1.0.0", "v1.1.0"]
    assert {"README.md", "CHANGELOG.md", SHARD} < set(read["files"])
    assert read["old card"] == "## 1.0.0\n"
    assert read["snapshot"] == ["CHANGELOG.md", "README.md", "data"]
    assert read["checksums"] is True


def test_what_is_not_there_raises_the_errors_of_the_client(read: Any) -> None:
    assert read["errors"] == {
        "repository": "RepositoryNotFoundError",
        "revision": "RevisionNotFoundError",
        "file": "RemoteEntryNotFoundError",
        "repository info": "RepositoryNotFoundError",
        "revision info": "RevisionNotFoundError",
        "dataset": "DatasetNotFoundError",
        "dataset revision": "DatasetNotFoundError",
    }


def test_the_plain_folder_needs_no_server(hub: Hub, tmp_path: Path) -> None:
    folder = hub.root / "datasets" / REPO / "main"
    found = _run(READ_FOLDER, str(folder), SHARD, cache=tmp_path)
    ids = _ids(hub)
    for client in ("datasets", "streamed", "pandas", "polars", "duckdb", "pyarrow"):
        assert found[client] == ids, client
    assert found["text"].startswith("Указъ")


def test_reading_back(hub: Hub) -> None:
    first, *others = hub.first
    spoilt = [
        replace(first, sha256="0" * 64),
        replace(others[0], rows=7),
        replace(others[1], path="data/gone.parquet"),
    ]
    with start_server(hub.root) as address:
        assert read_back(address, REPO, "1.0.0", hub.first) == []
        assert read_back(address, REPO, "1.0.0", spoilt) == [
            f"{others[1].path} was not recorded",
            f"{first.path} has other bytes than were recorded",
            f"{others[0].path} has 60 rows, not 7",
            "data/gone.parquet is missing",
        ]
        assert read_back(address, REPO, "3.0.0", hub.first) == [f"{REPO} has no version v3.0.0"]
        assert read_back(address, "archive/no", "1.0.0", []) == ["archive/no has no version v1.0.0"]


def test_a_tampered_hub_is_found_out(hub: Hub, tmp_path: Path) -> None:
    copy = Hub(shutil.copytree(hub.root, tmp_path / "hub", symlinks=True), hub.first, hub.commit)
    victim = copy.root / "datasets" / REPO / "resolve" / "v1.0.0" / hub.first[0].path
    data = bytearray(victim.read_bytes())
    data[len(data) // 2] ^= 1
    victim.chmod(0o644)
    victim.write_bytes(data)
    with start_server(copy.root) as address:
        assert read_back(address, REPO, "1.0.0", hub.first) == [
            f"{hub.first[0].path} has other bytes than were recorded"
        ]


def test_nginx_takes_the_longest_names(tmp_path: Path) -> None:
    staged = tmp_path / "staged"
    staged.mkdir()
    name = "n" * 96
    (staged / ("f" * 160)).write_text("x")
    publish(tmp_path / "hub", f"{name}/{name}", staged, "1000.1000.1000", "m")
    with _nginx(tmp_path / "hub", tmp_path) as url:
        path = f"{url}/datasets/{name}/{name}/resolve/v1000.1000.1000/{'f' * 160}"
        with urllib.request.urlopen(path, timeout=10) as reply:
            assert reply.read() == b"x" and len(reply.headers["ETag"]) == 66


def test_a_hub_out_of_reach_is_not_called_broken(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda _: None)  # between the attempts of the client
    with pytest.raises(TransientError, match="try again later"):
        read_back("http://127.0.0.1:9", REPO, "1.0.0", hub.first)
