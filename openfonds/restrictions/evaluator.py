"""What the rules say of one case (LAW 6).

The item's verdict is the maximum over all rules of all packs in the order
nothing < review < deny. Opening needs nothing above "nothing" **and** a positive ground in the
access layer and in the copyright layer. Time enters only as `as_of`.
"""

from datetime import date

from openfonds.dates.arithmetic import opens_after_years
from openfonds.model import Fact, FactSource, Outcome, RuleHit, Truth, Verdict
from openfonds.restrictions.case import ItemCase
from openfonds.restrictions.policy import GROUND_LAYERS, Period, Policy, Rule

REVIEW, DENY, OPEN = "review", "deny", "open"


def evaluate(item_key: str, case: ItemCase, policy: Policy, as_of: date) -> Verdict:
    """The verdict of all rules on one item, before duplicates and people are asked."""
    hits = [hit for rule in policy.rules if (hit := judge_rule(rule, case, as_of))]
    denials = [h for h in hits if h.verdict == DENY]
    reviews = [h for h in hits if h.verdict == REVIEW]
    grounds: list[RuleHit] = []
    for layer in GROUND_LAYERS:
        ground = _ground(layer, case, policy, as_of)
        (grounds if ground.verdict == OPEN else reviews).append(ground)
    facts = (*case.facts, _examination(case))
    if denials:
        outcome, effect, reasons = Outcome.WITHHELD, "withhold_item", denials
        next_check = _latest([h.opens_on for h in denials])
    elif reviews:
        outcome, effect, reasons = Outcome.REVIEW, "none", reviews
        next_check = min((h.opens_on for h in reviews if h.opens_on), default=None)
    else:
        outcome, effect, reasons = Outcome.OPEN, "publish", grounds
        next_check = None
    rights = [policy.rule_named(g.rule_id).rights_uri for g in grounds if g.layer == "copyright"]
    return Verdict(
        item_key=item_key,
        outcome=outcome,
        effect=effect,
        reason_codes=_unique(h.rule_id for h in reasons),
        citations=_unique(h.citation for h in reasons),
        hits=(*denials, *reviews, *grounds),
        facts=facts,
        next_check_on=next_check,
        rights_uri=rights[0] if rights and outcome is Outcome.OPEN else None,
        pack="; ".join(policy.packs),
        as_of=as_of,
    )


def judge_rule(rule: Rule, case: ItemCase, as_of: date) -> RuleHit | None:
    """What one restriction says: None where it has nothing to say, else review or deny."""
    if not rule.in_force(as_of):
        return None
    certain = rule.when.holds(case.without_weak())
    trigger = certain if rule.likely_only else rule.when.holds(case)
    if trigger is Truth.FALSE:
        return None
    if trigger is Truth.UNKNOWN and rule.unknown == "pass" and case.examined:
        assumed = case.without_weak() if rule.likely_only else case
        if rule.when.holds(assumed.unless_asserted(frozenset(rule.when.facts()))) is Truth.FALSE:
            return None
    opens_on = period_end(rule.period, case)
    lapsed = opens_on is not None and as_of >= opens_on
    if lapsed and (rule.after == "neutral" or trigger is Truth.UNKNOWN):
        return None
    if trigger is Truth.UNKNOWN:
        verdict = DENY if rule.unknown == "deny" else REVIEW
    elif lapsed or certain is not Truth.TRUE or rule.effect == "review":
        verdict = REVIEW
    elif rule.period and opens_on is None:
        verdict = DENY if rule.unknown == "deny" else REVIEW  # its day cannot be told
    elif rule.unless_fact and case.fact(rule.unless_fact) is Truth.TRUE:
        verdict = REVIEW  # a proof is on file: a person reads it, the machine lifts nothing
    else:
        verdict = DENY
    return RuleHit(rule.id, verdict, rule.layer, rule.cite, None if lapsed else opens_on)


def period_end(period: Period | None, case: ItemCase) -> date | None:
    """First day strictly after the period; None where there is no period or no known start."""
    start = case.starts.get(period.start) if period else None
    if period is None or start is None:
        return None
    return opens_after_years(start, period.years, period.count)  # type: ignore[arg-type]


def judge_ground(rule: Rule, case: ItemCase, as_of: date) -> RuleHit | None:
    """A positive ground that holds today (`open`), or will by date (`review` with that day)."""
    if not rule.in_force(as_of) or rule.when.holds(case.without_weak()) is not Truth.TRUE:
        return None
    opens_on = period_end(rule.period, case)
    if rule.period and opens_on is None:
        return None
    if opens_on and as_of < opens_on:
        return RuleHit(rule.id, REVIEW, rule.layer, rule.cite, opens_on)
    return RuleHit(rule.id, OPEN, rule.layer, rule.cite, None)


def _ground(layer: str, case: ItemCase, policy: Policy, as_of: date) -> RuleHit:
    found = [
        hit
        for rule in policy.grounds
        if rule.layer == layer and (hit := judge_ground(rule, case, as_of))
    ]
    for hit in found:
        if hit.verdict == OPEN:
            return hit
    opens_on = min((h.opens_on for h in found if h.opens_on), default=None)
    cite = "; ".join(_unique(h.citation for h in found)) or "no ground found"
    return RuleHit(f"ground.missing.{layer}", REVIEW, layer, cite, opens_on)


def _examination(case: ItemCase) -> Fact:
    return Fact(
        name="text_examined",
        value=Truth.TRUE if case.examined else Truth.FALSE,
        source=FactSource.TEXT_DETECTOR,
        detector="all",
        page=None,
        confidence=None,
    )


def _latest(days: list[date | None]) -> date | None:
    known = [d for d in days if d]
    return max(known) if known and len(known) == len(days) else None


def _unique(values: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))  # type: ignore[call-overload]
