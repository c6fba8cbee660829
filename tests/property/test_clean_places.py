"""Places in a raw text, found again in the cleaned one."""

from hypothesis import given
from hypothesis import strategies as st

from openfonds.clean_places import CleanPlaces
from openfonds.cleaning.clean import clean_page

TEXTS = st.text(alphabet="аб- \n\u00a0\u00ad\u0301¬э\t", max_size=60)
LETTERS = "абэ"


@given(TEXTS.filter(bool), st.data())
def test_every_letter_of_a_span_is_in_the_cleaned_span(raw: str, data: st.DataObject) -> None:
    text, edits = clean_page(raw)
    start = data.draw(st.integers(0, len(raw) - 1))
    end = data.draw(st.integers(start + 1, len(raw)))
    first, last = CleanPlaces(edits).span(start, end)
    assert 0 <= first <= last <= len(text)
    shown = iter(c for c in text[first:last] if c in LETTERS)
    assert all(any(c == letter for c in shown) for letter in raw[start:end] if letter in LETTERS)


@given(TEXTS.filter(bool))
def test_the_whole_is_the_whole(raw: str) -> None:
    text, edits = clean_page(raw)
    assert CleanPlaces(edits).span(0, len(raw)) == (0, len(text))


def test_a_stamp_behind_a_wide_blank() -> None:
    raw = "1 мая 1920 г.     СОВ.  СЕКРЕТНО\nСлушали до-\nклад"
    text, edits = clean_page(raw)
    start = raw.index("СОВ")
    first, last = CleanPlaces(edits).span(start, start + len("СОВ.  СЕКРЕТНО"))
    assert text[first:last] == "СОВ. СЕКРЕТНО"
    word = raw.index("до-")
    first, last = CleanPlaces(edits).span(word, len(raw))
    assert text[first:last].startswith("доклад")
