"""Dublin Core, simple and qualified: https://www.dublincore.org/specifications/dublin-core/."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from extractors.description.records.fields import Identifier, RecordFields, joined, statements
from extractors.description.xml_tree import attribute, children, texts
from openfonds.model import NamedValue

_OTHERS = ("subject", "publisher", "type", "format", "coverage", "spatial", "temporal", "source")


def row_fields_of_dublin_core(record: Element) -> RecordFields:
    """The columns of a row from the children of one record, whatever its own element is called.

    Creators and contributors all count as authors: the record does not say who of them is none.
    Of several dates that differ none is chosen.
    """
    makers = texts(record, "creator", "contributor")
    titles = texts(record, "title")
    said = texts(record, "issued", "created") or texts(record, "date")
    author = joined(name.replace(";", ",") for name in makers)
    return RecordFields(
        identifiers=tuple(_identifiers(record)),
        title=joined(titles[:1]),
        creator=joined(texts(record, "creator")) or author,
        language=joined(texts(record, "language")),
        series=joined(texts(record, "isPartOf")),
        description=joined([*texts(record, "description", "abstract"), *titles[1:]]),
        date=joined(said),
        author=author,
        access=statements(texts(record, "accessRights")),
        rights=statements([*texts(record, "rights", "license"), *_linked(record)]),
        extra=tuple(
            NamedValue(name, value) for name in _OTHERS if (value := joined(texts(record, name)))
        ),
    )


def _identifiers(record: Element) -> Iterator[Identifier]:
    for value in texts(record, "identifier"):
        yield Identifier("", value)


def _linked(record: Element) -> list[str]:
    """Statements that are links: <dc:rights rdf:resource="..."/>, as Europeana has them."""
    return [
        link for e in children(record, "rights", "license") if (link := attribute(e, "resource"))
    ]
