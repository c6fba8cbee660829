"""How many stamps are found on drawn pages, and how often a page without one is called closed.

    python benchmarks/stamps.py [--pages N] [--seed S] [FOLDER ...]

Pages with a secrecy stamp count as closed when the words read hold a mark, or when the stamp is
reported as unread: a person then looks; "or page" counts the pages, too, on which recognition of
the whole page reads the mark. "no OCR" is the time of pages without a candidate. The FOLDERs
hold scans without secrecy stamps (default: those of books, typescripts and office papers under
OPENFONDS_TEST_DATA, default ../shared/data).
Needs Tesseract with its Russian model. One core; about half a second a page.
"""

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

from PIL import Image

sys.path.insert(0, str(Path(__file__).parents[1]))

from extractors.stamps import find_stamps
from extractors.tesseract import OcrSettings, recognise
from openfonds.restrictions.detectors.registry import examine
from tests.stamp_samples import (
    HARMLESS_MARKS,
    SECRECY_MARKS,
    Frame,
    Page,
    draw_page,
    random_seal,
    random_stamped,
)

DATA = Path(os.environ.get("OPENFONDS_TEST_DATA", Path(__file__).parents[1] / "../shared/data"))
FOLDERS = ("A/ru-civil-print-18c", "A/ehri-typescripts", "A/tapuscorpus-fr", "B/ru-office-docs")
SUFFIXES = (".jpg", ".jpeg", ".png")
MIN_SIDE_PX = 300
WHOLE_PAGE = 3  # Tesseract's page segmentation mode
MARKS = ("secrecy_mark", "service_mark")
COLOURS = ("red", "blue", "violet")
FRAMES: tuple[Frame, ...] = ("none", "box", "double")


class Counts(Counter[str]):
    """What came of the pages of one kind."""

    def add(self, image: Image.Image, has_mark: bool) -> str:
        """Examine a page; tells what came of it."""
        calls = 0

        def read(part: Image.Image, psm: int) -> str:
            nonlocal calls
            calls += 1
            return _read(part, psm)

        image.load()
        start = time.perf_counter()
        found = find_stamps(image, read)
        passed = round(1000 * (time.perf_counter() - start))
        outcome = "read" if _has_mark(found.texts) else "unread" if found.unread else "open"
        if outcome == "open" and has_mark and _has_mark((_read(image, WHOLE_PAGE),)):
            outcome = "read with the page"
        self.update({outcome: 1, "pages": 1, "calls": calls, "ms": passed})
        if not calls:
            self.update({"quick pages": 1, "quick ms": passed})
        return outcome

    def row(self, name: str) -> str:
        """A line of the table: shares in per cent, calls of Tesseract and milliseconds a page."""
        pages = self["pages"] or 1
        closed = self["read"] + self["unread"]
        shares = (self["read"], closed, closed + self["read with the page"])
        quick = self["quick ms"] / (self["quick pages"] or 1)
        return (
            f"{name:24}{self['pages']:6}"
            + "".join(f"{100 * share / pages:9.1f}" for share in shares)
            + f"{self['calls'] / pages:9.1f}{self['ms'] / pages:9.0f}{quick:9.0f}"
        )


def _read(image: Image.Image, psm: int) -> str:
    with tempfile.NamedTemporaryFile(suffix=".tif") as file:
        image.save(file, format="TIFF", dpi=(200, 200))
        file.flush()
        return recognise(Path(file.name), OcrSettings(("rus",), psm), 60).text


def _has_mark(texts: tuple[str, ...]) -> bool:
    return any(finding.fact in MARKS for text in texts for finding in examine(text))


def _secret(ink: str, frames: tuple[Frame, ...], seed: int) -> Iterator[Page]:
    for number, frame in enumerate(cycle(frames)):
        yield random_stamped(seed + number, ink, frame, SECRECY_MARKS)


def _drawn(seed: int, pages: int) -> dict[str, list[Page]]:
    """Kinds of pages; about half bear a secrecy stamp in colour, the kind that is most common."""

    def some(share: float, of_kind: Iterator[Page]) -> list[Page]:
        return list(islice(of_kind, max(1, round(share * pages))))

    def each(make: Callable[[int], Page]) -> Iterator[Page]:
        return map(make, range(seed, seed + pages))

    inks = cycle((*COLOURS, "black"))
    return {
        "red": some(0.14, _secret("red", FRAMES, seed)),
        "blue": some(0.14, _secret("blue", FRAMES, seed + pages)),
        "violet": some(0.14, _secret("violet", FRAMES, seed + 2 * pages)),
        "black, in a box": some(0.2, _secret("black", ("box", "double"), seed + 3 * pages)),
        "in grey, in a box": some(
            0.1,
            (replace(page, is_grey=True) for page in _secret("red", ("box",), seed + 5 * pages)),
        ),
        "black, no box": some(0.08, _secret("black", ("none",), seed + 4 * pages)),
        "other stamps": some(
            0.16,
            each(lambda n: random_stamped(n, next(inks), ("none", "box")[n % 2], HARMLESS_MARKS)),
        ),
        "round seals": some(0.06, each(lambda n: random_seal(n, next(inks)))),
        "no stamp": some(0.08, each(lambda n: Page(n, None))),
    }


def _scans(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in SUFFIXES:
            with Image.open(path) as image:
                if min(image.size) >= MIN_SIDE_PX:
                    yield path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, help="scans without secrecy stamps")
    parser.add_argument("--pages", type=int, default=150, help="pages to draw")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--each", action="store_true", help="name each page that is not read")
    arguments = parser.parse_args()
    heads = ("read", "closed", "or page", "OCR", "ms", "no OCR")
    print(f"{'':24}{'pages':>6}" + "".join(f"{head:>9}" for head in heads))
    for kind, pages in _drawn(arguments.seed, arguments.pages).items():
        counts = Counts()
        for page in pages:
            has_mark = page.stamp is not None and page.stamp.lines in SECRECY_MARKS
            outcome = counts.add(draw_page(page), has_mark)
            if arguments.each and outcome != ("read" if has_mark else "open"):
                print(f"  {outcome}: {page}")
        print(counts.row(kind), flush=True)
    for folder in arguments.folders or [DATA / name for name in FOLDERS]:
        counts = Counts()
        for path in _scans(folder):
            with Image.open(path) as image:
                outcome = counts.add(image, has_mark=False)
            if arguments.each and outcome != "open":
                print(f"  {outcome}: {path.name}")
        print(counts.row(folder.name), flush=True)


if __name__ == "__main__":
    main()
