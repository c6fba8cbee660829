"""From vault to cleared: the only place where open items leave the vault, each with its proof."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from catalog import ledger_store
from catalog.checkpoints import checked_prover
from catalog.database import writing
from catalog.decisions import open_decisions
from catalog.keys import load_keys
from openfonds.app.decisions.stored import by_item, settled_holdings
from openfonds.app.installation import Installation
from openfonds.app.intake.dictionaries import installed_dictionaries
from openfonds.app.intake.plan import JudgedShard
from openfonds.app.laws import law_for
from openfonds.app.release.duplicates import Duplicates, SketchFile, find_duplicates, keep_sketches
from openfonds.batches import read_batch, write_batch
from openfonds.collection import Collection
from openfonds.deduplication.sketches import SKETCH_VERSION
from openfonds.digests import digest_of
from openfonds.languages import modern_spelling
from openfonds.languages.identify import IDENTIFICATION_VERSION
from openfonds.ledger.merkle import InclusionProver
from openfonds.model import Batch, Decision, Item, PageClean, PageText
from openfonds.quality.signals import SIGNALS_VERSION
from openfonds.releases.assemble import (
    OpenItem,
    document_record,
    is_readable,
    page_records,
    record_id,
    signals_of,
)
from openfonds.releases.gate import Gate, Proof
from openfonds.releases.parquet import row_order
from openfonds.releases.records import DOCUMENT_ORDER, DocumentRecord, PageRecord
from openfonds.restrictions.law import Law

NOT_NEW = "gate.not_before"  # a takedown lets nothing new through
ASSEMBLY_VERSION = "4"  # raise it when the same item may give another row


@dataclass(frozen=True, slots=True)
class Cleared:
    """One shard of records, each part in the order of the release."""

    first: tuple[Any, ...]  # sorting key of its first document
    documents: Batch
    pages: Batch
    document_sketches: SketchFile
    page_sketches: SketchFile

    @property
    def paths(self) -> tuple[str, ...]:
        """All its files."""
        parts = (self.documents, self.pages, self.document_sketches, self.page_sketches)
        return tuple(part.path for part in parts)


@dataclass(frozen=True, slots=True)
class Clearance:
    """What passed the gate, and what did not although its decision says open."""

    shards: tuple[Cleared, ...]
    refusals: tuple[tuple[str, int], ...]  # (stable code, number of items)
    duplicates: Duplicates  # among the documents
    page_duplicates: Duplicates
    law: Law
    ledger_size: int
    ledger_root: bytes
    refused: Mapping[str, str]  # code by decision, of what `refusals` counts


def clear(
    at: Installation,
    collection: Collection,
    lists_source: str,
    as_of: date,
    only: frozenset[str] | None = None,
) -> Clearance:
    """Move every open item whose decision is current and proved into the cleared zone.

    What is there from before is replaced. Items that are refused stay in the vault.

    Args:
        only: ids of the documents that may pass at all; None for no such limit.
    """
    law = law_for(at, collection, lists_source, as_of)
    with writing(at.engine) as connection:
        keys = load_keys(at.storage.annex, connection)
        prover = checked_prover(connection, keys, at.storage.audit)
    size = prover.size
    gate = Gate(law.digest, as_of, size, prover.root(), keys.epoch_at)
    clearing = _Clearing(at, collection, gate, prover, only)
    cleared = at.storage.cleared
    shards: list[Cleared] = []
    for plan, results in settled_holdings(at, collection.name):
        for shard in results.shards:
            shards.extend(clearing.shard(plan.holding, shard))
    folder = _folder(collection.name)
    known = f"{folder}/document-copies", f"{folder}/page-copies"
    duplicates = find_duplicates(cleared, [s.document_sketches for s in shards], known[0])
    page_duplicates = find_duplicates(cleared, [s.page_sketches for s in shards], known[1])
    keep = {path for shard in shards for path in shard.paths}.union(known)
    for name in cleared.names(folder):
        if name not in keep:
            cleared.delete(name)
    return Clearance(
        shards=tuple(shards),
        refusals=tuple(sorted(clearing.refusals.items())),
        duplicates=duplicates,
        page_duplicates=page_duplicates,
        law=law,
        ledger_size=size,
        ledger_root=prover.root(),
        refused=clearing.refused,
    )


def remove_cleared(at: Installation, name: str) -> None:
    """Remove all records of a collection, and what was told from them: clearing makes them anew."""
    at.storage.cleared.delete(_folder(name))


def _folder(name: str) -> str:
    return f"{name}/records"


class _Clearing:
    def __init__(
        self,
        at: Installation,
        collection: Collection,
        gate: Gate,
        prover: InclusionProver,
        only: frozenset[str] | None,
    ) -> None:
        self._at, self._collection, self._gate, self._prover = at, collection, gate, prover
        self._only = only
        self._dictionaries = installed_dictionaries()
        self.refusals: Counter[str] = Counter()
        self.refused: dict[str, str] = {}

    def shard(self, holding: str, shard: JudgedShard) -> Iterator[Cleared]:
        """The records of a shard, if any of its items is open."""
        vault = self._at.storage.vault
        items = read_batch(vault, shard.items, Item)
        wanted = {item.position: item for item in items}
        found = open_decisions(self._at.engine, holding, sorted(wanted))
        passed = [
            (wanted[position], decision)
            for position, (decision, proof) in self._with_proofs(found).items()
            if self._passes(wanted[position], decision, proof)
        ]
        if not passed:
            return
        pages = by_item(read_batch(vault, shard.pages, PageText))
        cleaned = by_item(read_batch(vault, shard.clean, PageClean))
        opened = [
            OpenItem(
                item, decision, decision.citations, pages[item.key], cleaned[item.key]
            ).as_published()
            for item, decision in passed
        ]
        whole = [one for one in opened if self._is_whole(one)]
        if whole:
            yield self._write(whole, shard.clean)

    def _with_proofs(
        self, found: dict[int, tuple[int, Decision]]
    ) -> dict[int, tuple[Decision, Proof]]:
        seqs = [seq for seq, _ in found.values()]
        with self._at.engine.connect() as connection:
            records = ledger_store.lines_at(connection, seqs)
        return {
            position: (decision, Proof(records[seq], seq, tuple(self._prover.proof(seq))))
            for position, (seq, decision) in found.items()
            if seq in records
        }

    def _passes(self, item: Item, decision: Decision, proof: Proof) -> bool:
        refusal = self._gate.refusal(item, decision, proof)
        row = record_id(self._collection.name, decision.reference_code)
        if refusal is None and self._only is not None and row not in self._only:
            refusal = NOT_NEW
        if refusal:
            self._refuse(decision, refusal)
        return refusal is None

    def _is_whole(self, opened: OpenItem) -> bool:
        whole = is_readable(opened.pages, opened.withheld) and len(opened.pages) == len(
            opened.item.pages
        )
        if not whole:
            self._refuse(opened.decision, "gate.page_unread")
        return whole

    def _refuse(self, decision: Decision, code: str) -> None:
        self.refusals[code] += 1
        self.refused[decision.decision_id] = code

    def _write(self, opened: list[OpenItem], clean: Batch) -> Cleared:
        rows = []
        for one in opened:
            signals = signals_of(one, self._dictionaries)
            document = document_record(one, self._collection, signals)
            rows.append((document, page_records(one, document, signals)))
        order = row_order(DOCUMENT_ORDER)
        rows.sort(key=lambda row: order(row[0]))
        documents = [document for document, _ in rows]
        pages = [page for _, made in rows for page in made]
        made_by = [ASSEMBLY_VERSION, SIGNALS_VERSION, IDENTIFICATION_VERSION]
        key = digest_of(
            [
                *made_by,
                self._dictionaries.digest,
                modern_spelling.settings(),
                [[d.id, d.decision_id] for d in documents],
            ]
        )[:32]
        folder, zone = _folder(self._collection.name), self._at.storage.cleared
        name = f"{folder}/{key}"
        made_from = [[one.item.key, one.decision.parts] for one in opened]
        ids = [document.id for document in documents]
        content = digest_of([SKETCH_VERSION, ASSEMBLY_VERSION, clean.sha256, ids, made_from])[:32]
        return Cleared(
            first=order(documents[0]),
            documents=write_batch(zone, f"{name}-documents.parquet", DocumentRecord, documents),
            pages=write_batch(zone, f"{name}-pages.parquet", PageRecord, pages),
            document_sketches=keep_sketches(zone, f"{folder}/{content}-documents", documents),
            page_sketches=keep_sketches(zone, f"{folder}/{content}-pages", pages),
        )
