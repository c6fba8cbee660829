import os
import pickle
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from extractors.description.folders import rows_of_folder
from extractors.description.holding import rows_of_holding
from extractors.description.rows import Inventory, InventoryRow
from extractors.packing.package import open_package
from extractors.survey import survey_row
from openfonds.errors import TransientError
from openfonds.model import Absence, CataloguedFact, Item, NamedValue, PageSource, Truth
from openfonds.schema import from_table, to_table
from openfonds.settings import Limits

LIMITS = Limits()
ALTO = b'<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#"><Layout><Page/></Layout></alto>'
ROW = InventoryRow(
    position=7,
    reference_code="Р-1/2",
    folder="",
    files=("p.txt",),
    title="Протоколы",
    creator=None,
    creator_type=None,
    language=None,
    series=None,
    description=None,
    material=None,
    date=None,
    author=None,
    author_died=None,
    access=None,
    rights=None,
    act=None,
    facts=(),
    extra=(),
    remarks=(),
)


def picture(form: str = "JPEG", n_frames: int = 1) -> bytes:
    frames = [Image.new("L", (20, 10), i) for i in range(n_frames)]
    out = BytesIO()
    more: dict[str, Any] = {"save_all": True, "append_images": frames[1:]} if n_frames > 1 else {}
    frames[0].save(out, form, **more)
    return out.getvalue()


def survey(
    tmp_path: Path, files: dict[str, bytes], row: InventoryRow = ROW, limits: Limits = LIMITS
) -> Item | Absence:
    for name, data in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    with open_package(str(tmp_path), limits) as package:
        result = survey_row(package, pickle.loads(pickle.dumps(row)), limits)
    assert pickle.loads(pickle.dumps(result)) == result
    return result


def item_of(tmp_path: Path, files: dict[str, bytes], row: InventoryRow = ROW) -> Item:
    result = survey(tmp_path, files, row)
    assert isinstance(result, Item), result
    return result


def pages_of(item: Item) -> list[tuple[int, str, int, str]]:
    return [(p.number, p.path, p.part, p.kind) for p in item.pages]


def test_an_item_has_its_files_pages_and_description(tmp_path: Path) -> None:
    row = replace(
        ROW,
        files=("scans/*.tif", "p.txt"),
        date="12 марта 1937 – 1949 г.",
        creator_type="Муниципальный орган",
        material="Личное дело",
        facts=(NamedValue("minor", "да"), NamedValue("private_life", "")),
        extra=(NamedValue("Листов", "5"),),
    )
    files = {"scans/p10.tif": picture("TIFF"), "scans/p2.tif": picture("TIFF", 2), "p.txt": b"a\fb"}
    item = item_of(tmp_path, files, row)
    assert [(f.path, f.sha256, f.n_bytes) for f in item.files] == [
        (name, sha256(files[name]).hexdigest(), len(files[name]))
        for name in ("scans/p2.tif", "scans/p10.tif", "p.txt")
    ]
    assert pages_of(item) == [
        (1, "scans/p2.tif", 0, "image"),
        (2, "scans/p2.tif", 1, "image"),
        (3, "scans/p10.tif", 0, "image"),
        (4, "p.txt", 0, "text"),
        (5, "p.txt", 1, "text"),
    ]
    assert (item.creator_type, item.material) == ("municipal_body", "personal_file")
    assert item.dates.written == row.date
    assert item.dates.latest == date(1949, 12, 31)
    assert item.facts == (
        CataloguedFact("minor", Truth.TRUE),
        CataloguedFact("private_life", Truth.UNKNOWN),
    )
    assert (item.reference_code, item.position, item.title) == ("Р-1/2", 7, "Протоколы")
    assert item.extra == row.extra
    assert item.remarks == ()
    assert from_table(Item, to_table(Item, [item])) == [item]


def test_rows_have_a_parquet_form() -> None:
    assert from_table(InventoryRow, to_table(InventoryRow, [ROW])) == [ROW]


def test_an_empty_date_is_no_remark_and_a_strange_one_is(tmp_path: Path) -> None:
    item = item_of(tmp_path, {"p.txt": b"x"})
    assert (item.dates.written, item.dates.earliest, item.dates.latest) == ("", None, None)
    assert item.remarks == ()
    item = item_of(tmp_path, {}, replace(ROW, date="при царе Горохе"))
    assert item.dates.written == "при царе Горохе"
    assert item.remarks == ("date.unparsed",)


def test_what_is_not_understood_is_kept_and_remarked(tmp_path: Path) -> None:
    row = replace(
        ROW,
        creator_type="колхоз",
        material="карта",
        facts=(NamedValue("minor", "возможно"), NamedValue("adoption", "—")),
        remarks=("inventory.damaged_text",),
        files=("p.txt", "*.txt"),
    )
    item = item_of(tmp_path, {"p.txt": b"x"}, row)
    assert (item.creator_type, item.material) == ("колхоз", "карта")
    assert {f.value for f in item.facts} == {Truth.UNKNOWN}
    assert item.remarks == (
        "inventory.damaged_text",
        "files.repeated",
        "creator_type.unknown",
        "material.unknown",
        "fact.malformed:minor",
        "fact.malformed:adoption",
    )
    assert len(item.files) == len(item.pages) == 1


def test_an_image_with_the_name_of_another_format_is_remarked(tmp_path: Path) -> None:
    item = item_of(tmp_path, {"p.jpg": picture("PNG")}, replace(ROW, files=("p.jpg",)))
    assert item.remarks == ("files.other_image_format",)


def test_the_key_is_of_description_and_bytes_and_not_of_the_place(tmp_path: Path) -> None:
    first = item_of(tmp_path, {"p.txt": b"x"})
    assert len(first.key) == 64
    assert item_of(tmp_path, {}, replace(ROW, position=8)).key == first.key
    columns = (
        "reference_code title creator creator_type language series description material date"
        " author author_died access rights act"
    )
    changes: list[dict[str, Any]] = [{column: "иное"} for column in columns.split()]
    others = [item_of(tmp_path, {}, replace(ROW, **change)).key for change in changes]
    others.append(item_of(tmp_path, {}, replace(ROW, facts=(NamedValue("minor", ""),))).key)
    others.append(item_of(tmp_path, {}, replace(ROW, extra=(NamedValue("a", "b"),))).key)
    others.append(item_of(tmp_path, {"p.txt": b"y"}).key)
    assert len({first.key, *others}) == len(others) + 1


@pytest.mark.parametrize(
    "ocr", ["p1.xml", "p1.alto.xml", "p1.hocr", "ocr/p1.xml", "P1.XML"], ids=str
)
def test_an_image_with_its_ocr_is_one_page(tmp_path: Path, ocr: str) -> None:
    data = ALTO
    if ocr.endswith("hocr"):
        data = b'<html><body><div class="ocr_page"/></body></html>'
    files = {"p1.jpg": picture(), ocr: data, "p2.jpg": picture()}
    item = item_of(tmp_path, files, replace(ROW, files=("p1.jpg", ocr, "p2.jpg")))
    assert pages_of(item) == [(1, ocr, 0, "alto"), (2, "p2.jpg", 0, "image")]
    assert [f.path for f in item.files] == ["p1.jpg", ocr, "p2.jpg"]


def test_same_names_in_several_folders_are_told_apart(tmp_path: Path) -> None:
    files = {"a/p1.jpg": picture(), "a/p1.xml": ALTO, "b/p1.jpg": picture(), "b/p1.xml": ALTO}
    item = item_of(tmp_path, files, replace(ROW, files=("**/p1.*",)))
    assert [p.path for p in item.pages] == ["a/p1.xml", "b/p1.xml"]


@pytest.mark.parametrize(
    "files",
    [
        {"p1.tif": picture("TIFF", 2), "p1.xml": ALTO},
        {"a/p1.jpg": picture(), "b/p1.jpg": picture(), "c/p1.xml": ALTO},
        {"p1.jpg": picture(), "p1.xml": ALTO, "p1.alto.xml": ALTO},
    ],
    ids=["other-number-of-pages", "two-images", "two-texts"],
)
def test_ocr_that_does_not_fit_its_image_loses_no_page(
    tmp_path: Path, files: dict[str, bytes]
) -> None:
    result = survey(tmp_path, files, replace(ROW, files=("**",)))
    assert isinstance(result, Absence)
    assert result.reason_code == "source.page_mismatch"


@pytest.mark.parametrize(
    ("files", "named", "reason"),
    [
        ({"a.txt": b"x"}, "p.txt", "source.file_missing"),
        ({"a.txt": b"x"}, "p*.txt", "source.file_missing"),
        ({"p.txt": b"x"}, "../p.txt", "source.path_outside"),
        ({"p.txt": b""}, "p.txt", "source.file_empty"),
        ({"p.docx": b"PK\x03\x04"}, "p.docx", "document.broken"),
        ({"p.jpg": b"%PDF-1.4"}, "p.jpg", "source.type_mismatch"),
        ({"p.jpg": picture()[:30]}, "p.jpg", "image.broken"),
        ({"p.pdf": b"%PDF-1.4"}, "p.pdf", "pdf.broken"),
        ({"p.xml": b"<alto>"}, "p.xml", "xml.broken"),
        ({"p1.txt": b"x", "p2.txt": b""}, "p*.txt", "source.file_empty"),
    ],
)
def test_one_bad_file_fails_its_item_with_the_reason(
    tmp_path: Path, files: dict[str, bytes], named: str, reason: str
) -> None:
    result = survey(tmp_path, files, replace(ROW, files=(named,)))
    assert isinstance(result, Absence)
    assert (result.reference_code, result.position, result.reason_code) == ("Р-1/2", 7, reason)
    assert result.outcome.value == "failed"
    assert "Протоколы" not in result.message
    assert "p" in result.message


@pytest.mark.timeout(20)
def test_a_fifo_among_the_pages_fails_the_item(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "p2.txt")
    result = survey(tmp_path, {"p1.txt": b"x"}, replace(ROW, files=("p*.txt",)))
    assert isinstance(result, Absence)
    assert result.reason_code == "source.not_a_file"


def test_the_pages_of_all_files_together_have_a_limit(tmp_path: Path) -> None:
    row = replace(ROW, files=("p*.txt",))
    result = survey(
        tmp_path, {"p1.txt": b"a\fb", "p2.txt": b"a\fb"}, row, Limits(max_pages_per_item=3)
    )
    assert isinstance(result, Absence)
    assert result.reason_code == "source.too_many_pages"


def test_names_are_relative_to_the_inventory(tmp_path: Path) -> None:
    item = item_of(tmp_path, {"fond/p.txt": b"x"}, replace(ROW, folder="fond"))
    assert [f.path for f in item.files] == ["fond/p.txt"]
    result = survey(tmp_path, {"p.txt": b"x"}, replace(ROW, folder="fond", files=("../p.txt",)))
    assert isinstance(result, Absence)


def test_a_disk_that_is_full_is_not_blamed_on_the_item(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise TransientError("no room")

    monkeypatch.setattr("extractors.survey.count_pages", full)
    with pytest.raises(TransientError):
        survey(tmp_path, {"p.txt": b"x"})


def test_a_vanished_file_is_explained(tmp_path: Path) -> None:
    (tmp_path / "p.txt").write_bytes(b"x")
    with open_package(str(tmp_path), LIMITS) as package:
        (tmp_path / "p.txt").unlink()
        result = survey_row(package, ROW, LIMITS)
    assert isinstance(result, Absence)
    assert result.reason_code == "source.unreadable"


def _outcome(result: Item | Absence) -> str:
    return "item" if isinstance(result, Item) else result.reason_code


def test_every_row_of_an_inventory_is_accounted_for(tmp_path: Path) -> None:
    (tmp_path / "inventory.csv").write_text(
        "шифр;файлы;заголовок\n1;a.txt;Т\n2;b.txt;Т\n;a.txt;Т\n4;a.txt\n1;a.txt;Т\n", "cp1251"
    )
    (tmp_path / "a.txt").write_text("x")
    with open_package(str(tmp_path), LIMITS) as package:
        inventory: Inventory = rows_of_holding(package, LIMITS)
        results = [*(survey_row(package, r, LIMITS) for r in inventory.rows), *inventory.absences]
    assert sorted((r.position, _outcome(r)) for r in results) == [
        (1, "item"),
        (2, "source.file_missing"),
        (3, "inventory.no_reference"),
        (4, "inventory.row_malformed"),
        (5, "inventory.duplicate_row"),
    ]


def _shared(name: str) -> Path:
    root = Path(__file__).resolve().parents[2]
    folder = Path(os.environ.get("OPENFONDS_TEST_DATA") or root.parent / "shared/data") / name
    if not folder.is_dir():
        pytest.skip(f"no {name}: set OPENFONDS_TEST_DATA")
    return folder


@pytest.mark.data
@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        (
            "B/openpreserve-formats/pdfCabinetOfHorrors",
            {"pdf.encrypted": 1, "source.unsupported_type": 5},
        ),
        ("B/pdf-ocrmypdf", {"pdf.broken": 1}),
        ("B/pdfa-verapdf", {}),
    ],
)
def test_real_pdfs(folder: str, expected: dict[str, int]) -> None:
    started = time.monotonic()
    with open_package(str(_shared(folder)), LIMITS) as package:
        outcomes = [
            _outcome(survey_row(package, row, LIMITS)) for row in rows_of_folder(package).rows
        ]
    assert len(outcomes) > 15
    assert {o: outcomes.count(o) for o in set(outcomes) - {"item"}} == expected
    assert time.monotonic() - started < 60


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "ok"),
    [
        ("B/pdf-ocrmypdf", lambda n: n.endswith((".png", ".jpg", ".hocr", ".txt"))),
        ("B/page-charlottenburg-municipal", lambda n: "/GT-PAGE/" in n),
    ],
)
def test_real_images_and_ocr(name: str, ok: Callable[[str], bool]) -> None:
    with open_package(str(_shared(name)), LIMITS) as package:
        files = list(filter(ok, package.names()))
        assert len(files) > 5
        for file in files:
            result = survey_row(package, replace(ROW, files=(file,)), LIMITS)
            assert isinstance(result, Item), result
            assert isinstance(result.pages[0], PageSource)
