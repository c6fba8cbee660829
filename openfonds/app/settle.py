"""Settle a holding: verdicts become decisions, in the catalog and the ledger at once.

Here what no single shard can see is joined: an item that shares a file with a closed one is not
open (LAW 5, 18: the most restrictive wins for all copies), in this holding and in earlier ones.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from catalog import decisions
from catalog.checkpoints import sign_current
from catalog.database import writing
from catalog.decisions import Proposed
from catalog.holdings import register_results
from catalog.keys import load_keys
from openfonds.app.installation import Installation, now
from openfonds.app.plan import JudgedShard, Plan, Results, load_plan, save_results
from openfonds.batches import read_batch
from openfonds.digests import digest_of
from openfonds.model import (
    Absence,
    Decision,
    Item,
    Outcome,
    PageText,
    ReadStatus,
    Verdict,
)

SERVICE = "openfonds"
SAME_BYTES = "care.same-bytes-as-closed"
SAME_BYTES_CITE = "125-ФЗ, ст. 25; the most restrictive decision holds for all copies"
CLOSED = frozenset({Outcome.REVIEW, Outcome.WITHHELD, Outcome.SUSPENDED})


def settle(at: Installation, plan_path: str, shards: Sequence[JudgedShard]) -> int:
    """Record the decisions on a holding. Returns how many are new."""
    plan = load_plan(at.storage.vault, plan_path)
    results = save_results(at.storage.vault, plan, Results(plan_path, tuple(shards)))
    closed = _closed_files(at, plan, shards)
    written = decisions.record(
        at.engine, at.storage.annex, _proposals(at, plan, shards, closed), now=now()
    )
    written += _close_copies(at, plan, shards)
    register_results(at.engine, plan.holding, results)
    if written:
        with writing(at.engine) as connection:
            sign_current(connection, load_keys(at.storage.annex), at.storage.audit)
    return written


def _closed_files(at: Installation, plan: Plan, shards: Sequence[JudgedShard]) -> set[str]:
    """Digests of files that belong to an item which is not open, here or in earlier holdings."""
    closed: set[str] = set()
    every: set[str] = set()
    for item, verdict, _ in _judged(at, plan, shards):
        digests = {f.sha256 for f in item.files}
        every |= digests
        if verdict.outcome in CLOSED:
            closed |= digests
    for sha256, earlier in decisions.with_same_bytes(
        at.engine, plan.collection.name, sorted(every), plan.holding
    ):
        if earlier.outcome in CLOSED:
            closed.add(sha256)
    return closed


def _proposals(
    at: Installation, plan: Plan, shards: Sequence[JudgedShard], closed: set[str]
) -> Iterator[Proposed]:
    for absence in plan.absent(at.storage.vault):
        yield Proposed(_decision_of_absence(plan, absence), (), ())
    for item, verdict, broken in _judged(at, plan, shards):
        digests = tuple(f.sha256 for f in item.files)
        decision = _decision_of(plan, item, verdict)
        if broken and verdict.outcome is not Outcome.WITHHELD:
            decision = _failed(decision, broken)
        elif verdict.outcome is Outcome.OPEN and closed.intersection(digests):
            decision = _closed_copy(decision)
        yield Proposed(with_id(decision), verdict.facts, digests)


def _close_copies(at: Installation, plan: Plan, shards: Sequence[JudgedShard]) -> int:
    """Close what an earlier holding opened, where this one closes the same bytes."""
    newly_closed: set[str] = set()
    for item, verdict, _ in _judged(at, plan, shards):
        if verdict.outcome in CLOSED:
            newly_closed.update(f.sha256 for f in item.files)
    earlier = decisions.with_same_bytes(
        at.engine, plan.collection.name, sorted(newly_closed), plan.holding
    )
    copies = dict.fromkeys(d for _, d in earlier if d.outcome is Outcome.OPEN)
    proposals = (
        Proposed(with_id(_closed_copy(replace(copy, as_of=plan.as_of))), (), ()) for copy in copies
    )
    return decisions.record(at.engine, at.storage.annex, proposals, now=now())


def _judged(
    at: Installation, plan: Plan, shards: Sequence[JudgedShard]
) -> Iterator[tuple[Item, Verdict, tuple[int, str] | None]]:
    """Every item with its verdict, and its first page that could not be read: (number, reason)."""
    vault = at.storage.vault
    parts = [(shard.items, shard.verdicts, shard.pages) for shard in shards]
    for items, verdict_batch, pages in (*parts, (plan.closed_items, plan.closed_verdicts, None)):
        verdicts = {v.item_key: v for v in read_batch(vault, verdict_batch, Verdict)}
        broken = _broken(read_batch(vault, pages, PageText) if pages else ())
        for item in read_batch(vault, items, Item):
            yield item, verdicts[item.key], broken.get(item.key)


def _broken(pages: Iterable[PageText]) -> dict[str, tuple[int, str]]:
    broken: dict[str, tuple[int, str]] = {}
    for page in pages:
        if page.status is ReadStatus.FAILED:
            broken.setdefault(page.item_key, (page.number, page.reason or "page.unread"))
    return broken


def _decision_of(plan: Plan, item: Item, verdict: Verdict) -> Decision:
    return Decision(
        decision_id="",
        collection=plan.collection.name,
        holding=plan.holding,
        reference_code=item.reference_code,
        position=item.position,
        item_key=item.key,
        unit="item",
        page=None,
        outcome=verdict.outcome,
        effect=verdict.effect,
        reason_codes=verdict.reason_codes,
        citations=verdict.citations,
        next_check_on=verdict.next_check_on,
        rights_uri=verdict.rights_uri,
        pack=verdict.pack,
        policy_digest=plan.law_digest,
        as_of=verdict.as_of,
        decided_by=SERVICE,
    )


def _decision_of_absence(plan: Plan, absence: Absence) -> Decision:
    return with_id(
        Decision(
            decision_id="",
            collection=plan.collection.name,
            holding=plan.holding,
            reference_code=absence.reference_code,
            position=absence.position,
            item_key=digest_of([plan.holding, absence.reference_code, absence.position]),
            unit="item",
            page=None,
            outcome=absence.outcome,
            effect="none",
            reason_codes=(absence.reason_code,),
            citations=(),
            next_check_on=None,
            rights_uri=None,
            pack="",
            policy_digest=plan.law_digest,
            as_of=plan.as_of,
            decided_by=SERVICE,
        )
    )


def _failed(decision: Decision, broken: tuple[int, str]) -> Decision:
    _, reason = broken
    return replace(
        decision,
        outcome=Outcome.FAILED,
        effect="none",
        reason_codes=(reason,),
        citations=(),
        next_check_on=None,
        rights_uri=None,
    )


def _closed_copy(decision: Decision) -> Decision:
    return replace(
        decision,
        outcome=Outcome.REVIEW,
        effect="none",
        reason_codes=(SAME_BYTES,),
        citations=(SAME_BYTES_CITE,),
        next_check_on=None,
        rights_uri=None,
    )


def with_id(decision: Decision) -> Decision:
    """The decision with its id: a digest of what it says, so the same on every machine."""
    return replace(decision, decision_id=digest_of(replace(decision, decision_id="")))
