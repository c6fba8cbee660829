"""XML of descriptions: read without entities, DTDs and network, and asked by local names.

Names are compared without their namespaces: deliveries have them wrong or leave them out.
"""

from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring, iterparse

from openfonds.errors import ItemError

XLINK = "http://www.w3.org/1999/xlink"


def parsed(stream: IO[bytes], without: frozenset[str] = frozenset()) -> Element:
    """The root of an XML stream; the content of elements named in `without` is let go at once.

    Raises:
        ItemError: xml.broken, xml.entities; whatever reading the stream raises.
    """
    events = iterparse(stream, events=("end",))
    try:
        for _, element in events:
            if local(element) in without:
                element.clear()
    except DefusedXmlException:
        raise ItemError(
            "xml.entities", "the XML declares entities, which are not read: save it without"
        ) from None
    except (ParseError, ValueError, LookupError):  # LookupError: an encoding nobody knows
        raise ItemError("xml.broken", "the XML is not well-formed: ask for it again") from None
    root: Element = events.root
    return root


def parsed_record(data: bytes) -> Element:
    """The root of one record, as it was cut out of a file that is well-formed.

    Raises:
        ItemError: xml.entities.
    """
    try:
        root: Element = fromstring(data)
    except (ParseError, DefusedXmlException, ValueError):
        raise ItemError(
            "xml.entities", "the record has entities in it, which are not read: save it without"
        ) from None
    return root


def local(element: Element) -> str:
    """The name of an element without its namespace; "" of a comment."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Element, *names: str) -> Iterator[Element]:
    """The children of any of these names, in order."""
    return (e for e in element if local(e) in names)


def descendants(element: Element, *names: str) -> Iterator[Element]:
    """The element and all below it of any of these names, in document order."""
    return (e for e in element.iter() if local(e) in names)


def text_of(element: Element) -> str:
    """All text in an element, blanks folded."""
    return " ".join("".join(element.itertext()).split())


def texts(element: Element, *names: str) -> list[str]:
    """What the children of these names say, each once, in order; nothing of empty ones."""
    said = (text_of(e) for e in children(element, *names))
    return list(dict.fromkeys(filter(None, said)))


def attribute(element: Element, name: str) -> str:
    """An attribute by its local name, whatever its namespace; "" where there is none."""
    plain = element.get(name)
    if plain is not None:
        return plain.strip()
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return value.strip()
    return ""
