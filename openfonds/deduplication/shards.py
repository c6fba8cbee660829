"""Sketches of a shard as they are kept: by column, so that only what is needed is read.

To find copies of a few new texts, of all others the keys of the bands are read, and of what has a
key in common with a new text what is compared. Each part tells whether it was damaged: heads and
bands by a digest, each row of what is compared by a sum of its words times odd factors, which any
change of one word changes (multilinear hashing).
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openfonds.deduplication.sketches import BANDS, SKETCH, Sketches
from openfonds.errors import IntegrityError

HEAD = np.dtype([(name, SKETCH[name]) for name in ("id", "page", "letters", "digest")])
ROW = np.dtype(
    [
        ("letters", "<u8"),
        ("long", SKETCH["long"]),
        ("short", SKETCH["short"]),
        ("sum", "<u8"),  # of the rest of the row
    ]
)
DIGEST_BYTES = 16
FEW = 8  # of so many rows one is wanted: they are read one by one

Numbers = NDArray[np.int64]
Keys = NDArray[np.uint32]
Words = NDArray[np.uint64]

_ODD = np.uint64(0x9E3779B97F4A7C15)
_FACTORS = np.arange(1, ROW.itemsize // 8, dtype=np.uint64) * _ODD | np.uint64(1)


@dataclass(frozen=True, slots=True)
class SketchShard:
    """Kept sketches of so many texts, read part by part.

    Raises:
        IntegrityError: by what reads, where there is not what `kept` made.
    """

    count: int
    # From each of these places of the file so many bytes; fewer where there are not so many.
    read: Callable[[Sequence[int], int], bytes]
    name: str  # for messages

    def heads(self) -> Sketches:
        """Id, page, letters and digest of each text."""
        data = self._checked(0, HEAD.itemsize * self.count)
        return np.frombuffer(data, HEAD)

    def bands(self) -> Keys:
        """The keys of all texts by band: one row a band."""
        data = self._checked(DIGEST_BYTES + HEAD.itemsize * self.count, 4 * BANDS * self.count)
        return np.frombuffer(data, "<u4").reshape(BANDS, self.count)

    def rows(self, wanted: Numbers) -> Sketches:
        """What is compared, of these texts; sorted numbers."""
        first = 2 * DIGEST_BYTES + (HEAD.itemsize + 4 * BANDS) * self.count
        size = ROW.itemsize
        if FEW * len(wanted) < self.count:
            data = self.read((first + size * wanted).tolist(), size)
            found = np.frombuffer(data, ROW) if len(data) == size * len(wanted) else None
        else:
            data = self.read([first], size * self.count)
            whole = len(data) == size * self.count
            found = np.frombuffer(data, ROW)[wanted] if whole else None
        if found is None or (_sums(found) != found["sum"]).any():
            raise self._changed()
        return found

    def has(self, keys: Sequence[tuple[str, int]]) -> bool:
        """Whether the sketches of texts with these ids and pages are there, undamaged."""
        try:
            heads = self.heads()
            self.bands()
            self.rows(np.arange(self.count))
        except IntegrityError:
            return False
        ours = [(row_id.encode(), page) for row_id, page in keys]
        return list(zip(heads["id"], heads["page"].tolist(), strict=True)) == ours

    def _checked(self, begin: int, size: int) -> memoryview:
        data = self.read([begin], DIGEST_BYTES + size)
        body = memoryview(data)[DIGEST_BYTES:]
        if len(body) != size or data[:DIGEST_BYTES] != _digest(body):
            raise self._changed()
        return body

    def _changed(self) -> IntegrityError:
        return IntegrityError(f"{self.name} was changed while copies were sought: run it again")


def kept(sketches: Sketches) -> bytes:
    """Sketches as a shard keeps them."""
    heads = np.empty(len(sketches), HEAD)
    rows = np.empty(len(sketches), ROW)
    for name in HEAD.names or ():
        heads[name] = sketches[name]
    for name in ("letters", "long", "short"):
        rows[name] = sketches[name]
    rows["sum"] = _sums(rows)
    parts = heads.tobytes(), np.ascontiguousarray(sketches["bands"].T).tobytes()
    return b"".join(_digest(part) + part for part in parts) + rows.tobytes()


def _sums(rows: Sketches) -> Words:
    words = np.ascontiguousarray(rows).view(np.uint64).reshape(len(rows), -1)[:, :-1]
    sums: Words = words @ _FACTORS + _ODD
    return sums


def _digest(data: bytes | memoryview) -> bytes:
    return hashlib.sha256(data).digest()[:DIGEST_BYTES]
