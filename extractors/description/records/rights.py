"""Rights in XML beside a record: PREMIS, METSRights, DFG (dv:rights), MODS, Dublin Core.

As written: nothing is interpreted. What names a restriction or a right that was granted goes to
access, the rest to rights; what is in a form that is not known is taken word for word.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from extractors.description.records.fields import statements
from extractors.description.records.mods import conditions_of_mods
from extractors.description.xml_tree import attribute, descendants, local, text_of, texts

# dv:rights has who keeps and shows the work; only its licence is a right.
_DFG = "dfg-viewer"  # in the namespace
_WHO_SHOWS = ("owner", "aggregator", "sponsor", "reference", "presentation", "sru", "iiif")


def rights_in(section: Element) -> tuple[str | None, str | None]:
    """What a section says about access, and about rights: one statement a line, or None."""
    access: list[str | None] = []
    rights: list[str | None] = []
    for data in descendants(section, "xmlData"):
        for record in data:
            a, r = _statement(record)
            access.append(a)
            rights.append(r)
    return statements(access), statements(rights)


def _statement(record: Element) -> tuple[str | None, str | None]:
    names = {local(e) for e in record.iter()}
    if "mods" in names:
        every = [conditions_of_mods(m) for m in descendants(record, "mods")]
        return statements(a for a, _ in every), statements(r for _, r in every)
    if local(record) == "accessCondition":
        holder = Element("mods")
        holder.append(record)
        return conditions_of_mods(holder)
    if "RightsDeclarationMD" in names:
        return _mets_rights(record)
    if {"rightsGranted", "rightsBasis", "rightsStatement", "copyrightStatus"} & names:
        return _premis(record)
    if local(record) == "accessRights":
        return text_of(record) or None, None
    if "accessRights" in names:
        return statements(texts(record, "accessRights")), statements(_leaves(record))
    return None, statements(_leaves(record))


def _mets_rights(record: Element) -> tuple[str | None, str | None]:
    """METSRights: the category and the declaration; who may not see or show it."""
    rights = [attribute(record, "RIGHTSCATEGORY"), attribute(record, "OTHERCATEGORYTYPE")]
    rights += [text_of(e) for e in descendants(record, "RightsDeclaration")]
    access: list[str] = []
    for context in descendants(record, "Context"):
        who = attribute(context, "CONTEXTCLASS") or "someone"
        for permissions in descendants(context, "Permissions"):
            denied = [n for n, v in sorted(permissions.attrib.items()) if v.lower() == "false"]
            access += [f"{who}: {', '.join(denied)} not permitted"] if denied else []
        access += [f"{who}: {text_of(e)}" for e in descendants(context, "ConstraintDescription")]
    return statements(access), statements(filter(None, rights))


def _premis(record: Element) -> tuple[str | None, str | None]:
    """PREMIS: each right granted is one statement about access, with its restriction and term."""
    access: list[str] = []
    rights: list[str] = []
    granted = list(descendants(record, "rightsGranted"))
    inner = {e for one in granted for e in one.iter()}
    for one in granted:
        access.append("; ".join(_leaves(one)))
    rights.append("; ".join(_leaves(record, inner)))
    return statements(filter(None, access)), statements(filter(None, rights))


def _leaves(record: Element, without: set[Element] | None = None) -> Iterator[str]:
    """What the elements without children say, with their names where those say more."""
    for element in record.iter():
        name = local(element)
        if len(element) or (without and element in without):
            continue
        if _DFG in element.tag and name.startswith(_WHO_SHOWS):
            continue
        if "Identifier" in name:
            continue
        said = text_of(element) or attribute(element, "resource") or attribute(element, "href")
        if said:
            yield said
