"""A staged release under Great Expectations: what holds, and what is found when it does not.

Most breaks sit in one release, each in a row of its own, since a run costs seconds: every problem
must name its own rows and no others.
"""

import html
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from openfonds.model import Edit, Word
from openfonds.releases.parquet import release_schema, row_order, write_config
from openfonds.releases.records import (
    DOCUMENT_ORDER,
    PAGE_ORDER,
    WITHDRAWN_ORDER,
    WITHHELD_ORDER,
    DocumentRecord,
    PageRecord,
    WithdrawnRecord,
    WithheldRecord,
)
from openfonds.schema import to_table
from tests.release_rows import LONG_COLUMNS, document, page, withheld
from validators import across, expectations, laws, release, shards, suites
from validators.release import ReleaseAccount, validate_release

ROOT = Path(__file__).resolve().parents[2]
AS_OF = date(2026, 1, 1)
DIGEST = "a" * 64
CANARY = "КАНАРЕЙКА"
SHEET = [withheld("in review", "none", None, "<10"), withheld("failed", "none", 2031, "24")]
STONES = [WithdrawnRecord("b" * 64, "pages", date(2025, 5, 1), "2.0.0", "replaced")]
NOUNS = {
    "documents": DocumentRecord,
    "pages": PageRecord,
    "withheld": WithheldRecord,
    "withdrawn": WithdrawnRecord,
}
ORDERS = {
    "documents": DOCUMENT_ORDER,
    "pages": PAGE_ORDER,
    "withheld": WITHHELD_ORDER,
    "withdrawn": WITHDRAWN_ORDER,
}


@dataclass
class Rows:
    """The rows of a release, which a test may break."""

    documents: list[DocumentRecord] = field(default_factory=list)
    pages: list[PageRecord] = field(default_factory=list)
    withheld: list[WithheldRecord] = field(default_factory=lambda: list(SHEET))
    withdrawn: list[WithdrawnRecord] = field(default_factory=lambda: list(STONES))

    def stage(self, folder: Path) -> Path:
        for config, noun in NOUNS.items():
            rows = sorted(getattr(self, config), key=row_order(ORDERS[config]))
            write_config(
                folder,
                config,
                noun,
                rows,
                sort_keys=ORDERS[config],
                long_columns=LONG_COLUMNS,
            )
        return folder


def _good(numbers: Iterable[int], n_pages: int = 2) -> Rows:
    rows = Rows()
    for number in numbers:
        one, its_pages = _item(number, n_pages)
        rows.documents.append(one)
        rows.pages += its_pages
    return rows


def _item(number: int, n_pages: int = 2) -> tuple[DocumentRecord, list[PageRecord]]:
    text = "\f".join(f"{CANARY} {number}" for _ in range(n_pages))
    one = document(
        number,
        title_src=CANARY,
        creator_src=CANARY,
        series_src=CANARY,
        author_src=CANARY,
        date_src=CANARY,
        material_src=CANARY,
        text=text,
        text_modern_gen=text,
        n_pages=n_pages,
        n_chars=len(text),
        script_gen="Cyrl",
        orthography_gen="pre-reform",
        language_score_gen=0.75,
        licence="CC0-1.0",
        decision_id=DIGEST,
        decision_checked_on=AS_OF,
        source_sha256=(DIGEST,),
    )
    its_pages = [
        page(
            one,
            n,
            text=f"{CANARY} {number}",
            text_raw=f"{CANARY}  {number}",
            edits=(Edit(len(CANARY), 0, " ", "whitespace"),),
            words=(Word(CANARY, 10, 10, 100, 20, 91.5), Word(str(number), 120, 10, 9, 20, None)),
            width_px=1000,
            height_px=1000,
            document_language_gen=one.language_gen,
            script_gen="Cyrl",
            orthography_gen="pre-reform",
            decision_id=DIGEST,
            source_sha256=DIGEST,
        )
        for n in range(1, n_pages + 1)
    ]
    return one, its_pages


def _problems(suite: str, law: str, *rows: str) -> str:
    count = f"{len(rows)} row{'s' if len(rows) > 1 else ''}"
    return f'{suite}: "{law}" does not hold for {count}: {", ".join(rows)}'


def _assert_harmless(docs: Path) -> None:
    pages = sorted(docs.glob("*"))
    assert docs / "index.html" in pages
    for one in pages:
        text = one.read_text(encoding="utf-8")
        assert CANARY not in text, one.name
        assert not re.search(r"https?://|//[a-z]|src=|<script|<link|url\(|@import|/work|Traceback",
                             text), one.name  # fmt: skip
        for target in re.findall(r'href="([^"]+)"', text):
            assert (docs / target).is_file(), f"{one.name} leads to {target}"


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
        ("orthography_gen is pre-reform, modern or nothing",),
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
DOCUMENT_BREAKS_ACROSS: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "cluster of one": ({"duplicate_cluster_gen": "cc"}, (across.SHARED,)),
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
    "ink": ({"ink_ratio": 1.01}, ("ink_ratio lies between 0 and 1",)),
    "page source": ({"source_sha256": ""}, ("source_sha256 is 64 hexadecimal digits",)),
}


@dataclass(frozen=True)
class Outcome:
    problems: list[str]
    ids: dict[str, str]  # name of a break -> id of the document
    docs: Path


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    names = [*DOCUMENT_BREAKS, *DOCUMENT_BREAKS_ACROSS, *PAGE_BREAKS]
    names += ["bad id", "control", "gap", "repeated page", "foreign", "no pages", "other text"]
    names += ["same reference", "same reference too", "good", "late start", "no words"]
    numbers = {name: number for number, name in enumerate(names)}
    rows = _good(numbers.values())
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
    change("bad id", id=CANARY)
    change("other text", text="x", n_chars=1)
    change("same reference", reference_code="Ф. 9 Оп. 9 Д. 9")
    change("same reference too", reference_code="Ф. 9 Оп. 9 Д. 9")
    control = f"\x02{CANARY}"
    change("control", text=f"{control}\f{control}", n_chars=2 * len(control) + 1)
    for number in (1, 2):
        change_page("control", number, text=control, text_raw=control, edits=())
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
    assert _problems("documents", law, broken.ids[name]) in broken.problems


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
        f"documents of all files: {across.SHARED}": [ids["cluster of one"]],
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
    _assert_harmless(broken.docs)
    page_of_documents = (broken.docs / "documents-00001.html").read_text(encoding="utf-8")
    assert broken.ids["year order"] in page_of_documents
    assert page_of_documents.index("fails") < page_of_documents.index("holds<")


def test_a_good_release_holds_and_its_docs_are_the_same_each_time(tmp_path: Path) -> None:
    rows = _good(range(3))
    rows.documents = [replace(one, duplicate_cluster_gen="cc") for one in rows.documents]
    staged = rows.stage(tmp_path / "staged")
    made = []
    for name in ("one", "two"):
        docs = tmp_path / name
        assert validate_release(staged, ReleaseAccount(3, AS_OF), docs) == []
        _assert_harmless(docs)
        made.append({path.name: path.read_bytes() for path in docs.iterdir()})
    assert made[0] == made[1]
    index = made[0]["index.html"].decode()
    assert "The release holds." in index
    assert len(made[0]) == 9  # eight suites and the index


def test_what_the_source_got_wrong_is_shown_and_holds_nothing_up(tmp_path: Path) -> None:
    rows = _good(range(2))
    garbled = CANARY + "\ufffd" * 5
    one, (first, second) = rows.documents[0], rows.pages[:2]
    text = f"{garbled}\f{second.text}"
    rows.documents[0] = replace(one, text=text, n_chars=len(text))
    outside = Word(CANARY, 2000, 10, 100, 20, None)
    rows.pages[0] = replace(first, text=garbled, text_raw=garbled, edits=(), words=(outside,))
    rows.pages[1] = replace(second, width_px=0, words=())
    staged, docs = rows.stage(tmp_path / "staged"), tmp_path / "docs"
    assert validate_release(staged, ReleaseAccount(2, AS_OF), docs) == []
    _assert_harmless(docs)
    index = html.unescape((docs / "index.html").read_text(encoding="utf-8"))
    assert "The release holds." in index
    for advice in (
        _problems("documents", laws.READABLE, one.id),
        _problems("pages", laws.ON_PAGE, first.id),
        _problems("pages", "width_px is at least 1", second.id),
    ):
        assert advice in index


def test_pages_of_a_run_before_do_not_stay(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "documents-00009.html").write_text("old")
    staged = Rows().stage(tmp_path / "staged")
    assert validate_release(staged, ReleaseAccount(0, AS_OF), docs) == []
    assert not (docs / "documents-00009.html").exists()
    assert validate_release(staged, ReleaseAccount(2, AS_OF), docs) == [
        'documents of all files: "there is one row for each of the 2 items that are open": found 0'
    ]


def test_rows_over_many_tables_are_counted_together_and_ten_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release, "ROWS_PER_TABLE", 7)
    monkeypatch.setattr(shards, "ROWS_AT_ONCE", 3)
    rows = _good(range(20))
    rows.documents = [replace(one, licence="") for one in rows.documents]
    staged = rows.stage(tmp_path / "staged")
    (problem,) = validate_release(staged, ReleaseAccount(20, AS_OF), tmp_path / "docs")
    ordered = sorted(rows.documents, key=row_order(DOCUMENT_ORDER))
    named = ", ".join(one.id for one in ordered[:10])
    assert problem == (
        f'documents: "licence is not empty" does not hold for 20 rows: {named} and 10 more'
    )
    assert len(list((tmp_path / "docs").glob("documents-000*.html"))) == 3


def test_a_release_in_several_files_is_one_release(tmp_path: Path) -> None:
    staged = _good(range(4)).stage(tmp_path / "staged")
    for config in ("documents", "pages"):
        folder = staged / "data" / config
        path = folder / f"{config}-00000.parquet"
        table = pq.read_table(path)
        middle = table.num_rows // 2 + (config == "pages")  # within the pages of a document
        pq.write_table(table.slice(0, middle), path)
        pq.write_table(table.slice(middle), folder / f"{config}-00001.parquet")
    assert validate_release(staged, ReleaseAccount(4, AS_OF), tmp_path / "docs") == []
    first = pq.read_table(staged / "data/documents/documents-00000.parquet")
    pq.write_table(first.slice(0, 1), staged / "data/documents/documents-00002.parquet")
    one = first["id"][0].as_py()
    last = pq.read_table(staged / "data/pages/pages-00000.parquet").slice(0, 1)
    pq.write_table(last, staged / "data/pages/pages-00002.parquet")
    two = f"{one}#1"
    assert validate_release(staged, ReleaseAccount(5, AS_OF), tmp_path / "docs") == [
        _problems("documents of all files", "id is unique", one, one),
        _problems("documents of all files", "reference_code is unique", one, one),
        _problems("pages of all files", across.TOGETHER, two, two),
    ]


def test_files_that_cannot_be_used_are_named_and_stop_the_release(tmp_path: Path) -> None:
    staged = _good(range(3)).stage(tmp_path / "staged")
    data = staged / "data"
    good = pq.read_table(data / "documents/documents-00000.parquet")
    nulls = pa.array([None, *good["text"].to_pylist()[1:]], type=pa.string())
    tables = {
        1: good.set_column(
            good.column_names.index("n_pages"),
            pa.field("n_pages", pa.int32(), nullable=False),
            good["n_pages"].cast(pa.int32()),
        ),
        2: good.drop_columns(["licence"]),
        3: good.append_column(CANARY, nulls),
        4: good.select(list(reversed(good.column_names))),
        5: good.replace_schema_metadata(None),
        6: good.set_column(good.column_names.index("text"), pa.field("text", pa.string()), nulls),
    }
    for number, table in tables.items():
        pq.write_table(table, data / f"documents/documents-{number:05d}.parquet")
    pages = data / "pages/pages-00000.parquet"
    whole = pages.read_bytes()
    (data / "pages/pages-00001.parquet").write_bytes(whole[: len(whole) // 2])
    (data / "pages/pages-00002.parquet").write_bytes(_damaged_inside(pages))
    (data / "withheld/withheld-00000.parquet").unlink()
    (data / "notes.txt").write_text(CANARY)
    (data / "removed").mkdir()
    (data / "removed/removed-00000.parquet").write_bytes(whole)
    (data / "documents/old.parquet").write_bytes(whole)
    problems = validate_release(staged, ReleaseAccount(3, AS_OF), tmp_path / "docs")
    _assert_harmless(tmp_path / "docs")
    text = good["id"][0].as_py()
    n_columns = len(good.column_names)
    in_file = "documents/documents-{:05d}.parquet: {}".format
    assert set(problems) == {
        _problems(
            "files",
            shards.BELONGS,
            "documents/old.parquet", "notes.txt", "removed/removed-00000.parquet",
        ),
        _problems(
            "files",
            shards.READABLE,
            "withheld/withheld-00000.parquet",
            "pages/pages-00001.parquet",
            "pages/pages-00002.parquet",
        ),
        _problems("files", shards.FEATURES, "documents/documents-00005.parquet"),
        _problems("columns", shards.TYPED, in_file(1, "n_pages")),
        _problems("columns", shards.PRESENT, in_file(2, "licence")),
        _problems("columns", shards.DECLARED, in_file(3, f"column {n_columns + 1}")),
        f'columns: "{shards.IN_PLACE}" does not hold for {n_columns} rows: '
        + ", ".join(in_file(4, name) for name in release_schema(DocumentRecord).names[:10])
        + f" and {n_columns - 10} more",
        _problems("columns", shards.FILLED, in_file(6, "text")),
        _problems("documents", "text is there", text),
        _problems("documents", laws.LENGTH, text),
        _problems("documents", laws.DOCUMENT_CONTROLS, text),
        'all files: "keys are unique and rows complete over all files": not checked, since some'
        " files cannot be used",
    }  # fmt: skip


def _damaged_inside(path: Path) -> bytes:
    """The file with another byte inside the compressed pages of its first column."""
    data = bytearray(path.read_bytes())
    chunk = pq.read_metadata(path).row_group(0).column(0)
    at = chunk.dictionary_page_offset or chunk.data_page_offset
    for i in range(at, at + chunk.total_compressed_size):
        data[i] ^= 0xFF
    return bytes(data)


def test_no_data_at_all(tmp_path: Path) -> None:
    problems = validate_release(tmp_path / "none", ReleaseAccount(0, AS_OF), tmp_path / "docs")
    absent = [f"{config}/{config}-00000.parquet" for config in NOUNS]
    assert problems[0] == _problems("files", shards.READABLE, *absent)


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
    rows = _good(range(1, 3))
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


def test_a_check_that_cannot_be_carried_out_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(across, "PAGE_LAWS", ("a rule that nobody worked out",))
    staged = _good(range(1)).stage(tmp_path / "staged")
    problems = validate_release(staged, ReleaseAccount(1, AS_OF), tmp_path / "docs")
    assert problems == [
        'pages of all files: "a rule that nobody worked out": could not be carried out'
    ]
    _assert_harmless(tmp_path / "docs")


def test_it_is_quiet_stays_at_home_and_cleans_up(tmp_path: Path) -> None:
    """In a process of its own, so that Great Expectations is imported there."""
    staged = Rows().stage(tmp_path / "staged")
    home, scratch = tmp_path / "home", tmp_path / "tmp"
    home.mkdir()
    scratch.mkdir()
    program = f"""
import logging, socket, sys
logging.basicConfig(level=logging.INFO, format="%(name)s")
def refuse(*args, **kwargs):
    raise AssertionError("a connection was made")
socket.socket.connect = socket.getaddrinfo = refuse
from datetime import date
from pathlib import Path
from validators.release import ReleaseAccount, validate_release
assert "great_expectations" not in sys.modules and "pandas" not in sys.modules
docs = Path({str(tmp_path / "docs")!r})
assert validate_release(Path({str(staged)!r}), ReleaseAccount(0, date(2026, 1, 1)), docs) == []
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=home,
        env={
            "HOME": str(home), "TMPDIR": str(scratch), "PYTHONPATH": str(ROOT),
            "PATH": os.environ["PATH"],
        },
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list(home.iterdir()) == []
    assert list(scratch.iterdir()) == []
    assert (tmp_path / "docs" / "index.html").is_file()
