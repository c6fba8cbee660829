"""Publishing to the Hugging Face hub with the real client, and what is refused.

HF_HUB_DISABLE_XET is not set and hf_xet is installed, as on a machine of which nothing is known.
"""

import importlib.util
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import constants

from openfonds.errors import ReleaseRefused, SettingsError, TransientError
from openfonds.releases.hub import Hub as HubProtocol
from openfonds.releases.hugging_face import HuggingFaceHub
from tests.loopback_hub import Call, Drop, Hub, Status
from tests.loopback_hub.publishing import (
    FILES,
    ID,
    QUICK,
    REPO,
    assert_one_release,
    contents,
    other,
    stage,
)

pytest_plugins = ["tests.loopback_hub.fixtures"]
# The client itself sends bytes in a way that its HTTP library calls outdated.
pytestmark = pytest.mark.filterwarnings("ignore:Use .content=:DeprecationWarning")


def test_it_is_a_hub(town: HuggingFaceHub) -> None:
    checked: HubProtocol = town
    assert checked.repo_id == REPO
    assert checked.where("1.0.0") == f"{town.endpoint}/datasets/{REPO}/tree/v1.0.0"
    assert HuggingFaceHub.at(town.url).where("1.0.0") == checked.where("1.0.0")
    assert HuggingFaceHub(REPO).url == town.url == f"hf://{REPO}"


def test_a_release_is_one_commit_and_one_tag(
    hub: Hub, town: HuggingFaceHub, tmp_path: Path
) -> None:
    assert importlib.util.find_spec("hf_xet") and not constants.HF_HUB_DISABLE_XET
    assert town.commit_of("1.0.0") is None
    commit = town.publish(stage(tmp_path / "staged"), "1.0.0", ID)
    assert_one_release(hub, commit)
    assert not hub.repositories[REPO].private
    assert town.commit_of("1.0.0") == commit
    assert town.files("1.0.0") == sorted(FILES)
    assert not [seen for seen in hub.seen if "xet" in seen.path]
    before = len(hub.seen)
    assert town.publish(tmp_path / "staged", "1.0.0", ID) == commit
    writing = {"commit", "lfs_put", "preupload", "create_repo", "create_branch", "delete_branch"}
    assert not writing & set(hub.routes_seen()[before:])
    assert_one_release(hub, commit)
    for path, content in FILES.items():
        before = len(hub.seen)
        town.fetch("1.0.0", path, tmp_path / "fetched" / path)
        assert (tmp_path / "fetched" / path).read_bytes() == content
        assert not any(seen.had_token for seen in hub.seen[before:])
    assert {p.name for p in (tmp_path / "fetched").iterdir()} == {p.split("/")[0] for p in FILES}


def test_the_next_version_replaces_what_changed(
    hub: Hub, town: HuggingFaceHub, tmp_path: Path
) -> None:
    first = town.publish(stage(tmp_path / "1"), "1.0.0", ID)
    files = {p: c for p, c in other("2.0.0").items() if "pages" not in p}
    before = len(hub.seen)
    second = town.publish(stage(tmp_path / "2", files), "2.0.0", "rel-0002")
    assert hub.routes_seen()[before:].count("commit") == 1
    assert "lfs_put" not in hub.routes_seen()[before:]
    assert (contents(hub, "v1.0.0"), contents(hub, "main")) == (FILES, files)
    assert (town.commit_of("1.0.0"), town.commit_of("2.0.0")) == (first, second)
    assert town.publish(tmp_path / "1", "1.0.0", ID) == first  # an old one, once more


def test_a_private_dataset_stays_private_and_is_not_read_by_strangers(
    hub: Hub, town: HuggingFaceHub, tmp_path: Path
) -> None:
    hub.add_repository(REPO, private=True)
    town.publish(stage(tmp_path / "staged"), "1.0.0", ID)
    assert "create_repo" not in hub.routes_seen()
    assert hub.repositories[REPO].private
    with pytest.raises(ReleaseRefused, match="private"):
        town.fetch("1.0.0", "README.md", tmp_path / "x")


def rival(hub: Hub, title: str, path: str = "CHANGELOG.md") -> Callable[[], object]:
    """Another commit on main, made while a publication is under way."""
    lines = [
        {"key": "header", "value": {"summary": title}},
        {"key": "file", "value": {"path": path, "content": "cml2YWw=", "encoding": "base64"}},
    ]
    return lambda: hub.repositories[REPO].apply("main", lines)


def test_an_older_version_that_came_meanwhile_is_built_upon(
    hub: Hub, town: HuggingFaceHub, tmp_path: Path
) -> None:
    town.publish(stage(tmp_path / "1"), "1.0.0", ID)
    hub.faults.plan("preupload", Call(rival(hub, "Version 1.0.1 [rel-x]", "left.bin")))
    town.publish(stage(tmp_path / "2", other("1.1.0")), "1.1.0", "rel-0002")
    titles = [c.title for c in hub.repositories[REPO].history("main")]
    assert titles[:2] == ["Version 1.1.0 [rel-0002]", "Version 1.0.1 [rel-x]"]
    assert contents(hub, "main") == other("1.1.0")


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("Version 1.1.0 [rel-x]", "another publisher"),
        ("Version 2.0.0 [rel-x]", "must come after"),
        ("Update README.md", "somebody else"),
    ],
)
def test_a_rival_that_was_first_wins(
    title: str, told: str, hub: Hub, town: HuggingFaceHub, tmp_path: Path, small_batches: None
) -> None:
    town.publish(stage(tmp_path / "1"), "1.0.0", ID)
    hub.faults.plan("validate_yaml", Call(rival(hub, title)))
    files = {path: b"changed " + content for path, content in FILES.items()}
    files["README.md"] = FILES["README.md"] + b"more"
    with pytest.raises(ReleaseRefused, match=told):
        town.publish(stage(tmp_path / "2", files), "1.1.0", "rel-0002")
    assert hub.repositories[REPO].commit("main").title == title
    assert hub.repositories[REPO].tags.keys() == {"v1.0.0"}
    assert hub.repositories[REPO].branches.keys() == {"main"}


@pytest.mark.parametrize(
    ("version", "release_id", "files"),
    [
        ("1.0.0", "rel-0002", other("2")),
        ("0.9.0", "rel-0002", other("2")),
        ("1.0.0", ID, other("2")),
        ("1.1.0", "rel-0002", FILES),
        ("1.1.0", "no good id", other("2")),
        ("1.1", "rel-0002", other("2")),
    ],
    ids=["same version", "older", "same id, other files", "nothing new", "bad id", "bad version"],
)
def test_what_is_refused(
    version: str,
    release_id: str,
    files: Mapping[str, bytes],
    hub: Hub,
    town: HuggingFaceHub,
    tmp_path: Path,
) -> None:
    commit = town.publish(stage(tmp_path / "1"), "1.0.0", ID)
    with pytest.raises(ReleaseRefused):
        town.publish(stage(tmp_path / "2", files), version, release_id)
    assert_one_release(hub, commit)


def test_a_gitignore_or_a_moved_tag_is_refused(
    hub: Hub, town: HuggingFaceHub, tmp_path: Path
) -> None:
    staged = stage(tmp_path / "staged")
    repository = hub.add_repository(REPO)
    rival(hub, "Add .gitignore", ".gitignore")()
    with pytest.raises(ReleaseRefused, match="gitignore"):
        town.publish(staged, "1.0.0", ID)
    del hub.repositories[REPO]
    repository = hub.add_repository(REPO)
    elsewhere = repository.branches["main"]
    hub.faults.plan("create_tag", Call(lambda: repository.tags.update({"v1.0.0": elsewhere})))
    with pytest.raises(ReleaseRefused, match="points to another commit"):
        town.publish(staged, "1.0.0", ID)


def test_a_fetch_survives_a_bad_line_and_tells_what_is_missing(
    hub: Hub, town: HuggingFaceHub, tmp_path: Path
) -> None:
    content = os.urandom(300_000)
    town.publish(stage(tmp_path / "staged", {**FILES, "big.bin": content}), "1.0.0", ID)
    for fault in (Status(503), Status(429, retry_after_s=0), Drop("in reply"), Drop("before")):
        for after in (0, 1):  # the request for the head, then that for the file
            hub.faults.plan("resolve", fault, after=after)
            town.fetch("1.0.0", "big.bin", tmp_path / "big.bin")
            assert (tmp_path / "big.bin").read_bytes() == content
    hub.faults.clear()
    hub.faults.plan("resolve", Status(503), times=99)
    with pytest.raises(TransientError):
        town.fetch("1.0.0", "big.bin", tmp_path / "other")
    hub.faults.clear()
    for version, path in (("1.0.0", "nowhere"), ("3.0.0", "big.bin")):
        with pytest.raises(FileNotFoundError):
            town.fetch(version, path, tmp_path / "other")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["big.bin", "hub", "staged"]
    with pytest.raises(FileNotFoundError):
        town.files("3.0.0")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("HF_TOKEN", ""),
        ("HF_TOKEN", "two words"),
        ("HF_ENDPOINT", "ftp://hub"),
        ("HF_ENDPOINT", "https://me:secret@hub.example"),
    ],
)
def test_settings_that_cannot_be_used(
    variable: str, value: str, hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError, match=variable) as error:
        HuggingFaceHub.at(f"hf://{REPO}").publish(stage(tmp_path / "staged"), "1.0.0", ID)
    assert "secret" not in str(error.value) and "two words" not in str(error.value)
    assert not hub.seen


@pytest.mark.parametrize("url", ["hf://", "hf://decrees", "hf://a/b/c", "hf://a/b?x=1", "s3://a/b"])
def test_addresses_that_are_none(url: str) -> None:
    with pytest.raises((SettingsError, ReleaseRefused)):
        HuggingFaceHub.at(url)


def test_a_token_that_may_not_write(
    hub: Hub, town: HuggingFaceHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_ofAReader")
    with pytest.raises(ReleaseRefused, match="may write"):
        town.publish(stage(tmp_path / "staged"), "1.0.0", ID)


def test_nobody_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_x")
    nowhere: Any = HuggingFaceHub(REPO, "http://127.0.0.1:9", QUICK)
    with pytest.raises(TransientError):
        nowhere.publish(stage(tmp_path / "staged"), "1.0.0", ID)
