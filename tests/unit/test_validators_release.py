"""A staged release under Great Expectations: what holds, and how it is shown."""

import html
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from openfonds.model import Word
from openfonds.releases.leak_scan import LeakScan
from openfonds.releases.parquet import row_order
from openfonds.releases.records import (
    DOCUMENT_ORDER,
)
from tests import ROOT
from tests.validator_samples import (
    AS_OF,
    CANARY,
    Rows,
    assert_harmless,
    good_rows,
    problem_of,
)
from validators import across, laws, release, shards
from validators.release import ReleaseAccount, validate_release


def test_a_good_release_holds_and_its_docs_are_the_same_each_time(tmp_path: Path) -> None:
    rows = good_rows(range(3))
    rows.documents = [
        replace(one, duplicate_cluster_gen="cc", duplicate_representative_gen=i == 0)
        for i, one in enumerate(rows.documents)
    ]
    staged = rows.stage(tmp_path / "staged")
    made = []
    for name in ("one", "two"):
        docs = tmp_path / name
        assert validate_release(staged, ReleaseAccount(3, AS_OF), docs) == []
        assert_harmless(docs)
        made.append({path.name: path.read_bytes() for path in docs.iterdir()})
    assert made[0] == made[1]
    index = made[0]["index.html"].decode()
    assert "The release holds." in index
    assert len(made[0]) == 10  # nine suites and the index


def test_what_the_source_got_wrong_is_shown_and_holds_nothing_up(tmp_path: Path) -> None:
    rows = good_rows(range(2))
    garbled = CANARY + "\ufffd" * 5
    one, (first, second) = rows.documents[0], rows.pages[:2]
    text = f"{garbled}\f{second.text}"
    rows.documents[0] = replace(one, text=text, n_chars=len(text))
    outside = Word(CANARY, 2000, 10, 100, 20, None)
    rows.pages[0] = replace(
        first, text=garbled, n_chars=len(garbled), text_raw=garbled, edits=(), words=(outside,)
    )
    rows.pages[1] = replace(second, width_px=0, words=())
    staged, docs = rows.stage(tmp_path / "staged"), tmp_path / "docs"
    assert validate_release(staged, ReleaseAccount(2, AS_OF), docs) == []
    assert_harmless(docs)
    index = html.unescape((docs / "index.html").read_text(encoding="utf-8"))
    assert "The release holds." in index
    for advice in (
        problem_of("documents", laws.READABLE, one.id),
        problem_of("pages", laws.ON_PAGE, first.id),
        problem_of("pages", "width_px is at least 1", second.id),
    ):
        assert advice in index


def test_a_text_that_may_not_be_public_is_named_unless_people_opened_it(tmp_path: Path) -> None:
    rows = good_rows(range(2))
    one, (first, second) = rows.documents[0], rows.pages[:2]
    bad = f"{CANARY}: СНИЛС 112-233-445 95"
    text = f"{bad}\f{second.text}"
    rows.documents[0] = replace(one, text=text, n_chars=len(text))
    rows.pages[0] = replace(first, text=bad, n_chars=len(bad), text_raw=bad, edits=(), words=())
    staged, docs = rows.stage(tmp_path / "staged"), tmp_path / "docs"
    account = ReleaseAccount(2, AS_OF)
    named = [
        problem_of(config, laws.SAFE, row.id)
        for config, row in (("documents", one), ("pages", first))
    ]
    assert validate_release(staged, account, docs) == named
    assert_harmless(docs)
    assert "112-233" not in "".join(p.read_text(encoding="utf-8") for p in docs.iterdir())
    by_people = replace(account, scan=LeakScan({one.id}))
    assert validate_release(staged, by_people, docs) == []
    assert by_people.scan.let_through == {one.id}
    before = replace(account, looked_through=frozenset({"data/pages/pages-00000.parquet"}))
    assert validate_release(staged, before, docs) == named[:1]


def test_pages_of_a_run_before_do_not_stay(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "documents-00009.html").write_text("old")
    staged = Rows().stage(tmp_path / "staged")
    assert validate_release(staged, ReleaseAccount(0, AS_OF), docs) == []
    assert not (docs / "documents-00009.html").exists()
    assert validate_release(staged, ReleaseAccount(2, AS_OF), docs) == [
        'documents of all files: "there is one row for each of the 2 items that are open": found 0'
    ]


def test_rows_over_many_tables_are_counted_together_and_ten_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release, "ROWS_PER_TABLE", 7)
    monkeypatch.setattr(shards, "ROWS_AT_ONCE", 3)
    rows = good_rows(range(20))
    rows.documents = [replace(one, licence="") for one in rows.documents]
    staged = rows.stage(tmp_path / "staged")
    (problem,) = validate_release(staged, ReleaseAccount(20, AS_OF), tmp_path / "docs")
    ordered = sorted(rows.documents, key=row_order(DOCUMENT_ORDER))
    named = ", ".join(one.id for one in ordered[:10])
    assert problem == (
        f'documents: "licence is not empty" does not hold for 20 rows: {named} and 10 more'
    )
    assert len(list((tmp_path / "docs").glob("documents-000*.html"))) == 3


def test_a_check_that_cannot_be_carried_out_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(across, "PAGE_LAWS", ("a rule that nobody worked out",))
    staged = good_rows(range(1)).stage(tmp_path / "staged")
    problems = validate_release(staged, ReleaseAccount(1, AS_OF), tmp_path / "docs")
    assert problems == [
        'pages of all files: "a rule that nobody worked out": could not be carried out'
    ]
    assert_harmless(tmp_path / "docs")


def test_it_is_quiet_stays_at_home_and_cleans_up(tmp_path: Path) -> None:
    """In a process of its own, so that Great Expectations is imported there."""
    staged = Rows().stage(tmp_path / "staged")
    home, scratch = tmp_path / "home", tmp_path / "tmp"
    home.mkdir()
    scratch.mkdir()
    program = f"""
import logging, socket, sys
logging.basicConfig(level=logging.INFO, format="%(name)s")
def refuse(*args, **kwargs):
    raise AssertionError("a connection was made")
socket.socket.connect = socket.getaddrinfo = refuse
from datetime import date
from pathlib import Path
from validators.release import ReleaseAccount, validate_release
assert "great_expectations" not in sys.modules and "pandas" not in sys.modules
docs = Path({str(tmp_path / "docs")!r})
assert validate_release(Path({str(staged)!r}), ReleaseAccount(0, date(2026, 1, 1)), docs) == []
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=home,
        env={
            "HOME": str(home), "TMPDIR": str(scratch), "PYTHONPATH": str(ROOT),
            "PATH": os.environ["PATH"],
        },
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list(home.iterdir()) == []
    assert list(scratch.iterdir()) == []
    assert (tmp_path / "docs" / "index.html").is_file()
