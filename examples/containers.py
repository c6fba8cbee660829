"""Containers for pages: TIFF, PDF of images, PDF with a text layer, ALTO."""

import ctypes
import io
import re
import time
from xml.sax.saxutils import quoteattr

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image

from examples.pages import DPI, FONT_ROOT, load_font

A5_PT = (420, 595)
_FONT = "paratype/PTF55F.ttf"
_EPOCH = time.gmtime(0)  # the clock must not show in the file


def tiff(pages: list[Image.Image]) -> bytes:
    """A TIFF of several pages, compressed as JPEG."""
    buffer = io.BytesIO()
    pages[0].save(
        buffer,
        "TIFF",
        save_all=True,
        append_images=pages[1:],
        compression="jpeg",
        quality=80,
        dpi=(DPI, DPI),
    )
    return buffer.getvalue()


def image_pdf(pages: list[Image.Image]) -> bytes:
    """A PDF of page images without any text, as a copier makes it."""
    buffer = io.BytesIO()
    pages[0].save(
        buffer,
        "PDF",
        save_all=True,
        append_images=pages[1:],
        resolution=float(DPI),
        quality=80,
        creationDate=_EPOCH,
        modDate=_EPOCH,
    )
    return buffer.getvalue()


def text_pdf(pages: list[str]) -> bytes:
    """A PDF of text, one text object a line, with its font embedded."""
    load_font(_FONT, 14)  # says which package to install
    font_bytes = (FONT_ROOT / _FONT).read_bytes()
    document = pdfium.PdfDocument.new()
    font = pdfium_c.FPDFText_LoadFont(
        document,
        (ctypes.c_uint8 * len(font_bytes)).from_buffer_copy(font_bytes),
        len(font_bytes),
        pdfium_c.FPDF_FONT_TRUETYPE,
        True,
    )
    for text in pages:
        page = document.new_page(*A5_PT)
        for number, line in enumerate(text.splitlines()):
            item = pdfium_c.FPDFPageObj_CreateTextObj(document, font, 14.0)
            encoded = (line + "\0").encode("utf-16-le")
            units = (ctypes.c_ushort * (len(encoded) // 2)).from_buffer_copy(encoded)
            pdfium_c.FPDFText_SetText(item, units)
            pdfium_c.FPDFPageObj_Transform(item, 1, 0, 0, 1, 40, 530 - 24 * number)
            pdfium_c.FPDFPage_InsertObject(page, item)
        pdfium_c.FPDFPage_GenerateContent(page)
    pdfium_c.FPDFFont_Close(font)
    buffer = io.BytesIO()
    document.save(buffer)
    return _without_clock(buffer.getvalue())


def alto_page(lines: list[str]) -> bytes:
    """An ALTO 4 page with a box around each word; pixels."""
    font = load_font(_FONT, 34)
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#">',
        "<Description><MeasurementUnit>pixel</MeasurementUnit></Description>",
        '<Layout><Page ID="P1" PHYSICAL_IMG_NR="1" WIDTH="1165" HEIGHT="1654"><PrintSpace>',
        '<TextBlock ID="B1">',
    ]
    for row, line in enumerate(lines, start=1):
        top = 120 + 48 * row
        parts.append(f'<TextLine ID="L{row}" HPOS="60" VPOS="{top}" WIDTH="1045" HEIGHT="40">')
        left = 60
        for column, word in enumerate(line.split(), start=1):
            width = int(font.getlength(word))
            parts.append(
                f'<String ID="S{row}_{column}" CONTENT={quoteattr(word)} HPOS="{left}"'
                f' VPOS="{top}" WIDTH="{width}" HEIGHT="40" WC="0.95"/>'
            )
            left += width + 10
        parts.append("</TextLine>")
    parts.append("</TextBlock></PrintSpace></Page></Layout></alto>")
    return ("\n".join(parts) + "\n").encode()


def _without_clock(pdf: bytes) -> bytes:
    """Blank the day of creation and the random file identifier; nothing changes its place."""
    pdf = re.sub(rb"(?<=/CreationDate\(D:)\d{14}", b"19700101000000", pdf)
    identifier = re.compile(rb"/ID\[<[0-9A-F]+><[0-9A-F]+>\]")
    return identifier.sub(lambda match: re.sub(rb"(?<![/I])[0-9A-F]", b"0", match[0]), pdf)
