"""What a PDF says of itself: properties, bookmarks, attachments, annotations, form fields.

pdfium reads and decrypts them, but gives neither the names of properties that a program has
invented nor compressed XMP; these are looked for in the bytes of the file.
"""

import mmap
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pypdfium2
from pypdfium2 import raw as pdfium

from extractors.files.note_texts import xmp_texts
from extractors.stamps.pdf import annotation_texts

PROPERTIES = ("Title", "Author", "Subject", "Keywords")
# Written by programs about themselves; Creator is one, too.
TECHNICAL = frozenset({"Creator", "Producer", "CreationDate", "ModDate", "Trapped"})
MAX_NAMES = 5_000
MAX_BOOKMARKS = 20_000
MAX_ATTACHMENTS = 1_000
MAX_ANNOTATED_PAGES = 2_000  # pages of which annotations are read
MAX_DICTIONARY_BYTES = 64 << 10
MAX_STREAMS = 20_000
MAX_STREAM_BYTES = 16 << 20  # unpacked
MAX_UNPACKED_BYTES = 64 << 20  # of one file
DEPTH = 15  # of bookmarks, as pypdfium2 follows them

_INFO = re.compile(rb"/Info\s+(\d+)\s+(\d+)\s+R")
_NAME = re.compile(rb"/([^\s/<>\[\](){}%\0]{1,127})")
_HEX = re.compile(r"#([0-9A-Fa-f]{2})")
_OBJECTS = re.compile(rb"/Type\s*/ObjStm\b")
_METADATA = re.compile(rb"/Subtype\s*/XML\b|/Type\s*/Metadata\b")
_STREAM = re.compile(rb"stream\r?\n")

Source = Callable[[], Iterable[str]]


def pdf_notes(path: Path) -> list[Source]:
    """Sources of notes. Each may raise anything: then its notes are not all there."""
    parts: tuple[Callable[[Path], Iterable[str]], ...] = (
        _properties,
        _bookmarks,
        _attachments,
        _annotations,
        _compressed_xmp,
    )
    return [partial(part, path) for part in parts]


def _properties(path: Path) -> Iterator[str]:
    document = pypdfium2.PdfDocument(path)
    try:
        for name in PROPERTIES:
            yield document.get_metadata_value(name)
        for name in _names(path):
            if name in TECHNICAL or name in PROPERTIES or "\0" in name:
                continue
            if value := document.get_metadata_value(name):
                yield f"{name}: {value}"
    finally:
        document.close()


def _bookmarks(path: Path) -> Iterator[str]:
    document = pypdfium2.PdfDocument(path)
    try:
        for n, bookmark in enumerate(document.get_toc(max_depth=DEPTH)):
            if n == MAX_BOOKMARKS:
                raise ValueError("too many bookmarks")
            yield bookmark.get_title()
            if bookmark.level == DEPTH - 1 and bookmark.get_count():
                raise ValueError("bookmarks are too deep")
    finally:
        document.close()


def _attachments(path: Path) -> Iterator[str]:
    document = pypdfium2.PdfDocument(path)
    try:
        count = document.count_attachments()
        for number in range(min(count, MAX_ATTACHMENTS)):
            attachment = document.get_attachment(number)
            yield attachment.get_name()
            yield attachment.get_str_value("Desc") if attachment.has_key("Desc") else ""
        if count > MAX_ATTACHMENTS:
            raise ValueError("too many attachments")
    finally:
        document.close()


def _annotations(path: Path) -> Iterator[str]:
    if not _may_have_annotations(path):
        return
    document = pypdfium2.PdfDocument(path)
    try:
        if document.get_formtype() != pdfium.FORMTYPE_NONE:
            document.init_forms()
        for number in range(min(len(document), MAX_ANNOTATED_PAGES)):
            page = document[number]
            try:
                if pdfium.FPDFPage_GetAnnotCount(page.raw):
                    yield from annotation_texts(page)
            finally:
                page.close()
        if len(document) > MAX_ANNOTATED_PAGES:
            raise ValueError("too many pages to look for annotations")
    finally:
        document.close()


def _may_have_annotations(path: Path) -> bool:
    """Whether the bytes speak of any: most scans have none, and opening pages costs."""
    with _bytes_of(path) as data:
        if data.find(b"/Annot") >= 0 or data.find(b"/AcroForm") >= 0:
            return True
        return any(b"/Annot" in found for found in _streams(data, _OBJECTS))


def _compressed_xmp(path: Path) -> Iterator[str]:
    with _bytes_of(path) as data:
        for packet in _streams(data, _METADATA):
            yield from xmp_texts(packet.strip(b"\0 \r\n"))


def _names(path: Path) -> list[str]:
    """Names that the properties may have: those in the dictionary of properties.

    Where it is packed into a stream of objects, all names in such streams.
    """
    found: dict[bytes, None] = {}
    with _bytes_of(path) as data:
        for info in dict.fromkeys(_INFO.findall(data)):
            begin = re.compile(rb"(?<!\d)%s\s+%s\s+obj\b" % info)
            for match in begin.finditer(data):
                end = data.find(b"endobj", match.end(), match.end() + MAX_DICTIONARY_BYTES)
                if end < 0:
                    raise ValueError("the properties do not end")
                found |= dict.fromkeys(_NAME.findall(data[match.end() : end]))
        if not found:
            for packed in _streams(data, _OBJECTS):
                found |= dict.fromkeys(_NAME.findall(packed))
    if len(found) > MAX_NAMES:
        raise ValueError("too many names")
    return [_HEX.sub(lambda m: chr(int(m[1], 16)), name.decode("latin-1")) for name in found]


def _streams(data: Any, kind: re.Pattern[bytes]) -> Iterator[bytes]:
    """The unpacked streams whose dictionary has a mark.

    Raises:
        ValueError: if there are too many, or they unpack to too much.
    """
    room = MAX_UNPACKED_BYTES
    for n, mark in enumerate(kind.finditer(data)):
        if n == MAX_STREAMS or room <= 0:
            raise ValueError("too much is packed into it")
        begin = _STREAM.search(data, mark.end(), mark.end() + MAX_DICTIONARY_BYTES)
        between = data[mark.end() : begin.start()] if begin else b"endobj"
        if begin is None or b"endobj" in between:
            continue
        end = data.find(b"endstream", begin.end())
        packed = data[begin.end() : end if end >= 0 else len(data)]
        unpacked = _inflated(packed)
        room -= len(unpacked)
        yield unpacked


def _inflated(packed: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(packed, MAX_STREAM_BYTES)
    except zlib.error:
        return b""  # not packed, so it stands in the file as it is; or encrypted
    if unpacker.unconsumed_tail:
        raise ValueError("a stream unpacks to too much")
    return text


def _bytes_of(path: Path) -> Any:
    with path.open("rb") as stream:
        return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
