"""Rows of one config as plain Parquet that reads well over a network and updates cheaply.

What decides (measured, HUB 2): sorted rows and small row groups let a reader fetch a few per cent
of the bytes; row groups and files cut at stable keys keep the bytes of an update equal to those
of the version before, wherever the rows are equal; statistics of long text only bloat the footer.
"""

import json
import shutil
import zlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from openfonds.digests import sha256_of_stream
from openfonds.errors import ReleaseRefused
from openfonds.schema import schema_of, to_table

# What `datasets` writes and a hub with content-defined storage expects of an updated file.
CHUNKING = {"min_chunk_size": 256 * 1024, "max_chunk_size": 1024 * 1024, "norm_level": 0}
COMPRESSION_LEVEL = 3
BUFFERED_ROWS = 128  # kept as Python objects before they become Arrow columns
BYTES_PER_LIST_ELEMENT = 48  # a word with its box, without its text


@dataclass(frozen=True, slots=True)
class ShardFile:
    """One file of a release, with its fixity. `rows` is 0 for what is not Parquet."""

    path: str
    sha256: str
    n_bytes: int
    rows: int


@dataclass(frozen=True, slots=True)
class Cutting:
    """Where row groups and files end.

    A cut falls before a row with crc32(id) % rows_per_group == 0, so that rows that come or go
    move only the cuts beside them. The bounds hold whatever the ids are.
    """

    rows_per_group: int = 300  # one item out: about one group of its file is new
    min_rows: int = 75  # fewer rows are not worth a row group of their own
    max_rows: int = 1200
    max_group_weight: int = 32 << 20  # code points and list elements: about 64 MiB of Cyrillic
    min_file_bytes: int = 24 << 20  # a hub of plain files copies the whole file of an item
    max_file_bytes: int = 64 << 20
    groups_per_file: int = 8  # between the two sizes, every 8th cut also ends the file


@dataclass(frozen=True, slots=True)
class _Group:
    rows: pa.Table
    ends_file: bool  # the cut after this group may also end the file


def write_config(
    folder: Path,
    config: str,
    noun: type,
    rows: Iterable[Any],
    *,
    sort_keys: tuple[str, ...],
    long_columns: frozenset[str],
    cutting: Cutting | None = None,
) -> list[ShardFile]:
    """Write `folder/data/<config>/<config>-00000.parquet` and so on, whatever was there before.

    Memory is bounded by two row groups. The same rows give the same bytes. A config without rows
    is one file with the schema and no row groups, which every client reads as an empty table.

    Args:
        sort_keys: columns by which `rows` come sorted, None last (see `row_order`).
        long_columns: columns for which no statistics are kept.

    Raises:
        ReleaseRefused: if the rows are not in that order: readers that trust the recorded order
            would then miss rows.
    """
    cutting = cutting or Cutting()
    target = folder / "data" / config
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    schema = release_schema(noun)
    options = _writer_options(schema, sort_keys, long_columns)
    groups = _row_groups(noun, _in_order(rows, config, sort_keys), sort_keys, cutting)
    pending = next(groups, None)
    shards: list[ShardFile] = []
    while pending is not None or not shards:
        path = target / f"{config}-{len(shards):05d}.parquet"
        n_rows = 0
        with (
            pa.OSFile(str(path), "wb") as stream,
            pq.ParquetWriter(stream, schema, **options) as writer,
            ThreadPoolExecutor(1) as compressing,  # its end is awaited before the footer
        ):
            # Recorded as `datasets` does, so that a later writer can cut the same way.
            writer.add_key_value_metadata({"content_defined_chunking": json.dumps(CHUNKING)})
            while pending is not None:
                n_rows += pending.rows.num_rows
                threshold = cutting.min_file_bytes if pending.ends_file else cutting.max_file_bytes
                # Arrow compresses one group without the interpreter, which makes the next one.
                written = compressing.submit(
                    writer.write_table, pending.rows, pending.rows.num_rows
                )
                pending = next(groups, None)
                written.result()
                if stream.tell() >= threshold:
                    break
        shards.append(_shard(folder, path, n_rows))
    return shards


def row_order(sort_keys: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    """A sorting key for records: ascending, None last, text by code point as Parquet has it."""

    def key(row: Any) -> tuple[Any, ...]:
        values = (getattr(row, name) for name in sort_keys)
        return tuple((True, 0) if value is None else (False, value) for value in values)

    return key


def release_schema(noun: type) -> pa.Schema:
    """The schema of a config: that of the noun, with the features that `datasets` looks for.

    The form is that of `datasets.Features.arrow_schema` (datasets 5.2).
    """
    schema = schema_of(noun)
    features = {field.name: _feature(field.type) for field in schema}
    return schema.with_metadata({"huggingface": json.dumps({"info": {"features": features}})})


def _feature(kind: pa.DataType) -> dict[str, Any]:
    if pa.types.is_list(kind):
        return {"feature": _feature(kind.value_type), "_type": "List"}
    if pa.types.is_struct(kind):
        return {field.name: _feature(field.type) for field in kind}
    names = {pa.float64(): "float64", pa.date32(): "date32"}
    return {"dtype": names.get(kind, str(kind)), "_type": "Value"}


def _in_order(rows: Iterable[Any], config: str, sort_keys: tuple[str, ...]) -> Iterator[Any]:
    key = row_order(sort_keys)
    last: tuple[Any, ...] | None = None
    for number, row in enumerate(rows, start=1):
        this = key(row)
        if last is not None and this < last:
            raise ReleaseRefused(
                f"row {number} of {config} is out of order: sort the rows by"
                f" {', '.join(sort_keys)} before they are written"
            )
        last = this
        yield row


def _row_groups(
    noun: type, rows: Iterable[Any], sort_keys: tuple[str, ...], cutting: Cutting
) -> Iterator[_Group]:
    """Row groups of bounded size, cut before rows whose key hashes to a fixed value."""
    key_columns = ("id",) if "id" in {f.name for f in fields(noun)} else sort_keys
    weight_of = _weigher(noun)
    tables: list[pa.Table] = []
    buffer: list[Any] = []
    n_rows = weight = buffered = 0

    def group(ends_file: bool) -> _Group:
        tables.append(to_table(noun, buffer))
        return _Group(pa.concat_tables(tables).combine_chunks(), ends_file)

    for row in rows:
        crc = zlib.crc32("\x1f".join(str(getattr(row, k)) for k in key_columns).encode())
        stable = crc % cutting.rows_per_group == 0 and n_rows >= cutting.min_rows
        row_weight = weight_of(row)
        too_big = n_rows >= cutting.max_rows or weight + row_weight > cutting.max_group_weight
        if n_rows and (stable or too_big):
            yield group(stable and crc // cutting.rows_per_group % cutting.groups_per_file == 0)
            tables, buffer = [], []
            n_rows = weight = buffered = 0
        buffer.append(row)
        n_rows += 1
        weight += row_weight
        buffered += row_weight
        # Arrow columns take a fraction of the memory of Python objects.
        if len(buffer) >= BUFFERED_ROWS or buffered > cutting.max_group_weight // 8:
            tables.append(to_table(noun, buffer))
            buffer, buffered = [], 0
    if n_rows:
        yield group(ends_file=False)


def _weigher(noun: type) -> Callable[[Any], int]:
    """Roughly the bytes of a row, cheaply: code points of its texts and elements of its lists."""
    schema = schema_of(noun)
    texts = [f.name for f in schema if pa.types.is_string(f.type)]
    lists = [f.name for f in schema if pa.types.is_list(f.type)]

    def weigh(row: Any) -> int:
        elements = sum(len(getattr(row, name)) for name in lists)
        return (
            sum(len(getattr(row, name) or "") for name in texts) + BYTES_PER_LIST_ELEMENT * elements
        )

    return weigh


def _writer_options(
    schema: pa.Schema, sort_keys: tuple[str, ...], long_columns: frozenset[str]
) -> dict[str, Any]:
    leaves = [(f.name, path) for f in schema for path in _leaf_paths(f.name, f.type)]
    paths = [path for _, path in leaves]
    return {
        "compression": "zstd",
        "compression_level": COMPRESSION_LEVEL,
        "use_content_defined_chunking": CHUNKING,
        "write_page_index": True,
        "write_statistics": [path for column, path in leaves if column not in long_columns],
        # Words repeat, and their boxes. Of other columns a dictionary saves nothing that the codec
        # does not, and is new as a whole when one row goes.
        "use_dictionary": [path for path in paths if ".list.element." in path],
        "sorting_columns": [
            pq.SortingColumn(paths.index(key), descending=False, nulls_first=False)
            for key in sort_keys
        ],
    }


def _leaf_paths(path: str, kind: pa.DataType) -> list[str]:
    if pa.types.is_list(kind):
        return _leaf_paths(f"{path}.list.element", kind.value_type)
    if pa.types.is_struct(kind):
        return [leaf for f in kind for leaf in _leaf_paths(f"{path}.{f.name}", f.type)]
    return [path]


def _shard(folder: Path, path: Path, n_rows: int) -> ShardFile:
    with path.open("rb") as stream:
        digest = sha256_of_stream(stream)
    return ShardFile(path.relative_to(folder).as_posix(), digest, path.stat().st_size, n_rows)
