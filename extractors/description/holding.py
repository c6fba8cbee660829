"""Which rows a holding has: those of its inventory or of another description (DESIGN 5.1)."""

from extractors.description.ead.form import FORM as EAD
from extractors.description.folders import rows_of_folder
from extractors.description.forms import Form
from extractors.description.iarchives import IARCHIVES
from extractors.description.iiif.form import IIIF
from extractors.description.inventory.inventory import find_inventory, read_inventory
from extractors.description.marc.form import FORM as MARC
from extractors.description.mets.form import METS
from extractors.description.oai.form import OAI
from extractors.description.records.form import FORM as RECORDS
from extractors.description.rows import Inventory
from extractors.packing.package import Package
from openfonds.errors import SourceError
from openfonds.settings import Limits

# Each of them reads one kind of description; which one fits is told by what a package contains.
FORMS: tuple[Form, ...] = (METS, IARCHIVES, EAD, MARC, RECORDS, IIIF, OAI)
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
