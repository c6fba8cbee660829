"""A finding aid as a list of its components, each as written.

EAD lets what holds for all components stand after them, so nothing is inherited before the end
of the file: https://www.loc.gov/ead/tglib/element_index.html.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from extractors.description.ead.dates import EadDate, dates_in
from extractors.description.xml_stream import Element, attribute, drop, elements, local, text_of
from openfonds.errors import ItemError

COMPONENT = re.compile(r"c(?:0[1-9]|1[0-2])?")
ACCESS, RIGHTS = ("accessrestrict", "legalstatus"), ("userestrict",)
# What the heading of such a note says anyway. Any other heading may be the restriction itself.
_HEADS = frozenset(
    (
        *("access", "access conditions", "access restrictions", "access to collection", "rights"),
        *("conditions of access", "conditions governing access", "conditions governing use"),
        *("information about access", "restrictions on access", "restrictions on use"),
        *("conditions on use", "use restrictions", "ownership & copyright", "copyright"),
        *("legal status", "условия доступа", "доступ", "условия использования"),
        *("zugangsbestimmungen", "benutzungsbestimmungen", "conditions d'accès"),
        *("modalités d'accès", "conditions d'utilisation"),
    )
)
_PLACES = ("dao", "daoloc", "daogrp", "daoset")
_DESCRIPTION = ("abstract", "scopecontent", "note", "odd", "didnote", "physdesc", "materialspec")
_OTHERS = frozenset(
    (
        *("physloc", "container", "originalsloc", "altformavail", "custodhist", "acqinfo"),
        *("phystech", "genreform", "subject", "geogname", "persname", "famname", "bibliography"),
        *("processinfo", "relatedmaterial", "separatedmaterial", "arrangement", "title"),
        *("physdescstructured", "bioghist", "corpname", "function", "occupation"),
    )
)


@dataclass(slots=True)
class Component:
    """One level of a finding aid: the whole, a series, a file."""

    above: int | None  # index of the component that holds it
    position: int  # in the finding aid, in document order, from 1
    level: str = ""
    id: str = ""
    unitid: str = ""
    title: str = ""
    dates: tuple[EadDate, ...] = ()
    languages: tuple[str, ...] = ()
    creators: tuple[str, ...] = ()
    creator_is_person: bool = False
    access: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()
    description: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    links: tuple[str, ...] = ()
    is_internal: bool = False
    is_leaf: bool = True


@dataclass(slots=True)
class FindingAid:
    """One EAD file, as far as it could be read; `fault` says what stopped the reading."""

    name: str
    eadid: str = ""
    components: list[Component] = field(default_factory=list)
    fault: ItemError | None = None


def read_finding_aid(stream: IO[bytes], name: str, max_components: int) -> FindingAid:
    """Read one finding aid. Never raises for what the file holds: see `fault`."""
    aid = FindingAid(name)
    try:
        for number, component in enumerate(_components(stream, aid)):
            if number >= max_components:
                raise ItemError(
                    "source.too_large", f"more than {max_components} components: divide it"
                )
            aid.components.append(component)
    except ItemError as error:
        aid.fault = error
    aid.components.sort(key=lambda c: c.position)
    return aid


def _components(stream: IO[bytes], aid: FindingAid) -> Iterator[Component]:
    open_ones: list[Component] = []
    n_seen = 0
    for event, element in elements(stream):
        name = local(element)
        is_component = name == "archdesc" or COMPONENT.fullmatch(name) is not None
        if event == "start" and is_component:
            n_seen += 1
            above = open_ones[-1] if open_ones else None
            if above:
                above.is_leaf = False
            open_ones.append(Component(above.position if above else None, n_seen))
        elif event == "end" and is_component and open_ones:
            component = open_ones.pop()
            _fill(component, element)
            drop(element)
            yield component
        elif event == "end" and name in ("eadid", "recordid") and not aid.eadid:
            aid.eadid = text_of(element) or attribute(element, "identifier")


def _fill(component: Component, element: Element) -> None:
    component.level = attribute(element, "otherlevel") or attribute(element, "level")
    component.id = attribute(element, "id")
    own = [e for e in element if local(e) and not COMPONENT.fullmatch(local(e))]
    parts = [part for one in own for part in _walk(one)]
    component.is_internal = attribute(element, "audience") == "internal" or any(
        attribute(part, "audience") == "internal" for part in parts if local(part) != "unitid"
    )
    did = next((e for e in own if local(e) == "did"), None)
    if did is not None:
        _fill_from_did(component, did)
    component.access = tuple(t for e in _outermost(parts, ACCESS) if (t := _condition(e)))
    component.rights = tuple(t for e in _outermost(parts, RIGHTS) if (t := _condition(e)))
    component.description = tuple(
        t for e in _outermost(parts, _DESCRIPTION) if not _is_of_file(e) and (t := text_of(e))
    )
    component.genres = tuple(t for e in parts if local(e) == "genreform" and (t := text_of(e)))
    component.notes = tuple((local(e), t) for e in _outermost(parts, _OTHERS) if (t := text_of(e)))
    component.links = tuple(_links(parts))


def _fill_from_did(component: Component, did: Element) -> None:
    unitids = [e for e in did if local(e) == "unitid" and text_of(e)]
    cited = [e for e in unitids if not _is_address(e)] or unitids
    component.unitid = text_of(cited[0]) if cited else ""
    titles = [text_of(e) for e in did if local(e) == "unittitle"]
    component.title = "; ".join(t for t in titles if t)
    component.dates = tuple(dates_in(did))
    languages = [e for e in did.iter() if local(e) == "language"]
    component.languages = tuple(
        dict.fromkeys(attribute(e, "langcode") or text_of(e) for e in languages)
    )
    if not component.languages:
        materials = (text_of(e) for e in did if local(e) == "langmaterial")
        component.languages = tuple(t for t in materials if t)
    origins = [e for e in did if local(e) == "origination"]
    component.creators = tuple(t for e in origins if (t := text_of(e)))
    kinds = {local(e) for origin in origins for e in origin.iter()}
    component.creator_is_person = bool(kinds & {"persname", "famname"}) and "corpname" not in kinds


def _is_address(unitid: Element) -> bool:
    """ArchivesSpace writes its own address as a second unitid."""
    return attribute(unitid, "audience") == "internal" or "uri" in (
        attribute(unitid, "type") + attribute(unitid, "localtype")
    )


def _condition(element: Element) -> str:
    """A note on access or use as written, with the kind and the end that its attributes give."""
    head = next((text_of(e) for e in element if local(e) == "head"), "")
    text = text_of(element)
    if head.casefold().strip(" .:") in _HEADS and text != head:
        text = text.removeprefix(head).strip()
    kind = attribute(element, "localtype") or attribute(element, "type")
    dates = [
        day
        for e in element.iter()
        for name in ("normal", "standarddate")
        if (day := attribute(e, name)) and day not in text
    ]
    return "; ".join(part for part in (kind, text, *dates) if part)


def _walk(element: Element) -> Iterator[Element]:
    """An element and all in it but components, which were read before."""
    for one in element.iter():
        if local(one) and not COMPONENT.fullmatch(local(one)):
            yield one


def _outermost(parts: list[Element], names: tuple[str, ...] | frozenset[str]) -> Iterator[Element]:
    until: Element | None = None
    for part in parts:
        if until is not None and any(above is until for above in part.iterancestors()):
            continue
        until = None
        if local(part) in names:
            until = part
            yield part


def _is_of_file(element: Element) -> bool:
    return any(local(above) in _PLACES for above in element.iterancestors())


def _links(parts: list[Element]) -> Iterator[str]:
    """What digital objects link to, in order; a thumbnail only where there is nothing else."""
    for part in parts:
        name = local(part)
        if name == "daogrp":
            places = [e for e in part if local(e) == "daoloc"]
            yield from (h for e in _without_previews(places) if (h := attribute(e, "href")))
        elif name == "dao" or (name == "daoloc" and local(part.getparent()) != "daogrp"):
            yield from filter(None, [attribute(part, "href")])


def _without_previews(places: list[Element]) -> list[Element]:
    full = [e for e in places if "thumb" not in (attribute(e, "role") + attribute(e, "label"))]
    return full or places
