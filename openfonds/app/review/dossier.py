"""One item as a person must see it to decide: what was asked, what is known, from which source,
which rule holds it back, and what would release it; with the evidence, for staff only.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from openfonds.app.review.held import Held
from openfonds.model import Fact, RuleHit, Truth
from openfonds.restrictions.evaluator import DENY, OPEN, PARTIAL, REVIEW, judge_rule
from openfonds.restrictions.policy import Policy, Rule
from openfonds.restrictions.wording import SOURCES, VALUES, words_of, words_of_period

AROUND = 60  # characters of evidence on each side
EVIDENCE_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something that holds an item back, and what would release it."""

    rule_id: str
    verdict: str
    citation: str
    reason_en: str
    reason_ru: str
    released_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A place in the text, with what stands around it. Staff only."""

    page: int
    fact: str
    confidence: str
    before: str
    found: str
    after: str


def known(held: Held) -> list[Fact]:
    """The facts that anybody asserted, one line each."""
    return [f for f in held.verdict.facts if f.value is not Truth.UNKNOWN]


def unanswered(held: Held) -> list[str]:
    """Facts that nobody answered and that what holds the item back asks about."""
    policy = held.law.policy
    hits = {h.rule_id for h in held.verdict.hits if h.verdict in (DENY, REVIEW)}
    missing = {hit.rpartition(".")[2] for hit in hits if hit.startswith("ground.missing.")}
    rules = [r for r in policy.rules if r.id in hits]
    rules += [g for g in policy.grounds if g.layer in missing]
    asked = {name for rule in rules for name in rule.when.facts()}
    return sorted(name for name in asked if held.case.fact(name) is Truth.UNKNOWN)


def obstacles(held: Held) -> list[Obstacle]:
    """Everything that holds the item back, denials first."""
    rules = {rule.id: rule for rule in held.law.policy.rules}
    beyond = [
        RuleHit(code, REVIEW, "care", "", None)
        for code in held.standing.decision.reason_codes
        if code.startswith(("care.", "ruling.")) and code not in rules
    ]
    hits = [h for h in (*held.verdict.hits, *beyond) if h.verdict in (DENY, REVIEW, PARTIAL)]
    return [_obstacle(held, hit, rules.get(hit.rule_id)) for hit in dict.fromkeys(hits)]


def evidence(held: Held) -> Iterator[Evidence]:
    """What the detectors saw in the pages, with the words around it."""
    texts = {page.number: page.text for page in held.clean}
    for found in held.examination.findings if held.examination else ():
        text = texts.get(found.page, "")
        yield Evidence(
            page=found.page,
            fact=found.fact,
            confidence=found.confidence,
            before=text[max(0, found.start - AROUND) : found.start],
            found=text[found.start : found.end] if found.end else "(stamp)",
            after=text[found.end : found.end + AROUND] if found.end else "",
        )


def _obstacle(held: Held, hit: RuleHit, rule: Rule | None) -> Obstacle:
    if rule is not None:
        return Obstacle(
            hit.rule_id,
            hit.verdict,
            hit.citation,
            rule.reason_en,
            rule.reason_ru,
            tuple(_releases(held, hit, rule)),
        )
    if hit.rule_id.startswith("ground.missing."):
        return Obstacle(
            hit.rule_id,
            hit.verdict,
            hit.citation,
            f"no ground to open it in the layer {hit.layer}",
            f"нет основания для открытия ({hit.layer})",
            tuple(_grounds(held, hit, held.law.policy)),
        )
    return Obstacle(
        hit.rule_id,
        hit.verdict,
        hit.citation,
        "see docs/reference/reason-codes.md",
        "см. docs/reference/reason-codes.md",
        ("a ruling of two people",),
    )


def _releases(held: Held, hit: RuleHit, rule: Rule) -> Iterator[str]:
    if hit.opens_on:
        yield f"time: on {hit.opens_on} (period: {_period(rule)})"
    for name in sorted(set(rule.when.facts())):
        if held.case.fact(name) is not Truth.UNKNOWN:
            continue
        said = replace(held.case, truths={**held.case.truths, name: Truth.FALSE})
        if judge_rule(rule, said, held.law.as_of) is None:
            yield f"the inventory: fact:{name} = false"
    if rule.unless_fact and held.case.fact(rule.unless_fact) is not Truth.TRUE:
        yield f"{rule.unless_fact} (column act: number and date); then a person decides"
    act = ", with the number of an act" if rule.reviewer == "secrecy_commission" else ""
    yield f"a ruling of two people, one of them {rule.reviewer}{act}"


def _grounds(held: Held, hit: RuleHit, policy: Policy) -> Iterator[str]:
    for ground in policy.grounds:
        if ground.layer != hit.layer:
            continue
        value = VALUES["en"][ground.when.holds(held.case.without_weak())]
        since = f"; {_period(ground)}" if ground.period else ""
        yield f"{ground.id}: {words_of(ground.when, 'en')} [{value}]{since}"
    yield "a ruling of two people" + (", one of them rights" if hit.layer == "copyright" else "")


def _period(rule: Rule) -> str:
    return words_of_period(rule.period, "en") if rule.period else "none"


def lines_of_dossier(held: Held) -> Iterator[str]:
    """The dossier for a terminal."""
    item, standing = held.item, held.standing.decision
    yield f"item        {item.reference_code}"
    for name, value in (
        ("title", item.title),
        ("series", item.series),
        ("dates", item.dates.written or None),
        ("creator", " ".join(v for v in (item.creator, item.creator_type) if v) or None),
        ("material", item.material),
        ("access", item.access),
        ("rights", item.rights),
        ("act", item.act),
        ("pages", str(len(item.pages))),
    ):
        if value:
            yield f"{name:<11} {value}"
    yield f"stands      {standing.outcome.value}, decided by {standing.decided_by}"
    yield f"            decision {standing.decision_id[:16]}, law of {standing.as_of}"
    yield ""
    yield "what is known"
    for fact in dict.fromkeys(known(held)):
        where = f"page {fact.page}" if fact.page else fact.detector
        yield (
            f"  {fact.name:<24} {VALUES['en'][fact.value]:<8}"
            f" {SOURCES['en'][fact.source]} ({where}, {fact.confidence or 'certain'})"
        )
    if left := unanswered(held):
        yield f"  nobody says: {', '.join(left)}"
    yield ""
    yield "what holds it back"
    for one in obstacles(held):
        yield f"  {one.verdict:<7} {one.rule_id}  {one.citation}"
        yield f"          {one.reason_ru} / {one.reason_en}"
        for release in one.released_by:
            yield f"          released by {release}"
    if not any(hit.verdict in (DENY, REVIEW) for hit in held.verdict.hits):
        yield "  nothing in the rules"
    for hit in held.verdict.hits:
        if hit.verdict == OPEN:
            yield f"  ground  {hit.rule_id}  {hit.citation}"
    yield ""
    yield "evidence (for your eyes only)"
    shown = list(evidence(held))
    for place in shown[:EVIDENCE_SHOWN]:
        around = " ".join(f"{place.before}«{place.found}»{place.after}".split())
        yield f"  page {place.page}, {place.fact} ({place.confidence}): …{around}…"
    if len(shown) > EVIDENCE_SHOWN:
        yield f"  and {len(shown) - EVIDENCE_SHOWN} more places"
    if not held.is_read:
        yield "  its pages were not read: its description alone closed it"
    elif not shown:
        yield "  the detectors saw nothing in its pages"
