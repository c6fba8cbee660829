"""What `changes.parquet` and `changes.json` say of a version."""

import json
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq

from openfonds.releases.changes import ROWS_FILE, Count, changes_json, write_changes
from openfonds.releases.records import WithdrawnRecord
from openfonds.releases.versions import Change
from openfonds.releases.withdrawn import REPLACED

DAY = date(2026, 1, 1)
CHANGED = [("a", Change.CAME), ("b", Change.CHANGED), ("b#1", Change.CHANGED), ("c", Change.KEPT)]
WITHDRAWN = [
    WithdrawnRecord("1" * 64, "documents", DAY, "1.1.0", "suspended"),  # of the version before
    WithdrawnRecord("2" * 64, "documents", DAY, "2.0.0", "in review"),
    WithdrawnRecord("3" * 64, "documents", DAY, "2.0.0", REPLACED),
    WithdrawnRecord("4" * 64, "pages", DAY, "2.0.0", REPLACED),
]


def test_a_row_with_another_text_changed_and_did_not_go(tmp_path: Path) -> None:
    """As the number of the version and CHANGELOG.md have it, which count each row once."""
    file, counts = write_changes(tmp_path, [*CHANGED, ("d", Change.WENT)], WITHDRAWN, "2.0.0")
    assert pq.read_table(tmp_path / ROWS_FILE).to_pylist() == [
        {"change": "came", "config": "documents", "id": "a", "tombstone": None, "reason": None},
        {"change": "changed", "config": "documents", "id": "b", "tombstone": None, "reason": None},
        {"change": "changed", "config": "pages", "id": "b#1", "tombstone": None, "reason": None},
        {
            "change": "went",
            "config": "documents",
            "id": None,
            "tombstone": "2" * 64,
            "reason": "in review",
        },
    ]
    assert counts == (
        Count("documents", "came", None, 1),
        Count("documents", "changed", None, 1),
        Count("documents", "went", "in review", 1),
        Count("pages", "changed", None, 1),
    )
    assert file.rows == 4


def test_no_id_of_what_went_is_told(tmp_path: Path) -> None:
    write_changes(tmp_path, [("secret-id", Change.WENT)], WITHDRAWN, "2.0.0")
    assert b"secret-id" not in (tmp_path / ROWS_FILE).read_bytes()


def test_counts_of_all_versions() -> None:
    text = changes_json([("2.0.0", "2026-01-01", (Count("pages", "went", "failed", 3),))])
    assert json.loads(text)["versions"][0]["rows"] == [
        {"config": "pages", "change": "went", "reason": "failed", "rows": 3}
    ]
