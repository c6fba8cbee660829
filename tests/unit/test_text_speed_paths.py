"""The fast ways say what the slow ones say."""

import random
from types import SimpleNamespace

import pytest

from openfonds.cleaning.clean import clean_page
from openfonds.languages import russian_words
from openfonds.languages.russian_words import analyser, is_russian_word
from openfonds.languages.scripts import lower_counts
from openfonds.quality.garbage import is_good
from openfonds.quality.repetition import repetition_ratio

_LISTED = "ёлка елка всё все еще ещё пес пёс городской веществъ щёлочь объект чего-то п́а 1 x"
_WORDS = _LISTED.split()


def test_a_russian_word_is_what_pymorphy_knows() -> None:
    source = random.Random(8)
    words = [*_WORDS, "", "е", "ееее", "а\x01", "а\x00", "пес\x00", "\U0001d400"]
    for word in _WORDS:
        for _ in range(40):
            place = source.randrange(len(word) + 1)
            words.append(word[:place] + source.choice("еёабы-") + word[place + 1 :])
    known = [bool(analyser().word_is_known(word)) for word in words]
    assert [is_russian_word(word) for word in words] == known
    assert any(known) and not all(known)


def test_a_library_that_keeps_the_graph_otherwise_is_asked_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = SimpleNamespace(
        dictionary=SimpleNamespace(words=SimpleNamespace(dct=object())),
        word_is_known=analyser().word_is_known,
    )
    monkeypatch.setattr(russian_words, "analyser", lambda: other)
    monkeypatch.setattr(russian_words, "_graph", russian_words._graph.__wrapped__)
    assert is_russian_word("елка") and not is_russian_word("елкъ")


@pytest.mark.parametrize("text", ["", "Аа\u0301 Ѣ", "İıß", "中 aA", "\U00010400", "\ud800 b"])
def test_characters_are_counted_as_one_by_one(text: str) -> None:
    lower = text.lower()
    assert lower_counts(text) == {char: lower.count(char) for char in lower}


@pytest.mark.parametrize(
    ("token", "is_printed"),
    [
        ("Городъ,", True),
        ("«управа»", True),
        ("ааа", False),
        ("взгляд", True),
        ("бвгджз", False),
        ("бвгдж", True),
        ("а" + "бa" * 2, False),
        ("о" * 2 + "ба" * 20, False),
    ],
)
def test_a_token_is_good_or_not(token: str, is_printed: bool) -> None:
    assert is_good(token) is is_printed


def test_a_run_that_comes_back_within_other_lines_is_seen() -> None:
    words = [f"слово{k}" for k in range(40)]
    assert repetition_ratio(" ".join(words)) == 0.0
    again = [*words, *words[7:12]]
    assert repetition_ratio(" ".join(again)) > 0.0


def test_look_alikes_in_a_word_longer_than_any_do_not_stop_the_cleaning() -> None:
    word = ("Россия" * 30)[:150] + "aб" * 60
    assert clean_page(word)[0]
    assert clean_page("Рoссия")[0] == "Россия"
