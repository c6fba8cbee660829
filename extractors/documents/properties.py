"""What the properties of a document say that a person may have written."""

from extractors.documents.container import Container, TextsOf
from extractors.documents.document import Writer

# Title, subject, keywords and so on, but not what the program says of itself: its name, days,
# counts and identifiers say nothing of the document, and numbers look like identifiers.
SAID = frozenset((
    "title", "subject", "creator", "keywords", "keyword", "description", "category",
    "contentStatus", "Company", "Manager", "initial-creator", "user-defined", "lpwstr", "lpstr",
    "bstr", "docVar",
))  # fmt: skip
PARTS = ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml", "meta.xml")
PACKED_TITLES = frozenset({"TitlesOfParts", "HeadingPairs"})


def add_properties(container: Container, writer: Writer) -> None:
    """Add the properties to the notes; a part that is broken makes the document not whole."""
    from openfonds.errors import ItemError

    for part in PARTS:
        if part not in container.sizes:
            continue
        said = TextsOf(SAID)
        try:
            container.feed(part, said)
        except ItemError:
            writer.is_whole = False
        for text in said.texts:
            writer.note(text)
