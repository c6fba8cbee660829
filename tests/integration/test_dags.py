"""The DAGs: light to parse, wired well, and run by a real Airflow on this machine."""

import configparser
import importlib.util
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
import yaml

from openfonds.app.airflow_local import LocalAirflow, running_airflow
from openfonds.app.airflow_rest import FINISHED, Run
from openfonds.errors import PermanentError
from openfonds.settings import Settings
from tests import ROOT
from tests.holdings import TEXT, open_row, write_holding

pytestmark = [pytest.mark.airflow, pytest.mark.xdist_group("airflow")]

DAG_FILES = sorted((ROOT / "dags").glob("*.py"))
SECONDS = 240  # for a run on a machine that has other things to do

READ_DAGS = """
import json
from airflow.dag_processing.dagbag import DagBag

bag = DagBag("dags")
print(json.dumps({
    "errors": bag.import_errors,
    "dags": {
        name: {
            "tasks": {t.task_id: [t.retries, t.pool, t.trigger_rule] for t in dag.tasks},
            "params": {
                n: [p.value, {**p.schema, "description": p.description}]
                for n, p in dag.params.items()
            },
        }
        for name, dag in bag.dags.items()
    },
}))
"""

IMPORTED_BY_DAG = """
import json, runpy, sys
import airflow.sdk

before = set(sys.modules)
runpy.run_path(sys.argv[1])
print(json.dumps(sorted(set(sys.modules) - before)))
"""

# Each takes a second or more to import, and every task parses its DAG file again.
HEAVY = {"pandas", "pyarrow", "numpy", "great_expectations", "lingua", "datasets", "duckdb"} | {
    *("polars", "lxml", "PIL", "openfonds", "extractors", "validators", "catalog")
}


def run_python(program: str, *arguments: str, home: Path) -> Any:
    """What a program prints as JSON, in an Airflow of its own."""
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=ROOT,
        env={
            **os.environ,
            "AIRFLOW_HOME": str(ROOT),
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home}/airflow.db",
            "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(home),
            "AIRFLOW__LOGGING__DAG_PROCESSOR_CHILD_PROCESS_LOG_DIRECTORY": str(home),
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def read_dags(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    found: dict[str, Any] = run_python(READ_DAGS, home=tmp_path_factory.mktemp("airflow"))
    return found


def test_every_dag_file_is_imported_without_errors(read_dags: dict[str, Any]) -> None:
    assert read_dags["errors"] == {}
    assert sorted(read_dags["dags"]) == [file.stem for file in DAG_FILES]


def test_what_a_form_leaves_empty_may_be_empty(read_dags: dict[str, Any]) -> None:
    # Otherwise the form takes the field for required and its button stays grey.
    for name, found in read_dags["dags"].items():
        for param, (value, schema) in found["params"].items():
            assert value or "null" in schema["type"], f"{name}: {param}"
            assert schema["title"] and schema["description"], f"{name}: {param}"


def test_tasks_are_tried_again_and_reading_has_a_pool(read_dags: dict[str, Any]) -> None:
    tasks = read_dags["dags"]["ingest_holding"]["tasks"]
    assert {task: pool for task, (_, pool, _) in tasks.items() if pool != "default_pool"} == {
        "read": "ocr"
    }
    assert tasks["settle"][2] == "none_failed"
    for found in read_dags["dags"].values():
        assert {retries for retries, _, _ in found["tasks"].values()} == {3}


@pytest.mark.parametrize("file", DAG_FILES, ids=lambda file: file.stem)
def test_a_dag_file_imports_nothing_heavy(file: Path, tmp_path: Path) -> None:
    imported = run_python(IMPORTED_BY_DAG, str(file), home=tmp_path)
    assert not HEAVY.intersection(name.partition(".")[0] for name in imported)


def test_airflow_cfg_has_only_options_that_exist_and_no_secrets() -> None:
    spec = importlib.util.find_spec("airflow")
    assert spec is not None and spec.submodule_search_locations is not None
    known_file = Path(spec.submodule_search_locations[0]) / "config_templates" / "config.yml"
    known = yaml.safe_load(known_file.read_text())
    ours = configparser.ConfigParser(interpolation=None)
    ours.read(ROOT / "airflow.cfg")
    providers = {("core", "simple_auth_manager_users")}
    for section in ours.sections():
        for option in ours[section]:
            described = known[section]["options"].get(option)
            assert described or (section, option) in providers, f"[{section}] {option}"
            assert not (described or {}).get("sensitive"), f"[{section}] {option}"


@pytest.fixture(scope="module")
def airflow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalAirflow]:
    """A running Airflow; afterwards nothing of it may be left."""
    settings = Settings.from_environment(
        {"OPENFONDS_STORAGE": str(tmp_path_factory.mktemp("storage"))}
    )
    with running_airflow(settings, print) as airflow:
        yield airflow
    assert not below_this_process()


def below_this_process() -> list[psutil.Process]:
    """Processes of Airflow that this one has started."""
    found = psutil.Process().children(recursive=True)
    return [p for p in found if any("airflow" in word for word in p.cmdline())]


def run(airflow: LocalAirflow, dag: str, **conf: str) -> Run:
    """Run a DAG to its end."""
    current = airflow.rest.trigger(dag, conf)
    deadline = time.monotonic() + SECONDS
    while current.state not in FINISHED:
        assert time.monotonic() < deadline, f"{dag} did not end in time"
        time.sleep(1)
        airflow.check()
        current = airflow.rest.refresh(current)
    return current


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
    source = write_holding(tmp_path / "holding", [open_row(1, date="1927-03-04")], {"1.txt": TEXT})
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
