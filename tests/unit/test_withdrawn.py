"""Tombstones: who has the row can make them, and what went or was replaced has one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openfonds.model import Outcome
from openfonds.releases.records import WithdrawnRecord
from openfonds.releases.withdrawn import gone, reason_of, tombstone, tombstone_of, withdrawn_records
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
    assert changed(old, new) == [("b", "BB", True), ("c", "C", False)]


_ROWS = st.dictionaries(
    st.text("ab#1", min_size=1, max_size=3), st.tuples(st.sampled_from("12"), st.sampled_from("XY"))
)


@given(_ROWS, _ROWS)
def test_every_text_that_nobody_has_any_more_is_told(old: Rows, new: Rows) -> None:
    def is_gone(row_id: str) -> bool:
        if row_id not in new:
            return True
        return old[row_id][0] != new[row_id][0] and old[row_id][1] != new[row_id][1]

    expected = [
        (i, new[i][1], True) if i in new else (i, old[i][1], False)
        for i in sorted(old)
        if is_gone(i)
    ]
    assert changed(old, new) == expected


def test_tombstones_stay_until_the_row_is_back() -> None:
    went = [("d1", "s1", False), ("d2#1", "s2", False), ("d3", "s3", True)]
    reasons = {"d1": "suspended"}
    rows = [("d3", "digest")]
    first = withdrawn_records((), went, rows, [("d3", "s3")], reasons, version="2.0.0", as_of=DAY)
    assert [(r.tombstone, r.config, r.reason, r.id) for r in first] == [
        ("s1", "documents", "suspended", None),
        ("s3", "documents", "replaced", "d3"),
        ("s2", "pages", "no longer held", None),
    ]
    standing = [("d1", "s1"), ("d3", "s3")]
    back = withdrawn_records(first, (), rows, standing, {}, version="3.0.0", as_of=DAY)
    assert [r.tombstone for r in back] == ["s3", "s2"]
    assert {r.since_version for r in back} == {"2.0.0"}


def test_no_id_is_told_once_the_replaced_row_went_too() -> None:
    rows, standing = [("d3", "digest")], [("d3", "s3")]
    went = [("d3", "s3", True)]
    first = withdrawn_records((), went, rows, standing, {}, version="2.0.0", as_of=DAY)
    assert [r.id for r in first] == ["d3"]
    then = withdrawn_records(first, [("d3", "s3", False)], (), (), {}, version="3.0.0", as_of=DAY)
    assert [(r.tombstone, r.id) for r in then] == [("s3", None)]


def test_a_replaced_row_is_keyed_with_the_text_that_stands() -> None:
    """The old one could be tried for: all of it but a masked name is public."""
    rows = [("d3", "digest")]
    went = [("d3", tombstone("d3", ""), True)]
    first = withdrawn_records((), went, rows, (), {}, version="2.0.0", as_of=DAY)
    assert [r.tombstone for r in first] == [tombstone("d3", "")]
    then = withdrawn_records(first, (), rows, [("d3", "s9")], {}, version="3.0.0", as_of=DAY)
    assert [r.tombstone for r in then] == ["s9"]


def test_nothing_of_a_row_is_in_its_tombstone() -> None:
    (record,) = withdrawn_records(
        (), [("id", tombstone("id", "тайна"), False)], (), (), {}, version="2.0.0", as_of=DAY
    )
    assert isinstance(record, WithdrawnRecord)
    assert "тайна" not in str(record) and "'id'" not in str(record)


@pytest.mark.parametrize(
    ("outcome", "codes", "reason"),
    [
        (Outcome.REVIEW, ["care.not-read"], "not judged"),
        (Outcome.REVIEW, ["care.not-read", "DE.care.text-not-judged"], "not judged"),
        (Outcome.REVIEW, ["care.text-not-judged", "copy.of-closed"], "in review"),
        (Outcome.REVIEW, ["RU.125FZ.25.3.private-life"], "in review"),
        (Outcome.SUSPENDED, ["care.not-read"], "suspended"),
        (Outcome.OPEN, ["RU.125FZ.24.open-series"], "no longer held"),
    ],
)
def test_what_cannot_be_read_any_more_is_not_closed(
    outcome: Outcome, codes: list[str], reason: str
) -> None:
    """A broken reader must not empty a dataset unseen (ADR 0012)."""
    assert reason_of(outcome, codes) == reason
