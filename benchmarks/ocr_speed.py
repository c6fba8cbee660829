"""Reading pages here against bare Tesseract: the same pages, the same models, in one run.

    python benchmarks/ocr_speed.py [FOLDER] [--pages 8] [--rounds 2] [--languages rus] [--jobs 2]

Ours opens the holding, checks fixity, looks for ink, recognises, and keeps words, boxes and
confidences, each page in a worker process with a time limit. The other is `tesseract PAGE OUT`,
as many at a time, each with one thread. The two take turns, for a machine is never quite idle.
Beside the wall clock stands the processor time, which other users of the machine disturb less.
Where GT files (PAGE.gt.txt) are found, the character error rate of the first four is given.
"""

import argparse
import hashlib
import os
import resource
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from extractors.reading.page import OcrSettings
from extractors.step import read_job
from openfonds.model import PageSource, PageText
from openfonds.settings import Limits
from openfonds.workers import WorkerPool

DATA = Path(os.environ.get("OPENFONDS_TEST_DATA", Path(__file__).parents[2] / "shared" / "data"))


def main() -> None:
    parser = argparse.ArgumentParser(description="Speed of reading beside bare Tesseract.")
    parser.add_argument("folder", nargs="?", type=Path, default=DATA / "A" / "ru-civil-print-18c")
    parser.add_argument("--pages", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--languages", default="rus")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    suffixes = {".jpg", ".jpeg", ".png", ".tif", ".tiff"}
    pages = [p for p in sorted(options.folder.iterdir()) if p.suffix in suffixes][: options.pages]
    if not pages:
        parser.error(f"no images in {options.folder}: name a folder, or set OPENFONDS_TEST_DATA")
    languages = tuple(options.languages.split("+"))

    print(f"{len(pages)} pages, {options.jobs} at a time, {options.rounds} rounds")
    print(f"start of a worker with all imports: {worker_start_seconds():.2f} s, once in a run")
    walls: dict[str, list[float]] = {"ours": [], "bare": []}
    processors: dict[str, list[float]] = {"ours": [], "bare": []}
    texts: list[PageText] = []

    def ours() -> None:
        texts[:] = read_here(pages, languages, options.jobs)

    def bare() -> None:
        read_bare(pages, languages, options.jobs)

    turns: list[tuple[str, Callable[[], None]]] = [("ours", ours), ("bare", bare)]
    for _ in range(options.rounds):
        turns.reverse()
        for name, run in turns:
            wall, processor = measured(run)
            walls[name].append(wall)
            processors[name].append(processor)
    for name in ("bare", "ours"):
        wall, processor = statistics.median(walls[name]), statistics.median(processors[name])
        print(
            f"{name}: {len(pages) / wall:.3f} pages/s ({wall:.1f} s), processor {processor:.1f} s"
        )
    for what, seconds in (("wall clock", walls), ("processor time", processors)):
        ratio = statistics.median(seconds["bare"]) / statistics.median(seconds["ours"])
        print(f"ours / bare by {what}: {ratio:.3f} (1 is as fast)")
    print_error_rates(pages, texts)


def measured(run: Callable[[], None]) -> tuple[float, float]:
    """Seconds by the wall and of the processor, children included."""
    wall, processor = time.perf_counter(), processor_seconds()
    run()
    return time.perf_counter() - wall, processor_seconds() - processor


def processor_seconds() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(u.ru_utime + u.ru_stime for u in used)


def worker_start_seconds() -> float:
    start = time.perf_counter()
    with WorkerPool(1) as pool:
        pool.submit(os.path.basename, "", seconds=60).result()
        pool.submit(
            hash, OcrSettings(("rus",)), seconds=60
        ).result()  # imports what reading imports
    return time.perf_counter() - start


def read_here(pages: Sequence[Path], languages: tuple[str, ...], jobs: int) -> list[PageText]:
    limits, settings = Limits(), OcrSettings(languages)
    with WorkerPool(jobs) as pool:
        futures = [
            pool.submit(
                read_job,
                str(page.parent),
                "key",
                PageSource(number, page.name, 0, "image"),
                hashlib.sha256(page.read_bytes()).hexdigest(),
                settings,
                limits,
                seconds=limits.page_seconds,
            )
            for number, page in enumerate(pages, start=1)
        ]
        return [future.result() for future in futures]


def read_bare(pages: Sequence[Path], languages: tuple[str, ...], jobs: int) -> None:
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(jobs) as threads:

        def read(page: Path) -> None:
            subprocess.run(
                ["tesseract", page, f"{folder}/{page.stem}", "-l", "+".join(languages)],
                check=True,
                capture_output=True,
                env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            )

        list(threads.map(read, pages))


def print_error_rates(pages: Sequence[Path], texts: Sequence[PageText]) -> None:
    known = [
        (text, page.with_suffix(".gt.txt"))
        for page, text in zip(pages, texts, strict=True)
        if page.with_suffix(".gt.txt").exists()
    ]
    for text, truth in known[:4]:
        rate = error_rate(" ".join(truth.read_text().split()), " ".join(text.text.split()))
        print(f"{truth.name}: character error rate {rate:.3f}, mean confidence {text.confidence}")


def error_rate(truth: str, read: str) -> float:
    """Levenshtein distance for each character of the truth."""
    before = list(range(len(read) + 1))
    for i, a in enumerate(truth, start=1):
        row = [i]
        for j, b in enumerate(read, start=1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (a != b)))
        before = row
    return before[-1] / max(1, len(truth))


if __name__ == "__main__":
    main()
