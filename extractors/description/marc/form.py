"""MARC 21, UNIMARC and RUSMARC as a form of description."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from extractors.description.forms import Form
from extractors.description.left_out import unused
from extractors.description.marc.files import iso2709_records, json_records, xml_records
from extractors.description.marc.iso2709 import LEADER
from extractors.description.marc.record import Lost, Record
from extractors.description.marc.rows import add_record
from extractors.description.records.rows import RecordRows
from extractors.description.rows import Inventory, inventory_of
from extractors.description.xml_roots import XmlRoot, xml_roots
from extractors.packing.package import Package
from openfonds.errors import ItemError, SourceError
from openfonds.settings import Limits

_HEAD_BYTES = 4096
_READ = {"iso2709": "MARC in ISO 2709", "xml": "MARC in XML", "json": "MARC in JSON"}
_BINARY = frozenset((".mrc", ".marc", ".iso", ".dat", ".usm", ".bin", ""))
_OTHERS = frozenset((".txt", ".mrk", ".seq", ".mst", ".json"))
_MARC_NAMESPACES = ("http://www.loc.gov/MARC21/slim", "info:lc/xmlns/marcxchange")
# Other ways of writing MARC records, which are told so that staff know what to ask for.
_IRBIS = re.compile(rb"(?:#?\d{1,3}: ?[^\r\n]*(?:\r?\n|$)|\*{3,}\r?\n)")
_ALEPH = re.compile(rb"\d{9} (?:[A-Z]{3}|\d{3})[ \w]{2} L ")
_MNEMONIC = re.compile(rb"=LDR  |LDR {3,}[\d^ ]|marker: \d{5}")


def _marks(package: Package) -> tuple[str, ...]:
    """The files of MARC records; none where there is nothing but text forms of them."""
    kinds = _kinds(package)
    return tuple(sorted(kinds))


def _kinds(package: Package) -> Mapping[str, str]:
    found = {}
    roots = xml_roots(package)
    for name in package.names():
        suffix = PurePosixPath(name).suffix.lower()
        if name in roots:
            if _is_marc_root(roots[name]) and (roots[name].namespace or _has_fields(package, name)):
                found[name] = "xml"
        elif suffix in _BINARY | _OTHERS and (kind := _kind(package, name, suffix)):
            found[name] = kind
    return found


def _is_marc_root(root: XmlRoot) -> bool:
    if root.name == "oai_marc":
        return True
    if root.name not in ("collection", "record"):
        return False
    return not root.namespace or root.namespace.startswith(_MARC_NAMESPACES)


def _has_fields(package: Package, name: str) -> bool:
    """`record` and `collection` without a namespace may be anything."""
    try:
        with package.open(name) as stream:
            head = stream.read(_HEAD_BYTES)
    except ItemError:
        return False
    return any(word in head for word in (b"controlfield", b"datafield", b"fixfield"))


def _kind(package: Package, name: str, suffix: str) -> str:
    try:
        with package.open(name) as stream:
            head = stream.read(_HEAD_BYTES)
    except ItemError:
        return ""  # its own reader says so, where it belongs to an item
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if suffix == ".mst":
        return "a database of IRBIS" if package.exists(name[: -len(suffix)] + ".xrf") else ""
    if LEADER.match(start):
        return "iso2709"
    if suffix == ".json" or (not suffix and start[:1] in (b"[", b"{")):
        return "json" if b'"leader"' in head and b'"fields"' in head else ""
    if _ALEPH.match(start):
        return "Aleph sequential"
    if _MNEMONIC.match(start):
        return "a text form of MARC"
    lines = start.splitlines()[:-1] or start.splitlines()
    told = sum(1 for line in lines if _IRBIS.match(line))
    # A numbered text looks much the same, but for the # before each field.
    n_marked = sum(line.startswith(b"#") for line in lines)
    if len(lines) > 2 and told * 10 >= 9 * len(lines) and n_marked * 2 >= len(lines):
        return "a text export of IRBIS"
    return "iso2709" if suffix in (".mrc", ".marc") and start else ""


def _read(package: Package, marks: tuple[str, ...], limits: Limits) -> Inventory:
    kinds = _kinds(package)
    records = RecordRows("marc")
    notes = []
    for name in marks:
        n_unimarc: Counter[bool] = Counter()
        before = records.n_records
        for one in _records(package, name, kinds[name], limits):
            if records.n_records >= limits.max_members:
                raise SourceError(
                    f"there are more than {limits.max_members} records: divide the holding"
                )
            add_record(records, one, name)
            if isinstance(one, Record):
                n_unimarc[one.is_unimarc] += 1
        notes.append(_note(name, kinds[name], records.n_records - before, n_unimarc))
    rows, absences = records.rows(package, marks)
    notes += unused(package, rows, marks)
    return inventory_of(rows, absences, notes=tuple(notes))


def _note(name: str, kind: str, n_records: int, n_unimarc: Counter[bool]) -> str:
    if kind not in _READ:
        return f"{name}: {kind}, not read"
    which = f"{n_unimarc[False]} MARC 21, {n_unimarc[True]} UNIMARC or RUSMARC"
    n_lost = n_records - n_unimarc.total()
    lost = f", {n_lost} unreadable" if n_lost else ""
    return f"{name}: {_READ[kind]}, {which}{lost}"


def _records(package: Package, name: str, kind: str, limits: Limits) -> Iterator[Record | Lost]:
    try:
        if kind == "iso2709":
            yield from iso2709_records(package, name)
        elif kind == "xml":
            yield from xml_records(package, name)
        elif kind == "json":
            yield from json_records(package, name, limits)
        else:
            yield Lost(
                "marc.form_not_read",
                repr(name),
                f"{kind} is not read: export the records as ISO 2709 or MARCXML, or take in the"
                " files without their description with --form files",
            )
    except ItemError as error:  # the packed file itself is broken
        yield Lost(error.reason_code, repr(name), str(error))


FORM = Form("marc", "MARC records", _marks, _read)
