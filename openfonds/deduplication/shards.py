"""Sketches of a shard as they are kept: by column, so that only what is needed is read.

To find copies of a few new texts, of all others the keys of the bands are read, and of what has a
key in common with a new text what is compared. Each part, and each row of what is compared, tells
whether it was damaged by a sum of its words times odd factors (multilinear hashing), which any
change of one word changes.
"""

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
SUM_BYTES = 8
FEW = 8  # of so many rows one is wanted: they are read one by one

Numbers = NDArray[np.int64]
Keys = NDArray[np.uint32]
Words = NDArray[np.uint64]

_ODD = np.uint64(0x9E3779B97F4A7C15)


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
        data = self._checked(SUM_BYTES + HEAD.itemsize * self.count, 4 * BANDS * self.count)
        return np.frombuffer(data, "<u4").reshape(BANDS, self.count)

    def rows(self, wanted: Numbers) -> Sketches:
        """What is compared, of these texts; sorted numbers."""
        first = 2 * SUM_BYTES + (HEAD.itemsize + 4 * BANDS) * self.count
        size = ROW.itemsize
        if FEW * len(wanted) < self.count:
            data = self.read((first + size * wanted).tolist(), size)
            found = np.frombuffer(data, ROW) if len(data) == size * len(wanted) else None
        else:
            data = self.read([first], size * self.count)
            whole = len(data) == size * self.count
            found = np.frombuffer(data, ROW)[wanted] if whole else None
        if found is None or (_sums(found, wanted) != found["sum"]).any():
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
        data = self.read([begin], SUM_BYTES + size)
        body = memoryview(data)[SUM_BYTES:]
        if len(body) != size or data[:SUM_BYTES] != _sum(body):
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
    rows["sum"] = _sums(rows, np.arange(len(rows)))
    parts = heads.tobytes(), np.ascontiguousarray(sketches["bands"].T).tobytes()
    return b"".join(_sum(part) + part for part in parts) + rows.tobytes()


def _sums(rows: Sketches, numbers: Numbers) -> Words:
    """Of each row, with its number: a row in another's place is damage, too."""
    words = np.frombuffer(np.ascontiguousarray(rows).data, "<u8").reshape(
        len(rows), ROW.itemsize // 8
    )
    return _times_factors(words[:, :-1]) + numbers.astype(np.uint64)


def _sum(data: bytes | memoryview) -> bytes:
    """Of heads or bands, first of lines of them: of whole words for each text, so of some lines."""
    words = np.frombuffer(data, "<u8")
    lines = words.reshape(-1, HEAD.itemsize // 8 if len(words) % (BANDS // 2) else BANDS // 2)
    return _times_factors(_times_factors(lines)[None]).astype("<u8").tobytes()


def _times_factors(words: Words) -> Words:
    factors = np.arange(1, words.shape[1] + 1, dtype=np.uint64) * _ODD | np.uint64(1)
    sums: Words = words @ factors + _ODD
    return sums
