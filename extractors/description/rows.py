"""Rows: what an inventory or another description says of each item, as written."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from openfonds.model import Absence, NamedValue, Outcome, doc


@dataclass(frozen=True, slots=True)
class ImageOf:
    """Which image an OCR file was made from, where a description says so."""

    ocr: str = doc("ALTO, PAGE or hOCR file, as in the files of the row")
    image: str = doc("image, as in the files of the row")


@dataclass(frozen=True, slots=True)
class Checksum:
    """What a description says that the bytes of a file are."""

    algorithm: str  # as hashlib calls it
    digest: str  # hexadecimal, small letters
    reason_code: str  # of an item with a file that differs
    is_certain: bool = True  # that this file is meant: else the item goes on, with a remark


@dataclass(frozen=True, slots=True)
class InventoryRow:
    """One row as written. Cells with nothing but blanks are None."""

    position: int = doc("row in the inventory, from 1, below the headings; blank rows count")
    reference_code: str = doc("reference code, unchanged")
    folder: str = doc("folder of the inventory, which file names are relative to; may be empty")
    files: tuple[str, ...] = doc("paths and globs, in page order")
    title: str | None = doc("title", default=None)
    creator: str | None = doc("creator", default=None)
    creator_type: str | None = doc("kind of creator", default=None)
    language: str | None = doc("language", default=None)
    series: str | None = doc(
        "series; fonds and опись joined where they are two columns", default=None
    )
    description: str | None = doc("description and notes", default=None)
    material: str | None = doc("kind of material", default=None)
    date: str | None = doc("date", default=None)
    author: str | None = doc("author", default=None)
    author_died: str | None = doc("year of death of the author", default=None)
    access: str | None = doc("access", default=None)
    rights: str | None = doc("rights", default=None)
    act: str | None = doc("declassification or permission act", default=None)
    facts: tuple[NamedValue, ...] = doc("columns fact:NAME, also where they are empty", default=())
    extra: tuple[NamedValue, ...] = doc(
        "columns that openfonds does not know, where not empty", default=()
    )
    remarks: tuple[str, ...] = doc("codes of what was odd about this row", default=())
    images: tuple[ImageOf, ...] = doc("images of OCR files, where they are paired", default=())

    def in_holding(self, written: str) -> str:
        """What the row calls a file, or several by a glob, as the holding calls it."""
        return f"{self.folder}/{written}" if self.folder else written


@dataclass(frozen=True, slots=True)
class Inventory:
    """What an inventory says. `rows` and `absences` together hold each row that is not blank."""

    rows: tuple[InventoryRow, ...]
    absences: tuple[Absence, ...]
    unknown_columns: tuple[str, ...]
    notes: tuple[str, ...]  # for staff: how it was read, what was left out
    # By file of the holding; no part of the rows, whose digest tells a holding from others.
    checksums: Mapping[str, tuple[Checksum, ...]] = field(default_factory=dict)


def inventory_of(
    rows: Iterable[InventoryRow],
    absences: Iterable[Absence] = (),
    unknown_columns: tuple[str, ...] = (),
    notes: tuple[str, ...] = (),
) -> Inventory:
    """The inventory of rows in any order, of which those that cannot be items become absences.

    A reference code names one item: the same row twice is a duplicate, and two that differ fail
    both, since nobody can say which counts.
    """
    kept: list[InventoryRow] = []
    left_out = list(absences)
    by_reference: dict[str, list[InventoryRow]] = defaultdict(list)
    for row in rows:
        if fault := _fault_of_reference(row):
            left_out.append(failed(row, *fault))
        else:
            by_reference[unicodedata.normalize("NFC", row.reference_code)].append(row)
    for group in by_reference.values():
        first, *others = sorted(group, key=position_of)
        if any(replace(row, position=first.position) != first for row in others):
            at = ", ".join(str(row.position) for row in (first, *others))
            message = f"rows {at} have the same reference code and differ: keep one, or tell apart"
            left_out += [failed(row, "ambiguous_reference", message) for row in group]
            continue
        if first.files:
            kept.append(first)
        else:
            left_out.append(failed(first, "no_files", "the row names no files"))
        for row in others:
            message = f"the row is the same as row {first.position}"
            left_out.append(absence(row, Outcome.DUPLICATE, "duplicate_row", message))
    return Inventory(
        tuple(sorted(kept, key=position_of)),
        tuple(sorted(left_out, key=position_of)),
        unknown_columns,
        notes,
    )


def position_of(row: InventoryRow | Absence) -> int:
    """Where a row stood."""
    return row.position


def failed(row: InventoryRow, reason: str, message: str) -> Absence:
    """A row that cannot be an item; `reason` follows "inventory." in its code."""
    return absence(row, Outcome.FAILED, reason, message)


def absence(row: InventoryRow, outcome: Outcome, reason: str, message: str) -> Absence:
    """A row that is no item of its own."""
    usable = row.reference_code if row.reference_code.isprintable() else ""
    return Absence(
        usable or f"row-{row.position}",
        row.position,
        outcome,
        f"inventory.{reason}",
        f"row {row.position}: {message}",
    )


def _fault_of_reference(row: InventoryRow) -> tuple[str, str] | None:
    if not row.reference_code:
        return "no_reference", "the row has no reference code: give it one"
    if not row.reference_code.isprintable():
        return "reference_unusable", "the reference code has a line break in it"
    return None
