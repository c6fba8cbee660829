"""Word documents (.docx: ECMA-376 part 1, transitional and strict)."""

import posixpath
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote

from extractors.documents.container import Container, TextsOf, attribute, local, open_container
from extractors.documents.document import Document, Writer
from extractors.documents.docx_text import Relation, TextReader
from extractors.documents.pictures import require_pictures_read, without_specks
from extractors.documents.properties import add_properties
from openfonds.errors import ItemError
from openfonds.settings import Limits

MAIN = "word/document.xml"
# Beside the text: what each kind of part is, by the end of its relation's type.
HEADS, FEET = ("header",), ("footer",)
UNREAD = frozenset((
    "oleObject", "package", "chart", "diagramData", "aFChunk", "subDocument", "control",
    "attachedToolbars",
))  # fmt: skip
TEXT_OF_DRAWINGS = frozenset({"t", "v"})


def read_docx(path: Path, limits: Limits) -> Document:
    """What a .docx or .docm file says. Macros are not run, and nothing outside it is opened.

    Raises:
        ItemError: document.broken, xml.entities, source.too_large.
    """
    with open_container(path, limits) as container:
        main = _main_part(container)
        writer = Writer()
        relations = _relations(container, main)
        hidden = _hidden_styles(container, relations)
        shown: set[str] = set()
        notes = {
            kind: _notes_by_id(container, writer, _of_kind(relations, kind), hidden, shown)
            for kind in ("footnotes", "endnotes")
        }
        body = TextReader(writer, relations, hidden, notes)
        container.feed(main, body)
        body.finish()
        shown.update(body.shown)
        for relation in sorted(relations.values()):
            if relation.kind in (*HEADS, *FEET):
                shown.update(_add_margin(container, writer, relation, hidden))
            elif relation.kind == "comments" and not relation.is_external:
                _add_comments(container, writer, relation.target)
            elif relation.kind in UNREAD:
                writer.is_whole = False
                _add_drawing_texts(container, writer, relation)
        require_pictures_read(container, writer, shown, "media")
        add_properties(container, writer)
        return without_specks(writer.document(), container)


def _main_part(container: Container) -> str:
    main = next(
        (r.target for r in _relations(container, "").values() if r.kind == "officeDocument"), MAIN
    )
    if main not in container.sizes:
        raise ItemError(
            "document.broken", "the file is no Word document: it has no text part. Save it anew"
        )
    return main


def _relations(container: Container, part: str) -> dict[str, Relation]:
    """What a part refers to, by id (ECMA-376 part 2, 9.3)."""
    folder, name = posixpath.split(part)
    listed = posixpath.join(folder, "_rels", f"{name}.rels")
    found = _RelationList(folder)
    if listed in container.sizes:
        container.feed(listed, found)
    return found.relations


class _RelationList:
    def __init__(self, folder: str) -> None:
        self._folder = folder
        self.relations: dict[str, Relation] = {}

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if local(tag) != "Relationship":
            return
        kind = attributes.get("Type", "").rpartition("/")[2]
        target = attributes.get("Target", "")
        is_external = attributes.get("TargetMode") == "External"
        if not is_external:
            target = unquote(target)
            joined = target if target.startswith("/") else posixpath.join(self._folder, target)
            target = posixpath.normpath(joined).lstrip("/")
        self.relations[attributes.get("Id", "")] = Relation(kind, target, is_external)

    def end(self, tag: str) -> None:
        pass

    def data(self, text: str) -> None:
        pass

    def close(self) -> None:
        return None


def _of_kind(relations: Mapping[str, Relation], kind: str) -> list[str]:
    return sorted(r.target for r in relations.values() if r.kind == kind and not r.is_external)


class _StyleList(_RelationList):
    """Which styles hide text, their own or by the style that they are based on."""

    def __init__(self) -> None:
        super().__init__("")
        self._style = ""
        self._hides: dict[str, bool] = {}
        self._based_on: dict[str, str] = {}

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = local(tag)
        if name == "style":
            self._style = attribute(attributes, "styleId") or ""
        elif name == "basedOn":
            self._based_on[self._style] = attribute(attributes, "val") or ""
        elif name == "vanish" and self._style:
            value = attribute(attributes, "val")
            self._hides[self._style] = value not in ("0", "false", "off")

    def end(self, tag: str) -> None:
        if local(tag) == "style":
            self._style = ""

    def hidden(self) -> frozenset[str]:
        return frozenset(s for s in (*self._hides, *self._based_on) if self._is_hidden(s))

    def _is_hidden(self, style: str) -> bool:
        for _ in range(20):  # as deep as Word goes, and no circle
            if style in self._hides:
                return self._hides[style]
            style = self._based_on.get(style, "")
        return False


def _hidden_styles(container: Container, relations: Mapping[str, Relation]) -> frozenset[str]:
    styles = _StyleList()
    for part in _of_kind(relations, "styles"):
        if part in container.sizes:
            container.feed(part, styles)
    return styles.hidden()


def _notes_by_id(
    container: Container, writer: Writer, parts: list[str], hidden: frozenset[str], shown: set[str]
) -> dict[str, str]:
    texts: dict[str, str] = {}
    for part in parts:
        if part in container.sizes:
            own = Writer()
            reader = TextReader(own, _relations(container, part), hidden, {}, into=texts)
            container.feed(part, reader)
            writer.add_all(own.document())
            shown.update(reader.shown)
    return texts


def _add_margin(
    container: Container, writer: Writer, relation: Relation, hidden: frozenset[str]
) -> list[str]:
    """A header or footer, with the pictures on it."""
    if relation.is_external or relation.target not in container.sizes:
        writer.is_whole = False
        return []
    margin = Writer()
    reader = TextReader(margin, _relations(container, relation.target), hidden, {})
    container.feed(relation.target, reader)
    reader.finish()
    text = writer.add_all(margin.document())
    (writer.add_head if relation.kind in HEADS else writer.add_foot)(text)
    return reader.shown


def _add_comments(container: Container, writer: Writer, part: str) -> None:
    if part in container.sizes:
        comments = TextsOf(frozenset({"comment"}))
        container.feed(part, comments)
        for text in comments.texts:
            writer.note(text)


def _add_drawing_texts(container: Container, writer: Writer, relation: Relation) -> None:
    """What a chart or diagram says is known to the detectors, though its picture is not read."""
    target = relation.target
    if not relation.is_external and target.endswith(".xml") and target in container.sizes:
        drawing = TextsOf(TEXT_OF_DRAWINGS)
        container.feed(target, drawing)
        writer.note(" ".join(drawing.texts))
