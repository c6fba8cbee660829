"""The command line (DESIGN 5.2): for people; `--json` makes the last line one JSON object."""

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from extractors.description.holding import form_names
from openfonds.app import commands
from openfonds.app.arguments import AsOf, Json
from openfonds.app.audit import cli as audit_cli
from openfonds.app.harvest import cli as harvest_cli
from openfonds.app.output import Output
from openfonds.app.policies import cli as policy_cli
from openfonds.app.release import cli as release_cli
from openfonds.app.review import cli as review_cli
from openfonds.errors import ExitCode, OpenfondsError, SettingsError
from openfonds.settings import Settings, parse_jobs

app = typer.Typer(
    name="openfonds",
    help="From the holdings of archives and libraries to open, verifiable text datasets.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
audit = typer.Typer(help="Export the ledger, check it, prove from it.", no_args_is_help=True)
app.add_typer(audit, name="audit")

CollectionName = Annotated[
    str,
    typer.Option(
        "--collection", metavar="NAME", help="Name of the collection, or a collection.toml."
    ),
]


@app.command()
def doctor(as_json: Json = False) -> None:
    """Check what openfonds needs: Tesseract, models, storage, database, policies."""
    _run(as_json, lambda out: commands.doctor(out))


@app.command()
def ingest(
    source: Annotated[str, typer.Argument(help="Folder, zip or tar of a holding.")],
    collection: CollectionName,
    policy: Annotated[
        list[str] | None,
        typer.Option(
            "--policy",
            metavar="PACK",
            help="Instead of the packs of collection.toml; may be repeated.",
        ),
    ] = None,
    languages: Annotated[
        str | None, typer.Option("--languages", metavar="rus+eng", help="Read with these models.")
    ] = None,
    form: Annotated[
        str,
        typer.Option("--form", metavar="FORM", help=f"One of: {', '.join(form_names())}."),
    ] = "",
    jobs: Annotated[
        str | None, typer.Option("--jobs", metavar="N", help="Processes; all cores by default.")
    ] = None,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Take a holding in: read it, clean it, decide on every item."""
    _run(
        as_json,
        lambda out: commands.ingest(
            out,
            _settings(jobs),
            source,
            collection,
            tuple(policy or ()),
            tuple(part for part in (languages or "").split("+") if part),
            form,
            _day(as_of),
        ),
    )


@app.command()
def decisions(
    collection: CollectionName,
    form: Annotated[str, typer.Option("--format", help="jsonl, csv or parquet.")] = "jsonl",
    output: Annotated[
        Path | None, typer.Option("--output", help="File to write; needed for parquet.")
    ] = None,
    as_json: Json = False,
) -> None:
    """List the decision that stands on every item."""
    _run(as_json, lambda out: commands.decisions(out, collection, form, output))


@app.command()
def reassess(as_of: AsOf = None, as_json: Json = False) -> None:
    """Apply the law of a day to everything that is held."""
    _run(as_json, lambda out: commands.reassess(out, _day(as_of)))


@app.command()
def serve(
    folder: Annotated[
        Path | None, typer.Argument(help="Hub to serve; public/ of the storage by default.")
    ] = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
) -> None:
    """Serve a static hub over HTTP, for Hugging Face clients and browsers."""
    _run(False, lambda out: commands.serve(out, folder, host, port))


@audit.command("explain")
def audit_explain(
    decision_id: Annotated[
        str, typer.Argument(help="Id of a decision, or its first 8 characters or more.")
    ],
    language: Annotated[str | None, typer.Option(help="en or ru; both without it.")] = None,
    as_json: Json = False,
) -> None:
    """Why a decision is as it is, in plain words, in English and Russian."""
    _run(as_json, lambda out: commands.audit_explain(out, decision_id, language))


def main() -> None:
    """Run the command line."""
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        app()
    except SystemExit as done:
        # Threads of the libraries may still run: an interpreter that goes down under them aborts.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(done.code if isinstance(done.code, int) else ExitCode.UNUSABLE)


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _run(as_json: bool, command: Callable[[Output], ExitCode]) -> None:
    """Run a command; what a user can cause ends in a message and an exit code."""
    out = Output(as_json)
    try:
        code = command(out)
    except OpenfondsError as error:
        out.error(str(error), error.exit_code)
        code = error.exit_code
    except KeyboardInterrupt:
        out.error("stopped; run the same command again to go on", ExitCode.INCOMPLETE)
        sys.stderr.flush()
        os._exit(128 + signal.SIGINT)  # threads may still wait for workers that are gone
    except BrokenPipeError:
        os._exit(ExitCode.DONE)  # the reader of our output has seen enough
    except OSError as error:
        out.error(
            f"{error.strerror or type(error).__name__}: {error.filename or 'a temporary file'}."
            " Make room or check the folder, then run the same command again",
            ExitCode.INCOMPLETE,
        )
        code = ExitCode.INCOMPLETE
    raise typer.Exit(int(code))


def _settings(jobs: str | None) -> Settings:
    settings = Settings.from_environment()
    return replace(settings, jobs=parse_jobs(jobs, "--jobs")) if jobs else settings


def _day(written: str | None) -> date:
    if written is None:
        return datetime.now(UTC).astimezone().date()
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise SettingsError(f"--as-of {written!r}: write a day as 2026-11-22") from None


audit_cli.add_commands(audit, _run)
harvest_cli.add_commands(app, _run, _day)
policy_cli.add_commands(app, _run, _day)
release_cli.add_commands(app, _run, _day)
review_cli.add_commands(app, _run, _day)
