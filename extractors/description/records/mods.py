"""MODS 3: https://www.loc.gov/standards/mods/userguide/. What one record says, as written."""

import re
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from extractors.description.records.fields import Identifier, RecordFields, joined, statements
from extractors.description.xml_tree import attribute, children, descendants, text_of, texts
from openfonds.model import NamedValue

# Roles of those who made the work, as codes and terms of MARC relators; none given counts too.
_MAKERS = frozenset((
    "aut", "author", "cre", "creator", "cmp", "composer", "pht", "photographer", "art",
    "artist", "ctg", "cartographer", "dub", "edt", "editor", "trl", "translator", "com",
    "compiler", "ctb", "contributor", "ill", "illustrator",
))  # fmt: skip
# Dates in the order in which they say when the document is from.
_DATES = ("dateIssued", "dateCreated", "copyrightDate", "dateOther")
_OF_THE_SCAN = re.compile(r"digiti[sz]|digital|electronic ed|elektronische", re.IGNORECASE)
_EDTF_LIKE = re.compile(r"[-\d]+")
_LIFE = re.compile(r"(\d{4})\s*[-–]\s*(\d{4})")
_DOUBTS = {"approximate": "~", "questionable": "?"}
_OPEN_LICENCE = re.compile(r"https?://(?:creativecommons|rightsstatements)\.org/\S+")


def row_fields_of_mods(record: Element) -> RecordFields:
    """The columns of a row from one `mods` element.

    The host (relatedItem of type host) gives the series. Conditions of access go to `access`,
    conditions of use to `rights`, and those of no type to both: nobody can say which they are.
    """
    hosts = [e for e in children(record, "relatedItem") if attribute(e, "type") == "host"]
    original = [e for e in children(record, "relatedItem") if attribute(e, "type") == "original"]
    series = [e for e in children(record, "relatedItem") if attribute(e, "type") == "series"]
    names = [e for e in children(record, "name") if _is_maker(e)]
    access, rights = conditions_of_mods(record)
    return RecordFields(
        identifiers=tuple(_identifiers(record)),
        record_ids=tuple(
            i for info in children(record, "recordInfo") for i in texts(info, "recordIdentifier")
        ),
        hosts=tuple(i for host in hosts for i in _identifiers(host)),
        part=tuple(p for place in (record, *hosts) for p in _part(place)),
        title=_title(record),
        creator=joined(map(_name, names)),
        language=joined(_languages(record)),
        series=joined(t for e in (*hosts, *series) if (t := _title(e))),
        description=joined(_notes(record)),
        date=next(filter(None, map(_date, (record, *original))), None),
        author=joined(map(_name, names)),
        author_died=_deaths(names),
        access=access,
        rights=rights,
        extra=tuple(_extra(record)),
    )


def conditions_of_mods(record: Element) -> tuple[str | None, str | None]:
    """What the record says about access, and about rights: one statement a line, or None."""
    access: list[str] = []
    rights: list[str] = []
    for condition in children(record, "accessCondition"):
        kind = attribute(condition, "type").casefold()
        said = _condition(condition)
        is_licence = _OPEN_LICENCE.fullmatch(said) is not None
        is_use = any(w in kind for w in ("use", "reproduction", "copyright", "licen", "rights"))
        if not (is_use or (is_licence and not kind)):
            access.append(said)
        if is_use or not kind:
            rights.append(said)
    return statements(access), statements(rights)


def _condition(condition: Element) -> str:
    """Its words, its link, and what a copyrightMD in it says in attributes."""
    said = [text_of(condition), attribute(condition, "href")]
    for inner in condition:
        said += [value for e in inner.iter() for _, value in sorted(e.attrib.items())]
        said += [v for k, v in sorted(inner.attrib.items()) if v not in said]
    words = " ".join(dict.fromkeys(filter(None, said)))
    return words or attribute(condition, "displayLabel") or "(a condition without words)"


def _identifiers(place: Element) -> Iterator[Identifier]:
    for element in children(place, "identifier"):
        if attribute(element, "invalid") != "yes" and (value := text_of(element)):
            yield Identifier(attribute(element, "type").lower(), value)


def _part(place: Element) -> Iterator[NamedValue]:
    """Volume, issue, edition: the number, or else the caption."""
    for part in children(place, "part"):
        for detail in children(part, "detail"):
            kind = attribute(detail, "type") or "part"
            if value := joined(texts(detail, "number") or texts(detail, "caption", "title")):
                yield NamedValue(kind.lower(), value)


def _title(place: Element) -> str | None:
    """The title that is neither abbreviated nor translated nor uniform, with its parts."""
    every = list(children(place, "titleInfo"))
    proper = [e for e in every if not attribute(e, "type")] or every
    if not proper:
        return None
    first = proper[0]
    main = " ".join((*texts(first, "nonSort"), *texts(first, "title")))
    head = " : ".join(filter(None, (main, *texts(first, "subTitle"))))
    return ". ".join(filter(None, (head, *texts(first, "partNumber", "partName")))) or None


def _is_maker(name: Element) -> bool:
    roles = {
        text_of(term).casefold().strip(" .")
        for role in children(name, "role")
        for term in children(role, "roleTerm")
    }
    return not roles or bool(roles & _MAKERS)


def _name(name: Element) -> str:
    parts = [e for e in children(name, "namePart") if attribute(e, "type") != "date"]
    family = [text_of(e) for e in parts if attribute(e, "type") == "family"]
    given = [text_of(e) for e in parts if attribute(e, "type") == "given"]
    others = [text_of(e) for e in parts if attribute(e, "type") not in ("family", "given")]
    proper = ", ".join(filter(None, (" ".join(family), " ".join(given))))
    words = " ".join(filter(None, (proper, *others)))
    # A ; within one name would make two of it.
    return (words or joined(texts(name, "displayForm")) or "").replace(";", ",")


def _deaths(names: Iterable[Element]) -> str | None:
    """The year of death of each, in order; None unless all of them are certain."""
    died: dict[str, str] = {}
    for name in names:
        dates = [text_of(e) for e in children(name, "namePart") if attribute(e, "type") == "date"]
        life = _LIFE.fullmatch(dates[0]) if len(dates) == 1 else None
        if life is None:
            return None
        died[_name(name)] = life[2]
    return "; ".join(died.values()) or None


def _languages(record: Element) -> Iterator[str]:
    """One name a language: its code, or else its term."""
    for language in children(record, "language"):
        terms = list(children(language, "languageTerm"))
        codes = [e for e in terms if attribute(e, "type") == "code"]
        found = [text_of(e) for e in (codes or terms)[:1]] or [text_of(language)]
        yield from filter(None, found)


def _date(place: Element) -> str | None:
    """When the document is from, as written; not when it was scanned.

    A date that the record doubts carries the mark of EDTF for it.
    """
    origins = [e for e in children(place, "originInfo") if not _is_of_the_scan(e)]
    for kind in _DATES:
        dates = [d for e in origins for d in children(e, kind) if text_of(d)]
        if not dates:
            continue
        keys = [d for d in dates if attribute(d, "keyDate") == "yes"]
        encoded = [d for d in dates if attribute(d, "encoding")]
        start = next((d for d in (*keys, *encoded, *dates) if attribute(d, "point") != "end"), None)
        end = next((d for d in dates if attribute(d, "point") == "end"), None)
        if start is not None and attribute(start, "point") != "start":
            return _written(start)
        return "/".join(".." if d is None else _written(d) for d in (start, end))
    return None


def _written(element: Element) -> str:
    said, doubt = text_of(element), attribute(element, "qualifier")
    if doubt in _DOUBTS:
        is_plain = _EDTF_LIKE.fullmatch(said) is not None
        return said + _DOUBTS[doubt] if is_plain else f"{said} ({doubt})"
    return said


def _is_of_the_scan(origin: Element) -> bool:
    said = [attribute(origin, "eventType"), attribute(origin, "displayLabel")]
    said += texts(origin, "edition")
    return any(_OF_THE_SCAN.search(words) for words in said)


def _notes(record: Element) -> Iterator[str]:
    """Abstract, contents and notes, but none on how and by whom the document was filmed."""
    for element in children(record, "abstract", "tableOfContents", "note"):
        if "reproduction" not in attribute(element, "type").lower():
            yield text_of(element)


def _extra(record: Element) -> Iterator[NamedValue]:
    """What staff want to see beside the columns."""
    for name, element in (
        ("genre", "genre"),
        ("type of resource", "typeOfResource"),
        ("classification", "classification"),
    ):
        if said := joined(texts(record, element)):
            yield NamedValue(name, said)
    marks = (text_of(e) for e in descendants(record, "shelfLocator"))
    holders = (text_of(e) for e in descendants(record, "physicalLocation"))
    subjects = (text_of(e) for e in children(record, "subject"))
    others = (_name(e) for e in children(record, "name") if not _is_maker(e))
    publishers = (p for e in children(record, "originInfo") for p in texts(e, "publisher"))
    for name, values in (
        ("shelf mark", marks),
        ("held by", holders),
        ("subject", subjects),
        ("other names", others),
        ("publisher", publishers),
    ):
        if said := joined(values):
            yield NamedValue(name, said)
