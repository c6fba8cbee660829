from datetime import date

import pytest

from openfonds.restrictions.detectors import registry
from openfonds.restrictions.detectors.registry import DETECTOR_VERSIONS, DETECTORS, FACTS, examine
from openfonds.restrictions.findings import Finding, strongest
from openfonds.restrictions.item_reading import READING_VERSION
from openfonds.restrictions.steps import ExamineStep
from tests.item_samples import law


def test_every_detector_is_in_the_versions() -> None:
    assert DETECTOR_VERSIONS.split() == [f"{d.name}/{d.version}" for d in DETECTORS]


def test_examine_runs_all_detectors_and_sorts() -> None:
    text = "Секретно\n\nЛичное дело\nИванов, 1951 г.р., СНИЛС 112-233-445 95"
    findings = examine(text)
    assert [f.fact for f in findings] == [
        "secrecy_mark", "personal_file", "birth_date", "personal_identifier",
    ]  # fmt: skip
    assert findings == sorted(findings, key=lambda f: (f.start, f.end, f.fact))
    assert {f.fact for f in findings} <= FACTS


def test_nothing_is_found_in_nothing() -> None:
    assert examine("") == []


def test_a_detector_that_raises_is_not_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        name, version, facts = "broken", "1", frozenset({"x"})

        def find(self, text: str) -> list[Finding]:
            raise RuntimeError("broken")

    monkeypatch.setattr(registry, "DETECTORS", (*DETECTORS, Broken()))
    with pytest.raises(RuntimeError):
        examine("text")


def test_a_finding_holds_no_text() -> None:
    assert set(Finding.__slots__) == {"fact", "start", "end", "confidence"}


def test_strongest_keeps_what_is_not_covered() -> None:
    weak_outer = Finding("a", 0, 10, "possible")
    strong_inner = Finding("a", 2, 5, "certain")
    weak_inner = Finding("a", 3, 5, "likely")
    other = Finding("b", 3, 5, "possible")
    kept = strongest([weak_inner, other, strong_inner, weak_outer, weak_outer])
    assert kept == [weak_outer, strong_inner, other]


def test_another_way_of_reading_texts_is_another_law(monkeypatch: pytest.MonkeyPatch) -> None:
    before = law(date(2026, 11, 22)).digest
    monkeypatch.setattr("openfonds.restrictions.law.READING_VERSION", "next")
    assert law(date(2026, 11, 22)).digest != before
    assert ExamineStep.version == READING_VERSION
