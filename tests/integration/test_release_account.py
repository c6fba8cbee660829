"""A release as the command line makes it, and as an auditor checks it."""

import functools
import http.server
import json
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from openfonds.app.cli import app
from openfonds.ledger.account import ACCOUNT, MANIFEST, NOTE
from openfonds.ledger.verify import LEDGER
from openfonds.ledger.verify import MANIFEST as LEDGER_MANIFEST
from openfonds.releases.metadata.files import about
from tests import ROOT
from tests.account_samples import DOCUMENTS, PAGES, WITHHELD, Row, change_rows
from tests.holdings import AS_OF, CommandLine, open_row, write_holding

OPENED = (
    "Слушали доклад городской управы о мощении улиц. Постановили: доклад утвердить.\n",
    "Смета на постройку каменного моста через реку и на ремонт двух пристаней.\n",
    "О назначении базарных дней, о местах для торга лошадьми и о весовом сборе.\n",
    "Правила для извозчиков: такса за проезд, фонари и номера на экипажах.\n",
    "Об устройстве водопровода, о башне на площади и о цене ведра воды.\n",
)
CLOSED = {
    "10.txt": "Отчёт завода за первый квартал: сталь, уголь, вагоны, смета на ремонт цехов.\n",
    "11.txt": "Автобиография учителя гимназии, список детей, прошение о пенсии вдове.\n",
}


@dataclass(frozen=True)
class Archive:
    """An installation with a release, and its ledger exported afterwards."""

    openfonds: CommandLine
    release: Path
    ledger: Path
    hub: Path


def holding(folder: Path, open_items: int = 3) -> Path:
    """Open, in review, withheld, failed and duplicate."""
    rows = [open_row(n) for n in range(1, open_items + 1)]
    rows += [
        open_row(10, date="1990"),
        open_row(11, material="personal_file", date="1961", title="Личное дело"),
        open_row(12, files="missing.txt"),
        open_row(1),
    ]
    texts = {f"{n}.txt": text for n, text in enumerate(OPENED[:open_items], start=1)} | CLOSED
    return write_holding(folder, rows, texts)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    folder = tmp_path_factory.mktemp("archive")
    openfonds = CommandLine(folder / "storage")
    assert openfonds.ingest(holding(folder / "holding")).code == 1  # an item failed
    released = openfonds.release("--hub", str(folder / "hub"))
    assert released.code == 0, released.err
    exported = openfonds("audit", "export", str(folder / "ledger"), "--format", "jsonl")
    assert exported.code == 0, exported.err
    return Archive(openfonds, Path(released.json["folder"]), folder / "ledger", folder / "hub")


def account(place: object, ledger: Path, *more: str) -> Result:
    words = ["audit", "account", str(place), "--ledger", str(ledger), *more]
    return CliRunner().invoke(app, words)


@pytest.fixture
def copy(archive: Archive, tmp_path: Path) -> Archive:
    """What the auditor has, to be changed."""
    release = shutil.copytree(archive.release, tmp_path / "release")
    for path in release.rglob("*"):
        path.chmod(0o755)
    ledger = shutil.copytree(archive.ledger, tmp_path / "ledger")
    return Archive(archive.openfonds, release, ledger, archive.hub)


def test_what_was_released_is_sound(archive: Archive) -> None:
    ran = archive.openfonds(
        *("audit", "account", str(archive.release), "--ledger", str(archive.ledger)),
        *("--whole-ledger", "--json"),
    )
    assert ran.code == 0, ran.err
    found = ran.json
    assert found["status"] == "sound"
    assert found["release"] == "openfonds/demo@v1.0.0"
    counted = {"open": 3, "withheld": 1, "review": 1, "suspended": 0, "failed": 1, "duplicate": 1}
    assert found["figures"]["outcome"] == counted
    assert found["figures"]["documents"] == found["figures"]["gate"]["passed"] == 3
    assert "items in                                 7" in ran.err


def files_of(release: Path) -> set[str]:
    return {p.relative_to(release).as_posix() for p in release.rglob("*") if p.is_file()}


def test_the_crate_and_the_card_name_what_lies_beside_them(archive: Archive) -> None:
    files = files_of(archive.release)
    assert {ACCOUNT, MANIFEST, NOTE, "changes.json", "changes.parquet"} < files
    crate = json.loads((archive.release / "ro-crate-metadata.json").read_text())
    root = next(one for one in crate["@graph"] if one["@id"] == "./")
    assert {part["@id"] for part in root["hasPart"]} == files - {"ro-crate-metadata.json"}
    card = (archive.release / "README.md").read_text()
    linked = {file for file in files if f"]({file})" in card}
    unlinked = {file.partition("/")[0] for file in files - linked}
    assert unlinked == {"README.md", "checks", "data", "policies"}


def test_every_file_is_told_of_in_the_reference_and_explained(archive: Archive) -> None:
    page = (ROOT / "docs/reference/release-files.md").read_text()
    firsts = re.findall(r"^\| (`[^|]+) \|", page, re.MULTILINE)
    names = [name for cell in firsts for name in re.findall("`([^`]+)`", cell)]
    patterns = [
        re.escape(name).replace("<config>", "[a-z]+").replace("NNNNN", r"\d{5}")
        .replace("YYYYMMDD", r"\d{8}") + ("" if not name.endswith("/") else ".+")
        for name in names
    ]  # fmt: skip
    for file in files_of(archive.release):
        assert any(re.fullmatch(pattern, file) for pattern in patterns), file
        assert about(file) or file.startswith(("data/", "plots/")), file


def test_the_first_version_has_no_tombstones_yet_but_a_place_for_them(archive: Archive) -> None:
    withdrawn = pq.read_table(archive.release / "data/withdrawn/withdrawn-00000.parquet")
    assert withdrawn.num_rows == 0
    assert "Without rows in this version" in (archive.release / "README.md").read_text()


def first_changed(name: str, value: object) -> Callable[[list[Row]], list[Row]]:
    return lambda rows: [{**rows[0], name: value}, *rows[1:]]


CHANGES = {
    "row deleted": lambda rows: rows[1:],
    "row added": lambda rows: [*rows, rows[0]],
}
VALUES = {
    DOCUMENTS: ("text", "x"),
    PAGES: ("text_raw", "x"),
    WITHHELD: ("extent", "10"),
    ACCOUNT: ("outcome", "suspended"),
}


@pytest.mark.parametrize("what", [*CHANGES, "row changed"])
@pytest.mark.parametrize("path", VALUES)
def test_one_row_is_enough(copy: Archive, path: str, what: str) -> None:
    change_rows(copy.release / path, CHANGES.get(what) or first_changed(*VALUES[path]))
    ran = account(copy.release, copy.ledger)
    assert ran.exit_code == 1
    assert f"{path} is not as {MANIFEST} has it" in ran.stdout


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md", NOTE, MANIFEST, ACCOUNT])
def test_one_file_is_enough(copy: Archive, name: str) -> None:
    path = copy.release / name
    path.write_bytes(path.read_bytes() + b"\n")
    assert account(copy.release, copy.ledger).exit_code == 1
    path.unlink()
    assert account(copy.release, copy.ledger).exit_code == 1


def test_a_file_more_is_enough(copy: Archive) -> None:
    (copy.release / "notes.txt").write_text("")
    assert "'notes.txt' is not listed" in account(copy.release, copy.ledger).stdout


@pytest.mark.parametrize("is_removed", [True, False], ids=["removed", "changed"])
def test_one_ledger_record_is_enough(copy: Archive, is_removed: bool) -> None:
    path = copy.ledger / LEDGER
    lines = path.read_bytes().splitlines(keepends=True)
    for number, line in enumerate(lines):
        other = [] if is_removed else [line.replace(b'"code_version":"', b'"code_version":"9.')]
        path.write_bytes(b"".join([*lines[:number], *other, *lines[number + 1 :]]))
        ran = account(copy.release, copy.ledger)
        assert ran.exit_code == 1, number
        assert LEDGER_MANIFEST in ran.stdout or "the ledger: " in ran.stdout


def test_a_withheld_item_cannot_be_called_open(copy: Archive) -> None:
    def opened(rows: list[Row]) -> list[Row]:
        closed = next(row for row in rows if row["outcome"] == "withheld")
        return [
            {**row, "outcome": "open", "gate": "passed"} if row is closed else row for row in rows
        ]

    change_rows(copy.release / ACCOUNT, opened)
    said = account(copy.release, copy.ledger).stdout
    assert "account: the ledger has another outcome: 1" in said
    assert "documents: no row for decisions that are open and in the dataset: 1" in said
    assert "withheld: of 'withheld by law'" in said


def test_the_next_release_keeps_the_old_one_sound(archive: Archive, tmp_path: Path) -> None:
    """And its account is no account of the old one. An item of the first one is suspended."""
    storage = tmp_path / "storage"
    shutil.copytree(archive.openfonds.storage, storage, symlinks=True)
    openfonds = CommandLine(storage)
    folder = holding(tmp_path / "holding", open_items=5)
    assert openfonds.ingest(folder).code == 1
    suspended = openfonds(
        *("takedown", "Ф. 1. Оп. 1. Д. 2", "--collection", "demo"),
        *("--reason", "complaint", "--as-of", AS_OF, "--keep-published"),
    )
    assert suspended.code == 0, suspended.err
    released = openfonds.release("--hub", str(archive.hub))
    assert released.code == 0, released.err
    new, old = Path(released.json["folder"]), Path(released.json["folder"]).parent / "v1.0.0"
    assert released.json["documents"] == 4
    ran = account(new, archive.ledger)
    assert ran.exit_code == 3 and "exported later" in ran.stdout
    assert openfonds("audit", "export", str(tmp_path / "ledger"), "--format", "jsonl").code == 0
    for release, n_suspended in ((old, 0), (new, 1)):
        ran = account(release, tmp_path / "ledger")
        assert ran.exit_code == 0, ran.stdout
        assert f"suspended                    {n_suspended:>11}" in ran.stdout
    ran = account(new, tmp_path / "ledger", "--whole-ledger")
    assert ran.exit_code == 0, ran.stdout
    mixed = shutil.copytree(old, tmp_path / "mixed")
    (mixed / ACCOUNT).chmod(0o644)
    shutil.copy(new / ACCOUNT, mixed / ACCOUNT)
    assert account(mixed, tmp_path / "ledger").exit_code == 1


@pytest.fixture
def served(copy: Archive) -> Iterator[str]:
    """The release folder on a plain web server."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    handler = functools.partial(Quiet, directory=str(copy.release.parent))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/release/"
        server.shutdown()


def test_a_release_on_a_web_server(copy: Archive, served: str) -> None:
    ran = account(served, copy.ledger)
    assert ran.exit_code == 0, ran.stdout
    assert "files that are not listed cannot be seen" in ran.stdout
    (copy.release / WITHHELD).unlink()
    ran = account(served, copy.ledger)
    assert ran.exit_code == 1 and f"{WITHHELD} is missing" in ran.stdout
    (copy.release / MANIFEST).unlink()
    assert account(served, copy.ledger).exit_code == 1
    (copy.release / ACCOUNT).unlink()
    assert account(served, copy.ledger).exit_code == 3


def test_a_server_that_does_not_answer_cannot_tell(copy: Archive) -> None:
    ran = account("http://127.0.0.1:9/release", copy.ledger)
    assert ran.exit_code == 3
    assert "cannot be fetched" in ran.stdout
