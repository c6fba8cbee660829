"""The Parquet files of a staged release: which there are, their columns, their rows in batches."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from openfonds.releases.parquet import release_schema
from openfonds.releases.records import DocumentRecord, PageRecord, WithdrawnRecord, WithheldRecord

CONFIGS: dict[str, type] = {
    "documents": DocumentRecord,
    "pages": PageRecord,
    "withheld": WithheldRecord,
    "withdrawn": WithdrawnRecord,
}

BELONGS = "the file belongs to a config and is named after it, with a number of five digits"
READABLE = "the file can be read as Parquet"
FEATURES = "the file tells its features to datasets"
FILE_LAWS = (BELONGS, READABLE, FEATURES)

PRESENT = "the column is there"
DECLARED = "the column is declared"
IN_PLACE = "the columns are in their order"
TYPED = "the column has its type"
FILLED = "the column may be null only where it is declared so"
COLUMN_LAWS = (PRESENT, DECLARED, IN_PLACE, TYPED, FILLED)

ROWS_AT_ONCE = 1024
# Row keys that may be shown. Whatever else stands in an id could be anything, a title too.
_KEY = r"^[0-9a-f]{32}(#[0-9]{1,6})?\z"

Report = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Shard:
    """One Parquet file whose rows can be looked at."""

    config: str
    path: Path

    @property
    def name(self) -> str:
        """Its name below data/."""
        return f"{self.config}/{self.path.name}"


@dataclass(slots=True)
class Survey:
    """What is found below data/, before the rows are read."""

    files: Report = field(default_factory=list)  # one entry a file: its name and the laws
    columns: Report = field(default_factory=list)  # one entry a column of each file
    shards: list[Shard] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Whether the rows of every file can be looked at, so that none are missing for that."""
        return len(self.shards) == len(self.files) and all(one[READABLE] for one in self.files)

    def mark_unreadable(self, shard: Shard) -> None:
        """Record that a file turned out to be broken further in."""
        for one in self.files:
            if one["row"] == shard.name:
                one[READABLE] = False


def survey(staged: Path) -> Survey:
    """Look at every file below `staged/data`, and at the schema of those that belong there."""
    found = Survey()
    data = staged / "data"
    for config in CONFIGS:
        if not any((data / config).glob("*.parquet")):
            # Also an empty config has a file, with the schema.
            absent = f"{config}/{config}-00000.parquet"
            found.files.append({"row": absent, BELONGS: True, READABLE: False, FEATURES: None})
    for path in sorted(p for p in data.rglob("*") if not p.is_dir()):
        name = path.relative_to(data).as_posix()
        config = name.partition("/")[0]
        if config in CONFIGS and re.fullmatch(rf"{config}/{config}-\d{{5}}\.parquet", name):
            _look_into(found, Shard(config, path))
        else:
            found.files.append({"row": name, BELONGS: False, READABLE: None, FEATURES: None})
    return found


def _look_into(found: Survey, shard: Shard) -> None:
    entry: dict[str, Any] = {"row": shard.name, BELONGS: True, READABLE: True, FEATURES: None}
    found.files.append(entry)
    try:
        schema = pq.read_schema(shard.path)
    except (OSError, pa.ArrowException):
        entry[READABLE] = False
        return
    declared = release_schema(CONFIGS[shard.config])
    key = b"huggingface"
    entry[FEATURES] = (schema.metadata or {}).get(key) == declared.metadata[key]
    columns = _columns(schema, declared)
    for column in columns:
        column["row"] = f"{shard.name}: {column['row']}"
    found.columns.extend(columns)
    if all(column[PRESENT] and column[TYPED] is not False for column in columns):
        found.shards.append(shard)


def _columns(found: pa.Schema, declared: pa.Schema) -> Report:
    report: Report = []
    in_place = [name for name in found.names if name in declared.names] == [
        name for name in declared.names if name in found.names
    ]
    for expected in declared:
        is_there = found.names.count(expected.name) == 1
        actual = found.field(expected.name) if is_there else None
        report.append(
            {
                "row": expected.name,
                PRESENT: is_there,
                DECLARED: True,
                IN_PLACE: in_place,
                TYPED: None if actual is None else actual.type == expected.type,
                FILLED: None if actual is None else actual.nullable == expected.nullable,
            }
        )
    for number, name in enumerate(found.names, start=1):
        if name not in declared.names:
            # By its place, since a name that nobody declared could say anything.
            report.append(
                {
                    "row": f"column {number}",
                    PRESENT: True,
                    DECLARED: False,
                    IN_PLACE: True,
                    TYPED: None,
                    FILLED: None,
                }
            )
    return report


def batches(shard: Shard) -> Iterator[tuple[pa.Array, pa.RecordBatch]]:
    """The rows of a file, a few at a time, each with a label that names it and tells nothing else.

    Raises:
        OSError, pa.ArrowException: if the file is broken.
    """
    names = release_schema(CONFIGS[shard.config]).names
    first = 1
    with pq.ParquetFile(shard.path) as file:
        for rows in file.iter_batches(batch_size=ROWS_AT_ONCE, columns=names):
            rows.validate(full=True)  # text that is not UTF-8 fails here, not later
            yield _labels(rows, shard, first), rows
            first += len(rows)


def _labels(rows: pa.RecordBatch, shard: Shard, first: int) -> pa.Array:
    places = pa.array(
        [f"{shard.path.name} row {number}" for number in range(first, first + len(rows))],
        type=pa.string(),
    )
    if "id" not in rows.schema.names:
        return places
    is_key = pc.fill_null(pc.match_substring_regex(rows["id"], _KEY), False)
    return pc.if_else(is_key, rows["id"], places)
