"""Laws of cleaning: what was cleaned can be restored, and is clean."""

import os
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openfonds.cleaning.clean import clean_page
from openfonds.cleaning.unicode_forms import composed_characters
from openfonds.edits import EditedText, Replacement, compose, undo

DATA = Path(
    os.environ.get(
        "OPENFONDS_TEST_DATA", Path(__file__).resolve().parents[2].parent / "shared" / "data"
    )
)

# Mostly what cleaners look at, and anything else that is not a lone surrogate.
NASTY = st.sampled_from(
    [
        *"аяйёѣіАЯabzABé1-‐‑¬⸗ \t\n\r\v\f\x00\x1c\x1f\x85\u00a0\u00ad\u200b\u200c\u200d\u2028",
        *"\u0300\u0301\u0306\u0308\u0323\u0483\u1161\u11a8\u1100가م्क\U0001d15e\U000e0041\ufeff",
        *("и", "по", "кое", "-\n", "\r\n", "  ", "\n\n\n", "\u00ad\n", " -\n", "то", "либо"),
    ]
)
TEXTS = st.lists(st.one_of(NASTY, st.characters(exclude_categories=["Cs"])), max_size=60).map(
    "".join
)


@st.composite
def replacements(draw: st.DrawFn, text: str) -> list[Replacement]:
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=12)))
    return [
        Replacement(start, end, draw(st.text("xyz", max_size=3)), draw(st.sampled_from("pqr")))
        for start, end in zip(cuts[::2], cuts[1::2], strict=False)
    ]


@settings(max_examples=600, deadline=None)
@given(TEXTS)
def test_undo_gives_the_raw_text_back(raw: str) -> None:
    text, edits = clean_page(raw)
    assert undo(text, edits) == raw


@settings(max_examples=600, deadline=None)
@given(TEXTS)
def test_cleaning_is_idempotent(raw: str) -> None:
    text, _ = clean_page(raw)
    assert clean_page(text) == (text, ())


@settings(max_examples=250, deadline=None)
@given(TEXTS)
def test_edits_are_in_order_and_never_touch(raw: str) -> None:
    text, edits = clean_page(raw)
    for before, after in pairwise(edits):
        assert before.offset + before.length < after.offset
    assert all(text[e.offset : e.offset + e.length] != e.original for e in edits)


@settings(max_examples=250, deadline=None)
@given(TEXTS)
def test_piecewise_composition_is_nfc(raw: str) -> None:
    page = EditedText(raw).apply(composed_characters(raw))
    assert page.text == unicodedata.normalize("NFC", raw)


@settings(max_examples=400, deadline=None)
@given(st.data(), st.text("abc", max_size=25))
def test_composed_edits_undo_both_cleanings(data: st.DataObject, raw: str) -> None:
    first = EditedText(raw).apply(data.draw(replacements(raw)))
    second = EditedText(first.text).apply(data.draw(replacements(first.text)))
    third = EditedText(second.text).apply(data.draw(replacements(second.text)))
    two = compose(first.edits, second.edits)
    assert undo(second.text, two) == raw
    assert undo(third.text, compose(two, third.edits)) == raw
    assert compose(two, third.edits) == compose(first.edits, compose(second.edits, third.edits))


@settings(max_examples=250, deadline=None)
@given(st.data(), st.text("abc", max_size=25))
def test_applying_twice_leads_back_to_the_raw_text(data: st.DataObject, raw: str) -> None:
    page = EditedText(raw)
    for _ in range(3):
        page = page.apply(data.draw(replacements(page.text)))
        assert undo(page.text, page.edits) == raw
        offsets = [(e.offset, e.offset + e.length) for e in page.edits]
        assert all(a[1] < b[0] for a, b in pairwise(offsets))


@pytest.mark.data
def test_real_pages_come_back_exactly() -> None:
    files = sorted((DATA / "A").rglob("*.gt.txt"))
    if not files:
        pytest.skip("no transcribed pages: set OPENFONDS_TEST_DATA")
    for file in files:
        raw = file.read_bytes().decode("utf-8")
        text, edits = clean_page(raw)
        assert undo(text, edits) == raw, file.name
        assert clean_page(text) == (text, ()), file.name
