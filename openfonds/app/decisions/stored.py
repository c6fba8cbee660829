"""What is held, as it was read: streamed shard by shard, to be judged without any recording."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import IO, TypeVar

from catalog.holdings import results_of
from catalog.standing import standing_at
from openfonds.app.decisions.decide import unread
from openfonds.app.installation import Installation
from openfonds.app.intake.plan import Plan, Results, load_plan, load_results
from openfonds.batches import read_batch
from openfonds.model import Batch, Decision, Examination, Item, PageClean, PageText, Verdict
from openfonds.restrictions.facts import Examined
from openfonds.restrictions.horizon import Horizon
from openfonds.restrictions.law import Law
from openfonds.restrictions.made_facts import NAMES_SEARCHED
from openfonds.restrictions.names import (
    NAME_FACTS,
    SearchNamesStep,
    asks_for_names,
    names_matter,
    wanted_items,
)
from openfonds.restrictions.rulings import Rulings, text_digest
from openfonds.restrictions.steps import ExamineStep, examined_of
from openfonds.steps import Unit, read_units, run_step
from openfonds.storage import Zone

PER_QUERY = 500
R = TypeVar("R", PageText, PageClean)


class Overlay(Zone):
    """A zone to be read; what is written to it stays in memory."""

    def __init__(self, under: Zone) -> None:
        self._under = under
        self._made: dict[str, bytes] = {}

    def exists(self, name: str) -> bool:
        """Whether there is a file of this name, below or in memory."""
        return name in self._made or self._under.exists(name)

    def open(self, name: str) -> IO[bytes]:
        """A stream of the bytes of a file. Raises FileNotFoundError."""
        return io.BytesIO(self._made[name]) if name in self._made else self._under.open(name)

    def write(self, name: str, data: bytes) -> None:
        """Keep a file in memory."""
        self._made[name] = data


class StoredItem:
    """An item with what reading and the detectors found out about it."""

    def __init__(
        self,
        item: Item,
        found: Examination | None,
        pages: Sequence[PageText],
        clean: Sequence[PageClean],
    ) -> None:
        self.item = item
        self._found, self._pages, self._clean = found, pages, clean

    @property
    def examined(self) -> Examined | None:
        """What was found out; None where the description alone closed it, or a search failed."""
        return examined_of(self._found, self._pages) if self._found else None

    def judged(self, law: Law, rulings: Rulings) -> Verdict:
        """The verdict of a law, after the rulings of people; copies are not compared."""
        self._search_names(law)
        verdict = law.judge(self.item, self.examined)
        ruled = rulings.applied(verdict, self.item, law.policy, self._text)
        return ruled if self._found else unread(ruled)

    def _search_names(self, law: Law) -> None:
        """Search for names if they matter under this law, and nobody has searched yet."""
        found = self._found
        if found is None or found.names_searched or not names_matter(law, self.item, self.examined):
            return
        unit = Unit(self.item, {PageClean: self._clean, Examination: [found]})
        ((_, (self._found,)),) = SearchNamesStep(frozenset({self.item.key})).apply([unit])

    def _text(self) -> str:
        return text_digest({page.number: page.text for page in self._clean})


def horizon_of(law: Law) -> Horizon:
    """The days of change under a law; names may be searched for on another day."""
    return Horizon(law.policy, NAME_FACTS | {NAMES_SEARCHED})


def settled_holdings(at: Installation, name: str) -> Iterator[tuple[Plan, Results]]:
    """The settled holdings of a collection, in the order of arrival."""
    for path in results_of(at.engine, name):
        results = load_results(at.storage.vault, path)
        yield load_plan(at.storage.vault, results.plan), results


def stored_items(
    at: Installation, plan: Plan, results: Results, law: Law | None = None
) -> Iterator[StoredItem]:
    """Every item of a settled holding; the memory is that of one shard.

    With the law under which the holding was settled, what was then searched for is found again.
    """
    settled_under = law and replace(law, as_of=plan.as_of)
    for number, shard in enumerate(results.shards):
        vault, folder = Overlay(at.storage.vault), plan.shard_folder(number)
        inputs: list[tuple[type, Batch]] = [(PageClean, shard.clean), (PageText, shard.pages)]
        found = run_step(ExamineStep(), vault, folder, shard.items, inputs)
        if settled_under and law and law.digest == plan.law_digest and asks_for_names(law):
            known = read_units(vault, shard.items, [(PageText, shard.pages), (Examination, found)])
            search = SearchNamesStep(wanted_items(settled_under, known))
            inputs = [(PageClean, shard.clean), (Examination, found)]
            found = run_step(search, vault, folder, shard.items, inputs)
        examinations = {e.item_key: e for e in read_batch(vault, found, Examination)}
        pages = by_item(read_batch(vault, shard.pages, PageText))
        clean = by_item(read_batch(vault, shard.clean, PageClean))
        for item in read_batch(vault, shard.items, Item):
            key = item.key
            yield StoredItem(item, examinations[key], pages.get(key, []), clean.get(key, []))
    for item in read_batch(at.storage.vault, plan.closed_items, Item):
        yield StoredItem(item, None, (), ())


def standing_items(
    at: Installation, plan: Plan, results: Results, law: Law
) -> Iterator[tuple[StoredItem, Decision]]:
    """The items with the decision that stands on each; not those that a newer delivery replaced."""
    stored = stored_items(at, plan, results, law)
    while chunk := list(islice(stored, PER_QUERY)):
        positions = [one.item.position for one in chunk]
        standing = standing_at(at.engine, plan.collection.name, plan.holding, positions)
        for one in chunk:
            if one.item.position in standing:
                yield one, standing[one.item.position]


def by_item(rows: list[R]) -> dict[str, list[R]]:
    """The pages of each item, by its key."""
    grouped: dict[str, list[R]] = {}
    for row in rows:
        grouped.setdefault(row.item_key, []).append(row)
    return grouped
