"""Look again, two days later, for what takedowns removed. Wiring only.

Hubs copy and convert files in the background. What is still there fails the run, every day until
nothing is left.
"""

from datetime import timedelta
from typing import Any

from airflow.sdk import CronTriggerTimetable, Param, dag, get_current_context, task
from airflow.sdk.exceptions import AirflowFailException

RETRIES = {"retries": 3, "retry_delay": timedelta(seconds=20), "retry_exponential_backoff": True}
DAILY = CronTriggerTimetable("45 2 * * *", timezone="UTC", run_immediately=False)


@dag(
    dag_id="takedown_check",
    schedule=DAILY,
    catchup=False,
    max_active_runs=1,
    default_args=RETRIES,
    tags=["openfonds"],
    doc_md=__doc__,
    params={
        # The form takes a field for required unless it may be null.
        "as_of": Param(
            None,
            type=["null", "string"],
            format="date",
            title="As of",
            description="Look for what is due by this day. Empty: today.",
        ),
    },
)
def takedown_check() -> None:
    """The DAG."""

    @task(multiple_outputs=False)
    def look_again() -> dict[str, Any]:
        from openfonds.app import tasks
        from openfonds.errors import PermanentError

        try:
            return tasks.check_takedowns(get_current_context()["params"]["as_of"] or "")
        except PermanentError as error:
            raise AirflowFailException(str(error)) from None

    @task
    def report(found: dict[str, Any]) -> None:
        if left := found["left"]:
            raise AirflowFailException(
                f"{left} files of removed versions are still on a hub: openfonds takedown-check"
                " names them; remove them there"
            )

    report(look_again())


takedown_check()
