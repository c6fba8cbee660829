"""Batches: immutable Parquet files of one noun, written whole, read only if unchanged."""

import io
from collections.abc import Iterable
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from openfonds.digests import sha256_of_bytes
from openfonds.errors import IntegrityError
from openfonds.model import SCHEMA_VERSION, Batch
from openfonds.schema import from_table, schema_of, to_table
from openfonds.storage import Zone

T = TypeVar("T")


def write_batch(zone: Zone, path: str, noun: type, rows: Iterable[Any]) -> Batch:
    """Write rows of one noun as one Parquet file. The caller bounds the rows (a shard).

    Raises:
        TransientError: when the storage is full or out of reach.
    """
    table = to_table(noun, rows)
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd", write_statistics=False)
    data = buffer.getvalue()
    zone.write(path, data)
    return Batch(noun.__name__, path, sha256_of_bytes(data), table.num_rows)


def read_batch(zone: Zone, batch: Batch, noun: type[T]) -> list[T]:
    """The rows of a batch.

    Raises:
        IntegrityError: when the file is gone, was changed, or holds another noun or schema.
    """
    return from_table(noun, _table(zone, batch, noun))


def read_columns(zone: Zone, batch: Batch, noun: type, names: list[str]) -> list[dict[str, Any]]:
    """Some columns of the rows of a batch.

    Raises:
        IntegrityError: when the file is gone, was changed, or holds another noun or schema.
    """
    rows: list[dict[str, Any]] = _table(zone, batch, noun, names).to_pylist()
    return rows


def _table(zone: Zone, batch: Batch, noun: type, names: list[str] | None = None) -> pa.Table:
    if batch.noun != noun.__name__ or batch.schema_version != SCHEMA_VERSION:
        raise IntegrityError(
            f"{batch.path} holds {batch.noun} of schema {batch.schema_version}, not"
            f" {noun.__name__} of schema {SCHEMA_VERSION}: ingest the holding again"
        )
    try:
        data = zone.read(batch.path)
    except FileNotFoundError:
        raise IntegrityError(f"{batch.path} is gone: ingest the holding again") from None
    if sha256_of_bytes(data) != batch.sha256:
        raise IntegrityError(f"{batch.path} was changed after it was written: ingest again")
    file = pq.ParquetFile(io.BytesIO(data))
    if not file.schema_arrow.equals(schema_of(noun)):
        raise IntegrityError(f"{batch.path} has another schema: ingest the holding again")
    return file.read(names)
