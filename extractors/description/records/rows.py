"""From records of a catalogue to rows: reference codes that are unique, the files of each."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from extractors.description.records.files import RecordFiles, as_name, files_by_name, is_web_address
from extractors.description.rows import InventoryRow
from extractors.packing.member_names import nfc
from extractors.packing.package import Package
from openfonds.errors import ItemError
from openfonds.model import Absence, Outcome

# What people add to the name of a file that describes another: book1_marc.xml beside book1.pdf.
_OF_DESCRIPTIONS = ("-marcxml", "-marc21", "-marc", "-mods", "-dc", "-meta", "-metadata", "-mrc")


@dataclass(slots=True)
class _Described:
    """One record with its row, which has neither position, reference nor files yet."""

    position: int
    where: str
    file: str
    row: InventoryRow
    number: str
    agency: str
    names: tuple[str, ...]
    links: tuple[str, ...]
    reference: str = ""
    files: tuple[str, ...] = ()
    fault: tuple[str, str] | None = None


class RecordRows:
    """Takes records in one by one, and gives rows and absences when all are known."""

    def __init__(self, kind: str) -> None:
        """`kind` begins the codes: marc, mods."""
        self._kind = kind
        self._described: list[_Described] = []
        self._absences: list[Absence] = []
        self._access: dict[str, list[str]] = defaultdict(list)
        self._rights: dict[str, list[str]] = defaultdict(list)
        self.n_records = 0

    def add(
        self,
        row: InventoryRow,
        *,
        file: str,
        where: str,
        number: str,
        agency: str = "",
        other_numbers: Iterable[str] = (),
        links: Sequence[str] = (),
    ) -> None:
        """Take in a record.

        Args:
            file: the file that it stood in.
            where: the same, and the place in it, for staff.
            number: its own number, which becomes the reference code; "" where it has none.
            agency: who gave the number.
            other_numbers: by which its files may be called too.
            links: to its files.
        """
        self.n_records += 1
        names = (as_name(written) for written in (number, *other_numbers))
        self._described.append(
            _Described(
                position=self.n_records,
                where=where,
                file=file,
                row=row,
                number=number,
                agency=agency,
                names=tuple(dict.fromkeys(name for name in names if name)),
                links=tuple(dict.fromkeys(links)),
            )
        )

    def leave_out(self, number: str, reason: str, where: str, message: str) -> None:
        """Take in what is no record, or none of an item; `reason` is a code."""
        self.n_records += 1
        usable = number if number and number.isprintable() else f"row-{self.n_records}"
        self._absences.append(
            Absence(usable, self.n_records, Outcome.FAILED, reason, f"{where}: {message}")
        )

    def add_conditions(self, number: str, access: Iterable[str], rights: Iterable[str]) -> None:
        """Take in what another record says of access and rights to the record of this number."""
        self._access[number] += access
        self._rights[number] += rights

    def rows(
        self, package: Package, descriptions: Sequence[str]
    ) -> tuple[list[InventoryRow], list[Absence]]:
        """The rows, and what is left out.

        Args:
            descriptions: the files of the records, which are files of none.
        """
        self._give_references()
        self._name_after_files(descriptions)
        files = RecordFiles(package)
        for one in self._described:
            self._find_linked(one, files)
        self._find_named(package, descriptions)
        rows, absences = [], list(self._absences)
        for one in self._described:
            if any(files.is_contested(name) for name in one.files):
                message = "links that differ end like the path of the same file: give whole paths"
                one.fault = ("source.name_ambiguous", message)
            if one.fault or not one.files:
                absences.append(self._absence(one))
            else:
                row = replace(
                    one.row,
                    access=_with(one.row.access, self._access.get(one.number, ())),
                    rights=_with(one.row.rights, self._rights.get(one.number, ())),
                )
                row = replace(row, reference_code=one.reference, files=one.files)
                rows.append(replace(row, position=one.position))
        return rows, absences

    def _give_references(self) -> None:
        """Numbers are unique within one agency: where two agencies share one, it is added.

        The only record of a file may go by the name of the file.
        """
        agencies: dict[str, set[str]] = {}
        records = Counter(one.file for one in self._described)
        for one in self._described:
            agencies.setdefault(one.number, set()).add(one.agency)
        for one in self._described:
            is_shared = bool(one.number) and len(agencies[one.number]) > 1
            one.reference = (
                f"({one.agency}){one.number}" if is_shared and one.agency else one.number
            )
            if not one.reference and records[one.file] == 1:
                one.reference = nfc(str(PurePosixPath(one.file).with_suffix("")))

    def _name_after_files(self, descriptions: Sequence[str]) -> None:
        """A file with one record may have the name of what it describes, or be in its folder."""
        records = Counter(one.file for one in self._described)
        folders = Counter(PurePosixPath(name).parent for name in descriptions)
        for one in self._described:
            if records[one.file] > 1:
                continue
            path = PurePosixPath(one.file)
            stem = as_name(path.stem)
            for ending in _OF_DESCRIPTIONS:
                stem = stem.removesuffix(ending)
            more = [as_name(f"{path.parent} {stem}") if path.parent.parts else stem]
            if path.parent.parts and folders[path.parent] == 1:
                more.append(as_name(str(path.parent)))
            one.names = tuple(dict.fromkeys([*one.names, *(name for name in more if name)]))

    def _find_linked(self, one: _Described, files: RecordFiles) -> None:
        folder = str(PurePosixPath(one.file).parent)
        found: list[str] = []
        n_missing = 0
        try:
            for link in one.links:
                here = files.named_by(link, "" if folder == "." else folder)
                found += here
                n_missing += not here and not is_web_address(link)
        except ItemError as error:
            one.fault = (error.reason_code, str(error))
            return
        one.files = tuple(dict.fromkeys(found))
        if n_missing and found:
            message = f"{n_missing} of {len(one.links)} files that it links to are not here"
            one.fault = ("source.file_missing", message)

    def _find_named(self, package: Package, descriptions: Sequence[str]) -> None:
        """Files that have the number of a record, for those without links to files here."""
        used = Counter(name for one in self._described for name in one.names)
        seeking = [one for one in self._described if not one.files and not one.fault]
        taken = {name for one in self._described for name in one.files}
        wanted = [name for one in seeking for name in one.names if used[name] == 1]
        if not wanted:
            return
        found, contested = files_by_name(package, wanted, (*descriptions, *taken))
        for one in seeking:
            own = [name for name in one.names if used[name] == 1]
            if not contested.isdisjoint(own):
                message = "files have the number of this record and are in the folder of another"
                one.fault = ("source.name_ambiguous", message)
            else:
                one.files = tuple(file for name in own for file in found.get(name, ()))

    def _absence(self, one: _Described) -> Absence:
        if one.fault:
            code, message = one.fault
        elif any(is_web_address(link) for link in one.links):
            code = f"{self._kind}.object_elsewhere"
            message = "its file is at an address, and nothing is fetched: deliver the file"
        else:
            code = f"{self._kind}.no_files"
            message = (
                "it links to no file here, and no file or folder has its number for a name:"
                " deliver its files under that name"
            )
        usable = one.reference if one.reference.isprintable() else ""
        return Absence(
            usable or f"row-{one.position}",
            one.position,
            Outcome.FAILED,
            code,
            f"{one.where}: {message}",
        )


def _with(said: str | None, more: Iterable[str]) -> str | None:
    """Statements one a line, each once."""
    return "\n".join(dict.fromkeys([*(said or "").split("\n"), *more])).strip("\n") or None
