"""XML from nested tuples: the order of elements is the order in the code."""

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from openfonds.releases.metadata.plain_text import readable

Node: TypeAlias = tuple[str, "str | Iterable[Node]", Mapping[str, str]]
NOTHING: Mapping[str, str] = {}
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def node(name: str, *content: "str | Node | None", **attributes: str) -> Node:
    """An element with text, or with elements; None among them is left out."""
    if len(content) == 1 and isinstance(content[0], str):
        return (name, content[0], attributes)
    children: list[Node] = []
    for child in content:
        if isinstance(child, str):
            raise TypeError(f"{name}: an element here has text or elements, not both")
        if child is not None:
            children.append(child)
    return (name, children, attributes)


def xml_text(root: Node, namespaces: Mapping[str, str]) -> str:
    """A document with a line feed at the end. Names may have one of the prefixes."""
    element = _element(root)
    for prefix, address in namespaces.items():
        element.set(f"xmlns:{prefix}" if prefix else "xmlns", address)
    ET.indent(element)
    return HEAD + ET.tostring(element, encoding="unicode") + "\n"


def _element(source: Node) -> ET.Element:
    name, content, attributes = source
    element = ET.Element(name, {k.replace("__", ":"): readable(v) for k, v in attributes.items()})
    if isinstance(content, str):
        element.text = readable(content)
    else:
        element.extend(_element(child) for child in content)
    return element
