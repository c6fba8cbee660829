"""The public withdrawal sheet: how much is not open, on what ground, until when; no content.

In the manner of the ICA's technical guidance on restrictions (2014). Groups under ten are
bucketed, since a small group points at somebody (LAW 4).
"""

from collections import Counter
from collections.abc import Iterable

from openfonds.model import Decision, Outcome
from openfonds.releases.parquet import row_order
from openfonds.releases.records import WITHHELD_ORDER, WithheldRecord
from openfonds.restrictions.policy import Policy

SMALL = 10
REASONS = {
    Outcome.WITHHELD: "withheld by law",
    Outcome.REVIEW: "in review",
    Outcome.SUSPENDED: "suspended",
    Outcome.FAILED: "failed",
    Outcome.DUPLICATE: "duplicate",
}
CLOSED = frozenset(REASONS[o] for o in (Outcome.WITHHELD, Outcome.REVIEW, Outcome.SUSPENDED))
# A secrecy layer with its own line would tell that there is a secret.
PUBLIC_GROUNDS = {"copyright": "copyright", "owner": "terms of the owner"}
BY_LAW = "law on access"


def withdrawal_sheet(decisions: Iterable[Decision], policy: Policy) -> list[WithheldRecord]:
    """One row a group of items that are not open, sorted."""
    layers = {rule.id: rule.layer for rule in policy.rules}
    groups: Counter[tuple[str, str, int | None]] = Counter()
    for decision in decisions:
        if decision.outcome is Outcome.OPEN:
            continue
        ground = _ground(decision, layers)
        year = decision.next_check_on.year if decision.next_check_on else None
        groups[REASONS[decision.outcome], ground, year] += 1
    rows = [
        WithheldRecord(reason, ground, year, f"<{SMALL}" if n < SMALL else str(n))
        for (reason, ground, year), n in groups.items()
    ]
    return sorted(rows, key=row_order(WITHHELD_ORDER))


def _ground(decision: Decision, layers: dict[str, str]) -> str:
    if decision.outcome is not Outcome.WITHHELD:
        return "none"
    found = {layers.get(code, "") for code in decision.reason_codes}
    grounds = {PUBLIC_GROUNDS.get(layer, BY_LAW) for layer in found}
    return BY_LAW if BY_LAW in grounds else sorted(grounds)[0]
