from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from openfonds.digests import sha256_of_bytes
from openfonds.errors import IntegrityError, ReleaseRefused
from openfonds.model import Word
from openfonds.releases import versions
from openfonds.releases.records import DocumentRecord, Span
from openfonds.releases.versions import (
    Change,
    RowDiff,
    Version,
    next_version,
    read_rows_index,
    row_changes,
    row_digest,
    write_rows_index,
)
from tests.release_rows import document, page

OLD = [("a", "1"), ("b", "2"), ("c", "3")]
V = Version(1, 2, 3)


@pytest.mark.parametrize(
    "new, metadata_changed, expected, diff",
    [
        (OLD, False, None, RowDiff(kept=3)),
        (OLD, True, "1.2.4", RowDiff(kept=3)),
        ([*OLD, ("d", "4")], True, "1.3.0", RowDiff(came=1, kept=3)),
        (OLD[1:], False, "2.0.0", RowDiff(went=1, kept=2)),
        ([("a", "x"), *OLD[1:]], False, "2.0.0", RowDiff(changed=1, kept=2)),
        ([("a", "1"), ("bb", "2"), ("c", "3")], False, "2.0.0", RowDiff(1, 1, 0, 2)),
        ([], False, "2.0.0", RowDiff(went=3)),
    ],
    ids=["nothing", "metadata", "came", "went", "changed", "replaced", "all went"],
)
def test_the_next_version(
    new: list[tuple[str, str]], metadata_changed: bool, expected: str | None, diff: RowDiff
) -> None:
    version, found = next_version(V, OLD, new, metadata_changed=metadata_changed)
    assert (str(version) if version else None, found) == (expected, diff)


def test_the_first_version() -> None:
    assert next_version(None, [], OLD) == (Version(1, 0, 0), RowDiff(came=3))


def test_what_became_of_each_row() -> None:
    new = [("a", "1"), ("b", "x"), ("d", "4")]
    assert list(row_changes(OLD, new)) == [
        ("a", Change.KEPT),
        ("b", Change.CHANGED),
        ("c", Change.WENT),
        ("d", Change.CAME),
    ]


@pytest.mark.parametrize(
    "rows", [[("b", "1"), ("a", "2")], [("a", "1"), ("a", "1")]], ids=["unsorted", "twice"]
)
def test_rows_that_cannot_be_compared(rows: list[tuple[str, str]]) -> None:
    with pytest.raises(IntegrityError, match="row 2"):
        next_version(V, OLD, rows)


@pytest.mark.parametrize("text", ["1.2.3", "v1.2.3"])
def test_a_version_is_read(text: str) -> None:
    assert Version.parse(text) == V
    assert (str(V), V.tag) == ("1.2.3", "v1.2.3")


@pytest.mark.parametrize("text", ["", "1.2", "01.2.3", "1.2.3-rc1", "1.2.3 ", "1.2.٣", "main"])
def test_what_is_not_a_version(text: str) -> None:
    with pytest.raises(ReleaseRefused, match="three numbers"):
        Version.parse(text)


def test_versions_are_ordered_as_numbers() -> None:
    assert Version(1, 10, 0) > Version(1, 9, 9)


@pytest.mark.parametrize(
    "change",
    [
        lambda d: replace(d, text=d.text + " "),
        lambda d: replace(d, ocr_confidence=90.00000001),
        lambda d: replace(d, year_end=None),
        lambda d: replace(d, legal_basis=()),
        lambda d: replace(d, redactions=(Span(0, 1, "r"),)),
        lambda d: replace(d, series_src=d.title_src, title_src=d.series_src),
    ],
    ids=["text", "number", "none", "list", "structure", "moved"],
)
def test_content_changes_the_digest(change: Callable[[DocumentRecord], DocumentRecord]) -> None:
    row = document(1)
    assert row_digest(change(row)) != row_digest(row)


def test_when_and_by_which_decision_a_row_was_opened_is_not_content() -> None:
    row = document(1)
    later = replace(row, decision_id="another", decision_checked_on=date(2027, 1, 1))
    assert row_digest(later) == row_digest(row)


def test_words_are_part_of_the_digest_of_a_page() -> None:
    row = page(document(1), 1)
    moved = replace(row, words=(Word("Указъ", 11, 20, 90, 30, 91.5), *row.words[1:]))
    assert row_digest(moved) != row_digest(row)


def test_the_digest_is_that_of_plain_json() -> None:
    written = b'[["offset","length","reason_code"],[3,4,"rule"]]'
    assert row_digest(Span(3, 4, "rule")) == sha256_of_bytes(written)


def test_an_index_is_sorted_whatever_the_order_of_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(versions, "RUN_ROWS", 7)
    rows = [(f"{n * 37 % 101:03d}", f"{n:064x}") for n in range(101)]
    write_rows_index(tmp_path / "index.parquet", rows)
    assert list(read_rows_index(tmp_path / "index.parquet")) == sorted(rows)
    assert [p.name for p in tmp_path.iterdir()] == ["index.parquet"]


def test_an_index_may_be_empty(tmp_path: Path) -> None:
    write_rows_index(tmp_path / "index.parquet", [])
    assert list(read_rows_index(tmp_path / "index.parquet")) == []


def test_an_id_that_occurs_twice_leaves_the_old_index(tmp_path: Path) -> None:
    path = tmp_path / "index.parquet"
    write_rows_index(path, [("a", "0" * 64)])
    with pytest.raises(IntegrityError, match="twice"):
        write_rows_index(path, [("b", "1" * 64), ("b", "1" * 64)])
    assert [id_ for id_, _ in read_rows_index(path)] == ["a"]


def test_an_index_that_is_gone_or_broken_is_said_so(tmp_path: Path) -> None:
    path = tmp_path / "index.parquet"
    with pytest.raises(IntegrityError, match=r"index\.parquet"):
        list(read_rows_index(path))
    path.write_bytes(b"PAR1")
    with pytest.raises(IntegrityError, match=r"index\.parquet"):
        list(read_rows_index(path))
