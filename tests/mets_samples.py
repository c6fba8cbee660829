"""METS files made for tests: parts to put together, in the profiles that are met."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from extractors.description.holding import rows_of_holding
from extractors.description.rows import Inventory
from extractors.packing.package import open_package
from openfonds.settings import Limits

NAMESPACES = (
    'xmlns="http://www.loc.gov/METS/" xmlns:xlink="http://www.w3.org/1999/xlink"'
    ' xmlns:mods="http://www.loc.gov/mods/v3" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:dv="http://dfg-viewer.de/"'
)
JPEG = b"\xff\xd8\xff"
ALTO = (
    b'<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#"><Layout><Page><PrintSpace><TextBlock>'
    b'<TextLine><String CONTENT="minutes"/></TextLine></TextBlock></PrintSpace></Page></Layout>'
    b"</alto>"
)
PAGE = (
    b'<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15">'
    b'<Page imageFilename="p.jpg" imageWidth="9" imageHeight="9"/></PcGts>'
)


@dataclass(frozen=True)
class Named:
    """A file as a METS file names it."""

    id: str
    href: str
    media_type: str = ""


def group(use: str, files: Iterable[Named], inner: str = "") -> str:
    """A fileGrp."""
    located = "".join(
        f'<file ID="{f.id}" MIMETYPE="{f.media_type}">'
        f'<FLocat LOCTYPE="URL" xlink:href="{f.href}"/></file>'
        for f in files
    )
    return f'<fileGrp USE="{use}">{located}{inner}</fileGrp>'


def page(*ids: str, kind: str = "page", more: str = "") -> str:
    """A division with its files."""
    pointers = "".join(f'<fptr FILEID="{i}"/>' for i in ids)
    return f'<div TYPE="{kind}"{more}>{pointers}</div>'


def physical(pages: Sequence[str], whole: str = "") -> str:
    """A physical structMap."""
    return (
        f'<structMap TYPE="PHYSICAL"><div TYPE="physSequence">{whole}{"".join(pages)}</div>'
        "</structMap>"
    )


def mods(content: str, identifier: str = "DMD1") -> str:
    """A dmdSec with MODS."""
    return (
        f'<dmdSec ID="{identifier}"><mdWrap MDTYPE="MODS"><xmlData><mods:mods>{content}'
        "</mods:mods></xmlData></mdWrap></dmdSec>"
    )


def logical(kind: str, description: str = "DMD1", inner: str = "") -> str:
    """A logical structMap of one division."""
    division = f'<div TYPE="{kind}" DMDID="{description}">{inner}</div>'
    return f'<structMap TYPE="LOGICAL">{division}</structMap>'


def mets(*sections: str, groups: Sequence[str] = (), attributes: str = 'OBJID="one"') -> bytes:
    """A METS file: sections before the fileSec that begin with dmdSec, amdSec or metsHdr."""
    before = [s for s in sections if s.startswith(("<dmdSec", "<amdSec", "<metsHdr"))]
    after = [s for s in sections if s not in before]
    files = f"<fileSec>{''.join(groups)}</fileSec>" if groups else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><mets {NAMESPACES} {attributes}>'
        f"{''.join(before)}{files}{''.join(after)}</mets>"
    ).encode()


def two_pages(folder: str = "", prefix: str = "") -> tuple[list[str], list[str]]:
    """Groups and divisions of two pages with images, ALTO and thumbnails."""
    sets = (("THUMBS", "jpg", "t"), ("DEFAULT", "jpg", "i"), ("FULLTEXT", "xml", "a"))
    groups = [
        group(use, [Named(f"{prefix}{k}{n}", f"{folder}{k}/{n}.{ext}") for n in (1, 2)])
        for use, ext, k in sets
    ]
    return groups, [page(*(f"{prefix}{k}{n}" for _, _, k in sets)) for n in (1, 2)]


FILES = {
    **{f"t/{n}.jpg": b"\xff\xd8\xff" for n in (1, 2)},
    **{f"i/{n}.jpg": b"\xff\xd8\xff" for n in (1, 2)},
    **{f"a/{n}.xml": ALTO for n in (1, 2)},
}


def read(tmp_path: Path, files: Mapping[str, bytes], limits: Limits | None = None) -> Inventory:
    """The rows of a holding with these files."""
    for name, data in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    limits = limits or Limits()
    with open_package(str(tmp_path), limits) as package:
        return rows_of_holding(package, limits, "mets")
