"""Reading whole pages here beside bare Tesseract, by set, in one run: errors, speed, where it goes.

    python -m benchmarks.recognition [--sets ru fr ces] [--rounds 1] [--jobs 2] [--undated]

The pages with a ground truth: Russian books of 1752-1801 (ru), French typescripts (fr) and those
of EHRI by language (ces, dan, deu, eng, slk). Both get the same language; ours also the year, as an
inventory gives it, unless --undated is set: then the page itself must tell its spelling. Bare is
`tesseract PAGE OUT --psm 3`, as many at a time, one thread each. The two take turns by blocks of
pages, so that another user of the machine disturbs both; processor time is given too.

With --folds DIR the books are read by models that have not seen them: every second book, from the
second on, by DIR/A.traineddata, the others by DIR/B.traineddata, each trained on the other half
(`python -m setup.train_rus_civil DIR --folds` makes them). Otherwise the figures for `ru` are of
books that the model was trained on, and the output says so.
"""

import argparse
import csv
import hashlib
import os
import resource
import shutil
import subprocess
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from benchmarks.error_rate import error_rate
from benchmarks.recognition_job import read_with
from extractors.reading import tesseract
from extractors.reading.ocr_file import read_ocr_file
from extractors.reading.spelling import OLD_MODEL, spelling_of
from extractors.reading.tesseract import OcrSettings, Spelling
from openfonds.model import DateSpan, PageSource, PageText
from openfonds.settings import Limits
from openfonds.workers import WorkerPool

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("OPENFONDS_TEST_DATA") or ROOT.parent / "shared" / "data") / "A"
BOOKS, FRENCH, EHRI = (
    DATA / "ru-civil-print-18c",
    DATA / "tapuscorpus-fr",
    DATA / "ehri-typescripts",
)
LANGUAGES = {"czech": "ces", "danish": "dan", "english": "eng", "german": "deu", "slovak": "slk"}
BLOCK = 8  # pages for which one of the two has the machine


@dataclass(frozen=True, slots=True)
class Page:
    """One page with what stands on it."""

    group: str
    image: Path
    truth: str
    language: str  # Tesseract's name
    spelling: Spelling
    models: Path = tesseract.OWN_MODELS


def pages(is_dated: bool) -> list[Page]:
    found = []
    with (BOOKS / "pages.tsv").open() as stream:
        years = {r["image_id"]: r["year"] for r in csv.DictReader(stream, delimiter="\t")}
    for scan in sorted(BOOKS.glob("*.jpeg")):
        year = int(years[scan.stem])
        dates = DateSpan(str(year), date(year, 1, 1), date(year, 12, 31))
        spelling = spelling_of(dates) if is_dated else Spelling.ASK
        truth = scan.with_suffix(".gt.txt").read_text()
        found.append(Page("ru", scan, truth, "rus", spelling))
    for folder, language in sorted(LANGUAGES.items()):
        for scan in sorted((EHRI / folder).glob("*.jpg")):
            found.append(Page(language, scan, _truth(scan), language, Spelling.ASK))
    for scan in sorted(FRENCH.rglob("*")):
        if scan.suffix in (".jpg", ".jpeg", ".png"):
            found.append(Page("fr", scan, _truth(scan), "fra", Spelling.ASK))
    return found


def _truth(scan: Path) -> str:
    source = PageSource(1, "", 0, "alto")
    return read_ocr_file(scan.with_suffix(".xml"), "key", source, Limits()).text


def ours(pool: WorkerPool, block: Sequence[Page]) -> list[PageText]:
    limits = Limits()
    futures = [
        pool.submit(
            read_with,
            str(page.models),
            *(str(page.image.parent), "key", PageSource(1, page.image.name, 0, "image")),
            hashlib.sha256(page.image.read_bytes()).hexdigest(),
            OcrSettings((page.language,), spelling=page.spelling),
            limits,
            seconds=limits.page_seconds,
        )
        for page in block
    ]
    return [future.result() for future in futures]


def bare(block: Sequence[Page], jobs: int) -> list[str]:
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(jobs) as threads:

        def read(numbered: tuple[int, Page]) -> str:
            number, page = numbered
            out = Path(folder) / str(number)
            subprocess.run(
                ["tesseract", page.image, out, "-l", page.language, "--psm", "3"],
                check=True,
                capture_output=True,
                env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            )
            return out.with_suffix(".txt").read_text()

        return list(threads.map(read, enumerate(block)))


def processor_seconds() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(u.ru_utime + u.ru_stime for u in used)


def measure(found: Sequence[Page], jobs: int, rounds: int) -> None:
    errors: dict[tuple[str, str], int] = Counter()
    letters: dict[str, int] = Counter()
    wall: dict[tuple[str, str], float] = defaultdict(float)
    steps: Counter[str] = Counter()
    groups = list(dict.fromkeys(page.group for page in found))
    with WorkerPool(jobs) as pool:
        ours(pool, found[:jobs])  # workers have started, as they have in a run
        for turn in range(rounds):
            for group in groups:
                of_group = [page for page in found if page.group == group]
                for start in range(0, len(of_group), BLOCK):
                    block = of_group[start : start + BLOCK]
                    for name in (
                        ("bare", "ours") if (start // BLOCK + turn) % 2 else ("ours", "bare")
                    ):
                        begin = time.perf_counter()
                        if name == "ours":
                            read = ours(pool, block)
                            texts = [one.text for one in read]
                        else:
                            texts = bare(block, jobs)
                        wall[name, group] += time.perf_counter() - begin
                        if turn:
                            continue
                        for page, text in zip(block, texts, strict=True):
                            n, wrong = error_rate(page.truth, text)
                            errors[name, group] += wrong
                            letters[group] += n if name == "ours" else 0
                        if name == "ours":
                            steps.update(s.partition(":")[0] for one in read for s in one.steps)
    print(
        f"{'set':<8}{'pages':>6}{'bare':>9}{'ours':>9}{'fewer':>8}{'bare p/s':>10}{'ours p/s':>10}"
        f"{'ratio':>7}"
    )
    for group in [*groups, "all"]:
        of = groups if group == "all" else [group]
        n_pages = sum(page.group in of for page in found) * rounds
        n = sum(letters[g] for g in of)
        rate = {k: sum(errors[k, g] for g in of) / n for k in ("bare", "ours")}
        seconds = {k: sum(wall[k, g] for g in of) for k in ("bare", "ours")}
        print(
            f"{group:<8}{n_pages // rounds:>6}{rate['bare']:>9.4f}{rate['ours']:>9.4f}"
            f"{1 - rate['ours'] / rate['bare']:>8.0%}{n_pages / seconds['bare']:>10.3f}"
            f"{n_pages / seconds['ours']:>10.3f}{seconds['bare'] / seconds['ours']:>7.2f}"
        )
    print("steps:", ", ".join(f"{name} on {n}" for name, n in sorted(steps.items())) or "none")


def profile(found: Sequence[Page]) -> None:
    """Processor seconds of each part of reading, pages one after the other in this process."""
    from PIL import Image

    from extractors.preparing.background import evened, paper_tones
    from extractors.preparing.columns import gutter_of
    from extractors.preparing.page import prepare
    from extractors.preparing.resolution import letter_height
    from extractors.reading.image import read_image
    from extractors.reading.ink import ink_ratio

    spent: dict[str, float] = defaultdict(float)
    for page in found:
        begin = processor_seconds()
        source = PageSource(1, page.image.name, 0, "image")
        settings = OcrSettings((page.language,), spelling=page.spelling)
        read_image(page.image, "key", source, settings, Limits())
        spent["all"] += processor_seconds() - begin
        with Image.open(page.image) as image:
            begin = processor_seconds()
            image.draft("L", image.size)
            grey = image.convert("L")
        spent["decoding"] += processor_seconds() - begin
        parts = (
            ("ink", partial(ink_ratio, grey)),
            ("tones of the paper", partial(paper_tones, grey)),
            ("evening", partial(evened, grey, paper_tones(grey))),
            ("height of letters", partial(letter_height, grey)),
            ("gutter", partial(gutter_of, grey, 20.0)),
            ("preparing in all", partial(prepare, grey)),
        )
        for name, run in parts:
            begin = processor_seconds()
            run()
            spent[name] += processor_seconds() - begin
    own = sum(spent[name] for name in ("decoding", "ink", "preparing in all"))
    spent["Tesseract, files, words"] = spent["all"] - own
    print("processor seconds for each page:")
    for name, seconds in spent.items():
        print(f"  {name:<26}{seconds / len(found):>8.3f}{seconds / spent['all']:>7.0%}")


def held_out(found: Sequence[Page], folds: Path, models: Path) -> list[Page]:
    """The books of each half with the model that was trained on the other half."""
    books = sorted(page.image for page in found if page.group == "ru")
    halves = {"A": books[1::2], "B": books[0::2]}
    for name in halves:
        (models / name).mkdir()
        shutil.copy(folds / f"{name}.traineddata", models / name / f"{OLD_MODEL}.traineddata")
    of_book = {book: models / name for name, half in halves.items() for book in half}
    return [replace(page, models=of_book.get(page.image, page.models)) for page in found]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sets", nargs="*", default=[])
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--undated", action="store_true")
    parser.add_argument("--folds", type=Path)
    parser.add_argument("--no-profile", action="store_true")
    options = parser.parse_args()
    if not BOOKS.is_dir():
        parser.error(f"{BOOKS} is not there: set OPENFONDS_TEST_DATA")
    found = [p for p in pages(not options.undated) if not options.sets or p.group in options.sets]
    with tempfile.TemporaryDirectory() as models:
        if options.folds:
            found = held_out(found, options.folds, Path(models))
        else:
            print("the model for old print was trained on the books of this set: see --folds")
        measure(found, options.jobs, options.rounds)
    if not options.no_profile:
        profile(found)


if __name__ == "__main__":
    main()
