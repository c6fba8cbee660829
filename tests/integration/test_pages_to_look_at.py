"""Whoever decides sees the pages of an item; nothing of these images leaves the vault."""

from pathlib import Path

import pytest
from PIL import Image

from benchmarks.made_pdfs import VISIBLE, Sheet, pdf_of
from openfonds.model import Word
from tests.holdings import AS_OF, CommandLine, open_row, write_holding

JPEG = b"\xff\xd8\xff"
HERE = ("--collection", "demo", "--as-of", AS_OF)
WAITS = "Ф. 1. Оп. 1. Д. 2"


def text_pdf(*lines: str) -> bytes:
    sheet = Image.new("L", (850, 1100), 255)
    words = [
        Word(word, 60 + 130 * n, 80 + 40 * at, 120, 30, None)
        for at, line in enumerate(lines)
        for n, word in enumerate(line.split())
    ]
    return pdf_of([Sheet(sheet, words, mode=VISIBLE, has_image=False)])


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    """One paper that opens, and one of two pages in review: a text, and a blank scan."""
    folder = tmp_path_factory.mktemp("images")
    rows = [open_row(1, files="1.pdf"), open_row(2, date="1950", files="2.pdf;2.jpg")]
    holding = write_holding(folder / "holding", rows, {})
    (holding / "1.pdf").write_bytes(text_pdf("Слушали докладъ городской", "управы о мощении"))
    (holding / "2.pdf").write_bytes(text_pdf("О водопроводѣ трубы", "положить до рѣки башню"))
    Image.new("L", (850, 1100), 255).save(holding / "2.jpg")
    run = CommandLine(folder / "storage")
    ran = run.ingest(holding)
    assert ran.code == 0, ran.err
    assert (ran.json["outcomes"]["open"], ran.json["outcomes"]["review"]) == (1, 1)
    return run


def jpegs(folder: Path) -> list[Path]:
    return [p for p in folder.rglob("*") if p.is_file() and JPEG in p.read_bytes()]


@pytest.mark.tesseract
def test_images_of_pages_stay_in_the_vault(archive: CommandLine) -> None:
    assert archive.release().json["documents"] == 1
    everywhere = jpegs(archive.storage)
    assert len(everywhere) == 3
    assert {p.relative_to(archive.storage).parts[:2] for p in everywhere} == {
        ("vault", "page-images")
    }
    assert (archive.storage / "vault").stat().st_mode & 0o777 == 0o700
    for path in everywhere:
        assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.tesseract
def test_an_archivist_gets_the_pages_of_an_item(archive: CommandLine, tmp_path: Path) -> None:
    folder = tmp_path / "look" / "here"
    shown = archive("review", "show", WAITS, *HERE, "--pages", str(folder), "--json")
    assert shown.code == 0, shown.err
    assert shown.json["written"] == {"images": 2, "texts": 1, "pages": 2}
    assert sorted(p.name for p in folder.iterdir()) == ["001.jpg", "001.txt", "002.jpg", "item.txt"]
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {p.stat().st_mode & 0o777 for p in folder.iterdir()} == {0o600}
    with Image.open(folder / "001.jpg") as image:
        assert max(image.size) == 1000
    assert "водопроводѣ" in (folder / "001.txt").read_text()
    said = (folder / "item.txt").read_text()
    assert WAITS in said and "002  2.jpg (1): blank" in said
