"""Whether a staged release may be published: the last look before anybody else sees it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from openfonds.schema import schema_of
from validators import laws, suites
from validators.across import AcrossFiles
from validators.data_docs import DataDocs
from validators.expectations import SHOWN_ROWS, Expectations, Failure, Validated
from validators.shards import COLUMN_LAWS, CONFIGS, FILE_LAWS, Report, Shard, batches, survey
from validators.suites import Suite

ROWS_PER_TABLE = 50_000
_DTYPES = {
    pa.int64(): pd.Int64Dtype(),
    pa.float64(): pd.Float64Dtype(),
    pa.bool_(): pd.BooleanDtype(),
}

Reader = Callable[[pa.Array, pa.RecordBatch], laws.Laws]


@dataclass(frozen=True, slots=True)
class ReleaseAccount:
    """What the catalog says that the release must hold."""

    open_decisions: int  # items that are open and passed the gate
    as_of: date  # the day on which the law was applied


def validate_release(staged: Path, account: ReleaseAccount, docs: Path) -> list[str]:
    """What does not hold of the Parquet files below `staged/data`; nothing if all holds.

    Each problem names the part, the rule and the rows: ids, or file and row number, at most ten.
    Great Expectations Data Docs are built in `docs`, also of a release that fails; they hold no
    texts and no titles. Memory is bounded by ROWS_PER_TABLE rows without their texts, and some
    400 bytes a document.
    """
    checking = _Checking(account, DataDocs(docs))
    found = survey(staged)
    readers: dict[str, tuple[Suite, Reader]] = {
        "documents": (suites.documents(account.as_of), checking.documents),
        "pages": (suites.pages(account.as_of), checking.pages),
        "withheld": (suites.withheld(), lambda _, rows: laws.of_withheld(rows)),
    }
    for shard in found.shards:
        try:
            checking.rows(shard, *readers[shard.config])
        except (OSError, pa.ArrowException):
            found.mark_unreadable(shard)
    checking.report(suites.files(), found.files, FILE_LAWS)
    checking.report(suites.columns(), found.columns, COLUMN_LAWS)
    if found.is_sound:
        checking.across_files(account.open_decisions)
        unchecked = []
    else:
        unchecked = ["all files: nothing that needs all files was checked, since some are unusable"]
    return checking.finish(unchecked)
