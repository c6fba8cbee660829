"""The pool must survive everything that a call can do to its process."""

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from openfonds.errors import ItemError, PermanentError
from openfonds.workers import WorkerCrashed, WorkerPool, WorkerTimedOut
from tests.unit.worker_calls import (
    add,
    exit_politely,
    fail_to_open,
    fail_unsendably,
    hold_the_interpreter,
    kill_itself,
    leave,
    leave_file,
    many_bytes,
    process_id,
    read_null,
    refuse,
    sleep,
    start_sleeper,
    start_sleeper_and_wait,
    unpicklable,
)

ROOT = Path(__file__).parents[2]


def is_running(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def wait_for(condition: Callable[[], bool], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return condition()


def test_results_belong_to_their_calls() -> None:
    with WorkerPool(2) as pool:
        futures = [pool.submit(add, n, 1, seconds=20) for n in range(40)]
        assert [f.result() for f in futures] == list(range(1, 41))


def test_calls_are_done_in_the_order_of_submission() -> None:
    done: list[int] = []
    with WorkerPool(1) as pool:
        for n in range(10):
            future = pool.submit(add, n, 0, seconds=20)
            future.add_done_callback(lambda f: done.append(f.result()))
    assert done == list(range(10))


@pytest.mark.parametrize(
    ("fn", "args", "how"),
    [
        pytest.param(read_null, (), "SIGSEGV", id="segmentation-fault"),
        pytest.param(kill_itself, (), "SIGKILL.*memory", id="killed-as-by-out-of-memory"),
        pytest.param(leave, (0,), "exit code 0", id="exit-0"),
        pytest.param(leave, (7,), "exit code 7", id="exit-7"),
        pytest.param(leave, (255,), "exit code 255", id="exit-255"),
        pytest.param(exit_politely, (), "exit code 1", id="sys-exit"),
    ],
)
def test_a_crash_fails_only_its_own_call(fn: Any, args: tuple[Any, ...], how: str) -> None:
    with WorkerPool(1) as pool:
        before = pool.submit(process_id, seconds=20)
        crash = pool.submit(fn, *args, seconds=20)
        after = pool.submit(process_id, seconds=20)
        with pytest.raises(WorkerCrashed, match=how):
            crash.result()
        assert before.result() != after.result()


@pytest.mark.parametrize(
    ("fn", "args"),
    [
        pytest.param(sleep, (30,), id="sleeps"),
        pytest.param(hold_the_interpreter, (), id="holds-the-interpreter"),
    ],
)
def test_a_call_beyond_its_time_is_ended(fn: Any, args: tuple[Any, ...]) -> None:
    with WorkerPool(1) as pool:
        pool.submit(add, 0, 0, seconds=20).result()
        start = time.monotonic()
        late = pool.submit(fn, *args, seconds=0.3)
        after = pool.submit(add, 1, 1, seconds=20)
        with pytest.raises(WorkerTimedOut, match=r"0\.3 s"):
            late.result()
        assert time.monotonic() - start < 5
        assert after.result() == 2


def test_the_start_of_the_interpreter_is_not_part_of_the_time() -> None:
    with WorkerPool(1) as pool:
        assert pool.submit(sleep, 0.01, seconds=0.5).result() == 0.01


def test_an_exception_arrives_whole_and_the_process_lives_on() -> None:
    with WorkerPool(1) as pool:
        before = pool.submit(process_id, seconds=20).result()
        with pytest.raises(ItemError, match="for staff") as caught:
            pool.submit(refuse, "image.broken", seconds=20).result()
        assert caught.value.reason_code == "image.broken"
        with pytest.raises(FileNotFoundError) as missing:
            pool.submit(fail_to_open, seconds=20).result()
        assert (missing.value.errno, missing.value.filename) == (errno.ENOENT, "page.tif")
        assert pool.submit(process_id, seconds=20).result() == before


def test_what_cannot_be_pickled_fails_and_does_not_hang() -> None:
    with WorkerPool(1) as pool:
        with pytest.raises(TypeError, match="pickle"):
            pool.submit(unpicklable, seconds=20).result()
        with pytest.raises(PermanentError, match="Unsendable"):
            pool.submit(fail_unsendably, seconds=20).result()
        with pytest.raises((TypeError, AttributeError)):
            pool.submit(lambda: 1, seconds=20).result()
        assert pool.submit(add, 1, 1, seconds=20).result() == 2


def test_a_huge_result_arrives() -> None:
    with WorkerPool(1) as pool:
        assert len(pool.submit(many_bytes, 200_000_000, seconds=60).result()) == 200_000_000


def test_a_worker_that_dies_between_two_calls_is_replaced() -> None:
    with WorkerPool(1) as pool:
        first = pool.submit(process_id, seconds=20).result()
        os.kill(first, signal.SIGKILL)
        assert wait_for(lambda: not is_running(first))
        time.sleep(0.2)
        assert pool.submit(add, 1, 1, seconds=20).result() == 2


@pytest.mark.parametrize("ending", ["timeout", "crash", "close"])
def test_grandchildren_and_temporary_files_go_with_the_worker(ending: str, tmp_path: Path) -> None:
    note = str(tmp_path / "note")
    with WorkerPool(1) as pool:
        folder = pool.submit(leave_file, seconds=20).result()
        assert Path(folder, "left-over").exists()
        if ending == "timeout":
            with pytest.raises(WorkerTimedOut):
                pool.submit(start_sleeper_and_wait, note, seconds=0.5).result()
        else:
            pool.submit(start_sleeper, note, seconds=20).result()
        if ending == "crash":
            with pytest.raises(WorkerCrashed):
                pool.submit(leave, 1, seconds=20).result()
        if ending != "close":
            assert not Path(folder).exists()
    worker, sleeper = map(int, Path(note).read_text().split())
    assert wait_for(lambda: not is_running(sleeper))
    assert not is_running(worker)
    assert not Path(folder).exists()


def test_an_exception_in_the_block_stops_everything() -> None:
    futures: list[Future[float]] = []
    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt), WorkerPool(2) as pool:
        futures += [pool.submit(sleep, 30, seconds=60) for _ in range(6)]
        time.sleep(0.5)
        raise KeyboardInterrupt
    assert time.monotonic() - start < 10
    assert all(f.done() for f in futures)
    assert sum(f.cancelled() for f in futures) == 4
    with pytest.raises(RuntimeError, match="closed"):
        pool.submit(add, 1, 1, seconds=1)


def test_workers_that_cannot_start_fail_their_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with WorkerPool(2) as pool:
        futures = [pool.submit(add, 1, 1, seconds=5) for _ in range(4)]
        for future in futures:
            with pytest.raises(WorkerCrashed, match="exit code 1"):
                future.result(timeout=20)
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with WorkerPool(1) as pool, pytest.raises(FileNotFoundError):
        pool.submit(add, 1, 1, seconds=5).result(timeout=20)


@pytest.mark.parametrize(
    ("sign", "fn"),
    [
        pytest.param(signal.SIGKILL, "start_sleeper_and_wait", id="killed"),
        pytest.param(signal.SIGKILL, "hold_the_interpreter", id="killed-in-a-library"),
        pytest.param(signal.SIGINT, "start_sleeper_and_wait", id="ctrl-c"),
        pytest.param(signal.SIGTERM, "start_sleeper_and_wait", id="terminated"),
    ],
)
def test_nothing_survives_the_parent(sign: signal.Signals, fn: str, tmp_path: Path) -> None:
    note = tmp_path / "note"
    program = f"""
import sys; sys.path[:0] = [{str(ROOT)!r}]
import tests.unit.worker_calls as t
from openfonds.workers import WorkerPool
with WorkerPool(2) as pool:
    waiting = pool.submit(t.start_sleeper, {str(note)!r}, seconds=20).result()
    print(pool.submit(t.process_id, seconds=20).result(), flush=True)
    args = [{str(note) + "2"!r}] if "sleeper" in {fn!r} else []
    futures = [pool.submit(t.{fn}, *args, seconds=60) for _ in range(3)]
    print("busy", flush=True)
    futures[0].result()
"""
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    parent = subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment,
    )
    assert parent.stdout is not None
    worker = int(parent.stdout.readline())
    assert parent.stdout.readline() == "busy\n"
    if fn == "start_sleeper_and_wait":
        assert wait_for(lambda: Path(f"{note}2").exists())
    time.sleep(0.3)
    pids = [worker, *map(int, note.read_text().split())]
    if Path(f"{note}2").exists():
        pids += map(int, Path(f"{note}2").read_text().split())
    assert all(map(is_running, pids))
    parent.send_signal(sign)
    parent.wait(timeout=10)
    parent.stdout.close()
    assert wait_for(lambda: not any(map(is_running, pids)))
    assert wait_for(lambda: not list(tmp_path.glob("openfonds-worker-*")))
