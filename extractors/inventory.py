"""inventory.csv: one row an item. Every row comes out, as a row or as an explained absence."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from extractors.encoding import decode_inventory, was_misread
from extractors.headings import FILES, ITEM_ID, Layout, layout_of
from extractors.member_names import folded
from extractors.package import Package
from extractors.table import Record, read_table
from openfonds.errors import ItemError, SourceError
from openfonds.model import Absence, NamedValue, Outcome, doc
from openfonds.settings import Limits

STEMS = ("inventory", "опись")
SUFFIXES = (".csv", ".tsv")
SPREADSHEETS = (".xlsx", ".xls", ".ods")


@dataclass(frozen=True, slots=True)
class InventoryRow:
    """One row as written. Cells with nothing but blanks are None."""

    position: int = doc("row in the inventory, from 1, below the headings; blank rows count")
    reference_code: str = doc("reference code, unchanged")
    folder: str = doc("folder of the inventory, which file names are relative to; may be empty")
    files: tuple[str, ...] = doc("paths and globs, in page order")
    title: str | None = doc("title")
    creator: str | None = doc("creator")
    creator_type: str | None = doc("kind of creator")
    language: str | None = doc("language")
    series: str | None = doc("series; fonds and опись joined where they are two columns")
    description: str | None = doc("description and notes")
    material: str | None = doc("kind of material")
    date: str | None = doc("date")
    author: str | None = doc("author")
    author_died: str | None = doc("year of death of the author")
    access: str | None = doc("access")
    rights: str | None = doc("rights")
    act: str | None = doc("declassification or permission act")
    facts: tuple[NamedValue, ...] = doc("columns fact:NAME, also where they are empty")
    extra: tuple[NamedValue, ...] = doc("columns that openfonds does not know, where not empty")
    remarks: tuple[str, ...] = doc("codes of what was odd about this row")


@dataclass(frozen=True, slots=True)
class Inventory:
    """What an inventory says. `rows` and `absences` together hold each row that is not blank."""

    rows: tuple[InventoryRow, ...]
    absences: tuple[Absence, ...]
    unknown_columns: tuple[str, ...]
    notes: tuple[str, ...]  # for staff: how it was read, what was left out


def find_inventory(package: Package) -> str | None:
    """The inventory at the top of a package, in its single top folder, or in a bag's data/.

    Raises:
        SourceError: if there are two, or only a spreadsheet.
    """
    folders = _places(package)
    for folder in folders:
        found = _named(package, folder, SUFFIXES)
        for name in found:
            if name in package.refused:
                raise SourceError(package.refused[name].message)
        if len(found) > 1:
            raise SourceError(
                f"there are {len(found)} inventories: {', '.join(map(repr, found))}; keep one"
            )
        if found:
            return found[0]
    for folder in folders:
        if found := _named(package, folder, SPREADSHEETS):
            raise SourceError(
                f"{found[0]!r} is a spreadsheet, which is not read here: save it as CSV in UTF-8"
            )
    return None


def read_inventory(package: Package, limits: Limits) -> Inventory:
    """Read the inventory of a package.

    Raises:
        SourceError: if there is none, if it cannot be read as a table, or if a required column
            is missing.
    """
    name = find_inventory(package)
    if name is None:
        raise SourceError("there is no inventory.csv or inventory.tsv at the top of the holding")
    size = package.size(name)
    if size > limits.max_text_bytes:
        raise SourceError(
            f"{name!r} has {size} bytes, more than the limit of {limits.max_text_bytes}: divide"
            " the holding"
        )
    try:
        with package.open(name) as stream:
            text, encoding, is_certain = decode_inventory(stream.read())
    except ItemError as error:
        raise SourceError(str(error)) from None
    table = read_table(text, limits.max_text_bytes)
    layout = layout_of(table.headings)
    kept = [r for r in table.records if r.cells is None or any(r.cells)]
    n_blank = len(table.records) - len(kept)
    rows, absences = _sorted_out(kept, layout, name.rpartition("/")[0])
    notes = [f"{name}: {encoding}, separator {table.separator!r}, {len(kept)} rows"]
    if not is_certain:
        foreign = {r.position for r in kept if r.cells and not "".join(r.cells).isascii()}
        rows = tuple(_guessed(row) if row.position in foreign else row for row in rows)
        notes.append(f"{name}: that it is {encoding} is a guess; save it as UTF-8")
    if n_blank:
        notes.append(f"blank rows left out: {n_blank}")
    if package.exists("bagit.txt"):
        notes.append("bagit.txt: the manifests of the bag were not compared")
    return Inventory(rows, absences, layout.unknown, tuple(notes))


def _places(package: Package) -> tuple[str, ...]:
    tops = {name.partition("/")[0] for name in package.names() if "/" in name}
    inner = f"{tops.pop()}/" if len(tops) == 1 else ""
    return tuple(dict.fromkeys(("", inner, "data/", f"{inner}data/")))


def _named(package: Package, folder: str, suffixes: Sequence[str]) -> list[str]:
    wanted = {folded(stem + suffix) for stem in STEMS for suffix in suffixes}
    every = (*package.names(), *package.refused)
    return [n for n in every if n.startswith(folder) and folded(n.removeprefix(folder)) in wanted]


def _sorted_out(
    records: Iterable[Record], layout: Layout, folder: str
) -> tuple[tuple[InventoryRow, ...], tuple[Absence, ...]]:
    absences = []
    by_reference: dict[str, list[tuple[Record, InventoryRow]]] = defaultdict(list)
    for record in records:
        if record.cells is None or len(record.cells) != layout.width:
            absences.append(_malformed(record, layout))
            continue
        row = _row(record.position, record.cells, layout, folder)
        if not row.reference_code:
            absences.append(
                _failed(row, "no_reference", "the row has no reference code: give it one")
            )
        elif not row.reference_code.isprintable():
            absences.append(
                _failed(row, "reference_unusable", "the reference code has a line break in it")
            )
        else:
            by_reference[unicodedata.normalize("NFC", row.reference_code)].append((record, row))
    rows = []
    for group in by_reference.values():
        first = group[0][1]
        if len({record.cells for record, _ in group}) > 1:
            at = ", ".join(str(row.position) for _, row in group)
            message = f"rows {at} have the same reference code and differ: keep one, or tell apart"
            absences += [_failed(row, "ambiguous_reference", message) for _, row in group]
            continue
        if first.files:
            rows.append(first)
        else:
            absences.append(_failed(first, "no_files", "the row names no files"))
        for _, row in group[1:]:
            message = f"the row is the same as row {first.position}"
            absences.append(_absence(row, Outcome.DUPLICATE, "duplicate_row", message))
    return tuple(sorted(rows, key=_position)), tuple(sorted(absences, key=_position))


def _position(row: InventoryRow | Absence) -> int:
    return row.position


def _row(position: int, cells: Sequence[str], layout: Layout, folder: str) -> InventoryRow:
    def cell(column: str) -> str | None:
        values = [cells[i] for i in layout.columns.get(column, ())]
        return "\n".join(v for v in values if v) or None

    facts = tuple(NamedValue(name, cells[i]) for name, i in sorted(layout.facts.items()))
    extra = tuple(NamedValue(name, cells[i]) for i, name in layout.extra if cells[i])
    return InventoryRow(
        position=position,
        reference_code=cell(ITEM_ID) or "",
        folder=folder,
        files=tuple(p for part in re.split(r"[;\r\n]", cell(FILES) or "") if (p := part.strip())),
        title=cell("title"),
        creator=cell("creator"),
        creator_type=cell("creator_type"),
        language=cell("language"),
        series=_series([cells[i] for i in layout.columns.get("series", ())]),
        description=cell("description"),
        material=cell("material"),
        date=cell("date"),
        author=cell("author"),
        author_died=cell("author_died"),
        access=cell("access"),
        rights=cell("rights"),
        act=cell("act"),
        facts=facts,
        extra=extra,
        remarks=("inventory.damaged_text",) if any(map(was_misread, cells)) else (),
    )


def _guessed(row: InventoryRow) -> InventoryRow:
    return replace(row, remarks=(*row.remarks, "inventory.encoding_guessed"))


def _series(values: Sequence[str]) -> str | None:
    """Fonds and опись as one name. An empty one keeps its place: опись 1 is not fonds 1."""
    return "; ".join(values) if any(values) else None


def _malformed(record: Record, layout: Layout) -> Absence:
    if record.cells is None:
        message = "a quotation mark is not closed, or stands within a quoted cell"
    else:
        message = f"{len(record.cells)} cells where the headings are {layout.width}"
    return Absence(
        f"row-{record.position}",
        record.position,
        Outcome.FAILED,
        "inventory.row_malformed",
        f"row {record.position}: {message}; put cells with separators or quotation marks in"
        " quotation marks",
    )


def _failed(row: InventoryRow, reason: str, message: str) -> Absence:
    return _absence(row, Outcome.FAILED, reason, message)


def _absence(row: InventoryRow, outcome: Outcome, reason: str, message: str) -> Absence:
    usable = row.reference_code if row.reference_code.isprintable() else ""
    return Absence(
        usable or f"row-{row.position}",
        row.position,
        outcome,
        f"inventory.{reason}",
        f"row {row.position}: {message}",
    )
