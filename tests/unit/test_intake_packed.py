"""Zip and tar files as holdings: their names, their limits, and what is broken in them."""

import stat
import struct
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from extractors.packing.package import open_package
from openfonds.errors import SourceError
from openfonds.settings import MEBIBYTE, Limits
from tests.packages import LIMITS, make_folder, make_tar, make_zip, read, reason_of


class _NamedByWindows(zipfile.ZipInfo):
    """A member whose name is cp866 bytes without the UTF-8 flag, as Russian Windows writes it."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("cp866"), self.flag_bits & ~0x800


@pytest.mark.parametrize("name", ["Опись/Дело №5.txt", "скан.txt"])
def test_zip_names_of_russian_windows_are_read(tmp_path: Path, name: str) -> None:
    name = name.replace("№", "N")  # cp866 has №, but not on every keyboard
    with zipfile.ZipFile(tmp_path / "h.zip", "w") as packed:
        packed.writestr(_NamedByWindows(name), b"x")
        packed.writestr("другой.txt", b"y")  # zipfile sets the UTF-8 flag for this one
    with open_package(str(tmp_path / "h.zip"), LIMITS) as package:
        assert set(package.names()) == {name, "другой.txt"}
        assert read(package, name) == b"x"


def test_a_zip_with_utf8_names_without_the_flag_is_read(tmp_path: Path) -> None:
    class Named(zipfile.ZipInfo):
        def _encodeFilenameFlags(self) -> tuple[bytes, int]:
            return self.filename.encode(), self.flag_bits & ~0x800

    with zipfile.ZipFile(tmp_path / "h.zip", "w") as packed:
        packed.writestr(Named("Опись.txt"), b"x")
    with open_package(str(tmp_path / "h.zip"), LIMITS) as package:
        assert package.names() == ("Опись.txt",)


def test_a_zip_from_windows_with_backslashes_is_read(tmp_path: Path) -> None:
    info = zipfile.ZipInfo("x")
    info.filename = "scans\\p1.txt"
    with zipfile.ZipFile(tmp_path / "h.zip", "w") as packed:
        packed.writestr(info, b"x")
        packed.writestr("inventory.csv", b"y")
    with open_package(str(tmp_path / "h.zip"), LIMITS) as package:
        assert package.names() == ("inventory.csv", "scans/p1.txt")


@pytest.mark.parametrize("name", ["../evil.txt", "/evil.txt", "a/../../evil.txt", "C:/evil.txt"])
def test_packed_names_that_lead_outside_are_refused(tmp_path: Path, name: str) -> None:
    files = {name: b"x", "ok.txt": b"y"}
    for source in (make_zip(tmp_path / "h.zip", files), make_tar(tmp_path / "h.tar", files)):
        with open_package(str(source), LIMITS) as package:
            assert package.names() == ("ok.txt",)
            assert package.refused[name].reason_code == "source.path_outside"


def test_a_name_that_is_packed_twice_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "h.zip", "w") as packed:
        packed.writestr("a.txt", b"open")
        with pytest.warns(UserWarning, match="Duplicate"):
            packed.writestr("a.txt", b"closed")
        packed.writestr("b.txt", b"x")
    with open_package(str(tmp_path / "h.zip"), LIMITS) as package:
        assert package.names() == ("b.txt",)
        assert reason_of(lambda: package.open("a.txt")) == "source.duplicate_name"


def test_links_and_devices_in_packed_holdings_are_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "h.zip", "w") as packed:
        packed.writestr(link, "/etc/passwd")
        packed.writestr("ok.txt", "x")
    with tarfile.open(tmp_path / "h.tar", "w") as tar:
        for name, kind in (
            ("link.txt", tarfile.SYMTYPE), ("hard.txt", tarfile.LNKTYPE),
            ("fifo.txt", tarfile.FIFOTYPE), ("device.txt", tarfile.CHRTYPE),
        ):  # fmt: skip
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            tar.addfile(info)
        tar.addfile(tarfile.TarInfo("ok.txt"))
    for source, n_refused in (("h.zip", 1), ("h.tar", 4)):
        with open_package(str(tmp_path / source), LIMITS) as package:
            assert package.names() == ("ok.txt",)
            assert [r.reason_code for r in package.refused.values()] == (
                ["source.not_a_file"] * n_refused
            )


def test_a_zip_bomb_is_refused_and_the_rest_goes_on(tmp_path: Path) -> None:
    files = {"bomb.txt": bytes(40 * MEBIBYTE), "blank.tif": bytes(MEBIBYTE), "ok.txt": b"x"}
    with open_package(str(make_zip(tmp_path / "h.zip", files)), LIMITS) as package:
        assert package.names() == ("blank.tif", "ok.txt")
        assert reason_of(lambda: package.open("bomb.txt")) == "source.unpacking_ratio"


def test_a_tar_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    make_tar(tmp_path / "h.tar.gz", {"bomb.txt": bytes(40 * MEBIBYTE)})
    with pytest.raises(SourceError, match="200 times"):
        open_package(str(tmp_path / "h.tar.gz"), LIMITS)


@pytest.mark.parametrize("make", [make_zip, make_tar], ids=["zip", "tar"])
def test_the_sum_of_all_files_has_a_limit(tmp_path: Path, make: Callable[..., Path]) -> None:
    source = make(tmp_path / "h", {f"{i}.txt": bytes(1000) for i in range(10)})
    with pytest.raises(SourceError, match="more than 9999 bytes"):
        open_package(str(source), Limits(max_unpacked_bytes=9_999))


def test_the_number_of_files_has_a_limit(tmp_path: Path) -> None:
    for source in (make_zip(tmp_path / "h.zip"), make_folder(tmp_path / "h")):
        with pytest.raises(SourceError, match="more than 2 files"):
            open_package(str(source), Limits(max_members=2))


def test_one_file_has_a_limit(tmp_path: Path) -> None:
    for source in (make_zip(tmp_path / "h.zip"), make_folder(tmp_path / "h")):
        with open_package(str(source), Limits(max_file_bytes=3)) as package:
            assert package.names() == ("scans/p1.txt", "scans/p2.txt")
            assert reason_of(lambda: package.size("inventory.csv")) == "source.too_large"


def test_a_file_that_grows_is_cut_off(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "h")
    with open_package(str(folder), Limits(max_file_bytes=20)) as package:
        (folder / "scans/p1.txt").write_bytes(bytes(21))
        assert reason_of(lambda: read(package, "scans/p1.txt")) == "source.too_large"


def test_a_member_with_a_password_is_refused(tmp_path: Path) -> None:
    make_zip(tmp_path / "h.zip", {"a.txt": b"secret", "b.txt": b"x"})
    data = bytearray((tmp_path / "h.zip").read_bytes())
    for magic, flags_at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(magic) + flags_at] |= 1
    (tmp_path / "h.zip").write_bytes(data)
    with open_package(str(tmp_path / "h.zip"), LIMITS) as package:
        assert package.names() == ("b.txt",)
        assert reason_of(lambda: package.open("a.txt")) == "source.encrypted"


@pytest.mark.parametrize(
    ("at", "reason"),
    [(30 + 5 + 3, "source.broken"), (28, "source.broken"), (0, "source.broken")],
    ids=["data", "header", "magic"],
)
def test_a_broken_member_is_explained(tmp_path: Path, at: int, reason: str) -> None:
    make_zip(tmp_path / "h.zip", {"a.txt": bytes(range(256)) * 8, "b.txt": b"x"})
    data = bytearray((tmp_path / "h.zip").read_bytes())
    data[at] ^= 0xFF
    (tmp_path / "h.zip").write_bytes(data)
    with open_package(str(tmp_path / "h.zip"), LIMITS) as package:
        assert reason_of(lambda: read(package, "a.txt")) == reason
        assert reason_of(lambda: package.local_copy("a.txt").__enter__()) == reason
        assert read(package, "b.txt") == b"x"


def test_a_member_that_declares_too_little_gives_no_more_than_that(tmp_path: Path) -> None:
    make_zip(tmp_path / "h.zip", {"a.txt": bytes(MEBIBYTE), "b.txt": b"x"})
    data = bytearray((tmp_path / "h.zip").read_bytes())
    struct.pack_into("<I", data, data.index(b"PK\x01\x02") + 24, 10)
    (tmp_path / "h.zip").write_bytes(data)
    with open_package(str(tmp_path / "h.zip"), LIMITS) as package:
        assert package.size("a.txt") == 10
        assert reason_of(lambda: read(package, "a.txt")) == "source.broken"


def test_an_unknown_packing_method_is_explained(tmp_path: Path) -> None:
    make_zip(tmp_path / "h.zip", {"a.txt": b"abc"})
    data = bytearray((tmp_path / "h.zip").read_bytes())
    struct.pack_into("<H", data, 8, 9)  # Deflate64, which Windows uses for large files
    struct.pack_into("<H", data, data.index(b"PK\x01\x02") + 10, 9)
    (tmp_path / "h.zip").write_bytes(data)
    with open_package(str(tmp_path / "h.zip"), LIMITS) as package:
        assert reason_of(lambda: package.open("a.txt")) == "source.unsupported_packing"
