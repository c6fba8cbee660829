"""An .xlsx workbook as tables of text: what its cells show, not how they are stored.

ECMA-376 part 1, 18 (SpreadsheetML). The XML goes by as events: no tree is built, no formula is
computed, and nothing outside the file is opened.
"""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extractors.description.inventory.number_formats import BUILT_IN, shown_number
from extractors.documents.container import (
    Attributes,
    Container,
    attribute,
    local,
    open_container,
)
from openfonds.errors import ItemError
from openfonds.settings import Limits

MAX_CELLS = 20_000_000
MAX_COLUMNS = 16_384
UNCALCULATED, ERROR = "inventory.formula_uncalculated", "inventory.formula_error"
HIDDEN = ("hidden", "veryHidden")


@dataclass(frozen=True, slots=True)
class Span:
    """Merged cells, from 0, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Row:
    """One row that has anything in it."""

    number: int  # as the program shows it, from 1
    cells: dict[int, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of cells."""

    is_hidden: bool
    rows: tuple[Row, ...]
    merged: tuple[Span, ...]
    n_hidden_columns: int


def read_workbook(path: Path, limits: Limits) -> Iterator[Sheet]:
    """The sheets in order, each read when it is asked for.

    Raises:
        ItemError: document.broken, xml.entities, source.too_large.
    """
    with open_container(path, limits) as container:
        book = _relations(container, "")
        main = next((t for kind, t in book.values() if kind == "officeDocument"), "xl/workbook.xml")
        related = _relations(container, main)
        listed = _SheetList()
        container.feed(main, listed)
        strings = _Strings()
        styles = _Styles()
        for kind, reader in (("sharedStrings", strings), ("styles", styles)):
            for part in (target for k, target in related.values() if k == kind):
                container.feed(part, reader)
        for relation, is_hidden in listed.sheets:
            kind, part = related.get(relation, ("", ""))
            if kind == "worksheet":
                sheet = _SheetReader(strings.texts, styles.formats(), listed.is_1904)
                container.feed(part, sheet)
                rows = _with_comments(container, part, sheet.rows)
                yield Sheet(is_hidden, rows, tuple(sheet.merged), sheet.n_hidden_columns)


def _with_comments(container: Container, part: str, rows: list[Row]) -> tuple[Row, ...]:
    """Comments may say what is closed; they belong to the row of their cell."""
    comments = _Comments()
    for kind, target in _relations(container, part).values():
        if kind == "comments" and target in container.sizes:
            container.feed(target, comments)
    by_number = {row.number: row for row in rows}
    for at, text in comments.by_cell:
        number, _ = _place(at)
        row = by_number.setdefault(number, Row(number))
        row.comments.append(text)
    return tuple(by_number[number] for number in sorted(by_number))


def _relations(container: Container, part: str) -> dict[str, tuple[str, str]]:
    """What a part refers to inside the file: kind and part, by id."""
    folder, name = posixpath.split(part)
    listed = posixpath.join(folder, "_rels", f"{name}.rels")
    reader = _RelationList(folder)
    if listed in container.sizes:
        container.feed(listed, reader)
    return reader.relations


class _Reader:
    def start(self, tag: str, attributes: Attributes) -> None:
        """An element begins."""

    def end(self, tag: str) -> None:
        """An element ends."""

    def data(self, text: str) -> None:
        """Text."""

    def close(self) -> Any:
        """Nothing is built."""
        return None


class _RelationList(_Reader):
    def __init__(self, folder: str) -> None:
        self._folder = folder
        self.relations: dict[str, tuple[str, str]] = {}

    def start(self, tag: str, attributes: Attributes) -> None:
        if local(tag) == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            target = posixpath.join("/", self._folder, attributes.get("Target", ""))
            self.relations[attributes.get("Id", "")] = (
                kind,
                posixpath.normpath(target).lstrip("/"),
            )


class _SheetList(_Reader):
    def __init__(self) -> None:
        self.sheets: list[tuple[str, bool]] = []
        self.is_1904 = False

    def start(self, tag: str, attributes: Attributes) -> None:
        name = local(tag)
        if name == "sheet":
            relation = attribute(attributes, "id", "relationships") or ""
            self.sheets.append((relation, attributes.get("state") in HIDDEN))
        elif name == "workbookPr":
            self.is_1904 = attributes.get("date1904") in ("1", "true")


class _Strings(_Reader):
    """Shared strings: runs joined, without the readings that stand above signs (rPh)."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._run: list[str] = []
        self._is_text = False
        self._n_above = 0

    def start(self, tag: str, attributes: Attributes) -> None:
        name = local(tag)
        self._n_above += name == "rPh"
        self._is_text = name == "t"

    def end(self, tag: str) -> None:
        name = local(tag)
        self._n_above -= name == "rPh"
        self._is_text = False
        if name == "si":
            self.texts.append("".join(self._run))
            self._run.clear()

    def data(self, text: str) -> None:
        if self._is_text and not self._n_above:
            self._run.append(text)


class _Comments(_Strings):
    def __init__(self) -> None:
        super().__init__()
        self._at = ""
        self.by_cell: list[tuple[str, str]] = []

    def start(self, tag: str, attributes: Attributes) -> None:
        super().start(tag, attributes)
        if local(tag) == "comment":
            self._at = attributes.get("ref", "")

    def end(self, tag: str) -> None:
        super().end(tag)
        if local(tag) == "comment":
            self.by_cell.append((self._at, "".join(self._run)))
            self._run.clear()


class _Styles(_Reader):
    """The number format of each style of a cell."""

    def __init__(self) -> None:
        self._codes: dict[int, str] = {}
        self._ids: list[int] = []
        self._is_cells = False

    def start(self, tag: str, attributes: Attributes) -> None:
        name = local(tag)
        if name == "numFmt":
            number = attributes.get("numFmtId", "")
            if number.isdecimal():
                self._codes[int(number)] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._is_cells = True
        elif name == "xf" and self._is_cells:
            number = attributes.get("numFmtId", "0")
            self._ids.append(int(number) if number.isdecimal() else 0)

    def end(self, tag: str) -> None:
        if local(tag) == "cellXfs":
            self._is_cells = False

    def formats(self) -> list[str]:
        return [self._codes.get(one, BUILT_IN.get(one, "")) for one in self._ids]


class _SheetReader(_Reader):
    def __init__(self, strings: list[str], formats: list[str], is_1904: bool) -> None:
        self._strings, self._formats, self._is_1904 = strings, formats, is_1904
        self.rows: list[Row] = []
        self.merged: list[Span] = []
        self.n_hidden_columns = 0
        self._row = Row(0)
        self._column = -1
        self._kind = ""
        self._style = 0
        self._value: list[str] = []
        self._has_formula = False
        self._has_value = False
        self._takes = False
        self._n_above = 0
        self._n_cells = 0

    def start(self, tag: str, attributes: Attributes) -> None:
        name = local(tag)
        if name == "row":
            told = attributes.get("r", "")
            number = int(told) if told.isdecimal() else self._row.number + 1
            self._row = Row(number, is_hidden=attributes.get("hidden") in ("1", "true"))
            self._column = -1
        elif name == "c":
            self._start_cell(attributes)
        elif name in ("v", "t"):
            self._takes = not self._n_above
            self._has_value = True
        elif name == "rPh":
            self._n_above += 1
        elif name == "f":
            self._has_formula = True
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif name == "col" and attributes.get("hidden") in ("1", "true"):
            self.n_hidden_columns += 1

    def end(self, tag: str) -> None:
        name = local(tag)
        if name in ("v", "t"):
            self._takes = False
        elif name == "rPh":
            self._n_above -= 1
        elif name == "c":
            self._end_cell()
        elif name == "row" and (self._row.cells or self._row.remarks):
            self.rows.append(self._row)

    def data(self, text: str) -> None:
        if self._takes:
            self._value.append(text)

    def _start_cell(self, attributes: Attributes) -> None:
        self._n_cells += 1
        if self._n_cells > MAX_CELLS:
            raise ItemError("source.too_large", "the workbook has too many cells: divide it")
        at = attributes.get("r")
        self._column = _place(at)[1] if at else self._column + 1
        self._kind = attributes.get("t", "n")
        style = attributes.get("s", "0")
        self._style = int(style) if style.isdecimal() else 0
        self._value.clear()
        self._has_formula = self._has_value = False

    def _end_cell(self) -> None:
        value = "".join(self._value)
        if self._has_formula and not self._has_value and self._kind != "str":
            self._row.remarks.append(UNCALCULATED)
            return
        if self._kind == "e":
            self._row.remarks.append(ERROR)
        elif self._kind == "s":
            number = int(value) if value.strip().isdecimal() else -1
            value = self._strings[number] if 0 <= number < len(self._strings) else ""
        elif self._kind == "b":
            value = "true" if value.strip() == "1" else "false"
        elif self._kind == "d":
            value = value.removesuffix("Z").removesuffix("T00:00:00")
        elif self._kind == "n" and value.strip():
            known = self._style < len(self._formats)
            form = self._formats[self._style] if known else ""
            value = shown_number(value.strip(), form, is_1904=self._is_1904)
        if value.strip() and 0 <= self._column < MAX_COLUMNS:
            self._row.cells[self._column] = _unescaped(value).strip()

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        top, left = _place(first)
        bottom, right = _place(last or first)
        if top and bottom >= top and right >= left >= 0:
            self.merged.append(Span(top - 1, left, bottom - 1, right))


def _place(at: str) -> tuple[int, int]:
    """Row from 1 and column from 0 of C5 or $C$5; 0 and -1 of what is no place."""
    plain = at.replace("$", "").upper()
    letters = plain.rstrip("0123456789")
    digits = plain[len(letters) :]
    if not letters.isascii() or not letters.isalpha() or len(letters) > 3 or not digits:
        return 0, -1
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return (int(digits), column - 1) if len(digits) < 8 else (0, -1)


def _unescaped(text: str) -> str:
    """_x000D_ stands for a character that XML does not take (ECMA-376 part 1, 22.9.2.19)."""
    if "_x" not in text:
        return text
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), text)
