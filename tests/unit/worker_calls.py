"""What test_workers has done in worker processes: apart, so that a worker starts quickly."""

import ctypes
import errno
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from openfonds.errors import ItemError


def add(left: int, right: int) -> int:
    return left + right


def process_id() -> int:
    return os.getpid()


def read_null() -> None:
    ctypes.string_at(0)


def kill_itself() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def leave(code: int) -> None:
    os._exit(code)


def exit_politely() -> None:
    sys.exit(3)


def sleep(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def hold_the_interpreter() -> None:
    ctypes.PyDLL(None).sleep(30)  # PyDLL keeps the lock: no Python thread can run meanwhile


def refuse(code: str) -> None:
    raise ItemError(code, "message for staff")


def fail_to_open() -> None:
    raise FileNotFoundError(errno.ENOENT, "No such file", "page.tif")


def unpicklable() -> object:
    return threading.Lock()


class Unsendable(Exception):
    def __init__(self) -> None:
        super().__init__()
        self.lock = threading.Lock()


def fail_unsendably() -> None:
    raise Unsendable


def many_bytes(count: int) -> bytes:
    return b"x" * count


def start_sleeper(note: str) -> int:
    """Leaves a grandchild running, as an interrupted Tesseract would be."""
    child = subprocess.Popen(["sleep", "60"])
    Path(note).write_text(f"{os.getpid()} {child.pid}")
    return child.pid


def start_sleeper_and_wait(note: str) -> None:
    start_sleeper(note)
    time.sleep(60)


def leave_file() -> str:
    Path(tempfile.gettempdir(), "left-over").write_text("x")
    return tempfile.gettempdir()
