"""One METS file: https://www.loc.gov/standards/mets/. Its sections, as written, by their ids.

METS 2 has the same under other names: md in mdSec, structMap in structSec, LOCREF, MDID.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from extractors.description.xml_tree import attribute, children, descendants, local, parsed
from extractors.packing.package import Package
from openfonds.errors import ItemError
from openfonds.settings import Limits

# Bulk that nothing here asks: technical metadata, events, and files within the METS file.
_LET_GO = frozenset(("techMD", "digiprovMD", "behaviorSec", "binData"))


@dataclass(frozen=True, slots=True)
class MetsFile:
    """One file of the fileSec."""

    id: str
    uses: tuple[str, ...]  # USE, or else ID, of the file and its groups, from the inside out
    media_type: str
    hrefs: tuple[str, ...]
    is_embedded: bool
    page_group: str  # GROUPID: files that stand for the same page; may be ""
    series: str  # files of one USE, or of one fileGrp: the same for different pages
    checksum: str  # as written; may be ""
    checksum_type: str


@dataclass(frozen=True, slots=True)
class Page:
    """A division of a structMap and the files that stand for it."""

    label: str
    file_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Division:
    """A div with what it holds."""

    element: Element
    label: str
    kind: str  # TYPE without its prefix, in lower case
    description_ids: tuple[str, ...]
    is_pointer: bool  # it has an mptr of its own: it stands for another METS file


@dataclass(frozen=True, slots=True)
class Mets:
    """What a METS file holds."""

    path: str
    object_id: str
    label: str
    profile: str
    status: str
    files: Mapping[str, MetsFile]  # in the order of the fileSec
    descriptions: Mapping[str, Element]  # dmdSec by id, in order
    rights: tuple[Element, ...]  # rightsMD
    maps: tuple[Element, ...]  # structMap
    n_pointers: int  # divisions that stand for other METS files


def read_mets(package: Package, name: str, limits: Limits) -> Mets:
    """Read one METS file.

    Raises:
        ItemError: source.too_large, xml.broken, xml.entities, or as `Package.open`.
    """
    size = package.size(name)
    if size > limits.max_text_bytes:
        raise ItemError("source.too_large", f"{name!r}: {size} bytes are too many: divide it")
    with package.open(name) as stream:
        root = parsed(stream, without=_LET_GO)
    header = next(children(root, "metsHdr"), None)
    return Mets(
        path=name,
        object_id=attribute(root, "OBJID"),
        label=attribute(root, "LABEL"),
        profile=attribute(root, "PROFILE"),
        status="" if header is None else attribute(header, "RECORDSTATUS").lower(),
        files={f.id: f for section in children(root, "fileSec") for f in _files(section)},
        descriptions={
            attribute(e, "ID") or f"#{i}": e
            for i, e in enumerate((*children(root, "dmdSec"), *_of_use(root, "DESCRIPTIVE")))
        },
        rights=(
            *(e for section in children(root, "amdSec") for e in children(section, "rightsMD")),
            *_of_use(root, "RIGHTS"),
        ),
        maps=tuple(e for place in _with_sections(root) for e in children(place, "structMap")),
        n_pointers=sum(division_of(e).is_pointer for e in descendants(root, "div")),
    )


def _of_use(root: Element, use: str) -> Iterator[Element]:
    """Metadata of METS 2, where USE says what it is."""
    for section in children(root, "mdSec"):
        yield from (e for e in descendants(section, "md") if attribute(e, "USE").upper() == use)


def _with_sections(root: Element) -> tuple[Element, ...]:
    return (root, *children(root, "structSec"))


def division_of(element: Element) -> Division:
    """A div, as far as its own attributes and children go."""
    return Division(
        element=element,
        label=attribute(element, "LABEL") or attribute(element, "ORDERLABEL"),
        kind=attribute(element, "TYPE").rpartition(":")[2].strip().lower(),
        description_ids=description_ids(element),
        is_pointer=next(children(element, "mptr"), None) is not None,
    )


def description_ids(division: Element) -> tuple[str, ...]:
    """The sections that describe a div."""
    return tuple((attribute(division, "DMDID") or attribute(division, "MDID")).split())


def _files(section: Element) -> Iterator[MetsFile]:
    """The files of a fileSec; a group may be in a group, and a file in a file."""
    waiting: list[tuple[Element, tuple[str, ...], str]] = [(section, (), "")]
    n_unnamed = n_groups = 0
    while waiting:
        element, uses, series = waiting.pop()
        name = local(element)
        own = attribute(element, "USE") or (attribute(element, "ID") if name == "fileGrp" else "")
        if name in ("file", "fileGrp") and own:
            uses = (own, *uses)
        if name == "fileGrp":
            n_groups += 1
            series = f"group {n_groups}"
        if name == "file":
            located = [
                attribute(e, "href") or attribute(e, "LOCREF") for e in children(element, "FLocat")
            ]
            identifier = attribute(element, "ID")
            if not identifier:
                n_unnamed += 1
                identifier = f"#{n_unnamed}"
            yield MetsFile(
                id=identifier,
                uses=uses,
                media_type=attribute(element, "MIMETYPE").lower(),
                hrefs=tuple(filter(None, located)),
                is_embedded=next(children(element, "FContent"), None) is not None,
                page_group=attribute(element, "GROUPID"),
                series=attribute(element, "USE") or series,
                checksum=attribute(element, "CHECKSUM").strip(),
                checksum_type=attribute(element, "CHECKSUMTYPE").strip(),
            )
        inner = [(e, uses, series) for e in element if local(e) in ("fileGrp", "file")]
        waiting.extend(reversed(inner))
