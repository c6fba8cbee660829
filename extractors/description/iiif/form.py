"""IIIF manifests as a description: one manifest is one item, its canvases are the pages.

Only files of the holding count; no address is asked. A manifest whose images are not all there
fails, with the number of pages that are missing.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from extractors.description.forms import Form
from extractors.description.iiif.manifest import (
    MARK,
    ImageRef,
    Manifest,
    collection_of,
    id_of,
    kind_of_resource,
    manifest_of,
    parse,
)
from extractors.description.inventory.headings import ITEM_ID, column_of
from extractors.description.left_out import unused
from extractors.description.rows import ImageOf, Inventory, InventoryRow, inventory_of
from extractors.description.web_names import IMAGE_SUFFIXES, Found, WebFiles
from extractors.packing.member_names import natural_key
from extractors.packing.package import Package
from openfonds.errors import ItemError
from openfonds.model import Absence, NamedValue, Outcome
from openfonds.settings import Limits

HEAD_BYTES = 1 << 18
# What may lie beside manifests and is no item: annotations and pieces of manifests.
_PARTS = frozenset(
    ("Annotation", "AnnotationPage", "AnnotationCollection", "AnnotationList", "Layer", "Canvas")
) | frozenset(("Sequence", "Range"))
# Metadata that a row has a place for. Everything else is kept as written.
_JOINED = ("description", "access", "rights", "series")
_SINGLE = (
    "date",
    "creator",
    "author",
    "language",
    "material",
    "creator_type",
    "author_died",
    "act",
)


@dataclass(slots=True)
class _Read:
    """What is known while the manifests of a holding are read."""

    manifests: list[tuple[str, Manifest]] = field(default_factory=list)  # file, manifest
    absences: list[Absence] = field(default_factory=list)
    series: dict[str, str] = field(
        default_factory=dict
    )  # id of a manifest: label of its collection
    listed: dict[str, None] = field(default_factory=dict)  # ids in the order of the collections
    n_other: int = 0


@dataclass(frozen=True, slots=True)
class _Page:
    """What was found for a canvas: address and file, None where no file is there."""

    images: tuple[tuple[str, Found | None], ...]
    texts: tuple[tuple[str, Found], ...]


def marks(package: Package) -> tuple[str, ...]:
    """The JSON files that name the context of the Presentation API near their beginning."""
    names = (n for n in package.names() if n.lower().endswith((".json", ".jsonld")))
    return tuple(sorted((n for n in names if _is_marked(package, n)), key=natural_key))


def _is_marked(package: Package, name: str) -> bool:
    try:
        with package.open(name) as stream:
            return MARK in stream.read(HEAD_BYTES).replace(b"\\/", b"/")
    except ItemError:
        return False


def read(package: Package, marked: tuple[str, ...], limits: Limits) -> Inventory:
    """One row for each manifest; the collections give the order and the series.

    A manifest that a collection lists and that is not in the holding is an absence.
    """
    found = _Read()
    for name in marked:
        _read_file(package, name, limits, found)
    place = {identifier: i for i, identifier in enumerate(found.listed)}
    ordered = sorted(
        found.manifests,
        key=lambda one: (place.get(one[1].id, len(place)), natural_key(one[0])),
    )
    described = set(marked)
    files = WebFiles(n for n in package.names() if n not in described)
    repeated = Counter(code for _, m in ordered if (code := _reference(m)))
    rows: list[InventoryRow] = []
    resolved = [_resolved(name, manifest, files) for name, manifest in ordered]
    claims = _claims(page for pages in resolved for page in pages)
    position = 0
    for (_, manifest), pages in zip(ordered, resolved, strict=True):
        position += 1
        try:
            rows.append(_row(position, manifest, pages, claims, repeated, found.series))
        except ItemError as error:
            found.absences.append(_absence(manifest.id, position, error))
    here = {manifest.id for _, manifest in ordered}
    for identifier in found.listed:
        if identifier not in here:
            found.absences.append(_absence(identifier, 0, _not_here()))
    return inventory_of(
        rows, _placed(found.absences, position), (), tuple(_notes(package, marked, found, rows))
    )


def _not_here() -> ItemError:
    return ItemError(
        "iiif.manifest_missing", "a collection lists this manifest, and it is not in the holding"
    )


def _read_file(package: Package, name: str, limits: Limits, found: _Read) -> None:
    try:
        if package.size(name) > limits.max_text_bytes:
            raise ItemError("iiif.too_large", f"more than {limits.max_text_bytes} bytes: divide it")
        with package.open(name) as stream:
            _take_in(parse(stream.read()), name, found, 0)
    except ItemError as error:
        found.absences.append(_absence(name, 0, error))


def _take_in(resource: Mapping[str, Any], name: str, found: _Read, depth: int) -> None:
    kind = kind_of_resource(resource)
    if kind == "Manifest":
        try:
            found.manifests.append((name, manifest_of(resource)))
        except ItemError as error:
            found.absences.append(_absence(id_of(resource) or name, 0, error))
    elif kind == "Collection":
        listed = collection_of(resource)
        embedded = [id_of(m) for m in listed.embedded if kind_of_resource(m) == "Manifest"]
        for identifier in (*listed.manifests, *embedded):
            found.listed.setdefault(identifier)
            if listed.label:
                found.series.setdefault(identifier, listed.label)
        if depth < 8:
            for member in listed.embedded:
                _take_in(member, name, found, depth + 1)
    elif kind in _PARTS:
        found.n_other += 1
    else:
        odd = ItemError("iiif.unknown_type", "its type is not one of the Presentation API")
        found.absences.append(_absence(id_of(resource) or name, 0, odd))


def _resolved(name: str, manifest: Manifest, files: WebFiles) -> tuple[_Page, ...]:
    near = name.rpartition("/")[0]
    near = f"{near}/" if near else ""
    return tuple(
        _Page(
            tuple((image.url or image.service, _image(image, files, near)) for image in c.images),
            tuple((url, f) for url in c.texts if (f := files.of_url(url, near)) is not None),
        )
        for c in manifest.canvases
    )


def _claims(pages: Iterable[_Page]) -> dict[str, str]:
    """The address that each file counts for: the one that fits best; "" where two fit as well.

    Otherwise a page that is missing could be taken from another item.
    """
    best: dict[str, tuple[int, str]] = {}
    for page in pages:
        for url, found in (*page.images, *page.texts):
            if found is None:
                continue
            length, claimed = best.get(found.name, (0, ""))
            if found.n_shared > length:
                best[found.name] = found.n_shared, url
            elif found.n_shared == length and claimed != url:
                best[found.name] = length, ""
    return {name: url for name, (_, url) in best.items()}


def _row(
    position: int,
    manifest: Manifest,
    pages: tuple[_Page, ...],
    claims: Mapping[str, str],
    repeated: Counter[str],
    series: Mapping[str, str],
) -> InventoryRow:
    names: list[str] = []
    pairs: list[ImageOf] = []
    remarks: list[str] = []
    n_missing = 0
    is_sure = True
    for page in pages:
        here = [f for url, f in page.images if f and claims[f.name] == url]
        n_missing += len(page.images) - len(here)
        text = next((f for url, f in page.texts if _is_text(f) and claims[f.name] == url), None)
        if text and len(here) == 1 and text.name not in names:
            names.append(text.name)
            pairs.append(ImageOf(text.name, here[0].name))
            is_sure = is_sure and text.is_sure
        names += [f.name for f in here]
        is_sure = is_sure and all(f.is_sure for f in here)
    if n_missing:
        raise ItemError(
            "iiif.image_missing",
            f"{n_missing} images of {len(pages)} pages are not in the holding, or"
            " several files could be meant: put them beside the manifest by the names of their"
            " addresses, or get them with openfonds harvest",
        )
    if not names:
        raise ItemError("iiif.no_images", "the manifest has no images: sound or video, or nothing")
    if not all(page.images for page in pages):
        remarks.append("iiif.canvas_without_image")
    if not is_sure:
        remarks.append("iiif.matched_by_name")
    reference = _reference(manifest) or manifest.id
    if repeated[reference] > 1:
        reference = manifest.id
        remarks.append("iiif.reference_repeated")
    row = InventoryRow(
        position=position,
        reference_code=reference,
        folder="",
        files=tuple(names),
        title=manifest.title,
        description=manifest.description,
        rights=manifest.rights,
        access="IIIF Authentication" if manifest.restricted else None,
        series=series.get(manifest.id) or manifest.part_of,
        remarks=tuple(remarks),
        images=tuple(pairs),
    )
    return _described(row, manifest)


def _image(image: ImageRef, files: WebFiles, near: str) -> Found | None:
    if image.service:
        # The end of such an address is the same for all images: the identifier has to fit too.
        n_needed = image.at_full_size.count("/") + 2
        url = f"{image.service}/{image.at_full_size}"
        if found := files.of_url(url, near, n_needed):
            return found
    if image.url:
        is_request = image.service and image.url.startswith(image.service + "/")
        if found := files.of_url(image.url, near, 6 if is_request else 1):
            return found
    if image.service:
        return files.of_identifier(image.service.rpartition("/")[2], near)
    return None


def _is_text(found: Found) -> bool:
    return not found.name.lower().endswith(tuple(IMAGE_SUFFIXES))


def _reference(manifest: Manifest) -> str:
    """The one reference code that the metadata give; empty where they give none, or several."""
    found = {
        value
        for labels, values in manifest.metadata
        if any(column_of(label) == ITEM_ID for label in labels)
        for value in values
        if "\n" not in value
    }
    return found.pop() if len(found) == 1 else ""


def _described(row: InventoryRow, manifest: Manifest) -> InventoryRow:
    """A row with what the metadata say, by the headings that an inventory has."""
    texts: dict[str, list[str]] = {c: [v] for c in _JOINED if (v := getattr(row, c))}
    single: dict[str, str] = {}
    extra = [NamedValue("IIIF manifest", manifest.id)]
    for labels, values in manifest.metadata:
        column = next((c for label in labels if (c := column_of(label))), None)
        if column is not None and column in _JOINED:
            texts.setdefault(column, []).extend(values)
        elif column in _SINGLE and column is not None and column not in single:
            kept = "; ".join(values) if column == "author" else values[0]
            single[column] = kept
            extra += [NamedValue(labels[0], v) for v in values[1:] if v not in kept]
        elif column != ITEM_ID:
            extra += [NamedValue(labels[0], value) for value in values]
    remarks = list(row.remarks)
    if manifest.nav_date:
        extra.append(NamedValue("navDate", manifest.nav_date))
        if "date" not in single and manifest.nav_date[:4].isdecimal():
            # It is a place on a time line, given to the second even where only a year is known.
            single["date"] = manifest.nav_date[:4]
            remarks.append("iiif.date_from_navigation")
    if manifest.n_alternatives:
        extra.append(NamedValue("other images of its pages", str(manifest.n_alternatives)))
    joined = {column: "\n".join(dict.fromkeys(values)) for column, values in texts.items()}
    return replace(
        row,
        description=joined.get("description"),
        access=joined.get("access"),
        rights=joined.get("rights"),
        series=joined.get("series"),
        date=single.get("date"),
        creator=single.get("creator"),
        creator_type=single.get("creator_type"),
        author=single.get("author"),
        author_died=single.get("author_died"),
        language=single.get("language"),
        material=single.get("material"),
        act=single.get("act"),
        extra=tuple(extra),
        remarks=tuple(remarks),
    )


def _absence(reference: str, position: int, error: ItemError) -> Absence:
    usable = reference if reference.isprintable() and reference else "manifest"
    return Absence(usable, position, Outcome.FAILED, error.reason_code, str(error))


def _placed(absences: list[Absence], last: int) -> Iterator[Absence]:
    """Absences with a place each: those that have none come after the others."""
    for one in absences:
        if one.position:
            yield one
        else:
            last += 1
            yield replace(one, position=last)


def _notes(
    package: Package, marked: tuple[str, ...], found: _Read, rows: list[InventoryRow]
) -> Iterator[str]:
    yield f"IIIF: {len(found.manifests)} manifests in {len(marked)} files"
    if found.n_other:
        yield f"IIIF: {found.n_other} files are neither manifest nor collection and were left aside"
    yield from unused(package, rows, marked)


IIIF = Form("iiif", "IIIF manifests", marks, read)
