"""What is kept of a search for copies, so that the next one only looks at what came since."""

from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from openfonds.deduplication.sketches import SKETCH_VERSION
from openfonds.deduplication.verification import VERIFICATION_VERSION

_VERSION = f"{SKETCH_VERSION} {VERIFICATION_VERSION} 2"

Keys = NDArray[np.uint64]
Pairs = NDArray[np.uint32]


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """The texts of an earlier search, and what was found of pairs of them.

    A text is known by the first half of the digest of its letters, whatever its id; pairs are
    places of two texts, one row a pair.
    """

    texts: Keys  # sorted
    copies: Pairs  # candidates that are copies
    accepted: Pairs  # texts held against the representative of a copy of theirs: copies of it
    rejected: Pairs  # and such that are none

    @classmethod
    def of_bytes(cls, data: bytes) -> "Known":
        """What `to_bytes` made; nothing known where that was of another version, or is empty."""
        head, _, body = data.partition(b"\n")
        version, _, lengths = head.decode(errors="replace").partition(": ")
        sizes = [int(length) for length in lengths.split() if length.isdecimal()]
        if version != _VERSION or len(sizes) != 4 or sum(sizes) * 8 != len(body):
            return NOTHING
        bounds = accumulate((8 * size for size in sizes), initial=0)
        texts, *pairs = (body[begin:end] for begin, end in pairwise(bounds))
        return cls(
            np.frombuffer(texts, "<u8"), *(np.frombuffer(p, "<u4").reshape(-1, 2) for p in pairs)
        )

    def to_bytes(self) -> bytes:
        """For keeping beside the sketches. Less can be told from it than from them."""
        pairs = (self.copies, self.accepted, self.rejected)
        sizes = " ".join(str(len(column)) for column in (self.texts, *pairs))
        body = b"".join(column.astype("<u4").tobytes() for column in pairs)
        return f"{_VERSION}: {sizes}\n".encode() + self.texts.astype("<u8").tobytes() + body


_NO_PAIRS = np.empty((0, 2), np.uint32)
NOTHING = Known(np.empty(0, np.uint64), _NO_PAIRS, _NO_PAIRS, _NO_PAIRS)
