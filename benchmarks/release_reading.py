"""What a reader fetches who wants one language and ten years, by client: bytes really sent.

    python benchmarks/release_reading.py [--mb 300] [--configs documents pages] [--cutting now]

The rows (made up, see benchmarks/release_rows.py; about --mb of Arrow in each config) lie on a
static hub three times: as `write_config` writes them; as `datasets.Dataset.push_to_hub` would
with its defaults, in the same order; and so in the order of the inventory, as archives have them
(the shards are made by the very calls of push_to_hub, `shard` and `to_parquet`, without the
upload). The hub is openfonds.releases.hub_server; the bytes, headers too, are counted by a proxy
on the loopback in front of it. Every client runs in a process of its own with an empty cache and
must give the same rows. The columns are the id and the text, the filter Tatar and 1900 to 1909.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pyarrow as pa

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.release_rows import Item, cutting_of, items_for, rows_of, write_dataset
from openfonds.digests import digest_of
from openfonds.releases.hub_server import start_server
from openfonds.releases.parquet import release_schema
from openfonds.releases.records import DocumentRecord, PageRecord
from openfonds.releases.static_hub import publish
from openfonds.schema import to_table

NOUNS = {"documents": DocumentRecord, "pages": PageRecord}
LANGUAGE = {"documents": "language_gen", "pages": "document_language_gen"}
REPOS = {
    "archive/ours": "write_config",
    "archive/sorted": "push_to_hub, same order",
    "archive/inventory": "push_to_hub, order of the inventory",
}
SHARD_BYTES = 500_000_000  # max_shard_size of push_to_hub by default


class CountingProxy:
    """Passes connections on to a server of this machine, and counts what it sends."""

    def __init__(self, upstream: int) -> None:
        self.sent = 0
        self._upstream = upstream
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            client, _ = self._listener.accept()
            server = socket.create_connection(("127.0.0.1", self._upstream))
            for one, other, is_counted in ((client, server, False), (server, client, True)):
                other.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                arguments = (one, other, is_counted)
                threading.Thread(target=self._pass_on, args=arguments, daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket, is_counted: bool) -> None:
        with suppress(OSError):
            while data := source.recv(1 << 16):
                target.sendall(data)
                if is_counted:
                    with self._lock:
                        self.sent += len(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def counted_hub(root: Path) -> Iterator[CountingProxy]:
    with start_server(root) as url:
        yield CountingProxy(int(url.rsplit(":", 1)[1]))


def stage_ours(folder: Path, items: list[Item], config: str, cutting: str) -> None:
    write_dataset(folder, items, cutting_of(cutting), (config,))


def stage_default(folder: Path, items: list[Item], config: str) -> None:
    """The shards that `push_to_hub` of datasets would upload."""
    from datasets import Dataset

    noun = NOUNS[config]
    tables = [to_table(noun, _rows(items[i : i + 100], config)) for i in range(0, len(items), 100)]
    dataset = Dataset(
        pa.concat_tables(tables).replace_schema_metadata(release_schema(noun).metadata)
    )
    target = folder / "data" / config
    target.mkdir(parents=True)
    n_shards = dataset.data.nbytes // SHARD_BYTES + 1
    for index in range(n_shards):
        shard = dataset.shard(num_shards=n_shards, index=index, contiguous=True)
        shard.to_parquet(target / f"{config}-{index:05d}.parquet")


def _rows(items: Iterable[Item], config: str) -> Iterator[Any]:
    return (row for item in items for row in rows_of(item, config))


# Each reader takes (endpoint, repository, config) and gives the ids it found.


def by_datasets(endpoint: str, repo: str, config: str) -> list[str]:
    from datasets import load_dataset

    streamed = load_dataset(
        repo,
        data_files=f"data/{config}/*.parquet",
        split="train",
        streaming=True,
        columns=["id", "text"],
        filters=_arrow_filter(config),
    )
    return [row["id"] for row in streamed]


def by_pandas_hf(endpoint: str, repo: str, config: str) -> list[str]:
    import pandas as pd

    return [i for url in _hf_urls(repo, config) for i in _by_pandas(pd, url, config)]


def by_pandas_http(endpoint: str, repo: str, config: str) -> list[str]:
    import pandas as pd

    return [i for url in _urls(endpoint, repo, config) for i in _by_pandas(pd, url, config)]


def _by_pandas(pd: Any, url: str, config: str) -> list[str]:
    frame = pd.read_parquet(url, columns=["id", "text"], filters=_arrow_filter(config))
    return list(frame["id"])


def by_polars(endpoint: str, repo: str, config: str) -> list[str]:
    import polars as pl

    wanted = (pl.col(LANGUAGE[config]) == "tat") & pl.col("year_end").is_between(1900, 1909)
    lazy = pl.scan_parquet(_urls(endpoint, repo, config)).filter(wanted).select("id", "text")
    return lazy.collect()["id"].to_list()


def by_duckdb_hf(endpoint: str, repo: str, config: str) -> list[str]:
    import duckdb
    from huggingface_hub import HfFileSystem

    connection = duckdb.connect(config={"threads": 1})  # with more, reads of one file mix
    connection.register_filesystem(HfFileSystem())
    return _by_sql(connection, f"read_parquet({_hf_urls(repo, config)})", config)


def by_duckdb_arrow(endpoint: str, repo: str, config: str) -> list[str]:
    import duckdb

    connection = duckdb.connect()
    connection.register("d", _arrow_dataset(repo, config))
    return _by_sql(connection, "d", config)


def _by_sql(connection: Any, source: str, config: str) -> list[str]:
    found = connection.execute(
        f"SELECT id, text FROM {source}"
        f" WHERE {LANGUAGE[config]} = 'tat' AND year_end BETWEEN 1900 AND 1909"
    )
    return [row[0] for row in found.fetchall()]


def by_pyarrow(endpoint: str, repo: str, config: str) -> list[str]:
    scanned = _arrow_dataset(repo, config).to_table(["id", "text"], filter=_arrow_filter(config))
    return list(scanned["id"].to_pylist())


def by_pyarrow_blocks(endpoint: str, repo: str, config: str) -> list[str]:
    source = _arrow_dataset(repo, config, block_size=1 << 18)  # read ahead 256 KiB, not 5 MiB
    return list(source.to_table(["id", "text"], filter=_arrow_filter(config))["id"].to_pylist())


def _arrow_filter(config: str) -> Any:
    import pyarrow.dataset as ds

    years = (ds.field("year_end") >= 1900) & (ds.field("year_end") <= 1909)
    return (ds.field(LANGUAGE[config]) == "tat") & years


def _arrow_dataset(repo: str, config: str, **options: int) -> Any:
    import pyarrow.dataset as ds
    from huggingface_hub import HfFileSystem

    paths = [url.removeprefix("hf://") for url in _hf_urls(repo, config)]
    return ds.dataset(paths, format="parquet", filesystem=HfFileSystem(**options))


def _files(repo: str, config: str) -> list[str]:
    from huggingface_hub import HfApi

    files = HfApi().list_repo_files(repo, repo_type="dataset")
    return sorted(f for f in files if f.startswith(f"data/{config}/"))


def _hf_urls(repo: str, config: str) -> list[str]:
    return [f"hf://datasets/{repo}/{file}" for file in _files(repo, config)]


def _urls(endpoint: str, repo: str, config: str) -> list[str]:
    return [f"{endpoint}/datasets/{repo}/resolve/main/{file}" for file in _files(repo, config)]


READERS = {
    "datasets, streaming": by_datasets,
    "pandas hf://": by_pandas_hf,
    "pandas http://": by_pandas_http,
    "polars http://": by_polars,
    "duckdb, HfFileSystem": by_duckdb_hf,
    "duckdb, pyarrow.dataset": by_duckdb_arrow,
    "pyarrow, HfFileSystem": by_pyarrow,
    "pyarrow, 256 KiB blocks": by_pyarrow_blocks,
}


def read_apart(reader: str, endpoint: str, repo: str, config: str) -> tuple[int, str]:
    """Number and digest of the ids that a client finds, in a process with an empty cache."""
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "HF_ENDPOINT": endpoint, "HF_HOME": home}
        done = subprocess.run(
            [sys.executable, __file__, "--read", reader, endpoint, repo, config],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise SystemExit(f"{reader} failed:\n{done.stderr}")
    count, digest = json.loads(done.stdout.splitlines()[-1])
    return count, digest


def main() -> None:
    parser = argparse.ArgumentParser(description="Bytes sent to readers of a part.")
    parser.add_argument("--mb", type=float, default=300, help="of Arrow, in each config")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--configs", nargs="+", default=list(NOUNS), choices=list(NOUNS))
    parser.add_argument("--cutting", default="now", help="as in release_updates.py")
    parser.add_argument("--read", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.read:
        reader, *arguments = options.read
        ids = READERS[reader](*arguments)
        print(json.dumps([len(ids), digest_of(sorted(ids))]), flush=True)
        os._exit(0)  # threads of some clients abort the process when it ends
    for config in options.configs:
        with tempfile.TemporaryDirectory() as folder:
            compare(Path(folder), config, options)


def compare(folder: Path, config: str, options: argparse.Namespace) -> None:
    items = items_for(options.mb, options.seed, (config,))
    by_inventory = sorted(items, key=lambda item: item.number)
    stage_ours(folder / "ours", items, config, options.cutting)
    stage_default(folder / "sorted", items, config)
    stage_default(folder / "inventory", by_inventory, config)
    wanted = [item for item in items if item.language == "tat" and 1900 <= item.year <= 1909]
    ids = sorted(row.id for row in _rows(wanted, config))
    n_rows = sum(len(rows_of(item, config)) for item in items)
    rows_of.cache_clear()
    sizes = {}
    for repo in REPOS:
        staged = folder / repo.split("/")[1]
        publish(folder / "hub", repo, staged, "1.0.0", "first version")
        sizes[repo] = [path.stat().st_size / 1e6 for path in staged.rglob("*.parquet")]
    print(f"\n{config}: {len(ids)} of {n_rows} rows ({100 * len(ids) / n_rows:.1f} %); MB sent")
    for repo, name in REPOS.items():
        print(f"  {name}: {sum(sizes[repo]):.1f} MB in {len(sizes[repo])} files")
    print(
        f"{'':26}{'ours':>8}{'same order':>12}{'inventory':>12}{'ours/same':>11}{'ours/inv.':>11}"
    )
    with counted_hub(folder / "hub") as proxy:
        for reader in READERS:
            sent = []
            for repo in REPOS:
                before = proxy.sent
                found = read_apart(reader, proxy.address, repo, config)
                if found != (len(ids), digest_of(ids)):
                    raise SystemExit(f"{reader} found other rows in {repo}")
                sent.append((proxy.sent - before) / 1e6)
            print(
                f"{reader:26}{sent[0]:8.2f}{sent[1]:12.2f}{sent[2]:12.2f}"
                f"{100 * sent[0] / sent[1]:10.1f}%{100 * sent[0] / sent[2]:10.1f}%",
                flush=True,
            )


if __name__ == "__main__":
    main()
