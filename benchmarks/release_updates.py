"""How much of a dataset has other bytes after an update: as chunks, and as whole files.

    python benchmarks/release_updates.py [--mb 300] [--seed 1] [--cuttings now 1000r 128-256/16]

Rows of benchmarks/release_rows.py, about --mb of Arrow in each config, are written with
`write_config`, and written again after each change. "chunks" is what a store of content-defined
chunks (gear hash, 64 KiB on average, 8 to 128 KiB: the sizes of Xet) would have to take in, in
percent of the new version; "files" is what a static hub copies: all files with another digest.

A cutting is `rows_per_group` with an r (a quarter and four times of it are the bounds), or the
least and the greatest size of a file in MiB and `groups_per_file`, or both (1000r128-256/16);
"now" is the default. Takes about eight times --mb of memory.
"""

import argparse
import dataclasses
import hashlib
import random
import sys
import tempfile
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.release_rows import (
    SHARES,
    YEARS,
    Item,
    cutting_of,
    document_of,
    item_of,
    items_for,
    items_of,
    rows_of,
    write_dataset,
)
from openfonds.releases.parquet import Cutting

CHUNK_BYTES, LEAST_CHUNK, MOST_CHUNK = 64 << 10, 8 << 10, 128 << 10
GEAR = np.random.default_rng(64).integers(0, 1 << 64, 256, np.uint64)
WINDOW = 64  # a gear hash of 64 bits forgets what is longer ago


def chunks_of(path: Path) -> Iterator[bytes]:
    """The content-defined chunks of a file, by a gear hash."""
    data = path.read_bytes()
    begin = 0
    for cut in _cuts(np.frombuffer(data, np.uint8)):
        while cut - begin > MOST_CHUNK:
            yield data[begin : begin + MOST_CHUNK]
            begin += MOST_CHUNK
        if cut - begin >= LEAST_CHUNK or cut == len(data):
            yield data[begin:cut]
            begin = cut


def _cuts(data: NDArray[np.uint8]) -> Iterator[int]:
    """Where the hash of the last 64 bytes ends in 16 zeros, and the end of the data."""
    block = 4 << 20
    for begin in range(0, len(data), block):
        first = max(0, begin - WINDOW)
        hashes = GEAR[data[first : begin + block]]
        shift = 1
        while shift < WINDOW:  # the hash of 2n bytes from two of n
            doubled = hashes.copy()
            doubled[shift:] += hashes[:-shift] << np.uint64(shift)
            hashes, shift = doubled, 2 * shift
        zeros = np.uint64((CHUNK_BYTES - 1) << 48)  # the high bits depend on all 64 bytes
        found = np.flatnonzero((hashes[begin - first :] & zeros) == 0)
        yield from (found + begin + 1).tolist()
    yield len(data)


@dataclasses.dataclass(frozen=True, slots=True)
class Written:
    """A version on the disk: bytes of each digest."""

    files: dict[str, int]
    chunks: dict[bytes, int]


def written(
    items: Sequence[Item], config: str, cutting: Cutting, *, is_wider: bool = False
) -> Written:
    chunks: dict[bytes, int] = {}
    with tempfile.TemporaryDirectory() as folder:
        shards = write_dataset(Path(folder), items, cutting, (config,), is_wider=is_wider)
        for shard in shards:
            for chunk in chunks_of(Path(folder) / shard.path):
                chunks[hashlib.blake2b(chunk, digest_size=16).digest()] = len(chunk)
    return Written({s.sha256: s.n_bytes for s in shards}, chunks)


def updates_of(items: list[Item], seed: int) -> Iterator[tuple[str, list[Item], bool]]:
    """Name, items of the version after, and whether there is one more column."""
    draw = random.Random(seed + 1)
    n = max(1, len(items) // 100)
    numbers = range(len(items), len(items) + n)
    languages = draw.choices(list(SHARES), list(SHARES.values()), k=n)
    year = [
        item_of(*one, seed) for one in zip(languages, [YEARS[-1] + 1] * n, numbers, strict=True)
    ]
    yield "+1 %: the year after the last", sorted([*items, *year]), False
    years = draw.choices(range(1905, 1915), k=n)
    series = [item_of("rus", *one, seed) for one in zip(years, numbers, strict=True)]
    yield "+1 %: Russian, of ten years", sorted([*items, *series]), False
    anywhere = [item for item in items_of(len(items) + n, seed + 2) if item.number >= len(items)]
    yield "+1 %: of all years", sorted([*items, *anywhere]), False
    ten = set(draw.sample(items, 10))
    yield "10 items down, anywhere", [item for item in items if item not in ten], False
    one = next(i for i in draw.sample(items, len(items)) if document_of(i).n_pages == 10)
    yield "1 item of 10 pages down", [item for item in items if item != one], False
    yield "one column added to all rows", items, True


def percent_new(after: dict[str, int] | dict[bytes, int], before: Collection[object]) -> float:
    return 100 * sum(n for d, n in after.items() if d not in before) / sum(after.values())


def main() -> None:
    parser = argparse.ArgumentParser(description="Bytes that an update changes.")
    parser.add_argument("--mb", type=float, default=300, help="of Arrow, in each config")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--configs", nargs="+", default=["documents", "pages"])
    parser.add_argument("--cuttings", nargs="+", default=["now"], metavar="CUTTING")
    options = parser.parse_args()
    for config in options.configs:
        items = items_for(options.mb, options.seed, (config,))
        for name in options.cuttings:
            compare(items, config, name, options.seed)
        rows_of.cache_clear()


def compare(items: list[Item], config: str, name: str, seed: int) -> None:
    cutting = cutting_of(name)
    before = written(items, config, cutting)
    sizes = [n / 2**20 for n in before.files.values()]
    print(
        f"\n{config} of {len(items)} items, cutting {name}: {sum(sizes):.1f} MiB in {len(sizes)}"
        f" files of {min(sizes):.0f} to {max(sizes):.0f} MiB"
    )
    print(f"{'percent with other bytes':34}{'chunks':>8}{'files':>8}")
    for change, changed, is_wider in updates_of(items, seed):
        after = written(changed, config, cutting, is_wider=is_wider)
        chunks = percent_new(after.chunks, before.chunks)
        print(f"{change:34}{chunks:8.2f}{percent_new(after.files, before.files):8.1f}", flush=True)


if __name__ == "__main__":
    main()
