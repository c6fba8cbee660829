"""`openfonds check-my-copy`: which rows of a copy were taken out of the dataset since.

For whoever downloaded a dataset. Needs the copy and the newest `withdrawn` config, and nothing of
the installation that published them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from openfonds.errors import SettingsError
from openfonds.releases.fetched import fetch_file
from openfonds.releases.withdrawn import tombstone
from openfonds.storage import scratch_folder

BATCH_ROWS = 512
WITHDRAWN = "data/withdrawn/withdrawn-{:05d}.parquet"


@dataclass(frozen=True, slots=True)
class Stale:
    """A row of a copy that was taken out of the dataset, or that has another text now."""

    file: str
    id: str
    reason: str
    withdrawn_on: str
    since_version: str


@dataclass(frozen=True, slots=True)
class CopyChecked:
    """What `check_copy` looked at and found."""

    files: int
    rows: int
    tombstones: int
    stale: tuple[Stale, ...]


def check_copy(copy: Path, newest: str) -> CopyChecked:
    """Compare a copy with the tombstones of the newest version.

    Args:
        copy: a folder with Parquet files of the dataset, or one such file.
        newest: folder of the newest version, or the address of it on any web server, such as
            https://hub.example/datasets/NAMESPACE/NAME/resolve/main.

    Raises:
        SettingsError: when there is nothing to compare.
        TransientError: when the address cannot be reached.
    """
    known, replaced = _tombstones(newest)
    files = sorted(copy.rglob("*.parquet")) if copy.is_dir() else [copy]
    stale: list[Stale] = []
    n_files = n_rows = 0
    for path in files:
        columns = _columns(path)
        if not {"id", "text"} <= columns:
            continue  # withheld, withdrawn, changes
        n_files += 1
        for row_id, text in _rows(path):
            n_rows += 1
            if not text:
                continue
            stone = tombstone(row_id, text)
            now, *told = replaced.get(row_id, (stone,))
            if found := known.get(stone) or (now != stone and told):
                stale.append(Stale(str(path), row_id, *found))
    if not n_files:
        raise SettingsError(
            f"{copy} holds no Parquet file with the columns id and text: give the folder of the"
            " copy; both columns are needed, as a text is the key to its tombstone"
        )
    return CopyChecked(n_files, n_rows, len(known) + len(replaced), tuple(stale))


def _rows(path: Path) -> Iterator[tuple[str, str]]:
    with pq.ParquetFile(path) as shard:
        for batch in shard.iter_batches(batch_size=BATCH_ROWS, columns=["id", "text"]):
            yield from zip(
                batch.column("id").to_pylist(), batch.column("text").to_pylist(), strict=True
            )


def _columns(path: Path) -> set[str]:
    try:
        return set(pq.read_schema(path).names)
    except (OSError, pa.ArrowInvalid) as error:
        raise SettingsError(f"{path} cannot be read as Parquet ({type(error).__name__})") from None


def _tombstones(
    newest: str,
) -> tuple[dict[str, tuple[str, str, str]], dict[str, tuple[str, str, str, str]]]:
    """By tombstone, what is told of texts that went; by id, that of the text that replaced it."""
    known: dict[str, tuple[str, str, str]] = {}
    replaced: dict[str, tuple[str, str, str, str]] = {}
    with scratch_folder() as scratch:
        for path in _withdrawn_files(newest, scratch):
            for row in pq.read_table(path).to_pylist():
                day = row["withdrawn_on"].isoformat()
                told = (row["reason"], day, row["since_version"])
                if row["id"] is None:
                    known[row["tombstone"]] = told
                else:
                    replaced[row["id"]] = (row["tombstone"], *told)
    return known, replaced


def _withdrawn_files(newest: str, scratch: Path) -> Iterator[Path]:
    if not newest.startswith(("http://", "https://")):
        found = sorted(Path(newest).glob("data/withdrawn/*.parquet"))
        if not found:
            raise SettingsError(f"{newest} has no data/withdrawn: give the newest version")
        yield from found
        return
    for number in count():
        target = scratch / f"{number}.parquet"
        if not fetch_file(newest, WITHDRAWN.format(number), target):
            break
        yield target
    if not number:
        raise SettingsError(
            f"{newest} has no {WITHDRAWN.format(0)}: give the address of a version, such as"
            " .../datasets/NAMESPACE/NAME/resolve/main"
        )
