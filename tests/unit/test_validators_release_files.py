"""Files of a staged release: several of a config, damaged ones, foreign ones, none."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from openfonds.releases.parquet import release_schema
from openfonds.releases.records import (
    DocumentRecord,
)
from tests.validator_samples import (
    AS_OF,
    CANARY,
    NOUNS,
    assert_harmless,
    good_rows,
    problem_of,
)
from validators import across, laws, shards
from validators.release import ReleaseAccount, validate_release


def test_a_release_in_several_files_is_one_release(tmp_path: Path) -> None:
    staged = good_rows(range(4)).stage(tmp_path / "staged")
    for config in ("documents", "pages"):
        folder = staged / "data" / config
        path = folder / f"{config}-00000.parquet"
        table = pq.read_table(path)
        middle = table.num_rows // 2 + (config == "pages")  # within the pages of a document
        pq.write_table(table.slice(0, middle), path)
        pq.write_table(table.slice(middle), folder / f"{config}-00001.parquet")
    assert validate_release(staged, ReleaseAccount(4, AS_OF), tmp_path / "docs") == []
    first = pq.read_table(staged / "data/documents/documents-00000.parquet")
    pq.write_table(first.slice(0, 1), staged / "data/documents/documents-00002.parquet")
    one = first["id"][0].as_py()
    last = pq.read_table(staged / "data/pages/pages-00000.parquet").slice(0, 1)
    pq.write_table(last, staged / "data/pages/pages-00002.parquet")
    two = f"{one}#1"
    assert validate_release(staged, ReleaseAccount(5, AS_OF), tmp_path / "docs") == [
        problem_of("documents of all files", "id is unique", one, one),
        problem_of("documents of all files", "reference_code is unique", one, one),
        problem_of("pages of all files", across.TOGETHER, two, two),
    ]


def test_files_that_cannot_be_used_are_named_and_stop_the_release(tmp_path: Path) -> None:
    staged = good_rows(range(3)).stage(tmp_path / "staged")
    data = staged / "data"
    good = pq.read_table(data / "documents/documents-00000.parquet")
    nulls = pa.array([None, *good["text"].to_pylist()[1:]], type=pa.string())
    tables = {
        1: good.set_column(
            good.column_names.index("n_pages"),
            pa.field("n_pages", pa.int32(), nullable=False),
            good["n_pages"].cast(pa.int32()),
        ),
        2: good.drop_columns(["licence"]),
        3: good.append_column(CANARY, nulls),
        4: good.select(list(reversed(good.column_names))),
        5: good.replace_schema_metadata(None),
        6: good.set_column(good.column_names.index("text"), pa.field("text", pa.string()), nulls),
    }
    for number, table in tables.items():
        pq.write_table(table, data / f"documents/documents-{number:05d}.parquet")
    pages = data / "pages/pages-00000.parquet"
    whole = pages.read_bytes()
    (data / "pages/pages-00001.parquet").write_bytes(whole[: len(whole) // 2])
    (data / "pages/pages-00002.parquet").write_bytes(_damaged_inside(pages))
    (data / "withheld/withheld-00000.parquet").unlink()
    (data / "notes.txt").write_text(CANARY)
    (data / "removed").mkdir()
    (data / "removed/removed-00000.parquet").write_bytes(whole)
    (data / "documents/old.parquet").write_bytes(whole)
    problems = validate_release(staged, ReleaseAccount(3, AS_OF), tmp_path / "docs")
    assert_harmless(tmp_path / "docs")
    text = good["id"][0].as_py()
    n_columns = len(good.column_names)
    in_file = "documents/documents-{:05d}.parquet: {}".format
    assert set(problems) == {
        problem_of(
            "files",
            shards.BELONGS,
            "documents/old.parquet", "notes.txt", "removed/removed-00000.parquet",
        ),
        problem_of(
            "files",
            shards.READABLE,
            "withheld/withheld-00000.parquet",
            "pages/pages-00001.parquet",
            "pages/pages-00002.parquet",
        ),
        problem_of("files", shards.FEATURES, "documents/documents-00005.parquet"),
        problem_of("columns", shards.TYPED, in_file(1, "n_pages")),
        problem_of("columns", shards.PRESENT, in_file(2, "licence")),
        problem_of("columns", shards.DECLARED, in_file(3, f"column {n_columns + 1}")),
        f'columns: "{shards.IN_PLACE}" does not hold for {n_columns} rows: '
        + ", ".join(in_file(4, name) for name in release_schema(DocumentRecord).names[:10])
        + f" and {n_columns - 10} more",
        problem_of("columns", shards.FILLED, in_file(6, "text")),
        problem_of("documents", "text is there", text),
        problem_of("documents", laws.LENGTH, text),
        problem_of("documents", laws.DOCUMENT_CONTROLS, text),
        'all files: "keys are unique and rows complete over all files": not checked, since some'
        " files cannot be used",
    }  # fmt: skip


def _damaged_inside(path: Path) -> bytes:
    """The file with another byte inside the compressed pages of its first column."""
    data = bytearray(path.read_bytes())
    chunk = pq.read_metadata(path).row_group(0).column(0)
    at = chunk.dictionary_page_offset or chunk.data_page_offset
    for i in range(at, at + chunk.total_compressed_size):
        data[i] ^= 0xFF
    return bytes(data)


def test_no_data_at_all(tmp_path: Path) -> None:
    problems = validate_release(tmp_path / "none", ReleaseAccount(0, AS_OF), tmp_path / "docs")
    absent = [f"{config}/{config}-00000.parquet" for config in NOUNS]
    assert problems[0] == problem_of("files", shards.READABLE, *absent)
