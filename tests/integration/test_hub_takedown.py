"""Takedowns and releases that were interrupted, on hubs of several kinds at once."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.holdings import AS_OF, CommandLine, Ran, small_holding
from tests.loopback_hub import Hub, Status
from tests.loopback_hub.publishing import REPO

pytest_plugins = ["tests.loopback_hub.fixtures"]
SECOND = "Ф. 1. Оп. 1. Д. 2"
HF = f"hf://{REPO}"


@pytest.fixture
def openfonds(tmp_path: Path) -> CommandLine:
    made = CommandLine(tmp_path / "storage")
    assert made.ingest(small_holding(tmp_path / "holding")).code == 0
    return made


def take_down(openfonds: CommandLine) -> Ran:
    return openfonds(
        *("takedown", SECOND, "--collection", "demo", "--reason", "complaint"),
        *("--as-of", AS_OF, "--json"),
    )


def catalog(openfonds: CommandLine) -> sqlite3.Connection:
    (path,) = openfonds.storage.glob("*.db")
    return sqlite3.connect(path)


def release_records(openfonds: CommandLine) -> Iterator[tuple[str, str]]:
    """Effect and publication of each record of a release in the ledger."""
    with catalog(openfonds) as connection:
        for (line,) in connection.execute("SELECT record FROM ledger ORDER BY seq"):
            record = json.loads(line)
            if record["kind"] == "release":
                yield record["effect"], record["publication_ref"]


def test_a_version_without_its_tag_is_finished_on_another_day(
    hub: Hub, openfonds: CommandLine
) -> None:
    """The release of the other day has another checkpoint, and so other files."""
    hub.faults.plan("create_tag", Status(403), times=99)
    assert openfonds.release("--hub", HF).code == 1
    repository = hub.repositories[REPO]
    committed = repository.branches["main"]
    assert not repository.tags
    hub.faults.clear()
    with catalog(openfonds) as connection:
        before = connection.execute("SELECT count(*) FROM ledger").fetchone()
    openfonds("takedown", SECOND, "--collection", "demo", "--reason", "complaint")
    ran = openfonds("release", "demo", "--hub", HF, "--as-of", "2026-11-23", "--json")
    assert ran.code == 0, ran.err
    with catalog(openfonds) as connection:
        assert connection.execute("SELECT count(*) FROM ledger").fetchone() > before
    assert repository.tags.keys() >= {"v2.0.0"}
    assert ("publish", f"{REPO}@v1.0.0:{committed}") in list(release_records(openfonds))


def test_new_commits_of_versions_that_stay_are_written_to_the_ledger(
    hub: Hub, openfonds: CommandLine
) -> None:
    assert openfonds.release("--hub", HF).code == 0
    assert take_down(openfonds).code == 0
    (published,) = [
        ref for effect, ref in release_records(openfonds) if effect == "publish" and "2.0.0" in ref
    ]
    now = f"{REPO}@v2.0.0:{hub.repositories[REPO].tags['v2.0.0']}"
    assert now != published
    moved = (f"moved_from:{published.rpartition(':')[2]}", now)
    assert list(release_records(openfonds)).count(moved) == 1
    with catalog(openfonds) as connection:
        (body,) = connection.execute("SELECT body FROM takedowns").fetchone()
    assert json.loads(body)["replaced_by"] == now
    assert take_down(openfonds).code == 0
    assert list(release_records(openfonds)).count(moved) == 1, "said once"


def test_a_takedown_reaches_a_version_that_nobody_noted_as_published(
    openfonds: CommandLine,
) -> None:
    """The run that published it was killed before it read it back."""
    assert openfonds.release().code == 0
    with catalog(openfonds) as connection:
        connection.execute("UPDATE releases SET \"commit\" = ''")
    assert take_down(openfonds).code == 0
    resolve = openfonds.storage / "public/datasets/openfonds/demo/resolve"
    assert not (resolve / "v1.0.0").exists() and (resolve / "v2.0.0").exists()


def test_a_hub_that_fails_holds_up_no_other(
    hub: Hub, openfonds: CommandLine, tmp_path: Path
) -> None:
    first, last = tmp_path / "a", tmp_path / "z"
    for url in (str(first), str(last)):
        assert openfonds.release("--hub", url).code == 0
    broken = first / "datasets" / "openfonds" / "demo" / "current"
    broken.unlink()
    broken.symlink_to("states")
    ran = take_down(openfonds)
    assert ran.code == 1 and "NOT TAKEN OFF" in ran.err
    assert ran.json["outcome"] == "suspended"
    assert [one["hub"] for one in ran.json["failed"]] == [f"file://{first}"]
    assert [one["hub"] for one in ran.json["removed"]] == [f"file://{last}"]
    assert not (last / "datasets/openfonds/demo/resolve/v1.0.0").exists()
