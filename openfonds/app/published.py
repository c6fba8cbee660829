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


def overdue(at: Installation, collection: str) -> int:
    """How many documents of the newest version, on any hub, are closed by now.

    Something closed in one collection closes what repeats it in others (`openfonds.app.copies`);
    they are published until the next release of their own collection.
    """
    published: set[str] = set()
    for hub in releases.hubs_of(at.engine, collection):
        newest = releases.latest(at.engine, collection, hub)
        published |= documents_in(at, newest) if newest else frozenset()
    if not published:
        return 0
    for recorded in decisions.current(at.engine, collection):
        if recorded.decision.outcome is Outcome.OPEN:
            published.discard(record_id(collection, recorded.decision.reference_code))
    return len(published)


def _rows_in(at: Installation, one: Release) -> Iterator[str]:
    with scratch_folder() as scratch:
        index = Path(scratch) / "rows.parquet"
        index.write_bytes(at.storage.cleared.read(one.rows_index))
        yield from (row_id for row_id, _ in read_rows_index(index))
