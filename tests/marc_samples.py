"""MARC records made for tests."""

from collections.abc import Sequence
from pathlib import Path

from extractors.description.holding import rows_of_holding
from extractors.description.rows import Inventory, InventoryRow
from extractors.packing.package import open_package
from openfonds.settings import Limits

MARC21, UNIMARC = "nam a22{base}   4500", "nam0 22{base}   450 "
COPYRIGHT_2008 = "080101s1905    ru            000 0 rus  "
COPYRIGHT_100 = "20080101d1905    |||y0rusy50      ca"

LIMITS = Limits()

Fields = Sequence[tuple[str, str]]


def iso2709(fields: Fields, *, encoding: str = "utf-8", leader: str = MARC21) -> bytes:
    """A sound record. Data fields are written as "10$aTitle$cWho"."""
    directory, body = b"", b""
    for tag, written in fields:
        data = written.replace("$", "\x1f").encode(encoding) + b"\x1e"
        directory += f"{tag}{len(data):04d}{len(body):05d}".encode()
        body += data
    base = 24 + len(directory) + 1
    length = base + len(body) + 1
    head = f"{length:05d}{leader.format(base=f'{base:05d}')}".encode()
    assert len(head) == 24
    return head + directory + b"\x1e" + body + b"\x1d"


def book(number: str = "b1", *more: tuple[str, str], title: str = "Губернские ведомости") -> Fields:
    """A book of 1905 in MARC 21."""
    return [
        ("001", number),
        ("008", COPYRIGHT_2008),
        ("100", "1 $aИванов, И. И.,$d1850-1912."),
        ("245", f"10$a{title} /$cИ. И. Иванов."),
        ("260", "  $aСПб. :$bТип. А,$c1905."),
        *more,
    ]


def rusmarc_book(number: str = "r1", *more: tuple[str, str]) -> Fields:
    """A book of 1905 in RUSMARC."""
    return [
        ("001", number),
        ("100", f"  $a{COPYRIGHT_100}"),
        ("101", "0 $arus"),
        ("200", "1 $aСветильник Сибири$eсборник$fП. П. Петров"),
        ("210", "  $aТомск$cТип. Б$d1905"),
        ("225", "2 $aБиблиотека$v3"),
        ("700", " 1$aПетров$bП. П.$gПетр Петрович$f1860-1911"),
        *more,
    ]


def marcxml(*records: Fields, prefix: str = "") -> str:
    """A MARCXML collection."""
    p = f"{prefix}:" if prefix else ""
    name = f"xmlns:{prefix}" if prefix else "xmlns"
    parts = []
    for fields in records:
        inner = f"<{p}leader>00000nam a2200000   4500</{p}leader>"
        for tag, written in fields:
            if "$" not in written:
                inner += f'<{p}controlfield tag="{tag}">{written}</{p}controlfield>'
                continue
            head, *subfields = written.split("$")
            inner += f'<{p}datafield tag="{tag}" ind1="{head[0]}" ind2="{head[1]}">'
            for one in subfields:
                inner += f'<{p}subfield code="{one[0]}">{one[1:]}</{p}subfield>'
            inner += f"</{p}datafield>"
        parts.append(f"<{p}record>{inner}</{p}record>")
    return (
        f'<{p}collection {name}="http://www.loc.gov/MARC21/slim">{"".join(parts)}</{p}collection>'
    )


def rows_of(tmp_path: Path, files: dict[str, bytes | str], limits: Limits = LIMITS) -> Inventory:
    """The rows of a holding with these files."""
    for name, data in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data.encode() if isinstance(data, str) else data)
    with open_package(str(tmp_path), limits) as package:
        return rows_of_holding(package, limits)


def only_row(tmp_path: Path, record: bytes | str, name: str = "c.mrc") -> InventoryRow:
    """The row of a record whose number is b1 or r1."""
    files = {name: record} | dict.fromkeys(("b1.txt", "r1.txt"), "текст")
    inventory = rows_of(tmp_path, files)
    assert [a.message for a in inventory.absences] == []
    (row,) = inventory.rows
    return row


def reasons(inventory: Inventory) -> dict[str, str]:
    """Reason codes by reference codes."""
    return {a.reference_code: a.reason_code for a in inventory.absences}
