"""Pages of plain text files, divided by form feeds."""

from functools import lru_cache
from pathlib import Path

from extractors.reading.typed import typed_page
from openfonds.encodings import decode_text
from openfonds.errors import ItemError
from openfonds.model import PageSource, PageText
from openfonds.settings import Limits

ENGINE = "text-file"
FORM_FEED = "\f"
DOS_END = "\x1a"


def read_text(path: Path, item_key: str, page: PageSource, limits: Limits) -> PageText:
    """Read page number `page.part` of a text file; line ends become line feeds.

    Raises:
        ItemError: source.too_large, source.part_missing, text.encoding_unclear or text.not_text.
    """
    status = path.stat()
    if status.st_size > limits.max_text_bytes:
        raise ItemError("source.too_large", f"{status.st_size} bytes are too many: divide the file")
    encoding, pages = _pages(path, status.st_mtime_ns, status.st_size)
    if page.part >= len(pages):
        raise ItemError("source.part_missing", f"there are only {len(pages)} pages")
    return typed_page(
        item_key,
        page.number,
        pages[page.part],
        engine=ENGINE,
        engine_version=encoding,
        if_empty="text.no_text",
    )


@lru_cache(maxsize=1)  # the pages of a file come one after the other
def _pages(path: Path, _mtime_ns: int, _size: int) -> tuple[str, tuple[str, ...]]:
    text, encoding = decode_text(path.read_bytes())
    pages = text.replace("\r\n", "\n").replace("\r", "\n").split(FORM_FEED)
    if len(pages) > 1 and not pages[-1].strip():  # as the survey counts them
        del pages[-1]
    pages[-1] = pages[-1].removesuffix(DOS_END)
    return encoding, tuple(pages)
