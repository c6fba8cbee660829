"""Whether a text is closed for what it says, so that its copies must be closed too (LAW 5, 18)."""

from collections.abc import Iterable
from enum import StrEnum

from openfonds.model import Outcome, Part, Truth, Verdict

# A copyright runs out for an edition, not for a text: Pushkin of 1830 is free although an edition
# of last year is not. Care and physical condition speak of one copy, not of what it says.
CONTENT_LAYERS = frozenset({"secrecy", "privacy", "professional", "owner", "content"})
ACCESS_LAYER = "access"  # nobody found a ground to open this text: a copy elsewhere has none either
ACCESS_UNCLEAR = "access_unclear"  # a note on access that the rules do not understand
REVIEW, OPEN, PARTIAL = "review", "open", "partial"


class Standing(StrEnum):
    """How a text counts for other texts."""

    OPEN = "open"  # would be open, were it the only copy
    CLOSED = "closed"  # closed or in review for what it says: closes near copies
    DENIED = "denied"  # denied for what it says: also closes what quotes it


def standing_of(verdict: Verdict) -> Standing | None:
    """How a text counts; None where it is neither open nor closed for what it says.

    Pages that the verdict keeps back of an open item are a text of their own, and denied.
    """
    if verdict.outcome is Outcome.OPEN:
        return Standing.OPEN
    closed_by_people = verdict.ruling is not None and verdict.outcome is Outcome.WITHHELD
    if closed_by_people or verdict.outcome is Outcome.SUSPENDED:
        return Standing.DENIED
    said = {(h.layer, h.verdict) for h in verdict.hits if h.verdict not in (OPEN, PARTIAL)}
    if any(layer in CONTENT_LAYERS and what != REVIEW for layer, what in said):
        return Standing.DENIED
    unclear = any(f.name == ACCESS_UNCLEAR and f.value is Truth.TRUE for f in verdict.facts)
    if unclear or any(layer in CONTENT_LAYERS or layer == ACCESS_LAYER for layer, _ in said):
        return Standing.CLOSED
    return None


def kept_back(parts: Iterable[Part]) -> frozenset[int]:
    """Numbers of the pages that stay closed although their item may be open."""
    return frozenset(part.page for part in parts if part.start is None)
