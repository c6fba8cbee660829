"""OpenDocument texts (.odt: ISO/IEC 26300, OASIS ODF 1.0 to 1.3)."""

from collections.abc import Mapping
from pathlib import Path

from extractors.documents.container import Container, TextsOf, attribute, open_container
from extractors.documents.document import Document, Writer
from extractors.documents.odt_text import Styles, TextReader
from extractors.documents.pictures import require_pictures_read, without_specks
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
        writer, margins = Writer(), Writer()
        styles = Styles()
        readers = []
        for part, into in ((STYLES, margins), (CONTENT, writer)):
            if part in container.sizes:
                reader = TextReader(into, styles, container.sizes)
                container.feed(part, reader)
                readers.append(reader)
        writer.end_paragraph()
        for reader in readers:
            for text in reader.heads:
                writer.add_head(text)
            for text in reader.feet:
                writer.add_foot(text)
        writer.note(writer.add_all(margins.document()))
        shown = {name for reader in readers for name in reader.shown}
        require_pictures_read(container, writer, shown, "Pictures")
        add_properties(container, writer)
        return without_specks(writer.document(), container)


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
