"""Collections of MODS and Dublin Core records as a form of description: one record is one item.

modsCollection and single `mods`; oai_dc, other containers of Dublin Core, and RDF. What a record
says is read elsewhere (mods.py, dublin_core.py); here a file is only cut into records.
"""

import re
from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element

from extractors.description.forms import Form
from extractors.description.left_out import unused
from extractors.description.records.dublin_core import row_fields_of_dublin_core
from extractors.description.records.fields import RecordFields, row_of_fields
from extractors.description.records.files import is_web_address
from extractors.description.records.mods import row_fields_of_mods
from extractors.description.records.rows import RecordRows
from extractors.description.rows import Inventory, inventory_of
from extractors.description.xml_roots import XmlRoot, xml_roots
from extractors.description.xml_stream import drop, elements, split_name
from extractors.description.xml_tree import descendants, local, parsed_record, text_of
from extractors.packing.package import Package
from openfonds.errors import ItemError, SourceError
from openfonds.settings import Limits

_MODS = "http://www.loc.gov/mods"
_OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc"
_DC_RECORDS = frozenset(("dc", "qualifieddc", "dcrecord", "Description"))
_DC_ROOTS = _DC_RECORDS | frozenset(("RDF", "dcCollection", "records", "metadata", "collection"))
_DUBLIN_CORE = re.compile(rb"http://purl\.org/dc/(?:elements/1\.1|terms)/")
_HEAD_BYTES = 16_384
_PATH = re.compile(r"\S+\.[A-Za-z][A-Za-z0-9]{2,4}")
# Numbers of what many have in common.
_OF_MANY = frozenset(("issn", "isbn", "lccn", "oclc", "uri", "issue number"))


def _marks(package: Package) -> tuple[str, ...]:
    roots = xml_roots(package)
    has_mets = any(root.name == "mets" for root in roots.values())
    found = []
    for name, root in roots.items():
        is_single = root.name in ("mods", *_DC_RECORDS)
        # A record beside a METS file describes the same once more.
        if not (is_single and has_mets) and _is_ours(package, name, root):
            found.append(name)
    return tuple(sorted(found))


def _is_ours(package: Package, name: str, root: XmlRoot) -> bool:
    if root.name in ("modsCollection", "mods"):
        return not root.namespace or root.namespace.startswith(_MODS)
    if root.namespace.startswith(_OAI_DC):
        return True
    if root.name not in _DC_ROOTS:
        return False
    try:
        with package.open(name) as stream:
            return _DUBLIN_CORE.search(stream.read(_HEAD_BYTES)) is not None
    except ItemError:
        return False


def _read(package: Package, marks: tuple[str, ...], limits: Limits) -> Inventory:
    records = RecordRows("records")
    notes = []
    for name in marks:
        before = records.n_records
        try:
            with package.open(name) as stream:
                for number, (kind, record) in enumerate(_records(stream), start=1):
                    if records.n_records >= limits.max_members:
                        raise SourceError(f"more than {limits.max_members} records: divide them")
                    _add(records, name, f"{name!r}, record {number}", kind, record)
        except ItemError as error:
            message = f"{error}; what comes after is lost"
            where = f"{name!r}, after record {records.n_records - before}"
            records.leave_out("", error.reason_code, where, message)
        notes.append(f"{name}: MODS or Dublin Core, {records.n_records - before} records")
    rows, absences = records.rows(package, marks)
    notes += unused(package, rows, marks)
    return inventory_of(rows, absences, notes=tuple(notes))


def _records(stream: IO[bytes]) -> Iterator[tuple[str, bytes]]:
    """("mods" or "dc", XML) of each outermost record."""
    from lxml import etree

    within = 0
    for event, element in elements(stream):
        _, name = split_name(element)
        if name != "mods" and name not in _DC_RECORDS:
            continue
        within += 1 if event == "start" else -1
        if event == "end" and not within:
            yield name, etree.tostring(element, with_tail=False)
            drop(element)


def _add(records: RecordRows, file: str, where: str, kind: str, record: bytes) -> None:
    try:
        element = parsed_record(record)
    except ItemError as error:
        records.leave_out("", error.reason_code, where, str(error))
        return
    fields = row_fields_of_mods(element) if kind == "mods" else row_fields_of_dublin_core(element)
    number, *others = [*_numbers(fields), ""]
    records.add(
        row_of_fields(fields),
        file=file,
        where=where,
        number=number,
        other_numbers=others,
        links=tuple(_links(element, fields)),
    )


def _numbers(fields: RecordFields) -> list[str]:
    """What the record is called, the surest first: its own number, then what is no address."""
    own = [i for i in fields.identifiers if i.kind not in _OF_MANY]
    values = [i.value for i in own]
    plain = [v for v in values if not is_web_address(v)]
    return list(dict.fromkeys([*fields.record_ids, *plain, *values]))


def _links(record: Element, fields: RecordFields) -> Iterator[str]:
    """Addresses and paths: location/url of MODS, identifiers and sources of Dublin Core."""
    said = [
        text_of(e) for place in descendants(record, "location") for e in place if local(e) == "url"
    ]
    said += [i.value for i in fields.identifiers]
    for link in said:
        if is_web_address(link) or _PATH.fullmatch(link):
            yield link


FORM = Form("records", "MODS or Dublin Core records", _marks, _read)
