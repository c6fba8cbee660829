"""`openfonds audit ...`: the ledger, for auditors, witnesses and whoever keeps it."""

from pathlib import Path
from typing import Annotated

import typer

from catalog.annex import ERASURE_REASONS
from openfonds.app.arguments import By, Json, Runner
from openfonds.app.audit import ledger as audit
from openfonds.ledger.export import FORMS


def _file(help_text: str) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(exists=True, dir_okay=False, help=help_text)
    return option


Keys = Annotated[list[Path] | None, _file("A public key that you know; may be repeated.")]
Checkpoints = Annotated[list[Path] | None, _file("A checkpoint that you kept; may be repeated.")]
Witnesses = Annotated[
    list[Path] | None, _file("Public key of a witness who must have cosigned; may be repeated.")
]


def add_commands(app: typer.Typer, run: Runner) -> None:
    """Add the commands to `audit`. `run` turns errors into messages and exit codes."""
    _add_checks(app, run)
    _add_witness(app, run)
    _add_keys(app, run)


def _add_checks(app: typer.Typer, run: Runner) -> None:
    @app.command("export")
    def export(
        folder: Annotated[Path, typer.Argument(help="New folder for the public ledger.")],
        forms: Annotated[
            list[str] | None,
            typer.Option("--format", help="jsonl (always), csv, parquet; all of them without it."),
        ] = None,
        as_json: Json = False,
    ) -> None:
        """Write the public ledger with its checkpoint and public key."""
        run(as_json, lambda out: audit.export(out, folder, tuple(forms or FORMS)))

    @app.command("verify")
    def verify(
        path: Annotated[Path, typer.Argument(help="An exported ledger, or a proof.")],
        key: Keys = None,
        checkpoint: Checkpoints = None,
        witness: Witnesses = None,
        as_json: Json = False,
    ) -> None:
        """Check an exported ledger or a proof; needs nothing but its files."""
        given = (tuple(key or ()), tuple(checkpoint or ()), tuple(witness or ()))
        run(as_json, lambda out: audit.verify_export(out, path, *given))

    @app.command("account")
    def account(
        place: Annotated[
            str, typer.Argument(metavar="RELEASE", help="Folder or address of one version.")
        ],
        ledger: Annotated[Path, typer.Option(help="Folder of an exported ledger.")],
        whole_ledger: Annotated[
            bool, typer.Option("--whole-ledger", help="The ledger is of this collection alone.")
        ] = False,
        key: Keys = None,
        checkpoint: Checkpoints = None,
        witness: Witnesses = None,
        as_json: Json = False,
    ) -> None:
        """Check that a release accounts for every item, against an exported ledger; offline."""
        given = (tuple(key or ()), tuple(checkpoint or ()), tuple(witness or ()))
        run(
            as_json,
            lambda out: audit.check_account(out, place, ledger, *given, is_whole=whole_ledger),
        )

    @app.command("prove")
    def prove(
        decision_id: Annotated[
            str | None, typer.Argument(help="Id of a decision, release or ruling.")
        ] = None,
        consistency: Annotated[
            Path | None, _file("An older checkpoint: prove that the ledger continues it.")
        ] = None,
        output: Annotated[Path | None, typer.Option(help="File to write.")] = None,
        as_json: Json = False,
    ) -> None:
        """Write a proof that anyone can check offline: `openfonds audit verify PROOF`."""
        run(as_json, lambda out: audit.prove(out, decision_id, consistency, output))


def _add_witness(app: typer.Typer, run: Runner) -> None:
    @app.command("witness-key")
    def witness_key(
        folder: Annotated[Path, typer.Argument(help="New folder for the key of the witness.")],
        as_json: Json = False,
    ) -> None:
        """For a witness outside the archive: make its key."""
        run(as_json, lambda out: audit.make_witness(out, folder))

    @app.command("witness")
    def witness(
        checkpoint: Annotated[
            Path, typer.Argument(exists=True, dir_okay=False, help="Checkpoint of the archive.")
        ],
        key: Annotated[Path, _file("Private key of the witness.")],
        name: Annotated[str, typer.Option(help="Name of the witness, such as other.example/w1.")],
        ledger_key: Annotated[
            Path | None, _file("Public key of the ledger; needed the first time.")
        ] = None,
        previous: Annotated[
            Path | None, _file("Checkpoint cosigned last, if it is not beside the key.")
        ] = None,
        proof: Annotated[
            Path | None, _file("Consistency proof from that one; see audit prove.")
        ] = None,
        as_json: Json = False,
    ) -> None:
        """For a witness: cosign a checkpoint that continues the last one."""
        run(
            as_json,
            lambda out: audit.cosign(out, checkpoint, key, name, ledger_key, previous, proof),
        )

    @app.command("accept-witness")
    def accept_witness(
        note: Annotated[
            Path, typer.Argument(exists=True, dir_okay=False, help="The cosigned checkpoint.")
        ],
        witness: Annotated[
            Path | None, _file("Public key of the witness; needed the first time.")
        ] = None,
        as_json: Json = False,
    ) -> None:
        """Take in a checkpoint that a witness cosigned; it goes out with the next export."""
        run(as_json, lambda out: audit.accept_witness(out, note, witness))


def _add_keys(app: typer.Typer, run: Runner) -> None:
    @app.command("rotate-keys")
    def rotate_keys(by: By = None, as_json: Json = False) -> None:
        """Make new keys, announce the public one in the ledger, destroy the old private ones."""
        run(as_json, lambda out: audit.rotate(out, by))

    @app.command("erase")
    def erase(
        decision_id: Annotated[str, typer.Argument(help="Id of a decision.")],
        reason: Annotated[str, typer.Option(help=f"One of: {', '.join(ERASURE_REASONS)}.")],
        by: By = None,
        as_json: Json = False,
    ) -> None:
        """Destroy what is sealed behind a decision; its record stays, and one says so."""
        run(as_json, lambda out: audit.erase(out, decision_id, reason, by))
