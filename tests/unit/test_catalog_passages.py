"""Fingerprints in the catalog: kept once, found by hash, live while their decision stands."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from catalog import database as db
from catalog import passages
from catalog.database import open_database
from catalog.decisions import Proposed, record
from catalog.holdings import register_holding
from catalog.passage_texts import (
    WHOLE,
    NewText,
    Place,
    fresh_rows,
    has_closed,
    live_texts,
    settle_fresh,
    with_digests,
)
from openfonds.app.decisions.copy_search import NEAR_COPY, QUOTES, Text, open_suspects, reasons
from openfonds.collection import Collection
from openfonds.errors import SettingsError
from openfonds.model import Batch, Decision, Outcome
from openfonds.restrictions.passages import fingerprint, fold_letters
from openfonds.restrictions.shared_text import FORMULA_ITEMS
from openfonds.restrictions.standing import Standing
from openfonds.storage import open_storage

BATCH = Batch("PageClean", "clean.parquet", "0" * 64, 1)
AS_OF = date(2026, 11, 22)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = open_database(f"sqlite:///{tmp_path}/catalog.db")
    yield made
    made.dispose()


def prose(seed: int, n_letters: int = 900) -> str:
    rng = random.Random(seed)
    return "".join(rng.choice("абвгдежзиклмнопрстуфхцчшщыэюя") for _ in range(n_letters))


def new(
    number: int, text: str, standing: Standing, holding: str = "h", key: bytes = b"key"
) -> NewText:
    place = Place("c", holding, number, WHOLE, f"Д. {number}")
    return NewText(place, f"k{number}", standing, fingerprint(fold_letters([text]), key), BATCH)


def look(engine: Engine, *texts: NewText) -> list[tuple[str, ...]]:
    with engine.connect() as connection:
        return reasons(connection, [Text(t.place, t.prints) for t in texts])


def n_rows(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(
            connection.execute(sa.select(sa.func.count()).select_from(db.passages)).scalar_one()
        )


def ids(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        every = list(connection.execute(sa.select(db.passage_texts.c.id)).scalars())
        return sorted(live_texts(connection, every))


def test_what_is_kept_is_found(engine: Engine) -> None:
    text = new(1, prose(1), Standing.DENIED)
    passages.remember(engine, [text], [])
    with engine.connect() as connection:
        found = passages.postings(connection, text.prints.hashes)
        assert sorted(zip(found.hashes, found.starts, strict=True)) == sorted(
            zip(text.prints.hashes, text.prints.starts, strict=True)
        )
        assert len(passages.postings(connection, np.array([7], np.int64)).hashes) == 0
        assert with_digests(connection, [text.prints.digest or ""])


def test_unchanged_texts_are_kept_once(engine: Engine) -> None:
    texts = [new(i, prose(i), Standing.OPEN) for i in range(3)]
    passages.remember(engine, texts, [])
    before = n_rows(engine), ids(engine)
    passages.remember(engine, texts, [])
    assert (n_rows(engine), ids(engine)) == before


def test_a_new_reading_replaces_the_old_one(engine: Engine) -> None:
    passages.remember(engine, [new(1, prose(1), Standing.DENIED)], [])
    passages.remember(engine, [new(1, prose(2), Standing.DENIED)], [])
    assert len(ids(engine)) == 1
    assert look(engine, new(8, prose(1), Standing.OPEN), new(9, prose(2), Standing.OPEN)) == [
        (),
        (NEAR_COPY, QUOTES),
    ]


def test_what_is_dropped_no_longer_counts(engine: Engine) -> None:
    text = new(1, prose(1), Standing.DENIED)
    passages.remember(engine, [text], [])
    passages.remember(engine, [], [text.place.row])
    assert not has_closed(engine)
    assert look(engine, new(9, prose(1), Standing.OPEN)) == [()]


def test_a_closed_text_is_fresh_until_it_was_held_against_the_others(engine: Engine) -> None:
    closed, opened = new(1, prose(1), Standing.CLOSED), new(2, prose(2), Standing.OPEN)
    passages.remember(engine, [closed, opened], [])
    assert fresh_rows(engine, "h") == {closed.place.row}
    settle_fresh(engine, "h")
    passages.remember(engine, [closed, opened], [])
    assert fresh_rows(engine, "h") == set()
    passages.remember(engine, [replace(opened, standing=Standing.DENIED)], [])
    assert fresh_rows(engine, "h") == {opened.place.row}


def test_texts_stand_anew_without_a_new_reading(engine: Engine) -> None:
    texts = [new(1, prose(1), Standing.OPEN), new(2, prose(2), Standing.DENIED)]
    passages.remember(engine, texts, [])
    settle_fresh(engine, "h")
    passages.stand_anew(engine, "h", {1: Standing.DENIED, 2: None, 3: Standing.OPEN})
    assert fresh_rows(engine, "h") == {texts[0].place.row}
    seen = look(engine, new(8, prose(1), Standing.OPEN), new(9, prose(2), Standing.OPEN))
    assert seen == [(NEAR_COPY, QUOTES), ()]


@pytest.mark.parametrize(
    ("standing", "copied", "quoted"),
    [
        (Standing.DENIED, (NEAR_COPY, QUOTES), (QUOTES,)),
        (Standing.CLOSED, (NEAR_COPY,), ()),
        (Standing.OPEN, (), ()),
    ],
)
def test_only_a_denial_closes_quotations(
    engine: Engine, standing: Standing, copied: tuple[str, ...], quoted: tuple[str, ...]
) -> None:
    passages.remember(engine, [new(1, prose(1), standing)], [])
    copy = new(8, prose(1), Standing.OPEN)
    quoting = new(9, prose(2) + prose(1)[300:500] + prose(3), Standing.OPEN)
    assert look(engine, copy, quoting) == [copied, quoted]


def test_a_short_text_counts_when_it_is_equal(engine: Engine) -> None:
    passages.remember(engine, [new(1, "Выслан в Вятку, 12 мая", Standing.CLOSED)], [])
    equal = new(8, "ВЫСЛАНЪ ВЪ ВЯТКУ 12 мая", Standing.OPEN)
    assert look(engine, new(9, "Выслан в Вятку, 13 мая", Standing.OPEN), equal) == [
        (),
        (),
    ]
    passages.remember(engine, [new(2, "Выслан в город Вятку, 12 мая", Standing.CLOSED)], [])
    equal = new(8, "ВЫСЛАНЪ ВЪ ГОРОДЪ ВЯТКУ 12 мая", Standing.OPEN)
    assert look(engine, equal) == [(NEAR_COPY,)]


def test_an_item_is_no_copy_of_its_earlier_delivery(engine: Engine) -> None:
    passages.remember(engine, [new(1, prose(1), Standing.DENIED, holding="before")], [])
    assert look(engine, new(1, prose(1), Standing.OPEN)) == [()]
    assert look(engine, new(2, prose(1), Standing.OPEN)) == [(NEAR_COPY, QUOTES)]


def test_what_many_open_items_say_is_a_formula(engine: Engine) -> None:
    form = prose(1, 500)
    passages.remember(engine, [new(1, form + prose(100), Standing.DENIED)], [])
    opened = [new(10 + i, form + prose(200 + i), Standing.OPEN) for i in range(FORMULA_ITEMS)]
    passages.remember(engine, opened[:-1], [])
    assert set(look(engine, *opened[:-1])) == {(QUOTES,)}
    passages.remember(engine, opened[-1:], [])
    assert set(look(engine, *opened)) == {()}


def test_one_formula_in_very_many_items_costs_little(engine: Engine) -> None:
    form = prose(1, 500)
    for standing in (Standing.OPEN, Standing.DENIED):
        texts = [new(1000 * len(standing) + i, form, standing) for i in range(60)]
        passages.remember(engine, texts, [])
    most = passages.TEXTS_PER_OPEN_HASH + passages.TEXTS_PER_CLOSED_HASH
    assert n_rows(engine) == most * len(new(1, form, Standing.OPEN).prints.stored()[0])


def test_a_place_that_others_left_is_taken(engine: Engine) -> None:
    many = [new(i, prose(1), Standing.DENIED) for i in range(passages.TEXTS_PER_CLOSED_HASH)]
    last = new(99, prose(1), Standing.DENIED)
    passages.remember(engine, [*many, last], [])
    before = n_rows(engine)
    passages.remember(engine, [last], [t.place.row for t in many])
    assert n_rows(engine) > before
    nearly = new(8, prose(1)[:600] + prose(2, 100), Standing.OPEN)
    assert look(engine, nearly) == [(NEAR_COPY, QUOTES)]


def test_open_texts_that_a_closed_one_touches_are_suspect(engine: Engine) -> None:
    opened = [new(1, prose(1), Standing.OPEN), new(2, prose(2), Standing.OPEN)]
    equal = new(3, "Выслан в город Вятку, 12 мая", Standing.OPEN)
    passages.remember(engine, [*opened, equal], [])
    closed = [
        new(8, prose(3) + prose(2)[200:400], Standing.DENIED),
        replace(equal, place=replace(equal.place, position=9), standing=Standing.CLOSED),
    ]
    with engine.connect() as connection:
        found = {
            t.place.position
            for t in open_suspects(connection, [Text(t.place, t.prints) for t in closed])
        }
    assert found == {2, 3}


def test_another_key_decides_the_same(engine: Engine, tmp_path: Path) -> None:
    other = open_database(f"sqlite:///{tmp_path}/other.db")
    seen = []
    for place, key in ((engine, b"one"), (other, b"another")):
        closed = [new(i, prose(i), Standing.DENIED, key=key) for i in range(5)]
        passages.remember(place, closed, [])
        quotes = [prose(50) + prose(i)[: 90 + 15 * i] + prose(60) for i in range(5)]
        seen.append(
            look(place, *(new(90 + i, q, Standing.OPEN, key=key) for i, q in enumerate(quotes)))
        )
    assert seen[0] == seen[1]
    assert seen[0][0] == () and seen[0][4] == (QUOTES,)


def test_a_text_counts_while_its_decision_stands(engine: Engine, tmp_path: Path) -> None:
    annex = open_storage(str(tmp_path / "storage")).annex
    collection = Collection(name="c", title="t", description="d", repository="r")
    passages.remember(engine, [new(1, prose(1), Standing.DENIED, holding="old")], [])
    decision = Decision(
        decision_id="d1",
        collection="c",
        holding="old",
        reference_code="Д. 1",
        position=1,
        item_key="k1",
        unit="item",
        page=None,
        outcome=Outcome.WITHHELD,
        effect="withhold_item",
        reason_codes=("R",),
        citations=(),
        next_check_on=None,
        rights_uri=None,
        pack="",
        policy_digest="0" * 64,
        as_of=AS_OF,
        decided_by="openfonds",
    )
    copy = new(9, prose(1), Standing.OPEN, holding="new")
    for name, outcome in (("old", Outcome.WITHHELD), ("new", Outcome.OPEN)):
        assert look(engine, copy) == [(NEAR_COPY, QUOTES)]
        register_holding(engine, name, collection, "folder", "plan")
        one = replace(decision, decision_id=name, holding=name, outcome=outcome)
        assert record(engine, annex, iter([Proposed(one, (), ())]), now="2026-11-22T00:00:00Z") == 1
    assert look(engine, copy) == [()]


def test_the_key_is_made_once_and_must_not_be_lost(engine: Engine, tmp_path: Path) -> None:
    annex = open_storage(str(tmp_path / "storage")).annex
    with db.writing(engine) as connection:
        key = passages.load_passage_key(connection, annex)
        assert passages.load_passage_key(connection, annex) == key
    passages.remember(engine, [new(1, prose(1), Standing.DENIED)], [])
    annex.delete(passages.KEY_FILE)
    with db.writing(engine) as connection, pytest.raises(SettingsError, match="backup"):
        passages.load_passage_key(connection, annex)
