"""Word documents: what is seen is text, what is not seen is a note, and nothing is lost."""

from pathlib import Path

import pytest

from openfonds.errors import ItemError
from openfonds.settings import Limits
from tests.unit.documents_made import W, docx, p, part, png, r, read, texts, zipped

BREAK = '<w:r><w:br w:type="page"/></w:r>'
PICTURE = '<w:r><w:drawing><a:graphic><a:blip r:embed="{}"/></a:graphic></w:drawing></w:r>'


def made(tmp_path: Path, body: str, **more: object) -> Path:
    return docx(tmp_path / "d.docx", body, **more)  # type: ignore[arg-type]


def test_paragraphs_tabs_and_signs(tmp_path: Path) -> None:
    signs = "<w:r><w:t>а</w:t><w:tab/><w:t>б</w:t><w:br/><w:t>в</w:t><w:noBreakHyphen/></w:r>"
    body = p("Дело ", "о мосте") + p() + p(signs) + p('<w:r><w:sym w:char="F0A8"/></w:r>')
    assert texts(made(tmp_path, body)) == ["Дело о мосте\n\nа\tб\nв\u2011\n\n\uf0a8"]


def test_tables_are_rows(tmp_path: Path) -> None:
    nested = f"<w:tbl><w:tr><w:tc>{p('x')}</w:tc><w:tc>{p('y')}</w:tc></w:tr></w:tbl>"
    rows = "".join(
        f"<w:tr>{''.join(f'<w:tc>{inner}</w:tc>' for inner in cells)}</w:tr>"
        for cells in ((p("№"), p("Имя")), (p("1"), p("Иван") + p("Петрович")), (p(), nested))
    )
    body = p("до") + f"<w:tbl>{rows}</w:tbl>" + p("после")
    assert texts(made(tmp_path, body)) == ["до\n\n№\tИмя\n1\tИван Петрович\n\tx y\n\nпосле"]


@pytest.mark.parametrize(
    ("body", "pages"),
    [
        (p("1") + p(BREAK, r("2")), ["1", "2"]),
        (p("1", BREAK) + p("2") + p(BREAK), ["1", "2"]),
        (p("1") + p("2", properties="<w:pageBreakBefore/>"), ["1", "2"]),
        (p("1") + p("2", properties='<w:pageBreakBefore w:val="0"/>'), ["1\n\n2"]),
        (p("1", properties="<w:sectPr/>") + p("2") + "<w:sectPr/>", ["1", "2"]),
        (
            p("1", properties="<w:sectPr/>")
            + p("2")
            + '<w:sectPr><w:type w:val="continuous"/></w:sectPr>',
            ["1\n\n2"],
        ),
        (f"<w:tbl><w:tr><w:tc>{p('1', BREAK, r('2'))}</w:tc></w:tr></w:tbl>", ["1 2"]),
        (p("1") + p("<w:r><w:lastRenderedPageBreak/><w:t>2</w:t></w:r>"), ["1\n\n2"]),
    ],
    ids=["run", "end", "property", "off", "section", "continuous", "table", "rendered"],
)
def test_pages_are_where_they_are_told(tmp_path: Path, body: str, pages: list[str]) -> None:
    assert texts(made(tmp_path, body)) == pages


def test_what_was_deleted_or_hidden_is_a_note_and_no_text(tmp_path: Path) -> None:
    styles = part(
        "styles",
        '<w:style w:styleId="h"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:styleId="sub"><w:basedOn w:val="h"/></w:style>'
        '<w:style w:styleId="shown"><w:basedOn w:val="h"/><w:rPr><w:vanish w:val="0"/></w:rPr>'
        "</w:style>",
    )
    deleted = '<w:del w:id="1"><w:r><w:delText>стёрто</w:delText></w:r></w:del>'
    moved = f'<w:moveFrom w:id="2">{r("унесено")}</w:moveFrom>'
    inserted = f'<w:ins w:id="3">{r("вставлено")}</w:ins>'
    mark = '<w:rPr><w:del w:id="4"/></w:rPr>'
    body = (
        p(r("видно "), deleted, inserted)
        + p(moved)
        + p("ещё", properties=mark)
        + p(r("тайно", "<w:vanish/>"), r(" явно", '<w:vanish w:val="false"/>'))
        + p(r("стиль", '<w:rStyle w:val="sub"/>'), r("нет", '<w:rStyle w:val="shown"/>'))
        + p("абзац", properties='<w:pStyle w:val="h"/>')
        + p('<w:r><w:instrText> HYPERLINK "http://x" </w:instrText></w:r>', r("ссылка"))
    )
    found = read(made(tmp_path, body, related={"styles.xml": ("styles", styles)}))
    assert found.parts[0].text == "видно вставлено\n\nещё\n\nявно\n\nнет\n\nссылка"
    assert found.notes == ("стёрто", "унесено", "тайно", "стиль", "абзац")


def test_notes_headers_comments_and_properties(tmp_path: Path) -> None:
    def notes(name: str, *said: str) -> str:
        inner = "".join(f'<w:{name} w:id="{i}">{p(t)}</w:{name}>' for i, t in enumerate(said))
        return part(f"{name}s", inner)

    related = {
        "footnotes.xml": ("footnotes", notes("footnote", "", "сноска", "лишняя")),
        "endnotes.xml": ("endnotes", notes("endnote", "", "в конце")),
        "header1.xml": ("header", part("hdr", p("ДСП") + p(PICTURE.format("x")))),
        "header2.xml": ("header", part("hdr", p("ДСП"))),
        "footer1.xml": ("footer", part("ftr", p("внизу"))),
        "comments.xml": (
            "comments",
            part("comments", f"<w:comment>{p('сомнительно')}</w:comment>"),
        ),
    }
    core = '<c xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Дело</dc:title></c>'
    body = p(
        "слово",
        '<w:r><w:footnoteReference w:id="1"/></w:r>',
        '<w:r><w:endnoteReference w:id="1"/></w:r>',
    ) + p(BREAK, r("далее"))
    found = read(made(tmp_path, body, related=related, more={"docProps/core.xml": core}))
    assert [one.text for one in found.parts] == [
        "ДСП\n\nслово[1][2]\n\n[1] сноска",
        "далее\n\n[2] в конце\n\nвнизу",
    ]
    assert found.notes == ("лишняя", "сомнительно", "Дело")


def test_of_two_forms_of_a_box_one_is_read(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{p('в рамке')}</w:txbxContent>"
    choice = f"<mc:Choice Requires='wps'>{box}</mc:Choice>"
    body = p(
        r("до "),
        f"<w:r><mc:AlternateContent>{choice}<mc:Fallback><v:shape>{box}</v:shape></mc:Fallback>"
        "</mc:AlternateContent></w:r>",
        r("после"),
    ) + p(
        "<w:r><mc:AlternateContent><mc:Choice Requires='x'/><mc:Fallback>"
        f"<v:shape>{box.replace('в рамке', 'запасное')}</v:shape></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    assert texts(made(tmp_path, body)) == ["в рамке\n\nдо после\n\nзапасное"]


def test_a_scan_in_a_document_is_a_page(tmp_path: Path) -> None:
    related = {
        "media/1.png": ("image", png()),
        "media/2.png": ("image", png(16, 16)),
        "media/3.emf": ("image", b"\1\0\0\0"),
    }
    first = p(PICTURE.format("media/1.png")) + p(PICTURE.format("media/1.png"))
    only = read(made(tmp_path, first + p(PICTURE.format("media/2.png")), related=related))
    assert [(one.text, one.picture) for one in only.parts] == [("", "word/media/1.png")]
    assert not only.is_whole  # a drawing that no page shows
    drawn = read(made(tmp_path, p("a", PICTURE.format("media/3.emf")), related=related))
    assert [one.picture for one in drawn.parts] == [None]
    assert not drawn.is_whole


@pytest.mark.parametrize(
    "body",
    [
        p("<w:r><w:object/></w:r>"),
        '<w:altChunk r:id="x"/>',
        p('<w:r><w:pict><v:imagedata r:id="out"/></w:pict></w:r>'),
    ],
    ids=["object", "chunk", "link"],
)
def test_what_is_not_read_is_told(tmp_path: Path, body: str) -> None:
    external = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="out" Type="x/image" Target="http://127.0.0.1:9/x.png"'
        ' TargetMode="External"/></Relationships>'
    )
    path = made(tmp_path, body, more={})
    parts = {"word/_rels/document.xml.rels": external}
    whole = zipped(tmp_path / "e.docx", parts | _members(path, set(parts)))
    assert not read(whole).is_whole


def _members(path: Path, but: set[str]) -> dict[str, bytes]:
    import zipfile

    with zipfile.ZipFile(path) as file:
        return {n: file.read(n) for n in file.namelist() if n not in but}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f'<w:document xmlns:w="{W}"><w:body>', "document.broken"),
        (
            f'<!DOCTYPE a [<!ENTITY e "x">]><w:document xmlns:w="{W}">&e;</w:document>',
            "xml.entities",
        ),
        (f'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a"><w:document xmlns:w="{W}"/>', "xml.entities"),
    ],
    ids=["breaks-off", "entity", "outside"],
)
def test_a_document_that_cannot_be_read(tmp_path: Path, text: str, reason: str) -> None:
    path = zipped(tmp_path / "d.docx", {"word/document.xml": text})
    with pytest.raises(ItemError) as error:
        read(path)
    assert error.value.reason_code == reason


def test_damage_to_the_packing_is_told(tmp_path: Path) -> None:
    path = made(tmp_path, p("x" * 5000))
    data = bytearray(path.read_bytes())
    at = data.index(b"word/document.xml") + 40
    data[at : at + 20] = bytes(20)
    for damaged in (bytes(data), path.read_bytes()[: at + 30], b"PK\x03\x04"):
        path.write_bytes(damaged)
        with pytest.raises(ItemError) as error:
            read(path)
        assert error.value.reason_code == "document.broken"


def test_a_document_that_unpacks_to_too_much(tmp_path: Path) -> None:
    path = made(tmp_path, p("x" * 5_000_000))
    with pytest.raises(ItemError) as error:
        read(path, Limits(max_text_bytes=1_000_000))
    assert error.value.reason_code == "source.too_large"


def test_deep_nesting_costs_nothing(tmp_path: Path) -> None:
    n = 100_000
    path = made(tmp_path, "<w:sdt>" * n + p("глубоко") + "</w:sdt>" * n)
    assert texts(path) == ["глубоко"]
