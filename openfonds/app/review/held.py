"""One item as it is held: everything that a person may want to see of it, from the vault."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from catalog import decisions
from catalog.decisions import Recorded
from catalog.holdings import results_of_holding
from openfonds.app.decisions.decide import unread
from openfonds.app.installation import Installation
from openfonds.app.intake.plan import JudgedShard, Plan, load_plan, load_results
from openfonds.app.laws import law_of_collection
from openfonds.batches import read_batch
from openfonds.collection import Collection
from openfonds.errors import SettingsError
from openfonds.model import Examination, Item, PageClean, PageText, Verdict
from openfonds.restrictions.case import ItemCase
from openfonds.restrictions.law import Law
from openfonds.restrictions.names import asks_for_names, searched
from openfonds.restrictions.rulings import text_digest
from openfonds.restrictions.steps import ExamineStep, examined_of
from openfonds.steps import run_step

R = TypeVar("R", Examination, PageText, PageClean)


@dataclass(frozen=True, slots=True)
class Held:
    """An item, what was read from it, and what the law of a day says of it."""

    collection: Collection
    plan: Plan
    shard: JudgedShard | None  # None where its description alone closed it
    law: Law
    item: Item
    standing: Recorded
    case: ItemCase
    verdict: Verdict  # of the rules alone, before rulings of people
    pages: Sequence[PageText]
    clean: Sequence[PageClean]
    examination: Examination | None  # None where the description alone closed it

    @property
    def is_read(self) -> bool:
        """Whether its pages were read."""
        return self.examination is not None

    def text_digest(self) -> str:
        """Digest of its cleaned text, for rulings that keep parts of it closed."""
        return text_digest({page.number: page.text for page in self.clean})


def find_held(at: Installation, name: str, reference_code: str, as_of: date) -> Held:
    """The item of this reference, judged by the law of a day.

    Raises:
        SettingsError: when there is no such collection or item, or it could not be registered.
        PolicyError: when a pack cannot be used.
    """
    collection, law = law_of_collection(at, name, as_of)
    standing = decisions.standing(at.engine, name, reference_code)
    path = results_of_holding(at.engine, standing.decision.holding) if standing else None
    if standing is None or path is None:
        raise SettingsError(
            f"collection {name!r} has no item {reference_code!r}: openfonds decisions --collection"
            f" {name} lists them as the inventory wrote them"
        )
    vault = at.storage.vault
    results = load_results(vault, path)
    plan = replace(load_plan(vault, results.plan), as_of=as_of, law_digest=law.digest)
    position = standing.decision.position
    for number, shard in enumerate(results.shards):
        item = _at(read_batch(vault, shard.items, Item), position)
        if item is None:
            continue
        folder = plan.shard_folder(number)
        inputs = [(PageClean, shard.clean), (PageText, shard.pages)]
        batch = run_step(ExamineStep(), vault, folder, shard.items, inputs)
        (examination,) = _of(read_batch(vault, batch, Examination), item)
        pages = _of(read_batch(vault, shard.pages, PageText), item)
        clean = _of(read_batch(vault, shard.clean, PageClean), item)
        if asks_for_names(law):
            examination = searched(law, item, examination, pages, clean)
        examined = examined_of(examination, pages)
        case, verdict = law.case(item, examined), law.judge(item, examined)
        return Held(
            collection, plan, shard, law, item, standing, case, verdict, pages, clean, examination
        )
    item = _at(read_batch(vault, plan.closed_items, Item), position)
    if item is None:
        raise SettingsError(
            f"item {reference_code!r} could not be registered:"
            f" {', '.join(standing.decision.reason_codes)}. Mend it and ingest the holding again"
        )
    case, verdict = law.case(item, None), unread(law.judge(item, None))
    return Held(collection, plan, None, law, item, standing, case, verdict, (), (), None)


def _at(items: Sequence[Item], position: int) -> Item | None:
    return next((item for item in items if item.position == position), None)


def _of(rows: Sequence[R], item: Item) -> list[R]:
    return [row for row in rows if row.item_key == item.key]
