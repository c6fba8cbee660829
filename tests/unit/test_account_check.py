"""Whoever has a release and the ledger finds what was changed in either, whatever he trusts."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from openfonds.ledger import account, verify
from openfonds.ledger.account import ACCOUNT, CARD, GATE_CODES, MANIFEST, NOTE, PASSED
from openfonds.ledger.keys import new_signing_key, public_key_pem
from openfonds.ledger.records import Kind, Unit
from openfonds.model import Outcome
from openfonds.releases.account import Entry
from openfonds.releases.withheld import REASONS, SMALL
from tests import ROOT
from tests.account_samples import (
    NAME,
    SIGNING_KEY,
    Item,
    Row,
    Sample,
    build,
    items,
    release_record,
)
from tests.ledger_samples import chain_of, draft, hex_digest, refresh_manifest, signed

DOCUMENTS = "data/documents/documents-00000.parquet"
PAGES = "data/pages/pages-00000.parquet"
WITHHELD = "data/withheld/withheld-00000.parquet"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    build(folder)
    return folder


@pytest.fixture
def sample(made: Path, tmp_path: Path) -> Sample:
    """A sound release with its ledger, to be changed."""
    shutil.copytree(made, tmp_path / "copy")
    return Sample(tmp_path / "copy/release", tmp_path / "copy/ledger")


def test_the_untouched_is_sound_and_adds_up(sample: Sample) -> None:
    found = sample.check(is_whole=True)
    assert (found.status, found.faults, found.gaps) == ("sound", [], [])
    assert found.release == NAME
    assert found.figures["outcome"] == {
        "open": 5,
        "withheld": 15,
        "review": 1,
        "suspended": 1,
        "failed": 1,
        "duplicate": 1,
    }
    assert found.figures["gate"] == {PASSED: 3, "gate.not_open": 1, "gate.page_unread": 1}
    assert found.figures["documents"] == 3
    said = "\n".join(found.lines())
    assert "items in                                24" in said
    assert "in the dataset                       3" in said


def deleted(rows: list[Row]) -> list[Row]:
    return rows[:-1]


def doubled(rows: list[Row]) -> list[Row]:
    return [*rows, rows[-1]]


def with_value(name: str, value: object, at: int = 0) -> Callable[[list[Row]], list[Row]]:
    def change(rows: list[Row]) -> list[Row]:
        return [{**row, name: value} if n == at else row for n, row in enumerate(rows)]

    return change


def swapped(rows: list[Row]) -> list[Row]:
    return [rows[1], rows[0], *rows[2:]]


A_WITHHELD = hex_digest("decision 5")


def of_outcome(outcome: str, **changes: object) -> Callable[[list[Row]], list[Row]]:
    return lambda rows: [{**r, **changes} if r["outcome"] == outcome else r for r in rows]


def a_group_of_nobody(rows: list[Row]) -> list[Row]:
    return [*rows, {**rows[-1], "opens_year": 2077, "extent": "<10"}]


NO_SUCH_CODE = "account: an outcome or a code that there is not"
OF_ROWS = {
    "document deleted": (DOCUMENTS, deleted, "documents: no row"),
    "document twice": (DOCUMENTS, doubled, "documents: decisions with several rows"),
    "document of a withheld decision": (
        DOCUMENTS,
        with_value("decision_id", A_WITHHELD),
        "documents: rows whose decision is not open",
    ),
    "document of a refused decision": (
        DOCUMENTS,
        with_value("decision_id", hex_digest("decision 3")),
        "documents: rows whose decision is not open",
    ),
    "document with another id": (DOCUMENTS, with_value("id", "f" * 32), "pages: no such document"),
    "document with more pages": (DOCUMENTS, with_value("n_pages", 3), "pages are not all there"),
    "document with the id of another": (
        DOCUMENTS,
        lambda rows: [{**row, "id": rows[0]["id"]} for row in rows],
        "documents: ids with several rows",
    ),
    "pages of a document apart": (
        PAGES,
        lambda rows: [*rows, *rows[:2]],
        "pages: those of one document are in several places",
    ),
    "page deleted": (PAGES, deleted, "pages are not all there"),
    "page twice": (PAGES, doubled, "other numbers or ids"),
    "page of nothing": (PAGES, with_value("document_id", "f" * 32), "pages: no such document"),
    "page of another decision": (
        PAGES,
        with_value("decision_id", A_WITHHELD),
        "pages are not all there",
    ),
    "page with another number": (PAGES, with_value("page", 7), "other numbers or ids"),
    "pages in another order": (PAGES, swapped, "other numbers or ids"),
    "group deleted": (WITHHELD, deleted, "withheld: of"),
    "group twice": (WITHHELD, doubled, "a group is there twice"),
    "group that is larger": (WITHHELD, with_value("extent", "13"), "the account has 12"),
    "group that is called small": (WITHHELD, with_value("extent", "<10"), "have 1 to 9"),
    "small group of nobody": (WITHHELD, a_group_of_nobody, "the account has 0"),
    "group of another year": (WITHHELD, with_value("opens_year", 2032), "the account has"),
    "group of another reason": (WITHHELD, with_value("reason", "lost"), "'lost'"),
    "group that is counted though small": (WITHHELD, with_value("extent", "3", 1), "is no number"),
    "decision deleted": (ACCOUNT, deleted, ": "),
    "decision twice": (ACCOUNT, doubled, "account: out of order, or there twice"),
    "decisions in another order": (ACCOUNT, swapped, "account: out of order"),
    "decision that there is not": (
        ACCOUNT,
        with_value("decision_id", "0" * 64),
        "account: not a decision on an item",
    ),
    "outcome that there is not": (ACCOUNT, with_value("outcome", "lost"), "a code that there is"),
    "code that there is not": (ACCOUNT, of_outcome("open", gate="gate.x"), NO_SUCH_CODE),
    "open without a code": (ACCOUNT, of_outcome("open", gate=None), NO_SUCH_CODE),
    "failed with a code": (ACCOUNT, of_outcome("failed", gate="gate.not_open"), NO_SUCH_CODE),
}


@pytest.mark.parametrize(("path", "change", "said"), OF_ROWS.values(), ids=OF_ROWS)
def test_a_changed_row_is_found_even_when_all_digests_were_made_anew(
    sample: Sample, path: str, change: Callable[[list[Row]], list[Row]], said: str
) -> None:
    """Not by the list of files alone: the archive itself could have written it so."""
    sample.change_rows(path, change)
    digest = sample.relist()
    record_anew(sample, digest)
    found = sample.check(is_whole=True)
    assert found.status == "broken"
    assert not any(MANIFEST in fault for fault in found.faults), found.faults
    assert any(said in fault for fault in found.faults), found.faults


@pytest.mark.parametrize(("path", "change", "said"), OF_ROWS.values(), ids=OF_ROWS)
def test_a_changed_row_is_found_by_its_file(
    sample: Sample, path: str, change: Callable[[list[Row]], list[Row]], said: str
) -> None:
    sample.change_rows(path, change)
    found = sample.check()
    assert f"{path} is not as {MANIFEST} has it" in found.faults, said
    sample.relist()
    found = sample.check()
    assert f"{MANIFEST} is not the one of which the ledger has the digest" in found.faults


def record_anew(sample: Sample, digest: str, made: list[Item] | None = None) -> None:
    """What an archive would do that lies from the beginning."""
    drafts = [item.record() for item in made or items()]
    sample.export([*drafts, release_record(digest)], len(drafts))


@pytest.mark.parametrize(
    "change",
    [lambda table: table.replace_schema_metadata(None), lambda table: table.drop_columns("gate")],
    ids=["without a name", "without a column"],
)
def test_an_account_of_another_form_is_broken(
    sample: Sample, change: Callable[[pa.Table], pa.Table]
) -> None:
    pq.write_table(change(pq.read_table(sample.release / ACCOUNT)), sample.release / ACCOUNT)
    record_anew(sample, sample.relist())
    said = f"{ACCOUNT} has other columns, or does not name its release"
    assert sample.check().faults[0] == said


def test_texts_are_bound_by_the_list_of_files_and_the_ledger(sample: Sample) -> None:
    sample.change_rows(DOCUMENTS, with_value("text", "другой текст"))
    assert sample.check().status == "broken"
    sample.relist()
    found = sample.check()
    assert found.status == "broken"
    assert found.faults == [f"{MANIFEST} is not the one of which the ledger has the digest"]


def all_files(sample: Sample) -> list[str]:
    return sorted(
        p.relative_to(sample.release).as_posix() for p in sample.release.rglob("*") if p.is_file()
    )


def test_every_file_that_is_changed_or_removed_is_found(sample: Sample) -> None:
    names = all_files(sample)
    assert {ACCOUNT, MANIFEST, NOTE, CARD, DOCUMENTS, PAGES, WITHHELD} < set(names)
    for name in names:
        path = sample.release / name
        before = path.read_bytes()
        for after in (before + b" ", bytes([before[0] ^ 1]) + before[1:]):
            path.write_bytes(after)
            assert sample.check().status == "broken", name
        path.unlink()
        assert any(f"{name} " in fault for fault in sample.check().faults), name
        assert name == MANIFEST or f"{name} is missing" in sample.check().faults
        path.write_bytes(before)
    assert sample.check().status == "sound"


@pytest.mark.parametrize(
    "name", ["more.txt", "data/documents/documents-00001.parquet", "ledger/.x", ".hidden/x", "é"]
)
def test_a_file_that_is_not_listed_is_found(sample: Sample, name: str) -> None:
    path = sample.release / name
    path.parent.mkdir(exist_ok=True)
    shutil.copy(sample.release / DOCUMENTS, path)
    assert any("is not listed" in fault for fault in sample.check().faults)


def test_a_linked_folder_is_found(sample: Sample, tmp_path: Path) -> None:
    (sample.release / "more").symlink_to(tmp_path)
    assert "'more' is not listed in ledger/files.sha256" in sample.check().faults


def test_what_a_client_puts_beside_the_files_is_no_part_of_the_release(sample: Sample) -> None:
    (sample.release / ".gitattributes").write_text("*.parquet filter=lfs\n")
    (sample.release / ".cache/huggingface").mkdir(parents=True)
    (sample.release / ".cache/huggingface/x.lock").write_text("")
    assert sample.check().status == "sound"


def test_a_table_in_another_place_is_found_though_listed(sample: Sample) -> None:
    (sample.release / "data/extra").mkdir()
    shutil.copy(sample.release / DOCUMENTS, sample.release / "data/extra/more.parquet")
    record_anew(sample, sample.relist())
    assert sample.check().faults == ["'data/extra/more.parquet' is no table of a release"]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("  ", " *", 1),
        lambda text: "".join(reversed(text.splitlines(keepends=True))),
        lambda text: text + text.splitlines(keepends=True)[0],
        lambda text: text + "0" * 64 + "  ../outside\n",
        lambda text: text + "0" * 64 + "  zzz/../../outside\n",
        lambda text: text + "0" * 64 + "  /etc/passwd\n",
        lambda text: text.rstrip("\n"),
        lambda text: text.upper(),
    ],
    ids=["binary", "reversed", "twice", "above", "way up", "absolute", "cut", "capitals"],
)
def test_a_list_of_another_form_is_broken(sample: Sample, change: Callable[[str], str]) -> None:
    path = sample.release / MANIFEST
    path.write_text(change(path.read_text()))
    found = sample.check()
    assert f"{MANIFEST} is not a sorted list of digests and files" in found.faults


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


def test_the_account_of_another_release_is_found(sample: Sample, tmp_path: Path) -> None:
    other = build(tmp_path / "other", made=items()[:10], name="openfonds/decrees@v1.1.0")
    shutil.copy(other.release / ACCOUNT, sample.release / ACCOUNT)
    found = sample.check()
    assert found.status == "broken"
    sample.relist()
    assert sample.check().status == "broken"
    assert sample.check().release == "openfonds/decrees@v1.1.0"


def test_the_name_of_a_release_cannot_be_borrowed(sample: Sample, tmp_path: Path) -> None:
    """The files of one version under the name of another one that the ledger has too."""
    drafts = [item.record() for item in items()]
    digest = account._sha256(sample.release / MANIFEST)
    old = "openfonds/decrees@v1.1.0"
    records = [release_record("0" * 64, old), release_record(digest)]
    sample.export([*drafts, *records], len(drafts))
    assert sample.check().status == "sound"
    sample.export([*drafts, records[0]], len(drafts))
    assert sample.check().status == "cannot_tell"  # v1.1.0 is no record of v1.2.0
    renamed = build(tmp_path / "renamed", name=old)
    sample.export([*drafts, *records], len(drafts))
    found = Sample(renamed.release, sample.ledger).check()
    assert found.faults == [f"{MANIFEST} is not the one of which the ledger has the digest"]


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


def test_without_a_ledger_or_a_release_nothing_can_be_told(sample: Sample, tmp_path: Path) -> None:
    assert account.check_release(sample.release, tmp_path / "none").status == "cannot_tell"
    assert account.check_release(tmp_path, sample.ledger).status == "cannot_tell"


def test_a_checkpoint_that_is_none_is_broken(sample: Sample) -> None:
    (sample.release / NOTE).write_text("openfonds/ledger\n24\n")
    record_anew(sample, sample.relist())
    assert sample.check().faults == [f"{NOTE} is not a checkpoint"]


def test_keys_and_witnesses_are_asked_for(sample: Sample) -> None:
    other = public_key_pem(new_signing_key())
    assert sample.check(keys=[public_key_pem(SIGNING_KEY)]).status == "sound"
    assert sample.check(keys=[other]).status == "broken"
    assert sample.check(witnesses=[other]).status == "cannot_tell"


@pytest.mark.parametrize("line", ["| `documents` | 4 | x |", "| open |  | 1,003 |"])
def test_a_card_with_other_numbers_is_broken(sample: Sample, line: str) -> None:
    (sample.release / CARD).write_text(f"{line}\n")
    record_anew(sample, sample.relist())
    assert [f.partition(":")[0] for f in sample.check().faults] == [CARD]


def test_faults_show_at_most_some_ids_and_no_text(sample: Sample) -> None:
    sample.change_rows(
        DOCUMENTS, lambda rows: [{**r, "decision_id": "\x1b[31m" * 50} for r in rows]
    )
    said = "\n".join(sample.check().lines())
    assert "\x1b" not in said and max(map(len, said.splitlines())) < 400


def test_codes_and_reasons_are_those_of_the_writers() -> None:
    sources = "".join(
        (ROOT / "openfonds" / name).read_text() for name in ("releases/gate.py", "app/clear.py")
    )
    assert set(re.findall(r'"(gate\.[a-z_]+)"', sources)) == GATE_CODES - {PASSED}
    assert {outcome.value: reason for outcome, reason in REASONS.items()} == account.REASONS
    assert set(account.OUTCOMES) == {outcome.value for outcome in Outcome}
    assert f"<{SMALL}" == account.SMALL


def test_it_runs_alone_beside_verify(sample: Sample, tmp_path: Path) -> None:
    """With the standard library and pyarrow, and nothing of openfonds."""
    alone = tmp_path / "alone"
    alone.mkdir()
    for name in ("account.py", "verify.py"):
        shutil.copy(ROOT / "openfonds/ledger" / name, alone)
    guard = "import sys; sys.modules['openfonds'] = None; import runpy;"
    start = f"{guard} sys.argv.pop(0); sys.path.insert(0, {str(alone)!r});"
    run = f"{start} runpy.run_path(sys.argv[0], run_name='__main__')"

    def ran(*more: str) -> subprocess.CompletedProcess[str]:
        words = ["-c", run, str(alone / "account.py"), str(sample.release)]
        command = [sys.executable, *words, "--ledger", str(sample.ledger), *more]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    whole = ran("--whole-ledger", "--json")
    assert (whole.returncode, whole.stderr) == (0, "")
    assert json.loads(whole.stdout)["status"] == "sound"
    assert ran("--key", "nowhere.pem").returncode == 2
    sample.change_rows(WITHHELD, deleted)
    assert ran().returncode == 1
    assert "broken: openfonds/decrees@v1.2.0" in ran().stdout
    shutil.rmtree(sample.ledger)
    sample.release.joinpath(MANIFEST).unlink()
    sample.release.joinpath(ACCOUNT).unlink()
    assert ran().returncode == 3
