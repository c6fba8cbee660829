"""Steps and how one is run: skipped when done, written whole, every item accounted for.

A step sees the items of one shard with what earlier steps made of them, and yields rows for
every item. The runner groups, counts, writes and skips; a step does none of that.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from openfonds.batches import read_batch, write_batch
from openfonds.digests import canonical_json, digest_of
from openfonds.errors import AccountingError
from openfonds.model import Batch, Item
from openfonds.storage import Zone


@dataclass(frozen=True, slots=True)
class Unit:
    """One item with the rows that earlier steps made of it, by noun."""

    item: Item
    rows: Mapping[type, Sequence[Any]]


class Step(Protocol):
    """What an author of a step writes."""

    @property
    def name(self) -> str:
        """Short name, part of file names."""
        ...

    @property
    def version(self) -> str:
        """Raised when the output may change."""
        ...

    @property
    def noun(self) -> type:
        """What it makes; its rows carry item_key."""
        ...

    def settings(self) -> Any:
        """Everything else that the output depends on, as plain values."""
        ...

    def apply(self, units: Sequence[Unit]) -> Iterator[tuple[Unit, Sequence[Any]]]:
        """Yield every unit once, with at least one row."""
        ...


def run_step(
    step: Step, zone: Zone, folder: str, items: Batch, inputs: Sequence[tuple[type, Batch]]
) -> Batch:
    """Run a step over one shard, or return what it made before from the same inputs.

    Raises:
        AccountingError: when an item that went in did not come out, or came out twice.
        IntegrityError: when an input was changed after it was written.
        TransientError: when the storage is full or out of reach.
    """
    key = digest_of(
        [step.name, step.version, step.settings(), items.sha256, [b.sha256 for _, b in inputs]]
    )[:32]
    manifest = f"{folder}/{step.name}-{key}.json"
    if zone.exists(manifest):
        return batch_from_json(zone.read(manifest))
    units = read_units(zone, items, inputs)
    waiting = {unit.item.key for unit in units}
    rows: list[Any] = []
    for unit, made in step.apply(units):
        if unit.item.key not in waiting or not made:
            raise AccountingError(f"step {step.name}: row {unit.item.position} came out wrongly")
        waiting.remove(unit.item.key)
        rows.extend(made)
    if waiting:
        raise AccountingError(f"step {step.name}: {len(waiting)} items did not come out")
    batch = write_batch(zone, f"{folder}/{step.name}-{key}.parquet", step.noun, rows)
    zone.write(manifest, canonical_json(batch))
    return batch


def read_units(zone: Zone, items: Batch, inputs: Sequence[tuple[type, Batch]]) -> list[Unit]:
    """The items of a shard with the rows that were made of each."""
    rows: dict[str, dict[type, list[Any]]] = {}
    listed = read_batch(zone, items, Item)
    for item in listed:
        rows[item.key] = {noun: [] for noun, _ in inputs}
    for noun, batch in inputs:
        made: list[Any] = read_batch(zone, batch, noun)
        for row in made:
            rows[row.item_key][noun].append(row)
    return [Unit(item, rows[item.key]) for item in listed]


def batch_to_json(batch: Batch) -> dict[str, Any]:
    """A batch as plain values, small enough to travel between tasks."""
    return asdict(batch)


def batch_from_json(data: bytes | str) -> Batch:
    """The inverse of the canonical JSON of a batch."""
    return Batch(**json.loads(data))
