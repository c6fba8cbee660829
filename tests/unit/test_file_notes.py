"""What files say of themselves is examined, and what cannot be read leads to review."""

import struct
import zlib
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from PIL.TiffImagePlugin import ImageFileDirectory_v2

from extractors.description.rows import InventoryRow
from extractors.files.notes import MAX_NOTES, notes_of
from extractors.packing.package import open_package
from extractors.survey import survey_row
from openfonds.model import Item, Outcome, SourceFile
from openfonds.schema import from_table, to_table
from openfonds.settings import Limits
from tests.item_samples import item, law, read

LIMITS = Limits()
TODAY = date(2026, 11, 22)
NOTE = "Дело об усыновлении"
XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
    'xmp:CreatorTool="Scan 4"><dc:description><rdf:Alt><rdf:li>{}</rdf:li></rdf:Alt>'
    "</dc:description></rdf:Description></rdf:RDF></x:xmpmeta>"
)


def saved(form: str, **more: Any) -> bytes:
    out = BytesIO()
    Image.new("L", (20, 10), 128).save(out, form, **more)
    return out.getvalue()


def exif(tag: int, value: object, ifd: int | None = None) -> bytes:
    made = Image.Exif()
    (made.get_ifd(ifd) if ifd else made)[tag] = value
    return saved("JPEG", exif=made)


def iptc(number: int, text: bytes) -> bytes:
    record = struct.pack(">BBBH", 0x1C, 2, number, len(text)) + text
    block = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", len(record)) + record
    return with_segment(0xED, block + b"\0" * (len(record) % 2))


def with_segment(marker: int, data: bytes) -> bytes:
    picture = saved("JPEG")
    return picture[:2] + struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data + picture[2:]


def tiff(tag: int, value: object, n_frames: int = 1) -> bytes:
    info = ImageFileDirectory_v2()
    info[tag] = value
    if n_frames == 1:
        return saved("TIFF", tiffinfo=info)
    out = BytesIO()
    first, last = Image.new("L", (20, 10)), Image.new("L", (20, 10))
    last.encoderinfo = {"tiffinfo": info}
    first.save(out, "TIFF", save_all=True, append_images=[last])
    return out.getvalue()


def png(kind: str, value: str = NOTE) -> bytes:
    info = PngInfo()
    if kind == "iTXt":
        info.add_itxt("Comment", value)
    elif kind == "iTXt packed":
        info.add_itxt("Comment", value, zip=True)
    else:
        data = b"Comment\0" + value.encode("cp1251")
        if kind == "zTXt":
            data = b"Comment\0\0" + zlib.compress(value.encode())
        return after_picture(kind.encode(), data)
    return saved("PNG", pnginfo=info)


def after_picture(name: bytes, data: bytes) -> bytes:
    """A chunk behind the picture, where Pillow looks only when it decodes it."""
    picture = saved("PNG")
    chunk = struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    return picture[:-12] + chunk + picture[-12:]


def jp2() -> bytes:
    xml = f"<note>{NOTE}</note>".encode()
    return saved("JPEG2000") + struct.pack(">I4s", len(xml) + 8, b"xml ") + xml


def pdf(
    info: bytes = b"", catalog: bytes = b"", page: bytes = b"", objects: tuple[bytes, ...] = ()
) -> bytes:
    """A PDF of one page; object 4 is the dictionary of properties, others follow."""
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] " + page + b" >>",
        b"<< " + info + b" >>",
        *objects,
    ]
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer\n<< /Size %d /Root 1 0 R /Info 4 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(bodies) + 1,
        start,
    )


def string(text: str = NOTE) -> bytes:
    return b"<FEFF" + text.encode("utf-16-be").hex().encode() + b">"


def stream(data: bytes, more: bytes) -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), more, data)


def compressed_xmp() -> bytes:
    packet = zlib.compress(XMP.format(NOTE).encode())
    return stream(packet, b"/Type /Metadata /Subtype /XML /Filter /FlateDecode")


PICTURES: dict[str, Callable[[], bytes]] = {
    "EXIF description, UTF-8": lambda: exif(0x010E, NOTE.encode()),
    "EXIF description, cp1251": lambda: exif(0x010E, NOTE.encode("cp1251")),
    "EXIF artist": lambda: exif(0x013B, NOTE.encode()),
    "EXIF comment, UTF-16": lambda: exif(0x9286, b"UNICODE\0" + NOTE.encode("utf-16-le"), 0x8769),
    "EXIF comment, no code": lambda: exif(0x9286, bytes(8) + NOTE.encode("cp1251"), 0x8769),
    "Windows title": lambda: exif(0x9C9B, NOTE.encode("utf-16-le")),
    "Windows comment": lambda: exif(0x9C9C, NOTE.encode("utf-16-le")),
    "Windows comment in eight bits": lambda: exif(0x9C9C, NOTE.encode()),
    "Windows keywords": lambda: exif(0x9C9E, NOTE.encode("utf-16-le")),
    "IPTC caption": lambda: iptc(120, NOTE.encode("cp1251")),
    "IPTC keywords": lambda: iptc(25, NOTE.encode()),
    "JPEG comment": lambda: with_segment(0xFE, NOTE.encode("cp1251")),
    "JPEG XMP": lambda: with_segment(
        0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP.format(NOTE).encode()
    ),
    "TIFF description": lambda: tiff(270, NOTE.encode()),
    "TIFF document name": lambda: tiff(269, NOTE.encode("cp1251")),
    "TIFF page name": lambda: tiff(285, NOTE.encode()),
    "TIFF description of the last page": lambda: tiff(270, NOTE.encode(), 2),
    "PNG text": lambda: png("tEXt"),
    "PNG packed text": lambda: png("zTXt"),
    "PNG international text": lambda: png("iTXt"),
    "PNG packed international text": lambda: png("iTXt packed"),
    "JPEG 2000 box": jp2,
}
PDFS: dict[str, Callable[[], bytes]] = {
    "title": lambda: pdf(b"/Title " + string()),
    "author": lambda: pdf(b"/Author " + string()),
    "subject": lambda: pdf(b"/Subject " + string()),
    "keywords": lambda: pdf(b"/Keywords " + string()),
    "property of its own name": lambda: pdf(b"/Remark#20A " + string()),
    "annotation": lambda: pdf(
        page=b"/Annots [5 0 R]",
        objects=(b"<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents %s >>" % string(),),
    ),
    "form field": lambda: pdf(
        catalog=b"/AcroForm << /Fields [5 0 R] >>",
        page=b"/Annots [5 0 R]",
        objects=(
            b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /Rect [0 0 9 9] /V %s >>" % string(),
        ),
    ),
    "bookmark": lambda: pdf(
        catalog=b"/Outlines 5 0 R",
        objects=(
            b"<< /Type /Outlines /First 6 0 R /Last 6 0 R /Count 1 >>",
            b"<< /Parent 5 0 R /Title %s /Dest [3 0 R /Fit] >>" % string(),
        ),
    ),
    "attachment": lambda: pdf(
        catalog=b"/Names << /EmbeddedFiles << /Names [(a) 5 0 R] >> >>",
        objects=(
            b"<< /Type /Filespec /UF %s /F (a) /EF << /F 6 0 R >> >>" % string(),
            stream(b"x", b"/Type /EmbeddedFile"),
        ),
    ),
    "XMP": lambda: pdf(
        catalog=b"/Metadata 5 0 R",
        objects=(stream(XMP.format(NOTE).encode(), b"/Type /Metadata /Subtype /XML"),),
    ),
    "packed XMP": lambda: pdf(catalog=b"/Metadata 5 0 R", objects=(compressed_xmp(),)),
}


def notes(tmp_path: Path, data: bytes, kind: str) -> tuple[str, bool]:
    path = tmp_path / "file"
    path.write_bytes(data)
    found = notes_of(path, kind, LIMITS)
    return "\n".join(found.texts), found.is_complete


@pytest.mark.parametrize("name", PICTURES)
def test_notes_of_pictures(tmp_path: Path, name: str) -> None:
    text, is_complete = notes(tmp_path, PICTURES[name](), "image")
    assert NOTE in text
    assert is_complete


@pytest.mark.parametrize("name", PDFS)
def test_notes_of_pdfs(tmp_path: Path, name: str) -> None:
    text, is_complete = notes(tmp_path, PDFS[name](), "pdf")
    assert NOTE in text
    assert is_complete


def test_a_file_that_says_nothing_has_no_notes(tmp_path: Path) -> None:
    for form in ("JPEG", "PNG", "TIFF", "WEBP"):
        assert notes(tmp_path, saved(form), "image") == ("", True)
    assert notes(tmp_path, pdf(b"/Producer (x) /CreationDate (D:20200101120000Z)"), "pdf") == (
        "",
        True,
    )
    assert notes(tmp_path, b"text", "text") == ("", True)


BROKEN = {
    "XMP without an end": (saved("JPEG") + b"<x:xmpmeta xmlns:x='a'>", "image"),
    "PNG text that does not unpack": (after_picture(b"zTXt", b"Comment\0\0nonsense"), "image"),
    "PNG text that unpacks to too much": (
        after_picture(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(9 << 20))),
        "image",
    ),
    "no PDF": (b"%PDF-1.7\nnothing", "pdf"),
    "too long": (after_picture(b"tEXt", b"Comment\0" + b"word " * 9000), "image"),
    "too many": (
        pdf(b" ".join(b"/Key%d (word %d)" % (n, n) for n in range(MAX_NOTES + 1))),
        "pdf",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_notes_that_cannot_be_read_in_full_are_not_complete(tmp_path: Path, name: str) -> None:
    assert notes(tmp_path, *BROKEN[name])[1] is False


def test_a_broken_block_leaves_the_others_readable(tmp_path: Path) -> None:
    data = exif(0x010E, NOTE.encode()) + b"<x:xmpmeta xmlns:x='a'>"
    text, is_complete = notes(tmp_path, data, "image")
    assert NOTE in text and not is_complete


ROW = InventoryRow(
    position=1, reference_code="1", folder="", files=("a.png",), title=None, creator=None,
    creator_type=None, language=None, series=None, description=None, material=None, date=None,
    author=None, author_died=None, access=None, rights=None, act=None, facts=(), extra=(),
    remarks=(),
)  # fmt: skip


def surveyed(tmp_path: Path, data: bytes) -> Item:
    (tmp_path / "a.png").write_bytes(data)
    with open_package(str(tmp_path), LIMITS) as package:
        one = survey_row(package, ROW, LIMITS)
    assert isinstance(one, Item)
    return one


def test_notes_belong_to_the_item(tmp_path: Path) -> None:
    one = surveyed(tmp_path, png("iTXt"))
    assert one.file_notes == (NOTE,)
    assert one.remarks == ()
    assert from_table(Item, to_table(Item, [one])) == [one]
    broken = surveyed(tmp_path, BROKEN["PNG text that does not unpack"][0])
    assert broken.remarks == ("files.notes_unread",)
    assert broken.key != one.key


PLAIN = "Слушали доклад управы о мощении улиц. Постановили утвердить."


@pytest.mark.parametrize(
    ("note", "outcome"),
    [
        ("Scanned at 400 dpi", Outcome.OPEN),
        ("Протоколы думы", Outcome.OPEN),
        ("Совершенно секретно", Outcome.WITHHELD),
        (NOTE, Outcome.WITHHELD),
        (NOTE.encode().decode("cp1251", "replace"), Outcome.WITHHELD),
        (NOTE.encode("cp1251").decode("latin-1"), Outcome.WITHHELD),
    ],
)
def test_notes_are_examined_like_the_description(note: str, outcome: Outcome) -> None:
    one = item(file_notes=(note,))
    assert law(TODAY).judge(one, read(PLAIN)).outcome is outcome


@pytest.mark.parametrize(
    ("path", "outcome"),
    [
        ("scans/0012.tif", Outcome.OPEN),
        ("Секретариат/0012.tif", Outcome.OPEN),
        ("secretariat/closing_speech.tif", Outcome.OPEN),
        ("Открыто/0012.tif", Outcome.OPEN),
        ("усыновление/12.txt", Outcome.WITHHELD),
        ("Фонд 1/Усыновление/лист/12.txt", Outcome.WITHHELD),
        ("usynovlenie/12.txt", Outcome.WITHHELD),
        ("DeloObUsynovlenii_12.txt", Outcome.WITHHELD),
        ("ДСП/12.txt", Outcome.WITHHELD),
        ("zakryto/12.txt", Outcome.WITHHELD),
        ("Закрытые/12.txt", Outcome.WITHHELD),
        ("restricted/12.txt", Outcome.WITHHELD),
        ("sov_sekretno/12.txt", Outcome.WITHHELD),
        ("%D0%94%D0%A1%D0%9F/12.txt", Outcome.WITHHELD),
    ],
)
def test_every_part_of_the_path_is_examined(path: str, outcome: Outcome) -> None:
    one = item(files=(SourceFile(path, "0" * 64, 1),))
    assert law(TODAY).judge(one, read(PLAIN)).outcome is outcome
