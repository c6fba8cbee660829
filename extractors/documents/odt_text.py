"""The text of an OpenDocument text: paragraphs, tables, notes, boxes, changes (ODF 1.3 part 3)."""

import re
from collections.abc import Collection
from typing import Any
from urllib.parse import unquote

from extractors.documents.container import Attributes, attribute, local
from extractors.documents.document import Writer

BLANKS = re.compile(r"[ \t\r\n]+")
MAX_SPACES = 1_000  # of one element that stands for many
HEADS = frozenset({"header", "header-left", "header-first"})
FEET = frozenset({"footer", "footer-left", "footer-first"})
# What is no text of the document: settings of styles, forms' code, numbers that a program keeps.
SILENT = frozenset((
    "binary-data", "scripts", "forms", "note-citation", "variable-decls", "sequence-decls",
    "user-field-decls", "notes-configuration", "linenumbering-configuration",
    "bibliography-configuration",
))  # fmt: skip
NOTES = frozenset({"annotation", "tracked-changes"})  # not seen on a page
SPOKEN = frozenset({"title", "desc"})  # of a picture, in the namespace of SVG
STYLE, SVG, DUBLIN_CORE = ":style:", ":svg-", "/dc/elements/"
UNREAD = frozenset({"object", "object-ole", "applet", "plugin", "floating-frame"})


class Styles:
    """What styles say of pages and of what is hidden; those of a document follow the common."""

    def __init__(self) -> None:
        self._parents: dict[str, str] = {}
        self._breaks: dict[str, str] = {}  # style: before or after
        self._hides: dict[str, bool] = {}
        self._style = ""

    def start(self, name: str, attributes: Attributes) -> None:
        """An element among the styles."""
        if name == "style":
            family = attribute(attributes, "family") or ""
            self._style = f"{family}:{attribute(attributes, 'name') or ''}"
            self._parents[self._style] = f"{family}:{attribute(attributes, 'parent-style-name')}"
            if attribute(attributes, "master-page-name"):
                self._breaks[self._style] = "before"
        elif name == "paragraph-properties":
            for side in ("before", "after"):
                value = attribute(attributes, f"break-{side}")
                if self._style and value is not None:
                    self._breaks[self._style] = side if value == "page" else ""
        elif name == "text-properties" and self._style:
            display = attribute(attributes, "display")
            if display is not None:
                self._hides[self._style] = display == "none"

    def end(self) -> None:
        """The style ends."""
        self._style = ""

    def page_break(self, style: str | None) -> str:
        """Where a paragraph of this style breaks the page: before, after, or not at all ("")."""
        found: str = self._found(self._breaks, f"paragraph:{style}", "")
        return found

    def hides(self, family: str, style: str | None) -> bool:
        """Whether text of this style is not seen."""
        found: bool = self._found(self._hides, f"{family}:{style}", False)
        return found

    def _found(self, of: dict[str, Any], style: str, default: Any) -> Any:
        for _ in range(20):  # deeper than any program goes, and no circle
            if style in of:
                return of[style]
            style = self._parents.get(style, "")
        return default


class TextReader:
    """Writes down what stands in the content, or in the headers and footers among the styles."""

    def __init__(self, writer: Writer, styles: Styles, members: Collection[str]) -> None:
        self._writer, self._styles, self._members = writer, styles, members
        self.shown: list[str] = []
        self.heads: list[str] = []
        self.feet: list[str] = []
        self._open: list[str] = []
        self._n_silent = 0
        self._kept: list[str] = []  # what a note that is not seen says
        self._n_kept = 0
        self._paragraphs: list[str] = []  # where each open paragraph breaks the page
        self._hides: list[bool] = [False]
        self._blank = True  # whether a blank at this place would follow another
        self._citation: list[str] | None = None
        self._marks: list[str] = []

    def start(self, tag: str, attributes: Attributes) -> None:
        """An element begins."""
        name = local(tag)
        self._open.append(name)
        if name == "note-citation":
            self._citation = []
        if self._n_silent or name in SILENT or (self._n_kept and DUBLIN_CORE in tag):
            self._n_silent += 1
        elif self._n_kept or name in NOTES or (name in SPOKEN and SVG in tag):
            self._n_kept += 1
        elif STYLE in tag:
            self._start_style(name, attributes)
        else:
            self._start_text(name, attributes)

    def end(self, tag: str) -> None:
        """An element ends."""
        name = self._open.pop()
        if name == "note-citation" and self._citation is not None:
            self._note_mark("".join(self._citation))
            self._citation = None
        if self._n_silent:
            self._n_silent -= 1
        elif self._n_kept:
            self._n_kept -= 1
            if name in ("p", "h", "list-item"):
                self._kept.append(" ")
            if not self._n_kept:
                self._writer.note(" ".join("".join(self._kept).split()))
                self._kept.clear()
        elif STYLE in tag:
            self._end_style(name)
        else:
            self._end_text(name)

    def data(self, text: str) -> None:
        """Blanks in a row are one (ODF 1.3 part 3, 6.1.2)."""
        if self._citation is not None:
            self._citation.append(text)
        elif self._n_kept and not self._n_silent:
            self._kept.append(text)
        elif self._paragraphs and not self._n_silent:
            text = BLANKS.sub(" ", text)
            if self._blank:
                text = text.removeprefix(" ")
            if text:
                self._blank = text.endswith(" ")
                self._add(text)

    def close(self) -> Any:
        """Nothing is built."""
        return None

    def _start_style(self, name: str, attributes: Attributes) -> None:
        if name in HEADS or name in FEET:
            self._writer.begin_flow()
        else:
            self._styles.start(name, attributes)

    def _end_style(self, name: str) -> None:
        if name == "style":
            self._styles.end()
        elif name in HEADS or name in FEET:
            text = self._writer.end_flow()
            (self.heads if name in HEADS else self.feet).append(text)

    def _start_text(self, name: str, attributes: Attributes) -> None:
        writer = self._writer
        if name in ("p", "h"):
            style = attribute(attributes, "style-name")
            where = self._styles.page_break(style)
            if where == "before" and writer.n_made:
                writer.break_page()
            self._paragraphs.append(where)
            self._hides.append(self._styles.hides("paragraph", style))
            self._blank = True
        elif name == "span":
            self._hides.append(self._styles.hides("text", attribute(attributes, "style-name")))
        elif name == "section":
            is_off = attribute(attributes, "display") == "none"
            self._hides.append(is_off or attribute(attributes, "is-hidden") == "true")
        elif name == "hidden-paragraph":
            self._hides[-1] |= attribute(attributes, "is-hidden") == "true"
        elif name == "hidden-text":
            writer.note(attribute(attributes, "string-value") or "")
            self._hides.append(True)
        elif name == "s":
            count = attribute(attributes, "c") or "1"
            self._add(" " * min(int(count) if count.isdecimal() else 1, MAX_SPACES))
        elif name in ("tab", "line-break"):
            self._add("\t" if name == "tab" else "\n")
            self._blank = True
        elif name in UNREAD:
            writer.is_whole = False
        elif name == "image":
            self._picture(unquote(attribute(attributes, "href") or ""))
        else:
            self._start_block(name)

    def _start_block(self, name: str) -> None:
        writer = self._writer
        if name == "table":
            writer.begin_table()
        elif name in ("table-cell", "covered-table-cell"):
            writer.begin_cell()
        elif name in ("text-box", "note-body"):
            writer.begin_flow()

    def _end_text(self, name: str) -> None:
        writer = self._writer
        if name in ("p", "h"):
            writer.end_paragraph()
            self._hides.pop()
            if self._paragraphs.pop() == "after":
                writer.break_page()
            self._blank = True
        elif name in ("span", "section", "hidden-text"):
            self._hides.pop()
        elif name in ("table-cell", "covered-table-cell"):
            writer.end_cell()
        elif name == "table-row":
            writer.end_row()
        elif name == "table":
            writer.end_table()
        elif name == "text-box":
            writer.add_box(writer.end_flow())
            self._blank = False
        elif name == "note-body":
            self._end_note(writer.end_flow())

    def _note_mark(self, label: str) -> None:
        mark = f"[{' '.join(label.split())}]"
        self._marks.append(mark)
        if not self._n_kept:
            self._add(mark)
            self._blank = False

    def _end_note(self, text: str) -> None:
        mark = self._marks.pop() if self._marks else ""
        said = f"{mark} {text}".strip()
        if any(self._hides):
            self._writer.note(said)
        else:
            self._writer.add_footnote(said)
        self._blank = False

    def _picture(self, where: str) -> None:
        where = where.removeprefix("./")
        if not where:
            return
        if where in self._members:
            self.shown.append(where)
            # What stands for an object shows what is not read.
            if not where.startswith("ObjectReplacements/"):
                self._writer.picture(where)
        else:
            self._writer.is_whole = False  # outside the file, or missing

    def _add(self, text: str) -> None:
        if any(self._hides):
            self._writer.hide(text)
        else:
            self._writer.text(text)
