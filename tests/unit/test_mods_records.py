from pathlib import Path

import pytest

from extractors.description.holding import rows_of_holding
from extractors.description.rows import Inventory
from extractors.packing.package import open_package
from openfonds.errors import SourceError
from openfonds.settings import Limits
from tests.marc_samples import book, iso2709

MODS = 'xmlns="http://www.loc.gov/mods/v3"'
DC = (
    'xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def rows_of(tmp_path: Path, files: dict[str, str]) -> Inventory:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    with open_package(str(tmp_path), Limits()) as package:
        return rows_of_holding(package, Limits())


def mods(number: str, more: str = "", namespace: str = "") -> str:
    return f"""<mods {namespace}><titleInfo><title>Книга {number}</title></titleInfo>
        <identifier type="local">{number}</identifier>{more}</mods>"""


def collection(*records: str) -> str:
    return f"<modsCollection {MODS}>{''.join(records)}</modsCollection>"


def core(*values: tuple[str, str]) -> str:
    inner = "".join(f"<dc:{name}>{value}</dc:{name}>" for name, value in values)
    return f"<oai_dc:dc {DC}>{inner}</oai_dc:dc>"


def test_a_collection_of_mods(tmp_path: Path) -> None:
    closed = '<accessCondition type="restriction on access">Закрыто</accessCondition>'
    link = "<location><url>https://x.example/files/b.txt</url></location>"
    text = collection(mods("a", closed), mods("b", link), mods("c"))
    inventory = rows_of(tmp_path, {"all.xml": text, "a.txt": "т", "files/b.txt": "т"})
    assert [(r.reference_code, r.files, r.access) for r in inventory.rows] == [
        ("a", ("a.txt",), "Закрыто"),
        ("b", ("files/b.txt",), None),
    ]
    assert [(a.reference_code, a.reason_code) for a in inventory.absences] == [
        ("c", "records.no_files")
    ]


def test_a_record_within_a_record_is_no_item(tmp_path: Path) -> None:
    inner = f"<extension>{mods('inner')}</extension>"
    inventory = rows_of(tmp_path, {"all.xml": collection(mods("a", inner)), "a.txt": "т"})
    assert [row.reference_code for row in inventory.rows] == ["a"]
    assert inventory.absences == ()


def test_single_records_describe_the_file_beside_them(tmp_path: Path) -> None:
    files = {"x/k1.xml": core(("title", "К"), ("rights", "Открыто")), "x/k1.txt": "т"}
    files |= {"x/k2_mods.xml": mods("77", namespace=MODS), "x/k2.txt": "т"}
    inventory = rows_of(tmp_path, files)
    assert [(r.reference_code, r.files, r.rights) for r in inventory.rows] == [
        ("x/k1", ("x/k1.txt",), "Открыто"),
        ("77", ("x/k2.txt",), None),
    ]


def test_dublin_core_with_several_identifiers(tmp_path: Path) -> None:
    record = core(
        ("title", "К"), ("identifier", "https://x.example/1/k.txt"), ("identifier", "шифр 5")
    )
    inventory = rows_of(tmp_path, {"all.xml": f"<records>{record}</records>", "1/k.txt": "т"})
    assert [(r.reference_code, r.files) for r in inventory.rows] == [("шифр 5", ("1/k.txt",))]


def test_a_broken_end_costs_the_end(tmp_path: Path) -> None:
    text = collection(mods("a"), mods("b"))[:-60]
    inventory = rows_of(tmp_path, {"all.xml": text, "a.txt": "т", "b.txt": "т"})
    assert [row.reference_code for row in inventory.rows] == ["a"]
    assert [a.reason_code for a in inventory.absences] == ["xml.broken"]


def test_entities_are_refused(tmp_path: Path) -> None:
    text = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>' + collection(mods("&e;"))
    inventory = rows_of(tmp_path, {"all.xml": text, "a.txt": "т"})
    assert [a.reason_code for a in inventory.absences] == ["xml.entities"]


def test_two_forms_of_description_need_a_word(tmp_path: Path) -> None:
    (tmp_path / "c.mrc").write_bytes(iso2709(book()))
    with pytest.raises(SourceError, match="--form marc or --form records"):
        rows_of(tmp_path, {"all.xml": collection(mods("a"))})
