"""All cleared records of a collection in the order of the release, in bounded memory.

Shards are opened when their first record is due, so that holdings which come in the order of
their years never have more than a few shards open.
"""

import heapq
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, TypeVar

from openfonds.app.release.clear import Clearance
from openfonds.batches import read_batch
from openfonds.releases.parquet import row_order
from openfonds.releases.records import DOCUMENT_ORDER, DocumentRecord, PageRecord
from openfonds.storage import Zone

Rows = tuple[DocumentRecord, list[PageRecord]]
R = TypeVar("R", DocumentRecord, PageRecord)


def documents(clearance: Clearance, cleared: Zone) -> Iterator[DocumentRecord]:
    """The rows of the `documents` config, in order."""
    for document, _ in _merged(clearance, cleared, with_pages=False):
        yield document


def pages(clearance: Clearance, cleared: Zone) -> Iterator[PageRecord]:
    """The rows of the `pages` config, in the order of their documents."""
    for _, rows in _merged(clearance, cleared, with_pages=True):
        yield from rows


def _merged(clearance: Clearance, cleared: Zone, *, with_pages: bool) -> Iterator[Rows]:
    order = row_order(DOCUMENT_ORDER)
    waiting = sorted(
        enumerate(clearance.shards), key=lambda one: (one[1].first, one[0]), reverse=True
    )
    heap: list[tuple[Any, int, Rows, Iterator[Rows]]] = []

    def advance(number: int, rows: Iterator[Rows]) -> None:
        if (row := next(rows, None)) is not None:
            heapq.heappush(heap, (order(row[0]), number, row, rows))

    while waiting or heap:
        while waiting and (not heap or waiting[-1][1].first <= heap[0][0]):
            number, _ = waiting.pop()
            advance(number, _rows(clearance, number, cleared, with_pages=with_pages))
        _, number, row, rows = heapq.heappop(heap)
        yield row
        advance(number, rows)


def _rows(clearance: Clearance, number: int, cleared: Zone, *, with_pages: bool) -> Iterator[Rows]:
    """The records of one shard, marked where they are copies."""
    shard = clearance.shards[number]
    by_document: dict[str, list[PageRecord]] = {}
    if with_pages:
        for row, page in enumerate(read_batch(cleared, shard.pages, PageRecord)):
            marked = _marked(page, clearance.page_duplicates.of(number, row))
            by_document.setdefault(page.document_id, []).append(marked)
    for row, document in enumerate(read_batch(cleared, shard.documents, DocumentRecord)):
        marks = clearance.duplicates.of(number, row)
        yield _marked(document, marks), by_document.get(document.id, [])


def _marked(record: R, marks: tuple[str | None, bool]) -> R:
    name, is_kept = marks
    if name is None:
        return record
    return replace(record, duplicate_cluster_gen=name, duplicate_representative_gen=is_kept)
