"""The order of versions where people must look: what is closed goes first, then the rest waits."""

from pathlib import Path
from typing import NoReturn

import pytest

from openfonds.app.release.approval import ApprovalNeeded
from openfonds.app.release.plan import Planned
from openfonds.app.release.release import Gate, Released, closings_ahead
from openfonds.releases.changes import Count
from openfonds.releases.statistics import ReleaseStatistics
from openfonds.releases.versions import RowDiff, Version

CAME = Count("documents", "came", None, 2)
WENT = Count("documents", "went", "withheld by law", 1)
CHANGED = Count("documents", "changed", None, 1)


def planned(version: str, *counts: Count) -> Planned:
    rows = {change: sum(c.rows for c in counts if c.change == change) for change in
            ("came", "went", "changed")}  # fmt: skip
    return Planned(
        version=Version.parse(version),
        diff=RowDiff(rows["came"], rows["went"], rows["changed"]),
        counts=counts,
        drifts=(),
        statistics=ReleaseStatistics().statistics(),
        files=(),
        metadata_digest="",
        withdrawn=(),
        rows=Path("rows"),
        tombstones=Path("tombstones"),
    )


def released(version: str, *, is_new: bool = True) -> Released:
    return Released("a/b", version, is_new, None, "", 0, 0, RowDiff(), (), None)


class Hub:
    """Publishes what it is told to have planned, one call after the other."""

    def __init__(self, *plans: tuple[bool, Planned | None]) -> None:
        self._plans = list(plans)
        self.version = "1.0.0"

    def publish(self, let_through: Gate, *, is_less: bool = False) -> Released:
        expected, plan = self._plans.pop(0)
        assert is_less is expected
        if plan is None:
            return released(self.version, is_new=False)
        let_through(plan)
        self.version = str(plan.version)
        return released(self.version)


def people(plan: Planned) -> NoReturn:
    raise ApprovalNeeded(f"version {plan.version} waits", plan, "plan", 1)


def test_closings_go_out_and_the_rest_waits() -> None:
    hub = Hub(
        (False, planned("2.0.0", CAME, WENT)),
        (True, planned("2.0.0", WENT)),
        (False, planned("2.1.0", CAME)),
    )
    with pytest.raises(ApprovalNeeded, match=r"^published v2\.0\.0.*\nversion 2\.1\.0 waits") as it:
        closings_ahead(hub.publish, people)
    assert it.value.taken_off == "2.0.0" == hub.version


@pytest.mark.parametrize(
    "counts", [(CAME,), (CAME, CHANGED)], ids=["nothing closed", "nothing closed, some changed"]
)
def test_without_closings_it_all_waits(counts: tuple[Count, ...]) -> None:
    hub = Hub((False, planned("1.1.0", *counts)))
    with pytest.raises(ApprovalNeeded) as it:
        closings_ahead(hub.publish, people)
    assert it.value.taken_off is None and hub.version == "1.0.0"


def test_closings_that_come_with_changed_rows_wait() -> None:
    hub = Hub((False, planned("2.0.0", CAME, WENT)), (True, planned("2.0.0", WENT, CHANGED)))
    with pytest.raises(ApprovalNeeded, match=r"^version 2\.0\.0 waits$"):
        closings_ahead(hub.publish, people)
    assert hub.version == "1.0.0"


def test_with_nothing_else_the_version_of_closings_is_what_was_published() -> None:
    hub = Hub((False, planned("2.0.0", WENT)), (True, planned("2.0.0", WENT)), (False, None))
    assert closings_ahead(hub.publish, people) == released("2.0.0")


def test_where_the_rest_need_not_wait_any_more_it_is_what_was_published() -> None:
    """The numbers were unusual only together with what went."""

    def unusual(plan: Planned) -> None:
        if plan.closes:
            people(plan)

    hub = Hub(
        (False, planned("2.0.0", CAME, WENT)),
        (True, planned("2.0.0", WENT)),
        (False, planned("2.1.0", CAME)),
    )
    assert closings_ahead(hub.publish, unusual) == released("2.1.0")
