"""Publish a release: by itself when a collection has new decisions, or by hand. Wiring only.

A version that waits for people is shown under Required Actions; an answer lets it through.
"""

from datetime import timedelta
from typing import Any

from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.sdk import Asset, Param, dag, get_current_context, task, task_group
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

CLEARED = Asset("openfonds://cleared")
RETRIES = {"retries": 3, "retry_delay": timedelta(seconds=20), "retry_exponential_backoff": True}
# An unanswered question fails its run, so that it is seen.
ANSWER_WITHIN = timedelta(days=14)


def _call(name: str, *arguments: Any) -> Any:
    from openfonds.app import tasks
    from openfonds.errors import PermanentError

    try:
        return getattr(tasks, name)(*arguments)
    except PermanentError as error:
        raise AirflowFailException(str(error)) from None


@dag(
    dag_id="publish_release",
    schedule=[CLEARED],
    catchup=False,
    # A run that waits for a person holds up no other; each task that publishes runs one at a time.
    max_active_runs=16,
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

    @task
    def hubs(names: list[str]) -> list[dict[str, str]]:
        asked = get_current_context()["params"]["hub"]
        return [
            {"collection": name, "hub": hub}
            for name in names
            for hub in ([asked] if asked else _call("hubs_to_release", name))
        ]

    @task(multiple_outputs=False, max_active_tis_per_dag=1)
    def publish(collection: str, hub: str) -> dict[str, Any]:
        as_of = get_current_context()["params"]["as_of"] or ""
        return _call("publish_collection", collection, hub, as_of)

    @task
    def questions(published: Any) -> list[dict[str, str]]:
        return [question for one in published for question in one["questions"]]

    @task
    def note(collection: str, plan: str, answer: dict[str, Any]) -> bool:
        params = get_current_context()["params"]
        is_further = _call("note_answer", collection, plan, answer, params["as_of"] or "")
        if is_further is None:
            raise AirflowSkipException("a person said no: nothing was published")
        return is_further

    @task(multiple_outputs=False, max_active_tis_per_dag=1)
    def publish_approved(collection: str, hub: str, plan: str, is_further: bool) -> dict[str, Any]:
        as_of = get_current_context()["params"]["as_of"] or ""
        return _call("publish_approved", collection, hub, as_of, plan, is_further)

    @task_group
    def approval(collection: str, hub: str, plan: str, subject: str, body: str) -> None:
        # Once again, as Airflow 3.3.2 loses an answer that comes before the task's worker has
        # ended; not more often, or the same question would be asked anew for weeks.
        ask = ApprovalOperator(
            task_id="ask",
            subject=subject,
            body=body,
            response_timeout=ANSWER_WITHIN,
            retries=1,
            retry_delay=timedelta(seconds=5),
            retry_exponential_backoff=False,
        )
        publish_approved(collection, hub, plan, note(collection, plan, ask.output))

    published = publish.expand_kwargs(hubs(collections()))
    approval.expand_kwargs(questions(published))


publish_release()
