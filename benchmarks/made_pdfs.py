"""PDF files as they are met in holdings, written byte by byte: scans with a text layer or without.

A layer is made of words with boxes in pixels of the scan. It is invisible, as OCR programs write
it, or visible. What is wrong with a layer is for the caller to bring about: it is handed the words
of another page, or the same ones in other places, or a font that maps them to something else.
"""

import io
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from openfonds.model import Word

POINTS_PER_INCH = 72
INVISIBLE, VISIBLE = 3, 0  # text rendering modes (ISO 32000-1, 9.3.6)
ADVANCE = 500  # of each character, in thousandths of the height
JPEG_QUALITY = 60


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: a scan, or paper of the same size, and words upon it."""

    image: Image.Image
    words: Sequence[Word] = ()
    dpi: int = 150
    mode: int = INVISIBLE
    has_image: bool = True
    shift: int = 0  # added to the code of each character by the font: a layer in wrong letters


def pdf_of(sheets: Sequence[Sheet]) -> bytes:
    """A PDF file of these pages, the same bytes for the same pages."""
    objects: dict[int, bytes] = {1: b"<</Type/Catalog/Pages 2 0 R>>"}
    shifts = sorted({sheet.shift for sheet in sheets})
    fonts = {shift: 3 + 3 * n for n, shift in enumerate(shifts)}
    for shift, number in fonts.items():
        objects |= _font(number, shift)
    first = 3 + 3 * len(shifts)
    kids = []
    for n, sheet in enumerate(sheets):
        number = first + 3 * n
        kids.append(f"{number} 0 R")
        width, height = (side * POINTS_PER_INCH / sheet.dpi for side in sheet.image.size)
        objects[number] = (
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width:.2f} {height:.2f}]/Contents"
            f" {number + 1} 0 R/Resources<</Font<</F {fonts[sheet.shift]} 0 R>>"
            f"/XObject<</I {number + 2} 0 R>>>>>>"
        ).encode()
        objects[number + 1] = _stream(_content(sheet, width, height), b"")
        objects[number + 2] = _image(sheet.image) if sheet.has_image else b"null"
    objects[2] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>".encode()
    body = io.BytesIO()
    body.write(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number in sorted(objects):
        places.append(body.tell())
        body.write(b"%d 0 obj\n%b\nendobj\n" % (number, objects[number]))
    start = body.tell()
    body.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    body.writelines(b"%010d 00000 n \n" % place for place in places)
    body.write(
        b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    )
    return body.getvalue()


def _content(sheet: Sheet, width: float, height: float) -> bytes:
    lines = [f"q {width:.2f} 0 0 {height:.2f} 0 0 cm /I Do Q"] if sheet.has_image else []
    scale = POINTS_PER_INCH / sheet.dpi
    lines.append(f"BT {sheet.mode} Tr")
    for word in sheet.words:
        text = word.text + " "  # ends the word, and is as wide as nothing
        size = max(1.0, word.height * scale)
        natural = len(word.text) * ADVANCE / 1000 * size
        stretch = 100 * max(1, word.width) * scale / natural
        left, bottom = word.left * scale, height - (word.top + word.height) * scale
        lines.append(
            f"/F {size:.2f} Tf {stretch:.2f} Tz 1 0 0 1 {left:.2f} {bottom:.2f} Tm"
            f" <{text.encode('utf-16-be').hex()}> Tj"
        )
    lines.append("ET")
    return "\n".join(lines).encode()


def _font(number: int, shift: int) -> dict[int, bytes]:
    """A font without shapes, whose codes are those of UTF-16, and what they are said to mean."""
    ranges = [f"<{high:02x}00> <{high:02x}ff> <{(high << 8) + shift:04x}>" for high in range(0x30)]
    blocks = "".join(
        f"{len(part)} beginbfrange\n{chr(10).join(part)}\nendbfrange\n"
        for part in (ranges[i : i + 100] for i in range(0, len(ranges), 100))
    )
    table = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{blocks}endcmap end end"
    )
    return {
        number: (
            f"<</Type/Font/Subtype/Type0/BaseFont/Shapeless/Encoding/Identity-H"
            f"/DescendantFonts[{number + 1} 0 R]/ToUnicode {number + 2} 0 R>>"
        ).encode(),
        number + 1: (
            f"<</Type/Font/Subtype/CIDFontType2/BaseFont/Shapeless/DW {ADVANCE}"
            "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
            "/FontDescriptor<</Type/FontDescriptor/FontName/Shapeless/Flags 4/Ascent 1000"
            f"/Descent 0/CapHeight 1000/ItalicAngle 0/StemV 80/FontBBox[0 0 {ADVANCE} 1000]>>>>"
        ).encode(),
        number + 2: _stream(table.encode(), b""),
    }


def _image(image: Image.Image) -> bytes:
    if image.mode not in ("L", "RGB"):
        image = image.convert("RGB")
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=JPEG_QUALITY)
    space = "DeviceGray" if image.mode == "L" else "DeviceRGB"
    head = (
        f"/Type/XObject/Subtype/Image/Width {image.width}/Height {image.height}"
        f"/ColorSpace/{space}/BitsPerComponent 8/Filter/DCTDecode"
    )
    return _stream(buffer.getvalue(), head.encode(), is_packed=True)


def _stream(data: bytes, head: bytes, *, is_packed: bool = False) -> bytes:
    if not is_packed:
        data, head = zlib.compress(data), head + b"/Filter/FlateDecode"
    return b"<<%b/Length %d>>stream\n%b\nendstream" % (head, len(data), data)
