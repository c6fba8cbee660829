"""All cleared records of a collection in the order of the release, in bounded memory.

Shards are opened when their first record is due, so that holdings which come in the order of
their years never have more than a few shards open.
"""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from openfonds.app.clear import Clearance, Cleared
from openfonds.batches import read_batch
from openfonds.releases.parquet import row_order
from openfonds.releases.records import DOCUMENT_ORDER, DocumentRecord, PageRecord
from openfonds.storage import Zone

Rows = tuple[DocumentRecord, list[PageRecord]]


def documents(clearance: Clearance, cleared: Zone) -> Iterator[DocumentRecord]:
    """The rows of the `documents` config, in order."""
    for document in _merged(clearance.shards, cleared, with_pages=False):
        cluster = document[0].duplicate_cluster_gen
        known = cluster if cluster in clearance.clusters else None
        yield replace(document[0], duplicate_cluster_gen=known)


def pages(clearance: Clearance, cleared: Zone) -> Iterator[PageRecord]:
    """The rows of the `pages` config, in the order of their documents."""
    for _, rows in _merged(clearance.shards, cleared, with_pages=True):
        yield from rows


def _merged(shards: Sequence[Cleared], cleared: Zone, *, with_pages: bool) -> Iterator[Rows]:
    order = row_order(DOCUMENT_ORDER)
    waiting = sorted(enumerate(shards), key=lambda one: (one[1].first, one[0]), reverse=True)
    heap: list[tuple[Any, int, Rows, Iterator[Rows]]] = []

    def advance(number: int, rows: Iterator[Rows]) -> None:
        if (row := next(rows, None)) is not None:
            heapq.heappush(heap, (order(row[0]), number, row, rows))

    while waiting or heap:
        while waiting and (not heap or waiting[-1][1].first <= heap[0][0]):
            number, shard = waiting.pop()
            advance(number, _rows(shard, cleared, with_pages=with_pages))
        _, number, row, rows = heapq.heappop(heap)
        yield row
        advance(number, rows)


def _rows(shard: Cleared, cleared: Zone, *, with_pages: bool) -> Iterator[Rows]:
    by_document: dict[str, list[PageRecord]] = {}
    if with_pages:
        for page in read_batch(cleared, shard.pages, PageRecord):
            by_document.setdefault(page.document_id, []).append(page)
    for document in read_batch(cleared, shard.documents, DocumentRecord):
        yield document, by_document.get(document.id, [])
