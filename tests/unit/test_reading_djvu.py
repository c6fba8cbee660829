"""DjVu: pages and text layers through DjVuLibre, and what it must not be given."""

import re
import shutil
import struct
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from extractors.djvu.layer import parse_layer, text_of, words_of
from extractors.djvu.read import count_djvu_pages, djvu_notes
from extractors.djvu.structure import require_whole
from extractors.djvu.tool import linked, render
from extractors.reading.djvu import read_djvu
from extractors.reading.tesseract import OcrSettings
from openfonds.errors import ItemError, ToolMissing
from openfonds.model import PageSource, PageText, ReadStatus, Word
from openfonds.settings import Limits

LIMITS = Limits()
needs_djvulibre = pytest.mark.skipif(
    shutil.which("djvused") is None, reason="DjVuLibre: apt-get install djvulibre-bin"
)
LAYER = """(page 0 0 800 400
 (column 0 0 800 400 (para 0 0 800 400
  (line 10 300 200 340 (word 10 300 90 340 "Дело") (word 100 300 110 340 "о"))
  (line 10 250 200 290 (word 10 250 90 290
    (char 10 250 30 290 "№") (char 30 250 50 290 "5")))))
 (para 0 0 800 100 (line 10 10 200 50 "два слова \\"x\\" \\320\\224")))
"""


def leaf(path: Path, text: str = "") -> Path:
    picture = Image.new("L", (800, 400), 255)
    if text:
        ImageDraw.Draw(picture).text((40, 40), text, fill=0, font_size=48)
    picture.convert("1").save(path.with_suffix(".pbm"))
    run("cjb2", "-dpi", "150", path.with_suffix(".pbm"), path)
    return path


def run(*command: str | Path) -> None:
    subprocess.run([str(word) for word in command], check=True, capture_output=True)


def bundle(folder: Path, n_pages: int) -> Path:
    pages = [leaf(folder / f"p{i}.djvu", f"page {i}") for i in range(n_pages)]
    run("djvm", "-c", folder / "b.djvu", *pages)
    return folder / "b.djvu"


def read(path: Path, part: int = 0, limits: Limits = LIMITS) -> PageText:
    page = PageSource(part + 1, path.name, part, "djvu")
    return read_djvu(path, "key", page, OcrSettings(("eng",)), limits)


def reason_of(path: Path) -> str:
    with pytest.raises(ItemError) as error:
        count_djvu_pages(path, LIMITS)
    return error.value.reason_code


def test_zones_become_lines_and_words() -> None:
    zone = parse_layer(LAYER)
    assert zone
    assert text_of(zone) == 'Дело о\n№5\n\nдва слова "x" Ð\x94'
    assert words_of(zone, 400)[:3] == (
        Word("Дело", 10, 60, 80, 40, None),
        Word("о", 100, 60, 10, 40, None),
        Word("№5", 10, 110, 80, 40, None),
    )
    assert [w.text for w in words_of(zone, 400)[3:5]] == ["два", "слова"]


@pytest.mark.parametrize(
    "said", ["(page 0 0 1 1", "(page 0 0 x 1 (line))", "((page))", "(" * 100, ")"]
)
def test_a_broken_layer_is_told(said: str) -> None:
    with pytest.raises(ItemError) as error:
        parse_layer(said)
    assert error.value.reason_code == "djvu.broken"


def test_no_layer() -> None:
    assert parse_layer("") is None


@needs_djvulibre
def test_a_page_without_text_is_recognised(tmp_path: Path) -> None:
    path = bundle(tmp_path, 3)
    assert count_djvu_pages(path, LIMITS) == 3
    found = read(path, 2)
    assert (found.text, found.engine, found.width_px) == ("page 2", "tesseract", 800)
    assert read(leaf(tmp_path / "blank.djvu")).status is ReadStatus.BLANK
    with pytest.raises(ItemError):
        read(path, 3)


LINES = ("The council of the city", "met on a cold evening", "and read the letter aloud")


def scan(folder: Path, layer: str = "", lines: Sequence[str] = LINES) -> Path:
    """A page with these lines, and with a text layer."""
    picture = Image.new("L", (800, 400), 255)
    for line, top in zip(lines, (40, 140, 240), strict=False):
        ImageDraw.Draw(picture).text((40, top), line, fill=0, font_size=40)
    picture.convert("1").save(folder / "p.pbm")
    run("cjb2", "-dpi", "150", folder / "p.pbm", folder / "p.djvu")
    (folder / "layer").write_text(layer)
    run("djvused", "-e", f"select 1; set-txt {folder}/layer; save", folder / "p.djvu")
    return folder / "p.djvu"


def layer_of(lines: Sequence[str], down_px: int = 0) -> str:
    """The layer that a program would have written, its boxes further down by some pixels."""
    draw = ImageDraw.Draw(Image.new("L", (800, 400)))
    zones = []
    for line, line_top in zip(lines, (40, 140, 240), strict=False):
        for word in re.finditer(r"\S+", line):
            ahead = 40 + draw.textlength(line[: word.start()], font_size=40)
            box = draw.textbbox((ahead, line_top + down_px), word[0], font_size=40)
            left, top, right, bottom = map(round, box)
            zones.append(f'(word {left} {400 - bottom} {right} {400 - top} "{word[0]}")')
    return f"(page 0 0 800 400 (line 0 0 800 400 {' '.join(zones)}))"


@needs_djvulibre
def test_a_text_layer_and_notes_are_taken_over(tmp_path: Path) -> None:
    path = scan(tmp_path, layer_of(LINES))
    (tmp_path / "ant").write_text('(maparea "#2" "см. акт" (rect 1 1 9 9) (none))\n')
    (tmp_path / "meta").write_text('Title\t"Опись"\nProducer\t"x"\n')
    script = f"select 1; set-ant {tmp_path}/ant; create-shared-ant; set-meta {tmp_path}/meta; save"
    run("djvused", "-e", script, path)
    found = read(path)
    assert (found.engine, found.steps) == ("djvu-text-layer", ())
    assert found.text.split() == " ".join(LINES).split()
    assert (found.words[0].text, found.words[0].left) == ("The", 40)
    assert set(djvu_notes(path, LIMITS)) == {"см. акт", "Опись"}


@needs_djvulibre
@pytest.mark.parametrize(
    ("layer", "steps"),
    [
        pytest.param(layer_of(LINES, down_px=60), "layer:misplaced", id="other place"),
        pytest.param('(page 0 0 800 400 "\\356\\200\\200 \\356\\200\\201")', "layer:unmapped",
                     id="unmapped"),
        pytest.param('(page 0 0 800 400 "Other words of some other page")', "layer:incomplete",
                     id="without places"),
    ],
)  # fmt: skip
def test_a_layer_that_is_not_that_of_the_page_is_not_taken(
    tmp_path: Path, layer: str, steps: str
) -> None:
    found = read(scan(tmp_path, layer))
    assert (found.engine, found.steps[0]) == ("tesseract", steps)
    assert LINES[0] in found.text
    # What a layer of another page says may still be a mark of secrecy.
    assert bool(found.marks) is (steps != "layer:unmapped")


@needs_djvulibre
def test_a_layer_without_places_that_says_the_same_is_kept(tmp_path: Path) -> None:
    found = read(scan(tmp_path, f'(page 0 0 800 400 "{" ".join(LINES)}")'))
    assert (found.engine, found.steps) == ("djvu-text-layer", ("layer:compared",))


@needs_djvulibre
def test_a_layer_over_blank_paper_is_not_taken(tmp_path: Path) -> None:
    found = read(scan(tmp_path, layer_of(LINES), lines=()))
    assert (found.status, found.text) == (ReadStatus.BLANK, "")
    assert found.steps[0] == "layer:blank"


@needs_djvulibre
def test_names_and_turns(tmp_path: Path) -> None:
    path = tmp_path / "-Дело № 5 #2?.djvu"
    leaf(tmp_path / "p.djvu", "page").rename(path)
    run("djvused", "-e", "select 1; set-rotation 1; save", path)
    with linked(path) as link:
        with Image.open(render(link, 1, (), LIMITS)) as image:
            assert image.size == (400, 800)
        assert not list(path.parent.glob("*.ppm"))


@needs_djvulibre
def test_what_lies_in_other_files_is_refused(tmp_path: Path) -> None:
    run("djvmcvt", "-i", bundle(tmp_path, 2), tmp_path, "index.djvu")
    assert reason_of(tmp_path / "index.djvu") == "djvu.indirect"


def chunks(kind: bytes, *inner: tuple[bytes, bytes], magic: bytes = b"AT&TFORM") -> bytes:
    body = kind
    for name, data in inner:
        body += struct.pack(">4sI", name, len(data)) + data + b"\0" * (len(data) % 2)
    return magic + struct.pack(">I", len(body)) + body


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (chunks(b"DJVU", (b"INFO", bytes(10)), (b"INCL", b"../../etc/passwd")), "djvu.indirect"),
        (chunks(b"DJVM", (b"DIRM", b"\x01\0\1")), "djvu.indirect"),
        (chunks(b"DJVM", (b"NAVM", b"\x81\0\1")), "djvu.broken"),
        (chunks(b"DJVI", (b"Djbz", b"x")), "djvu.broken"),
        (chunks(b"DJVU", (b"INFO", bytes(10)))[:-4], "djvu.broken"),
        (chunks(b"DJVM", magic=b"AT&TSDJVFORM"), "djvu.encrypted"),
        (b"AT&TFORM", "djvu.broken"),
    ],
    ids=["include", "indirect", "directory", "part", "truncated", "secure", "short"],
)
def test_files_that_djvulibre_is_not_given(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "x.djvu"
    path.write_bytes(data)
    with pytest.raises(ItemError) as error:
        require_whole(path)
    assert error.value.reason_code == reason


@needs_djvulibre
def test_damage_fails_the_page_and_not_the_next(tmp_path: Path) -> None:
    path = bundle(tmp_path, 3)
    data = bytearray(path.read_bytes())
    at = data.index(b"Sjbz", data.index(b"Sjbz") + 4) + 8
    data[at : at + 40] = bytes(b ^ 0x5A for b in data[at : at + 40])
    path.write_bytes(data)
    with pytest.raises(ItemError) as error:
        read(path, 1)
    assert error.value.reason_code == "djvu.broken"
    assert read(path, 2).text == "page 2"


@needs_djvulibre
def test_a_page_of_too_many_pixels_is_not_rendered(tmp_path: Path) -> None:
    with pytest.raises(ItemError) as error:
        read(leaf(tmp_path / "p.djvu", "page"), limits=Limits(max_image_px=1000))
    assert error.value.reason_code == "image.too_large"


def test_without_djvulibre_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.djvu"
    path.write_bytes(chunks(b"DJVU", (b"INFO", bytes(10))))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ToolMissing, match="apt-get install djvulibre-bin"):
        count_djvu_pages(path, LIMITS)
