"""The account is held against a ledger that was changed, written anew, or exported too early."""

from dataclasses import replace
from pathlib import Path

import pytest

from openfonds.ledger import account, verify
from openfonds.ledger.account import MANIFEST, NOTE
from openfonds.ledger.keys import new_signing_key, public_key_pem
from openfonds.ledger.records import Kind, Unit
from openfonds.model import Outcome
from openfonds.releases.account import Entry
from tests.account_samples import (
    A_WITHHELD,
    SIGNING_KEY,
    WITHHELD,
    Item,
    Sample,
    build,
    deleted,
    items,
    record_anew,
    release_record,
)
from tests.ledger_samples import chain_of, draft, refresh_manifest, signed

pytest_plugins = ["tests.account_fixtures"]


def test_a_ledger_record_that_is_changed_or_removed_is_found(sample: Sample) -> None:
    path = sample.ledger / verify.LEDGER
    lines = path.read_bytes().splitlines(keepends=True)
    for number, line in [*enumerate(lines)][:: len(lines) // 6]:
        for other in ([], [line.replace(b'"role":"machine"', b'"role":"other"')]):
            path.write_bytes(b"".join([*lines[:number], *other, *lines[number + 1 :]]))
            refresh_manifest(sample.ledger, SIGNING_KEY)
            assert sample.check().status == "broken", number


def test_a_ledger_that_was_written_anew_does_not_have_the_checkpoint(sample: Sample) -> None:
    """All of it signed and chained again, by whoever has the key."""
    note = (sample.release / NOTE).read_text()
    drafts = [item.record() for item in items()]
    drafts[7] = replace(drafts[7], role="other")
    digest = account._sha256(sample.release / MANIFEST)
    sample.export([*drafts, release_record(digest)], len(drafts))
    assert (sample.release / NOTE).read_text() == note
    found = sample.check()
    assert found.status == "broken"
    assert any(fault.startswith("the ledger: ") for fault in found.faults)


def test_an_outcome_changed_from_withheld_to_open_is_found(tmp_path: Path) -> None:
    """By an archive that lies in account, documents, card, list and record, but not before."""
    truth = items()
    lie = [replace(i, outcome=Outcome.OPEN, year=None) if i.number == 5 else i for i in truth]
    sample = build(tmp_path, made=lie)
    record_anew(sample, account._sha256(sample.release / MANIFEST))
    (sample.release / NOTE).write_text(
        signed(chain_of([i.record() for i in truth]), 24, SIGNING_KEY)
    )
    record_anew(sample, sample.relist())
    assert sample.check().faults == [
        f"account: the ledger has another outcome: 1, such as {A_WITHHELD}",
        f"account: in the dataset, but not to be published by the ledger: 1, such as {A_WITHHELD}",
    ]


def test_a_mediated_item_cannot_be_in_the_dataset(tmp_path: Path) -> None:
    made = [replace(i, refusal=None) if i.number == 4 else i for i in items()]
    assert [f.rpartition(":")[0] for f in build(tmp_path, made=made).check().faults] == [
        "account: in the dataset, but not to be published by the ledger"
    ]


def entries(made: list[Item]) -> list[Entry]:
    return [item.entry for item in made]


@pytest.mark.parametrize("is_whole", [False, True])
def test_an_item_that_was_left_out_shows_where_nothing_else_is_in_the_ledger(
    tmp_path: Path, is_whole: bool
) -> None:
    """Left out from the beginning: of account, sheet and card."""
    left = [i for i in items() if i.number != 19]
    sample = build(tmp_path, made=left, before=[Item(19, Outcome.WITHHELD, year=2040).record()])
    found = sample.check(is_whole=is_whole)
    told = "1 other decisions on items stand in the ledger: of other collections, or left out"
    assert found.status == ("broken" if is_whole else "sound")
    assert told in (found.faults if is_whole else found.remarks)


def again(number: int, **changes: object) -> Item:
    """A later decision on an item."""
    return replace(Item(100 + number, reference=number), **changes)  # type: ignore[arg-type]


def test_a_decision_that_was_superseded_before_the_release_is_found(tmp_path: Path) -> None:
    older, newer = Item(30), again(30, outcome=Outcome.SUSPENDED, supersedes=Item(30).decision_id)
    made = [*items(), newer]
    assert build(tmp_path / "a", made=made, before=[older.record()]).check().status == "sound"
    stale = build(tmp_path / "b", made=[*items(), older], before=[]).release
    drafts = [*(i.record() for i in (*items(), older)), newer.record()]
    sample = Sample(stale, tmp_path / "b/ledger")
    note = sample.export(drafts, len(drafts))
    (sample.release / NOTE).write_text(note)
    sample.export([*drafts, release_record(sample.relist())], len(drafts))
    assert f"account: superseded at the checkpoint: 1, such as {older.decision_id}" in (
        sample.check().faults
    )


def test_a_decision_that_was_superseded_after_the_release_is_sound(tmp_path: Path) -> None:
    later = again(0, outcome=Outcome.SUSPENDED, supersedes=Item(0).decision_id)
    assert build(tmp_path, after=[later.record()]).check(is_whole=True).status == "sound"


def test_a_decision_may_come_back(tmp_path: Path) -> None:
    """Open, suspended, open again in the same words: then the first id stands again."""
    first = Item(30)
    middle = again(30, outcome=Outcome.SUSPENDED, supersedes=first.decision_id)
    last = replace(first, supersedes=middle.decision_id)
    before = [first.record(), middle.record()]
    assert build(tmp_path / "a", made=[*items(), last], before=before).check().status == "sound"
    found = build(tmp_path / "b", made=[*items(), last, middle], before=[first.record()]).check()
    assert found.status == "broken"


def test_two_decisions_on_one_item_cannot_both_stand(tmp_path: Path) -> None:
    """But a duplicate row and the item itself have the same reference."""
    twice = again(0, outcome=Outcome.REVIEW)
    found = build(tmp_path / "a", made=[*items(), twice]).check()
    assert (
        f"account: superseded at the checkpoint: 1, such as {Item(0).decision_id}" in found.faults
    )
    absent = [again(0, outcome=Outcome.DUPLICATE), again(1, outcome=Outcome.FAILED)]
    assert build(tmp_path / "b", made=[*items(), *absent]).check().status == "sound"


def test_other_kinds_and_units_of_records_are_no_decisions_on_items(tmp_path: Path) -> None:
    for number, (kind, unit) in enumerate(
        [(Kind.SUSPENSION, Unit.ITEM), (Kind.ERASURE, Unit.ITEM), (Kind.DECISION, Unit.PAGE)]
    ):
        foreign = replace(draft(40), kind=kind, unit=unit)
        sample = build(tmp_path / f"{number}a", before=[foreign])
        assert sample.check(is_whole=True).status == "sound"
        lie = [*entries(items()), (foreign.decision_id, Outcome.OPEN, "gate.not_open")]
        found = build(tmp_path / f"{number}b", before=[foreign], account=lie).check()
        assert found.faults == [
            "account: not a decision on an item in the ledger at the checkpoint: 1, such as"
            f" {foreign.decision_id}"
        ]


def test_a_ledger_from_before_the_record_of_the_release_cannot_tell(sample: Sample) -> None:
    drafts = [item.record() for item in items()]
    sample.export(drafts, len(drafts))
    found = sample.check()
    assert (found.status, found.faults) == ("cannot_tell", [])
    assert found.gaps == [f"the ledger has no record of this release yet: {account.NEWER}"]


def test_a_ledger_from_before_the_checkpoint_cannot_tell(sample: Sample) -> None:
    drafts = [item.record() for item in items()[:20]]
    sample.export(drafts, 10)
    found = sample.check()
    assert (found.status, found.faults) == ("cannot_tell", [])
    assert "ends before the checkpoint" in found.gaps[0]
    sample.change_rows(WITHHELD, deleted)
    sample.relist()
    assert sample.check().status == "broken"  # what does not add up needs no ledger


def test_a_checkpoint_that_is_none_is_broken(sample: Sample) -> None:
    (sample.release / NOTE).write_text("openfonds/ledger\n24\n")
    record_anew(sample, sample.relist())
    assert sample.check().faults == [f"{NOTE} is not a checkpoint"]


def test_keys_and_witnesses_are_asked_for(sample: Sample) -> None:
    other = public_key_pem(new_signing_key())
    assert sample.check(keys=[public_key_pem(SIGNING_KEY)]).status == "sound"
    assert sample.check(keys=[other]).status == "broken"
    assert sample.check(witnesses=[other]).status == "cannot_tell"
