"""The pages with a ground truth on which recognition is measured.

Russian books of 1752-1801 (ru), French typescripts (fr), and those of EHRI by language (ces, dan,
deu, eng, slk), from OPENFONDS_TEST_DATA.
"""

import csv
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from extractors.reading import tesseract
from extractors.reading.ocr_file import read_ocr_file
from extractors.reading.spelling import OLD_MODEL, spelling_of
from extractors.reading.tesseract import Spelling
from openfonds.model import DateSpan, PageSource
from openfonds.settings import Limits

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("OPENFONDS_TEST_DATA") or ROOT.parent / "shared" / "data") / "A"
BOOKS, FRENCH, EHRI = (
    DATA / "ru-civil-print-18c",
    DATA / "tapuscorpus-fr",
    DATA / "ehri-typescripts",
)
LANGUAGES = {"czech": "ces", "danish": "dan", "english": "eng", "german": "deu", "slovak": "slk"}


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
    """All of them, set by set; the books with the spelling of their year, if they are dated."""
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


def held_out(found: Sequence[Page], folds: Path, models: Path) -> list[Page]:
    """The books of each half with the model that was trained on the other half."""
    books = sorted(page.image for page in found if page.group == "ru")
    halves = {"A": books[1::2], "B": books[0::2]}
    for name in halves:
        (models / name).mkdir()
        shutil.copy(folds / f"{name}.traineddata", models / name / f"{OLD_MODEL}.traineddata")
    of_book = {book: models / name for name, half in halves.items() for book in half}
    return [replace(page, models=of_book.get(page.image, page.models)) for page in found]


def _truth(scan: Path) -> str:
    source = PageSource(1, "", 0, "alto")
    return read_ocr_file(scan.with_suffix(".xml"), "key", source, Limits()).text
