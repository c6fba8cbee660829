"""What redaction takes out, and that nothing can be told from the mask."""

import pytest

from openfonds.restrictions.redaction import MASK, SpanError, grown_spans, redact


def _cut(text: str, *parts: str) -> str:
    return redact(text, [(text.index(p), text.index(p) + len(p)) for p in parts]).text


@pytest.mark.parametrize(
    ("text", "part", "expected"),
    [
        ("гр. Иванову выдать", "Иванов", f"гр. {MASK} выдать"),
        ("гр. Иванову выдать", "ванову", f"гр. {MASK} выдать"),
        ("от Ива-\nнова получено", "Ива", f"от {MASK} получено"),
        ("от Ива-\nнова получено", "нова", f"от {MASK} получено"),
        ("от Ива¬ \n  нова получено", "Ива", f"от {MASK} получено"),
        ("от Ива\u00ad\nнова получено", "Ива", f"от {MASK} получено"),
        ("от Ива-\r\nнова получено", "Ива", f"от {MASK} получено"),
        ("Петров-Водкин писал", "Водкин", f"{MASK} писал"),
        ("Андриї\u0306в прийшов", "Андр", f"{MASK} прийшов"),
        ("Прокоф'єв тут", "Прокоф", f"{MASK} тут"),
        ("Ив\u200bанов тут", "Ив", f"{MASK} тут"),
        ("дом (Иванов) и сад", "Иванов", f"дом ({MASK}) и сад"),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_whole_words_go_also_over_a_line_end(text: str, part: str, expected: str) -> None:
    assert _cut(text, part) == expected


def test_a_hyphen_that_ends_a_text_stays() -> None:
    assert _cut("Иванов - плотник", "Иванов") == f"{MASK} - плотник"


def test_spans_with_only_blanks_between_them_become_one_mask() -> None:
    assert _cut("Петр  Иванов, Сидоров", "Петр", "Иванов", "Сидоров") == f"{MASK}, {MASK}"


def test_offsets_are_those_of_the_new_text() -> None:
    text = "А Иванов и Петров"
    result = redact(text, [(2, 8), (11, 17)])
    assert [result.text[start:end] for start, end in result.spans] == [MASK, MASK]
    assert grown_spans(text, [(3, 4), (11, 12)]) == [(2, 8), (11, 17)]


@pytest.mark.parametrize("span", [(0, 0), (-1, 2), (3, 9), (4, 2)])
def test_a_span_outside_of_the_text_is_an_error(span: tuple[int, int]) -> None:
    with pytest.raises(SpanError) as raised:
        redact("Иванов", [span])
    assert "Иванов" not in str(raised.value)
