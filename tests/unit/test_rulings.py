"""What a ruling of people lifts, and what closes an item again afterwards."""

from dataclasses import replace
from datetime import date

import pytest

from openfonds.model import Item, Outcome, Part, RuleHit, Verdict
from openfonds.restrictions.evaluator import DENY, REVIEW
from openfonds.restrictions.rulings import (
    Lift,
    Ruling,
    Rulings,
    lifts_for,
    text_digest,
    with_id,
)
from tests.item_samples import OPEN_SERIES, item, law, read, russian_policy

AS_OF = date(2026, 11, 22)
LAW = law(AS_OF)
POLICY = russian_policy()
TEXT = "Слушали доклад о мощении улиц. Постановили: утвердить."


def judged(held: Item, text: str = TEXT) -> Verdict:
    return LAW.judge(held, read(text))


def ruling(held: Item, verdict: Verdict, **changes: object) -> Ruling:
    made = Ruling(
        ruling_id="",
        collection="demo",
        reference_code=held.reference_code,
        series=None,
        item_key=held.key,
        text_digest=None,
        outcome=Outcome.OPEN,
        reason_code="ruling.not-private",
        citation="125-ФЗ, ст. 24",
        act=None,
        lifts=lifts_for(verdict.hits, POLICY),
        parts=(),
        rights_uri="http://rightsstatements.org/vocab/NoC-OKLR/1.0/",
        made_on=AS_OF,
        expires_on=None,
        proposed_by="anna",
        approved_by="boris",
    )
    return with_id(replace(made, **changes))  # type: ignore[arg-type]


def after(held: Item, verdict: Verdict, made: Ruling, text: str = "0") -> Verdict:
    rulings = (
        Rulings({held.reference_code: made}, {})
        if made.series is None
        else Rulings({}, {made.series: made})
    )
    return rulings.applied(verdict, held, POLICY, lambda: text)


def test_an_opening_lifts_what_stood_in_the_way() -> None:
    held = item(date="1950")
    verdict = judged(held)
    assert verdict.outcome is Outcome.REVIEW
    opened = after(held, verdict, ruling(held, verdict))
    assert opened.outcome is Outcome.OPEN
    assert opened.effect == "publish"
    assert opened.reason_codes == ("ruling.not-private",)
    assert opened.decided_by == "anna+boris"
    assert opened.rights_uri == "http://rightsstatements.org/vocab/NoC-OKLR/1.0/"


def test_another_restriction_closes_it_again() -> None:
    held = item(date="1950")
    verdict = judged(held)
    made = ruling(held, verdict)
    later = judged(held, f"СОВ. СЕКРЕТНО\n{TEXT}")
    closed = after(held, later, made)
    assert closed.outcome is Outcome.WITHHELD
    assert closed.reason_codes == ("RU.5485-1.mark",)
    assert closed.ruling is None


def test_a_rule_whose_text_changed_is_not_lifted() -> None:
    held = item(date="1950")
    verdict = judged(held)
    made = ruling(held, verdict)
    other = replace(made, lifts=tuple(replace(x, digest="0" * 64) for x in made.lifts))
    assert after(held, verdict, other).outcome is Outcome.REVIEW


def test_a_lifted_doubt_is_no_lifted_denial() -> None:
    held = item(date="1950")
    verdict = judged(held)
    (doubt, *rest) = [h for h in verdict.hits if h.verdict == REVIEW]
    made = ruling(held, verdict)
    denied = replace(verdict, hits=(replace(doubt, verdict=DENY), *rest))
    assert after(held, denied, made).outcome is Outcome.WITHHELD
    # The other way round: what was lifted as a denial stays lifted as a doubt.
    lifts = tuple(replace(x, verdict=DENY) for x in made.lifts)
    assert after(held, verdict, replace(made, lifts=lifts)).outcome is Outcome.OPEN


def test_another_version_of_the_item_is_not_opened() -> None:
    held = item(date="1950")
    verdict = judged(held)
    made = ruling(held, verdict, item_key="0" * 64)
    assert after(held, verdict, made).outcome is Outcome.REVIEW


def test_parts_hold_for_the_text_that_was_looked_at_alone() -> None:
    held = item(date="1950")
    verdict = judged(held)
    digest = text_digest({1: TEXT})
    part = Part(1, 0, 7, "redact_span", "ruling.not-private", "")
    made = ruling(held, verdict, parts=(part,), text_digest=digest)
    assert after(held, verdict, made, digest).parts == (part,)
    changed = after(held, verdict, made, text_digest({1: TEXT + "."}))
    assert changed.outcome is Outcome.REVIEW
    assert changed.reason_codes[0] == "ruling.text-changed"


def test_parts_of_another_version_keep_what_would_open_by_itself_closed() -> None:
    held = item(date="1912")
    verdict = judged(held)
    assert verdict.outcome is Outcome.OPEN
    part = Part(1, None, None, "withhold_page", "ruling.not-private", "")
    made = ruling(held, verdict, parts=(part,), item_key="0" * 64)
    assert after(held, verdict, made).outcome is Outcome.REVIEW


def test_it_ends_on_its_day() -> None:
    held = item(date="1950")
    verdict = judged(held)
    made = ruling(held, verdict, expires_on=date(2027, 1, 1))
    opened = after(held, verdict, made)
    assert (opened.outcome, opened.next_check_on) == (Outcome.OPEN, date(2027, 1, 1))
    ended = replace(verdict, as_of=date(2027, 1, 1))
    assert after(held, ended, made).outcome is Outcome.REVIEW


@pytest.mark.parametrize("outcome", [Outcome.WITHHELD, Outcome.SUSPENDED])
def test_a_closing_holds_whatever_the_rules_say(outcome: Outcome) -> None:
    held = item(date="1912")
    verdict = judged(held)
    assert verdict.outcome is Outcome.OPEN
    made = ruling(held, verdict, outcome=outcome, reason_code="ruling.private-life")
    closed = after(held, verdict, made)
    assert closed.outcome is outcome
    assert closed.rights_uri is None
    assert closed.reason_codes == ("ruling.private-life",)


def test_a_series_lifts_doubts_and_never_a_denial() -> None:
    held = item(date="1950")
    verdict = judged(held)
    made = ruling(
        held,
        verdict,
        reference_code=None,
        series=OPEN_SERIES,
        item_key=None,
        reason_code="ruling.x",
    )
    assert after(held, verdict, made).outcome is Outcome.OPEN
    denied = judged(held, f"СОВ. СЕКРЕТНО\n{TEXT}")
    assert after(held, denied, made).outcome is Outcome.WITHHELD


def test_what_no_person_may_lift() -> None:
    hit = RuleHit("policy.not-signed", REVIEW, "care", "", None)
    assert lifts_for((hit,), POLICY) == ()
    held = item(date="1950")
    verdict = judged(held)
    unsigned = replace(verdict, hits=(hit, *verdict.hits))
    made = ruling(held, verdict)
    assert after(held, unsigned, made).reason_codes == ("policy.not-signed",)
    forged = replace(made, lifts=(*made.lifts, Lift("policy.not-signed", "", REVIEW)))
    assert after(held, unsigned, forged).outcome is Outcome.REVIEW
