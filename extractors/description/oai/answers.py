"""Answers of OAI-PMH 2.0: records with their headers, tokens, errors. No entities, no network."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from extractors.description.xml_stream import GUARDS, local, refuse_entities, text_of
from openfonds.errors import ItemError

if TYPE_CHECKING:
    from lxml.etree import _Element as Element
else:
    Element = Any

NAMESPACE = "http://www.openarchives.org/OAI/2.0/"
DC = "http://purl.org/dc/elements/1.1/"
ONE_RECORD = "GetRecord"
MAX_IDENTIFIER_CHARS = 2000
_LISTS = ("ListRecords", ONE_RECORD)
_MARC_LINKS = ("856",)


@dataclass(frozen=True, slots=True)
class OaiRecord:
    """A record: what its header says, and the element itself."""

    identifier: str
    datestamp: str
    sets: tuple[str, ...]
    is_deleted: bool
    element: Element

    @property
    def metadata(self) -> Element | None:
        """The root of its description; None where it has none."""
        found = next((e for e in self.element if local(e) == "metadata"), None)
        return None if found is None else next((e for e in found if local(e)), None)

    @property
    def about(self) -> tuple[str, ...]:
        """What the repository says about the description, such as its rights."""
        found = (e for e in self.element if local(e) == "about")
        return tuple(text for e in found if (text := text_of(e)))


@dataclass(frozen=True, slots=True)
class OaiAnswer:
    """One answer of a repository."""

    response_date: str
    error: str  # code, such as noRecordsMatch; empty: none
    token: str  # to go on with; empty: the list is complete
    granularity: str  # of Identify
    is_list: bool  # it has ListRecords or GetRecord, even with nothing in it
    records: tuple[OaiRecord, ...]
    list_size: int  # of the complete list, where the answer says it; else 0
    faults: tuple[str, ...]  # records that cannot be told from one another


def answer_of(data: bytes) -> OaiAnswer:
    """Read an answer.

    Raises:
        ItemError: xml.broken, xml.entities, or oai.not_an_answer.
    """
    from lxml import etree

    parser = etree.XMLParser(remove_comments=True, remove_pis=True, **GUARDS)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise ItemError("xml.broken", "the XML is not well-formed: harvest it again") from None
    refuse_entities(root)
    if root.tag != f"{{{NAMESPACE}}}OAI-PMH":
        raise ItemError(
            "oai.not_an_answer", "the XML is no answer of OAI-PMH 2.0: store answers whole"
        )
    error = root.find(f"{{{NAMESPACE}}}error")
    listing = next((e for e in root if local(e) in _LISTS), None)
    records: list[OaiRecord] = []
    faults: list[str] = []
    for i, element in enumerate(
        () if listing is None else listing.iter(f"{{{NAMESPACE}}}record"), 1
    ):
        if element.getparent() is not listing:
            continue
        record = _record(element)
        if record is None:
            faults.append(f"record {i} of a page has no usable identifier")
        else:
            records.append(record)
    token = None if listing is None else listing.find(f"{{{NAMESPACE}}}resumptionToken")
    return OaiAnswer(
        response_date=_text(root.find(f"{{{NAMESPACE}}}responseDate")),
        error="" if error is None else str(error.get("code") or "unknown"),
        token=_text(token),
        granularity=_text(root.find(f"{{{NAMESPACE}}}Identify/{{{NAMESPACE}}}granularity")),
        is_list=listing is not None,
        records=tuple(records),
        list_size=_size(token),
        faults=tuple(faults),
    )


def _size(token: Element | None) -> int:
    written = "" if token is None else str(token.get("completeListSize") or "")
    return int(written) if written.isdecimal() and len(written) < 10 else 0


def _record(element: Element) -> OaiRecord | None:
    header = element.find(f"{{{NAMESPACE}}}header")
    if header is None:
        return None
    identifier = _text(header.find(f"{{{NAMESPACE}}}identifier"))
    if not identifier or len(identifier) > MAX_IDENTIFIER_CHARS or not identifier.isprintable():
        return None
    return OaiRecord(
        identifier,
        _text(header.find(f"{{{NAMESPACE}}}datestamp")),
        tuple(_text(e) for e in header.findall(f"{{{NAMESPACE}}}setSpec")),
        header.get("status") == "deleted",
        element,
    )


def as_answer(record: OaiRecord, prefix: str) -> bytes:
    """A record as the answer to GetRecord: the same bytes for the same record."""
    from lxml import etree

    prefixes: dict[Any, str] = {None: NAMESPACE}
    root = etree.Element(f"{{{NAMESPACE}}}OAI-PMH", nsmap=prefixes)
    request = etree.SubElement(root, f"{{{NAMESPACE}}}request")
    request.set("verb", ONE_RECORD)
    request.set("identifier", record.identifier)
    request.set("metadataPrefix", prefix)
    listing = etree.SubElement(root, f"{{{NAMESPACE}}}{ONE_RECORD}")
    kept = deepcopy(record.element)
    kept.tail = None
    listing.append(kept)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def addresses_of(record: OaiRecord) -> Iterator[str]:
    """Web addresses that a description names as those of its files.

    That is dc:identifier, MARC 856 $u and mods:url.
    """
    root = record.metadata
    if root is None:
        return
    seen: set[str] = set()
    for element in root.iter():
        name = local(element)
        is_link = (
            name == "url"
            or (element.tag == f"{{{DC}}}identifier")
            or (
                name == "subfield"
                and element.get("code") == "u"
                and _tag_above(element) in _MARC_LINKS
            )
        )
        text = text_of(element) if is_link else ""
        if text.startswith(("http://", "https://")) and text not in seen:
            seen.add(text)
            yield text


def _tag_above(element: Element) -> str:
    above = element.getparent()
    return "" if above is None else str(above.get("tag") or "")


def _text(element: Element | None) -> str:
    return "" if element is None else text_of(element)
