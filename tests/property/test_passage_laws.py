"""What must hold of the fingerprints of any text."""

import string
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from openfonds.restrictions.passages import (
    GRAM,
    GUARANTEED,
    MIN_LETTERS,
    SHORT_LETTERS,
    fingerprint,
    fold_letters,
)
from openfonds.restrictions.shared_text import Matches, compare, formula_letters

KEY = b"a key"
LETTERS = st.text("абвгде", min_size=0, max_size=900)
ANY_TEXT = st.text(max_size=300)


@given(ANY_TEXT)
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold_letters([text])
    again = fold_letters(["".join(map(chr, once))])
    assert once.tolist() == again.tolist()


@given(ANY_TEXT, st.integers(0, 300))
def test_pages_are_one_text(text: str, at: int) -> None:
    assert fold_letters([text]).tolist() == fold_letters([text[:at], text[at:]]).tolist()


@given(ANY_TEXT, st.sampled_from(string.punctuation + " \n\u00a0—«»"), st.integers(0, 300))
def test_blanks_and_punctuation_do_not_matter(text: str, mark: str, at: int) -> None:
    changed = text[:at] + mark + text[at:]
    assert fold_letters([text]).tolist() == fold_letters([changed]).tolist()


@settings(deadline=None)
@given(LETTERS, LETTERS, LETTERS, LETTERS, st.text("абвгде", min_size=GUARANTEED, max_size=80))
def test_a_shared_passage_shares_a_fingerprint(
    before: str, after: str, other_before: str, other_after: str, passage: str
) -> None:
    one = fingerprint(fold_letters([before, passage, after]), KEY)
    other = fingerprint(fold_letters([other_before, passage, other_after]), KEY)
    if min(one.n_letters, other.n_letters) >= MIN_LETTERS:
        assert set(one.hashes.tolist()) & set(other.hashes.tolist())


@settings(deadline=None)
@given(LETTERS, st.binary(min_size=1, max_size=64))
def test_fingerprints_stand_in_order_and_no_window_is_left_out(text: str, key: bytes) -> None:
    found = fingerprint(fold_letters([text]), key)
    starts = found.starts.tolist()
    assert starts == sorted(set(starts))
    if found.n_letters >= MIN_LETTERS:
        ends = [-1, *starts, found.n_letters - GRAM + 1]
        assert max(b - a for a, b in pairwise(ends)) <= GUARANTEED - GRAM + 1
        assert found.n_letters > SHORT_LETTERS or len(starts) == found.n_letters - GRAM + 1


@settings(deadline=None)
@given(LETTERS, LETTERS, st.integers(1, 9))
def test_comparing_holds_for_any_texts(opened: str, closed: str, every: int) -> None:
    ours, theirs = (fingerprint(fold_letters([t]), KEY) for t in (opened, closed))
    known = ours.hashes % every == 0
    pairs = [
        (i, j)
        for i, one in enumerate(ours.hashes.tolist())
        for j, other in enumerate(theirs.hashes.tolist())
        if one == other
    ]
    left, right = [i for i, _ in pairs], [j for _, j in pairs]
    matches = Matches(ours.starts[left], theirs.starts[right], known[left])
    formulas = formula_letters(ours, known)
    assert len(formulas) == ours.n_letters
    shared = compare(formulas, matches, theirs.n_letters)
    if not pairs:
        assert not shared.is_near_copy and not shared.is_quoted
