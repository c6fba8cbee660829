import io
import random
from itertools import pairwise
from pathlib import Path

import pytest

from extractors.description.holding import rows_of_holding
from extractors.description.marc.iso2709 import Piece, fields_of, pieces
from extractors.description.rows import Inventory
from extractors.packing.package import open_package
from openfonds.errors import ItemError
from openfonds.settings import Limits
from tests.marc_samples import book, iso2709

A, B, C = (iso2709(book(name)) for name in ("a", "b", "c"))
ENDS = b" \t\r\n\0\x1a\x1d"


def rows_of(tmp_path: Path, data: bytes) -> Inventory:
    (tmp_path / "c.mrc").write_bytes(data)
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text("текст")
    with open_package(str(tmp_path), Limits()) as package:
        return rows_of_holding(package, Limits())


def told(inventory: Inventory) -> tuple[list[str], list[str], list[str]]:
    return (
        [row.reference_code for row in inventory.rows],
        [absence.reason_code for absence in inventory.absences],
        sorted({remark for row in inventory.rows for remark in row.remarks}),
    )


@pytest.mark.parametrize(
    ("data", "codes", "lost", "remarks"),
    [
        (A + B + C, "abc", [], []),
        (A + b"\r\n" + B + b"\r\n\x1a", "ab", [], []),
        (b"\xef\xbb\xbf" + A, "a", [], []),
        (A + b"garbage" + B, "ab", ["marc.lost_bytes"], []),
        (A + B[:-20], "a", ["marc.cut_off"], []),
        (A + B[:-1], "ab", [], ["marc.no_terminator"]),
        (A[:-1] + B, "ab", [], ["marc.no_terminator"]),
        (b"00000" + A[5:] + B, "ab", [], ["marc.length_wrong"]),
        (A[:12] + b"99999" + A[17:], "a", [], ["marc.directory_wrong"]),
        (A[:12] + b"x9999" + A[17:], "a", [], ["marc.directory_wrong"]),
        (A[:27] + b"9999" + A[31:] + B, "ab", [], ["marc.directory_wrong"]),
        (A[:27] + b"9x99" + A[31:] + B, "b", ["marc.directory_broken"], []),
        (A[:60] + A[61:] + B, "b", ["marc.directory_broken"], []),
        (b"xx" + A[2:] + B, "b", ["marc.lost_bytes"], []),
        (A + b"00026nam a2200025   4500\x1e\x1d", "a", ["marc.no_fields_in_record"], []),
    ],
    ids=[
        *("sound", "line-ends", "mark", "garbage", "cut-off", "last-terminator", "terminator"),
        *("length", "base", "base-no-number", "address", "address-no-number", "directory-short"),
        *("leader", "no-fields"),
    ],
)
def test_broken_files(
    tmp_path: Path, data: bytes, codes: str, lost: list[str], remarks: list[str]
) -> None:
    assert told(rows_of(tmp_path, data)) == (list(codes), lost, remarks)


def test_a_conversion_that_left_the_lengths_as_they_were(tmp_path: Path) -> None:
    old = iso2709(book("a"), encoding="cp1251")
    converted = old.decode("cp1251").encode("utf-8")
    inventory = rows_of(tmp_path, converted + B)
    assert told(inventory) == (["a", "b"], [], ["marc.directory_wrong", "marc.length_wrong"])
    assert inventory.rows[0].title == inventory.rows[1].title


def test_lost_bytes_are_told_by_place_and_number(tmp_path: Path) -> None:
    (absence,) = rows_of(tmp_path, A + b"garbage" + B).absences
    assert f"7 bytes from byte {len(A)}" in absence.message


def test_addresses_in_another_order_are_followed() -> None:
    directory = b"245000300003" + b"001000300000"
    body = b"id\x1e" + b"T1\x1e"
    base = 24 + len(directory) + 1
    head = f"{base + len(body) + 1:05d}nam a22{base:05d}   4500".encode()
    _, fields, remarks = fields_of(Piece(0, head + directory + b"\x1e" + body))
    assert (fields, remarks) == ([("245", b"T1"), ("001", b"id")], ())


def test_fields_that_overlap_are_not_copied_over_and_over() -> None:
    directory = b"245999900000" * 100_000
    data = b"99999nam a2200025   4500" + directory + b"\x1e" + b"x" * 9998 + b"\x1e"
    with pytest.raises(ItemError, match="fields"):
        fields_of(Piece(0, data))


@pytest.mark.parametrize("seed", range(60))
def test_every_byte_is_in_a_record_or_accounted_for(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(A + B + C)
    for _ in range(chance.randint(1, 20)):
        at = chance.randrange(len(data))
        match chance.randrange(4):
            case 0:
                data[at] = chance.randrange(256)
            case 1:
                del data[at : at + chance.randint(1, 60)]
            case 2:
                data[at:at] = bytes(chance.choice((0x1D, 0x1E, 0x1F, 0x30)) for _ in range(3))
            case _:
                data[at:at] = data[max(0, at - 40) : at]
        data = data or bytearray(b"0")
    found = list(pieces(io.BytesIO(bytes(data))))
    covered = bytearray(data)
    for piece in found:
        end = piece.offset + len(piece.data)
        assert bytes(data[piece.offset : end]) == piece.data
        covered[piece.offset : end] = b" " * len(piece.data)
    assert not bytes(covered).strip(ENDS + b"\xef\xbb\xbf")
    assert all(one.offset < two.offset for one, two in pairwise(found))


def test_a_very_long_run_without_terminators_is_read_in_bounded_memory() -> None:
    found = list(pieces(io.BytesIO(b"0" * 10_000_000 + b"\x1d" + A)))
    assert sum(len(p.data) for p in found if p.fault) == 10_000_000
    assert [p.fault for p in found][-1] == ""
