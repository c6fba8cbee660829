"""Malformed holdings end as explained failures; what must never be is seen when it is."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.fuzz.mutations import mutated

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("OPENFONDS_TEST_DATA", ROOT.parent / "shared" / "data"))


@pytest.mark.skipif(not DATA.is_dir(), reason="no shared data: set OPENFONDS_TEST_DATA")
def test_a_few_malformed_files_of_every_quick_reader() -> None:
    readers = "alto page hocr mets ead marcxml iso2709 docx odt rtf html txt tiff inventory iiif"
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.fuzz", "--each", "25", *readers.split(), "xlsx", "zip"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "OPENFONDS_TEST_DATA": str(DATA)},
        capture_output=True,
        text=True,
        timeout=500,
    )
    assert done.returncode == 0, done.stdout
    assert len(done.stdout.splitlines()) == 17 and "read" in done.stdout


def in_a_process(code: str) -> str:
    """What `read_malformed` says of a holding where a reader does `code`."""
    program = f"""
import benchmarks.fuzz.reading as reading
from benchmarks.fuzz.holdings import Holding
from openfonds.settings import Limits
def rows(package, limits):
    {code}
reading.rows_of_holding = rows
holding = Holding("seed", "inventory.csv", {{"inventory.csv": b"item_id;files\\n1;x.txt\\n"}})
Holding.with_faults = lambda self, number: self.files[self.malformed]
print(reading.read_malformed(holding, 1, Limits()))
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("raise KeyError('x')", "CRASHED KeyError in <string>"),
        ("open('/etc/hostname').close()", "LEFT THE HOLDING: open /etc/hostname"),
        ("__import__('socket').socket().connect_ex(('127.0.0.1', 9))", "LEFT THE HOLDING"),
        (
            "(__import__('pathlib').Path(package.source) / 'new').write_text('x')",
            "WROTE INTO THE HOLDING",
        ),
    ],
    ids=["crash", "file", "network", "write"],
)
def test_what_must_never_be_is_seen(code: str, told: str) -> None:
    assert in_a_process(code).startswith(told)


def test_a_mutation_is_always_the_same_and_always_another() -> None:
    data = b"<a>" * 100
    made = [mutated(data, random.Random(f"x {i}")) for i in range(50)]
    assert made == [mutated(data, random.Random(f"x {i}")) for i in range(50)]
    assert len(set(made)) > 40
