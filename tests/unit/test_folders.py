"""Holdings that nothing describes: which images and OCR files are pages of one item."""

import os
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from extractors.description.folders import rows_of_folder
from extractors.description.holding import rows_of_holding
from extractors.description.rows import Inventory
from extractors.packing.package import open_package
from extractors.survey import survey_row
from openfonds.errors import SourceError
from openfonds.model import Item
from openfonds.settings import Limits
from tests.mets_samples import ALTO, PAGE

DATA = Path(os.environ.get("OPENFONDS_TEST_DATA", Path(__file__).parents[3] / "shared" / "data"))
HOCR = b'<html><body><div class="ocr_page" title="image p.png"/></body></html>'
UNIT = (
    '<!DOCTYPE unit SYSTEM "unit.dtd"><unit xmlns="http://www.iarchives.com/schema/2002/export"'
    ' collection-title="Times"><header-item name="date" value="1">13-DEC-1944</header-item><pages>'
    '<page-ref href="pages/1.xml"/><page-ref href="pages/2.xml"/></pages><articles>'
    '<article-ref href="articles/0.xml"/></articles></unit>'
)


def read(root: Path, files: Iterable[str] | Mapping[str, bytes]) -> Inventory:
    contents = {n: _content(n) for n in files} if not isinstance(files, Mapping) else files
    for name, data in contents.items():
        path = root / "town" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    with open_package(str(root / "town"), Limits()) as package:
        return rows_of_folder(package)


def _content(name: str) -> bytes:
    return {"xml": ALTO, "hocr": HOCR, "html": HOCR}.get(name.rpartition(".")[2], b"x")


def sets(inventory: Inventory) -> dict[str, tuple[str, ...]]:
    return {row.reference_code: row.files for row in inventory.rows}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            ["v/p10.jpg", "v/p2.jpg", "v/p10.xml"],
            {"v": ("v/p2.jpg", "v/p10.xml", "v/p10.jpg")},
            id="one-folder",
        ),
        pytest.param(
            ["alto/1.xml", "alto/2.xml", "img/1.jpg", "img/2.jpg"],
            {"town": ("alto/1.xml", "img/1.jpg", "alto/2.xml", "img/2.jpg")},
            id="parallel-folders",
        ),
        pytest.param(
            ["v1/alto/1.xml", "v1/img/1.jpg", "v2/alto/1.xml", "v2/img/1.jpg"],
            {"v1": ("v1/alto/1.xml", "v1/img/1.jpg"), "v2": ("v2/alto/1.xml", "v2/img/1.jpg")},
            id="parallel-in-volumes",
        ),
        pytest.param(
            ["alto/v1/1.xml", "alto/v2/1.xml", "img/v1/1.jpg", "img/v2/1.jpg"],
            {"v1": ("alto/v1/1.xml", "img/v1/1.jpg"), "v2": ("alto/v2/1.xml", "img/v2/1.jpg")},
            id="volumes-in-parallel",
        ),
        pytest.param(
            ["v/1.jpg", "v/page/1.xml"], {"v": ("v/page/1.xml", "v/1.jpg")}, id="text-below"
        ),
        pytest.param(
            ["v/1.xml", "v/img/1.jpg"], {"v": ("v/1.xml", "v/img/1.jpg")}, id="image-below"
        ),
        pytest.param(
            ["v/alto/1.xml", "v/master/1.tif", "v/thumbs/1.jpg"],
            {"v": ("v/alto/1.xml", "v/master/1.tif")},
            id="thumbnails-beside",
        ),
        pytest.param(
            ["v/master/1.tif", "v/thumbs/1.jpg"],
            {"v/master": ("v/master/1.tif",)},
            id="copies-without-text",
        ),
        pytest.param(["v/1.tif", "v/1.jpg"], {"v": ("v/1.tif",)}, id="two-formats"),
        pytest.param(["1.jpg", "2.jpg"], {"town": ("1.jpg", "2.jpg")}, id="images-at-the-top"),
        pytest.param(["v/1.xml", "v/2.hocr"], {"v": ("v/1.xml", "v/2.hocr")}, id="text-alone"),
        pytest.param(
            ["a/1.jpg", "b/1.jpg"], {"a": ("a/1.jpg",), "b": ("b/1.jpg",)}, id="two-items"
        ),
        pytest.param(
            ["v.pdf", "v/1.jpg"], {"v": ("v.pdf",), "v/": ("v/1.jpg",)}, id="a-book-of-one-name"
        ),
    ],
)
def test_what_belongs_together(
    files: list[str], expected: dict[str, tuple[str, ...]], tmp_path: Path
) -> None:
    found = read(tmp_path, files)
    assert sets(found) == expected
    assert [row.position for row in found.rows] == list(range(1, len(expected) + 1))
    said = [n for n in (*files,) if any(n in note for note in found.notes)]
    assert {*said, *(f for row in found.rows for f in row.files)} == set(files), "lost"


def test_the_image_that_a_text_names_is_its_image(tmp_path: Path) -> None:
    named = ALTO.replace(
        b"<Layout>",
        b"<Description><sourceImageInformation><fileName>D:\\x\\scan 7.jpg</fileName>"
        b"</sourceImageInformation></Description><Layout>",
    )
    found = read(tmp_path, {"v/a.xml": named, "v/scan 7.jpg": b"x", "v/b.jpg": b"x"})
    assert found.rows[0].files == ("v/b.jpg", "v/a.xml", "v/scan 7.jpg")
    assert [(p.ocr, p.image) for p in found.rows[0].images] == [("v/a.xml", "v/scan 7.jpg")]


def test_of_texts_of_one_page_one_is_read(tmp_path: Path) -> None:
    found = read(tmp_path, {"v/1.alto.xml": ALTO, "v/1.page.xml": PAGE, "v/1.hocr": HOCR})
    assert found.rows[0].files == ("v/1.page.xml",)
    assert sum("in another form" in note for note in found.notes) == 2


def test_other_xml_is_no_page(tmp_path: Path) -> None:
    found = read(
        tmp_path, {"v/1.xml": b"<tei/>", "v/1.jpg": b"x", "v/2.md": b"<html/>", "v/3.xml": b""}
    )
    assert sets(found) == {"v": ("v/1.jpg",)}
    assert [n for n in found.notes if "part of no item" in n] == [
        f"part of no item: v/{name}" for name in ("1.xml", "2.md", "3.xml")
    ]


def test_a_holding_of_nothing_says_what_is_read(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="neither PDF"):
        read(tmp_path, ["notes.md"])


@pytest.mark.timeout(60)
def test_many_folders_take_no_longer_than_their_number(tmp_path: Path) -> None:
    files = {f"v{i}/{kind}/1.{ext}": data for i in range(1500)
             for kind, ext, data in (("alto", "xml", ALTO), ("img", "jpg", b"x"))}  # fmt: skip
    before = time.process_time()
    assert len(read(tmp_path, files).rows) == 1500
    assert time.process_time() - before < 15


def test_an_export_in_articles_is_one_item(tmp_path: Path) -> None:
    page = b'<page xmlns="http://www.iarchives.com/schema/2002/export" image-file="pdf/1.pdf"/>'
    files = {
        "unit.xml": UNIT.encode(),
        "pages/1.xml": page,
        "pages/2.xml": page,
        "pages/images/1.tif": b"x",
        "pages/pdf/1.pdf": b"x",
        "pages/pdf/2.pdf": b"x",
        "articles/0.xml": b"<article/>",
        "articles/images/0-0.tif": b"x",
    }
    for name, data in files.items():
        path = tmp_path / "town" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    with open_package(str(tmp_path / "town"), Limits()) as package:
        found = rows_of_holding(package, Limits())
    (row,) = found.rows
    assert row.files == ("pages/images/1.tif", "pages/pdf/2.pdf")
    assert (row.reference_code, row.title, row.date) == ("town", "Times", "13 DEC 1944")
    for name in ("pages/images/1.tif", "pages/pdf/1.pdf", "pages/pdf/2.pdf"):
        (tmp_path / "town" / name).unlink()
    with open_package(str(tmp_path / "town"), Limits()) as package:
        found = rows_of_holding(package, Limits())
    assert [a.reason_code for a in found.absences] == ["iarchives.no_page_images"]


@pytest.mark.data
@pytest.mark.parametrize(
    ("folder", "n_items", "n_pages"),
    [
        ("A/ehri-typescripts", 5, 12),
        ("A/tapuscorpus-fr", 7, 19),
        ("B/mets-alto-newspapers/tiff_batch", 1, 2),
        ("B/mets-alto-newspapers/article_segmented/batch_topaz_times", 1, 4),
    ],
)
def test_real_folders(folder: str, n_items: int, n_pages: int) -> None:
    if not (DATA / folder).is_dir():
        pytest.skip("no samples: set OPENFONDS_TEST_DATA")
    with open_package(str(DATA / folder), Limits()) as package:
        found = rows_of_holding(package, Limits())
        items = [survey_row(package, row, Limits()) for row in found.rows]
    assert all(isinstance(item, Item) for item in items)
    assert len(items) == n_items
    assert sum(len(item.pages) for item in items if isinstance(item, Item)) == n_pages
