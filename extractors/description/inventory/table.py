"""A table as CSV: which separator, which headings, and the rows, none of them swallowed."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from extractors.description.inventory.headings import n_known
from openfonds.errors import SourceError

SEPARATORS: tuple[str, ...] = (",", ";", "\t")
_EXCEL_SEPARATOR = re.compile(r"sep=([,;\t|])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of one row, or None where it cannot be divided into cells."""

    position: int
    cells: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Table:
    """Headings and the rows below them."""

    separator: str
    headings: tuple[str, ...]
    records: tuple[Record, ...]


def read_table(text: str, cell_chars: int) -> Table:
    """Divide a text into rows and cells (RFC 4180, also with semicolons or tabs).

    Args:
        text: the whole file.
        cell_chars: the longest cell that is let through.

    Raises:
        SourceError: if there are no headings.
    """
    lines = io.StringIO(text.lstrip("\ufeff"), newline="").readlines()
    with _large_cells(cell_chars):
        separator, headings, start = _headings(lines)
        records = tuple(_records(lines, start, separator))
    return Table(separator, tuple(headings), records)


@contextmanager
def _large_cells(cell_chars: int) -> Iterator[None]:
    before = csv.field_size_limit(cell_chars)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _headings(lines: Sequence[str]) -> tuple[str, list[str], int]:
    """Separator, headings, and how many lines they take: by the separator that shows most sense."""
    start = 0
    separators = SEPARATORS
    if lines and (told := _EXCEL_SEPARATOR.fullmatch(lines[0].strip())):
        start = 1
        separators = (told[1],)
    readings = []
    for separator in separators:
        reader = csv.reader(lines[start:], delimiter=separator)
        headings = next((r for r in reader if any(c.strip() for c in r)), [])
        readings.append((n_known(headings), len(headings), separator, headings, reader.line_num))
    _, _, separator, headings, n_lines = max(readings, key=lambda r: r[:2])
    if not headings:
        raise SourceError("the inventory is empty: it needs a row of headings and a row an item")
    return separator, headings, start + n_lines


def _records(lines: Sequence[str], start: int, separator: str) -> Iterator[Record]:
    """The rows below the headings; after a stray quotation mark, go on with the next line.

    A quotation mark that is never closed would otherwise swallow the rows that follow.
    """
    position = 0
    while start < len(lines):
        reader = csv.reader(
            (lines[i] for i in range(start, len(lines))), delimiter=separator, strict=True
        )
        n_read = 0
        try:
            for cells in reader:
                position += 1
                n_read = reader.line_num
                yield Record(position, tuple(c.strip() for c in cells))
            return
        except csv.Error:
            position += 1
            yield Record(position, None)
            start += n_read + 1
