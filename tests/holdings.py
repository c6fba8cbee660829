"""Small holdings of text, and the command line run as a person runs it."""

import contextlib
import csv
import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from typer.testing import CliRunner

from tests import ROOT

OPEN_SERIES = "Ф. 1. Опись 1"
AS_OF = "2026-11-22"
HEADINGS = ("item_id", "files", "title", "creator_type", "series", "material", "date")

OPEN = {"creator_type": "municipal_body", "series": OPEN_SERIES, "material": "archival"}
TEXT = (
    "Слушали доклад городской управы о мощении улиц и площадей города.\n"
    "Постановили: доклад утвердить, а смету внести в роспись будущаго года.\n"
)


def write_holding(folder: Path, rows: list[dict[str, str]], texts: dict[str, str]) -> Path:
    """A holding with these inventory rows and text files."""
    headings = [*HEADINGS, *sorted({k for r in rows for k in r} - set(HEADINGS))]
    out = io.StringIO()
    writer = csv.DictWriter(out, headings, delimiter=";", restval="")
    writer.writeheader()
    writer.writerows(rows)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "inventory.csv").write_text(out.getvalue())
    for name, text in texts.items():
        (folder / name).write_text(text)
    if not (folder / "collection.toml").exists():
        (folder / "collection.toml").write_text(
            'repository = "Городской архив"\nlicence = "CC0-1.0"\n'
            f'open_series = ["{OPEN_SERIES}"]\n'
        )
    return folder


def open_row(number: int, **changes: str) -> dict[str, str]:
    """An inventory row that opens: a paper of 1912 in an opened series."""
    row = {"item_id": f"Ф. 1. Оп. 1. Д. {number}", "files": f"{number}.txt"}
    return {**row, "title": "Журнал управы", "date": "1912", **OPEN, **changes}


def small_holding(folder: Path, n: int = 3) -> Path:
    """A holding of `n` open items."""
    rows = [open_row(i) for i in range(1, n + 1)]
    return write_holding(folder, rows, {f"{i}.txt": f"{TEXT}№ {i}\n" for i in range(1, n + 1)})


@dataclass(frozen=True)
class Ran:
    """What a command printed and returned."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The last line of standard output."""
        found: dict[str, Any] = json.loads(self.out.splitlines()[-1])
        return found

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Standard output as JSON Lines."""
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass(frozen=True)
class CommandLine:
    """`openfonds` with a storage of its own."""

    storage: Path
    # Of the catalog; a file in the storage if not given.
    database_url: str | None = field(default=None, kw_only=True)

    @property
    def environment(self) -> dict[str, str]:
        """What the command runs with."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("OPENFONDS_")}
        url = {"OPENFONDS_DATABASE_URL": self.database_url} if self.database_url else {}
        return {**kept, **url, "OPENFONDS_STORAGE": str(self.storage), "PYTHONPATH": str(ROOT)}

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        """Start a command in a process group of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "openfonds", *arguments],
            env=self.environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def __call__(self, *arguments: str) -> Ran:
        """Run a command to its end."""
        process = self.start(*arguments)
        out, err = process.communicate(timeout=300)
        return Ran(process.returncode, out, err)

    def ingest(self, source: Path, *more: str, collection: str = "demo") -> Ran:
        """Ingest with the usual options."""
        return self(
            "ingest", str(source), "--collection", collection, "--as-of", AS_OF, "--json", *more
        )

    def release(self, *more: str, collection: str = "demo") -> Ran:
        """Release with the usual options."""
        return self("release", collection, "--as-of", AS_OF, "--json", *more)

    def decisions(self, collection: str = "demo") -> list[dict[str, Any]]:
        """The decisions that stand."""
        return self("decisions", "--collection", collection, "--format", "jsonl").lines


class InProcess(CommandLine):
    """The same in the process of the tests, for what does not depend on having one of its own.

    A command starts in no time, since everything is imported once.
    """

    def __call__(self, *arguments: str) -> Ran:
        """Run a command to its end."""
        from openfonds.app.cli import app

        gone: dict[str, str | None] = dict.fromkeys(os.environ.keys() - self.environment.keys())
        with contextlib.chdir(ROOT):
            done = CliRunner().invoke(app, arguments, env={**gone, **self.environment})
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Ran(done.exit_code, done.stdout, done.stderr)


def parquet_bytes(folder: Path) -> dict[str, bytes]:
    """Every Parquet file of a release, by its name."""
    found = sorted(folder.rglob("*.parquet"))
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in found}


def files_with(folder: Path, word: str) -> list[Path]:
    """Files that hold a word, also in Parquet."""
    found = []
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            if path.suffix == ".parquet":
                content = str(pq.read_table(path).to_pylist()).encode()
            if word.encode() in content:
                found.append(path)
    return found
