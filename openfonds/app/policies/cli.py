"""`openfonds policy` and `openfonds calendar`: the law as data, and when it opens what."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from catalog.holdings import collection_names
from openfonds.app.arguments import AsOf, DayReader, Json, Runner
from openfonds.app.installation import open_installation
from openfonds.app.output import Output
from openfonds.app.policies import packs as doing
from openfonds.app.policies.calendar import calendar_of, lines_of_calendar, values_of_calendar
from openfonds.app.policies.diff import difference, lines_of_difference, values_of_difference
from openfonds.app.policies.enable import enable as enable_draft
from openfonds.app.policies.enable import verified
from openfonds.errors import ExitCode, PolicyError
from openfonds.restrictions.pack_check import PackReport
from openfonds.restrictions.signers import signers_digest
from openfonds.settings import Settings

LISTED = 20  # items that `diff` names without --all

policy = typer.Typer(
    help="Check, compare, sign and enable the packs of a jurisdiction.", no_args_is_help=True
)

Draft = Annotated[str, typer.Argument(metavar="DRAFT", help="Folder with the packs of a draft.")]
Named = Annotated[
    str | None,
    typer.Option(
        "--as", metavar="NAME", help="Policy that the folder is to become; its own name without."
    ),
]


def add_commands(app: typer.Typer, run: Runner, day: DayReader) -> None:
    """Add the commands to the application. `run` turns errors into messages and exit codes."""
    app.add_typer(policy, name="policy")

    @policy.command("check")
    def check_command(
        folders: Annotated[
            list[str] | None,
            typer.Argument(metavar="[FOLDER|NAME]...", help="Drafts or policies; all without."),
        ] = None,
        as_of: AsOf = None,
        as_json: Json = False,
    ) -> None:
        """Check packs: form, examples, ids, validity, facts."""
        run(as_json, lambda out: _check(out, folders or [], day(as_of)))

    @policy.command("keygen")
    def keygen_command(
        folder: Annotated[Path, typer.Argument(help="Folder for the private key; nobody else's.")],
        name: Annotated[str, typer.Option("--name", help="Pseudonym, such as counsel.a.")],
        as_json: Json = False,
    ) -> None:
        """Make a key to sign packs with, and show what to put into signers.toml."""
        run(as_json, lambda out: _keygen(out, folder, name))

    @policy.command("sign")
    def sign_command(
        folder: Annotated[str, typer.Argument(metavar="FOLDER|NAME", help="Draft or policy.")],
        key: Annotated[Path, typer.Option("--key", metavar="KEY.pem", help="Private key.")],
        name: Annotated[str, typer.Option("--name", help="Pseudonym as in signers.toml.")],
        role: Annotated[str, typer.Option("--role", help="counsel, archivist or archive_head.")],
        named: Named = None,
        as_json: Json = False,
    ) -> None:
        """Vouch for packs as they are; two people do."""
        run(as_json, lambda out: _sign(out, folder, key, name, role, named, day(None)))

    @policy.command("status")
    def status_command(as_of: AsOf = None, as_json: Json = False) -> None:
        """Show which policies are signed, by whom, and why not."""
        run(as_json, lambda out: _status(out, day(as_of)))

    @policy.command("diff")
    def diff_command(
        draft: Draft,
        collection: Annotated[
            str | None,
            typer.Option("--collection", metavar="NAME", help="Only this collection."),
        ] = None,
        named: Named = None,
        as_of: AsOf = None,
        everything: Annotated[bool, typer.Option("--all", help="Name every item.")] = False,
        as_json: Json = False,
    ) -> None:
        """Show what a draft would change of what is held, before it is enabled."""
        run(as_json, lambda out: _diff(out, draft, collection, named, day(as_of), everything))

    @policy.command("enable")
    def enable_command(
        draft: Draft, named: Named = None, as_of: AsOf = None, as_json: Json = False
    ) -> None:
        """Put a signed draft in the place of the policy of its name."""
        run(as_json, lambda out: _enable(out, draft, named, day(as_of)))

    @app.command("calendar")
    def calendar_command(
        collection: Annotated[
            str | None,
            typer.Option(
                "--collection", metavar="NAME", help="Name of the collection; all without."
            ),
        ] = None,
        as_of: AsOf = None,
        as_json: Json = False,
    ) -> None:
        """Show how many items open by themselves, in which year and on which ground."""
        run(as_json, lambda out: _calendar(out, collection, day(as_of)))


def _check(out: Output, named: Sequence[str], as_of: date) -> ExitCode:
    root = Path(Settings.from_environment().policies)
    folders = [doing.find_folder(root, n) for n in (named or doing.policy_names(root))]
    checked: list[tuple[doing.Folder, list[PackReport]]] = []
    for folder in folders:
        checked.append((folder, doing.check(root, folder, as_of)))
    for folder, reports in checked:
        for report in reports:
            out.line(
                f"{folder.policy}/{report.file}: {report.name or 'not a pack'}, {report.rules}"
                f" rules, {report.grounds} grounds, {report.examples} examples run,"
                f" {len(report.faults)} faults"
            )
            for fault in report.faults:
                out.line(f"  FAULT {fault}")
            for note in report.notes:
                out.line(f"  note  {note}")
    every = [r for _, reports in checked for r in reports]
    out.result(
        {
            "faults": sum(len(r.faults) for r in every),
            "policies": {
                folder.policy: [asdict(report) for report in reports] for folder, reports in checked
            },
        }
    )
    if not all(r.is_usable for r in every):
        return ExitCode.UNUSABLE
    return ExitCode.INCOMPLETE if any(r.faults for r in every) else ExitCode.DONE


def _keygen(out: Output, folder: Path, name: str) -> ExitCode:
    path, public = doing.make_key(folder, name)
    out.line(f"private key: {path} (keep it to yourself; whoever has it signs in your name)")
    out.line("the head of the archive adds to signers.toml, with the role that is yours:")
    out.line(f'\n[[signer]]\nname = "{name}"\nrole = "counsel"\npublic_key = "{public}"')
    out.result({"key": str(path), "name": name, "public_key": public})
    return ExitCode.DONE


def _sign(
    out: Output,
    named: str,
    key: Path,
    name: str,
    role: str,
    policy_name: str | None,
    today: date,
) -> ExitCode:
    root = Path(Settings.from_environment().policies)
    folder = doing.find_folder(root, named, policy_name)
    found, n_signatures = doing.sign(root, folder, key, name, role, today)
    out.line(f"{folder.path}: signed by {name} as {role}; {n_signatures} signatures")
    for problem in found.problems:
        out.line(f"  still missing: {problem}")
    if found.holds and folder.is_draft:
        out.line(f"next: openfonds policy enable {folder.path}")
    out.result(
        {
            "policy": folder.policy,
            "signatures": n_signatures,
            "signed": found.holds,
            "problems": found.problems,
        }
    )
    return ExitCode.DONE


def _status(out: Output, as_of: date) -> ExitCode:
    root = Path(Settings.from_environment().policies)
    told = {}
    for name in doing.policy_names(root):
        found = doing.standing(root, doing.find_folder(root, name), as_of)
        people = ", ".join(f"{s.name} ({s.role})" for s in found.signers) or "nobody"
        verb = "signed" if found.holds else "NOT SIGNED"
        out.line(f"{name}: {verb}; {len(found.packs)} packs; signatures that count: {people}")
        for problem in found.problems:
            out.line(f"  {problem}")
        if any(s.placeholder for s in found.signers):
            out.line(
                "  the signatures are the project's placeholders, of no person of this archive"
            )
        told[name] = {
            "signed": found.holds,
            "problems": found.problems,
            "signers": [s.name for s in found.signers],
            "placeholders": any(s.placeholder for s in found.signers),
            "packs": dict(found.packs),
        }
    out.line(f"signers.toml: {signers_digest(root)}")
    out.result({"policies": told, "signers": signers_digest(root)})
    return ExitCode.DONE if all(t["signed"] for t in told.values()) else ExitCode.INCOMPLETE


def _diff(
    out: Output,
    draft: str,
    collection: str | None,
    named: str | None,
    as_of: date,
    everything: bool,
) -> ExitCode:
    at = open_installation()
    folder = doing.find_folder(at.policies, draft, named)
    found = difference(at, folder, collection, as_of, out.progress)
    for line in lines_of_difference(found, None if everything else LISTED):
        out.line(line)
    out.result(
        {
            **values_of_difference(found),
            "items_changed": [
                {**asdict(change), "before": change.before.value, "after": change.after.value}
                for change in (found.changes if everything else found.changes[:LISTED])
            ],
        }
    )
    return ExitCode.DONE


def _enable(out: Output, draft: str, named: str | None, today: date) -> ExitCode:
    at = open_installation()
    folder = doing.find_folder(at.policies, draft, named)
    if not folder.is_draft:
        raise PolicyError(f"{folder.path} is no draft: it lies among the policies already")
    verified(at, folder, today)
    found = difference(at, folder, None, today, out.progress)
    for line in lines_of_difference(found, 0):
        out.line(line)
    done = enable_draft(at, folder, today)
    out.line(f"{done.policy}: enabled, signed by {' and '.join(done.signers)}")
    out.line(f"recorded in the ledger as record {done.record}")
    out.line("next: openfonds reassess")
    out.result(
        {
            "policy": done.policy,
            "packs": done.packs,
            "signers": done.signers,
            "record": done.record,
            **values_of_difference(found),
        }
    )
    return ExitCode.DONE


def _calendar(out: Output, collection: str | None, as_of: date) -> ExitCode:
    at = open_installation()
    told = {}
    for name in [collection] if collection else collection_names(at.engine):
        found = calendar_of(at, name, as_of, out.progress)
        for line in lines_of_calendar(name, found):
            out.line(line)
        told[name] = values_of_calendar(found)
    out.result({"as_of": as_of.isoformat(), "collections": told})
    return ExitCode.DONE
