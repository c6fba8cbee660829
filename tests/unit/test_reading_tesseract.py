"""What Tesseract says is taken over exactly, and what it does wrong is one page's failure."""

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections import namedtuple
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from extractors.reading import tesseract
from extractors.reading.tesseract import (
    OcrSettings,
    model_id,
    parse_table,
    recognise,
    require_languages,
)
from openfonds.errors import ItemError, ToolMissing, TransientError

DATA = Path(os.environ.get("OPENFONDS_TEST_DATA", Path(__file__).parents[3] / "shared" / "data"))
ENGLISH = OcrSettings(("eng",))
HEADER = (
    "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"
)

Fake = Callable[[str], None]


@pytest.fixture(autouse=True)
def forget_what_is_installed() -> Iterator[None]:
    tesseract.probe.cache_clear()
    yield
    tesseract.probe.cache_clear()


@pytest.fixture
def page(tmp_path: Path) -> Path:
    image = Image.new("L", (900, 300), 255)
    draw = ImageDraw.Draw(image)
    draw.text((40, 40), "The council met in March", 0, ImageFont.load_default(size=40))
    draw.text((40, 200), "and adjourned", 0, ImageFont.load_default(size=40))
    image.save(tmp_path / "page.png")
    return tmp_path / "page.png"


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fake:
    """Put a program in the place of Tesseract that answers about itself, and then misbehaves."""
    models = tmp_path / "models"
    models.mkdir()
    (models / "eng.traineddata").write_bytes(b"model")
    program = tmp_path / "bin" / "tesseract"
    program.parent.mkdir()
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")

    def install(misbehaviour: str) -> None:
        program.write_text(
            "#!/bin/sh\n"
            'case "$1" in\n'
            "--version) echo tesseract 5.9.9; exit 0;;\n"
            f"--list-langs) echo 'List of available languages in \"{models}/\" (1):'\n"
            "echo eng; exit;;\n"
            f"esac\n{misbehaviour}\n"
        )
        program.chmod(program.stat().st_mode | stat.S_IXUSR)

    return install


def plain_lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines() if line.strip()]


@pytest.mark.tesseract
@pytest.mark.data
@pytest.mark.parametrize(
    ("pattern", "psm"), [("ru-civil-print-18c/4b78*.jpeg", 3), ("ru-civil-print-18c/9288*.jpeg", 6)]
)
def test_the_text_is_that_of_bare_tesseract(pattern: str, psm: int) -> None:
    pages = sorted((DATA / "A").glob(pattern))
    if not pages:
        pytest.skip("no scans: set OPENFONDS_TEST_DATA")
    bare = subprocess.run(
        ["tesseract", pages[0], "-", "-l", "rus", "--psm", str(psm)],
        capture_output=True,
        check=True,
    ).stdout.decode()
    found = recognise(pages[0], OcrSettings(("rus",), psm), seconds=120)
    assert found.text == bare.strip()
    assert plain_lines(found.text) == plain_lines(bare)
    assert [word.text for word in found.words] == bare.split()
    assert all(w.width > 0 and w.confidence is not None for w in found.words)
    assert found.model.startswith("rus:") and found.model.endswith(f";psm={psm}")


@pytest.mark.tesseract
def test_words_have_boxes_where_they_were_drawn(page: Path) -> None:
    found = recognise(page, ENGLISH, seconds=60)
    assert found.text == "The council met in March\n\nand adjourned"
    first = found.words[0]
    assert abs(first.left - 40) < 12
    assert 40 < first.top < 70
    certain = [w.confidence for w in found.words if w.confidence is not None]
    assert found.confidence == round(sum(certain) / len(certain), 2)


@pytest.mark.tesseract
def test_one_thread_for_each_page(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_THREAD_LIMIT", "8")
    recognise(page, ENGLISH, seconds=60)
    assert os.environ["OMP_THREAD_LIMIT"] == "1"


@pytest.mark.parametrize(
    ("misbehaviour", "reason"),
    [
        pytest.param("kill -SEGV $$", "ocr.crashed", id="crashes"),
        pytest.param("kill -KILL $$", "ocr.crashed", id="killed"),
        pytest.param("echo image too large >&2; exit 3", "ocr.crashed", id="refuses"),
        pytest.param("printf '\\377\\376' >&2; exit 1", "ocr.bad_output", id="bad-utf8-complaint"),
        pytest.param("exit 0", "ocr.bad_output", id="no-output"),
        pytest.param("printf 'not\\na table' > $2.tsv", "ocr.bad_output", id="no-table"),
        pytest.param("printf 'x\\n5\\377\\n' > $2.tsv", "ocr.bad_output", id="bad-utf8-table"),
        pytest.param("trap '' TERM; while true; do sleep 0.1; done", "ocr.timeout", id="hangs"),
    ],
)  # fmt: skip
def test_a_misbehaving_tesseract_fails_the_page(
    misbehaviour: str,
    reason: str,
    fake: Fake,
    page: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    fake(misbehaviour)
    with pytest.raises(ItemError) as caught:
        recognise(page, ENGLISH, seconds=1)
    assert caught.value.reason_code == reason
    assert not zombies()
    assert not list(scratch.iterdir())


def zombies() -> list[str]:
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            _, _, after = status.read_text().rpartition(")")
        except OSError:
            continue
        state, parent = after.split()[:2]
        if state == "Z" and int(parent) == os.getpid():
            found.append(status.parent.name)
    return found


def test_a_full_disk_is_not_the_fault_of_the_page(
    fake: Fake, page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake(f"printf '{HEADER}\\n' > $2.tsv")  # cut off: a page without words, says Tesseract
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(1, 1, 0))
    with pytest.raises(TransientError, match="full"):
        recognise(page, ENGLISH, seconds=5)


def test_what_is_missing_is_named_with_its_package(
    fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake("exit 0")
    for language, package in {
        "tat": "tesseract-ocr-tat",
        "chi_sim": "tesseract-ocr-chi-sim",
        "script/Cyrillic": "tesseract-ocr-script-cyrl",
    }.items():
        with pytest.raises(ToolMissing, match=rf"for {language}: apt-get install {package}$"):
            require_languages(("eng", language))
    with pytest.raises(ToolMissing, match=r"for kom: no package has one.*installed: eng"):
        require_languages(("kom",))
    with pytest.raises(ToolMissing, match="name one"):
        require_languages(())


def test_no_tesseract_at_all(monkeypatch: pytest.MonkeyPatch, page: Path) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(ToolMissing, match="apt-get install tesseract-ocr tesseract-ocr-rus"):
        recognise(page, ENGLISH, seconds=5)


def test_an_old_tesseract_is_refused(fake: Fake, tmp_path: Path) -> None:
    fake("exit 0")
    program = tmp_path / "bin" / "tesseract"
    program.write_text(program.read_text().replace("5.9.9", "4.1.1"))
    with pytest.raises(ToolMissing, match="Tesseract 5"):
        tesseract.probe()


def test_the_model_is_named_by_its_bytes(fake: Fake, tmp_path: Path) -> None:
    fake("exit 0")
    # sha256("model")
    assert model_id(("eng",), 3) == "eng:9372c470eead;psm=3"
    assert tesseract.probe().version == "5.9.9"


def row(*cells: object) -> str:
    return "\t".join(map(str, cells))


def test_lines_and_paragraphs_of_the_table() -> None:
    table = "\n".join(
        [
            HEADER,
            row(1, 1, 0, 0, 0, 0, 0, 0, 900, 300, -1, ""),
            row(5, 1, 1, 1, 1, 1, 10, 20, 30, 40, "96.063751", "Дело"),
            row(5, 1, 1, 1, 1, 2, 50, 20, 30, 40, "0.000000", "№\u20285"),
            row(5, 1, 1, 1, 2, 1, 10, 60, 30, 40, "50", "о мосте"),
            row(5, 1, 1, 2, 1, 1, 10, 99, 30, 40, "95", " "),
            row(5, 1, 2, 1, 1, 1, 10, 99, 30, 40, "7", '"'),
            "",
        ]
    )
    text, words = parse_table(table.encode())
    assert text == 'Дело №\u20285\nо мосте\n\n"'
    assert [w.confidence for w in words] == [96.06, 0.0, 50.0, 7.0]
    assert (words[0].left, words[0].top, words[0].width, words[0].height) == (10, 20, 30, 40)


def test_pandas_stays_out_of_the_worker() -> None:
    program = (
        "import sys, extractors.reading.tesseract as t; t._pytesseract();"
        "print('pandas' in sys.modules); import pandas"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert (done.returncode, done.stdout) == (0, "False\n"), done.stderr
