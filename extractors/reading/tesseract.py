"""Recognition by Tesseract: what is installed, and the reading of one image.

Results depend on the version, the models and the page segmentation mode, so all of these are
part of what is recorded (`engine_version`, `model_id`). Each process uses one thread: several
pages at a time are faster than several threads on a page (OMP_THREAD_LIMIT, as OCRmyPDF does).
"""

import atexit
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

from extractors.reading.packages import package_of
from openfonds.digests import sha256_of_stream
from openfonds.errors import ItemError, ToolMissing, TransientError
from openfonds.model import Word

ENGINE = "tesseract"
PROBE_SECONDS = 60
MIN_FREE_BYTES = 4 << 20  # more than the table of any page

# ISO 639-3 codes for which Tesseract has a model under another name.
MODEL_OF_LANGUAGE = {
    "azj": "aze",
    "cmn": "chi_sim",
    "ekk": "est",
    "khk": "mon",
    "lvs": "lav",
    "nob": "nor",
    "nno": "nor",
    "pes": "fas",
    "uzn": "uzb",
    "ydd": "yid",
    "zho": "chi_sim",
}


# Models of our own, by the name of a file in this folder: its README says where they come from.
OWN_MODELS = Path(__file__).parent / "models"


class Spelling(StrEnum):
    """The spelling of Russian: that of before 1918 has a model of its own."""

    OLD = "old"
    MODERN = "modern"
    ASK = "ask"  # the page itself


@dataclass(frozen=True, slots=True)
class OcrSettings:
    """What changes the result of recognition: models in order of preference, and the layout."""

    languages: tuple[str, ...]  # Tesseract's names: rus, eng, script/Cyrillic
    psm: int = 3  # page segmentation mode: 3 finds columns and blocks by itself
    stamps: bool = False  # whether to look for stamps that the page's text does not hold
    spelling: Spelling = Spelling.ASK  # matters only where Russian is among the languages
    engine: str = ENGINE  # tesseract, or the name of a plug-in
    others: tuple[str, ...] = ()  # models for pages in another language or script; none: do not try


@dataclass(frozen=True, slots=True)
class TesseractInfo:
    """What is installed."""

    version: str
    languages: tuple[str, ...]
    tessdata: Path


@dataclass(frozen=True, slots=True)
class Recognition:
    """What an engine read: its plain text, and the words with their boxes."""

    text: str
    words: tuple[Word, ...]
    confidence: float | None  # mean over the words; None without words
    engine_version: str
    model: str


def model_of_language(iso639_3: str) -> str:
    """The name of Tesseract's model for a language; most are named by their ISO 639-3 codes."""
    return MODEL_OF_LANGUAGE.get(iso639_3, iso639_3)


@lru_cache(maxsize=1)
def probe() -> TesseractInfo:
    """Find out which Tesseract is installed, with which models.

    Raises:
        ToolMissing: if there is none, or one older than version 5.
    """
    remedy = "apt-get install tesseract-ocr tesseract-ocr-rus"
    if shutil.which(ENGINE) is None:
        raise ToolMissing(f"Tesseract is not installed: {remedy}")
    version = re.match(r"tesseract v?(\d+\.\S+)", _output_of("--version"))
    listing = _output_of("--list-langs")
    folder = re.match(r'List of available languages in "(.+)"', listing)
    if version is None or folder is None or int(version[1].partition(".")[0]) < 5:
        raise ToolMissing(f"Tesseract 5 is needed, and what is installed is another: {remedy}")
    return TesseractInfo(version[1], tuple(sorted(listing.split("\n")[1:])), Path(folder[1]))


def require_languages(languages: tuple[str, ...]) -> None:
    """Check that there is a model for each language, before any work is done.

    Raises:
        ToolMissing: naming the package to install.
    """
    if not languages:
        raise ToolMissing("recognition needs a language, such as rus or rus+eng: name one")
    installed = probe().languages
    for language in languages:
        if language not in installed and language not in own_models():
            raise ToolMissing(f"Tesseract has no model for {language}: {_remedy(language)}")


def model_id(languages: tuple[str, ...], psm: int) -> str:
    """Languages, digests of their models and layout: "rus:0123456789ab+eng:...;psm=3".

    Raises:
        ToolMissing: if a model is not installed.
    """
    require_languages(languages)
    models = (f"{name}:{_digest(model_file(name))[:12]}" for name in languages)
    return f"{'+'.join(models)};psm={psm}"


def recognise(image: Path, settings: OcrSettings, seconds: float) -> Recognition:
    """Read one image file, of a kind that Tesseract opens by itself.

    Raises:
        ItemError: ocr.timeout, ocr.crashed or ocr.bad_output.
        ToolMissing: if Tesseract or a model is not installed.
    """
    model = model_id(settings.languages, settings.psm)
    tool = _pytesseract()
    os.environ["OMP_THREAD_LIMIT"] = "1"
    try:
        table = tool.image_to_data(
            str(image.absolute()),
            lang="+".join(settings.languages),
            config=f"--psm {settings.psm}{_folder_option(settings.languages)}",
            output_type=tool.Output.BYTES,
            timeout=seconds,
        )
    except tool.TesseractNotFoundError:
        raise ToolMissing("Tesseract has gone: apt-get install tesseract-ocr") from None
    except tool.TesseractError as error:
        how = f"signal {-error.status}" if error.status < 0 else f"exit code {error.status}"
        raise ItemError("ocr.crashed", f"Tesseract ended with {how}: look at the image") from None
    except RuntimeError:  # pytesseract's word for a timeout
        raise ItemError(
            "ocr.timeout",
            f"Tesseract took more than {seconds:g} s: look at the image, or set"
            " OPENFONDS_PAGE_SECONDS higher",
        ) from None
    except (FileNotFoundError, UnicodeDecodeError):  # no output, or an unreadable complaint
        raise ItemError("ocr.bad_output", "Tesseract gave no result: look at the image") from None
    finally:
        _require_space()
    text, words = parse_table(table)
    certain = [word.confidence for word in words if word.confidence is not None]
    mean = round(sum(certain) / len(certain), 2) if certain else None
    return Recognition(text, words, mean, probe().version, model)


@lru_cache(maxsize=1)
def own_models() -> frozenset[str]:
    """The names of the models that come with openfonds."""
    return frozenset(path.stem for path in OWN_MODELS.glob("*.traineddata"))


def model_file(name: str) -> Path:
    """Where the .traineddata file of a model is: ours, or of those that are installed.

    Raises:
        ToolMissing: if Tesseract is not installed.
    """
    folder = OWN_MODELS if name in own_models() else probe().tessdata
    return folder / f"{name}.traineddata"


def parse_table(table: bytes) -> tuple[str, tuple[Word, ...]]:
    """Plain text and words from Tesseract's TSV.

    The text is that of Tesseract itself: a line for a line, a blank line after each paragraph.

    Raises:
        ItemError: ocr.bad_output.
    """
    paragraphs: dict[tuple[str, ...], dict[str, list[str]]] = {}
    words: list[Word] = []
    try:
        for row in table.decode().split("\n")[1:]:
            if not row:
                continue
            level, page, block, paragraph, line, _, *box, confidence, text = row.split("\t", 11)
            if level != "5" or not text.strip():
                continue
            left, top, width, height = map(int, box)
            words.append(Word(text.strip(), left, top, width, height, round(float(confidence), 2)))
            lines = paragraphs.setdefault((page, block, paragraph), {})
            lines.setdefault(line, []).append(text)
    except ValueError:  # undecodable, or not the columns that it should have
        raise ItemError("ocr.bad_output", "Tesseract's table cannot be read") from None
    blocks = ("\n".join(" ".join(line) for line in lines.values()) for lines in paragraphs.values())
    return "\n\n".join(blocks), tuple(words)


def _folder_option(languages: tuple[str, ...]) -> str:
    """Where Tesseract finds the models, unless all of them are where it looks anyway."""
    if own_models().isdisjoint(languages):
        return ""
    return f" --tessdata-dir {shlex.quote(str(_folder_with(languages)))}"


@lru_cache(maxsize=16)
def _folder_with(languages: tuple[str, ...]) -> Path:
    """One folder with all these models: Tesseract looks only in one."""
    if own_models().issuperset(languages):
        return OWN_MODELS
    folder = Path(tempfile.mkdtemp(prefix="tessdata-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for language in languages:
        link = folder / f"{language}.traineddata"
        link.parent.mkdir(exist_ok=True)
        link.symlink_to(model_file(language))
    return folder


def _require_space() -> None:
    """Tesseract does not notice a full disk: its table is cut off, and it reports success."""
    folder = tempfile.gettempdir()
    if shutil.disk_usage(folder).free < MIN_FREE_BYTES:
        raise TransientError(f"the disk of {folder} is full: free some space, or set TMPDIR")


def _output_of(argument: str) -> str:
    try:
        done = subprocess.run(
            [ENGINE, argument], capture_output=True, check=True, timeout=PROBE_SECONDS
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise ToolMissing(
            f"Tesseract does not run ({type(error).__name__}): apt-get install tesseract-ocr"
        ) from None
    return done.stdout.decode(errors="replace").strip()


def _remedy(model: str) -> str:
    if package := package_of(model):
        return f"apt-get install {package}"
    return f"no package has one, so name the nearest language instead (installed: {_installed()})"


def _installed() -> str:
    return ", ".join(probe().languages)


@lru_cache(maxsize=256)
def _digest(model: Path) -> str:
    with model.open("rb") as stream:
        return sha256_of_stream(stream)


@lru_cache(maxsize=1)
def _pytesseract() -> ModuleType:
    """Pytesseract without pandas, which it would import: a second and 60 MB for each worker."""
    has_pandas = "pandas" in sys.modules
    if not has_pandas:
        sys.modules["pandas"] = None  # type: ignore[assignment]
    try:
        import pytesseract
    finally:
        if not has_pandas:
            del sys.modules["pandas"]
    # Its own waits a second for a polite end and then leaves a zombie.
    pytesseract.pytesseract.kill = _kill
    module: ModuleType = pytesseract
    return module


def _kill(process: "subprocess.Popen[Any]", code: int) -> None:
    process.kill()
    process.wait()
    process.returncode = code
