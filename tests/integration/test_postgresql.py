"""The catalog in PostgreSQL: all commands, and writers at once, against a real server."""

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa

from tests.holdings import AS_OF, CommandLine, open_row, small_holding, write_holding

FIRST, SECOND = "Ф. 1. Оп. 1. Д. 1", "Ф. 1. Оп. 1. Д. 2"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The URL of any of its databases; it listens on a socket of this test alone."""
    installed = [*Path("/usr/lib/postgresql").glob("*/bin"), *map(Path, os.get_exec_path())]
    programs = next((found for found in installed if (found / "initdb").exists()), None)
    if programs is None:
        pytest.skip("needs PostgreSQL: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="openfonds-pg-", dir="/tmp"))
    # It will not run as root.
    user = "nobody" if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)

    def run(program: str, *arguments: str) -> None:
        command = [str(programs / program), "-D", str(folder / "data"), *arguments]
        subprocess.run(command, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL)

    try:
        run("initdb", "-U", "openfonds", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        options = f"-k {folder} -c listen_addresses= -c fsync=off"
        run("pg_ctl", "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield f"postgresql+psycopg://openfonds@/{{}}?host={folder}"
        finally:
            run("pg_ctl", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def openfonds(server: str, tmp_path: Path) -> CommandLine:
    name = f"catalog_{uuid.uuid4().hex}"
    engine = sa.create_engine(server.format("postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return CommandLine(tmp_path / "storage", database_url=server.format(name))


def test_from_ingest_to_takedown_and_account(openfonds: CommandLine, tmp_path: Path) -> None:
    # Near copies of what is taken down would go with it.
    texts = {
        "1.txt": "О водопроводѣ: трубы положить до рѣки, башню строить.\n",
        "2.txt": "О заводѣ: чертежи передать въ губернію, станки перевезти.\n",
    }
    rows = [open_row(1, files="1.txt"), open_row(2, files="2.txt")]
    assert openfonds.ingest(write_holding(tmp_path / "holding", rows, texts)).code == 0
    # Two at once: one publishes, the other finds nothing new or is told to try again.
    with ThreadPoolExecutor(2) as pool:
        released = list(pool.map(lambda _: openfonds.release(), range(2)))
    assert 0 in {ran.code for ran in released}
    assert openfonds.release().json["version"] == "1.0.0"
    took = openfonds(
        *("takedown", SECOND, "--collection", "demo", "--reason", "complaint"),
        *("--as-of", AS_OF, "--json"),
    )
    assert took.code == 0, took.err
    assert not list(openfonds.storage.glob("*.db"))
    version = openfonds.storage / "public/datasets/openfonds/demo/resolve/v2.0.0"
    codes = pq.read_table(version / "data/documents").column("reference_code").to_pylist()
    assert codes == [FIRST]
    ledger = tmp_path / "ledger"
    assert openfonds("audit", "export", str(ledger)).code == 0
    checked = openfonds("audit", "account", str(version), "--ledger", str(ledger))
    assert checked.code == 0, checked.out
    for command in (
        ("review", "list", "--collection", "demo"),
        ("calendar", "--collection", "demo"),
        ("reassess", "--as-of", "2027-01-01"),
        ("takedown-check", "--as-of", "2027-01-01"),
        ("audit", "explain", took.json["decision_id"]),
    ):
        ran = openfonds(*command)
        assert ran.code == 0, (command, ran.err)


def test_the_ledger_has_no_gap_after_four_writers(openfonds: CommandLine, tmp_path: Path) -> None:
    def ingest(number: int) -> int:
        holding = small_holding(tmp_path / f"holding-{number}")
        return openfonds.ingest(holding, collection=f"town-{number}").code

    assert ingest(0) == 0
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ingest, range(1, 5))) == [0] * 4
    export = tmp_path / "export"
    exported = openfonds("audit", "export", str(export), "--json")
    assert exported.json["records"] == 5 * 3
    assert openfonds("audit", "verify", str(export)).code == 0
