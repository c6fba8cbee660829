"""Documents of any form as one: told apart by their bytes, read once for all their pages."""

import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from extractors.documents.container import open_container
from extractors.documents.document import Document
from extractors.documents.docx import read_docx
from extractors.documents.html import read_html
from extractors.documents.odt import read_odt
from extractors.documents.rtf import picture_bytes, read_rtf
from openfonds.settings import Limits

_READERS: Mapping[str, Callable[[Path, Limits], Document]] = {
    "docx": read_docx,
    "odt": read_odt,
    "rtf": read_rtf,
    "html": read_html,
}
DOCUMENTS = frozenset(_READERS)
PICTURE = "picture"  # kind of a page that is a picture in a document


def read_document(path: Path, kind: str, limits: Limits) -> Document:
    """What a document of a kind holds.

    Raises:
        ItemError: document.broken, document.encrypted, xml.entities, source.too_large;
            text.encoding_unclear, text.not_text.
    """
    status = path.stat()
    state = (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
    return _read(path, kind, limits, *state)


@lru_cache(maxsize=1)  # the pages of a document come one after the other
def _read(path: Path, kind: str, limits: Limits, *_state: int) -> Document:
    return _READERS[kind](path, limits)


def pictures_in(path: Path, kind: str, limits: Limits) -> frozenset[int]:
    """Which parts of a file are pictures in a document; none where it is no document."""
    if kind not in DOCUMENTS:
        return frozenset()
    parts = read_document(path, kind, limits).parts
    return frozenset(number for number, part in enumerate(parts) if part.picture)


def kind_of_document(path: Path) -> str:
    """docx, odt or rtf, by the bytes of a document that is known to be one of them."""
    with path.open("rb") as stream:
        if stream.read(2) != b"PK":
            return "rtf"
    with zipfile.ZipFile(path) as file:
        return "odt" if "content.xml" in file.namelist() else "docx"


@contextmanager
def picture_file(path: Path, where: str, limits: Limits) -> Iterator[Path]:
    """A temporary file with a picture of a document.

    Raises:
        ItemError: document.broken, source.too_large.
    """
    with path.open("rb") as stream:
        is_packed = stream.read(2) == b"PK"
    if is_packed:
        with open_container(path, limits) as container, container.copied(where) as copy:
            yield copy
    else:
        with tempfile.NamedTemporaryFile() as file:
            file.write(picture_bytes(path, where))
            file.flush()
            yield Path(file.name)
