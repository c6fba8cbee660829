"""Questions about decisions: what stands on which row, what is due, what took whose place."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from catalog.database import open_database
from catalog.decisions import Proposed, record
from catalog.holdings import register_holding
from catalog.standing import (
    has_code,
    is_check_due,
    last_record,
    n_due,
    recorded_since,
    standing_at,
)
from openfonds.app.decisions.changes import Changes, changes_since
from openfonds.app.decisions.unchanged import COPY_CODES
from openfonds.app.installation import Installation
from openfonds.app.laws import known_collection
from openfonds.collection import Collection
from openfonds.digests import digest_of
from openfonds.errors import SettingsError
from openfonds.model import Decision, Outcome
from openfonds.settings import Settings
from openfonds.storage import open_storage

DAY = date(2026, 11, 22)
CHECK = date(2027, 1, 1)
Record = Callable[..., int]


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Installation]:
    storage = f"file://{tmp_path}/storage"
    engine = open_database(f"sqlite:///{tmp_path}/catalog.db")
    settings = Settings(storage, str(engine.url), 1, "policies")
    yield Installation(settings, open_storage(storage), engine)
    engine.dispose()


@pytest.fixture
def decide(at: Installation) -> Record:
    """Records decisions: (holding, row, what is different)."""
    for number, holding in enumerate(("c/1", "c/2", "other/1")):
        collection = Collection(name=holding.partition("/")[0])
        register_holding(at.engine, holding, collection, "folder", f"plan {number}")

    def recorded(holding: str, position: int, **changes: object) -> int:
        made = Decision(
            decision_id=digest_of([holding, position, sorted(changes)]),
            collection=holding.partition("/")[0],
            holding=holding,
            reference_code=f"{holding} {position}",
            position=position,
            item_key=f"{holding} {position}",
            unit="item",
            page=None,
            outcome=Outcome.OPEN,
            effect="publish",
            reason_codes=("R",),
            citations=(),
            next_check_on=None,
            rights_uri=None,
            pack="",
            policy_digest="0" * 64,
            as_of=DAY,
            decided_by="openfonds",
        )
        proposed = Proposed(replace(made, **changes), (), ())  # type: ignore[arg-type]
        return record(at.engine, at.storage.annex, iter([proposed]), now="2026-11-22T00:00:00Z")

    return recorded


def test_the_last_record(at: Installation, decide: Record) -> None:
    assert last_record(at.engine) == -1
    decide("c/1", 1)
    first = last_record(at.engine)
    decide("other/1", 1)
    assert last_record(at.engine) > first >= 0


def test_what_stands_on_a_row(at: Installation, decide: Record) -> None:
    decide("c/1", 1)
    decide("c/1", 1, outcome=Outcome.REVIEW)
    decide("c/1", 2)
    decide("c/1", 4)
    decide("c/2", 4, reference_code="c/1 4")  # a newer delivery of the same item
    decide("c/2", 1, outcome=Outcome.WITHHELD)
    found = standing_at(at.engine, "c", "c/1", [1, 3, 4])
    assert {row: one.outcome for row, one in found.items()} == {1: Outcome.REVIEW}
    assert standing_at(at.engine, "c", "c/1", []) == {}


def test_what_is_due(at: Installation, decide: Record) -> None:
    def due(on: date) -> tuple[int, bool, bool]:
        here = is_check_due(at.engine, "c", "c/1", on)
        return n_due(at.engine, "c", on), here, is_check_due(at.engine, "c", "c/2", on)

    decide("c/1", 1, next_check_on=CHECK)
    decide("c/1", 2)
    decide("other/1", 1, next_check_on=CHECK)
    assert due(date(2026, 12, 31)) == (0, False, False)
    assert due(CHECK) == (1, True, False)
    decide("c/1", 1, next_check_on=None)  # what was replaced is not due
    assert due(CHECK) == (0, False, False)


@pytest.mark.parametrize("code", COPY_CODES)
def test_a_code_of_a_holding(at: Installation, decide: Record, code: str) -> None:
    decide("c/1", 1, outcome=Outcome.REVIEW, reason_codes=(code,))
    decide("c/2", 1, outcome=Outcome.REVIEW, reason_codes=(f"{code}s", "R"))
    assert has_code(at.engine, "c", "c/1", COPY_CODES)
    assert not has_code(at.engine, "c", "c/2", COPY_CODES)
    assert not has_code(at.engine, "c", "c/1", ())
    decide("c/1", 1)
    assert not has_code(at.engine, "c", "c/1", COPY_CODES)


def test_what_took_whose_place(at: Installation, decide: Record) -> None:
    decide("c/1", 1)
    decide("c/1", 2, outcome=Outcome.REVIEW)
    decide("c/1", 3)
    last = last_record(at.engine)
    assert changes_since(at, "c", last) == Changes()
    decide("c/1", 1, outcome=Outcome.REVIEW, effect="none")
    decide("c/1", 1, outcome=Outcome.WITHHELD, effect="withhold_item")  # between: not counted
    decide("c/1", 2)
    decide("c/1", 3, policy_digest="1" * 64)
    decide("c/1", 4)
    decide("c/1", 5, outcome=Outcome.REVIEW)
    decide("other/1", 1)
    assert [
        (before.outcome if before else None, after.outcome)
        for before, after in sorted(recorded_since(at.engine, "c", last), key=_row)
    ] == [
        (Outcome.OPEN, Outcome.WITHHELD),
        (Outcome.REVIEW, Outcome.OPEN),
        (Outcome.OPEN, Outcome.OPEN),
        (None, Outcome.OPEN),
        (None, Outcome.REVIEW),
    ]
    assert changes_since(at, "c", last) == Changes(opened=2, closed=1, other=1, renewed=1)


def _row(pair: tuple[Decision | None, Decision]) -> int:
    return pair[1].position


def test_an_unknown_collection_is_told_what_there_is(at: Installation) -> None:
    with pytest.raises(SettingsError, match=r"'c': ingest a holding .*there are: none yet"):
        known_collection(at, "c")
    for name in ("b", "a"):
        register_holding(at.engine, name, Collection(name=name), f"/{name}", "plan")
    with pytest.raises(SettingsError, match="there are: a, b"):
        known_collection(at, "c")
    assert known_collection(at, "a") == (Collection(name="a"), "/a")
