"""What a descriptive record (MODS, Dublin Core) says of one thing, as the columns of a row."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from extractors.description.rows import InventoryRow
from openfonds.model import NamedValue

BETWEEN = "; "

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Identifier:
    """One identifier, as written."""

    kind: str  # urn, lccn, shelfmark ... in lower case; "" where the record does not say
    value: str


@dataclass(frozen=True, slots=True)
class RecordFields:
    """The columns of a row that a record fills, and the names that it gives to things.

    `access` and `rights` are as written, one statement a line.
    """

    identifiers: tuple[Identifier, ...] = ()
    record_ids: tuple[str, ...] = ()  # of the record itself
    hosts: tuple[Identifier, ...] = ()  # of what it is part of
    part: tuple[NamedValue, ...] = ()  # volume, issue, edition ... within its host
    title: str | None = None
    creator: str | None = None
    language: str | None = None
    series: str | None = None
    description: str | None = None
    date: str | None = None
    author: str | None = None
    author_died: str | None = None
    access: str | None = None
    rights: str | None = None
    extra: tuple[NamedValue, ...] = ()


def row_of_fields(fields: RecordFields) -> InventoryRow:
    """The row of a record, without position, reference code and files."""
    return InventoryRow(
        position=0,
        reference_code="",
        folder="",
        files=(),
        title=fields.title,
        creator=fields.creator,
        language=fields.language,
        series=fields.series,
        description=fields.description,
        date=fields.date,
        author=fields.author,
        author_died=fields.author_died,
        access=fields.access,
        rights=fields.rights,
        extra=fields.extra,
    )


def merged(records: Iterable[RecordFields]) -> RecordFields:
    """One record of several about the same thing: the first that says something counts.

    What any of them says about access and rights is kept, and so are all identifiers. An author
    goes with his own year of death.
    """
    every = list(records)
    if len(every) == 1:
        return every[0]
    named = next((r for r in every if r.author), RecordFields())
    return RecordFields(
        identifiers=_each(i for r in every for i in r.identifiers),
        record_ids=_each(i for r in every for i in r.record_ids),
        hosts=_each(i for r in every for i in r.hosts),
        part=next((r.part for r in every if r.part), ()),
        title=_first(r.title for r in every),
        creator=_first(r.creator for r in every),
        language=_first(r.language for r in every),
        series=_first(r.series for r in every),
        description=_first(r.description for r in every),
        date=_first(r.date for r in every),
        author=named.author,
        author_died=named.author_died,
        access=statements(r.access for r in every),
        rights=statements(r.rights for r in every),
        extra=_each(e for r in every for e in r.extra),
    )


def statements(written: Iterable[str | None]) -> str | None:
    """Statements one a line, each once; None where there is none."""
    lines = (line for text in written if text for line in text.split("\n"))
    return "\n".join(dict.fromkeys(lines)) or None


def joined(values: Iterable[str]) -> str | None:
    """Values in one cell, each once; None where there is none."""
    return BETWEEN.join(dict.fromkeys(v for v in values if v)) or None


def _first(values: Iterable[str | None]) -> str | None:
    return next((v for v in values if v), None)


def _each(values: Iterable[_T]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(values))
