"""Rulings: what people decided about an item or a series, and how that meets the rules.

A ruling that closes holds whatever the rules say. A ruling that opens lifts exactly what stood
in the way when it was made: another rule, a rule whose text changed, a denial where there was a
doubt, another version of the item or another reading of it, and the item is closed again
(LAW 4, overrides and re-decision). A ruling on a series lifts doubts, never denials.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from openfonds.digests import digest_of
from openfonds.model import Item, Outcome, Part, RuleHit, Verdict
from openfonds.restrictions.evaluator import DENY, OPEN, REVIEW
from openfonds.restrictions.policy import Policy

OTHER_VERSION = "ruling.other-version"
TEXT_CHANGED = "ruling.text-changed"
# What no person may lift by a ruling: it is mended, not judged.
NEVER_LIFTED = frozenset({"policy.not-signed", "care.not-read"})


@dataclass(frozen=True, slots=True)
class Lift:
    """One thing that stood in the way, and that people lifted as it then was."""

    rule_id: str
    digest: str  # of the rule; empty for what no rule said
    verdict: str  # review or deny


@dataclass(frozen=True, slots=True)
class Ruling:
    """What people decided."""

    ruling_id: str  # digest of all the rest
    collection: str
    reference_code: str | None  # of an item, or
    series: str | None  # the exact name of a series
    item_key: str | None  # the version that was looked at
    text_digest: str | None  # of its cleaned text, where parts of it stay closed
    outcome: Outcome  # open, withheld or suspended
    reason_code: str
    citation: str
    act: str | None  # number and date
    lifts: tuple[Lift, ...]
    parts: tuple[Part, ...]
    rights_uri: str | None
    made_on: date
    expires_on: date | None
    proposed_by: str  # pseudonym
    approved_by: str | None

    @property
    def people(self) -> str:
        """The pseudonyms of those who ruled, for the record."""
        return "+".join(p for p in (self.proposed_by, self.approved_by) if p)

    def says(self) -> "Ruling":
        """The ruling without who approved it and its id: two that say the same are equal."""
        return replace(self, ruling_id="", proposed_by="", approved_by=None, made_on=date.min)


def with_id(ruling: Ruling) -> Ruling:
    """The ruling with its id, which does not change when it is approved."""
    bare = replace(ruling, ruling_id="", approved_by=None)
    return replace(ruling, ruling_id=digest_of(bare)[:24])


def lifts_for(hits: tuple[RuleHit, ...], policy: Policy) -> tuple[Lift, ...]:
    """What an opening must lift: every denial and every doubt, as they are today."""
    digests = rule_digests(policy)
    return tuple(
        Lift(hit.rule_id, digests.get(hit.rule_id, ""), hit.verdict)
        for hit in hits
        if hit.verdict in (DENY, REVIEW) and hit.rule_id not in NEVER_LIFTED
    )


def rule_digests(policy: Policy) -> dict[str, str]:
    """Digest of what each rule says, by id."""
    return {rule.id: rule.digest for rule in (*policy.rules, *policy.grounds)}


def text_digest(pages: Mapping[int, str]) -> str:
    """Digest of the cleaned text of an item, by page number."""
    return digest_of([[number, pages[number]] for number in sorted(pages)])


@dataclass(frozen=True, slots=True)
class Rulings:
    """The rulings in force for a collection: the newest one for each item and each series."""

    of_item: Mapping[str, Ruling]
    of_series: Mapping[str, Ruling]

    def applied(
        self, verdict: Verdict, item: Item, policy: Policy, text: Callable[[], str]
    ) -> Verdict:
        """The verdict after people; `text` gives the digest of the item's text when asked.

        A ruling that has expired says nothing.
        """
        found = self.of_item.get(item.reference_code)
        if found is None and item.series is not None:
            found = self.of_series.get(item.series)
        if found is None or (found.expires_on and verdict.as_of >= found.expires_on):
            return verdict
        if found.outcome is not Outcome.OPEN:
            return _closed(verdict, found)
        return _opened(verdict, item, found, policy, text)


NO_RULINGS = Rulings({}, {})


def _closed(verdict: Verdict, ruling: Ruling) -> Verdict:
    also = verdict.outcome is Outcome.WITHHELD
    return replace(
        verdict,
        outcome=ruling.outcome,
        effect="withhold_item",
        reason_codes=(ruling.reason_code, *(verdict.reason_codes if also else ())),
        citations=(ruling.citation, *(verdict.citations if also else ())),
        next_check_on=ruling.expires_on,
        rights_uri=None,
        ruling=ruling.ruling_id,
        decided_by=ruling.people,
    )


def _opened(
    verdict: Verdict, item: Item, ruling: Ruling, policy: Policy, text: Callable[[], str]
) -> Verdict:
    if ruling.item_key is not None and ruling.item_key != item.key:
        return _to_review(verdict, OTHER_VERSION) if ruling.parts else verdict
    if ruling.parts and ruling.text_digest != text():
        return _to_review(verdict, TEXT_CHANGED)
    lifted = set(ruling.lifts)
    digests = rule_digests(policy)
    in_the_way = [hit for hit in verdict.hits if hit.verdict in (DENY, REVIEW)]
    left = [
        hit
        for hit in in_the_way
        if not _is_lifted(Lift(hit.rule_id, digests.get(hit.rule_id, ""), hit.verdict), lifted)
    ]
    parts = tuple(sorted({*verdict.parts, *ruling.parts}, key=_place))
    if left:
        denials = [hit for hit in left if hit.verdict == DENY]
        reasons = denials or left
        days = [hit.opens_on for hit in reasons if hit.opens_on]
        return replace(
            verdict,
            outcome=Outcome.WITHHELD if denials else Outcome.REVIEW,
            effect="withhold_item" if denials else "none",
            reason_codes=tuple(dict.fromkeys(hit.rule_id for hit in reasons)),
            citations=tuple(dict.fromkeys(hit.citation for hit in reasons)),
            next_check_on=(max(days) if len(days) == len(reasons) else None)
            if denials
            else min(days, default=None),
            rights_uri=None,
        )
    if not in_the_way and not ruling.parts:
        return verdict  # the rules open it by themselves
    return replace(
        verdict,
        outcome=Outcome.OPEN,
        effect="publish",
        reason_codes=(ruling.reason_code,),
        citations=tuple(dict.fromkeys((ruling.citation, *_grounds(verdict)))),
        next_check_on=_earliest(verdict, ruling),
        rights_uri=_rights(verdict, policy) or ruling.rights_uri,
        parts=parts,
        ruling=ruling.ruling_id,
        decided_by=ruling.people,
        lifted=tuple(sorted({lift.rule_id for lift in ruling.lifts})),
    )


def _is_lifted(lift: Lift, lifted: set[Lift]) -> bool:
    """A lifted denial covers the doubt that is left of it, never the other way round."""
    if lift.rule_id in NEVER_LIFTED:
        return False
    return lift in lifted or (lift.verdict == REVIEW and replace(lift, verdict=DENY) in lifted)


def _to_review(verdict: Verdict, code: str) -> Verdict:
    if verdict.outcome is Outcome.WITHHELD:
        return verdict
    return replace(
        verdict,
        outcome=Outcome.REVIEW,
        effect="none",
        reason_codes=(code, *(verdict.reason_codes if verdict.outcome is Outcome.REVIEW else ())),
        citations=(),
        rights_uri=None,
    )


def _grounds(verdict: Verdict) -> list[str]:
    return [hit.citation for hit in verdict.hits if hit.verdict == OPEN]


def _rights(verdict: Verdict, policy: Policy) -> str | None:
    for hit in verdict.hits:
        if hit.verdict == OPEN and hit.layer == "copyright":
            return policy.rule_named(hit.rule_id).rights_uri
    return None


def _earliest(verdict: Verdict, ruling: Ruling) -> date | None:
    partial = [hit.opens_on for hit in verdict.hits if hit.verdict == "partial" and hit.opens_on]
    return min((d for d in (*partial, ruling.expires_on) if d), default=None)


def _place(part: Part) -> tuple[int, int, int, str]:
    return part.page, part.start or 0, part.end or 0, part.reason_code
