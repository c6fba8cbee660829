"""Manifests and collections of the IIIF Presentation API, versions 2 and 3, in one form.

The two differ in the names of things (`@id`, `sequences`, `images`, `resource` against `id`,
`items`, `body`); manifests in use mix them, so each place is read by either name.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from extractors.description.iiif.values import all_of, first_of, values_of
from openfonds.errors import ItemError

MARK = b"iiif.io/api/presentation"
MAX_PAGES = 20_000
_TEXT_FORMATS = ("alto", "hocr", "page+xml", "pagexml")
_IMAGE_APIS = {"1": "full/full/0/native.jpg", "2": "full/full/0/default.jpg"}
_LATEST = "full/max/0/default.jpg"


@dataclass(frozen=True, slots=True)
class ImageRef:
    """An image of a canvas: its own address, and that of an image service."""

    url: str  # may be empty
    service: str  # may be empty
    at_full_size: str  # what to ask the service for, after its address


@dataclass(frozen=True, slots=True)
class Canvas:
    """One page."""

    images: tuple[ImageRef, ...]
    texts: tuple[str, ...]  # addresses of its text as ALTO, PAGE or hOCR


@dataclass(frozen=True, slots=True)
class Manifest:
    """One item. Texts are as written, without HTML."""

    id: str
    title: str | None
    metadata: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]  # labels, values
    description: str | None
    rights: str | None  # licence and required statement
    attribution: str | None
    nav_date: str | None
    part_of: str | None  # label of the collection that it names
    restricted: bool  # an authentication service stands before its images
    n_alternatives: int  # other images of the same pages
    canvases: tuple[Canvas, ...]


@dataclass(frozen=True, slots=True)
class ManifestList:
    """A collection: what it is called, and which manifests and collections it lists."""

    id: str
    label: str | None
    manifests: tuple[str, ...]
    collections: tuple[str, ...]
    embedded: tuple[Mapping[str, Any], ...]  # manifests and collections that stand in it in full


def parse(data: bytes) -> Mapping[str, Any]:
    """JSON of a manifest or a collection, as an object.

    Raises:
        ItemError: iiif.not_json.
    """
    try:
        read = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict):
        raise ItemError("iiif.not_json", "the file is not a JSON object in UTF-8")
    return read


def kind_of_resource(resource: Any) -> str:
    """The kind of a resource without its prefix: Manifest, Collection, Image, Choice ...

    >>> kind_of_resource({"@type": "sc:Manifest"}), kind_of_resource({"type": "Collection"})
    ('Manifest', 'Collection')
    """
    kind = _get(resource, "type", "@type")
    return kind.rpartition(":")[2] if isinstance(kind, str) else ""


def collection_of(resource: Mapping[str, Any]) -> ManifestList:
    """A collection of either version."""
    manifests, collections, embedded = [], [], []
    for member in _members(resource):
        kind = kind_of_resource(member) if isinstance(member, dict) else "Manifest"
        if isinstance(member, dict) and (_list(member, "sequences") or _list(member, "items")):
            embedded.append(member)
        elif kind == "Collection":
            collections.append(id_of(member))
        else:
            manifests.append(id_of(member))
    return ManifestList(
        id_of(resource),
        first_of(resource.get("label")),
        tuple(m for m in manifests if m),
        tuple(c for c in collections if c),
        tuple(embedded),
    )


def _members(resource: Mapping[str, Any]) -> Iterator[Any]:
    for key in ("items", "manifests", "collections", "members"):
        for member in _list(resource, key):
            if key == "collections" and isinstance(member, str):
                yield {"id": member, "type": "Collection"}
            else:
                yield member


def manifest_of(resource: Mapping[str, Any]) -> Manifest:
    """A manifest of either version.

    Raises:
        ItemError: iiif.no_id, iiif.no_pages, or iiif.too_many_pages.
    """
    identifier = id_of(resource)
    if not identifier:
        raise ItemError("iiif.no_id", "the manifest has no id")
    canvases = list(_canvases(resource))
    if not canvases:
        raise ItemError("iiif.no_pages", "the manifest has no canvases")
    if len(canvases) > MAX_PAGES:
        raise ItemError("iiif.too_many_pages", f"more than {MAX_PAGES} canvases: divide it")
    bodies = [list(_painted(canvas)) for canvas in canvases]
    statement = resource.get("requiredStatement")
    required = all_of(_get(statement, "value")) if isinstance(statement, dict) else None
    licence = "\n".join(
        text for key in ("rights", "license") if (text := all_of(resource.get(key)))
    )
    attribution = all_of(resource.get("attribution"))
    within = _first(resource, "partOf", "within")
    return Manifest(
        id=identifier,
        title=first_of(resource.get("label")),
        metadata=tuple(_metadata(resource)),
        description=all_of(_get(resource, "summary", "description")),
        rights="\n".join(t for t in (licence, required, attribution) if t) or None,
        attribution=attribution,
        nav_date=first_of(resource.get("navDate")),
        part_of=first_of(within.get("label")) if isinstance(within, dict) else None,
        restricted=_is_restricted(resource)
        or any(_is_restricted(b) for found in bodies for b, _ in found),
        n_alternatives=sum(n for found in bodies for _, n in found),
        canvases=tuple(
            Canvas(tuple(_image(b) for b, _ in found), tuple(_texts(canvas)))
            for canvas, found in zip(canvases, bodies, strict=True)
        ),
    )


def id_of(resource: Any) -> str:
    """The id of a resource, or the resource itself where it is no more than that."""
    found = resource if isinstance(resource, str) else _get(resource, "id", "@id")
    return found.strip() if isinstance(found, str) else ""


def _canvases(resource: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    sequences = [s for s in _list(resource, "sequences") if isinstance(s, dict)]
    # A second sequence is another order of the same canvases.
    found = _list(sequences[0], "canvases") if sequences else _list(resource, "items")
    for canvas in found:
        if isinstance(canvas, dict):
            yield canvas


def _painted(canvas: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], int]]:
    """The images painted on a canvas, each with the number of images that could take its place."""
    annotations = [
        one
        for page in _list(canvas, "items")
        if isinstance(page, dict)
        for one in _list(page, "items")
    ]
    for annotation in (*annotations, *_list(canvas, "images")):
        if not isinstance(annotation, dict):
            continue
        motive = str(annotation.get("motivation", "painting")).rpartition(":")[2]
        if motive != "painting":
            continue
        body = _first(annotation, "body", "resource")
        n_more = 0
        if kind_of_resource(body) == "Choice":
            options = [o for o in (*_list(body, "items"), *_list(body, "item")) if o]
            default = _first(body, "default") or (options.pop(0) if options else None)
            body, n_more = default, len(options)
        if kind_of_resource(body) == "SpecificResource":
            body = _first(body, "source", "full")
        if isinstance(body, str):
            body = {"id": body}
        if isinstance(body, dict) and _is_image(body):
            yield body, n_more


def _is_image(body: Mapping[str, Any]) -> bool:
    kind = kind_of_resource(body)
    form = body.get("format")
    if kind:
        return kind == "Image"
    return not isinstance(form, str) or form.startswith("image/")


def _image(body: Mapping[str, Any]) -> ImageRef:
    for service in _services(body):
        written = " ".join(
            str(_get(service, key)) for key in ("@context", "profile", "type", "@type")
        )
        if "/image" not in written and "ImageService" not in written:
            continue
        address = id_of(service).rstrip("/")
        version = next(
            (v for v in "123" if f"image/{v}" in written or f"ImageService{v}" in written),
            "1" if "image-api" in written else "2",
        )
        return ImageRef(id_of(body), address, _IMAGE_APIS.get(version, _LATEST))
    return ImageRef(id_of(body), "", "")


def _services(resource: Any) -> Iterator[Mapping[str, Any]]:
    for key in ("service", "services"):
        for service in _list(resource, key):
            if isinstance(service, dict):
                yield service


def _is_restricted(resource: Mapping[str, Any], depth: int = 0) -> bool:
    for service in _services(resource):
        written = " ".join(str(_get(service, k)) for k in ("@context", "profile", "type", "@type"))
        if "/auth/" in written or " Auth" in f" {written}":
            return True
        if depth < 3 and _is_restricted(service, depth + 1):
            return True
    return False


def _texts(canvas: Mapping[str, Any]) -> Iterator[str]:
    linked = [*_list(canvas, "seeAlso"), *_list(canvas, "rendering"), *_list(canvas, "related")]
    for page in (*_list(canvas, "annotations"), *_list(canvas, "otherContent")):
        for annotation in (*_list(page, "items"), *_list(page, "resources")):
            linked += [*_list(annotation, "body"), *_list(annotation, "resource")]
    for resource in linked:
        said = [str(_get(resource, k) or "") for k in ("format", "profile", "dcterms:format")]
        said += [text for _, text in values_of(_get(resource, "label"))]
        address = id_of(resource)
        told = " ".join((*said, address.rpartition("/")[2])).casefold()
        if address and any(form in told for form in _TEXT_FORMATS):
            yield address


def _metadata(resource: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    for pair in _list(resource, "metadata"):
        if not isinstance(pair, dict):
            continue
        labels = tuple(text for _, text in values_of(pair.get("label")))
        values = tuple(dict.fromkeys(text for _, text in values_of(pair.get("value"))))
        if labels and values:
            yield labels, values


def _get(resource: Any, *keys: str) -> Any:
    if isinstance(resource, dict):
        for key in keys:
            if resource.get(key) is not None:
                return resource[key]
    return None


def _list(resource: Any, key: str) -> list[Any]:
    found = _get(resource, key)
    if found is None:
        return []
    return found if isinstance(found, list) else [found]


def _first(resource: Any, *keys: str) -> Any:
    return next((found[0] for key in keys if (found := _list(resource, key))), None)
