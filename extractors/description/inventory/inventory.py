"""inventory.csv or .xlsx: one row an item. Each comes out, as a row or as an explained absence."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from extractors.description.inventory.encoding import decode_inventory, was_misread
from extractors.description.inventory.headings import FILES, ITEM_ID, Layout, layout_of
from extractors.description.inventory.spreadsheet import Spreadsheet, read_spreadsheet
from extractors.description.inventory.table import Record, read_table
from extractors.description.left_out import unused
from extractors.description.rows import Inventory, InventoryRow, inventory_of
from extractors.packing.member_names import folded
from extractors.packing.package import Package
from openfonds.errors import ItemError, SourceError
from openfonds.model import Absence, NamedValue, Outcome
from openfonds.settings import Limits

STEMS = ("inventory", "опись")
SUFFIXES = (".csv", ".tsv")
WORKBOOKS = (".xlsx", ".xlsm")
OLD_SPREADSHEETS = (".xls", ".ods", ".xlsb")


def find_inventory(package: Package) -> str | None:
    """The inventory at the top of a package, in its single top folder, or in a bag's data/.

    A table as text counts before a workbook of the same name, which it was saved from.

    Raises:
        SourceError: if there are two, or only a spreadsheet of a form that is not read.
    """
    folders = _places(package)
    for suffixes in (SUFFIXES, WORKBOOKS):
        for folder in folders:
            found = _named(package, folder, suffixes)
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
        if found := _named(package, folder, OLD_SPREADSHEETS):
            raise SourceError(
                f"{found[0]!r} is a spreadsheet of a form that is not read here: save it as .xlsx,"
                " or as CSV in UTF-8"
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
        raise SourceError(
            "there is no inventory.csv, inventory.tsv or inventory.xlsx at the top of the holding"
        )
    size = package.size(name)
    if size > limits.max_text_bytes:
        raise SourceError(
            f"{name!r} has {size} bytes, more than the limit of {limits.max_text_bytes}: divide"
            " the holding"
        )
    try:
        if PurePosixPath(name).suffix.lower() in WORKBOOKS:
            with package.local_copy(name) as path:
                found = _of_spreadsheet(name, read_spreadsheet(path, limits))
        else:
            with package.open(name) as stream:
                text, encoding, is_certain = decode_inventory(stream.read())
            found = _of_text(package, name, text, encoding, is_certain, limits)
    except ItemError as error:
        raise SourceError(str(error)) from None
    others = _named(package, _folder_of(name), WORKBOOKS)  # of which the notes speak already
    left = unused(package, found.rows, (name, *others))
    return replace(found, notes=(*found.notes, *left))


def _of_text(
    package: Package, name: str, text: str, encoding: str, is_certain: bool, limits: Limits
) -> Inventory:
    table = read_table(text, limits.max_text_bytes)
    layout = layout_of(table.headings)
    kept = [r for r in table.records if r.cells is None or any(r.cells)]
    n_blank = len(table.records) - len(kept)
    rows, absences = _sorted_out(kept, layout, name.rpartition("/")[0])
    notes = [f"{name}: {encoding}, separator {table.separator!r}, {len(kept)} rows"]
    if not is_certain:
        foreign = {r.position for r in kept if r.cells and not "".join(r.cells).isascii()}
        rows = [_guessed(row) if row.position in foreign else row for row in rows]
        notes.append(f"{name}: that it is {encoding} is a guess; save it as UTF-8")
    if n_blank:
        notes.append(f"blank rows left out: {n_blank}")
    for other in _named(package, _folder_of(name), WORKBOOKS):
        notes.append(f"{other}: not read, because there is {name}")
    return inventory_of(rows, absences, layout.unknown, tuple(notes))


def _of_spreadsheet(name: str, sheet: Spreadsheet) -> Inventory:
    rows, absences = _sorted_out(sheet.records, sheet.layout, name.rpartition("/")[0])
    told = []
    for row in rows:
        aside = sheet.asides[row.position]
        told.append(
            replace(row, remarks=row.remarks + aside.remarks, extra=row.extra + aside.extra)
        )
    notes = (f"{name}: {len(sheet.records)} rows", *sheet.notes)
    return inventory_of(told, absences, sheet.layout.unknown, notes)


def _folder_of(name: str) -> str:
    return name[: name.rfind("/") + 1]


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
) -> tuple[list[InventoryRow], list[Absence]]:
    rows, absences = [], []
    for record in records:
        if record.cells is None or len(record.cells) != layout.width:
            absences.append(_malformed(record, layout))
        else:
            rows.append(_row(record.position, record.cells, layout, folder))
    return rows, absences


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
