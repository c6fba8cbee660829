"""What can only be told of all files together: unique keys, pages without documents, and so on.

One pass over the rows keeps, for each document, its keys and a digest of its text, and for each
run of pages of one document where it begins and ends: about 1 kB a document, and no texts.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from openfonds.releases.assemble import PAGE_BREAK
from validators import clusters
from validators.clusters import ONE, SHARED
from validators.laws import Truths

COMPLETE = "pages 1 to n_pages are there"
SAME_TEXT = "text is that of the pages, joined by form feeds"
ALIKE = "decision_id and reference_code of its pages are those of the document"
DOCUMENT_LAWS = (COMPLETE, SAME_TEXT, SHARED, ONE, ALIKE)

KNOWN = "the document of the pages is in documents"
TOGETHER = "the other pages of the document are nowhere else"
PAGE_LAWS = (KNOWN, TOGETHER)

_DOCUMENT = pa.schema(
    {
        "row": pa.string(),
        "id": pa.string(),
        "reference_code": pa.string(),
        "decision_id": pa.string(),
        "n_pages": pa.int64(),
        "cluster": pa.string(),
        "kept": pa.bool_(),
        "digest": pa.binary(),
    }
)
_DOCUMENT_COLUMNS = ("id", "reference_code", "decision_id", "n_pages", *clusters.COLUMNS)
_PAGE_COLUMNS = ("document_id", "reference_code", "decision_id", "page", "text")
_RUN = pa.schema(
    {
        "row": pa.string(),
        "document_id": pa.string(),
        "reference_code": pa.string(),  # null where its pages differ
        "decision_id": pa.string(),  # the same
        "pages": pa.int64(),
        "unbroken": pa.bool_(),
        "digest": pa.binary(),
    }
)


@dataclass(slots=True)
class _Run:
    """Pages of one document that stand one after the other."""

    row: str  # of its first page
    document_id: str | None
    reference_code: str | None
    decision_id: str | None
    pages: int
    last: int | None
    unbroken: bool  # from 1 on without a gap
    text: Any  # the running digest


class AcrossFiles:
    """Collects documents and runs of pages, in the order of the files."""

    def __init__(self) -> None:
        self._documents: list[pa.Table] = [_DOCUMENT.empty_table()]
        self._runs: list[pa.Table] = [_RUN.empty_table()]
        self._run: _Run | None = None

    def add_documents(self, labels: pa.Array, rows: pa.RecordBatch) -> None:
        """Remember the keys of documents."""
        digests = [_digest(text).digest() for text in rows["text"].to_pylist()]
        columns = [
            labels,
            *(rows[name] for name in _DOCUMENT_COLUMNS),
            pa.array(digests, type=pa.binary()),
        ]
        self._documents.append(pa.table(columns, schema=_DOCUMENT))

    def add_pages(self, labels: pa.Array, rows: pa.RecordBatch) -> Truths:
        """Remember runs of pages; returns whether each page follows the one before it.

        The first page of a document must be number 1, and every other one more than the last.
        """
        follows = np.zeros(len(rows), dtype=bool)
        ended: list[_Run] = []
        columns = [rows[name].to_pylist() for name in _PAGE_COLUMNS]
        for i, (label, document_id, reference, decision, page, text) in enumerate(
            zip(labels.to_pylist(), *columns, strict=True)
        ):
            run = self._run
            if run is None or document_id != run.document_id:
                if run is not None:
                    ended.append(run)
                follows[i] = page == 1
                self._run = _Run(
                    label,
                    document_id,
                    reference,
                    decision,
                    1,
                    page,
                    bool(follows[i]),
                    _digest(text),
                )
            else:
                follows[i] = run.last is not None and page == run.last + 1
                run.pages += 1
                run.reference_code = run.reference_code if run.reference_code == reference else None
                run.decision_id = run.decision_id if run.decision_id == decision else None
                run.last = page
                run.unbroken &= bool(follows[i])
                run.text.update((PAGE_BREAK + (text or "")).encode())
        self._end(ended)
        return follows

    def documents(self) -> pa.Table:
        """One row a document: its keys, and the laws of this module."""
        documents, runs = self._tables()
        # Where a document has several runs this is the first; TOGETHER tells of the others.
        index = pc.index_in(documents["id"], value_set=runs["document_id"])
        pages, unbroken, digest = (pc.take(runs[n], index) for n in ("pages", "unbroken", "digest"))
        n_pages = documents["n_pages"]
        shared, one = clusters.laws_of(documents["cluster"], documents["kept"])
        laws = {
            COMPLETE: pc.and_(unbroken, pc.equal(pages, n_pages)),
            SAME_TEXT: pc.equal(digest, documents["digest"]),
            ALIKE: pc.and_(
                *(
                    pc.equal(pc.take(runs[name], index), documents[name])
                    for name in ("reference_code", "decision_id")
                )
            ),
            SHARED: shared,
            ONE: one,
        }
        return pa.table(
            {name: documents[name] for name in ("row", "id", "reference_code")}
            | {law: pc.fill_null(holds, False) for law, holds in laws.items()}
        )

    def runs_of_pages(self) -> pa.Table:
        """One row for each run of pages of one document, under the label of its first page."""
        documents, runs = self._tables()
        ids = runs["document_id"]
        return pa.table(
            {
                "row": runs["row"],
                KNOWN: pc.is_in(ids, value_set=documents["id"]),
                TOGETHER: pc.equal(_counts(ids), 1),
            }
        )

    def _tables(self) -> tuple[pa.Table, pa.Table]:
        if self._run is not None:
            self._end([self._run])
            self._run = None
        return pa.concat_tables(self._documents), pa.concat_tables(self._runs)

    def _end(self, runs: list[_Run]) -> None:
        self._runs.append(
            pa.table(
                [
                    [run.row for run in runs],
                    [run.document_id for run in runs],
                    [run.reference_code for run in runs],
                    [run.decision_id for run in runs],
                    [run.pages for run in runs],
                    [run.unbroken for run in runs],
                    [run.text.digest() for run in runs],
                ],
                schema=_RUN,
            )
        )


def _digest(text: str | None) -> Any:
    return hashlib.sha256((text or "").encode())


def _counts(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """How often each value occurs."""
    counted = values.value_counts()
    index = pc.index_in(values, value_set=counted.field("values"))
    return pc.take(counted.field("counts"), index)
