"""What kind of file something is: by its name and by its first bytes, which must agree."""

from collections.abc import Mapping
from pathlib import PurePosixPath

from openfonds.errors import ItemError

HEAD_BYTES = 2048  # a PDF may begin within its first 1024 bytes (ISO 32000-1, annex H.3.4.1)

_FORMAT_OF_EXTENSION: Mapping[str, str] = {
    ".jpg": "jpeg",
    ".jpeg": "jpeg",
    ".jpe": "jpeg",
    ".png": "png",
    ".tif": "tiff",
    ".tiff": "tiff",
    ".jp2": "jpeg2000",
    ".j2k": "jpeg2000",
    ".jpx": "jpeg2000",
    ".jpf": "jpeg2000",
    ".webp": "webp",
    ".pdf": "pdf",
    ".xml": "xml",
    ".alto": "xml",
    ".hocr": "xml",
    ".html": "xml",
    ".xhtml": "xml",
    ".txt": "text",
    ".djvu": "djvu",
    ".djv": "djvu",
}
_KIND_OF_FORMAT: Mapping[str, str] = {
    "jpeg": "image",
    "png": "image",
    "tiff": "image",
    "jpeg2000": "image",
    "webp": "image",
    "pdf": "pdf",
    "xml": "alto",
    "text": "text",
}
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"II+\0", "tiff"),  # BigTIFF
    (b"MM\0+", "tiff"),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "jpeg2000"),
    (b"\xff\x4f\xff\x51", "jpeg2000"),
    (b"AT&TFORM", "djvu"),
    (b"PK\x03\x04", "zip"),
    (b"\xd0\xcf\x11\xe0", "ole"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf", "7z"),
    (b"GIF8", "gif"),
)
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def kind_of(name: str, head: bytes) -> tuple[str, bool]:
    """The kind (image, pdf, text or alto) of a file, and whether its name fits exactly.

    `alto` stands for ALTO, PAGE and hOCR. The name does not fit exactly where one format of
    images has the name of another, which does no harm but is worth a look.

    Args:
        name: name of the file.
        head: its first `HEAD_BYTES` bytes.

    Raises:
        ItemError: source.file_empty, source.unsupported_type, or source.type_mismatch where
            the name and the bytes speak of different kinds.
    """
    if not head:
        raise ItemError("source.file_empty", f"{name!r} is empty")
    named = _FORMAT_OF_EXTENSION.get(PurePosixPath(name).suffix.lower())
    if named is None:
        raise ItemError("source.unsupported_type", f"files such as {name!r} are not read")
    if named == "djvu":
        raise ItemError(
            "source.unsupported_type", f"{name!r}: DjVu is not read here; make a PDF of it"
        )
    found = format_of(head)
    kind = _KIND_OF_FORMAT[named]
    if kind == "text" and found == "xml":
        found = "text"  # a text may well begin with <
    if found is None or _KIND_OF_FORMAT.get(found) != kind:
        raise ItemError(
            "source.type_mismatch",
            f"{name!r} is not what its name says ({named}); its first bytes say"
            f" {found or 'nothing known'}: replace or rename it",
        )
    return kind, found == named


def format_of(head: bytes) -> str | None:
    """The format that the first bytes of a file show, None where they show none.

    >>> format_of(b"%PDF-1.4"), format_of(b"<alto>"), format_of(bytes(8))
    ('pdf', 'xml', None)
    """
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return name
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "webp"
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(_UTF16_MARKS):
        start = head.decode("utf-16", errors="ignore")
    elif b"\0" in head:
        return None
    else:
        start = head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    return "xml" if start.lstrip("\ufeff \t\r\n").startswith("<") else "text"
