"""The account of an ingest for people: every item, with what holds it back."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extractors.step import TIMEOUT
from openfonds.model import Absence, Decision, Outcome

HEADINGS = {
    Outcome.OPEN: "open",
    Outcome.REVIEW: "in review",
    Outcome.WITHHELD: "withheld",
    Outcome.SUSPENDED: "suspended",
    Outcome.FAILED: "failed",
    Outcome.DUPLICATE: "duplicate",
}
REPLACE = "replace the file, then ingest again"
REMEDY = {TIMEOUT: "set OPENFONDS_PAGE_SECONDS higher, then ingest again"}
SHOWN = 12  # reasons an outcome
SHOWN_ABSENT = 12  # items a reason


@dataclass(frozen=True, slots=True)
class Account:
    """How many items came to which outcome, and why."""

    outcomes: dict[Outcome, int]
    reasons: dict[Outcome, list[tuple[str, int]]]  # (code and law, items), most first

    @property
    def n_items(self) -> int:
        """Every item, once."""
        return sum(self.outcomes.values())


def account_of(decisions: Sequence[Decision]) -> Account:
    """Count the decisions on a holding or a collection."""
    outcomes = dict.fromkeys(Outcome, 0)
    reasons: dict[Outcome, Counter[str]] = {outcome: Counter() for outcome in Outcome}
    for decision in decisions:
        outcomes[decision.outcome] += 1
        code = decision.reason_codes[0] if decision.reason_codes else "no reason"
        law = decision.citations[0] if decision.citations else ""
        reasons[decision.outcome][f"{code} ({law})" if law else code] += 1
    ordered = {o: sorted(c.items(), key=lambda kv: (-kv[1], kv[0])) for o, c in reasons.items()}
    return Account(outcomes, ordered)


def lines_of(account: Account) -> list[str]:
    """The account as lines for a terminal."""
    lines = [f"{account.n_items} items"]
    for outcome, heading in HEADINGS.items():
        if not account.outcomes[outcome]:
            continue
        lines.append(f"  {heading:<10} {account.outcomes[outcome]:>6}")
        found = account.reasons[outcome]
        lines += [f"    {n:>6}  {reason}" for reason, n in found[:SHOWN]]
        if len(found) > SHOWN:
            lines.append(f"            and {len(found) - SHOWN} more reasons")
    return lines


def unread(decisions: Iterable[Decision], absent: Iterable[Absence]) -> list[Absence]:
    """The items of these decisions that were taken in and failed at a page."""
    told = {one.position for one in absent}
    return [
        Absence(
            decision.reference_code,
            decision.position,
            Outcome.FAILED,
            code := decision.reason_codes[0] if decision.reason_codes else "no reason",
            f"a page of it could not be read ({code}): {REMEDY.get(code, REPLACE)}",
        )
        for decision in decisions
        if decision.outcome is Outcome.FAILED and decision.position not in told
    ]


def lines_of_absent(absent: Sequence[Absence]) -> Iterator[str]:
    """What was not taken in, with what to do; of a reason that many items have, a few of them."""
    shown: Counter[str] = Counter()
    for one in absent:
        shown[one.reason_code] += 1
        if shown[one.reason_code] <= SHOWN_ABSENT:
            yield f"  {one.outcome.value}: {one.reference_code}: {one.message}"
    for reason, count in sorted(shown.items()):
        if count > SHOWN_ABSENT:
            yield f"  and {count - SHOWN_ABSENT} more with {reason} (--json lists all)"
