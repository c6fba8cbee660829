"""Whether anything can have changed in a holding since the law was last applied to it.

Under what that was done is kept beside the holding in the vault. Where nothing can have changed
the holding is left alone, which spares judging every item of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from catalog.holdings import results_of_holding
from catalog.standing import has_code, is_check_due, last_record
from openfonds.app.decisions.copy_search import COPY_CODES
from openfonds.app.decisions.stored import StoredItem, horizon_of, stored_items
from openfonds.app.installation import Installation
from openfonds.app.intake.plan import Plan, Results
from openfonds.deduplication.sketches import SKETCH_VERSION
from openfonds.digests import canonical_json, digest_of
from openfonds.plain import from_json, to_json
from openfonds.restrictions.case import ItemCase
from openfonds.restrictions.law import Law
from openfonds.restrictions.rulings import Rulings


@dataclass(frozen=True, slots=True)
class Applied:
    """Under what the decisions on a holding were last made."""

    results: str
    law_digest: str
    rulings_digest: str
    as_of: date
    last_record: int  # number of the last decision of the installation
    sketches: str = ""  # version of those by which copies of its texts are known


def may_change(
    at: Installation, path: str, plan: Plan, results: Results, law: Law, in_force: Rulings
) -> bool:
    """Whether deciding again could say anything else than what stands.

    Args:
        path: of `results` in the vault.
        in_force: the rulings of people on the collection.
    """
    if not at.storage.vault.exists(_applied(plan)):
        return True
    applied = from_json(Applied, at.storage.vault.read(_applied(plan)).decode())
    if (applied.results, applied.law_digest, applied.rulings_digest, applied.sketches) != (
        path,
        law.digest,
        digest_of(in_force),
        SKETCH_VERSION,
    ):
        return True
    # An earlier day than the last one: what was decided later may not be used.
    if law.as_of < applied.as_of or _follows_others(at, plan, applied.last_record):
        return True
    if law.as_of == applied.as_of:
        return False
    expiries = {r.expires_on for r in (*in_force.of_item.values(), *in_force.of_series.values())}
    if any(day and applied.as_of < day <= law.as_of for day in expiries):
        return True
    if law.as_of.year != applied.as_of.year:
        return True
    if is_check_due(at.engine, plan.collection.name, plan.holding, law.as_of):
        return True
    days = days_of_change(at, plan, results, law)
    return any(applied.as_of < day <= law.as_of for day in days)


def remember_applied(at: Installation, plan: Plan, law: Law, in_force: Rulings) -> None:
    """Keep under what a holding was just decided on."""
    path = results_of_holding(at.engine, plan.holding)
    assert path is not None  # it was just settled
    last = last_record(at.engine)
    applied = Applied(path, law.digest, digest_of(in_force), law.as_of, last, SKETCH_VERSION)
    at.storage.vault.write(_applied(plan), to_json(applied).encode())


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


def _follows_others(at: Installation, plan: Plan, last: int) -> bool:
    """Whether a decision here hangs on another item, and any was decided on since `last`."""
    if last_record(at.engine) == last:
        return False
    return has_code(at.engine, plan.collection.name, plan.holding, COPY_CODES)


def _applied(plan: Plan) -> str:
    return f"{plan.folder}/applied.json"
