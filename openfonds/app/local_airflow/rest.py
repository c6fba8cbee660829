"""What openfonds asks of a running Airflow, by its REST interface."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPException
from typing import Any
from urllib.parse import quote, urlencode

from openfonds.errors import PermanentError, TransientError

ANSWER_SECONDS = 30
TRIES = 4  # of a question; what changes something is asked once
PAUSE_SECONDS = 2.0
FINISHED = frozenset({"success", "failed"})
ERROR_LINES = 12  # of a failed task

# Without proxies: this is a machine talking to itself.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a DAG."""

    dag: str
    run_id: str
    state: str
    conf: dict[str, Any]

    @property
    def path(self) -> str:
        """Where the run is below /api/v2."""
        return f"dags/{self.dag}/dagRuns/{quote(self.run_id, safe='')}"


@dataclass(frozen=True, slots=True)
class TaskFailure:
    """A task that failed: its name, with the number of its shard, and the end of its error."""

    task: str
    lines: tuple[str, ...]


class AirflowRest:
    """A client that logs in by itself, and again when its token has expired."""

    def __init__(self, address: str, user: str, password: str) -> None:
        self.address, self.user, self.password = address, user, password
        self._token = ""

    def scheduler_seen_at(self) -> datetime | None:
        """The last sign of life of the scheduler; None before the first.

        Raises:
            TransientError, PermanentError: while Airflow starts; asked once.
        """
        health = self._send("GET", "api/v2/monitor/health", None)
        return _time(health["scheduler"]["latest_scheduler_heartbeat"])

    def dag_parsed_at(self, dag: str) -> datetime | None:
        """When the DAG was parsed last; None when it never was."""
        found = self._find(f"dags/{dag}")
        return _time(found["last_parsed_time"]) if found else None

    def import_errors(self, since: datetime) -> list[str]:
        """Why DAG files could not be parsed since then: file and last line of the error."""
        return [
            f"{error['filename']}: {error['stack_trace'].strip().splitlines()[-1]}"
            for error in self._get("importErrors")["import_errors"]
            if (_time(error["timestamp"]) or since) >= since
        ]

    def set_pool(self, name: str, slots: int, description: str) -> None:
        """Make a pool, or give it another number of slots."""
        body = {"slots": slots, "description": description, "include_deferred": False}
        if self._find(f"pools/{name}") is None:
            self._call("POST", "pools", {"name": name, **body})
        else:
            self._call("PATCH", f"pools/{name}", {"pool": name, **body})

    def trigger(self, dag: str, conf: dict[str, Any]) -> Run:
        """Start a run."""
        return _run(self._call("POST", f"dags/{dag}/dagRuns", {"logical_date": None, "conf": conf}))

    def refresh(self, run: Run) -> Run:
        """The run as it is now."""
        return _run(self._get(run.path))

    def unfinished(self, dag: str) -> list[Run]:
        """Runs that are queued or running, the oldest first."""
        query = urlencode([("state", "queued"), ("state", "running"), ("order_by", "run_after")])
        return [_run(run) for run in self._get(f"dags/{dag}/dagRuns?{query}")["dag_runs"]]

    def runs_caused_by(self, run: Run) -> Iterator[Run]:
        """The runs that were started because `run` announced something."""
        query = urlencode({"source_dag_id": run.dag, "source_run_id": run.run_id})
        for event in self._get(f"assets/events?{query}")["asset_events"]:
            for caused in event["created_dagruns"]:
                yield Run(caused["dag_id"], caused["run_id"], caused["state"], {})

    def state_of(self, run: Run, task: str) -> str | None:
        """The state of a task that is not mapped; None before it is due."""
        found = self._find(f"{run.path}/taskInstances/{task}")
        return found["state"] if found else None

    def count(self, run: Run, task: str, state: str) -> int:
        """How many instances of a mapped task are in a state."""
        query = urlencode({"task_id": task, "state": state, "limit": 1})
        return int(self._get(f"{run.path}/taskInstances?{query}")["total_entries"])

    def result(self, run: Run, task: str, index: int | None = None) -> Any:
        """What a task returned; None while it has not."""
        query = f"?map_index={index}" if index is not None else ""
        found = self._find(f"{run.path}/taskInstances/{task}/xcomEntries/return_value{query}")
        return found["value"] if found else None

    def failures(self, run: Run) -> list[TaskFailure]:
        """The tasks that failed, with the end of their errors; not those that never started."""
        failed = self._get(f"{run.path}/taskInstances?state=failed")["task_instances"]
        return [self._failure(run, task) for task in failed]

    def _failure(self, run: Run, task: dict[str, Any]) -> TaskFailure:
        name, index = task["task_id"], task["map_index"]
        place = f"{run.path}/taskInstances/{name}/logs/{task['try_number']}"
        found = self._find(f"{place}?full_content=true&map_index={index}") or {"content": []}
        lines: list[str] = []
        for event in found["content"]:
            if isinstance(event, dict) and event.get("level") in ("error", "critical"):
                lines.append(event["event"])
                for detail in event.get("error_detail") or ():
                    lines += f"{detail['exc_type']}: {detail['exc_value']}".splitlines()
        lines = lines or ["the task left no error: its process was ended from outside"]
        return TaskFailure(name if index < 0 else f"{name}[{index}]", tuple(lines[-ERROR_LINES:]))

    def _get(self, path: str) -> Any:
        for _ in range(TRIES - 1):
            try:
                return self._call("GET", path)
            except TransientError:
                time.sleep(PAUSE_SECONDS)
        return self._call("GET", path)

    def _find(self, path: str) -> Any:
        try:
            return self._get(path)
        except NotThere:
            return None

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        if not self._token:
            self._log_in()
        try:
            return self._send(method, f"api/v2/{path}", body)
        except TokenRefused:
            self._log_in()
            return self._send(method, f"api/v2/{path}", body)

    def _log_in(self) -> None:
        self._token = ""
        login = {"username": self.user, "password": self.password}
        self._token = self._send("POST", "auth/token", login)["access_token"]

    def _send(self, method: str, path: str, body: dict[str, Any] | None) -> Any:
        request = urllib.request.Request(
            f"{self.address}/{path}",
            data=None if body is None else json.dumps(body).encode(),
            method=method,
            headers={"Content-Type": "application/json", "Accept": "application/json"},
        )
        if self._token:
            request.add_header("Authorization", f"Bearer {self._token}")
        try:
            with _opener.open(request, timeout=ANSWER_SECONDS) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as error:
            if error.code == 404:
                raise NotThere(f"Airflow has no {path.partition('?')[0]}") from None
            if error.code == 401:
                raise TokenRefused("Airflow refuses the login: check its password file") from None
            said = error.read(2000).decode(errors="replace")
            kind = TransientError if error.code >= 500 else PermanentError
            raise kind(f"Airflow answers {error.code} to {path}: {said}") from None
        except (OSError, HTTPException, ValueError) as error:
            raise TransientError(
                f"Airflow at {self.address} does not answer ({type(error).__name__})"
            ) from None


class NotThere(PermanentError):
    """Airflow has no such thing (404)."""


class TokenRefused(PermanentError):
    """Airflow does not accept the token or the password (401)."""


def _time(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


def _run(answer: dict[str, Any]) -> Run:
    return Run(answer["dag_id"], answer["dag_run_id"], answer["state"], answer["conf"] or {})
