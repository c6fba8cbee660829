"""What a worker process is called for. It imports no more than surveying and reading need."""

from collections.abc import Mapping
from functools import lru_cache, partial

from extractors.description.rows import Checksum, InventoryRow
from extractors.packing.package import Package, open_package
from extractors.reading.derivative import PageImages
from extractors.reading.page import read_page
from extractors.reading.tesseract import OcrSettings
from extractors.survey import survey_row
from openfonds.model import Absence, Item, PageSource, PageText
from openfonds.settings import Limits


@lru_cache(maxsize=1)
def _package(source: str, limits: Limits) -> Package:
    return open_package(source, limits)


def survey_job(
    source: str,
    row: InventoryRow,
    limits: Limits,
    sha256: Mapping[str, str],
    checksums: Mapping[str, tuple[Checksum, ...]],
) -> Item | Absence:
    """`survey_row` with a package that the worker opens once."""
    return survey_row(_package(source, limits), row, limits, sha256, checksums)


def read_job(
    source: str,
    item_key: str,
    page: PageSource,
    sha256: str,
    ocr: OcrSettings,
    limits: Limits,
    images: PageImages | None = None,
) -> PageText:
    """`read_page` with a package that the worker opens once; its image is kept in `images`."""
    sight = None if images is None else partial(images.keep, item_key, page.number)
    return read_page(_package(source, limits), item_key, page, sha256, ocr, limits, sight)
