"""OpenDocument texts: what is seen is text, what is not seen is a note, and nothing is lost."""

from pathlib import Path

import pytest

from openfonds.errors import ItemError
from tests.unit.documents_made import odt, png, read, texts, zipped


def test_paragraphs_spaces_and_tables(tmp_path: Path) -> None:
    body = (
        "<text:h>Дело</text:h><text:p>о\n   мосте<text:s text:c='2'/>и<text:tab/>x"
        "<text:line-break/>y</text:p><table:table><table:table-row><table:table-cell><text:p>1"
        "</text:p></table:table-cell><table:covered-table-cell/><table:table-cell><text:p>2"
        "</text:p><text:p>3</text:p></table:table-cell></table:table-row></table:table>"
        "<text:list><text:list-item><text:p>пункт</text:p></text:list-item></text:list>"
    )
    expected = "Дело\n\nо мосте  и\tx\ny\n\n1\t\t2 3\n\nпункт"
    assert texts(odt(tmp_path / "d.odt", body)) == [expected]


@pytest.mark.parametrize(
    ("style", "common", "pages"),
    [
        ('<style:paragraph-properties fo:break-before="page"/>', "", ["1", "2", "3"]),
        ('<style:paragraph-properties fo:break-after="page"/>', "", ["1\n\n2", "3"]),
        ('<style:paragraph-properties fo:break-before="column"/>', "", ["1\n\n2\n\n3"]),
        ("", '<style:paragraph-properties fo:break-before="page"/>', ["1", "2\n\n3"]),
    ],
    ids=["before", "after", "column", "inherited"],
)
def test_pages_are_where_they_are_told(
    tmp_path: Path, style: str, common: str, pages: list[str]
) -> None:
    own = (
        f'<style:style style:name="a" style:family="paragraph" style:parent-style-name="c">{style}'
        '</style:style><style:style style:name="m" style:family="paragraph"'
        ' style:master-page-name=""/>'
    )
    shared = (
        '<office:styles><style:default-style style:family="paragraph"/><style:style style:name="c"'
        f' style:family="paragraph">{common}</style:style></office:styles>'
    )
    third = "a" if 'before="page"' in style else "m"
    body = (
        '<text:p text:style-name="m">1</text:p><text:p text:style-name="a">2</text:p>'
        f'<text:p text:style-name="{third}">3</text:p>'
    )
    assert texts(odt(tmp_path / "d.odt", body, own, shared)) == pages


def test_what_was_deleted_or_hidden_is_a_note_and_no_text(tmp_path: Path) -> None:
    styles = (
        '<style:style style:name="h" style:family="text"><style:text-properties'
        ' text:display="none"/></style:style><style:style style:name="k" style:family="text"'
        ' style:parent-style-name="h"/>'
    )
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><office:change-info>"
        "<dc:creator>Иван</dc:creator><dc:date>2020-01-01</dc:date></office:change-info><text:p>"
        "стёрто</text:p></text:deletion></text:changed-region></text:tracked-changes>"
        '<text:p>видно<text:change/><text:span text:style-name="k"> тайно</text:span>'
        "<office:annotation><dc:creator>Пётр</dc:creator><text:p>сомнительно</text:p>"
        "</office:annotation><text:hidden-text text:string-value='спрятано'>x</text:hidden-text>"
        '</text:p><text:section text:display="none"><text:p>раздел</text:p></text:section>'
        "<text:p>ещё</text:p>"
    )
    found = read(odt(tmp_path / "d.odt", body, styles))
    assert found.parts[0].text == "видно\n\nещё"
    assert set(found.notes) == {"стёрто", "тайноx", "сомнительно", "спрятано", "раздел"}


def test_notes_boxes_and_margins(tmp_path: Path) -> None:
    note = (
        '<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>'
        "<text:note-body><text:p>сноска</text:p></text:note-body></text:note>"
    )
    common = (
        "<office:master-styles><style:master-page><style:header><text:p>ДСП</text:p></style:header>"
        "<style:footer><text:p>внизу</text:p></style:footer></style:master-page>"
        "</office:master-styles>"
    )
    body = (
        f"<text:p>слово{note}<draw:frame><draw:text-box><text:p>в рамке</text:p></draw:text-box>"
        "<svg:desc>описание</svg:desc></draw:frame> далее</text:p>"
    )
    found = read(odt(tmp_path / "d.odt", body, common=common))
    assert found.parts[0].text == "ДСП\n\nв рамке\n\nслово[1] далее\n\n[1] сноска\n\nвнизу"
    assert found.notes == ("описание",)
    assert found.is_whole


def test_no_words_are_lost_where_a_program_puts_them_in_an_odd_place(tmp_path: Path) -> None:
    body = "<style:header><text:p>ДСП</text:p></style:header><text:p>слово</text:p>"
    common = "<office:styles><text:p>между стилями</text:p></office:styles>"
    found = read(odt(tmp_path / "d.odt", body, common=common))
    assert found.parts[0].text == "ДСП\n\nслово"
    assert found.notes == ("между стилями",)


@pytest.mark.parametrize(
    ("where", "pictures", "is_whole"),
    [
        ("Pictures/1.png", ["Pictures/1.png"], True),
        ("./Pictures/1.png", ["Pictures/1.png"], True),
        ("http://127.0.0.1:9/x.png", [], False),
        ("../../etc/passwd", [], False),
    ],
    ids=["inside", "dotted", "web", "above"],
)
def test_a_scan_in_a_document_is_a_page(
    tmp_path: Path, where: str, pictures: list[str], is_whole: bool
) -> None:
    body = f'<text:p><draw:frame><draw:image xlink:href="{where}"/></draw:frame></text:p>'
    more = {"Pictures/1.png": png()} if is_whole else {}
    found = read(odt(tmp_path / "d.odt", body, more=more))
    assert [one.picture for one in found.parts if one.picture] == pictures
    assert found.is_whole == is_whole


def test_a_document_with_a_password_is_refused(tmp_path: Path) -> None:
    manifest = "<m><file-entry><encryption-data/></file-entry></m>"
    path = zipped(
        tmp_path / "d.odt", {"content.xml": b"\x93\x1f", "META-INF/manifest.xml": manifest}
    )
    with pytest.raises(ItemError) as error:
        read(path)
    assert error.value.reason_code == "document.encrypted"
