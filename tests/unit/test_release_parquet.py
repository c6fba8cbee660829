from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from openfonds.digests import sha256_of_bytes
from openfonds.errors import ReleaseRefused
from openfonds.releases.parquet import (
    Cutting,
    ShardFile,
    release_schema,
    row_order,
    write_config,
)
from openfonds.releases.records import DocumentRecord, PageRecord, WithheldRecord
from openfonds.schema import from_table
from tests.release_rows import DOCUMENT_ORDER, LONG_COLUMNS, document, page

SMALL = Cutting(rows_per_group=20, min_rows=5, max_rows=60)


def _documents(numbers: range) -> list[DocumentRecord]:
    return sorted(map(document, numbers), key=row_order(DOCUMENT_ORDER))


def _write(folder: Path, rows: list[DocumentRecord], **options: Any) -> list[ShardFile]:
    return write_config(
        folder,
        "documents",
        DocumentRecord,
        rows,
        sort_keys=DOCUMENT_ORDER,
        long_columns=LONG_COLUMNS,
        **options,
    )


def _group_sizes(folder: Path, shards: list[ShardFile]) -> list[int]:
    sizes = []
    for shard in shards:
        footer = pq.read_metadata(folder / shard.path)
        sizes += [footer.row_group(i).num_rows for i in range(footer.num_row_groups)]
    return sizes


def test_rows_come_back_as_they_were(tmp_path: Path) -> None:
    rows = [*_documents(range(30)), document(31, language_gen=None, year_end=None)]
    (shard,) = _write(tmp_path, rows)
    table = pq.read_table(tmp_path / shard.path)
    assert from_table(DocumentRecord, table) == rows
    data = (tmp_path / shard.path).read_bytes()
    assert shard == ShardFile(
        "data/documents/documents-00000.parquet", sha256_of_bytes(data), len(data), 31
    )


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    rows = _documents(range(200))
    first = _write(tmp_path / "a", rows, cutting=SMALL)
    again = _write(tmp_path / "b", rows, cutting=SMALL)
    assert first == again


def test_a_rerun_replaces_what_was_there(tmp_path: Path) -> None:
    cutting = Cutting(rows_per_group=20, min_rows=5, min_file_bytes=1, max_file_bytes=1)
    assert len(_write(tmp_path, _documents(range(300)), cutting=cutting)) > 3
    _write(tmp_path, _documents(range(3)), cutting=cutting)
    assert [p.name for p in sorted((tmp_path / "data/documents").iterdir())] == [
        "documents-00000.parquet"
    ]


@pytest.mark.parametrize("noun", [DocumentRecord, PageRecord, WithheldRecord])
def test_features_are_those_that_datasets_would_write(noun: type) -> None:
    from datasets import Features

    schema = release_schema(noun)
    expected = Features.from_arrow_schema(schema.remove_metadata()).arrow_schema.metadata
    assert schema.metadata == expected


@pytest.mark.parametrize("noun", [DocumentRecord, PageRecord, WithheldRecord])
def test_a_config_without_rows_is_one_file_with_the_schema(tmp_path: Path, noun: type) -> None:
    (shard,) = write_config(tmp_path, "empty", noun, [], sort_keys=(), long_columns=LONG_COLUMNS)
    table = pq.read_table(tmp_path / shard.path)
    assert shard.rows == table.num_rows == 0
    assert table.schema.equals(release_schema(noun))


def test_rows_out_of_order_are_refused_and_not_named(tmp_path: Path) -> None:
    rows = _documents(range(5))
    with pytest.raises(ReleaseRefused, match="row 5 of documents is out of order") as error:
        _write(tmp_path, [*rows[1:], rows[0]])
    assert rows[0].id not in str(error.value)


def test_rows_out_of_order_are_refused_while_a_group_is_written(tmp_path: Path) -> None:
    rows = _documents(range(500))
    with pytest.raises(ReleaseRefused, match="row 501 of documents"):
        _write(tmp_path, [*rows, rows[0]], cutting=SMALL)


def test_a_group_that_cannot_be_written_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, written = pq.ParquetWriter.write_table, []

    def fail_once(self: pq.ParquetWriter, *arguments: Any) -> None:
        written.append(arguments)
        if len(written) == 2:
            raise OSError("no room")
        real(self, *arguments)

    monkeypatch.setattr(pq.ParquetWriter, "write_table", fail_once)
    with pytest.raises(OSError, match="no room"):
        _write(tmp_path, _documents(range(500)), cutting=SMALL)
    assert len(written) == 2


@pytest.mark.parametrize(
    "early, late",
    [("eng", "rus"), ("rus", None), ("zul", "ёлк")],
    ids=["letters", "unknown last", "code points, not collation"],
)
def test_order_of_rows(early: str, late: str | None) -> None:
    key = row_order(("language_gen",))
    assert key(document(1, language_gen=early)) < key(document(1, language_gen=late))


def test_what_the_footer_says(tmp_path: Path) -> None:
    rows = [page(document(n), 1) for n in range(9)]
    (shard,) = write_config(
        tmp_path,
        "pages",
        PageRecord,
        sorted(rows, key=lambda r: (r.year_end, r.id)),
        sort_keys=("year_end", "id"),
        long_columns=LONG_COLUMNS,
    )
    footer = pq.read_metadata(tmp_path / shard.path)
    group = footer.row_group(0)
    columns = {group.column(i).path_in_schema: group.column(i) for i in range(group.num_columns)}
    without = {path for path, column in columns.items() if not column.is_stats_set}
    assert without == {p for p in columns if p.split(".")[0] in LONG_COLUMNS}
    assert "words.list.element.text" in without and "edits.list.element.original" in without
    with_dictionary = {p for p, c in columns.items() if "RLE_DICTIONARY" in c.encodings}
    assert "words.list.element.text" in with_dictionary  # words repeat
    assert not with_dictionary & {"id", "source_sha256", "text", "text_raw", "ocr_engine"}
    assert {column.compression for column in columns.values()} == {"ZSTD"}
    assert all(column.has_offset_index for column in columns.values())
    by_index = [list(columns)[s.column_index] for s in group.sorting_columns]
    assert by_index == ["year_end", "id"]
    assert b"content_defined_chunking" in footer.metadata


def test_row_groups_are_bounded(tmp_path: Path) -> None:
    rows = _documents(range(500))
    sizes = _group_sizes(tmp_path, _write(tmp_path, rows, cutting=SMALL))
    assert sum(sizes) == 500
    assert max(sizes) <= SMALL.max_rows and min(sizes[:-1]) >= SMALL.min_rows
    assert len(sizes) > 10


def test_long_rows_end_a_row_group_early(tmp_path: Path) -> None:
    rows = [document(n, year_end=n, text="я" * 1000) for n in range(40)]
    cutting = Cutting(max_group_weight=10_500)
    sizes = _group_sizes(tmp_path, _write(tmp_path, rows, cutting=cutting))
    assert max(sizes) <= 10 and sum(sizes) == 40


def test_a_new_file_begins_at_a_size(tmp_path: Path) -> None:
    cutting = Cutting(
        rows_per_group=20, min_rows=5, max_rows=60, min_file_bytes=1, max_file_bytes=60_000
    )
    rows = _documents(range(2000))
    shards = _write(tmp_path, rows, cutting=cutting)
    assert len(shards) > 2
    assert max(s.n_bytes for s in shards) < 4 * cutting.max_file_bytes  # with its footer
    tables = [from_table(DocumentRecord, pq.read_table(tmp_path / s.path)) for s in shards]
    assert [row for table in tables for row in table] == rows


def test_row_groups_that_an_update_leaves_alone_stay_where_they_are(tmp_path: Path) -> None:
    rows = _documents(range(2000))
    without = [row for position, row in enumerate(rows) if not 900 <= position < 905]
    before = _first_ids(tmp_path / "a", _write(tmp_path / "a", rows, cutting=SMALL))
    after = _first_ids(tmp_path / "b", _write(tmp_path / "b", without, cutting=SMALL))
    assert len(before & after) >= 0.9 * len(before)


def test_files_without_a_row_that_goes_stay_as_they_are(tmp_path: Path) -> None:
    rows = _documents(range(4000))
    cutting = Cutting(
        rows_per_group=20,
        min_rows=5,
        max_rows=80,
        min_file_bytes=10_000,
        max_file_bytes=200_000,
        groups_per_file=2,
    )
    before = _write(tmp_path / "a", rows, cutting=cutting)
    after = _write(tmp_path / "b", [*rows[:2000], *rows[2001:]], cutting=cutting)
    kept = {shard.sha256 for shard in before} & {shard.sha256 for shard in after}
    assert len(before) > 20 and len(kept) >= len(before) - 3


def test_by_default_a_file_holds_several_groups_and_few_rows_rewrite_little() -> None:
    cutting = Cutting()
    assert cutting.min_rows < cutting.rows_per_group < cutting.max_rows
    assert cutting.max_file_bytes <= 64 << 20
    assert cutting.min_file_bytes >= 16 << 20  # a hub takes 10 000 files in a folder, not more


def _first_ids(folder: Path, shards: list[ShardFile]) -> set[str]:
    ids = set()
    for shard in shards:
        file = pq.ParquetFile(folder / shard.path)
        for group in range(file.num_row_groups):
            ids.add(file.read_row_group(group, columns=["id"])["id"][0].as_py())
    return ids
