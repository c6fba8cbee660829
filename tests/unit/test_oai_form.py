"""Stored answers of OAI-PMH as a description of a holding."""

from pathlib import Path
from typing import Any

import pytest

from extractors.description.holding import rows_of_holding
from extractors.description.rows import Inventory
from extractors.packing.package import open_package
from openfonds.settings import Limits
from tests.iiif_samples import write
from tests.oai_samples import answer, dublin_core, marc, mods, record

LIMITS = Limits()
PDF = b"%PDF-1.4"
URL = "https://a.example/files/1.pdf"


def rows_of(folder: Path, files: dict[str, Any], form: str = "oai") -> Inventory:
    with open_package(str(write(folder, files)), LIMITS) as package:
        return rows_of_holding(package, LIMITS, form)


def page(*records: str) -> bytes:
    return answer(f"<ListRecords>{''.join(records)}</ListRecords>")


def test_what_dublin_core_says_goes_into_the_row(tmp_path: Path) -> None:
    said = dublin_core(
        title=["Журнал управы", "Journal"], creator=["Иванов", "Петров"], date="1912",
        language="rus", description="О мощении", rights=["InC", "© Архив"], type="text",
        identifier=[URL, "Ф. 1. Оп. 2. Д. 3"], subject="мощение",
    )  # fmt: skip
    files = {"oai.xml": page(record(1, "2026", said, about="только для чтения")), "1.pdf": PDF}
    row = rows_of(tmp_path, files, "").rows[0]
    assert (row.title, row.author, row.date, row.language) == (
        "Журнал управы", "Иванов; Петров", "1912", "rus",
    )  # fmt: skip
    assert row.rights == "InC\n© Архив\nтолько для чтения"
    assert row.reference_code == "oai:a.example:1" and row.files == ("1.pdf",)
    extra = {(e.name, e.value) for e in row.extra}
    assert "Journal" in str(row)
    assert extra >= {("subject", "мощение"), ("OAI set", "fond:1"),
                     ("identifier", "Ф. 1. Оп. 2. Д. 3"), ("type", "text")}  # fmt: skip
    assert not row.remarks


@pytest.mark.parametrize(("local", "remarks"), [
    ("1.pdf", ()), ("files/1.pdf", ()), ("data/a.example/files/1.pdf", ()),
    ("scans/1.pdf", ("oai.matched_by_name",)),
])  # fmt: skip
def test_where_a_file_may_lie(tmp_path: Path, local: str, remarks: tuple[str, ...]) -> None:
    files = {"oai.xml": page(record(1, "2026", dublin_core(identifier=URL))), local: PDF}
    row = rows_of(tmp_path, files).rows[0]
    assert (row.files, row.remarks) == ((local,), remarks)


def test_the_latest_version_counts_and_a_deleted_record_is_no_item(tmp_path: Path) -> None:
    old = record(1, "2025-01-01", dublin_core(title="old", identifier=URL))
    new = record(1, "2026-01-01", dublin_core(title="new", identifier=URL))
    gone = record(2, "2026-01-01", deleted=True)
    files = {"a.xml": page(new), "b.xml": page(old, gone), "1.pdf": PDF}
    inventory = rows_of(tmp_path, files)
    assert [r.title for r in inventory.rows] == ["new"] and not inventory.absences
    assert any("1 records were deleted" in note for note in inventory.notes)
    assert any("1 older versions" in note for note in inventory.notes)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (record(2, "2026", dublin_core(title="x")), "inventory.no_files"),
        (record(2, "2026", dublin_core(identifier="https://h/2.pdf")), "oai.file_missing"),
        (record(2, "2026", "<x xmlns='urn:x'/>"), "oai.metadata_unknown"),
        ("<record><header><identifier>2</identifier></header></record>", "oai.no_metadata"),
        ("<record><header/></record>", "oai.no_identifier"),
    ],
)
def test_a_record_that_cannot_be_an_item_is_explained(tmp_path: Path, text: str, code: str) -> None:
    good = record(1, "2026", dublin_core(identifier=URL))
    inventory = rows_of(tmp_path, {"oai.xml": page(text, good), "1.pdf": PDF})
    assert [r.reference_code for r in inventory.rows] == ["oai:a.example:1"]
    assert [a.reason_code for a in inventory.absences] == [code]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (page("<record>")[:-30], "xml.broken"),
        (answer("", prolog='<!DOCTYPE l [<!ENTITY a "b">]>'), "xml.entities"),
        (b'<x xmlns="http://www.openarchives.org/OAI/2.0/"><OAI-PMH/></x>', "oai.not_an_answer"),
    ],
)
def test_a_broken_file_fails_by_itself(tmp_path: Path, data: bytes, code: str) -> None:
    good = page(record(1, "2026", dublin_core(identifier=URL)))
    inventory = rows_of(tmp_path, {"bad.xml": data, "good.xml": good, "1.pdf": PDF})
    assert len(inventory.rows) == 1
    assert [(a.reference_code, a.reason_code) for a in inventory.absences] == [("bad.xml", code)]


def test_a_file_that_is_too_large_fails(tmp_path: Path) -> None:
    write(tmp_path, {"a.xml": page(record(1, "2026", dublin_core(title="x")))})
    limits = Limits(max_text_bytes=10)
    with open_package(str(tmp_path), limits) as package:
        inventory = rows_of_holding(package, limits, "oai")
    assert [a.reason_code for a in inventory.absences] == ["oai.too_large"]


def test_mods_within_an_answer(tmp_path: Path) -> None:
    text = record(1, "2026", mods("Журнал управы", URL), about="только для чтения")
    row = rows_of(tmp_path, {"oai.xml": page(text), "1.pdf": PDF}, "").rows[0]
    assert (row.title, row.rights) == ("Журнал управы", "только для чтения")
    assert (row.reference_code, row.files) == ("oai:a.example:1", ("1.pdf",))


def test_marc_within_an_answer(tmp_path: Path) -> None:
    text = record(1, "2026", marc("Журнал управы", URL), about="только для чтения")
    row = rows_of(tmp_path, {"oai.xml": page(text), "1.pdf": PDF}, "").rows[0]
    assert row.title is not None and "Журнал управы" in row.title
    assert row.rights is not None and "только для чтения" in row.rights
    assert (row.reference_code, row.files) == ("oai:a.example:1", ("1.pdf",))
