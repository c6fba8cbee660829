"""The DAG files: light to parse, and wired well. Nothing of Airflow is started here."""

import configparser
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from openfonds.restrictions.ruling_reasons import SUSPENDING, load_reasons
from tests import ROOT

pytestmark = [pytest.mark.airflow, pytest.mark.xdist_group("airflow")]

DAG_FILES = sorted((ROOT / "dags").glob("*.py"))

READ_DAGS = """
import json
from airflow.dag_processing.dagbag import DagBag
from airflow.serialization.serialized_objects import DagSerialization

bag = DagBag("dags")
for dag in bag.dags.values():
    DagSerialization.to_dict(dag)  # as the scheduler will
print(json.dumps({
    "errors": bag.import_errors,
    "dags": {
        name: {
            "tasks": {t.task_id: [t.retries, t.pool, t.trigger_rule] for t in dag.tasks},
            "after": {t.task_id: sorted(t.upstream_task_ids) for t in dag.tasks},
            "params": {
                n: [p.value if p.has_value else None, {**p.schema, "description": p.description}]
                for n, p in ((n, dag.params.get_param(n)) for n in dag.params)
            },
        }
        for name, dag in bag.dags.items()
    },
}))
"""

IMPORTED_BY_DAG = """
import json, runpy, sys, time
import airflow.sdk

before = set(sys.modules)
began = time.process_time()
runpy.run_path(sys.argv[1])
seconds = time.process_time() - began
print(json.dumps([seconds, sorted(set(sys.modules) - before)]))
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
            must_be_filled_in = (name, param) == ("takedown_item", "item")
            assert value or "null" in schema["type"] or must_be_filled_in, f"{name}: {param}"
            assert schema["title"] and schema["description"], f"{name}: {param}"


def test_tasks_are_tried_again_and_reading_has_a_pool(read_dags: dict[str, Any]) -> None:
    tasks = read_dags["dags"]["ingest_holding"]["tasks"]
    assert {task: pool for task, (_, pool, _) in tasks.items() if pool != "default_pool"} == {
        "read": "ocr"
    }
    assert tasks["settle"][2] == "none_failed"
    for name, found in read_dags["dags"].items():
        for task, (retries, _, _) in found["tasks"].items():
            is_question = (name, task) == ("publish_release", "approval.ask")
            # Asked once again, where Airflow lost an answer that came early.
            assert retries == (1 if is_question else 3), f"{name}: {task}"


def test_nothing_stands_before_a_suspension(read_dags: dict[str, Any]) -> None:
    after = read_dags["dags"]["takedown_item"]["after"]
    assert after == {"suspend": [], "take_off": ["suspend"]}
    reasons = load_reasons(ROOT / "policies").values()
    suspending = [r.code.removeprefix("ruling.") for r in reasons if r.kind == SUSPENDING]
    assert read_dags["dags"]["takedown_item"]["params"]["reason"][1]["enum"] == suspending


def test_what_waits_is_published_after_an_answer_and_not_before(read_dags: dict[str, Any]) -> None:
    found = read_dags["dags"]["publish_release"]
    assert found["after"]["approval.ask"] == ["questions"]
    assert "approval.ask" in found["after"]["approval.note"]
    assert "approval.note" in found["after"]["approval.publish_approved"]
    assert {rule for _, _, rule in found["tasks"].values()} == {"all_success"}


@pytest.mark.parametrize("file", DAG_FILES, ids=lambda file: file.stem)
def test_a_dag_file_imports_nothing_heavy(file: Path, tmp_path: Path) -> None:
    seconds, imported = run_python(IMPORTED_BY_DAG, str(file), home=tmp_path)
    assert not HEAVY.intersection(name.partition(".")[0] for name in imported)
    assert seconds < 1  # of processor time: the machine may have other things to do


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
