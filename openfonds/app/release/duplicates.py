"""Copies among the records of a release: sketches beside the cleared records, clusters of them.

Only what passed the gate is looked at, as it is published, so a cluster says nothing of a closed
text. The sketches of a shard are kept under what its texts were made from; a later release takes
them over instead of making them again, and those of a shard that is gone go with it.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate

from openfonds.deduplication.clusters import Clusters, find_clusters
from openfonds.deduplication.known import Known
from openfonds.deduplication.shards import SketchShard, kept
from openfonds.deduplication.sketches import sketch_texts
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
    file = SketchFile(path, len(rows))
    if not shard_in(cleared, file).has([(row_id, page) for row_id, page, _ in rows]):
        cleared.write(path, kept(sketch_texts(rows)))
    return file


def find_duplicates(cleared: Zone, files: Sequence[SketchFile], known: str) -> Duplicates:
    """The clusters among the records of all shards of one config.

    Args:
        known: path of what the last run found, which is read, and written anew.
    """
    shards = [shard_in(cleared, file) for file in files]
    with scratch_folder() as scratch:
        clusters, now = find_clusters(shards, scratch, Known.of_bytes(_kept(cleared, known)))
    _keep(cleared, known, now.to_bytes())
    return Duplicates(clusters, tuple(accumulate((f.count for f in files), initial=0))[:-1])


def shard_in(cleared: Zone, file: SketchFile) -> SketchShard:
    """The kept sketches of a part of a shard; they are read when they are asked for."""
    return SketchShard(file.count, partial(_read, cleared, file.path), cleared.url(file.path))


def _read(cleared: Zone, path: str, begins: Sequence[int], size: int) -> bytes:
    """So many bytes from each of these places of a file; none where there is no file."""
    found = []
    try:
        with cleared.open(path) as stream:
            for begin in begins:
                stream.seek(begin)
                found.append(stream.read(size))
    except FileNotFoundError:
        return b""
    return b"".join(found)


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
