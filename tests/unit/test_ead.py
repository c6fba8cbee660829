from pathlib import Path

import pytest

from extractors.description.holding import rows_of_holding
from extractors.description.rows import Inventory, InventoryRow
from extractors.packing.package import open_package
from openfonds.settings import Limits

LIMITS = Limits()
EAD2002 = 'xmlns="urn:isbn:1-931666-22-9" xmlns:xlink="http://www.w3.org/1999/xlink"'
EAD3 = 'xmlns="http://ead3.archivists.org/schema/"'
DID = "<did><unitid>Д. 5</unitid><unittitle>О пожаре</unittitle>{more}</did>"


def rows_of(tmp_path: Path, files: dict[str, str], limits: Limits = LIMITS) -> Inventory:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    with open_package(str(tmp_path), limits) as package:
        return rows_of_holding(package, limits)


def finding_aid(components: str, *, above: str = "", below: str = "", head: str = EAD2002) -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE ead PUBLIC "+//ISBN 1-931666-00-8//DTD ead.dtd" "ead.dtd">
<ead {head}><eadheader><eadid>fonds-10</eadid></eadheader><archdesc level="fonds">
<did><unitid>Ф. 10</unitid><unittitle>Управа</unittitle></did>{above}
<dsc><c01 level="series"><did><unitid>Оп. 2</unitid><unittitle>Дела</unittitle>
<unitdate normal="1890/1917">1890-1917</unitdate>
<langmaterial><language langcode="rus"/></langmaterial></did>
{components}</c01></dsc>{below}</archdesc></ead>"""


def one_file(more: str = "", notes: str = "", **around: str) -> dict[str, str]:
    dao = '<dao xlink:href="scans/5.txt"/>'
    component = f'<c02 level="file">{DID.format(more=more + dao)}{notes}</c02>'
    return {"ead.xml": finding_aid(component, **around), "scans/5.txt": "текст"}


def only_row(inventory: Inventory) -> InventoryRow:
    assert [a.message for a in inventory.absences] == []
    (row,) = inventory.rows
    return row


def reasons(inventory: Inventory) -> dict[str, str]:
    return {a.reference_code: a.reason_code for a in inventory.absences}


def test_a_file_has_what_stands_above_it(tmp_path: Path) -> None:
    row = only_row(rows_of(tmp_path, one_file()))
    assert row.reference_code == "Ф. 10/Оп. 2/Д. 5"
    assert row.title == "О пожаре"
    assert row.series == "Ф. 10 Управа / Оп. 2 Дела"
    assert row.files == ("scans/5.txt",)
    assert (row.date, row.language, row.material) == ("1890/1917", "rus", "archival")


@pytest.mark.parametrize(
    ("own", "above", "material"),
    [
        ("", "", "archival"),
        ("", "Minutes", "archival"),
        ("", "газета", "archival"),
        ("газета", "", "published"),
        ("", "уголовное дело", "criminal_file"),
        ("уголовное дело", "criminal_file", "criminal_file"),
        ("письма", "уголовное дело", "письма; уголовное дело"),
        ("Minutes", "", "Minutes"),
        ("Minutes|письма", "", "Minutes; письма"),
    ],
)
def test_material_is_never_guessed(tmp_path: Path, own: str, above: str, material: str) -> None:
    def named(words: str) -> str:
        genres = "".join(f"<genreform>{word}</genreform>" for word in words.split("|") if word)
        return f"<controlaccess>{genres}</controlaccess>"

    files = one_file(notes=named(own), above=named(above))
    assert only_row(rows_of(tmp_path, files)).material == material


def test_a_unitid_that_repeats_the_one_above_stands_alone(tmp_path: Path) -> None:
    files = one_file()
    files["ead.xml"] = files["ead.xml"].replace("Оп. 2<", "Ф. 10/2<").replace("Д. 5<", "Ф. 10/2/5<")
    assert only_row(rows_of(tmp_path, files)).reference_code == "Ф. 10/2/5"


def test_what_closes_above_is_told_below_also_when_it_comes_after(tmp_path: Path) -> None:
    below = "<accessrestrict><p>Закрыто до 2040-01-01</p></accessrestrict>"
    notes = "<accessrestrict><head>Access</head><p>Open</p></accessrestrict>"
    row = only_row(rows_of(tmp_path, one_file(notes=notes, below=below)))
    assert row.access == "Open\nЗакрыто до 2040-01-01"


def test_access_keeps_its_kind_its_end_and_a_telling_heading(tmp_path: Path) -> None:
    notes = """<accessrestrict type="RestrictedFragile"><head>Restricted</head>
        <p>Ask <date normal="2040-01-01">in some years</date></p></accessrestrict>
        <legalstatus>Public Record</legalstatus>
        <userestrict><p>Copyright of the heirs</p></userestrict>"""
    row = only_row(rows_of(tmp_path, one_file(notes=notes)))
    assert row.access == (
        "RestrictedFragile; Restricted Ask in some years; 2040-01-01\nPublic Record"
    )
    assert row.rights == "Copyright of the heirs"


@pytest.mark.parametrize(
    ("unitdate", "date"),
    [
        ('<unitdate normal="19000101/19061231">1900-1906</unitdate>', "1900-01-01/1906-12-31"),
        ('<unitdate normal="1905/1905">1905</unitdate>', "1905"),
        ('<unitdate normal="1845">1945</unitdate>', "1945"),
        ('<unitdate normal="1990/9999">с 1990</unitdate>', "1990/.."),
        ("<unitdate>12 марта 1905</unitdate>", "12 марта 1905"),
        (
            '<unitdate type="bulk" normal="1930/1940"/><unitdate normal="1901/1902"/>'
            '<unitdate normal="1899"/>',
            "1899/1902",
        ),
        ("<unitdate>б.д.</unitdate><unitdate>1901</unitdate>", "б.д.; 1901"),
    ],
    ids=["basic", "one-year", "later-text", "open", "written", "several", "one-unknown"],
)
def test_dates(tmp_path: Path, unitdate: str, date: str) -> None:
    row = only_row(rows_of(tmp_path, one_file(more=unitdate)))
    assert row.date == date


@pytest.mark.parametrize(
    ("structured", "date"),
    [
        ('<datesingle standarddate="1905-03">март 1905</datesingle>', "1905-03"),
        (
            '<daterange><fromdate standarddate="1901">1901</fromdate>'
            '<todate standarddate="1907">1907</todate></daterange>',
            "1901/1907",
        ),
        (
            '<dateset><datesingle standarddate="1901">1901</datesingle><daterange>'
            '<fromdate standarddate="1905"/><todate standarddate="1908"/></daterange></dateset>',
            "1901/1908",
        ),
        ('<datesingle notbefore="1905" notafter="1910">1907</datesingle>', "1905/1910"),
    ],
    ids=["single", "range", "set", "bounds"],
)
def test_dates_of_ead3(tmp_path: Path, structured: str, date: str) -> None:
    text = f"""<ead {EAD3}><control><recordid>f3</recordid></control><archdesc level="item">
        <did><unitid>A</unitid><unittitle>T</unittitle>
        <unitdatestructured>{structured}</unitdatestructured>
        <daoset><dao href="a.txt" daotype="derived"/><dao href="b.txt" daotype="derived"/></daoset>
        </did></archdesc></ead>"""
    row = only_row(rows_of(tmp_path, {"f.xml": text, "a.txt": "а", "b.txt": "б"}))
    assert row.date == date
    assert row.files == ("a.txt", "b.txt")


@pytest.mark.parametrize(
    "dao",
    [
        '<dao xlink:href="https://archive.example/x/scans/5.txt"/>',
        r'<dao href="D:\delivery\scans\5.txt"/>',
        '<dao href="./scans/5.txt"/>',
        '<daogrp><daoloc xlink:href="scans/thumb.txt" xlink:role="image_thumb"/>'
        '<daoloc xlink:href="scans/5.txt" xlink:role="image_full"/></daogrp>',
    ],
    ids=["address", "windows", "relative", "group"],
)
def test_digital_objects(tmp_path: Path, dao: str) -> None:
    component = f'<c level="file">{DID.format(more="")}{dao}</c>'
    files = {"ead.xml": finding_aid(component), "scans/5.txt": "текст", "scans/thumb.txt": "т"}
    assert only_row(rows_of(tmp_path, files)).files == ("scans/5.txt",)


@pytest.mark.parametrize(
    "names",
    [
        ["Ф. 10_Оп. 2_Д. 5.txt"],
        ["Ф. 10/Оп. 2/Д. 5/001.txt", "Ф. 10/Оп. 2/Д. 5/002.txt"],
        ["x/ф-10 оп-2 д-5_001.txt", "x/ф-10 оп-2 д-5_002.txt"],
        ["aspace_77.txt"],
    ],
    ids=["stem", "folders", "pages", "id"],
)
def test_files_that_have_the_name_of_a_unit(tmp_path: Path, names: list[str]) -> None:
    component = f'<c level="file" id="aspace_77">{DID.format(more="")}</c>'
    files = {"ead.xml": finding_aid(component)} | dict.fromkeys(names, "текст")
    assert only_row(rows_of(tmp_path, files)).files == tuple(names)


def test_a_short_unitid_that_two_units_have_names_no_file(tmp_path: Path) -> None:
    two = "".join(
        f'<c level="subseries"><did><unitid>{s}</unitid></did><c level="file"><did>'
        "<unitid>1</unitid></did></c></c>"
        for s in "AB"
    )
    inventory = rows_of(tmp_path, {"ead.xml": finding_aid(two), "1.txt": "текст"})
    assert inventory.rows == ()
    assert reasons(inventory) == {f"Ф. 10/Оп. 2/{s}/1": "ead.no_digital_object" for s in "AB"}


def test_units_without_files_are_explained_and_upper_levels_are_not(tmp_path: Path) -> None:
    components = "".join(
        f'<c02 level="file" id="x{i}"><did><unittitle>{i}</unittitle></did>{dao}</c02>'
        for i, dao in enumerate(
            ("", '<dao xlink:href="https://archive.example/1"/>', '<dao href="no/2.jpg"/>')
        )
    )
    inventory = rows_of(tmp_path, {"ead.xml": finding_aid(components)})
    assert reasons(inventory) == {
        "fonds-10#x0": "ead.no_digital_object",
        "fonds-10#x1": "ead.object_elsewhere",
        "fonds-10#x2": "source.file_missing",
    }
    assert "upper levels, which are context for those below: 2" in inventory.notes


def test_a_file_that_two_different_links_may_mean_is_given_to_neither(tmp_path: Path) -> None:
    components = "".join(
        f'<c02 id="x{i}"><did><unitid>{i}</unitid></did><dao href="https://a.example/{i}/p.txt"/>'
        "</c02>"
        for i in (1, 2)
    )
    inventory = rows_of(tmp_path, {"ead.xml": finding_aid(components), "p.txt": "текст"})
    assert inventory.rows == ()
    assert set(reasons(inventory).values()) == {"source.name_ambiguous"}


def test_what_is_internal_leads_to_review(tmp_path: Path) -> None:
    files = one_file()
    files["ead.xml"] = files["ead.xml"].replace("<c01 ", '<c01 audience="internal" ')
    assert only_row(rows_of(tmp_path, files)).remarks == ("ead.internal",)


def test_a_broken_end_costs_the_end_and_leads_the_rest_to_review(tmp_path: Path) -> None:
    files = one_file(below="<accessrestrict><p>closed</p></accessrestrict>")
    files["ead.xml"] = files["ead.xml"].partition("<accessrestrict>")[0]
    inventory = rows_of(tmp_path, files)
    assert [row.remarks for row in inventory.rows] == [("ead.incomplete",)]
    assert reasons(inventory) == {"ead.xml": "xml.broken"}


def test_entities_are_refused_and_a_doctype_is_not(tmp_path: Path) -> None:
    files = one_file()
    files["ead.xml"] = files["ead.xml"].replace(
        '"ead.dtd">', '"ead.dtd" [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    )
    inventory = rows_of(tmp_path, files)
    assert inventory.rows == ()
    assert reasons(inventory) == {"ead.xml": "xml.entities"}


@pytest.mark.parametrize("href", ["../../etc/hostname", "/etc/hostname", "file:///etc/hostname"])
def test_a_link_stays_inside_the_holding(tmp_path: Path, href: str) -> None:
    component = f'<c id="a"><did/><dao href="{href}"/></c>'
    inventory = rows_of(tmp_path, {"x/ead.xml": finding_aid(component)})
    assert reasons(inventory) == {"fonds-10#a": "source.file_missing"}


def test_the_same_unitids_in_two_finding_aids_are_told_apart(tmp_path: Path) -> None:
    files = {}
    for i in (1, 2):
        dao = f'<dao href="{i}.txt"/>'
        component = f"<c>{DID.format(more=dao)}</c>"
        files[f"{i}.xml"] = finding_aid(component).replace("fonds-10", f"aid-{i}")
        files[f"{i}.txt"] = "текст"
    codes = [row.reference_code for row in rows_of(tmp_path, files).rows]
    assert codes == ["aid-1/Ф. 10/Оп. 2/Д. 5", "aid-2/Ф. 10/Оп. 2/Д. 5"]
