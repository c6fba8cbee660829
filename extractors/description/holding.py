"""Which rows a holding has: those of its inventory or of another description (DESIGN 5.1)."""

from collections import defaultdict
from dataclasses import replace
from pathlib import PurePosixPath

from extractors.description.forms import Form
from extractors.description.inventory import find_inventory, read_inventory
from extractors.description.mets import METS
from extractors.description.rows import Inventory, InventoryRow
from extractors.packing.member_names import natural_key, nfc
from extractors.packing.package import Package
from openfonds.errors import SourceError
from openfonds.settings import Limits

BOOK_SUFFIXES = (".pdf", ".djvu", ".djv")


# Each of them reads one kind of description; which one fits is told by what a package contains.
FORMS: tuple[Form, ...] = (METS,)
INVENTORY, FILES = "inventory", "files"


def form_names() -> tuple[str, ...]:
    """What `--form` takes."""
    return (INVENTORY, *(form.name for form in FORMS), FILES)


def rows_of_holding(package: Package, limits: Limits, form: str = "") -> Inventory:
    """The rows of a holding, by its inventory, or else by the form of description that it has.

    An inventory was made for this: where there is one, nothing else is asked.

    Args:
        form: one of `form_names`, where a person said which; else it is found.

    Raises:
        SourceError: if the form is not known or not there, if two could be meant, or if what
            describes the holding cannot be used.
    """
    if form not in ("", *form_names()):
        raise SourceError(f"--form {form!r}: choose one of {', '.join(form_names())}")
    if form == INVENTORY or (not form and find_inventory(package) is not None):
        return read_inventory(package, limits)
    if form == FILES:
        return rows_of_folder(package)
    wanted = [one for one in FORMS if form in ("", one.name)]
    found = [(one, marks) for one in wanted if (marks := one.marks(package))]
    if len(found) > 1:
        either = " or as ".join(_shown(*one) for one in found)
        names = " or ".join(f"--form {one.name}" for one, _ in found)
        raise SourceError(f"the holding can be read as {either}: say which with {names}")
    if found:
        ((one, marks),) = found
        return one.read(package, marks, limits)
    if form:
        raise SourceError(f"{package.source!r} has nothing in it that can be read as {form}")
    return rows_of_folder(package)


def _shown(form: Form, marks: tuple[str, ...]) -> str:
    more = f" and {len(marks) - 1} more" if len(marks) > 1 else ""
    return f"{form.title} ({marks[0]}{more})"


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
    return InventoryRow(position=0, reference_code=reference, folder="", files=(name,))
