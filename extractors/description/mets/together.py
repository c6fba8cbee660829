"""METS files of one holding that speak of the same thing: versions, parts, and shared names.

No page becomes part of two items without a word. What a METS file that is left out says about
access and rights stays with the item that has its pages.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from extractors.description.records.fields import statements
from extractors.description.rows import InventoryRow
from extractors.packing.member_names import natural_key, nfc
from openfonds.model import Absence, Outcome

# TYPE of a division that is part of an issue or a volume.
PART_KINDS = frozenset((
    "article", "advertisement", "ad", "illustration", "obituary", "letter", "poem", "chapter",
    "section", "contained_work", "review", "editorial", "cartoon", "artikel", "beitrag",
))  # fmt: skip
_SHARED = "mets.pages_shared"


@dataclass(frozen=True, slots=True)
class Drafted:
    """A row made of a METS file, before others are looked at."""

    row: InventoryRow
    path: str
    kind: str  # TYPE of its main division
    is_validated: bool
    own_names: frozenset[str]
    hosts: frozenset[str]  # names of what it is part of
    files_named: frozenset[str]  # every file of the holding that it names


def settled(drafts: Iterable[Drafted]) -> tuple[list[InventoryRow], list[Absence]]:
    """The rows that are items, the METS files that are part of one."""
    every = sorted(drafts, key=lambda d: natural_key(d.path))
    absences: list[Absence] = []
    rows: dict[str, InventoryRow] = {d.path: d.row for d in every}
    larger = _parts(every)
    for one in every:
        if whole := larger.get(one.path):
            rows[whole] = _with_conditions(rows[whole], one.row)
            absences.append(_part_of(one, whole, rows))
            del rows[one.path]
    for path in _sharing_pages([d for d in every if d.path in rows]):
        rows[path] = replace(rows[path], remarks=(*rows[path].remarks, _SHARED))
    return _with_own_references(rows), absences


def _parts(every: list[Drafted]) -> dict[str, str]:
    """The METS files that are part of a larger one, or another version, with that one's path.

    Of two with the same pages the validated one counts, then the one with more of its files.
    """
    largest: dict[str, Drafted] = {}
    for one in every:
        for name in one.row.files:
            there = largest.get(name)
            if there is None or _weight(one) > _weight(there):
                largest[name] = one
    hosts = {name: d.path for d in every if d.kind not in PART_KINDS for name in d.own_names}
    larger: dict[str, str] = {}
    for one in every:
        whole = largest[one.row.files[0]]
        if whole.path != one.path and set(one.row.files) <= whole.files_named:
            larger[one.path] = whole.path
        elif one.kind in PART_KINDS:
            host = next((hosts[name] for name in sorted(one.hosts) if name in hosts), None)
            if host and host != one.path:
                larger[one.path] = host
    return {path: _top(path, larger) for path in larger}


def _weight(one: Drafted) -> tuple[int, bool, int]:
    return len(one.row.files), one.is_validated, len(one.files_named)


def _top(path: str, larger: dict[str, str]) -> str:
    """The end of a chain of parts."""
    seen = {path}
    while path in larger and larger[path] not in seen:
        path = larger[path]
        seen.add(path)
    return path


def _with_conditions(whole: InventoryRow, part: InventoryRow) -> InventoryRow:
    """A row with what a part of it says about access and rights, and its doubts."""
    return replace(
        whole,
        access=statements((whole.access, part.access)),
        rights=statements((whole.rights, part.rights)),
        remarks=tuple(dict.fromkeys((*whole.remarks, *part.remarks))),
    )


def _part_of(one: Drafted, whole: str, rows: dict[str, InventoryRow]) -> Absence:
    is_same = set(one.row.files) == set(rows[whole].files)
    reason = "mets.same_pages" if is_same else "mets.part_of_other"
    said = "has the same pages as" if is_same else "is part of"
    return Absence(
        one.row.reference_code or one.path,
        one.row.position,
        Outcome.DUPLICATE,
        reason,
        f"{one.path!r} {said} {whole!r}, which is the item",
    )


def _sharing_pages(every: list[Drafted]) -> list[str]:
    """The METS files with a page that another has too."""
    users: dict[str, int] = defaultdict(int)
    for one in every:
        for name in one.row.files:
            users[name] += 1
    return [d.path for d in every if any(users[name] > 1 for name in d.row.files)]


def _with_own_references(rows: dict[str, InventoryRow]) -> list[InventoryRow]:
    """Rows with reference codes that are unique: a shared one gets its date, or else its path.

    A METS file that names its object by nothing goes by its own path.
    """
    for path, row in rows.items():
        if not row.reference_code:
            rows[path] = replace(row, reference_code=path.rpartition(".")[0])
    for tail_of in (_date_of, _path_of):
        by_reference: dict[str, list[str]] = defaultdict(list)
        for path, row in rows.items():
            by_reference[nfc(row.reference_code)].append(path)
        for paths in by_reference.values():
            for path in paths if len(paths) > 1 else ():
                row, tail = rows[path], tail_of(path, rows[path])
                if tail and not row.reference_code.endswith(f"/{tail}"):
                    code = f"{row.reference_code}/{tail}"
                    remarks = tuple(dict.fromkeys((*row.remarks, "mets.name_shared")))
                    rows[path] = replace(row, reference_code=code, remarks=remarks)
    return list(rows.values())


def _date_of(_path: str, row: InventoryRow) -> str | None:
    return row.date


def _path_of(path: str, _row: InventoryRow) -> str | None:
    return path
