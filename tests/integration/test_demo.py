"""`make demo` and `make up`, as a person runs them: to the dataset, and to the end of it all."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from tests import ROOT
from tests.holdings import CommandLine, parquet_bytes, small_holding

pytestmark = [pytest.mark.airflow, pytest.mark.xdist_group("airflow")]

SECONDS = 300


class Program:
    """A program of openfonds.app with a storage and a log of its own."""

    def __init__(self, module: str, *arguments: str, storage: Path, log: Path) -> None:
        self.storage, self._log = storage, log
        with log.open("w") as stream:
            self.process = subprocess.Popen(
                [sys.executable, "-m", f"openfonds.app.{module}", *arguments],
                env=CommandLine(storage).environment,
                cwd=ROOT,
                stdout=stream,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def printed(self) -> str:
        return self._log.read_text()

    def wait_for(self, text: str) -> None:
        self.until(lambda: text in self.printed)

    def until(self, is_so: Callable[[], bool]) -> None:
        deadline = time.monotonic() + SECONDS
        while not is_so():
            assert self.process.poll() is None, self.printed
            assert time.monotonic() < deadline, self.printed
            time.sleep(0.2)

    def left(self) -> list[psutil.Process]:
        return left(self.storage)


def left(storage: Path) -> list[psutil.Process]:
    """Processes that work on this storage, whatever became of their parents."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("OPENFONDS_STORAGE", "").endswith(str(storage)):
                found.append(process)
        except psutil.Error:
            continue
    return found


def is_free(address: str) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", int(address.rpartition(":")[2]))) != 0


def test_demo_publishes_what_the_command_line_publishes(tmp_path: Path) -> None:
    holding = small_holding(tmp_path / "holding")
    asked = ("--holding", str(holding), "--collection", "town")
    began = datetime.now(UTC).astimezone().date()
    first = Program("demo", "--exit", *asked, storage=tmp_path / "var", log=tmp_path / "first.log")
    assert first.process.wait(timeout=SECONDS) == 0, first.printed
    assert first.left() == []
    for line in (
        "reading: 3 of 3 pages",
        "publishing: 1 of 1 release",
        "3 items",
        "RU.125FZ.24.open-series (125-ФЗ, ст. 24",
        "openfonds/town v1.0.0: 3 documents",
        "user:     admin",
    ):
        assert line in first.printed, first.printed
    address = re.search(r"Airflow: +(http\S+)", first.printed)
    assert address and is_free(address[1])

    example = first.printed[first.printed.index("from datasets") :].splitlines()[:3]
    pasted = subprocess.run(
        [sys.executable, "-c", "\n".join([*example, "print(len(documents))"])],
        env={**os.environ, "HF_HOME": str(tmp_path / "cache"), "HF_HUB_OFFLINE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert pasted.stdout.splitlines()[-1] == "3", pasted.stderr

    local = CommandLine(tmp_path / "other")
    day = ("--as-of", began.isoformat(), "--json")
    assert local("ingest", str(holding), "--collection", "town", *day).code == 0
    released = local("release", "town", *day).json
    folder = re.search(r"^folder: (.+)$", first.printed, re.MULTILINE)
    assert folder
    assert parquet_bytes(Path(folder[1])) == parquet_bytes(Path(released["folder"])) != {}

    # Again, on the port that is wanted or the next one; then it stays until Ctrl-C.
    again = Program("demo", *asked, storage=tmp_path / "var", log=tmp_path / "again.log")
    again.wait_for("Ctrl-C")
    assert "nothing new" in again.printed and "v1.0.0: 3 documents" in again.printed
    again.process.send_signal(signal.SIGINT)
    assert again.process.wait(timeout=60) == 0
    assert again.left() == []


def test_a_run_that_fails_says_where(tmp_path: Path) -> None:
    asked = ("--holding", str(tmp_path / "missing"), "--collection", "town")
    demo = Program("demo", "--exit", *asked, storage=tmp_path / "var", log=tmp_path / "log")
    assert demo.process.wait(timeout=SECONDS) == 1, demo.printed
    assert "task register:" in demo.printed
    assert "cannot be read" in demo.printed
    assert "Traceback" not in demo.printed
    assert demo.left() == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_airflow_ends_with_the_program_that_started_it(
    tmp_path: Path, number: signal.Signals
) -> None:
    up = Program("local_airflow.up", storage=tmp_path / "var", log=tmp_path / "log")
    up.wait_for("making the database")
    up.until(lambda: len(up.left()) >= 3)  # itself, the keeper, the migration
    up.process.send_signal(number)
    code = up.process.wait(timeout=60)
    deadline = time.monotonic() + 30
    while up.left():
        assert time.monotonic() < deadline, up.left()
        time.sleep(0.2)
    assert code == (-9 if number == signal.SIGKILL else 0), up.printed


def test_airflow_ends_when_make_is_killed(tmp_path: Path) -> None:
    script = '"$@" & wait'  # as make does: a child, and nothing to tell it of the end
    parent = subprocess.Popen(
        ["bash", "-c", script, "make", sys.executable, "-m", "openfonds.app.local_airflow.up"],
        env=CommandLine(tmp_path / "var").environment,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    deadline = time.monotonic() + 60
    while len(left(tmp_path / "var")) < 4:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    parent.kill()
    parent.wait()
    while left(tmp_path / "var"):
        assert time.monotonic() < deadline + 60
        time.sleep(0.2)
