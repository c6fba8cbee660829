"""A holding as a package: the same whether folder, zip or tar, and nothing outside of it."""

import os
import pickle
import socket
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from extractors.packing.package import Package, open_package
from openfonds.errors import SourceError, TransientError
from tests.packages import FILES, LIMITS, make_folder, make_tar, make_zip, read, reason_of


@pytest.fixture(params=["folder", "zip", "zip-in-a-folder", "tar", "tar.gz"])
def holding(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Package]:
    inner = {f"fond/{name}": data for name, data in FILES.items()}
    source = {
        "folder": lambda: make_folder(tmp_path / "h"),
        "zip": lambda: make_zip(tmp_path / "h.zip"),
        "zip-in-a-folder": lambda: make_zip(tmp_path / "h.zip", inner),
        "tar": lambda: make_tar(tmp_path / "h.tar"),
        "tar.gz": lambda: make_tar(tmp_path / "h.tar.gz", inner),
    }[request.param]()
    with open_package(str(source), LIMITS) as package:
        yield package


def test_every_form_of_a_holding_looks_the_same(holding: Package) -> None:
    assert holding.names() == tuple(sorted(FILES))
    assert {n: read(holding, n) for n in holding.names()} == FILES
    assert holding.size("scans/p1.txt") == 3
    assert holding.exists("scans/p1.txt")
    assert not holding.exists("scans/p3.txt")
    with holding.local_copy("scans/p2.txt") as path:
        assert path.read_bytes() == b"two"
        assert path.suffix == ".txt"


def test_a_local_copy_is_removed(tmp_path: Path) -> None:
    with open_package(str(make_zip(tmp_path / "h.zip")), LIMITS) as package:
        with package.local_copy("scans/p1.txt") as path:
            assert path.exists()
        with package.local_copy("scans/p1.txt") as again:
            assert again == path  # the next page of the same file
            with package.local_copy("scans/p2.txt") as other:
                assert path.exists()
        assert not other.exists()
    assert not path.exists()


def test_a_package_opens_again_from_its_source_string(tmp_path: Path) -> None:
    with open_package(str(make_zip(tmp_path / "h.zip")), LIMITS) as package:
        again = pickle.loads(pickle.dumps(package.source))
    with open_package(again, LIMITS) as package:
        assert package.names() == tuple(sorted(FILES))


def test_nothing_is_written_into_the_source(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "h")
    before = sorted((p, p.stat().st_mtime_ns) for p in folder.rglob("*"))
    with open_package(str(folder), LIMITS) as package, package.local_copy("scans/p1.txt"):
        pass
    assert sorted((p, p.stat().st_mtime_ns) for p in folder.rglob("*")) == before


@pytest.mark.parametrize(
    "written",
    ["../secret.txt", "scans/../../secret.txt", "/etc/passwd", "C:\\secret.txt", "..\\secret.txt",
     "\\\\server\\share\\a.txt", "a\0b", "", "scans/*/../../*", "/etc/*"],
)  # fmt: skip
def test_a_name_that_leaves_the_holding_is_refused(tmp_path: Path, written: str) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    with open_package(str(make_folder(tmp_path / "h")), LIMITS) as package:
        assert reason_of(lambda: package.matching(written)) == "source.path_outside"
        assert reason_of(lambda: package.open(written)) == "source.path_outside"


def test_windows_separators_and_a_leading_dot_are_understood(holding: Package) -> None:
    assert holding.matching(r"scans\p1.txt") == ("scans/p1.txt",)
    assert holding.matching("./scans/p1.txt") == ("scans/p1.txt",)
    assert holding.matching(r"scans\*.txt") == ("scans/p1.txt", "scans/p2.txt")


def test_globs_sort_as_people_count(tmp_path: Path) -> None:
    names = ["p10.jpg", "p2.jpg", "p1.jpg", "q1.jpg", ".p3.jpg", "sub/p4.jpg", "p[1].jpg"]
    with open_package(str(make_folder(tmp_path / "h", dict.fromkeys(names, b"x"))), LIMITS) as p:
        assert p.matching("p?*.jpg") == ("p1.jpg", "p2.jpg", "p10.jpg", "p[1].jpg")
        assert p.matching("**/p4.jpg") == ("sub/p4.jpg",)
        assert p.matching("p[1].jpg") == ("p[1].jpg",), "the file itself, not a character class"
        assert p.matching("P[12].JPG") == ("p1.jpg", "p2.jpg"), "another letter case, if none fits"
        assert reason_of(lambda: p.matching("z*.jpg")) == "source.file_missing"


def test_names_may_differ_by_unicode_form_or_case(tmp_path: Path) -> None:
    name = unicodedata.normalize("NFD", "Ёлкий/Йод.TXT")
    assert name != unicodedata.normalize("NFC", name)
    with open_package(str(make_folder(tmp_path / "h", {name: b"x"})), LIMITS) as package:
        assert package.find("Ёлкий/Йод.TXT") == name
        assert package.find("ёлкий/йод.txt") == name
        assert package.matching("Ёлкий/Й*.TXT") == (name,)


def test_two_files_that_a_name_could_mean_are_not_guessed_at(tmp_path: Path) -> None:
    files = {"A.txt": b"1", "a.txt": b"2"}
    with open_package(str(make_folder(tmp_path / "h", files)), LIMITS) as package:
        assert package.find("a.txt") == "a.txt"
        assert package.matching("a*.txt") == ("a.txt",)
    with open_package(str(make_folder(tmp_path / "i", {"A.tXt": b"", "a.Txt": b""})), LIMITS) as p:
        assert reason_of(lambda: p.find("a.txt")) == "source.name_ambiguous"


@pytest.mark.timeout(20)
def test_what_is_not_a_file_is_never_opened(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "h")
    os.mkfifo(folder / "scans/p3.txt")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(folder / "scans/s.txt"))
        with open_package(str(folder), LIMITS) as package:
            assert "scans/p3.txt" not in package.names()
            for name in ("scans/p3.txt", "scans/p*.txt", "scans/s.txt"):
                assert reason_of(lambda n=name: package.matching(n)) == "source.not_a_file"  # type: ignore[misc]
            assert reason_of(lambda: package.open("scans/p3.txt")) == "source.not_a_file"


@pytest.mark.timeout(20)
def test_a_fifo_that_takes_the_place_of_a_file_does_not_block(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "h")
    with open_package(str(folder), LIMITS) as package:
        (folder / "scans/p1.txt").unlink()
        os.mkfifo(folder / "scans/p1.txt")
        assert reason_of(lambda: package.open("scans/p1.txt")) == "source.not_a_file"
        assert reason_of(lambda: package.local_copy("scans/p1.txt").__enter__()) == (
            "source.not_a_file"
        )


def test_links_are_followed_only_inside_the_holding(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "private").mkdir()
    (tmp_path / "private/s.txt").write_text("secret")
    folder = make_folder(tmp_path / "h")
    (folder / "out.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "outdir").symlink_to(tmp_path / "private")
    (folder / "in.txt").symlink_to("scans/p1.txt")
    (folder / "nowhere.txt").symlink_to("missing.txt")
    (folder / "loop.txt").symlink_to("loop.txt")
    with open_package(str(folder), LIMITS) as package:
        assert read(package, "in.txt") == b"one"
        for name, reason in (
            ("out.txt", "source.path_outside"),
            ("outdir/s.txt", "source.path_outside"),
            ("outdir/*.txt", "source.path_outside"),
            ("nowhere.txt", "source.unreadable"),
            ("loop.txt", "source.unreadable"),
        ):
            assert reason_of(lambda n=name: package.matching(n)) == reason, name  # type: ignore[misc]


def test_a_link_that_is_turned_outwards_later_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    folder = make_folder(tmp_path / "h")
    with open_package(str(folder), LIMITS) as package:
        (folder / "scans/p1.txt").unlink()
        (folder / "scans/p1.txt").symlink_to(tmp_path / "secret.txt")
        assert reason_of(lambda: package.open("scans/p1.txt")) == "source.path_outside"


def test_a_file_name_that_is_not_utf8_is_reported(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "h")
    name = os.fsencode(str(folder)) + b"/" + "скан.txt".encode("cp1251")
    os.close(os.open(name, os.O_CREAT | os.O_WRONLY))
    with open_package(str(folder), LIMITS) as package:
        (refusal,) = package.refused.values()
        assert refusal.reason_code == "source.name_not_unicode"
        assert all(n.encode() for n in (*package.names(), *package.refused))


def test_a_backslash_in_a_name_on_disk_is_no_folder(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "h", {"a\\b.txt": b"x", "c.txt": b"y"})
    with open_package(str(folder), LIMITS) as package:
        assert package.names() == ("c.txt",)
        assert package.refused["a\\b.txt"].reason_code == "source.path_outside"


def test_what_systems_leave_behind_is_no_part_of_a_holding(tmp_path: Path) -> None:
    litter = {"__MACOSX/h/._inventory.csv": b"x", "h/.DS_Store": b"x", "h/scans/Thumbs.db": b"x"}
    files = {f"h/{n}": d for n, d in FILES.items()} | litter
    with open_package(str(make_zip(tmp_path / "h.zip", files)), LIMITS) as package:
        assert package.names() == tuple(sorted(FILES))
        assert package.n_litter == 3


def test_no_room_for_a_copy_can_be_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("extractors.packing.package.shutil.copyfileobj", full)
    with (
        open_package(str(make_zip(tmp_path / "h.zip")), LIMITS) as package,
        pytest.raises(TransientError, match="TMPDIR"),
        package.local_copy("scans/p1.txt"),
    ):
        pass


def _loop(at: Path) -> Path:
    at.symlink_to(at)
    return at


def _fifo(at: Path) -> Path:
    os.mkfifo(at)
    return at


def _written(data: bytes) -> Callable[[Path], Path]:
    def make(at: Path) -> Path:
        at.write_bytes(data)
        return at

    return make


def _cut_zip(at: Path) -> Path:
    at.write_bytes(make_zip(at).read_bytes()[:-30])
    return at


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "make",
    [
        lambda at: at,
        lambda at: make_folder(at, {}) if at.mkdir() is None else at,
        lambda at: make_folder(at, {".DS_Store": b"x"}),
        lambda at: make_zip(at, {}),
        _loop,
        _fifo,
        _written(b""),
        _written(b"Rar!\x1a\x07\x00"),
        _written(b"just text"),
        _cut_zip,
    ],
    ids=["missing", "empty-folder", "only-litter", "empty-zip", "link-loop", "fifo", "empty-file",
         "rar", "text", "cut-zip"],
)  # fmt: skip
def test_a_package_that_cannot_be_used_says_so(
    tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    with pytest.raises(SourceError) as caught:
        open_package(str(make(tmp_path / "holding")), LIMITS)
    assert "holding" in str(caught.value)
