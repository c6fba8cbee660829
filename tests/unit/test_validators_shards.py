"""Reading the files of a staged release."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from openfonds.releases.parquet import release_schema
from openfonds.releases.records import WithheldRecord
from openfonds.schema import to_table
from tests.release_rows import withheld
from validators.shards import Shard, batches


def test_text_that_is_not_utf8_is_a_broken_file(tmp_path: Path) -> None:
    table = to_table(WithheldRecord, [withheld("in review", "none", None, "<10")])
    schema = release_schema(WithheldRecord)
    broken = pa.array([b"\xff\xfe"]).view(pa.string())
    path = tmp_path / "withheld-00000.parquet"
    pq.write_table(table.set_column(0, schema.field(0), broken), path)
    with pytest.raises(pa.ArrowException):
        list(batches(Shard("withheld", path)))


def test_rows_without_ids_are_named_by_file_and_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("validators.shards.ROWS_AT_ONCE", 2)
    rows = [withheld("in review", "none", year, "<10") for year in (1990, 1991, 1992)]
    path = tmp_path / "withheld-00000.parquet"
    pq.write_table(to_table(WithheldRecord, rows), path)
    labels = [label for part, _ in batches(Shard("withheld", path)) for label in part.to_pylist()]
    assert labels == [f"withheld-00000.parquet row {number}" for number in (1, 2, 3)]
