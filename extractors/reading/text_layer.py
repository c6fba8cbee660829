"""The text layer of a PDF page: its text, and where its words stand."""

from ctypes import byref, c_double, c_int
from typing import Any

import pypdfium2
from pypdfium2 import raw as pdfium

from openfonds.model import Word

POINTS_PER_INCH = 72
TEXT_DPI = 150  # boxes of a text layer are given in pixels of this resolution
MIN_HEIGHT = 0.05  # points; a lower box is that of a character without a shape
MAX_UNMAPPED_SHARE = 0.3  # beyond that the fonts have lost what their shapes mean
LINE_END_HYPHENS = str.maketrans({"\ufffe": "-", "\x02": "-"})  # as pdfium marks them


def size_px(leaf: pypdfium2.PdfPage) -> tuple[int, int]:
    """Width and height in which boxes of the layer are given."""
    scale = TEXT_DPI / POINTS_PER_INCH
    return max(1, round(leaf.get_width() * scale)), max(1, round(leaf.get_height() * scale))


def is_text(text: str) -> bool:
    """Whether a text layer says anything: it has characters, and they are not unmapped codes."""
    characters = [c for c in text if not c.isspace()]
    unmapped = sum(c == "\ufffd" or c < " " or "\ue000" <= c <= "\uf8ff" for c in characters)
    return bool(characters) and unmapped <= MAX_UNMAPPED_SHARE * len(characters)


def text_layer(leaf: pypdfium2.PdfPage) -> tuple[str, tuple[Word, ...]]:
    """The text with line feeds, and its words: runs without white space."""
    page = leaf.get_textpage()
    try:
        n_characters = page.count_chars()
        codes = [pdfium.FPDFText_GetUnicode(page.raw, i) for i in range(n_characters)]
        text = "".join(map(_character, codes))
        words: list[Word] = []
        start = 0
        place = _Placer(leaf, page)
        for i, character in enumerate([*text, " "]):
            if character.isspace():
                if i > start:
                    words += place.word(text[start:i], start, i)
                start = i + 1
    finally:
        page.close()
    return text.replace("\r\n", "\n").replace("\r", "\n").strip("\n"), tuple(words)


def _character(code: int) -> str:
    """One character for one code, so that places in the text are places on the page."""
    if code == 0 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        return "\ufffd"
    return chr(code).translate(LINE_END_HYPHENS)


class _Placer:
    """Boxes of characters in pixels of the upright page, whatever its rotation and crop box."""

    def __init__(self, leaf: pypdfium2.PdfPage, text_page: Any) -> None:
        self._leaf, self._text_page = leaf.raw, text_page.raw
        self._size = size_px(leaf)
        self._edges = [c_double() for _ in range(4)]  # left, right, bottom, top

    def word(self, text: str, start: int, end: int) -> list[Word]:
        """The word between two places of the text; none where no character has a box."""
        xs: list[int] = []
        ys: list[int] = []
        left, right, bottom, top = self._edges
        for i in range(start, end):
            edges = map(byref, self._edges)
            if not pdfium.FPDFText_GetCharBox(self._text_page, i, *edges):
                continue
            corners = (left.value, top.value), (right.value, bottom.value)
            # An invisible layer may have a font without shapes.
            if abs(top.value - bottom.value) < MIN_HEIGHT:
                corners = self._corners_of_line(i)
            for x, y in corners:
                device_x, device_y = self._to_device(x, y)
                xs.append(device_x)
                ys.append(device_y)
        if not xs:
            return []
        return [Word(text, min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys), None)]

    def _corners_of_line(self, i: int) -> tuple[tuple[float, float], tuple[float, float]]:
        """Left and top, right and bottom of a character, with the height of its line."""
        box = pdfium.FS_RECTF()
        pdfium.FPDFText_GetLooseCharBox(self._text_page, i, byref(box))
        return (box.left, box.top), (box.right, box.bottom)

    def _to_device(self, x: float, y: float) -> tuple[int, int]:
        device_x, device_y = c_int(), c_int()
        pdfium.FPDF_PageToDevice(
            self._leaf, 0, 0, *self._size, 0, x, y, byref(device_x), byref(device_y)
        )
        return device_x.value, device_y.value
