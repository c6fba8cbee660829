"""What the keeper started is gone after it, however it ends."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from openfonds.app.local_airflow.keeper import end_session
from tests import ROOT

SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]
DEAF = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)",
]
# Leaves a child behind: what a component does when it ends before its tasks.
ORPHAN = [sys.executable, "-c", f"import subprocess, os; subprocess.Popen({SLEEP}); os._exit(0)"]
# As the workers of openfonds do: a session of its own, which only a KILL reaches.
AWAY = [
    sys.executable,
    "-c",
    f"import subprocess, time; subprocess.Popen({DEAF}, start_new_session=True); time.sleep(600)",
]


def start(tmp_path: Path, **commands: list[str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "openfonds.app.local_airflow.keeper",
            str(tmp_path),
            json.dumps(commands),
        ],
        cwd=ROOT,
        env={**os.environ, "KEPT_BY_TEST": str(tmp_path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def kept(tmp_path: Path) -> list[psutil.Process]:
    """Everything below the keeper of this test, by its environment."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("KEPT_BY_TEST") == str(tmp_path):
                found.append(process)
        except psutil.Error:
            continue
    return found


def wait_for(is_so: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


@pytest.mark.parametrize(
    ("commands", "processes"),
    [
        pytest.param({"one": SLEEP, "two": SLEEP}, 3, id="obedient"),
        pytest.param({"deaf": DEAF}, 2, id="ignores TERM"),
        pytest.param({"away": AWAY}, 3, id="child in another session"),
    ],
)
def test_closing_the_input_ends_everything(
    tmp_path: Path, commands: dict[str, list[str]], processes: int
) -> None:
    keeper = start(tmp_path, **commands)
    wait_for(lambda: len(kept(tmp_path)) == processes)
    time.sleep(0.5)  # for the deaf to close their ears
    keeper.communicate(timeout=20)
    assert keeper.returncode == 0
    assert not kept(tmp_path)


def test_a_command_that_ends_takes_the_others_and_its_orphans_along(tmp_path: Path) -> None:
    failing = [sys.executable, "-c", "import time; time.sleep(1); raise SystemExit(7)"]
    for commands, ended in (
        ({"failing": failing, "other": SLEEP}, (7, "failing\n")),
        ({"orphan": ORPHAN}, (0, "orphan\n")),
    ):
        with start(tmp_path, **commands) as keeper:
            assert keeper.stdout is not None
            assert (keeper.wait(timeout=20), keeper.stdout.read()) == ended
        assert not kept(tmp_path)


def test_a_killed_parent_ends_everything(tmp_path: Path) -> None:
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import json, subprocess, sys, time\n"
            "subprocess.Popen([sys.executable, '-m', 'openfonds.app.local_airflow.keeper',"
            " sys.argv[1], sys.argv[2]], stdin=subprocess.PIPE, start_new_session=True)\n"
            "time.sleep(600)",
            str(tmp_path),
            json.dumps({"one": SLEEP}),
        ],
        cwd=ROOT,
        env={**os.environ, "KEPT_BY_TEST": str(tmp_path)},
    )
    wait_for(lambda: len(kept(tmp_path)) == 3)
    parent.kill()
    parent.wait()
    wait_for(lambda: not kept(tmp_path))


def test_what_a_killed_keeper_leaves_is_found_by_its_session(tmp_path: Path) -> None:
    keeper = start(tmp_path, deaf=DEAF)
    wait_for(lambda: len(kept(tmp_path)) == 2)
    time.sleep(0.5)
    os.kill(keeper.pid, signal.SIGKILL)
    keeper.wait()
    assert kept(tmp_path)
    end_session(keeper.pid)
    wait_for(lambda: not kept(tmp_path))
    keeper.communicate()
