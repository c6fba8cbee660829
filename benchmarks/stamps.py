"""How many secrecy stamps are found on drawn pages, and how often a clean page is called closed.

    python benchmarks/stamps.py [--pages N] [--seed S] [--jobs N] [--each] [FOLDER ...]

A page with a secrecy stamp counts as closed when the words read hold a mark, or when the stamp is
reported as unread: a person then looks. "or page" counts the pages, too, on which recognition of
the whole page reads the mark, as is done with every image, but not with a PDF that has its text.
"no OCR" is the processor's time for pages on which nothing looked like a stamp. The kinds are
those of tests/stamp_samples.py; "black on text" are those without a frame over text, in black ink
or grey; "in PDF" has all of them by turns, behind a clean text layer. The
FOLDERs hold scans without secrecy stamps (default: those of books, typescripts and office papers
under OPENFONDS_TEST_DATA, default ../shared/data). Marks that are not closed are listed by kind.
Needs Tesseract with its Russian model. About a second a page and core.
"""

import argparse
import io
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PIL import Image

sys.path.insert(0, str(Path(__file__).parents[1]))

from extractors.reading.pdf import read_pdf
from extractors.reading.tesseract import OcrSettings, Recognition, recognise
from extractors.stamps.search import find_stamps
from openfonds.model import PageSource
from openfonds.restrictions.detectors.registry import examine
from openfonds.settings import Limits
from tests.stamp_samples import (
    HARMLESS_MARKS,
    INKS,
    KINDS,
    Page,
    as_pdf,
    draw_page,
    random_page,
    random_seal,
    random_stamped,
)

DATA = Path(os.environ.get("OPENFONDS_TEST_DATA", Path(__file__).parents[1] / "../shared/data"))
FOLDERS = {
    "A/ru-civil-print-18c": ("rus",),
    "A/ehri-typescripts": ("deu", "eng"),
    "A/tapuscorpus-fr": ("fra",),
    "B/ru-office-docs": ("rus",),
}
SUFFIXES = (".jpg", ".jpeg", ".png")
MIN_SIDE_PX = 300
WHOLE_PAGE = 3  # Tesseract's page segmentation mode
MARKS = ("secrecy_mark", "service_mark")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a page: open, read, unread, or read with the page."""

    what: str
    name: str
    calls: int
    ms: int


def _read(image: Image.Image, psm: int, languages: tuple[str, ...] = ("rus",)) -> Recognition:
    with tempfile.NamedTemporaryFile(suffix=".tif") as file:
        image.save(file, format="TIFF", dpi=(200, 200))
        file.flush()
        return recognise(Path(file.name), OcrSettings(languages, psm), 60)


def _has_mark(texts: Iterable[str]) -> bool:
    return any(finding.fact in MARKS for text in texts for finding in examine(text))


def _of_image(
    image: Image.Image, name: str, is_secret: bool, languages: tuple[str, ...] = ("rus",)
) -> Outcome:
    calls = 0

    def read(part: Image.Image, psm: int) -> Recognition:
        nonlocal calls
        calls += 1
        return _read(part, psm, languages)

    image.load()
    start, used = time.perf_counter(), time.process_time()
    found = find_stamps(image, read)
    # Without a call of Tesseract only the time that was worked counts.
    seconds = time.perf_counter() - start if calls else time.process_time() - used
    passed = round(1000 * seconds)
    what = "read" if _has_mark(found.texts) else "unread" if found.unread else "open"
    if what == "open" and is_secret and _has_mark((_read(image, WHOLE_PAGE).text,)):
        what = "read with the page"
    return Outcome(what, name, calls, passed)


def _drawn(make: Callable[[int], Page], is_secret: bool, seed: int) -> Outcome:
    page = make(seed)
    return _of_image(draw_page(page), str(page), is_secret)


def _in_pdf(seed: int) -> Outcome:
    page = random_page(KINDS[seed % len(KINDS)], seed)
    data = as_pdf(draw_page(page), "Minutes of the meeting")
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(data)
        file.flush()
        source = PageSource(number=1, path="page.pdf", part=0, kind="pdf")
        start = time.perf_counter()
        ocr = OcrSettings(("rus",), stamps=True)
        found = read_pdf(Path(file.name), "key", source, ocr, Limits())
    passed = round(1000 * (time.perf_counter() - start))
    what = "read" if _has_mark(found.marks) else "unread" if found.unread_marks else "open"
    return Outcome(what, f"{KINDS[seed % len(KINDS)]} {page}", 1, passed)


def _scan(path: Path, languages: tuple[str, ...] = ("rus",)) -> Outcome:
    with Image.open(io.BytesIO(path.read_bytes())) as image:
        return _of_image(image, path.name, is_secret=False, languages=languages)


def _harmless(seed: int) -> Page:
    ink = tuple(INKS)[seed % len(INKS)]
    return random_stamped(seed, ink, ("none", "box")[seed // len(INKS) % 2], HARMLESS_MARKS)


def _seal(seed: int) -> Page:
    return random_seal(seed, tuple(INKS)[seed % len(INKS)])


def _unframed(seed: int) -> Page:
    """A black stamp without a frame over lines of text, fresh or faint."""
    page = random_page("over text", seed)
    assert page.stamp is not None
    strength = (0.3, 0.4, 0.9)[seed % 3]
    return replace(page, stamp=replace(page.stamp, ink="black", frame="none", strength=strength))


def _clean(seed: int) -> Page:
    return Page(seed, None)


def _row(name: str, outcomes: list[Outcome]) -> str:
    """A line of the table: shares in per cent, calls of Tesseract and milliseconds a page."""
    count = Counter(outcome.what for outcome in outcomes)
    n = len(outcomes) or 1
    closed = count["read"] + count["unread"]
    shares = (count["read"], closed, closed + count["read with the page"])
    quick = [outcome.ms for outcome in outcomes if not outcome.calls]
    return (
        f"{name:22}{len(outcomes):6}"
        + "".join(f"{100 * share / n:9.1f}" for share in shares)
        + f"{sum(outcome.calls for outcome in outcomes) / n:9.1f}"
        + f"{max((outcome.calls for outcome in outcomes), default=0):9}"
        + f"{sum(outcome.ms for outcome in outcomes) / n:9.0f}"
        + (f"{sum(quick) / len(quick):9.0f}" if quick else f"{'-':>9}")
    )


def _scans(folder: Path) -> list[Path]:
    found = []
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in SUFFIXES:
            with Image.open(path) as image:
                if min(image.size) >= MIN_SIDE_PX:
                    found.append(path)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, help="scans without secrecy stamps")
    parser.add_argument("--pages", type=int, default=75, help="pages to draw of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1, help="pages at a time")
    parser.add_argument("--kinds", nargs="*", help="only these kinds of drawn pages")
    parser.add_argument("--each", action="store_true", help="name clean pages that are not open")
    arguments = parser.parse_args()
    seeds = range(arguments.seed, arguments.seed + arguments.pages)
    secret: dict[str, Callable[[int], Outcome]] = {
        kind: partial(_drawn, partial(random_page, kind), True) for kind in KINDS
    }
    secret["black on text"] = partial(_drawn, _unframed, True)
    secret["in PDF"] = _in_pdf
    harmless = {"other stamps": _harmless, "round seals": _seal, "no stamp": _clean}
    clean = {name: partial(_drawn, make, False) for name, make in harmless.items()}
    heads = ("read", "closed", "or page", "OCR", "most", "ms", "no OCR")
    print(f"{'':22}{'pages':>6}" + "".join(f"{head:>9}" for head in heads))
    every: list[Outcome] = []
    with ProcessPoolExecutor(arguments.jobs) as pool:
        for kind, examined in (secret | clean).items():
            if arguments.kinds and kind not in arguments.kinds:
                continue
            outcomes = list(pool.map(examined, seeds))
            print(_row(kind, outcomes), flush=True)
            if kind in secret:
                every += outcomes
                _list(outcome for outcome in outcomes if outcome.what == "open")
            elif arguments.each:
                _list(outcome for outcome in outcomes if outcome.what != "open")
        print(_row("all with a mark", every), flush=True)
        folders = dict.fromkeys(arguments.folders, ("rus",)) or {
            DATA / name: languages for name, languages in FOLDERS.items()
        }
        for folder, languages in folders.items():
            outcomes = list(pool.map(partial(_scan, languages=languages), _scans(folder)))
            print(_row(folder.name, outcomes), flush=True)
            if arguments.each:
                _list(outcome for outcome in outcomes if outcome.what != "open")


def _list(outcomes: Iterable[Outcome]) -> None:
    for outcome in outcomes:
        print(f"  {outcome.what}: {outcome.name}")


if __name__ == "__main__":
    main()
