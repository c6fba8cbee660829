"""What a draft of a policy would change, before it is enabled. Nothing is recorded."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from catalog import releases, rulings
from catalog.holdings import collection_names
from openfonds.app.decisions.stored import settled_holdings, standing_items
from openfonds.app.installation import Installation
from openfonds.app.laws import known_collection, law_for
from openfonds.app.policies.packs import Folder
from openfonds.app.progress import Progress
from openfonds.collection import Collection
from openfonds.model import Outcome
from openfonds.releases.assemble import record_id
from openfonds.releases.versions import read_rows_index
from openfonds.restrictions.law import Law
from openfonds.restrictions.packs import load_policy, pack_bytes
from openfonds.storage import scratch_folder


@dataclass(frozen=True, slots=True)
class Change:
    """An item on which the draft says something else than the policy in force."""

    collection: str
    reference_code: str
    published: bool
    before: Outcome
    after: Outcome
    codes_before: tuple[str, ...]
    codes_after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What a draft would change in all collections that use the policy."""

    as_of: date
    collections: tuple[str, ...]
    items: int  # judged under both
    published: int  # of them, in the newest version on any hub
    changes: tuple[Change, ...]

    def counts(self, *, published_only: bool = False) -> list[tuple[Outcome, Outcome, int]]:
        """(before, after, items) of all that would change, most first."""
        counted = Counter(
            (c.before, c.after) for c in self.changes if c.published or not published_only
        )
        ordered = sorted(counted.items(), key=lambda kv: (-kv[1], kv[0]))
        return [(before, after, n) for (before, after), n in ordered]


def difference(
    at: Installation, draft: Folder, collection: str | None, as_of: date, progress: Progress
) -> Difference:
    """Judge every item that is held under the draft and under the policy in force.

    Both are taken as signed. Copies of closed items are not compared: they follow the items whose
    copies they are.

    Raises:
        SettingsError: when there is no such collection.
        PolicyError: when a pack cannot be used.
    """
    names = [collection] if collection else collection_names(at.engine)
    found = {name: known_collection(at, name) for name in names}
    using = {n: f for n, f in found.items() if draft.policy in f[0].policies}
    items = published = 0
    changes: list[Change] = []
    for name, (settings, lists) in using.items():
        laws = _laws(at, settings, lists, draft, as_of)
        rows = published_rows(at, name)
        in_force = rulings.in_force(at.engine, name)
        for plan, results in settled_holdings(at, name):
            total = sum(s.items.count for s in results.shards) + plan.closed_items.count
            progress.start("comparing", total, "items")
            for one, _ in standing_items(at, plan, results, laws[0]):
                before, after = (one.judged(law, in_force) for law in laws)
                is_published = record_id(name, one.item.reference_code) in rows
                items += 1
                published += is_published
                if (before.outcome, before.reason_codes, before.parts) != (
                    after.outcome,
                    after.reason_codes,
                    after.parts,
                ):
                    changes.append(
                        Change(
                            name,
                            one.item.reference_code,
                            is_published,
                            before.outcome,
                            after.outcome,
                            before.reason_codes,
                            after.reason_codes,
                        )
                    )
                progress.step()
            progress.finish()
    return Difference(as_of, tuple(using), items, published, tuple(changes))


def lines_of_difference(found: Difference, limit: int | None) -> list[str]:
    """A difference as lines for a terminal; of at most `limit` items, all without."""
    names = ", ".join(found.collections) or "no collection uses this policy"
    lines = [f"{found.items} items held ({names}), {found.published} of them published"]
    for heading, published in (("changes", False), ("of them published", True)):
        counts = found.counts(published_only=published)
        lines.append(f"{heading}: {sum(n for _, _, n in counts)}")
        lines += [f"  {n:>6}  {_change(before, after)}" for before, after, n in counts]
    for change in found.changes[:limit]:
        mark = " (published)" if change.published else ""
        lines.append(f"{change.collection}: {change.reference_code}{mark}")
        lines.append(f"    {change.before.value}: {', '.join(change.codes_before)}")
        lines.append(f"    {change.after.value}: {', '.join(change.codes_after)}")
    if limit and len(found.changes) > limit:
        lines.append(f"and {len(found.changes) - limit} more: --all names them")
    return lines


def values_of_difference(found: Difference) -> dict[str, object]:
    """The numbers of a difference as plain values."""

    def counted(*, published: bool) -> dict[str, int]:
        counts = found.counts(published_only=published)
        return {_change(before, after): n for before, after, n in counts}

    return {
        "as_of": found.as_of.isoformat(),
        "collections": found.collections,
        "items": found.items,
        "published": found.published,
        "changes": counted(published=False),
        "changes_of_published": counted(published=True),
    }


def _change(before: Outcome, after: Outcome) -> str:
    return f"{before.value} -> {after.value}" if before is not after else f"{before.value}, reasons"


def published_rows(at: Installation, name: str) -> frozenset[str]:
    """Keys of the rows in the newest version of a collection on each of its hubs."""
    hubs = releases.hubs_of(at.engine, name)
    rows: set[str] = set()
    with scratch_folder() as scratch:
        for number, hub in enumerate(hubs):
            newest = releases.latest(at.engine, name, hub)
            if newest:
                index = scratch / f"{number}.parquet"
                index.write_bytes(at.storage.cleared.read(newest.rows_index))
                rows.update(row_id for row_id, _ in read_rows_index(index))
    return frozenset(rows)


def _laws(
    at: Installation, collection: Collection, lists: str, draft: Folder, as_of: date
) -> tuple[Law, Law]:
    """The law in force and the law with the draft in its place, both as if signed."""
    now = replace(law_for(at, collection, lists, as_of), unsigned=())
    with _with_draft(at.policies, draft, collection.policies) as root:
        return now, replace(now, policy=load_policy(root, collection.policies))


@contextmanager
def _with_draft(root: Path, draft: Folder, policies: tuple[str, ...]) -> Iterator[Path]:
    """A folder of policies with the draft in the place of the one of its name."""
    with scratch_folder() as scratch:
        for policy in dict.fromkeys(policies):
            (scratch / policy).mkdir()
            source = draft.packs() if policy == draft.policy else pack_bytes(root, policy)
            for file, data in source:
                (scratch / policy / file).write_bytes(data)
        yield scratch
