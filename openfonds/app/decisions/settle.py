"""Settle a holding: verdicts become decisions, in the catalog and the ledger at once.

Here what no single shard can see is joined: the rulings of people, and the rule that an item
which shares a file with a closed one is not open (LAW 5, 18: the most restrictive wins for all
copies), in this holding and in earlier ones.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from catalog import decisions, rulings
from catalog.checkpoints import sign_current
from catalog.database import writing
from catalog.decisions import Proposed
from catalog.holdings import register_results
from catalog.keys import load_keys
from openfonds.app.decisions.copies import Copies, closed_as_copy
from openfonds.app.decisions.decide import (
    CLOSED,
    closed_copy,
    closes_copies,
    decision_of_absence,
    settled,
    unread,
    with_id,
)
from openfonds.app.installation import Installation, now
from openfonds.app.intake.plan import JudgedShard, Plan, Results, load_plan, save_results
from openfonds.app.intake.shards import law_of
from openfonds.batches import read_batch
from openfonds.model import Batch, Item, Outcome, PageClean, PageText, ReadStatus, Verdict
from openfonds.restrictions.policy import Policy
from openfonds.restrictions.rulings import Rulings, text_digest

Judged = tuple[Item, Verdict, Sequence[tuple[int, str]]]  # with the pages that were not read


def settle(at: Installation, plan_path: str, shards: Sequence[JudgedShard]) -> int:
    """Record the decisions on a holding. Returns how many are new.

    Raises:
        TransientError: when the law was changed since the holding was judged: run it again.
    """
    plan = load_plan(at.storage.vault, plan_path)
    results = save_results(at.storage.vault, plan, Results(plan_path, tuple(shards)))
    in_force = rulings.in_force(at.engine, plan.collection.name)
    holding = Settling(at, plan, shards, law_of(at, plan).policy, in_force)
    copies = Copies(at, plan, holding.by_shard)
    copies.remember()
    proposals = holding.proposals(holding.closed_files(), copies.reasons())
    written = decisions.record(at.engine, at.storage.annex, proposals, now=now())
    written += close_copies(at, plan, holding.newly_closed())
    written += copies.close_earlier()
    register_results(at.engine, plan.holding, results)
    if written:
        with writing(at.engine) as connection:
            sign_current(connection, load_keys(at.storage.annex, connection), at.storage.audit)
    return written


class Settling:
    """One holding on its way from verdicts to decisions."""

    def __init__(
        self,
        at: Installation,
        plan: Plan,
        shards: Sequence[JudgedShard],
        policy: Policy,
        in_force: Rulings,
    ) -> None:
        self._at, self._plan, self._shards = at, plan, shards
        self._policy, self._rulings = policy, in_force

    def closed_files(self) -> set[str]:
        """Digests of the files of items that are not open, here or in earlier holdings."""
        closed: set[str] = set()
        every: set[str] = set()
        for item, verdict, _ in self.judged():
            digests = {f.sha256 for f in item.files}
            every |= digests
            if verdict.outcome in CLOSED:
                closed |= digests
        for sha256, earlier in decisions.with_same_bytes(
            self._at.engine, self._plan.collection.name, sorted(every), self._plan.holding
        ):
            if closes_copies(earlier):
                closed.add(sha256)
        return closed

    def proposals(
        self, closed: set[str], copies: Mapping[int, tuple[str, ...]]
    ) -> Iterator[Proposed]:
        """The decision on every row of the inventory.

        Args:
            closed: digests of files that belong to an item which is closed.
            copies: why rows that would be open are not: they repeat what a closed item says.
        """
        for absence in self._plan.absent(self._at.storage.vault):
            yield Proposed(decision_of_absence(self._plan, absence), (), ())
        for item, verdict, broken in self.judged():
            decision = settled(self._plan, item, verdict, broken, closed)
            if decision.outcome is Outcome.OPEN and item.position in copies:
                decision = closed_as_copy(decision, copies[item.position])
            yield Proposed(decision, verdict.facts, tuple(f.sha256 for f in item.files))

    def newly_closed(self) -> set[str]:
        """Digests of the files of every item that is not open."""
        return {
            f.sha256
            for item, verdict, _ in self.judged()
            if verdict.outcome in CLOSED
            for f in item.files
        }

    def judged(self) -> Iterator[Judged]:
        """Every item with its verdict after the rulings of people."""
        for shard, verdicts in self.by_shard():
            pages = read_batch(self._at.storage.vault, shard.pages, PageText) if shard else ()
            broken = broken_pages(pages)
            for item, verdict in verdicts:
                yield item, verdict, broken.get(item.key, ())

    def by_shard(self) -> Iterator[tuple[JudgedShard | None, Sequence[tuple[Item, Verdict]]]]:
        """The same, shard by shard; None for the items that their description alone closed."""
        for shard in self._shards:
            verdicts = self._verdicts(shard.items, shard.verdicts)
            yield shard, [(item, self._ruled(item, v, shard.clean)) for item, v in verdicts]
        never_read = self._verdicts(self._plan.closed_items, self._plan.closed_verdicts)
        yield None, [(item, unread(self._ruled(item, v, None))) for item, v in never_read]

    def _verdicts(self, items: Batch, verdicts: Batch) -> Iterator[tuple[Item, Verdict]]:
        vault = self._at.storage.vault
        found = {v.item_key: v for v in read_batch(vault, verdicts, Verdict)}
        for item in read_batch(vault, items, Item):
            yield item, found[item.key]

    def _ruled(self, item: Item, verdict: Verdict, clean: Batch | None) -> Verdict:
        def text() -> str:
            pages = read_batch(self._at.storage.vault, clean, PageClean) if clean else []
            return text_digest({p.number: p.text for p in pages if p.item_key == item.key})

        return self._rulings.applied(verdict, item, self._policy, text)


def close_copies(at: Installation, plan: Plan, newly_closed: set[str]) -> int:
    """Close what an earlier holding opened, where this one closes the same bytes."""
    earlier = decisions.with_same_bytes(
        at.engine, plan.collection.name, sorted(newly_closed), plan.holding
    )
    copies = dict.fromkeys(d for _, d in earlier if d.outcome is Outcome.OPEN)
    proposals = (
        Proposed(with_id(closed_copy(replace(copy, as_of=plan.as_of))), (), ()) for copy in copies
    )
    return decisions.record(at.engine, at.storage.annex, proposals, now=now())


def broken_pages(pages: Iterable[PageText]) -> Mapping[str, Sequence[tuple[int, str]]]:
    """The pages that could not be read, by item: (number, reason)."""
    broken: dict[str, list[tuple[int, str]]] = {}
    for page in pages:
        if page.status is ReadStatus.FAILED:
            broken.setdefault(page.item_key, []).append((page.number, page.reason or "page.unread"))
    return broken
