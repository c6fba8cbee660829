"""A page in another language or script than its item: recognised as such, and read once more.

A page is read with the models of its item. Where the result is poor, the script of the page is
looked at (Tesseract's orientation and script detection, a second) and the page is read with the
best installed model for it; where the text is plainly in another language whose model is installed,
with that. At most one more reading a page, and the better of the two is kept. Where a package of
Debian has a better model than what is installed, the page says so in its steps: `wanted:PACKAGE`.

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
from extractors.reading.script_of_page import detect_script
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
class _Other:
    """What to read a page with instead, and the package with something better."""

    models: tuple[str, ...]
    package: str | None


def read_with_best_model(
    recognise: _Recognise, image: Path, ocr: OcrSettings, seconds: float
) -> tuple[Recognition, tuple[str, ...]]:
    """The better of one or two readings, and what was done: model:deu, wanted:PACKAGE.

    Raises:
        ItemError, ToolMissing: as `recognise` does at the first reading.
    """
    started = time.monotonic()
    first = recognise(image, ocr, seconds)
    if not ocr.others:
        return first, ()
    took = time.monotonic() - started
    doubt = _doubt(first, ocr.languages)
    other = _other(first, doubt, image, ocr, seconds - took)
    if other is None:
        return first, ()
    steps = (f"{WANTED}{other.package}",) if other.package else ()
    left = seconds - (time.monotonic() - started)
    if not other.models or left < TIMES_LONGER * took:
        return first, steps
    try:
        second = recognise(image, replace(ocr, languages=other.models), left)
    except ItemError:  # the first reading stands
        return first, steps
    if not second.words or _doubt(second, other.models) > doubt - MIN_GAIN:
        return first, steps
    return second, (f"{REREAD}{'+'.join(other.models)}", *steps)


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


def _doubt(found: Recognition, models: Sequence[str]) -> float:
    """The estimated error rate; 1 where there is no text to tell it by."""
    said = signs(found.text, found.words, lexicons_of_models(models))
    value = None if said is None else estimate(said)
    return 1.0 if value is None else value


def _other(
    found: Recognition, doubt: float, image: Path, ocr: OcrSettings, seconds: float
) -> _Other | None:
    if doubt >= POOR:
        if sum(not char.isspace() for char in found.text) < MIN_CHARS:
            return None  # no page of text, in whatever script
        script = detect_script(image, seconds)
        return _chosen(MODELS_OF_SCRIPT.get(script or "", ()), ocr)
    if doubt >= FOREIGN and sum(map(str.isalpha, found.text)) >= MIN_LETTERS:
        language, score = identify(found.text)
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
