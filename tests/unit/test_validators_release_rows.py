"""Rows of a staged release that break a rule are named, each by its own rule.

Most breaks sit in one release, each in a row of its own, since a run costs seconds: every problem
must name its own rows and no others.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from openfonds.model import Edit, Word
from openfonds.releases.records import (
    WithheldRecord,
)
from openfonds.schema import to_table
from tests.release_rows import withheld
from tests.validator_samples import (
    AS_OF,
    CANARY,
    DIGEST,
    STONES,
    assert_harmless,
    good_rows,
    problem_of,
)
from validators import across, expectations, laws, suites
from validators.release import ReleaseAccount, validate_release

# One break a row: (what is changed, which suites and rules notice).
DOCUMENT_BREAKS: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "year order": (
        {"year_start": 1925, "year_end": 1924},
        ("year_end is not before year_start",),
    ),
    "year to come": ({"year_end": 2027}, ("year_end is not after 2026",)),
    "length": ({"n_chars": 3}, (laws.LENGTH,)),
    "language score": (
        {"language_score_gen": 1.2},
        ("language_score_gen lies between 0 and 1",),
    ),
    "language": (
        {"language_gen": "ru"},
        ("language_gen is a code of ISO 639-3 or nothing",),
    ),
    "script": ({"script_gen": "cyrl"}, ("script_gen is a code of ISO 15924 or nothing",)),
    "spelling": (
        {"orthography_gen": "old"},
        ("orthography_gen is one of the spellings or nothing",),
    ),
    "confidence": ({"ocr_confidence": 100.5}, ("ocr_confidence lies between 0 and 100",)),
    "low confidence": (
        {"ocr_confidence_p10": -1.0},
        ("ocr_confidence_p10 lies between 0 and 100",),
    ),
    "not a number": ({"quality_garbage_ratio_gen": float("nan")}, (laws.FINITE,)),
    "garbage": (
        {"quality_garbage_ratio_gen": 1.5},
        ("quality_garbage_ratio_gen lies between 0 and 1",),
    ),
    "rights": ({"rights_uri": ""}, ("rights_uri is a web address",)),
    "licence": ({"licence": " "}, ("licence is not empty",)),
    "decision": ({"decision_id": DIGEST + "\n"}, ("decision_id is 64 hexadecimal digits",)),
    "legal basis": ({"legal_basis": ()}, (laws.BASIS,)),
    "checked later": ({"decision_checked_on": date(2026, 1, 2)}, (laws.CHECKED,)),
    "source": ({"source_sha256": ()}, (laws.SOURCES,)),
    "modern text": ({"text_modern_gen": f"{CANARY}\x01"}, (laws.MODERN_CONTROLS,)),
    "no reference": ({"reference_code": ""}, ("reference_code is not empty",)),
}
ALIKE_BREAKS: dict[str, dict[str, Any]] = {  # of the first and of the second page
    "first page of another decision": {"decision_id": "f" * 64},
    "page of another decision": {"decision_id": "f" * 64},
    "page of another reference": {"reference_code": "Ф. 8"},
}
DOCUMENT_BREAKS_ACROSS: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "cluster of one": ({"duplicate_cluster_gen": "cc"}, (across.SHARED,)),
    "dropped without a cluster": ({"duplicate_representative_gen": False}, (across.ONE,)),
    "pages missing at the end": ({"n_pages": 3}, (across.COMPLETE,)),
}
PAGE_BREAKS: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "edits": ({"edits": ()}, (laws.REBUILT,)),
    "overlapping edits": (
        {"edits": (Edit(5, 3, "x", "nfc"), Edit(6, 1, "y", "nfc"))},
        (laws.REBUILT,),
    ),
    "failed page": ({"status": "failed"}, ("status is read, blank or withheld",)),
    "blank with text": ({"status": "blank"}, (laws.BLANK,)),
    "box": ({"words": (Word(CANARY, 10, 10, -3, 20, None),)}, (laws.BOXES,)),
    "word confidence": ({"words": (Word(CANARY, 1, 1, 3, 2, 999.0),)}, (laws.CONFIDENCES,)),
    "page length": ({"n_chars": 3}, (laws.LENGTH,)),
    "ink": ({"ink_ratio": 1.01}, ("ink_ratio lies between 0 and 1",)),
    "page source": (
        {"source_sha256": "ab"},
        ("source_sha256 is 64 hexadecimal digits or left empty",),
    ),
}


@dataclass(frozen=True)
class Outcome:
    problems: list[str]
    ids: dict[str, str]  # name of a break -> id of the document
    docs: Path


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    names = [*DOCUMENT_BREAKS, *DOCUMENT_BREAKS_ACROSS, *PAGE_BREAKS]
    names += ALIKE_BREAKS
    names += ["bad id", "control", "gap", "repeated page", "foreign", "no pages", "other text"]
    names += ["same reference", "same reference too", "good", "late start", "no words"]
    numbers = {name: number for number, name in enumerate(names)}
    rows = good_rows(numbers.values())
    ids = {name: rows.documents[number].id for name, number in numbers.items()}

    def change(name: str, **values: Any) -> None:
        number = numbers[name]
        rows.documents[number] = replace(rows.documents[number], **values)
        shared = {k: values[k] for k in ("id", "language_gen", "year_end") if k in values}
        kept = {"id": "document_id", "language_gen": "document_language_gen"}
        for i, one in enumerate(rows.pages):
            if one.document_id == ids[name]:
                shown = {kept.get(k, k): v for k, v in shared.items()}
                rows.pages[i] = replace(one, **shown)

    def change_page(name: str, number: int, **values: Any) -> None:
        for i, one in enumerate(rows.pages):
            if one.id == f"{ids[name]}#{number}":
                rows.pages[i] = replace(one, **values)

    for name, (values, _) in (DOCUMENT_BREAKS | DOCUMENT_BREAKS_ACROSS).items():
        change(name, **values)
    for name, (values, _) in PAGE_BREAKS.items():
        change_page(name, 2, **values)
    for name, values in ALIKE_BREAKS.items():
        change_page(name, 1 if name.startswith("first") else 2, **values)
    change("bad id", id=CANARY)
    change("other text", text="x", n_chars=1)
    change("same reference", reference_code="Ф. 9 Оп. 9 Д. 9")
    change("same reference too", reference_code="Ф. 9 Оп. 9 Д. 9")
    control = f"\x02{CANARY}"
    change("control", text=f"{control}\f{control}", n_chars=2 * len(control) + 1)
    for number in (1, 2):
        change_page(
            "control", number, text=control, n_chars=len(control), text_raw=control, edits=()
        )
    change_page("gap", 2, page=3, id=f"{ids['gap']}#3")
    change_page("late start", 1, page=0, id=f"{ids['late start']}#0")
    twice = next(one for one in rows.pages if one.id == f"{ids['repeated page']}#2")
    rows.pages.append(replace(twice))
    rows.documents = [one for one in rows.documents if one.id != ids["foreign"]]
    rows.pages = [one for one in rows.pages if one.document_id != ids["no pages"]]
    staged = rows.stage(tmp_path_factory.mktemp("staged"))
    docs = tmp_path_factory.mktemp("docs")
    problems = validate_release(staged, ReleaseAccount(len(names), AS_OF), docs)
    return Outcome(problems, ids, docs)


@pytest.mark.parametrize("name", DOCUMENT_BREAKS)
def test_a_broken_document_is_named(broken: Outcome, name: str) -> None:
    (law,) = DOCUMENT_BREAKS[name][1]
    assert problem_of("documents", law, broken.ids[name]) in broken.problems


@pytest.mark.parametrize("name", PAGE_BREAKS)
def test_a_broken_page_is_named(broken: Outcome, name: str) -> None:
    (law,) = PAGE_BREAKS[name][1]
    named = [p for p in broken.problems if p.startswith(f'pages: "{law}" does not hold for ')]
    assert len(named) == 1
    assert f"{broken.ids[name]}#2" in named[0]


def test_every_problem_is_one_that_was_made(broken: Outcome) -> None:
    ids = broken.ids

    def pages_of(*names: str, number: int) -> list[str]:
        return sorted(f"{ids[name]}#{number}" for name in names)

    said = {p.partition('"')[0] + p.split('"')[1]: p.split(": ")[-1] for p in broken.problems}
    expected = {f"documents: {laws_[0]}": [ids[n]] for n, (_, laws_) in DOCUMENT_BREAKS.items()}
    for name, (_, its_laws) in PAGE_BREAKS.items():
        expected.setdefault(f"pages: {its_laws[0]}", []).append(f"{ids[name]}#2")
    expected |= {
        f"documents: {laws.DOCUMENT_CONTROLS}": [ids["control"]],
        f"pages: {laws.PAGE_CONTROLS}": [f"{ids['control']}#1", f"{ids['control']}#2"],
        "pages: year_end is not after 2026": [f"{ids['year to come']}#{n}" for n in (1, 2)],
        "pages: document_language_gen is a code of ISO 639-3 or nothing": [
            f"{ids['language']}#{n}" for n in (1, 2)
        ],
        f"pages: {laws.FOLLOWS}": sorted(
            [
                *pages_of("gap", number=3),
                *pages_of("late start", number=0),
                *pages_of("late start", number=2),
                *pages_of("repeated page", number=2),
            ]
        ),
        "pages: page is at least 1": pages_of("late start", number=0),
        f"documents of all files: {across.COMPLETE}": [
            ids[name]
            for name in (
                "pages missing at the end", "gap", "late start", "repeated page", "no pages"
            )
        ],
        f"documents of all files: {across.SAME_TEXT}": [
            ids[name] for name in ("repeated page", "no pages", "other text")
        ],
        f"documents of all files: {across.ALIKE}": [
            *(ids[name] for name in ALIKE_BREAKS),
            *(ids[name] for name in ("no reference", "same reference", "same reference too")),
            *(ids[name] for name in ("decision", "no pages")),
        ],
        f"documents of all files: {across.SHARED}": [ids["cluster of one"]],
        f"documents of all files: {across.ONE}": [ids["dropped without a cluster"]],
        "documents of all files: reference_code is unique": [
            ids["same reference"], ids["same reference too"]
        ],
        f"pages of all files: {across.KNOWN}": [f"{ids['foreign']}#1"],
    }  # fmt: skip
    n_names = len(ids)
    count = f"there is one row for each of the {n_names} items that are open"
    expected[f"documents of all files: {count}"] = [f"found {n_names - 1}"]
    # An id that is not one might be a title, so that the row is named by its place.
    place = r"documents-00000\.parquet row \d+"
    assert re.fullmatch(place, said.pop("documents: id is 32 hexadecimal digits"))
    assert said.pop("pages: document_id is 32 hexadecimal digits")
    assert said.pop(f"pages: {laws.PAGE_ID}")
    assert {law: sorted(rows.split(", ")) for law, rows in said.items()} == {
        law: sorted(rows) for law, rows in expected.items()
    }


def test_neither_problems_nor_docs_tell_texts_or_titles(broken: Outcome) -> None:
    assert not any(CANARY in problem for problem in broken.problems)
    assert_harmless(broken.docs)
    page_of_documents = (broken.docs / "documents-00001.html").read_text(encoding="utf-8")
    assert broken.ids["year order"] in page_of_documents
    assert page_of_documents.index("fails") < page_of_documents.index("holds<")


@pytest.mark.parametrize(
    ("row", "law"),
    [
        (withheld("secret", "none", None, "<10"), "reason is one of those that are public"),
        (withheld("in review", "secrecy", None, "<10"), "ground is one of those that are public"),
        (withheld("in review", "none", None, "9"), 'extent is "<10" or a number from 10 on'),
        (withheld("in review", "none", None, "010"), 'extent is "<10" or a number from 10 on'),
        (withheld("in review", "none", 0, "10"), laws.OPENS),
    ],
    ids=["reason", "ground", "small group", "padded number", "year 0"],
)
def test_a_broken_line_of_the_withdrawal_sheet(
    row: WithheldRecord, law: str, sheet_problems: Callable[[WithheldRecord], list[str]]
) -> None:
    assert sheet_problems(row) == [law]


@pytest.mark.parametrize(
    ("change", "law"),
    [
        ({"tombstone": "b" * 63}, "tombstone is 64 hexadecimal digits"),
        ({"config": "withheld"}, "config is documents or pages"),
        ({"reason": "secrecy"}, "reason is one of those that are public"),
        ({"since_version": "v2"}, "since_version is a version"),
        ({"withdrawn_on": date(2026, 1, 2)}, "withdrawn_on is not after 2026-01-01"),
    ],
    ids=["tombstone", "config", "reason", "version", "day"],
)
def test_a_broken_tombstone(tmp_path: Path, change: dict[str, Any], law: str) -> None:
    rows = good_rows(range(1, 3))
    rows.withdrawn = [replace(STONES[0], **change)]
    problems = validate_release(
        rows.stage(tmp_path / "staged"), ReleaseAccount(2, AS_OF), tmp_path / "docs"
    )
    assert len(problems) == 1 and law in problems[0]


@pytest.fixture(scope="module")
def sheet_problems() -> Callable[[WithheldRecord], list[str]]:
    checking = expectations.Expectations(AS_OF)
    suite = suites.withheld()

    def found(row: WithheldRecord) -> list[str]:
        table = to_table(WithheldRecord, [row])
        (rows,) = table.to_batches()
        columns = {"row": pa.array(["row 1"])} | {n: table[n] for n in table.column_names}
        truths = {law: pa.array(holds) for law, holds in laws.of_withheld(rows).items()}
        validated = checking.validate(suite, pa.table(columns | truths), "rows")
        assert all(failure.rows == ("row 1",) for failure in validated.failures)
        return [failure.says for failure in validated.failures]

    return found
