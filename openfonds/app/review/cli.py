"""`openfonds review` and `openfonds staff`: what people decide."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from catalog import staff as registered
from openfonds.app.arguments import AsOf, By, DayReader, Json, Runner, who
from openfonds.app.installation import now, open_installation
from openfonds.app.output import Output
from openfonds.app.review import rulings, series
from openfonds.app.review.dossier import evidence, known, lines_of_dossier, obstacles, unanswered
from openfonds.app.review.figures import figures_of_year, lines_of_figures
from openfonds.app.review.held import find_held
from openfonds.app.review.queue import URGENCY, lines_of_queue, queue
from openfonds.app.review.reading_folder import lines_of_written, write_pages
from openfonds.app.review.wishes import Ruled, Wish
from openfonds.errors import ExitCode, SettingsError
from openfonds.model import Outcome
from openfonds.restrictions.policy import ROLES
from openfonds.restrictions.ruling_reasons import load_reasons

review = typer.Typer(help="See what waits for a person, and decide.", no_args_is_help=True)
staff = typer.Typer(help="Who may decide, and in which roles.", no_args_is_help=True)

OUTCOMES = {"open": Outcome.OPEN, "withhold": Outcome.WITHHELD}
Name = Annotated[str, typer.Option("--collection", metavar="NAME", help="Name of the collection.")]


def add_commands(app: typer.Typer, run: Runner, day: DayReader) -> None:
    """Add the commands to the application. `run` turns errors into messages and exit codes."""
    app.add_typer(review, name="review")
    app.add_typer(staff, name="staff")

    @review.command("list")
    def review_list(
        collection: Name,
        limit: Annotated[int, typer.Option(help="How many to show; 0 for all.")] = 50,
        as_of: AsOf = None,
        as_json: Json = False,
    ) -> None:
        """What waits: the most urgent first, then what is most likely to be opened."""

        def command(out: Output) -> ExitCode:
            found = queue(open_installation(), collection, day(as_of))
            shown = found[: limit or None]
            for line in lines_of_queue(found, limit or len(found)):
                out.line(line)
            out.line(f"next: openfonds review show ITEM --collection {collection}")
            items = [
                {
                    "item_id": w.reference_code,
                    "urgency": URGENCY[w.urgency],
                    "outcome": w.outcome.value,
                    "reason_codes": list(w.reason_codes),
                    "reviewers": list(w.reviewers),
                    "next_check_on": w.opens_on,
                    "ruling_id": w.ruling_id,
                    "proposed_by": w.proposed_by,
                }
                for w in shown
            ]
            out.result({"collection": collection, "waiting": len(found), "items": items})
            return ExitCode.DONE

        run(as_json, command)

    @review.command("show")
    def review_show(
        item: Annotated[str, typer.Argument(help="Reference code, as the inventory wrote it.")],
        collection: Name,
        pages: Annotated[
            Path | None,
            typer.Option(
                metavar="FOLDER", help="Write images and texts of its pages into this new folder."
            ),
        ] = None,
        as_of: AsOf = None,
        as_json: Json = False,
    ) -> None:
        """One item: what is known, from which source, what holds it back, what would release it."""

        def command(out: Output) -> ExitCode:
            at = open_installation()
            held = find_held(at, collection, item, day(as_of))
            written = write_pages(at, held, pages) if pages is not None else None
            for line in lines_of_dossier(held):
                out.line(line)
            out.line("")
            if written is not None and pages is not None:
                for line in lines_of_written(written, pages):
                    out.line(line)
            out.line(
                f"to decide: openfonds review decide '{item}' --collection {collection}"
                " --outcome open|withhold --reason CODE --by YOU"
            )
            standing = held.standing.decision
            out.result(
                {
                    "item_id": item,
                    "outcome": standing.outcome.value,
                    "decision_id": standing.decision_id,
                    "known": [_plain(f) for f in known(held)],
                    "unanswered": unanswered(held),
                    "obstacles": [_plain(o) for o in obstacles(held)],
                    "evidence": [_plain(e) for e in evidence(held)],
                    "written": None if written is None else _plain(written),
                }
            )
            return ExitCode.DONE

        run(as_json, command)

    @review.command("decide")
    def review_decide(
        collection: Name,
        outcome: Annotated[str, typer.Option(help="open or withhold.")],
        reason: Annotated[str, typer.Option(metavar="CODE", help="Reason code (review reasons).")],
        item: Annotated[
            str | None, typer.Argument(help="Reference code; or none, with --series.")
        ] = None,
        by: By = None,
        act: Annotated[
            str | None, typer.Option(help="Number and date of an act or permission on file.")
        ] = None,
        withhold_page: Annotated[
            list[int] | None, typer.Option(help="Open it without this page; may be repeated.")
        ] = None,
        redact: Annotated[
            list[str] | None,
            typer.Option(
                metavar="FACT", help="Open it with this redacted, such as person_named; repeatable."
            ),
        ] = None,
        rights: Annotated[
            str | None,
            typer.Option(help=f"Where the rules know none: {', '.join(rulings.RIGHTS)}."),
        ] = None,
        expires: Annotated[
            str | None, typer.Option(metavar="DATE", help="The ruling ends on this day.")
        ] = None,
        of_series: Annotated[
            str | None,
            typer.Option("--series", metavar="NAME", help="Rule on a whole series instead."),
        ] = None,
        lift: Annotated[
            list[str] | None,
            typer.Option(metavar="CODE", help="With --series: what to lift; may be repeated."),
        ] = None,
        as_of: AsOf = None,
        as_json: Json = False,
    ) -> None:
        """Rule on an item or a series. Opening waits for a second person; closing holds at once."""

        def command(out: Output) -> ExitCode:
            if outcome not in OUTCOMES:
                raise SettingsError(f"--outcome {outcome!r}: open or withhold")
            if (item is None) == (of_series is None):
                raise SettingsError("name an item, or a series with --series")
            wish = Wish(
                collection=collection,
                reference_code=item or "",
                outcome=OUTCOMES[outcome],
                reason=reason,
                by=who(by),
                as_of=day(as_of),
                act=act,
                withheld_pages=tuple(withhold_page or ()),
                redacted=tuple(redact or ()),
                rights=rights,
                expires_on=day(expires) if expires else None,
            )
            at = open_installation()
            if of_series is None:
                done = rulings.decide(at, wish)
            elif wish.outcome is Outcome.OPEN:
                uri = rulings.RIGHTS.get(rights or "")
                done = series.propose_series(at, wish, of_series, lift or (), uri)
            else:
                raise SettingsError("a series is closed in collection.toml: take it off the list")
            return tell(out, done)

        run(as_json, command)

    @review.command("approve")
    def review_approve(
        ruling: Annotated[str, typer.Argument(help="Id of a ruling that waits.")],
        by: By = None,
        as_of: AsOf = None,
        as_json: Json = False,
    ) -> None:
        """Approve what somebody else proposed."""
        run(
            as_json,
            lambda out: tell(
                out, rulings.approve(open_installation(), ruling, who(by), day(as_of))
            ),
        )

    @review.command("refuse")
    def review_refuse(
        ruling: Annotated[str, typer.Argument(help="Id of a ruling that waits.")],
        by: By = None,
        as_json: Json = False,
    ) -> None:
        """Refuse a proposal, or take your own back."""
        run(
            as_json,
            lambda out: tell(out, rulings.refuse(open_installation(), ruling, who(by))),
        )

    @review.command("reasons")
    def review_reasons(as_json: Json = False) -> None:
        """The reason codes, in English and Russian."""

        def command(out: Output) -> ExitCode:
            found = load_reasons(open_installation().policies)
            for one in found.values():
                act = " (needs --act)" if one.needs_act else ""
                code = one.code.removeprefix("ruling.")
                out.line(f"  {one.kind:<11} {code:<18} {one.ru} / {one.en}{act}")
            out.result({code: one.kind for code, one in found.items()})
            return ExitCode.DONE

        run(as_json, command)

    @review.command("figures")
    def review_figures(
        year: Annotated[int, typer.Option(help="The year.")],
        as_json: Json = False,
    ) -> None:
        """What people decided in a year: suspensions, and what became of them."""

        def command(out: Output) -> ExitCode:
            found = figures_of_year(open_installation(), year)
            for line in lines_of_figures(found):
                out.line(line)
            out.result(_plain(found))
            return ExitCode.DONE

        run(as_json, command)

    @staff.command("add")
    def staff_add(
        name: Annotated[str, typer.Argument(help="Pseudonym: it will stand in the public ledger.")],
        role: Annotated[list[str], typer.Option(help=f"{', '.join(ROLES)}; may be repeated.")],
        as_json: Json = False,
    ) -> None:
        """Register a person, or give them these roles instead of those they had."""

        def command(out: Output) -> ExitCode:
            registered.add(open_installation().engine, name, tuple(role))
            out.line(f"{name}: {', '.join(role)}")
            out.result({"name": name, "roles": role})
            return ExitCode.DONE

        run(as_json, command)

    @staff.command("revoke")
    def staff_revoke(
        name: Annotated[str, typer.Argument(help="Pseudonym.")], as_json: Json = False
    ) -> None:
        """Take all roles from a person; what they decided stands."""

        def command(out: Output) -> ExitCode:
            registered.revoke(open_installation().engine, name, now=now())
            out.line(f"{name} may no longer decide")
            out.result({"name": name, "revoked": True})
            return ExitCode.DONE

        run(as_json, command)

    @staff.command("list")
    def staff_list(as_json: Json = False) -> None:
        """Everybody who was ever registered."""

        def command(out: Output) -> ExitCode:
            found = registered.people(open_installation().engine)
            for one in found:
                ended = f" (revoked {one.revoked_at})" if one.revoked_at else ""
                out.line(f"  {one.name:<24} {', '.join(one.roles)}{ended}")
            out.result({"people": [_plain(one) for one in found]})
            return ExitCode.DONE

        run(as_json, command)


def tell(
    out: Output, done: Ruled, also: Sequence[str] = (), more: Mapping[str, Any] | None = None
) -> ExitCode:
    """Say what a ruling did, and what else there is to be said."""
    ruling = done.ruling
    unit = ruling.reference_code or f"series {ruling.series}"
    if done.state == "proposed":
        out.line(f"{unit}: proposed by {ruling.proposed_by}, not in force yet")
        if done.needed:
            out.line(f"  the two must have between them: {', '.join(done.needed)}")
        out.line(f"  a second person: openfonds review approve {ruling.ruling_id} --by NAME")
    elif done.decision is not None:
        out.line(f"{unit}: {done.decision.outcome.value} ({', '.join(done.decision.reason_codes)})")
        out.line(f"  decision {done.decision.decision_id}")
        if not done.copies_compared:
            out.line("  what repeats it could not be looked for: mend the policy packs, then run")
            out.line("  openfonds reassess")
    else:
        out.line(f"{unit}: {done.state.replace('_', ' ')}")
    for line in also:
        out.line(line)
    out.result(
        {
            "ruling_id": ruling.ruling_id,
            "state": done.state,
            "item_id": ruling.reference_code,
            "series": ruling.series,
            "outcome": done.decision.outcome.value if done.decision else None,
            "decision_id": done.decision.decision_id if done.decision else None,
            "roles_needed": list(done.needed),
            **(more or {}),
        }
    )
    return ExitCode.DONE


def _plain(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__dataclass_fields__}
