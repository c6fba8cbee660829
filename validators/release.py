"""Whether a staged release may be published: the last look before anybody else sees it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from openfonds.releases.leak_scan import LeakScan
from openfonds.schema import schema_of
from validators import laws, suites
from validators.across import AcrossFiles
from validators.clusters import ClusteredPages
from validators.data_docs import DataDocs
from validators.expectations import Expectations, Failure
from validators.shards import COLUMN_LAWS, CONFIGS, FILE_LAWS, Report, Shard, batches, survey
from validators.suites import Suite

ROWS_PER_TABLE = 50_000


@dataclass(frozen=True, slots=True)
class ReleaseAccount:
    """What the catalog says that the release must hold."""

    open_decisions: int  # items that are open and passed the gate
    as_of: date  # the day on which the law was applied
    # Looks through the texts; it notes what it passes only because people opened it.
    scan: LeakScan = field(default_factory=lambda: LeakScan(()))
    # Paths of files that the same scan has looked through before.
    looked_through: frozenset[str] = frozenset()


def validate_release(staged: Path, account: ReleaseAccount, docs: Path) -> list[str]:
    """What does not hold of the files below `staged/data`; nothing if all holds.

    Each problem names the part, the rule and the rows: ids, or file and row number, at most ten.
    Great Expectations Data Docs are built in `docs` (index.html), also of a release that fails;
    they hold no texts and no titles. What the source itself may get wrong (`laws.ADVICE`) is shown
    there, and is no problem of the release. Memory is bounded by ROWS_PER_TABLE rows without their
    texts, and about 1 kB a document.
    """
    found = survey(staged)
    check = _Checks(account, docs)
    readers: dict[str, tuple[Suite, _Laws]] = {
        "documents": (suites.documents(account.as_of), check.of_documents),
        "pages": (suites.pages(account.as_of), check.of_pages),
        "withheld": (suites.withheld(), lambda *args: laws.of_withheld(args[-1])),
        "withdrawn": (suites.withdrawn(account.as_of), lambda *_: {}),
    }
    for shard in found.shards:
        try:
            check.rows(shard, *readers[shard.config])
        except (OSError, pa.ArrowException):
            found.mark_unreadable(shard)
    check.report(suites.files(), found.files, FILE_LAWS)
    check.report(suites.columns(), found.columns, COLUMN_LAWS)
    if found.is_sound:
        check.across_files(account.open_decisions)
    else:
        check.skip_across_files()
    return check.finish()


_Laws = Callable[[Shard, pa.Array, pa.RecordBatch], laws.Laws]


class _Checks:
    """Runs the suites, and collects what does not hold over all tables of a suite."""

    def __init__(self, account: ReleaseAccount, docs: Path) -> None:
        self._as_of = account.as_of
        self._looked_through = account.looked_through
        self._scan = account.scan
        self._expectations = Expectations(account.as_of)
        self._docs = DataDocs(docs, account.as_of)
        self._across = AcrossFiles()
        self._clustered = ClusteredPages()
        self._failures: dict[tuple[str, str], Failure] = {}

    def of_documents(self, shard: Shard, labels: pa.Array, rows: pa.RecordBatch) -> laws.Laws:
        self._across.add_documents(labels, rows)
        return laws.of_documents(rows, self._as_of) | self._of_texts(shard, rows)

    def of_pages(self, shard: Shard, labels: pa.Array, rows: pa.RecordBatch) -> laws.Laws:
        self._clustered.add(labels, rows)
        follows = {laws.FOLLOWS: self._across.add_pages(labels, rows)}
        return laws.of_pages(rows) | follows | self._of_texts(shard, rows)

    def _of_texts(self, shard: Shard, rows: pa.RecordBatch) -> laws.Laws:
        is_known = f"data/{shard.name}" in self._looked_through
        return laws.of_texts(rows, None if is_known else self._scan)

    def rows(self, shard: Shard, suite: Suite, laws_of: _Laws) -> None:
        """Check the rows of one file.

        Raises:
            OSError, pa.ArrowException: if the file is broken.
        """
        shown = suite.value_columns()
        tables: list[pa.Table] = []
        n_rows = done = 0
        for labels, rows in batches(shard):
            truths = laws_of(shard, labels, rows)
            tables.append(_without_texts(labels, rows, truths, shard, shown))
            n_rows += len(rows)
            if n_rows - done >= ROWS_PER_TABLE:
                self._table(suite, pa.concat_tables(tables), f"{shard.name} to row {n_rows}")
                tables, done = [], n_rows
        if tables:
            self._table(suite, pa.concat_tables(tables), f"{shard.name} to row {n_rows}")

    def report(self, suite: Suite, entries: Report, columns: tuple[str, ...]) -> None:
        """Check what was found out before any row was read."""
        names = [entry["row"] for entry in entries]
        truths = {c: pa.array([e[c] for e in entries], type=pa.bool_()) for c in columns}
        self._table(suite, pa.table({"row": pa.array(names, type=pa.string())} | truths), "data/")

    def across_files(self, open_decisions: int) -> None:
        """Check what only all files together tell."""
        suite = suites.documents_across_files(open_decisions)
        self._table(suite, self._across.documents(), "data/documents/")
        self._table(suites.pages_across_files(), self._across.runs_of_pages(), "data/pages/")
        self._table(suites.clusters_of_pages(), self._clustered.rows(), "data/pages/")

    def skip_across_files(self) -> None:
        """Say that nothing was told of all files together, since some cannot be used."""
        says = "keys are unique and rows complete over all files"
        why = "not checked, since some files cannot be used"
        self._failures["all files", says] = Failure(says, None, (), why)

    def finish(self) -> list[str]:
        """Write the index of the Data Docs, and say what does not hold."""
        problems, advice = (
            [
                _sentence(suite, failure)
                for (suite, _), failure in self._failures.items()
                if failure.is_advice is is_advice
            ]
            for is_advice in (False, True)
        )
        self._docs.finish(problems, advice)
        return problems

    def _table(self, suite: Suite, table: pa.Table, title: str) -> None:
        validated = self._expectations.validate(suite, table, title)
        self._docs.add(validated)
        for failure in validated.failures:
            key = suite.name, failure.says
            before = self._failures.get(key)
            self._failures[key] = failure if before is None else before.joined(failure)


def _without_texts(
    labels: pa.Array, rows: pa.RecordBatch, truths: laws.Laws, shard: Shard, shown: frozenset[str]
) -> pa.Table:
    """What Great Expectations gets to see of some rows."""
    columns: dict[str, pa.Array] = {"row": labels}
    for column in schema_of(CONFIGS[shard.config]):
        if column.name in shown:
            columns[column.name] = rows[column.name]
        elif not column.nullable:
            is_there = pc.is_valid(rows[column.name])
            columns[column.name] = pc.if_else(is_there, True, pa.scalar(None, pa.bool_()))
    return pa.table(columns | {law: pa.array(holds) for law, holds in truths.items()})


def _sentence(suite: str, failure: Failure) -> str:
    if failure.n_rows is None:
        return f'{suite}: "{failure.says}": {failure.found}'
    rest = failure.n_rows - len(failure.rows)
    more = f" and {rest} more" if rest else ""
    count = f"{failure.n_rows} row{'s' if failure.n_rows > 1 else ''}"
    return f'{suite}: "{failure.says}" does not hold for {count}: {", ".join(failure.rows)}{more}'
