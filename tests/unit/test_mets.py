"""METS: one file is one item; its structMap says which pages, its records what they are."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from extractors.description.holding import rows_of_holding
from extractors.description.rows import Inventory
from extractors.packing.package import open_package
from openfonds.model import Outcome
from openfonds.settings import Limits
from tests.mets_samples import (
    ALTO,
    FILES,
    JPEG,
    PAGE,
    Named,
    group,
    logical,
    mets,
    mods,
    page,
    physical,
    read,
    two_pages,
)

DATA = Path(os.environ.get("OPENFONDS_TEST_DATA", Path(__file__).parents[3] / "shared" / "data"))


def pairs(inventory: Inventory) -> list[tuple[str, str]]:
    return [(p.ocr, p.image) for row in inventory.rows for p in row.images]


def test_pages_are_read_from_their_text_and_looked_at_in_their_best_image(tmp_path: Path) -> None:
    groups, pages = two_pages()
    found = read(tmp_path, {"mets.xml": mets(physical(pages), groups=groups), **FILES})
    (row,) = found.rows
    assert row.files == ("a/1.xml", "i/1.jpg", "a/2.xml", "i/2.jpg")
    assert pairs(found) == [("a/1.xml", "i/1.jpg"), ("a/2.xml", "i/2.jpg")]
    assert (row.reference_code, row.remarks) == ("one", ())
    assert "2 other files of the same pages not read" in found.notes[1]


def test_the_structure_decides_the_order_of_pages(tmp_path: Path) -> None:
    groups, (first, second) = two_pages()
    swapped = {"mets.xml": mets(physical([second, first]), groups=groups), **FILES}
    assert read(tmp_path / "a", swapped).rows[0].files[0] == "a/2.xml"
    ordered = [page("i1", more=' ORDER="10"'), page("i2", more=' ORDER="9"')]
    found = read(tmp_path / "b", {"mets.xml": mets(physical(ordered), groups=groups), **FILES})
    assert found.rows[0].files == ("a/2.xml", "i/2.jpg", "a/1.xml", "i/1.jpg")


@pytest.mark.parametrize(
    ("uses", "best"),
    [
        (("THUMBS", "MIN", "DEFAULT", "MAX"), "MAX"),
        (("service", "master", "derivative"), "master"),
        (("OCR-D-IMG-BIN", "OCR-D-IMG", "OCR-D-IMG-CROP"), "OCR-D-IMG"),
        (("Preview", "Images"), "Images"),
        (("LOW", "nobody knows"), "nobody knows"),
    ],
    ids=["dfg", "ndnp", "ocr-d", "docworks", "unknown"],
)
def test_the_best_image_counts(uses: tuple[str, ...], best: str, tmp_path: Path) -> None:
    names = [use.replace(" ", "_") for use in uses]
    groups = [group(u, [Named(n, f"{n}/1.jpg")]) for u, n in zip(uses, names, strict=True)]
    data = mets(physical([page(*names)]), groups=groups)
    found = read(tmp_path, {"m.xml": data, **{f"{n}/1.jpg": JPEG for n in names}})
    assert found.rows[0].files == (f"{best.replace(' ', '_')}/1.jpg",)


def test_of_several_texts_the_one_with_text_counts(tmp_path: Path) -> None:
    uses = ("OCR-D-SEG-LINE", "OCR-D-OCR-1", "OCR-D-OCR-2", "OCR-D-IMG-BIN")
    groups = [group(u, [Named(u, f"{u}/1.xml", "application/vnd.prima.page+xml")]) for u in uses]
    groups.append(group("OCR-D-IMG", [Named("image", "OCR-D-IMG/1.tif")]))
    files = {f"{u}/1.xml": PAGE for u in uses} | {"OCR-D-IMG/1.tif": b"II*\0"}
    data = mets(physical([page(*uses, "image")]), groups=groups)
    found = read(tmp_path, {"mets.xml": data, **files})
    assert found.rows[0].files == ("OCR-D-OCR-2/1.xml", "OCR-D-IMG/1.tif")


def test_a_page_of_which_nothing_was_delivered_is_told(tmp_path: Path) -> None:
    groups, pages = two_pages()
    files = {name: data for name, data in FILES.items() if name in ("a/1.xml", "t/2.jpg")}
    found = read(tmp_path, {"mets.xml": mets(physical(pages), groups=groups), **files})
    assert found.rows[0].files == ("a/1.xml",)
    assert found.rows[0].remarks == ("mets.pages_not_delivered",)
    assert "1 pages of which no file is in the holding" in found.notes[1]
    assert "4 named files are not in the holding" in found.notes[1]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(
            mets(physical([page("a")]), groups=[group("OCR", [Named("a", "gone.xml")])]),
            "mets.file_not_delivered",
            id="nothing-delivered",
        ),
        pytest.param(mets(physical([])), "mets.no_files", id="no-files"),
        pytest.param(
            mets(
                physical([page("a")]),
                groups=[
                    '<fileGrp USE="OCR"><file ID="a"><FContent><binData>AAAA</binData></FContent>'
                    "</file></fileGrp>"
                ],
            ),
            "mets.files_embedded",
            id="embedded",
        ),
        pytest.param(b'<mets xmlns="http://www.loc.gov/METS/"><fileSec>', "xml.broken", id="cut"),
        pytest.param(
            b'<!DOCTYPE mets [<!ENTITY a "x">]><mets LABEL="&a;"/>', "xml.entities", id="entities"
        ),
        pytest.param(
            b'<!DOCTYPE mets [<!ENTITY a SYSTEM "file:///etc/passwd">]><mets>&a;</mets>',
            "xml.entities",
            id="external-entity",
        ),
        pytest.param(b"<mets>" + b" " * 3000 + b"</mets>", "source.too_large", id="too-large"),
    ],
)
def test_a_broken_record_fails_alone(data: bytes, reason: str, tmp_path: Path) -> None:
    groups, pages = two_pages()
    good = mets(physical(pages), groups=groups)
    limits = Limits(max_text_bytes=2900)
    found = read(tmp_path, {"bad.xml": data, "mets.xml": good, **FILES}, limits)
    assert [row.reference_code for row in found.rows] == ["one"]
    assert [(a.reason_code, a.outcome) for a in found.absences] == [(reason, Outcome.FAILED)]


@pytest.mark.parametrize(
    ("href", "is_moved"),
    [
        ("./a/1.xml", False),
        ("file://a/1.xml", False),
        ("file:///a/1.xml", False),
        ("a%2F1.xml", False),
        (r".\a\1.xml", False),
        ("https://example.org/get/v1/a/1.xml?size=max", False),
        ("https://example.org/api/file?id=21.T1/0-E&amp;path=a/1.xml", False),
        (r"D:\jobs\77\v1\a\1.xml", False),
        ("page/1.xml", True),
        ("/mnt/export/1.xml", True),
        ("https://example.org/1.xml", True),
    ],
)
def test_locations_lead_to_files_of_the_holding(href: str, is_moved: bool, tmp_path: Path) -> None:
    data = mets(physical([page("a")]), groups=[group("FULLTEXT", [Named("a", href)])])
    found = read(tmp_path, {"v1/mets.xml": data, "v1/a/1.xml": ALTO, "v2/a/1.xml": ALTO})
    assert found.rows[0].files == ("v1/a/1.xml",)
    assert ("mets.files_elsewhere" in found.rows[0].remarks) is is_moved


@pytest.mark.parametrize(
    "href",
    [
        "../../../etc/passwd",
        "file:///etc/passwd",
        "/etc/passwd",
        "https://example.org/",
        "http://[bad",
        "urn:nbn:de:1-2",
        "x/none.xml",
        "",
    ],
)
def test_what_is_not_in_the_holding_is_not_sought_elsewhere(href: str, tmp_path: Path) -> None:
    data = mets(physical([page("a")]), groups=[group("FULLTEXT", [Named("a", href)])])
    found = read(tmp_path, {"v1/mets.xml": data, "v1/a/1.xml": ALTO})
    assert not found.rows
    assert [a.reason_code for a in found.absences] == ["mets.file_not_delivered"]


def test_two_files_that_would_be_the_same_by_name_are_neither(tmp_path: Path) -> None:
    names = [Named("a", "https://e.org/1/default.xml"), Named("b", "https://e.org/2/default.xml")]
    data = mets(physical([page("a"), page("b")]), groups=[group("FULLTEXT", names)])
    found = read(tmp_path, {"mets.xml": data, "pages/default.xml": ALTO})
    assert [a.reason_code for a in found.absences] == ["mets.file_not_delivered"]


def test_a_whole_pdf_is_read_where_no_page_is_delivered(tmp_path: Path) -> None:
    groups = [
        group("DOWNLOAD", [Named("pdf", "volume.pdf")]),
        group("DEFAULT", [Named("i1", "i/1.jpg")]),
    ]
    data = mets(physical([page("i1")], whole='<fptr FILEID="pdf"/>'), groups=groups)
    found = read(tmp_path / "a", {"mets.xml": data, "volume.pdf": b"%PDF-1.4"})
    assert found.rows[0].files == ("volume.pdf",)
    found = read(tmp_path / "b", {"mets.xml": data, "volume.pdf": b"%PDF-1.4", "i/1.jpg": JPEG})
    assert found.rows[0].files == ("i/1.jpg",)


def test_one_division_may_hold_many_pages(tmp_path: Path) -> None:
    groups, _ = two_pages()
    data = mets(physical([page("i1", "i2", "a1", "a2", kind="volume")]), groups=groups)
    found = read(tmp_path, {"mets.xml": data, **FILES})
    assert found.rows[0].files == ("a/1.xml", "i/1.jpg", "a/2.xml", "i/2.jpg")


def test_two_groups_of_one_use_make_no_page_twice(tmp_path: Path) -> None:
    groups = [group("Images", [Named(k, f"{k}/{k}_1.jpg")]) for k in ("mc", "uc")]
    files = {f"{k}/{k}_1.jpg": JPEG for k in ("mc", "uc")}
    found = read(tmp_path, {"m.xml": mets(physical([page("mc", "uc")]), groups=groups), **files})
    assert found.rows[0].files == ("mc/mc_1.jpg",)


def test_blocks_of_a_page_are_no_pages(tmp_path: Path) -> None:
    groups, _ = two_pages()
    block = '<div TYPE="TEXTBLOCK"><fptr><area FILEID="a1" BEGIN="b1"/></fptr></div>'
    files = '<fptr><par><area FILEID="i1"/><area FILEID="a1"/></par></fptr>'
    data = mets(physical([f'<div TYPE="PAGE">{files}{block * 3}</div>']), groups=groups)
    found = read(tmp_path, {"mets.xml": data, **FILES})
    assert found.rows[0].files == ("a/1.xml", "i/1.jpg")
    assert found.notes[1].startswith("mets.xml: 1 pages")


def test_without_a_structure_files_of_one_name_are_a_page(tmp_path: Path) -> None:
    groups, _ = two_pages()
    found = read(tmp_path, {"mets.xml": mets(groups=groups), **FILES})
    assert found.rows[0].files == ("a/1.xml", "i/1.jpg", "a/2.xml", "i/2.jpg")


def test_a_text_of_all_pages_is_read_once(tmp_path: Path) -> None:
    groups = [
        group("DEFAULT", [Named(f"i{n}", f"i/{n}.jpg") for n in (1, 2)]),
        group("FULLTEXT", [Named("all", "all.xml")]),
    ]
    data = mets(physical([page("i1", "all"), page("i2", "all")]), groups=groups)
    found = read(tmp_path, {"mets.xml": data, "all.xml": ALTO, **FILES})
    assert (found.rows[0].files, found.rows[0].images) == (("all.xml",), ())


def test_the_description_comes_from_mods_and_rights(tmp_path: Path) -> None:
    groups, pages = two_pages()
    record = mods(
        "<mods:titleInfo><mods:nonSort>Die</mods:nonSort><mods:title>Gemeinde</mods:title>"
        "<mods:partNumber>2</mods:partNumber></mods:titleInfo>"
        "<mods:name><mods:namePart type='family'>Meyer</mods:namePart><mods:namePart type='given'>"
        "Karl</mods:namePart><mods:namePart type='date'>1850-1912</mods:namePart></mods:name>"
        "<mods:originInfo eventType='digitization'><mods:dateIssued>2012</mods:dateIssued>"
        "</mods:originInfo><mods:originInfo><mods:dateIssued encoding='w3cdtf' keyDate='yes'>1893"
        "</mods:dateIssued></mods:originInfo>"
        "<mods:language><mods:languageTerm type='code'>ger</mods:languageTerm></mods:language>"
        "<mods:relatedItem type='host'><mods:titleInfo><mods:title>Berichte</mods:title>"
        "</mods:titleInfo></mods:relatedItem>"
        "<mods:recordInfo><mods:recordIdentifier>PPN7</mods:recordIdentifier></mods:recordInfo>"
        "<mods:accessCondition type='restriction on access'>closed until 2030"
        "</mods:accessCondition>"
        "<mods:accessCondition type='use and reproduction'>CC BY</mods:accessCondition>"
    )
    rights = (
        '<amdSec ID="A"><rightsMD ID="R"><mdWrap MDTYPE="OTHER"><xmlData><dv:rights>'
        "<dv:owner>City library</dv:owner><dv:license>reserved</dv:license></dv:rights></xmlData>"
        "</mdWrap></rightsMD><techMD><mdWrap><xmlData><x>secret</x></xmlData></mdWrap></techMD>"
        "</amdSec>"
    )
    data = mets(record, rights, logical("volume"), physical(pages), groups=groups, attributes="")
    (row,) = read(tmp_path, {"mets.xml": data, **FILES}).rows
    assert (row.reference_code, row.title, row.date) == ("PPN7", "Die Gemeinde. 2", "1893")
    assert (row.author, row.author_died, row.creator) == ("Meyer, Karl", "1912", "Meyer, Karl")
    assert (row.language, row.series) == ("ger", "Berichte")
    assert (row.access, row.rights) == ("closed until 2030", "CC BY\nreserved")


def test_what_closes_a_part_closes_the_whole(tmp_path: Path) -> None:
    groups, pages = two_pages()
    article = mods(
        "<mods:accessCondition type='restriction on access'>restricted</mods:accessCondition>", "D2"
    )
    issue = mods("<mods:titleInfo><mods:title>Issue</mods:title></mods:titleInfo>")
    inner = '<div TYPE="article" DMDID="D2"/>'
    data = mets(issue, article, logical("issue", inner=inner), physical(pages), groups=groups)
    (row,) = read(tmp_path, {"mets.xml": data, **FILES}).rows
    assert (row.title, row.access) == ("Issue", "restricted")


def test_rights_that_are_elsewhere_are_a_remark(tmp_path: Path) -> None:
    groups, pages = two_pages()
    rights = '<amdSec><rightsMD ID="R"><mdRef xlink:href="http://e.org/r.xml"/></rightsMD></amdSec>'
    data = mets(rights, physical(pages), groups=groups)
    assert read(tmp_path, {"mets.xml": data, **FILES}).rows[0].remarks == ("mets.rights_elsewhere",)


def test_a_larger_work_above_gives_the_series(tmp_path: Path) -> None:
    groups, pages = two_pages()
    above = (
        '<structMap TYPE="LOGICAL"><div TYPE="Newspaper" LABEL="The Paper" DMDID="DMD0">'
        '<mptr xlink:href="http://e.org/title.xml"/><div TYPE="issue" DMDID="DMD1"/></div>'
        "</structMap>"
    )
    records = [
        mods("<mods:titleInfo><mods:title>The Paper</mods:title></mods:titleInfo>", "DMD0"),
        mods("<mods:titleInfo><mods:title>No. 7</mods:title></mods:titleInfo>"),
    ]
    data = mets(*records, above, physical(pages), groups=groups)
    (row,) = read(tmp_path, {"mets.xml": data, **FILES}).rows
    assert (row.title, row.series) == ("No. 7", "The Paper")


@pytest.mark.parametrize(
    "change",
    [
        lambda d: (
            d.replace(b"<mets ", b"<m:mets ")
            .replace(b"</mets>", b"</m:mets>")
            .replace(b"xmlns=", b"xmlns:m=")
        ),
        lambda d: d.replace(b"http://www.loc.gov/METS/", b"http://example.org/"),
        lambda d: d.replace(b' xmlns="http://www.loc.gov/METS/"', b""),
        lambda d: d.decode().replace("UTF-8", "UTF-16").encode("utf-16"),
    ],
    ids=["prefix", "wrong-namespace", "no-namespace", "utf-16"],
)
def test_namespaces_and_encodings_do_not_matter(
    change: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    groups, pages = two_pages()
    data = change(mets(physical(pages), groups=groups))
    found = read(tmp_path, {"mets.xml": data, **FILES})
    assert len(found.rows[0].files) == 4


def test_mets_2_says_the_same(tmp_path: Path) -> None:
    data = (
        '<mets xmlns="http://www.loc.gov/METS/v2" OBJID="one"><mdSec><mdGrp>'
        '<md ID="D" USE="DESCRIPTIVE"><mdWrap><mdContent><xmlData/></mdContent></mdWrap></md>'
        '<md ID="M" USE="DESCRIPTIVE"><mdWrap><xmlData><mods><titleInfo><title>T</title>'
        '</titleInfo></mods></xmlData></mdWrap></md></mdGrp></mdSec><fileSec><fileGrp USE="OCR">'
        '<file ID="a"><FLocat LOCTYPE="URL" LOCREF="a/1.xml"/></file></fileGrp></fileSec>'
        '<structSec><structMap TYPE="PHYSICAL"><div TYPE="page" MDID="M"><fptr FILEID="a"/></div>'
        '</structMap><structMap TYPE="LOGICAL"><div TYPE="volume" MDID="M"/></structMap>'
        "</structSec></mets>"
    )
    (row,) = read(tmp_path, {"mets.xml": data.encode(), "a/1.xml": ALTO}).rows
    assert (row.files, row.title) == (("a/1.xml",), "T")


def test_deep_nesting_takes_no_time(tmp_path: Path) -> None:
    depth = 20_000
    groups, _ = two_pages()
    nested = "<div>" * depth + page("i1") + "</div>" * depth
    found = read(tmp_path, {"mets.xml": mets(physical([nested]), groups=groups), **FILES})
    assert found.rows[0].files == ("a/1.xml", "i/1.jpg")


@pytest.mark.data
@pytest.mark.parametrize(
    ("folder", "references", "n_absent"),
    [
        ("mets-alto-newspapers/ndnp/batch_local", ["sn85058233/1935-08-02/ed-1"], 0),
        ("mets-alto-newspapers/ndnp/batch_test_ver01", ["sn84038814/1858-08-13/ed-1"], 4),
        ("page-charlottenburg-municipal", ["918527", "988838"], 0),
    ],
)
def test_real_holdings(folder: str, references: list[str], n_absent: int) -> None:
    source = DATA / "B" / folder
    if not source.is_dir():
        pytest.skip("no samples: set OPENFONDS_TEST_DATA")
    with open_package(str(source), Limits()) as package:
        found = rows_of_holding(package, Limits())
    assert [r.reference_code for r in found.rows] == references
    assert len(found.absences) == n_absent
