"""A page read level and upright, with its words where they stand on the image that came.

A page on its head or on its side comes out as rubbish; then, and only then, its shapes are asked
which way is up, and it is turned and read again. Tesseract itself reads one of the two sides.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PIL import Image

from extractors.preparing.page import prepare
from extractors.preparing.turning import box_before, turned
from extractors.reading.engine import engine_named
from extractors.reading.grey_file import as_tiff
from extractors.reading.other_models import BestReading, read_with_best_model
from extractors.reading.spelling import with_spelling
from extractors.reading.tesseract import ENGINE, OcrSettings, Recognition
from openfonds.errors import ItemError
from openfonds.model import PageText, Word

TURNED = "rotate:"
READ_SIDEWAYS = 270  # what Tesseract reads by itself is upright when it is turned by that
MIN_LETTERS = 4  # of a word that is longer than it is high
MIN_WORDS = 5  # fewer tell nothing of the page


def read_upright(
    image: Path, grey: Image.Image, ocr: OcrSettings, seconds: float
) -> tuple[Recognition, tuple[str, ...]]:
    """What stands on a page, and what was done to its image: the file itself is read if nothing.

    Boxes of words are in pixels of `grey`, which `image` is a file of.

    Raises:
        ItemError: ocr.timeout, ocr.crashed, ocr.bad_output.
        ToolMissing: if the engine or a model is not installed.
    """

    def read_turned(degrees: int, left: float) -> BestReading | None:
        upright = turned(grey, degrees)
        try:
            with as_tiff(upright, None) as copy:
                read = _read(copy, upright, ocr, left, None)
        except ItemError:  # the first reading stands
            return None
        words = moved(read.found.words, lambda *box: box_before(box, degrees, grey.size))
        steps = (f"{TURNED}{degrees}", *read.steps)
        return replace(read, found=replace(read.found, words=words), steps=steps, turn=degrees)

    # A plug-in is sure in its own way, and may turn pages itself.
    best = _read(image, grey, ocr, seconds, read_turned if ocr.engine == ENGINE else None)
    return best.found, best.steps


def turn_of(page: PageText) -> int:
    """By how many degrees clockwise the image of a page has to be turned until it is upright."""
    for step in page.steps:
        if step.startswith(TURNED):
            return int(step.removeprefix(TURNED))
    long = [word for word in page.words if len(word.text) >= MIN_LETTERS]
    upended = sum(word.height > word.width for word in long)
    return READ_SIDEWAYS if len(long) >= MIN_WORDS and 2 * upended > len(long) else 0


def _read(
    image: Path,
    grey: Image.Image,
    ocr: OcrSettings,
    seconds: float,
    read_turned: Callable[[int, float], BestReading | None] | None,
) -> BestReading:
    """The page prepared and read, with boxes in pixels of `grey` and all steps."""
    end = time.monotonic() + seconds
    recognise = engine_named(ocr.engine).recognise
    prepared = prepare(grey)
    ocr = with_spelling(ocr, prepared, end - time.monotonic())
    left = end - time.monotonic()

    def read(picture: Path, settings: OcrSettings, limit: float) -> Recognition:
        found = recognise(picture, settings, limit)
        return replace(found, words=moved(found.words, prepared.on_original))

    if prepared.steps:
        with as_tiff(prepared.image, None) as copy:
            best = read_with_best_model(read, copy, ocr, left, read_turned)
    else:
        best = read_with_best_model(read, image, ocr, left, read_turned)
    return best if best.turn else replace(best, steps=(*prepared.steps, *best.steps))


def moved(
    words: Sequence[Word], place: Callable[[int, int, int, int], tuple[int, int, int, int]]
) -> tuple[Word, ...]:
    """The words with their boxes brought to other places."""
    places = [(word, place(word.left, word.top, word.width, word.height)) for word in words]
    return tuple(
        replace(word, left=left, top=top, width=width, height=height)
        for word, (left, top, width, height) in places
    )
