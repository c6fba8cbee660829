"""Progress of long work: how much is done, how fast, how long it will take."""

import sys
import time
from threading import Lock
from typing import Protocol, TextIO

EVERY_SECONDS = 0.5
EVERY_SECONDS_IN_LOG = 15.0


class Progress(Protocol):
    """Told by the runner; shown by whoever asked for the work."""

    def start(self, what: str, total: int, unit: str) -> None:
        """A stretch of work begins; `total` units are to be done."""

    def step(self, n: int = 1) -> None:
        """So many more units are done."""

    def finish(self) -> None:
        """The stretch is done."""


class Silent:
    """Shows nothing."""

    def start(self, what: str, total: int, unit: str) -> None:
        """Nothing."""

    def step(self, n: int = 1) -> None:
        """Nothing."""

    def finish(self) -> None:
        """Nothing."""


class TerminalProgress:
    """One line that is written over on a terminal; now and then a line in a log."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._live = self._stream.isatty()
        self._lock = Lock()
        self._what = self._unit = ""
        self._total = self._done = 0
        self._began = self._shown = 0.0

    def start(self, what: str, total: int, unit: str) -> None:
        """Begin a line."""
        with self._lock:
            self._what, self._total, self._unit, self._done = what, total, unit, 0
            self._began = self._shown = time.monotonic()
            self._show(end="")

    def step(self, n: int = 1) -> None:
        """Count, and show it now and then."""
        with self._lock:
            self._done += n
            pause = EVERY_SECONDS if self._live else EVERY_SECONDS_IN_LOG
            if time.monotonic() - self._shown >= pause:
                self._show(end="")

    def finish(self) -> None:
        """Show the end of the line."""
        with self._lock:
            self._show(end="\n")

    def _show(self, end: str) -> None:
        self._shown = time.monotonic()
        line = describe(self._what, self._done, self._total, self._unit, self._shown - self._began)
        if self._live:
            self._stream.write(f"\r\x1b[2K{line}{end}")
        elif end or self._done:
            self._stream.write(f"{line}\n")
        self._stream.flush()


def describe(what: str, done: int, total: int, unit: str, seconds: float) -> str:
    """One line such as `reading pages: 12 of 40 pages, 0.8 pages/s, 0:35 to go`."""
    line = f"{what}: {done} of {total} {unit}"
    if done and seconds >= 1:
        rate = done / seconds
        line += f", {rate:.1f} {unit}/s"
        if done < total:
            left = int((total - done) / rate)
            line += f", {left // 60}:{left % 60:02d} to go"
    return line
