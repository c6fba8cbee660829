"""The files of a METS file: what each is for, and which file of the holding it is.

Nothing is fetched. An address counts only for the end of its path, which may be in the holding.
"""

import posixpath
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import parse_qsl, unquote, urlsplit

from extractors.description.mets.document import Mets, MetsFile
from extractors.description.xml_roots import XmlRoot
from extractors.packing.member_names import folded, is_inside, tidy
from extractors.packing.package import Package
from openfonds.errors import ItemError

TEXT, IMAGE, BOOK, PLAIN, OTHER = "text", "image", "book", "plain", "other"
UNKNOWN_RANK, THUMBNAIL_RANK = 3, 9
_LONGEST_TAIL = 4  # folders and name of an address that are compared
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")  # two letters at least: C: is a drive
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_WORDS = re.compile(r"[a-z]+|\d+")
_ROLE_OF_SUFFIX: Mapping[str, str] = {
    **dict.fromkeys((".tif", ".tiff", ".jpg", ".jpeg", ".jpe", ".png", ".webp"), IMAGE),
    **dict.fromkeys((".jp2", ".j2k", ".jpx", ".jpf"), IMAGE),
    **dict.fromkeys((".pdf", ".djvu", ".djv"), BOOK),
    **dict.fromkeys((".xml", ".alto", ".hocr", ".html", ".xhtml"), TEXT),
    ".txt": PLAIN,
}
# What a USE says of an image, best first (NDNP, DFG, OCR-D, docWorks, eSciDoc, BnF, Hathi).
_IMAGE_RANKS: tuple[frozenset[str], ...] = (
    frozenset(
        [
            "master",
            "archive",
            "archival",
            "preservation",
            "original",
            "originals",
            "tiff",
            "tif",
            "raw",
        ]
    ),
    frozenset(["max", "high", "large", "production"]),
    frozenset(
        [
            "default",
            "presentation",
            "reference",
            "image",
            "images",
            "img",
            "imggrp",
            "scan",
            "scans",
        ]
    ),
)
_LESSER = frozenset((
    "service", "access", "min", "low", "small", "screen", "derivative", "derivatives", "view",
    "web",
))  # fmt: skip
_ALTERED = frozenset(["bin", "crop", "deskew", "denoise", "dewarp", "clip", "despeck", "norm"])
_THUMBNAILS = frozenset(
    ["thumb", "thumbs", "thumbnail", "thumbnails", "preview", "teaser", "icon", "tn"]
)
# Groups whose PAGE files have regions or an image, but hardly ever text.
_WITHOUT_TEXT = frozenset(["seg", "img", "reseg", "layout", "region", "regions"]) | _ALTERED
_GROUND_TRUTH = frozenset(("gt", "groundtruth", "corrected"))


@dataclass(frozen=True, slots=True)
class Located:
    """A file of a METS file that is in the holding."""

    file: MetsFile
    name: str  # in the holding
    role: str
    rank: int  # of the files of one role the lowest is best
    is_moved: bool  # found by its name alone, elsewhere than where it should be


class Locator:
    """Finds the files that METS files name."""

    def __init__(self, package: Package, roots: Mapping[str, XmlRoot]) -> None:
        self._package = package
        self._roots = roots
        self._names = package.names()  # sorted
        self._tails: dict[str, dict[str, str | None]] = {}

    def located(self, mets: Mets) -> dict[str, Located]:
        """The files of a METS file that are in the holding, by their ids.

        By its name alone no file is found that another names in full; and two that would be the
        same by their names alone are neither: one of them is missing.
        """
        folder = posixpath.dirname(mets.path)
        found: dict[str, Located] = {}
        for file in mets.files.values():
            name, is_moved = self._first(file.hrefs, folder)
            if name:
                role = self._role(file, name)
                found[file.id] = Located(file, name, role, rank_of(role, file.uses), is_moved)
        exact = {one.name for one in found.values() if not one.is_moved}
        claims = Counter(one.name for one in found.values() if one.is_moved)
        return {
            i: one
            for i, one in found.items()
            if not one.is_moved or (claims[one.name] == 1 and one.name not in exact)
        }

    def _first(self, hrefs: Iterable[str], folder: str) -> tuple[str | None, bool]:
        for href in hrefs:
            for path in _paths(href):
                is_relative = not path.startswith("/")
                for place in (posixpath.join(folder, path), path) if is_relative else ():
                    if name := self._at(posixpath.normpath(place)):
                        return name, False
        for href in hrefs:
            for path in _paths(href):
                name, is_moved = self._by_tail(path, folder)
                if name:
                    return name, is_moved
        return None, False

    def _at(self, path: str) -> str | None:
        if not is_inside(path):
            return None
        try:
            return self._package.find(path)
        except ItemError:
            return None

    def _by_tail(self, path: str, folder: str) -> tuple[str | None, bool]:
        """The only file whose path ends as this one does: the longest such end counts.

        By its name alone a file is sought only around the METS file: p1.jpg is in every folder.
        """
        parts = [p for p in folded(posixpath.normpath(path)).split("/") if p not in ("", "..", ".")]
        for within in dict.fromkeys((folder, "")):
            tails = self._tails_of(within)
            shortest = 1 if within == folder else 2
            for n in range(min(len(parts), _LONGEST_TAIL), shortest - 1, -1):
                tail = "/".join(parts[-n:])
                if tail in tails:
                    return tails[tail], n == 1
        return None, False

    def _tails_of(self, folder: str) -> dict[str, str | None]:
        """The ends of the paths in a folder; None for an end that several have."""
        if folder not in self._tails:
            tails: dict[str, str | None] = {}
            within = f"{folder}/" if folder else ""
            for i in range(bisect_left(self._names, within), len(self._names)):
                name = self._names[i]
                if not name.startswith(within):
                    break
                parts = folded(name).split("/")
                for n in range(1, min(len(parts), _LONGEST_TAIL) + 1):
                    tail = "/".join(parts[-n:])
                    tails[tail] = None if tail in tails else name
            self._tails[folder] = tails
        return self._tails[folder]

    def _role(self, file: MetsFile, name: str) -> str:
        """What a file is: by its name and, of XML, its root element; USE does not matter."""
        role = _ROLE_OF_SUFFIX.get(PurePosixPath(name).suffix.lower(), OTHER)
        if role == TEXT:
            root = self._roots.get(name)
            # What shows no root is broken: the item must not lose it without a word.
            return TEXT if root is None or root.is_ocr else OTHER
        return role


def rank_of(role: str, uses: tuple[str, ...]) -> int:
    """How good a file is among those of its role. The innermost USE that says something counts."""
    for use in uses:
        words = set(_WORDS.findall(use.lower()))
        if role == IMAGE:
            if words & _THUMBNAILS:
                return THUMBNAIL_RANK
            if words & _ALTERED:
                return 6
            if words & _LESSER:
                return 4
            for rank, known in enumerate(_IMAGE_RANKS):
                if words & known:
                    return rank
        if role == TEXT:
            if words & _GROUND_TRUTH:
                return 0
            if words & _WITHOUT_TEXT:
                return THUMBNAIL_RANK
            return 1
    return UNKNOWN_RANK


def _paths(href: str) -> list[str]:
    """The paths that a location may mean: as written, and with %20 and the like undone.

    >>> _paths("https://a.org/x/p%201.jpg?v=2"), _paths("./p1.xml"), _paths("C:\\\\a\\\\p.tif")
    (['/x/p 1.jpg'], ['./p1.xml'], ['/a/p.tif'])
    """
    if _DRIVE.match(href):
        return ["/" + tidy(href[2:]).lstrip("/")]
    if _SCHEME.match(href):
        try:
            parts = urlsplit(href)
        except ValueError:
            return []
        path = unquote(parts.path)
        if parts.scheme.lower() == "file":  # of their machine, or meant as relative
            path = unquote(f"{parts.netloc}{parts.path}").lstrip("/")
            return [path] if path else []
        # A server may have the path of the file in its query: ?path=PAGE/p1.xml
        asked = [value for _, value in parse_qsl(parts.query) if PurePosixPath(value).suffix]
        return ["/" + p.lstrip("/") for p in (path, *asked) if p.strip("/")]
    plain = href.replace("\\", "/")
    return list(dict.fromkeys((plain, unquote(plain))))
