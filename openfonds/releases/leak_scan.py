"""A last look at published rows for what no rule lets out, on the bytes that strangers get."""

from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from openfonds.releases.withdrawn import document_of
from openfonds.restrictions.detectors.identifiers import Identifiers
from openfonds.restrictions.detectors.secrecy_marks import SecrecyMarks

TEXT, KEY = "text", "id"
# Cleaning takes out running heads, which the raw text still has. What else is text is made of
# these: nothing is in it that is not in them.
READ = (TEXT, "text_raw")
DESCRIBING = ("title_src", "creator_src", "author_src", "series_src")
VERSION = "3"  # raise it when the same findings may lead to another answer
MOST_TOLD = 10
BATCH_ROWS = 256


class LeakScan:
    """Looks for identifiers of persons and marks of secrecy that are so for certain."""

    def __init__(self, by_people: Collection[str]) -> None:
        """`by_people`: ids of the documents that people opened, having seen what is in them."""
        self.by_people = frozenset(by_people)
        self.let_through: set[str] = set()  # those of them that hold something of that kind
        self._detectors = (Identifiers(), SecrecyMarks(printed=True))

    @property
    def version(self) -> str:
        """Of the scan and its detectors: under another one a file must be looked through again."""
        return " ".join((VERSION, *(f"{d.name}/{d.version}" for d in self._detectors)))

    def may_be_public(self, row_id: str | None, *texts: str | None) -> bool:
        """Whether nothing of that kind is in the texts of a row, or people opened it with that."""
        if not any(
            finding.confidence == "certain" and finding.fact != "declassification_stamp"
            for text in dict.fromkeys(texts)
            if text
            for detector in self._detectors
            for finding in detector.find(text)
        ):
            return True
        document = document_of(row_id or "")
        if document in self.by_people:
            self.let_through.add(document)
        return document in self.by_people


def leaks_in(path: Path, scan: LeakScan) -> list[str]:
    """Rows of a Parquet file with what may not be public.

    Returns:
        Sentences that name the row by its id and never what was found.
    """
    with pq.ParquetFile(path) as shard:
        names = shard.schema_arrow.names
        if TEXT not in names:
            return []
        columns = [KEY, *texts_of(names)]
        found = (
            f"row {row_id} holds what may not be published"
            for batch in shard.iter_batches(batch_size=BATCH_ROWS, columns=columns)
            for row_id, *texts in rows_of(batch)
            if not scan.may_be_public(row_id, *texts)
        )
        return list(islice(found, MOST_TOLD))


def texts_of(columns: Sequence[str]) -> list[str]:
    """The columns that are looked at, of those that there are."""
    return [name for name in (*READ, *DESCRIBING) if name in columns]


def rows_of(batch: pa.RecordBatch) -> Iterator[tuple[str | None, ...]]:
    """(id, text, raw text, title ...) of each row."""
    columns = (KEY, *texts_of(batch.schema.names))
    return zip(*(batch.column(name).to_pylist() for name in columns), strict=True)
