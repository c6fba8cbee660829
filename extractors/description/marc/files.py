"""The records of a MARC file in any of its forms: ISO 2709, MARCXML, OAI-MARC, MARC-in-JSON."""

import json
from collections.abc import Iterator
from typing import IO, Any

from extractors.description.marc.coding import (
    DAMAGED,
    SAMPLE_BYTES,
    declared_by_100,
    declared_by_leader,
    decoded,
    encoding_of,
    encoding_of_file,
    is_damaged,
)
from extractors.description.marc.iso2709 import SUBFIELD, Piece, fields_of, pieces
from extractors.description.marc.record import Field, Lost, Record
from extractors.description.xml_stream import Element, attribute, drop, elements, local
from extractors.packing.package import Package
from openfonds.errors import ItemError
from openfonds.settings import Limits

_RECORD_CHILDREN = frozenset(("leader", "controlfield", "datafield", "fixfield", "varfield"))
_FIELD_ODD = "marc.field_odd"
_NO_CODE = ""


def iso2709_records(package: Package, name: str) -> Iterator[Record | Lost]:
    """The records of an ISO 2709 file, and every range of bytes that is none."""
    with package.open(name) as stream:
        of_file = encoding_of_file(_samples(stream))
    with package.open(name) as stream:
        for piece in pieces(stream):
            yield _record(piece, name, of_file)


def _samples(stream: IO[bytes]) -> Iterator[bytes]:
    n_bytes = 0
    for piece in pieces(stream):
        yield piece.data
        n_bytes += len(piece.data)
        if n_bytes > 4 * SAMPLE_BYTES:
            return


def _record(piece: Piece, name: str, of_file: str) -> Record | Lost:
    where = f"{name!r}, {len(piece.data)} bytes from byte {piece.offset}"
    if piece.fault == "cut off":
        return Lost("marc.cut_off", where, "the file ends within this record: deliver it again")
    if piece.fault:
        return Lost("marc.lost_bytes", where, "these bytes are no record of ISO 2709")
    try:
        leader, raw, remarks = fields_of(piece)
    except ItemError as error:
        return Lost(error.reason_code, where, str(error))
    declared = _declared(leader, raw)
    data = b"\x1e".join(value for _, value in raw)
    encoding, more = encoding_of(data, declared, of_file)
    n_indicators = int(leader[10]) if leader[10].isdigit() else 2
    fields = tuple(_field(tag, value, encoding, n_indicators) for tag, value in raw)
    remarks = (*remarks, *more)
    if any(is_damaged(field.text) for field in fields):
        remarks = (*remarks, DAMAGED)
    if not all(field.tag.isalnum() for field in fields) or any(
        code == _NO_CODE for field in fields for code, _ in field.subfields
    ):
        remarks = (*remarks, _FIELD_ODD)
    return Record(leader, fields, where, tuple(dict.fromkeys(remarks)))


def _declared(leader: str, raw: list[tuple[str, bytes]]) -> str:
    tags = {tag for tag, _ in raw}
    if "245" not in tags and ("200" in tags or leader[20:24] == "450 "):
        return next((d for tag, value in raw if tag == "100" and (d := declared_by_100(value))), "")
    return declared_by_leader(leader)


def _field(tag: str, value: bytes, encoding: str, n_indicators: int) -> Field:
    if SUBFIELD not in value and (tag.startswith("00") or not tag.isdigit()):
        return Field(tag, decoded(value, encoding))
    head, *rest = value.split(SUBFIELD)
    subfields = tuple(
        (chr(part[0]), decoded(part[1:], encoding))
        if 0x20 < part[0] < 0x7F
        else (_NO_CODE, decoded(part, encoding))
        for part in rest
        if part
    )
    # What stands before the first subfield and is no indicator belongs to it.
    if loose := decoded(head[n_indicators:], encoding).strip():
        subfields = (("a", loose), *subfields)
    indicators = decoded(head[:n_indicators], "latin-1")
    return Field(tag, "", f"{indicators:<2}", _lower_codes(subfields))


def _lower_codes(subfields: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """IRBIS writes ^A for $a: capitals and no small letters."""
    if any(code.islower() for code, _ in subfields):
        return subfields
    return tuple((code.lower(), value) for code, value in subfields)


def xml_records(package: Package, name: str) -> Iterator[Record | Lost]:
    """The records of MARCXML, MarcXchange or OAI-MARC, also within an answer of OAI-PMH."""
    n_records = 0
    try:
        with package.open(name) as stream:
            for event, element in elements(stream):
                if event != "end" or local(element) not in ("record", "oai_marc", "r"):
                    continue
                if any(local(child) in _RECORD_CHILDREN for child in element):
                    n_records += 1
                    yield record_of_element(element, f"{name!r}, record {n_records}")
                drop(element)
    except ItemError as error:
        where = f"{name!r}, after record {n_records}"
        yield Lost(error.reason_code, where, f"{error}; what comes after is lost")


def record_of_element(element: Element, where: str) -> Record:
    """The record of one element of MARCXML, MarcXchange or OAI-MARC; `where` is for staff."""
    leader, fields, remarks = "", [], []
    for child in element:
        name = local(child)
        tag = attribute(child, "tag") or attribute(child, "id")
        if name == "leader" or (name == "fixfield" and tag == "LDR"):
            leader = (child.text or "").replace("^", " ")
        elif name in ("controlfield", "fixfield"):
            # OAI-MARC of Aleph writes ^ for a blank in fields of fixed places.
            value = (child.text or "").replace("^", " ") if _is_coded(tag) else child.text or ""
            fields.append(Field(tag, value.strip('"') if name == "fixfield" else value))
        elif name in ("datafield", "varfield"):
            fields.append(_xml_field(child, tag))
        elif name:
            remarks.append(_FIELD_ODD)
        if name in _RECORD_CHILDREN - {"leader"} and len(tag) != 3:
            remarks.append(_FIELD_ODD)
    if any(is_damaged(field.text) for field in fields):
        remarks.append(DAMAGED)
    return Record(leader, tuple(fields), where, tuple(dict.fromkeys(remarks)))


def _is_coded(tag: str) -> bool:
    return tag in ("006", "007", "008")


def _xml_field(element: Element, tag: str) -> Field:
    first = attribute(element, "ind1") or attribute(element, "i1") or " "
    second = attribute(element, "ind2") or attribute(element, "i2") or " "
    subfields = tuple(
        (attribute(e, "code") or attribute(e, "label"), "".join(e.itertext()))
        for e in element
        if local(e) in ("subfield", "s")
    )
    return Field(tag, "", first[:1] + second[:1], subfields)


def json_records(package: Package, name: str, limits: Limits) -> Iterator[Record | Lost]:
    """MARC-in-JSON: one record, a list of them, or one a line; also with tags as values."""
    size = package.size(name)
    if size > limits.max_text_bytes:
        yield Lost("source.too_large", repr(name), f"{size} bytes are too many: divide the file")
        return
    with package.open(name) as stream:
        data = stream.read()
    try:
        text = data.decode("utf-8-sig")
        lines = [text] if _is_json(text) else [line for line in text.splitlines() if line.strip()]
    except UnicodeDecodeError:
        yield Lost("marc.json_broken", repr(name), "it is not UTF-8")
        return
    n_records = 0
    for number, line in enumerate(lines, start=1):
        try:
            value = json.loads(line, strict=False)
        except (ValueError, RecursionError):
            yield Lost("marc.json_broken", f"{name!r}, part {number}", "it is not JSON")
            continue
        for one in value if isinstance(value, list) else [value]:
            n_records += 1
            yield _json_record(one, f"{name!r}, record {n_records}")


def _is_json(text: str) -> bool:
    try:
        json.loads(text, strict=False)
    except (ValueError, RecursionError):
        # One record a line, or broken as a whole.
        first = text.strip().partition("\n")[0].rstrip(" \r")
        return not (first.startswith("{") and first.endswith("}"))
    return True


def _json_record(value: Any, where: str) -> Record | Lost:
    try:
        fields = tuple(_json_field(one) for one in value["fields"])
        leader = value.get("leader") or ""
        if not isinstance(leader, str):
            raise TypeError
    except (TypeError, KeyError, AttributeError, ValueError):
        return Lost("marc.json_broken", where, "it is not a record of MARC-in-JSON")
    remarks = (DAMAGED,) if any(is_damaged(field.text) for field in fields) else ()
    return Record(leader, fields, where, remarks)


def _json_field(one: dict[str, Any]) -> Field:
    if "tag" in one:
        tag, value = one["tag"], one if "subfields" in one else one["value"]
    else:
        ((tag, value),) = one.items()
    if isinstance(value, str):
        return Field(str(tag), value)
    pairs = []
    for part in value["subfields"]:
        pairs += [(part["code"], part["value"])] if "code" in part else list(part.items())
    subfields = tuple((str(code), "" if text is None else str(text)) for code, text in pairs)
    indicators = f"{value.get('ind1') or ' '}"[:1] + f"{value.get('ind2') or ' '}"[:1]
    return Field(str(tag), "", indicators, subfields)
