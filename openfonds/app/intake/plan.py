"""The plan of an ingest, and its results. Between tasks they travel as paths in the vault."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from openfonds.batches import read_batch
from openfonds.collection import Collection
from openfonds.digests import digest_of
from openfonds.model import Absence, Batch, Item
from openfonds.plain import from_json, to_json
from openfonds.storage import Zone


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that the later steps of an ingest need to know."""

    holding: str
    source: str
    lists_source: str
    collection: Collection
    languages_forced: bool
    as_of: date
    law_digest: str
    n_items: int
    n_pages: int  # to be read
    unknown_columns: tuple[str, ...]
    notes: tuple[str, ...]  # for staff: how the description was read, what was left out
    shards: tuple[Batch, ...]  # items to be read
    closed_items: Batch  # items that their description alone closes: no OCR, no text, no copy
    closed_verdicts: Batch
    absences: Batch

    @property
    def folder(self) -> str:
        """Where the batches of this holding are in the vault."""
        return holding_folder(self.collection.name, self.holding)

    def shard_folder(self, number: int) -> str:
        """Where the batches of one shard are."""
        return f"{self.folder}/shards/{number:05d}"

    def items(self, vault: Zone) -> Iterator[Item]:
        """All items that were surveyed, shard by shard; not in the order of the inventory."""
        for batch in (*self.shards, self.closed_items):
            yield from read_batch(vault, batch, Item)

    def absent(self, vault: Zone) -> list[Absence]:
        """What could not be registered, and why."""
        return read_batch(vault, self.absences, Absence)


@dataclass(frozen=True, slots=True)
class JudgedShard:
    """A shard after judgement."""

    items: Batch
    pages: Batch
    clean: Batch
    verdicts: Batch


@dataclass(frozen=True, slots=True)
class Results:
    """Where the results of a settled holding are."""

    plan: str  # path of the plan in the vault
    shards: tuple[JudgedShard, ...]


def save_results(vault: Zone, plan: Plan, results: Results) -> str:
    """Write the results of a holding; returns their path."""
    path = f"{plan.folder}/results-{digest_of(results)[:16]}.json"
    vault.write(path, to_json(results).encode())
    return path


def load_results(vault: Zone, path: str) -> Results:
    """Read the results of a holding. Raises FileNotFoundError."""
    return from_json(Results, vault.read(path).decode())


def holding_folder(collection: str, holding: str) -> str:
    """Where the batches of a holding are in the vault."""
    return f"{collection}/{holding[:16]}"


def save_plan(vault: Zone, plan: Plan) -> str:
    """Write the plan; returns its path. The same plan has the same path."""
    path = f"{plan.folder}/plan-{digest_of(plan)[:16]}.json"
    vault.write(path, to_json(plan).encode())
    return path


def load_plan(vault: Zone, path: str) -> Plan:
    """Read a plan. Raises FileNotFoundError."""
    return from_json(Plan, vault.read(path).decode())
