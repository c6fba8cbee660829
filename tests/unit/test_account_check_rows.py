"""A release whose rows, account or card were changed is broken, whatever digests were made anew."""

from collections.abc import Callable

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from openfonds.ledger.account import ACCOUNT, CARD, MANIFEST
from tests.account_samples import (
    A_WITHHELD,
    DOCUMENTS,
    PAGES,
    WITHHELD,
    Row,
    Sample,
    deleted,
    record_anew,
    with_value,
)
from tests.ledger_samples import hex_digest

pytest_plugins = ["tests.account_fixtures"]


def doubled(rows: list[Row]) -> list[Row]:
    return [*rows, rows[-1]]


def swapped(rows: list[Row]) -> list[Row]:
    return [rows[1], rows[0], *rows[2:]]


def of_outcome(outcome: str, **changes: object) -> Callable[[list[Row]], list[Row]]:
    return lambda rows: [{**r, **changes} if r["outcome"] == outcome else r for r in rows]


def a_group_of_nobody(rows: list[Row]) -> list[Row]:
    return [*rows, {**rows[-1], "opens_year": 2077, "extent": "<10"}]


NO_SUCH_CODE = "account: an outcome or a code that there is not"
OF_ROWS = {
    "document deleted": (DOCUMENTS, deleted, "documents: no row"),
    "document twice": (DOCUMENTS, doubled, "documents: decisions with several rows"),
    "document of a withheld decision": (
        DOCUMENTS,
        with_value("decision_id", A_WITHHELD),
        "documents: rows whose decision is not open",
    ),
    "document of a refused decision": (
        DOCUMENTS,
        with_value("decision_id", hex_digest("decision 3")),
        "documents: rows whose decision is not open",
    ),
    "document with another id": (DOCUMENTS, with_value("id", "f" * 32), "pages: no such document"),
    "document with more pages": (DOCUMENTS, with_value("n_pages", 3), "pages are not all there"),
    "document with the id of another": (
        DOCUMENTS,
        lambda rows: [{**row, "id": rows[0]["id"]} for row in rows],
        "documents: ids with several rows",
    ),
    "pages of a document apart": (
        PAGES,
        lambda rows: [*rows, *rows[:2]],
        "pages: those of one document are in several places",
    ),
    "page deleted": (PAGES, deleted, "pages are not all there"),
    "page twice": (PAGES, doubled, "other numbers or ids"),
    "page of nothing": (PAGES, with_value("document_id", "f" * 32), "pages: no such document"),
    "page of another decision": (
        PAGES,
        with_value("decision_id", A_WITHHELD),
        "pages are not all there",
    ),
    "page with another number": (PAGES, with_value("page", 7), "other numbers or ids"),
    "pages in another order": (PAGES, swapped, "other numbers or ids"),
    "group deleted": (WITHHELD, deleted, "withheld: of"),
    "group twice": (WITHHELD, doubled, "a group is there twice"),
    "group that is larger": (WITHHELD, with_value("extent", "13"), "the account has 12"),
    "group that is called small": (WITHHELD, with_value("extent", "<10"), "have 1 to 9"),
    "small group of nobody": (WITHHELD, a_group_of_nobody, "the account has 0"),
    "group of another year": (WITHHELD, with_value("opens_year", 2032), "the account has"),
    "group of another reason": (WITHHELD, with_value("reason", "lost"), "'lost'"),
    "group that is counted though small": (WITHHELD, with_value("extent", "3", 1), "is no number"),
    "decision deleted": (ACCOUNT, deleted, ": "),
    "decision twice": (ACCOUNT, doubled, "account: out of order, or there twice"),
    "decisions in another order": (ACCOUNT, swapped, "account: out of order"),
    "decision that there is not": (
        ACCOUNT,
        with_value("decision_id", "0" * 64),
        "account: not a decision on an item",
    ),
    "outcome that there is not": (ACCOUNT, with_value("outcome", "lost"), "a code that there is"),
    "code that there is not": (ACCOUNT, of_outcome("open", gate="gate.x"), NO_SUCH_CODE),
    "open without a code": (ACCOUNT, of_outcome("open", gate=None), NO_SUCH_CODE),
    "failed with a code": (ACCOUNT, of_outcome("failed", gate="gate.not_open"), NO_SUCH_CODE),
}


@pytest.mark.parametrize(("path", "change", "said"), OF_ROWS.values(), ids=OF_ROWS)
def test_a_changed_row_is_found_even_when_all_digests_were_made_anew(
    sample: Sample, path: str, change: Callable[[list[Row]], list[Row]], said: str
) -> None:
    """Not by the list of files alone: the archive itself could have written it so."""
    sample.change_rows(path, change)
    digest = sample.relist()
    record_anew(sample, digest)
    found = sample.check(is_whole=True)
    assert found.status == "broken"
    assert not any(MANIFEST in fault for fault in found.faults), found.faults
    assert any(said in fault for fault in found.faults), found.faults


@pytest.mark.parametrize(("path", "change", "said"), OF_ROWS.values(), ids=OF_ROWS)
def test_a_changed_row_is_found_by_its_file(
    sample: Sample, path: str, change: Callable[[list[Row]], list[Row]], said: str
) -> None:
    sample.change_rows(path, change)
    found = sample.check()
    assert f"{path} is not as {MANIFEST} has it" in found.faults, said
    sample.relist()
    found = sample.check()
    assert f"{MANIFEST} is not the one of which the ledger has the digest" in found.faults


@pytest.mark.parametrize(
    "change",
    [lambda table: table.replace_schema_metadata(None), lambda table: table.drop_columns("gate")],
    ids=["without a name", "without a column"],
)
def test_an_account_of_another_form_is_broken(
    sample: Sample, change: Callable[[pa.Table], pa.Table]
) -> None:
    pq.write_table(change(pq.read_table(sample.release / ACCOUNT)), sample.release / ACCOUNT)
    record_anew(sample, sample.relist())
    said = f"{ACCOUNT} has other columns, or does not name its release"
    assert sample.check().faults[0] == said


@pytest.mark.parametrize("line", ["| `documents` | 4 | x |", "| open |  | 1,003 |"])
def test_a_card_with_other_numbers_is_broken(sample: Sample, line: str) -> None:
    with (sample.release / CARD).open("a") as card:
        card.write(f"{line}\n")
    record_anew(sample, sample.relist())
    assert [f.partition(":")[0] for f in sample.check().faults] == [CARD]


def test_faults_show_at_most_some_ids_and_no_text(sample: Sample) -> None:
    sample.change_rows(
        DOCUMENTS, lambda rows: [{**r, "decision_id": "\x1b[31m" * 50} for r in rows]
    )
    said = "\n".join(sample.check().lines())
    assert "\x1b" not in said and max(map(len, said.splitlines())) < 400
