"""OpenDocument texts (.odt: ISO/IEC 26300, OASIS ODF 1.0 to 1.3)."""

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from extractors.documents.container import Container, TextsOf, attribute, open_container
from extractors.documents.document import Document, Writer
from extractors.documents.odt_text import Styles, TextReader
from extractors.documents.pictures import is_picture, is_worth_reading, without_specks
from extractors.documents.properties import add_properties
from openfonds.errors import ItemError
from openfonds.settings import Limits

MANIFEST, CONTENT, STYLES = "META-INF/manifest.xml", "content.xml", "styles.xml"


def read_odt(path: Path, limits: Limits) -> Document:
    """What an .odt file says. Scripts are not run, and nothing outside it is opened.

    Raises:
        ItemError: document.broken, document.encrypted, xml.entities, source.too_large.
    """
    with open_container(path, limits) as container:
        _require_readable(container)
        writer = Writer()
        styles = Styles()
        margins = Margins()
        if STYLES in container.sizes:
            reader = TextReader(margins, styles, container.sizes)
            container.feed(STYLES, reader)
            shown = set(reader.shown)
        else:
            shown = set()
        reader = TextReader(writer, styles, container.sizes)
        container.feed(CONTENT, reader)
        writer.end_paragraph()
        shown.update(reader.shown)
        for text in margins.heads:
            writer.add_head(text)
        for text in margins.feet:
            writer.add_foot(text)
        writer.add_all(margins.document())
        _take_pictures(container, writer, shown)
        add_properties(container, writer)
        return without_specks(writer.document(), container)


class Margins(Writer):
    """Headers and footers, which stand among the styles."""

    def __init__(self) -> None:
        super().__init__()
        self.heads: list[str] = []
        self.feet: list[str] = []


def _require_readable(container: Container) -> None:
    if CONTENT not in container.sizes:
        raise ItemError(
            "document.broken",
            "the file is no OpenDocument text: it has no content. Save it anew",
        )
    if MANIFEST in container.sizes:
        found = _Encryption()
        container.feed(MANIFEST, found)
        if found.is_encrypted:
            raise ItemError(
                "document.encrypted", "the document wants a password: save it without one"
            )


class _Encryption(TextsOf):
    def __init__(self) -> None:
        super().__init__(frozenset())
        self.is_encrypted = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.is_encrypted |= tag.endswith("encryption-data")
        self.is_encrypted |= attribute(attributes, "full-path") == "encrypted-package"


def _take_pictures(container: Container, writer: Writer, shown: set[str]) -> None:
    """Pictures that the file has and no page shows are unread, and so are drawings."""
    for name in container.sizes:
        folder = PurePosixPath(name).parent.name
        if name in shown:
            writer.is_whole &= is_picture(name)
        elif folder == "Pictures" and (not is_picture(name) or is_worth_reading(container, name)):
            writer.is_whole = False
