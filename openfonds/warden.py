"""The process side of openfonds.workers: a worker, and the warden that watches over it.

The warden is small and does nothing but wait: for its standard input to close, which happens when
the pool says so and also when the parent is killed, or for the worker to end. Then it kills the
worker's process group (with any Tesseract in it), removes the worker's temporary files and exits.
As a process of its own it can do so even while a C library holds the worker's interpreter.
"""

import contextlib
import ctypes
import os
import pickle
import select
import shutil
import signal
import sys
import traceback
from multiprocessing.connection import Connection

from openfonds.errors import PermanentError

PR_SET_PDEATHSIG = 1  # prctl(2)


def keep_worker(fd: int, temporary: str) -> None:
    """Be the warden: start the worker, wait until it or the parent ends, leave nothing behind."""
    worker_is_alive, held_by_worker = os.pipe()
    warden = os.getpid()
    worker = os.fork()
    if worker == 0:
        os.setpgid(0, 0)
        if sys.platform == "linux":  # should somebody kill the warden
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() == warden:
            _serve(fd)
        os._exit(1)
    os.close(fd)
    os.close(held_by_worker)
    # The parent never writes to our standard input: readable means closed.
    select.select([sys.stdin.fileno(), worker_is_alive], [], [])
    for end in (os.killpg, os.kill):  # the group may not exist yet
        with contextlib.suppress(ProcessLookupError):
            end(worker, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1])
    shutil.rmtree(temporary, ignore_errors=True)
    os._exit(code if code >= 0 else 128 - code)


def _serve(fd: int) -> None:
    os.set_inheritable(fd, False)
    os.dup2(os.open(os.devnull, os.O_RDONLY), sys.stdin.fileno())
    connection = Connection(fd)
    connection.send_bytes(b"ready")
    try:
        while True:
            connection.send_bytes(_answer(connection.recv_bytes()))
    except (EOFError, OSError):
        os._exit(0)  # the parent is gone
    except BaseException:  # SystemExit, from what was called
        traceback.print_exc()
        os._exit(1)  # at once: once the connection is closed, the parent has us killed


def _answer(message: bytes) -> bytes:
    try:
        fn, args = pickle.loads(message)
        return pickle.dumps((True, fn(*args)))
    except Exception as error:
        error.add_note(f"in a worker process:\n{traceback.format_exc()}")
        try:
            # Piece by piece: by itself an exception unpickles only if its arguments are those
            # of its constructor. OSError alone keeps some of its arguments apart.
            return pickle.dumps((False, type(error), error.__reduce__()[1], error.__dict__))
        except Exception:
            return pickle.dumps((False, PermanentError, (f"{type(error).__name__}",), {}))
