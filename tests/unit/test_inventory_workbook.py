"""An inventory as a workbook: what the cells show counts, and nothing of it is lost."""

import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from extractors.description.holding import rows_of_holding
from extractors.description.inventory.number_formats import shown_number
from extractors.description.rows import Inventory
from extractors.packing.package import open_package
from openfonds.errors import SourceError
from openfonds.settings import Limits

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKED = "http://schemas.openxmlformats.org/package/2006/relationships"
FORMATS = ("General", "dd.mm.yyyy", "yyyy", "mm.yyyy", "0000", '"Ф. "0')
HEAD = ("Шифр", "Файлы", "Заголовок", "Крайние даты")

Cell = str | float | tuple[object, ...] | None


def cell(at: str, value: Cell) -> str:
    """A text, a number, (number, format), or (type, value) with a formula."""
    if value is None:
        return ""
    if isinstance(value, str):
        return f'<c r="{at}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    if isinstance(value, tuple) and isinstance(value[0], str):
        kind, shown = value
        inner = "" if shown is None else f"<v>{shown}</v>"
        return f'<c r="{at}" t="{kind}"><f>A1</f>{inner}</c>'
    number, style = value if isinstance(value, tuple) else (value, 0)
    return f'<c r="{at}" s="{style}"><v>{number}</v></c>'


def sheet(rows: dict[int, tuple[Cell, ...]], merged: str = "", hidden: tuple[int, ...] = ()) -> str:
    out = []
    for number, cells in rows.items():
        off = ' hidden="1"' if number in hidden else ""
        inner = "".join(cell(f"{chr(65 + i)}{number}", value) for i, value in enumerate(cells))
        out.append(f'<row r="{number}"{off}>{inner}</row>')
    spans = "".join(f'<mergeCell ref="{ref}"/>' for ref in merged.split())
    return (
        f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(out)}</sheetData>'
        f"<mergeCells>{spans}</mergeCells></worksheet>"
    )


def workbook(
    path: Path, *sheets: str, is_1904: bool = False, more: dict[str, str] | None = None
) -> None:
    n = range(1, len(sheets) + 1)
    listed = "".join(f'<sheet name="{i}" sheetId="{i}" r:id="s{i}"/>' for i in n)
    related = "".join(
        f'<Relationship Id="s{i}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in n
    )
    codes = "".join(
        f'<numFmt numFmtId="{200 + i}" formatCode="{escape(code, {chr(34): "&quot;"})}"/>'
        for i, code in enumerate(FORMATS)
    )
    styles = "".join(f'<xf numFmtId="{200 + i}"/>' for i in range(len(FORMATS)))
    parts = {
        "_rels/.rels": f'<Relationships xmlns="{PACKED}"><Relationship Id="r" Target='
        f'"xl/workbook.xml" Type="{RELATIONS}/officeDocument"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><workbookPr '
        f'date1904="{int(is_1904)}"/><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKED}">{related}<Relationship '
        f'Id="st" Type="{RELATIONS}/styles" Target="/xl/styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts>{codes}</numFmts>'
        f"<cellXfs>{styles}</cellXfs></styleSheet>",
        **{f"xl/worksheets/sheet{i}.xml": text for i, text in zip(n, sheets, strict=True)},
        **(more or {}),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name, text)


def read(folder: Path, *sheets: str, **more: object) -> Inventory:
    workbook(folder / "inventory.xlsx", *sheets, **more)  # type: ignore[arg-type]
    with open_package(str(folder), Limits()) as package:
        return rows_of_holding(package, Limits())


def test_cells_are_what_they_show(tmp_path: Path) -> None:
    rows: dict[int, tuple[Cell, ...]] = {
        1: HEAD,
        2: (12.0, "a.pdf; b.pdf", " T ", (4455, 1)),
        3: ((7, 4), "c.pdf", "x_x000D_y", (4455, 2)),
        4: ((5, 5), "d.pdf", ("b", 1), (4455, 3)),
        5: (0.1, "e.pdf", ("str", "computed"), (59, 1)),
    }
    found = read(tmp_path, sheet(rows))
    assert [(r.reference_code, r.title, r.date) for r in found.rows] == [
        ("12", "T", "1912-03-12"),
        ("0007", "x\ry", "1912"),
        ("Ф. 5", "true", "1912-03"),
        ("0.1", "computed", "1900-02-28"),
    ]
    assert found.rows[0].files == ("a.pdf", "b.pdf")
    assert [r.position for r in found.rows] == [1, 2, 3, 4]


def test_titles_above_the_headings_go_with_each_item(tmp_path: Path) -> None:
    rows: dict[int, tuple[Cell, ...]] = {
        1: ("Опись дел, секретно",),
        3: ("Фонд 12",),
        6: HEAD,
        7: ("1", "2", "3", "4"),
        8: ("А1", "a.pdf", "T", None),
    }
    found = read(tmp_path, sheet(rows, merged="A1:D1"))
    (row,) = found.rows
    assert [(e.name, e.value) for e in row.extra] == [
        ("above the table", "Опись дел, секретно\nФонд 12")
    ]
    assert row.position == 2  # the row that numbers the columns is the first
    assert any("numbers the columns" in note for note in found.notes)


def test_rows_that_share_a_merged_reference_are_one_item(tmp_path: Path) -> None:
    rows: dict[int, tuple[Cell, ...]] = {
        1: HEAD,
        2: ("А1", "a.tif", "T", "1912"),
        3: (None, "b.tif", None, None),
        4: ("А2", "c.tif", "U", "1913"),
        5: ("А3", "d.tif", None, None),
    }
    found = read(tmp_path, sheet(rows, merged="A2:A3 C2:C3 D4:D5 C4:C5"))
    assert [(r.reference_code, r.files, r.title, r.date) for r in found.rows] == [
        ("А1", ("a.tif", "b.tif"), "T", "1912"),
        ("А2", ("c.tif",), "U", "1913"),
        ("А3", ("d.tif",), "U", "1913"),
    ]


def test_a_heading_over_two_columns_joins_what_stands_below(tmp_path: Path) -> None:
    rows: dict[int, tuple[Cell, ...]] = {
        1: ("Шифр", "Файлы", "Крайние даты", None),
        2: (None, None, "с", "по"),
        3: ("А1", "a.pdf", 1912, 1915),
    }
    found = read(tmp_path, sheet(rows, merged="A1:A2 B1:B2 C1:D1"))
    assert [(r.reference_code, r.date) for r in found.rows] == [("А1", "1912 – 1915")]


def test_rows_that_name_a_section_and_hidden_rows_are_told(tmp_path: Path) -> None:
    rows: dict[int, tuple[Cell, ...]] = {
        1: HEAD,
        2: ("1912 год",),
        3: ("А1", "a.pdf", "T", None),
        4: ("А2", "b.pdf", "T", None),
        5: ("Итого: 2 дела", None, None, None),
    }
    found = read(tmp_path, sheet(rows, merged="A2:D2", hidden=(4,)))
    assert [r.extra[0].value for r in found.rows] == ["1912 год", "1912 год"]
    assert [a.reason_code for a in found.absences] == ["inventory.no_files"]
    assert any("hidden rows, read like the others: 1" in note for note in found.notes)


def test_formulas_count_by_what_was_computed_and_say_where_nothing_was(tmp_path: Path) -> None:
    rows: dict[int, tuple[Cell, ...]] = {
        1: HEAD,
        2: ("А1", "a.pdf", ("n", None), None),
        3: ("А2", "b.pdf", ("e", "#REF!"), None),
        4: (("n", None), "c.pdf", None, None),
    }
    found = read(tmp_path, sheet(rows))
    assert [r.remarks for r in found.rows] == [
        ("inventory.formula_uncalculated",),
        ("inventory.formula_error",),
    ]
    assert [a.reason_code for a in found.absences] == ["inventory.no_reference"]


def test_comments_belong_to_the_item(tmp_path: Path) -> None:
    rows: dict[int, tuple[Cell, ...]] = {1: HEAD, 2: ("А1", "a.pdf", "T", None)}
    more = {
        "xl/worksheets/_rels/sheet1.xml.rels": f'<Relationships xmlns="{PACKED}"><Relationship '
        f'Id="c" Type="{RELATIONS}/comments" Target="../comments1.xml"/></Relationships>',
        "xl/comments1.xml": f'<comments xmlns="{MAIN}"><commentList><comment ref="C2"><text><r>'
        "<t>не </t></r><r><t>выдавать</t></r></text></comment></commentList></comments>",
    }
    (row,) = read(tmp_path, sheet(rows), more=more).rows
    assert [(e.name, e.value) for e in row.extra] == [("comment", "не выдавать")]


def test_the_sheet_with_the_headings_is_found(tmp_path: Path) -> None:
    cover = sheet({1: ("Читать здесь",)})
    items = sheet({1: HEAD, 2: ("А1", "a.pdf", "T", None)})
    found = read(tmp_path, cover, items)
    assert [r.reference_code for r in found.rows] == ["А1"]
    assert any("sheet 2 of 2" in note for note in found.notes)
    assert any("not read: 1" in note for note in found.notes)


@pytest.mark.parametrize(
    ("sheets", "said"),
    [
        ((sheet({1: HEAD, 2: ("1", "a", "T", None)}),) * 2, "sheets 1 and 2.*both hold items"),
        ((sheet({1: ("Заголовок", "Файлы")}),), "no column item_id"),
        ((sheet({}),), "empty"),
        (("<worksheet",), "broken.*sheet1.xml"),
        (('<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>',), "entities"),
    ],
    ids=["two-inventories", "no-reference", "empty", "broken", "entities"],
)
def test_a_workbook_that_cannot_be_used_says_why(
    tmp_path: Path, sheets: tuple[str, ...], said: str
) -> None:
    with pytest.raises(SourceError, match=said):
        read(tmp_path, *sheets)


def test_a_table_as_text_counts_before_a_workbook(tmp_path: Path) -> None:
    (tmp_path / "inventory.csv").write_text("item_id,files\n1,a.pdf\n")
    found = read(tmp_path, sheet({1: HEAD}))
    assert [r.reference_code for r in found.rows] == ["1"]
    assert any("inventory.xlsx: not read" in note for note in found.notes)


@pytest.mark.parametrize("name", ["inventory.xls", "опись.ods"])
def test_old_spreadsheets_are_refused_with_what_to_do(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\xd0\xcf\x11\xe0")
    with (
        open_package(str(tmp_path), Limits()) as package,
        pytest.raises(SourceError, match=r"save it as \.xlsx"),
    ):
        rows_of_holding(package, Limits())


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    rows = "".join(f"<row><c><v>{i}</v></c></row>" for i in range(200_000))
    bomb = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    workbook(tmp_path / "inventory.xlsx", bomb)
    limits = Limits(max_text_bytes=1_000_000)
    with (
        open_package(str(tmp_path), limits) as package,
        pytest.raises(SourceError, match="unpacks to too much"),
    ):
        rows_of_holding(package, limits)


@pytest.mark.parametrize(
    ("value", "form", "is_1904", "shown"),
    [
        ("1", "dd.mm.yyyy", False, "1900-01-01"),
        ("61", "dd.mm.yyyy", False, "1900-03-01"),
        ("0", "dd.mm.yyyy", True, "1904-01-01"),
        ("44562.5", "d mmmm yyyy h:mm", False, "2022-01-01"),
        ("0.5", "h:mm", False, "0.5"),
        ("123456789012345678", "", False, "123456789012345678"),
        ("1E3", "", False, "1000"),
        ("5", '[Red]"№ "0;-0', False, "5"),
        ("5", "000-0", False, "5"),
        ("nan", "0", False, "nan"),
        ("x", "0", False, "x"),
        ("1e300", "dd.mm.yyyy", False, None),
    ],
)
def test_numbers(value: str, form: str, is_1904: bool, shown: str | None) -> None:
    found = shown_number(value, form, is_1904=is_1904)
    assert found == shown if shown is not None else found
