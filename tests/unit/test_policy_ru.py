"""The Russian packs, row by row of LAW 1.1."""

import re
from datetime import date, timedelta

import pytest

from openfonds.restrictions.examples import faults, verdict
from openfonds.restrictions.packs import load_policy
from openfonds.restrictions.policy import Example, Rule
from tests.item_samples import POLICIES

POLICY = load_policy(POLICIES, ("ru",))
RULES = (*POLICY.rules, *POLICY.grounds)
TEXT = "\n".join(p.read_text() for p in sorted((POLICIES / "ru").glob("*.toml")))
TODAY = date(2026, 11, 22)
# Merely possible findings lead to a person, and to nothing over 100 years old.
SISTERS = {
    "RU.5485-1.mark": ("RU.5485-1.possible-mark", "secrecy_mark"),
    "RU.PP1233.service-mark": ("RU.5485-1.possible-mark", "service_mark"),
    "RU.323FZ.13.medical": ("RU.323FZ.13.possible", "medical"),
    "RU.SK.139.adoption": ("RU.SK.139.possible", "adoption"),
    "RU.1761-1.11.repression": ("RU.1761-1.11.possible", "repression"),
    "RU.professional-secrets": ("RU.professional-secrets.possible", "bank_secret"),
    "RU.152FZ.10.identifiers": ("RU.152FZ.10.possible-identifiers", "personal_identifier"),
}


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.id)
def test_the_examples_of_every_rule_hold(rule: Rule) -> None:
    assert list(faults(rule)) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.id)
def test_every_rule_cites_its_law(rule: Rule) -> None:
    assert rule.cite.strip() and rule.source.strip() and rule.reason_en and rule.reason_ru


def test_nothing_from_memory_opens() -> None:
    assert not [g.id for g in POLICY.grounds if g.verified == "memory"]


@pytest.mark.parametrize("row", range(1, 33))
def test_every_row_of_the_table_is_a_rule_or_says_why_not(row: int) -> None:
    ranges = re.findall(r"RU-(\d+) to RU-(\d+)", re.sub(r"^# LAW is .*$", "", TEXT, flags=re.M))
    named = {int(n) for n in re.findall(r"RU-(\d+)", TEXT)}
    assert row in named, ranges


@pytest.mark.parametrize("rule_id", SISTERS)
@pytest.mark.parametrize("age", [30, 60, 90, 101, 200])
def test_certain_closes_at_any_age_and_possible_only_under_100(rule_id: str, age: int) -> None:
    sister, fact = SISTERS[rule_id]

    def says(name: str, value: object) -> str:
        given = {
            "facts": {fact: value},
            "material": "archival",
            "latest": TODAY - timedelta(days=366 * age),
        }
        return verdict(POLICY.rule_named(name), Example(given, TODAY, ""))

    lapsed = POLICY.rule_named(rule_id).period is not None and age > 75
    assert says(rule_id, True) == ("review" if lapsed else "deny")
    assert says(rule_id, "possible") == "na"
    assert says(sister, "possible") == ("review" if age < 100 else "na")


@pytest.mark.parametrize("fact", ["private_life", "medical", "minor", "special_category"])
@pytest.mark.parametrize("value", [True, "possible"])
def test_print_is_not_touched_by_what_it_tells_of_people(fact: str, value: object) -> None:
    given = {"facts": {fact: value}, "material": "published", "latest": date(1960, 1, 1)}
    told = {
        r.id: verdict(r, Example(given, TODAY, "")) for r in POLICY.rules if r.layer != "copyright"
    }
    told = {name: said for name, said in told.items() if said != "na"}
    assert told == {}


def test_a_possible_finding_alone_never_denies() -> None:
    facts = sorted({name for r in POLICY.rules for name in r.when.facts()})
    for rule in POLICY.rules:
        for fact in facts:
            for material in ("archival", "published"):
                given = {
                    "facts": {fact: "possible"},
                    "material": material,
                    "latest": date(1960, 1, 1),
                }
                assert verdict(rule, Example(given, TODAY, "")) != "deny", (rule.id, fact)


def test_the_day_on_which_the_75_years_end() -> None:
    rule = POLICY.rule_named("RU.125FZ.25.3.private-life")
    for latest, last in [
        (date(1951, 11, 22), date(2026, 11, 22)),
        (date(1951, 12, 31), date(2026, 12, 31)),
        (date(1952, 2, 29), date(2027, 2, 28)),
    ]:
        given = {"facts": {"minor": True}, "material": "archival", "latest": latest}
        assert verdict(rule, Example(given, last, "")) == "deny"
        assert verdict(rule, Example(given, last + timedelta(days=1), "")) == "na"


def test_ids_that_ledgers_know_are_still_there() -> None:
    known = {
        *("RU.125FZ.24.open-series", "RU.GK.1282.published", "RU.GK.1281.authors-dead"),
        *("RU.GK.1281.150-years", "RU.GK.1259.6.official", "RU.GK.1259.6.official-archival"),
        *("RU.GK.1281.lifetimes", "RU.125FZ.25.3.private-life", "RU.125FZ.25.1.owner"),
        *("RU.access-as-catalogued", "RU.5485-1.mark", "RU.5485-1.mark-in-print"),
        *("RU.PP1233.service-mark", "RU.closed-list", "RU.1761-1.11.repression"),
        *("RU.323FZ.13.medical", "RU.SK.139.adoption", "RU.143FZ.77.civil-register"),
        *("RU.professional-secrets", "RU.152FZ.10.identifiers"),
        *("RU.152FZ.10.possible-identifiers", "RU.152FZ.birth-dates", "RU.community"),
        *("care.text-not-judged", "care.catalogue-unclear", "RU.GK.1281.1"),
        *("RU.GK.1281.4.rehabilitated", "RU.GK.1338.recent-edition"),
        *("RU.rights-as-catalogued", "RU.content-law"),
    }
    assert known - {r.id for r in RULES} == set()
