"""METS as a description of a holding: one METS file is one item (docs/reference/mets.md).

Containers (batches, METS files of METS files, film reels) are no items. A METS file whose pages
are all in a larger one, as that of an article in its issue, is part of that one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from extractors.description.forms import Form
from extractors.description.left_out import left_out, some
from extractors.description.mets.checksums import Checksums, checksums_of, notes_on_checksums
from extractors.description.mets.document import Mets, read_mets
from extractors.description.mets.files import Locator
from extractors.description.mets.ndnp import ListedIssue, is_batch, read_batch
from extractors.description.mets.pages import Chosen, chosen_files
from extractors.description.mets.record import MetsRecord, record_of
from extractors.description.mets.together import Drafted, settled
from extractors.description.records.fields import row_of_fields
from extractors.description.rows import Checksum, Inventory, InventoryRow, inventory_of
from extractors.description.xml_roots import XmlRoot, xml_roots
from extractors.packing.member_names import natural_key
from extractors.packing.package import Package
from openfonds.errors import ItemError
from openfonds.model import Absence, NamedValue, Outcome
from openfonds.settings import Limits

_REEL = ":ndnp:reel"


def mets_marks(package: Package) -> tuple[str, ...]:
    """The METS files and NDNP batches of a package."""
    roots = xml_roots(package)
    batches = [name for name, root in roots.items() if is_batch(root)]
    records = [name for name, root in roots.items() if _is_mets(root)]
    if not records:  # what is called batch in no namespace may be of anything
        batches = [name for name in batches if roots[name].namespace]
    return tuple(sorted((*batches, *records)))


def read_mets_holding(package: Package, marks: tuple[str, ...], limits: Limits) -> Inventory:
    """The rows of the METS files of a holding, in the order of their names."""
    roots = xml_roots(package)
    reading = _Reading(package, limits)
    for name in sorted(marks, key=natural_key):
        reading.add(name, is_list=is_batch(roots[name]))
    return reading.inventory()


METS = Form("mets", "METS", mets_marks, read_mets_holding)


@dataclass(frozen=True, slots=True)
class _Read:
    """One METS file with its record and files."""

    record: MetsRecord
    chosen: Chosen


class _Reading:
    """Reads METS files one after the other; only what rows need is kept."""

    def __init__(self, package: Package, limits: Limits) -> None:
        self._package = package
        self._limits = limits
        self._locator = Locator(package, xml_roots(package))
        self._drafts: list[Drafted] = []
        self._absences: list[Absence] = []
        self._listed: dict[str, list[ListedIssue]] = {}  # by reference: a batch has copies
        self._notes: list[str] = []
        self._checksums: dict[str, tuple[Checksum, ...]] = {}
        self._n = 0

    def add(self, name: str, *, is_list: bool) -> None:
        try:
            if is_list:
                for issue in read_batch(self._package, name, self._limits):
                    self._listed.setdefault(issue.reference, []).append(issue)
                self._notes.append(f"{name}: a batch: its issues are the items")
                return
            self._n += 1
            self._add_mets(name)
        except ItemError as error:
            message = str(error) if repr(name) in str(error) else f"{name!r}: {error}"
            self._fail(name, error.reason_code, message)

    def _add_mets(self, name: str) -> None:
        mets = read_mets(self._package, name, self._limits)
        if _REEL in mets.profile.lower():
            self._notes.append(f"{name}: a film reel: its target images are not read")
            return
        located = self._locator.located(mets)
        chosen = chosen_files(mets, located)
        record = record_of(mets)
        if not chosen.files:
            self._without_files(name, mets, record, chosen)
            return
        checksums = checksums_of(located.values(), chosen.files)
        for file, found in checksums.of_file.items():
            every = (*self._checksums.get(file, ()), *found)
            self._checksums[file] = tuple(dict.fromkeys(every))
        self._notes += _notes(name, chosen, record, checksums)
        self._drafts.append(
            Drafted(
                row=_row(self._n, name, record, chosen),
                path=name,
                kind=record.kind,
                is_validated=mets.status.startswith("valid"),
                own_names=frozenset(
                    filter(None, (record.reference, *(i.value for i in record.fields.identifiers)))
                ),
                hosts=frozenset(i.value for i in record.fields.hosts),
                files_named=frozenset(one.name for one in located.values()),
            )
        )

    def _without_files(self, name: str, mets: Mets, record: MetsRecord, chosen: Chosen) -> None:
        if mets.n_pointers and not mets.files:
            self._notes.append(f"{name}: names {mets.n_pointers} other METS files and no pages")
            return
        if chosen.undelivered:
            message = f"none of its pages is in the holding: {some(chosen.undelivered)}"
            self._fail(record.reference or name, "mets.file_not_delivered", f"{name!r}: {message}")
        elif chosen.n_embedded:
            message = f"its {chosen.n_embedded} files are within it: deliver them beside it"
            self._fail(record.reference or name, "mets.files_embedded", f"{name!r}: {message}")
        else:
            self._fail(record.reference or name, "mets.no_files", f"{name!r}: it names no pages")

    def _fail(self, reference: str, reason: str, message: str) -> None:
        usable = reference if reference.isprintable() else f"mets-{self._n}"
        self._absences.append(Absence(usable, max(self._n, 1), Outcome.FAILED, reason, message))

    def inventory(self) -> Inventory:
        """All that was read as rows and absences."""
        rows, absences = settled(self._drafts)
        for n, (reference, listed) in enumerate(self._listed.items(), start=self._n + 1):
            if not any(self._package.exists(issue.path) for issue in listed):
                message = f"{listed[0].path!r} of {listed[0].batch!r} is not in the holding"
                reason = "mets.file_not_delivered"
                self._absences.append(Absence(reference, n, Outcome.FAILED, reason, message))
        head = f"METS: {self._n} METS files, {len(rows)} items"
        every = [head, *self._notes, *self._unused()]
        found = inventory_of(rows, [*self._absences, *absences], (), tuple(every))
        return replace(found, checksums=self._checksums)

    def _unused(self) -> Iterator[str]:
        """What is named by no METS file."""
        named = {name for one in self._drafts for name in one.files_named}
        named |= {one.path for one in self._drafts}
        named |= set(mets_marks(self._package))
        return left_out(
            n for n in (*self._package.names(), *self._package.refused) if n not in named
        )


def _is_mets(root: XmlRoot) -> bool:
    return root.name.lower() == "mets"


def _row(position: int, path: str, record: MetsRecord, chosen: Chosen) -> InventoryRow:
    fields = record.fields
    ids = "; ".join(f"{i.kind} {i.value}".strip() for i in fields.identifiers)
    part = "; ".join(f"{p.name} {p.value}" for p in fields.part)
    extra = [*fields.extra]
    extra += [NamedValue("identifiers", ids)] if ids else []
    extra += [NamedValue("part", part)] if part else []
    remarks = []
    if chosen.n_empty or not chosen.n_pages:
        remarks.append("mets.pages_not_delivered")
    if chosen.n_moved:
        remarks.append("mets.files_elsewhere")
    if chosen.n_embedded:
        remarks.append("mets.files_embedded")
    remarks += [code for code in record.unread if code.startswith("mets.")]
    return replace(
        row_of_fields(fields),
        position=position,
        reference_code=record.reference,
        files=chosen.files,
        extra=tuple(dict.fromkeys(extra)),
        remarks=tuple(remarks),
        images=chosen.images,
    )


def _notes(name: str, chosen: Chosen, record: MetsRecord, checksums: Checksums) -> Iterator[str]:
    said = [f"{chosen.n_pages} pages"]
    if chosen.images:
        said.append(f"{len(chosen.images)} with text and image")
    if chosen.n_beside:
        said.append(f"{chosen.n_beside} other files of the same pages not read")
    if chosen.n_empty:
        said.append(f"{chosen.n_empty} pages of which no file is in the holding")
    if chosen.undelivered:
        n = len(chosen.undelivered)
        said.append(f"{n} named files are not in the holding ({some(chosen.undelivered)})")
    if chosen.n_moved:
        said.append(f"{chosen.n_moved} files were found by their names alone, in other folders")
    if chosen.n_embedded:
        said.append(f"{chosen.n_embedded} files within the METS file are not read")
    said += notes_on_checksums(checksums)
    forms = [form for form in record.unread if not form.startswith("mets.")]
    if forms:
        said.append(f"descriptions in {', '.join(forms)} are not read")
    yield f"{name}: {'; '.join(said)}"
