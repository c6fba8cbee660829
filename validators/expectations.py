"""The door to Great Expectations: carries out the checks of a suite on one table of rows.

It is imported here alone, quietly and late: the import takes 8-10 s.
"""

import importlib
import logging
import os
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa

from validators.suites import Check, Suite

SHOWN_ROWS = 10


@dataclass(frozen=True, slots=True)
class Failure:
    """A check that does not hold, and for which rows."""

    says: str
    n_rows: int | None  # None where the check is of the table as a whole
    rows: tuple[str, ...]  # labels of the first SHOWN_ROWS of them
    found: str = ""  # what was found, where the check is of the table as a whole
    is_advice: bool = False

    def joined(self, other: "Failure") -> "Failure":
        """This failure and the same one of another table."""
        if self.n_rows is None or other.n_rows is None:
            return self if self.n_rows is None else other
        rows = (*self.rows, *other.rows)[:SHOWN_ROWS]
        return replace(self, n_rows=self.n_rows + other.n_rows, rows=rows)


@dataclass(frozen=True, slots=True)
class Validated:
    """What became of one table."""

    suite: str
    title: str  # which rows
    n_rows: int
    n_checks: int
    failures: tuple[Failure, ...]
    result: Any  # of Great Expectations, for the Data Docs; it names rows and holds no values


class Expectations:
    """Great Expectations, with everything in memory."""

    def __init__(self, as_of: date) -> None:
        os.environ["GX_ANALYTICS_ENABLED"] = "false"
        # Importing it logs a line for each of some 200 functions.
        logging.getLogger("great_expectations").setLevel(logging.WARNING)
        # By name, so that type checkers need not read all of it either.
        gx = importlib.import_module("great_expectations")
        base = importlib.import_module("great_expectations.data_context.types.base")
        self._classes = importlib.import_module("great_expectations.expectations")
        self._suite_class = gx.ExpectationSuite
        self._run_id = importlib.import_module(
            "great_expectations.core.run_identifier"
        ).RunIdentifier(
            # The clock would make the pages of the same release differ.
            run_name=f"release as of {as_of}",
            run_time=datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC),
        )
        context = gx.get_context(
            mode="ephemeral",
            project_config=base.DataContextConfig(
                store_backend_defaults=base.InMemoryStoreBackendDefaults(),
                progress_bars=base.ProgressBarsConfig(globally=False),
            ),
        )
        self._source = context.data_sources.add_pandas("release")
        self._prepared: dict[str, tuple[Any, Any]] = {}

    def validate(self, suite: Suite, table: pa.Table, title: str) -> Validated:
        """Check the rows of `table`, whose column `row` names each row."""
        batches, expected = self._prepare(suite)
        result = batches.get_batch({"dataframe": self._in_pandas(table)}).validate(
            expected,
            result_format={
                "result_format": "SUMMARY",
                "exclude_unexpected_values": True,
                "include_unexpected_rows": False,
                "return_unexpected_index_query": False,
                "unexpected_index_column_names": ["row"],
            },
        )
        result.meta = {
            "run_id": self._run_id,
            "great_expectations_version": result.meta["great_expectations_version"],
        }
        result.results.sort(key=lambda one: int(one.expectation_config.meta["number"]))
        failures = [
            failure
            for check, one in zip(suite.checks, result.results, strict=True)
            if (failure := _failure(check, one))
        ]
        return Validated(suite.name, title, len(table), len(suite.checks), tuple(failures), result)

    def _in_pandas(self, table: pa.Table) -> Any:
        # Whole numbers with gaps stay whole, and no value stays apart from "not a number".
        pandas = importlib.import_module("pandas")
        types = {
            pa.int64(): pandas.Int64Dtype(),
            pa.float64(): pandas.Float64Dtype(),
            pa.bool_(): pandas.BooleanDtype(),
        }
        return table.to_pandas(types_mapper=types.get)

    def _prepare(self, suite: Suite) -> tuple[Any, Any]:
        if suite.name not in self._prepared:
            expected = self._suite_class(suite.name)
            for number, check in enumerate(suite.checks):
                make = getattr(self._classes, check.expectation)
                expected.add_expectation(
                    make(
                        **check.arguments,
                        description=check.says,
                        severity="warning" if check.is_advice else "critical",
                        meta={"number": number},
                    )
                )
            asset = self._source.add_dataframe_asset(suite.name)
            batches = asset.add_batch_definition_whole_dataframe("rows")
            self._prepared[suite.name] = batches, expected
        return self._prepared[suite.name]


def _failure(check: Check, one: Any) -> Failure | None:
    """What the result says, which is then cut down to what may be shown."""
    found = one.result
    if one.exception_info and one.exception_info.get("raised_exception", True):
        # A traceback tells of this machine, and may hold values.
        one.exception_info = {
            "raised_exception": True,
            "exception_message": "the check could not be carried out",
            "exception_traceback": "",
        }
        return Failure(check.says, None, (), "could not be carried out")
    if one.success:
        return None
    if "unexpected_count" not in found:
        return Failure(check.says, None, (), f"found {found['observed_value']}")
    labels = [
        str(label) for part in found["partial_unexpected_index_list"] for label in part["row"]
    ]
    shown = tuple(labels[:SHOWN_ROWS])
    del found["partial_unexpected_index_list"]
    # Where Data Docs look for values to show.
    found["partial_unexpected_list"] = list(shown)
    return Failure(check.says, found["unexpected_count"], shown, is_advice=check.is_advice)
