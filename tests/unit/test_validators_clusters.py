"""Clusters have two rows or more, of which one is the representative."""

import pyarrow as pa
import pytest

from validators.clusters import ONE, SHARED_PAGE, ClusteredPages

Marks = list[tuple[str | None, bool]]


def laws_broken(marks: Marks) -> dict[str, set[str]]:
    pages = ClusteredPages()
    for i, (cluster, kept) in enumerate(marks):  # each in a batch of its own
        batch = pa.record_batch(
            {
                "duplicate_cluster_gen": pa.array([cluster], pa.string()),
                "duplicate_representative_gen": [kept],
            }
        )
        pages.add(pa.array([str(i)]), batch)
    rows = pages.rows().to_pylist()
    return {law: {r["row"] for r in rows if not r[law]} for law in (SHARED_PAGE, ONE)}


@pytest.mark.parametrize(
    ("marks", "not_shared", "not_one"),
    [
        pytest.param([], set(), set(), id="no pages"),
        pytest.param([(None, True), (None, True)], set(), set(), id="no clusters"),
        pytest.param([("a", True), ("a", False), (None, True)], set(), set(), id="a cluster"),
        pytest.param([("a", True)], {"0"}, set(), id="a cluster of one"),
        pytest.param([("a", True), ("a", True)], set(), {"0", "1"}, id="two representatives"),
        pytest.param([("a", False), ("a", False)], set(), {"0", "1"}, id="no representative"),
        pytest.param([(None, False)], set(), {"0"}, id="a page alone that is not kept"),
    ],
)
def test_marks_of_pages(marks: Marks, not_shared: set[str], not_one: set[str]) -> None:
    assert laws_broken(marks) == {SHARED_PAGE: not_shared, ONE: not_one}
