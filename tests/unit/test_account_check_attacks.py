"""What an archive might try that writes all of a release, its list and its ledger record anew."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from openfonds.ledger.account import ACCOUNT, CARD, NOTE
from openfonds.ledger.export import write_export
from openfonds.ledger.keys import public_key_pem
from openfonds.ledger.records import LedgerRecord, record_hash
from openfonds.model import Outcome
from tests.account_samples import (
    DOCUMENTS,
    NAME,
    PAGES,
    SIGNING_KEY,
    WITHHELD,
    Item,
    Sample,
    build,
    items,
    record_anew,
    release_record,
)
from tests.ledger_samples import chain_of, hex_digest, signed

pytest_plugins = ["tests.account_fixtures"]


def table_of(sample: Sample, path: str) -> pa.Table:
    return pq.read_table(sample.release / path)


def with_column(path: str, name: str, make: Callable[[list[Any]], pa.Array]) -> Any:
    """Another column in the place of one, of whatever type."""

    def attack(sample: Sample) -> None:
        table = table_of(sample, path)
        column = make(table[name].to_pylist())
        changed = table.set_column(table.schema.get_field_index(name), name, column)
        pq.write_table(
            changed.replace_schema_metadata(table.schema.metadata), sample.release / path
        )

    return attack


def put(name: str, source: str = DOCUMENTS) -> Any:
    def attack(sample: Sample) -> None:
        path = sample.release / name
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(sample.release / source, path)

    return attack


def moved(name: str, source: str = DOCUMENTS) -> Any:
    def attack(sample: Sample) -> None:
        (sample.release / source).rename(sample.release / name)

    return attack


def swapped(a: str, b: str) -> Any:
    def attack(sample: Sample) -> None:
        (sample.release / a).rename(sample.release / "x")
        (sample.release / b).rename(sample.release / a)
        (sample.release / "x").rename(sample.release / b)

    return attack


def cut_off(path: str) -> Any:
    def attack(sample: Sample) -> None:
        data = (sample.release / path).read_bytes()
        (sample.release / path).write_bytes(data[:-20])

    return attack


def card(change: Callable[[str], str]) -> Any:
    def attack(sample: Sample) -> None:
        path = sample.release / CARD
        path.write_text(change(path.read_text()))

    return attack


def emptied(*paths: str) -> Any:
    def attack(sample: Sample) -> None:
        for path in paths:
            pq.write_table(table_of(sample, path).slice(0, 0), sample.release / path)

    return attack


def shifted_into_another_shard(sample: Sample) -> None:
    """The same row twice, in two files."""
    pq.write_table(
        table_of(sample, DOCUMENTS).slice(0, 1),
        sample.release / "data/documents/documents-00001.parquet",
    )


def doubled_column(sample: Sample) -> None:
    table = table_of(sample, DOCUMENTS)
    doubled = table.append_column("decision_id", table["decision_id"])
    pq.write_table(doubled, sample.release / DOCUMENTS)


def two_checkpoints(sample: Sample) -> None:
    note = (sample.release / NOTE).read_text()
    (sample.release / NOTE).write_text(note + "\n" + note)


def renamed_release(name: bytes) -> Any:
    def attack(sample: Sample) -> None:
        table = table_of(sample, ACCOUNT)
        pq.write_table(table.replace_schema_metadata({b"release": name}), sample.release / ACCOUNT)

    return attack


def strings(values: list[Any]) -> pa.Array:
    return pa.array([str(value) for value in values])


ATTACKS: dict[str, Any] = {
    "rows in a table that loaders do not read": moved("data/documents/more.parquet"),
    "rows in a hidden table": moved("data/documents/.documents-00000.parquet"),
    "rows in a table of another config": moved("data/documents/pages-00000.parquet"),
    "a gap between the tables": moved("data/documents/documents-1.parquet"),
    "a table in capitals": put("data/documents/documents-00001.PARQUET"),
    "a table by another name": put("data/documents/documents-00001.parquet.bin"),
    "texts as lines of JSON": put("data/documents/documents-00001.jsonl", CARD),
    "a table deeper down": put("data/documents/more/documents-00001.parquet"),
    "a table at the top": put("train.parquet"),
    "a second account": put("ledger/account-2.parquet", ACCOUNT),
    "a row again in another shard": shifted_into_another_shard,
    "a file of the config as a symlink": lambda sample: (
        sample.release / "data/documents/documents-00001.parquet"
    ).symlink_to(sample.release / DOCUMENTS),
    "documents and pages swapped": swapped(DOCUMENTS, PAGES),
    "a table cut off": cut_off(DOCUMENTS),
    "an account cut off": cut_off(ACCOUNT),
    "a column there twice": doubled_column,
    "ids in capitals": with_column(
        DOCUMENTS, "decision_id", lambda v: pa.array([x.upper() for x in v])
    ),
    "ids with a mark that is not seen": with_column(
        DOCUMENTS, "decision_id", lambda v: pa.array([x + "\u200b" for x in v])
    ),
    "ids with a zero byte": with_column(
        DOCUMENTS, "decision_id", lambda v: pa.array([x + "\0" for x in v])
    ),
    "ids in letters of another script": with_column(
        DOCUMENTS, "decision_id", lambda v: pa.array([x.replace("a", "а") for x in v])
    ),
    "ids as bytes": with_column(
        DOCUMENTS, "decision_id", lambda v: pa.array([x.encode() for x in v])
    ),
    "no ids": with_column(DOCUMENTS, "decision_id", lambda v: pa.nulls(len(v), pa.string())),
    "numbers of pages as text": with_column(DOCUMENTS, "n_pages", strings),
    "numbers of pages that are none": with_column(
        DOCUMENTS, "n_pages", lambda v: pa.array([float("nan")] * len(v))
    ),
    "numbers of pages without end": with_column(
        DOCUMENTS, "n_pages", lambda v: pa.array([2**64 - 1] * len(v), pa.uint64())
    ),
    "numbers of pages below nothing": with_column(
        DOCUMENTS, "n_pages", lambda v: pa.array([-x for x in v])
    ),
    "numbers of pages without bounds": with_column(
        PAGES, "page", lambda v: pa.array([2**64 - 1] * len(v), pa.uint64())
    ),
    "pages that are not numbered": with_column(
        PAGES, "page", lambda v: pa.nulls(len(v), pa.int64())
    ),
    "years as text": with_column(WITHHELD, "opens_year", strings),
    "extents as numbers": with_column(
        WITHHELD, "extent", lambda v: pa.array([12 if x == "12" else 5 for x in v])
    ),
    "extents in other digits": with_column(
        WITHHELD, "extent", lambda v: pa.array([x.replace("12", "\u0661\u0662") for x in v])
    ),
    "extents with a sign": with_column(
        WITHHELD, "extent", lambda v: pa.array([x.replace("12", "+12") for x in v])
    ),
    "everything empty": emptied(DOCUMENTS, PAGES, WITHHELD, ACCOUNT),
    "rows and pages empty": emptied(DOCUMENTS, PAGES),
    "a card without numbers": card(lambda text: ""),
    "a card that leaves out documents": card(lambda text: text.replace("| `documents` |", "| x |")),
    "a card that leaves out pages": card(lambda text: text.replace("| `pages` |", "| x |")),
    "a card that leaves out withheld": card(lambda text: text.replace("| `withheld` |", "| x |")),
    "a card that leaves out what is open": card(lambda text: text.replace("| open |", "| x |")),
    "a card with other blanks": card(
        lambda text: text.replace("| `documents` | 3", "| `documents` |  9")
    ),
    "a card that sends loaders elsewhere": card(
        lambda text: text.replace("path: data/documents/documents", "path: checks/documents")
    ),
    "a card that sends loaders to one of the tables": card(
        lambda text: text.replace("documents-*.parquet", "documents-00000.parquet")
    ),
    "a card that sends loaders nowhere": card(lambda text: text.partition("---\n\n")[2]),
    "a card that hides a config from loaders": card(
        lambda text: re.sub("- config_name: pages\n(  .*\n)+", "", text)
    ),
    "a card that has configs twice": card(
        lambda text: text.replace("---\n\n", "configs:\n- config_name: x\n---\n\n")
    ),
    "a card of several documents": card(
        lambda text: text.replace("\nconfigs:", "\nx: 1\n...\nconfigs:")
    ),
    "other settings for loaders": put(".huggingface.yaml", CARD),
    "a program that loads": put("decrees.py", CARD),
    "a second card": put("readme.md", CARD),
    "a table among the checks": put("checks/documents.Parquet"),
    "two checkpoints": two_checkpoints,
    "another release": renamed_release(b"openfonds/decrees@v1.2"),
    "a release that begins alike": renamed_release(NAME.encode() + b":" + b"c0ffee" * 6),
    "a name in other letters": renamed_release(NAME.replace("e", "\u0435").encode()),
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_a_false_account_is_never_sound(sample: Sample, attack: Callable[[Sample], None]) -> None:
    """Also where every digest was made anew and the ledger has the new one."""
    attack(sample)
    record_anew(sample, sample.relist())
    found = sample.check(is_whole=True)
    assert found.status == "broken" or (found.gaps and found.status == "cannot_tell"), found


@pytest.mark.parametrize("effect", [b"null", b'"mediated"', b'""'])
def test_what_the_ledger_does_not_let_be_published_is_not_in_the_dataset(
    tmp_path: Path, effect: bytes
) -> None:
    """Also with a value that openfonds itself would not write."""
    sample = build(tmp_path)
    drafts = [item.record() for item in items()]

    def export(more: list[LedgerRecord]) -> str:
        lines: list[bytes] = []
        before = "0" * 64
        for line in chain_of([*drafts, *more]):
            if not lines:
                line = line.replace(b'"effect":"publish"', b'"effect":' + effect)
            lines.append(re.sub(b'"prev_hash":"[^"]*"', f'"prev_hash":"{before}"'.encode(), line))
            before = record_hash(lines[-1])
        notes = [signed(lines, size, SIGNING_KEY) for size in sorted({len(drafts), len(lines)})]
        shutil.rmtree(sample.ledger)
        key = public_key_pem(SIGNING_KEY)
        write_export(sample.ledger, lines, notes, key, SIGNING_KEY, forms=("jsonl",))
        return notes[0]

    (sample.release / NOTE).write_text(export([]))
    export([release_record(sample.relist())])
    found = sample.check()
    assert any("not to be published by the ledger" in f for f in found.faults), found


def test_two_exports_in_one_folder_are_none(sample: Sample) -> None:
    for path in list(sample.ledger.iterdir()):
        shutil.copy(path, sample.ledger / f"2-{path.name}")
    assert sample.check().status == "broken"


def test_an_empty_ledger_cannot_tell(sample: Sample, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert Sample(sample.release, tmp_path / "empty").check().status == "cannot_tell"
    for path in sample.ledger.iterdir():
        path.write_bytes(b"")
    assert sample.check().status != "sound"


def test_the_ledger_of_another_archive_is_broken(sample: Sample, tmp_path: Path) -> None:
    other = build(tmp_path / "other", made=[Item(n, Outcome.REVIEW) for n in range(40)])
    assert Sample(sample.release, other.ledger).check().status == "broken"


def test_a_release_of_an_empty_collection_adds_up(tmp_path: Path) -> None:
    foreign = [Item(9).record()]
    assert build(tmp_path, made=[], before=foreign).check().status == "sound"


def test_two_releases_of_one_name_are_told(sample: Sample) -> None:
    """One could be for the auditor and the other for everybody else."""
    digest = sample.relist()
    drafts = [item.record() for item in items()]
    twice = [release_record(hex_digest("another")), release_record(digest)]
    sample.export([*drafts, *twice], len(drafts))
    found = sample.check()
    assert found.status == "sound"
    assert any("2 releases of this name" in remark for remark in found.remarks), found.remarks
    sample.export([*drafts, release_record(digest), release_record(digest)], len(drafts))
    assert not any("of this name" in remark for remark in sample.check().remarks)
