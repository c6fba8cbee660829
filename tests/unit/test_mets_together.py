"""METS files that speak of the same: batches, versions, articles, shared pages and names."""

from pathlib import Path

import pytest

from openfonds.errors import SourceError
from openfonds.model import Outcome
from tests.mets_samples import (
    ALTO,
    FILES,
    JPEG,
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


def ndnp(edition: str = "1", header: str = "") -> bytes:
    record = mods(
        "<mods:relatedItem type='host'><mods:identifier type='lccn'>sn1</mods:identifier>"
        f"<mods:part><mods:detail type='edition'><mods:number>{edition}</mods:number></mods:detail>"
        "</mods:part></mods:relatedItem><mods:originInfo><mods:dateIssued encoding='iso8601'>"
        "1858-08-13</mods:dateIssued></mods:originInfo>"
    )
    structure = (
        '<structMap xmlns:np="x"><div TYPE="np:issue" DMDID="DMD1"><div TYPE="np:page">'
        '<fptr FILEID="m"/><fptr FILEID="o"/></div></div></structMap>'
    )
    files = (
        '<fileGrp ID="g"><file ID="m" USE="master"><FLocat xlink:href="./1.tif"/></file>'
        '<file ID="o" USE="ocr"><FLocat xlink:href="./1.xml"/></file></fileGrp>'
    )
    return mets(header, record, structure, groups=[files], attributes='LABEL="The Paper, 1858"')


BATCH = (
    '<batch xmlns="http://www.loc.gov/ndnp"><issue lccn="sn1" issueDate="1858-08-13"'
    ' editionOrder="01">18/{0}</issue><issue lccn="sn1" issueDate="1858-08-14" editionOrder="01">'
    "19/gone.xml</issue></batch>"
)


def test_a_batch_lists_issues_and_is_none(tmp_path: Path) -> None:
    validated = '<metsHdr RECORDSTATUS="Validated"/>'
    found = read(
        tmp_path,
        {
            "batch.xml": BATCH.format("issue.xml").encode(),
            "batch_1.xml": BATCH.format("issue_1.xml").encode(),
            "18/issue.xml": ndnp(),
            "18/issue_1.xml": ndnp(header=validated),
            "18/1.xml": ALTO,
        },
    )
    (row,) = found.rows
    assert (row.reference_code, row.title) == ("sn1/1858-08-13/ed-1", "The Paper, 1858")
    assert (row.date, row.position) == ("1858-08-13", 2)
    assert [(a.reference_code, a.reason_code, a.outcome) for a in found.absences] == [
        ("sn1/1858-08-13/ed-1", "mets.same_pages", Outcome.DUPLICATE),
        ("sn1/1858-08-14/ed-1", "mets.file_not_delivered", Outcome.FAILED),
    ]


def test_an_article_of_an_issue_makes_no_page_twice(tmp_path: Path) -> None:
    groups, pages = two_pages()
    closed = mods(
        "<mods:accessCondition type='restriction on access'>restricted</mods:accessCondition>"
    )
    issue = mets(physical(pages), groups=groups, attributes='OBJID="issue"')
    article = mets(
        closed, logical("article"), physical(pages[:1]), groups=groups, attributes='OBJID="art"'
    )
    found = read(tmp_path, {"art.xml": article, "issue.xml": issue, **FILES})
    (row,) = found.rows
    assert (row.reference_code, row.access) == ("issue", "restricted")
    assert [(a.reference_code, a.reason_code) for a in found.absences] == [
        ("art", "mets.part_of_other")
    ]


def test_an_article_with_clippings_of_its_own_goes_by_its_host(tmp_path: Path) -> None:
    groups, pages = two_pages()
    host = mods(
        "<mods:relatedItem type='host'><mods:identifier>issue</mods:identifier></mods:relatedItem>"
    )
    clip = [group("DEFAULT", [Named("c", "clip.jpg")])]
    article = mets(
        host, logical("article"), physical([page("c")]), groups=clip, attributes='OBJID="art"'
    )
    issue = mets(physical(pages), groups=groups, attributes='OBJID="issue"')
    files = {"art.xml": article, "clip.jpg": JPEG, **FILES}
    assert [r.reference_code for r in read(tmp_path / "a", files).rows] == ["art"]
    found = read(tmp_path / "b", {**files, "issue.xml": issue})
    assert [r.reference_code for r in found.rows] == ["issue"]


def test_pages_in_two_items_are_a_remark(tmp_path: Path) -> None:
    groups, pages = two_pages()
    third = group("DEFAULT", [Named("x", "x.jpg")])
    one = mets(physical(pages), groups=groups, attributes='OBJID="one"')
    two = mets(physical([pages[1], page("x")]), groups=[*groups, third], attributes='OBJID="two"')
    found = read(tmp_path, {"1.xml": one, "2.xml": two, "x.jpg": JPEG, **FILES})
    assert [(r.reference_code, r.remarks) for r in found.rows] == [
        ("one", ("mets.pages_shared",)),
        ("two", ("mets.pages_shared",)),
    ]


def test_names_that_two_share_are_told_apart(tmp_path: Path) -> None:
    files = {}
    for volume in ("v1", "v2"):
        groups, pages = two_pages()
        files[f"{volume}/mets.xml"] = mets(physical(pages), groups=groups)
        files |= {f"{volume}/{name}": data for name, data in FILES.items()}
    found = read(tmp_path, files)
    assert [(r.reference_code, r.remarks) for r in found.rows] == [
        ("one/v1/mets.xml", ("mets.name_shared",)),
        ("one/v2/mets.xml", ("mets.name_shared",)),
    ]


def test_what_names_nothing_goes_by_its_path(tmp_path: Path) -> None:
    groups, pages = two_pages()
    data = mets(physical(pages), groups=groups, attributes="")
    found = read(tmp_path, {"v1/mets.xml": data, **{f"v1/{n}": d for n, d in FILES.items()}})
    assert found.rows[0].reference_code == "v1/mets"


def test_mets_files_of_mets_files_are_containers(tmp_path: Path) -> None:
    container = mets(
        '<structMap TYPE="LOGICAL"><div TYPE="Newspaper"><div><mptr xlink:href="v1.xml"/></div>'
        "</div></structMap>"
    )
    groups, pages = two_pages()
    data = mets(physical(pages), groups=groups)
    found = read(tmp_path, {"all.xml": container, "v1.xml": data, **FILES})
    assert len(found.rows) == 1
    assert not found.absences
    assert "all.xml: names 1 other METS files and no pages" in found.notes


def test_files_that_no_mets_names_are_noted(tmp_path: Path) -> None:
    groups, pages = two_pages()
    data = mets(physical(pages), groups=groups)
    found = read(tmp_path, {"mets.xml": data, "notes.txt": b"x", **FILES})
    assert "part of no item: notes.txt" in found.notes


def test_what_is_called_batch_is_not_mets_by_that(tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        read(tmp_path, {"batch.xml": b"<batch><job/></batch>", "a.jpg": JPEG})
