"""What stands within a record of OAI-PMH, by its namespace: Dublin Core."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from extractors.description.oai_xml import DC, text_of
from extractors.description.rows import InventoryRow
from extractors.description.vocabulary import material_of
from openfonds.model import NamedValue

if TYPE_CHECKING:
    from lxml.etree import _Element as Element
else:
    Element = Any

_TERMS = "http://purl.org/dc/terms/"
_DUBLIN_CORE = ("http://www.openarchives.org/OAI/2.0/oai_dc", "http://purl.org/dc/")


def row_of_metadata(root: Element, _file: str) -> InventoryRow | None:
    """The row of a description, without position, reference code and files; None: not known."""
    namespace = str(root.tag)[1:].partition("}")[0]
    return _dublin_core(root) if namespace.startswith(_DUBLIN_CORE) else None


def _dublin_core(root: Element) -> InventoryRow:
    """Simple Dublin Core, and the terms that say more (DCMI Metadata Terms)."""
    values: dict[str, list[str]] = {}
    for element in root.iter():
        if isinstance(element.tag, str) and element is not root and (text := text_of(element)):
            namespace, _, local = element.tag[1:].partition("}")
            kept = values.setdefault(local if namespace in (DC, _TERMS) else element.tag, [])
            if text not in kept:
                kept.append(text)
    titles, dates = values.pop("title", []), _first(values, "created", "issued", "date")
    kinds = values.get("type", [])
    materials = {code for kind in kinds if (code := material_of(kind))}
    rights = [*values.pop("rights", []), *values.pop("license", [])]
    extra = [NamedValue("title", one) for one in titles[1:]]
    described = [*values.pop("description", []), *values.pop("abstract", [])]
    return InventoryRow(
        position=0,
        reference_code="",
        folder="",
        files=(),
        title=titles[0] if titles else None,
        author="; ".join(values.pop("creator", [])) or None,
        date="; ".join(dates) or None,
        language="; ".join(values.pop("language", [])) or None,
        series="; ".join(values.pop("isPartOf", [])) or None,
        description="\n".join(described) or None,
        material=materials.pop() if len(materials) == 1 else None,
        access="\n".join(values.pop("accessRights", [])) or None,
        rights="\n".join(dict.fromkeys(rights)) or None,
        extra=(*extra, *_rest(values)),
    )


def _first(values: dict[str, list[str]], *names: str) -> list[str]:
    """The values of the first name that has any; the others stay with the rest."""
    return next((values.pop(name) for name in names if values.get(name)), [])


def _rest(values: Mapping[str, list[str]]) -> Iterator[NamedValue]:
    for name, texts in values.items():
        for text in texts:
            yield NamedValue(name, text)
