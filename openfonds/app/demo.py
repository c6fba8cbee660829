"""`make demo`: an example holding goes through Airflow to a dataset, with an account at the end."""

import argparse
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalog import decisions
from catalog.releases import Release, latest
from openfonds.app import tasks
from openfonds.app.installation import Installation, open_installation
from openfonds.app.intake.plan import load_plan
from openfonds.app.intake.summary import account_of, lines_of
from openfonds.app.laws import known_collection
from openfonds.app.local_airflow.folder import ROOT
from openfonds.app.local_airflow.rest import Run
from openfonds.app.local_airflow.up import (
    LocalAirflow,
    login_lines,
    running_airflow,
    say,
    stop_on_signals,
)
from openfonds.app.local_airflow.watch import failure_of, finish, show, until
from openfonds.app.release.cli import load_example
from openfonds.app.release.hubs import StaticHub, hub_for
from openfonds.errors import ExitCode, OpenfondsError, SettingsError, TransientError

EXAMPLE_COLLECTION = "primer-gorodskoy-arkhiv"
LOOK_SECONDS = 1.0
ANNOUNCED_SECONDS = 120.0  # until the scheduler starts what was announced


@dataclass(frozen=True, slots=True)
class Ingest:
    """A run of `ingest_holding`, and what it registered."""

    run: Run
    plan: str
    holding: str
    collection: str


def demo(at: Installation, holding: Path | None, collection: str, *, stay: bool) -> None:
    """Start Airflow, ingest and publish a holding with it, and give its account.

    Raises:
        OpenfondsError: when Airflow does not start, or a run fails.
    """
    example = Path(at.settings.storage.removeprefix("file://")) / "demo" / "holding"
    make = None if holding else lambda: _make_example(example)
    with running_airflow(at.settings, say, meanwhile=make) as airflow:
        for line in login_lines(airflow.rest):
            say(line)
        ingest = _ingest(at, airflow, holding or example, collection)
        refused = _publish(at, airflow, ingest)
        for line in ("", *_account(at, ingest), *refused, "", *_dataset(at, ingest.collection)):
            say(line)
        for line in ("", *login_lines(airflow.rest)):
            say(line)
        if stay:
            say("Ctrl-C stops everything; what was made stays")
            with suppress(KeyboardInterrupt):
                airflow.wait()


def _make_example(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "examples" / "make_holding.py"), str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise SettingsError(done.stderr.strip())
    say(f"example holding: {done.stdout.strip()}")


def _ingest(at: Installation, airflow: LocalAirflow, source: Path, collection: str) -> Ingest:
    """Run `ingest_holding` to its end, and show how far it is."""
    rest = airflow.rest
    conf = {"source": str(source.absolute()), "collection": collection}
    stopped = [run for run in rest.unfinished("ingest_holding") if run.conf == conf]
    if stopped:
        say("going on with the ingest that was stopped")
    run = stopped[0] if stopped else rest.trigger("ingest_holding", conf)
    say("registering the holding")
    registered: dict[str, Any] | None = until(airflow, run, lambda: rest.result(run, "register"))
    if registered is None:
        raise failure_of(airflow, run)
    plan, shards = registered["plan"], len(registered["shards"])
    show(
        *(airflow, run, "reading", registered["pages"], "pages"),
        count=lambda: tasks.pages_read(at, plan),
    )
    show(
        *(airflow, run, "deciding", shards, "shards"),
        count=lambda: rest.count(run, "judge", "success"),
    )
    finish(airflow, run, "recording", "holding")
    return Ingest(run, plan, registered["holding"], registered["collection"])


def _publish(at: Installation, airflow: LocalAirflow, ingest: Ingest) -> list[str]:
    """Wait for the release that follows. Returns lines on what was not let through."""
    run = _following(at, airflow, ingest)
    if run is None:
        say("nothing new: the release that there is stands")
        return []
    finish(airflow, run, "publishing", "release")
    lines: list[str] = []
    for index in range(airflow.rest.count(run, "publish", "success")):
        published = airflow.rest.result(run, "publish", index)
        if published["collection"] == ingest.collection:
            lines += [
                f"  {n} open, but not let through: {code}" for code, n in published["refused"]
            ]
    return lines


def _following(at: Installation, airflow: LocalAirflow, ingest: Ingest) -> Run | None:
    """The run of `publish_release` that follows an ingest; None where nothing is new."""
    rest = airflow.rest
    if rest.state_of(ingest.run, "announce") == "success":
        deadline = time.monotonic() + ANNOUNCED_SECONDS
        while not (caused := list(rest.runs_caused_by(ingest.run))):
            airflow.check()
            if time.monotonic() > deadline:
                raise TransientError("Airflow did not start publish_release: run this again")
            time.sleep(LOOK_SECONDS)
        return caused[0]
    # Nothing is new. But an earlier demo may have been stopped before its release was out.
    # One that waits for a person is not waited for.
    for unfinished in rest.unfinished("publish_release"):
        if not rest.count(unfinished, "approval.ask", "awaiting_input"):
            return unfinished
    if _latest(at, ingest.collection)[0] is None:
        return rest.trigger("publish_release", {"collection": ingest.collection})
    return None


def _account(at: Installation, ingest: Ingest) -> list[str]:
    """Every item of the holding, with what holds it back."""
    ours = [
        recorded.decision
        for recorded in decisions.current(at.engine, ingest.collection)
        if recorded.decision.holding == ingest.holding
    ]
    lines = lines_of(account_of(ours))
    for absence in load_plan(at.storage.vault, ingest.plan).absent(at.storage.vault):
        lines.append(f"  {absence.outcome.value}: {absence.reference_code}: {absence.message}")
    command = f".venv/bin/openfonds decisions --collection {ingest.collection}"
    return [*lines, f"item by item: {command}"]


def _latest(at: Installation, collection: str) -> tuple[Release | None, StaticHub]:
    hub = hub_for(at, known_collection(at, collection)[0], None)
    assert isinstance(hub, StaticHub)  # the example names no other
    return latest(at.engine, collection, hub.url), hub


def _dataset(at: Installation, collection: str) -> list[str]:
    """The release that stands, where it is and how to load it."""
    release, hub = _latest(at, collection)
    assert release is not None  # its run has succeeded
    folder = hub.folder(release.version)
    rows = sum(file.rows for file in release.files if file.path.startswith("data/documents/"))
    return [
        f"{release.repo_id} v{release.version}: {rows} documents",
        f"folder: {folder}",
        "load it (.venv/bin/python):",
        "",
        *load_example(folder),  # not indented: it can be pasted
    ]


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m openfonds.app.demo",
        description="Take the example holding through Airflow to a published dataset.",
    )
    parser.add_argument("--exit", action="store_true", help="stop everything after the summary")
    parser.add_argument("--holding", type=Path, help="another holding instead of the example")
    parser.add_argument("--collection", help="name of the collection of that holding")
    asked = parser.parse_args()
    if (asked.holding is None) != (asked.collection is None):
        parser.error("give both --holding and --collection, or none of them")
    try:
        stop_on_signals()
        demo(
            open_installation(),
            asked.holding,
            asked.collection or EXAMPLE_COLLECTION,
            stay=not asked.exit,
        )
    except KeyboardInterrupt:
        say("stopped; `make demo` goes on where it was")
        return 130
    except OpenfondsError as error:
        print(f"openfonds: {error}", file=sys.stderr)
        return int(error.exit_code)
    return int(ExitCode.DONE)


if __name__ == "__main__":
    sys.exit(main())
