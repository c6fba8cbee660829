"""Stored answers of OAI-PMH as a description: one record is one item.

The envelope is taken off here, and what is in it goes to the reader of its namespace. Of a record
that is there in several versions the latest counts; a deleted one is no item.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from extractors.description.forms import Form
from extractors.description.oai_xml import (
    DC,
    NAMESPACE,
    OaiRecord,
    addresses_of,
    answer_of,
    text_of,
)
from extractors.description.rows import Inventory, InventoryRow, inventory_of
from extractors.description.vocabulary import material_of
from extractors.description.web_names import IMAGE_SUFFIXES, Found, WebFiles
from extractors.packing.member_names import natural_key
from extractors.packing.package import Package
from openfonds.errors import ItemError
from openfonds.model import Absence, NamedValue, Outcome
from openfonds.settings import Limits

if TYPE_CHECKING:
    from lxml.etree import _Element as Element
else:
    Element = Any

HEAD_BYTES = 1 << 16
_DOCUMENTS = IMAGE_SUFFIXES | frozenset(
    (".pdf", ".djvu", ".djv", ".txt", ".doc", ".docx", ".odt", ".rtf")
)
_DC_ROOTS = frozenset({"http://www.openarchives.org/OAI/2.0/oai_dc/", "http://purl.org/dc/terms/"})
_SPECIFIC = "http://purl.org/dc/terms/"


@dataclass(slots=True)
class _Read:
    """The latest version of each record, with the file that it stood in."""

    records: dict[str, tuple[OaiRecord, str]] = field(default_factory=dict)
    absences: list[Absence] = field(default_factory=list)
    n_older: int = 0


def marks(package: Package) -> tuple[str, ...]:
    """The XML files that are answers of OAI-PMH."""
    names = (n for n in package.names() if n.lower().endswith(".xml"))
    return tuple(sorted((n for n in names if _is_marked(package, n)), key=natural_key))


def _is_marked(package: Package, name: str) -> bool:
    try:
        with package.open(name) as stream:
            head = stream.read(HEAD_BYTES)
    except ItemError:
        return False
    return NAMESPACE.encode() in head and b"OAI-PMH" in head


def read(package: Package, marked: tuple[str, ...], limits: Limits) -> Inventory:
    """One row for each record that is not deleted."""
    found = _Read()
    for name in marked:
        _read_file(package, name, limits, found)
    described = set(marked)
    files = WebFiles(n for n in package.names() if n not in described)
    rows: list[InventoryRow] = []
    n_deleted = 0
    for position, identifier in enumerate(sorted(found.records, key=natural_key), start=1):
        record, name = found.records[identifier]
        if record.is_deleted:
            n_deleted += 1
            continue
        try:
            rows.append(_row(position, record, name, files))
        except ItemError as error:
            found.absences.append(_absence(identifier, position, error))
    notes = [f"OAI-PMH: {len(found.records)} records in {len(marked)} files"]
    if n_deleted:
        notes.append(f"OAI-PMH: {n_deleted} records were deleted at their source: no items")
    if found.n_older:
        notes.append(f"OAI-PMH: {found.n_older} older versions of records were left aside")
    last = len(found.records)
    absences = (
        a
        if a.position
        else Absence(a.reference_code, last + i, a.outcome, a.reason_code, a.message)
        for i, a in enumerate(found.absences, start=1)
    )
    return inventory_of(rows, absences, (), tuple(notes))


def _read_file(package: Package, name: str, limits: Limits, found: _Read) -> None:
    try:
        if package.size(name) > limits.max_text_bytes:
            raise ItemError("oai.too_large", f"more than {limits.max_text_bytes} bytes: divide it")
        with package.open(name) as stream:
            answer = answer_of(stream.read())
    except ItemError as error:
        found.absences.append(_absence(name, 0, error))
        return
    for fault in answer.faults:
        found.absences.append(_absence(name, 0, ItemError("oai.no_identifier", fault)))
    for record in answer.records:
        before = found.records.get(record.identifier)
        if before is not None:
            found.n_older += 1
        if before is None or before[0].datestamp <= record.datestamp:
            found.records[record.identifier] = record, name


def _row(position: int, record: OaiRecord, name: str, files: WebFiles) -> InventoryRow:
    root = record.metadata
    if root is None:
        raise ItemError("oai.no_metadata", "the record has no metadata and is not deleted")
    reader = _READERS.get(_namespace(root))
    if reader is None:
        raise ItemError(
            "oai.metadata_unknown",
            "the metadata of the record are in a form that is not read here: harvest it as oai_dc",
        )
    near = name.rpartition("/")[0]
    found, n_missing = _files(record, files, f"{near}/" if near else "")
    if n_missing:
        raise ItemError(
            "oai.file_missing",
            f"{n_missing} files that the record names are not in the holding: harvest it again"
            " with --files, or put them beside it by the names of their addresses",
        )
    return reader(position, record, root, found)


def _files(record: OaiRecord, files: WebFiles, near: str) -> tuple[list[Found], int]:
    """The files of a record that are here, and how many are not.

    An address without the suffix of a document is most often a page about the item.
    """
    found: dict[str, Found] = {}
    n_missing = 0
    for url in addresses_of(record):
        is_document = PurePosixPath(url.partition("?")[0]).suffix.lower() in _DOCUMENTS
        file = files.of_url(url, near)
        if file and (is_document or file.is_sure):
            found.setdefault(file.name, file)
        elif is_document:
            n_missing += 1
    return list(found.values()), n_missing


def _dublin_core(
    position: int, record: OaiRecord, root: Element, found: list[Found]
) -> InventoryRow:
    """Simple Dublin Core, and the terms that say more (DCMI Metadata Terms)."""
    values: dict[str, list[str]] = {}
    for element in root.iter():
        if isinstance(element.tag, str) and element is not root and (text := text_of(element)):
            namespace, _, local = element.tag[1:].partition("}")
            kept = values.setdefault(local if namespace in (DC, _SPECIFIC) else element.tag, [])
            if text not in kept:
                kept.append(text)
    titles, dates = values.pop("title", []), _first(values, "created", "issued", "date")
    kinds = values.get("type", [])
    materials = {code for kind in kinds if (code := material_of(kind))}
    rights = [*values.pop("rights", []), *values.pop("license", []), *record.about]
    extra = [NamedValue("OAI set", one) for one in record.sets]
    extra += [NamedValue("title", one) for one in titles[1:]]
    remarks = () if all(f.is_sure for f in found) else ("oai.matched_by_name",)
    described = [*values.pop("description", []), *values.pop("abstract", [])]
    return InventoryRow(
        position=position,
        reference_code=record.identifier,
        folder="",
        files=tuple(f.name for f in found),
        title=titles[0] if titles else None,
        author="; ".join(values.pop("creator", [])) or None,
        date="; ".join(dates) or None,
        language="; ".join(values.pop("language", [])) or None,
        series="; ".join(values.pop("isPartOf", [])) or None,
        description="\n".join(described) or None,
        material=materials.pop() if len(materials) == 1 else None,
        access="\n".join(values.pop("accessRights", [])) or None,
        rights="\n".join(dict.fromkeys(rights)) or None,
        extra=(*extra, *_rest(values)),
        remarks=remarks,
    )


def _first(values: dict[str, list[str]], *names: str) -> list[str]:
    """The values of the first name that has any; the others stay with the rest."""
    return next((values.pop(name) for name in names if values.get(name)), [])


def _rest(values: Mapping[str, list[str]]) -> Iterator[NamedValue]:
    for name, texts in values.items():
        for text in texts:
            yield NamedValue(name, text)


def _namespace(root: Element) -> str:
    return str(root.tag)[1:].partition("}")[0]


def _absence(reference: str, position: int, error: ItemError) -> Absence:
    return Absence(reference, position, Outcome.FAILED, error.reason_code, str(error))


_Reader = Callable[[int, OaiRecord, Element, list[Found]], InventoryRow]
_READERS: Mapping[str, _Reader] = dict.fromkeys(_DC_ROOTS, _dublin_core)

OAI = Form("oai", "records of OAI-PMH", marks, read)
