"""The example holding: the same bytes every time, and every outcome accounted for."""

import csv
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from lxml import etree
from PIL import Image, UnidentifiedImageError

from examples import pages
from examples.inventory import CLOSED_ITEM, HEADINGS, OPEN_SERIES
from examples.make_holding import (
    BROKEN,
    LOOKS,
    ROOT,
    TEXTS,
    UNSUPPORTED,
    expected_text,
    make_holding,
)
from openfonds.collection import parse_collection
from openfonds.digests import sha256_of_bytes
from openfonds.errors import ToolMissing
from openfonds.model import Outcome

ALTO = "{http://www.loc.gov/standards/alto/ns-v4#}"
MAX_BYTES = 12_000_000


@pytest.fixture(scope="module")
def holding(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("example") / "holding"
    make_holding(folder)
    return folder


def _rows(holding: Path) -> list[dict[str, str]]:
    with (holding / "inventory.csv").open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source, delimiter=";"))


def _expected() -> list[dict[str, str]]:
    with (ROOT / "examples" / "expected.tsv").open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source, delimiter="\t"))


def _outcomes(outcome: Outcome) -> set[str]:
    return {line["item_id"] for line in _expected() if line["outcome"] == outcome}


def _digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): sha256_of_bytes(path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_script_writes_the_same_bytes_elsewhere_and_at_another_hour(
    holding: Path, tmp_path: Path
) -> None:
    script = ROOT / "examples" / "make_holding.py"
    subprocess.run(
        [sys.executable, script, tmp_path / "again"],
        check=True,
        cwd=tmp_path,
        env={"TZ": "Asia/Kolkata", "PYTHONHASHSEED": "7"},
        capture_output=True,
    )
    assert _digests(tmp_path / "again") == _digests(holding)


def test_holding_is_small(holding: Path) -> None:
    assert sum(path.stat().st_size for path in holding.rglob("*") if path.is_file()) < MAX_BYTES


def test_expected_outcomes_name_every_row_in_order(holding: Path) -> None:
    assert [line["item_id"] for line in _expected()] == [row["шифр"] for row in _rows(holding)]
    assert all(line["why"] for line in _expected())


def test_every_outcome_but_suspension_is_expected() -> None:
    # Nothing is suspended on the way in: that takes a complaint.
    outcomes = Counter(line["outcome"] for line in _expected())
    assert set(outcomes) == set(Outcome) - {Outcome.SUSPENDED}
    assert outcomes[Outcome.OPEN] >= 12
    assert outcomes[Outcome.WITHHELD] >= 9


def test_inventory_has_the_headings_that_the_readme_lists(holding: Path) -> None:
    readme = (ROOT / "examples" / "README.md").read_text(encoding="utf-8")
    assert list(_rows(holding)[0]) == list(HEADINGS.values())
    assert not [heading for heading in HEADINGS.values() if heading not in readme]


def test_collection_file_is_understood_and_its_list_names_an_item(holding: Path) -> None:
    collection = parse_collection((holding / "collection.toml").read_text(encoding="utf-8"))
    (closed,) = collection.closed_lists
    with (holding / closed.path).open(encoding="utf-8", newline="") as source:
        listed = {entry[closed.key] for entry in csv.DictReader(source)}
    assert collection.open_series == OPEN_SERIES
    assert set(OPEN_SERIES) <= {row["опись"] for row in _rows(holding)}
    assert listed == {CLOSED_ITEM} <= _outcomes(Outcome.WITHHELD)


def test_only_failing_rows_name_files_that_are_not_there(holding: Path) -> None:
    unresolved = {
        row["шифр"]
        for row in _rows(holding)
        for pattern in row["файлы"].split(";")
        if ".." in pattern or not list(holding.glob(pattern))
    }
    failed = _outcomes(Outcome.FAILED)
    unreadable = {r["шифр"] for r in _rows(holding) if r["файлы"] in (BROKEN, UNSUPPORTED)}
    assert unresolved | unreadable == failed
    assert len(unresolved) == len(unreadable) == 2


def test_every_file_is_named_by_a_row(holding: Path) -> None:
    named = {
        path.relative_to(holding).as_posix()
        for row in _rows(holding)
        for pattern in row["файлы"].split(";")
        if ".." not in pattern
        for path in holding.glob(pattern)
    }
    assert set(_digests(holding)) - named == {"inventory.csv", "collection.toml", "closed-list.csv"}


def test_duplicate_row_repeats_an_open_one_exactly(holding: Path) -> None:
    first, *_, last = _rows(holding)
    assert last == first
    assert _expected()[-1]["outcome"] == Outcome.DUPLICATE
    assert _expected()[0]["outcome"] == Outcome.OPEN


@pytest.mark.parametrize("path", [p for p in LOOKS if p != BROKEN and not p.endswith(".pdf")])
def test_images_open_with_the_size_of_their_paper(holding: Path, path: str) -> None:
    look = LOOKS[path]
    with Image.open(holding / path) as image:
        assert getattr(image, "n_frames", 1) == len(expected_text(path))
        for number in range(len(expected_text(path))):
            image.seek(number)
            image.load()
            assert image.size == (look.width_px, look.height_px)


def test_broken_image_cannot_be_opened(holding: Path) -> None:
    with pytest.raises((UnidentifiedImageError, OSError)), Image.open(holding / BROKEN) as image:
        image.load()


@pytest.mark.parametrize(
    ("name", "has_text"), [("putevoditel-1871", True), ("most-1903", False)], ids=["text", "images"]
)
def test_pdf_has_a_text_layer_only_where_it_should(
    holding: Path, name: str, has_text: bool
) -> None:
    document = pdfium.PdfDocument(holding / "pdf" / f"{name}.pdf")
    layers = [" ".join(p.get_textpage().get_text_range().split()) for p in document]
    assert layers == [" ".join(t.split()) if has_text else "" for t in TEXTS[name].split("\f")]


def test_alto_and_text_file_hold_their_texts(holding: Path) -> None:
    root = etree.parse(holding / "alto" / "listok-1872-1.xml").getroot()
    words = [word.get("CONTENT") for word in root.iter(f"{ALTO}String")]
    assert words == TEXTS["listok-1872-1"].split()
    text = (holding / "texts" / "obyazatelnyya-1910.txt").read_text(encoding="utf-8")
    assert text.count("\f") == 2


def test_blank_page_bears_no_ink(holding: Path) -> None:
    with Image.open(holding / "scans" / "uprava-101-2.jpg") as image:
        assert image.histogram()[:128] == [0] * 128


def test_missing_font_names_its_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(pages, "FONT_ROOT", tmp_path)
    with pytest.raises(ToolMissing, match="fonts-paratype"):
        pages.load_font("paratype/PTF55F.ttf", 99)
    with pytest.raises(ToolMissing, match="fonts-dejavu-core"):
        pages.load_font("dejavu/DejaVuSerif.ttf", 99)


def test_soft_hyphens_break_words_and_vanish_elsewhere() -> None:
    font = pages.load_font("paratype/PTF55F.ttf", 34)
    width = int(font.getlength("смотри-")) + 2
    assert pages.wrap("смотри\u00adтелей и", font, width) == ["смотри-", "телей и"]
    assert pages.wrap("смотри\u00adтелей", font, 999) == ["смотрителей"]


def test_text_that_does_not_fit_its_page_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        pages.render_page("long", "слово\n" * 60, pages.BOOK)


@pytest.mark.tesseract
@pytest.mark.parametrize(
    ("path", "least", "most"),
    [
        pytest.param("scans/ispolkom-1921.jpg", 0.0, 0.02, id="modern"),
        pytest.param("scans/uprava-101-1.jpg", 0.0, 0.05, id="pre-reform"),
        pytest.param("scans/kopiya-1913.jpg", 0.1, 0.7, id="ruined"),
    ],
)
def test_tesseract_reads_pages_as_well_as_it_should(
    holding: Path, path: str, least: float, most: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not shutil.which("tesseract"):
        pytest.skip("Tesseract is not installed: apt-get install tesseract-ocr tesseract-ocr-rus")
    monkeypatch.setenv("OMP_THREAD_LIMIT", "1")
    done = subprocess.run(
        ["tesseract", holding / path, "-", "-l", "rus"], check=True, capture_output=True
    )
    (wanted,) = expected_text(path)
    read = " ".join(done.stdout.decode().split())
    assert least <= _distance(read, wanted) / len(wanted) <= most


def _distance(left: str, right: str) -> int:
    """Edit distance in characters."""
    above = list(range(len(right) + 1))
    for row, a in enumerate(left, start=1):
        line = [row]
        for column, b in enumerate(right, start=1):
            line.append(min(above[column] + 1, line[-1] + 1, above[column - 1] + (a != b)))
        above = line
    return above[-1]
