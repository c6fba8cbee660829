"""What the rules say of one case (LAW 6).

The item's verdict is the maximum over all rules of all packs in the order
nothing < review < deny. Opening needs nothing above "nothing" **and** a positive ground in the
access layer and in the copyright layer. Time enters only as `as_of`.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from openfonds.dates.arithmetic import opens_after_years
from openfonds.model import Fact, FactSource, Outcome, Part, RuleHit, Truth, Verdict
from openfonds.restrictions.case import ItemCase
from openfonds.restrictions.policy import (
    GROUND_LAYERS,
    REDACT_SPAN,
    WITHHOLD_ITEM,
    WITHHOLD_PAGE,
    Period,
    Policy,
    Rule,
)

REVIEW, DENY, OPEN, PARTIAL = "review", "deny", "open", "partial"


def evaluate(
    item_key: str,
    case: ItemCase,
    policy: Policy,
    as_of: date,
    beyond: tuple[RuleHit, ...] = (),
) -> Verdict:
    """The verdict of all rules on one item, before duplicates and people are asked.

    `beyond` are hits that no rule gives, such as a pack that nobody signed.
    """
    certain = case.without_weak()
    hits: list[RuleHit] = list(beyond)
    parts: list[Part] = []
    for rule in policy.rules:
        hit = judge_rule(rule, case, as_of, certain)
        if hit is None:
            continue
        closed = narrowed(rule, case, as_of)
        parts += closed
        hits.append(replace(hit, verdict=PARTIAL) if closed else hit)
    denials = [h for h in hits if h.verdict == DENY]
    reviews = [h for h in hits if h.verdict == REVIEW]
    partial = [h for h in hits if h.verdict == PARTIAL]
    grounds: list[RuleHit] = []
    for ground in _grounds(certain, policy, as_of):
        (grounds if ground.verdict == OPEN else reviews).append(ground)
    if denials:
        outcome, reasons = Outcome.WITHHELD, denials
        next_check = _latest([h.opens_on for h in denials])
    elif reviews:
        outcome, reasons = Outcome.REVIEW, reviews
        next_check = min((h.opens_on for h in reviews if h.opens_on), default=None)
    else:
        outcome, reasons = Outcome.OPEN, grounds
        next_check = min((h.opens_on for h in partial if h.opens_on), default=None)
    return Verdict(
        item_key=item_key,
        outcome=outcome,
        effect=_effect(outcome, denials, policy),
        reason_codes=_unique(h.rule_id for h in reasons),
        citations=_unique(h.citation for h in reasons),
        hits=(*denials, *reviews, *partial, *grounds),
        facts=(*case.facts, _examination(case)),
        next_check_on=next_check,
        rights_uri=_rights(grounds, policy) if outcome is Outcome.OPEN else None,
        pack="; ".join(policy.packs),
        as_of=as_of,
        parts=tuple(sorted(set(parts), key=_place)),
    )


def judge_rule(
    rule: Rule, case: ItemCase, as_of: date, without_weak: ItemCase | None = None
) -> RuleHit | None:
    """What one restriction says: None where it has nothing to say, else review or deny.

    `without_weak` is the same case without merely possible findings, if it is at hand.
    """
    if not rule.in_force(as_of):
        return None
    sure = without_weak or case.without_weak()
    judged = sure if rule.likely_only else case
    # What is false where silence means no is false or unknown where it does not.
    silence_means_no = rule.unknown == "pass" and case.examined
    if silence_means_no and rule.when.holds(judged.unless_asserted()) is Truth.FALSE:
        return None
    trigger = rule.when.holds(judged)
    if trigger is Truth.FALSE:
        return None
    certain = trigger if judged is sure else rule.when.holds(sure)
    opens_on = period_end(rule.period, case)
    lapsed = opens_on is not None and as_of >= opens_on
    if lapsed and (rule.after == "neutral" or trigger is Truth.UNKNOWN):
        return None
    if trigger is Truth.UNKNOWN:
        verdict = DENY if rule.unknown == "deny" else REVIEW
    elif lapsed or certain is not Truth.TRUE or rule.effect == "review":
        verdict = REVIEW
    elif rule.period and opens_on is None:
        verdict = DENY if "deny" in (rule.unknown, rule.undated) else REVIEW
    elif rule.unless_fact and case.fact(rule.unless_fact) is Truth.TRUE:
        verdict = REVIEW  # a proof is on file: a person reads it, the machine lifts nothing
    else:
        verdict = DENY
    return RuleHit(rule.id, verdict, rule.layer, rule.cite, None if lapsed else opens_on)


def narrowed(rule: Rule, case: ItemCase, as_of: date) -> list[Part]:
    """The pages or spans to which a rule can be confined; empty: the whole item is closed.

    Only what detectors saw in the pages can be confined, where the rest of the item gives the
    rule no reason to speak, and never all pages. A span is redacted only in text that was read
    well (LAW 3.5, G3).
    """
    if rule.effect not in (WITHHOLD_PAGE, REDACT_SPAN) or not case.examined:
        return []
    names = frozenset(rule.when.facts()) & case.places.keys()
    if not names or judge_rule(rule, case.without_pages(names), as_of):
        return []
    places = [place for name in sorted(names) for place in case.places[name]]
    if rule.effect == REDACT_SPAN:
        if not case.legible or not all(p.is_span for p in places):
            return []
        return [Part(p.page, p.start, p.end, REDACT_SPAN, rule.id, rule.cite) for p in places]
    pages = sorted({p.page for p in places})
    if len(pages) >= case.n_pages:
        return []
    return [Part(page, None, None, WITHHOLD_PAGE, rule.id, rule.cite) for page in pages]


def period_end(period: Period | None, case: ItemCase) -> date | None:
    """First day strictly after the period; None where there is no period or no known start."""
    if period is None:
        return None
    ends = [_chain_end(period, case), *(_chain_end(one, case) for one in period.sooner)]
    return min((end for end in ends if end), default=None)


def _chain_end(period: Period, case: ItemCase) -> date | None:
    chain = [period]
    for step in period.fallback:
        if case.fact(step.unless_known) is not Truth.TRUE:
            break
        chain.append(step.period)
    for one in chain:
        if (start := case.starts.get(one.start)) is not None:
            return opens_after_years(start, one.years, one.count)
    return None


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


def _grounds(case: ItemCase, policy: Policy, as_of: date) -> Iterator[RuleHit]:
    """One hit a layer: the grounds that open it, or the day on which they may.

    Jurisdictions are a union of restrictions, so each one that knows grounds must give one; one
    without grounds, such as a law on data protection, only restricts.
    """
    for layer in GROUND_LAYERS:
        by_law: dict[str, list[Rule]] = {}
        for rule in policy.grounds:
            if rule.layer == layer:
                by_law.setdefault(rule.jurisdiction, []).append(rule)
        if not by_law:
            yield _missing(layer, [])
        for rules in by_law.values():
            found = [hit for rule in rules if (hit := judge_ground(rule, case, as_of))]
            opened = next((hit for hit in found if hit.verdict == OPEN), None)
            yield opened or _missing(layer, found)


def _missing(layer: str, found: list[RuleHit]) -> RuleHit:
    opens_on = min((h.opens_on for h in found if h.opens_on), default=None)
    cite = "; ".join(_unique(h.citation for h in found)) or "no ground found"
    return RuleHit(f"ground.missing.{layer}", REVIEW, layer, cite, opens_on)


def _effect(outcome: Outcome, denials: list[RuleHit], policy: Policy) -> str:
    if outcome is Outcome.OPEN:
        return "publish"
    if outcome is not Outcome.WITHHELD:
        return "none"
    known = {rule.id: rule.effect for rule in policy.rules}
    mediated = all(known.get(hit.rule_id) == "mediated" for hit in denials)
    return "mediated" if mediated else WITHHOLD_ITEM


def _rights(grounds: list[RuleHit], policy: Policy) -> str | None:
    for hit in grounds:
        if hit.layer == "copyright":
            return policy.rule_named(hit.rule_id).rights_uri
    return None


def _place(part: Part) -> tuple[int, int, int, str]:
    return part.page, part.start or 0, part.end or 0, part.reason_code


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
