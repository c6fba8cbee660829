"""Laws of redaction: what is taken out is gone, the rest is untouched, the mask says nothing."""

from hypothesis import given
from hypothesis import strategies as st

from openfonds.restrictions.redaction import MASK, grown_spans, redact

_TEXTS = st.text(alphabet="абвИП01 \n\t-¬\u00ad\u0306\u200b'.,()[…]\r", min_size=1, max_size=60)


@st.composite
def _cases(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    text = draw(st.one_of(_TEXTS, st.text(min_size=1, max_size=40)))
    places = st.integers(0, len(text))
    pairs = draw(st.lists(st.tuples(places, places), max_size=6))
    return text, [(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]]


@given(_cases())
def test_redacted_characters_are_gone_and_the_rest_is_untouched(
    case: tuple[str, list[tuple[int, int]]],
) -> None:
    text, spans = case
    result = redact(text, spans)
    taken = grown_spans(text, spans)
    assert all(any(a <= start and end <= b for a, b in taken) for start, end in spans)
    # the new text is what lies between what is taken, in order, with one mask for each
    pieces, at = [], 0
    for start, end in taken:
        assert at <= start < end
        pieces += [text[at:start], MASK]
        at = end
    assert result.text == "".join([*pieces, text[at:]])
    assert len(result.spans) == len(taken)
    assert all(result.text[start:end] == MASK for start, end in result.spans)


@given(_cases())
def test_no_half_of_a_word_is_left(case: tuple[str, list[tuple[int, int]]]) -> None:
    text, spans = case
    for start, end in grown_spans(text, spans):
        assert not (start > 0 and text[start - 1].isalnum() and text[start].isalnum())
        assert not (end < len(text) and text[end].isalnum() and text[end - 1].isalnum())


@given(_cases())
def test_the_order_and_repetition_of_spans_change_nothing(
    case: tuple[str, list[tuple[int, int]]],
) -> None:
    text, spans = case
    assert redact(text, spans) == redact(text, list(reversed(spans)) + spans)


@given(_cases())
def test_redacting_again_what_is_taken_changes_nothing(
    case: tuple[str, list[tuple[int, int]]],
) -> None:
    text, spans = case
    assert redact(text, grown_spans(text, spans)) == redact(text, spans)


@given(st.text("абвг", min_size=1, max_size=20), st.text("абвг", min_size=1, max_size=20))
def test_the_mask_does_not_depend_on_what_it_hides(one: str, other: str) -> None:
    texts = {redact(f"до {name} после", [(3, 3 + len(name))]).text for name in (one, other)}
    assert len(texts) == 1
