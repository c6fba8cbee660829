"""Sketches in temporary files, by band and by text, where they come as a stream."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from openfonds.deduplication.sketches import ID_BYTES, SKETCH, Sketches

AT_ONCE = 2048  # sketches


@dataclass(frozen=True, slots=True, eq=False)
class LaidOut:
    """Sketches on disk; in memory the id of each."""

    ids: NDArray[np.bytes_]
    whole: BinaryIO
    bands: BinaryIO

    def band(self, which: int) -> NDArray[np.uint32]:
        """The keys of all texts in a band."""
        size = 4 * len(self.ids)
        return np.frombuffer(os.pread(self.bands.fileno(), size, which * size), np.uint32)


@contextmanager
def laid_out(sketches: Iterable[Sketches], scratch: Path) -> Iterator[LaidOut]:
    """Sketches in files below `scratch`, which are removed at the end."""
    ids = [np.empty(0, f"S{ID_BYTES}")]
    with TemporaryFile(dir=scratch) as whole, TemporaryFile(dir=scratch) as bands:
        count = 0
        for group in sketches:
            group.tofile(whole)
            ids.append(group["id"].copy())  # a view would keep all of it in memory
            count += len(group)
        whole.flush()
        _write_bands(whole, bands, count)
        yield LaidOut(np.concatenate(ids), whole, bands)


def _write_bands(whole: BinaryIO, bands: BinaryIO, count: int) -> None:
    for begin in range(0, count, AT_ONCE):
        size = min(AT_ONCE, count - begin)
        data = os.pread(whole.fileno(), size * SKETCH.itemsize, begin * SKETCH.itemsize)
        columns = np.ascontiguousarray(np.frombuffer(data, SKETCH)["bands"].T)
        for which, column in enumerate(columns):
            os.pwrite(bands.fileno(), column.tobytes(), 4 * (which * count + begin))
