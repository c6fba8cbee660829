"""Which rows a holding has: those of its inventory, or else one for each PDF (DESIGN 5.1)."""

from collections import defaultdict
from dataclasses import replace
from pathlib import PurePosixPath

from extractors.inventory import Inventory, InventoryRow, find_inventory, read_inventory
from extractors.member_names import natural_key, nfc
from extractors.package import Package
from openfonds.errors import SourceError
from openfonds.settings import Limits

BOOK_SUFFIXES = (".pdf", ".djvu", ".djv")


def rows_of_holding(package: Package, limits: Limits) -> Inventory:
    """The rows of the inventory, or of the PDF and DjVu files where there is no inventory.

    Raises:
        SourceError: if there is neither, or if the inventory cannot be used.
    """
    if find_inventory(package) is not None:
        return read_inventory(package, limits)
    return rows_of_folder(package)


def rows_of_folder(package: Package) -> Inventory:
    """One row for each PDF and DjVu file; of its description nothing is known.

    The reference code is the name without its extension, or with it where two files would
    share one.

    Raises:
        SourceError: if there is no such file.
    """
    by_reference: dict[str, list[str]] = defaultdict(list)
    others = []
    for name in sorted((*package.names(), *package.refused), key=natural_key):
        if PurePosixPath(name).suffix.lower() in BOOK_SUFFIXES:
            by_reference[nfc(str(PurePosixPath(name).with_suffix("")))].append(name)
        else:
            others.append(name)
    if not by_reference:
        raise SourceError(
            f"{package.source!r} is not a form of holding that is known here: there is no"
            " inventory.csv or inventory.tsv at its top, and no PDF. METS, EAD, MARC and IIIF are"
            " not read; list the files in an inventory.csv with the columns item_id and files"
        )
    rows = [
        _undescribed(name, name if len(names) > 1 else reference)
        for reference, names in by_reference.items()
        for name in names
    ]
    return Inventory(
        tuple(replace(row, position=i) for i, row in enumerate(rows, start=1)),
        (),
        (),
        ("no inventory: each PDF is an item", *(f"part of no item: {name}" for name in others)),
    )


def _undescribed(name: str, reference: str) -> InventoryRow:
    return InventoryRow(
        position=0,
        reference_code=reference,
        folder="",
        files=(name,),
        title=None,
        creator=None,
        creator_type=None,
        language=None,
        series=None,
        description=None,
        material=None,
        date=None,
        author=None,
        author_died=None,
        access=None,
        rights=None,
        act=None,
        facts=(),
        extra=(),
        remarks=(),
    )
