"""A packed tar is unpacked once, within limits, and leaves nothing behind."""

import errno
import io
import tarfile
from pathlib import Path
from typing import IO, Any, NoReturn

import pytest

from extractors.packing import packed_stores
from extractors.packing.package import open_package
from openfonds.errors import SourceError, TransientError
from openfonds.settings import MEBIBYTE, Limits

LIMITS = Limits()
NAMES = [f"{i:03d}.txt" for i in range(40)]
PACKINGS = ("gz", "bz2", "xz")


def packed(folder: Path, packing: str, size: int = 100) -> Path:
    path = folder / f"holding.tar.{packing}"
    with tarfile.open(path, f"w:{packing}") as tar:  # type: ignore[call-overload]
        for name in NAMES:
            info = tarfile.TarInfo(name)
            info.size = size
            tar.addfile(info, io.BytesIO(name.encode().ljust(size)))
    return path


@pytest.mark.parametrize("packing", PACKINGS)
def test_the_packed_file_is_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, packing: str
) -> None:
    source = packed(tmp_path, packing)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with open_package(str(source), LIMITS) as package:
        source.unlink()
        for name in reversed(NAMES):
            with package.open(name) as stream:
                assert stream.read().rstrip() == name.encode()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("packing", PACKINGS)
def test_one_that_is_cut_off_is_refused(tmp_path: Path, packing: str) -> None:
    source = packed(tmp_path, packing)
    source.write_bytes(source.read_bytes()[:-20])
    with pytest.raises(SourceError, match="broken"):
        open_package(str(source), LIMITS)


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    source = packed(tmp_path, "gz", size=MEBIBYTE)
    with pytest.raises(SourceError, match="times its size"):
        open_package(str(source), Limits(max_unpacking_ratio=10))
    with pytest.raises(SourceError, match="would unpack to more than 1048576 bytes"):
        open_package(str(source), Limits(max_unpacked_bytes=MEBIBYTE))


def test_a_full_disk_is_not_the_fault_of_the_holding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(io.BytesIO):
        def write(self, _: Any) -> NoReturn:
            raise OSError(errno.ENOSPC, "No space left on device")

    def full(**_: Any) -> IO[bytes]:
        return Full()

    source = packed(tmp_path, "gz")
    monkeypatch.setattr(packed_stores, "TemporaryFile", full)
    with pytest.raises(TransientError, match="make room in TMPDIR"):
        open_package(str(source), LIMITS)
