"""The text parts of a .docx: paragraphs, tables, notes, boxes, changes (ECMA-376 part 1, 17)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from extractors.documents.container import Attributes, attribute, local
from extractors.documents.document import Writer

WORD = "wordprocessingml"
OFF = ("0", "false", "off")
# What stands in the file and is not part of the text: deleted, moved away, instructions.
GONE = frozenset({"del", "moveFrom"})
SILENT = frozenset(
    {"instrText", "delInstrText", "fldData", "rPrChange", "pPrChange", "sectPrChange"}
)
RUNS_ON = ("continuous", "nextColumn")
SIGNS = {"tab": "\t", "cr": "\n", "noBreakHyphen": "\u2011", "ptab": "\t"}


@dataclass(frozen=True, slots=True, order=True)
class Relation:
    """What a part refers to."""

    kind: str
    target: str  # name of a part, or an address where it is external
    is_external: bool


class TextReader:
    """Writes down what stands in the body, a header, or the footnotes of a document."""

    def __init__(
        self,
        writer: Writer,
        relations: Mapping[str, Relation],
        hidden_styles: frozenset[str],
        notes: Mapping[str, Mapping[str, str]],
        into: dict[str, str] | None = None,
    ) -> None:
        self._writer, self._relations = writer, relations
        self._hidden_styles, self._notes, self._into = hidden_styles, notes, into
        self.shown: list[str] = []
        self._open: list[tuple[str, bool]] = []  # the elements around, and whether of Word
        self._n_gone = 0
        self._n_silent = 0
        self._choices: list[int] = []  # what had been made when an alternative began
        self._paragraph_hides: list[bool] = [False]
        self._run_hides: list[bool] = [False]
        self._section_ends: list[bool] = [False]
        self._section_runs_on = False
        self._takes_text = False
        self._n_notes = 0
        self._endnotes: list[str] = []
        self._note_id = ""
        self._used: set[tuple[str, str]] = set()

    def start(self, tag: str, attributes: Attributes) -> None:
        """An element begins."""
        name, is_word = local(tag), WORD in tag
        self._open.append((name, is_word))
        if self._n_silent or name in SILENT or (name == "Fallback" and self._has_choice()):
            self._n_silent += 1
        elif is_word:
            self._start_word(name, attributes)
        elif name in ("blip", "imagedata"):
            self._picture(attributes)
        elif name == "t":
            self._takes_text = True
        elif name == "AlternateContent":
            self._choices.append(self._writer.n_made)
        elif name in ("docPr", "cNvPr"):
            self._writer.note(attributes.get("descr", ""))
            self._writer.note(attributes.get("title", ""))
        elif name in ("OLEObject", "chart", "relIds"):
            self._writer.is_whole = False
        elif name in ("shape", "textpath") and attributes.get("string"):
            self._writer.text(attributes["string"])  # WordArt
        elif name == "shape":
            self._writer.note(attributes.get("alt", ""))

    def end(self, tag: str) -> None:
        """An element ends."""
        name, is_word = self._open.pop()
        if self._n_silent:
            self._n_silent -= 1
        elif is_word:
            self._end_word(name)
        elif name == "t":
            self._takes_text = False
        elif name == "AlternateContent":
            self._choices.pop()

    def data(self, text: str) -> None:
        """Text counts within the elements that are made for it."""
        if self._takes_text and not self._n_silent:
            self._add(text)

    def close(self) -> Any:
        """Nothing is built."""
        return None

    def finish(self) -> None:
        """Endnotes stand at the end."""
        self._writer.end_paragraph()
        for text in self._endnotes:
            self._writer.add_box(text)
        for kind, texts in self._notes.items():
            for note_id, text in texts.items():
                if (kind, note_id) not in self._used:
                    self._writer.note(text)

    def _start_word(self, name: str, attributes: Attributes) -> None:
        writer = self._writer
        if name in ("t", "delText"):
            self._takes_text = True
        elif name in GONE and not self._is_mark():
            self._n_gone += 1
        elif name == "p":
            self._paragraph_hides.append(False)
            self._section_ends.append(False)
        elif name == "r":
            self._run_hides.append(self._run_hides[-1] or self._paragraph_hides[-1])
        elif name in SIGNS and self._within("r"):
            self._add(SIGNS[name])
        elif name == "br":
            if attribute(attributes, "type") == "page" and not self._n_gone:
                writer.break_page()
            else:
                self._add("\n")
        elif name == "sym":
            self._add(_symbol(attribute(attributes, "char")))
        elif name in ("tbl", "tc", "txbxContent"):
            self._start_block(name)
        elif name in ("footnoteReference", "endnoteReference"):
            self._reference(name, attribute(attributes, "id") or "")
        elif name in ("footnote", "endnote") and self._into is not None:
            self._note_id = attribute(attributes, "id") or ""
            writer.begin_flow()
        elif name in ("altChunk", "subDoc", "object"):
            writer.is_whole = False
        else:
            self._start_property(name, attributes)

    def _start_property(self, name: str, attributes: Attributes) -> None:
        value = attribute(attributes, "val")
        if name == "vanish" and self._within("rPr"):
            if self._within("r", above=2):
                self._run_hides[-1] = value not in OFF
        elif name == "rStyle" and self._within("r", above=2):
            self._run_hides[-1] |= value in self._hidden_styles
        elif name == "pStyle":
            self._paragraph_hides[-1] = value in self._hidden_styles
        elif name == "pageBreakBefore" and value not in OFF and self._within("pPr"):
            self._writer.break_page()
        elif name == "sectPr":
            self._section_runs_on = False
            if self._within("pPr"):
                self._section_ends[-1] = True
        elif name == "type" and self._within("sectPr"):
            self._section_runs_on = value in RUNS_ON

    def _start_block(self, name: str) -> None:
        if name == "tbl":
            self._writer.begin_table()
        elif name == "tc":
            self._writer.begin_cell()
        else:
            self._writer.begin_flow()

    def _end_word(self, name: str) -> None:
        writer = self._writer
        if name in ("t", "delText"):
            self._takes_text = False
        elif name in GONE and not self._is_mark(above=0):
            self._n_gone -= 1
        elif name == "p":
            writer.end_paragraph()
            self._paragraph_hides.pop()
            if self._section_ends.pop():
                writer.begin_section()
        elif name == "sectPr" and self._section_runs_on:
            writer.join_section()  # how a section begins is said where it ends
        elif name == "r":
            self._run_hides.pop()
        elif name == "tc":
            writer.end_cell()
        elif name == "tr":
            writer.end_row()
        elif name == "tbl":
            writer.end_table()
        elif name == "txbxContent":
            writer.add_box(writer.end_flow())
        elif name in ("footnote", "endnote") and self._into is not None:
            self._into[self._note_id] = writer.end_flow()

    def _add(self, text: str) -> None:
        if self._n_gone or self._run_hides[-1]:
            self._writer.hide(text)
        else:
            self._writer.text(text)

    def _reference(self, name: str, note_id: str) -> None:
        text = self._notes.get(name.removesuffix("Reference") + "s", {}).get(note_id)
        if text is None:
            return
        self._used.add((name.removesuffix("Reference") + "s", note_id))
        if self._n_gone or self._run_hides[-1]:
            self._writer.note(text)
            return
        self._n_notes += 1
        mark = f"[{self._n_notes}]"
        self._writer.text(mark)
        if name == "footnoteReference":
            self._writer.add_footnote(f"{mark} {text}")
        else:
            self._endnotes.append(f"{mark} {text}")

    def _picture(self, attributes: Attributes) -> None:
        names = ("embed", "link", "id", "pict")
        for name in names:
            relation = self._relations.get(attribute(attributes, name, "relationships") or "")
            if relation is None:
                continue
            if relation.is_external or self._n_gone:
                self._writer.is_whole = False
            else:
                self.shown.append(relation.target)
                self._writer.picture(relation.target)

    def _has_choice(self) -> bool:
        """Whether the first of several alternatives gave anything."""
        return bool(self._choices) and self._writer.n_made > self._choices[-1]

    def _is_mark(self, above: int = 1) -> bool:
        """Whether `del` says that a paragraph mark or a row is deleted, and holds nothing."""
        return self._within("rPr", above) or self._within("trPr", above)

    def _within(self, name: str, above: int = 1) -> bool:
        """Whether the element that many levels above the last one has this name."""
        return len(self._open) > above and self._open[-1 - above][0] == name


def _symbol(code: str | None) -> str:
    try:
        return chr(int(code or "", 16))
    except (ValueError, OverflowError):
        return "\ufffd"
