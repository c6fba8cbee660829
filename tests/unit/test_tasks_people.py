"""What the scheduler's tasks make of people: who lets a version through, who takes an item down."""

import json
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

import pytest

from catalog import approvals, staff
from openfonds.app import tasks
from openfonds.app.installation import Installation, now, open_installation
from openfonds.app.release import takedown
from openfonds.app.release.approval import ApprovalNeeded
from openfonds.app.release.plan import Planned
from openfonds.app.release.takedown import NotTakenDown, TakenDown
from openfonds.errors import PermanentError, ReleaseRefused, SettingsError, TransientError
from openfonds.releases.changes import Count
from openfonds.releases.drift import Drift
from openfonds.releases.statistics import ReleaseStatistics
from openfonds.releases.versions import RowDiff, Version

AS_OF = "2026-11-22"
PLAN, OTHER_PLAN = "6a51f0c2d83b9e17", "0f3c9d7711aa2b4e"


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installation:
    monkeypatch.setenv("OPENFONDS_STORAGE", str(tmp_path / "storage"))
    return open_installation()


def answer(option: str, user: str | None) -> dict[str, Any]:
    """What ApprovalOperator of Airflow 3.3 returns."""
    return {
        "chosen_options": [option],
        "params_input": {},
        "responded_by_user": user and {"id": user, "name": user},
    }


def test_a_registered_person_lets_a_plan_through_once(at: Installation) -> None:
    staff.add(at.engine, "anna", ("archivist",))
    assert tasks.note_answer("town", PLAN, answer("Approve", "anna"), AS_OF) is True
    assert tasks.note_answer("town", PLAN, answer("Approve", "anna"), AS_OF) is False
    assert approvals.given(at.engine, "town", PLAN) == ["anna"]
    assert approvals.given(at.engine, "town", OTHER_PLAN) == []


def test_a_no_is_not_an_approval(at: Installation) -> None:
    staff.add(at.engine, "anna", ("archivist",))
    assert tasks.note_answer("town", PLAN, answer("Reject", "anna"), AS_OF) is None
    assert approvals.given(at.engine, "town", PLAN) == []


@pytest.mark.parametrize("user", ["admin", "boris", None], ids=["stranger", "revoked", "nobody"])
def test_who_is_not_registered_lets_nothing_through(at: Installation, user: str | None) -> None:
    staff.add(at.engine, "boris", ("archivist",))
    staff.revoke(at.engine, "boris", now=now())
    with pytest.raises(SettingsError, match="does not count, nothing was published"):
        tasks.note_answer("town", PLAN, answer("Approve", user), AS_OF)
    staff.add(at.engine, "boris", ("archivist",))  # what was given is counted for who may act
    assert approvals.given(at.engine, "town", PLAN) == []


def waits(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, plan: str, missing: int) -> None:
    """Let every release wait for so many people."""
    planned = Planned(
        version=Version.parse("2.0.0"),
        diff=RowDiff(0, 0, 24),
        counts=(Count("documents", "went", "suspended", 24), Count("withheld", "came", None, 1)),
        drifts=(Drift("documents", 30, 6),),
        statistics=ReleaseStatistics().statistics(),
        files=(),
        metadata_digest="",
        withdrawn=(),
        rows=tmp_path / "rows",
        tombstones=tmp_path / "tombstones",
    )

    def refuse(*_: object, **__: object) -> NoReturn:
        raise ApprovalNeeded("version 2.0.0 waits", planned, plan, missing)

    monkeypatch.setattr(tasks, "release", refuse)


def test_what_waits_asks_each_missing_person_with_counts_only(
    at: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits(monkeypatch, tmp_path, PLAN, missing=2)
    waiting = tasks.publish_collection("town", "hf://a/b", AS_OF)
    assert waiting["version"] is None and waiting["new"] is False
    first, second = waiting["questions"]
    assert first == second
    assert first == {
        "collection": "town",
        "hub": "hf://a/b",
        "plan": PLAN,
        "subject": f"Publish version 2.0.0? Plan {PLAN}",
        "body": "- documents: 24 rows went (suspended)\n- withheld: 1 rows came\n\n"
        "It differs much from the version before:\n\n- documents: 30 before, 6 now",
    }
    assert json.loads(json.dumps(waiting)) == waiting


def test_one_of_two_approvals_publishes_nothing_and_says_so(
    at: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits(monkeypatch, tmp_path, PLAN, missing=1)
    told = tasks.publish_approved("town", "", AS_OF, PLAN, True)
    assert told == {"collection": "town", "version": None, "waits": 1}
    with pytest.raises(SettingsError, match="the same person let it through twice"):
        tasks.publish_approved("town", "", AS_OF, PLAN, False)


def test_an_approval_of_something_else_publishes_nothing(
    at: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits(monkeypatch, tmp_path, OTHER_PLAN, missing=1)
    with pytest.raises(ApprovalNeeded) as caught:
        tasks.publish_approved("town", "", AS_OF, PLAN, True)
    assert caught.value.plan_id == OTHER_PLAN
    assert isinstance(caught.value, ReleaseRefused)  # so the command line needs no other case


@pytest.mark.parametrize(
    "item", ["Ф. 1. Оп. 1. Д. 7531", "Д. 'дело'", 'Д. "дело"\\2'], ids=["plain", "quoted", "odd"]
)
def test_an_item_that_there_is_not_is_not_named_in_the_log(at: Installation, item: str) -> None:
    with pytest.raises(PermanentError, match="has no item") as caught:
        tasks.suspend_item("town", item, "complaint", "", AS_OF)
    assert item not in str(caught.value) and repr(item) not in str(caught.value)
    assert caught.value.__cause__ is None and caught.value.__suppress_context__


def test_an_error_that_goes_away_stays_one(
    at: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = NotTakenDown("town", "hf://a/b", TransientError("Д. 7531: the hub is out of reach"))
    refused = NotTakenDown("town", "s3://c", ReleaseRefused("Д. 7531: no"))
    failed = [refused, away]
    monkeypatch.setattr(takedown, "take_down", lambda *_: ([], failed))
    with pytest.raises(TransientError, match=r"^the item: no; the item: the hub is out of reach$"):
        tasks.take_item_off("town", "Д. 7531", "ab12", AS_OF)
    failed.remove(away)
    with pytest.raises(PermanentError, match=r"^the item: no$"):
        tasks.take_item_off("town", "Д. 7531", "ab12", AS_OF)


def test_a_takedown_hands_on_numbers_and_is_tried_again_while_files_are_left(
    at: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    left: tuple[str, ...] = ()

    def take_down(
        _at: Installation, collection: str, item: str, decision: str, day: date, _: object
    ) -> tuple[list[TakenDown], list[NotTakenDown]]:
        assert (collection, item, decision, day) == ("town", "Д. 7531", "ab12", date(2026, 11, 22))
        return [TakenDown("town", "file:///hub", "2.0.0", ("1.0.0", "1.1.0"), left)], []

    monkeypatch.setattr(takedown, "take_down", take_down)
    told = tasks.take_item_off("town", "Д. 7531", "ab12", AS_OF)
    assert told == {"decision_id": "ab12", "hubs": 1, "versions_removed": 2}
    left = ("data/documents/documents-00000.parquet",)
    with pytest.raises(TransientError, match="1 files of removed versions are still on a hub"):
        tasks.take_item_off("town", "Д. 7531", "ab12", AS_OF)


def test_looking_again_counts_what_is_left(
    at: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert tasks.check_takedowns(AS_OF) == {"due": 0, "left": 0}
    found = [
        TakenDown("town", "a", "2.0.0", ("1.0.0",), ("x", "y")),
        TakenDown("town", "b", "2.0.0", (), ()),
    ]
    monkeypatch.setattr(takedown, "look_again", lambda *_: iter(found))
    assert tasks.check_takedowns(AS_OF) == {"due": 2, "left": 2}
