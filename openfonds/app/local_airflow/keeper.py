"""The process that keeps Airflow: it starts commands and ends everything below them.

The components of Airflow start processes of their own (executor workers, tasks, Tesseract), and
ending a component leaves those behind. So the keeper declares itself their heir: a process whose
parent died becomes its child, and it ends only when it has no children left. It stops when its
standard input closes, which also happens when whoever started it is killed, or when one of the
commands ends: then it prints which, and its exit code is that of the command.
"""

import contextlib
import ctypes
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

PR_SET_PDEATHSIG = 1  # prctl(2)
PR_SET_CHILD_SUBREAPER = 36
STOP_SECONDS = 4.0  # after that they are killed; the web server hangs once it has closed
LOOK_SECONDS = 0.2

STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def keep(commands: dict[str, list[str]], logs: Path) -> int:
    """Keep commands, each with a log of its own, until standard input closes or one ends."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    for number in STOPPING:
        signal.signal(number, _stop)
    names: dict[int, str] = {}
    ended: list[tuple[str, int]] = []
    try:
        for name, command in commands.items():
            names[_start(command, logs / f"{name}.log")] = name
        while not ended and not select.select([sys.stdin], [], [], LOOK_SECONDS)[0]:
            ended = [(names[pid], code) for pid, code in _reap() if pid in names]
    except KeyboardInterrupt:
        pass
    finally:
        for number in STOPPING:
            signal.signal(number, signal.SIG_IGN)
        _end_all()
    if not ended:
        return 0
    name, code = ended[0]
    print(name, flush=True)
    return code if code >= 0 else 128 - code


def _stop(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _start(command: list[str], log: Path) -> int:
    keeper = os.getpid()

    def die_with_keeper() -> None:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != keeper:
            os._exit(1)

    with log.open("wb") as stream:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            preexec_fn=die_with_keeper,  # safe: the keeper has one thread
        ).pid


def _end_all() -> None:
    """End all descendants: TERM for Airflow itself, KILL for what is left after a while.

    Processes that lead a session of their own (openfonds.warden) see their parent go, clean up
    and leave by themselves; a TERM would keep them from cleaning up.
    """
    deadline = time.monotonic() + STOP_SECONDS
    ours = os.getsid(0)
    told: set[int] = set()
    while _has_children():
        is_late = time.monotonic() > deadline
        for pid in _descendants():
            with contextlib.suppress(ProcessLookupError):
                if is_late:
                    os.kill(pid, signal.SIGKILL)
                elif pid not in told and os.getsid(pid) == ours:
                    told.add(pid)
                    os.kill(pid, signal.SIGTERM)
        time.sleep(LOOK_SECONDS / 2)


def _has_children() -> bool:
    _reap()
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    return True


def _reap() -> list[tuple[int, int]]:
    """Children that ended, those that were inherited among them, with their exit codes."""
    ended: list[tuple[int, int]] = []
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                break
            ended.append((pid, os.waitstatus_to_exitcode(status)))
    return ended


def _descendants() -> list[int]:
    children: dict[int, list[int]] = {}
    for pid, parent, _ in _processes():
        children.setdefault(parent, []).append(pid)
    found: list[int] = []
    waiting = [os.getpid()]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return found


def end_session(session: int) -> None:
    """Kill what a keeper that was itself killed has left behind."""
    for pid, _, session_of_pid in _processes():
        if session_of_pid == session:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def _processes() -> Iterator[tuple[int, int, int]]:
    """Every process of the machine: its id, its parent and its session; see proc(5)."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            # The name of the program, in brackets, may hold anything.
            fields = stat.read_text(errors="replace").rpartition(")")[2].split()
            yield int(stat.parent.name), int(fields[1]), int(fields[3])


if __name__ == "__main__":
    sys.exit(keep(json.loads(sys.argv[2]), Path(sys.argv[1])))
