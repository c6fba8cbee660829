"""The last look at published rows finds what may not be there, and does not repeat it."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from openfonds.releases.leak_scan import MOST_TOLD, LeakScan, leaks_in

CLEAN = "Слушали: о мощеніи улицъ. Отпустить 120 руб."
LEAKS = ("СНИЛС 112-233-445 95", "ИНН 500100732259", "\nСовершенно секретно\nЭкз. № 2\n")


def shard(folder: Path, *texts: str) -> Path:
    ids = [f"{i:032x}" for i in range(len(texts))]
    pq.write_table(pa.table({"id": ids, "text": list(texts)}), folder / "x.parquet")
    return folder / "x.parquet"


@pytest.mark.parametrize("leak", LEAKS)
def test_a_row_with_what_may_not_be_published_is_named(tmp_path: Path, leak: str) -> None:
    (told,) = leaks_in(shard(tmp_path, CLEAN, f"{CLEAN} {leak} {CLEAN}"), LeakScan(()))
    assert f"{1:032x}" in told
    assert not any(word in told for word in leak.split())


@pytest.mark.parametrize(
    "column", ["title_src", "creator_src", "author_src", "series_src", "text_raw"]
)
def test_the_description_and_the_raw_text_are_looked_at_too(tmp_path: Path, column: str) -> None:
    rows = {"id": ["0", "1"], "text": [CLEAN, CLEAN], column: [None, f"Дѣло, {LEAKS[0]}"]}
    pq.write_table(pa.table(rows), tmp_path / "x.parquet")
    (told,) = leaks_in(tmp_path / "x.parquet", LeakScan(()))
    assert told.startswith("row 1 ")


def test_what_people_opened_knowingly_is_left(tmp_path: Path) -> None:
    assert leaks_in(shard(tmp_path, LEAKS[0]), LeakScan({f"{0:032x}"})) == []


def test_clean_rows_and_tables_without_text_hold_nothing(tmp_path: Path) -> None:
    assert leaks_in(shard(tmp_path, CLEAN), LeakScan(())) == []
    pq.write_table(pa.table({"reason": ["failed"]}), tmp_path / "y.parquet")
    assert leaks_in(tmp_path / "y.parquet", LeakScan(())) == []


def test_not_all_of_many_are_told(tmp_path: Path) -> None:
    assert len(leaks_in(shard(tmp_path, *([LEAKS[0]] * 30)), LeakScan(()))) == MOST_TOLD
