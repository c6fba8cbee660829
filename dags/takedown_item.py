"""Take an item down: suspend it at once, then remove it from every hub. Wiring only.

What was removed is looked for again by takedown_check. The reference code stays in the form: no
log and no XCom has it.
"""

from datetime import timedelta
from typing import Any

from airflow.sdk import Param, dag, get_current_context, task
from airflow.sdk.exceptions import AirflowFailException

RETRIES = {"retries": 3, "retry_delay": timedelta(seconds=20), "retry_exponential_backoff": True}
# The codes of kind "suspending" in policies/rulings.toml; a test compares them.
REASONS = ["complaint", "rights-holder", "authority", "court", "own-finding"]


def _call(name: str, *arguments: Any) -> Any:
    from openfonds.app import tasks
    from openfonds.errors import PermanentError

    try:
        return getattr(tasks, name)(*arguments)
    except PermanentError as error:
        raise AirflowFailException(str(error)) from None


@dag(
    dag_id="takedown_item",
    schedule=None,
    catchup=False,
    max_active_runs=4,
    default_args=RETRIES,
    tags=["openfonds"],
    doc_md=__doc__,
    params={
        "collection": Param(
            "primer-gorodskoy-arkhiv",
            type="string",
            pattern="^[A-Za-z0-9][A-Za-z0-9._-]{0,95}$",
            title="Collection",
            description="Name of the collection that the item belongs to.",
        ),
        # The form takes a field for required unless it may be null: this one must be filled in.
        "item": Param(
            type="string",
            minLength=1,
            title="Item",
            description="Reference code of the item, as the inventory wrote it.",
        ),
        "reason": Param(
            REASONS[0],
            type="string",
            enum=REASONS,
            title="Reason",
            description="Why it is suspended. It stands in the public ledger.",
        ),
        "by": Param(
            None,
            type=["null", "string"],
            pattern="^[a-z][a-z0-9.-]{1,39}$",
            title="By",
            description="Your pseudonym; it stands in the public ledger. Empty: staff.",
        ),
        "as_of": Param(
            None,
            type=["null", "string"],
            format="date",
            title="As of",
            description="The day of the suspension. Empty: today.",
        ),
    },
)
def takedown_item() -> None:
    """The DAG."""

    @task
    def suspend() -> str:
        params = get_current_context()["params"]
        return _call(
            "suspend_item",
            params["collection"],
            params["item"],
            params["reason"],
            params["by"] or "",
            params["as_of"] or "",
        )

    @task(multiple_outputs=False)
    def take_off(decision_id: str) -> dict[str, Any]:
        params = get_current_context()["params"]
        return _call(
            "take_item_off",
            params["collection"],
            params["item"],
            decision_id,
            params["as_of"] or "",
        )

    take_off(suspend())


takedown_item()
