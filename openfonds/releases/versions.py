"""Semantic versions of a dataset, from what became of its rows (DESIGN 5.3).

MAJOR when a row goes or changes, MINOR when rows come, PATCH when only metadata changed, no
version when nothing did. The rows are compared by id and digest, in streams sorted by id, so
that the size of a dataset does not matter.
"""

import hashlib
import heapq
import itertools
import json
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from openfonds.errors import IntegrityError, ReleaseRefused

Row = tuple[str, str]
"""The id of a row and its digest."""

# They say when and by which decision the row was opened, not what it holds: a daily re-check, or
# a new policy pack that leaves the row as it is, is a PATCH and no reason to fetch it again. The
# same holds of the copies that a row has: they come and go with other rows.
NOT_CONTENT = frozenset(
    {
        "decision_id",
        "decision_checked_on",
        "duplicate_cluster_gen",
        "duplicate_representative_gen",
    }
)
RUN_ROWS = 200_000  # rows sorted in memory at a time
BATCH_ROWS = 8192  # of each run, while runs are merged
INDEX_SCHEMA = pa.schema(
    [pa.field("id", pa.string(), False), pa.field("digest", pa.binary(32), False)]
)
_VERSION = re.compile(r"v?(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """A semantic version (semver 2.0.0) without pre-release or build parts."""

    major: int
    minor: int
    patch: int

    @classmethod
    def parse(cls, text: str) -> "Version":
        """Read `1.2.3` or the tag `v1.2.3`.

        Raises:
            ReleaseRefused: for anything else.
        """
        match = _VERSION.fullmatch(text)
        if not match:
            raise ReleaseRefused(f"{text!r} is not a version: write three numbers, such as 1.2.3")
        return cls(*map(int, match.groups()))

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"

    @property
    def tag(self) -> str:
        """The name of the tag on a hub."""
        return f"v{self}"

    def next_major(self) -> "Version":
        """For rows that went or changed."""
        return Version(self.major + 1, 0, 0)

    def next_minor(self) -> "Version":
        """For rows that came."""
        return Version(self.major, self.minor + 1, 0)

    def next_patch(self) -> "Version":
        """For metadata."""
        return Version(self.major, self.minor, self.patch + 1)


FIRST = Version(1, 0, 0)


class Change(StrEnum):
    """What became of a row between two versions."""

    CAME = "came"
    WENT = "went"
    CHANGED = "changed"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class RowDiff:
    """How many rows came, went, changed and stayed."""

    came: int = 0
    went: int = 0
    changed: int = 0
    kept: int = 0


def next_version(
    previous: Version | None,
    old_rows: Iterable[Row],
    new_rows: Iterable[Row],
    *,
    metadata_changed: bool = False,
) -> tuple[Version | None, RowDiff]:
    """The version that follows `previous`, or None when there is nothing to publish.

    Args:
        old_rows: (id, digest) of the rows of `previous`, sorted by id (`read_rows_index`).
        new_rows: the same of the rows to publish.
        metadata_changed: whether anything else of the release differs: the card, the withdrawal
            sheet, the decisions behind unchanged rows.

    Raises:
        IntegrityError: if rows are not sorted by id or an id occurs twice.
    """
    counts = dict.fromkeys(Change, 0)
    for _, change in row_changes(old_rows, new_rows):
        counts[change] += 1
    diff = RowDiff(
        counts[Change.CAME], counts[Change.WENT], counts[Change.CHANGED], counts[Change.KEPT]
    )
    if previous is None:
        return FIRST, diff
    if diff.went or diff.changed:
        return previous.next_major(), diff
    if diff.came:
        return previous.next_minor(), diff
    return (previous.next_patch() if metadata_changed else None), diff


def row_changes(old_rows: Iterable[Row], new_rows: Iterable[Row]) -> Iterator[tuple[str, Change]]:
    """What became of each row, by id; both sides sorted by id.

    Raises:
        IntegrityError: if a side is not sorted by id or an id occurs twice.
    """
    old = ((id_, 0, digest) for id_, digest in _ascending(old_rows))
    new = ((id_, 1, digest) for id_, digest in _ascending(new_rows))
    for id_, found in itertools.groupby(heapq.merge(old, new), key=lambda row: row[0]):
        sides = [(side, digest) for _, side, digest in found]
        if len(sides) == 2:
            yield id_, Change.KEPT if sides[0][1] == sides[1][1] else Change.CHANGED
        else:
            yield id_, Change.CAME if sides[0][0] else Change.WENT


def row_digest(record: Any) -> str:
    """SHA-256 over names and values of a record, but for the columns in NOT_CONTENT.

    Numbers are written as JSON writes them, the shortest text that reads back as the same
    number, so the digest is the same on every machine.
    """
    names = [f.name for f in fields(record) if f.name not in NOT_CONTENT]
    values = [_plain(getattr(record, name)) for name in names]
    text = json.dumps([names, values], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def write_rows_index(path: Path, rows: Iterable[Row]) -> None:
    """Keep (id, digest) of rows that come in any order, sorted by id, in bounded memory.

    The file appears whole or not at all.

    Raises:
        IntegrityError: if an id occurs twice.
    """
    with writing_index(path) as add:
        for row in rows:
            add(row)


@contextmanager
def writing_index(path: Path) -> Iterator[Callable[[Row], None]]:
    """The same for rows that are met on the way to somewhere else: gives what takes them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as scratch:
        runs: list[Path] = []
        run: list[Row] = []

        def end_run() -> None:
            runs.append(Path(scratch) / f"{len(runs)}.parquet")
            _write_sorted(runs[-1], sorted(run))
            run.clear()

        def add(row: Row) -> None:
            run.append(row)
            if len(run) >= RUN_ROWS:
                end_run()

        yield add
        if run:
            end_run()
        merged = Path(scratch) / "merged.parquet"
        _write_sorted(merged, _ascending(heapq.merge(*map(read_rows_index, runs))))
        merged.replace(path)


def read_rows_index(path: Path) -> Iterator[Row]:
    """The rows of an index, sorted by id, in bounded memory.

    Raises:
        IntegrityError: if the file is missing or cannot be read.
    """
    try:
        with pq.ParquetFile(path) as index:
            for batch in index.iter_batches(batch_size=BATCH_ROWS):
                ids, digests = (batch.column(name).to_pylist() for name in INDEX_SCHEMA.names)
                yield from zip(ids, (digest.hex() for digest in digests), strict=True)
    except (OSError, pa.ArrowInvalid, KeyError) as error:
        raise IntegrityError(
            f"the index of published rows {path.name} cannot be read ({type(error).__name__}):"
            " restore it from a backup; without it no version can be told"
        ) from error


def _write_sorted(path: Path, rows: Iterable[Row]) -> None:
    remaining = iter(rows)
    with pq.ParquetWriter(path, INDEX_SCHEMA, compression="zstd") as writer:
        while chunk := list(itertools.islice(remaining, RUN_ROWS)):
            columns = [[row[0] for row in chunk], [bytes.fromhex(row[1]) for row in chunk]]
            writer.write_table(pa.table(columns, schema=INDEX_SCHEMA))


def _ascending(rows: Iterable[Row]) -> Iterator[Row]:
    last: str | None = None
    for number, row in enumerate(rows, start=1):
        if last is not None and row[0] <= last:
            raise IntegrityError(
                f"row {number}: an id occurs twice or is out of order; the rows of two versions"
                " can only be compared when each id is unique"
            )
        last = row[0]
        yield row


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(element) for element in value]
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value):
        return [_plain(getattr(value, f.name)) for f in fields(value)]
    return value
