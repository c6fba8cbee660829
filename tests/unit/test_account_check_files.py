"""A release whose files are not those that the ledger has the digest of is broken."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from openfonds.ledger import account
from openfonds.ledger.account import ACCOUNT, CARD, MANIFEST, NOTE
from tests.account_samples import (
    DOCUMENTS,
    PAGES,
    WITHHELD,
    Sample,
    build,
    items,
    record_anew,
    release_record,
    with_value,
)

pytest_plugins = ["tests.account_fixtures"]


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
    assert sample.check().faults == ["'data/extra/more.parquet' is no file of a release"]


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
