from pathlib import Path

import pytest

from openfonds.restrictions.examples import faults
from openfonds.restrictions.packs import load_policy
from openfonds.restrictions.policy import Rule

POLICY = load_policy(Path("policies"), ("ru",))
RULES = (*POLICY.rules, *POLICY.grounds)


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.id)
def test_the_examples_of_every_rule_hold(rule: Rule) -> None:
    assert list(faults(rule)) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.id)
def test_every_rule_cites_its_law(rule: Rule) -> None:
    assert rule.cite.strip() and rule.source.strip() and rule.reason_en and rule.reason_ru


def test_nothing_from_memory_opens() -> None:
    assert not [g.id for g in POLICY.grounds if g.verified == "memory"]
