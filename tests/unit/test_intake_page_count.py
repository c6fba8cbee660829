import io
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from extractors.files.kinds import kind_of
from extractors.files.page_count import count_pages
from openfonds.errors import ItemError
from openfonds.settings import Limits

LIMITS = Limits()
ALTO = '<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#"><Layout>{}</Layout></alto>'
PAGE = (
    '<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"><Page/></PcGts>'
)
HOCR = (
    '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0'
    ' Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">'
    '<html xmlns="http://www.w3.org/1999/xhtml"><body><div class="ocr_page"/>'
    '<div class="x ocr_page"/><div class="ocr_par"/></body></html>'
)


def image(form: str, n_frames: int = 1, **more: Any) -> bytes:
    frames = [Image.new("L", (20, 10), 255 - i) for i in range(n_frames)]
    out = io.BytesIO()
    if n_frames > 1:
        more |= {"save_all": True, "append_images": frames[1:]}
    frames[0].save(out, form, **more)
    return out.getvalue()


def png_header(width_px: int, height_px: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", width_px, height_px, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def pdf(n_pages: int, trailer: str = "", n_claimed: int | None = None) -> bytes:
    kids = " ".join(f"{i + 3} 0 R" for i in range(n_pages))
    count = n_pages if n_claimed is None else n_claimed
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
        *["<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] >>"] * n_pages,
    ]
    out = b"%PDF-1.4\n"
    places = []
    for i, text in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{i} 0 obj\n{text}\nendobj\n".encode()
    table = "".join(f"{at:010} 00000 n \n" for at in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R"
    return out + f"{end} {trailer}>>\nstartxref\n{len(out)}\n%%EOF\n".encode()


def encrypted_pdf() -> bytes:
    """Standard security handler, revision 2, whose password is not the empty one."""
    key = "<" + "41" * 32 + ">"
    encrypt = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O {key} /U {key} /P -4 >>"
    return pdf(1, f"{encrypt} /ID [{key} {key}] ")


def tiff_chain(n_directories: int, back_to: int | None) -> bytes:
    """A TIFF of empty directories; the last leads back to one of them, or ends the chain."""
    at = [8 + 6 * i for i in range(n_directories)]
    ahead = [*at[1:], 0 if back_to is None else at[back_to]]
    return b"II*\0" + struct.pack("<I", 8) + b"".join(struct.pack("<HI", 0, n) for n in ahead)


def counted(tmp_path: Path, data: bytes, kind: str, limits: Limits = LIMITS) -> int | str:
    path = tmp_path / "file"
    path.write_bytes(data)
    try:
        return count_pages(path, kind, limits)
    except ItemError as error:
        assert str(error)
        return error.reason_code


@pytest.mark.parametrize(
    ("data", "kind", "expected"),
    [
        (image("JPEG"), "image", 1),
        (image("PNG"), "image", 1),
        (image("JPEG2000"), "image", 1),
        (image("WEBP"), "image", 1),
        (image("PNG", 3), "image", 3),
        (image("TIFF"), "image", 1),
        (image("TIFF", 7), "image", 7),
        (image("TIFF", 3, big_tiff=True), "image", 3),
        (pdf(1), "pdf", 1),
        (pdf(12), "pdf", 12),
        (b"one", "text", 1),
        (b"one\ftwo", "text", 2),
        (b"one\ftwo\f\n", "text", 2),
        (b"one\f\ftwo", "text", 3),
        ("Č\fČ".encode("utf-16"), "text", 2),
        (ALTO.format("<Page/><Page/>").encode(), "alto", 2),
        (ALTO.format("<Page/>").encode("utf-16"), "alto", 1),
        (PAGE.encode(), "alto", 1),
        (HOCR.encode(), "alto", 2),
    ],
    ids=["jpeg", "png", "jp2", "webp", "apng", "tiff", "tiff-7", "bigtiff", "pdf", "pdf-12", "text",
         "text-2", "text-last-empty", "text-empty-between", "text-utf16", "alto-2", "alto-utf16",
         "page", "hocr"],
)  # fmt: skip
def test_pages_are_counted(tmp_path: Path, data: bytes, kind: str, expected: int) -> None:
    assert counted(tmp_path, data, kind) == expected


BILLION_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE alto [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY a{i} "{"&a;" * 10}">' for i in range(10))
    + "]><alto><Page>&a9;</Page></alto>"
)
OUTSIDE_ENTITY = '<!DOCTYPE alto [<!ENTITY x SYSTEM "file:///etc/passwd">]><alto>&x;</alto>'


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    ("data", "kind", "reason"),
    [
        (b"", "image", "source.file_empty"),
        (b"", "alto", "source.file_empty"),
        (image("JPEG")[:20], "image", "image.broken"),
        (image("PNG")[:20], "image", "image.broken"),
        (image("TIFF")[:50], "image", "image.broken"),
        (b"not an image", "image", "image.broken"),
        (image("GIF"), "image", "image.broken"),
        (png_header(70_000, 70_000), "image", "image.too_large"),
        (png_header(14_200, 14_200), "image", "image.too_large"),
        (tiff_chain(1, back_to=0), "image", "image.broken"),
        (tiff_chain(5, back_to=2), "image", "image.broken"),
        (tiff_chain(30_000, back_to=None), "image", "source.too_many_pages"),
        (tiff_chain(1, back_to=None), "image", "image.broken"),
        (b"II*\0\xff\xff\xff\xff", "image", "image.broken"),
        (b"II*\0\0\0\0\0", "image", "image.broken"),
        (encrypted_pdf(), "pdf", "pdf.encrypted"),
        (b"%PDF-1.4 and no more", "pdf", "pdf.broken"),
        (pdf(0), "pdf", "pdf.broken"),
        (b"a\f" * 30_000, "text", "source.too_many_pages"),
        (BILLION_LAUGHS.encode(), "alto", "xml.entities"),
        (OUTSIDE_ENTITY.encode(), "alto", "xml.entities"),
        (b"<alto><Page>", "alto", "xml.broken"),
        (b"<?xml version='1.0' encoding='nonsense'?><alto/>", "alto", "xml.broken"),
        (b"<alto>\xff</alto>", "alto", "xml.broken"),
        (b"<mets/>", "alto", "xml.unknown_form"),
        (ALTO.format("").encode(), "alto", "source.no_pages"),
        (b"<alto>" + b"<a>" * 200_000, "alto", "xml.broken"),
    ],
    ids=["empty", "empty-xml", "jpeg-cut", "png-cut", "tiff-cut", "noise", "gif", "png-70000",
         "png-just-over", "tiff-self", "tiff-loop", "tiff-endless", "tiff-no-tags", "tiff-nowhere",
         "tiff-no-directory", "pdf-password", "pdf-cut", "pdf-no-pages",
         "text-endless", "laughs", "outside-entity", "xml-cut", "xml-encoding", "xml-bytes", "mets",
         "alto-no-pages", "xml-deep"],
)  # fmt: skip
def test_what_is_broken_or_hostile_is_explained(
    tmp_path: Path, data: bytes, kind: str, reason: str
) -> None:
    assert counted(tmp_path, data, kind) == reason


def test_large_images_are_allowed_up_to_the_limit_without_a_warning(
    tmp_path: Path, recwarn: pytest.WarningsRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1234)
    assert counted(tmp_path, png_header(14_000, 14_000), "image") == 1
    assert not recwarn.list
    assert Image.MAX_IMAGE_PIXELS == 1234, "the guard of Pillow is put back"


@pytest.mark.timeout(20)
def test_a_page_tree_that_is_its_own_child_ends(tmp_path: Path) -> None:
    endless = pdf(1).replace(b"[3 0 R]", b"[2 0 R]")
    assert counted(tmp_path, endless, "pdf") == 1, "as the PDF claims: reading will fail"
    assert counted(tmp_path, pdf(1, n_claimed=30_000), "pdf") in (1, "source.too_many_pages")


def test_every_frame_is_measured(tmp_path: Path) -> None:
    frames = [Image.new("1", (10, 10)), Image.new("1", (100, 100))]
    frames[0].save(tmp_path / "a.tif", save_all=True, append_images=frames[1:])
    data = (tmp_path / "a.tif").read_bytes()
    assert counted(tmp_path, data, "image", Limits(max_image_px=9_999)) == "image.too_large"
    assert counted(tmp_path, data, "image", Limits(max_image_px=10_000)) == 2


@pytest.mark.parametrize("kind", ["text", "alto"])
def test_texts_have_a_limit(tmp_path: Path, kind: str) -> None:
    assert counted(tmp_path, bytes(101), kind, Limits(max_text_bytes=100)) == "source.too_large"


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.JPG", image("JPEG"), ("image", True)),
        ("a.tiff", image("TIFF"), ("image", True)),
        ("a.jp2", image("JPEG2000"), ("image", True)),
        ("a.webp", image("WEBP"), ("image", True)),
        ("a.jpg", image("PNG"), ("image", False)),
        ("a.pdf", b"junk\n%PDF-1.4", ("pdf", True)),
        ("a.xml", b"\xef\xbb\xbf <alto/>", ("alto", True)),
        ("a.xml", "<alto/>".encode("utf-16"), ("alto", True)),
        ("a.hocr", HOCR.encode(), ("alto", True)),
        ("a.txt", "Протокол".encode("cp1251"), ("text", True)),
        ("a.txt", "Протокол".encode("utf-16"), ("text", True)),
        ("a.txt", b"<p>", ("text", True)),
        ("a.txt", b"", "source.file_empty"),
        ("a.docx", b"PK\x03\x04", ("docx", True)),
        (
            "a.docx",
            b"PK\x03\x04" + b"mimetypeapplication/vnd.oasis.opendocument.text",
            ("odt", False),
        ),
        ("a.docx", b"\xd0\xcf\x11\xe0", "document.encrypted"),
        ("a.docx", b"text", "source.type_mismatch"),
        ("a.doc", b"\xd0\xcf\x11\xe0", "source.unsupported_type"),
        ("a.doc", b"{\\rtf1", ("rtf", False)),
        ("a.doc", b"PK\x03\x04", ("docx", False)),
        ("a.rtf", b"{\\rtf1", ("rtf", True)),
        ("a.wpd", b"\xffWPC", "source.unsupported_type"),
        ("a.djvu", b"AT&TFORM", ("djvu", True)),
        ("a.html", b"<p>", ("html", True)),
        ("a.htm", b"plain", ("html", True)),
        ("a.html", b"<html><style></style><div class='ocr_page'>", ("alto", True)),
        ("a.txt", "текст".encode("utf-16-le"), ("text", True)),
        ("a.txt", b"{\\rtf1", ("text", True)),
        ("a", b"%PDF-1.4", "source.unsupported_type"),
        ("a.pdf", image("JPEG"), "source.type_mismatch"),
        ("a.jpg", b"%PDF-1.4", "source.type_mismatch"),
        ("a.txt", image("TIFF"), "source.type_mismatch"),
        ("a.txt", b"a\0b", "source.type_mismatch"),
        ("a.xml", b"text", "source.type_mismatch"),
        ("a.png", b"<html>", "source.type_mismatch"),
        ("a.tif", b"GIF89a", "source.type_mismatch"),
    ],
)
def test_name_and_bytes_must_agree(
    name: str, data: bytes, expected: tuple[str, bool] | str
) -> None:
    try:
        assert kind_of(name, data[:2048]) == expected
    except ItemError as error:
        assert error.reason_code == expected
