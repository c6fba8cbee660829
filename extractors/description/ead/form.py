"""EAD 2002 and EAD3 as a form of description."""

from extractors.description.ead.finding_aid import read_finding_aid
from extractors.description.ead.rows import rows_of_finding_aids
from extractors.description.forms import Form
from extractors.description.left_out import unused
from extractors.description.rows import Inventory, inventory_of
from extractors.description.xml_roots import xml_roots
from extractors.packing.package import Package
from openfonds.errors import ItemError
from openfonds.model import Absence, Outcome
from openfonds.settings import Limits


def _marks(package: Package) -> tuple[str, ...]:
    roots = xml_roots(package)
    return tuple(sorted(name for name, root in roots.items() if root.name == "ead"))


def _read(package: Package, marks: tuple[str, ...], limits: Limits) -> Inventory:
    aids, faults, notes = [], [], []
    n_components = 0
    for name in marks:
        try:
            with package.open(name) as stream:
                aid = read_finding_aid(stream, name, limits.max_members - n_components)
        except ItemError as error:
            faults.append((name, error))
            continue
        n_components += len(aid.components)
        aids.append(aid)
        if aid.fault:
            faults.append((name, aid.fault))
        notes.append(f"{name}: EAD, {len(aid.components)} components")
    rows, absences, n_context = rows_of_finding_aids(aids, package, marks)
    last = len(rows) + len(absences)
    for position, (name, fault) in enumerate(faults, start=last + 1):
        message = f"{name!r} is not read to its end: {fault}"
        absences.append(Absence(name, position, Outcome.FAILED, fault.reason_code, message))
    notes.append(f"upper levels, which are context for those below: {n_context}")
    notes += unused(package, rows, marks)
    return inventory_of(rows, absences, notes=tuple(notes))


FORM = Form("ead", "an EAD finding aid", _marks, _read)
