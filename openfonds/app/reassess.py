"""Apply the law of a day to what is already held: nothing is read again.

Days pass, packs and closed lists change; what they open or close is decided anew from the stored
readings. A holding is settled again as a whole, so the ledger shows every change.
"""

from dataclasses import replace
from datetime import date

from catalog.holdings import find_collection, results_of
from openfonds.app.installation import Installation
from openfonds.app.plan import Plan, load_plan, load_results, save_plan
from openfonds.app.settle import settle
from openfonds.app.shards import judge_shard
from openfonds.app.sources import list_reader
from openfonds.batches import read_batch, write_batch
from openfonds.digests import digest_of
from openfonds.errors import SettingsError
from openfonds.model import Item, Outcome, Verdict
from openfonds.restrictions.law import Law, load_law

NOT_READ = "care.not-read"


def reassess(at: Installation, name: str, as_of: date) -> int:
    """Decide on every item of a collection again. Returns how many decisions changed.

    Raises:
        SettingsError: when there is no such collection.
        PolicyError: when a pack cannot be used.
    """
    found = find_collection(at.engine, name)
    if found is None:
        raise SettingsError(f"there is no collection {name!r}: ingest a holding into it first")
    collection, lists_source = found
    law = load_law(at.policies, collection, list_reader(lists_source, at.settings.limits), as_of)
    vault, changed = at.storage.vault, 0
    for path in results_of(at.engine, name):
        results = load_results(vault, path)
        before = load_plan(vault, results.plan)
        plan = replace(
            before,
            collection=collection,
            lists_source=lists_source,
            as_of=as_of,
            law_digest=law.digest,
        )
        verdicts = [law_after_triage(law, i) for i in read_batch(vault, plan.closed_items, Item)]
        key = digest_of([law.digest, as_of, plan.closed_items.sha256])[:16]
        closed = write_batch(vault, f"{plan.folder}/again-{key}.parquet", Verdict, verdicts)
        plan = replace(plan, closed_verdicts=closed)
        shards = [
            judge_shard(at, plan, number, shard.pages, law)
            for number, shard in enumerate(results.shards)
        ]
        changed += settle(at, save_plan(vault, plan), shards)
    return changed


def law_after_triage(law: Law, item: Item) -> Verdict:
    """The verdict on an item that was never read: closed still, or a person must have it read."""
    verdict = law.judge(item, None)
    if verdict.outcome is Outcome.WITHHELD:
        return verdict
    return replace(
        verdict,
        outcome=Outcome.REVIEW,
        effect="none",
        reason_codes=(NOT_READ, *verdict.reason_codes),
        rights_uri=None,
    )


def needs_reassessment(plan: Plan, law: Law) -> bool:
    """Whether the decisions of a holding were made under another law or another day."""
    return plan.law_digest != law.digest or plan.as_of != law.as_of
