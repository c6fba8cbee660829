"""Nothing that was handed over is passed over without a word."""

from pathlib import Path

import pytest

from extractors.description.holding import rows_of_holding
from extractors.packing.package import open_package
from openfonds.app.intake.summary import SHOWN_ABSENT, lines_of_absent
from openfonds.model import Absence, Outcome
from openfonds.settings import Limits

RECORD = (
    '<dc xmlns="http://purl.org/dc/elements/1.1/"><identifier>d1</identifier>'
    "<title>Дело</title></dc>"
)
EAD = (
    '<ead><eadheader><eadid>f1</eadid></eadheader><archdesc level="fonds"><did/><dsc>'
    '<c level="file"><did><unitid>d1</unitid><dao href="d1.txt"/></did></c>'
    "</dsc></archdesc></ead>"
)
ANSWER = (
    '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords></ListRecords></OAI-PMH>'
)
MANIFEST = (
    '{"@context": "http://iiif.io/api/presentation/3/context.json", "id": "https://a/m",'
    ' "type": "Manifest", "label": {"ru": ["Дело"]}, "items": []}'
)


def notes_of(holding: Path) -> tuple[str, ...]:
    with open_package(str(holding), Limits()) as package:
        return rows_of_holding(package, Limits()).notes


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("inventory.csv", "item_id;files\n1;d1.txt\n"),
        ("records.xml", RECORD),
        ("ead.xml", EAD),
        ("answer.xml", ANSWER),
        ("manifest.json", MANIFEST),
    ],
    ids=["inventory", "records", "ead", "oai", "iiif"],
)
def test_files_of_no_item_are_told_also_those_that_may_not_be_read(
    tmp_path: Path, name: str, text: str
) -> None:
    (tmp_path / name).write_text(text)
    for other in ("d1.txt", "of nobody.bin"):
        (tmp_path / other).write_text("x")
    (tmp_path / "link.txt").symlink_to("/etc/hostname")
    notes = notes_of(tmp_path)
    assert "part of no item: of nobody.bin" in notes
    assert "part of no item: link.txt" in notes
    assert not [n for n in notes if n == f"part of no item: {name}"]


def test_what_a_row_means_by_a_glob_is_not_told_as_left_out(tmp_path: Path) -> None:
    (tmp_path / "inventory.csv").write_text("item_id;files\n1;scans/*.TXT\n2;gone/*.txt\n")
    (tmp_path / "inventory.xlsx").write_bytes(b"")
    (tmp_path / "collection.toml").write_text("")
    (tmp_path / "scans").mkdir()
    for name in ("p1.txt", "p2.txt"):
        (tmp_path / "scans" / name).write_text("x")
    notes = notes_of(tmp_path)
    assert not [n for n in notes if n.startswith("part of no item")]
    assert "inventory.xlsx: not read, because there is inventory.csv" in notes


def test_of_a_reason_that_very_many_items_have_a_few_are_shown() -> None:
    absent = [
        Absence(f"d{i}", i, Outcome.FAILED, "ead.no_digital_object", "deliver it")
        for i in range(1, 101)
    ] + [Absence("d101", 101, Outcome.FAILED, "source.file_empty", "is empty")]
    lines = list(lines_of_absent(absent))
    assert lines[0] == "  failed: d1: deliver it"
    assert "  failed: d101: is empty" in lines
    assert lines[-1] == (
        f"  and {100 - SHOWN_ABSENT} more with ead.no_digital_object (--json lists all)"
    )
    assert len(lines) == SHOWN_ABSENT + 2


def test_a_name_that_very_many_rows_have_is_told_in_a_few_words(tmp_path: Path) -> None:
    rows = "".join(f"1;a.txt;{i}\n" for i in range(2000))
    (tmp_path / "inventory.csv").write_text(f"item_id;files;title\n{rows}")
    (tmp_path / "a.txt").write_text("x")
    with open_package(str(tmp_path), Limits()) as package:
        absent = rows_of_holding(package, Limits()).absences
    assert len(absent) == 2000
    assert "rows 1, 2, 3" in absent[-1].message and "and 1990 more" in absent[-1].message
    assert sum(len(one.message) for one in absent) < 2000 * 200
