"""The quality signals: each on texts whose value is plain, and none from what is masked."""

from dataclasses import replace
from typing import Any

import pytest

from openfonds.languages.dictionaries import Dictionaries
from openfonds.languages.mixture import main_language_ratio
from openfonds.model import Decision, PageClean, PageText, Part, ReadStatus, Word
from openfonds.quality.coverage import lexicon_coverage
from openfonds.quality.garbage import garbage_ratio
from openfonds.quality.repetition import compression_ratio, repetition_ratio
from openfonds.quality.score import BY_CONFIDENCE, BY_TEXT, Evidence, quality_score
from openfonds.quality.signals import Signals, item_signals, page_signals, tenth_percentile
from openfonds.quality.tokens import garbage_and_coverage
from openfonds.releases.assemble import OpenItem, document_record, page_records, signals_of
from openfonds.restrictions.redaction import MASK
from tests.item_samples import item
from tests.release_rows import COLLECTION
from tests.timing import seconds_of

RUSSIAN = Dictionaries(None)
PROSE = (
    "Городской совет слушал доклад управы о постройке нового училища и постановил отпустить "
    "из городских сумм две тысячи рублей. Об этом решении уведомить губернатора и просить "
    "разрешения начать работы весной будущего года, когда сойдет снег и просохнут дороги."
)
GERMAN = (
    "Der Magistrat der Stadt hat in seiner letzten Sitzung beschlossen, die Straßen im Frühjahr "
    "neu pflastern zu lassen und dem Statthalter davon Nachricht zu geben. "
)
SURE = Evidence(95.0, 0.001, 0.0, 0.95, 0.0, 0.18)


def page(text: str, confidences: tuple[float, ...] = (), number: int = 1) -> PageText:
    words = tuple(Word("слово", 0, 0, 1, 1, c) for c in confidences)
    mean = sum(confidences) / len(confidences) if confidences else None
    status = ReadStatus.READ if text else ReadStatus.BLANK
    return PageText("k", number, status, None, text, words, 1, 1, 0.1, mean, "tesseract", "5", "")


def clean(text: str, language: str | None = "rus", number: int = 1) -> PageClean:
    return PageClean("k", number, text, (), language, 0.9, "Cyrl", None)


def signals(text: str, confidences: tuple[float, ...] = (), language: str = "rus") -> Signals:
    return page_signals(page(text, confidences), clean(text, language), RUSSIAN, MASK)


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        pytest.param(PROSE, 0.0, 0.0, id="prose"),
        pytest.param(f"{PROSE}\n{PROSE}", 0.49, 0.51, id="a line twice"),
        pytest.param("и вот он пошел туда " * 50, 0.95, 1.0, id="a loop of words"),
        pytest.param("аб" * 5000, 0.9, 1.0, id="a loop without blanks"),
        pytest.param("12\n12\n12\n12", 0.0, 0.0, id="numbers in a column"),
        pytest.param("", 0.0, 0.0, id="nothing"),
    ],
)
def test_repetition(text: str, least: float, most: float) -> None:
    assert least <= repetition_ratio(text) <= most


def test_what_goes_round_in_circles_is_pressed_to_nothing() -> None:
    prose, loop = compression_ratio(PROSE), compression_ratio("и вот он пошел туда " * 50)
    assert prose is not None and loop is not None
    assert loop < 0.1 < 0.4 < prose
    assert compression_ratio("") is None


def test_coverage_counts_letters_in_listed_words() -> None:
    assert lexicon_coverage(PROSE, "rus", RUSSIAN) == 1.0
    broken = lexicon_coverage(PROSE.replace("о", "ъ"), "rus", RUSSIAN)
    assert broken is not None and broken < 0.5
    assert lexicon_coverage("Совѣтъ постановилъ уведомить губернатора о томъ", "rus", RUSSIAN) == 1
    assert lexicon_coverage(GERMAN, "deu", RUSSIAN) is None  # no dictionary of German is there
    assert lexicon_coverage("совет решил", "rus", RUSSIAN) is None  # too little to say


def test_share_of_the_main_language() -> None:
    assert main_language_ratio(PROSE * 3, "rus") == 1.0
    mixed = main_language_ratio(PROSE * 4 + GERMAN * 4, "rus")
    assert mixed is not None and 0.3 < mixed < 0.8
    assert main_language_ratio(PROSE, None) is None


def test_every_sign_of_errors_makes_the_score_worse() -> None:
    best = quality_score(SURE)
    assert best is not None and best > 0.95
    for worse in ({"confidence": 70.0}, {"doubt": 0.02}, {"repetition": 0.9}):
        score = quality_score(replace(SURE, **worse))
        assert score is not None and score < best - 0.01
    text = replace(SURE, confidence=None, doubt=None)
    by_text = quality_score(text)
    for worse in ({"garbage": 0.3}, {"coverage": 0.4}):
        score = quality_score(replace(text, **worse))
        assert score is not None and by_text is not None and score < by_text - 0.01
    assert min(*vars_of(BY_CONFIDENCE), *vars_of(BY_TEXT)) >= 0


def vars_of(weights: Any) -> tuple[float, ...]:
    return tuple(getattr(weights, name) for name in weights.__slots__)


def test_one_word_in_doubt_shows_in_the_score_of_a_page() -> None:
    sure, doubted = signals(PROSE, (95.0,) * 21), signals(PROSE, (95.0,) * 20 + (0.0,))
    assert sure.quality is not None and doubted.quality is not None
    assert doubted.quality < sure.quality - 0.02


def test_a_script_that_the_engine_did_not_know_is_worth_nothing() -> None:
    assert quality_score(Evidence(20.0, 0.1, 0.1, None, 0.0, 0.2)) == 0.0


def test_no_score_without_confidence_and_dictionary() -> None:
    assert quality_score(Evidence(None, None, 0.0, None, 0.0, 0.2)) is None


def test_signals_of_a_page() -> None:
    found = signals(PROSE, (90.0, 95.0, 40.0))
    assert (found.n_chars, found.n_words) == (len(PROSE), len(PROSE.split()))
    assert found.confidence_p10 == 40.0
    assert (found.garbage, found.coverage, found.repetition) == (0.0, 1.0, 0.0)
    assert signals("").quality is None
    assert tenth_percentile([]) is None


def test_an_item_is_the_mean_of_its_pages_by_characters() -> None:
    one, other = signals(PROSE * 2, (95.0,)), signals(PROSE, (50.0,))
    assert one.quality is not None and other.quality is not None
    together = item_signals([one, other, signals("")])
    assert together.quality == pytest.approx((2 * one.quality + other.quality) / 3, abs=1e-3)
    assert together.n_words == one.n_words + other.n_words


SECRET = "Иванов Иван Иванович, Иванов Иван Иванович, Иванов Иван Иванович, zzqx zzqx zzqx. "


def rows(secret: str, confidences: tuple[float, ...]) -> tuple[Any, Any]:
    """The rows of a page of which `secret` is masked."""
    text = secret + PROSE
    parts = (Part(1, 0, len(secret), "redact_span", "x", "y"),)
    decision: Any = type(
        "Decided",
        (),
        {"rights_uri": "", "decision_id": "d", "as_of": None, "parts": parts},
    )
    held = replace(item(), title=None, creator=None, author=None, series=None)
    read = replace(page(text, confidences), estimated_cer=sum(confidences) / 1000)
    told = replace(clean(text), language_score=len(secret) / 1000, orthography=secret[:3])
    shown = OpenItem(held, typed(decision), (), [read], [told]).as_published()
    found = signals_of(shown, RUSSIAN)
    document = document_record(shown, COLLECTION, found)
    return document, page_records(shown, document, found)


def typed(decision: Any) -> Decision:
    made: Decision = decision
    return made


def test_nothing_in_the_rows_of_a_masked_page_comes_from_what_is_masked() -> None:
    assert rows(SECRET, (10.0, 20.0)) == rows("Петров ", (90.0, 99.0))


def test_a_mask_is_no_text() -> None:
    (masked,) = rows(SECRET, ())[1]
    assert MASK in masked.text
    assert masked.n_words == len(masked.text.replace(MASK, " ").split())
    assert masked.quality_garbage_ratio_gen == 0.0
    assert masked.quality_lexicon_ratio_gen == 1.0


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("а" * 200_000, id="one character"),
        pytest.param("а\n" * 100_000, id="short lines"),
        pytest.param("абвгдежз " * 25_000, id="one word"),
        pytest.param("'" * 100_000 + "а’" * 50_000, id="apostrophes"),
    ],
)
def test_time_is_linear(text: str) -> None:
    assert seconds_of(lambda: signals(text)) < 2


@pytest.mark.parametrize("text", [PROSE, GERMAN, "Городъ, ¤¤¤ бвгджзк 1912 г. ббб а1б2", "", "…"])
def test_garbage_and_coverage_together_are_what_each_is(text: str) -> None:
    for language in ("rus", None):
        together = garbage_and_coverage(text.split(), language, RUSSIAN)
        assert together == (garbage_ratio(text), lexicon_coverage(text, language, RUSSIAN))


def test_a_listed_word_is_no_garbage() -> None:
    assert garbage_ratio("длинношеее") == 1.0
    assert garbage_and_coverage(["длинношеее,", "ббб"], "rus", RUSSIAN)[0] == 0.5
