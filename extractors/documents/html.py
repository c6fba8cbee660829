"""HTML pages: what a browser shows of them without running or fetching anything."""

import codecs
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lxml import etree

from extractors.documents.document import Document, Writer
from openfonds.encodings import BYTE_ORDER_MARKS, EIGHT_BIT, decode_text
from openfonds.errors import ItemError
from openfonds.settings import Limits

CHUNK_CHARACTERS = 1 << 16
MAX_SHEET_CHARACTERS = 200_000
# The head of a file in which a browser looks for its encoding (HTML Standard, 13.2.3.2).
HEAD_BYTES = 4096
WESTERN = ("iso8859-1", "cp1252", "iso8859-15")
BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1",
    "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "legend", "li", "main", "menu", "nav",
    "ol", "option", "p", "pre", "section", "select", "summary", "title", "ul",
))  # fmt: skip
SILENT = frozenset({"script", "style", "template", "noframes", "datalist", "noembed"})
VOID = frozenset((
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input",
    "keygen", "link", "meta", "param", "source", "track", "wbr",
))  # fmt: skip
# What shows something that is not in the file.
ELSEWHERE = frozenset({"img", "iframe", "frame", "object", "embed", "canvas", "video", "audio"})
SAID_OF_PAGE = ("description", "keywords", "author")
BLANKS = re.compile(r"[ \t\r\n\f]+")
_CHARSET = re.compile(rb"<meta[^>]{0,500}charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.\-]+)", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"^\s*<\?xml[^>]{0,200}encoding\s*=\s*[\"']([A-Za-z0-9_.\-]+)")
_UNSEEN = re.compile(r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_BREAK = re.compile(
    r"(?:page-)?break-(before|after)\s*:\s*(?:always|page|left|right)", re.IGNORECASE
)
_AT_RULE = re.compile(r"@[\w-]+[^{};]*(?:\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}|;)")
_RULE = re.compile(r"([^{}]{1,2000})\{([^{}]*)\}")
_SIMPLE = re.compile(r"[\w-]*[.#][\w-]+|[\w-]+")


def read_html(path: Path, limits: Limits) -> Document:
    """What an HTML file says.

    Raises:
        ItemError: source.too_large, text.encoding_unclear, text.not_text, document.broken.
    """
    if path.stat().st_size > limits.max_text_bytes:
        raise ItemError("source.too_large", "the file is too large: divide it")
    text, encoding = decode_html(path.read_bytes())
    reader = _Reader(Writer())
    # Text is given, so that the parser has nothing to guess; and it has no way to fetch anything.
    parser = etree.HTMLParser(target=reader, no_network=True, huge_tree=True, encoding="utf-8")
    try:
        for start in range(0, len(text), CHUNK_CHARACTERS):
            parser.feed(text[start : start + CHUNK_CHARACTERS].encode("utf-8", "replace"))
        parser.close()
    except etree.LxmlError:
        if text.strip():
            raise ItemError(
                "document.broken", "the HTML cannot be read: open it by hand and save it anew"
            ) from None
    return reader.document(encoding)


def decode_html(data: bytes) -> tuple[str, str]:
    """The text of an HTML file: by its mark, what it says of itself, or what it spells.

    What it says of itself is believed if it can be true.

    Raises:
        ItemError: text.encoding_unclear, text.not_text.
    """
    if not data.startswith(tuple(mark for mark, _ in BYTE_ORDER_MARKS)) and b"\0" not in data:
        head = data[:HEAD_BYTES]
        told = _XML_ENCODING.search(head) or _CHARSET.search(head)
        if told:
            name = told[1].decode("ascii").lower()
            if text := _decoded(data, name):
                return text, codecs.lookup(name).name
    return decode_text(data)


def _decoded(data: bytes, name: str) -> str:
    """The text in an encoding that a file says it has; "" if that cannot be."""
    try:
        text = data.decode(name)
    except (LookupError, UnicodeError, ValueError):
        return ""
    if text.isascii() or codecs.lookup(name).name == "utf-8":
        return text
    try:  # anything can be read as a Western code page: what it spells counts for more
        _, spelt = decode_text(data)
    except ItemError:
        return text
    is_western = codecs.lookup(name).name in WESTERN
    return "" if spelt == "utf-8" or (is_western and spelt in EIGHT_BIT) else text


class _Reader:
    """Writes down what the parser meets."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._open: list[tuple[str, bool, bool, str]] = []  # name, silent, hidden, page break
        self._n_silent = 0
        self._n_hidden = 0
        self._n_preformatted = 0
        self._blank = True
        self._styles: list[str] = []
        self._style: list[str] | None = None
        self._title: list[str] | None = None
        self._unseen: frozenset[str] = frozenset()

    def start(self, tag: str | bytes, attrib: Mapping[str | bytes, str | bytes]) -> None:
        name = str(tag).lower()
        attributes = {str(key): str(value) for key, value in attrib.items()}
        if name in VOID:
            self._void(name, attributes)
            return
        style = attributes.get("style", "")
        is_hidden = self._is_unseen(name, attributes, style)
        is_silent = name in SILENT
        breaks = _BREAK.search(style)
        where = breaks[1].lower() if breaks else ""
        self._open.append((name, is_silent, is_hidden, where))
        if name in ELSEWHERE:
            self._writer.is_whole = False
        if name == "style":
            self._style = []
        elif name == "title" and not self._n_silent:
            self._title = []
        self._begin_block(name)
        self._n_silent += is_silent
        self._n_hidden += is_hidden
        self._n_preformatted += name in ("pre", "textarea")
        if where == "before":
            self._break_page()
        for said in ("alt", "title", "aria-label", "placeholder"):
            self._writer.note(attributes.get(said, ""))

    def end(self, tag: str | bytes) -> None:
        name = str(tag).lower()
        if name in VOID or not self._open:
            return
        name, is_silent, is_hidden, where = self._open.pop()
        self._end_block(name)
        self._n_silent -= is_silent
        self._n_hidden -= is_hidden
        self._n_preformatted -= name in ("pre", "textarea")
        if name == "style" and self._style is not None:
            self._unseen |= _unseen_by("".join(self._style))
            self._style = None
        elif name == "title" and self._title is not None:
            self._writer.note("".join(self._title))
            self._title = None
        if where == "after":
            self._break_page()

    def data(self, data: str | bytes) -> None:
        text = str(data)
        if self._style is not None:
            self._style.append(text)
        elif self._title is not None:
            self._title.append(text)
        elif not self._n_silent:
            self._add(text)

    def comment(self, text: str | bytes) -> None:
        self._writer.note(" ".join(str(text).split()))

    def close(self) -> Any:
        return None

    def document(self, encoding: str) -> Document:
        return self._writer.document(encoding)

    def _void(self, name: str, attributes: Mapping[str, str]) -> None:
        writer = self._writer
        style = attributes.get("style", "")
        if _BREAK.search(style):
            self._break_page()
        elif name == "br" and not self._n_silent:
            (writer.hide if self._n_hidden else writer.text)("\n")
            self._blank = True
        elif name == "hr":
            writer.end_paragraph()
        elif name == "input":
            self._input(attributes)
        elif name == "meta" and attributes.get("name", "").lower() in SAID_OF_PAGE:
            writer.note(attributes.get("content", ""))
        if name in ELSEWHERE:
            writer.is_whole = False
            writer.note(attributes.get("alt", ""))
            writer.note(attributes.get("title", ""))

    def _input(self, attributes: Mapping[str, str]) -> None:
        value = attributes.get("value", "")
        if attributes.get("type", "text").lower() in ("text", "search", "email", "tel", "number"):
            self._add(f" {value} ")
        else:
            self._writer.note(value)

    def _is_unseen(self, name: str, attributes: Mapping[str, str], style: str) -> bool:
        if "hidden" in attributes or _UNSEEN.search(style):
            return True
        if not self._unseen:
            return False
        classes = attributes.get("class", "").lower().split()
        marks = [name, *(f".{c}" for c in classes), *(f"{name}.{c}" for c in classes)]
        if own := attributes.get("id"):
            marks += [f"#{own.lower()}", f"{name}#{own.lower()}"]
        return not self._unseen.isdisjoint(marks)

    def _begin_block(self, name: str) -> None:
        writer = self._writer
        if name in BLOCKS:
            writer.end_paragraph()
            self._blank = True
        elif name == "table":
            writer.begin_table()
            self._blank = True
        elif name in ("td", "th"):
            writer.begin_cell()
            self._blank = True

    def _end_block(self, name: str) -> None:
        writer = self._writer
        if name in BLOCKS:
            writer.end_paragraph()
            self._blank = True
        elif name in ("td", "th"):
            writer.end_cell()
        elif name == "tr":
            writer.end_row()
        elif name == "table":
            writer.end_table()

    def _break_page(self) -> None:
        if self._writer.n_made:
            self._writer.break_page()

    def _add(self, text: str) -> None:
        if not self._n_preformatted:
            text = BLANKS.sub(" ", text)
            if self._blank:
                text = text.removeprefix(" ")
            if not text:
                return
            self._blank = text.endswith(" ")
        (self._writer.hide if self._n_hidden else self._writer.text)(text)


def _unseen_by(sheet: str) -> frozenset[str]:
    """What a style sheet hides, as far as its selectors are simple ones."""
    sheet = re.sub(r"/\*.*?\*/", " ", sheet[:MAX_SHEET_CHARACTERS], flags=re.DOTALL).replace(
        "<!--", " "
    )
    found: set[str] = set()
    for selectors, rule in _RULE.findall(_AT_RULE.sub(" ", sheet)):
        if _UNSEEN.search(rule):
            parts = (part.strip().lower() for part in selectors.split(","))
            found.update(part for part in parts if _SIMPLE.fullmatch(part))
    return frozenset(found)
