"""A misread copy of a closed text that is nothing but formulas is known by their order."""

import random
from pathlib import Path

import numpy as np
import pytest

from catalog import passages
from catalog.database import open_database
from catalog.passage_texts import WHOLE, NewText, Place
from openfonds.app.decisions.copy_search import NEAR_COPY, Text, reasons
from openfonds.model import Batch
from openfonds.restrictions.passages import fingerprint, fold_letters
from openfonds.restrictions.shared_text import repeats_one, share_in_order
from openfonds.restrictions.standing import Standing

LETTERS = "абвгдежзиклмнопрстуфхцчшщыэюя"


def _prose(seed: int, n_letters: int) -> str:
    rng = random.Random(seed)
    return "".join(rng.choice(LETTERS) for _ in range(n_letters))


STOCK = [_prose(i, 90) for i in range(40)]


def _paper(seed: int) -> str:
    return "".join(random.Random(seed).choices(STOCK, k=10))


def _misread(text: str, seed: int) -> str:
    rng = random.Random(seed)
    return "".join(rng.choice(LETTERS) if rng.random() < 0.09 else c for c in text)


def _new(number: int, text: str, standing: Standing) -> NewText:
    place = Place("c", "h", number, WHOLE, f"Д. {number}")
    prints = fingerprint(fold_letters([text]), b"key")
    return NewText(place, f"k{number}", standing, prints, Batch("PageClean", "c", "0" * 64, 1))


def test_it_is_found_however_it_is_misread(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path}/catalog.db")
    closed = [_new(i, _paper(i), Standing.DENIED) for i in range(8)]
    opened = [_new(100 + i, _paper(100 + i), Standing.OPEN) for i in range(80)]
    passages.remember(engine, [*closed, *opened], [])
    copies = [_new(500 + i, _misread(_paper(i), i), Standing.OPEN) for i in range(8)]
    with engine.connect() as connection:
        found = reasons(connection, [Text(t.place, t.prints) for t in copies])
    engine.dispose()
    assert [NEAR_COPY in codes for codes in found] == [True] * 8


@pytest.mark.parametrize(
    ("n_letters", "closed", "opened", "repeats"),
    [
        (900, [0.1, 0.8], [0.3, 0.2, 0.2, 0.1], True),
        (900, [0.8], [], True),
        (900, [0.9], [0.9, 0.9], True),  # copies themselves, not yet closed
        (900, [0.95], [0.95, 0.9, 0.9], False),  # a form
        (900, [0.59], [], False),
        (900, [0.61], [0.3, 0.3, 0.3], False),
        (900, [], [], False),
        (149, [1.0], [], False),
    ],
)
def test_one_closed_text_and_hardly_any_open_one(
    n_letters: int, closed: list[float], opened: list[float], repeats: bool
) -> None:
    assert repeats_one(n_letters, closed, opened) is repeats


def test_letters_count_only_in_the_order_of_the_other_text() -> None:
    here = np.arange(0, 400, 10, dtype=np.int64)
    moved = np.where(here < 200, here + 1000, here - 200)
    assert share_in_order(400, here, here + 7) == 1.0
    assert 0.4 < share_in_order(400, here, moved) < 0.6
