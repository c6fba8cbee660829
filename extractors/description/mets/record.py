"""What a METS file says of its object: description, rights, and what to call it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from extractors.description.mets.document import Mets, description_ids
from extractors.description.mets.structure import main_division
from extractors.description.records.dublin_core import row_fields_of_dublin_core
from extractors.description.records.fields import Identifier, RecordFields, merged, statements
from extractors.description.records.mods import conditions_of_mods, row_fields_of_mods
from extractors.description.records.rights import rights_in
from extractors.description.xml_tree import attribute, descendants, local

# Identifiers that all issues of a title or all copies of a book have in common.
_OF_MANY = frozenset((
    "issn", "isbn", "lccn", "oclc", "zdb", "zdbid", "zdb-id", "zdbnr", "ocn", "issue-number",
    "isbn-13",
))  # fmt: skip
_PERSISTENT = ("urn", "ark", "hdl", "handle", "doi", "purl", "uuid")
# METS and MODS only: the other forms that a dmdSec may have are not read here.
_DUBLIN_CORE = frozenset((
    "title", "creator", "subject", "date", "identifier", "rights", "type", "language",
    "publisher", "issued", "created",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class MetsRecord:
    """The description of the object of a METS file."""

    fields: RecordFields
    reference: str  # "" where nothing names the object
    kind: str  # TYPE of the main division: issue, volume, article ...
    unread: tuple[str, ...]  # forms of sections that were not read, or codes of what is elsewhere


def record_of(mets: Mets) -> MetsRecord:
    """Read the description of the object of a METS file."""
    division, above = main_division(mets)
    wanted = [i for i in (division.description_ids if division else ()) if i in mets.descriptions]
    main = [mets.descriptions[i] for i in wanted] or _without_division(mets)
    unread: list[str] = []
    found = [fields for section in main for fields in _described(section, unread)]
    fields = merged(found)
    access, rights = [fields.access], [fields.rights]
    for a, r in _all_conditions(mets, unread):
        access.append(a)
        rights.append(r)
    labels = [label for label in (division.label if division else "", mets.label) if label]
    fields = replace(
        fields,
        title=fields.title or (mets.label or next(iter(labels), None)),
        series=fields.series or next((label for label in reversed(above) if label), None),
        access=statements(access),
        rights=statements(rights),
    )
    return MetsRecord(
        fields=fields,
        reference=_reference(mets, fields),
        kind=division.kind if division else "",
        unread=tuple(dict.fromkeys(unread)),
    )


def _without_division(mets: Mets) -> list[Element]:
    """The first description that belongs to no division, or the only one that there is."""
    used = {
        i
        for structure in mets.maps
        for e in descendants(structure, "div")
        for i in description_ids(e)
    }
    free = [e for i, e in mets.descriptions.items() if i not in used]
    every = list(mets.descriptions.values())
    return free[:1] or (every if len(every) == 1 else [])


def _described(section: Element, unread: list[str]) -> Iterator[RecordFields]:
    """The records in a dmdSec: MODS first, then Dublin Core."""
    mods = list(descendants(section, "mods"))
    yield from map(row_fields_of_mods, mods)
    has_core = False
    for data in descendants(section, "xmlData"):
        for holder in (data, *data):
            if sum(local(e) in _DUBLIN_CORE for e in holder) and local(holder) != "mods":
                has_core = True
                yield row_fields_of_dublin_core(holder)
    if not mods and not has_core:
        wraps = list(descendants(section, "mdWrap", "mdRef"))
        kinds = [attribute(w, "OTHERMDTYPE") or attribute(w, "MDTYPE") for w in wraps]
        unread += [kind or "unknown" for kind in kinds]


def _all_conditions(mets: Mets, unread: list[str]) -> Iterator[tuple[str | None, str | None]]:
    """Conditions of every part of the object: what closes an article closes its issue."""
    for section in mets.descriptions.values():
        for record in descendants(section, "mods"):
            yield conditions_of_mods(record)
    for section in mets.rights:
        if next(descendants(section, "mdRef"), None) is not None:
            unread.append("mets.rights_elsewhere")
        yield rights_in(section)


def _reference(mets: Mets, fields: RecordFields) -> str:
    """What to call the object, as its maker calls it.

    An issue that has no name of its own goes by that of its title, its date and its edition, as
    lccn/sn84038814/1858-08-13/ed-1 is written for NDNP.
    """
    hosts = _by_persistence(fields.hosts)
    own = [i.value for i in _by_persistence(fields.identifiers) if i.kind not in _OF_MANY]
    names = [mets.object_id, *fields.record_ids, *own]
    if name := next(filter(None, names), None):
        return name
    shared = [i.value for i in (*hosts, *fields.identifiers) if i.value]
    if shared and fields.date:
        edition = next((p.value for p in fields.part if p.name == "edition"), None)
        return "/".join((shared[0], fields.date, *([f"ed-{_plain(edition)}"] if edition else ())))
    return next((i.value for i in fields.identifiers), "")


def _plain(number: str) -> str:
    return number.lstrip("0") or number


def _by_persistence(identifiers: Iterable[Identifier]) -> list[Identifier]:
    rank = {kind: i for i, kind in enumerate(_PERSISTENT)}
    return sorted(identifiers, key=lambda i: rank.get(i.kind, len(rank)))
