"""The ledger as tables, for people and programs that do not read JSON Lines: CSV and Parquet.

Both say what ledger.jsonl says and nothing else. The JSON lines are what is signed.
"""

import json
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

COLUMNS = (
    *("seq", "time", "kind", "decision_id", "unit", "outcome", "public_reason", "effect"),
    *("next_check_year", "as_of", "actor", "role", "supersedes", "publication_ref", "item_ref"),
    *("item_version", "input_digest", "packs", "policy_digest", "code_version"),
    *("annex_commitment", "prev_hash"),
)
ROWS_PER_GROUP = 20_000
_NUMBERS = {"seq": pa.int64(), "next_check_year": pa.int32()}
_SCHEMA = pa.schema(
    [
        pa.field(
            name, pa.list_(pa.string()) if name == "packs" else _NUMBERS.get(name, pa.string())
        )
        for name in COLUMNS
    ]
)
# A cell that begins so may be taken for a formula, also after what some country's spreadsheet
# takes for the end of a cell (OWASP, "CSV injection"); the apostrophe itself, to be reversible.
_FORMULA = re.compile(r"(?:^|(?<=[ ,;]))(?=['=+@-])")


def write_csv(path: Path, ledger: Path) -> None:
    """Write the JSON lines of `ledger` as CSV (RFC 4180), in bounded memory.

    Texts are in quotes, null is empty without quotes, a list has blanks between its members, and
    an apostrophe stands before what a spreadsheet might take for a formula.
    """
    with path.open("w", encoding="ascii", newline="") as stream:
        stream.write(",".join(COLUMNS) + "\r\n")
        for values in _records(ledger):
            stream.write(",".join(_cell(values[name]) for name in COLUMNS) + "\r\n")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, int):
        return str(value)
    text = " ".join(value) if isinstance(value, list) else str(value)
    return f'"{_FORMULA.sub(chr(39), text)}"'


def write_parquet(path: Path, ledger: Path) -> None:
    """Write the JSON lines of `ledger` as Parquet, in bounded memory; the same bytes each time."""
    with pq.ParquetWriter(path, _SCHEMA, compression="zstd") as writer:
        for rows in _groups(_records(ledger)):
            writer.write_table(pa.Table.from_pylist(rows, schema=_SCHEMA))


def parquet_fault(path: Path, ledger: Path) -> int | None:
    """Number of the first record of `ledger` of which `path` says something else; None if none.

    A file that cannot be read, or has other columns, says something else of record 0.
    """
    count = 0
    try:
        with pq.ParquetFile(path) as file:
            if not file.schema_arrow.equals(_SCHEMA):
                return 0
            records = _records(ledger)
            for batch in file.iter_batches(ROWS_PER_GROUP):
                for row in batch.to_pylist():
                    if row != next(records, None):
                        return count
                    count += 1
            return None if next(records, None) is None else count
    except (pa.ArrowException, OSError, ValueError):
        return count


def _records(ledger: Path) -> Iterator[dict[str, Any]]:
    with ledger.open("rb") as stream:
        for line in stream:
            yield json.loads(line)


def _groups(records: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    iterator = iter(records)
    while rows := list(islice(iterator, ROWS_PER_GROUP)):
        yield rows
