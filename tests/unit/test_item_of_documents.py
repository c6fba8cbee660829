"""Documents as items: their pages, what is told of them, and what is read from each."""

from pathlib import Path

import pytest

from extractors.description.folders import rows_of_folder
from extractors.packing.package import Package, open_package
from extractors.reading.page import OcrSettings, read_page
from extractors.survey import survey_row
from openfonds.model import Absence, Item, ReadStatus
from openfonds.settings import Limits
from tests.unit.documents_made import docx, odt, p, png, zipped

LIMITS = Limits()
PICTURE = '<w:r><w:drawing><a:blip r:embed="{}"/></w:drawing></w:r>'


def taken_in(package: Package) -> dict[str, Item | Absence]:
    rows = rows_of_folder(package).rows
    return {row.reference_code: survey_row(package, row, LIMITS) for row in rows}


def read_all(package: Package, item: Item) -> list[tuple[ReadStatus, str | None, str, str]]:
    digests = {f.path: f.sha256 for f in item.files}
    found = []
    for page in item.pages:
        one = read_page(package, item.key, page, digests[page.path], OcrSettings(("eng",)), LIMITS)
        found.append((one.status, one.reason, one.engine, one.text))
    return found


@pytest.mark.parametrize("is_packed", [False, True], ids=["folder", "zip"])
def test_a_scan_pasted_into_a_document_is_recognised(tmp_path: Path, is_packed: bool) -> None:
    folder = tmp_path / "h"
    folder.mkdir()
    related: dict[str, tuple[str, str | bytes]] = {
        "media/1.png": ("image", png(text="Act of 1912")),
        "media/2.png": ("image", b"\x89PNG\r\n\x1a\n broken"),
    }
    body = p("One") + p(PICTURE.format("media/1.png")) + p(PICTURE.format("media/2.png"))
    docx(folder / "d.docx", body, related=related)
    source = folder
    if is_packed:
        source = zipped(tmp_path / "h.zip", {"d.docx": (folder / "d.docx").read_bytes()})
    with open_package(str(source), LIMITS) as package:
        item = taken_in(package)["d"]
        assert isinstance(item, Item)
        assert [page.kind for page in item.pages] == ["docx", "picture", "picture"]
        assert read_all(package, item) == [
            (ReadStatus.READ, None, "docx", "One"),
            (ReadStatus.READ, None, "tesseract", "Act of 1912"),
            (ReadStatus.FAILED, "image.broken", "", ""),
        ]


def test_what_is_hidden_or_unread_is_known(tmp_path: Path) -> None:
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>усыновление</w:t></w:r>"
    docx(tmp_path / "d.docx", p("a", hidden, "<w:r><w:object/></w:r>"))
    with open_package(str(tmp_path), LIMITS) as package:
        item = taken_in(package)["d"]
    assert isinstance(item, Item)
    assert item.file_notes == ("усыновление",)
    assert item.remarks == ("files.parts_unread",)


def test_every_file_of_a_folder_is_an_item_or_says_why_not(tmp_path: Path) -> None:
    odt(tmp_path / "b.odt", "<text:p/>")
    files: dict[str, bytes] = {
        "a.txt": "Дело".encode("utf-16"),
        "c.html": b"<p>x",
        "d.rtf": rb"{\rtf1 x}",
        "e.doc": b"\xd0\xcf\x11\xe0",
        "f.wpd": b"\xffWPC",
        "g.xlsx": b"PK\x03\x04",
        "h.rtf": rb"{\rtf1 x",
        "scan.png": png(),
        "scan.txt": b"what the scan says",
        "notes.md": b"#",
        "bagit.txt": b"BagIt-Version: 1.0",
        "manifest-md5.txt": b"",
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    with open_package(str(tmp_path), LIMITS) as package:
        found = taken_in(package)
        notes = " ".join(rows_of_folder(package).notes)
        by_code = {c: i if isinstance(i, Item) else i.reason_code for c, i in found.items()}
        texts = {c: read_all(package, i) for c, i in found.items() if isinstance(i, Item)}
    refused = {code: why for code, why in by_code.items() if not isinstance(why, Item)}
    assert refused == {
        "e": "source.unsupported_type",
        "f": "source.unsupported_type",
        "g": "source.unsupported_type",
        "h": "document.broken",
    }
    assert texts["a"][0][1:] == (None, "text-file", "Дело")
    assert texts["b"][0][1:] == ("document.no_text", "odt", "")
    assert texts["c"][0][1:] == (None, "html", "x")
    assert texts["d"][0][1:] == (None, "rtf", "x")
    for name in ("scan.txt", "notes.md", "bagit.txt", "manifest-md5.txt"):
        assert name in notes
    assert set(by_code) == {*"abcdefgh", tmp_path.name}


def test_a_document_that_changed_is_not_read(tmp_path: Path) -> None:
    docx(tmp_path / "d.docx", p("One"))
    with open_package(str(tmp_path), LIMITS) as package:
        item = taken_in(package)["d"]
        assert isinstance(item, Item)
        docx(tmp_path / "d.docx", p("Two"))
        assert read_all(package, item)[0][:2] == (ReadStatus.FAILED, "fixity.changed")


def test_a_refusal_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "e.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    with open_package(str(tmp_path), LIMITS) as package:
        refused = taken_in(package)["e"]
    assert isinstance(refused, Absence)
    assert "save it as .docx" in refused.message
