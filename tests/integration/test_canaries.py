"""Canaries (LAW 3.5, G7): over 200 words that occur nowhere else, in everything that is closed.

None may be found in anything that leaves the vault: releases, ledger, pages of checks, cards, what
commands print, what scheduled tasks hand on, files left behind. The vault, the annex and the
database hold them. The same scan finds the canaries of open items, so it can find.
"""

import gzip
import json
import subprocess
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests import ROOT
from tests.canaries import CANARY, Canaries, Holding, Watched, canaries_below, canaries_in
from tests.holdings import AS_OF, TEXT


@dataclass(frozen=True)
class Ended:
    """Everything after the last command."""

    holding: Holding
    openfonds: Watched
    exported: Path

    @property
    def released(self) -> Path:
        """The zone that everyone may read."""
        return self.openfonds.storage / "public"


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    """A holding of canaries that went all the way."""
    root = tmp_path_factory.mktemp("canaries")
    holding = Holding(root / "holding")
    openfonds = Watched(root / "storage", root, [])
    assert openfonds.ingest(holding.folder).code == 1  # items fail
    assert openfonds.release().code == 0
    for name, role in (("reader-1", "archivist"), ("reader-2", "archive_head")):
        assert openfonds("staff", "add", name, "--role", role).code == 0
    _open_without_page_2(openfonds)
    assert openfonds.release().code == 0
    assert openfonds("reassess", "--as-of", AS_OF).code == 0
    exported = root / "exported"
    assert openfonds("audit", "export", str(exported)).code == 0
    assert openfonds("audit", "verify", str(exported)).code == 0
    openfonds.release()
    return Ended(holding, openfonds, exported)


def _open_without_page_2(openfonds: Watched) -> None:
    made = openfonds(
        *("review", "decide", "Ф. 5. Д. 1", "--collection", "demo", "--outcome", "open"),
        *("--reason", "not-private", "--withhold-page", "2", "--by", "reader-1", "--json"),
    )
    assert made.code == 0, made.err
    ruling = made.json["ruling_id"]
    approved = openfonds("review", "approve", ruling, "--by", "reader-2", "--json")
    assert approved.code == 0, approved.err


def test_there_are_two_hundred(ended: Ended) -> None:
    canaries = ended.holding.canaries
    closed = canaries.of("closed") | canaries.of("reference") | canaries.of("withheld page")
    assert len(closed) >= 200
    decided = [d for d in ended.openfonds.decisions() if d["unit"] == "item"]
    outcomes = {d["item_id"]: d["outcome"] for d in decided}
    opened = {i for i, outcome in outcomes.items() if outcome == "open"}
    assert opened == {*(f"Ф. 4. Д. {n}" for n in range(1, 6)), "Ф. 5. Д. 1"}
    assert set(outcomes.values()) >= {"open", "review", "withheld", "failed"}


def test_the_scan_finds_what_is_open(ended: Ended) -> None:
    """Also within compressed pages of Parquet: no byte of the file shows them."""
    canaries = ended.holding.canaries
    found = canaries_below(ended.released)
    missed = (canaries.of("open") | canaries.of("partly")) - found
    assert not missed, canaries.named(missed)
    shards = list(ended.released.rglob("*.parquet"))
    raw = {int(n) for path in shards for n in CANARY.findall(path.read_bytes())}
    assert canaries.of("open: page") - raw  # found by decoding alone


def test_the_scan_finds_whatever_form_it_has(tmp_path: Path) -> None:
    word = "zqk123wvx"
    table = pa.table({"text": [f"до {word} после" * 9], "bytes": [word.encode()]})
    pq.write_table(table, tmp_path / "a.parquet", compression="zstd")
    pq.write_table(table.select([0]), tmp_path / "b.parquet", compression="gzip")
    (tmp_path / "c.gz").write_bytes(gzip.compress(word.encode()))
    (tmp_path / "d").write_bytes(word.encode("utf-16-le"))
    (tmp_path / "e").write_bytes(word.encode("utf-16-be"))
    (tmp_path / "f").write_text(word.encode().hex())
    (tmp_path / "g").write_text(json.dumps({"x": word.upper()}))
    for path in sorted(tmp_path.iterdir()):
        assert canaries_in(path.read_bytes()) == {123}, path.name
    assert canaries_in(zlib.compress(b"nothing")) == set()
    (tmp_path / "sub" / word).mkdir(parents=True)
    assert canaries_below(tmp_path / "sub") == {123}


def test_the_vault_holds_them(ended: Ended) -> None:
    """They were read: what is not found elsewhere was not simply lost."""
    canaries = ended.holding.canaries
    found = canaries_below(ended.openfonds.storage / "vault")
    read = {n for n in canaries.of("closed") if "page" in canaries.places[n]}
    assert len(read & found) > 0.3 * len(read)  # a restricted series is closed unread


@pytest.mark.parametrize("place", ["public", "audit", "cleared"])
def test_no_zone_outside_the_vault_holds_one(ended: Ended, place: str) -> None:
    canaries = ended.holding.canaries
    allowed = canaries.of("open") | canaries.of("partly")
    found = canaries_below(ended.openfonds.storage / place) - allowed
    assert not found, canaries.named(found)


def test_the_public_ledger_holds_none(ended: Ended) -> None:
    assert not canaries_below(ended.exported)


def test_nothing_is_left_behind(ended: Ended) -> None:
    """Temporary files and caches: none with a canary, and no temporary file at all."""
    assert not canaries_below(ended.openfonds.home / "tmp")
    assert not canaries_below(ended.openfonds.home / "home")
    left = [p.name for p in (ended.openfonds.home / "tmp").iterdir()]
    assert not left


def test_no_command_says_one(ended: Ended) -> None:
    """References, and the missing file that staff must find, may be named; content may not."""
    canaries = ended.holding.canaries
    allowed = canaries.of("reference") | canaries.of("closed missing: name of a missing file")
    found = {n for text in ended.openfonds.said for n in canaries_in(text.encode())}
    assert not found - allowed, canaries.named(found - allowed)


def _broken_holdings(folder: Path, canaries: Canaries) -> Iterator[Path]:
    """Holdings that cannot be used, or only in part, each with canaries where it breaks."""
    row = f"Д. 1;1.txt;О мостах {canaries.new('closed inventory: title')}\r\n"
    text = f"{TEXT}{canaries.new('closed inventory: text')}"
    for name, inventory in {
        "no-reference-column": f"шапка;files;title\r\n{row}",
        "stray-quotation-mark": f'item_id;files;title\r\n"{row}{row}',
        "two-titles": f"item_id;files;title;заголовок\r\n{row.strip()};x\r\n",
        "no-heading": row,
        "same-reference": f"item_id;files;title\r\n{row}{row.strip()} иначе\r\n",
        "line-break": f'item_id;files;title\r\n"Д.\n1";1.txt;{canaries.new("closed: line")}\r\n',
        "bytes": f"item_id;files;title\r\n{row}\0\0\ufffe",
    }.items():
        place = folder / name
        place.mkdir(parents=True)
        (place / "inventory.csv").write_bytes(inventory.encode("utf-8", "surrogatepass"))
        (place / "1.txt").write_text(text)
        yield place
    for name, data in {
        "cut.zip": b"PK\x03\x04" + canaries.new("closed zip: bytes").encode(),
        "odd.tar": canaries.new("closed tar: bytes").encode() * 90,
    }.items():
        (folder / name).write_bytes(data)
        yield folder / name
    place = folder / "list"
    place.mkdir()
    (place / "inventory.csv").write_text(f"item_id;files;title\r\n{row}")
    (place / "1.txt").write_text(text)
    (place / "closed.csv").write_text(f'item_id,x\n"{canaries.new("closed list: broken")}')
    (place / "collection.toml").write_text(
        '[[closed_lists]]\nid = "l"\npath = "closed.csv"\nkey = "item_id"\nmax_age_days = 9\n'
    )
    yield place


def test_what_fails_says_none(tmp_path: Path) -> None:
    openfonds = Watched(tmp_path / "storage", tmp_path, [])
    canaries = Canaries()
    codes = {
        path.name: openfonds.ingest(path).code
        for path in _broken_holdings(tmp_path / "broken", canaries)
    }
    assert set(codes.values()) >= {1, 2}, codes
    found = {n for text in openfonds.said for n in canaries_in(text.encode())}
    assert not found, canaries.named(found)
    assert not canaries_below(tmp_path / "tmp")
    for zone in ("public", "audit", "cleared"):
        assert not canaries_below(openfonds.storage / zone)


TASKS = """
import json, sys
from openfonds.app import tasks
source, as_of = sys.argv[1:]
handed_on = [tasks.register_holding(source, "tasks", [], "", "", as_of)]
plan = handed_on[0]["plan"]
pages = [tasks.read_pages(plan, number) for number in handed_on[0]["shards"]]
judged = [tasks.judge_pages(plan, number, text) for number, text in enumerate(pages)]
handed_on += [pages, judged, tasks.settle_holding(plan, judged)]
handed_on.append(tasks.publish_collection("tasks", "", as_of))
print(json.dumps(handed_on, ensure_ascii=False))
"""


def test_scheduled_tasks_hand_on_none(tmp_path: Path) -> None:
    """Airflow keeps what they return as XCom and prints it in its logs; no reference either."""
    holding = Holding(tmp_path / "holding")
    openfonds = Watched(tmp_path / "storage", tmp_path, [])
    done = subprocess.run(
        [sys.executable, "-c", TASKS, str(holding.folder), AS_OF],
        env=openfonds.environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    handed_on = json.loads(done.stdout.splitlines()[-1])
    assert handed_on[-1]["documents"] == 5
    assert not canaries_in(done.stdout.encode()), done.stdout
    assert not canaries_in(done.stderr.encode()) - holding.canaries.of("reference")
