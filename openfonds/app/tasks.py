"""What the scheduler's tasks call: small arguments in, small results out, no state between them.

A result holds references to batches, counts and codes; never text, titles or reference codes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime
from threading import Lock
from typing import Any

from catalog import approvals, staff
from openfonds.app.decisions.published import overdue
from openfonds.app.decisions.reassess import apply_law_everywhere
from openfonds.app.decisions.settle import settle
from openfonds.app.installation import Installation, now, open_installation
from openfonds.app.intake.plan import JudgedShard, load_plan
from openfonds.app.intake.read_account import read_account
from openfonds.app.intake.register import Request, register
from openfonds.app.intake.shards import judge_shard, law_of, read_shard, recipe_for
from openfonds.app.laws import known_collection
from openfonds.app.progress import Silent
from openfonds.app.release import takedown
from openfonds.app.release.approval import ApprovalNeeded
from openfonds.app.release.hubs import hub_for
from openfonds.app.release.release import Released, release
from openfonds.app.review import closing
from openfonds.errors import OpenfondsError, PermanentError, SettingsError, TransientError
from openfonds.model import Batch
from openfonds.plain import from_json, to_json
from openfonds.storage import Zone
from openfonds.workers import WorkerPool


def register_holding(
    source: str, collection: str, policies: list[str], languages: str, form: str, as_of: str
) -> dict[str, Any]:
    """Register a holding; returns the path of its plan and the numbers of its shards.

    An empty `as_of` means today, an empty `languages` those of the collection, an empty `form`
    the one that the holding has.
    """
    at = open_installation()
    request = Request(
        source=source,
        collection=collection,
        as_of=_day(as_of),
        policies=tuple(p for p in policies if p),
        languages=tuple(part for part in languages.split("+") if part),
        form=form,
    )
    with WorkerPool(at.settings.jobs) as pool:
        path = register(at, request, pool)
    plan = load_plan(at.storage.vault, path)
    if plan.shards:
        recipe_for(plan, at.settings.engine)  # fails now when a model is missing, and not later
    return {
        "plan": path,
        "holding": plan.holding,
        "collection": plan.collection.name,
        "items": plan.n_items,
        "pages": plan.n_pages,
        "shards": list(range(len(plan.shards))),
    }


def read_pages(plan_path: str, number: int) -> str:
    """Read one shard; returns the batch of its pages as JSON."""
    at = open_installation()
    plan = load_plan(at.storage.vault, plan_path)
    tally = _Tally(at, plan.shard_folder(number))
    with WorkerPool(1) as pool:  # the scheduler decides how many of these run at once
        recipe = recipe_for(plan, at.settings.engine)
        return to_json(read_shard(at, plan, number, recipe, pool, tally.step))


def judge_pages(plan_path: str, number: int, pages: str) -> str:
    """Clean, examine and judge one shard; returns its batches as JSON."""
    at = open_installation()
    plan = load_plan(at.storage.vault, plan_path)
    return to_json(judge_shard(at, plan, number, from_json(Batch, pages), law_of(at, plan)))


def settle_holding(plan_path: str, judged: list[str]) -> dict[str, Any]:
    """Record the decisions on a holding; returns how many are new, and how its pages were read."""
    at = open_installation()
    plan = load_plan(at.storage.vault, plan_path)
    shards = {s.items: s for s in (from_json(JudgedShard, text) for text in judged)}
    changed = settle(at, plan_path, [shards[items] for items in plan.shards])
    reading = read_account(at.storage.vault, (shard.pages for shard in shards.values()))
    return {
        "collection": plan.collection.name,
        "holding": plan.holding,
        "new_decisions": changed,
        "pages_without_text": reading.without_text,
        "models_wanted": reading.models_wanted,
    }


def hubs_to_release(collection: str) -> list[str]:
    """The hub of a collection, and each other one with something published that is closed by now.

    What opens goes to hubs that were named by hand only when it is released there by hand.

    Raises:
        SettingsError: when there is no such collection.
    """
    at = open_installation()
    usual = hub_for(at, known_collection(at, collection)[0], None).url
    return [usual, *(hub for hub in overdue(at, collection) if hub != usual)]


def publish_collection(collection: str, hub: str, as_of: str) -> dict[str, Any]:
    """Release a collection; returns its version, where it is and how many were not let through.

    Where people must look first, `questions` has one for each of them, and nothing is published but
    a version without what is closed by now, if anything is.
    """
    try:
        done = release(open_installation(), collection, hub or None, _day(as_of), Silent())
    except ApprovalNeeded as needed:
        question = {
            "collection": collection,
            "hub": hub,
            "plan": needed.plan_id,
            **_in_words(needed),
        }
        return {
            "collection": collection,
            "version": needed.taken_off,
            "new": needed.taken_off is not None,
            "refused": [],
            "questions": [question] * needed.missing,
        }
    return {**_told(collection, done), "questions": []}


def note_answer(collection: str, plan: str, answer: dict[str, Any], as_of: str) -> bool | None:
    """Note what a person answered to the question whether a plan may be published.

    Args:
        answer: what the operator of Airflow returns; its user must be a registered pseudonym.

    Returns:
        None for no; otherwise whether the person had not said yes to this plan before.

    Raises:
        SettingsError: when the user who answered may not approve.
    """
    if answer["chosen_options"] != ["Approve"]:
        return None
    at = open_installation()
    user = (answer["responded_by_user"] or {}).get("name") or ""
    try:
        person = staff.entitled(at.engine, user)
    except SettingsError as error:
        raise SettingsError(
            f"the approval does not count, nothing was published: {error}. Then clear this task;"
            " or clear the task ask, and somebody else answers"
        ) from None
    before = approvals.given(at.engine, collection, plan)
    approvals.approve(at.engine, collection, plan, person, as_of=_day(as_of), now=now())
    return person.name not in before


def publish_approved(
    collection: str, hub: str, as_of: str, plan: str, is_further: bool
) -> dict[str, Any]:
    """Release what a person let through; returns how many more people must, if any.

    Raises:
        ApprovalNeeded: when something else would be published by now.
        SettingsError: when further people must approve, and this one had already.
    """
    try:
        done = release(open_installation(), collection, hub or None, _day(as_of), Silent())
    except ApprovalNeeded as needed:
        if needed.plan_id != plan:
            raise
        if not is_further:
            raise SettingsError(
                f"the same person let it through twice; {needed.missing} more must, so nothing was"
                " published: trigger publish_release again, and let somebody else answer"
            ) from None
        return {"collection": collection, "version": None, "waits": needed.missing}
    return {**_told(collection, done), "waits": 0}


def suspend_item(collection: str, item: str, reason: str, by: str, as_of: str) -> str:
    """Suspend an item at once; returns the id of the decision. An empty `by` means nobody named."""
    with _without(item):
        at = open_installation()
        done = closing.suspend(at, collection, item, reason, by or closing.ANYBODY, _day(as_of))
        assert done.decision is not None  # a suspension holds at once
        return done.decision.decision_id


def take_item_off(collection: str, item: str, decision_id: str, as_of: str) -> dict[str, Any]:
    """Remove a suspended item from every hub; returns how many hubs and versions that were.

    Raises:
        PermanentError: when a hub refuses it, and no other try can mend that.
        TransientError: when a hub is out of reach, or files of removed versions are still on one.
    """
    with _without(item):
        at = open_installation()
        done, failed = takedown.take_down(at, collection, item, decision_id, _day(as_of), Silent())
        if failed:
            told = "; ".join(str(one.error) for one in failed)
            may_pass = any(isinstance(one.error, TransientError) for one in failed)
            raise TransientError(told) if may_pass else PermanentError(told)
    if left := sum(len(one.left) for one in done):
        raise TransientError(
            f"{left} files of removed versions are still on a hub; this is tried again, and"
            " takedown_check looks for them in two days"
        )
    return {
        "decision_id": decision_id,
        "hubs": len(done),
        "versions_removed": sum(len(one.removed) for one in done),
    }


def check_takedowns(as_of: str) -> dict[str, int]:
    """Look again for what takedowns removed; returns how many were due, and files still there."""
    found = list(takedown.look_again(open_installation(), _day(as_of)))
    return {"due": len(found), "left": sum(len(one.left) for one in found)}


def reassess_all(as_of: str) -> dict[str, Any]:
    """Apply the law of a day to every collection; one that cannot be judged holds up no other.

    Returns the account of each collection; the names of those to be released, with new decisions
    or with something published that is closed by now; and why others could not be judged.
    """
    day = _day(as_of)
    done = apply_law_everywhere(open_installation(), day)
    return {
        "as_of": day.isoformat(),
        "collections": {name: asdict(account) for name, account in done.accounts.items()},
        "changed": [
            name
            for name, account in done.accounts.items()
            if account.changed or name in done.overdue
        ],
        "failures": {name: str(error) for name, error in done.failures.items()},
    }


def pages_read(at: Installation, plan_path: str) -> int:
    """How many pages the running tasks have read so far."""
    plan = load_plan(at.storage.vault, plan_path)
    counts = 0
    for number in range(len(plan.shards)):
        name = _tally_name(plan.shard_folder(number))
        if at.storage.vault.exists(name):
            counts += int(at.storage.vault.read(name))
    return counts


def _told(collection: str, done: Released) -> dict[str, Any]:
    return {
        "collection": collection,
        "repo_id": done.repo_id,
        "version": done.version,
        "new": done.is_new,
        "folder": done.where,
        "documents": done.documents,
        "pages": done.pages,
        "refused": [list(refusal) for refusal in done.refusals],
    }


def _in_words(needed: ApprovalNeeded) -> dict[str, str]:
    """What a person is shown: counts and the numbers that moved too far."""
    lines = [
        f"- {count.config}: {count.rows} rows {count.change}"
        + (f" ({count.reason})" if count.reason else "")
        for count in needed.counts
    ]
    if needed.drifts:
        lines += ["", "It differs much from the version before:", ""]
        lines += [f"- {drift}" for drift in needed.drifts]
    return {
        "subject": f"Publish version {needed.version}? Plan {needed.plan_id}",
        "body": "\n".join(lines),
    }


@contextmanager
def _without(item: str) -> Iterator[None]:
    """Keep the reference code of an item out of errors, which the scheduler writes to its log."""
    try:
        yield
    except OpenfondsError as error:
        told = str(error).replace(repr(item), "as given").replace(item, "the item")
        kind = TransientError if isinstance(error, TransientError) else PermanentError
        raise kind(told) from None


class _Tally:
    """Counts pages into a small file of the vault, for whoever watches."""

    def __init__(self, at: Installation, folder: str) -> None:
        self._vault: Zone = at.storage.vault
        self._name = _tally_name(folder)
        self._lock = Lock()
        self._count = 0

    def step(self) -> None:
        with self._lock:
            self._count += 1
            self._vault.write(self._name, str(self._count).encode())


def _tally_name(folder: str) -> str:
    return f"{folder}/pages-read.txt"


def _day(written: str) -> date:
    if not written:
        return datetime.now(UTC).astimezone().date()
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise SettingsError(f"as_of {written!r}: write a day as 2026-11-22, or nothing") from None
