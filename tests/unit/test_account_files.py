"""The account and the list of files as they are written."""

import hashlib
import random
import re
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from openfonds.errors import AccountingError
from openfonds.ledger.account import ACCOUNT, GATE_CODES, MANIFEST, PASSED
from openfonds.model import Outcome
from openfonds.releases import account as writer
from openfonds.releases.account import Entry, write_account
from openfonds.releases.manifest import write_manifest
from openfonds.releases.parquet import ShardFile
from tests import ROOT
from tests.ledger_samples import hex_digest

NAME = "openfonds/town@v1.0.0"
MANY = 200_000


def entries(count: int) -> list[Entry]:
    outcomes = list(Outcome)
    return [(hex_digest(str(n)), outcomes[n % len(outcomes)], None) for n in range(count)]


def test_rows_are_sorted_and_say_nothing_else(tmp_path: Path) -> None:
    given: list[Entry] = [
        ("c" * 64, Outcome.OPEN, "gate.page_unread"),
        ("a" * 64, Outcome.OPEN, None),
        ("b" * 64, Outcome.WITHHELD, None),
    ]
    written = write_account(tmp_path, NAME, given)
    table = pq.read_table(tmp_path / ACCOUNT)
    assert table.to_pylist() == [
        {"decision_id": "a" * 64, "outcome": "open", "gate": PASSED},
        {"decision_id": "b" * 64, "outcome": "withheld", "gate": None},
        {"decision_id": "c" * 64, "outcome": "open", "gate": "gate.page_unread"},
    ]
    assert table.schema.metadata == {b"release": NAME.encode()}
    data = (tmp_path / ACCOUNT).read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    assert written.file == ShardFile(ACCOUNT, digest, len(data), 3)
    assert written.passed == 1


def test_any_order_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = entries(100)
    first = write_account(tmp_path / "a", NAME, given)
    random.Random(1).shuffle(given)
    assert write_account(tmp_path / "b", NAME, given) == first
    assert (tmp_path / "a" / ACCOUNT).read_bytes() == (tmp_path / "b" / ACCOUNT).read_bytes()
    monkeypatch.setattr(writer, "RUN_ROWS", 7)  # many runs, many row groups
    write_account(tmp_path / "c", NAME, given)
    tables = [pq.read_table(tmp_path / name / ACCOUNT) for name in "ac"]
    assert tables[0].equals(tables[1])


def test_an_empty_collection_has_an_empty_account(tmp_path: Path) -> None:
    assert write_account(tmp_path, NAME, []).file.rows == 0
    assert pq.read_table(tmp_path / ACCOUNT).num_rows == 0


@pytest.mark.parametrize(
    "entry",
    [
        ("a" * 64, Outcome.WITHHELD, "gate.not_open"),
        ("a" * 64, Outcome.OPEN, "gate.unheard_of"),
        ("b" * 64, Outcome.OPEN, None),
    ],
    ids=["refused though closed", "unknown code", "twice"],
)
@pytest.mark.parametrize("run_rows", [1, 100])
def test_what_does_not_add_up_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entry: Entry, run_rows: int
) -> None:
    monkeypatch.setattr(writer, "RUN_ROWS", run_rows)
    with pytest.raises(AccountingError):
        write_account(tmp_path, NAME, [("b" * 64, Outcome.REVIEW, None), entry])


def test_the_list_names_every_file_but_itself(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    for name, text in (("b.txt", "b"), ("data/a.bin", "a"), ("README.md", "r")):
        (tmp_path / name).write_text(text)
    known = ShardFile("data/a.bin", "f" * 64, 1, 0)
    written = write_manifest(tmp_path, [known])
    text = (tmp_path / MANIFEST).read_text()
    assert [line[66:] for line in text.splitlines()] == ["README.md", "b.txt", "data/a.bin"]
    assert f"{'f' * 64}  data/a.bin\n" in text  # not computed again
    assert f"{hashlib.sha256(b'b').hexdigest()}  b.txt\n" in text
    assert written.sha256 == hashlib.sha256(text.encode()).hexdigest()
    write_manifest(tmp_path)
    checked = subprocess.run(["sha256sum", "-c", MANIFEST], cwd=tmp_path, capture_output=True)
    assert checked.returncode == 0


SCRIPT = f"""
import sys
from pathlib import Path
import openfonds.releases.account as writer
from openfonds.ledger.account import check_release
from openfonds.model import Outcome
writer.RUN_ROWS = 10_000
def entries(count):
    for n in range(count):
        yield f"{{n * 2654435761:064x}}", Outcome.REVIEW, None
folder = Path(sys.argv[1])
for count in ({MANY // 4}, {MANY}):
    assert writer.write_account(folder, {NAME!r}, entries(count)).file.rows == count
    found = check_release(folder, folder)
    assert found.figures["outcome"]["review"] == count
    assert not any(fault.startswith("account") for fault in found.faults)
    # Of this program alone: ru_maxrss would also know the process that it was started from.
    status = Path("/proc/self/status").read_text().split("VmHWM:")[1]
    print(int(status.split()[0]) >> 10)
"""


def test_memory_is_bounded_when_an_account_is_written_and_checked(tmp_path: Path) -> None:
    """Resident memory in MiB, Arrow and SQLite included; most of it is there from the start."""
    command = [sys.executable, "-c", SCRIPT, str(tmp_path)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    small, large = map(int, ran.stdout.split())
    assert large - small < 100
    assert large < 400


def test_memory_for_writing_does_not_grow_with_the_items(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "RUN_ROWS", 2_000)
    peaks = []
    for count in (5_000, 20_000):
        made = ((f"{n * 2654435761:064x}", Outcome.REVIEW, None) for n in range(count))
        tracemalloc.start()
        write_account(tmp_path, NAME, made)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0]


def test_the_codes_are_listed_in_the_reference() -> None:
    page = (ROOT / "docs/reference/reason-codes.md").read_text()
    listed = set(re.findall(r"`(gate\.[a-z_]+)`", page))
    assert GATE_CODES - {PASSED} <= listed
