"""Checksums in METS files are compared with the files that an item is made of."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

import pytest

import extractors.survey
from extractors.description.holding import rows_of_holding
from extractors.packing.package import open_package
from extractors.survey import survey_row
from openfonds.model import Absence, Item
from openfonds.settings import Limits
from tests.mets_samples import ALTO, mets, page, physical

NO_CHECKSUM = ("", "")


def group(*files: tuple[str, str, tuple[str, str]], use: str = "FULLTEXT") -> str:
    """A fileGrp of files with an id, a location, and a checksum with its type."""
    located = "".join(
        f'<file ID="{i}" CHECKSUM="{digest}" CHECKSUMTYPE="{kind}">'
        f'<FLocat LOCTYPE="URL" xlink:href="{href}"/></file>'
        for i, href, (digest, kind) in files
    )
    return f'<fileGrp USE="{use}">{located}</fileGrp>'


def surveyed(
    folder: Path, files: Mapping[str, bytes], known: Mapping[str, str] | None = None
) -> tuple[Item | Absence, str]:
    """The one item of a holding, and the notes on it."""
    for name, data in files.items():
        (folder / name).write_bytes(data)
    with open_package(str(folder), Limits()) as package:
        found = rows_of_holding(package, Limits())
        (row,) = found.rows
        return survey_row(package, row, Limits(), known or {}, found.checksums), found.notes[1]


def digest(algorithm: str, data: bytes) -> str:
    return hashlib.new(algorithm, data).hexdigest()


@pytest.mark.parametrize(
    ("algorithm", "written"),
    [
        ("md5", "MD5"),
        ("sha1", "SHA-1"),
        ("sha256", "SHA-256"),
        ("sha384", "sha384"),
        ("sha512", "SHA-512"),
    ],
)
def test_a_file_that_differs_fails_its_item(algorithm: str, written: str, tmp_path: Path) -> None:
    right = (digest(algorithm, ALTO).upper(), written)
    description = mets(physical([page("a")]), groups=[group(("a", "a.xml", right))])
    found, note = surveyed(tmp_path, {"mets.xml": description, "a.xml": ALTO})
    assert isinstance(found, Item) and "1 files are compared with their checksums" in note
    assert found.files[0].sha256 == digest("sha256", ALTO)
    found, _ = surveyed(tmp_path, {"a.xml": ALTO.replace(b"minutes", b"minuets")})
    assert isinstance(found, Absence) and found.reason_code == "mets.checksum_differs"
    assert "a.xml" in found.message and "ask for it again" in found.message


@pytest.mark.parametrize(
    ("checksum", "told"),
    [
        (("8f3c1a2b", "CRC32"), "1 checksums of type CRC32 are not compared"),
        (("00" * 24, "TIGER"), "1 checksums of type TIGER are not compared"),
        (("00" * 16, ""), "1 checksums of no known type are not compared"),
        (("0", "MD5"), "1 checksums of type MD5 are not compared"),
        (("zz" * 16, "MD5"), "1 checksums of type MD5 are not compared"),
        (("00" * 16, "x" * 900), "1 checksums of no known type are not compared"),
    ],
    ids=["crc32", "tiger", "no-type", "too-short", "no-digits", "long-type"],
)
def test_what_is_not_compared_is_told(checksum: tuple[str, str], told: str, tmp_path: Path) -> None:
    description = mets(physical([page("a")]), groups=[group(("a", "a.xml", checksum))])
    found, note = surveyed(tmp_path, {"mets.xml": description, "a.xml": ALTO})
    assert isinstance(found, Item)
    assert told in note


def test_two_checksums_of_a_file_must_both_hold(tmp_path: Path) -> None:
    right, wrong = (digest("md5", ALTO), "MD5"), ("00" * 20, "SHA-1")
    files = [group(("a", "a.xml", right)), group(("b", "a.xml", wrong), use="ARCHIVE")]
    found, _ = surveyed(
        tmp_path, {"mets.xml": mets(physical([page("a")]), groups=files), "a.xml": ALTO}
    )
    assert isinstance(found, Absence) and found.reason_code == "mets.checksum_differs"


def test_a_file_is_read_once_for_all_digests(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []
    real = extractors.survey.digests_of_stream

    def counted(stream: IO[bytes], algorithms: Sequence[str]) -> dict[str, str]:
        asked.append(list(algorithms))
        return real(stream, algorithms)

    monkeypatch.setattr(extractors.survey, "digests_of_stream", counted)
    files = group(("a", "a.xml", (digest("md5", ALTO), "MD5")))
    holding = {"mets.xml": mets(physical([page("a")]), groups=[files]), "a.xml": ALTO}
    surveyed(tmp_path, holding)
    assert asked == [["md5", "sha256"]]
    asked.clear()
    of_bag = {"a.xml": digest("sha256", ALTO)}
    files = group(("a", "a.xml", (digest("sha256", ALTO), "SHA-256")))
    holding["mets.xml"] = mets(physical([page("a")]), groups=[files])
    assert isinstance(surveyed(tmp_path, holding, of_bag)[0], Item)
    assert asked == []


def test_files_beside_the_item_are_not_opened(tmp_path: Path) -> None:
    files = [
        group(("a", "a.xml", NO_CHECKSUM)),
        group(("t", "t.jpg", ("00" * 16, "MD5")), use="THUMBS"),
    ]
    description = mets(physical([page("a", "t")]), groups=files)
    found, note = surveyed(
        tmp_path, {"mets.xml": description, "a.xml": ALTO, "t.jpg": b"\xff\xd8\xff"}
    )
    assert isinstance(found, Item)
    assert "checksum" not in note


def test_a_file_that_was_found_elsewhere_may_be_another_state_of_it(tmp_path: Path) -> None:
    files = group(("a", "page/a.xml", ("00" * 16, "MD5")))
    description = mets(physical([page("a")]), groups=[files])
    found, _ = surveyed(tmp_path, {"mets.xml": description, "a.xml": ALTO})
    assert isinstance(found, Item)
    assert found.remarks == ("mets.files_elsewhere", "mets.moved_file_differs")
