"""XML of a description as lxml reads it: no entities, no network, no depth without end.

For what is long, and is read as a stream, or is kept as delivered. What is short is a tree of
the standard library (xml_tree).
"""

from collections.abc import Iterator, Mapping
from typing import IO, Any

from openfonds.errors import ItemError

Element = Any  # of lxml, which is imported where it is needed
# What lxml is told wherever it reads XML of others.
GUARDS: Mapping[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "huge_tree": False,
    "load_dtd": False,
    "dtd_validation": False,
    "attribute_defaults": False,
}


def elements(stream: IO[bytes]) -> Iterator[tuple[str, Element]]:
    """("start" or "end", element) of a file, in order. Free what is no longer needed: `drop`.

    Raises:
        ItemError: xml.broken, xml.entities.
    """
    from lxml import etree

    reading = etree.iterparse(stream, events=("start", "end"), **GUARDS)
    is_first = True
    try:
        for event, element in reading:
            if is_first:
                is_first = False
                refuse_entities(element)
            if isinstance(element.tag, str):
                yield event, element
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        where = f" (line {line})" if line else ""
        raise ItemError(
            "xml.broken", f"the XML is not well-formed{where}: ask for it again"
        ) from None


def refuse_entities(root: Element) -> None:
    """Refuse a document that declares entities.

    Raises:
        ItemError: xml.entities.
    """
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and any(True for _ in dtd.iterentities()):
        raise ItemError(
            "xml.entities", "the XML declares entities, which are not read: save it without"
        )


def split_name(element: Element) -> tuple[str, str]:
    """Namespace ("" for none) and local name of an element."""
    namespace, _, local = str(element.tag).rpartition("}")
    return namespace.removeprefix("{"), local


def local(element: Element) -> str:
    """Local name of an element; "" for comments and the like."""
    return split_name(element)[1] if isinstance(element.tag, str) else ""


def attribute(element: Element, name: str) -> str:
    """An attribute by its local name, whatever its namespace; "" where there is none."""
    for key, value in element.items():
        if str(key).rpartition("}")[2] == name:
            return str(value).strip()
    return ""


def text_of(element: Element) -> str:
    """The text of an element and all in it, white space folded; entities as they are written."""
    return " ".join("".join(_pieces(element)).split())


def _pieces(element: Element) -> Iterator[str]:
    # No recursion: lxml's own iterator walks elements, comments and entities in document order.
    from lxml import etree

    for event, node in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        if event == "start":
            yield node.text or ""
        elif node is not element and event != "start":
            if local(node) in _BREAKING:
                yield " "
            yield node.tail or ""


_BREAKING = frozenset(("p", "lb", "head", "item", "addressline", "label", "defitem", "entry"))


def drop(element: Element) -> None:
    """Empty an element at its end, so that a long file needs little memory.

    The parser still holds the element itself; its emptied neighbour can go.
    """
    element.clear()
    before = element.getprevious()
    if before is not None and before.tag == element.tag and not len(before) and not before.attrib:
        element.getparent().remove(before)
