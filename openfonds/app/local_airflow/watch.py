"""Watch a run of Airflow to its end, with progress for whoever waits."""

import time
from collections.abc import Callable
from typing import TypeVar

from openfonds.app.local_airflow.rest import FINISHED, Run
from openfonds.app.local_airflow.up import LocalAirflow
from openfonds.app.progress import TerminalProgress
from openfonds.errors import PermanentError

LOOK_SECONDS = 1.0
T = TypeVar("T")


def until(airflow: LocalAirflow, run: Run, look: Callable[[], T | None]) -> T | None:
    """Look again and again until there is something; None when the run ended without it."""
    while True:
        airflow.check()
        has_ended = airflow.rest.refresh(run).state in FINISHED
        found = look()
        if found is not None or has_ended:
            return found
        time.sleep(LOOK_SECONDS)


def show(
    airflow: LocalAirflow, run: Run, what: str, total: int, unit: str, count: Callable[[], int]
) -> None:
    """Show how a count comes to its total; ends early when the run does."""
    if not total:
        return
    progress = TerminalProgress()
    progress.start(what, total, unit)
    shown = 0

    def look() -> bool | None:
        nonlocal shown
        done = max(shown, count())  # a task that is tried again counts anew
        progress.step(done - shown)
        shown = done
        return True if done >= total else None

    until(airflow, run, look)
    progress.finish()


def finish(airflow: LocalAirflow, run: Run, what: str, unit: str) -> None:
    """Wait for the end of a run.

    Raises:
        PermanentError: when it failed; the message has the tasks and the end of their errors.
    """
    show(airflow, run, what, 1, unit, lambda: int(airflow.rest.refresh(run).state == "success"))
    if airflow.rest.refresh(run).state != "success":
        raise failure_of(airflow, run)


def failure_of(airflow: LocalAirflow, run: Run) -> PermanentError:
    """The tasks of a run that failed, as an error."""
    lines = [f"the run of {run.dag} failed ({run.run_id})"]
    for failure in airflow.rest.failures(run):
        lines.append(f"task {failure.task}:")
        lines += [f"  {line}" for line in failure.lines]
    return PermanentError("\n".join(lines))
