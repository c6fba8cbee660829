"""The conformance suite of the Library of Congress: what is expected is the name of the folder."""

import os
from collections import Counter
from pathlib import Path

import pytest

from extractors.packing.bag import bag_root, check_bag
from extractors.packing.package import open_package
from openfonds.errors import SourceError
from openfonds.settings import Limits
from tests import ROOT
from tests.bags import packed

DATA = Path(os.environ.get("OPENFONDS_TEST_DATA") or ROOT.parent / "shared" / "data")
SUITE = DATA / "B" / "bagit-conformance"
BAGS = sorted(path for path in SUITE.glob("v*/*/*/") if path.is_dir())
NAMES = ["/".join(path.parts[-3:]) for path in BAGS]
# The same form, `./` before a name, is "valid" and "warning" in the suite: it is warned of here.
ALSO_WARNED = "bag-with-leading-dot-slash-in-manifest"

pytestmark = pytest.mark.data


def verdict(source: Path) -> str:
    """What the check of a bag comes to, in the words of the suite."""
    with open_package(str(source), Limits()) as package:
        root = bag_root(package)
        assert root == ""
        try:
            bag = check_bag(package, root)
        except SourceError:
            return "invalid"
    if bag.refused:
        return "invalid"
    return "warning" if bag.warnings else "valid"


def expected(path: Path) -> str:
    kind = path.parent.name
    if path.name == ALSO_WARNED:
        return "warning"
    return "invalid" if kind.endswith("-only") else kind  # paths that lead out, on any system


@pytest.mark.parametrize("path", BAGS, ids=NAMES)
def test_every_bag_of_the_suite_comes_out_as_expected(path: Path) -> None:
    assert verdict(path) == expected(path)


@pytest.mark.parametrize("kind", [".zip", ".tar.gz"])
@pytest.mark.parametrize("path", BAGS, ids=NAMES)
def test_and_so_does_each_when_packed(path: Path, kind: str, tmp_path: Path) -> None:
    folder = tmp_path / path.name
    folder.mkdir()
    for file in path.rglob("*"):
        if file.is_file():
            target = folder / file.relative_to(path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
    assert verdict(packed(folder, kind)) == expected(path)


def test_the_suite_is_there_as_a_whole() -> None:
    if not BAGS:
        pytest.skip("no conformance suite; set OPENFONDS_TEST_DATA")
    kinds = Counter(path.parent.name for path in BAGS)
    assert set(kinds) == {"valid", "warning", "invalid", "linux-only", "windows-only"}
    assert len(BAGS) >= 50
