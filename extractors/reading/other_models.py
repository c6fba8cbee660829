"""A page in another language or script than its item: recognised as such, and read once more.

A page is read with the models of its item. Where the result is poor, the shapes of the page are
looked at (Tesseract's orientation and script detection, a second): a page that is not upright is
turned and read again, one in another script with the best installed model for it. Where the text is
plainly in another language whose model is installed, the page is read with that. The better of the
readings is kept. Where a package of Debian has a better model than what is installed, the page says
so in its steps: `wanted:PACKAGE`.

Which model is best for a script was measured: docs/reference/models.md. Those of a whole script
know all its letters, those of a language only its own; Debian's `tat` reads Latin letters alone.
"""

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from extractors.reading.estimated_cer import estimate, lexicons_of_models, signs
from extractors.reading.language_models import models_for
from extractors.reading.packages import package_of
from extractors.reading.shapes import Shapes, detect_shapes
from extractors.reading.tesseract import OcrSettings, Recognition, model_of_language
from openfonds.errors import ItemError
from openfonds.languages.identify import identify

POOR = 0.3  # estimated share of wrong characters; print of 1752 to 1801 stays below
FOREIGN = 0.01  # a text in the language of its model, clearly read, has less
MIN_LETTERS = 200  # below, a language is told by chance
MIN_CHARS = 80  # below, there is nothing whose script could be told
MIN_SCORE = 0.95
TIMES_LONGER = 2  # the models of whole scripts are slower; a page has one limit for both readings
MIN_GAIN = 0.005  # of the estimate, or the first reading is kept

# Tesseract's names of scripts, and the models for them, best first; those with + read together.
MODELS_OF_SCRIPT = {
    "Arabic": ("Arabic", "ara+fas"),
    "Armenian": ("Armenian", "hye"),
    "Cyrillic": ("Cyrillic", "rus+ukr+bul"),
    "Fraktur": ("Fraktur", "frk", "Latin", "deu"),
    "Georgian": ("Georgian", "kat"),
    "Greek": ("Greek", "ell+grc"),
    "Hebrew": ("Hebrew", "heb+yid"),
    "Latin": ("Latin", "eng+deu+fra"),
}
WANTED = "wanted:"
REREAD = "model:"

_SCRIPT_MODEL = re.compile(r"(?:script/)?[A-Z]")
_Recognise = Callable[[Path, OcrSettings, float], Recognition]


@dataclass(frozen=True, slots=True)
class BestReading:
    """The better of one or two readings of an image."""

    found: Recognition
    steps: tuple[str, ...]  # model:deu, wanted:PACKAGE
    doubt: float  # estimated share of wrong characters, 0-1
    turn: int = 0  # by how many degrees clockwise the page was turned for it


_ReadTurned = Callable[[int, float], BestReading | None]


@dataclass(frozen=True, slots=True)
class _Other:
    """What to read a page with instead, and the package with something better."""

    models: tuple[str, ...]
    package: str | None


def read_with_best_model(
    recognise: _Recognise,
    image: Path,
    ocr: OcrSettings,
    seconds: float,
    read_turned: _ReadTurned | None = None,
) -> BestReading:
    """The better of one or two readings.

    `read_turned` reads the page turned clockwise by so many degrees, in so many seconds; it is
    called where the image is not upright by its shapes, and its reading kept if it is better.

    Raises:
        ItemError, ToolMissing: as `recognise` does at the first reading.
    """
    started = time.monotonic()
    found = recognise(image, ocr, seconds)
    took = time.monotonic() - started
    first = BestReading(found, (), _doubt(found, ocr.languages))
    if read_turned is None and not ocr.others:
        return first
    shapes = _shapes(first, image, seconds - took)
    if shapes.turn and read_turned is not None:
        left = seconds - (time.monotonic() - started)
        second = read_turned(shapes.turn, left) if left >= TIMES_LONGER * took else None
        if second is not None and _is_better(second, first):
            return second
    other = _other(first, shapes, ocr)
    if other is None:
        return first
    first = replace(first, steps=(f"{WANTED}{other.package}",) if other.package else ())
    left = seconds - (time.monotonic() - started)
    if not other.models or left < TIMES_LONGER * took:
        return first
    try:
        again = recognise(image, replace(ocr, languages=other.models), left)
    except ItemError:  # the first reading stands
        return first
    steps = (f"{REREAD}{'+'.join(other.models)}", *first.steps)
    second = BestReading(again, steps, _doubt(again, other.models))
    return second if _is_better(second, first) else first


def has_model(script: str, installed: Sequence[str]) -> bool:
    """Whether any model for a script is installed."""
    return any(_installed(models.split("+"), installed) for models in MODELS_OF_SCRIPT[script])


def missing_package(script: str, installed: Sequence[str]) -> str | None:
    """The package with the best model for a script, unless it is installed."""
    best = MODELS_OF_SCRIPT[script][0]
    return None if _installed((best,), installed) else package_of(best)


def packages_wanted(steps: Sequence[str]) -> list[str]:
    """The packages that a page would have been read better with."""
    return [step.removeprefix(WANTED) for step in steps if step.startswith(WANTED)]


def _is_better(second: BestReading, first: BestReading) -> bool:
    return bool(second.found.words) and second.doubt <= first.doubt - MIN_GAIN


def _doubt(found: Recognition, models: Sequence[str]) -> float:
    """The estimated error rate; 1 where there is no text to tell it by."""
    said = signs(found.text, found.words, lexicons_of_models(models))
    value = None if said is None else estimate(said)
    return 1.0 if value is None else value


def _shapes(first: BestReading, image: Path, seconds: float) -> Shapes:
    """What the shapes of a page say that came out badly."""
    if first.doubt < POOR or sum(not char.isspace() for char in first.found.text) < MIN_CHARS:
        return Shapes()  # read well, or no page of text, in whatever script
    return detect_shapes(image, seconds)


def _other(first: BestReading, shapes: Shapes, ocr: OcrSettings) -> _Other | None:
    if not ocr.others:
        return None
    if first.doubt >= POOR:
        return _chosen(MODELS_OF_SCRIPT.get(shapes.script or "", ()), ocr)
    text = first.found.text
    if first.doubt >= FOREIGN and sum(map(str.isalpha, text)) >= MIN_LETTERS:
        language, score = identify(text)
        if language is None or (score or 0) < MIN_SCORE:
            return None
        if not _is_covered(model_of_language(language), ocr.languages):
            return _of_language(language, ocr)
    return None


def _of_language(language: str, ocr: OcrSettings) -> _Other | None:
    """The installed model that reads a language best, or else the package of its own."""
    models = models_for(language, ocr.others)
    package = None if models else package_of(model_of_language(language))
    return _Other(models, package) if models or package else None


def _is_covered(model: str, used: Sequence[str]) -> bool:
    """Whether a language was read with its own model, in any style, or with that of its script."""
    language = model.partition("_")[0]
    return any(n.partition("_")[0] == language or _SCRIPT_MODEL.match(n) for n in used)


def _chosen(models: Sequence[str], ocr: OcrSettings) -> _Other | None:
    """The best installed model that has not read the page, and the package of a better one."""
    there = [_installed(joined.split("+"), ocr.others) for joined in models]
    best = next((number for number, names in enumerate(there) if names), len(models))
    package = package_of(models[0]) if models and best > 0 else None
    names = there[best] if best < len(there) else ()
    chosen = () if set(names) <= set(ocr.languages) else names
    return _Other(chosen, package) if chosen or package else None


def _installed(models: Sequence[str], installed: Sequence[str]) -> tuple[str, ...]:
    """Those that are installed, by the names that they have here."""
    names = ((model, f"script/{model}") for model in models)
    return tuple(name for pair in names for name in pair if name in installed)
