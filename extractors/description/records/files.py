"""The files of a record: those that its description names, or those that carry its name."""

import posixpath
import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from extractors.description.xml_roots import xml_roots
from extractors.packing.member_names import natural_key, nfc
from extractors.packing.package import Package
from openfonds.errors import ItemError

# Files of a delivery that are no part of what is described.
_NO_CONTENT = frozenset(
    (
        *(".md5", ".sha1", ".sha256", ".sha512", ".csv", ".tsv", ".json", ".xsd", ".dtd", ".xsl"),
        *(".log", ".db", ".mrc", ".marc", ".iso", ".dat", ".ini", ".toml", ".xmp"),
    )
)
_WEB = frozenset(("http", "https", "ftp", "ftps"))
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_LONGEST_HREF, _MOST_PARTS = 2000, 16
_MOST_SHARED, _FEW = 4, 10_000  # how often files may be linked to by their folders, on average
# A page after the name of what it belongs to: 3415_001, д5-p2, d5_л003. "-2" alone may be a name.
_PAGE = re.compile(r"-(?:0\d+|\d{3,}|(?:p|pp|pg|page|s|seite|f|fol|л|с|стр|лист)-?\d+)\Z")
_NO_NAME = re.compile(r"[\W_]+")


def as_name(written: str) -> str:
    r"""One form for a reference code and for the file that has its name.

    >>> as_name(r"RU\NLR\bibl\3415"), as_name("Ф. 1, Оп. 2, Д. 3"), as_name("ф1_оп2_д3")
    ('ru-nlr-bibl-3415', 'ф-1-оп-2-д-3', 'ф1-оп2-д3')
    """
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", written).casefold())
    return _NO_NAME.sub("-", folded).strip("-")


def is_web_address(href: str) -> bool:
    """Whether a link leads out of the holding; it is never fetched."""
    try:
        return urlsplit(href.strip()).scheme.lower() in _WEB
    except ValueError:
        return False


class RecordFiles:
    """Finds files in a holding, as descriptions mean them."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._names = sorted(nfc(name) for name in package.names())
        # Which links were taken for a file by no more than the end of their path.
        self._shortened: dict[str, set[str]] = defaultdict(set)
        self._n_of_folders = 0

    def named_by(self, href: str, folder: str) -> tuple[str, ...]:
        """The files that a link means, relative to the folder of the description; () for none.

        That is the path itself, or else the longest end of it which is a whole path here:
        https://host/files/ф1/д3.pdf and D:\\scans\\ф1\\д3.pdf both mean ф1/д3.pdf. A path of
        a folder means the files in it.

        Raises:
            ItemError: source.name_ambiguous, or why a file that is there may not be read.
        """
        parts = _path_of(href)
        if not parts:
            return ()
        # https://host/license and https://host/images/ are pages of a site; item7/ may be a folder.
        may_be_folder = not is_web_address(href) or any(c.isdigit() for c in parts[-1])
        if not may_be_folder and "." not in parts[-1]:
            return ()
        whole = posixpath.normpath("/".join([folder, *parts] if folder else parts))
        if found := self._at(whole, may_be_folder=may_be_folder):
            return found
        kept = [p for p in parts if p not in (".", "..")][-_MOST_PARTS:]
        for at in range(len(kept)):
            for base in dict.fromkeys((folder, "")):
                end = "/".join([base, *kept[at:]] if base else kept[at:])
                if found := self._at(end, may_be_folder=may_be_folder):
                    for name in found:
                        self._shortened[name].add("/".join(parts))
                    return found
        return ()

    def is_contested(self, name: str) -> bool:
        """Whether links that differ were taken for this file: then nobody knows whose it is."""
        return len(self._shortened.get(name, ())) > 1

    def _at(self, name: str, *, may_be_folder: bool) -> tuple[str, ...]:
        if not name or name.startswith(("../", "/")):
            return ()
        try:
            return (self._package.find(name),)
        except ItemError as error:
            if error.reason_code not in ("source.file_missing", "source.path_outside"):
                raise
        return tuple(self._in_folder(name)) if may_be_folder else ()

    def _in_folder(self, name: str) -> Iterator[str]:
        prefix = nfc(name).rstrip("/") + "/"
        at = bisect_left(self._names, prefix)
        inside = []
        while at < len(self._names) and self._names[at].startswith(prefix):
            inside.append(self._names[at])
            at += 1
        self._n_of_folders += len(inside)
        if self._n_of_folders > _MOST_SHARED * len(self._names) + _FEW:
            raise ItemError(
                "source.too_many_pages", "too many records link to the same folders: name files"
            )
        for one in sorted(inside, key=natural_key):
            if PurePosixPath(one).suffix.lower() not in _NO_CONTENT:
                yield self._package.find(one)


def _path_of(href: str) -> list[str]:
    if len(href) > _LONGEST_HREF or "\0" in href:
        return []
    written = href.strip()
    if _DRIVE.match(written) or "\\" in written:
        path = written.replace("\\", "/")
    else:
        try:
            address = urlsplit(written)
        except ValueError:
            return []
        if address.scheme.lower() in (*_WEB, "file"):
            path = unquote(address.path)
        elif address.scheme and not address.path.count("/") and "." not in address.path:
            return []  # urn:nbn:de:1, mailto: and the like name no file
        else:
            path = unquote(written)
    return [p for p in path.split("/") if p and not _DRIVE.match(p + "/")]


def files_by_name(
    package: Package, names: Iterable[str], descriptions: Iterable[str]
) -> tuple[dict[str, tuple[str, ...]], set[str]]:
    """The files that carry the names of records, and the names that are contested.

    A file belongs to the record whose name its stem has (д3.pdf, д3_001.jpg, ф1/оп2/д3.pdf for
    ф1-оп2-д3), or else one of its folders, the deepest first (ф1/оп2/д3/001.jpg). Where stem and
    folder speak of two records, it belongs to neither: one of them would get a foreign page.

    Args:
        names: of the records, by `as_name`.
        descriptions: files that describe, and belong to no record.
    """
    wanted = {name for name in names if name}
    left_out = set(descriptions)
    roots = xml_roots(package)
    found: dict[str, list[str]] = defaultdict(list)
    contested: set[str] = set()
    for file in sorted((*package.names(), *package.refused), key=natural_key):
        path = PurePosixPath(file)
        is_other_xml = file in roots and not roots[file].is_ocr and roots[file].name != "html"
        if file in left_out or is_other_xml or path.suffix.lower() in _NO_CONTENT:
            continue
        by_stem = _first(_names_of_stem(path), wanted)
        by_folder = _first(_names_of_folders(path), wanted)
        if by_stem and by_folder and not f"{by_stem}-".startswith(f"{by_folder}-"):
            contested |= {by_stem, by_folder}
        elif by_stem or by_folder:
            found[by_stem or by_folder].append(file)
    return {name: tuple(files) for name, files in found.items()}, contested


def _first(candidates: Iterable[str], wanted: set[str]) -> str:
    return next((name for name in candidates if name in wanted), "")


def _names_of_stem(path: PurePosixPath) -> Iterator[str]:
    for name in _ends([*path.parts[:-1], path.stem]):
        yield name
        if (shorter := _PAGE.sub("", name)) != name:
            yield shorter


def _names_of_folders(path: PurePosixPath) -> Iterator[str]:
    folders = list(path.parts[:-1])
    for end in range(len(folders), 0, -1):
        yield from _ends(folders[:end])


def _ends(parts: list[str]) -> Iterator[str]:
    """The ends of a path as names, the longest first, each with the last part in it."""
    for at in range(max(0, len(parts) - _MOST_PARTS), len(parts)):
        yield as_name(" ".join(parts[at:]))
