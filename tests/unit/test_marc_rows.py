import json
from pathlib import Path

import pytest

from openfonds.errors import SourceError
from openfonds.settings import Limits
from tests.marc_samples import (
    UNIMARC,
    book,
    iso2709,
    marcxml,
    only_row,
    reasons,
    rows_of,
    rusmarc_book,
)

NEW = "nam a22{base}   4500"  # leader/09: Unicode
OLD = "nam  22{base}   4500"  # leader/09: MARC-8


def test_a_book_in_marc21(tmp_path: Path) -> None:
    row = only_row(tmp_path, iso2709(book("b1", ("490", "1 $aСерия ;$v5"), ("500", "  $aПрим."))))
    assert row.reference_code == "b1"
    assert row.files == ("b1.txt",)
    assert (row.title, row.creator, row.series) == (
        "Губернские ведомости",
        "Иванов, И. И.",
        "Серия",
    )
    assert (row.author, row.author_died, row.creator_type) == ("Иванов, И. И.", "1912", "person")
    assert (row.date, row.language, row.material) == ("1905", "rus", "published")
    assert row.remarks == ()


def test_a_book_in_rusmarc(tmp_path: Path) -> None:
    row = only_row(tmp_path, iso2709(rusmarc_book(), leader=UNIMARC))
    assert row.reference_code == "r1"
    assert (row.title, row.series) == ("Светильник Сибири сборник", "Библиотека")
    assert (row.author, row.author_died) == ("Петров, Петр Петрович", "1911")
    assert (row.date, row.language, row.material) == ("1905", "rus", "published")


@pytest.mark.parametrize("leader", [NEW, OLD], ids=["declared-utf8", "declared-marc8"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "koi8-r", "cp866"])
def test_the_bytes_tell_the_encoding_whatever_is_declared(
    tmp_path: Path, encoding: str, leader: str
) -> None:
    row = only_row(tmp_path, iso2709(book(), encoding=encoding, leader=leader))
    assert row.title == "Губернские ведомости"
    assert row.remarks == ()


def test_a_short_record_goes_by_the_encoding_of_its_file(tmp_path: Path) -> None:
    short = iso2709([("001", "s"), ("245", "00$aГод")], encoding="cp1251")
    records = iso2709(book(), encoding="cp1251") + short
    inventory = rows_of(tmp_path, {"c.mrc": records, "s.txt": "т", "b1.txt": "т"})
    assert [row.title for row in inventory.rows] == ["Губернские ведомости", "Год"]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"Soci\xe2et\xe2e linn\xe2eenne", "Société linnéenne"),
        (b"\xa1\xb2 \x1b(N\x41\x42\x1b(B abc", "Łø аб abc"),
        (b"\x1b\x021\x21\x30\x21\x1b(B", "一"),
    ],
    ids=["accents", "cyrillic", "han"],
)
def test_marc8(tmp_path: Path, raw: bytes, text: str) -> None:
    record = iso2709(
        [("001", "b1"), ("245", f"00$a{raw.decode('latin-1')}")], encoding="latin-1", leader=OLD
    )
    row = only_row(tmp_path, record.replace(b"\x02", b"$"))
    assert row.title == text
    assert row.remarks == ()


def test_iso5426_as_unimarc_declares_it(tmp_path: Path) -> None:
    fields = [
        ("001", "r1"),
        ("100", "  $a20080101d1905    |||y0frey0103    ba"),
        ("200", "1 $aSoci\xc2et\xc2e \xe9re"),
    ]
    row = only_row(tmp_path, iso2709(fields, encoding="latin-1", leader=UNIMARC))
    assert row.title == "Société Øre"


@pytest.mark.parametrize(
    ("raw", "remark"),
    [
        ("Caf\xe9 fran\xe7ais", "marc.encoding_guessed"),
        ("Soci\u00e9t\u00e9 d\u2019\u00e9tudes\udcff".encode("utf-8", "surrogateescape"), ""),
        (b"\x1b\x021\x7f\x7f\x7f\x1b(B abc", "marc.damaged_text"),
    ],
    ids=["latin1", "one-bad-byte", "no-such-character"],
)
def test_what_cannot_be_told_leads_to_review(tmp_path: Path, raw: bytes | str, remark: str) -> None:
    title = raw if isinstance(raw, str) else raw.decode("latin-1")
    record = iso2709([("001", "b1"), ("245", f"00$a{title}")], encoding="latin-1")
    remarks = only_row(tmp_path, record.replace(b"\x02", b"$")).remarks
    assert remarks and remark in ("", *remarks)


@pytest.mark.parametrize("prefix", ["", "marc"])
def test_marcxml(tmp_path: Path, prefix: str) -> None:
    row = only_row(tmp_path, marcxml(book(), prefix=prefix), "c.xml")
    assert (row.reference_code, row.title, row.author_died) == (
        "b1",
        "Губернские ведомости",
        "1912",
    )


def test_oai_marc_within_an_answer(tmp_path: Path) -> None:
    text = """<collection><record><header/><metadata><oai_marc><fixfield id="LDR">^^^^^cam^a22
        </fixfield><fixfield id="001">b1</fixfield><varfield id="245" i1="1" i2=" ">
        <subfield label="a">Титул</subfield></varfield></oai_marc></metadata></record>
        </collection>"""
    assert only_row(tmp_path, text, "c.xml").title == "Титул"


@pytest.mark.parametrize("form", ["list", "single", "lines"])
@pytest.mark.parametrize("as_tags", [True, False])
def test_marc_in_json(tmp_path: Path, form: str, as_tags: bool) -> None:
    if as_tags:
        fields = [
            {"tag": "001", "value": "b1"},
            {"tag": "245", "ind1": "1", "ind2": " ", "subfields": [{"code": "a", "value": "Т"}]},
        ]
    else:
        fields = [{"001": "b1"}, {"245": {"ind1": "1", "ind2": " ", "subfields": [{"a": "Т"}]}}]
    record = {"leader": "00000nam a2200000   4500", "fields": fields}
    text = json.dumps([record] if form == "list" else record)
    if form == "lines":
        inventory = rows_of(tmp_path, {"c.json": f"{text}\n{{broken}}\n", "b1.txt": "текст"})
        assert set(reasons(inventory).values()) == {"marc.json_broken"}
    else:
        inventory = rows_of(tmp_path, {"c.json": text, "b1.txt": "текст"})
    assert [row.title for row in inventory.rows] == ["Т"]


@pytest.mark.parametrize(
    ("coded", "written", "date"),
    [
        ("s1905    ", "1905", "1905"),
        ("s1905    ", "c1905", "1905"),
        ("s1845    ", "1945", "1945"),
        ("m19051910", "1905-1910", "1905/1910"),
        ("c19059999", "1905-", "1905/.."),
        ("q19051909", "[между 1905 и 1909]", "1905/1909"),
        ("s190u    ", "", "190X"),
        ("t19051904", "1905, c1904", "1905"),
        ("r19881905", "1988", "1988"),
        ("n        ", "[1912?]", "[1912?]"),
        ("s^^^^^^^^", "MDCCCXLV", "MDCCCXLV"),
    ],
)
def test_dates_of_marc21(tmp_path: Path, coded: str, written: str, date: str) -> None:
    fields = [("001", "b1"), ("008", f"080101{coded:9}ru            000 0 rus  ")]
    fields += [("245", "00$aТ"), ("260", f"  $aМ.$c{written}" if written else "  $aМ.")]
    assert only_row(tmp_path, iso2709(fields)).date == date


@pytest.mark.parametrize(
    ("coded", "date"),
    [
        ("d1905    ", "1905"),
        ("g19051909", "1905/1909"),
        ("a19059999", "1905/.."),
        ("f19051909", "1905/1909"),
        ("d190     ", "190X"),
        ("e19881905", "1988"),
        ("u        ", "1905"),
    ],
)
def test_dates_of_unimarc(tmp_path: Path, coded: str, date: str) -> None:
    fields = [("001", "r1"), ("100", f"  $a20080101{coded}|||y0rusy50      ca")]
    fields += [("200", "1 $aТ"), ("210", "  $d1905")] if date == "1905" else [("200", "1 $aТ")]
    assert only_row(tmp_path, iso2709(fields, leader=UNIMARC)).date == date


def test_the_original_script_is_preferred_and_both_are_kept(tmp_path: Path) -> None:
    fields = [
        ("001", "b1"),
        ("245", "10$6880-01$aRaspad /$cBui︠a︡nov."),
        ("880", "10$6245-01/(N$aРаспад /$cБуянов."),
    ]
    row = only_row(tmp_path, iso2709(fields))
    assert row.title == "Распад"
    assert ("245 (transliterated)", "Raspad / Bui︠a︡nov.") in [(e.name, e.value) for e in row.extra]


@pytest.mark.parametrize(
    ("lives", "died"),
    [
        (["1850-1912"], "1912"),
        (["1850-1912", "1860-"], "1912; ?"),
        (["ca. 1850-ca. 1912"], "ca. 1912"),
        (["active 1850-1912"], None),
        (["1850-"], None),
        (["d. 1912"], "1912"),
        (["16th cent."], None),
    ],
)
def test_years_of_death(tmp_path: Path, lives: list[str], died: str | None) -> None:
    persons = [("700", f"1 $aА{'абв'[i]}, Б.$d{life}") for i, life in enumerate(lives)]
    fields = [("001", "b1"), ("245", "00$aТ"), *persons]
    assert only_row(tmp_path, iso2709(fields)).author_died == died


def test_authors_that_are_not_named_are_told_of(tmp_path: Path) -> None:
    fields = [("001", "b1"), ("100", "1 $aА, Б.$d1850-1912"), ("245", "00$aТ$cА. Б. и др.")]
    assert (only_row(tmp_path, iso2709(fields)).author or "").endswith("и др.")


@pytest.mark.parametrize(
    ("leader", "more", "material"),
    [
        ("nam a22{base}   4500", [], "published"),
        ("nas a22{base}   4500", [], "published"),
        ("ntm a22{base}   4500", [], None),
        ("nam a22{base}   4500", [("502", "  $aДис. ... канд.")], None),
        ("npc a22{base}   4500", [], "archival"),
        ("nkm a22{base}   4500", [], None),
    ],
    ids=["book", "serial", "manuscript", "thesis", "papers", "picture"],
)
def test_material(
    tmp_path: Path, leader: str, more: list[tuple[str, str]], material: str | None
) -> None:
    assert only_row(tmp_path, iso2709(book("b1", *more), leader=leader)).material == material


@pytest.mark.parametrize(
    "field",
    [
        ("856", "40$uhttps://lib.example/scans/k.txt"),
        ("856", "40$dscans$fk.txt"),
        ("951", "  $aK.TXT"),
    ],
    ids=["address", "path", "irbis"],
)
def test_files_that_a_record_links_to(tmp_path: Path, field: tuple[str, str]) -> None:
    record = iso2709(rusmarc_book("r7", field), leader=UNIMARC)
    folder = "" if field[0] == "951" else "scans/"
    inventory = rows_of(tmp_path, {"c.iso": record, f"{folder}k.txt": "текст"})
    assert [row.files for row in inventory.rows] == [(f"{folder}k.txt",)]


def test_a_single_record_describes_what_is_beside_it(tmp_path: Path) -> None:
    files: dict[str, bytes | str] = {}
    for i in (1, 2):
        files[f"books/{i}/marc.xml"] = marcxml(book(f"n{i}"))
        files[f"books/{i}/001.txt"] = "текст"
        files[f"k{i}_marc.xml"] = marcxml(book(f"m{i}"))
        files[f"k{i}.txt"] = "текст"
    inventory = rows_of(tmp_path, files)
    assert {row.reference_code: row.files for row in inventory.rows} == {
        "n1": ("books/1/001.txt",),
        "n2": ("books/2/001.txt",),
        "m1": ("k1.txt",),
        "m2": ("k2.txt",),
    }


def test_records_without_files_and_those_of_no_item_are_explained(tmp_path: Path) -> None:
    records = [
        iso2709(book("no-file")),
        iso2709(book("web", ("856", "40$uhttps://lib.example/x"))),
        iso2709(book("gone"), leader="dam a22{base}   4500"),
        iso2709([("001", "auth"), ("100", "1 $aA")], leader="nz  a22{base}   4500"),
        iso2709([("001", "hold"), ("852", "  $aA")], leader="nx  a22{base}   4500"),
    ]
    inventory = rows_of(tmp_path, {"c.mrc": b"".join(records)})
    assert reasons(inventory) == {
        "no-file": "marc.no_files",
        "web": "marc.object_elsewhere",
        "gone": "marc.deleted",
        "auth": "marc.not_bibliographic",
        "hold": "marc.not_bibliographic",
    }


def test_one_number_of_two_agencies(tmp_path: Path) -> None:
    records = [iso2709(book("7", ("003", a), ("856", f"40$f{a}.txt"))) for a in ("AA", "BB")]
    files = {"c.mrc": b"".join(records), "AA.txt": "т", "BB.txt": "т"}
    assert [r.reference_code for r in rows_of(tmp_path, files).rows] == ["(AA)7", "(BB)7"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("r.txt", "#920: SPEC\n#102: RU\n#101: rus\n#210: ^D1998\n*****\n"),
        ("r.mrk", "=LDR  00000nam\n=001  1\n"),
        ("r.seq", "000000004 LDR   L ^^^^^cam^a22\n000000004 001   L 4\n"),
    ],
    ids=["irbis", "mnemonic", "aleph"],
)
def test_other_ways_of_writing_records_are_refused_with_a_word(
    tmp_path: Path, name: str, text: str
) -> None:
    inventory = rows_of(tmp_path, {name: text, "a.pdf": "%PDF-1.4"})
    assert [a.reason_code for a in inventory.absences] == ["marc.form_not_read"]
    assert "ISO 2709" in inventory.absences[0].message


def test_a_numbered_text_is_no_export_of_irbis(tmp_path: Path) -> None:
    text = "".join(f"{i}: строка\n" for i in range(9))
    inventory = rows_of(tmp_path, {"list.txt": text, "a.pdf": "%PDF-1.4"})
    assert "a" in [row.reference_code for row in inventory.rows]


def test_too_many_records(tmp_path: Path) -> None:
    records = b"".join(iso2709(book(f"b{i}")) for i in range(5))
    with pytest.raises(SourceError, match="divide"):
        rows_of(tmp_path, {"c.mrc": records}, Limits(max_members=4))


def test_a_record_with_a_part_of_its_files_fails(tmp_path: Path) -> None:
    record = iso2709(book("b9", ("856", "40$fp1.txt"), ("856", "40$fp2.txt")))
    inventory = rows_of(tmp_path, {"c.mrc": record, "p1.txt": "т"})
    assert inventory.rows == ()
    assert reasons(inventory) == {"b9": "source.file_missing"}
