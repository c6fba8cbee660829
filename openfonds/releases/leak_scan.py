"""A last look at published rows for what no rule lets out, on the bytes that strangers get."""

from collections.abc import Collection, Iterator
from pathlib import Path

import pyarrow.parquet as pq

from openfonds.releases.withdrawn import document_of
from openfonds.restrictions.detectors.identifiers import Identifiers
from openfonds.restrictions.detectors.secrecy_marks import SecrecyMarks

TEXT, KEY = "text", "id"
MOST_TOLD = 10
BATCH_ROWS = 256


def leaks_in(path: Path, by_people: Collection[str]) -> list[str]:
    """Rows of a Parquet file with an identifier of a person or a mark of secrecy for certain.

    Args:
        by_people: ids of the documents that people opened, having seen what is in them.

    Returns:
        Sentences that name the row by its id and never what was found.
    """
    with pq.ParquetFile(path) as shard:
        if TEXT not in shard.schema_arrow.names:
            return []
        found: list[str] = []
        for row_id in _rows_with_leaks(shard, by_people):
            found.append(f"row {row_id} holds what may not be published")
            if len(found) >= MOST_TOLD:
                break
    return found


def _rows_with_leaks(shard: pq.ParquetFile, by_people: Collection[str]) -> Iterator[str]:
    detectors = (Identifiers(), SecrecyMarks(printed=True))
    for batch in shard.iter_batches(batch_size=BATCH_ROWS, columns=[KEY, TEXT]):
        for row_id, text in zip(
            batch.column(KEY).to_pylist(), batch.column(TEXT).to_pylist(), strict=True
        ):
            if document_of(row_id) not in by_people and any(
                finding.confidence == "certain" and finding.fact != "declassification_stamp"
                for detector in detectors
                for finding in detector.find(text)
            ):
                yield row_id
