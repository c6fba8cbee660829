"""A release from a server that lists what no folder can hold."""

from pathlib import Path

import pytest

from openfonds.ledger.account import ACCOUNT, MANIFEST, check_release
from openfonds.releases import fetched
from openfonds.releases.fetched import fetch_release

DIGEST = "0" * 64


@pytest.mark.parametrize(
    "names",
    [
        ["README.md", "README.md/x"],
        [f"{MANIFEST}/x"],
        [f"{ACCOUNT}/x/y"],
        ["data", "data/documents/documents-00000.parquet"],
    ],
    ids=["file in a file", "in the list", "in the account", "folder that is a file"],
)
def test_a_file_within_a_file_is_a_fault_and_no_crash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: list[str]
) -> None:
    listing = "".join(f"{DIGEST}  {name}\n" for name in sorted(names))

    def served(address: str, target: Path) -> None:
        target.write_text(listing if address.endswith(MANIFEST) else "x")

    monkeypatch.setattr(fetched, "_download", served)
    fetch_release("https://hub.example/x", tmp_path)
    found = check_release(tmp_path, tmp_path)
    assert found.status == "broken"
    assert any("is missing" in fault for fault in found.faults)


def test_what_is_listed_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def served(address: str, target: Path) -> None:
        target.write_text(f"{DIGEST}  data/a\n" if address.endswith(MANIFEST) else "x")

    monkeypatch.setattr(fetched, "_download", served)
    fetch_release("https://hub.example/x", tmp_path)
    here = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}
    assert here == {MANIFEST, ACCOUNT, "data/a"}
