"""Reading whole pages here beside bare Tesseract and OCRmyPDF, in one run: errors, speed, where
the time goes.

    python -m benchmarks.recognition [--sets ru fr ces] [--rounds 1] [--jobs 2] [--undated]

The pages with a ground truth are those of benchmarks.recognition_pages. All get the same language;
ours also the year, as an inventory gives it, unless --undated is set: then the page itself must
tell its spelling. Bare is `tesseract PAGE OUT --psm 3`, as many at a time, one thread each.
OCRmyPDF is `ocrmypdf --sidecar -jN --output-type pdf` on the same images in a PDF (made by img2pdf
before its time is taken); it is left out where it is not installed. A folder of its own:

    python -m venv /tmp/ocrmypdf && /tmp/ocrmypdf/bin/pip install ocrmypdf   # wants ghostscript
    python -m benchmarks.recognition --ocrmypdf /tmp/ocrmypdf/bin/ocrmypdf

They take turns by blocks of pages, so that another user of the machine disturbs them alike, and
the processor time of each is given too, which hardly depends on that.

With --folds DIR the books are read by models that have not seen them: every second book, from the
second on, by DIR/A.traineddata, the others by DIR/B.traineddata, each trained on the other half
(`python -m setup.train_rus_civil DIR --folds` makes them). Otherwise the figures for `ru` are of
books that the model was trained on, and the output says so.
"""

import argparse
import shutil
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.error_rate import error_rate
from benchmarks.processor_time import processor_seconds
from benchmarks.recognition_pages import BOOKS, Page, held_out, pages
from benchmarks.recognition_profile import profile
from benchmarks.recognition_sides import as_pdf, bare, ocrmypdf, ours
from openfonds.workers import WorkerPool

BLOCK = 8  # pages for which one of them has the machine
BARE, OURS, PEER = "bare", "ours", "ocrmypdf"


class Measured:
    """Errors and seconds of each side, by set."""

    def __init__(self, sides: Sequence[str]) -> None:
        self.sides = sides
        self.errors: dict[tuple[str, str], int] = Counter()
        self.letters: dict[str, int] = Counter()
        self.pages: dict[str, int] = Counter()
        self.wall: dict[tuple[str, str], float] = defaultdict(float)
        self.processor: dict[tuple[str, str], float] = defaultdict(float)
        self.steps: Counter[str] = Counter()

    def time(self, side: str, group: str, run: Callable[[], list[str]]) -> list[str]:
        """What `run` gives, with its seconds taken down."""
        wall, processor = time.perf_counter(), processor_seconds()
        texts = run()
        self.wall[side, group] += time.perf_counter() - wall
        self.processor[side, group] += processor_seconds() - processor
        return texts

    def count(self, side: str, block: Sequence[Page], texts: Sequence[str]) -> None:
        """Take down the errors of a block."""
        for page, text in zip(block, texts, strict=True):
            length, wrong = error_rate(page.truth, text)
            self.errors[side, page.group] += wrong
            if side == OURS:
                self.letters[page.group] += length

    def print(self, name: str, groups: Sequence[str]) -> None:
        """A row for each side, of these sets together."""
        n_pages = sum(self.pages[g] for g in groups)
        letters = sum(self.letters[g] for g in groups)
        wrong, wall, processor = (
            {side: sum(table[side, g] for g in groups) for side in self.sides}
            for table in (self.errors, self.wall, self.processor)
        )
        for side in self.sides:
            print(
                f"{name:<6}{n_pages:>6} {side:<9}{wrong[side] / letters:>8.4f}"
                f"{1 - wrong[side] / wrong[BARE]:>7.0%}{n_pages / wall[side]:>9.3f}"
                f"{wall[BARE] / wall[side]:>8.2f}{processor[side] / n_pages:>12.2f}"
                f"{processor[BARE] / processor[side]:>8.2f}",
                flush=True,
            )


def measure(found: Sequence[Page], jobs: int, rounds: int, program: Path | None) -> None:
    """Read each block of pages by each side, the order of the sides changing; print set by set."""
    sides = [BARE, OURS, *([PEER] if program else [])]
    result = Measured(sides)
    print(f"{'set':<6}{'pages':>6} {'side':<9}{'CER':>8}{'fewer':>7}{'pages/s':>9}", end="")
    print(f"{'x bare':>8}{'cpu s/page':>12}{'x bare':>8}", flush=True)
    groups = list(dict.fromkeys(page.group for page in found))
    with WorkerPool(jobs) as pool:
        ours(pool, found[:jobs])  # workers have started, as they have in a run
        for group in groups:
            for turn in range(rounds):
                for number, block in enumerate(_blocks(found, group)):
                    result.pages[group] += len(block)
                    shift = (number + turn) % len(sides)
                    for side in (*sides[shift:], *sides[:shift]):
                        texts = _read(result, side, block, pool, jobs, program)
                        if not turn:
                            result.count(side, block, texts)
            result.print(group, [group])
    result.print("all", groups)
    print("steps:", ", ".join(f"{k} on {n}" for k, n in sorted(result.steps.items())) or "none")


def _read(
    result: Measured,
    side: str,
    block: Sequence[Page],
    pool: WorkerPool,
    jobs: int,
    program: Path | None,
) -> list[str]:
    """The texts of a block by one side, its time taken down."""
    group, language = block[0].group, block[0].language
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if side == BARE:
            return result.time(side, group, lambda: bare(block, jobs, folder))
        if side == PEER and program:
            pdf = as_pdf(block, program, folder)
            return result.time(side, group, lambda: ocrmypdf(pdf, language, program, jobs))
        return result.time(side, group, lambda: _texts(pool, block, result.steps))


def _blocks(found: Sequence[Page], group: str) -> list[Sequence[Page]]:
    """Pages of one set, some at a time."""
    of = [page for page in found if page.group == group]
    return [of[start : start + BLOCK] for start in range(0, len(of), BLOCK)]


def _texts(pool: WorkerPool, block: Sequence[Page], steps: Counter[str]) -> list[str]:
    read = ours(pool, block)
    steps.update(step.partition(":")[0] for one in read for step in one.steps)
    return [one.text for one in read]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--sets", nargs="*", default=[])
    parser.add_argument("--every", type=int, default=1, help="read every so many pages of a set")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--undated", action="store_true")
    parser.add_argument("--folds", type=Path)
    parser.add_argument("--ocrmypdf", type=Path, default=shutil.which("ocrmypdf"))
    parser.add_argument("--no-profile", action="store_true")
    options = parser.parse_args()
    if not BOOKS.is_dir():
        parser.error(f"{BOOKS} is not there: set OPENFONDS_TEST_DATA")
    program = Path(options.ocrmypdf) if options.ocrmypdf else None
    if program and not program.exists():
        parser.error(f"there is no {program}")
    if program is None:
        print("ocrmypdf is not installed, so it is left out: --help says how to install it")
    found = [p for p in pages(not options.undated) if not options.sets or p.group in options.sets]
    with tempfile.TemporaryDirectory() as models:
        if options.folds:
            found = held_out(found, options.folds, Path(models))
        else:
            print("the model for old print was trained on the books of this set: see --folds")
        found = [page for at, page in enumerate(found) if at % options.every == 0]
        measure(found, options.jobs, options.rounds, program)
        if not options.no_profile:
            profile(found)


if __name__ == "__main__":
    main()
