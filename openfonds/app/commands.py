"""What each command does, apart from reading its arguments."""

from contextlib import suppress
from dataclasses import asdict
from datetime import date
from pathlib import Path

from catalog import decisions as stored
from openfonds.app import ingest as local_runner
from openfonds.app.audit.explain import find_decision, lines_of_explanation
from openfonds.app.audit.listing import FORMATS, write_decisions
from openfonds.app.decisions.reassess import apply_law_everywhere
from openfonds.app.doctor import examine
from openfonds.app.installation import open_installation
from openfonds.app.intake.read_account import lines_of_reading
from openfonds.app.intake.register import Request
from openfonds.app.intake.summary import account_of, lines_of, lines_of_absent, unread
from openfonds.app.laws import known_collection
from openfonds.app.output import Output
from openfonds.app.policies.packs import lines_of_unsigned, unsigned
from openfonds.errors import ExitCode, SettingsError
from openfonds.model import Outcome
from openfonds.releases import hub_server
from openfonds.restrictions.wording import LANGUAGES
from openfonds.settings import Settings

MOST_NOTES = 20  # lines on how a holding was read


def doctor(out: Output) -> ExitCode:
    """Say what is there and what is missing."""
    checks = examine()
    for check in checks:
        out.line(f"{'ok  ' if check.holds else 'FAIL'}  {check.what}: {check.found}")
    out.result({check.what: {"ok": check.holds, "found": check.found} for check in checks})
    return ExitCode.DONE if all(c.holds for c in checks) else ExitCode.UNUSABLE


def ingest(
    out: Output,
    settings: Settings,
    source: str,
    collection: str,
    policies: tuple[str, ...],
    languages: tuple[str, ...],
    form: str,
    as_of: date,
) -> ExitCode:
    """Take a holding in and give its account."""
    at = open_installation(settings)
    request = Request(source, collection, as_of, policies, languages, form)
    done = local_runner.ingest(at, request, out.progress)
    plan = done.plan
    ours = [
        r.decision
        for r in stored.current(at.engine, plan.collection.name)
        if r.decision.holding == plan.holding
    ]
    account = account_of(ours)
    for line in lines_of(account):
        out.line(line)
    for line in lines_of_reading(done.reading):
        out.line(line)
    absent = plan.absent(at.storage.vault)
    absent += unread(ours, absent)
    for line in lines_of_absent(absent):
        out.line(line)
    for note in plan.notes[:MOST_NOTES]:
        out.line(note)
    if len(plan.notes) > MOST_NOTES:
        out.line(f"and {len(plan.notes) - MOST_NOTES} more such lines (--json lists all)")
    if plan.unknown_columns:
        out.line(f"columns kept but not understood: {', '.join(plan.unknown_columns)}")
    out.line(f"{done.new_decisions} decisions are new or changed")
    not_signed = unsigned(at.policies, plan.collection.policies, as_of)
    for line in lines_of_unsigned(not_signed):
        out.line(line)
    out.line(f"next: openfonds release {plan.collection.name}")
    out.result(
        {
            "holding": plan.holding,
            "collection": plan.collection.name,
            "items": plan.n_items,
            "pages": plan.n_pages,
            "outcomes": {o.value: n for o, n in account.outcomes.items()},
            "new_decisions": done.new_decisions,
            "pages_without_text": done.reading.without_text,
            "models_wanted": done.reading.models_wanted,
            "absent": [
                {"item_id": a.reference_code, "reason": a.reason_code, "message": a.message}
                for a in absent
            ],
            "unknown_columns": list(plan.unknown_columns),
            "notes": list(plan.notes),
            "not_signed": [one.policy for one in not_signed],
            "as_of": as_of.isoformat(),
        }
    )
    return ExitCode.INCOMPLETE if account.outcomes[Outcome.FAILED] else ExitCode.DONE


def decisions(out: Output, collection: str, form: str, output: Path | None) -> ExitCode:
    """List the decisions that stand."""
    at = open_installation()
    known_collection(at, collection)
    if form not in FORMATS:
        raise SettingsError(f"--format {form!r}: choose one of {', '.join(FORMATS)}")
    count = write_decisions(stored.current(at.engine, collection), form, output)
    if output:
        out.line(f"{count} decisions: {output}")
    return ExitCode.DONE


def reassess(out: Output, as_of: date) -> ExitCode:
    """Apply the law of a day to every collection."""
    at = open_installation()
    done = apply_law_everywhere(at, as_of)
    for name, one in done.accounts.items():
        out.line(
            f"{name}: {one.opened} opened, {one.closed} closed, {one.other} other changes;"
            f" the check of {one.due} items was due"
        )
        if one.renewed:
            out.line(f"  {one.renewed} decisions say the same under another law")
        for line in lines_of_unsigned(unsigned(at.policies, one.unsigned, as_of)):
            out.line(f"  {line}")
    for name, by_hub in done.overdue.items():
        for hub, n in by_hub.items():
            command = f"openfonds release {name} --hub {hub}"
            out.line(f"{name}: {n} published items are closed by now: {command}")
    for name, error in done.failures.items():
        out.line(f"{name}: could not be judged: {error}")
    out.result(
        {
            "as_of": as_of.isoformat(),
            "changed": {name: one.changed for name, one in done.accounts.items()},
            "collections": {name: asdict(one) for name, one in done.accounts.items()},
            "overdue": done.overdue,
            "failures": {name: str(error) for name, error in done.failures.items()},
        }
    )
    return max((error.exit_code for error in done.failures.values()), default=ExitCode.DONE)


def serve(out: Output, folder: Path | None, host: str, port: int) -> ExitCode:
    """Serve a hub until interrupted."""
    root = folder or open_installation().storage.public.local_folder()
    if not root.is_dir():
        raise SettingsError(f"{root} is not a folder: release a collection first")
    out.line(f"serving {root} at http://{host}:{port} (Ctrl-C stops)")
    out.line(f"  HF_ENDPOINT=http://{host}:{port} python")
    with suppress(KeyboardInterrupt):
        hub_server.serve(root, host, port)
    return ExitCode.DONE


def audit_explain(out: Output, decision_id: str, language: str | None) -> ExitCode:
    """Say why a decision is as it is."""
    if language is not None and language not in LANGUAGES:
        raise SettingsError(f"--language {language!r}: en or ru")
    found = find_decision(open_installation(), decision_id)
    told: dict[str, str] = {}
    for one in LANGUAGES:
        lines = list(lines_of_explanation(found, one))
        told[one] = "\n".join(lines)
        if language in (None, one):
            for line in (*lines, ""):
                out.line(line)
    decision = found.recorded.decision
    out.result(
        {
            "decision_id": decision.decision_id,
            "item_id": decision.reference_code,
            "outcome": decision.outcome.value,
            "reason_codes": list(decision.reason_codes),
            "citations": list(decision.citations),
            "supersedes": found.supersedes,
            "ledger_record": found.ledger_line,
            **told,
        }
    )
    return ExitCode.DONE
