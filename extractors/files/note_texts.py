"""Texts out of the bytes that files keep about themselves: encodings that nobody states, XMP."""

import html
import mmap
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

MAX_PACKETS = 200
MAX_PACKET_BYTES = 4 << 20
MAX_VALUE_BYTES = 64 << 10
EIGHT_BIT = ("cp1251", "koi8-r", "cp866", "latin-1")
_BEGIN = re.compile(rb"<x:x[am]pmeta\b|<rdf:RDF\b")
_MARKS = (b"\xff\xfe", b"\xfe\xff")
_TAG = re.compile(r"<[^>]*>")
# What programs write about themselves, by namespace, and by name within the others.
_TECHNICAL_SPACES = (
    "xap/1.0/mm/", "xap/1.0/sType/", "camera-raw-settings", "/exif/1.0/aux/", "xap/1.0/t/pg/",
    "xap/1.0/g/", "pdfa/ns/id", "pdfa/ns/extension", "pdfa/ns/schema", "pdfa/ns/property",
    "pdfa/ns/type", "pdfuaid", "pdfx/ns/id", "adobe:ns:meta",
)  # fmt: skip
_TECHNICAL_NAMES = frozenset((
    "CreateDate", "ModifyDate", "MetadataDate", "CreatorTool", "Producer", "format", "about",
    "parseType", "lang", "PDFVersion", "Trapped", "Make", "Model", "Software", "DateTime",
    "DateTimeOriginal", "DateTimeDigitized", "ICCProfile", "ColorMode", "history",
    "DocumentAncestors", "DateCreated", "InstanceID", "DocumentID", "OriginalDocumentID",
    "NativeDigest", "SerialNumber", "LensModel", "Lens", "Compressed", "ExifVersion",
    "FlashpixVersion", "datatype", "resource", "nodeID", "xmptk", "ID",
))  # fmt: skip


def decoded(data: bytes) -> str:
    """UTF-8 or marked UTF-16 as text; a byte that cannot be read stands as U+FFFD."""
    if data.startswith(_MARKS):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8", "replace")


def readings(data: bytes) -> Iterator[str]:
    """What bytes of an unknown encoding may say: one text, or one for each that they may be in."""
    data = data[:MAX_VALUE_BYTES].strip(b"\0 ")
    if not data:
        return
    if data.startswith(_MARKS):
        yield data.decode("utf-16", "replace")
        return
    try:
        yield data.decode("utf-8")
    except UnicodeDecodeError:
        for encoding in EIGHT_BIT:
            yield data.decode(encoding, "replace")


def xmp_packets(path: Path) -> Iterator[bytes]:
    """The XMP packets that stand in a file as they are (ISO 16684-1, part 3).

    Raises:
        ValueError: if one has no end, is too long, or there are too many.
    """
    if not path.stat().st_size:
        return
    with (
        path.open("rb") as stream,
        mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data,
    ):
        done = 0
        for _ in range(MAX_PACKETS):
            begin = _BEGIN.search(data, done)
            if begin is None:
                return
            name = begin.group()[1:]
            end = data.find(b"</" + name, begin.start(), begin.start() + MAX_PACKET_BYTES)
            if end < 0:
                raise ValueError("an XMP packet does not end")
            done = end + len(name) + 3
            yield data[begin.start() : done]
    raise ValueError("too many XMP packets")


def xmp_texts(packet: bytes) -> Iterator[str]:
    """The values of an XMP packet that a person may have written."""
    try:
        root = fromstring(packet)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        yield html.unescape(_TAG.sub(" ", decoded(packet)))
        return
    yield from _values(root)


def _values(element: Element) -> Iterator[str]:
    for name, value in element.attrib.items():
        if not _is_technical(name):
            yield value
    if element.text:
        yield element.text
    for child in element:
        if not _is_technical(child.tag):
            yield from _values(child)
        if child.tail:
            yield child.tail


def _is_technical(name: object) -> bool:
    if not isinstance(name, str):
        return True  # a comment or an instruction
    space, _, local = name.rpartition("}")
    return local in _TECHNICAL_NAMES or any(part in space for part in _TECHNICAL_SPACES)
