"""Where a local Airflow keeps its own things: airflow/ in the storage, for staff only.

Its database, logs, password and signing secret are there, and nothing of it in the repository:
airflow.cfg holds only settings, and everything else is told by the environment.
"""

import configparser
import fcntl
import json
import os
import secrets
import shlex
import socket
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from openfonds.errors import SettingsError, TransientError
from openfonds.settings import Settings
from openfonds.storage import PRIVATE_MODE

ROOT = Path(__file__).resolve().parents[3]
HOST = "127.0.0.1"
USER = "admin"
PORTS = 100  # how many are tried
SECRET_MODE = 0o600
LOCK_SECONDS = 20.0
_MORE_THAN_READERS = 2  # tasks that may run while every core reads pages


@dataclass(frozen=True, slots=True)
class AirflowFolder:
    """The folder of a local Airflow."""

    path: Path

    @property
    def logs(self) -> Path:
        """Logs of the components, and below them of every task."""
        return self.path / "logs"

    @property
    def database(self) -> Path:
        """Airflow's own database."""
        return self.path / "airflow.db"

    @property
    def passwords(self) -> Path:
        """The file in which the password of `admin` is."""
        return self.path / "passwords.json"

    @property
    def password(self) -> str:
        """The password of `admin`."""
        return str(json.loads(self.passwords.read_text())[USER])

    @property
    def version_file(self) -> Path:
        """Names the version of Airflow that the tables of the database belong to."""
        return self.path / "database-version"

    @property
    def signing_secret(self) -> Path:
        """The file of the secret that tasks and server know each other by."""
        return self.path / "jwt-secret"

    def environment(self, settings: Settings, port: int, database: Path) -> dict[str, str]:
        """The environment in which Airflow runs."""
        address = f"http://{HOST}:{port}"
        tasks = str(settings.jobs + _MORE_THAN_READERS)
        return {
            **os.environ,
            "AIRFLOW_HOME": str(ROOT),
            # First on the path: `validators` and the like are names that others have too.
            "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH")))),
            "OPENFONDS_STORAGE": settings.storage,
            "OPENFONDS_DATABASE_URL": settings.database_url,
            "OPENFONDS_JOBS": str(settings.jobs),
            "OMP_THREAD_LIMIT": "1",  # as many pages at once as cores, each read by one thread
            "GX_ANALYTICS_ENABLED": "false",
            "HF_HUB_DISABLE_TELEMETRY": "1",
            "NO_PROXY": _without_proxy("NO_PROXY"),
            "no_proxy": _without_proxy("no_proxy"),
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{database}",
            "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(self.logs),
            "AIRFLOW__LOGGING__DAG_PROCESSOR_CHILD_PROCESS_LOG_DIRECTORY": f"{self.logs}/dags",
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(self.passwords),
            "AIRFLOW__API_AUTH__JWT_SECRET_CMD": f"cat {shlex.quote(str(self.signing_secret))}",
            "AIRFLOW__API__HOST": HOST,
            "AIRFLOW__API__PORT": str(port),
            "AIRFLOW__API__BASE_URL": address,
            "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{address}/execution/",
            "AIRFLOW__CORE__PARALLELISM": tasks,
            "AIRFLOW__CORE__MAX_ACTIVE_TASKS_PER_DAG": tasks,
        }

    @contextmanager
    def new_database(self) -> Iterator[Path]:
        """Yields where to make the database; it counts only once it was made to its end."""
        partial = self.path / "airflow-new.db"
        # A write-ahead log that outlived its database would be played into the new one.
        for leftover in (*self.path.glob("airflow-new.db*"), *self.path.glob("airflow.db-*")):
            leftover.unlink()
        yield partial
        with closing(sqlite3.connect(partial)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        partial.replace(self.database)

    @contextmanager
    def locked(self) -> Iterator[IO[bytes]]:
        """Hold the folder: two schedulers on one database would run every task twice.

        The lock goes with the last process that holds the stream, so nobody can leave it behind.

        Raises:
            TransientError: when another Airflow holds it.
        """
        with (self.path / "lock").open("ab") as stream:
            deadline = time.monotonic() + LOCK_SECONDS
            while not _lock(stream):
                if time.monotonic() > deadline:
                    raise TransientError(
                        f"Airflow already runs on {self.path}: use that one, or stop it first"
                    )
                time.sleep(0.2)
            yield stream


def open_airflow_folder(settings: Settings) -> AirflowFolder:
    """The folder, made at the first start together with password and secret.

    Raises:
        SettingsError: when the storage is not a folder of this machine.
    """
    if not settings.storage.startswith("file://"):
        raise SettingsError(
            "this starts Airflow for one machine and keeps its database in a folder: set"
            " OPENFONDS_STORAGE to one. For several machines see docs/how-to/run-airflow.md"
        )
    folder = AirflowFolder(Path(settings.storage.removeprefix("file://")) / "airflow")
    folder.logs.mkdir(parents=True, exist_ok=True)
    folder.path.chmod(PRIVATE_MODE)
    _write_once(folder.passwords, json.dumps({USER: secrets.token_urlsafe(12)}))
    _write_once(folder.signing_secret, secrets.token_urlsafe(48))
    return folder


def wanted_port(environ: Mapping[str, str] = os.environ) -> int:
    """The port that the environment or airflow.cfg names.

    Raises:
        SettingsError: when it is not a number.
    """
    written = configparser.ConfigParser(interpolation=None)
    written.read(ROOT / "airflow.cfg")
    value = environ.get("AIRFLOW__API__PORT") or written["api"]["port"]
    if not value.isdecimal():
        raise SettingsError(f"AIRFLOW__API__PORT is {value!r}: give a number such as 8080")
    return int(value)


def free_port(wanted: int) -> int:
    """`wanted`, or the next port that nobody listens on.

    Raises:
        TransientError: when none is free.
    """
    for port in range(wanted, wanted + PORTS):
        with socket.socket() as probe:
            # As the server will do: what only lingers from the last run is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except (OSError, OverflowError):
                continue
            return port
    raise TransientError(f"no free port from {wanted} on: set AIRFLOW__API__PORT to a free one")


def _lock(stream: IO[bytes]) -> bool:
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _without_proxy(name: str) -> str:
    return ",".join(filter(None, (os.environ.get(name), HOST, "localhost")))


def _write_once(path: Path, text: str) -> None:
    """Write a secret whole, unless it is there; readable by its owner only."""
    if path.exists():
        return
    partial = path.with_name(f"{path.name}.partial")
    partial.unlink(missing_ok=True)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, SECRET_MODE)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(text)
    partial.replace(path)
