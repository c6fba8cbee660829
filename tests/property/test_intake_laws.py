"""Laws of the intake: nothing that a source holds is lost, and nothing that it holds is a crash."""

import csv
import fnmatch
import io
import string
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from extractors.description.inventory.encoding import decode_inventory
from extractors.description.inventory.inventory import read_inventory
from extractors.description.inventory.table import read_table
from extractors.files.page_count import count_pages
from extractors.packing.member_names import matches, natural_key
from extractors.packing.package import open_package
from openfonds.errors import ItemError, SourceError
from openfonds.settings import MEBIBYTE, Limits

LIMITS = Limits()
TEXT = st.text(alphabet='абвШё"\n;,\t xyz1', max_size=12)
CELL = st.text(alphabet='абв";,x1 \n', max_size=5)


@settings(deadline=None)
@given(st.lists(st.lists(TEXT, min_size=3, max_size=3), max_size=8), st.sampled_from(",;\t"))
def test_what_csv_writes_is_read_back(rows: list[list[str]], separator: str) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator)
    writer.writerows([["item_id", "files", "title"], *rows])
    table = read_table(out.getvalue(), MEBIBYTE)
    assert table.separator == separator
    assert [r.cells for r in table.records] == [tuple(c.strip() for c in row) for row in rows]
    assert [r.position for r in table.records] == list(range(1, len(rows) + 1))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(CELL, min_size=1, max_size=4), max_size=10))
def test_every_row_is_a_row_or_an_absence(rows: list[list[str]]) -> None:
    text = "item_id,files,title\n" + "\n".join(",".join(row) for row in rows)
    records = read_table(text, MEBIBYTE).records
    n_blank = sum(r.cells is not None and not any(r.cells) for r in records)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "inventory.csv").write_text(text, newline="")
        with open_package(folder, LIMITS) as package:
            inventory = read_inventory(package, LIMITS)
    positions = [r.position for r in inventory.rows]
    positions += [a.position for a in inventory.absences]
    assert len(positions) == len(set(positions)) == len(records) - n_blank
    references = [r.reference_code for r in inventory.rows]
    assert len(references) == len(set(references))


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        text, encoding, _ = decode_inventory(data)
    except SourceError:
        return
    marks = (b"\xff\xfe\0\0", b"\0\0\xfe\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
    kept = next((data.removeprefix(m) for m in marks if data.startswith(m)), data)
    assert text.encode(encoding) == kept, "nothing was replaced"


NAMES = st.lists(st.text(alphabet="pq0129/.", min_size=1, max_size=8), unique=True)


@given(NAMES.flatmap(lambda names: st.tuples(st.just(names), st.permutations(names))))
def test_natural_order_is_one_order(names: tuple[list[str], list[str]]) -> None:
    assert sorted(names[0], key=natural_key) == sorted(names[1], key=natural_key)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_numbers_in_names_sort_as_numbers(a: int, b: int) -> None:
    ordered = sorted([f"p{a}.jpg", f"p{b}.jpg"], key=natural_key)
    assert ordered == [f"p{n}.jpg" for n in sorted([a, b])]


@given(st.text("ab1", min_size=1, max_size=6), st.text("ab1*?", min_size=1, max_size=6))
def test_within_one_folder_a_glob_is_the_usual_one(name: str, pattern: str) -> None:
    if "**" not in pattern:
        assert matches(name, pattern) == fnmatch.fnmatchcase(name, pattern)


@given(st.lists(st.text("ab", min_size=1, max_size=2), min_size=1, max_size=5))
def test_two_stars_span_folders(parts: list[str]) -> None:
    name = "/".join(parts)
    assert matches(name, "**")
    assert matches(name, f"**/{parts[-1]}")
    assert matches(name, f"{parts[0]}/**") or len(parts) == 1


def _samples() -> dict[str, bytes]:
    tiff, png, packed = io.BytesIO(), io.BytesIO(), io.BytesIO()
    frames = [Image.new("1", (9, 9)) for _ in range(3)]
    frames[0].save(tiff, "TIFF", save_all=True, append_images=frames[1:])
    frames[0].save(png, "PNG")
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("inventory.csv", "item_id,files\n1,a.txt\n")
        target.writestr("a.txt", string.ascii_letters * 9)
    alto = b'<?xml version="1.0"?><alto><Layout><Page ID="a"></Page></Layout></alto>'
    return {"tiff": tiff.getvalue(), "png": png.getvalue(), "zip": packed.getvalue(), "alto": alto}


SAMPLES = _samples()
DAMAGE = st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=6)


def _damaged(data: bytes, damage: list[tuple[float, int]]) -> bytes:
    out = bytearray(data)
    for at, value in damage:
        out[int(at * len(out))] = value
    return bytes(out)


@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    ("sample", "kind"), [("tiff", "image"), ("png", "image"), ("alto", "alto")]
)
@settings(deadline=None, max_examples=150)
@given(damage=DAMAGE)
def test_damaged_files_are_counted_or_explained(
    sample: str, kind: str, damage: list[tuple[float, int]]
) -> None:
    with tempfile.NamedTemporaryFile() as file:
        Path(file.name).write_bytes(_damaged(SAMPLES[sample], damage))
        try:
            assert 1 <= count_pages(Path(file.name), kind, LIMITS) <= LIMITS.max_pages_per_item
        except ItemError as error:
            assert "." in error.reason_code


@pytest.mark.timeout(120)
@settings(deadline=None, max_examples=300)
@given(damage=DAMAGE)
def test_damaged_zips_are_read_or_explained(damage: list[tuple[float, int]]) -> None:
    with tempfile.NamedTemporaryFile() as file:
        Path(file.name).write_bytes(_damaged(SAMPLES["zip"], damage))
        try:
            with open_package(file.name, LIMITS) as package:
                for name in package.names():
                    try:
                        with package.open(name) as stream:
                            stream.read()
                    except ItemError as error:
                        assert "." in error.reason_code
        except SourceError as error:
            assert str(error)
