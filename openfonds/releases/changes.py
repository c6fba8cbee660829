"""What became of the rows from one version to the next, for programs.

`changes.parquet` has a row for each row that came or changed, and for each text that went; that is
named by its tombstone (`openfonds.releases.withdrawn`), as its id may no longer be told. A row with
another text has changed and is still there. `changes.json` has the counts of all versions.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from openfonds.digests import sha256_of_stream
from openfonds.releases.parquet import ShardFile
from openfonds.releases.records import WithdrawnRecord
from openfonds.releases.versions import Change
from openfonds.releases.withdrawn import REPLACED, config_of

ROWS_FILE, COUNTS_FILE = "changes.parquet", "changes.json"
SCHEMA = pa.schema(
    [
        pa.field("change", pa.string(), False),
        pa.field("config", pa.string(), False),
        pa.field("id", pa.string()),
        pa.field("tombstone", pa.string()),
        pa.field("reason", pa.string()),
    ]
)
_BATCH_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows of a config changed in one way for one reason."""

    config: str
    change: str
    reason: str | None
    rows: int


def write_changes(
    staged: Path,
    changed: Iterable[tuple[str, Change]],
    withdrawn: Sequence[WithdrawnRecord],
    version: str,
) -> tuple[ShardFile, tuple[Count, ...]]:
    """Write `changes.parquet` of a version, and count by config, change and reason.

    Args:
        changed: (id, change) of every row of both versions, of `versions.row_changes`.
        withdrawn: the `withdrawn` config of this version.
    """
    counts: Counter[tuple[str, str, str | None]] = Counter()
    path = staged / ROWS_FILE
    with path.open("wb") as stream, pq.ParquetWriter(stream, SCHEMA, compression="zstd") as writer:
        rows: list[tuple[str | None, ...]] = []

        def add(change: str, config: str, *rest: str | None) -> None:
            counts[change, config, rest[-1]] += 1
            rows.append((change, config, *rest))
            if len(rows) >= _BATCH_ROWS:
                flush()

        def flush() -> None:
            if rows:
                columns = [list(column) for column in zip(*rows, strict=True)]
                writer.write_table(pa.table(columns, schema=SCHEMA))
                rows.clear()

        for row_id, change in changed:
            if change in (Change.CAME, Change.CHANGED):
                add(change.value, config_of(row_id), row_id, None, None)
        for record in withdrawn:
            if record.since_version == version and record.reason != REPLACED:
                add(Change.WENT.value, record.config, None, record.tombstone, record.reason)
        flush()
    with path.open("rb") as written:
        digest = sha256_of_stream(written)
    file = ShardFile(ROWS_FILE, digest, path.stat().st_size, sum(counts.values()))
    ordered = sorted(counts.items(), key=lambda kv: (kv[0][1], kv[0][0], kv[0][2] or ""))
    return file, tuple(Count(config, c, reason, n) for (c, config, reason), n in ordered)


def changes_json(versions: Sequence[tuple[str, str, tuple[Count, ...]]]) -> str:
    """`changes.json`: (version, as_of, counts), the newest first."""
    entries: list[dict[str, Any]] = [
        {
            "version": version,
            "as_of": as_of,
            "rows": [
                {"config": c.config, "change": c.change, "reason": c.reason, "rows": c.rows}
                for c in counts
            ],
        }
        for version, as_of, counts in versions
    ]
    return json.dumps({"versions": entries}, ensure_ascii=False, indent=1) + "\n"
