"""The folder, the secrets and the port of a local Airflow."""

import json
import socket
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from openfonds.app.local_airflow import folder as airflow_folder
from openfonds.app.local_airflow.folder import free_port, open_airflow_folder, wanted_port
from openfonds.errors import SettingsError, TransientError
from openfonds.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.from_environment({"OPENFONDS_STORAGE": str(tmp_path / "var")})


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_secrets_are_made_once_and_for_their_owner(settings: Settings) -> None:
    folder = open_airflow_folder(settings)
    assert mode(folder.path) == 0o700
    assert mode(folder.passwords) == mode(folder.signing_secret) == 0o600
    password, secret = folder.password, folder.signing_secret.read_text()
    assert len(password) >= 16 and len(secret) >= 64
    again = open_airflow_folder(settings)
    assert (again.password, again.signing_secret.read_text()) == (password, secret)


def test_two_installations_have_different_secrets(settings: Settings, tmp_path: Path) -> None:
    other = open_airflow_folder(replace(settings, storage=f"file://{tmp_path}/other"))
    folder = open_airflow_folder(settings)
    assert folder.password != other.password
    assert folder.signing_secret.read_text() != other.signing_secret.read_text()


def test_environment_holds_no_secret_and_nothing_outside_the_storage(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "archive.example")
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    folder = open_airflow_folder(settings)
    found = folder.environment(settings, 8080, folder.database)
    secrets = (folder.password, folder.signing_secret.read_text())
    assert not [name for name, value in found.items() if any(s in value for s in secrets)]
    inside = str(folder.path)
    for name in (
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN",
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER",
        "AIRFLOW__LOGGING__DAG_PROCESSOR_CHILD_PROCESS_LOG_DIRECTORY",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE",
        "AIRFLOW__API_AUTH__JWT_SECRET_CMD",
    ):
        assert inside in found[name], name
    assert found["PYTHONPATH"].startswith(f"{airflow_folder.ROOT}:")
    assert found["NO_PROXY"] == "archive.example,127.0.0.1,localhost"


def test_a_storage_that_is_no_folder_is_refused(settings: Settings) -> None:
    with pytest.raises(SettingsError, match="run-airflow"):
        open_airflow_folder(replace(settings, storage="s3://bucket/openfonds"))


def test_two_schedulers_cannot_share_a_folder(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(airflow_folder, "LOCK_SECONDS", 0.3)
    folder = open_airflow_folder(settings)
    with (
        folder.locked(),
        pytest.raises(TransientError, match="already runs"),
        folder.locked(),
    ):
        raise AssertionError("both hold the lock")
    with folder.locked():
        pass


def test_a_database_counts_only_when_it_is_finished(settings: Settings) -> None:
    folder = open_airflow_folder(settings)
    with pytest.raises(KeyboardInterrupt), folder.new_database() as partial:
        partial.write_bytes(b"half")
        raise KeyboardInterrupt
    assert not folder.database.exists()
    (folder.path / "airflow.db-wal").write_bytes(b"of a database that was deleted")
    with folder.new_database() as partial:
        assert not partial.exists()
    assert [p.name for p in folder.path.glob("airflow*")] == ["airflow.db"]


def test_a_taken_port_is_passed_over() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        wanted = taken.getsockname()[1]
        assert free_port(wanted) > wanted
    assert free_port(wanted) == wanted


@pytest.mark.parametrize("value", ["", "eighty"], ids=["airflow.cfg", "not a number"])
def test_wanted_port(value: str) -> None:
    if value:
        with pytest.raises(SettingsError, match="AIRFLOW__API__PORT"):
            wanted_port({"AIRFLOW__API__PORT": value})
    else:
        assert wanted_port({}) == 8080
        assert wanted_port({"AIRFLOW__API__PORT": "9000"}) == 9000


def test_passwords_are_what_airflow_reads(settings: Settings) -> None:
    folder = open_airflow_folder(settings)
    assert json.loads(folder.passwords.read_text()) == {"admin": folder.password}
