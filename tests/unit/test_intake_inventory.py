from pathlib import Path

import pytest

from extractors.description.holding import rows_of_holding
from extractors.description.rows import Inventory
from extractors.packing.package import open_package
from openfonds.errors import SourceError
from openfonds.model import Absence, NamedValue, Outcome
from openfonds.settings import Limits

LIMITS = Limits()
HEAD = "item_id,files,title\n"


def rows_of(tmp_path: Path, files: dict[str, str | bytes], limits: Limits = LIMITS) -> Inventory:
    for name, data in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data.encode() if isinstance(data, str) else data)
    with open_package(str(tmp_path), limits) as package:
        return rows_of_holding(package, limits)


def inventory_of(tmp_path: Path, data: str | bytes) -> Inventory:
    return rows_of(tmp_path, {"inventory.csv": data})


def accounts(inventory: Inventory) -> dict[int, tuple[str, str, str]]:
    return {
        a.position: (a.reference_code, a.outcome.value, a.reason_code) for a in inventory.absences
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "koi8-r", "cp866"])
@pytest.mark.parametrize("separator", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize(
    "headings",
    [
        ["item_id", "files", "title", "date", "description", "copies"],
        ["Шифр", "Файлы", "Заголовок дела", "Крайние даты", "Примечание", "Экземпляры"],
        ["АРХИВНЫЙ ШИФР", "имя файла", "Название.", "Даты", "Аннотация", "Экз."],
    ],
    ids=["english", "russian", "capitals"],
)
def test_every_spelling_of_an_inventory_reads_the_same(
    tmp_path: Path, headings: list[str], line_end: str, separator: str, encoding: str
) -> None:
    title = f'Протоколы{separator} "Правда"'
    quoted = title.replace('"', '""')
    lines = [
        separator.join(headings),
        separator.join(["Р-1/2", '"a.txt;b.txt"', f'"{quoted}"', "1912", "Дело ветхое", "2"]),
    ]
    inventory = inventory_of(tmp_path, (line_end.join(lines) + line_end).encode(encoding))
    (row,) = inventory.rows
    assert not inventory.absences
    assert (row.reference_code, row.files, row.title) == ("Р-1/2", ("a.txt", "b.txt"), title)
    assert (row.date, row.description) == ("1912", "Дело ветхое")
    assert row.extra == (NamedValue(headings[5], "2"),)
    assert inventory.unknown_columns == (headings[5],)
    assert row.remarks == ()


def test_cells_may_hold_line_breaks_and_headings_too(tmp_path: Path) -> None:
    text = 'Шифр;"Крайние\nдаты";Файлы;Заголовок\n1;1912;a.txt;"Первая\nвторая"\n2;1913;b.txt;Т\n'
    inventory = inventory_of(tmp_path, text)
    assert [(r.position, r.title, r.date) for r in inventory.rows] == [
        (1, "Первая\nвторая", "1912"),
        (2, "Т", "1913"),
    ]


def test_excel_may_name_the_separator(tmp_path: Path) -> None:
    inventory = inventory_of(tmp_path, "sep=;\r\nitem_id;files\r\n1;a.txt\r\n")
    assert [r.reference_code for r in inventory.rows] == ["1"]


def test_notes_are_joined_and_series_keep_their_places(tmp_path: Path) -> None:
    text = "шифр;файлы;фонд;опись;описание;примечание\n1;a;Р-1;2;Совет;секретно\n2;b;;2;;\n"
    first, second = inventory_of(tmp_path, text).rows
    assert (first.series, first.description) == ("Р-1; 2", "Совет\nсекретно")
    assert (second.series, second.description) == ("; 2", None)


def test_blank_cells_are_unknown_and_blank_rows_are_counted(tmp_path: Path) -> None:
    inventory = inventory_of(tmp_path, HEAD + "1,a.txt,  \n\n , ,\n2,b.txt,T\n")
    assert [(r.position, r.title) for r in inventory.rows] == [(1, None), (4, "T")]
    assert "blank rows left out: 2" in inventory.notes


def test_facts_are_kept_as_written(tmp_path: Path) -> None:
    inventory = inventory_of(tmp_path, "item_id,files,fact:minor,факт:adoption\n1,a,да,\n")
    assert inventory.rows[0].facts == (NamedValue("adoption", ""), NamedValue("minor", "да"))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("1,a.txt\n", {1: ("row-1", "failed", "inventory.row_malformed")}),
        ("1,a.txt,T,x\n", {1: ("row-1", "failed", "inventory.row_malformed")}),
        ("1,a.txt,T,\n", {1: ("row-1", "failed", "inventory.row_malformed")}),
        ('1,a.txt,"T" x\n', {1: ("row-1", "failed", "inventory.row_malformed")}),
        (",a.txt,T\n", {1: ("row-1", "failed", "inventory.no_reference")}),
        ("1,,T\n", {1: ("1", "failed", "inventory.no_files")}),
        ("1, ; ;,T\n", {1: ("1", "failed", "inventory.no_files")}),
        ('"1\n2",a.txt,T\n', {1: ("row-1", "failed", "inventory.reference_unusable")}),
        (
            "1,a.txt,T\n1,a.txt,T\n1,a.txt, T\n",
            {
                2: ("1", "duplicate", "inventory.duplicate_row"),
                3: ("1", "duplicate", "inventory.duplicate_row"),
            },
        ),
        (
            "1,a.txt,T\n1,a.txt,T\n1,b.txt,T\n",
            dict.fromkeys((1, 2, 3), ("1", "failed", "inventory.ambiguous_reference")),
        ),
        (
            "1,a.txt,T\n1,,\n",
            dict.fromkeys((1, 2), ("1", "failed", "inventory.ambiguous_reference")),
        ),
        (
            "й,a.txt,T\nи\u0306,b.txt,T\n",
            {
                1: ("й", "failed", "inventory.ambiguous_reference"),
                2: ("и\u0306", "failed", "inventory.ambiguous_reference"),
            },
        ),
    ],
    ids=["few", "many", "many-blank", "quote", "no-reference", "no-files", "only-separators",
         "line-break", "same-rows", "different-rows", "different-and-empty", "normalisation"],
)  # fmt: skip
def test_each_mistake_is_accounted_for_and_the_rest_goes_on(
    tmp_path: Path, rows: str, expected: dict[int, tuple[str, str, str]]
) -> None:
    inventory = inventory_of(tmp_path, HEAD + rows + "ok,z.txt,T\n")
    assert accounts(inventory) == expected
    assert inventory.rows[-1].reference_code == "ok"
    for absence in inventory.absences:
        assert isinstance(absence, Absence)
        assert f"row {absence.position}" in absence.message
        assert absence.outcome is not Outcome.OPEN


def test_a_quotation_mark_that_is_never_closed_swallows_nothing(tmp_path: Path) -> None:
    rows = '1,a,T\n2,b,"Правда\n3,c,T\n4,d,"закрыто"\n5,e,T\n'
    inventory = inventory_of(tmp_path, HEAD + rows)
    assert accounts(inventory) == {2: ("row-2", "failed", "inventory.row_malformed")}
    assert [(r.position, r.reference_code) for r in inventory.rows] == [
        (1, "1"), (3, "3"), (4, "4"), (5, "5"),
    ]  # fmt: skip


def test_a_quotation_mark_open_to_the_end_swallows_nothing(tmp_path: Path) -> None:
    inventory = inventory_of(tmp_path, HEAD + '1,a,"T\n2,b,T\n3,c,T\n')
    assert accounts(inventory) == {1: ("row-1", "failed", "inventory.row_malformed")}
    assert [r.reference_code for r in inventory.rows] == ["2", "3"]


def test_a_very_long_cell_is_read(tmp_path: Path) -> None:
    inventory = inventory_of(tmp_path, HEAD + f"1,a.txt,{'ы' * 300_000}\n")
    assert len(inventory.rows[0].title or "") == 300_000


def test_text_that_was_damaged_before_is_marked(tmp_path: Path) -> None:
    damaged = "Протоколы".encode().decode("cp1251")
    inventory = inventory_of(tmp_path, HEAD + f"1,a.txt,{damaged}\n2,b.txt,T\n")
    assert [r.remarks for r in inventory.rows] == [("inventory.damaged_text",), ()]


def test_a_guessed_encoding_marks_the_rows_that_depend_on_it(tmp_path: Path) -> None:
    inventory = inventory_of(tmp_path, (HEAD + "1,a.txt,Дело\n2,b.txt,File\n").encode("cp1251"))
    assert [(r.title, r.remarks) for r in inventory.rows] == [
        ("Дело", ("inventory.encoding_guessed",)),
        ("File", ()),
    ]
    assert any("guess" in note for note in inventory.notes)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"inventory.csv": ""}, "empty"),
        ({"inventory.csv": "\n\n"}, "empty"),
        ({"inventory.csv": "item_id\n1\n"}, "no column files.*'item_id'"),
        ({"inventory.csv": "title,files\nT,a\n"}, "no column item_id.*'title', 'files'"),
        ({"inventory.csv": HEAD.encode() + b"1,a\0,T\n"}, "UTF-8"),
        ({"inventory.csv": HEAD, "inventory.tsv": HEAD}, "2 inventories"),
        ({"inventory.csv": HEAD, "Inventory.CSV": HEAD}, "2 inventories"),
        ({"inventory.xlsx": b"PK\x03\x04", "a.pdf": "x"}, "broken.*as CSV"),
        ({"a.md": "x"}, "no inventory.csv.*neither PDF"),
    ],
    ids=["empty", "blank", "no-files", "no-item-id", "nul", "two", "two-cases", "xlsx", "none"],
)
def test_an_inventory_that_cannot_be_used_says_why(
    tmp_path: Path, files: dict[str, str | bytes], said: str
) -> None:
    with pytest.raises(SourceError, match=said):
        rows_of(tmp_path, files)


def test_an_inventory_has_a_limit(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="more than the limit of 10"):
        rows_of(tmp_path, {"inventory.csv": HEAD}, Limits(max_text_bytes=10))


def test_an_inventory_that_may_not_be_read_is_not_passed_over(tmp_path: Path) -> None:
    holding = tmp_path / "holding"
    holding.mkdir()
    (tmp_path / "elsewhere.csv").write_text(HEAD)
    (holding / "inventory.csv").symlink_to(tmp_path / "elsewhere.csv")
    with pytest.raises(SourceError, match="leads out of the holding"):
        rows_of(holding, {"a.pdf": b"%PDF-"})


@pytest.mark.parametrize(
    ("name", "folder"),
    [("inventory.csv", ""), ("INVENTORY.TSV", ""), ("Опись.csv", ""),
     ("fond/inventory.csv", "fond"), ("data/inventory.csv", "data"),
     ("bag/data/inventory.csv", "bag/data")],
)  # fmt: skip
def test_where_an_inventory_may_be(tmp_path: Path, name: str, folder: str) -> None:
    files: dict[str, str | bytes] = {name: "item_id\tfiles\n1\ta.txt\n"}
    if "data" in name:
        files[name.partition("data")[0] + "bagit.txt"] = "BagIt-Version: 1.0\n"
    assert [r.folder for r in rows_of(tmp_path, files).rows] == [folder]


def test_a_folder_of_books_needs_no_inventory(tmp_path: Path) -> None:
    inventory = rows_of(
        tmp_path,
        {
            "b10.pdf": "x",
            "b2.PDF": "x",
            "sub/c.djvu": "x",
            "d.pdf": "x",
            "d.djvu": "x",
            "e.jpg": "x",
            "f.csv": "x",
        },
    )
    assert [(r.position, r.reference_code, r.files) for r in inventory.rows] == [
        (1, "b2", ("b2.PDF",)),
        (2, "b10", ("b10.pdf",)),
        (3, "d.djvu", ("d.djvu",)),
        (4, "d.pdf", ("d.pdf",)),
        (5, "sub/c", ("sub/c.djvu",)),
        (6, tmp_path.name, ("e.jpg",)),
    ]
    assert all(r.title is None and r.date is None and not r.facts for r in inventory.rows)
    assert inventory.notes[1:] == ("part of no item: f.csv",)
