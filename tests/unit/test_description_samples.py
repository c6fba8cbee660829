"""Finding aids and catalogue records as archives and libraries made them."""

import os
import re
from collections import Counter
from pathlib import Path
from unicodedata import normalize

import pytest

from extractors.description.holding import rows_of_holding
from extractors.description.marc.files import iso2709_records
from extractors.description.marc.record import Lost, Record
from extractors.description.rows import Inventory
from extractors.packing.package import open_package
from openfonds.settings import Limits
from tests import ROOT

DATA = Path(os.environ.get("OPENFONDS_TEST_DATA", ROOT.parent / "shared" / "data")) / "B"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="set OPENFONDS_TEST_DATA")


def rows_of(name: str) -> Inventory:
    with open_package(str(DATA / name), Limits()) as package:
        return rows_of_holding(package, Limits())


def records_of(folder: str, name: str) -> list[Record]:
    with open_package(str(DATA / folder), Limits()) as package:
        found = list(iso2709_records(package, name))
    return [one for one in found if not isinstance(one, Lost)]


@pytest.mark.parametrize(
    ("name", "reasons"),
    [
        ("ead-arclight", {"ead.no_digital_object": 470, "ead.object_elsewhere": 15}),
        (
            "rusmarc-nlr",
            {"marc.no_files": 82, "marc.object_elsewhere": 1, "marc.form_not_read": 1},
        ),
        ("rusmarc-irbis", {"marc.no_files": 81, "marc.form_not_read": 4}),
        ("marc21-lc-russian", {"marc.no_files": 187}),
    ],
)
def test_records_without_files_are_all_explained(name: str, reasons: dict[str, int]) -> None:
    inventory = rows_of(name)
    assert inventory.rows == ()
    assert Counter(a.reason_code for a in inventory.absences) == reasons


def test_rusmarc_in_cp1251_reads_as_the_dump_of_the_library_says() -> None:
    dump = (DATA / "rusmarc-nlr" / "TEST1.txt").read_text(encoding="utf-8")
    written = {
        (number[1].strip(), "".join(re.sub(r"\$\w", "", title[1]).split()))
        for part in re.split(r"(?m)^marker:", dump)
        if (number := re.search(r"(?m)^001: (.*)$", part))
        and (title := re.search(r"(?m)^200: ..(.*)$", part))
    }
    records = records_of("rusmarc-nlr", "TEST1.ISO")
    read = {
        (r.control("001"), "".join("".join(v for _, v in f.subfields).split()))
        for r in records
        for f in r.at("200")
    }
    assert len(records) == 81
    assert all(record.is_unimarc and not record.remarks for record in records)
    assert len(written) == 80  # the dump leaves one record out
    assert written < read


def test_marc8_reads_as_the_same_record_in_unicode() -> None:
    (old,) = records_of("marc-pymarc-tests", "marc8.dat")
    (new,) = records_of("marc-pymarc-tests", "utf8_with_leader_flag.dat")
    as_text = [[normalize("NFC", f.text) for f in one.fields] for one in (old, new)]
    assert as_text[0] == as_text[1]
    assert old.remarks == ()


def test_records_of_the_library_of_congress_have_their_original_script() -> None:
    records = records_of("marc21-lc-russian", "lc-rus-187.utf8.mrc")
    assert len(records) == 187
    assert sum(any(r.at("880")) for r in records) == 37
    assert not any(r.remarks for r in records)
