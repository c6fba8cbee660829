"""What XML files a holding has, by their root elements. Only their beginnings are read."""

import contextlib
import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from types import MappingProxyType
from weakref import WeakKeyDictionary
from xml.parsers.expat import ExpatError, ParserCreate

from extractors.packing.package import Package
from openfonds.errors import ItemError

SUFFIXES = frozenset((".xml", ".mets", ".alto", ".hocr", ".html", ".xhtml"))
# XML where they begin like it.
_MAYBE_SUFFIXES = frozenset(("", ".ead", ".mods", ".marcxml", ".mrcx", ".oai", ".rdf"))
_BEGINNING = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*<")
HEAD_BYTES = 64 << 10
OCR_ROOTS = frozenset(("alto", "pcgts"))  # and hOCR, which is HTML

_FIRST_TAG = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)")
_HOCR = re.compile(rb"\bocr_page\b")
# fileName of ALTO, imageFilename of PAGE, the title of an ocr_page; in UTF-8 and its kin.
_IMAGE = re.compile(
    rb"<(?:[\w.-]+:)?fileName>([^<]{1,1000})<|\bimageFilename=[\"']([^\"'<]{1,1000})[\"']"
    rb"|\bocr_page\b[^>]{0,1000}?\bimage (?:&quot;|[\"'])?([^\"'&;>]{1,1000})"
)
_DOCTYPE_END = re.compile(rb"\]\s*>")


@dataclass(frozen=True, slots=True)
class XmlRoot:
    """The root element of one file."""

    namespace: str  # "" where it has none, or where it cannot be told
    name: str  # local name as written
    is_hocr: bool  # HTML that says so in its first HEAD_BYTES
    image: str = ""  # name, without folders, of the image that an OCR file was made from

    @property
    def is_ocr(self) -> bool:
        """Whether the file is ALTO, PAGE or hOCR."""
        return self.is_hocr or self.name.lower() in OCR_ROOTS


_known: "WeakKeyDictionary[Package, Mapping[str, XmlRoot]]" = WeakKeyDictionary()


def xml_roots(package: Package) -> Mapping[str, XmlRoot]:
    """The root elements of all XML files of a package, by the names of the files.

    A file that cannot be opened or has no element in it is left out. The answer is kept for as
    long as the package is.
    """
    known = _known.get(package)
    if known is None:
        known = _known[package] = MappingProxyType(dict(_roots(package)))
    return known


def _roots(package: Package) -> list[tuple[str, XmlRoot]]:
    roots = []
    for name in package.names():
        suffix = PurePosixPath(name).suffix.lower()
        if suffix not in SUFFIXES and suffix not in _MAYBE_SUFFIXES:
            continue
        try:
            with package.open(name) as stream:
                head = stream.read(HEAD_BYTES)
        except ItemError:
            continue
        if suffix in _MAYBE_SUFFIXES and not _BEGINNING.match(head):
            continue
        if root := root_of(head):
            roots.append((name, root))
    return roots


def root_of(head: bytes) -> XmlRoot | None:
    """The root element that the beginning of a file shows; None where it shows none.

    Entities are not read: what declares them is told by its first tag alone.

    >>> root_of(b"<?xml version='1.0'?><m:mets xmlns:m='http://www.loc.gov/METS/'>").name
    'mets'
    """
    found: list[str] = []
    parser = ParserCreate(namespace_separator="}")

    def stop_at(name: str, _attributes: dict[str, str]) -> None:
        found.append(name)
        raise _ToldError

    def refuse(*_declaration: object) -> None:
        raise _ToldError

    parser.StartElementHandler = stop_at
    parser.EntityDeclHandler = refuse
    with contextlib.suppress(_ToldError, ExpatError, ValueError, LookupError):
        parser.Parse(head, False)
    namespace, _, name = found[0].rpartition("}") if found else ("", "", _first_tag(head))
    if not name:
        return None
    is_hocr = name.lower() == "html" and _HOCR.search(head) is not None
    root = XmlRoot(namespace, name, is_hocr)
    return replace(root, image=_image_named(head)) if root.is_ocr else root


class _ToldError(Exception):
    """Enough was read."""


def _image_named(head: bytes) -> str:
    found = _IMAGE.search(head)
    name = next((g for g in found.groups() if g), b"") if found else b""
    written = html.unescape(name.decode("utf-8", "replace")).strip()
    return PurePosixPath(written.replace("\\", "/")).name


def _first_tag(head: bytes) -> str:
    end = _DOCTYPE_END.search(head)
    tag = _FIRST_TAG.search(head, end.end() if end else 0)
    return tag[1].decode("ascii", "replace") if tag else ""
