"""What faults of scanning cost in errors, and what preparing saves of it.

    python -m benchmarks.scan_faults [--faults skew:2 turn:90 border spread] [--every 5]

Pages with a ground truth (benchmarks.recognition_pages) are turned, skewed, put on the black bed of
a scanner, or side by side as the two pages of an opened book with a dark fold between them; each is
read twice: with the step that is meant for the fault, and with all steps but that. Both errors are
of the same image, and so is the processor time. `as it is` shows what the steps do to pages without
the fault.
"""

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import patch

import numpy as np
from PIL import Image

from benchmarks.error_rate import error_rate
from benchmarks.processor_time import processor_seconds
from benchmarks.recognition_pages import Page, pages
from extractors.reading.image import read_image
from extractors.reading.shapes import Shapes
from extractors.reading.tesseract import OcrSettings
from openfonds.model import PageSource
from openfonds.settings import Limits

AS_IT_IS = "none"
FAULTS = (
    *(AS_IT_IS, "skew:0.5", "skew:1", "skew:2", "skew:4", "skew:-3"),
    *("turn:90", "turn:180", "turn:270", "border", "border+skew:2", "spread"),
)
# What is switched off to see what it saves: nothing there, no angle.
STEPS: dict[str, tuple[str, object]] = {
    "skew": ("extractors.preparing.page.skew_of", 0.0),
    "turn": ("extractors.reading.other_models.detect_shapes", Shapes()),
    "border": ("extractors.preparing.page.is_even", True),
    "spread": ("extractors.preparing.page.gutter_of", None),
}
BED, BED_NOISE = 22, 7  # tones
BED_SHARE = 0.06  # of the longer side, on each side
FOLD_SHARE = 0.05  # of the width of a page, on each side of the fold


def faulty(found: Sequence[Page], fault: str) -> Iterator[tuple[Page, str, Image.Image]]:
    """Each page, what stands on it, and what a bad scan of it looks like."""
    for number, page in enumerate(found):
        grey = _grey(page)
        if fault != "spread":
            for part in reversed(fault.split("+")):
                kind, _, value = part.partition(":")
                grey = _with_fault(grey, kind, float(value or 0))
            yield page, page.truth, grey
        elif number + 1 < len(found) and found[number + 1].group == page.group:
            right = found[number + 1]
            yield page, f"{page.truth}\n{right.truth}", on_bed(_spread(grey, _grey(right)))


def _with_fault(grey: Image.Image, kind: str, value: float) -> Image.Image:
    if kind == "skew":
        paper = int(np.percentile(np.asarray(grey.reduce(8)), 75))
        return grey.rotate(-value, Image.Resampling.BICUBIC, expand=True, fillcolor=paper)
    if kind == "turn":
        return grey.rotate(-value, expand=True)
    return on_bed(grey) if kind == "border" else grey


def on_bed(grey: Image.Image) -> Image.Image:
    """A page on the black bed of a scanner, with the noise of its sensor."""
    margin = round(BED_SHARE * max(grey.size))
    size = (grey.height + 2 * margin, grey.width + 2 * margin)
    noise = np.random.default_rng(1).normal(BED, BED_NOISE, size)
    bed = Image.fromarray(noise.clip(0, 255).astype(np.uint8))
    bed.paste(grey, (margin, margin))
    return bed


def _spread(left: Image.Image, right: Image.Image) -> Image.Image:
    """Two pages of one height, darker towards the fold."""
    height = max(left.height, right.height)
    sides = [
        side.resize((round(side.width * height / side.height), height)) for side in (left, right)
    ]
    pixels = np.hstack([np.asarray(side, np.float32) for side in sides])
    from_fold = np.abs(np.arange(pixels.shape[1]) - sides[0].width)
    shade = np.clip(0.15 + from_fold / (FOLD_SHARE * sides[0].width), 0, 1)
    return Image.fromarray((pixels * shade).astype(np.uint8))


def _grey(page: Page) -> Image.Image:
    with Image.open(page.image) as image:
        return image.convert("L")


def read(page: Page, grey: Image.Image, without: Sequence[str]) -> tuple[str, float, str]:
    """The text, the processor seconds, and the steps."""
    settings = OcrSettings((page.language,), spelling=page.spelling)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as patches:
        path = Path(folder) / "page.png"
        grey.save(path, compress_level=1)
        for step in without:
            where, nothing = STEPS[step]
            patches.enter_context(patch(where, return_value=nothing))
        begin = processor_seconds()
        found = read_image(path, "key", PageSource(1, path.name, 0, "image"), settings, Limits())
        return found.text, processor_seconds() - begin, " ".join(found.steps)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--faults", nargs="*", default=FAULTS)
    parser.add_argument("--every", type=int, default=5, help="read every so many pages")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    every = pages(is_dated=True)
    print(
        f"{'fault':<16}{'pages':>6}{'without':>9}{'with':>8}{'cpu s':>8}{'cpu s':>7}  steps taken"
    )
    for fault in options.faults:
        # Pairs for a spread are neighbours of one set; else a sample from all sets.
        found = every if fault == "spread" else every[:: options.every]
        steps = [part.partition(":")[0] for part in fault.split("+") if part != AS_IT_IS]
        letters, wrong, seconds, taken = 0, Counter[bool](), Counter[bool](), Counter[str]()
        n_pages = 0
        for number, (page, truth, grey) in enumerate(faulty(found, fault)):
            if fault == "spread" and number % options.every:
                continue
            n_pages += 1
            for is_with in (False, True):
                text, took, done = read(page, grey, () if is_with else steps or list(STEPS))
                length, errors = error_rate(truth, text)
                wrong[is_with] += errors
                seconds[is_with] += took
                if is_with:
                    letters += length
                    taken.update(step.partition(":")[0] for step in done.split())
                if options.verbose:
                    print(
                        f"  {page.group} {page.image.stem[:20]} {is_with} {errors}/{length} {done}"
                    )
        print(
            f"{fault:<16}{n_pages:>6}{wrong[False] / letters:>9.4f}{wrong[True] / letters:>8.4f}"
            f"{seconds[False] / n_pages:>8.2f}{seconds[True] / n_pages:>7.2f}  {dict(taken)}",
            flush=True,
        )


if __name__ == "__main__":
    main()
