"""Apply the law of the day to all that is held, every night. Wiring only.

Days pass, packs and closed lists change or go stale: what opens, what closes again, what a person
must look at is decided anew from what was read. Collections with new decisions are released.
"""

from datetime import timedelta
from typing import Any

from airflow.sdk import (
    Asset,
    CronTriggerTimetable,
    Param,
    dag,
    get_current_context,
    task,
)
from airflow.sdk.exceptions import AirflowFailException

CLEARED = Asset("openfonds://cleared")
RETRIES = {"retries": 3, "retry_delay": timedelta(seconds=20), "retry_exponential_backoff": True}
# After midnight from Lisbon to Vladivostok; west of that the law of the day before is applied.
NIGHTLY = CronTriggerTimetable("15 1 * * *", timezone="UTC", run_immediately=False)


@dag(
    dag_id="reassess_decisions",
    schedule=NIGHTLY,
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
            description="Apply the law of this day. Empty: today.",
        ),
    },
)
def reassess_decisions() -> None:
    """The DAG."""

    @task(multiple_outputs=False)
    def apply_law() -> dict[str, Any]:
        from openfonds.app import tasks
        from openfonds.errors import PermanentError

        try:
            return tasks.reassess_all(get_current_context()["params"]["as_of"] or "")
        except PermanentError as error:
            raise AirflowFailException(str(error)) from None

    @task
    def changed(applied: dict[str, Any]) -> list[str]:
        return applied["changed"]

    @task(outlets=[CLEARED])
    def announce(collection: str) -> None:
        get_current_context()["outlet_events"][CLEARED].extra = {"collection": collection}

    @task
    def report(applied: dict[str, Any]) -> None:
        if failures := applied["failures"]:
            told = "; ".join(f"{name}: {why}" for name, why in sorted(failures.items()))
            raise AirflowFailException(f"some collections could not be judged: {told}")

    applied = apply_law()
    announce.expand(collection=changed(applied))
    report(applied)


reassess_decisions()
