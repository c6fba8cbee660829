"""Register a holding: inventory, fixity, triage by description, shards. No page is read here."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from catalog import decisions, rulings
from catalog.holdings import register_holding
from extractors.description.holding import rows_of_holding
from extractors.description.rows import Inventory, InventoryRow
from extractors.documents.read import DOCUMENTS
from extractors.jobs import survey_job
from extractors.packing.package import open_package
from openfonds.app.installation import Installation
from openfonds.app.intake.bags import check_settings, checked_bag, notes_on_bag, sound_rows
from openfonds.app.intake.plan import Plan, holding_folder, save_plan
from openfonds.app.laws import law_for
from openfonds.app.sources import find_settings, with_overrides
from openfonds.batches import write_batch
from openfonds.collection import Collection
from openfonds.digests import digest_of
from openfonds.errors import SourceError
from openfonds.model import Absence, Batch, Item, Outcome, Verdict
from openfonds.restrictions.law import Law
from openfonds.storage import Zone
from openfonds.workers import WorkerCrashed, WorkerPool, WorkerTimedOut

WINDOW = 256  # rows under survey at once
# Cost of a page in points: recognition is what takes time.
_COST = {"image": 40, "picture": 40, "pdf": 10, "djvu": 10, "alto": 1, "text": 1}
_COST |= dict.fromkeys(DOCUMENTS, 1)


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asked for."""

    source: str
    collection: str
    as_of: date
    policies: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    form: str = ""  # of the description, where the holding has more than one


def register(at: Installation, request: Request, pool: WorkerPool) -> str:
    """Register a holding. Returns the path of its plan in the vault.

    Raises:
        SourceError: when the package or its inventory cannot be used.
        SettingsError, PolicyError: when collection.toml or a policy pack cannot be used.
    """
    limits = at.settings.limits
    source = str(Path(request.source).absolute())
    with open_package(source, limits) as package:
        bag = checked_bag(package)
        found, lists_source = find_settings(package, request.collection)
        collection = with_overrides(found, request.policies, request.languages)
        check_settings(package, bag, collection, lists_source)
        described = rows_of_holding(package, limits, request.form)
        sound = sound_rows(package, bag, described)
        of_bag = notes_on_bag(package, bag, collection, lists_source)
        inventory = replace(sound.inventory, notes=(*described.notes, *of_bag))
    law = law_for(at, collection, lists_source, request.as_of)
    holding = digest_of([collection.name, inventory.rows, inventory.absences])
    survey = _survey(pool, source, inventory, sound.sha256, at)
    with_known = _without_known(at, collection, holding, survey)
    sorting = _Sorting(
        at.storage.vault, holding_folder(collection.name, holding), law, at, collection.name
    )
    sorting.add_all(inventory.absences)
    sorting.add_all(with_known)
    if not sorting.n_items:
        raise SourceError(f"{request.source}: the inventory has no rows")
    plan = sorting.plan(holding, source, lists_source, collection, request, inventory)
    path = save_plan(at.storage.vault, plan)
    register_holding(at.engine, holding, collection, lists_source, path)
    return path


def _survey(
    pool: WorkerPool,
    source: str,
    inventory: Inventory,
    sha256: Mapping[int, Mapping[str, str]],
    at: Installation,
) -> Iterator[Item | Absence]:
    """Survey rows in worker processes, in order, a window of them at a time."""
    limits = at.settings.limits
    waiting: deque[tuple[InventoryRow, Future[Item | Absence]]] = deque()
    for row in inventory.rows:
        known = dict(sha256.get(row.position, {}))
        files = (row.in_holding(one) for one in row.files)
        said = {name: inventory.checksums[name] for name in files if name in inventory.checksums}
        job = (survey_job, source, row, limits, known, said)
        future = pool.submit(*job, seconds=limits.survey_seconds)
        waiting.append((row, future))
        if len(waiting) >= WINDOW:
            yield _surveyed(*waiting.popleft())
    while waiting:
        yield _surveyed(*waiting.popleft())


def _surveyed(row: InventoryRow, future: "Future[Item | Absence]") -> Item | Absence:
    try:
        return future.result()
    except (WorkerCrashed, WorkerTimedOut) as error:
        crashed = isinstance(error, WorkerCrashed)
        return Absence(
            reference_code=row.reference_code,
            position=row.position,
            outcome=Outcome.FAILED,
            reason_code="source.crashed_reader" if crashed else "source.took_too_long",
            message="a file of this item stops the program that reads it: open it by hand and"
            " save it anew",
        )


def _without_known(
    at: Installation, collection: Collection, holding: str, survey: Iterator[Item | Absence]
) -> Iterator[Item | Absence]:
    """Turn items that another holding already brought, with the same bytes, into duplicates."""
    while chunk := [one for _, one in zip(range(WINDOW), survey, strict=False)]:
        keys = [one.key for one in chunk if isinstance(one, Item)]
        known = decisions.taken_in(at.engine, collection.name, keys, holding)
        for one in chunk:
            if isinstance(one, Item) and one.key in known:
                yield Absence(
                    reference_code=one.reference_code,
                    position=one.position,
                    outcome=Outcome.DUPLICATE,
                    reason_code="item.already_taken_in",
                    message="the same reference with the same bytes came with another holding",
                )
            else:
                yield one


class _Sorting:
    """Sorts what was surveyed: absent, closed by its description, or to be read; writes shards."""

    def __init__(
        self, vault: Zone, folder: str, law: Law, at: Installation, collection: str
    ) -> None:
        self._vault, self._folder, self._law = vault, folder, law
        self._opened = rulings.opening(at.engine, collection)
        self._budget = at.settings.pages_per_shard * _COST["image"]
        self._shard: list[Item] = []
        self._cost = 0
        self._shards: list[Batch] = []
        self._closed: list[Item] = []
        self._verdicts: list[Verdict] = []
        self._absences: list[Absence] = []
        self.n_items = 0
        self.n_pages = 0

    def add_all(self, surveyed: Iterable[Item | Absence]) -> None:
        for one in surveyed:
            self.n_items += 1
            if isinstance(one, Absence):
                self._absences.append(one)
                continue
            verdict = self._law.judge(one, None)
            # What people opened must be read, whatever its description alone would close.
            if verdict.outcome is Outcome.WITHHELD and one.reference_code not in self._opened:
                self._closed.append(one)
                self._verdicts.append(verdict)
            else:
                self._add_to_shard(one)

    def _add_to_shard(self, item: Item) -> None:
        self._shard.append(item)
        self._cost += sum(_COST.get(p.kind, _COST["image"]) for p in item.pages)
        self.n_pages += len(item.pages)
        if self._cost >= self._budget:
            self._flush()

    def _flush(self) -> None:
        if self._shard:
            path = f"{self._folder}/items/{digest_of([i.key for i in self._shard])[:32]}.parquet"
            self._shards.append(write_batch(self._vault, path, Item, self._shard))
        self._shard, self._cost = [], 0

    def plan(
        self,
        holding: str,
        source: str,
        lists_source: str,
        collection: Collection,
        request: Request,
        inventory: Inventory,
    ) -> Plan:
        self._flush()
        key = digest_of([v.item_key for v in self._verdicts] + [self._law.digest, request.as_of])
        at = f"{self._folder}/triage-{key[:16]}"
        absences = sorted(self._absences, key=lambda a: a.position)
        return Plan(
            holding=holding,
            source=source,
            lists_source=lists_source,
            collection=collection,
            languages_forced=bool(request.languages),
            as_of=request.as_of,
            law_digest=self._law.digest,
            n_items=self.n_items,
            n_pages=self.n_pages,
            unknown_columns=inventory.unknown_columns,
            notes=inventory.notes,
            shards=tuple(self._shards),
            closed_items=write_batch(self._vault, f"{at}-items.parquet", Item, self._closed),
            closed_verdicts=write_batch(
                self._vault, f"{at}-verdicts.parquet", Verdict, self._verdicts
            ),
            absences=write_batch(self._vault, f"{at}-absences.parquet", Absence, absences),
        )
