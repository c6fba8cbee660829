"""A document as openfonds sees it, whatever program wrote it: pages, notes, and what is unread."""

from dataclasses import dataclass, field

MAX_NOTE_CHARACTERS = 400_000  # of one document; more is cut off by whoever keeps notes


@dataclass(frozen=True, slots=True)
class Part:
    """A page of a document: the text between two page breaks, or a picture that stands on it."""

    text: str
    picture: str | None = None  # where its bytes are: the name of a member, or START-END in a file


@dataclass(frozen=True, slots=True)
class Document:
    """What a document holds.

    `notes` are what it keeps from sight: comments, deleted and hidden text, properties. A document
    that is not whole has something in it that is not read here.
    """

    parts: tuple[Part, ...]
    notes: tuple[str, ...]
    is_whole: bool
    engine_version: str = ""  # encoding of a text that has one


@dataclass(slots=True)
class _Page:
    paragraphs: list[str] = field(default_factory=list)
    footnotes: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Table:
    """A table that is being written: its rows become lines, its cells are divided by tabs."""

    rows: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    cell: list[str] | None = None


@dataclass(slots=True)
class _Flow:
    """One course of text: the document, or a box, a note or a header within it."""

    run: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    tables: list[_Table] = field(default_factory=list)


class Writer:
    """Writes a document from what a reader meets, in order.

    A line stands for a line, and a blank line follows each paragraph, as in what Tesseract gives.
    What is hidden becomes notes, and never text.
    """

    def __init__(self) -> None:
        self._pages = [_Page()]
        self._flows = [_Flow()]
        self._notes: dict[str, None] = {}
        self._room = MAX_NOTE_CHARACTERS
        self._hidden: list[str] = []
        self._seen: set[str] = set()
        self._head: list[str] = []
        self._foot: list[str] = []
        self._section_at = 0  # the page on which the last section began
        self.is_whole = True
        self.n_made = 0  # pieces of text and pictures so far

    def text(self, text: str) -> None:
        """Text of the paragraph that is being written."""
        if text:
            self.n_made += 1
            self._flows[-1].run.append(text)

    def hide(self, text: str) -> None:
        """Text of the paragraph that nobody sees: hidden, or deleted but kept."""
        if text:
            self._hidden.append(text)

    def end_paragraph(self) -> None:
        """Whatever comes next begins a new paragraph; one without text leaves no trace."""
        flow = self._flows[-1]
        line = "".join(flow.run).strip()
        flow.run.clear()
        self._end_hidden()
        if not line:
            return
        if flow.tables:
            self._add_to_cell(flow.tables[-1], line)
        else:
            self._add_paragraph(line)

    def break_page(self) -> None:
        """A page ends here; but a page break within a table, a box or a note divides nothing."""
        if len(self._flows) > 1 or self._flows[0].tables:
            self._flows[-1].run.append(" ")
            return
        rest = self._flows[0].run
        if "".join(rest).strip():
            self.end_paragraph()
        self._pages.append(_Page())

    def begin_section(self) -> None:
        """A section begins, on a new page as long as nobody says otherwise."""
        n_pages = len(self._pages)
        self.break_page()
        self._section_at = len(self._pages) - 1 if len(self._pages) > n_pages else 0

    def join_section(self) -> None:
        """The section that began last goes on on the page of the one before."""
        if self._section_at:
            page = self._pages.pop(self._section_at)
            before = self._pages[self._section_at - 1]
            before.paragraphs += page.paragraphs
            before.footnotes += page.footnotes
            before.pictures += page.pictures
            self._section_at = 0

    def add_all(self, other: Document) -> str:
        """Take over pictures and notes of another document, and give its text."""
        for part in other.parts:
            if part.picture:
                self.picture(part.picture)
        for note in other.notes:
            self.note(note)
        self.is_whole &= other.is_whole
        return "\n\n".join(part.text for part in other.parts if part.text)

    def begin_table(self) -> None:
        """A table; within a cell its rows run on."""
        self.end_paragraph()
        self._flows[-1].tables.append(_Table())

    def begin_cell(self) -> None:
        """A cell of the row."""
        if self._flows[-1].tables:
            self._flows[-1].tables[-1].cell = []

    def end_cell(self) -> None:
        """The cell ends."""
        self.end_paragraph()
        if self._flows[-1].tables:
            table = self._flows[-1].tables[-1]
            table.cells.append(" ".join(table.cell or []))
            table.cell = None

    def end_row(self) -> None:
        """The row ends: it is a line of its own."""
        self.end_paragraph()
        tables = self._flows[-1].tables
        if not tables:
            return
        table = tables[-1]
        if table.cell:
            table.cells.append(" ".join(table.cell))
            table.cell = None
        row = "\t".join(table.cells).rstrip("\t")
        table.cells = []
        if not row.strip():
            return
        if len(tables) > 1:
            self._add_to_cell(tables[-2], row)
        else:
            table.rows.append(row)

    def end_table(self) -> None:
        """The table ends: its lines make a paragraph."""
        self.end_row()
        tables = self._flows[-1].tables
        table = tables.pop() if tables else _Table()
        if table.rows:
            self._add_paragraph("\n".join(table.rows))

    def begin_flow(self) -> None:
        """A box or note interrupts the paragraph, which goes on behind it."""
        self._flows.append(_Flow())

    def end_flow(self) -> str:
        """What the box or note says."""
        while self._flows[-1].tables:
            self.end_table()
        self.end_paragraph()
        return "\n\n".join(self._flows.pop().done) if len(self._flows) > 1 else ""

    def add_box(self, text: str) -> None:
        """What a box says stands before the paragraph that it interrupts."""
        if not text:
            return
        if self._flows[-1].tables:
            self._add_to_cell(self._flows[-1].tables[-1], text)
        else:
            self._add_paragraph(text)

    def add_footnote(self, text: str) -> None:
        """A footnote stands at the end of its page."""
        if text.strip():
            self._pages[-1].footnotes.append(text)

    def add_head(self, text: str) -> None:
        """What stands at the top of pages: once, before the first."""
        if text.strip() and text not in self._head:
            self._head.append(text)

    def add_foot(self, text: str) -> None:
        """What stands at the bottom of pages: once, behind the last."""
        if text.strip() and text not in self._foot:
            self._foot.append(text)

    def picture(self, where: str) -> None:
        """A picture; the same one twice is read once."""
        self.n_made += 1
        if where not in self._seen:
            self._seen.add(where)
            self._pages[-1].pictures.append(where)

    def note(self, text: str) -> None:
        """Something that is not seen on any page."""
        text = text.strip()
        if not text or text in self._notes:
            return
        if len(text) > self._room:
            self.is_whole = False
            text = text[: self._room]
        self._room -= len(text)
        if text:
            self._notes[text] = None

    def document(self, engine_version: str = "") -> Document:
        """The document; it has at least one page."""
        while len(self._flows) > 1:
            self.add_box(self.end_flow())
        while self._flows[0].tables:
            self.end_table()
        self.end_paragraph()
        parts: list[Part] = []
        last = len(self._pages) - 1
        for number, page in enumerate(self._pages):
            texts = [*page.paragraphs, *page.footnotes]
            if number == 0:
                texts = [*self._head, *texts]
            if number == last:
                texts += self._foot
            text = "\n\n".join(texts)
            # A page with nothing on it is a page, unless a picture stands for it.
            if text.strip() or not page.pictures:
                parts.append(Part(text))
            parts += (Part("", where) for where in page.pictures)
        while len(parts) > 1 and not parts[-1].text and parts[-1].picture is None:
            parts.pop()  # behind the last page break
        return Document(tuple(parts), tuple(self._notes), self.is_whole, engine_version)

    def _add_paragraph(self, text: str) -> None:
        flow = self._flows[-1]
        (self._pages[-1].paragraphs if len(self._flows) == 1 else flow.done).append(text)

    def _add_to_cell(self, table: _Table, text: str) -> None:
        if table.cell is None:
            table.cell = []
        table.cell.append(" ".join(text.split()))

    def _end_hidden(self) -> None:
        if self._hidden:
            self.note("".join(self._hidden))
            self._hidden.clear()
