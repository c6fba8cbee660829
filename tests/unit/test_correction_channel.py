"""The parts of the noisy channel: confusions, old forms, spellings, letters, frequencies."""

import math

import pytest

from benchmarks.page_readings import Reading
from openfonds.correction.channel import explain
from openfonds.correction.confusions import (
    CYRILLIC,
    LATIN,
    Confusions,
    Counted,
    confusions,
    confusions_of,
    read_table,
)
from openfonds.correction.letters import LetterModel
from openfonds.correction.old_forms import is_old_form
from openfonds.correction.spellings import is_spelling
from openfonds.correction.vocabulary import vocabulary_of
from openfonds.languages.dictionaries import Dictionaries
from setup.learn_confusions import Tally


def test_the_table_has_both_scripts_and_sound_counts() -> None:
    rows = list(read_table())
    assert {row.script for row in rows} == {CYRILLIC, LATIN}
    assert all(0 < row.count <= row.total and row.meant != row.read for row in rows)
    assert confusions_of(CYRILLIC) and confusions_of(LATIN)


def test_one_confusion_or_two_that_do_not_touch() -> None:
    found = dict(
        Confusions({("т", "ш"): 0.01, ("", "ъ"): 0.001, ("ы", "ьі"): 0.1}).meant_by("ъшьішъ")
    )
    assert found["шьішъ"] == pytest.approx(math.log(0.001))
    assert found["ъшыш" + "ъ"] == pytest.approx(math.log(0.1))
    assert "ътьітъ" in found
    assert "ътыш" + "ъ" not in found  # side by side


def test_a_rare_accident_is_no_confusion() -> None:
    once = confusions(LATIN, [Counted(LATIN, "q", "z", 1, 10), Counted(LATIN, "x", "z", 3, 10)])
    meant = dict(once.meant_by("z"))
    assert "q" not in meant and meant["x"] == pytest.approx(math.log(0.25))


def test_the_best_word_its_gain_and_its_margin() -> None:
    likely = {"тотъ": -5.0, "ротъ": -9.0}
    best = explain(
        "шотъ", Confusions({("т", "ш"): 0.01, ("р", "ш"): 0.01}), likely.get, evidence=20.0
    )
    assert best is not None and best.meant == "тотъ"
    assert best.gain == pytest.approx(math.log(0.01) + 15) and best.margin == pytest.approx(4)
    assert explain("шотъ", Confusions({}), likely.get, evidence=20.0) is None


@pytest.mark.parametrize(
    "word", ["какъ", "дѣло", "пріятель", "міръ", "всѣхъ", "болѣзнь", "съѣлъ", "столѣ", "сильнѣе"]
)
def test_old_forms(word: str) -> None:
    assert is_old_form(word)


@pytest.mark.parametrize("word", ["как", "нѣбо", "врѣмя", "приятель", "сіла", "ъкто", "мѣжду"])
def test_what_the_old_spelling_never_had(word: str) -> None:
    assert not is_old_form(word)


@pytest.mark.parametrize(
    ("read", "meant", "same"),
    [
        ("болше", "больше", True),
        ("приближилась", "приблизилась", False),
        ("скончалася", "скончался", True),
        ("прозьба", "просьба", True),
        ("дерзская", "дерзкая", True),
        ("чаво", "чего", False),
        ("коммисія", "комисія", True),
        ("жендомъ", "жендом", True),
        ("ендомъ", "жендомъ", True),
        ("какь", "какъ", False),
        ("reponse", "réponse", True),
        ("oouples", "couples", False),
    ],
)
def test_spellings_of_one_word(read: str, meant: str, same: bool) -> None:
    assert is_spelling(read, meant) is same


def test_rubbish_is_less_of_a_word_than_a_rare_word() -> None:
    russian = Dictionaries(None).of("rus")
    assert russian is not None
    vocabulary = vocabulary_of("rus", russian)
    spelled = vocabulary.letters.log_probability
    assert spelled("скончалась") > spelled("скочнаалсь") + 5
    assert vocabulary.log_probability("человек") > vocabulary.log_probability("чреслах") + 3


def test_letters_never_seen_are_not_impossible() -> None:
    assert -100 < LetterModel(["слово"]).log_probability("中а中") < 0


def test_confusions_are_counted_from_pages() -> None:
    page = Reading(
        "ru", "one", "Онъ шелъ, а потомъ стоялъ тамъ.", "Онъ тель, а потомъ стояль тамъ.", ()
    )
    counted = {(one.meant, one.read): (one.count, one.total) for one in Tally([page]).counted()}
    assert counted == {("ш", "т"): (1, 1), ("ъ", "ь"): (2, 4)}


def test_counts_of_pages_are_added() -> None:
    page = Reading("eng", "one", "the camp there", "the oamp there", ())
    both = Tally([page])
    both.add(Tally([page]))
    assert both.counted() == Tally([page, page]).counted() == [Counted(LATIN, "c", "o", 2, 2)]
