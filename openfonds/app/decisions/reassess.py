"""Apply the law of a day to what is already held: nothing is read again.

Days pass, packs and closed lists change; what they open or close is decided anew from the stored
readings. A holding is settled again as a whole, so the ledger shows every change; one in which
nothing can have changed is left alone.
"""

from dataclasses import dataclass, replace
from datetime import date

from catalog import rulings
from catalog.holdings import collection_names, results_of
from catalog.standing import last_record, n_due
from openfonds.app.decisions.changes import Changes, changes_since
from openfonds.app.decisions.published import overdue
from openfonds.app.decisions.settle import settle
from openfonds.app.decisions.unchanged import may_change, remember_applied
from openfonds.app.installation import Installation
from openfonds.app.intake.plan import Plan, Results, load_plan, load_results, save_plan
from openfonds.app.intake.shards import judge_shard
from openfonds.app.laws import known_collection, law_for
from openfonds.batches import read_batch, write_batch
from openfonds.collection import Collection
from openfonds.digests import digest_of
from openfonds.errors import PermanentError
from openfonds.model import Item, Verdict
from openfonds.restrictions.law import Law


@dataclass(frozen=True, slots=True)
class Reassessed:
    """What the law of a day changed in a collection."""

    changed: int  # decisions recorded
    opened: int
    closed: int  # were open
    other: int  # say something else, neither opened nor closed
    renewed: int  # say the same under another law
    due: int  # items whose next check was due
    settled: int  # holdings decided on again
    left_alone: int  # holdings in which nothing can have changed
    unsigned: tuple[str, ...]  # policies by which nothing opens


@dataclass(frozen=True, slots=True)
class Everywhere:
    """What the law of a day changed in all collections."""

    accounts: dict[str, Reassessed]
    failures: dict[str, PermanentError]  # of collections that could not be judged
    overdue: dict[str, dict[str, int]]  # by hub, published documents that are closed by now


def reassess(at: Installation, name: str, as_of: date) -> int:
    """`apply_law`, for those who only need to know how many decisions changed."""
    return apply_law(at, name, as_of).changed


def apply_law(at: Installation, name: str, as_of: date) -> Reassessed:
    """Decide again on every item of a collection that the day, the law or people can change.

    Raises:
        SettingsError: when there is no such collection.
        PolicyError: when a pack cannot be used.
    """
    collection, lists_source = known_collection(at, name)
    law = law_for(at, collection, lists_source, as_of)
    in_force = rulings.in_force(at.engine, name)
    due = n_due(at.engine, name, as_of)
    last = last_record(at.engine)
    changed = settled = left_alone = 0
    for path in results_of(at.engine, name):
        results = load_results(at.storage.vault, path)
        before = load_plan(at.storage.vault, results.plan)
        if not may_change(at, path, before, results, law, in_force):
            left_alone += 1
            continue
        changed += _settle_again(at, before, results, law, collection, lists_source)
        settled += 1
        remember_applied(at, before, law, in_force)
    found = changes_since(at, name, last) if settled else Changes()
    return Reassessed(
        changed=changed,
        opened=found.opened,
        closed=found.closed,
        other=found.other,
        renewed=found.renewed,
        due=due,
        settled=settled,
        left_alone=left_alone,
        unsigned=law.unsigned,
    )


def apply_law_everywhere(at: Installation, as_of: date) -> Everywhere:
    """`apply_law` for every collection; one that cannot be judged holds up no other."""
    accounts: dict[str, Reassessed] = {}
    failures: dict[str, PermanentError] = {}
    names = collection_names(at.engine)
    for name in names:
        try:
            accounts[name] = apply_law(at, name, as_of)
        except PermanentError as error:
            failures[name] = error
    # Afterwards, since one collection may close what another one has published.
    waiting = {name: overdue(at, name) for name in names}
    return Everywhere(accounts, failures, {name: n for name, n in waiting.items() if n})


def _settle_again(
    at: Installation, before: Plan, results: Results, law: Law, collection: Collection, lists: str
) -> int:
    vault = at.storage.vault
    plan = replace(
        before,
        collection=collection,
        lists_source=lists,
        as_of=law.as_of,
        law_digest=law.digest,
    )
    verdicts = [law.judge(item, None) for item in read_batch(vault, plan.closed_items, Item)]
    key = digest_of([law.digest, law.as_of, plan.closed_items.sha256])[:16]
    closed = write_batch(vault, f"{plan.folder}/again-{key}.parquet", Verdict, verdicts)
    plan = replace(plan, closed_verdicts=closed)
    shards = [
        judge_shard(at, plan, number, shard.pages, law)
        for number, shard in enumerate(results.shards)
    ]
    return settle(at, save_plan(vault, plan), shards)
