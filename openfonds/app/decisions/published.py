"""What of a collection strangers can get now, and what of that a decision has closed since."""

from collections.abc import Iterator
from pathlib import Path

from catalog import decisions, releases
from catalog.releases import Release
from openfonds.app.installation import Installation
from openfonds.model import Outcome
from openfonds.releases.assemble import record_id
from openfonds.releases.versions import read_rows_index
from openfonds.releases.withdrawn import document_of
from openfonds.storage import scratch_folder


def documents_in(at: Installation, one: Release) -> frozenset[str]:
    """Ids of the documents that a version has rows of."""
    return frozenset(document_of(row_id) for row_id in _rows_in(at, one))


def overdue(at: Installation, collection: str) -> dict[str, int]:
    """By hub, how many documents of the newest version are closed by now, where there are any.

    Something closed in one collection closes what repeats it in others (see copies.py); it
    is published until the next release of its own collection, on every hub for itself.
    """
    closed = {
        hub: set(documents_in(at, newest))
        for hub in releases.hubs_of(at.engine, collection)
        if (newest := releases.latest(at.engine, collection, hub))
    }
    if not closed:
        return {}
    for recorded in decisions.current(at.engine, collection):
        if recorded.decision.outcome is Outcome.OPEN:
            document = record_id(collection, recorded.decision.reference_code)
            for documents in closed.values():
                documents.discard(document)
    return {hub: len(documents) for hub, documents in closed.items() if documents}


def _rows_in(at: Installation, one: Release) -> Iterator[str]:
    with scratch_folder() as scratch:
        index = Path(scratch) / "rows.parquet"
        index.write_bytes(at.storage.cleared.read(one.rows_index))
        yield from (row_id for row_id, _ in read_rows_index(index))
