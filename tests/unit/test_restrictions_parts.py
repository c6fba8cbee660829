"""Rules that close pages and spans, and the search for names that is done only where it matters."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from openfonds.model import Examination, FactSource, Outcome, PageClean, PageSource, Truth
from openfonds.restrictions.evaluator import evaluate
from openfonds.restrictions.facts import Examined
from openfonds.restrictions.findings import Finding
from openfonds.restrictions.law import Law
from openfonds.restrictions.names import SearchNamesStep, asks_for_names, names_matter
from openfonds.restrictions.packs import load_policy
from openfonds.steps import Unit
from tests.item_samples import OPEN_SERIES, item, read

AS_OF = date(2026, 11, 22)
PACK = """
[pack]
id = "xx"
version = "1"
jurisdiction = "XX"
default = "review"
approved_by = ["counsel:A", "archivist:B"]
sources_checked_on = 2026-11-01

[[ground]]
id = "XX.access"
cite = "A 1"
source = "test"
verified = "primary"
valid = { from = 1900-01-01 }
layer = "access"
when = { series = "open" }
reason = { en = "open", ru = "открыто" }

[[ground]]
id = "XX.copyright"
cite = "A 2"
source = "test"
verified = "primary"
valid = { from = 1900-01-01 }
layer = "copyright"
when = { material = ["archival"] }
rights_uri = "http://rightsstatements.org/vocab/NoC-OKLR/1.0/"
reason = { en = "free", ru = "свободно" }

[[rule]]
id = "XX.part"
cite = "A 3"
source = "test"
verified = "primary"
valid = { from = 1900-01-01 }
layer = "privacy"
when = { any = [ { fact = "personal_identifier" }, { material = ["personal_file"] } ] }
unknown = "pass"
effect = "EFFECT"
reason = { en = "part", ru = "часть" }
"""
NAMES = """
[[rule]]
id = "XX.names"
cite = "A 4"
source = "test"
verified = "primary"
valid = { from = 1900-01-01 }
layer = "privacy"
when = { fact = "person_named" }
unknown = "pass"
period = { years = 100, from = "doc.created" }
reason = { en = "names", ru = "имена" }
"""
TEXT = "Слушали доклад управы о мощении улиц. Постановили: утвердить."


def law(folder: Path, effect: str = "withhold_page", more: str = "") -> Law:
    (folder / "xx").mkdir()
    (folder / "xx" / "pack.toml").write_text(PACK.replace("EFFECT", effect) + more)
    return Law(load_policy(folder, ("xx",)), (), frozenset({OPEN_SERIES}), AS_OF)


def pages(n: int) -> dict[str, tuple[PageSource, ...]]:
    return {"pages": tuple(PageSource(i, "1.txt", i - 1, "text") for i in range(1, n + 1))}


def seen(*found: tuple[int, str], source: FactSource = FactSource.TEXT_DETECTOR) -> Examined:
    base = read(TEXT)
    findings = tuple((page, source, Finding(fact, 3, 9, "likely")) for page, fact in found)
    return replace(base, findings=findings)


def test_a_rule_that_closes_pages_leaves_the_others_open(tmp_path: Path) -> None:
    verdict = law(tmp_path).judge(item(**pages(3)), seen((2, "personal_identifier")))
    assert verdict.outcome is Outcome.OPEN
    assert [(p.page, p.start, p.effect) for p in verdict.parts] == [(2, None, "withhold_page")]
    assert [h.verdict for h in verdict.hits if h.rule_id == "XX.part"] == ["partial"]


def test_never_all_pages(tmp_path: Path) -> None:
    found = seen((1, "personal_identifier"), (2, "personal_identifier"))
    verdict = law(tmp_path).judge(item(**pages(2)), found)
    assert (verdict.outcome, verdict.parts) == (Outcome.WITHHELD, ())


def test_what_the_description_says_closes_the_whole(tmp_path: Path) -> None:
    made = law(tmp_path)
    found = seen((2, "personal_identifier"))
    in_title = item(title="СНИЛС 112-233-445 95", **pages(3))
    assert made.judge(in_title, found).outcome is Outcome.WITHHELD
    by_material = item(material="personal_file", **pages(3))
    assert made.judge(by_material, found).outcome is Outcome.WITHHELD


def test_a_span_is_redacted_in_text_that_was_read_well(tmp_path: Path) -> None:
    verdict = law(tmp_path, "redact_span").judge(item(), seen((1, "personal_identifier")))
    assert verdict.outcome is Outcome.OPEN
    assert [(p.start, p.end, p.effect) for p in verdict.parts] == [(3, 9, "redact_span")]


@pytest.mark.parametrize("engine", ["docx", "odt", "rtf", "html", "pdf-text-layer"])
def test_a_span_is_redacted_in_what_somebody_typed(tmp_path: Path, engine: str) -> None:
    found = seen((1, "personal_identifier"))
    found = replace(found, pages=(replace(found.pages[0], engine=engine),))
    assert law(tmp_path, "redact_span").judge(item(), found).outcome is Outcome.OPEN


def test_what_cleaning_took_out_is_a_span_without_extent(tmp_path: Path) -> None:
    found = seen((1, "personal_identifier"))
    found = replace(
        found, findings=((*found.findings[0][:2], Finding("personal_identifier", 4, 4, "likely")),)
    )
    verdict = law(tmp_path, "redact_span").judge(item(), found)
    assert [(p.start, p.end, p.effect) for p in verdict.parts] == [(4, 4, "redact_span")]


@pytest.mark.parametrize(
    "changes",
    [{"confidence": 80.0}, {"engine": "alto"}, {"unread_marks": 1}],
    ids=["poor", "unknown", "stamp"],
)
def test_no_span_is_redacted_in_text_that_may_hide_more(
    tmp_path: Path, changes: dict[str, object]
) -> None:
    found = seen((1, "personal_identifier"))
    found = replace(found, pages=(replace(found.pages[0], **changes),))
    verdict = law(tmp_path, "redact_span").judge(item(), found)
    assert (verdict.outcome, verdict.parts) == (Outcome.WITHHELD, ())


def test_a_stamp_has_no_span(tmp_path: Path) -> None:
    found = seen((1, "personal_identifier"), source=FactSource.STAMP_DETECTOR)
    assert law(tmp_path, "redact_span").judge(item(), found).outcome is Outcome.WITHHELD


def test_each_jurisdiction_with_grounds_must_give_one(tmp_path: Path) -> None:
    made = law(tmp_path)
    other = replace(
        made.policy.grounds[0], id="YY.access", jurisdiction="YY", valid_from=date(2030, 1, 1)
    )
    both = replace(made.policy, grounds=(*made.policy.grounds, other))
    case = made.case(item(), read(TEXT))
    assert evaluate("k", case, made.policy, AS_OF).outcome is Outcome.OPEN
    joined = evaluate("k", case, both, AS_OF)
    assert (joined.outcome, joined.reason_codes) == (Outcome.REVIEW, ("ground.missing.access",))


def test_names_are_searched_only_where_they_matter(tmp_path: Path) -> None:
    made = law(tmp_path, more=NAMES)
    assert asks_for_names(made)
    assert names_matter(made, item(date="1950"), read(TEXT))
    assert not names_matter(made, item(date="1912"), read(TEXT))  # beyond the period
    closed = read(f"СНИЛС 112-233-445 95\n{TEXT}")
    assert (
        not names_matter(made, item(date="1950", material="personal_file"), closed)
        or made.judge(item(date="1950", material="personal_file"), closed).outcome
        is not Outcome.OPEN
    )
    assert not names_matter(made, item(date="1950"), None)


def test_what_was_not_searched_is_on_record(tmp_path: Path) -> None:
    verdict = law(tmp_path, more=NAMES).judge(item(date="1912"), read(TEXT))
    (fact,) = [f for f in verdict.facts if f.name == "names_searched"]
    assert fact.value is Truth.FALSE


def test_the_search_finds_names_and_says_that_it_searched() -> None:
    held = item(date="1950")
    clean = PageClean(
        held.key, 1, "Выдано Сидорову Ивану Петровичу 40 руб.", (), None, None, None, None
    )
    before = Examination(held.key, True, None, ())
    unit = Unit(held, {PageClean: [clean], Examination: [before]})
    ((_, (found,)),) = SearchNamesStep(frozenset({held.key})).apply([unit])
    assert found.names_searched
    assert {f.fact for f in found.findings} == {"person_named"}
    ((_, (left,)),) = SearchNamesStep(frozenset()).apply([unit])
    assert left == before


def test_a_search_that_crashes_leaves_the_item_unexamined(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("openfonds.restrictions.names.spans_over_pages", crash)
    held = item(date="1950")
    unit = Unit(held, {PageClean: [], Examination: [Examination(held.key, True, None, ())]})
    ((_, (found,)),) = SearchNamesStep(frozenset({held.key})).apply([unit])
    assert not found.completed
