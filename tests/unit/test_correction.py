"""Correction of recognition errors."""

import pytest

from extractors.reading.tesseract import probe
from openfonds.cleaning.item import clean_item
from openfonds.correction.correct import MAX_UNSURE, corrections
from openfonds.edits import EditedText, undo
from openfonds.languages.dictionaries import Dictionaries
from openfonds.languages.orthography import MODERN, PRE_REFORM
from openfonds.model import PageText, ReadStatus, Word
from tests.timing import seconds_of

DICTIONARIES = Dictionaries(probe().tessdata)
# Most words of this page were read rightly; these were not.
OLD = (
    "Многїя женщипы съ ребятами были приведены въ городъ, гдѣ учишель училъ старшихъ,\n"
    "и все было совершенпую правду сказать приготовлено къ употребленїю вслкой вещи."
)
MISREAD = ("женщипы", "учишель", "совершенпую", "вслкой")


def words_of(text: str, unsure: tuple[str, ...] = MISREAD, low: float = 40.0) -> list[Word]:
    return [
        Word(word, 0, 0, 0, 0, low if any(part in word for part in unsure) else 95.0)
        for word in text.split()
    ]


def corrected(
    text: str,
    words: list[Word],
    language: str | None = "rus",
    orthography: str | None = PRE_REFORM,
) -> str:
    page = EditedText(text)
    after = page.apply(corrections(text, words, language, orthography, DICTIONARIES))
    assert undo(after.text, after.edits) == text
    assert {edit.reason for edit in after.edits} <= {"ocr"}
    return after.text


def test_what_was_misread_is_put_right() -> None:
    after = corrected(OLD, words_of(OLD))
    assert "женщины" in after and "учитель" in after
    assert "совершенную" in after and "всякой" in after


def test_the_order_of_the_words_does_not_matter() -> None:
    words = words_of(OLD)
    assert corrected(OLD, words[::-1]) == corrected(OLD, words)


def test_a_word_that_a_line_end_cut_has_the_confidence_of_its_parts() -> None:
    words = words_of(OLD.replace("женщипы", "жен- щипы"), ("жен-", *MISREAD))
    assert "женщины" in corrected(OLD, words)


def test_cleaning_corrects_last() -> None:
    page = PageText(
        *("key", 1, ReadStatus.READ, None, OLD.replace("женщипы", "жен-\nщипы")),
        *((Word("жен-", 0, 0, 0, 0, 50.0), Word("щипы", 0, 0, 0, 0, 50.0), *words_of(OLD)),),
        *(None, None, None, None, "tesseract", "5", "rus"),
    )
    (cleaned,) = clean_item([page], DICTIONARIES)
    assert "женщины" in cleaned.text and "учитель" in cleaned.text
    assert undo(cleaned.text, cleaned.edits) == page.text
    assert {"ocr", "hyphen+ocr"} <= {edit.reason for edit in cleaned.edits}


@pytest.mark.parametrize(
    ("language", "orthography"),
    [(None, None), ("chu", None), ("kpv", None), ("rus", None)],
    ids=["unknown", "no list", "no list either", "spelling unknown"],
)
def test_nothing_without_a_list_or_a_spelling(
    language: str | None, orthography: str | None
) -> None:
    assert corrected(OLD, words_of(OLD), language, orthography) == OLD


@pytest.mark.parametrize("confidence", [None, 90.0, 96.0])
def test_nothing_where_the_engine_was_sure_or_nobody_knows(confidence: float | None) -> None:
    words = [Word(word, 0, 0, 0, 0, confidence) for word in OLD.split()]
    assert corrected(OLD, words) == OLD
    assert corrected(OLD, []) == OLD


def test_a_word_read_twice_in_the_same_way_once_with_confidence_stands_there() -> None:
    again = Word("женщипы,", 0, 0, 0, 0, 93.0)
    after = corrected(OLD, [*words_of(OLD), again])
    assert "женщипы" in after and "учитель" in after


@pytest.mark.parametrize(
    "kept",
    [
        "Женщипы",
        "женщипы-то",
        "женщипы5",
        "женщипы[…]",
        "[…] женщипы",
        "женщипы […]",
        "жен[щипы]",
        "женщипы█",
        "█ женщипы",
        "женщипы █",
        "женщипы’",
        "женщи\u0301пы",
        "т.женщипы",
        "женщипu",
    ],
)
def test_names_numbers_masks_and_parts_of_words_are_left(kept: str) -> None:
    text = OLD.replace("женщипы", kept)
    after = corrected(text, words_of(text, (*MISREAD, kept, "щипы")))
    assert kept in after and "учитель" in after


@pytest.mark.parametrize(
    "beside", ["женщипы,", "женщипы.", "женщипы;", "«женщипы»", "(женщипы)", "женщипы?", "женщипы…"]
)
def test_words_beside_punctuation_are_put_right(beside: str) -> None:
    text = OLD.replace("женщипы", beside)
    assert beside.replace("п", "н") in corrected(text, words_of(text))


def test_an_abbreviation_is_left() -> None:
    text = OLD.replace("вслкой вещи", "вслкой. Вещи")
    assert "вслкой" in corrected(text, words_of(text))


def test_spellings_and_old_words_are_left() -> None:
    text = "Болше приближилась скончалася агромадный шопотом чаво возми прозьбу эфто"
    words = [Word(word, 0, 0, 0, 0, 10.0) for word in text.split()]
    assert corrected(text, words, orthography=MODERN) == text


def test_a_page_of_listed_words_is_left() -> None:
    good = " ".join(["Въ городѣ были старые дома и новыя улицы."] * 60)
    text = f"{good} женщипы"
    assert corrected(text, words_of(text)) == text


def test_modern_spelling_gets_no_old_letters() -> None:
    text = "Старые женщипы совершенпую правду сказали учишелю вслкой вещи"
    words = [Word(word, 0, 0, 0, 0, 10.0) for word in text.split()]
    after = corrected(text, words, orthography=MODERN)
    assert "женщины" in after and not set("ѣіѳѵъ") & set(after)


def test_other_languages_by_the_lists_of_the_models() -> None:
    text = "The oouples were oonfisoated and the dootors went to the oafe for musio and a ohance"
    wrong = ("oouples", "oonfisoated", "dootors", "oafe", "musio", "ohance")
    after = corrected(text, words_of(text, wrong), "eng", None)
    assert "couples" in after and "confiscated" in after and "doctors" in after


def test_capital_hard_signs_need_no_confidence() -> None:
    text = "Онъ былЪ сЪ ними, а ИванЪ и НАРОДЪ молчали; пЪснь"
    assert corrected(text, []) == "Онъ былъ съ ними, а ИванЪ и НАРОДЪ молчали; пЪснь"


@pytest.mark.parametrize(
    "text",
    ["а" * 300_000, "бЪ" * 100_000, "ъ\n" * 100_000, "-" * 300_000, "щи5" * 100_000],
    ids=["one letter", "signs", "lines", "hyphens", "digits"],
)
def test_time_is_linear(text: str) -> None:
    words = words_of(text, ("а", "щи"))
    assert seconds_of(lambda: corrected(text, words)) < 3


def test_a_page_of_rubbish_costs_no_more_than_its_limit() -> None:
    letters = "абвгдежзиклмнопрстуф"
    rubbish = [f"щ{a}ъ{b}ы{c}щъ" for a in letters for b in letters for c in letters]
    words = [Word(word, 0, 0, 0, 0, 5.0) for word in rubbish]
    text = " ".join(rubbish)
    assert seconds_of(lambda: corrected(text, words)) < MAX_UNSURE * 0.02
