"""From the components of finding aids to rows: what is inherited, what files each has."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath

from extractors.description.ead.dates import date_of
from extractors.description.ead.finding_aid import Component, FindingAid
from extractors.description.inventory.vocabulary import ARCHIVAL, PUBLISHED, material_of
from extractors.description.records.files import RecordFiles, as_name, files_by_name, is_web_address
from extractors.description.rows import InventoryRow
from extractors.packing.member_names import folded
from extractors.packing.package import Package
from openfonds.errors import ItemError
from openfonds.model import Absence, NamedValue, Outcome

NO_DIGITAL_OBJECT = "ead.no_digital_object"


@dataclass(slots=True)
class _Unit:
    """A component with what it has from above."""

    component: Component
    path: tuple[Component, ...]  # from the whole finding aid down to itself
    aid: FindingAid
    reference: str = ""
    files: tuple[str, ...] = ()
    fault: tuple[str, str] | None = None
    remarks: tuple[str, ...] = ()


def rows_of_finding_aids(
    aids: Sequence[FindingAid], package: Package, descriptions: Sequence[str]
) -> tuple[list[InventoryRow], list[Absence], int]:
    """Rows, absences, and how many levels only give context."""
    units: list[_Unit] = []
    n_context = 0
    for aid in aids:
        for unit in _units(aid):
            if unit.component.is_leaf or unit.component.links:
                units.append(unit)
            else:
                n_context += 1
    _give_references(units)
    files = RecordFiles(package)
    for unit in units:
        _find_linked(unit, files)
    _find_named(units, package, descriptions)
    rows, absences = [], []
    for position, unit in enumerate(units, start=1):
        if any(files.is_contested(name) for name in unit.files):
            message = "links that differ end like the path of the same file: give whole paths"
            unit.fault = ("source.name_ambiguous", message)
        if unit.fault or not unit.files:
            absences.append(_absence(unit, position))
        else:
            rows.append(_row(unit, position))
    return rows, absences, n_context


def _units(aid: FindingAid) -> Iterator[_Unit]:
    paths: dict[int, tuple[Component, ...]] = {}
    for component in aid.components:  # upper levels come first
        above = paths.get(component.above, ()) if component.above else ()
        paths[component.position] = (*above, component)
        yield _Unit(component, paths[component.position], aid)


def _give_references(units: list[_Unit]) -> None:
    """From unitids, from the top down; where they do not tell units apart, eadid and @id."""
    cited = defaultdict(list)
    for unit in units:
        unit.reference = _chain(unit)
        if unit.component.unitid:
            cited[unit.reference].append(unit)
    for unit in units:
        group = cited[unit.reference] if unit.component.unitid else []
        if len(group) == 1:
            continue
        if unit.component.id:
            unit.reference = f"{unit.aid.eadid or unit.aid.name}#{unit.component.id}"
        elif not group:
            unit.reference = ""
        elif unit.aid.eadid and len({u.aid.name for u in group}) == len(group):
            unit.reference = f"{unit.aid.eadid}/{unit.reference}"


def _chain(unit: _Unit) -> str:
    """A unitid that repeats the one above stands alone: "MSS 1/2" under "MSS 1"."""
    reference = "" if unit.path[0].unitid else unit.aid.eadid
    for component in unit.path:
        written = component.unitid
        if not written:
            continue
        is_whole = not reference or (
            written.startswith(reference) and not written[len(reference) :][:1].isalnum()
        )
        reference = written if is_whole else f"{reference}/{written}"
    return reference


def _find_linked(unit: _Unit, files: RecordFiles) -> None:
    folder = str(PurePosixPath(unit.aid.name).parent)
    found: list[str] = []
    missing = []
    try:
        for link in unit.component.links:
            here = files.named_by(link, "" if folder == "." else folder)
            found += here
            if not here:
                missing.append(link)
    except ItemError as error:
        unit.fault = (error.reason_code, str(error))
        return
    unit.files = tuple(dict.fromkeys(found))
    if any(not is_web_address(link) for link in missing):
        unit.fault = (
            "source.file_missing",
            f"{len(missing)} of {len(unit.component.links)} digital objects are not in the holding",
        )
    elif missing and found:
        unit.remarks = ("ead.object_elsewhere",)


def _find_named(units: list[_Unit], package: Package, descriptions: Sequence[str]) -> None:
    """Files that have the name of a unit, for units without links to files that are here."""
    seeking = [u for u in units if not u.files and not u.fault and u.component.is_leaf]
    names = {id(unit): _names(unit) for unit in seeking}
    used = Counter(name for unit in units for name in _names(unit))
    taken = {name for unit in units for name in unit.files}
    wanted = [n for own in names.values() for n in own if used[n] == 1]
    if not wanted:
        return
    found, contested = files_by_name(package, wanted, (*descriptions, *taken))
    for unit in seeking:
        own = [name for name in names[id(unit)] if used[name] == 1]
        if contested.intersection(own):
            message = "files have the name of this unit and are in the folder of another"
            unit.fault = ("source.name_ambiguous", message)
        else:
            unit.files = tuple(f for name in own for f in found.get(name, ()))


def _names(unit: _Unit) -> tuple[str, ...]:
    written = (unit.reference, unit.component.unitid, unit.component.id)
    return tuple(dict.fromkeys(name for one in written if (name := as_name(one))))


def _absence(unit: _Unit, position: int) -> Absence:
    code, message = unit.fault or (NO_DIGITAL_OBJECT, "")
    if not unit.fault and unit.component.links:
        code = "ead.object_elsewhere"
        message = "its digital object is at an address, and nothing is fetched: deliver the file"
    elif not unit.fault:
        message = (
            "nothing digital is described, and no file or folder has its reference code: deliver"
            " its files under that name"
        )
    reference = unit.reference if unit.reference.isprintable() else ""
    where = f"component {unit.component.position} of {unit.aid.name!r}"
    return Absence(
        reference or f"row-{position}", position, Outcome.FAILED, code, f"{where}: {message}"
    )


def _row(unit: _Unit, position: int) -> InventoryRow:
    own = unit.component
    remarks = [*unit.remarks]
    reference = unit.reference
    if not reference:
        # Nothing else names it: the file does, and a person shall look at it.
        reference = f"{_chain(unit)}/{PurePosixPath(unit.files[0]).stem}".lstrip("/")
        remarks.append("ead.reference_from_file")
    if unit.aid.fault:
        remarks.append("ead.incomplete")
    if any(component.is_internal for component in unit.path):
        remarks.append("ead.internal")
    dated = next((c for c in reversed(unit.path) if c.dates), None)
    creator = next((c for c in reversed(unit.path) if c.creators), None)
    languages = next((c.languages for c in reversed(unit.path) if c.languages), ())
    extra = [NamedValue("finding aid", unit.aid.eadid or unit.aid.name)]
    if own.level:
        extra.append(NamedValue("level", own.level))
    if dated:
        name = "unitdate" if dated is own else f"unitdate of the {dated.level or 'level'} above"
        extra += [NamedValue(name, d.written or d.coded) for d in dated.dates]
    extra += [NamedValue(name, text) for name, text in own.notes]
    extra += [NamedValue("dao", link) for link in own.links]
    return InventoryRow(
        position=position,
        reference_code=reference,
        folder="",
        files=unit.files,
        title=own.title or None,
        creator="; ".join(creator.creators) if creator else None,
        creator_type="person" if creator and creator.creator_is_person else None,
        language="; ".join(languages) or None,
        series=" / ".join(_name_of(c) for c in unit.path[:-1] if _name_of(c)) or None,
        description="\n".join(own.description) or None,
        material=_material(unit),
        date=date_of(dated.dates) if dated else None,
        access=_inherited(tuple(c.access for c in reversed(unit.path))),
        rights=_inherited(tuple(c.rights for c in reversed(unit.path))),
        extra=tuple(extra),
        remarks=tuple(remarks),
    )


def _material(unit: _Unit) -> str:
    """The kind of material that genreform names; archival, as finding aids are, where none does.

    What a level above names counts for its parts, unless it would open them. Kinds that differ
    and words that are not known stay as written, which leads to review.
    """
    above = [genre for c in unit.path[:-1] for genre in c.genres]
    closing = [genre for genre in above if material_of(genre) not in (None, ARCHIVAL, PUBLISHED)]
    written = dict.fromkeys((*unit.component.genres, *closing))
    kinds = {material_of(genre) for genre in written} or {ARCHIVAL}
    only = kinds.pop() if len(kinds) == 1 else None
    return only or "; ".join(written)


def _name_of(component: Component) -> str:
    return " ".join(part for part in (component.unitid, component.title) if part)


@lru_cache(maxsize=1024)  # a long condition of the fonds is put together once, not for each unit
def _inherited(levels: tuple[tuple[str, ...], ...]) -> str | None:
    """What every level says, the own one first: what closes above is not undone below."""
    said: dict[str, str] = {}
    for level in levels:
        for text in level:
            said.setdefault(folded(text).strip(" ."), text)
    return "\n".join(said.values()) or None
