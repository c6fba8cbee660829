"""MODS, Dublin Core and rights metadata: what a record says, as written."""

from xml.etree.ElementTree import fromstring

import pytest

from extractors.description.records.dublin_core import row_fields_of_dublin_core
from extractors.description.records.fields import Identifier, RecordFields, merged
from extractors.description.records.mods import row_fields_of_mods
from extractors.description.records.rights import rights_in
from openfonds.model import NamedValue

MODS = 'xmlns="http://www.loc.gov/mods/v3" xmlns:xlink="http://www.w3.org/1999/xlink"'
CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"


def mods(content: str) -> RecordFields:
    return row_fields_of_mods(fromstring(f"<mods {MODS}>{content}</mods>"))


def core(content: str) -> RecordFields:
    spaces = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    return row_fields_of_dublin_core(fromstring(f"<dc {spaces}>{content}</dc>"))


@pytest.mark.parametrize(
    ("origin", "date"),
    [
        ("<dateIssued>[1893]</dateIssued>", "[1893]"),
        ("<dateIssued>ca. 93</dateIssued><dateIssued encoding='marc'>1893</dateIssued>", "1893"),
        ("<dateCreated>1890</dateCreated><dateIssued>1893</dateIssued>", "1893"),
        ("<dateIssued point='start'>1890</dateIssued><dateIssued point='end'>1893</dateIssued>",
         "1890/1893"),
        ("<dateIssued point='start' keyDate='yes'>1890</dateIssued>", "1890/.."),
        ("<dateIssued point='end'>1893</dateIssued>", "../1893"),
        ("<dateIssued qualifier='approximate'>1893</dateIssued>", "1893~"),
        ("<dateIssued qualifier='questionable'>1893</dateIssued>", "1893?"),
        ("<dateIssued qualifier='approximate'>MDCCC</dateIssued>", "MDCCC (approximate)"),
        ("<dateIssued> </dateIssued>", None),
    ],
)  # fmt: skip
def test_dates_are_taken_with_their_doubts(origin: str, date: str | None) -> None:
    assert mods(f"<originInfo>{origin}</originInfo>").date == date


def test_the_date_of_the_scan_is_not_that_of_the_document() -> None:
    scan = (
        "<originInfo><edition>[Electronic ed.]</edition><dateIssued>2012</dateIssued></originInfo>"
    )
    original = "<relatedItem type='original'><originInfo><dateIssued>1893</dateIssued></originInfo>"
    assert mods(scan).date is None
    assert mods(f"{scan}{original}</relatedItem>").date == "1893"


def test_the_date_of_a_newspaper_is_not_that_of_its_issue() -> None:
    host = "<relatedItem type='host'><originInfo><dateIssued>1850</dateIssued></originInfo>"
    assert mods(f"{host}</relatedItem>").date is None


@pytest.mark.parametrize(
    ("condition", "access", "rights"),
    [
        ("<accessCondition type='restriction on access'>closed</accessCondition>", "closed", None),
        ("<accessCondition type='use and reproduction'>CC BY</accessCondition>", None, "CC BY"),
        ("<accessCondition>in copyright</accessCondition>", "in copyright", "in copyright"),
        (f"<accessCondition>{CC0}</accessCondition>", None, CC0),
        (f"<accessCondition type='use and reproduction' xlink:href='{CC0}'/>", None, CC0),
        ("<accessCondition type='restriction on access'/>", "(a condition without words)", None),
        (
            "<accessCondition type='restriction on access'>a</accessCondition>"
            "<accessCondition type='restriction on access'>b</accessCondition>",
            "a\nb",
            None,
        ),
        (
            "<accessCondition><copyright copyright.status='pd'/></accessCondition>",
            "pd",
            "pd",
        ),
    ],
)
def test_conditions_are_taken_as_written(
    condition: str, access: str | None, rights: str | None
) -> None:
    found = mods(condition)
    assert (found.access, found.rights) == (access, rights)


def name(said: str, role: str = "", dates: str = "") -> str:
    date = f"<namePart type='date'>{dates}</namePart>" if dates else ""
    term = f"<role><roleTerm>{role}</roleTerm></role>" if role else ""
    return f"<name><namePart>{said}</namePart>{date}{term}</name>"


@pytest.mark.parametrize(
    ("names", "author", "died"),
    [
        (name("A", "aut", "1850-1912") + name("B", "edt", "1860–1920"), "A; B", "1912; 1920"),
        (name("A", "aut", "1850-1912") + name("B"), "A; B", None),
        (name("A", "aut", "1850-"), "A", None),
        (name("A", "aut", "ca. 1850-1912"), "A", None),
        (name("A;B"), "A,B", None),
        (name("A", "printer", "1850-1912"), None, None),
    ],
    ids=["two", "one-unknown", "alive", "doubtful", "semicolon", "no-author"],
)
def test_an_author_goes_with_the_year_of_death(
    names: str, author: str | None, died: str | None
) -> None:
    found = mods(names)
    assert (found.author, found.author_died) == (author, died)


def test_identifiers_hosts_and_parts() -> None:
    found = mods(
        "<identifier type='URN'>urn:1</identifier><identifier invalid='yes'>old</identifier>"
        "<relatedItem type='host'><identifier type='lccn'>sn1</identifier><part>"
        "<detail type='edition'><number>2</number></detail></part></relatedItem>"
        "<recordInfo><recordIdentifier>PPN1</recordIdentifier></recordInfo>"
        "<location><shelfLocator>Ms 5</shelfLocator></location><genre>newspaper</genre>"
    )
    assert found.identifiers == (Identifier("urn", "urn:1"),)
    assert found.hosts == (Identifier("lccn", "sn1"),)
    assert (found.part, found.record_ids) == ((NamedValue("edition", "2"),), ("PPN1",))
    assert found.extra == (NamedValue("genre", "newspaper"), NamedValue("shelf mark", "Ms 5"))


def test_dublin_core() -> None:
    found = core(
        "<title>T</title><title>U</title><creator>A; B</creator><contributor>C</contributor>"
        "<date>1893</date><language>fre</language><identifier>ark:/1</identifier>"
        "<rights>reserved</rights><rights rdf:resource='http://e.org/r'/>"
        "<accessRights>on request</accessRights><isPartOf>S</isPartOf><type>text</type>"
    )
    assert (found.title, found.description, found.series) == ("T", "U", "S")
    assert (found.author, found.creator) == ("A, B; C", "A; B")
    assert (found.date, found.language) == ("1893", "fre")
    assert (found.access, found.rights) == ("on request", "reserved\nhttp://e.org/r")
    assert found.identifiers == (Identifier("", "ark:/1"),)


def test_dates_that_differ_are_not_chosen_from() -> None:
    assert core("<date>1850</date><date>1950</date>").date == "1850; 1950"
    assert core("<date>2012</date><issued>1893</issued>").date == "1893"


def test_records_of_one_thing_are_merged() -> None:
    found = merged(
        [
            RecordFields(title="T", access="closed", author="A"),
            RecordFields(title="U", date="1893", access="closed\nopen", author_died="1900"),
        ]
    )
    assert (found.title, found.date, found.access) == ("T", "1893", "closed\nopen")
    assert (found.author, found.author_died) == ("A", None)
    assert merged([]) == RecordFields()


@pytest.mark.parametrize(
    ("record", "access", "rights"),
    [
        (
            '<rights xmlns="http://dfg-viewer.de/"><owner>City</owner><license>pdm</license></rights>',
            None,
            "pdm",
        ),
        (
            "<rightsStatement><rightsStatementIdentifier><x>1</x></rightsStatementIdentifier>"
            "<rightsBasis>copyright</rightsBasis><rightsGranted><act>display</act>"
            "<restriction>staff</restriction><termOfRestriction><endDate>2030</endDate>"
            "</termOfRestriction></rightsGranted></rightsStatement>",
            "display; staff; 2030",
            "1; copyright",
        ),
        (
            '<RightsDeclarationMD RIGHTSCATEGORY="COPYRIGHTED"><RightsDeclaration>of A'
            '</RightsDeclaration><Context CONTEXTCLASS="GENERAL PUBLIC"><Permissions'
            ' DISCOVER="true" DISPLAY="false"/></Context></RightsDeclarationMD>',
            "GENERAL PUBLIC: DISPLAY not permitted",
            "COPYRIGHTED\nof A",
        ),
        ("<x><y>who knows</y></x>", None, "who knows"),
        ("<accessCondition type='restriction on access'>no</accessCondition>", "no", None),
        ("<dc><rights>r</rights><accessRights>a</accessRights></dc>", "a", "r\na"),
    ],
    ids=["dfg", "premis", "mets-rights", "unknown", "condition", "dublin-core"],
)
def test_rights_metadata(record: str, access: str | None, rights: str | None) -> None:
    section = fromstring(f"<rightsMD><mdWrap><xmlData>{record}</xmlData></mdWrap></rightsMD>")
    assert rights_in(section) == (access, rights)
