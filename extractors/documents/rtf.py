"""Rich Text Format (RTF 1.9.1): what a word processor shows of it, and what it hides."""

import codecs
import re
from dataclasses import dataclass, replace
from pathlib import Path

from extractors.documents import rtf_words as words
from extractors.documents.document import Document, Writer
from openfonds.encodings import decode_text
from openfonds.errors import ItemError
from openfonds.settings import Limits

MAX_DEPTH = 20_000
WESTERN = "cp1252"
SAMPLE_BYTES = 1 << 20
TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|([^\\{}\r\n]+)|[\r\n]+|.",
    re.DOTALL,
)
_ESCAPED = re.compile(rb"\\'([0-9a-fA-F]{2})")
_CONTROL = re.compile(rb"\\[a-zA-Z]+-?\d* ?|[{}\\]")
_FOREIGN_FONT = re.compile(rb"\\fcharset(?!0\b|1\b|2\b)\d")
_ANSI_CODE_PAGE = re.compile(rb"\\ansicpg(\d+)")


@dataclass(slots=True)
class _Group:
    """What holds within braces."""

    place: str = "text"  # or note, silent, fonts, property, picture
    is_hidden: bool = False
    code_page: str = ""
    n_skipped: int = 1  # characters that stand for one \u (\uc)
    flow: str = ""  # header, footnote or box, which ends with the group
    picture: list[int] | None = None  # where its digits begin and end; empty before the first


@dataclass(slots=True)
class _Table:
    """Whether a flow is in a table: RTF has rows, and nothing that says where they end."""

    is_open: bool = False
    is_between_rows: bool = False
    is_cell: bool = False  # the paragraph


def read_rtf(path: Path, limits: Limits) -> Document:
    """What an .rtf file says.

    Raises:
        ItemError: document.broken, source.too_large.
    """
    if path.stat().st_size > limits.max_text_bytes:
        raise ItemError("source.too_large", "the document is too large: divide it")
    return _Reader(path.read_bytes()).read()


def picture_bytes(path: Path, where: str) -> bytes:
    """The bytes of a picture, which are digits in the file.

    Raises:
        ItemError: document.broken.
    """
    start, _, end = where.partition("-")
    with path.open("rb") as stream:
        stream.seek(int(start))
        digits = b"".join(stream.read(int(end) - int(start)).split())
    try:
        return bytes.fromhex(digits[: len(digits) // 2 * 2].decode("ascii"))
    except ValueError:
        raise _broken() from None


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._writer = Writer()
        self._groups = [_Group()]
        self._tables = [_Table()]
        self._ansi = _code_page_of(data)
        self._fonts: dict[int, str] = {}
        self._font = self._default_font = 0
        self._pending = bytearray()  # bytes of one code page, not yet text
        self._pending_page = ""
        self._to_skip = 0
        self._is_starred = False
        self._high = 0  # first half of a pair of UTF-16
        self._note: list[str] = []
        self._n_footnotes = 0

    def read(self) -> Document:
        at = 0
        while match := TOKEN.match(self._data, at):
            at = match.end()
            word, number, code, sign, brace, plain = match.groups()
            if word is not None:
                value = int(number) if number else None
                if word == b"bin":
                    at += max(0, value or 0)
                    self._writer.is_whole = False  # bytes in place of digits: only old programs
                self._word(word.decode("ascii"), value)
            elif code is not None:
                self._bytes(bytes((int(code, 16),)), match.span())
            elif brace == b"{":
                self._begin_group()
            elif brace is not None:
                self._end_group()
            elif sign is not None:
                self._sign(sign)
            elif plain is not None:
                self._bytes(plain, match.span())
        self._flush()
        if len(self._groups) > 1:
            raise _broken()  # nobody can tell what is lost
        return self._writer.document(self._ansi)

    @property
    def _group(self) -> _Group:
        return self._groups[-1]

    def _begin_group(self) -> None:
        self._flush()
        if len(self._groups) == MAX_DEPTH:
            raise _broken()
        self._groups.append(replace(self._group, flow="", picture=None))
        self._to_skip = 0
        self._is_starred = False

    def _end_group(self) -> None:
        self._flush()
        self._to_skip = 0
        self._is_starred = False
        if len(self._groups) == 1:
            return  # what follows the last brace is nothing
        group = self._groups.pop()
        if group.picture:
            self._writer.picture("{}-{}".format(*group.picture))
        if group.place == "note" and self._group.place != "note":
            self._writer.note("".join(self._note))
            self._note.clear()
        if group.flow:
            self._end_flow(group.flow)

    def _word(self, word: str, number: int | None) -> None:
        group = self._group
        is_starred, self._is_starred = self._is_starred, False
        self._flush()
        if word == "u":
            self._unicode((number or 0) & 0xFFFF)
            self._to_skip = group.n_skipped
            return
        self._to_skip = 0
        if group.place == "silent":
            return
        if word in words.NOTES and group.place != "fonts":
            group.place = "note"
        elif word in words.SILENT or (is_starred and word not in words.STARRED):
            group.place = "silent"
        elif word in ("fonttbl", "info", "sv"):
            group.place = "fonts" if word == "fonttbl" else "property"
        elif word == "pict" and group.place in ("text", "property"):
            group.place, group.picture = "picture", None
        elif group.place == "picture":
            if word in words.DRAWINGS:
                self._writer.is_whole = False
                group.place = "silent"
            elif word in words.RASTERS:
                group.picture = []
        elif word in words.FLOWS and group.place == "text":
            group.flow = word
            self._writer.begin_flow()
            self._tables.append(_Table())
        else:
            self._format(word, number)

    def _format(self, word: str, number: int | None) -> None:
        group = self._group
        if word == "deff":
            self._default_font = number or 0
        elif word == "f":
            self._font = number or 0
            if group.place != "fonts":
                group.code_page = self._fonts.get(self._font, "")
        elif word in ("fcharset", "cpg") and group.place == "fonts":
            self._set_font(word, number or 0)
        elif word == "plain":
            group.is_hidden = False
            group.code_page = self._fonts.get(self._default_font, "")
        elif word in ("v", "deleted"):
            group.is_hidden = number != 0
        elif word == "uc":
            group.n_skipped = max(0, min(number or 0, 16))
        elif word in ("object", "objocx"):
            self._writer.is_whole = False
        elif group.place == "text":
            self._layout(word)
        elif group.place == "note" and word in ("par", "line", "tab"):
            self._note.append(" ")

    def _set_font(self, word: str, number: int) -> None:
        if word == "cpg":
            page = _known(str(number))
        else:
            page = words.SYMBOL if number == 2 else words.CODE_PAGE_OF_CHARSET.get(number, "")
        if page == WESTERN:
            page = ""  # as much as to say: that of the document
        if page or word == "fcharset":
            self._fonts[self._font] = page

    def _layout(self, word: str) -> None:
        writer, table = self._writer, self._tables[-1]
        if word in ("trowd", "intbl", "cell"):
            if not table.is_open:
                writer.begin_table()
                table.is_open = True
            table.is_cell = table.is_cell or word != "trowd"
            table.is_between_rows = table.is_between_rows and word == "trowd"
            if word == "cell":
                writer.end_cell()
        elif word == "row":
            writer.end_row()
            table.is_between_rows = True
        elif word == "pard":
            table.is_cell = False
        elif word in ("par", "page", "sect"):
            self._leave_table()
            if word == "par":
                writer.end_paragraph()
            elif word == "page":
                writer.break_page()
            else:
                writer.begin_section()
        elif word in ("sbknone", "sbkcol"):
            writer.join_section()
        elif word in words.SIGNS:
            self._add(words.SIGNS[word])

    def _leave_table(self) -> None:
        """The table has ended if a paragraph comes that is no cell, behind a whole row."""
        table = self._tables[-1]
        if table.is_open and table.is_between_rows and not table.is_cell:
            self._writer.end_table()
            self._tables[-1] = _Table()

    def _end_flow(self, flow: str) -> None:
        self._tables.pop()
        text = self._writer.end_flow()
        if flow == "footnote":
            self._n_footnotes += 1
            mark = f"[{self._n_footnotes}]"
            self._writer.text(mark)
            self._writer.add_footnote(f"{mark} {text}")
        elif flow == "annotation":
            self._writer.note(text)
        elif flow not in words.MARGINS:
            self._writer.add_box(text)
        elif flow.startswith("header"):
            self._writer.add_head(text)
        else:
            self._writer.add_foot(text)

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self._is_starred = True
            return
        self._flush()
        if sign in b"\\{}":
            self._bytes(sign, (0, 0))
        elif sign == b"~":
            self._add("\u00a0")
        elif sign == b"_":
            self._add("\u2011")
        elif sign in b"\r\n" and self._group.place == "text":
            self._layout("par")

    def _bytes(self, data: bytes, at: tuple[int, int]) -> None:
        skipped = min(self._to_skip, len(data))
        self._to_skip -= skipped
        group = self._group
        if group.picture is not None and group.place == "picture":
            group.picture[:] = [group.picture[0] if group.picture else at[0], at[1]]
        if group.place not in ("text", "note") or skipped == len(data):
            return
        page = group.code_page or self._ansi
        if page != self._pending_page:
            self._flush()
            self._pending_page = page
        self._pending += data[skipped:]

    def _flush(self) -> None:
        if not self._pending:
            return
        data = bytes(self._pending)
        self._pending.clear()
        if self._pending_page == words.SYMBOL:
            self._add("".join(chr(0xF000 + v) if v > 0x20 else chr(v) for v in data))
        else:
            self._add(data.decode(self._pending_page, errors="replace"))

    def _unicode(self, unit: int) -> None:
        if 0xD800 <= unit < 0xDC00:
            self._high = unit
        elif 0xDC00 <= unit < 0xE000:
            high, self._high = self._high, 0
            self._add(chr(0x10000 + ((high - 0xD800) << 10) + unit - 0xDC00) if high else "\ufffd")
        else:
            self._add(chr(unit))

    def _add(self, text: str) -> None:
        group = self._group
        if group.place == "note":
            self._note.append(text)
        elif group.place == "text":
            if text.strip():
                self._leave_table()
            (self._writer.hide if group.is_hidden else self._writer.text)(text)


def _code_page_of(data: bytes) -> str:
    """The code page of text whose font tells none.

    Programs that know no other than their own say nothing, or 1252 of what is Russian.
    """
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf"):
        raise _broken()
    told = _ANSI_CODE_PAGE.search(data, 0, SAMPLE_BYTES)
    page = _known(told[1].decode()) if told else ""
    if not page and re.match(rb"\W*rtf1?[^\\]*\\mac\b", data):
        return "mac-roman"
    if page not in ("", WESTERN) or _FOREIGN_FONT.search(data, 0, SAMPLE_BYTES):
        return page or WESTERN
    plain = _CONTROL.sub(b"", _ESCAPED.sub(lambda m: bytes((int(m[1], 16),)), data[:SAMPLE_BYTES]))
    try:
        _, found = decode_text(bytes(b for b in plain if b >= 0x20 or b in b"\r\n\t"))
    except ItemError:
        return page or WESTERN
    return found if found in ("cp1251", "koi8-r", "cp866") else page or WESTERN


def _known(number: str) -> str:
    name = words.NAMED_CODE_PAGES.get(number, f"cp{number}")
    try:
        codecs.lookup(name)
    except LookupError:
        return ""
    return name


def _broken() -> ItemError:
    return ItemError(
        "document.broken",
        "the document is broken or breaks off: open it by hand and save it anew",
    )
