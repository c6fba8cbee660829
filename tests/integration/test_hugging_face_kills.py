"""Publishing to the Hugging Face hub while the process is killed or others publish."""

import itertools
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from openfonds.releases import hugging_face_publish
from openfonds.releases.hugging_face import HuggingFaceHub
from tests import ROOT
from tests.loopback_hub import Call, Hub
from tests.loopback_hub.publishing import (
    FILES,
    ID,
    REPO,
    Killed,
    assert_one_release,
    contents,
    kill_at,
    stage,
)

pytest_plugins = ["tests.loopback_hub.fixtures"]
# The client itself sends bytes in a way that its HTTP library calls outdated.
pytestmark = pytest.mark.filterwarnings("ignore:Use .content=:DeprecationWarning")


def test_a_commit_that_is_made_after_it_was_given_up_is_not_made_twice(
    hub: Hub, town: HuggingFaceHub, tmp_path: Path
) -> None:
    gate = threading.Event()
    hub.faults.plan("commit", Call(lambda: gate.wait(5)))
    hub.faults.plan("commit", Call(gate.set))
    commit = town.publish(stage(tmp_path / "staged"), "1.0.0", ID)
    assert hub.routes_seen().count("commit") >= 2
    assert_one_release(hub, commit)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("batch", [100, 2], ids=["one commit", "staged"])
def test_killed_at_any_request_a_rerun_ends_with_one_release(
    when: str,
    batch: int,
    hub: Hub,
    town: HuggingFaceHub,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hugging_face_publish, "FILES_AT_ONCE", batch)
    staged = stage(tmp_path / "staged")
    routes: list[str] = []
    # Each request of one commit; every other one of a longer staging.
    for number in itertools.count(0, 1 if batch == 100 else 2):
        hub.clear()
        revive = kill_at(monkeypatch, number, when)
        try:
            town.publish(staged, "1.0.0", ID)
            break
        except Killed:
            routes.append(hub.seen[-1].route if hub.seen else "none")
        finally:
            revive()
        assert_one_release(hub, town.publish(staged, "1.0.0", ID))
    assert_one_release(hub, town.publish(staged, "1.0.0", ID))
    assert len(routes) >= 15
    assert {"preupload", "lfs_batch", "commit"} & {*routes}


PUBLISH = """
import sys
from pathlib import Path
from openfonds.errors import ReleaseRefused, TransientError
from openfonds.releases.hugging_face import HuggingFaceHub

staged, version, release_id = sys.argv[1:]
try:
    done = HuggingFaceHub.at("hf://archive/decrees").publish(Path(staged), version, release_id)
    print("done", done)
except (ReleaseRefused, TransientError) as error:
    print(type(error).__name__, error)
"""


def publisher(staged: Path, release_id: str, version: str = "1.0.0") -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PUBLISH, str(staged), version, release_id],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize(
    ("route", "when"),
    [("lfs_put", "after"), ("commit", "after"), ("create_tag", "before")],
)
def test_a_process_that_is_killed(
    route: str, when: str, hub: Hub, town: HuggingFaceHub, tmp_path: Path
) -> None:
    staged = stage(tmp_path / "staged")
    running: list[subprocess.Popen[str]] = []
    killing = Call(
        lambda: os.kill(running[0].pid, signal.SIGKILL),
        "before" if when == "before" else "after",
    )
    hub.faults.plan(route, killing)
    running.append(publisher(staged, ID))
    output, _ = running[0].communicate(timeout=60)
    assert running[0].returncode == -signal.SIGKILL and output == ""
    assert_one_release(hub, town.publish(staged, "1.0.0", ID))


@pytest.mark.parametrize("kind", ["rivals", "the same release"])
def test_publishers_at_once(kind: str, hub: Hub, town: HuggingFaceHub, tmp_path: Path) -> None:
    n = 4 if kind == "rivals" else 2
    together = threading.Barrier(n)
    hub.add_repository(REPO)
    hub.faults.plan("preupload", Call(lambda: together.wait(30)), times=n)
    ids = [f"rel-{i}" if kind == "rivals" else ID for i in range(n)]
    files = [{**FILES, "CHANGELOG.md": i.encode()} for i in ids]
    folders = [stage(tmp_path / f"{i}", f) for i, f in enumerate(files)]
    running = [publisher(*pair) for pair in zip(folders, ids, strict=True)]
    outputs = [process.communicate(timeout=60)[0].split(maxsplit=1) for process in running]
    done = [i for i, output in enumerate(outputs) if output[0] == "done"]
    assert len({outputs[i][1] for i in done}) == 1
    if kind == "rivals":
        assert len(done) == 1
        losers = [output for i, output in enumerate(outputs) if i not in done]
        assert all(o[0] == "ReleaseRefused" for o in losers), losers
        assert all("by another publisher" in o[1] for o in losers), losers
    else:
        assert len(done) == n
    repository = hub.repositories[REPO]
    assert len(repository.history("main")) == 2
    assert repository.tags == {"v1.0.0": outputs[done[0]][1].strip()}
    assert repository.branches.keys() == {"main"}
    assert contents(hub, "v1.0.0") == files[done[0]]
