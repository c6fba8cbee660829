"""Tombstones: who has the row can make them, and what went or was replaced has one."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from openfonds.model import Outcome
from openfonds.releases.records import WithdrawnRecord
from openfonds.releases.withdrawn import gone, tombstone, tombstone_of, withdrawn_records
from tests.release_rows import document, page

DAY = date(2026, 11, 22)
# id: (digest of the row, its text)
Rows = dict[str, tuple[str, str]]


def changed(old: Rows, new: Rows) -> list[tuple[str, str, bool]]:
    sides = [
        [sorted((i, row[k]) for i, row in rows.items()) for k in (0, 1)] for rows in (old, new)
    ]
    (old_rows, old_texts), (new_rows, new_texts) = sides
    return list(gone(old_rows, new_rows, old_texts, new_texts))


def test_a_tombstone_needs_the_id_and_the_text() -> None:
    stones = {tombstone(i, t) for i in ("a", "b") for t in ("Слушали", "слушали")}
    assert len(stones) == 4 and all(len(stone) == 64 for stone in stones)


def test_a_page_without_text_has_none() -> None:
    assert tombstone_of(page(document(1), 1, text="")) is None
    assert tombstone_of(page(document(1), 1, text="Слушали")) is not None


def test_what_went_and_what_was_replaced() -> None:
    old = {"a": ("1", "A"), "b": ("2", "B"), "c": ("3", "C"), "d": ("4", "D")}
    new = {"a": ("1", "A"), "b": ("x", "BB"), "d": ("y", "D"), "e": ("5", "E")}
    assert changed(old, new) == [("b", "B", True), ("c", "C", False)]


_ROWS = st.dictionaries(
    st.text("ab#1", min_size=1, max_size=3), st.tuples(st.sampled_from("12"), st.sampled_from("XY"))
)


@given(_ROWS, _ROWS)
def test_every_text_that_nobody_has_any_more_is_told(old: Rows, new: Rows) -> None:
    def is_gone(row_id: str) -> bool:
        if row_id not in new:
            return True
        return old[row_id][0] != new[row_id][0] and old[row_id][1] != new[row_id][1]

    expected = [(i, old[i][1], i in new) for i in sorted(old) if is_gone(i)]
    assert changed(old, new) == expected


def test_tombstones_stay_until_the_row_is_back() -> None:
    went = [("d1", "s1", False), ("d2#1", "s2", False), ("d3", "s3", True)]
    outcomes = {"d1": Outcome.SUSPENDED}
    first = withdrawn_records((), went, (), outcomes, version="2.0.0", as_of=DAY)
    assert [(r.tombstone, r.config, r.reason) for r in first] == [
        ("s1", "documents", "suspended"),
        ("s3", "documents", "replaced"),
        ("s2", "pages", "no longer held"),
    ]
    back = withdrawn_records(first, (), [("d1", "s1")], {}, version="3.0.0", as_of=DAY)
    assert [r.tombstone for r in back] == ["s3", "s2"]
    assert {r.since_version for r in back} == {"2.0.0"}


def test_nothing_of_a_row_is_in_its_tombstone() -> None:
    (record,) = withdrawn_records(
        (), [("id", tombstone("id", "тайна"), False)], (), {}, version="2.0.0", as_of=DAY
    )
    assert isinstance(record, WithdrawnRecord)
    assert "тайна" not in str(record) and "'id'" not in str(record)
