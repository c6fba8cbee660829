"""Holdings that nothing describes: folders of images and OCR files, PDFs, DjVu, documents.

Each PDF, each DjVu file and each document is an item. So is each folder of images, of OCR files,
or of both; and so are the images of one folder with the OCR files of another beside, above or below
it that has the same names (alto/p1.xml, img/p1.jpg). Of the item nothing is known.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from extractors.description.folder_pairs import IMAGE_SUFFIXES, Folder, Set, sets_of
from extractors.description.left_out import is_of_a_bag, left_out
from extractors.description.rows import ImageOf, Inventory, InventoryRow
from extractors.description.xml_roots import xml_roots
from extractors.files.kinds import DOCUMENT_SUFFIXES
from extractors.packing.member_names import folded, natural_key, nfc
from extractors.packing.package import Package
from openfonds.errors import SourceError

BOOK_SUFFIXES = frozenset((".pdf", ".djvu", ".djv")) | DOCUMENT_SUFFIXES
TEXT_SUFFIX = ".txt"


@dataclass(slots=True)
class _Found:
    """The files of a holding by what they can be."""

    books: list[str] = field(default_factory=list)
    folders: dict[str, Folder] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)

    def folder_of(self, name: str) -> Folder:
        path = name.rpartition("/")[0]
        return self.folders.setdefault(path, Folder(path))


def rows_of_folder(package: Package) -> Inventory:
    """One row for each PDF, DjVu file and document, and one for each set of images and OCR files.

    The reference code of a book is its name without the extension, or with it where two files
    would share one; that of a set is its folder, and at the top the name of the holding.

    Raises:
        SourceError: if there is no such file.
    """
    found = _sorted_files(package)
    sets, beside = sets_of(found.folders)
    beside = [*beside, *found.beside]
    if not found.books and not sets:
        raise SourceError(
            f"{package.source!r} is not a form of holding that is known here: there is no"
            " inventory.csv, .tsv or .xlsx at its top, no description (METS, EAD, MARC, MODS,"
            " Dublin Core, IIIF, OAI-PMH), and neither PDF nor image, document or OCR file; list"
            " the files in an inventory.csv with the columns item_id and files"
        )
    rows = [*_rows_of_books(found.books), *_rows_of_sets(sets, _name_of(package.source))]
    rows = _with_unique_references(rows)
    notes = [
        "no inventory: each PDF or document is an item, and each folder of images or OCR files"
    ]
    notes += [f"the same page in another form, not read: {name}" for name in beside[:10]]
    if len(beside) > 10:
        notes.append(f"the same pages in another form, not read: {len(beside) - 10} more files")
    return Inventory(tuple(rows), (), (), (*notes, *left_out(found.others)))


def _sorted_files(package: Package) -> _Found:
    found = _Found()
    roots = xml_roots(package)
    images = {
        folded(str(PurePosixPath(name).with_suffix("")))
        for name in package.names()
        if PurePosixPath(name).suffix.lower() in IMAGE_SUFFIXES
    }
    for name in sorted((*package.names(), *package.refused), key=natural_key):
        suffix = PurePosixPath(name).suffix.lower()
        root = roots.get(name)
        stem = folded(str(PurePosixPath(name).with_suffix("")))
        if root is not None and root.is_ocr:
            found.folder_of(name).texts.append((name, root))
        elif is_of_a_bag(package, name):
            found.others.append(name)
        elif suffix == TEXT_SUFFIX and stem in images:
            found.beside.append(name)  # its images are read themselves
        elif suffix in BOOK_SUFFIXES:
            found.books.append(name)
        elif suffix in IMAGE_SUFFIXES:
            found.folder_of(name).images.append(name)
        else:
            found.others.append(name)
    return found


def _rows_of_books(books: Iterable[str]) -> Iterator[InventoryRow]:
    by_reference: dict[str, list[str]] = defaultdict(list)
    for name in books:
        by_reference[nfc(str(PurePosixPath(name).with_suffix("")))].append(name)
    for reference, names in by_reference.items():
        for name in names:
            yield _undescribed(name if len(names) > 1 else reference, (name,))


def _rows_of_sets(sets: Iterable[Set], holding: str) -> Iterator[InventoryRow]:
    for one in sets:
        files = tuple(f for page in one.pages for f in (page.text, page.image) if f)
        images = tuple(ImageOf(p.text, p.image) for p in one.pages if p.text and p.image)
        yield _undescribed(nfc(one.path) or holding, files, images)


def _undescribed(
    reference: str, files: tuple[str, ...], images: tuple[ImageOf, ...] = ()
) -> InventoryRow:
    return InventoryRow(position=0, reference_code=reference, folder="", files=files, images=images)


def _with_unique_references(rows: Iterable[InventoryRow]) -> list[InventoryRow]:
    """Rows in natural order. A folder that is called as a book is gets a / at its end."""
    taken: set[str] = set()
    unique = []
    for row in rows:
        code = row.reference_code
        while code in taken:
            code += "/"
        taken.add(code)
        unique.append(replace(row, reference_code=code))
    unique.sort(key=lambda row: natural_key(row.reference_code))
    return [replace(row, position=i) for i, row in enumerate(unique, start=1)]


def _name_of(source: str) -> str:
    """The name of a holding: of its folder, or of its file without the extension."""
    path = PurePosixPath(source)
    name = path.name
    for suffix in (".zip", ".tar", ".tgz", ".tar.gz", ".tar.bz2", ".tar.xz"):
        name = name.removesuffix(suffix)
    return nfc(name) or "holding"
