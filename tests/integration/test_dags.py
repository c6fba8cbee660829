"""The DAGs, run by a real Airflow on this machine."""

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest

from catalog import decisions, staff
from openfonds.app.installation import Installation, open_installation
from openfonds.app.local_airflow.rest import FINISHED, Run
from openfonds.app.local_airflow.up import LocalAirflow, running_airflow
from openfonds.errors import PermanentError
from openfonds.model import Outcome
from openfonds.settings import Settings
from tests import ROOT
from tests.holdings import TEXT, CommandLine, files_with, open_row, write_holding

pytestmark = [pytest.mark.airflow, pytest.mark.xdist_group("airflow")]

DAG_FILES = sorted((ROOT / "dags").glob("*.py"))
ASK = "approval.ask"
SECONDS = 240  # for a run on a machine that has other things to do

# One for each holding: a copy of what one collection closes is closed in all.
NIGHT = (
    "Об освещении: поставить двадцать фонарей у пристани и на базаре, керосин купить с торгов.\n"
)
FAIR = "О ярмарке: ряды у собора сдать внаем, весы и меры проверить до Покрова.\n"
WATER = "О проведении водопровода: трубы положить до реки, башню строить на горе.\n"
FIRE = "О пожарной команде: завести две бочки и насос, лошадей содержать при управе.\n"


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """What the tasks of Airflow work on."""
    return open_installation(
        Settings.from_environment({"OPENFONDS_STORAGE": str(tmp_path_factory.mktemp("storage"))})
    )


@pytest.fixture(scope="module")
def airflow(at: Installation) -> Iterator[LocalAirflow]:
    """A running Airflow; afterwards nothing of it may be left."""
    began = datetime.now(UTC)
    with running_airflow(at.settings, print) as airflow:
        for file in DAG_FILES:
            while (airflow.rest.dag_parsed_at(file.stem) or began) <= began:
                airflow.check()
                time.sleep(1)
        yield airflow
    assert not below_this_process()


def below_this_process() -> list[psutil.Process]:
    """Processes of Airflow that this one has started."""
    found = psutil.Process().children(recursive=True)
    return [p for p in found if any("airflow" in word for word in p.cmdline())]


def run(airflow: LocalAirflow, dag: str, **conf: str) -> Run:
    """Run a DAG to its end."""
    return finished(airflow, airflow.rest.trigger(dag, conf))


def finished(airflow: LocalAirflow, current: Run) -> Run:
    """Wait for the end of a run."""
    wait(airflow, lambda: airflow.rest.refresh(current).state in FINISHED, current.dag)
    return airflow.rest.refresh(current)


def wait(airflow: LocalAirflow, is_so: Callable[[], bool], what: str) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < deadline, f"{what} did not come in time"
        time.sleep(1)
        airflow.check()


def published(airflow: LocalAirflow, source: Path, collection: str) -> Run:
    """Ingest a holding; the run that then publishes it by itself."""
    ingest = run(airflow, "ingest_holding", source=str(source), collection=collection)
    assert ingest.state == "success", airflow.rest.failures(ingest)
    wait(airflow, lambda: any(airflow.rest.runs_caused_by(ingest)), "the release")
    release = finished(airflow, next(airflow.rest.runs_caused_by(ingest)))
    assert release.state == "success", airflow.rest.failures(release)
    return release


def test_a_holding_that_its_descriptions_close_has_nothing_to_read(
    airflow: LocalAirflow, tmp_path: Path
) -> None:
    row = open_row(1, material="personal_file", date="1961")
    source = write_holding(tmp_path / "holding", [row], {"1.txt": TEXT})
    ingest = run(airflow, "ingest_holding", source=str(source), collection="closed")
    assert ingest.state == "success", airflow.rest.failures(ingest)
    assert airflow.rest.result(ingest, "register")["shards"] == []
    assert airflow.rest.count(ingest, "read", "skipped") == 1
    assert airflow.rest.result(ingest, "settle")["new_decisions"] == 1


def test_what_cannot_succeed_is_not_tried_again(airflow: LocalAirflow, tmp_path: Path) -> None:
    missing = str(tmp_path / "missing")
    ingest = run(airflow, "ingest_holding", source=missing, collection="town")
    assert ingest.state == "failed"  # at once: three more tries would take minutes
    (failure,) = airflow.rest.failures(ingest)
    assert failure.task == "register"
    assert "missing" in failure.lines[-1] and "AirflowFailException" in failure.lines[-1]


def test_a_release_by_hand_needs_a_collection(airflow: LocalAirflow) -> None:
    release = run(airflow, "publish_release")
    (failure,) = airflow.rest.failures(release)
    assert release.state == "failed" and failure.task == "collections"
    assert "name a collection" in failure.lines[-1]


def test_a_day_is_applied_and_what_it_opens_is_announced(
    airflow: LocalAirflow, tmp_path: Path
) -> None:
    # Its 100 years end on the day before.
    source = write_holding(tmp_path / "holding", [open_row(1, date="1927-03-04")], {"1.txt": NIGHT})
    eve, day = {"as_of": "2027-03-04"}, {"as_of": "2027-03-05"}
    ingest = run(airflow, "ingest_holding", source=str(source), collection="night", **eve)
    assert ingest.state == "success", airflow.rest.failures(ingest)
    again = run(airflow, "reassess_decisions", **eve)
    assert again.state == "success", airflow.rest.failures(again)
    assert "night" not in airflow.rest.result(again, "apply_law")["changed"]
    night = run(airflow, "reassess_decisions", **day)
    assert night.state == "success", airflow.rest.failures(night)
    applied = airflow.rest.result(night, "apply_law")
    assert applied["failures"] == {} and "night" in applied["changed"]
    assert applied["collections"]["night"]["opened"] == 1
    assert airflow.rest.count(night, "announce", "success") == len(applied["changed"])


def test_an_item_is_taken_off_the_hub_and_named_nowhere(
    airflow: LocalAirflow, at: Installation, tmp_path: Path
) -> None:
    # A word that no log has by chance, as any four digits stand in some time of day.
    item, word, hub = "Ф. 1. Оп. 1. Д. 12-щавель", "водопровод", tmp_path / "hub"
    rows = [open_row(1), open_row(2, item_id=item)]
    source = write_holding(tmp_path / "holding", rows, {"1.txt": FAIR, "2.txt": WATER})
    settings = source / "collection.toml"
    settings.write_text(f'hub = "file://{hub}"\n{settings.read_text()}')
    release = published(airflow, source, "removed")
    told = airflow.rest.result(release, "publish", 0)
    assert told["documents"] == 2 and told["questions"] == []
    assert airflow.rest.count(release, "approval.ask", "skipped") == 1
    assert files_with(hub, word)
    conf = {"collection": "removed", "item": item, "reason": "complaint", "by": "anna"}
    takedown = run(airflow, "takedown_item", **conf)
    assert takedown.state == "success", airflow.rest.failures(takedown)
    decision = airflow.rest.result(takedown, "suspend")
    standing = decisions.standing(at.engine, "removed", item)
    assert standing is not None and standing.decision.outcome is Outcome.SUSPENDED
    assert standing.decision.decision_id == decision
    assert airflow.rest.result(takedown, "take_off") == {
        "decision_id": decision,
        "hubs": 1,
        "versions_removed": 1,
    }
    assert not files_with(hub, word)
    logs = Path(at.settings.storage.removeprefix("file://")) / "airflow" / "logs"
    written = b"".join(path.read_bytes() for path in logs.rglob("*") if path.is_file())
    for said in (item, "щавель"):
        assert said.encode() not in written
        assert json.dumps(said)[1:-1].encode() not in written

    later = (datetime.now(UTC) + timedelta(days=4)).date().isoformat()
    check = run(airflow, "takedown_check", as_of=later)
    assert check.state == "success", airflow.rest.failures(check)
    assert airflow.rest.result(check, "look_again") == {"due": 1, "left": 0}


def test_what_differs_much_waits_for_a_registered_person(
    airflow: LocalAirflow, at: Installation, tmp_path: Path
) -> None:
    source = write_holding(tmp_path / "holding", [open_row(1)], {"1.txt": FIRE})
    published(airflow, source, "drifting")
    today = datetime.now(UTC).astimezone().date().isoformat()
    (source / "1.txt").unlink()
    openfonds = CommandLine(at.storage.public.local_folder().parent)
    again = openfonds("ingest", str(source), "--collection", "drifting", "--as-of", today)
    assert again.code == 1, again.err

    refused = asked(airflow)
    answer(airflow, refused, "Reject")
    assert finished(airflow, refused).state == "success"
    assert airflow.rest.count(refused, "approval.publish_approved", "skipped") == 1

    stranger = asked(airflow)
    answer(airflow, stranger, "Approve")
    assert finished(airflow, stranger).state == "failed"
    (failure,) = airflow.rest.failures(stranger)
    assert failure.task == "approval.note[0]" and "is not registered" in failure.lines[-1]
    hub = at.storage.public.local_folder() / "datasets" / "openfonds" / "drifting" / "resolve"
    assert not (hub / "v2.0.0").exists()

    staff.add(at.engine, airflow.rest.user, ("archivist",))
    approved = asked(airflow)
    answer(airflow, approved, "Approve")
    assert finished(airflow, approved).state == "success", airflow.rest.failures(approved)
    told = airflow.rest.result(approved, "approval.publish_approved", 0)
    assert (told["version"], told["documents"], told["waits"]) == ("2.0.0", 0, 0)
    assert (hub / "v2.0.0").exists()


def asked(airflow: LocalAirflow) -> Run:
    """A run that waits for a person."""
    release = airflow.rest.trigger("publish_release", {"collection": "drifting"})
    wait(airflow, lambda: airflow.rest.count(release, ASK, "awaiting_input") == 1, "the question")
    return release


def answer(airflow: LocalAirflow, release: Run, option: str) -> None:
    """Answer as a person does on the page Required Actions, who first reads what is shown.

    This version of Airflow loses an answer that comes in the first seconds: then it asks again.
    """
    place = f"{release.path}/taskInstances/{ASK}/0/hitlDetails"

    def is_settled() -> bool:
        states = ("success", "skipped", "failed")
        return any(airflow.rest.count(release, ASK, state) for state in states)

    def is_asked() -> bool:
        is_open = airflow.rest.count(release, ASK, "awaiting_input") == 1
        return is_open and not airflow.rest._get(place)["response_received"]

    for _ in range(2):
        shown = airflow.rest._get(place)
        assert shown["subject"].startswith("Publish version 2.0.0? Plan ")
        assert "- documents: 1 rows went" in shown["body"]
        assert "- documents: 1 before, 0 now" in shown["body"]
        airflow.rest._call("PATCH", place, {"chosen_options": [option], "params_input": {}})
        wait(airflow, lambda: is_settled() or is_asked(), "what follows from the answer")
        if is_settled():
            return
        time.sleep(10)  # nobody is that quick twice
    raise AssertionError("the answer was lost twice")


@pytest.mark.parametrize(
    "conf",
    [
        {"item": ""},
        {"reason": "because"},
        {"by": "Анна"},
        {"collection": "town", "as_of": "yesterday"},
    ],
    ids=["item", "reason", "by", "as_of"],
)
def test_a_takedown_that_cannot_be_meant_is_refused_at_once(
    airflow: LocalAirflow, conf: dict[str, str]
) -> None:
    with pytest.raises(PermanentError, match=f"param {list(conf)[-1]}"):
        airflow.rest.trigger("takedown_item", {"item": "Д. 1", "collection": "town", **conf})


def test_a_takedown_needs_an_item(airflow: LocalAirflow) -> None:
    with pytest.raises(PermanentError, match="param item"):
        airflow.rest.trigger("takedown_item", {"collection": "town"})


@pytest.mark.parametrize(
    "conf",
    [
        {"as_of": "yesterday"},
        {"collection": "no spaces"},
        {"languages": "rus eng"},
        {"policies": "ru"},
        {"source": ""},
    ],
    ids=lambda conf: next(iter(conf)),
)
def test_bad_parameters_are_refused_before_anything_runs(
    airflow: LocalAirflow, conf: dict[str, str]
) -> None:
    with pytest.raises(PermanentError, match=f"param {next(iter(conf))}"):
        airflow.rest.trigger("ingest_holding", conf)


def test_airflow_listens_on_this_machine_only(airflow: LocalAirflow) -> None:
    listening = {
        connection.laddr.ip
        for process in psutil.Process().children(recursive=True)
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    }
    assert listening == {"127.0.0.1"}
