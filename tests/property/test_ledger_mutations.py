"""More than a thousand forgeries of an export: none is ever sound. And the suite can fail."""

import functools
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from openfonds.app.audit.ledger import check
from openfonds.ledger import verify
from openfonds.ledger.keys import public_key_pem
from tests.ledger_forgeries import (
    FIRST,
    GROUPS,
    KEPT,
    LINES,
    NEWEST,
    SIZES,
    SOUND,
    WITNESS,
    Files,
    consistency,
    inclusion,
    proofs,
)

OUTSIDE = ([public_key_pem(FIRST)], [KEPT], [public_key_pem(WITNESS)])
AT_LEAST = {
    "fields": 350,
    "rearranged": 200,
    "forks": 60,
    "rotations": 50,
    "cosignatures": 80,
    "tables": 150,
    "files": 220,
}


@pytest.fixture(autouse=True)
def remembered_signatures(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same few signatures are looked at a thousand times."""
    monkeypatch.setattr(verify, "verify_signature", remembered)


remembered = functools.lru_cache(maxsize=None)(verify.verify_signature)


def status(folder: Path, files: Files) -> str:
    for path in folder.iterdir():
        path.unlink()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return check(folder, *OUTSIDE).status


def missed(folder: Path, group: str) -> Iterator[str]:
    for name, files in GROUPS[group]():
        if files != SOUND and status(folder, files) == "sound":
            yield name


def proof_status(folder: Path, data: bytes, *, kept: bool = False) -> str:
    path = folder / "proof.json"
    path.write_bytes(data)
    return check(path, OUTSIDE[0], OUTSIDE[1] if kept else [], OUTSIDE[2]).status


def missed_proofs(folder: Path) -> Iterator[str]:
    for name, data in proofs(60, random.Random(7)):
        if proof_status(folder, data) == "sound":
            yield name


def test_what_nobody_changed_is_sound(tmp_path: Path) -> None:
    assert status(tmp_path, SOUND) == "sound"
    newest = ([public_key_pem(NEWEST)], *OUTSIDE[1:])
    assert check(tmp_path, *newest).status == "sound"
    for number in range(len(LINES)):
        assert proof_status(tmp_path, inclusion(number)) == "sound"
    for size in SIZES[:-1]:
        assert proof_status(tmp_path, consistency(size)) == "sound"
    assert proof_status(tmp_path, consistency(SIZES[0]), kept=True) == "sound"
    assert proof_status(tmp_path, consistency(SIZES[1]), kept=True) == "cannot_tell"


@pytest.mark.parametrize("group", GROUPS)
def test_no_forgery_is_sound(tmp_path: Path, group: str) -> None:
    assert sum(1 for _, files in GROUPS[group]() if files != SOUND) >= AT_LEAST[group]
    assert list(missed(tmp_path, group)) == []


def test_no_forged_proof_is_sound(tmp_path: Path) -> None:
    assert sum(1 for _ in proofs(60, random.Random(7))) >= 600
    assert list(missed_proofs(tmp_path)) == []


class Whatever:
    """Equal to everything: a comparison with it is no guard any more."""

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, _other: object) -> bool:
        return True

    def __ne__(self, _other: object) -> bool:
        return False


def no_manifest(*_given: object) -> None:
    return None


BROKEN_GUARDS: dict[str, tuple[str, Callable[..., object], str]] = {
    "signatures": ("verify_signature", lambda *_: True, "cosignatures"),
    "manifest": ("_check_manifest", no_manifest, "files"),
    "csv": ("_csv_line", lambda *_: Whatever(), "tables"),
}


@pytest.mark.parametrize("guard", BROKEN_GUARDS)
def test_the_suite_fails_without_a_guard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, guard: str
) -> None:
    name, useless, group = BROKEN_GUARDS[guard]
    monkeypatch.setattr(verify, name, useless)
    assert next(missed(tmp_path, group), None) is not None


def test_forks_by_an_insider_are_found_by_what_is_kept_outside_alone(tmp_path: Path) -> None:
    for name, files in GROUPS["forks"]():
        if "insider" in name:
            status(tmp_path, files)
            assert check(tmp_path, OUTSIDE[0], [], []).status == "sound"


def test_the_suite_of_proofs_fails_without_a_guard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify, "_climb", lambda *_: (Whatever(), Whatever()))
    assert next(missed_proofs(tmp_path), None) is not None
