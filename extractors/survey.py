"""The survey of one item: its files with their fixity, its pages, and its description.

No picture is decoded and no page is read here, so that triage can withhold an item before anything
of it is. Only what files say of themselves is taken, for triage to examine.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from extractors.description.inventory.vocabulary import creator_type_of, material_of, truth_of
from extractors.description.rows import Checksum, InventoryRow
from extractors.documents.read import PICTURE, pictures_in
from extractors.files.kinds import HEAD_BYTES, kind_of
from extractors.files.notes import FileNotes, notes_of
from extractors.files.page_count import count_pages, too_many_pages
from extractors.packing.member_names import page_name
from extractors.packing.package import Package
from openfonds.dates.parse import parse_date
from openfonds.digests import digest_of, digests_of_stream
from openfonds.errors import ItemError
from openfonds.model import (
    Absence,
    CataloguedFact,
    DateSpan,
    Item,
    Outcome,
    PageSource,
    SourceFile,
    Truth,
)
from openfonds.settings import Limits
from openfonds.shortages import raise_shortage

_RECORDED = "sha256"


@dataclass(frozen=True, slots=True)
class _Surveyed:
    """One file of an item."""

    file: SourceFile
    kind: str
    n_pages: int
    is_well_named: bool
    notes: FileNotes
    remarks: tuple[str, ...]
    pictures: frozenset[int] = frozenset()  # the parts that are pictures in a document


def survey_row(
    package: Package,
    row: InventoryRow,
    limits: Limits,
    sha256: Mapping[str, str] = MappingProxyType({}),
    checksums: Mapping[str, tuple[Checksum, ...]] = MappingProxyType({}),
) -> Item | Absence:
    """Make an item of a row, or say why it cannot be one.

    Args:
        sha256: digests of files that were made just before, as those of a bag are. Whoever reads
            the pages compares them again.
        checksums: what the description says of files; one that differs fails the item.

    Raises:
        TransientError: if the machine has run out of something; nothing that a source can cause
            is raised.
    """
    try:
        return _item(package, row, limits, sha256, checksums)
    except ItemError as error:
        reason, message = error.reason_code, str(error)
    except OSError as error:
        raise_shortage(error)
        reason, message = "source.unreadable", f"a file cannot be read ({error.strerror})"
    return Absence(row.reference_code, row.position, Outcome.FAILED, reason, message)


def _item(
    package: Package,
    row: InventoryRow,
    limits: Limits,
    sha256: Mapping[str, str],
    checksums: Mapping[str, tuple[Checksum, ...]],
) -> Item:
    remarks = list(row.remarks)
    names = files_of(package, row)
    if len(names) > len(set(names)):
        remarks.append("files.repeated")
    surveyed = [
        _surveyed(package, n, limits, sha256.get(n), checksums.get(n, ()))
        for n in dict.fromkeys(names)
    ]
    remarks += dict.fromkeys(code for s in surveyed for code in s.remarks)
    if not all(s.is_well_named for s in surveyed):
        remarks.append("files.other_image_format")
    if not all(s.notes.is_complete for s in surveyed):
        remarks.append("files.notes_unread")
    if not all(s.notes.is_whole for s in surveyed):
        remarks.append("files.parts_unread")
    dates, more = _dates(row.date)
    remarks += more
    creator_type = creator_type_of(row.creator_type) if row.creator_type else None
    if row.creator_type and creator_type is None:
        remarks.append("creator_type.unknown")
    material = material_of(row.material) if row.material else None
    if row.material and material is None:
        remarks.append("material.unknown")
    facts, more = _facts(row)
    remarks += more
    item = Item(
        key="",
        position=0,
        reference_code=row.reference_code,
        files=tuple(s.file for s in surveyed),
        pages=_pages(surveyed, _pairs(package, row), limits),
        title=row.title,
        creator=row.creator,
        creator_type=creator_type or row.creator_type,
        language=row.language,
        series=row.series,
        description=row.description,
        material=material or row.material,
        dates=dates,
        author=row.author,
        author_died=row.author_died,
        access=row.access,
        rights=row.rights,
        act=row.act,
        facts=facts,
        extra=row.extra,
        remarks=tuple(remarks),
        file_notes=tuple(dict.fromkeys(text for s in surveyed for text in s.notes.texts)),
    )
    # The place in the inventory is no part of the item: it may move when others are added.
    return replace(item, key=digest_of(item), position=row.position)


def files_of(package: Package, row: InventoryRow) -> list[str]:
    """The files that a row names, in page order.

    Raises:
        ItemError: if one is not there, may not be read, or could be several.
    """
    return [name for one in row.files for name in package.matching(row.in_holding(one))]


def _pairs(package: Package, row: InventoryRow) -> dict[str, str]:
    """The image of each OCR file that the description pairs with one."""
    return {
        package.find(row.in_holding(pair.ocr)): package.find(row.in_holding(pair.image))
        for pair in row.images
    }


def _surveyed(
    package: Package,
    name: str,
    limits: Limits,
    sha256: str | None,
    checksums: tuple[Checksum, ...],
) -> _Surveyed:
    try:
        with package.local_copy(name) as path:
            kind, is_well_named = kind_of(name, _head(path))
            n_pages = count_pages(path, kind, limits)
            digest, remarks = _sha256(path, sha256, checksums)
            file = SourceFile(name, digest, path.stat().st_size)
            notes = notes_of(path, kind, limits)
            pictures = pictures_in(path, kind, limits)
    except ItemError as error:
        where = repr(name)
        message = str(error) if where in str(error) else f"{where}: {error}"
        raise ItemError(error.reason_code, message) from None
    return _Surveyed(file, kind, n_pages, is_well_named, notes, remarks, pictures)


def _sha256(
    path: Path, known: str | None, checksums: tuple[Checksum, ...]
) -> tuple[str, tuple[str, ...]]:
    """The SHA-256 of a file, which is read once for it and for all checksums, and remarks.

    Raises:
        ItemError: if the file is not what a checksum says that is certainly of it.
    """
    found = {_RECORDED: known} if known else {}
    if wanted := sorted({_RECORDED, *(one.algorithm for one in checksums)} - set(found)):
        with path.open("rb") as stream:
            found |= digests_of_stream(stream, wanted)
    differing = [one for one in checksums if found[one.algorithm] != one.digest]
    for one in differing:
        if one.is_certain:
            raise ItemError(
                one.reason_code,
                f"it is not what its {one.algorithm.upper()} in the description says: ask for it"
                " again",
            )
    return found[_RECORDED], tuple(one.reason_code for one in differing)


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(HEAD_BYTES)


def _pages(
    surveyed: list[_Surveyed], pairs: Mapping[str, str], limits: Limits
) -> tuple[PageSource, ...]:
    """The pages in order; an image that has its OCR beside it is read from there."""
    image_of = _images_with_text(surveyed, pairs)
    read_elsewhere = set(image_of.values())
    read = [s for s in surveyed if s.file.path not in read_elsewhere]
    if sum(s.n_pages for s in read) > limits.max_pages_per_item:
        raise too_many_pages(limits)
    places = [(s, part) for s in read for part in range(s.n_pages)]
    return tuple(
        PageSource(
            number,
            s.file.path,
            part,
            PICTURE if part in s.pictures else s.kind,
            image_of.get(s.file.path),
        )
        for number, (s, part) in enumerate(places, start=1)
    )


def _images_with_text(surveyed: list[_Surveyed], pairs: Mapping[str, str]) -> dict[str, str]:
    """The image for whose pages an ALTO, PAGE or hOCR file stands, by the path of that file.

    It is the one that the description pairs with it, or else the one of the same stem.

    Raises:
        ItemError: source.page_mismatch, if the two have not the same number of pages, or if
            several files could be meant: leaving one out might lose a page.
    """
    paired = {s.file.path: s for s in surveyed if s.file.path in set(pairs.values())}
    of_stem: dict[str, list[_Surveyed]] = defaultdict(list)
    for one in surveyed:
        if one.kind == "image" and one.file.path not in paired:
            of_stem[page_name(one.file.path)].append(one)
    image_of: dict[str, str] = {}
    taken: set[str] = set()
    for ocr in surveyed:
        if ocr.kind != "alto":
            continue
        path = pairs.get(ocr.file.path)
        if path:
            meant = [paired[path]] if path in paired else []
        else:
            meant = _beside(ocr, of_stem[page_name(ocr.file.path)])
        if not meant and not path:
            continue
        image = meant[0].file.path if meant else ""
        if len(meant) != 1 or meant[0].n_pages != ocr.n_pages or image in taken:
            raise ItemError(
                "source.page_mismatch",
                f"{ocr.file.path!r} and the images of the same name do not fit page by page",
            )
        image_of[ocr.file.path] = image
        taken.add(image)
    return image_of


def _beside(ocr: _Surveyed, images: list[_Surveyed]) -> list[_Surveyed]:
    folder = PurePosixPath(ocr.file.path).parent
    return [s for s in images if PurePosixPath(s.file.path).parent == folder] or images


def _dates(written: str | None) -> tuple[DateSpan, list[str]]:
    if written is None:
        return DateSpan("", None, None), []
    dates = parse_date(written)
    unparsed = dates.earliest is None and dates.latest is None
    return dates, ["date.unparsed"] if unparsed else []


def _facts(row: InventoryRow) -> tuple[tuple[CataloguedFact, ...], list[str]]:
    facts = []
    remarks = []
    for fact in row.facts:
        value = truth_of(fact.value)
        if value is None:
            remarks.append(f"fact.malformed:{fact.name}")
        facts.append(CataloguedFact(fact.name, value or Truth.UNKNOWN))
    return tuple(facts), remarks
