from pathlib import Path

import pytest

from extractors.description.records.files import RecordFiles, files_by_name
from extractors.packing.package import Package, open_package
from openfonds.settings import Limits


def package_of(tmp_path: Path, *names: str) -> Package:
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("т")
    return open_package(str(tmp_path), Limits())


@pytest.mark.parametrize(
    ("href", "files"),
    [
        ("d5.txt", ["a/d5.txt"]),
        ("../b/d6.txt", ["b/d6.txt"]),
        ("https://x.example/long/way/b/d6.txt?download=1#p2", ["b/d6.txt"]),
        ("file:///D:/scans/b/d6.txt", ["b/d6.txt"]),
        (r"\\server\share\b\d6.txt", ["b/d6.txt"]),
        ("https://x.example/b/%D1%84.txt", ["b/ф.txt"]),
        ("D5.TXT", ["a/d5.txt"]),
        ("https://x.example/c9/", ["c9/1.txt", "c9/2.txt", "c9/10.txt"]),
        ("https://x.example/b/", []),
        ("https://x.example/licence", []),
        ("b", ["b/d6.txt", "b/ф.txt"]),
        ("https://x.example/other/d6.txt", []),
        ("../../../etc/hostname", []),
        ("urn:nbn:de:1", []),
        ("http://[broken", []),
        ("", []),
        ("*", []),
        ("\0", []),
    ],
)
def test_links(tmp_path: Path, href: str, files: list[str]) -> None:
    names = ("a/d5.txt", "b/d6.txt", "b/ф.txt", "c9/1.txt", "c9/2.txt", "c9/10.txt", "LICENCE")
    with package_of(tmp_path, *names) as package:
        assert list(RecordFiles(package).named_by(href, "a")) == files


@pytest.mark.parametrize(
    ("file", "owner"),
    [
        ("a-1.txt", "a-1"),
        ("A_1_001.txt", "a-1"),
        ("a-1-p2.txt", "a-1"),
        ("a-1-2.txt", ""),
        ("a-12.txt", ""),
        ("x/a-1/2.txt", "a-1"),
        ("x/a-1/tiff/2.txt", "a-1"),
        ("a/1.txt", "a-1"),
        ("a-1/b-7.txt", "?"),
        ("a-1/a-1-5.txt", "a-1-5"),
        ("a-1.json", ""),
        ("a-1.xml", ""),
    ],
)
def test_names(tmp_path: Path, file: str, owner: str) -> None:
    with package_of(tmp_path, file) as package:
        if file.endswith(".xml"):
            (tmp_path / file).write_text("<other/>")
        found, contested = files_by_name(package, ["a-1", "b-7", "a-1-5"], [])
    if owner == "?":
        assert (found, contested) == ({}, {"a-1", "b-7"})
    else:
        assert found == ({owner: (file,)} if owner else {})
        assert contested == set()
