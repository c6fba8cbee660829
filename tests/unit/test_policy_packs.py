"""All packs of all jurisdictions: their examples, their periods, their facts, their union."""

import re
from dataclasses import replace
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

from openfonds.dates.arithmetic import opens_after_years
from openfonds.errors import PolicyError
from openfonds.model import Truth
from openfonds.restrictions.detectors.registry import FACTS
from openfonds.restrictions.evaluator import period_end
from openfonds.restrictions.examples import case_of, faults, verdict
from openfonds.restrictions.pack_file import read_pack
from openfonds.restrictions.packs import load_policy
from openfonds.restrictions.policy import GROUND_LAYERS, Example, Period, Rule
from tests import ROOT
from tests.item_samples import POLICIES

FOLDERS = tuple(sorted(p.name for p in POLICIES.iterdir() if p.is_dir()))
FILES = sorted(POLICIES.glob("*/*.toml"))
ALL = load_policy(POLICIES, FOLDERS)
RULES = (*ALL.rules, *ALL.grounds)
PAIRS = tuple(combinations(FOLDERS, 2))

# What openfonds.restrictions.facts says of an item without any detector.
DERIVED = {
    *("author_named", "official_document", "act_on_file", "access_restricted", "access_unclear"),
    *("rights_restricted", "rights_unclear", "catalogue_remark", "fact_not_in_policy"),
    *("page_failed", "page_without_text", "poor_text", "stamp_unread"),
    *("script_without_detector", "language_without_detector"),
}
NAMES = {"person_named", "official_named"}  # of the detector of names, which runs apart
# What a jurisdiction that can open must ask, or an item would open in spite of it.
HEEDED = DERIVED - {"author_named", "official_document", "act_on_file"} | {
    *("owner_terms", "community_restriction", "secrecy_mark", "service_mark"),
    *("personal_identifier", "birth_date", "living_person", "medical", "adoption", "minor"),
    *("private_life", "personal_file", "criminal_file", "denunciation", "special_category"),
}
# LAW 1.1 to 1.3: V is primary, S secondary, M memory.
LAW_MARKS = {
    "RU.125FZ.24.open-series": "secondary",
    "RU.125FZ.25.1.owner": "primary",
    "RU.125FZ.25.3.private-life": "secondary",
    "RU.5485-1.mark": "secondary",
    "RU.PP1233.service-mark": "secondary",
    "RU.323FZ.13.medical": "secondary",
    "RU.SK.139.adoption": "secondary",
    "RU.143FZ.77.civil-register": "secondary",
    "RU.114FZ.13.extremist": "secondary",
    "RU.436FZ.11.children": "secondary",
    "RU.224FZ.drugs": "secondary",
    "RU.GK.1281.authors-dead": "primary",
    "RU.GK.1259.6.official": "primary",
    "RU.GK.1281.4.rehabilitated": "memory",
    "RU.GK.1338.recent-edition": "memory",
    "DE.BArchG.11.1.age": "secondary",
    "DE.BArchG.11.2.person": "secondary",
    "DE.BArchG.11.3.secrecy": "secondary",
    "DE.BArchG.13.refusal": "primary",
    "DE-BB.BbgArchivG.10.1.age": "primary",
    "DE-BB.BbgArchivG.10.2.secrecy": "primary",
    "DE-BB.BbgArchivG.10.3.person": "primary",
    "FR.CP.L213-2-I-1": "primary",
    "FR.CP.L213-2-I-2.medical": "primary",
    "FR.CP.L213-2-I-3.private-life": "memory",
    "FR.CP.L213-2-I-3.defence": "memory",
    "FR.CP.L213-2-I-4": "memory",
    "FR.CP.L213-2-I-5": "memory",
    "FR.CP.L213-2-II": "memory",
    "UK.FOIA.23-24.security": "secondary",
    "UK.FOIA.27.international": "secondary",
    "UK.FOIA.38.health-and-safety": "secondary",
    "UK.FOIA.40-2.personal-data": "secondary",
    "UK.CDPA.163.crown-unpublished": "memory",
    "US.36CFR1256.46.classified": "primary",
    "US.36CFR1256.56.privacy": "primary",
    "US.36CFR1256.58.law-enforcement": "primary",
    "US.HIPAA.medical": "primary",
    "US.44USC2108.census": "memory",
    "US.EO13526.3.3.automatic": "memory",
    "US.17USC304.published": "memory",
    "US.17USC302.author": "memory",
    "EU.GDPR.9.special-categories": "memory",
    "EU.GDPR.10.convictions": "memory",
}


def by_id(rule: Rule) -> str:
    return rule.id


@pytest.mark.parametrize("rule", RULES, ids=by_id)
def test_the_examples_of_every_rule_hold(rule: Rule) -> None:
    assert list(faults(rule)) == []


@pytest.mark.parametrize("rule", RULES, ids=by_id)
def test_every_rule_cites_its_law(rule: Rule) -> None:
    assert all(text.strip() for text in (rule.cite, rule.source, rule.reason_en, rule.reason_ru))
    assert re.search("[а-я]", rule.reason_ru)
    assert re.search("[a-z]", rule.reason_en)


@pytest.mark.parametrize("rule", ALL.rules, ids=by_id)
def test_every_rule_has_an_example_where_it_cannot_tell(rule: Rule) -> None:
    cases = [case_of(example, example.as_of) for example in rule.examples]
    assert any(rule.when.holds(case.without_weak()) is Truth.UNKNOWN for case in cases)


def shifted(period: Period) -> list[Period]:
    """The period with each of its numbers of years one more and one less."""
    found = [replace(period, years=period.years + step) for step in (-1, 1)]
    for i, step in enumerate(period.fallback):
        for changed in shifted(step.period):
            steps = [*period.fallback]
            steps[i] = replace(step, period=changed)
            found.append(replace(period, fallback=tuple(steps)))
    for i, one in enumerate(period.sooner):
        for changed in shifted(one):
            sooner = [*period.sooner]
            sooner[i] = changed
            found.append(replace(period, sooner=tuple(sooner)))
    return [p for p in found if p.years > 0 and all(s.years > 0 for s in p.sooner)]


@pytest.mark.parametrize("rule", [r for r in RULES if r.period], ids=by_id)
def test_the_examples_tell_every_period_from_its_neighbours(rule: Rule) -> None:
    assert rule.period
    for period in shifted(rule.period):
        changed = replace(rule, period=period)
        told = [verdict(changed, e) == e.expect for e in rule.examples]
        assert not all(told), period


def test_nothing_from_memory_opens() -> None:
    assert [g.id for g in ALL.grounds if g.verified == "memory"] == []


@pytest.mark.parametrize(
    "path",
    [p for p in FILES if "[[ground]]" in p.read_text()],
    ids=lambda p: f"{p.parent.name}/{p.name}",
)
def test_a_ground_from_memory_is_refused(path: Path) -> None:
    text = path.read_text()
    start = text.index("[[ground]]")
    worse = text[:start] + re.sub(
        'verified = "[a-z]+"', 'verified = "memory"', text[start:], count=1
    )
    with pytest.raises(PolicyError, match="never open"):
        read_pack(worse.encode(), path.name)


@pytest.mark.parametrize("rule_id", LAW_MARKS)
def test_the_mark_is_that_of_the_specification(rule_id: str) -> None:
    assert ALL.rule_named(rule_id).verified == LAW_MARKS[rule_id]


def test_a_marked_source_is_told_from_memory() -> None:
    wrong = [r.id for r in RULES if "from memory" in r.source and r.verified == "primary"]
    assert wrong == []


def test_every_fact_that_is_asked_can_be_said_by_somebody() -> None:
    asked = {name for r in RULES for name in r.when.facts()}
    asked |= {r.unless_fact for r in RULES if r.unless_fact}
    asked |= {step.unless_known for r in RULES if r.period for step in r.period.fallback}
    page = (ROOT / "docs" / "reference" / "policy-packs.md").read_text()
    table = page.partition("| catalogued fact |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| `([a-z_]+)` \|", table, re.MULTILINE)
    documented = set(rows)
    assert len(documented) == len(rows)
    assert asked - FACTS - DERIVED - NAMES - documented == set(), "add them to the table"
    assert documented - asked == set(), "no rule asks for them"


def test_every_alias_leads_to_a_fact_that_is_asked_and_to_one_only() -> None:
    asked = {name for r in RULES for name in r.when.facts()}
    asked |= {r.unless_fact for r in RULES if r.unless_fact}
    asked |= {step.unless_known for r in RULES if r.period for step in r.period.fallback}
    aliases: dict[str, str] = {}
    for path in FILES:
        pack, _ = read_pack(path.read_bytes(), path.name)
        for name, fact in pack.aliases.items():
            assert fact in asked, (path, name)
            assert aliases.setdefault(name, fact) == fact, (path, name)
            assert name not in asked, (path, name)


@pytest.mark.parametrize("folder", FOLDERS)
def test_whoever_can_open_heeds_what_closes(folder: str) -> None:
    policy = load_policy(POLICIES, (folder,))
    if {g.layer for g in policy.grounds} != set(GROUND_LAYERS):
        assert not policy.grounds, "a jurisdiction has grounds in both layers or is an overlay"
        return
    asked = {name for r in policy.rules for name in r.when.facts()}
    assert HEEDED - asked == set()
    assert any(r.id.endswith(".closed-list") for r in policy.rules)
    assert policy.phrases


@pytest.mark.parametrize("folders", [*((f,) for f in FOLDERS), *PAIRS, FOLDERS], ids="+".join)
def test_every_combination_loads(folders: tuple[str, ...]) -> None:
    policy = load_policy(POLICIES, folders)
    ids = [r.id for r in (*policy.rules, *policy.grounds)]
    assert len(ids) == len(set(ids))
    assert {r.jurisdiction.casefold() for r in policy.rules} == set(folders)


def test_ids_are_unique_over_all_packs_and_begin_with_their_jurisdiction() -> None:
    ids = [r.id for r in RULES]
    assert len(ids) == len(set(ids))
    # of the first jurisdiction
    common = {"care.text-not-judged", "care.script-not-judged", "care.catalogue-unclear"}
    assert {r.id for r in RULES if not r.id.startswith(f"{r.jurisdiction}.")} == common


def test_names_of_packs_are_unique() -> None:
    for one, other in combinations(ALL.packs, 2):
        assert one.partition("@")[0] != other.partition("@")[0]


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_a_pack_is_of_the_jurisdiction_of_its_folder(path: Path) -> None:
    pack, _ = read_pack(path.read_bytes(), path.name)
    assert pack.jurisdiction.casefold() == path.parent.name
    assert pack.name.startswith(f"{path.parent.name}-")


@pytest.mark.parametrize(
    ("day", "years", "opens_on"),
    [
        (date(1950, 4, 1), 72, date(2022, 4, 1)),
        (date(1952, 2, 29), 72, date(2024, 2, 29)),
        (date(1952, 2, 29), 73, date(2025, 3, 1)),
    ],
)
def test_an_anniversary_opens_on_the_day_itself(day: date, years: int, opens_on: date) -> None:
    assert opens_after_years(day, years, "anniversary") == opens_on


def test_a_sooner_end_is_the_earliest_known_one_and_a_chain_waits_for_a_person() -> None:
    (rule,) = read_pack(
        one_rule(
            period="years = 25, from = 'person.death', "
            "fallback = [ { unless_known = 'gone', years = 120, from = 'person.birth' } ], "
            "sooner = [ { years = 145, from = 'doc.created' } ]"
        ),
        "x",
    )[0].rules

    def end(**given: object) -> date | None:
        return period_end(rule.period, case_of(Example(given, date(2026, 1, 1), ""), date.max))

    day = date(1900, 1, 1)
    assert end(person_death=day) == date(1925, 1, 2)
    assert end(person_death=day, latest=date(1850, 1, 1)) == date(1925, 1, 2)
    assert end(person_death=day, latest=date(1750, 1, 1)) == date(1895, 1, 2)
    assert end(person_birth=day) is None
    assert end(person_birth=day, latest=day) == date(2045, 1, 2)
    assert end(person_birth=day, latest=day, facts={"gone": True}) == date(2020, 1, 2)
    assert end(person_birth=day, latest=day, facts={"gone": "unknown"}) == date(2045, 1, 2)
    assert end(latest=day, facts={"gone": True}) == date(2045, 1, 2)
    assert end() is None


@pytest.mark.parametrize(("latest", "expect"), [(31, "na"), (1, "deny"), (None, "review")])
def test_a_line_drawn_by_a_day(latest: int | None, expect: str) -> None:
    written = "dated = { since = 1990-01-01, from = 'published' }"
    (rule,) = read_pack(one_rule(when=written, period="years = 99, from = 'published'"), "x")[
        0
    ].rules
    day = {31: date(1989, 12, 31), 1: date(1990, 1, 1), None: None}[latest]
    assert verdict(rule, Example({"latest": day}, date(2026, 1, 1), "")) == expect


@pytest.mark.parametrize("undated", ["review", "deny"])
def test_what_a_period_without_a_day_leads_to(undated: str) -> None:
    (rule,) = read_pack(one_rule(more=f"undated = '{undated}'"), "x")[0].rules

    def says(value: object) -> str:
        return verdict(rule, Example({"facts": {"x": value}}, date(2026, 1, 1), ""))

    assert [says(True), says("possible"), says("unknown")] == [undated, "review", "review"]


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("sooner = [ { years = 0, from = 'person.death' } ]", "above 0"),
        ("sooner = [ { years = 25, from = 'person.death', unless_known = 'x' } ]", "unknown key"),
        ("sooner = [ { years = 25, from = 'person.wedding' } ]", "is not one of"),
        ("fallback = [ { years = 25, from = 'person.birth' } ]", "unless_known"),
        ("count = 'sometimes'", "is not one of"),
    ],
)
def test_a_malformed_period_is_refused(written: str, why: str) -> None:
    with pytest.raises(PolicyError, match=why):
        read_pack(one_rule(period=f"years = 10, from = 'doc.created', {written}"), "x")


@pytest.mark.parametrize(
    ("condition", "why"),
    [
        ("dated = { since = '1990-01-01', from = 'published' }", "unknown condition"),
        ("dated = { since = 1990-01-01T00:00:00, from = 'published' }", "unknown condition"),
        ("dated = { since = 1990-01-01, from = 'printed' }", "unknown condition"),
        ("dated = { since = 1990-01-01, from = 'published', to = 1 }", "unknown condition"),
    ],
)
def test_a_malformed_day_in_a_condition_is_refused(condition: str, why: str) -> None:
    with pytest.raises(PolicyError, match=why):
        read_pack(one_rule(when=condition), "x")


def test_undated_is_review_or_deny() -> None:
    with pytest.raises(PolicyError, match="is not one of"):
        read_pack(one_rule(more="undated = 'pass'"), "x")


def one_rule(
    when: str = "fact = 'x'", period: str = "years = 10, from = 'doc.created'", more: str = ""
) -> bytes:
    """A pack with one rule."""
    return f"""
[pack]
id = "xx"
version = "1"
jurisdiction = "XX"
default = "review"
approved_by = []
sources_checked_on = 2026-11-22

[[rule]]
id = "XX.1"
cite = "1"
source = "1"
verified = "memory"
valid = {{ from = 2000-01-01 }}
layer = "privacy"
when = {{ {when} }}
period = {{ {period} }}
{more}
reason = {{ en = "x", ru = "x" }}
""".encode()
