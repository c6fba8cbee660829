"""Which files of a dataset need no other look: those that this very scan passed before."""

from dataclasses import replace
from datetime import date

import pytest

from catalog.releases import Release
from openfonds.app.release.readback import looked_through
from openfonds.model import Batch
from openfonds.plain import from_json, to_json
from openfonds.releases.leak_scan import LeakScan
from openfonds.releases.parquet import ShardFile
from openfonds.releases.statistics import ReleaseStatistics
from openfonds.releases.versions import RowDiff
from openfonds.restrictions.detectors.identifiers import Identifiers

FILE = ShardFile("data/pages/pages-00000.parquet", "a" * 64, 1, 1)


@pytest.fixture
def before() -> Release:
    return Release(
        collection="c",
        hub="h",
        repo_id="r",
        version="1.0.0",
        commit="x",
        as_of=date(2026, 11, 22),
        rows_index="",
        tombstones_index="",
        withdrawn=Batch("n", "p", "s", 0),
        statistics=ReleaseStatistics().statistics(),
        counts=(),
        metadata_digest="",
        law_digest="",
        packs=(),
        diff=RowDiff(),
        files=(FILE,),
        scan=LeakScan(()).version,
    )


def test_what_the_same_scan_passed_is_known(before: Release) -> None:
    assert looked_through(before, LeakScan(())) == {FILE.sha256}
    assert looked_through(None, LeakScan(())) == frozenset()


def test_a_newer_detector_looks_through_everything(
    before: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Identifiers, "version", "next")
    assert looked_through(before, LeakScan(())) == frozenset()


def test_a_release_of_which_no_scan_is_on_record_is_looked_through(before: Release) -> None:
    old = to_json(before).replace(f'"scan":"{before.scan}",', "").replace('"let_through":[],', "")
    assert '"scan"' not in old and '"let_through"' not in old
    assert looked_through(from_json(Release, old), LeakScan(())) == frozenset()


def test_what_people_have_opened_no_longer_is_looked_through(before: Release) -> None:
    passed = replace(before, let_through=("d1",))
    assert looked_through(passed, LeakScan({"d1", "d2"})) == {FILE.sha256}
    assert looked_through(passed, LeakScan({"d2"})) == frozenset()


def test_a_scan_notes_what_only_people_let_through() -> None:
    scan = LeakScan({"d1", "d2"})
    assert scan.may_be_public("d1#3", "СНИЛС 112-233-445 95")
    assert scan.may_be_public("d2", "О мощении улиц.")
    assert not scan.may_be_public("d3", "СНИЛС 112-233-445 95")
    assert scan.let_through == {"d1"}
