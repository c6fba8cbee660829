"""Copies among the records of a release: sketches beside the cleared records, clusters of them.

Only what passed the gate is looked at, as it is published, so a cluster says nothing of a closed
text. The sketches of a shard are kept under what its texts were made from; a later release takes
them over instead of making them again, and those of a shard that is gone go with it.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from openfonds.deduplication.clusters import Clusters, Known, find_clusters
from openfonds.deduplication.sketches import SKETCH, Sketches, sketch_texts, sketches_of
from openfonds.errors import IntegrityError
from openfonds.releases.records import DocumentRecord, PageRecord
from openfonds.storage import Zone, scratch_folder

DIGEST_BYTES = 16


@dataclass(frozen=True, slots=True)
class SketchFile:
    """The sketches of one part of a shard, in the order of its records."""

    path: str
    count: int


@dataclass(frozen=True, slots=True)
class Duplicates:
    """The clusters of one config."""

    clusters: Clusters
    offsets: tuple[int, ...]  # number of the first record of each shard

    def of(self, shard: int, row: int) -> tuple[str | None, bool]:
        """(name of the cluster, whether it is the representative) of a record of a shard."""
        return self.clusters.of(self.offsets[shard] + row)


def keep_sketches(
    cleared: Zone, path: str, records: Sequence[DocumentRecord] | Sequence[PageRecord]
) -> SketchFile:
    """Make the sketches of these records, unless they are there."""
    rows = [_row(record) for record in records]
    keys = [(row_id, page) for row_id, page, _ in rows]
    if sketches_of(_kept(cleared, path), keys) is None:
        _keep(cleared, path, sketch_texts(rows).tobytes())
    return SketchFile(path, len(rows))


def find_duplicates(cleared: Zone, files: Sequence[SketchFile], known: str) -> Duplicates:
    """The clusters among the records of all shards of one config.

    Args:
        known: path of what the last run found, which is read, and written anew.
    """

    def groups() -> Iterator[Sketches]:
        for file in files:
            group = np.frombuffer(_kept(cleared, file.path), SKETCH)
            if len(group) != file.count:
                raise IntegrityError(
                    f"{cleared.url(file.path)} was changed while copies were sought: run it again"
                )
            yield group

    with scratch_folder() as scratch:
        clusters, now = find_clusters(groups(), scratch, Known.of_bytes(_kept(cleared, known)))
    _keep(cleared, known, now.to_bytes())
    return Duplicates(clusters, tuple(accumulate((f.count for f in files), initial=0))[:-1])


def _keep(cleared: Zone, path: str, data: bytes) -> None:
    cleared.write(path, _digest(data) + data)


def _kept(cleared: Zone, path: str) -> bytes:
    """What was kept; nothing where it was damaged: it is made again."""
    whole = cleared.read(path) if cleared.exists(path) else b""
    data = whole[DIGEST_BYTES:]
    return data if whole[:DIGEST_BYTES] == _digest(data) else b""


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=DIGEST_BYTES).digest()


def _row(record: DocumentRecord | PageRecord) -> tuple[str, int, str]:
    if isinstance(record, PageRecord):
        return record.document_id, record.page, record.text
    return record.id, 0, record.text
