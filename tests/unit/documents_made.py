"""Documents that tests make: as little of each form as shows what is meant."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from PIL import Image, ImageDraw

from extractors.documents.document import Document
from extractors.documents.read import read_document
from openfonds.settings import Limits

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKED = "http://schemas.openxmlformats.org/package/2006/relationships"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility'
    '/2006" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:v='
    '"urn:schemas-microsoft-com:vml" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
    'wordprocessingDrawing"'
)
ODF = "urn:oasis:names:tc:opendocument:xmlns"
ODT_NAMESPACES = (
    " ".join(
        f'xmlns:{name}="{ODF}:{name}:1.0"' for name in ("office", "text", "table", "style", "draw")
    )
    + f' xmlns:fo="{ODF}:xsl-fo-compatible:1.0" xmlns:svg="{ODF}:svg-compatible:1.0"'
    ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def png(width: int = 400, height: int = 100, text: str = "") -> bytes:
    """A picture, with words on it where they are wanted."""
    picture = Image.new("L", (width, height), 255)
    if text:
        ImageDraw.Draw(picture).text((20, 20), text, fill=0, font_size=48)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def zipped(path: Path, parts: Mapping[str, str | bytes]) -> Path:
    """A zip file with these members."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return path


def docx(
    path: Path,
    body: str,
    related: Mapping[str, tuple[str, str | bytes]] | None = None,
    more: Mapping[str, str | bytes] | None = None,
) -> Path:
    """A .docx; `related` are parts beside the text by their names: kind and content."""
    relations = "".join(
        f'<Relationship Id="{name}" Type="{R}/{kind}" Target="{name}"/>'
        for name, (kind, _) in (related or {}).items()
    )
    return zipped(
        path,
        {
            "_rels/.rels": f'<Relationships xmlns="{PACKED}"><Relationship Id="m" Type='
            f'"{R}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKED}">{relations}'
            "</Relationships>",
            **{f"word/{name}": content for name, (_, content) in (related or {}).items()},
            **(more or {}),
        },
    )


def part(name: str, inner: str) -> str:
    """A part beside the text, such as ftr or footnotes."""
    return f"<w:{name} {NAMESPACES}>{inner}</w:{name}>"


def p(*runs: str, properties: str = "") -> str:
    """A paragraph of runs, or of plain texts."""
    inner = "".join(one if one.startswith("<") else r(one) for one in runs)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def r(text: str, properties: str = "") -> str:
    """A run."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def odt(
    path: Path,
    body: str,
    styles: str = "",
    common: str = "",
    more: Mapping[str, bytes] | None = None,
) -> Path:
    """An .odt with automatic styles, and with what stands in styles.xml."""
    content = (
        f"<office:document-content {ODT_NAMESPACES}><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    )
    sheet = f"<office:document-styles {ODT_NAMESPACES}>{common}</office:document-styles>"
    return zipped(
        path,
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": content,
            "styles.xml": sheet,
            **(more or {}),
        },
    )


def read(path: Path, limits: Limits | None = None) -> Document:
    """What a document holds, by its name."""
    return read_document(path, path.suffix.removeprefix("."), limits or Limits())


def texts(path: Path) -> list[str]:
    """The texts of its pages; a picture is empty."""
    return [one.text for one in read(path).parts]
