"""What the person sees when something breaks, and that nothing opens by it."""

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from tests.holdings import TEXT, CommandLine, open_row, small_holding, write_holding

FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"


@pytest.fixture
def openfonds(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path / "storage")


def scan(path: Path, text: str = TEXT) -> None:
    page = Image.new("L", (900, 300), 255)
    font = ImageFont.truetype(FONT, 36)
    ImageDraw.Draw(page).multiline_text((40, 60), text, font=font, fill=0)
    page.save(path)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("ingest", "nowhere", "--collection", "demo"), "nowhere"),
        (("ingest", ".", "--collection", "a/b"), "collection name"),
        (("ingest", ".", "--collection", "demo", "--as-of", "tomorrow"), "2026-11-22"),
        (("ingest", ".", "--collection", "demo", "--jobs", "0"), "at least 1"),
        (("release", "demo"), "ingest a holding"),
        (("decisions", "--collection", "demo"), "there is no collection"),
    ],
    ids=["no source", "bad name", "bad day", "no jobs", "no collection", "nothing to list"],
)
def test_unusable_input_is_explained(
    openfonds: CommandLine, arguments: tuple[str, ...], says: str
) -> None:
    ran = openfonds(*arguments)
    assert ran.code == 2
    assert says in ran.err and "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("nmae = 'x'", "nmae"),
        ("open_series = 'x'", "open_series"),
        ("policies = ['atlantis']", "atlantis"),
        ("title = ", "cannot be read"),
    ],
)
def test_a_bad_collection_toml_is_explained(
    openfonds: CommandLine, tmp_path: Path, text: str, says: str
) -> None:
    holding = small_holding(tmp_path / "holding")
    (holding / "collection.toml").write_text(text)
    ran = openfonds.ingest(holding)
    assert (ran.code, ran.json["exit_code"]) == (2, 2)
    assert says in ran.err and "Traceback" not in ran.err


@pytest.mark.tesseract
def test_a_missing_model_names_the_package(openfonds: CommandLine, tmp_path: Path) -> None:
    holding = write_holding(tmp_path / "holding", [open_row(1, files="1.png")], {})
    scan(holding / "1.png")
    ran = openfonds.ingest(holding, "--languages", "rus+tat")
    assert ran.code == 2
    assert "apt-get install tesseract-ocr-tat" in ran.err


def with_tesseract(
    openfonds: CommandLine, folder: Path, first: str, **settings: str
) -> CommandLine:
    """The command line with a Tesseract that does something else first."""
    folder.mkdir(exist_ok=True)
    fake = folder / "tesseract"
    real = shutil.which("tesseract")
    fake.write_text(f'#!/bin/sh\n{first}\nexec {real} "$@"\n')
    fake.chmod(fake.stat().st_mode | stat.S_IXUSR)
    path = {"PATH": f"{folder}:{os.environ['PATH']}"}
    environment = openfonds.environment | path | settings
    return type("C", (CommandLine,), {"environment": environment})(openfonds.storage)


@pytest.mark.tesseract
def test_a_page_that_took_too_long_is_read_with_more_time(
    openfonds: CommandLine, tmp_path: Path
) -> None:
    rows = [open_row(1, files="slow.png"), open_row(2)]
    holding = write_holding(tmp_path / "holding", rows, {"2.txt": TEXT})
    scan(holding / "slow.png")
    sleeping = 'case "$*" in *slow*) sleep 60;; esac'
    hurried = with_tesseract(openfonds, tmp_path / "bin", sleeping, OPENFONDS_PAGE_SECONDS="2")
    assert "OPENFONDS_PAGE_SECONDS higher" in hurried.ingest(holding).err
    assert openfonds.ingest(holding).json["outcomes"]["open"] == 2


@pytest.mark.tesseract
def test_a_page_that_crashes_tesseract_fails_alone(openfonds: CommandLine, tmp_path: Path) -> None:
    rows = [open_row(1, files="1.png"), open_row(2, files="killer.png"), open_row(3)]
    holding = write_holding(tmp_path / "holding", rows, {"3.txt": TEXT})
    scan(holding / "1.png")
    scan(holding / "killer.png", "Другая страница того же дела")
    crashing = 'case "$*" in *killer*) kill -SEGV $$;; esac'
    ran = with_tesseract(openfonds, tmp_path / "bin", crashing).ingest(holding)
    assert ran.code == 1 and "Traceback" not in ran.err
    outcomes = {d["item_id"][-1]: (d["outcome"], d["reason_codes"]) for d in openfonds.decisions()}
    assert outcomes["2"] == ("failed", ["ocr.crashed"])
    assert outcomes["1"][0] == outcomes["3"][0] == "open"


def test_a_broken_row_stops_the_release_and_is_named(
    openfonds: CommandLine, tmp_path: Path
) -> None:
    """A record that is spoilt between the gate and the file is found, and nothing is published."""
    openfonds.ingest(small_holding(tmp_path / "holding"))
    spoil = (
        "import openfonds.app.release.clear as c; whole = c.document_record\n"
        "from dataclasses import replace\n"
        "def spoilt(one, collection, signals):\n"
        "    return replace(whole(one, collection, signals), n_chars=7)\n"
        "c.document_record = spoilt\n"
        "from openfonds.app.cli import main; main()\n"
    )
    done = subprocess.run(
        ["python3", "-c", spoil, "release", "demo", "--as-of", "2026-11-22"],
        env=openfonds.environment | {"PATH": f"{Path(os.sys.executable).parent}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "nothing was published" in done.stderr and "documents" in done.stderr
    assert "Traceback" not in done.stderr and TEXT[:20] not in done.stderr
    assert not (openfonds.storage / "public" / "datasets").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small file system needs root")
def test_a_full_disk_loses_nothing(openfonds: CommandLine, tmp_path: Path) -> None:
    holding = small_holding(tmp_path / "holding", 300)
    small = openfonds.storage
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(small)], check=False
    )
    if mounted.returncode:
        pytest.skip("this machine does not let root mount a tmpfs")
    try:
        ran = openfonds.ingest(holding)
        assert ran.code == 1
        assert "Traceback" not in ran.err and "run the same command again" in ran.err
        subprocess.run(["mount", "-o", "remount,size=200m", str(small)], check=True)
        again = openfonds.ingest(holding)
        assert (again.code, again.json["outcomes"]["open"]) == (0, 300)
    finally:
        subprocess.run(["umount", str(small)], check=True)
