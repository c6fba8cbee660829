"""Fingerprints of texts, and what two texts share."""

import random
from datetime import date

import numpy as np
import pytest

from openfonds.model import Fact, FactSource, Outcome, Part, RuleHit, Truth, Verdict
from openfonds.restrictions.passages import (
    GRAM,
    KEPT_REPEATS,
    MIN_LETTERS,
    SHORT_LETTERS,
    Fingerprints,
    fingerprint,
    fold_letters,
)
from openfonds.restrictions.shared_text import (
    Matches,
    Shared,
    compare,
    formula_letters,
    has_passage,
    passage_letters,
)
from openfonds.restrictions.standing import Standing, kept_back, standing_of

KEY = b"a key"
NOTHING = Shared(is_near_copy=False, is_quoted=False)


def prose(seed: int, n_letters: int) -> str:
    rng = random.Random(seed)
    return "".join(rng.choice("абвгдежзиклмнопрстуфхцчшщыэюя") for _ in range(n_letters))


def prints(text: str, key: bytes = KEY) -> Fingerprints:
    return fingerprint(fold_letters([text]), key)


def shared(opened: str, closed: str, formulas: str = "") -> Shared:
    """What `opened` shares with `closed`, where all of `formulas` is a formula."""
    ours, theirs = prints(opened), prints(closed)
    known = np.isin(ours.hashes, prints(formulas).hashes)
    pairs = [(i, j) for i, h in enumerate(ours.hashes) for j in np.flatnonzero(theirs.hashes == h)]
    at = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    matches = Matches(ours.starts[at[:, 0]], theirs.starts[at[:, 1]], known[at[:, 0]])
    return compare(formula_letters(ours, known), matches, theirs.n_letters)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Объявленіе о торгахъ", "ОБЬЯВЛЕНИЕ О ТОРГАХ".replace("Ь", "")),
        ("CEKPETHO", "секретно"),
        ("съѣздъ", "се зд".replace("се", "сe")),
        ("ёлка, Йод", "елка ИОД"),
        ("совер-\nшенно", "совершенно"),
        ("№ 12/٣", "123"),
        ("café", "сafe\u0301"),
    ],
    ids=["old", "Latin", "yat", "accents", "line end", "digits", "combining"],
)
def test_spelling_does_not_matter(one: str, other: str) -> None:
    assert fold_letters([one]).tolist() == fold_letters([other]).tolist()


def test_what_differs_stays_apart() -> None:
    assert "".join(map(chr, fold_letters(["Ду́ша 12", "𐍐 шар"]))) == "душа12𐍐шар"


def test_the_key_changes_what_is_stored_and_not_which_grams() -> None:
    one, other = prints(prose(1, 3000)), prints(prose(1, 3000), b"another")
    assert one.starts.tolist() == other.starts.tolist()
    assert not set(one.hashes.tolist()) & set(other.hashes.tolist())
    assert one.digest != other.digest


@pytest.mark.parametrize(
    ("n_letters", "has_digest", "count"),
    [
        (19, False, 0),
        (20, True, 0),
        (MIN_LETTERS - 1, True, 0),
        (MIN_LETTERS, True, MIN_LETTERS - GRAM + 1),
        (SHORT_LETTERS, True, SHORT_LETTERS - GRAM + 1),
        (0, False, 0),
    ],
)
def test_short_texts(n_letters: int, has_digest: bool, count: int) -> None:
    found = prints(prose(2, n_letters))
    assert (found.n_letters, found.digest is not None) == (n_letters, has_digest)
    assert len(found.hashes) == len(found.starts) == count


def test_a_long_text_keeps_about_one_gram_in_six() -> None:
    assert 0.1 < len(prints(prose(3, 20_000)).hashes) / 20_000 < 0.2


def test_what_is_stored_of_a_repeated_text_is_bounded() -> None:
    hashes, starts = prints(prose(4, 50) * 40).stored()
    _, counts = np.unique(hashes, return_counts=True)
    assert counts.max() == KEPT_REPEATS
    assert sorted(hashes.tolist()) == hashes.tolist() and len(starts) == len(hashes)
    nothing, _ = prints("").stored()
    assert len(nothing) == 0


@pytest.mark.parametrize(
    ("opened", "closed", "expected"),
    [
        (prose(1, 900), prose(2, 900), NOTHING),
        (prose(1, 900), prose(1, 900), Shared(True, True)),
        (prose(1, 500) + prose(3, 400), prose(1, 500) + prose(2, 900), Shared(True, True)),
        (prose(1, 300) + prose(3, 900), prose(1, 300) + prose(2, 900), Shared(False, True)),
        (prose(3, 900) + prose(1, 300), prose(1, 300) + prose(2, 200), Shared(True, True)),
        (prose(1, 60) + prose(3, 900), prose(1, 60) + prose(2, 900), NOTHING),
        (prose(1, 80), prose(1, 80), Shared(True, False)),
    ],
    ids=["unrelated", "equal", "half", "quoted", "holds the closed one", "phrase", "short"],
)
def test_what_two_texts_share(opened: str, closed: str, expected: Shared) -> None:
    assert shared(opened, closed) == expected


@pytest.mark.parametrize("length", [120, 150, 200, 400])
def test_a_passage_of_120_letters_is_found_wherever_it_stands(length: int) -> None:
    closed = prose(1, 2000)
    for at in range(0, 600, 37):
        opened = prose(5, 700 + at) + closed[at : at + length] + prose(6, 700)
        assert shared(opened, closed).is_quoted


def test_a_passage_scattered_letter_by_letter_is_not_one() -> None:
    closed = prose(1, 2000)
    pieces = "".join(prose(10 + i, 150) + closed[i * 100 : i * 100 + 35] for i in range(12))
    assert shared(pieces, closed) == NOTHING


def test_turned_around_phrases_are_not_a_passage() -> None:
    closed = prose(1, 400)
    words = [closed[i : i + 14] for i in range(0, 400, 14)]
    assert shared(prose(2, 500) + "".join(reversed(words)) + prose(3, 500), closed) == NOTHING


def test_a_formula_is_not_a_passage() -> None:
    form, own, other = prose(1, 600), prose(2, 300), prose(3, 300)
    assert shared(form + own, form + other) == Shared(True, True)
    assert shared(form + own, form + other, formulas=form) == NOTHING
    assert shared(form + own, form + own, formulas=form) == Shared(True, True)
    quoting = form + own[:150] + prose(4, 500)
    assert shared(quoting, form + own, formulas=form) == Shared(False, True)


@pytest.mark.parametrize(("n_sentences", "is_quoted"), [(4, True), (2, False)])
def test_formulas_with_the_same_numbers_in_one_order_are_a_quotation(
    n_sentences: int, is_quoted: bool
) -> None:
    forms = [prose(20 + i, 80) for i in range(6)]
    numbers = ["четыреста", "девяносто", "тринадцать", "семьдесят", "восемьсот", "двадцать"]
    closed = "".join(form + number for form, number in zip(forms, numbers, strict=True))
    end = n_sentences * 90
    quoting = prose(1, 900) + closed[:end] + prose(2, 900)
    other = prose(1, 900) + "".join(f"{form}ничего" for form in forms) + prose(2, 900)
    formulas = "".join(f"{form}" for form in forms)
    assert shared(quoting, closed, formulas=formulas).is_quoted is is_quoted
    assert not shared(other, closed, formulas=formulas).is_quoted


def test_a_passage_word_for_word_is_longer_than_formulas_with_other_numbers() -> None:
    forms = [prose(40 + i, 80) for i in range(5)]
    closed = "".join(f"{form}четыреста{i}" for i, form in enumerate(forms))
    quoting = prose(1, 600) + closed + prose(2, 600)
    other = prose(3, 600) + "".join(f"{form}восемьдесятдва" for form in forms) + prose(4, 600)
    assert common_letters(quoting, closed) >= len(closed) - 60
    assert common_letters(other, closed) <= 120


def common_letters(one: str, two: str) -> int:
    ours, theirs = prints(one).long, prints(two).long
    assert ours and theirs
    pairs = [(i, j) for i, h in enumerate(ours.hashes) for j in np.flatnonzero(theirs.hashes == h)]
    at = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return passage_letters(ours.starts[at[:, 0]], theirs.starts[at[:, 1]])


def test_nothing_but_formula_is_a_copy_when_nearly_all_of_it_is_there() -> None:
    form = prose(1, 600)
    assert shared(form, form, formulas=form).is_near_copy
    assert not shared(form, form[:400] + prose(2, 400), formulas=form).is_near_copy


@pytest.mark.parametrize(
    ("opened", "drift", "expected"),
    [
        ((0, 1, 2, 90), (0, 0, 0, 0), False),
        ((0, 10, 20), (0, 0, 0), False),
        ((0, 10, 30), (0, 0, 0), True),
        ((0, 20, 40, 60), (14, 15, 16, 17), True),
        ((0, 20, 40, 60), (0, 40, 80, 120), False),
        ((0, 200, 400, 600), (0, 0, 0, 0), False),
    ],
    ids=["one phrase", "too short", "just enough", "letters lost", "moved about", "far apart"],
)
def test_what_stands_in_a_row(
    opened: tuple[int, ...], drift: tuple[int, ...], expected: bool
) -> None:
    starts = np.array(opened, np.int64)
    assert has_passage(starts, starts + np.array(drift), 700) is expected


def test_no_common_fingerprints() -> None:
    none = np.empty(0, np.int64)
    assert not has_passage(none, none, 0)
    assert compare(np.zeros(0, bool), Matches(none, none, none > 0), 0) == NOTHING


def verdict(
    outcome: Outcome,
    *hits: tuple[str, str],
    facts: tuple[Fact, ...] = (),
    ruling: str | None = None,
) -> Verdict:
    return Verdict(
        item_key="k",
        outcome=outcome,
        effect="none",
        reason_codes=(),
        citations=(),
        hits=tuple(RuleHit("R", what, layer, "c", None) for layer, what in hits),
        facts=facts,
        next_check_on=None,
        rights_uri=None,
        pack="p",
        as_of=date(2026, 11, 22),
        ruling=ruling,
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (verdict(Outcome.OPEN, ("access", "open"), ("privacy", "partial")), Standing.OPEN),
        (verdict(Outcome.WITHHELD, ("secrecy", "deny")), Standing.DENIED),
        (verdict(Outcome.WITHHELD, ("owner", "deny"), ("care", "review")), Standing.DENIED),
        (verdict(Outcome.SUSPENDED), Standing.DENIED),
        (verdict(Outcome.WITHHELD, ruling="r"), Standing.DENIED),
        (verdict(Outcome.WITHHELD, ("copyright", "deny")), None),
        (
            verdict(Outcome.WITHHELD, ("copyright", "deny"), ("privacy", "review")),
            Standing.CLOSED,
        ),
        (verdict(Outcome.REVIEW, ("content", "review")), Standing.CLOSED),
        (verdict(Outcome.REVIEW, ("access", "review"), ("copyright", "open")), Standing.CLOSED),
        (verdict(Outcome.REVIEW, ("copyright", "review"), ("access", "open")), None),
        (verdict(Outcome.REVIEW, ("care", "review")), None),
        (verdict(Outcome.REVIEW, ("privacy", "partial"), ("physical", "review")), None),
    ],
)
def test_how_a_text_counts(given: Verdict, expected: Standing | None) -> None:
    assert standing_of(given) is expected


def test_an_unclear_note_on_access_may_be_about_the_text() -> None:
    fact = Fact("access_unclear", Truth.TRUE, FactSource.CATALOGUE, "column access", None, None)
    found = standing_of(verdict(Outcome.REVIEW, ("care", "review"), facts=(fact,)))
    assert found is Standing.CLOSED


def test_spans_are_not_pages() -> None:
    page = Part(3, None, None, "withhold_page", "R", "c")
    assert kept_back([page, Part(4, 0, 9, "redact_span", "R", "c")]) == {3}
