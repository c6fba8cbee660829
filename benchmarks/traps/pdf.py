"""PDFs with text layers, and with what people hide in PDFs."""

import ctypes
import io
import re
from typing import Literal

import pypdfium2 as pdfium
import pypdfium2.raw as c
from PIL import Image

from examples.pages import FONT_ROOT, load_font

TextLayer = Literal["invisible", "white", "tiny", "outside"]
Annotation = Literal["text", "free_text", "stamp"]
_FONT = "paratype/PTF55F.ttf"
_A4_PT = (595, 842)
_INVISIBLE = 3  # text rendering mode of PDF 32000-1, 9.3.6
_LINE_LENGTH = 80
_KINDS = {
    "text": c.FPDF_ANNOT_TEXT,
    "free_text": c.FPDF_ANNOT_FREETEXT,
    "stamp": c.FPDF_ANNOT_STAMP,
}


def pdf(
    pages: list[str],
    *,
    hidden: str = "",
    how: TextLayer = "invisible",
    annotation: str = "",
    kind: Annotation = "text",
    properties: dict[str, str] | None = None,
) -> bytes:
    """A PDF of these pages; what is hidden is on the last one."""
    load_font(_FONT, 12)  # says which package to install
    font_bytes = (FONT_ROOT / _FONT).read_bytes()
    document = pdfium.PdfDocument.new()
    buffer = (ctypes.c_uint8 * len(font_bytes)).from_buffer_copy(font_bytes)
    font = c.FPDFText_LoadFont(document, buffer, len(font_bytes), c.FPDF_FONT_TRUETYPE, True)
    for number, text in enumerate(pages, 1):
        page = document.new_page(*_A4_PT)
        for row, line in enumerate(_wrapped(text)):
            _write(document, page, font, line, 40, 800 - 14 * row)
        if hidden and number == len(pages):
            for row, line in enumerate(_wrapped(hidden)):
                _write(document, page, font, line, 40, 200 - 14 * row, how)
        if annotation and number == len(pages):
            _annotate(page, annotation, kind)
        c.FPDFPage_GenerateContent(page)
    c.FPDFFont_Close(font)
    out = io.BytesIO()
    document.save(out)
    content = _without_clock(out.getvalue())
    return _with_properties(content, properties) if properties else content


def _wrapped(text: str) -> list[str]:
    lines = []
    for paragraph in text.splitlines():
        line = ""
        for word in paragraph.split():
            if len(line) + len(word) >= _LINE_LENGTH:
                lines.append(line)
                line = ""
            line = f"{line} {word}".strip()
        lines.append(line)
    return lines


def _units(text: str) -> "ctypes.Array[ctypes.c_ushort]":
    encoded = f"{text}\0".encode("utf-16-le")
    return (ctypes.c_ushort * (len(encoded) // 2)).from_buffer_copy(encoded)


def _write(
    document: object, page: object, font: object, line: str, x: int, y: int, how: str = ""
) -> None:
    size = 1.0 if how == "tiny" else 11.0
    item = c.FPDFPageObj_CreateTextObj(document, font, size)
    c.FPDFText_SetText(item, _units(line))
    if how == "invisible":
        c.FPDFTextObj_SetTextRenderMode(item, _INVISIBLE)
    elif how == "white":
        c.FPDFPageObj_SetFillColor(item, 255, 255, 255, 255)
    elif how == "outside":
        x += 700
    c.FPDFPageObj_Transform(item, 1, 0, 0, 1, x, y)
    c.FPDFPage_InsertObject(page, item)


def _annotate(page: object, text: str, kind: Annotation) -> None:
    note = c.FPDFPage_CreateAnnot(page, _KINDS[kind])
    box = c.FS_RECTF(left=300, bottom=300, right=420, top=340)
    c.FPDFAnnot_SetRect(note, ctypes.byref(box))
    c.FPDFAnnot_SetStringValue(note, b"Contents", _units(text))
    c.FPDFPage_CloseAnnot(note)


def _without_clock(content: bytes) -> bytes:
    """Blank the day of creation and the random identifier; nothing changes its place."""
    content = re.sub(rb"(?<=/CreationDate\(D:)\d{14}", b"19700101000000", content)
    identifier = re.compile(rb"/ID\[<[0-9A-F]+><[0-9A-F]+>\]")
    return identifier.sub(lambda m: re.sub(rb"(?<![/I])[0-9A-F]", b"0", m[0]), content)


def _with_properties(content: bytes, properties: dict[str, str]) -> bytes:
    """The document information dictionary, added as an incremental update (PDF 32000-1, 7.5.6)."""
    size = int(re.findall(rb"/Size (\d+)", content)[-1])
    root = re.findall(rb"/Root (\d+ \d+ R)", content)[-1].decode()
    start = int(re.findall(rb"startxref\s+(\d+)", content)[-1])
    entries = " ".join(
        f"/{name} <FEFF{value.encode('utf-16-be').hex().upper()}>"
        for name, value in properties.items()
    )
    added = f"\n{size} 0 obj\n<< {entries} >>\nendobj\n".encode()
    table = (
        f"xref\n{size} 1\n{len(content) + 1:010} 00000 n \n"
        f"trailer\n<< /Size {size + 1} /Root {root} /Info {size} 0 R /Prev {start} >>\n"
        f"startxref\n{len(content) + len(added)}\n%%EOF\n"
    )
    return content + added + table.encode()


def pdf_over_image(text: str, image: Image.Image) -> bytes:
    """A scan as libraries make it: the picture, and the recognised text unseen over it."""
    load_font(_FONT, 12)
    font_bytes = (FONT_ROOT / _FONT).read_bytes()
    document = pdfium.PdfDocument.new()
    buffer = (ctypes.c_uint8 * len(font_bytes)).from_buffer_copy(font_bytes)
    font = c.FPDFText_LoadFont(document, buffer, len(font_bytes), c.FPDF_FONT_TRUETYPE, True)
    page = document.new_page(*_A4_PT)
    jpeg = io.BytesIO()
    image.save(jpeg, "JPEG", quality=85)
    jpeg.seek(0)
    picture = pdfium.PdfImage.new(document)
    picture.load_jpeg(jpeg)
    picture.set_matrix(pdfium.PdfMatrix().scale(*_A4_PT))
    page.insert_obj(picture)
    for row, line in enumerate(_wrapped(text)):
        _write(document, page, font, line, 40, 790 - 14 * row, "invisible")
    c.FPDFPage_GenerateContent(page)
    c.FPDFFont_Close(font)
    out = io.BytesIO()
    document.save(out)
    return _without_clock(out.getvalue())
