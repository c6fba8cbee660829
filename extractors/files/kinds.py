"""What kind of file something is: by its name and by its first bytes, which must agree."""

from collections.abc import Mapping
from pathlib import PurePosixPath

from openfonds.errors import ItemError

# A PDF may begin within its first 1024 bytes (ISO 32000-1, annex H.3.4.1); an hOCR file says what
# it is behind its styles.
HEAD_BYTES = 64 << 10

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
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".txt": "text",
    ".djvu": "djvu",
    ".djv": "djvu",
    ".docx": "docx",
    ".docm": "docx",
    ".odt": "odt",
    ".ott": "odt",
    ".rtf": "rtf",
    ".doc": "doc",
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
    "djvu": "djvu",
    "docx": "docx",
    "odt": "odt",
    "rtf": "rtf",
    "html": "html",
}
# What the first bytes of each kind of file may show.
_SHOWN: Mapping[str, tuple[str, ...]] = {
    "docx": ("zip",),
    "odt": ("zip",),
    "html": ("xml", "text"),
    "text": ("text", "xml", "rtf"),  # a text may well begin with < or {
}
_AS_DOCUMENT = "open it in the program that made it and save it as .docx or as PDF"
_AS_PDF = "open it in the program that made it and save it as PDF"
# What people hand over and is not read, with what to do.
_REFUSED: Mapping[str, str] = {
    **dict.fromkeys(
        (".dot", ".wpd", ".wp", ".wp5", ".wp6", ".wri", ".wps", ".sam", ".lwp", ".sxw", ".602"),
        _AS_DOCUMENT,
    ),
    **dict.fromkeys((".pages", ".abw", ".hwp", ".fodt", ".mht", ".mhtml", ".chm"), _AS_DOCUMENT),
    **dict.fromkeys((".xls", ".xlsx", ".xlsm", ".ods", ".wk1", ".wk4", ".dbf", ".mdb"), _AS_PDF),
    **dict.fromkeys((".ppt", ".pptx", ".odp", ".odg", ".vsd", ".vsdx", ".cdr", ".pub"), _AS_PDF),
    **dict.fromkeys((".ps", ".eps", ".xps", ".oxps", ".epub", ".fb2", ".mobi"), _AS_PDF),
    **dict.fromkeys((".gif", ".bmp", ".heic", ".avif", ".psd", ".svg"), "save it as PNG or TIFF"),
    **dict.fromkeys((".rar", ".7z", ".zip", ".tar", ".gz"), "unpack it into the holding"),
    **dict.fromkeys((".msg", ".eml", ".pst"), "print it to PDF, with what is attached to it"),
}
# What people write, as documents or as text; those that are refused say why when they are surveyed.
DOCUMENT_SUFFIXES = frozenset(
    (".docx", ".docm", ".odt", ".ott", ".rtf", ".html", ".htm", ".xhtml", ".txt", ".doc", *_REFUSED)
)
_OLD_WORD = (
    "a Word file of before 2007, or of another old program, is not read: open it there or in"
    " LibreOffice and save it as .docx or as PDF"
)
MIN_WIDE = 4  # characters, to be taken for UTF-16 without a mark
_HOCR_MARKS = (b"ocr_page", b"ocr-system", b"ocr-capabilities")
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
    (b"AT&TSDJVFORM", "djvu"),
    (b"SDJVFORM", "djvu"),
    (b"{\\rtf", "rtf"),
    (b"PK\x03\x04", "zip"),
    (b"\xd0\xcf\x11\xe0", "ole"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf", "7z"),
    (b"GIF8", "gif"),
)
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def kind_of(name: str, head: bytes) -> tuple[str, bool]:
    """The kind of a file (as in PageSource), and whether its name fits exactly.

    `alto` stands for ALTO, PAGE and hOCR. The name does not fit exactly where a format has the
    name of another that is read in the same way, which does no harm but is worth a look.

    Args:
        name: name of the file.
        head: its first `HEAD_BYTES` bytes.

    Raises:
        ItemError: source.file_empty, source.unsupported_type, document.encrypted, or
            source.type_mismatch where the name and the bytes speak of different kinds.
    """
    if not head:
        raise ItemError("source.file_empty", f"{name!r} is empty")
    suffix = PurePosixPath(name).suffix.lower()
    named = _FORMAT_OF_EXTENSION.get(suffix)
    found = format_of(head)
    if named is None:
        what_to_do = _REFUSED.get(suffix, "make a PDF of it, or leave it out of the inventory")
        raise ItemError(
            "source.unsupported_type", f"files such as {name!r} are not read: {what_to_do}"
        )
    if named == "doc":
        return _kind_of_doc(name, found, head)
    if found == "ole" and named in ("docx", "odt"):
        raise ItemError(
            "document.encrypted",
            f"{name!r} wants a password, or is of an old program: save it anew without one",
        )
    if named == "html" and any(mark in head for mark in _HOCR_MARKS):
        named = "xml"
    if found == "zip" and named == "docx" and _is_opendocument(head):
        return "odt", False
    kind = _KIND_OF_FORMAT[named]
    shown = _SHOWN.get(kind)
    fits = found in shown if shown else found is not None and _KIND_OF_FORMAT.get(found) == kind
    if not fits:
        raise ItemError(
            "source.type_mismatch",
            f"{name!r} is not what its name says ({named}); its first bytes say"
            f" {found or 'nothing known'}: replace or rename it",
        )
    return kind, bool(shown) or found == named


def _is_opendocument(head: bytes) -> bool:
    """Whether the first member of a zip says so, uncompressed (ODF 1.3 part 2, 3.3)."""
    return b"mimetypeapplication/vnd.oasis.opendocument.text" in head[:200]


def _kind_of_doc(name: str, found: str | None, head: bytes) -> tuple[str, bool]:
    """A .doc may be a newer document, as programs save them under the old name."""
    kind = {"rtf": "rtf", "zip": "odt" if _is_opendocument(head) else "docx"}.get(found or "")
    if kind is None:
        raise ItemError("source.unsupported_type", f"{name!r}: {_OLD_WORD}")
    return kind, False


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
        return "text" if _is_wide(head) else None
    else:
        start = head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    return "xml" if start.lstrip("\ufeff \t\r\n").startswith("<") else "text"


def _is_wide(head: bytes) -> bool:
    """Whether it looks like UTF-16 without a mark: whoever reads it makes sure."""
    whole = head[: len(head) // 2 * 2]
    for encoding in ("utf-16-le", "utf-16-be"):
        text = whole.decode(encoding, errors="ignore")
        if len(text) >= MIN_WIDE and sum(_is_usual(c) for c in text) > 0.9 * len(whole) / 2:
            return True
    return False


def _is_usual(character: str) -> bool:
    return (
        " " <= character < "\u0530" or character in "\t\r\n\f" or "\u2010" <= character < "\u2100"
    )
