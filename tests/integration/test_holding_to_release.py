"""A holding goes all the way, by the command line that people use."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.holdings import (
    AS_OF,
    TEXT,
    CommandLine,
    open_row,
    parquet_bytes,
    small_holding,
    write_holding,
)

OUTCOMES = {"open", "review", "withheld", "suspended", "failed", "duplicate"}


@pytest.fixture
def openfonds(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path / "storage")


def mixed_holding(folder: Path) -> Path:
    """Every outcome but suspended, without OCR."""
    rows = [
        open_row(1),
        open_row(2, date="1961"),
        open_row(3, material="personal_file", date="1961", title="Личное дело"),
        open_row(4, files="missing.txt"),
        open_row(1),
        open_row(6),
    ]
    texts = {f"{n}.txt": TEXT for n in (1, 2, 3)} | {"6.txt": f"Секретно\nЭкз. № 1\n\n{TEXT}"}
    return write_holding(folder, rows, texts)


def test_every_item_is_accounted_for(openfonds: CommandLine, tmp_path: Path) -> None:
    ran = openfonds.ingest(mixed_holding(tmp_path / "holding"))
    assert ran.code == 1, ran.err  # an item failed
    assert set(ran.json["outcomes"]) == OUTCOMES
    assert sum(ran.json["outcomes"].values()) == ran.json["items"] == 6
    found = openfonds.decisions()
    assert [d["outcome"] for d in found] == [
        # 1 shares its bytes with 2 and 3, which are closed
        *("review", "review", "withheld", "failed", "duplicate", "withheld")
    ]
    assert {d["item_id"] for d in found} >= {"Ф. 1. Оп. 1. Д. 1", "Ф. 1. Оп. 1. Д. 4"}
    for decision in found:
        assert decision["unit"] == "item" and decision["reason_codes"]
        assert decision["decision_id"] and decision["decided_by"] and decision["decided_at"]
    (withheld,) = (d for d in found if d["item_id"].endswith("Д. 3"))
    assert withheld["next_check_on"] == "2037-01-01"
    assert any("125-ФЗ" in c for c in withheld["citations"])


def test_a_release_holds_the_open_items_and_nothing_of_the_others(
    openfonds: CommandLine, tmp_path: Path
) -> None:
    holding = mixed_holding(tmp_path / "holding")
    # A near copy of the closed papers would be closed, too.
    own = "О водопроводѣ: трубы положить до рѣки, башню строить на горѣ. канарейка открытая"
    (holding / "1.txt").write_text(own)
    (holding / "3.txt").write_text(TEXT + "канарейка закрытая")
    openfonds.ingest(holding)
    ran = openfonds.release()
    assert ran.code == 0, ran.err
    folder = Path(ran.json["folder"])
    documents = pq.read_table(folder / "data" / "documents").to_pylist()
    assert [d["reference_code"] for d in documents] == ["Ф. 1. Оп. 1. Д. 1"]
    assert "канарейка открытая" in documents[0]["text"]
    (page,) = pq.read_table(folder / "data" / "pages").to_pylist()
    assert page["text_raw"] == own
    for path in Path(ran.json["folder"]).resolve().rglob("*"):
        assert path.is_dir() or "закрытая".encode() not in path.read_bytes()
    sheet = pq.read_table(folder / "data" / "withheld").to_pylist()
    assert {row["extent"] for row in sheet} == {"<10"}


def test_nothing_new_is_not_released_again(openfonds: CommandLine, tmp_path: Path) -> None:
    holding = small_holding(tmp_path / "holding")
    assert openfonds.ingest(holding).json["new_decisions"] == 3
    assert openfonds.release().json["version"] == "1.0.0"
    assert openfonds.ingest(holding).json["new_decisions"] == 0
    again = openfonds.release().json
    assert (again["version"], again["new"]) == ("1.0.0", False)


def test_versions_follow_what_became_of_the_rows(openfonds: CommandLine, tmp_path: Path) -> None:
    openfonds.ingest(small_holding(tmp_path / "first"))
    openfonds.release()
    seven = {"7.txt": "Заслушав рапорт смотрителя о выдаче дров сторожам, управа согласилась.\n"}
    second = write_holding(tmp_path / "second", [open_row(7)], seven)
    openfonds.ingest(second)
    assert openfonds.release().json["version"] == "1.1.0"
    third = write_holding(tmp_path / "third", [open_row(7, title="Секретно")], seven)
    openfonds.ingest(third)
    closed = openfonds.release().json
    assert (closed["version"], closed["documents"]) == ("2.0.0", 3)


def test_the_same_item_of_another_holding_is_a_duplicate(
    openfonds: CommandLine, tmp_path: Path
) -> None:
    openfonds.ingest(small_holding(tmp_path / "first", 2))
    more = small_holding(tmp_path / "second", 3)
    outcomes = openfonds.ingest(more).json["outcomes"]
    assert (outcomes["duplicate"], outcomes["open"]) == (2, 1)
    assert openfonds.release().json["documents"] == 3


def test_the_newest_version_of_an_item_stands(openfonds: CommandLine, tmp_path: Path) -> None:
    old = write_holding(tmp_path / "old", [open_row(1)], {"1.txt": TEXT + "old"})
    new = write_holding(tmp_path / "new", [open_row(1)], {"1.txt": TEXT + "new"})
    openfonds.ingest(old)
    openfonds.ingest(new)
    assert openfonds("reassess", "--as-of", "2026-11-23").code == 0
    (stands,) = openfonds.decisions()
    assert stands["outcome"] == "open"
    folder = Path(openfonds.release().json["folder"])
    (row,) = pq.read_table(folder / "data" / "documents").to_pylist()
    assert row["text"].endswith("new")


def test_the_same_holding_gives_the_same_bytes_whatever_happens(tmp_path: Path) -> None:
    """With one process or two, in another storage, and after being killed three times."""
    holding = small_holding(tmp_path / "holding", 40)
    found = []
    for name, options in {"one": ["--jobs", "1"], "two": ["--jobs", "2"]}.items():
        openfonds = CommandLine(tmp_path / name)
        assert openfonds.ingest(holding, *options).code == 0
        found.append(parquet_bytes(Path(openfonds.release().json["folder"])))
    killed = CommandLine(tmp_path / "killed")
    moments = random.Random(7)
    for _ in range(3):
        process = killed.start("ingest", str(holding), "--collection", "demo", "--as-of", AS_OF)
        time.sleep(1.5 + 3 * moments.random())
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    assert killed.ingest(holding).code == 0
    process = killed.start("release", "demo", "--as-of", AS_OF)
    time.sleep(4)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    found.append(parquet_bytes(Path(killed.release().json["folder"])))
    assert found[0] and found[0] == found[1] == found[2]


def test_a_rewritten_ledger_is_not_signed(openfonds: CommandLine, tmp_path: Path) -> None:
    openfonds.ingest(small_holding(tmp_path / "holding"))
    with sqlite3.connect(tmp_path / "storage" / "catalog.db") as database:
        database.execute("UPDATE ledger SET leaf_hash = ? WHERE seq = 1", ("0" * 64,))
    ran = openfonds.release()
    assert ran.code != 0
    assert not list((tmp_path / "storage").rglob("documents-*.parquet"))


def test_the_gate_refuses_a_decision_that_was_altered_in_the_database(
    openfonds: CommandLine, tmp_path: Path
) -> None:
    holding = write_holding(
        tmp_path / "holding",
        [open_row(1), open_row(2, date="1961")],
        {"1.txt": TEXT, "2.txt": "Да"},
    )
    openfonds.ingest(holding)
    with sqlite3.connect(tmp_path / "storage" / "catalog.db") as database:
        (body,) = database.execute("SELECT body FROM decisions WHERE outcome = 'review'").fetchone()
        forged = json.loads(body) | {"outcome": "open", "effect": "publish", "reason_codes": []}
        database.execute(
            "UPDATE decisions SET outcome = 'open', body = ? WHERE outcome = 'review'",
            (json.dumps(forged, ensure_ascii=False),),
        )
    done = openfonds.release()
    folder = Path(done.json["folder"])
    rows = pq.read_table(folder / "data" / "documents").to_pylist()
    assert [r["reference_code"] for r in rows] == ["Ф. 1. Оп. 1. Д. 1"]


def test_a_list_that_changes_closes_what_is_published(
    openfonds: CommandLine, tmp_path: Path
) -> None:
    holding = small_holding(tmp_path / "holding")
    settings = (holding / "collection.toml").read_text()
    (holding / "collection.toml").write_text(
        f'{settings}[[closed_lists]]\nid="x"\npath="list.csv"\nkey="item_id"\nmax_age_days=9999\n'
    )
    # Near copies of a closed paper would be closed with it.
    (holding / "1.txt").write_text("О водопроводѣ: трубы положить до рѣки, башню строить.\n")
    (holding / "2.txt").write_text("О заводѣ: чертежи передать въ губернію, станки перевезти.\n")
    (holding / "3.txt").write_text("Объ освѣщеніи: поставить двадцать фонарей у пристани.\n")
    (holding / "list.csv").write_text("item_id\nФ. 9\n")
    openfonds.ingest(holding)
    assert openfonds.release().json["documents"] == 3
    (holding / "list.csv").write_text("item_id\nФ. 1. Оп. 1. Д. 2\n")
    closed = openfonds.release().json
    assert (closed["version"], closed["documents"]) == ("2.0.0", 2)
    (holding / "list.csv").unlink()
    assert openfonds.release().json["documents"] == 0  # closings wait for nobody


def test_the_exported_ledger_is_sound_without_openfonds(
    openfonds: CommandLine, tmp_path: Path
) -> None:
    openfonds.ingest(small_holding(tmp_path / "holding"))
    openfonds.release()
    export = tmp_path / "export"
    assert openfonds("audit", "export", str(export), "--json").json["records"] == 4
    assert openfonds("audit", "verify", str(export)).code == 0
    alone = ["python3", "-I", str(export / "verify.py"), str(export)]
    assert subprocess.run(alone, capture_output=True, check=False).returncode == 0
    lines = (export / "ledger.jsonl").read_bytes().splitlines(keepends=True)
    assert "Ф. 1".encode() not in b"".join(lines)
    (export / "ledger.jsonl").write_bytes(b"".join(lines[:-1]))
    assert openfonds("audit", "verify", str(export)).code == 1


def test_what_was_recognised_is_released_with_its_confidence(
    openfonds: CommandLine, tmp_path: Path
) -> None:
    """Twice, so that the numbers of the first version are kept and compared."""
    words = ["Слушали", "докладъ", "управы", "о", "мощеніи", "улицъ", "и", "площадей", "города"]
    row = open_row(1, files="1.xml")
    holding = write_holding(tmp_path / "holding", [row], {"1.xml": alto(words)})
    assert openfonds.ingest(holding).code == 0
    first = openfonds.release()
    assert first.json["documents"] == 1, first.err
    (document,) = pq.read_table(Path(first.json["folder"]) / "data" / "documents").to_pylist()
    assert document["ocr_confidence"] == pytest.approx(87.5)
    more = write_holding(
        tmp_path / "more", [open_row(2)], {"2.txt": "О заводѣ: чертежи передать въ губернію.\n"}
    )
    assert openfonds.ingest(more).code == 0
    assert openfonds.release().json["version"] == "1.1.0"


def alto(words: list[str]) -> str:
    """One line of words, each of confidence 0.875."""
    strings = "".join(
        f'<String CONTENT="{word}" WC="0.875" HPOS="{60 + 90 * i}" VPOS="99"'
        ' WIDTH="80" HEIGHT="30"/>'
        for i, word in enumerate(words)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#"><Layout>'
        '<Page ID="P" PHYSICAL_IMG_NR="1" WIDTH="1200" HEIGHT="1600"><PrintSpace><TextBlock ID="B">'
        f'<TextLine HPOS="60" VPOS="99" WIDTH="900" HEIGHT="30">{strings}</TextLine>'
        "</TextBlock></PrintSpace></Page></Layout></alto>"
    )
