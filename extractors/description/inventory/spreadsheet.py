"""An inventory in an .xlsx workbook: which sheet it is, where its headings are, and its rows.

Archives make them with titles above the headings, cells merged over rows of one item, and lines
between rows that name a section. What stands there is said of the items, so it is kept with them.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from extractors.description.inventory.headings import (
    FILES,
    ITEM_ID,
    Layout,
    column_of,
    layout_of,
    n_known,
)
from extractors.description.inventory.table import Record
from extractors.description.inventory.workbook import Row, Sheet, Span, read_workbook
from openfonds.errors import ItemError, SourceError
from openfonds.model import NamedValue
from openfonds.settings import Limits

ROWS_FOR_HEADINGS = 60  # from the top, in which the headings must stand
SECTION_COLUMNS = 3  # a text over as many columns names a section
MAX_TITLE_CHARACTERS = 20_000
ABOVE, SECTION, COMMENT = "above the table", "section", "comment"
_JOINED_BY = {"date": " – ", FILES: "\n"}


@dataclass(frozen=True, slots=True)
class Aside:
    """What belongs to a row besides its cells."""

    remarks: tuple[str, ...]
    extra: tuple[NamedValue, ...]


@dataclass(frozen=True, slots=True)
class Spreadsheet:
    """The table of an inventory. Positions count rows below the headings, from 1."""

    layout: Layout
    records: tuple[Record, ...]
    asides: Mapping[int, Aside]
    notes: tuple[str, ...]


def read_spreadsheet(path: Path, limits: Limits) -> Spreadsheet:
    """The inventory in a workbook.

    Raises:
        SourceError: if the workbook cannot be read, if no sheet of it is an inventory, or if
            several are.
    """
    try:
        sheets = list(read_workbook(path, limits))
    except ItemError as error:
        raise SourceError(
            f"the inventory cannot be read: {error}. Save it as .xlsx or as CSV in UTF-8"
        ) from None
    found = [(number, sheet, at) for number, sheet in enumerate(sheets, 1) if (at := _at(sheet))]
    if len(found) > 1:
        which = " and ".join(str(number) for number, _, _ in found)
        raise SourceError(f"sheets {which} of the inventory both hold items: put them into one")
    if not found:
        raise _no_inventory(sheets)
    ((number, sheet, at),) = found
    notes = [f"sheet {number} of {len(sheets)}"] if len(sheets) > 1 else []
    if others := sum(bool(one.rows) for one in sheets) - 1:
        notes.append(f"sheets that are no inventory and are not read: {others}")
    if sheet.is_hidden:
        notes.append("the sheet of the inventory is hidden")
    return _Table(sheet, at, notes).read()


def _at(sheet: Sheet) -> Row | None:
    """The row of headings: the first with which the columns of an inventory can be told."""
    for row in sheet.rows[:ROWS_FOR_HEADINGS]:
        headings = _headings(row)
        if n_known(headings) < 2:
            continue
        try:
            layout_of(headings)
        except SourceError:
            continue
        return row
    return None


def _headings(row: Row) -> list[str]:
    width = max(row.cells, default=-1) + 1
    return [row.cells.get(column, "") for column in range(width)]


def _no_inventory(sheets: Sequence[Sheet]) -> SourceError:
    """Why the row that looks most like headings is none."""
    rows = [row for sheet in sheets for row in sheet.rows[:ROWS_FOR_HEADINGS]]
    if not rows:
        return SourceError("the inventory is empty: it needs a row of headings and a row an item")
    likely = max(rows, key=lambda row: n_known(row.cells.values()))
    try:
        layout_of(_headings(likely))
    except SourceError as error:
        return error
    return SourceError("the inventory has no row of headings that is understood")


class _Table:
    """The rows below the headings of a sheet."""

    def __init__(self, sheet: Sheet, at: Row, notes: list[str]) -> None:
        self._sheet, self._at, self._notes = sheet, at, notes
        top = at.number - 1
        over = [s for s in sheet.merged if s.top <= top <= s.bottom and s.left in at.cells]
        self._first = max((s.bottom for s in over), default=top) + 2  # number of a row
        # One heading over several columns means what these say together.
        self._joined = {s.left: s.right for s in over if s.right > s.left}
        self._over_columns = {
            (s.top + 1, s.left)
            for s in sheet.merged
            if s.top == s.bottom and s.right - s.left + 1 >= SECTION_COLUMNS
        }
        below = [row for row in sheet.rows if row.number >= self._first]
        self._rows = self._filled(below)
        width = max((max(row.cells, default=-1) for row in (at, *self._rows)), default=-1) + 1
        self._layout = layout_of([at.cells.get(column, "") for column in range(width)])

    def read(self) -> Spreadsheet:
        notes = self._notes
        rows = self._rows
        if rows and _numbers_columns(rows[0]):
            rows = rows[1:]
            notes.append("a row that only numbers the columns was left out")
        above = self._above()
        records, asides = [], {}
        sections = {row.number: text for row in rows if (text := self._section(row))}
        section = ""
        for group in self._groups(rows):
            first = group[0]
            if len(group) == 1 and first.number in sections:
                section = sections[first.number]
                continue
            position = first.number - self._first + 1
            records.append(Record(position, self._cells(group)))
            comments = [text for row in group for text in row.comments]
            extra = [(ABOVE, above), (SECTION, section), *((COMMENT, text) for text in comments)]
            asides[position] = Aside(
                tuple(dict.fromkeys(remark for row in group for remark in row.remarks)),
                tuple(NamedValue(name, text) for name, text in extra if text),
            )
        if above:
            notes.append("what stands above the headings is kept with each item")
        if sections:
            notes.append(f"rows that name a section, kept with its items: {len(sections)}")
        if n_hidden := sum(row.is_hidden for row in rows):
            notes.append(f"hidden rows, read like the others: {n_hidden}")
        if self._sheet.n_hidden_columns:
            notes.append("hidden columns are read like the others")
        return Spreadsheet(self._layout, tuple(records), asides, tuple(notes))

    def _filled(self, rows: list[Row]) -> list[Row]:
        """What stands in a cell that is merged over rows is said of each of them."""
        by_number = {row.number: row for row in rows}
        numbers = sorted(by_number)
        for span in self._sheet.merged:
            source = by_number.get(span.top + 1)
            if source is None or span.bottom == span.top or span.left not in source.cells:
                continue
            for row in _between(by_number, numbers, span):
                row.cells.setdefault(span.left, source.cells[span.left])
        return rows

    def _groups(self, rows: list[Row]) -> list[list[Row]]:
        """Rows that share one merged cell with a reference code are one item."""
        columns = set(self._layout.columns[ITEM_ID])
        by_number = {row.number: row for row in rows}
        numbers = sorted(by_number)
        starts: dict[int, int] = {}
        for span in self._sheet.merged:
            if span.left in columns and span.bottom > span.top:
                for row in _between(by_number, numbers, span):
                    starts.setdefault(row.number, span.top + 1)
        groups: dict[int, list[Row]] = {}
        for row in rows:
            groups.setdefault(starts.get(row.number, row.number), []).append(row)
        return list(groups.values())

    def _cells(self, group: list[Row]) -> tuple[str, ...]:
        cells = []
        for column in range(self._layout.width):
            values = [self._value(row, column) for row in group]
            cells.append("\n".join(dict.fromkeys(v for v in values if v)))
        return tuple(cells)

    def _value(self, row: Row, column: int) -> str:
        for left, right in self._joined.items():
            if left <= column <= right:
                if column > left:
                    return ""
                values = [row.cells.get(c, "") for c in range(left, right + 1)]
                meaning = column_of(self._at.cells[left]) or ""
                return _JOINED_BY.get(meaning, "; ").join(v for v in values if v)
        return row.cells.get(column, "")

    def _section(self, row: Row) -> str:
        """The text of a row that is nothing but one cell over several columns."""
        if len(row.cells) != 1:
            return ""
        ((column, text),) = row.cells.items()
        return text if (row.number, column) in self._over_columns else ""

    def _above(self) -> str:
        rows = [row for row in self._sheet.rows if row.number < self._at.number]
        said = "\n".join(
            " ".join([*(row.cells[c] for c in sorted(row.cells)), *row.comments]) for row in rows
        )
        comments = "\n".join(self._at.comments)
        return f"{said}\n{comments}".strip()[:MAX_TITLE_CHARACTERS]


def _numbers_columns(row: Row) -> bool:
    """Whether a row says 1, 2, 3 ..., as printed forms do below their headings."""
    values = [row.cells[column] for column in sorted(row.cells)]
    return len(values) > 2 and values == [str(i) for i in range(1, len(values) + 1)]


def _between(by_number: Mapping[int, Row], numbers: Sequence[int], span: Span) -> list[Row]:
    start, end = bisect_left(numbers, span.top + 2), bisect_right(numbers, span.bottom + 1)
    return [by_number[number] for number in numbers[start:end]]
