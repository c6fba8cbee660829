"""Which MARC records are items, and by what number they are known."""

from extractors.description.marc.marc21 import (
    access_of_marc21,
    links_of_marc21,
    rights_of_marc21,
    row_of_marc21,
)
from extractors.description.marc.record import Lost, Record
from extractors.description.marc.unimarc import (
    access_of_unimarc,
    links_of_unimarc,
    rights_of_unimarc,
    row_of_unimarc,
)
from extractors.description.records.rows import RecordRows

_HOLDINGS = frozenset("uvxy")  # leader/06
_OTHER_KINDS = frozenset("zwq")  # authorities, classification, community information
# Where the control number is missing: what else numbers a record, in MARC 21 and in UNIMARC;
# 903 and 907 are those of IRBIS and of Sierra.
_NUMBERS = (("035", "a"), ("010", "a"), ("907", "a"))
_NUMBERS_OF_UNIMARC = (("035", "a"), ("903", "a"), ("907", "a"))


def add_record(rows: RecordRows, one: Record | Lost, file: str) -> None:
    """Take in a record of `file`, or what is lost of it."""
    if isinstance(one, Lost):
        rows.leave_out("", one.reason, one.where, one.message)
        return
    number = number_of(one)
    if one.leader[6:7] in _HOLDINGS and (described := one.control("004").strip()):
        # What it says of the access to its copies counts for the record that it belongs to.
        if one.is_unimarc:
            rows.add_conditions(described, access_of_unimarc(one), rights_of_unimarc(one))
        else:
            rows.add_conditions(described, access_of_marc21(one), rights_of_marc21(one))
    if refusal := _refusal(one):
        reason, message = refusal
        rows.leave_out(number, reason, one.where, message)
        return
    is_unimarc = one.is_unimarc
    rows.add(
        row_of_unimarc(one) if is_unimarc else row_of_marc21(one),
        file=file,
        where=one.where,
        number=number,
        agency=one.control("003").strip(),
        other_numbers=(one.first("035", "a"),),
        links=links_of_unimarc(one) if is_unimarc else links_of_marc21(one),
    )


def number_of(record: Record) -> str:
    """The control number, or else another number of the record; "" for none."""
    if number := record.control("001").strip():
        return number
    for tag, code in _NUMBERS_OF_UNIMARC if record.is_unimarc else _NUMBERS:
        if number := record.first(tag, code):
            return number
    return ""


def _refusal(record: Record) -> tuple[str, str] | None:
    kind = record.leader[6:7]
    if not record.fields:
        return "marc.no_fields_in_record", "the record has no fields"
    if record.leader[5:6] == "d":
        return "marc.deleted", "the record is marked as deleted (leader/05)"
    if kind in _HOLDINGS:
        return "marc.not_bibliographic", "a record of holdings, which describes no item"
    if kind in _OTHER_KINDS:
        return "marc.not_bibliographic", "no bibliographic record (leader/06): no item"
    return None
