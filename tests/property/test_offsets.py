"""What is found in a folded text lies where it stands in the text, whatever noise is in it."""

import random
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from openfonds.restrictions.detectors.normalise import fold, fold_phrase
from openfonds.restrictions.item_reading import examine_for
from openfonds.restrictions.redaction import redact
from tests.item_samples import item

LATIN = dict(zip("АВЕКМНОРСТХаеоструху", "ABEKMHOPCTXaeocтpyxy", strict=False))
WORDS = ("город", "управа", "мост", "доклад", "починка", "торги", "лавка", "берег", "новый")
MARKS = ("совершенно секретно", "не подлежит оглашению", "усыновление", "туберкулез")
IDENTIFIERS = ("112-233-445 95", "500100732259", "8 (495) 123-45-67")
seeds = st.randoms(use_true_random=False)
_PATIENT = settings(max_examples=200, deadline=None)


def _noisy(word: str, rng: random.Random) -> str:
    """One word as print, typewriters and reading give it; no letter of it is lost."""
    kind = rng.randrange(9)
    at = rng.randrange(1, max(len(word), 2))
    if kind == 0:
        return word.upper()
    if kind == 1:
        return "".join(LATIN.get(c, c) for c in word)
    if kind == 2:
        return (
            word[:at] + rng.choice(("-\n", "\u00ad\n", "¬\n", "- \n ", "-\r\n", "=\n")) + word[at:]
        )
    if kind == 3:
        return (
            word[:at] + rng.choice(("\u200b", "\u00ad", "\ufeff", "\u0301", "\u2060")) + word[at:]
        )
    if kind == 4 and len(word) >= 4:
        return " ".join(word)
    if kind == 5:
        return word + "ъ" if word[-1] in "бвгдзклмнпрстфх" else word
    if kind == 6:
        return "".join(c + "\u0301" if c in "аеиоуыэюя" else c for c in word)
    if kind == 7:
        return unicodedata.normalize("NFD", word)
    return word


def _noisy_phrase(phrase: str, rng: random.Random) -> str:
    blank = rng.choice((" ", "\u00a0", "\t", "  "))
    return blank.join(_noisy(word, rng) for word in phrase.split())


def _around(rng: random.Random) -> str:
    return " ".join(_noisy(rng.choice(WORDS), rng) for _ in range(rng.randrange(1, 12)))


@_PATIENT
@given(seeds)
def test_each_folded_character_goes_back_to_the_one_that_it_was_made_of(rng: random.Random) -> None:
    text = _around(rng) + rng.choice(("ﬁ", "Ⅻ", "№", "\r\n", "a_b", "…")) + _around(rng)
    folded = fold(text)
    assert len(folded.text) == len(folded.with_digits)
    last = 0
    for at, character in enumerate(folded.with_digits):
        start, end = folded.span(at, at + 1)
        assert last <= start < end == start + 1
        last = start
        source = text[start]
        if not character.isspace():
            assert character in fold_phrase(source) or character == source
        else:
            assert source.isspace() or source == "_"


@_PATIENT
@given(seeds, st.sampled_from(MARKS))
def test_a_phrase_is_found_where_it_stands_and_nothing_of_it_is_left(
    rng: random.Random, phrase: str
) -> None:
    planted = _noisy_phrase(phrase, rng)
    before, after = _around(rng) + ". \n", " .\n" + _around(rng)
    text = before + planted + after
    folded, wanted = fold(text), fold_phrase(phrase)
    words = folded.text.replace("\t", " ")
    at = words.find(wanted.split()[0])
    last = words.find(wanted.split()[-1], at) + len(wanted.split()[-1])
    assert at >= 0 and last > at
    start, end = folded.span(at, last)
    assert len(before) <= start < end <= len(before) + len(planted)
    # nothing of the phrase is left but what stands between its letters and the next word
    assert redact(text, [(start, end)]).text == before + "[…]" + after
    assert not any(c.isalpha() for c in planted[end - len(before) :].removesuffix("ъ"))


@_PATIENT
@given(seeds, st.sampled_from((*MARKS, *IDENTIFIERS)))
def test_what_a_detector_reports_is_the_planted_passage(rng: random.Random, mark: str) -> None:
    is_number = mark in IDENTIFIERS
    planted = mark if is_number else _noisy_phrase(mark, rng)
    cue = {"112": "СНИЛС ", "500": "ИНН ", "8 (": "тел. "}.get(mark[:3], "")
    before, after = _around(rng) + "\n\n" + cue, "\n\n" + _around(rng)
    text = before + planted + after
    found = examine_for(item())(text)
    low, high = len(before) - len(cue), len(before) + len(planted)
    assert all(low <= f.start < f.end <= high for f in found), (text, found)
    if is_number:
        assert found
        assert not any(c.isdigit() for c in redact(text, [(f.start, f.end) for f in found]).text)
