"""Write speed and memory of `write_config` beside plain pyarrow, and a takedown on a static hub.

    python benchmarks/release_writing.py [--gb 1] [--takedown-gb 1] [--seed 1]

Writing: documents and then pages, --gb of Arrow together, each way in a process of its own, in
turn (--rounds). The rows are made up (benchmarks/release_rows.py); 1200 items are
issued again and again with new ids, so that making them costs next to nothing, and one row is a
long way from the next with its text. `write_config` takes Python rows. "pyarrow" takes ready
Arrow tables of 1000 rows and writes one as a row group, with the same codec and level and all
else by default; "pyarrow, Python rows" is given the same rows as dictionaries
(`Table.from_pylist`), as who has rows must do without openfonds.schema; it gets a tenth. MB are of
Arrow; those of a processor second (all threads) hold also where others use the machine. The peak
is ru_maxrss of the process; "more" is what it grew by while writing.

Takedown: a dataset of --takedown-gb, all texts different, is published on a static hub with
`static_hub.publish`, then without one item, and the first version is purged. Every revision of
the interface, every file below the hub and every column of text in it is then searched for the
text of the item. (The steps of openfonds.app.release.takedown on the hub, without an
installation, which would take much longer to make than to measure.) `replan` is the writing of all
files anew.
"""

import argparse
import dataclasses
import hashlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.release_rows import (
    Item,
    document_of,
    items_for,
    items_of,
    pages_of,
    write_dataset,
)
from openfonds.app.release.plan import LONG_COLUMNS
from openfonds.releases import static_hub
from openfonds.releases.hub_server import start_server
from openfonds.releases.parquet import COMPRESSION_LEVEL, release_schema, write_config
from openfonds.releases.records import (
    DOCUMENT_ORDER,
    PAGE_ORDER,
    DocumentRecord,
    PageRecord,
)
from openfonds.releases.static_remains import remains
from openfonds.schema import to_table

CONFIGS = (("documents", DocumentRecord, DOCUMENT_ORDER), ("pages", PageRecord, PAGE_ORDER))
POOL = 1200  # items issued again and again: no text comes twice in a row group
ROWS_A_GROUP = 1000
REPO = "archive/measured"


@dataclasses.dataclass(frozen=True, slots=True)
class Rows:
    """Rows without end, those of a pool again and again, in order."""

    config: str
    pool: list[Any]

    def __iter__(self) -> Iterator[Any]:
        for number, row in enumerate(cycle(self.pool)):
            key = f"{number:08x}{hashlib.sha256(b'%d' % number).hexdigest()[:24]}"  # in order
            if self.config == "documents":
                yield dataclasses.replace(row, id=key, language_gen="rus", year_end=1900)
            else:
                yield dataclasses.replace(
                    row,
                    id=f"{key}#1",
                    document_id=key,
                    page=1,
                    document_language_gen="rus",
                    year_end=1900,
                )


class _Watch:
    """Seconds by the wall and of the processor, all threads included, between start and stop."""

    def __init__(self) -> None:
        self.wall = self.processor = 0.0

    def start(self) -> None:
        self._began = (time.perf_counter(), time.process_time())

    def stop(self) -> None:
        self.wall += time.perf_counter() - self._began[0]
        self.processor += time.process_time() - self._began[1]


def rows_for(gb: float, seed: int) -> list[tuple[str, type, tuple[str, ...], Rows, int]]:
    """The rows of both configs and how many of them make `gb` together."""
    items = items_of(POOL, seed)
    pools = {
        "documents": [document_of(item) for item in items],
        "pages": [page for item in items for page in pages_of(item)],
    }
    rounds = gb * 1e9 / sum(to_table(noun, pools[name]).nbytes for name, noun, _ in CONFIGS)
    return [
        (name, noun, order, Rows(name, pools[name]), round(rounds * len(pools[name])))
        for name, noun, order in CONFIGS
    ]


def write_ours(folder: Path, gb: float, seed: int) -> tuple[float, float]:
    watch = _Watch()
    for name, noun, order, rows, n in rows_for(gb, seed):
        watch.start()
        write_config(
            folder,
            name,
            noun,
            islice(rows, n),
            sort_keys=order,
            long_columns=LONG_COLUMNS,
        )
        watch.stop()
    return watch.wall, watch.processor


def write_plain(
    folder: Path, gb: float, seed: int, *, from_rows: bool = False
) -> tuple[float, float]:
    watch = _Watch()
    for name, noun, _, rows, n in rows_for(gb, seed):
        schema, left = release_schema(noun), iter(islice(rows, n))
        with pq.ParquetWriter(
            folder / f"{name}.parquet",
            schema,
            compression="zstd",
            compression_level=COMPRESSION_LEVEL,
        ) as writer:
            while some := list(islice(left, ROWS_A_GROUP)):
                if from_rows:
                    plain = [dataclasses.asdict(row) for row in some]
                    watch.start()
                    table = pa.Table.from_pylist(plain, schema)
                else:
                    table = to_table(noun, some).replace_schema_metadata(schema.metadata)
                    watch.start()
                writer.write_table(table)
                watch.stop()
            watch.start()
        watch.stop()  # the footer, too
    return watch.wall, watch.processor


def n_bytes_of(folder: Path) -> int:
    """Bytes of Arrow in the Parquet files below a folder, a row group at a time."""
    total = 0
    for path in folder.rglob("*.parquet"):
        with pq.ParquetFile(path) as file:
            total += sum(file.read_row_group(i).nbytes for i in range(file.num_row_groups))
    return total


WAYS = {
    "pyarrow": write_plain,
    "write_config": write_ours,
    "pyarrow, Python rows": partial(write_plain, from_rows=True),
}


def child(way: str, gb: float, seed: int) -> None:
    """Write in this process, and print what it took."""
    rows_for(0.001, seed)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with tempfile.TemporaryDirectory() as folder:
        seconds, processor = WAYS[way](Path(folder), gb, seed)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        size = sum(path.stat().st_size for path in Path(folder).rglob("*.parquet"))
        total = n_bytes_of(Path(folder))
    print(json.dumps([seconds, processor, total, size, peak, peak - before]))


def compare_writing(gb: float, rounds: int, seed: int) -> None:
    print(f"writing {gb:g} GB of Arrow, documents and pages")
    print(f"{'':24}{'MB/s':>8}{'MB/cpu s':>10}{'MB':>8}{'peak MiB':>10}{'more MiB':>10}")
    for turn in range(rounds):
        for way in list(WAYS)[:: -1 if turn % 2 else 1]:
            part = gb / 10 if "rows" in way else gb
            done = subprocess.run(
                [sys.executable, __file__, "--child", way, str(part), str(seed)],
                capture_output=True,
                text=True,
                check=True,
            )
            seconds, processor, total, size, peak, more = json.loads(done.stdout.splitlines()[-1])
            print(
                f"{way:24}{total / 1e6 / seconds:8.0f}{total / 1e6 / processor:10.0f}"
                f"{size / 1e6:8.0f}{peak / 1024:10.0f}{more / 1024:10.0f}",
                flush=True,
            )


def take_down(folder: Path, gb: float, seed: int) -> None:
    hub = folder / "hub"
    items = items_for(gb * 1000, seed)
    gone = items[len(items) // 2]
    text = document_of(gone).text
    began = time.perf_counter()
    before = write_dataset(folder / "first", items, keep=False)
    written = time.perf_counter()
    first = static_hub.publish(hub, REPO, folder / "first", "1.0.0", "first version")
    published = time.perf_counter()
    print(f"\ntakedown of one item of {len(items)}, {gb:g} GB of Arrow, on a static hub")
    print(f"first version: made and written {written - began:.1f} s, published", end=" ")
    print(f"{published - written:.1f} s, {sum(s.n_bytes for s in before) / 1e6:.0f} MB", end=" ")
    print(f"in {len(before)} files; found in {len(found_in(hub, gone, text))} files")
    kept = [item for item in items if item != gone]
    began = time.perf_counter()
    after = write_dataset(folder / "second", kept, keep=False)
    written = time.perf_counter()
    second = static_hub.publish(hub, REPO, folder / "second", "2.0.0", "without one item")
    published = time.perf_counter()
    static_hub.purge(hub, REPO, ["1.0.0"])
    purged = time.perf_counter()
    known = {shard.sha256 for shard in before}
    changed = [shard for shard in after if shard.sha256 not in known]
    n_changed, n_all = (sum(s.n_bytes for s in shards) for shards in (changed, after))
    print(
        f"replan {written - began:.1f} s (making the rows, too), publish"
        f" {published - written:.1f} s, purge {purged - published:.1f} s;"
        f" {len(changed)} of {len(after)} files changed, {n_changed / 1e6:.0f} of"
        f" {n_all / 1e6:.0f} MB ({100 * n_changed / n_all:.1f} %)"
    )
    began = time.perf_counter()
    digests = sorted({s.sha256 for s in before} - {s.sha256 for s in after})
    left = remains(hub, REPO, digests)
    print(f"left of removed files: {left or 'nothing'} ({time.perf_counter() - began:.1f} s)")
    with start_server(hub) as url:
        for revision in ("main", "v1.0.0", "v2.0.0", first.commit, second.commit):
            print(f"revision {revision[:12]}: {_answer(url, revision)}")
    print(f"found in all files of the hub: {found_in(hub, gone, text) or 'nothing'}")


def _answer(url: str, revision: str) -> str:
    try:
        with urlopen(f"{url}/api/datasets/{REPO}/revision/{revision}") as reply:
            return f"{len(json.load(reply)['siblings'])} files"
    except HTTPError as error:
        return f"{error.code} {error.headers['X-Error-Code']}"


def found_in(hub: Path, item: Item, text: str) -> list[str]:
    """The files below the hub, each on the disk once, that have the item or its text."""
    wanted = (item.id, text[:80], text[-80:])
    found, seen = [], set()
    for path in sorted(hub.rglob("*")):
        status = path.stat()
        if path.is_dir() or (status.st_dev, status.st_ino) in seen:
            continue
        seen.add((status.st_dev, status.st_ino))
        raw = path.read_bytes()
        is_found = any(one.encode() in raw for one in wanted)
        if is_found or (path.suffix == ".parquet" and _rows_have(path, wanted)):
            found.append(path.relative_to(hub).as_posix())
    return found


def _rows_have(path: Path, wanted: tuple[str, ...]) -> bool:
    with pq.ParquetFile(path) as file:
        columns = [field.name for field in file.schema_arrow if pa.types.is_string(field.type)]
        return any(
            pc.any(pc.match_substring(column, one)).as_py()
            for group in range(file.num_row_groups)
            for column in file.read_row_group(group, columns=columns).columns
            for one in wanted
        )


def main() -> None:
    parser = argparse.ArgumentParser(description="Speed and memory of writing; a takedown.")
    parser.add_argument("--gb", type=float, default=1, help="of Arrow; 0 for none")
    parser.add_argument("--takedown-gb", type=float, default=1, help="of Arrow; 0 for none")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--child", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        way, gb, seed = options.child
        child(way, float(gb), int(seed))
        return
    if options.gb:
        compare_writing(options.gb, options.rounds, options.seed)
    if options.takedown_gb:
        with tempfile.TemporaryDirectory() as folder:
            take_down(Path(folder), options.takedown_gb, options.seed)


if __name__ == "__main__":
    main()
