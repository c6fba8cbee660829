"""One page of an item: found, checked against its fixity, and read by what fits its kind.

Whatever a file can cause ends as a page text that says why nothing was read. What it cannot cause
(a full disk, no Tesseract) is raised, for it would be wrong to write it down as the file's fault.
"""

import logging
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

from extractors.documents.read import DOCUMENTS, PICTURE
from extractors.reading.derivative import Sight
from extractors.reading.djvu import read_djvu
from extractors.reading.document import read_document_page, read_picture
from extractors.reading.estimated_cer import with_estimated_cer
from extractors.reading.image import read_image
from extractors.reading.ocr_file import read_ocr_file
from extractors.reading.pdf import read_pdf
from extractors.reading.tesseract import OcrSettings
from extractors.reading.text import read_text
from extractors.stamps.beside import ListedFiles, with_stamps_beside
from openfonds.digests import sha256_of_stream
from openfonds.errors import ItemError
from openfonds.model import PageSource, PageText, ReadStatus
from openfonds.settings import Limits
from openfonds.shortages import raise_shortage

__all__ = ["READING_VERSION", "OcrSettings", "read_page", "unread_page"]

READING_VERSION = "10"  # raise it when the same page may be read differently

_logger = logging.getLogger(__name__)

OCR_FILE = "alto"  # or PAGE, or hOCR

_Reader = Callable[[Path, str, PageSource, OcrSettings, Limits, Sight | None], PageText]
_READERS: Mapping[str, _Reader] = {
    "image": read_image,
    "pdf": read_pdf,
    "djvu": read_djvu,
    "text": lambda path, key, page, _ocr, limits, _sight: read_text(path, key, page, limits),
    PICTURE: read_picture,
    **dict.fromkeys(
        sorted(DOCUMENTS),
        lambda path, key, page, _ocr, limits, _sight: read_document_page(path, key, page, limits),
    ),
    OCR_FILE: lambda path, key, page, _ocr, limits, _sight: read_ocr_file(path, key, page, limits),
}


def read_page(
    package: ListedFiles,
    item_key: str,
    page: PageSource,
    expected_sha256: str,
    ocr: OcrSettings,
    limits: Limits,
    sight: Sight | None = None,
) -> PageText:
    """Read one page. Call it in a worker process: a decoder may crash or never end.

    Args:
        sight: told what the page looks like, once, where an image of it is seen for reading.

    Raises:
        ToolMissing: if recognition is needed and Tesseract or a model is not installed.
        TransientError: if the machine has run out of something.
    """
    try:
        with package.local_copy(page.path) as path:
            if _sha256(path) != expected_sha256:
                raise ItemError("fixity.changed", "the bytes are not those that were surveyed")
            read = _READERS[page.kind](path, item_key, page, ocr, limits, sight)
            if page.kind == OCR_FILE and ocr.stamps:
                read = with_stamps_beside(read, path, page, package, ocr, limits, sight)
            return with_estimated_cer(read)
    except ItemError as error:
        reason, message = error.reason_code, str(error)
    except MemoryError:
        reason, message = "page.out_of_memory", "there is not enough memory for it"
    except OSError as error:
        raise_shortage(error)
        reason, message = "source.unreadable", f"it cannot be read ({error.strerror})"
    _logger.info("page %d of item %s: %s: %s", page.number, item_key, reason, message)
    return unread_page(item_key, page, reason)


def unread_page(item_key: str, page: PageSource, reason: str) -> PageText:
    """A page of which nothing could be read, and why."""
    return PageText(
        item_key=item_key,
        number=page.number,
        status=ReadStatus.FAILED,
        reason=reason,
        text="",
        words=(),
        width_px=None,
        height_px=None,
        ink_ratio=None,
        confidence=None,
        engine="",
        engine_version="",
        model="",
    )


def _sha256(path: Path) -> str:
    status = path.stat()
    return _sha256_of_state(
        path, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns
    )


@lru_cache(maxsize=64)  # the pages of a file follow one another: it is hashed once in a process
def _sha256_of_state(path: Path, *_state: int) -> str:
    with path.open("rb") as stream:
        return sha256_of_stream(stream)
