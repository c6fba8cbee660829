"""Worker processes that may crash or hang without taking the run with them.

Reading a page means running C libraries on files that nobody vouches for. Each worker is a
process of its own that does one call at a time. When it dies or overruns its time, that one call
fails, everything that it started is killed, and a new process takes its place.

What runs in the process is openfonds.warden. One thread of the parent talks to each.
"""

import contextlib
import os
import pickle
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import Future
from multiprocessing.connection import Pipe
from queue import SimpleQueue
from threading import Event, Lock, Thread, Timer
from types import TracebackType
from typing import Any, Self, TypeVar

from openfonds.errors import PermanentError

R = TypeVar("R")

START_SECONDS = 60  # for the interpreter to start; not part of the time of any call


class WorkerCrashed(PermanentError):
    """The process that did this call died: a crash in a library, or not enough memory."""


class WorkerTimedOut(PermanentError):
    """This call took longer than it may."""


class WorkerPool:
    """Runs calls in `jobs` worker processes, in the order in which they were submitted.

    Leaving the `with` block waits for all calls; leaving it by an exception (Ctrl-C) kills the
    workers, and the futures that are not done fail or are cancelled. How many calls may wait is
    up to the caller.
    """

    def __init__(self, jobs: int) -> None:
        self._calls: SimpleQueue[_Call | None] = SimpleQueue()
        self._workers = [_Worker(self._calls) for _ in range(jobs)]
        self._closed = False

    def submit(self, fn: Callable[..., R], *args: Any, seconds: float) -> Future[R]:
        """Call `fn(*args)` in a worker, for at most `seconds`.

        `fn` must be importable by name; arguments and result are pickled. The future fails with
        what `fn` raised, or with WorkerCrashed or WorkerTimedOut.
        """
        if self._closed:
            raise RuntimeError("the worker pool is closed")
        call = _Call(fn, args, seconds)
        self._calls.put(call)
        return call.future

    def close(self, *, kill: bool = False) -> None:
        """End the workers, after their work is done or, with `kill`, at once."""
        self._closed = True
        if kill:
            while not self._calls.empty():
                call = self._calls.get()
                if call is not None:
                    call.future.cancel()
        for _ in self._workers:
            self._calls.put(None)
        for worker in self._workers:
            if kill:
                worker.retire()
            worker.thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _error: object, _trace: TracebackType | None
    ) -> None:
        self.close(kill=kind is not None)


class _Call:
    def __init__(self, fn: Callable[..., Any], args: tuple[Any, ...], seconds: float) -> None:
        self.fn, self.args, self.seconds = fn, args, seconds
        self.future: Future[Any] = Future()


class _Worker:
    """A thread of the parent that feeds one worker process, and replaces it when it dies."""

    def __init__(self, calls: "SimpleQueue[_Call | None]") -> None:
        self._calls = calls
        self._process: _Process | None = None
        self._retired = False
        self._lock = Lock()
        self.thread = Thread(target=self._serve, name="openfonds-worker", daemon=True)
        self.thread.start()

    def retire(self) -> None:
        """Kill the process, now and if one is just being started."""
        with self._lock:
            self._retired = True
            if self._process:
                self._process.let_go()

    def _serve(self) -> None:
        while (call := self._calls.get()) is not None:
            if not call.future.set_running_or_notify_cancel():
                continue
            try:
                result = self._run(call)
            except BaseException as error:  # whatever it is belongs to whoever waits for the call
                call.future.set_exception(error)
            else:
                call.future.set_result(result)
            # a thread that waits for its next call must not keep the last result in memory
            call = result = None
        if self._process:
            self._process.end()

    def _run(self, call: _Call) -> Any:
        with self._lock:
            if self._retired:
                raise WorkerCrashed("the run was stopped before this call was done: run it again")
            if self._process and self._process.has_died:  # between two calls: nobody's fault here
                self._process.end()
                self._process = None
            if self._process is None:
                self._process = _Process()
        process = self._process
        try:
            return process.run(call)
        finally:
            if process.is_ended:
                self._process = None


class _Process:
    """One warden with its worker, as the parent sees it."""

    def __init__(self) -> None:
        self._connection, theirs = Pipe()
        self._temporary = tempfile.mkdtemp(prefix="openfonds-worker-")
        fd = theirs.fileno()
        program = (
            f"import sys; sys.path[:] = {sys.path!r};"
            f"from openfonds.warden import keep_worker; keep_worker({fd}, {self._temporary!r})"
        )
        try:
            self._warden = subprocess.Popen(
                [sys.executable, "-c", program],
                stdin=subprocess.PIPE,
                stdout=2,  # standard output belongs to the answer of the command line
                pass_fds=[fd],
                env={**os.environ, "TMPDIR": self._temporary},
                start_new_session=True,  # Ctrl-C reaches the parent, which decides
            )
        except BaseException:
            self._connection.close()
            shutil.rmtree(self._temporary, ignore_errors=True)
            raise
        finally:
            theirs.close()
        self._is_ready = self.is_ended = False

    @property
    def has_died(self) -> bool:
        return self._warden.poll() is not None

    def run(self, call: _Call) -> Any:
        message = pickle.dumps((call.fn, call.args))
        try:
            if not self._is_ready:
                self._exchange(None, START_SECONDS)
                self._is_ready = True
            has_succeeded, *outcome = pickle.loads(self._exchange(message, call.seconds))
        except TimeoutError:
            self.end()
            raise WorkerTimedOut(
                f"not done after {call.seconds:g} s: look at the file, or raise the limit"
            ) from None
        except (EOFError, OSError):
            raise WorkerCrashed(f"the worker process {self.end()}") from None
        if has_succeeded:
            return outcome[0]
        raise _rebuilt(*outcome)

    def _exchange(self, message: bytes | None, seconds: float) -> bytes:
        """Send, receive. The timer kills the worker, so neither can block for longer."""
        expired = Event()

        def expire() -> None:
            expired.set()
            self.let_go()

        timer = Timer(seconds, expire)
        timer.daemon = True
        timer.start()
        try:
            if message is not None:
                self._connection.send_bytes(message)
            answer = self._connection.recv_bytes()
        except (EOFError, OSError):
            if expired.is_set():
                raise TimeoutError from None
            raise
        finally:
            timer.cancel()
            timer.join()
        if expired.is_set():  # in time, but only just: the worker is dead for the next call
            self.end()
        return answer

    def let_go(self) -> None:
        """Have the warden kill the worker, without waiting for it."""
        assert self._warden.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._warden.stdin.close()

    def end(self) -> str:
        """Kill the worker and wait for its end. Returns how it ended, in words."""
        self.let_go()
        try:
            status = self._warden.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._warden.kill()  # which kills the worker: see openfonds.warden
            status = self._warden.wait()
        self._connection.close()
        shutil.rmtree(self._temporary, ignore_errors=True)  # if the warden could not
        self.is_ended = True
        number = -status if status < 0 else status - 128
        if number == signal.SIGKILL:
            return "was killed by SIGKILL: often there was not enough memory for what it did"
        if number in signal.valid_signals():
            return f"was killed by {signal.Signals(number).name}"
        return f"ended by itself with exit code {status}"


def _rebuilt(kind: type[BaseException], args: tuple[Any, ...], state: dict[str, Any]) -> Any:
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error
