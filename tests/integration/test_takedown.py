"""An item is taken off the hub, its keepers can know, and what waits for a person waits."""

import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.holdings import AS_OF, CommandLine, files_with, open_row, write_holding

PAPERS = (
    "Слушали докладъ управы о мощеніи улицъ и площадей города. Постановили: докладъ утвердить.",
    "О водопроводѣ: трубы положить до рѣки, башню строить на горѣ, воду отпускать по копейкѣ.",
    "Объ освѣщеніи: поставить двадцать фонарей у пристани и на базарѣ, керосинъ купить съ торговъ.",
)
SECOND = "Ф. 1. Оп. 1. Д. 2"
WORD = "водопроводѣ"


@pytest.fixture
def openfonds(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path / "storage")


@pytest.fixture
def published(openfonds: CommandLine, tmp_path: Path) -> Path:
    """Three papers, published as 1.0.0; the folder of the hub."""
    rows = [open_row(i) for i in range(1, 4)]
    texts = {f"{i}.txt": text for i, text in enumerate(PAPERS, start=1)}
    openfonds.ingest(write_holding(tmp_path / "holding", rows, texts))
    ran = openfonds.release()
    assert ran.json["documents"] == 3, ran.err
    return tmp_path / "storage" / "public"


def test_a_takedown_leaves_nothing_on_the_hub(
    openfonds: CommandLine, published: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(published / "datasets/openfonds/demo/resolve/v1.0.0", copy)
    assert files_with(published, WORD)
    ran = openfonds(
        *("takedown", SECOND, "--collection", "demo", "--reason", "complaint"),
        *("--as-of", AS_OF, "--json"),
    )
    assert ran.code == 0, ran.err
    assert [one["versions"] for one in ran.json["removed"]] == [["1.0.0"]] and ran.json[
        "left"
    ] == []
    assert files_with(published, WORD) == []
    newest = published / "datasets/openfonds/demo/resolve/main"
    assert len(pq.read_table(newest / "data" / "documents")) == 2
    stones = pq.read_table(newest / "data" / "withdrawn").to_pylist()
    assert [(s["config"], s["reason"], s["since_version"]) for s in stones] == [
        ("documents", "suspended", "2.0.0"),
        ("pages", "suspended", "2.0.0"),
    ]
    checked = openfonds("check-my-copy", str(copy), "--against", str(newest), "--json")
    assert checked.code == 1
    assert len(checked.json["stale"]) == 2 and checked.json["rows"] == 6
    fresh = openfonds("check-my-copy", str(newest), "--against", str(newest), "--json")
    assert (fresh.code, fresh.json["stale"]) == (0, [])
    again = openfonds("takedown-check", "--as-of", "2026-11-25", "--json")
    assert (again.code, again.json) == (0, {"due": 1, "left": 0})
    assert openfonds("takedown-check", "--as-of", "2026-11-26", "--json").json["due"] == 0


def test_what_is_still_there_two_days_later_is_told(
    openfonds: CommandLine, published: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.parquet"
    shutil.copyfile(
        published / "datasets/openfonds/demo/resolve/v1.0.0/data/documents/documents-00000.parquet",
        kept,
    )
    openfonds(
        *("takedown", SECOND, "--collection", "demo", "--reason", "complaint", "--as-of", AS_OF)
    )
    back = published / "datasets/openfonds/demo/commits/left-behind/documents.parquet"
    back.parent.mkdir()
    shutil.copyfile(kept, back)
    again = openfonds("takedown-check", "--as-of", "2026-11-25", "--json")
    assert again.code == 1 and again.json["left"] >= 1
    assert openfonds("takedown-check", "--as-of", "2026-11-26", "--json").json["due"] == 1


def test_a_version_waits_for_the_people_that_the_collection_asks_for(
    openfonds: CommandLine, tmp_path: Path
) -> None:
    holding = write_holding(tmp_path / "holding", [open_row(1)], {"1.txt": PAPERS[0]})
    settings = holding / "collection.toml"
    settings.write_text("release_approvals = 2\n" + settings.read_text())
    openfonds.ingest(holding)
    assert openfonds.release().code == 1
    preview = openfonds("release", "demo", "--preview", "--as-of", AS_OF, "--json")
    assert preview.code == 0 and preview.json["version"] == "1.0.0"
    approve = ("release", "demo", "--approve", preview.json["plan"], "--as-of", AS_OF)
    stranger = openfonds(*approve, "--by", "nobody")
    assert stranger.code == 2 and "not registered" in stranger.err
    for name, code in (("anna", 1), ("anna", 1), ("boris", 0)):
        openfonds("staff", "add", name, "--role", "archivist")
        assert openfonds(*approve, "--by", name).code == code, name
    assert openfonds("release", "demo", "--as-of", AS_OF, "--json").json["new"] is False


def test_half_a_delivery_waits_and_what_a_list_closes_does_not(
    openfonds: CommandLine, tmp_path: Path
) -> None:
    rows = [open_row(i) for i in range(1, 31)]
    words = [
        " ".join(f"слово{chr(0x430 + i)}{chr(0x430 + j)}" for j in range(20)) for i in range(30)
    ]
    texts = {f"{i}.txt": f"Слушали: {text}.\n" for i, text in enumerate(words, start=1)}
    holding = write_holding(tmp_path / "holding", rows, texts)
    openfonds.ingest(holding)
    first = openfonds.release()
    assert first.json["documents"] == 30, first.err
    for i in range(7, 31):
        (holding / f"{i}.txt").unlink()
    openfonds.ingest(holding)
    refused = openfonds.release()
    assert refused.code == 1 and "documents: 30 before, 6 now" in refused.err
    plan = refused.err.split("--approve ")[1].split()[0]
    openfonds("staff", "add", "anna", "--role", "archivist")
    done = openfonds(
        *("release", "demo", "--approve", plan, "--by", "anna", "--as-of", AS_OF, "--json")
    )
    assert done.code == 0 and done.json["version"] == "2.0.0", done.err
    (holding / "list.csv").write_text("item_id\nФ. 1. Оп. 1. Д. 1\nФ. 1. Оп. 1. Д. 2\n")
    settings = holding / "collection.toml"
    settings.write_text(
        settings.read_text()
        + '[[closed_lists]]\nid="x"\npath="list.csv"\nkey="item_id"\nmax_age_days=9999\n'
    )
    openfonds.ingest(holding)
    closed = openfonds.release()
    assert closed.json["version"] == "3.0.0" and closed.json["documents"] == 4, closed.err
