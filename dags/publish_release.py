"""Publish a release: by itself when a collection has new decisions, or by hand. Wiring only."""

from datetime import timedelta
from typing import Any

from airflow.sdk import Asset, Param, dag, get_current_context, task
from airflow.sdk.exceptions import AirflowFailException

CLEARED = Asset("openfonds://cleared")
RETRIES = {"retries": 3, "retry_delay": timedelta(seconds=20), "retry_exponential_backoff": True}


@dag(
    dag_id="publish_release",
    schedule=[CLEARED],
    catchup=False,
    max_active_runs=1,
    default_args=RETRIES,
    tags=["openfonds"],
    doc_md=__doc__,
    params={
        # The form takes a field for required unless it may be null.
        "collection": Param(
            None,
            type=["null", "string"],
            title="Collection",
            description="Name of the collection. Empty: the one that has new decisions.",
        ),
        "hub": Param(
            None,
            type=["null", "string"],
            title="Hub",
            description="Where to publish to, such as file:///srv/hub. Empty: the hub of"
            " collection.toml, or public/ of the storage.",
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
def publish_release() -> None:
    """The DAG."""

    @task
    def collections() -> list[str]:
        context = get_current_context()
        if name := context["params"]["collection"]:
            return [name]
        events = context["triggering_asset_events"]
        found = {e.extra["collection"] for one in events.values() for e in one if e.extra}
        if not found:
            raise AirflowFailException("name a collection in the field Collection")
        return sorted(found)

    @task(multiple_outputs=False)
    def publish(collection: str) -> dict[str, Any]:
        from openfonds.app import tasks
        from openfonds.errors import PermanentError

        params = get_current_context()["params"]
        try:
            return tasks.publish_collection(collection, params["hub"] or "", params["as_of"] or "")
        except PermanentError as error:
            raise AirflowFailException(str(error)) from None

    publish.expand(collection=collections())


publish_release()
