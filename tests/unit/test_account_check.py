"""Whoever has a release and the ledger finds that it adds up, or cannot tell."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

from openfonds.ledger import account
from openfonds.ledger.account import ACCOUNT, GATE_CODES, MANIFEST, PASSED
from openfonds.model import Outcome
from openfonds.releases.withheld import REASONS, SMALL
from tests import ROOT
from tests.account_samples import (
    NAME,
    WITHHELD,
    Sample,
    deleted,
)

pytest_plugins = ["tests.account_fixtures"]


def test_the_untouched_is_sound_and_adds_up(sample: Sample) -> None:
    found = sample.check(is_whole=True)
    assert (found.status, found.faults, found.gaps) == ("sound", [], [])
    assert found.release == NAME
    assert found.figures["outcome"] == {
        "open": 5,
        "withheld": 15,
        "review": 1,
        "suspended": 1,
        "failed": 1,
        "duplicate": 1,
    }
    assert found.figures["gate"] == {PASSED: 3, "gate.not_open": 1, "gate.page_unread": 1}
    assert found.figures["documents"] == 3
    said = "\n".join(found.lines())
    assert "items in                                24" in said
    assert "in the dataset                       3" in said


def test_without_a_ledger_or_a_release_nothing_can_be_told(sample: Sample, tmp_path: Path) -> None:
    assert account.check_release(sample.release, tmp_path / "none").status == "cannot_tell"
    assert account.check_release(tmp_path, sample.ledger).status == "cannot_tell"


def test_codes_and_reasons_are_those_of_the_writers() -> None:
    sources = "".join(
        (ROOT / "openfonds" / name).read_text()
        for name in ("releases/gate.py", "app/release/clear.py")
    )
    assert set(re.findall(r'"(gate\.[a-z_]+)"', sources)) == GATE_CODES - {PASSED}
    assert {outcome.value: reason for outcome, reason in REASONS.items()} == account.REASONS
    assert set(account.OUTCOMES) == {outcome.value for outcome in Outcome}
    assert f"<{SMALL}" == account.SMALL


def test_it_runs_alone_beside_verify(sample: Sample, tmp_path: Path) -> None:
    """With the standard library and pyarrow, and nothing of openfonds."""
    alone = tmp_path / "alone"
    alone.mkdir()
    for name in ("account.py", "verify.py"):
        shutil.copy(ROOT / "openfonds/ledger" / name, alone)
    guard = "import sys; sys.modules['openfonds'] = None; import runpy;"
    start = f"{guard} sys.argv.pop(0); sys.path.insert(0, {str(alone)!r});"
    run = f"{start} runpy.run_path(sys.argv[0], run_name='__main__')"

    def ran(*more: str) -> subprocess.CompletedProcess[str]:
        words = ["-c", run, str(alone / "account.py"), str(sample.release)]
        command = [sys.executable, *words, "--ledger", str(sample.ledger), *more]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    whole = ran("--whole-ledger", "--json")
    assert (whole.returncode, whole.stderr) == (0, "")
    assert json.loads(whole.stdout)["status"] == "sound"
    assert ran("--key", "nowhere.pem").returncode == 2
    sample.change_rows(WITHHELD, deleted)
    assert ran().returncode == 1
    assert "broken: openfonds/decrees@v1.2.0" in ran().stdout
    shutil.rmtree(sample.ledger)
    sample.release.joinpath(MANIFEST).unlink()
    sample.release.joinpath(ACCOUNT).unlink()
    assert ran().returncode == 3
