import io
from dataclasses import fields
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from openfonds import model
from openfonds.model import Edit, Fact, FactSource, PageText, ReadStatus, Truth, Word
from openfonds.schema import column_docs, from_table, schema_of, to_table
from tests.item_samples import item, law, read

WORDS = (Word("а", 1, 2, 3, 4, 5.5), Word("б", 1, 2, 3, 4, None))
PAGES = [
    PageText("k", 1, ReadStatus.READ, None, "а б", WORDS, 10, 20, 0.1, 90.0, "t", "5", "rus"),
    PageText("k", 2, ReadStatus.BLANK, None, "", (), None, None, 0.0, None, "", "", ""),
    PageText("l", 1, ReadStatus.FAILED, "ocr.crashed", "", (), 1, 2, None, None, "t", "5", "rus"),
]
NOUNS = [n for n in vars(model).values() if isinstance(n, type) and hasattr(n, "__slots__")]


def round_trip(noun: type, rows: list[object]) -> list[object]:
    buffer = io.BytesIO()
    pq.write_table(to_table(noun, rows), buffer)
    found: list[object] = from_table(noun, pq.read_table(buffer))
    return found


def test_nested_rows_come_back_from_parquet() -> None:
    assert round_trip(PageText, list(PAGES)) == PAGES
    assert round_trip(model.Item, [item(), item("Д. 2", "")]) == [item(), item("Д. 2", "")]
    verdict = law(date(2026, 11, 22)).judge(item(), read("Слушали."))
    assert round_trip(model.Verdict, [verdict]) == [verdict]


def test_no_rows_have_the_schema_too() -> None:
    assert to_table(PageText, []).schema == schema_of(PageText)
    assert round_trip(PageText, []) == []


def test_a_part_of_a_table_is_read_by_its_own_offsets() -> None:
    table = to_table(PageText, PAGES)
    assert from_table(PageText, table.slice(1, 2)) == PAGES[1:]


def test_only_what_may_be_unknown_is_nullable() -> None:
    schema = schema_of(Fact)
    assert not schema.field("value").nullable
    assert schema.field("page").nullable
    with pytest.raises(pa.ArrowInvalid):
        pq.write_table(
            to_table(Edit, [Edit(0, 1, None, "x")]),  # type: ignore[arg-type]
            io.BytesIO(),
        )


@pytest.mark.parametrize("noun", [n for n in NOUNS if n.__dict__.get("__dataclass_fields__")])
def test_every_published_field_says_what_it_means(noun: type) -> None:
    if noun is model.Batch:
        return
    assert [name for name, _, meaning in column_docs(noun) if not meaning] == []
    assert [name for name, _, _ in column_docs(noun)] == [f.name for f in fields(noun)]


def test_enumerations_are_text() -> None:
    fact = Fact("x", Truth.UNKNOWN, FactSource.CATALOGUE, "column", None, None)
    assert to_table(Fact, [fact]).column("value").to_pylist() == ["unknown"]
