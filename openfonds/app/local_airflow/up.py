"""Run Airflow on this machine: `make up`.

Whatever ends this program (Ctrl-C, TERM, the end of its terminal, the death of `make`, even KILL)
ends Airflow too: what runs below it is kept by openfonds.app.local_airflow.keeper. Only when
started with nohup does it outlive the process that started it.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from openfonds.app.local_airflow.folder import (
    HOST,
    ROOT,
    USER,
    AirflowFolder,
    free_port,
    open_airflow_folder,
    wanted_port,
)
from openfonds.app.local_airflow.keeper import end_session
from openfonds.app.local_airflow.rest import AirflowRest
from openfonds.errors import OpenfondsError, PermanentError, TransientError
from openfonds.settings import Settings

READY_WITHIN = timedelta(minutes=10)
LOOK_SECONDS = 0.5
DAGS = (
    *("ingest_holding", "publish_release", "reassess_decisions"),
    *("takedown_item", "takedown_check"),
)
POOL = "ocr"
_AIRFLOW = (sys.executable, "-m", "airflow")
COMPONENTS = {
    "api-server": (*_AIRFLOW, "api-server"),
    # Logs are read as files; the server for them would listen on every network interface.
    "scheduler": (*_AIRFLOW, "scheduler", "--skip-serve-logs"),
    "dag-processor": (*_AIRFLOW, "dag-processor"),
    "triggerer": (*_AIRFLOW, "triggerer", "--skip-serve-logs"),
}
MIGRATION = {"db-migrate": (*_AIRFLOW, "db", "migrate")}

Say = Callable[[str], None]


class Keeper:
    """The process that keeps commands running; leaving the block ends all that they started."""

    def __init__(
        self,
        commands: Mapping[str, tuple[str, ...]],
        logs: Path,
        environment: dict[str, str],
        lock: IO[bytes],
    ) -> None:
        self._logs = logs
        with (logs / "keeper.log").open("wb") as log:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "openfonds.app.local_airflow.keeper"),
                    *(str(logs), json.dumps(dict(commands))),
                ],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                pass_fds=[lock.fileno()],  # held until the last of Airflow is gone
                start_new_session=True,  # Ctrl-C reaches us, and we end it in order
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: object, _trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        before = {number: signal.signal(number, signal.SIG_IGN) for number in _STOPPING}
        self._process.stdin.close()
        if self._process.wait() < 0:
            end_session(self._process.pid)
        self._process.stdout.close()
        for number, handler in before.items():
            signal.signal(number, handler)

    def has_ended(self) -> bool:
        """Whether one of the commands has ended by itself, and so the others too."""
        return self._process.poll() is not None

    def log_of_ended(self) -> Path:
        """The log of the command that ended by itself."""
        assert self._process.stdout is not None
        name = self._process.stdout.read().strip()
        return self._logs / f"{name or 'keeper'}.log"

    def exit_code(self) -> int:
        """Waits for the first command that ends; returns its exit code."""
        return self._process.wait()


class LocalAirflow:
    """An Airflow that is ready, as long as the block of `running_airflow` lasts."""

    def __init__(self, rest: AirflowRest, keeper: Keeper) -> None:
        self.rest = rest
        self._keeper = keeper

    def check(self) -> None:
        """Raises TransientError when a component of Airflow has ended."""
        if self._keeper.has_ended():
            raise _ended(self._keeper)

    def wait(self) -> None:
        """Wait until interrupted. Raises TransientError when a component of Airflow ends."""
        while True:
            self.check()
            time.sleep(LOOK_SECONDS)


@contextmanager
def running_airflow(
    settings: Settings, say: Say, *, meanwhile: Callable[[], None] | None = None
) -> Iterator[LocalAirflow]:
    """Start Airflow and wait until it can run the DAGs; stop all of it at the end.

    `meanwhile` is called while the components start.

    Raises:
        SettingsError: when the storage is not a folder, or the port is not a number.
        TransientError: when Airflow does not start, or another one runs on this storage.
        PermanentError: when a DAG cannot be parsed.
    """
    folder = open_airflow_folder(settings)
    began = datetime.now(UTC)
    with ExitStack() as stack:
        lock = stack.enter_context(folder.locked())
        _make_database(folder, settings, lock, say)
        wanted = wanted_port()
        port = free_port(wanted)
        if port != wanted:
            say(f"port {wanted} is taken: using {port}")
        say("starting Airflow")
        rest = AirflowRest(f"http://{HOST}:{port}", USER, folder.password)
        environment = folder.environment(settings, port, folder.database)
        keeper = stack.enter_context(Keeper(COMPONENTS, folder.logs, environment, lock))
        stack.callback(say, "stopping Airflow")
        if meanwhile:
            meanwhile()
        _wait_until_ready(rest, keeper, began)
        rest.set_pool(POOL, settings.jobs, "Tasks that read pages: as many as cores")
        say(f"Airflow is ready after {(datetime.now(UTC) - began).seconds} s")
        yield LocalAirflow(rest, keeper)


def _make_database(folder: AirflowFolder, settings: Settings, lock: IO[bytes], say: Say) -> None:
    """Make the tables, or change them to those of another version of Airflow."""
    installed = version("apache-airflow")
    if folder.database.exists():
        known = folder.version_file.read_text() if folder.version_file.exists() else ""
        if known == installed:
            return
        say(f"changing the database of Airflow to version {installed}")
        _migrate(folder, settings, folder.database, lock)
    else:
        say("making the database of Airflow")
        with folder.new_database() as partial:
            _migrate(folder, settings, partial, lock)
    folder.version_file.write_text(installed)


def _migrate(folder: AirflowFolder, settings: Settings, database: Path, lock: IO[bytes]) -> None:
    environment = folder.environment(settings, 0, database)
    with Keeper(MIGRATION, folder.logs, environment, lock) as keeper:
        if keeper.exit_code() != 0:
            raise _ended(keeper)


def _wait_until_ready(rest: AirflowRest, keeper: Keeper, began: datetime) -> None:
    while not _is_ready(rest, began):
        if keeper.has_ended():
            raise _ended(keeper)
        if datetime.now(UTC) - began > READY_WITHIN:
            raise TransientError(
                f"Airflow was not ready after {READY_WITHIN}: the machine may have too much to"
                " do; run the same command again"
            )
        time.sleep(LOOK_SECONDS)


def _is_ready(rest: AirflowRest, began: datetime) -> bool:
    """Whether this Airflow, and not the one before it, schedules and has read the DAGs."""
    try:
        seen = [rest.scheduler_seen_at()]
        errors = rest.import_errors(began)
    except (TransientError, PermanentError):
        return False  # it answers other things, and refuses logins, while it starts
    if errors:
        raise PermanentError(f"Airflow cannot load a DAG: {'; '.join(errors)}")
    seen += [rest.dag_parsed_at(dag) for dag in DAGS]
    return all(one is not None and one >= began for one in seen)


def _ended(keeper: Keeper) -> TransientError:
    log = keeper.log_of_ended()
    lines = log.read_text(errors="replace").splitlines()[-5:] if log.exists() else []
    return TransientError("\n".join((f"Airflow has stopped; the end of {log}:", *lines)))


_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def stop_on_signals() -> None:
    """Ctrl-C, TERM, the end of the terminal and of the parent all raise KeyboardInterrupt."""
    outlives = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN  # nohup
    for number in _STOPPING[:2] if outlives else _STOPPING:
        signal.signal(number, _interrupt)
    if not outlives:
        threading.Thread(target=_watch_parent, args=(os.getppid(),), daemon=True).start()


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _watch_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)


def say(text: str) -> None:
    """Print a line at once."""
    print(text, flush=True)


def login_lines(rest: AirflowRest) -> list[str]:
    """Where the pages of Airflow are and how to enter."""
    return [f"Airflow:  {rest.address}", f"user:     {rest.user}", f"password: {rest.password}"]


def main() -> int:
    """Run Airflow until stopped."""
    try:
        stop_on_signals()
        with running_airflow(Settings.from_environment(), say) as airflow:
            for line in login_lines(airflow.rest):
                say(line)
            say("Ctrl-C stops it")
            airflow.wait()
    except KeyboardInterrupt:
        return 0
    except OpenfondsError as error:
        print(f"openfonds: {error}", file=sys.stderr)
        return int(error.exit_code)
    return 0


if __name__ == "__main__":
    sys.exit(main())
