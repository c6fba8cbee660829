"""The Hugging Face hub does what every hub must."""

from collections.abc import Callable
from pathlib import Path

import pytest

from openfonds.errors import ReleaseRefused
from openfonds.releases import hugging_face_publish
from openfonds.releases.hugging_face import HuggingFaceHub
from tests.hub_contract import CONTRACT, Check, sha256
from tests.loopback_hub import Hub
from tests.loopback_hub.publishing import (
    ID,
    REPO,
    Killed,
    assert_one_release,
    kill_at,
    other,
    stage,
)

pytest_plugins = ["tests.loopback_hub.fixtures"]
# The client itself sends bytes in a way that its HTTP library calls outdated.
pytestmark = pytest.mark.filterwarnings("ignore:Use .content=:DeprecationWarning")


@pytest.fixture
def reach(town: HuggingFaceHub) -> Callable[[], HuggingFaceHub]:
    return lambda: HuggingFaceHub(town.repo_id, town.endpoint, town.patience)


@pytest.mark.parametrize("check", CONTRACT, ids=lambda check: check.__name__)
def test_hugging_face_hub(
    check: Check, reach: Callable[[], HuggingFaceHub], tmp_path: Path
) -> None:
    check(reach, tmp_path)


def test_a_dataset_that_cannot_be_seen_is_not_called_clean(town: HuggingFaceHub) -> None:
    """It may be there, for others than the owner of this token."""
    with pytest.raises(ReleaseRefused, match="may not read it"):
        town.remains([sha256("one")])


def test_a_version_that_is_committed_is_finished_whatever_would_be_published_now(
    hub: Hub, town: HuggingFaceHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed at each request in turn; the run after it has other files for the same version."""
    monkeypatch.setattr(hugging_face_publish, "FILES_AT_ONCE", 2)
    first_try = stage(tmp_path / "staged")
    anew = stage(tmp_path / "anew", other("of another day"))
    finished = number = 0
    while True:
        hub.clear()
        revive = kill_at(monkeypatch, number, "after")
        try:
            town.publish(first_try, "1.0.0", ID)
            break
        except Killed:
            pass
        finally:
            revive()
        commit = town.finish("1.0.0")
        if commit is None:
            assert town.publish(anew, "1.0.0", ID) == town.commit_of("1.0.0")
        else:
            finished += 1
            assert_one_release(hub, commit)
        number += 1
    assert finished >= 3
    assert number - finished >= 10


def test_a_private_dataset_is_told_from_one_that_there_is_not(
    hub: Hub, town: HuggingFaceHub, tmp_path: Path
) -> None:
    hub.add_repository(REPO, private=True)
    town.publish(stage(tmp_path / "staged"), "1.0.0", ID)
    with pytest.raises(ReleaseRefused, match="private or gated"):
        town.fetch("1.0.0", "README.md", tmp_path / "target")
    with pytest.raises(FileNotFoundError):
        town.fetch("2.0.0", "README.md", tmp_path / "target")
