"""`python -m benchmarks.fuzz [--each 1000] [READER ...]`: malformed input for every reader.

Each mutation is a holding of its own, read in a worker process: settings, bag, rows, survey, pages.
What must never be seen: a crash, a hang beyond the limit, a file or address outside of the holding,
a change of the holding. Ends with 1 if any of that was seen.
"""

import argparse
import os
import sys
import time
from collections import Counter
from concurrent.futures import Future
from pathlib import Path

from benchmarks.fuzz.holdings import Holding, made
from benchmarks.fuzz.reading import read_malformed
from openfonds.settings import Limits
from openfonds.workers import WorkerCrashed, WorkerPool, WorkerTimedOut

DATA = Path(os.environ.get("OPENFONDS_TEST_DATA", Path(__file__).parents[3] / "shared" / "data"))
LIMITS = Limits(page_seconds=20, survey_seconds=20, max_image_px=20_000_000)
SECONDS = 60.0  # of one holding: its survey and pages, within the limits above
MOST_SEEDS, MOST_BYTES = 6, 400_000
# reader: globs of seeds below the folder of shared data
SEEDS = {
    "alto": ("A/ehri-typescripts/**/*.xml", "A/tapuscorpus-fr/**/*.xml"),
    "page": ("B/page-charlottenburg-municipal/**/*.xml",),
    "hocr": ("B/pdf-ocrmypdf/*.hocr",),
    "mets": ("B/**/mets.xml", "B/mets-alto-newspapers/ndnp/**/*.xml"),
    "ead": ("B/ead-arclight/**/*.xml",),
    "marcxml": ("B/marc-natlibfi/**/*xml*", "B/marc-pymarc-tests/**/*.xml"),
    "marcjson": ("B/marc-pymarc-tests/**/*.json",),
    "iso2709": ("B/marc-pymarc-tests/**/*.dat", "B/rusmarc-nlr/**/*.ISO", "B/rusmarc-nlr/**/*.iso"),
    "pdf": ("B/pdfa-verapdf/**/*.pdf", "B/pdf-ocrmypdf/*.pdf", "B/openpreserve-formats/**/*.pdf"),
    "djvu": ("B/ru-office-docs/**/*.djvu",),
    "docx": ("B/ru-office-docs/**/*.docx",),
    "odt": ("B/ru-office-docs/**/*.odt", "B/openpreserve-formats/**/*.odt"),
    "rtf": ("B/**/*.rtf",),
    "html": ("B/**/*.html",),
    "txt": ("B/ru-office-docs/**/*.txt",),
    "jpeg": ("B/**/*.jpg",),
    "png": ("B/**/*.png",),
    "tiff": ("B/**/*.tif", "B/**/*.tiff", "A/vyl-tujod-komi/**/*.tif*"),
    "jp2": ("B/**/*.jp2", "B/**/*.jpf"),
}
BAD = ("CRASHED", "UNEXPECTED", "LEFT", "WROTE", "TRANSIENT", "TIMED OUT", "DIED")


def main() -> int:
    """Run it; returns 1 if anything was seen that must not be."""
    makers = made()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "readers", nargs="*", metavar="READER", help=f"of {', '.join((*SEEDS, *makers))}"
    )
    parser.add_argument("--each", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args()
    is_bad = False
    with WorkerPool(asked.jobs) as pool:
        for reader in asked.readers or [*SEEDS, *makers]:
            holdings = makers[reader]() if reader in makers else _seeds(reader)
            if not holdings:
                print(f"{reader}: no seeds below {DATA}: set OPENFONDS_TEST_DATA")
                continue
            began = time.perf_counter()
            calls = [
                (one, i, _submit(pool, one, i))
                for i, one in ((i, holdings[i % len(holdings)]) for i in range(asked.each))
            ]
            became = Counter(
                (result := _result(call), _named(result, one, i))[1] for one, i, call in calls
            )
            is_bad |= any(what.startswith(BAD) for what in became)
            told = ", ".join(f"{what} {n}" for what, n in sorted(became.items()))
            took = time.perf_counter() - began
            print(f"{reader}: {took:.0f} s, {len(holdings)} seeds: {told}", flush=True)
    return 1 if is_bad else 0


def _submit(pool: WorkerPool, holding: Holding, i: int) -> "Future[str]":
    return pool.submit(read_malformed, holding, i, LIMITS, seconds=SECONDS)


def _result(call: "Future[str]") -> str:
    try:
        return call.result()
    except WorkerCrashed:
        return "DIED"
    except WorkerTimedOut:
        return "TIMED OUT"


def _named(result: str, holding: Holding, number: int) -> str:
    """The result, with the input that led to it where it must not be."""
    return f"{result} [{holding.label} {number}]" if result.startswith(BAD) else result


def _seeds(reader: str) -> list[Holding]:
    found = {p for pattern in SEEDS[reader] for p in DATA.glob(pattern) if p.is_file()}
    small = [p for p in found if 100 < p.stat().st_size < MOST_BYTES]
    step = max(1, len(small) // MOST_SEEDS)
    return [_seed(path) for path in sorted(small)[::step][:MOST_SEEDS]]


def _seed(path: Path) -> Holding:
    name = f"x{path.suffix}"
    return Holding(path.name, name, {name: path.read_bytes()})


if __name__ == "__main__":
    sys.exit(main())
