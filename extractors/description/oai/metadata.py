"""What stands within a record of OAI-PMH, by its namespace: MARC, MODS or Dublin Core."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from extractors.description.marc.files import record_of_element
from extractors.description.marc.marc21 import row_of_marc21
from extractors.description.marc.unimarc import row_of_unimarc
from extractors.description.records.dublin_core import row_fields_of_dublin_core
from extractors.description.records.fields import Identifier, RecordFields, row_of_fields
from extractors.description.records.mods import row_fields_of_mods
from extractors.description.rows import InventoryRow
from extractors.description.xml_tree import parsed_record
from openfonds.model import NamedValue

if TYPE_CHECKING:
    from lxml.etree import _Element as Element
else:
    Element = Any

MARC = ("http://www.loc.gov/MARC21/slim", "info:lc/xmlns/marcxchange")
MODS = "http://www.loc.gov/mods/"
DUBLIN_CORE = ("http://www.openarchives.org/OAI/2.0/oai_dc", "http://purl.org/dc/")


def row_of_metadata(root: Element, file: str) -> InventoryRow | None:
    """The row of a description, without position, reference code and files; None: not known.

    Numbers that the record has of its own are kept beside it.

    Raises:
        ItemError: xml.entities.
    """
    namespace = str(root.tag)[1:].partition("}")[0]
    if namespace.startswith(MARC):
        record = record_of_element(root, repr(file))
        return row_of_unimarc(record) if record.is_unimarc else row_of_marc21(record)
    if namespace.startswith(MODS):
        return _row(row_fields_of_mods(_again(root)))
    if namespace.startswith(DUBLIN_CORE):
        return _row(row_fields_of_dublin_core(_again(root)))
    return None


def _again(root: Element) -> Any:
    """The same element as those readers take it."""
    from lxml import etree

    return parsed_record(etree.tostring(root, with_tail=False))


def _row(fields: RecordFields) -> InventoryRow:
    numbers = (*fields.identifiers, *(Identifier("", one) for one in fields.record_ids))
    extra = tuple(NamedValue(one.kind or "identifier", one.value) for one in numbers)
    row = row_of_fields(fields)
    return replace(row, extra=(*row.extra, *extra))
