"""Laws of the detectors: they never forget what they saw, never fail, never become slow."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openfonds.restrictions.detectors.later_dates import latest_year_mentioned
from openfonds.restrictions.detectors.normalise import fold
from openfonds.restrictions.detectors.registry import FACTS, examine
from openfonds.restrictions.findings import STRENGTH

_BITS = st.sampled_from(
    [
        "секретно", "Секретно.", "СЕКРЕТНО", "сов.", "сскретно", "Экз. №", "дсп", "СС", "-\n", "\n",
        "\n\n", " ", "   ", "\t", "с е к р е т н о", "паспорт", "45 03 123456", "112-233-445 95",
        "тел.", "2-34-56", "8 (495) 123-45-67", "1951", "г.р.", "родился", "12.03.1951", "марта",
        "личное дело", "Диагноз:", "нквд", "дело", "завещание", "кв. 12", "проживает", "\u00ad",
        "\u200b", "ъ", "№", "(", ")", "«", "»", ".", ",", "-", "А123ВС77", "a@b.ru", "й", "и\u0306",
        "ﬁ", "\r\n", "\f", "топ secret", "Secret", "XII-АК № 123456", "0", "О", "б", "l", "1",
    ]
)  # fmt: skip
TEXTS = st.lists(_BITS, max_size=30).map("".join)
_SLOW = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _is_kept(before: str, text: str, after: str) -> bool:
    """Whether each finding in `text` is still covered, no less surely, within a longer text."""
    shift = len(before) + 2 if before else 0
    whole = examine(f"{before}\n\n{text}\n\n{after}" if before else f"{text}\n\n{after}")
    return all(
        any(
            g.fact == f.fact
            and g.start <= f.start + shift
            and g.end >= f.end + shift
            and STRENGTH[g.confidence] >= STRENGTH[f.confidence]
            for g in whole
        )
        for f in examine(text)
    )


@_SLOW
@given(TEXTS, TEXTS, TEXTS)
def test_text_before_or_after_a_blank_line_removes_no_finding(
    before: str, text: str, after: str
) -> None:
    assert _is_kept(before, text, after)


@_SLOW
@given(TEXTS, TEXTS)
def test_more_text_never_makes_the_latest_year_earlier(text: str, more: str) -> None:
    year = latest_year_mentioned(text)
    if year is not None:
        assert (latest_year_mentioned(f"{text}\n\n{more}") or 0) >= year


@_SLOW
@given(st.one_of(st.text(max_size=300), TEXTS))
def test_any_text_can_be_examined_and_offsets_lie_within_it(text: str) -> None:
    for finding in examine(text):
        assert 0 <= finding.start < finding.end <= len(text)
        assert finding.fact in FACTS
    latest_year_mentioned(text)


def test_lone_surrogates_and_every_plane_can_be_examined() -> None:
    examine("".join(map(chr, range(0, 0x110000, 7))))


@_SLOW
@given(st.one_of(st.text(max_size=200), TEXTS))
def test_every_folded_character_comes_from_a_place_in_the_text(text: str) -> None:
    folded = fold(text)
    previous = 0
    for position in range(len(folded.text)):
        start, end = folded.span(position, position + 1)
        assert previous <= start < end <= len(text)
        previous = start


N = 200_000
ADVERSARIAL = {
    "digits": "1" * N,
    "digits apart": "1 " * (N // 2),
    "spaces": " " * N,
    "hyphens": "-" * N,
    "line ends": "\n" * N,
    "letters apart": "с " * (N // 2),
    "look-alike digits": "о" * N + "1",
    "broken words": "а-\n" * (N // 3),
    "soft hyphens": ("\u00ad" + " " * 30) * (N // 31),
    "zero width": "\u200b" * N,
    "marks": "секретно " * (N // 9),
    "damaged marks": "сек.ретно. " * (N // 11),
    "passports": "паспорт 12 " * (N // 11),
    "phones": "тел. " * (N // 5),
    "flats": "кв 1 " * (N // 5),
    "files": "дело " * (N // 5),
    "births": "родился 1 " * (N // 10),
    "at signs": "a@" * (N // 2),
    "strokes": "|" * N,
    "years": "год 19 " * (N // 7),
    "brackets": "(" * N,
}


@pytest.mark.parametrize("text", ADVERSARIAL.values(), ids=ADVERSARIAL.keys())
def test_no_text_makes_the_detectors_slow(text: str) -> None:
    began = time.process_time()
    examine(text)
    latest_year_mentioned(text)
    # 0.1 to 1.5 s on one core; a quadratic pattern takes minutes
    assert time.process_time() - began < 4
