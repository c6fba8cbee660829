"""Exports of iArchives, cut into articles: unit.xml, pages/*.xml, articles/*.xml.

One unit (an issue) is one item, made of the images of its pages. The XML of a page is a list of
readings for search, in no order of reading, and is not read. Articles are clippings of the same
pages: they are counted, and are no pages of their own.
"""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import replace
from xml.etree.ElementTree import Element

from extractors.description.folder_pairs import IMAGE_SUFFIXES
from extractors.description.forms import Form
from extractors.description.left_out import some, unused
from extractors.description.rows import Inventory, InventoryRow, inventory_of
from extractors.description.xml_roots import xml_roots
from extractors.description.xml_tree import attribute, children, descendants, parsed, text_of
from extractors.packing.member_names import is_inside, natural_key, nfc, page_name
from extractors.packing.package import Package
from openfonds.errors import ItemError
from openfonds.model import Absence, NamedValue, Outcome
from openfonds.settings import Limits

NAMESPACE = "http://www.iarchives.com/schema/2002/export"
_KEPT = ("date", "volume", "number")
_DAY = re.compile(r"(\d{1,2})-([A-Za-z]{3})-(\d{4})")


def iarchives_marks(package: Package) -> tuple[str, ...]:
    """The unit files of a package."""
    roots = xml_roots(package)
    return tuple(n for n, r in roots.items() if r.name == "unit" and r.namespace == NAMESPACE)


def read_iarchives(package: Package, marks: tuple[str, ...], limits: Limits) -> Inventory:
    """One row for each unit whose page images are in the holding."""
    images = _images(package)
    rows: list[InventoryRow] = []
    absences: list[Absence] = []
    notes = [f"iArchives: {len(marks)} units"]
    for position, name in enumerate(sorted(marks, key=natural_key), start=1):
        folder = posixpath.dirname(name)
        reference = nfc(folder) or _name_of(package)
        try:
            row, note = _row(package, name, reference, images, limits)
        except ItemError as error:
            message = str(error) if repr(name) in str(error) else f"{name!r}: {error}"
            absences.append(
                Absence(reference, position, Outcome.FAILED, error.reason_code, message)
            )
            continue
        rows.append(replace(row, position=position))
        notes.append(note)
    return inventory_of(rows, absences, (), (*notes, *unused(package, rows, marks)))


IARCHIVES = Form("iarchives", "an iArchives export", iarchives_marks, read_iarchives)


def _row(
    package: Package, name: str, reference: str, images: Mapping[str, str], limits: Limits
) -> tuple[InventoryRow, str]:
    unit = _parsed(package, name, limits)
    folder = posixpath.dirname(name)
    pages = [_path(folder, attribute(e, "href")) for e in descendants(unit, "page-ref")]
    found = [(page, _image_of(package, page, images)) for page in pages]
    files = tuple(dict.fromkeys(image for _, image in found if image))
    missing = [page for page, image in found if not image]
    if not files:
        raise ItemError(
            "iarchives.no_page_images",
            f"{name!r}: of its {len(pages)} pages there are only lists of words for search, which"
            " are not read: deliver the images or PDFs of the pages",
        )
    said = {attribute(e, "name"): text_of(e) for e in children(unit, "header-item")}
    title = attribute(unit, "collection-title")
    n_articles = sum(1 for _ in descendants(unit, "article-ref"))
    note = f"{name}: {len(files)} pages; {n_articles} articles are clippings of them, not read"
    if missing:
        note += f"; {len(missing)} pages of which no image is in the holding ({some(missing)})"
    row = InventoryRow(
        position=0,
        reference_code=reference,
        folder="",
        files=files,
        title=title or None,
        date=_DAY.sub(r"\1 \2 \3", said["date"]) if said.get("date") else None,
        extra=tuple(NamedValue(k, v) for k, v in said.items() if v and k in _KEPT),
        remarks=("iarchives.pages_not_delivered",) if missing else (),
    )
    return row, note


def _image_of(package: Package, page: str, images: Mapping[str, str]) -> str | None:
    """The image of a page, around its XML; or else the file that the XML names, often a PDF."""
    folder = posixpath.dirname(page)
    stem = page_name(page)
    for key in (f"{folder}/{stem}", f"{folder}/images/{stem}"):
        if key in images:
            return images[key]
    for place in (f"{folder}/pdf/{stem}.pdf", f"{folder}/{stem}.pdf"):
        if is_inside(place) and package.exists(place):
            return place
    return None


def _images(package: Package) -> dict[str, str]:
    """The best image of each name in each folder."""
    best: dict[str, str] = {}
    for name in sorted(package.names(), key=_format):
        if name.lower().endswith(IMAGE_SUFFIXES):
            best.setdefault(f"{posixpath.dirname(name)}/{page_name(name)}", name)
    return best


def _format(name: str) -> tuple[int, str]:
    suffix = posixpath.splitext(name)[1].lower()
    return (IMAGE_SUFFIXES.index(suffix) if suffix in IMAGE_SUFFIXES else 99), name


def _path(folder: str, href: str) -> str:
    return posixpath.normpath(posixpath.join(folder, href))


def _parsed(package: Package, name: str, limits: Limits) -> Element:
    if package.size(name) > limits.max_text_bytes:
        raise ItemError("source.too_large", f"{name!r} is too large: divide it")
    with package.open(name) as stream:
        return parsed(stream)


def _name_of(package: Package) -> str:
    return nfc(posixpath.basename(package.source.rstrip("/"))) or "unit"
