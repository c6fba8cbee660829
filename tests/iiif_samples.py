"""IIIF manifests of both versions, with images that are there."""

import io
import json
from pathlib import Path
from typing import Any

from PIL import Image

from tests.bags import put

HOST = "https://iiif.a.example"
CONTEXT_3 = "http://iiif.io/api/presentation/3/context.json"
CONTEXT_2 = "http://iiif.io/api/presentation/2/context.json"


def picture(shade: int = 200) -> bytes:
    """A small JPEG."""
    out = io.BytesIO()
    Image.new("L", (40, 60), shade).save(out, "JPEG")
    return out.getvalue()


def service_3(identifier: str, host: str = HOST) -> dict[str, Any]:
    return {"id": f"{host}/image/{identifier}", "type": "ImageService3", "profile": "level2"}


def manifest_3(
    number: int, pages: list[str], host: str = HOST, *, with_service: bool = True, **more: Any
) -> dict[str, Any]:
    """Version 3: `pages` are identifiers of images."""
    items = []
    for page in pages:
        body: dict[str, Any] = {
            "id": f"{host}/image/{page}/full/max/0/default.jpg",
            "type": "Image",
            "format": "image/jpeg",
        }
        if with_service:
            body["service"] = [service_3(page, host)]
        painting = {"type": "Annotation", "motivation": "painting", "body": body}
        canvas = {"id": f"{host}/c/{page}", "type": "Canvas", "height": 60, "width": 40}
        items.append({**canvas, "items": [{"type": "AnnotationPage", "items": [painting]}]})
    return {
        "@context": CONTEXT_3,
        "id": f"{host}/m/{number}/manifest.json",
        "type": "Manifest",
        "label": {"ru": [f"Дело {number}"], "en": [f"File {number}"]},
        "items": items,
        **more,
    }


def manifest_2(number: int, pages: list[str], host: str = HOST, **more: Any) -> dict[str, Any]:
    """Version 2.1, with an image service of version 2."""
    canvases = []
    for page in pages:
        service = {
            "@context": "http://iiif.io/api/image/2/context.json",
            "@id": f"{host}/image/{page}",
            "profile": "http://iiif.io/api/image/2/level1.json",
        }
        resource = {
            "@id": f"{host}/image/{page}/full/full/0/default.jpg",
            "@type": "dctypes:Image",
            "service": service,
        }
        image = {"@type": "oa:Annotation", "motivation": "sc:painting", "resource": resource}
        canvases.append({"@id": f"{host}/c/{page}", "@type": "sc:Canvas", "images": [image]})
    return {
        "@context": CONTEXT_2,
        "@id": f"{host}/m/{number}/manifest.json",
        "@type": "sc:Manifest",
        "label": f"Дело {number}",
        "sequences": [{"@type": "sc:Sequence", "canvases": canvases}],
        **more,
    }


def write(folder: Path, files: dict[str, Any]) -> Path:
    """A holding: dictionaries become JSON, bytes stay."""
    for name, content in files.items():
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        put(folder / name, data)
    return folder
