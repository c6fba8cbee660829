"""Ingest a holding: register, read shard by shard, judge, settle. Wiring only.

What runs is openfonds.app.tasks. Errors that will not go away by trying again fail at once.
"""

from datetime import timedelta
from typing import Any

from airflow.sdk import Asset, Param, dag, get_current_context, task
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

CLEARED = Asset("openfonds://cleared")
RETRIES = {"retries": 3, "retry_delay": timedelta(seconds=20), "retry_exponential_backoff": True}


def _call(name: str, *arguments: Any) -> Any:
    from openfonds.app import tasks
    from openfonds.errors import PermanentError

    try:
        return getattr(tasks, name)(*arguments)
    except PermanentError as error:
        raise AirflowFailException(str(error)) from None


@dag(
    dag_id="ingest_holding",
    schedule=None,
    catchup=False,
    max_active_runs=4,
    default_args=RETRIES,
    tags=["openfonds"],
    doc_md=__doc__,
    params={
        "source": Param(
            "var/demo/holding",
            type="string",
            minLength=1,
            title="Holding",
            description="Path of a folder, zip or tar on the machine that does the work. It holds"
            " inventory.csv and the files that it names. Nothing in it is changed."
            " make demo makes the one that is filled in here.",
        ),
        "collection": Param(
            "primer-gorodskoy-arkhiv",
            type="string",
            pattern="^([A-Za-z0-9][A-Za-z0-9._-]{0,95}|.*\\.toml)$",
            title="Collection",
            description="Name of the dataset that the holding becomes part of: Latin letters,"
            " digits, dots, hyphens. Or the path of a collection.toml.",
        ),
        # The form takes a field for required unless it may be null.
        "languages": Param(
            None,
            type=["null", "string"],
            pattern="^([A-Za-z_/]+(\\+[A-Za-z_/]+)*)?$",
            title="Languages",
            description="Models to read with, such as rus+eng. Empty: those of collection.toml,"
            " and for each item its own language where there is a model.",
        ),
        "form": Param(
            None,
            type=["null", "string"],
            title="Form of description",
            description="Such as mets or ead, where the holding can be read as more than one."
            " Empty: the one that it has.",
        ),
        "policies": Param(
            None,
            type=["null", "array"],
            items={"type": "string"},
            title="Policy packs",
            description="One a line, such as ru. Empty: those of collection.toml.",
        ),
        "as_of": Param(
            None,
            type=["null", "string"],
            format="date",
            title="As of",
            description="Apply the law of this day. Empty: today.",
        ),
    },
)
def ingest_holding() -> None:
    """The DAG."""

    @task(multiple_outputs=False)
    def register() -> dict[str, Any]:
        params = get_current_context()["params"]
        return _call(
            "register_holding",
            params["source"],
            params["collection"],
            params["policies"] or [],
            params["languages"] or "",
            params["form"] or "",
            params["as_of"] or "",
        )

    @task
    def shards(registered: dict[str, Any]) -> list[int]:
        return registered["shards"]

    @task(pool="ocr")
    def read(registered: dict[str, Any], number: int) -> str:
        return _call("read_pages", registered["plan"], number)

    @task
    def judge(registered: dict[str, Any], pair: tuple[int, str]) -> str:
        number, pages = pair
        return _call("judge_pages", registered["plan"], number, pages)

    @task(multiple_outputs=False, trigger_rule="none_failed")
    def settle(registered: dict[str, Any], judged: Any) -> dict[str, Any]:
        return _call("settle_holding", registered["plan"], list(judged or []))

    @task(outlets=[CLEARED])
    def announce(settled: dict[str, Any]) -> None:
        if not settled["new_decisions"]:
            raise AirflowSkipException("nothing new: nothing to publish")
        events = get_current_context()["outlet_events"]
        events[CLEARED].extra = {"collection": settled["collection"]}

    registered = register()
    numbers = shards(registered)
    pages = read.partial(registered=registered).expand(number=numbers)
    judged = judge.partial(registered=registered).expand(pair=numbers.zip(pages))
    announce(settle(registered, judged))


ingest_holding()
