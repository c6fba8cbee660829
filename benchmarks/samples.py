"""`python -m benchmarks.samples [SET ...]`: every sample delivery through `openfonds ingest`.

Each holding of shared data (folder B) goes into a storage of its own, one process, without a
network where the system allows it (`unshare -rn`). For each set: items and pages, what became of
them and why, memory, seconds, the slowest file. Wrong are a traceback, an item without a decision,
and a file of which nothing was said: neither an item nor a description, nor told as left out.
The exit code is 1 where anything was wrong. --rows FILE keeps the rows; --markdown prints the table
of kept rows.
"""

import argparse
import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import Any

from openfonds.app.decisions.stored import settled_holdings
from openfonds.app.installation import open_installation
from openfonds.batches import read_batch
from openfonds.model import Item, PageText, ReadStatus
from openfonds.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("OPENFONDS_TEST_DATA", ROOT.parent / "shared" / "data")) / "B"
AS_OF = "2026-11-22"
LOOK_SECONDS = 0.1  # at the memory of the processes
# Sets that are several deliveries: globs of the folders that are holdings of their own. What lies
# beside them is documentation of the set, which nobody would hand over.
HOLDINGS = {
    "bagit-conformance": ("*/*/*",),
    "mets-alto-newspapers": ("article_segmented", "ndnp", "tiff_batch"),
    "marc-natlibfi": ("test-fixtures/*",),
}
# A METS file counts the files that show the same pages in another form.
_BESIDE = re.compile(r"(.*?): .*?(\d+) other files of the same pages not read")
_FOLDER_NOTE = re.compile(r"part of no item: (\d+) files(?: in (.*?))?: ")


@dataclass(slots=True)
class Row:
    """What became of one set."""

    name: str
    holdings: int = 0
    refused: Counter[str] = field(default_factory=Counter)  # whole holdings, by the message
    files: int = 0
    items: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    pages: int = 0
    reading: Counter[str] = field(default_factory=Counter)  # pages by engine, or by why not
    failed: Counter[str] = field(default_factory=Counter)  # items by reason
    labels: Counter[str] = field(default_factory=Counter)  # of files that say if they are sound
    left_out: int = 0  # files that were told as part of no item
    lost: list[str] = field(default_factory=list)  # files of which nothing was said
    tracebacks: list[str] = field(default_factory=list)
    undecided: int = 0
    peak_mib: int = 0  # of all processes at once
    largest_mib: int = 0  # of one process
    seconds: float = 0.0
    slowest: str = ""
    slowest_seconds: float = 0.0

    @property
    def is_wrong(self) -> bool:
        """Whether anything was seen that must not be."""
        return bool(self.lost or self.tracebacks or self.undecided)


def main() -> int:
    """Run it; returns 1 where anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", metavar="SET")
    parser.add_argument("--rows", type=Path, help="keep the rows in this file, one JSON a line")
    parser.add_argument("--markdown", action="store_true", help="print what --rows keeps")
    asked = parser.parse_args()
    if asked.markdown:
        kept = [json.loads(line) for line in asked.rows.read_text().splitlines()]
        print("\n".join(_table({row["name"]: row for row in kept}.values())))
        return 0
    if not DATA.is_dir():
        sys.exit(f"{DATA} is not there: set OPENFONDS_TEST_DATA")
    is_wrong = False
    for name in asked.sets or sorted(path.name for path in DATA.iterdir()):
        row = _set(name)
        is_wrong |= row.is_wrong
        print("\n".join(_lines(row)), flush=True)
        if asked.rows:
            with asked.rows.open("a") as stream:
                stream.write(json.dumps(_plain(row), ensure_ascii=False) + "\n")
    return 1 if is_wrong else 0


def _plain(row: Row) -> dict[str, Any]:
    return {one.name: getattr(row, one.name) for one in fields(row)}


def _set(name: str) -> Row:
    row = Row(name)
    folder = DATA / name
    globs = HOLDINGS.get(name)
    holdings = [folder]
    if globs:
        holdings = sorted(p for one in globs for p in folder.glob(one) if p.is_dir())
    for holding in holdings:
        with TemporaryDirectory(prefix="openfonds-samples-") as storage:
            _ingest(row, holding, Path(storage))
    return row


def _ingest(row: Row, holding: Path, storage: Path) -> None:
    forms = [""]
    log = storage / "calls"
    environment = {
        **os.environ,
        "OPENFONDS_STORAGE": str(storage / "storage"),
        "PYTHONPATH": str(ROOT),
        "OMP_THREAD_LIMIT": "1",
    }
    row.holdings += 1
    row.files += len(_files(holding))
    for form in forms:
        command = [
            *_without_network(),
            *(sys.executable, "-m", "benchmarks.samples_job", str(log), "ingest", str(holding)),
            *("--collection", "samples", "--jobs", "1", "--json", "--as-of", AS_OF),
            *(("--form", form) if form else ()),
        ]
        began = time.perf_counter()
        code, said, told = _run(command, environment, row)
        row.seconds += time.perf_counter() - began
        row.tracebacks += [f"{holding.name}: {told[-300:]}"] if "Traceback" in told else []
        answer = json.loads(said.splitlines()[-1]) if said.strip() else {}
        if "say which with" in answer.get("error", ""):
            # As staff would: each form that the message offers, one after another.
            forms += re.findall(r"--form (\w+)", answer["error"])
            continue
        if code == 2 or "error" in answer:
            where = str(holding)
            error = answer.get("error") or told.strip().splitlines()[-1]
            row.refused[error.replace(where, holding.name)] += 1
            continue
        _account(row, holding, storage, answer)
    with contextlib.suppress(FileNotFoundError):
        for line in log.read_text().splitlines():
            called, subject, seconds = json.loads(line)
            if called != "judge_job" and seconds > row.slowest_seconds:
                row.slowest, row.slowest_seconds = subject, seconds


def _without_network() -> tuple[str, ...]:
    """What runs a command in a network of its own, with nothing in it; nothing if not allowed."""
    tool = shutil.which("unshare")
    if tool and subprocess.run([tool, "-rn", "true"], capture_output=True).returncode == 0:
        return (tool, "-rn")
    return ()


def _run(command: list[str], environment: dict[str, str], row: Row) -> tuple[int, str, str]:
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    done = Event()
    watch = Thread(target=_watch, args=(process.pid, done, row), daemon=True)
    watch.start()
    said, told = process.communicate()
    done.set()
    watch.join()
    return process.returncode, said, told


def _watch(pid: int, done: Event, row: Row) -> None:
    """Look at the memory of a process and all that it started, until it is done."""
    while not done.wait(LOOK_SECONDS):
        now = largest = 0
        for one in (pid, *_below(pid)):
            with contextlib.suppress(OSError, ValueError):
                status = Path(f"/proc/{one}/status").read_text()
                now += _kib(status, "VmRSS")
                largest = max(largest, _kib(status, "VmHWM"))
        row.peak_mib = max(row.peak_mib, now >> 10)
        row.largest_mib = max(row.largest_mib, largest >> 10)


def _below(pid: int) -> Iterator[int]:
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield int(child)
                yield from _below(int(child))


def _kib(status: str, name: str) -> int:
    found = re.search(rf"{name}:\s+(\d+) kB", status)
    return int(found[1]) if found else 0


def _account(row: Row, holding: Path, storage: Path, answer: dict[str, Any]) -> None:
    at = open_installation(Settings.from_environment({"OPENFONDS_STORAGE": f"{storage}/storage"}))
    vault = at.storage.vault
    # With a second form of the same holding, the last one that was settled is this one.
    settled = list(settled_holdings(at, "samples"))
    if not settled:
        row.lost.append(f"{holding.name}: not settled: {answer}")
        return
    plan, results = settled[-1]
    items, absent = list(plan.items(vault)), plan.absent(vault)
    row.items += plan.n_items
    row.pages += plan.n_pages
    row.outcomes.update({k: n for k, n in answer["outcomes"].items() if n})
    row.undecided += plan.n_items - sum(answer["outcomes"].values())
    row.failed.update(one.reason_code for one in absent)
    unread: set[str] = set()
    for shard in results.shards:
        for page in read_batch(vault, shard.pages, PageText):
            row.reading[page.reason or page.engine or page.status.value] += 1
            if page.status is ReadStatus.FAILED:
                unread.add(page.item_key)
    _failed_pages(row, items, answer)
    for item in items:
        _label(row, item.reference_code, "not read" if item.key in unread else "taken in")
    for one in absent:
        _label(row, one.reference_code, "refused")
    _files_told(row, holding, items, [a.message for a in absent] + list(plan.notes), absent)


def _label(row: Row, reference: str, what: str) -> None:
    """The test files of veraPDF say in their names whether they are as the standard wants them."""
    if found := re.search(r"-(pass|fail)-", reference):
        row.labels[f"{found[1]} {what}"] += 1


def _failed_pages(row: Row, items: list[Item], answer: dict[str, Any]) -> None:
    """Items that were taken in and then failed have the reason of their pages."""
    failed = answer["outcomes"].get("failed", 0)
    known = sum(row.failed.values())
    if failed and known < row.outcomes["failed"] + row.outcomes["duplicate"]:
        row.failed["(on its pages)"] += row.outcomes["failed"] + row.outcomes["duplicate"] - known


def _files_told(
    row: Row, holding: Path, items: list[Item], told: list[str], absent: list[Any]
) -> None:
    """Hold the files of the folder against those that were taken and those that were told."""
    known = {file.path for item in items for file in item.files}
    codes = {one.reference_code for one in absent}
    by_folder: Counter[str] = Counter()
    for one in told:
        if found := _FOLDER_NOTE.match(one):
            by_folder[found[2] or ""] += int(found[1])
        elif found := _BESIDE.match(one):
            by_folder[found[1].rpartition("/")[0]] += int(found[2])
    words = "\n".join(told)
    left: dict[str, list[str]] = {}
    for name in _files(holding):
        stem = name.rpartition(".")[0]
        is_told = f": {name}" in words or f"'{name}'" in words or f"\n{name}:" in f"\n{words}"
        if name in known or is_told or name in codes or (stem and stem in codes):
            row.left_out += f"part of no item: {name}" in words
            continue
        left.setdefault(name.rpartition("/")[0], []).append(name)
    for folder, names in left.items():
        n_told = by_folder[folder]
        row.left_out += min(n_told, len(names))
        if len(names) > n_told:
            row.lost += [
                f"{holding.name}: {len(names)} of {folder or '.'}, told {n_told}: {names[0]}"
            ]


def _files(holding: Path) -> list[str]:
    return sorted(p.relative_to(holding).as_posix() for p in holding.rglob("*") if p.is_file())


def _lines(row: Row) -> Iterator[str]:
    yield (
        f"{row.name}: {row.holdings} holdings, {row.files} files, {row.items} items,"
        f" {row.pages} pages, {row.left_out} files told as part of no item"
    )
    yield f"  outcomes: {_counted(row.outcomes)}"
    yield f"  pages: {_counted(row.reading)}"
    yield f"  not taken in: {_counted(row.failed)}"
    if row.labels:
        yield f"  labels: {_counted(row.labels)}"
    yield from (f"  refused {n}: {message}" for message, n in row.refused.most_common())
    yield (
        f"  {row.seconds:.0f} s, {row.peak_mib} MiB at once, {row.largest_mib} MiB the largest"
        f" process, slowest {row.slowest} {row.slowest_seconds:.1f} s"
    )
    yield from (f"  LOST {one}" for one in row.lost)
    yield from (f"  TRACEBACK {one}" for one in row.tracebacks)
    if row.undecided:
        yield f"  UNDECIDED {row.undecided}"


def _counted(counts: Counter[str] | dict[str, int]) -> str:
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return ", ".join(f"{name} {n}" for name, n in ordered) or "none"


def _table(rows: Any) -> Iterator[str]:
    yield (
        "| set | holdings (refused) | files | items | outcomes | pages: how read, or why not |"
        " not taken in | MiB | s | slowest |"
    )
    yield "|" + "---|" * 10
    for row in rows:
        refused = sum(row["refused"].values())
        yield (
            f"| {row['name']} | {row['holdings']}{f' ({refused})' if refused else ''}"
            f" | {row['files']} | {row['items']} | {_counted(row['outcomes'])}"
            f" | {row['pages']}: {_counted(row['reading'])} | {_counted(row['failed'])}"
            f" | {row['peak_mib']} | {row['seconds']:.0f} | {_slowest(row)} |"
        )


def _slowest(row: dict[str, Any]) -> str:
    name = Path(row["slowest"]).name
    return f"`{name}` {row['slowest_seconds']:.1f} s" if name else ""


if __name__ == "__main__":
    sys.exit(main())
