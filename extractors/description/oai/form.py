"""Stored answers of OAI-PMH as a description: one record is one item.

The envelope is taken off here; what is in it is read elsewhere (oai_metadata). Of a record that is
there in several versions the latest counts; a deleted one is no item.
"""

from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from extractors.description.forms import Form
from extractors.description.left_out import unused
from extractors.description.oai.answers import (
    NAMESPACE,
    OaiRecord,
    addresses_of,
    answer_of,
)
from extractors.description.oai.metadata import row_of_metadata
from extractors.description.rows import Inventory, InventoryRow, inventory_of
from extractors.description.web_names import IMAGE_SUFFIXES, Found, WebFiles
from extractors.description.xml_roots import XmlRoot, xml_roots
from extractors.packing.member_names import natural_key
from extractors.packing.package import Package
from openfonds.errors import ItemError
from openfonds.model import Absence, NamedValue, Outcome
from openfonds.settings import Limits

_DOCUMENTS = IMAGE_SUFFIXES | frozenset(
    (".pdf", ".djvu", ".djv", ".txt", ".doc", ".docx", ".odt", ".rtf")
)


@dataclass(frozen=True, slots=True)
class _Version:
    """One version of a record: no more of it than a row needs, for there may be very many."""

    datestamp: str
    file: str
    addresses: tuple[str, ...]
    row: InventoryRow | ItemError | None  # None: deleted


@dataclass(slots=True)
class _Read:
    """The latest version of each record."""

    records: dict[str, _Version] = field(default_factory=dict)
    absences: list[Absence] = field(default_factory=list)
    n_older: int = 0


def marks(package: Package) -> tuple[str, ...]:
    """The XML files that are answers of OAI-PMH."""
    roots = xml_roots(package)
    return tuple(sorted((n for n in roots if _is_answer(roots[n])), key=natural_key))


def _is_answer(root: XmlRoot) -> bool:
    # One whose namespace cannot be told is broken, and shall say so as an answer.
    return root.namespace == NAMESPACE or (root.name == "OAI-PMH" and not root.namespace)


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
        version = found.records[identifier]
        if version.row is None:
            n_deleted += 1
            continue
        try:
            row = _with_files(version, files)
        except ItemError as error:
            found.absences.append(_absence(identifier, position, error))
        else:
            rows.append(replace(row, position=position, reference_code=identifier))
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
    notes += unused(package, rows, marked)
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
        if before is None or before.datestamp <= record.datestamp:
            links = () if record.is_deleted else tuple(addresses_of(record))
            row = None if record.is_deleted else _described(record, name)
            found.records[record.identifier] = _Version(record.datestamp, name, links, row)


def _described(record: OaiRecord, name: str) -> InventoryRow | ItemError:
    """What a record says; or why that cannot be told, which counts if no later version comes."""
    root = record.metadata
    if root is None:
        return ItemError("oai.no_metadata", "the record has no metadata and is not deleted")
    try:
        row = row_of_metadata(root, name)
    except ItemError as error:
        return error
    if row is None:
        return ItemError(
            "oai.metadata_unknown",
            "the metadata of the record are in a form that is not read here",
        )
    rights = [row.rights] if row.rights else []
    return replace(
        row,
        rights="\n".join(dict.fromkeys([*rights, *record.about])) or None,
        extra=(*row.extra, *(NamedValue("OAI set", one) for one in record.sets)),
    )


def _with_files(version: _Version, files: WebFiles) -> InventoryRow:
    if isinstance(version.row, ItemError):
        raise version.row
    near = version.file.rpartition("/")[0]
    found, n_missing = _files(version.addresses, files, f"{near}/" if near else "")
    if n_missing:
        raise ItemError(
            "oai.file_missing",
            f"{n_missing} files that the record names are not in the holding: harvest it again"
            " with --files, or put them beside it by the names of their addresses",
        )
    assert version.row is not None
    remarks = () if all(f.is_sure for f in found) else ("oai.matched_by_name",)
    return replace(
        version.row,
        files=tuple(f.name for f in found),
        remarks=(*version.row.remarks, *remarks),
    )


def _files(addresses: tuple[str, ...], files: WebFiles, near: str) -> tuple[list[Found], int]:
    """The files of a record that are here, and how many are not.

    An address without the suffix of a document is most often a page about the item.
    """
    found: dict[str, Found] = {}
    n_missing = 0
    for url in addresses:
        is_document = PurePosixPath(url.partition("?")[0]).suffix.lower() in _DOCUMENTS
        file = files.of_url(url, near)
        if file and (is_document or file.is_sure):
            found.setdefault(file.name, file)
        elif is_document:
            n_missing += 1
    return list(found.values()), n_missing


def _absence(reference: str, position: int, error: ItemError) -> Absence:
    return Absence(reference, position, Outcome.FAILED, error.reason_code, str(error))


OAI = Form("oai", "records of OAI-PMH", marks, read)
