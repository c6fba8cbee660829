"""Apply the law of a day to what is already held: nothing is read again.

Days pass, packs and closed lists change; what they open or close is decided anew from the stored
readings. A holding is settled again as a whole, so the ledger shows every change; one in which
nothing can have changed is left alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from catalog import database as db
from catalog import rulings
from catalog.holdings import find_collection, results_of
from openfonds.app.decide import SAME_BYTES
from openfonds.app.installation import Installation
from openfonds.app.plan import Plan, Results, load_plan, load_results, save_plan
from openfonds.app.settle import settle
from openfonds.app.shards import judge_shard
from openfonds.app.sources import list_reader
from openfonds.app.stored import StoredItem, horizon_of, stored_items
from openfonds.batches import read_batch, write_batch
from openfonds.collection import Collection
from openfonds.digests import canonical_json, digest_of
from openfonds.errors import SettingsError
from openfonds.model import Decision, Item, Outcome, Verdict
from openfonds.plain import from_json, to_json
from openfonds.restrictions.case import ItemCase
from openfonds.restrictions.law import Law, load_law
from openfonds.restrictions.rulings import Rulings

# Decisions that follow from other items, so that a change elsewhere may change them.
COPY_CODES = (SAME_BYTES, "care.near-copy-of-closed", "care.quotes-closed")
_SAYS = ("outcome", "effect", "reason_codes", "citations", "next_check_on", "rights_uri", "parts")


@dataclass(frozen=True, slots=True)
class Reassessed:
    """What the law of a day changed in a collection."""

    changed: int  # decisions recorded
    opened: int
    closed: int  # were open
    other: int  # say something else, neither opened nor closed
    renewed: int  # say the same under another law
    due: int  # items whose next check was due
    settled: int  # holdings decided on again
    left_alone: int  # holdings in which nothing can have changed
    unsigned: tuple[str, ...]  # policies by which nothing opens


@dataclass(frozen=True, slots=True)
class Applied:
    """Under what the decisions on a holding were last made; kept beside it in the vault."""

    results: str
    law_digest: str
    rulings_digest: str
    as_of: date
    last_record: int  # number of the last decision of the installation


def reassess(at: Installation, name: str, as_of: date) -> int:
    """`apply_law`, for those who only need to know how many decisions changed."""
    return apply_law(at, name, as_of).changed


def apply_law(at: Installation, name: str, as_of: date) -> Reassessed:
    """Decide again on every item of a collection that the day, the law or people can change.

    Raises:
        SettingsError: when there is no such collection.
        PolicyError: when a pack cannot be used.
    """
    collection, lists_source = known_collection(at, name)
    law = load_law(at.policies, collection, list_reader(lists_source, at.settings.limits), as_of)
    in_force = rulings.in_force(at.engine, name)
    due = _due(at.engine, name, as_of)
    first = _last_record(at.engine)
    changed = settled = left_alone = 0
    for path in results_of(at.engine, name):
        results = load_results(at.storage.vault, path)
        before = load_plan(at.storage.vault, results.plan)
        if not _may_change(at, path, before, results, law, in_force):
            left_alone += 1
            continue
        changed += _settle_again(at, before, results, law, collection, lists_source)
        settled += 1
        _remember(at, before, law, in_force)
    opened, closed, other, renewed = _compare(at.engine, name, first) if settled else (0, 0, 0, 0)
    return Reassessed(
        changed, opened, closed, other, renewed, due, settled, left_alone, law.unsigned
    )


def known_collection(at: Installation, name: str) -> tuple[Collection, str]:
    """A collection, and the source that its closed lists are relative to.

    Raises:
        SettingsError: when there is no such collection.
    """
    found = find_collection(at.engine, name)
    if found is None:
        raise SettingsError(f"there is no collection {name!r}: ingest a holding into it first")
    return found


def days_of_change(at: Installation, plan: Plan, results: Results, law: Law) -> Sequence[date]:
    """Days of the year of `law.as_of` on which a verdict on any item may change by itself, sorted.

    Computed once for a law, a holding and a year, and then kept in the vault. What a description
    means can depend on the year, so the first of January is always such a day.
    """
    first, last = date(law.as_of.year, 1, 1), date(law.as_of.year, 12, 31)
    parts = [[s.items.sha256, s.pages.sha256, s.clean.sha256] for s in results.shards]
    key = digest_of([law.digest, parts, plan.closed_items.sha256, first])[:16]
    path = f"{plan.folder}/days-{key}.json"
    if at.storage.vault.exists(path):
        return from_json(_Days, at.storage.vault.read(path).decode()).days
    horizon, days = horizon_of(law), {first}
    for one in stored_items(at, plan, results):

        def case_on(day: date, one: StoredItem = one) -> ItemCase:
            return replace(law, as_of=day).case(one.item, one.examined)

        days |= horizon.days_within(case_on, first, last)
    found = tuple(sorted(days))
    at.storage.vault.write(path, canonical_json(_Days(found)))
    return found


@dataclass(frozen=True, slots=True)
class _Days:
    days: tuple[date, ...]


def _may_change(
    at: Installation, path: str, plan: Plan, results: Results, law: Law, in_force: Rulings
) -> bool:
    """Whether deciding again could say anything else than what stands."""
    if not at.storage.vault.exists(_applied(plan)):
        return True
    applied = from_json(Applied, at.storage.vault.read(_applied(plan)).decode())
    if (applied.results, applied.law_digest, applied.rulings_digest) != (
        path,
        law.digest,
        digest_of(in_force),
    ):
        return True
    # An earlier day than the last one: what was decided later may not be used.
    if law.as_of < applied.as_of or _follows_others(at.engine, plan, applied.last_record):
        return True
    if law.as_of == applied.as_of:
        return False
    expiries = {r.expires_on for r in (*in_force.of_item.values(), *in_force.of_series.values())}
    if any(day and applied.as_of < day <= law.as_of for day in expiries):
        return True
    if law.as_of.year != applied.as_of.year or _next_check_by(at.engine, plan, law.as_of):
        return True
    days = days_of_change(at, plan, results, law)
    return any(applied.as_of < day <= law.as_of for day in days)


def _settle_again(
    at: Installation, before: Plan, results: Results, law: Law, collection: Collection, lists: str
) -> int:
    vault = at.storage.vault
    plan = replace(
        before,
        collection=collection,
        lists_source=lists,
        as_of=law.as_of,
        law_digest=law.digest,
    )
    verdicts = [law.judge(item, None) for item in read_batch(vault, plan.closed_items, Item)]
    key = digest_of([law.digest, law.as_of, plan.closed_items.sha256])[:16]
    closed = write_batch(vault, f"{plan.folder}/again-{key}.parquet", Verdict, verdicts)
    plan = replace(plan, closed_verdicts=closed)
    shards = [
        judge_shard(at, plan, number, shard.pages, law)
        for number, shard in enumerate(results.shards)
    ]
    return settle(at, save_plan(vault, plan), shards)


def _remember(at: Installation, plan: Plan, law: Law, in_force: Rulings) -> None:
    with at.engine.connect() as connection:
        query = sa.select(db.holdings.c.results).where(db.holdings.c.id == plan.holding)
        path = connection.execute(query).scalar_one()
    applied = Applied(path, law.digest, digest_of(in_force), law.as_of, _last_record(at.engine))
    at.storage.vault.write(_applied(plan), to_json(applied).encode())


def _applied(plan: Plan) -> str:
    return f"{plan.folder}/applied.json"


def _last_record(engine: Engine) -> int:
    with engine.connect() as connection:
        last: int | None = connection.execute(sa.select(sa.func.max(db.decisions.c.seq))).scalar()
    return -1 if last is None else last


def _due(engine: Engine, name: str, as_of: date) -> int:
    query = sa.select(sa.func.count()).where(
        db.decisions.c.collection == name,
        db.decisions.c.current,
        db.decisions.c.next_check_on <= as_of,
    )
    with engine.connect() as connection:
        found: int = connection.execute(query).scalar_one()
    return found


def _next_check_by(engine: Engine, plan: Plan, as_of: date) -> bool:
    query = _standing(plan).where(db.decisions.c.next_check_on <= as_of)
    with engine.connect() as connection:
        return connection.execute(query.limit(1)).first() is not None


def _follows_others(engine: Engine, plan: Plan, last_record: int) -> bool:
    """Whether a decision here hangs on another item, and any was decided on since."""
    if _last_record(engine) == last_record:
        return False
    query = _standing(plan).where(
        sa.or_(*(db.decisions.c.body.contains(f'"{code}"', autoescape=True) for code in COPY_CODES))
    )
    with engine.connect() as connection:
        return connection.execute(query.limit(1)).first() is not None


def _standing(plan: Plan) -> sa.Select[tuple[int]]:
    return sa.select(db.decisions.c.seq).where(
        db.decisions.c.collection == plan.collection.name,
        db.decisions.c.current,
        db.decisions.c.holding == plan.holding,
    )


def _compare(engine: Engine, name: str, first: int) -> tuple[int, int, int, int]:
    """What the decisions after record `first` changed: opened, closed, other, renewed."""
    old = db.decisions.alias()
    replaced = (
        sa.select(old.c.body)
        .where(
            old.c.collection == db.decisions.c.collection,
            sa.not_(old.c.current),
            old.c.holding == db.decisions.c.holding,
            old.c.position == db.decisions.c.position,
            old.c.seq <= first,
        )
        .order_by(old.c.seq.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = sa.select(db.decisions.c.body, replaced.label("before")).where(
        db.decisions.c.seq > first, db.decisions.c.collection == name, db.decisions.c.current
    )
    opened = closed = other = renewed = 0
    with engine.connect() as connection:
        for row in connection.execute(query).yield_per(2000):
            after = from_json(Decision, row.body)
            before = from_json(Decision, row.before) if row.before else None
            was_open = before is not None and before.outcome is Outcome.OPEN
            is_open = after.outcome is Outcome.OPEN
            if is_open and not was_open:
                opened += 1
            elif was_open and not is_open:
                closed += 1
            elif before and all(getattr(before, f) == getattr(after, f) for f in _SAYS):
                renewed += 1
            else:
                other += 1
    return opened, closed, other, renewed
