"""Copies are marked in what is published, and say nothing of what is closed."""

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.holdings import CommandLine, InProcess, open_row, write_holding
from tests.noisy_texts import misread, text_of

PAGE = text_of(1)


@pytest.fixture
def openfonds(tmp_path: Path) -> CommandLine:
    return InProcess(tmp_path / "storage")


def holding(folder: Path, texts: dict[int, str]) -> Path:
    rows = [open_row(n) for n in texts]
    return write_holding(folder, rows, {f"{n}.txt": text for n, text in texts.items()})


def published(openfonds: CommandLine) -> dict[str, dict[str, Any]]:
    ran = openfonds.release()
    assert ran.code == 0, ran.err
    return rows_of(Path(ran.json["folder"]), "documents")


def rows_of(release: Path, config: str) -> dict[str, dict[str, Any]]:
    rows = pq.read_table(release / "data" / config).to_pylist()
    return {f"{r['reference_code'].rpartition(' ')[2]}#{r.get('page', '')}": r for r in rows}


def sketches(tmp_path: Path) -> dict[str, int]:
    folder = tmp_path / "storage" / "cleared"
    found = [p for p in folder.rglob("*") if p.is_file() and not p.suffix and "records" in p.parts]
    return {p.name: p.stat().st_mtime_ns for p in found if not p.name.endswith("-copies")}


def test_copies_are_marked_and_stay_so_when_rows_come_and_go(
    openfonds: CommandLine, tmp_path: Path
) -> None:
    texts = {1: PAGE, 2: misread(PAGE, 0.1), 3: PAGE.upper(), 4: text_of(2)}
    openfonds.ingest(holding(tmp_path / "one", texts))
    rows = published(openfonds)
    copies = [rows[f"{n}#"] for n in (1, 2, 3)]
    (name,) = {row["duplicate_cluster_gen"] for row in copies}
    assert name is not None
    kept = [row for row in copies if row["duplicate_representative_gen"]]
    assert [row["id"] for row in kept] == [min(row["id"] for row in copies)]
    alone = rows["4#"]
    assert (alone["duplicate_cluster_gen"], alone["duplicate_representative_gen"]) == (None, True)

    # Another holding: a bad copy. Nothing is sketched anew.
    made = sketches(tmp_path)
    assert made
    later = {5: misread(PAGE, 0.05, seed=2), 6: text_of(3)}
    openfonds.ingest(holding(tmp_path / "two", later))
    rows = published(openfonds)
    copies = [rows[f"{n}#"] for n in (1, 2, 3, 5)]
    assert len({row["duplicate_cluster_gen"] for row in copies}) == 1
    assert sketches(tmp_path).items() >= made.items()
    kept_before = min(row["id"] for row in copies[:3])
    kept_now = min(row["id"] for row in copies)
    assert (copies[0]["duplicate_cluster_gen"] == name) == (kept_now == kept_before)

    # What is taken down leaves no trace: what repeats it goes with it, and the clusters of the
    # others are named after others.
    (gone,) = [row for row in copies if row["duplicate_representative_gen"]]
    reference = gone["reference_code"]
    ran = openfonds("takedown", reference, "--collection", "demo", "--reason", "complaint")
    assert ran.code == 0, ran.err
    assert not (tmp_path / "storage" / "cleared" / "demo" / "records").exists()
    rows = published(openfonds)
    assert gone["id"] not in {row["id"] for row in rows.values()}
    assert gone["duplicate_cluster_gen"] not in {r["duplicate_cluster_gen"] for r in rows.values()}


def test_the_same_page_twice_is_marked_among_the_pages(
    openfonds: CommandLine, tmp_path: Path
) -> None:
    twice = f"{PAGE}\f{text_of(2)}\f{misread(PAGE, 0.1)}"
    openfonds.ingest(holding(tmp_path / "one", {1: twice, 2: text_of(3)}))
    release = Path(openfonds.release().json["folder"])
    pages = rows_of(release, "pages")
    first, other, again = (pages[f"1#{n}"] for n in (1, 2, 3))
    assert first["duplicate_cluster_gen"] == again["duplicate_cluster_gen"] is not None
    kept = [page["duplicate_representative_gen"] for page in (first, other, again)]
    assert kept == [True, True, False]
    assert other["duplicate_cluster_gen"] is pages["2#1"]["duplicate_cluster_gen"] is None
    assert {d["duplicate_cluster_gen"] for d in rows_of(release, "documents").values()} == {None}
