"""`openfonds release`, `takedown`, `takedown-check` and `check-my-copy`: what strangers can get."""

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from openfonds.app.arguments import AsOf, By, DayReader, Json, Runner, who
from openfonds.app.installation import open_installation
from openfonds.app.output import Output
from openfonds.app.release import release as releasing
from openfonds.app.release import takedown as takedowns
from openfonds.app.release.approval import unusual
from openfonds.app.release.check_copy import check_copy
from openfonds.app.release.takedown import NotTakenDown, TakenDown
from openfonds.app.review import closing
from openfonds.app.review.cli import tell
from openfonds.errors import ExitCode, OpenfondsError
from openfonds.restrictions.ruling_reasons import SUSPENDING, load_reasons
from openfonds.settings import Settings

Name = Annotated[str, typer.Argument(help="Name of the collection.")]
MOST_LISTED = 20


def add_commands(app: typer.Typer, run: Runner, day: DayReader) -> None:
    """Add the commands to `app`. `run` turns errors into messages and exit codes."""
    _add_release(app, run, day)
    _add_takedown(app, run, day)
    _add_check_copy(app, run)


def reasons_help() -> str:
    """The reason codes of a takedown, for --help."""
    try:
        found = load_reasons(Path(Settings.from_environment().policies))
    except (OpenfondsError, OSError):  # --help must work with any settings
        return "Reason code."
    codes = (r.code.removeprefix("ruling.") for r in found.values() if r.kind == SUSPENDING)
    return f"One of: {', '.join(codes)}."


def _add_release(app: typer.Typer, run: Runner, day: DayReader) -> None:
    @app.command()
    def release(
        collection: Name,
        hub: Annotated[
            str | None,
            typer.Option("--hub", metavar="URL", help="Folder, s3://... or hf://NAMESPACE/NAME."),
        ] = None,
        preview: Annotated[
            bool, typer.Option("--preview", help="Only say what would be published.")
        ] = False,
        approve: Annotated[
            str | None,
            typer.Option("--approve", metavar="PLAN", help="Let a version through that waits."),
        ] = None,
        by: By = None,
        as_of: AsOf = None,
        as_json: Json = False,
    ) -> None:
        """Publish what is open as the next version of the dataset."""

        def command(out: Output) -> ExitCode:
            if preview:
                return _preview(out, collection, hub, day(as_of))
            approval = (approve, who(by)) if approve else None
            return _release(out, collection, hub, day(as_of), approval)

        run(as_json, command)


def _release(
    out: Output, collection: str, hub: str | None, as_of: date, approval: tuple[str, str] | None
) -> ExitCode:
    at = open_installation()
    done = releasing.release(at, collection, hub, as_of, out.progress, approval=approval)
    for code, n in done.refusals:
        out.line(f"{n} open items were not let through: {code}")
    if done.is_new:
        diff = done.diff
        out.line(
            f"published {done.repo_id} v{done.version}: {done.documents} documents,"
            f" {done.pages} pages (rows: {diff.came} came, {diff.changed} changed,"
            f" {diff.went} went)"
        )
        out.line(f"checks: {done.checks}")
    else:
        out.line(f"nothing new since v{done.version}")
    out.line(f"{'folder' if done.folder else 'address'}: {done.where}")
    if done.documents and done.folder:
        for line in load_example(done.folder):
            out.line(line)
    out.result(
        {
            "collection": collection,
            "repo_id": done.repo_id,
            "version": done.version,
            "new": done.is_new,
            "folder": done.where,
            "documents": done.documents,
            "pages": done.pages,
            "rows": {"came": done.diff.came, "changed": done.diff.changed, "went": done.diff.went},
            "refused": dict(done.refusals),
            "checks": done.checks,
        }
    )
    return ExitCode.INCOMPLETE if done.refusals else ExitCode.DONE


def load_example(folder: Path | None) -> list[str]:
    """Three lines of Python that load the dataset from its folder."""
    return [
        "from datasets import load_dataset",
        f'documents = load_dataset("{folder}", "documents", split="train")',
        'print(documents[0]["text"][:300])',
    ]


def _preview(out: Output, collection: str, hub: str | None, as_of: date) -> ExitCode:
    seen = releasing.preview(open_installation(), collection, hub, as_of, out.progress)
    planned = seen.planned
    for code, n in seen.refusals:
        out.line(f"{n} open items would not be let through: {code}")
    if planned.version is None:
        out.line(f"nothing new since v{seen.before}")
    else:
        since = f" after v{seen.before}" if seen.before else ", the first one"
        out.line(f"would publish {seen.repo_id} v{planned.version}{since}")
        for count in planned.counts:
            why = f" ({count.reason})" if count.reason else ""
            out.line(f"  {count.config}: {count.rows} rows {count.change}{why}")
        out.line(f"  {seen.new_bytes:,} of {seen.all_bytes:,} bytes are new")
    if planned.drifts:
        out.line("it differs much from the version before, and waits for an approval:")
        for line in unusual(planned.drifts):
            out.line(line)
    out.line("as the decisions stand; nothing was changed")
    out.result(
        {
            "collection": collection,
            "before": seen.before,
            "version": str(planned.version) if planned.version else None,
            "plan": seen.plan_id,
            "rows": [
                {"config": c.config, "change": c.change, "reason": c.reason, "rows": c.rows}
                for c in planned.counts
            ],
            "drift": [
                {"what": d.what, "before": d.before, "after": d.after} for d in planned.drifts
            ],
            "refused": dict(seen.refusals),
            "new_bytes": seen.new_bytes,
            "all_bytes": seen.all_bytes,
        }
    )
    return ExitCode.DONE


def _add_takedown(app: typer.Typer, run: Runner, day: DayReader) -> None:
    @app.command()
    def takedown(
        item: Annotated[str, typer.Argument(help="Reference code, as the inventory wrote it.")],
        collection: Annotated[
            str, typer.Option("--collection", metavar="NAME", help="Name of the collection.")
        ],
        reason: Annotated[str, typer.Option(metavar="CODE", help=reasons_help())],
        by: By = None,
        keep_published: Annotated[
            bool,
            typer.Option("--keep-published", help="Suspend only; take nothing off the hubs yet."),
        ] = False,
        as_of: AsOf = None,
        as_json: Json = False,
    ) -> None:
        """Suspend an item at once and take it off every hub; two people then decide on it."""

        def command(out: Output) -> ExitCode:
            at = open_installation()
            name = by or os.environ.get("OPENFONDS_STAFF") or closing.ANYBODY
            done = closing.suspend(at, collection, item, reason, name, day(as_of))
            if keep_published:
                return tell(out, done, [f"next: openfonds release {collection} takes it out"])
            assert done.decision is not None  # a suspension holds at once
            out.line(f"{item}: suspended; taking it off the hubs")
            decided = done.decision.decision_id
            taken, failed = takedowns.take_down(
                at, collection, item, decided, day(as_of), out.progress
            )
            left = [place for one in taken for place in one.left]
            lines = [*lines_of_taken(taken), *lines_of_failed(failed)]
            if taken:
                lines.append("openfonds takedown-check looks again in two days")
            more = {
                "removed": [
                    {"collection": t.collection, "hub": t.hub, "versions": list(t.removed)}
                    for t in taken
                ],
                "left": left,
                "failed": [
                    {"collection": f.collection, "hub": f.hub, "error": str(f.error)}
                    for f in failed
                ],
            }
            code = tell(out, done, lines, more)
            return ExitCode.INCOMPLETE if left or failed else code

        run(as_json, command)

    @app.command("takedown-check")
    def takedown_check(as_of: AsOf = None, as_json: Json = False) -> None:
        """Look again for what takedowns removed: hubs copy and convert files in the background."""

        def command(out: Output) -> ExitCode:
            found = list(takedowns.look_again(open_installation(), day(as_of)))
            for line in lines_of_taken(found):
                out.line(line)
            left = sum(len(one.left) for one in found)
            out.line(f"{len(found)} takedowns were due; files still there: {left}")
            out.result({"due": len(found), "left": left})
            return ExitCode.INCOMPLETE if left else ExitCode.DONE

        run(as_json, command)


def lines_of_taken(taken: Sequence[TakenDown]) -> list[str]:
    """What was removed from which hub, and what could not be."""
    lines = []
    for one in taken:
        lines.append(
            f"{one.collection} at {one.hub}: v{one.version} is without it;"
            f" removed: {', '.join(one.removed)}"
        )
        lines += [f"  still there: {place}" for place in one.left[:MOST_LISTED]]
    if taken:
        lines.append("what was downloaded cannot be called back: openfonds check-my-copy tells")
        lines.append("those who keep it")
    return lines


def lines_of_failed(failed: Sequence[NotTakenDown]) -> list[str]:
    """From which hubs nothing could be removed, and what to do."""
    lines = [f"{one.collection} at {one.hub}: NOT TAKEN OFF: {one.error}" for one in failed]
    if failed:
        lines.append("the item is suspended; run the same command again to take it off these hubs")
    return lines


def _add_check_copy(app: typer.Typer, run: Runner) -> None:
    @app.command("check-my-copy")
    def check_my_copy(
        path: Annotated[Path, typer.Argument(exists=True, help="Your copy: a folder or a file.")],
        against: Annotated[
            str,
            typer.Option(
                "--against",
                metavar="FOLDER-OR-URL",
                help="The newest version, such as .../datasets/NAMESPACE/NAME/resolve/main.",
            ),
        ],
        as_json: Json = False,
    ) -> None:
        """Tell which rows of a copy were taken out of the dataset since."""

        def command(out: Output) -> ExitCode:
            checked = check_copy(path, against)
            for stale in checked.stale[:MOST_LISTED]:
                out.line(f"  {stale.id}: {stale.reason}, {stale.withdrawn_on}, {stale.file}")
            if len(checked.stale) > MOST_LISTED:
                out.line(f"  and {len(checked.stale) - MOST_LISTED} more (--json lists all)")
            out.line(
                f"{len(checked.stale)} of {checked.rows} rows were taken out or replaced since:"
                f" {'please delete them' if checked.stale else 'your copy is current in this'}"
            )
            out.result(
                {
                    "rows": checked.rows,
                    "stale": [
                        {
                            "id": s.id,
                            "reason": s.reason,
                            "withdrawn_on": s.withdrawn_on,
                            "since_version": s.since_version,
                            "file": s.file,
                        }
                        for s in checked.stale
                    ],
                }
            )
            return ExitCode.INCOMPLETE if checked.stale else ExitCode.DONE

        run(as_json, command)
