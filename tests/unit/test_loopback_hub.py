"""The loopback hub answers the clients that people use, and goes wrong when it is told to."""

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from huggingface_hub import (
    CommitOperationAdd,
    CommitOperationCopy,
    CommitOperationDelete,
    HfApi,
    constants,
)
from huggingface_hub.errors import (
    EntryNotFoundError,
    GatedRepoError,
    HfHubHTTPError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.hf_api import RepoFile

from tests import ROOT
from tests.loopback_hub import Call, Drop, Fault, Hub, LostReply, Slow, Status, loopback_hub

# The client itself sends bytes in a way that its HTTP library calls outdated.
pytestmark = pytest.mark.filterwarnings("ignore:Use .content=:DeprecationWarning")

REPO = "archive/decrees"
KIND = "dataset"


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
    with loopback_hub(tmp_path / "hub") as running:
        yield running


@pytest.fixture
def api(hub: Hub) -> HfApi:
    api = HfApi(endpoint=hub.endpoint, token=hub.token)
    api.create_repo(REPO, repo_type=KIND, private=False)
    return api


def add(
    api: HfApi,
    files: dict[str, bytes],
    title: str = "Add",
    *,
    revision: str | None = None,
    parent_commit: str | None = None,
) -> str:
    made = api.create_commit(
        REPO,
        [CommitOperationAdd(path, content) for path, content in files.items()],
        commit_message=title,
        repo_type=KIND,
        revision=revision,
        parent_commit=parent_commit,
    )
    return str(made.oid)


def listed(api: HfApi, revision: str = "main") -> set[str]:
    return set(api.list_repo_files(REPO, repo_type=KIND, revision=revision)) - {".gitattributes"}


def test_files_of_all_kinds_go_up_and_come_down(hub: Hub, api: HfApi, tmp_path: Path) -> None:
    hub.multipart_bytes = 1000
    files = {"README.md": b"# card", "a.bin": b"x" * 3500, "data/b.parquet": b"y" * 500, "e": b""}
    commit = add(api, files)
    assert listed(api) == files.keys()
    folder = Path(
        api.snapshot_download(REPO, repo_type=KIND, revision=commit, cache_dir=tmp_path / "cache")
    )
    assert {path: (folder / path).read_bytes() for path in files} == files
    large, small = (
        entry.lfs
        for entry in api.get_paths_info(REPO, ["a.bin", "README.md"], repo_type=KIND)
        if isinstance(entry, RepoFile)
    )
    large, small = (small, large) if large is None else (large, small)
    assert large and large.sha256 == hashlib.sha256(files["a.bin"]).hexdigest()
    assert small is None
    routes = hub.routes_seen()
    assert routes.count("lfs_part") == 4 and routes.count("lfs_put") == 1
    assert not any(seen.had_token for seen in hub.seen if seen.route in ("lfs_put", "lfs_part"))
    again = add(api, files)
    assert again == commit  # nothing changed, so nothing was committed


def test_commits_take_away_rename_and_refuse(api: HfApi) -> None:
    first = add(api, {"a/1.bin": b"1", "a/2.bin": b"2", "keep": b"k"})
    operations: list[CommitOperationCopy | CommitOperationDelete | CommitOperationAdd] = [
        CommitOperationCopy("a/1.bin", "moved.bin"),
        CommitOperationDelete("a/", is_folder=True),
    ]
    api.create_commit(REPO, operations, commit_message="Move", repo_type=KIND, parent_commit=first)
    assert listed(api) == {"moved.bin", "keep"}
    with pytest.raises(HfHubHTTPError) as stale:
        add(api, {"new": b"n"}, parent_commit=first)
    assert stale.value.response.status_code == 412
    with pytest.raises(EntryNotFoundError):
        api.delete_file("nowhere", REPO, repo_type=KIND)
    titles = [c.title for c in api.list_repo_commits(REPO, repo_type=KIND)]
    assert titles == ["Move", "Add", "initial commit"]


def test_branches_tags_and_pull_requests(hub: Hub, api: HfApi) -> None:
    first = add(api, {"a": b"1"})
    api.create_tag(REPO, tag="v1.0.0", repo_type=KIND)
    api.create_tag(REPO, tag="v1.0.0", repo_type=KIND, exist_ok=True)
    with pytest.raises(HfHubHTTPError, match="409"):
        api.create_tag(REPO, tag="v1.0.0", repo_type=KIND)
    api.create_branch(REPO, branch="side", revision="v1.0.0", repo_type=KIND)
    add(api, {"b": b"2"}, revision="side")
    pull = api.create_commit(
        REPO,
        [CommitOperationAdd("c", b"3")],
        commit_message="Proposal",
        repo_type=KIND,
        create_pr=True,
    )
    assert pull.pr_num == 1
    refs = api.list_repo_refs(REPO, repo_type=KIND, include_pull_requests=True)
    assert {b.name for b in refs.branches} == {"main", "side"}
    assert [(t.name, t.target_commit) for t in refs.tags] == [("v1.0.0", first)]
    assert [p.ref for p in refs.pull_requests or []] == ["refs/pr/1"]
    assert (listed(api), listed(api, "side")) == ({"a"}, {"a", "b"})
    assert listed(api, "refs/pr/1") == {"a", "c"}
    api.merge_pull_request(REPO, 1, repo_type=KIND)
    assert listed(api) == {"a", "c"}
    assert [d.status for d in api.get_repo_discussions(REPO, repo_type=KIND)] == ["merged"]
    api.delete_branch(REPO, branch="side", repo_type=KIND)
    api.delete_tag(REPO, tag="v1.0.0", repo_type=KIND)
    for revision in ("side", "v1.0.0"):
        with pytest.raises(RevisionNotFoundError):
            api.dataset_info(REPO, revision=revision)
    assert not hub.faults.pending()


def test_lists_come_in_pages(hub: Hub, api: HfApi) -> None:
    for number in range(5):
        add(api, {f"{number}.bin": b"%d" % number})
    hub.page_size = 2
    assert len(listed(api)) == 5
    assert len(api.list_repo_commits(REPO, repo_type=KIND)) == 6
    assert len(list(api.list_lfs_files(REPO, repo_type=KIND))) == 5


def test_who_may_read(hub: Hub, api: HfApi, tmp_path: Path) -> None:
    add(api, {"a": b"1"})
    stranger = HfApi(endpoint=hub.endpoint, token=False)
    assert [d.id for d in stranger.list_datasets(author="archive")] == [REPO]
    api.update_repo_settings(REPO, gated="auto", repo_type=KIND)
    with pytest.raises(GatedRepoError):
        stranger.hf_hub_download(REPO, "a", repo_type=KIND, cache_dir=tmp_path / "cache")
    api.update_repo_settings(REPO, private=True, gated=False, repo_type=KIND)
    with pytest.raises(RepositoryNotFoundError):
        stranger.dataset_info(REPO)
    assert api.dataset_info(REPO).private
    with pytest.raises(HfHubHTTPError, match="401"):
        HfApi(endpoint=hub.endpoint, token="hf_other").create_repo("archive/x", repo_type=KIND)
    api.move_repo(REPO, "archive/renamed", repo_type=KIND)
    api.delete_repo("archive/renamed", repo_type=KIND)
    with pytest.raises(RepositoryNotFoundError):
        api.dataset_info("archive/renamed")
    assert api.whoami()["name"] == "archivist"


def test_a_takedown_by_hand_and_what_the_search_finds(hub: Hub, api: HfApi) -> None:
    text = b"a text to be taken down"
    add(api, {"a.bin": b"\0" * 3_000_000 + text, "note.md": text, "b.bin": b"other"})
    api.create_tag(REPO, tag="v1.0.0", repo_type=KIND)
    operations = [CommitOperationDelete(path) for path in ("a.bin", "note.md")]
    api.create_commit(REPO, operations, commit_message="Remove", repo_type=KIND)
    large = [f for f in api.list_lfs_files(REPO, repo_type=KIND) if f.filename == "a.bin"]
    places = hub.find(text)
    assert any(p.startswith(f"{REPO}: stored lfs {large[0].oid}") for p in places)
    assert any("refs/tags/v1.0.0" in p and p.endswith("note.md") for p in places)
    api.super_squash_history(REPO, repo_type=KIND)
    assert hub.find(text)  # the tag still leads to it
    api.delete_tag(REPO, tag="v1.0.0", repo_type=KIND)
    assert hub.find(text) == [f"{REPO}: stored lfs {large[0].oid}"]
    assert "a.bin" not in {f.filename for f in api.list_lfs_files(REPO, repo_type=KIND)}
    api.permanently_delete_lfs_files(REPO, large, repo_type=KIND)
    assert hub.find(text) == []
    assert listed(api) == {"b.bin"}


def test_rewriting_history_takes_out_what_was_deleted(hub: Hub, api: HfApi) -> None:
    add(api, {"a.bin": b"secret", "b.bin": b"other"})
    add(api, {"c.md": b"later"}, "Later")
    doomed = [f for f in api.list_lfs_files(REPO, repo_type=KIND) if f.filename == "a.bin"]
    api.permanently_delete_lfs_files(REPO, doomed, rewrite_history=True, repo_type=KIND)
    assert next(c.title for c in api.list_repo_commits(REPO, repo_type=KIND)) == "Later"
    assert all("a.bin" not in c.files for c in hub.repositories[REPO].commits.values())


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Status(500), 500),
        (Status(429, retry_after_s=7), 429),
        (Status(503), 503),
        (Drop("before"), "RemoteProtocolError"),
        (Drop("in request"), "error"),
        (Drop("in reply"), "RemoteProtocolError"),
        (LostReply(), "RemoteProtocolError"),
        (Slow(1.0), "ReadTimeout"),
        (Call(lambda: None), 200),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Fault) else str(value),
)
def test_a_fault_happens_once_and_where_it_is_planned(
    hub: Hub, api: HfApi, fault: Fault, outcome: int | str
) -> None:
    hub.faults.plan("create_tag", fault, after=1)
    headers = {"Authorization": f"Bearer {hub.token}"}
    found: list[int | str] = []
    with httpx2.Client(timeout=0.5) as client:
        for tag in ("first", "second", "third"):
            try:
                url = f"{hub.endpoint}/api/datasets/{REPO}/tag/main"
                reply = client.post(url, json={"tag": tag}, headers=headers)
                found.append(reply.status_code)
                assert reply.status_code != 429 or reply.headers["Retry-After"] == "7"
            except httpx2.TransportError as error:
                found.append(type(error).__name__ if outcome != "error" else "error")
    assert found == [200, outcome, 200]
    time.sleep(0.6 if isinstance(fault, Slow) else 0)
    is_done = isinstance(fault, LostReply | Slow | Call) or fault == Drop("in reply")
    assert ("second" in hub.repositories[REPO].tags) == is_done


READ = """
import json, sys
import pandas
from datasets import Dataset, load_dataset
from huggingface_hub import HfFileSystem, snapshot_download

repo, path = sys.argv[1:]
found = {}
found["whole"] = load_dataset(repo, split="train", revision="v1.0.0")["id"][:]
streamed = load_dataset(repo, split="train", streaming=True)
found["streamed"] = [row["id"] for row in streamed]
found["pandas"] = list(pandas.read_parquet(f"hf://datasets/{repo}/{path}")["id"])
files = HfFileSystem()
found["glob"] = files.glob(f"datasets/{repo}@v1.0.0/data/*.parquet")
with files.open(f"datasets/{repo}/{path}", "rb") as stream:
    stream.seek(-4, 2)
    found["magic"] = stream.read().decode()
Dataset.from_dict({"id": ["x", "y"]}).push_to_hub("archive/pushed")
found["pushed"] = load_dataset("archive/pushed", split="train")["id"][:]
print(json.dumps(found))
"""


def test_datasets_pandas_and_the_file_system_read_it(hub: Hub, api: HfApi, tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    pq.write_table(pa.table({"id": ["a", "b", "c"]}), path)
    shard = "data/train-00000.parquet"
    card = b"---\nconfigs:\n- config_name: default\n  data_files: data/*.parquet\n---\n# Card\n"
    add(api, {"README.md": card, shard: path.read_bytes()})
    api.create_tag(REPO, tag="v1.0.0", repo_type=KIND)
    environment = {
        **os.environ,
        "HF_ENDPOINT": hub.endpoint,
        "HF_TOKEN": hub.token,
        "HF_HOME": str(tmp_path / "home"),
        "HF_HUB_DISABLE_XET": "1",
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        [sys.executable, "-c", READ, REPO, shard],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    ids = ["a", "b", "c"]
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "whole": ids,
        "streamed": ids,
        "pandas": ids,
        "glob": [f"datasets/{REPO}@v1.0.0/{shard}"],
        "magic": "PAR1",
        "pushed": ["x", "y"],
    }
