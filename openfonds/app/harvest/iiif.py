"""Harvest IIIF: a manifest, or a collection with all that it lists, with images at full size."""

from collections import deque
from typing import Any

from extractors.description.iiif.manifest import (
    Canvas,
    ImageRef,
    collection_of,
    id_of,
    kind_of_resource,
    manifest_of,
    parse,
)
from extractors.description.web_names import local_name
from openfonds.app.harvest.account import Harvest
from openfonds.app.harvest.http_client import NotFetched, shown
from openfonds.errors import ItemError, SourceError

MAX_DEPTH = 8
MAX_MANIFESTS = 100_000
_AT_FULL_SIZE = ("full/max/0/default.jpg", "full/full/0/default.jpg")


def harvest_iiif(harvest: Harvest, url: str) -> dict[str, str]:
    """Harvest what is at an address. Returns labels and values for bag-info.txt.

    Raises:
        SourceError: if the address itself gives no manifest or collection.
        TransientError: if the server is down; what is there is kept.
    """
    waiting = deque([(url, 0)])
    seen = {url}
    n_manifests = 0
    while waiting:
        address, depth = waiting.popleft()
        try:
            resource = _document(harvest, address)
        except (NotFetched, ItemError) as error:
            if address == url:
                raise SourceError(str(error)) from None
            is_named = shown(address) in str(error)
            harvest.account.fail(str(error) if is_named else f"{shown(address)}: {error}")
            continue
        for one in _manifests_in(resource, depth):
            if isinstance(one, str):
                if one not in seen and depth < MAX_DEPTH and len(seen) < MAX_MANIFESTS:
                    seen.add(one)
                    waiting.append((one, depth + 1))
                elif one not in seen:
                    harvest.account.fail(f"{shown(one)}: too deep, or one manifest too many")
                continue
            n_manifests += 1
            try:
                _images(harvest, one)
            except ItemError as error:
                harvest.account.fail(f"{shown(address)}: {error}")
    if not n_manifests:
        raise SourceError(f"{shown(url)}: there is no IIIF manifest")
    harvest.account.records = n_manifests
    return {"External-Identifier": shown(url), "External-Description": "IIIF manifests and images"}


def _document(harvest: Harvest, url: str) -> dict[str, Any]:
    """A manifest or collection as delivered; its file ends in .json, as the form expects."""
    name = local_name(url)
    path = name if name.lower().endswith((".json", ".jsonld")) else f"{name}.json"
    data, _ = harvest.document(url, path)
    resource = dict(parse(data))
    if kind_of_resource(resource) not in ("Manifest", "Collection"):
        raise NotFetched("it is neither a IIIF manifest nor a collection")
    return resource


def _manifests_in(resource: dict[str, Any], depth: int) -> list[Any]:
    """The manifests that stand in a document, and the addresses of those that it lists."""
    if kind_of_resource(resource) == "Manifest":
        return [resource]
    listed = collection_of(resource)
    found: list[Any] = [*listed.manifests, *listed.collections]
    for member in listed.embedded:
        if kind_of_resource(member) == "Manifest":
            found.append(dict(member))
        elif depth < MAX_DEPTH:
            found += _manifests_in(dict(member), depth + 1)
        else:
            found.append(id_of(member))
    return found


def _images(harvest: Harvest, resource: dict[str, Any]) -> None:
    manifest = manifest_of(resource)
    harvest.progress.start("fetching images", len(manifest.canvases), "pages")
    for canvas in manifest.canvases:
        for image in canvas.images:
            _image(harvest, image)
        _texts(harvest, canvas)
    harvest.progress.finish()


def _image(harvest: Harvest, image: ImageRef) -> None:
    urls = []
    if image.service:
        forms = dict.fromkeys((image.at_full_size, *_AT_FULL_SIZE))
        urls = [f"{image.service}/{form}" for form in forms]
    if image.url:
        urls.append(image.url)
    if urls:
        harvest.file(tuple(urls), urls[0], is_image=True)


def _texts(harvest: Harvest, canvas: Canvas) -> None:
    """The text of a page, where a named host has it: without it the image is read."""
    for url in canvas.texts:
        if harvest.is_named(url):
            harvest.file((url,), url)
            return
