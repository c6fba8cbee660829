"""An item is taken off the hub, its keepers can know, and what waits for a person waits."""

import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from openfonds.app.tasks import hubs_to_release, publish_collection, reassess_all
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


def version_of(openfonds: CommandLine, revision: str) -> Path:
    return openfonds.storage / "public/datasets/openfonds/demo/resolve" / revision


def published_codes(openfonds: CommandLine, revision: str) -> list[str]:
    documents = pq.read_table(version_of(openfonds, revision) / "data/documents")
    return sorted(documents.column("reference_code").to_pylist())


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


def test_a_hub_that_is_not_there_is_not_taken_for_clean(
    openfonds: CommandLine, published: Path, tmp_path: Path
) -> None:
    """As where the disk of the hub is not mounted when it is looked at again."""
    openfonds(
        *("takedown", SECOND, "--collection", "demo", "--reason", "complaint", "--as-of", AS_OF)
    )
    published.rename(tmp_path / "away")
    again = openfonds("takedown-check", "--as-of", "2026-11-25", "--json")
    assert again.code == 1 and again.json == {"due": 1, "left": 1}
    published.rmdir()
    (tmp_path / "away").rename(published)
    again = openfonds("takedown-check", "--as-of", "2026-11-26", "--json")
    assert again.code == 0 and again.json == {"due": 1, "left": 0}


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


def test_what_is_closed_goes_ahead_of_what_waits_for_people(
    openfonds: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [open_row(i) for i in range(1, 5)]
    texts = {f"{i}.txt": text for i, text in enumerate(PAPERS, start=1)}
    texts["4.txt"] = "Слушали: объ устройствѣ прачешной у пристани. Отложить до весны.\n"
    holding = write_holding(tmp_path / "holding", rows[:3], texts)
    openfonds.ingest(holding)
    assert openfonds.release().json["documents"] == 3
    (holding / "list.csv").write_text(f"item_id\n{SECOND}\n")
    list_ = '[[closed_lists]]\nid="x"\npath="list.csv"\nkey="item_id"\nmax_age_days=9999\n'
    with (holding / "collection.toml").open("a") as settings:
        settings.write("\nrelease_approvals = 1\n" + list_)
    openfonds.ingest(write_holding(holding, rows, texts))
    waits = openfonds.release()
    assert waits.code == 1
    assert "published v2.0.0: without what is closed by now" in waits.err
    assert "version 2.1.0 waits for 1 more approval(s)" in waits.err
    assert published_codes(openfonds, "v2.0.0") == [rows[0]["item_id"], rows[2]["item_id"]]
    stones = pq.read_table(version_of(openfonds, "v2.0.0") / "data/withdrawn").to_pylist()
    assert [stone["reason"] for stone in stones] == ["withheld by law"] * 2
    again = openfonds.release()
    assert again.code == 1 and "version 2.1.0 waits" in again.err
    assert "published" not in again.err.splitlines()[0].replace("not published", "")
    monkeypatch.setenv("OPENFONDS_STORAGE", str(openfonds.storage))
    told = publish_collection("demo", "", AS_OF)
    assert told["version"] is None and len(told["questions"]) == 1
    openfonds("staff", "add", "anna", "--role", "archivist")
    plan = ("--approve", told["questions"][0]["plan"], "--by", "anna")
    assert openfonds.release(*plan).json["documents"] == 3


def thirty_papers(folder: Path) -> Path:
    rows = [open_row(i) for i in range(1, 31)]
    words = [
        " ".join(f"слово{chr(0x430 + i)}{chr(0x430 + j)}" for j in range(20)) for i in range(30)
    ]
    texts = {f"{i}.txt": f"Слушали: {text}.\n" for i, text in enumerate(words, start=1)}
    return write_holding(folder, rows, texts)


def test_a_broken_reader_does_not_empty_a_dataset_unseen(
    openfonds: CommandLine, tmp_path: Path
) -> None:
    holding = thirty_papers(tmp_path / "holding")
    openfonds.ingest(holding)
    assert openfonds.release().json["documents"] == 30
    for i in range(7, 31):
        (holding / f"{i}.txt").write_text("~|#^ {}<> \\/=+ *&%$ @;:! ?_-" * 40)
    openfonds.ingest(holding)
    waits = openfonds.release()
    assert waits.code == 1 and "documents: 30 before, 6 now" in waits.err
    assert "published" not in waits.err.replace("not published", "")


def test_half_a_delivery_waits_and_what_a_list_closes_does_not(
    openfonds: CommandLine, tmp_path: Path
) -> None:
    holding = thirty_papers(tmp_path / "holding")
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


def copy_in_two_collections(openfonds: CommandLine, tmp_path: Path) -> Path:
    """A paper in one collection, and nearly the same beside another one in a second; published."""
    text = PAPERS[1] + " За ведро брать по двѣ копейки, бѣднымъ отпускать даромъ.\n"
    scanned_anew = text.replace("рѣки", "рѣкн").replace("горѣ", "rорѣ")
    one = write_holding(tmp_path / "one", [open_row(1, files="a.txt")], {"a.txt": text})
    rows = [open_row(1, files="b.txt"), open_row(2, files="c.txt")]
    two = write_holding(tmp_path / "two", rows, {"b.txt": scanned_anew, "c.txt": PAPERS[2]})
    for source, name in ((one, "one"), (two, "two")):
        assert openfonds.ingest(source, collection=name).code == 0
        assert openfonds.release(collection=name).code == 0
    return tmp_path / "storage" / "public"


def test_a_takedown_takes_copies_off_other_collections_too(
    openfonds: CommandLine, tmp_path: Path
) -> None:
    public = copy_in_two_collections(openfonds, tmp_path)
    assert len(files_with(public, "башню")) > 2
    item = open_row(1)["item_id"]
    taken = openfonds(
        *("takedown", item, "--collection", "one", "--reason", "complaint"),
        *("--as-of", AS_OF, "--json"),
    )
    assert taken.code == 0, taken.err
    assert [one["collection"] for one in taken.json["removed"]] == ["one", "two"]
    assert files_with(public, "башню") == []
    assert files_with(public, "фонарей") != []


def test_what_is_closed_in_one_collection_and_published_in_another_is_told_and_released(
    openfonds: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    public = copy_in_two_collections(openfonds, tmp_path).as_uri()
    elsewhere = (tmp_path / "elsewhere").as_uri()
    assert openfonds.release("--hub", elsewhere, collection="two").json["documents"] == 2
    monkeypatch.setenv("OPENFONDS_STORAGE", str(openfonds.storage))
    assert hubs_to_release("two") == [public]
    item = open_row(1)["item_id"]
    openfonds(
        *("takedown", item, "--collection", "one", "--reason", "complaint", "--keep-published"),
        *("--as-of", AS_OF),
    )
    told = openfonds("reassess", "--as-of", AS_OF, "--json")
    assert told.json["overdue"] == {"one": {public: 1}, "two": {elsewhere: 1, public: 1}}
    command = f"openfonds release two --hub {elsewhere}"
    assert f"two: 1 published items are closed by now: {command}" in told.err
    assert reassess_all(AS_OF)["changed"] == ["one", "two"]
    assert hubs_to_release("two") == [public, elsewhere]
    for hub in hubs_to_release("two"):
        assert publish_collection("two", hub, AS_OF)["documents"] == 1
    told = openfonds("reassess", "--as-of", AS_OF, "--json")
    assert told.json["overdue"] == {"one": {public: 1}}
    assert hubs_to_release("two") == [public]


def test_a_takedown_lets_nothing_new_out(openfonds: CommandLine, tmp_path: Path) -> None:
    """Somebody could else pass by those who must approve."""
    rows = [open_row(i) for i in range(1, 4)]
    texts = {f"{i}.txt": text for i, text in enumerate(PAPERS, start=1)}
    holding = write_holding(tmp_path / "holding", rows[:2], texts)
    openfonds.ingest(holding)
    assert openfonds.release().json["documents"] == 2
    more = write_holding(tmp_path / "more", rows[2:], texts)
    with (more / "collection.toml").open("a") as settings:
        settings.write("\nrelease_approvals = 1\n")
    openfonds.ingest(more)
    taken = openfonds(
        "takedown", SECOND, "--collection", "demo", "--reason", "court", "--as-of", AS_OF
    )
    assert taken.code == 0, taken.err
    assert published_codes(openfonds, "v2.0.0") == [rows[0]["item_id"]]
    newest = version_of(openfonds, "v2.0.0")
    ledger = tmp_path / "ledger"
    openfonds("audit", "export", str(ledger))
    checked = openfonds("audit", "account", str(newest), "--ledger", str(ledger))
    assert checked.code == 0 and "gate.not_before" in checked.out, checked.out
    waits = openfonds.release()
    assert waits.code == 1 and "waits for 1 more approval" in waits.err
