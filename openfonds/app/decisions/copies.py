"""The most restrictive decision holds for all copies, also scanned anew or quoted (LAW 5: 18, 19).

Every text that would be open, or is closed for what it says, leaves keyed fingerprints in the
catalog, and a sketch in the vault. An open text is held against the closed ones of all
collections; when a text is newly closed, the open ones that came before it are held against it.
Of an item whose description alone closed it there is a text only where it needs no recognition
(`unread_texts`).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from catalog import passages, rulings
from catalog.database import writing
from catalog.decisions import Proposed, open_decisions, record
from catalog.passage_texts import (
    KEPT_BACK,
    WHOLE,
    KeptText,
    NewText,
    Place,
    Row,
    fresh_rows,
    has_closed,
    live_texts,
    rows_at,
    settle_fresh,
)
from catalog.standing import standing_at
from openfonds.app.decisions.closed_sketches import ClosedSketches, ReadText
from openfonds.app.decisions.copy_search import COPY_CODES, NEAR_COPY, Text, open_suspects, reasons
from openfonds.app.decisions.decide import closed_copy, with_id
from openfonds.app.installation import Installation, now
from openfonds.app.intake.plan import JudgedShard, Plan
from openfonds.app.intake.unread_texts import texts_at_hand
from openfonds.batches import read_batch
from openfonds.errors import IntegrityError
from openfonds.model import Decision, Item, PageClean, Verdict
from openfonds.restrictions.passages import Fingerprints, fingerprint, fold_letters
from openfonds.restrictions.standing import Standing, kept_back, standing_of

PARTS = (WHOLE, KEPT_BACK)
UNREAD_AT_ONCE = 32  # texts

# The shards of a holding, with the verdicts on their items after people; for those items whose
# description alone closed them, None in place of the shard.
Ruled = Callable[[], Iterator[tuple[JudgedShard | None, Sequence[tuple[Item, Verdict]]]]]


class Copies:
    """The texts of one holding against all others in the catalog."""

    def __init__(self, at: Installation, plan: Plan, ruled: Ruled) -> None:
        self._at, self._plan, self._ruled = at, plan, ruled
        with writing(at.engine) as connection:
            self._key = passages.load_passage_key(connection, at.storage.annex)
        self._sketches = ClosedSketches(at, self._key)

    def remember(self) -> None:
        """Keep the fingerprints of what would be open and of what is closed for what it says."""
        for shard, verdicts in self._ruled():
            if shard is None:
                self._remember_unread(verdicts)
                continue
            read = self._texts(shard, verdicts, lambda *_: True)
            new = [text for text, _ in read]
            gone = self._rows(verdicts) - {text.place.row for text in new}
            passages.remember(self._at.engine, new, sorted(gone))
            self._keep_sketches([item.position for item, _ in verdicts], read)

    def _remember_unread(self, verdicts: Sequence[tuple[Item, Verdict]]) -> None:
        """The same for items that their description alone closed, perhaps under another law."""
        collection, holding = self._plan.collection.name, self._plan.holding
        standings = {item.position: standing_of(verdict) for item, verdict in verdicts}
        passages.stand_anew(self._at.engine, holding, standings)
        items = {item.position: item.key for item, _ in verdicts}
        known = self._sketches.known(collection, holding, items)
        gone = [position for position, standing in standings.items() if standing is None]
        self._keep_sketches(gone, [])
        new = self._unread_texts(verdicts, lambda place, _: place.position not in known)
        while some := list(islice(new, UNREAD_AT_ONCE)):
            passages.remember(self._at.engine, [text for text, _ in some], [])
            self._keep_sketches([text.place.position for text, _ in some], some)

    def _keep_sketches(self, positions: Sequence[int], read: Sequence[ReadText]) -> None:
        self._sketches.keep(self._plan.collection.name, self._plan.holding, positions, read)

    def reasons(self) -> dict[int, tuple[str, ...]]:
        """Why items that would be open are not, by row of the inventory. First `remember`."""
        found: dict[int, tuple[str, ...]] = {}
        if not has_closed(self._at.engine):
            return found
        repeating = self._repeating()
        for shard, verdicts in self._ruled():
            texts = self._chosen(shard, verdicts, lambda _, standing: standing is Standing.OPEN)
            lifted = {item.position: verdict.lifted for item, verdict in verdicts}
            with self._at.engine.connect() as connection:
                for text, said in zip(texts, reasons(connection, texts), strict=True):
                    position = text.place.position
                    codes = sorted({*said, *repeating.get(position, ())})
                    if left := tuple(c for c in codes if c not in lifted[position]):
                        found[position] = left
        return found

    def _repeating(self) -> dict[int, tuple[str, ...]]:
        """The code of items that would be open and are bad readings of a closed text."""
        opened: dict[int, int] = {}
        for _, verdicts in self._ruled():
            with self._at.engine.connect() as connection:
                for row, kept in rows_at(connection, sorted(self._rows(verdicts))).items():
                    if kept.standing == Standing.OPEN.value:
                        opened[kept.id] = row[1]
        copies = self._sketches.copies_of_closed(sorted(opened))
        return {opened[text_id]: (NEAR_COPY,) for text_id in copies}

    def close_earlier(self) -> int:
        """Close what other holdings opened and this one closes. Returns how many decisions."""
        closed: dict[str, list[Proposed]] = {}
        copies: dict[Decision, set[str]] = {}
        for decision, codes in self._copies_of_fresh():
            copies.setdefault(decision, set()).update(codes)
        for decision, every in copies.items():
            codes = tuple(sorted(every))
            if left := self._not_lifted(decision, codes):
                today = replace(decision, as_of=max(decision.as_of, self._plan.as_of))
                proposed = Proposed(closed_as_copy(today, left), (), ())
                closed.setdefault(decision.collection, []).append(proposed)
        count = 0
        for collection in sorted(closed):  # what is recorded together is of one collection
            proposals = iter(closed[collection])
            count += record(self._at.engine, self._at.storage.annex, proposals, now=now())
        settle_fresh(self._at.engine, self._plan.holding)
        return count

    def closed_repeats(self) -> list[Decision]:
        """The decisions that stand on what repeats these texts and is closed for that."""
        suspects: set[Place] = set()
        for shard, verdicts in self._ruled():
            texts = self._chosen(shard, verdicts, lambda *_: True)
            with self._at.engine.connect() as connection:
                suspects.update(text.place for text in open_suspects(connection, texts))
                ours = rows_at(connection, [text.place.row for text in texts])
            drawn = self._sketches.open_copies([kept.id for kept in ours.values()], forms=True)
            suspects.update(text.place for text in self._live(drawn))
        found = []
        for place in sorted(suspects, key=lambda place: place.row):
            there = standing_at(self._at.engine, place.collection, place.holding, [place.position])
            found += [d for d in there.values() if any(c in COPY_CODES for c in d.reason_codes)]
        return found

    def _copies_of_fresh(self) -> Iterator[tuple[Decision, tuple[str, ...]]]:
        """Open decisions on what may not be open beside a newly closed text, with the codes."""
        fresh = fresh_rows(self._at.engine, self._plan.holding)
        suspects: dict[int, KeptText] = {}
        for shard, verdicts in self._ruled() if fresh else ():
            closed = self._chosen(shard, verdicts, lambda place, _: place.row in fresh)
            with self._at.engine.connect() as connection:
                suspects.update((text.id, text) for text in open_suspects(connection, closed))
        by_batch: dict[str, list[tuple[KeptText, Decision]]] = {}
        for text, decision in self._open(text for _, text in sorted(suspects.items())):
            by_batch.setdefault(text.batch.path, []).append((text, decision))
        for group in by_batch.values():
            yield from self._still_open(group)
        with self._at.engine.connect() as connection:
            closed_ids = [kept.id for kept in rows_at(connection, sorted(fresh)).values()]
        drawn = self._sketches.open_copies(closed_ids)
        yield from ((decision, (NEAR_COPY,)) for _, decision in self._open(self._live(drawn)))

    def _live(self, ids: Sequence[int]) -> list[KeptText]:
        with self._at.engine.connect() as connection:
            return [text for _, text in sorted(live_texts(connection, ids).items())]

    def _open(self, texts: Iterable[KeptText]) -> Iterator[tuple[KeptText, Decision]]:
        """These texts, with the open decisions that stand on their items."""
        for text in texts:
            place = text.place
            standing = open_decisions(self._at.engine, place.holding, [place.position])
            yield from ((text, decision) for _, decision in standing.values())

    def _still_open(
        self, group: Sequence[tuple[KeptText, Decision]]
    ) -> Iterator[tuple[Decision, tuple[str, ...]]]:
        """Those of these items, all of one batch, that may not be open."""
        try:
            pages = read_batch(self._at.storage.vault, group[0][0].batch, PageClean)
        except IntegrityError:
            yield from ((decision, (NEAR_COPY,)) for _, decision in group)  # not to be compared
            return
        texts = []
        for kept, decision in group:
            closed = kept_back(decision.parts)
            ours = [p for p in pages if p.item_key == kept.item_key and p.number not in closed]
            texts.append(Text(kept.place, self._prints([p.text for p in ours])))
        with self._at.engine.connect() as connection:
            found = reasons(connection, texts)
        yield from ((d, codes) for (_, d), codes in zip(group, found, strict=True) if codes)

    def _not_lifted(self, decision: Decision, codes: tuple[str, ...]) -> tuple[str, ...]:
        if decision.ruling is None:
            return codes
        ruling = rulings.named(self._at.engine, decision.ruling).ruling
        lifted = {lift.rule_id for lift in ruling.lifts}
        return tuple(code for code in codes if code not in lifted)

    def _chosen(
        self,
        shard: JudgedShard | None,
        verdicts: Sequence[tuple[Item, Verdict]],
        wanted: Callable[[Place, Standing], bool],
    ) -> list[Text]:
        texts = (
            self._texts(shard, verdicts, wanted) if shard else self._unread_texts(verdicts, wanted)
        )
        return [Text(t.place, t.prints) for t, _ in texts]

    def _unread_texts(
        self,
        verdicts: Sequence[tuple[Item, Verdict]],
        wanted: Callable[[Place, Standing], bool],
    ) -> Iterator[ReadText]:
        """The texts of closed items that were not taken in and can be read without recognition."""
        chosen: dict[str, tuple[Place, Standing]] = {}
        items = []
        for item, verdict in verdicts:
            place, standing = self._place(item), standing_of(verdict)
            if standing and standing is not Standing.OPEN and wanted(place, standing):
                chosen[item.key] = place, standing
                items.append(item)
        for item, pages in texts_at_hand(self._at, self._plan, items):
            place, standing = chosen[item.key]
            # No page of it is kept: only texts that would be open are ever read again.
            kept = self._plan.closed_items
            yield NewText(place, item.key, standing, self._prints(pages), kept), pages

    def _texts(
        self,
        shard: JudgedShard,
        verdicts: Sequence[tuple[Item, Verdict]],
        wanted: Callable[[Place, Standing], bool],
    ) -> list[ReadText]:
        """The texts of a shard that count for others and are wanted."""
        chosen: list[tuple[Place, Item, Standing, frozenset[int]]] = []
        for item, verdict in verdicts:
            place = self._place(item)
            part = replace(place, part=KEPT_BACK)
            standing, closed = standing_of(verdict), kept_back(verdict.parts)
            if standing and wanted(place, standing):
                chosen.append((place, item, standing, closed))
            if closed and wanted(part, Standing.DENIED):
                chosen.append((part, item, Standing.DENIED, closed))
        if not chosen:
            return []
        pages: dict[str, list[PageClean]] = {}
        for page in read_batch(self._at.storage.vault, shard.clean, PageClean):
            pages.setdefault(page.item_key, []).append(page)
        texts: list[ReadText] = []
        for place, item, standing, closed in chosen:
            ours = [
                page.text
                for page in pages.get(item.key, ())
                if (page.number in closed) == (place.part == KEPT_BACK)
            ]
            text = NewText(place, item.key, standing, self._prints(ours), shard.clean)
            texts.append((text, ours))
        return texts

    def _rows(self, verdicts: Sequence[tuple[Item, Verdict]]) -> set[Row]:
        return {(self._plan.holding, i.position, part) for i, _ in verdicts for part in PARTS}

    def _place(self, item: Item) -> Place:
        name, holding = self._plan.collection.name, self._plan.holding
        return Place(name, holding, item.position, WHOLE, item.reference_code)

    def _prints(self, pages: Iterable[str]) -> Fingerprints:
        return fingerprint(fold_letters(pages), self._key)


def closed_as_copy(decision: Decision, codes: tuple[str, ...]) -> Decision:
    """The decision on a copy: in review until a person has compared the two."""
    return with_id(replace(closed_copy(decision), reason_codes=codes))


def copies_of_one(
    at: Installation, plan: Plan, shard: JudgedShard | None, item: Item, verdict: Verdict
) -> Copies:
    """One item against the catalog, where it is decided on by itself."""
    return Copies(at, plan, lambda: iter([(shard, [(item, verdict)])]))
