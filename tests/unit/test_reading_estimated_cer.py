"""The estimate of a page's error rate: what raises it, and where there is none."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.reading.estimated_cer import (
    Signs,
    estimate,
    lexicons_of_models,
    models_of,
    signs,
    with_estimated_cer,
)
from openfonds.model import PageText, ReadStatus, Word
from openfonds.quality.doubt import doubt_of_words

RUSSIAN = (
    "Городская управа в заседании двенадцатого марта постановила вымостить улицы в средней части"
    " города. Расходы покрыть из остатков прошлого года. Городской голова заявил, что работы должны"
    " быть окончены до зимы."
)


def page(text: str, confidence: float | None, engine: str = "tesseract") -> PageText:
    words = () if confidence is None else [Word(w, 0, 0, 9, 9, confidence) for w in text.split()]
    return PageText(
        item_key="k",
        number=1,
        status=ReadStatus.READ,
        reason=None,
        text=text,
        words=tuple(words),
        width_px=100,
        height_px=100,
        ink_ratio=0.1,
        confidence=confidence,
        engine=engine,
        engine_version="5",
        model="rus:0123456789ab;psm=3" if engine == "tesseract" else "",
    )


def rate(text: str, confidence: float | None, engine: str = "tesseract") -> float | None:
    return with_estimated_cer(page(text, confidence, engine)).estimated_cer


def test_sure_and_listed_text_is_nearly_right() -> None:
    found = rate(RUSSIAN, 96)
    assert found is not None and found < 0.03


def test_unsure_text_is_worse_than_sure_text() -> None:
    sure, unsure, guessed = (rate(RUSSIAN, c) or 0 for c in (95, 70, 30))
    assert sure < unsure < guessed
    assert 0.1 < unsure < 0.2
    assert guessed > 0.5


def test_words_of_no_dictionary_are_mostly_wrong_however_sure_they_are() -> None:
    assert (
        rate("Шоэвэр идарэсе унике булган утырыптында шэвэр зпап утвэр ылгамч " * 3, 85) or 0
    ) > 0.5


def test_a_text_layer_is_told_by_its_words_alone() -> None:
    good, bad = rate(RUSSIAN, None, "pdf-text-layer"), rate(_damaged(RUSSIAN), None, "alto")
    assert good is not None and good < 0.03
    assert bad is not None and bad > 0.08


@pytest.mark.parametrize("text", ["", "  \n", "Стр. 12"])
def test_a_page_with_next_to_no_text_has_no_estimate(text: str) -> None:
    assert rate(text, 90) is None


def test_a_text_in_a_language_without_a_dictionary_and_confidence_has_no_estimate() -> None:
    assert rate("გადაწყვეტილება " * 30, None, "alto") is None


def test_what_was_typed_has_no_errors_of_recognition() -> None:
    assert rate(RUSSIAN, None, "text-file") is None


def test_what_was_not_read_has_no_estimate() -> None:
    unread = replace(page(RUSSIAN, 90), status=ReadStatus.FAILED)
    assert with_estimated_cer(unread).estimated_cer is None


def test_halves_of_a_word_in_two_lines_are_one_word() -> None:
    divided = "Город-\nская упра-\nва в заседа-\nнии двенад-\nцатого марта поста-\nновила"
    found = signs(divided, (), lexicons_of_models(["rus"]))
    assert found is not None and found.listed == 1


def test_models_are_read_from_their_id() -> None:
    assert models_of("rus:0123456789ab+eng:ab0123456789;psm=3") == ["rus", "eng"]


share = st.none() | st.floats(0, 1)


@given(
    unsure=share,
    doubt=share,
    listed=share,
    garbage=st.floats(0, 1),
    words=st.floats(0.05, 1),
    more=st.floats(0, 1),
)
def test_a_worse_sign_never_makes_a_page_look_better(
    unsure: float | None,
    doubt: float | None,
    listed: float | None,
    garbage: float,
    words: float,
    more: float,
) -> None:
    found = Signs(unsure, doubt, listed, garbage, words)
    before = estimate(found)
    if before is None:
        assert unsure is None and listed is None
        return
    assert 0 <= before <= 1
    for name in ("unsure", "doubt", "garbage"):
        value = getattr(found, name)
        if value is not None:
            worse = estimate(replace(found, **{name: max(value, more)}))
            assert worse is not None and worse >= before
    if listed is not None:
        worse = estimate(replace(found, listed=min(listed, more)))
        assert worse is not None and worse >= before


def test_where_no_word_is_sure_all_are_doubted() -> None:
    words = [Word("слово", 0, 0, 1, 1, confidence) for confidence in (70.0, 80.0, 86.0, 95.0)]
    doubts = [doubt_of_words([word] * 10) or 0.0 for word in words]
    assert doubts == sorted(doubts, reverse=True)
    assert doubts[2] > 0.005 > doubts[3] == 0


def test_one_bad_word_counts_the_same_whether_it_is_long_or_short() -> None:
    sure = [Word("слово", 0, 0, 1, 1, 95.0)] * 20
    long = doubt_of_words([*sure, Word("постановление", 0, 0, 1, 1, 0.0)])
    short = doubt_of_words([*sure, Word("по", 0, 0, 1, 1, 0.0)])
    assert (long, short) == (1 / 113, 1 / 102)
    assert doubt_of_words(sure) == 0
    assert doubt_of_words([Word("слово", 0, 0, 1, 1, None)]) is None


def _damaged(text: str) -> str:
    """Every seventh letter is another."""
    return "".join("ж" if i % 7 == 3 and c.isalpha() else c for i, c in enumerate(text))
