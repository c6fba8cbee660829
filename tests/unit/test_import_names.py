"""Our top-level names are generic: nothing foreign may own them, and nothing may shadow them.

Why this matters: docs/adr/0001-flat-packages-with-a-core.md.
"""

import re
import sys
import tomllib
from collections.abc import Iterable, Sequence
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests import ROOT

PACKAGES = ("openfonds", "extractors", "validators", "catalog")
FOLDERS = ("dags", "plugins")  # no packages: Airflow reads their files
NAMES = PACKAGES + FOLDERS
OURS = "openfonds"  # the distribution
MAX_LINES = 400

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCK = (ROOT / "requirements.lock").read_text()


def foreign_owners(names: Iterable[str]) -> dict[str, list[str]]:
    """The distributions on sys.path, apart from ours, that install something of these names."""
    owners = packages_distributions()
    found = {name: sorted(set(owners.get(name, [])) - {OURS}) for name in names}
    return {name: others for name, others in found.items() if others}


def places(name: str, path: Sequence[str]) -> list[Path]:
    """Where `import name` would look with this sys.path; nothing where it would find nothing."""
    spec = PathFinder.find_spec(name, list(path))
    return [Path(p).resolve() for p in spec.submodule_search_locations or ()] if spec else []


def lock_faults(lock: str) -> list[str]:
    """Lines of a lock file that take one of our names, or name a host to install from."""
    bad_name = re.compile(
        rf"(?:{'|'.join(set(NAMES) - {OURS})})\s*(?:[=<>~!@\[;\\]|$)", re.IGNORECASE
    )
    bad_host = re.compile(r"://|--(?:extra-)?index-url|--find-links|--trusted-host|^\s*-[if]\b")
    return [x for x in lock.splitlines() if bad_name.match(x) or bad_host.search(x)]


def install(site: Path, distribution: str, package: str) -> None:
    """A made-up installed distribution that owns a package."""
    (site / package).mkdir(parents=True)
    (site / package / "__init__.py").write_text("")
    info = site / f"{distribution}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n")
    (info / "RECORD").write_text(f"{package}/__init__.py,,\n{info.name}/METADATA,,\n")


def test_no_other_distribution_owns_our_names() -> None:
    assert foreign_owners(NAMES) == {}


@pytest.mark.parametrize("name", ["validators", "dags"])
def test_a_foreign_owner_is_found(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, "somebody-else", name)
    monkeypatch.syspath_prepend(str(tmp_path))
    assert foreign_owners(NAMES) == {name: ["somebody-else"]}


def test_our_own_distribution_may_own_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, OURS, "catalog")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert foreign_owners(NAMES) == {}


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_resolves_to_the_repository(name: str) -> None:
    assert places(name, sys.path) == [ROOT / name]
    assert Path(str(import_module(name).__file__)).resolve().parent == ROOT / name


@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_resolves_to_nothing_but_the_repository(name: str) -> None:
    assert set(places(name, sys.path)) <= {ROOT / name}


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_that_comes_first_on_the_path_is_found_out(name: str, tmp_path: Path) -> None:
    install(tmp_path, "somebody-else", name)
    assert places(name, [str(tmp_path), str(ROOT)]) == [tmp_path / name]
    assert places(name, [str(ROOT), str(tmp_path)]) == [ROOT / name]


def test_the_lock_names_no_foreign_package_and_no_host() -> None:
    assert lock_faults(LOCK) == []
    assert "--hash=sha256:" in LOCK


@pytest.mark.parametrize(
    "line",
    [
        "validators==0.36.0 \\",
        "Validators>=0.18",
        "catalog==1.0",
        "--index-url https://example.org/simple",
        "--extra-index-url=https://example.org/simple",
        "-i https://example.org/simple",
        "--find-links wheels",
        "pyarrow @ https://example.org/pyarrow.whl",
        "    # from http://example.org/simple",
    ],
)
def test_a_bad_line_in_the_lock_is_found(line: str) -> None:
    assert lock_faults(f"catalogue==2.0.10 \\\nhttpx==0.28 \\\n    # via httpx\n{line}\n") == [line]


def test_the_project_is_an_application_that_cannot_be_uploaded() -> None:
    project = PYPROJECT["project"]
    assert project["name"] == OURS
    assert "Private :: Do Not Upload" in project["classifiers"]
    assert PYPROJECT["tool"]["setuptools"]["packages"] == list(PACKAGES)


def test_dags_is_no_package_and_nobody_imports_it() -> None:
    assert not (ROOT / "dags" / "__init__.py").exists()
    wiring = re.compile(r"^\s*(?:from|import)\s+(?:dags|plugins|tests)\b", re.MULTILINE)
    sources = [p for folder in NAMES for p in (ROOT / folder).rglob("*.py")]
    assert len(sources) > len(NAMES)
    assert [p for p in sources if wiring.search(p.read_text())] == []


def test_no_module_has_grown_too_long() -> None:
    modules = [p for folder in NAMES for p in sorted((ROOT / folder).rglob("*.py"))]
    lengths = {str(p.relative_to(ROOT)): len(p.read_text().splitlines()) for p in modules}
    assert {name: n for name, n in lengths.items() if n > MAX_LINES} == {}
