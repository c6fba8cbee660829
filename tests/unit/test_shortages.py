"""What the machine lacks is told as that, and never as the fault of a file or a holding."""

import errno
import io
import os
import struct
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import pytest

from extractors.documents.container import open_container
from extractors.files import notes, page_count
from extractors.packing import package, packed_stores
from extractors.packing.package import open_package
from extractors.survey import survey_row
from openfonds.errors import ItemError, TransientError
from openfonds.model import Absence
from openfonds.settings import Limits
from openfonds.shortages import SHORTAGES, raise_shortage
from tests.unit.test_intake_survey import ROW, picture

LIMITS = Limits()


def failing(number: int) -> Callable[..., NoReturn]:
    def fail(*_: Any, **__: Any) -> NoReturn:
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize("number", SHORTAGES, ids=errno.errorcode.get)
def test_a_shortage_can_be_tried_again(number: int) -> None:
    with pytest.raises(TransientError, match="run the same command again"):
        raise_shortage(OSError(number, os.strerror(number)))


@pytest.mark.parametrize("error", [OSError("broken"), OSError(errno.EIO, "x"), ValueError("x")])
def test_other_faults_are_left_to_others(error: Exception) -> None:
    raise_shortage(error)


@pytest.mark.parametrize(
    ("where", "name"),
    [(page_count, "_check_image_size"), (notes, "png_texts")],
    ids=["pages", "notes"],
)
def test_the_survey_writes_no_shortage_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: Any, name: str
) -> None:
    (tmp_path / "p.jpg").write_bytes(picture())
    row = replace(ROW, files=("p.jpg",))
    with open_package(str(tmp_path), LIMITS) as source:
        assert not isinstance(survey_row(source, row, LIMITS), Absence)
        monkeypatch.setattr(where, name, failing(errno.ENOSPC))
        with pytest.raises(TransientError, match="TMPDIR"):
            survey_row(source, row, LIMITS)


def test_a_file_that_cannot_be_opened_for_want_of_handles_is_not_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "p.txt").write_bytes(b"one")
    with open_package(str(tmp_path), LIMITS) as source:
        monkeypatch.setattr("extractors.packing.stores.os.open", failing(errno.EMFILE))
        with pytest.raises(TransientError):
            source.open("p.txt")


@pytest.mark.parametrize("at", ["TemporaryDirectory", "shutil.copyfileobj"])
def test_no_room_for_a_copy_of_a_packed_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    with zipfile.ZipFile(tmp_path / "h.zip", "w") as file:
        file.writestr("p.txt", b"one")
    monkeypatch.setattr(f"{package.__name__}.{at}", failing(errno.ENOSPC))
    with open_package(str(tmp_path / "h.zip"), LIMITS) as source, pytest.raises(TransientError):
        survey_row(source, ROW, LIMITS)


@pytest.mark.parametrize("step", ["made", "written", "put to the disk"])
def test_no_room_to_unpack_a_holding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    class Full(io.BytesIO):
        def write(self, data: Any) -> int:
            return failing(errno.ENOSPC)() if step == "written" else super().write(data)

        def seek(self, *at: int) -> int:
            return failing(errno.ENOSPC)() if step == "put to the disk" else super().seek(*at)

    with tarfile.open(tmp_path / "h.tar.gz", "w:gz") as tar:
        tar.addfile(tarfile.TarInfo("p.txt"))
    made = failing(errno.ENOSPC) if step == "made" else lambda **_: Full()
    monkeypatch.setattr(packed_stores, "TemporaryFile", made)
    with pytest.raises(TransientError, match="make room in TMPDIR"):
        open_package(str(tmp_path / "h.tar.gz"), LIMITS)


def document(tmp_path: Path, packing: int = zipfile.ZIP_DEFLATED) -> Path:
    path = tmp_path / "d.docx"
    with zipfile.ZipFile(path, "w", packing) as file:
        file.writestr("word/document.xml", b"<w/>" * 1000)
    return path


@pytest.mark.parametrize(
    "error", [struct.error("x"), IndexError("x"), OverflowError("x"), OSError(errno.EINVAL, "x")]
)
def test_whatever_zipfile_says_of_a_document_it_is_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: object) -> NoReturn:
        raise error

    path = document(tmp_path)
    monkeypatch.setattr(zipfile.ZipFile, "open", fail)
    with (
        open_container(path, LIMITS) as opened,
        pytest.raises(ItemError, match="broken") as told,
    ):
        opened.head("word/document.xml", 10)
    assert told.value.reason_code == "document.broken"


def test_a_document_packed_by_lzma_that_is_broken_is_explained(tmp_path: Path) -> None:
    path = document(tmp_path, zipfile.ZIP_LZMA)
    data = bytearray(path.read_bytes())
    data[60:75] = b"\xff" * 15
    path.write_bytes(data)
    with open_container(path, LIMITS) as opened, pytest.raises(ItemError, match="broken"):
        opened.head("word/document.xml", 10_000)


def test_what_the_disk_does_is_not_the_fault_of_a_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = document(tmp_path)
    monkeypatch.setattr(zipfile.ZipFile, "open", failing(errno.EIO))
    with open_container(path, LIMITS) as opened, pytest.raises(OSError, match="error"):
        opened.head("word/document.xml", 10)
