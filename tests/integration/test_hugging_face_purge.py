"""Versions are taken off the Hugging Face hub, with all that leads to them."""

import hashlib
import itertools
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from huggingface_hub import CommitOperationAdd, HfApi

from openfonds.errors import ReleaseRefused, TransientError
from openfonds.releases.hugging_face import HuggingFaceHub
from openfonds.releases.hugging_face_client import connected
from tests.integration.test_hugging_face_kills import publisher
from tests.loopback_hub import Call, Fault, Hub, LostReply, Status
from tests.loopback_hub.publishing import (
    FILES,
    QUICK,
    REPO,
    Killed,
    contents,
    kill_at,
    other,
    stage,
)
from tests.loopback_hub.records import Commit, Refusal
from tests.loopback_hub.repository import Repository

pytest_plugins = ["tests.loopback_hub.fixtures"]
# The client itself sends bytes in a way that its HTTP library calls outdated.
pytestmark = pytest.mark.filterwarnings("ignore:Use .content=:DeprecationWarning")


SECRET = b"what the law came to restrict"


@pytest.fixture
def laden(hub: Hub, town: HuggingFaceHub, tmp_path: Path) -> dict[str, dict[str, bytes]]:
    """Three versions; the text is in the first, and wherever else a hub may have it."""
    large, small = b"PAR1" + SECRET + b"PAR1", b"a note: " + SECRET
    versions = {
        "1.0.0": {**FILES, "data/pages/pages-00000.parquet": large, "note.md": small},
        "2.0.0": other("2.0.0"),
        "2.1.0": other("2.1.0"),
    }
    api = HfApi(endpoint=hub.endpoint, token=hub.token)
    for number, (version, files) in enumerate(versions.items(), start=1):
        town.publish(stage(tmp_path / version, files), version, f"rel-000{number}")
        if version == "1.0.0":
            with connected(hub.endpoint, QUICK):
                for title in ("open", "closed"):
                    api.create_commit(
                        REPO,
                        [CommitOperationAdd(f"{title}.bin", title.encode() + SECRET)],
                        commit_message=title,
                        repo_type="dataset",
                        create_pr=True,
                    )
                api.change_discussion_status(REPO, 2, "closed", repo_type="dataset")
                for branch in ("side", "staging-rel-lost"):
                    api.create_branch(REPO, branch=branch, repo_type="dataset")
                api.create_tag(REPO, tag="latest", repo_type="dataset")
    hub.repositories[REPO].convert({"default/train/0000.parquet": large})
    return versions


def assert_purged(
    hub: Hub, town: HuggingFaceHub, versions: Mapping[str, Mapping[str, bytes]]
) -> None:
    assert hub.find(SECRET) == []
    repository = hub.repositories[REPO]
    assert repository.tags.keys() == {"v2.0.0", "v2.1.0"}
    assert repository.branches == {"main": repository.tags["v2.1.0"]}
    assert {d.status for d in repository.discussions.values()} == {"closed"}
    for version in ("2.0.0", "2.1.0"):
        assert contents(hub, f"v{version}") == versions[version]
        assert len(repository.history(f"v{version}")) == 1
        assert town.commit_of(version) == repository.tags[f"v{version}"]


def digests(versions: Mapping[str, Mapping[str, bytes]]) -> set[str]:
    return {hashlib.sha256(c).hexdigest() for c in versions["1.0.0"].values() if SECRET in c}


def test_a_purge_leaves_nothing_behind(
    hub: Hub,
    town: HuggingFaceHub,
    laden: Mapping[str, Mapping[str, bytes]],
    tmp_path: Path,
) -> None:
    assert {"v1.0.0", "main", "refs/pr/1", "side", "refs/convert/parquet", "latest"} <= {
        place.split(",")[0] for place in town.remains(digests(laden))
    }
    assert town.purge(["1.0.0"]) == ["1.0.0"]
    assert_purged(hub, town, laden)
    assert town.remains(digests(laden)) == []
    assert town.remains({hashlib.sha256(FILES["README.md"]).hexdigest()})  # it can find
    assert town.purge(["1.0.0"]) == []
    before = dict(hub.repositories[REPO].tags)
    for number, version in ((2, "2.0.0"), (3, "2.1.0")):
        commit = town.publish(tmp_path / version, version, f"rel-000{number}")
        assert commit == before[f"v{version}"]
    with pytest.raises(ReleaseRefused, match="must come after"):
        town.publish(tmp_path / "1.0.0", "1.0.0", "rel-0001")
    town.publish(stage(tmp_path / "3", other("3.0.0")), "3.0.0", "rel-0009")
    assert contents(hub, "v3.0.0") == other("3.0.0")


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_purge_that_is_killed_is_completed_by_the_next(
    when: str,
    hub: Hub,
    town: HuggingFaceHub,
    laden: Mapping[str, Mapping[str, bytes]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Killed at every third request in turn, it goes on where it was."""
    kills = 0
    for number in itertools.count(2, 3):
        revive = kill_at(monkeypatch, number, when)
        try:
            town.purge(["1.0.0"])
            break
        except Killed:
            kills += 1
        finally:
            revive()
    assert kills >= 10
    town.purge(["1.0.0"])
    assert_purged(hub, town, laden)


@pytest.mark.parametrize("fault", [Status(503), LostReply(), Status(429, retry_after_s=0)])
@pytest.mark.parametrize(
    "route",
    ["delete_tag", "lfs_list", "lfs_delete", "squash", "create_branch", "delete_branch", "commit"],
)
def test_a_purge_overcomes_faults(
    route: str,
    fault: Fault,
    hub: Hub,
    town: HuggingFaceHub,
    laden: Mapping[str, Mapping[str, bytes]],
) -> None:
    hub.faults.plan(route, fault)
    try:
        assert town.purge(["1.0.0"]) == ["1.0.0"]
    except TransientError:
        assert route == "commit"  # the one request that is not repeated
        town.purge(["1.0.0"])
    assert_purged(hub, town, laden)


def test_what_the_hub_does_not_let_go_is_told(
    hub: Hub, town: HuggingFaceHub, laden: Mapping[str, Mapping[str, bytes]]
) -> None:
    hub.repositories[REPO].pulls_are_locked = True
    town.purge(["1.0.0"])
    left = town.remains(digests(laden))
    assert left and all(place.startswith("refs/pr/") for place in left)
    assert not [place for place in hub.find(SECRET) if "stored lfs" in place]
    assert not [place for place in hub.find(SECRET) if "refs/heads" in place]


@pytest.mark.parametrize("versions", [["2.1.0"], ["9.0.0"], ["1.0.0", "2.1.0"]])
def test_the_newest_and_the_unknown_are_not_purged(
    versions: list[str],
    hub: Hub,
    town: HuggingFaceHub,
    laden: Mapping[str, Mapping[str, bytes]],
) -> None:
    before = dict(hub.repositories[REPO].tags)
    with pytest.raises(ReleaseRefused, match="cannot purge"):
        town.purge(versions)
    assert hub.repositories[REPO].tags == before


@pytest.mark.parametrize("route", ["delete_tag", "lfs_delete", "squash"])
def test_a_version_that_comes_during_a_purge_stays_whole(
    route: str,
    hub: Hub,
    town: HuggingFaceHub,
    laden: Mapping[str, Mapping[str, bytes]],
    tmp_path: Path,
) -> None:
    """Another process publishes it; the purge says that it must be run again."""
    files = {**other("3.0.0"), "data/pages/pages-00000.parquet": b"PAR1 new in 3.0.0 PAR1"}
    staged = stage(tmp_path / "3", files)

    def publish() -> None:
        process = publisher(staged, "rel-0009", "3.0.0")
        assert process.communicate(timeout=60)[0].startswith("done")

    hub.faults.plan(route, Call(publish))
    slow = replace(town, patience=replace(QUICK, silence_s=60, call_s=60))
    with pytest.raises(TransientError, match="got another version"):
        slow.purge(["1.0.0"])
    assert not hub.faults.pending()
    slow.purge(["1.0.0"])
    assert hub.find(SECRET) == [] and town.remains(digests(laden)) == []
    for version, content in ((v, laden[v]) for v in ("2.0.0", "2.1.0")):
        assert contents(hub, f"v{version}") == content
    assert contents(hub, "v3.0.0") == contents(hub, "main") == files
    assert town.publish(staged, "3.0.0", "rel-0009") == town.commit_of("3.0.0")


@pytest.mark.parametrize("is_changed_by_hand", [False, True])
def test_a_purge_keeps_a_version_that_waits_for_its_tag(
    is_changed_by_hand: bool,
    hub: Hub,
    town: HuggingFaceHub,
    laden: Mapping[str, Mapping[str, bytes]],
    tmp_path: Path,
) -> None:
    hub.faults.plan("create_tag", Status(403), times=99)
    with pytest.raises(ReleaseRefused):
        town.publish(stage(tmp_path / "3", other("3.0.0")), "3.0.0", "rel-0009")
    hub.faults.clear()
    if is_changed_by_hand:
        line = [
            {"key": "header", "value": {"summary": "Update README.md"}},
            {"key": "file", "value": {"path": "note.md", "content": ""}},
        ]
        hub.repositories[REPO].apply("main", line)
    assert town.purge(["1.0.0"]) == ["1.0.0"]
    assert contents(hub, "v3.0.0") == other("3.0.0")
    assert town.finish("3.0.0") == town.commit_of("3.0.0")
    assert hub.find(SECRET) == []


def test_a_reference_that_is_listed_and_not_shown_is_told(
    hub: Hub,
    town: HuggingFaceHub,
    laden: Mapping[str, Mapping[str, bytes]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    town.purge(["1.0.0"])
    commit_of = Repository.commit

    def commit(self: Repository, revision: str) -> Commit:
        if revision == "v2.0.0":
            raise Refusal(404, f"Invalid rev id: {revision}", "RevisionNotFound")
        return commit_of(self, revision)

    monkeypatch.setattr(Repository, "commit", commit)
    (place,) = town.remains(digests(laden))
    assert place.startswith("v2.0.0, which")
