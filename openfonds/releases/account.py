"""The account of a release: what became of every item of the collection, one row a decision.

It says of a decision what the public ledger says of it, its outcome, and of an open one whether
the gate let it into the dataset. No references, titles, reasons or dates: small groups by reason
are bucketed in the withdrawal sheet, and stay so. `openfonds.ledger.account` checks it.
"""

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path
from typing import TextIO

import pyarrow as pa
import pyarrow.parquet as pq

from openfonds.digests import sha256_of_stream
from openfonds.errors import AccountingError
from openfonds.ledger.account import ACCOUNT, COLUMNS, GATE_CODES, PASSED, RELEASE
from openfonds.model import Outcome
from openfonds.releases.parquet import ShardFile

RUN_ROWS = 100_000  # rows sorted in memory at a time, and rows of a row group
DICTIONARIES = ["outcome", "gate"]  # columns with few values
NO_GATE = "-"  # in a line: the item is not open

Entry = tuple[str, Outcome, str | None]
"""Id of a decision, its outcome, and the code by which the gate refused an open item."""


@dataclass(frozen=True, slots=True)
class AccountFile:
    """The account as it was written."""

    file: ShardFile
    passed: int  # items that are open and in the dataset


def write_account(staged: Path, release: str, entries: Iterable[Entry]) -> AccountFile:
    """Write `ledger/account.parquet` below `staged`, sorted by decision, in bounded memory.

    The same entries give the same bytes, in whatever order they come.

    Args:
        release: NAMESPACE/NAME@vX.Y.Z, as the ledger will name it.

    Raises:
        AccountingError: if a decision is there twice, a code is unknown, or something that is not
            open was given one.
    """
    path = staged / ACCOUNT
    path.parent.mkdir(parents=True, exist_ok=True)
    schema = COLUMNS.with_metadata({RELEASE: release.encode("ascii")})
    n_rows = passed = 0
    with (
        _sorted_lines(map(_line, entries)) as lines,
        pq.ParquetWriter(path, schema, compression="zstd", use_dictionary=DICTIONARIES) as writer,
    ):
        last = ""
        while chunk := [line.split() for line in islice(lines, RUN_ROWS)]:
            ids, outcomes, gates = zip(*chunk, strict=True)
            if any(a == b for a, b in pairwise((last, *ids))):
                raise AccountingError("a decision is twice in the account: it can stand only once")
            columns = [ids, outcomes, [None if gate == NO_GATE else gate for gate in gates]]
            writer.write_table(pa.table(columns, schema=schema))
            n_rows, passed, last = n_rows + len(ids), passed + gates.count(PASSED), ids[-1]
    with path.open("rb") as stream:
        file = ShardFile(ACCOUNT, sha256_of_stream(stream), path.stat().st_size, n_rows)
    return AccountFile(file, passed)


def _line(entry: Entry) -> str:
    """An entry as three words. The id comes first and has one length, so lines sort as ids do."""
    decision_id, outcome, refusal = entry
    if refusal is not None and (outcome is not Outcome.OPEN or refusal not in GATE_CODES):
        raise AccountingError(
            f"decision {decision_id}: the gate refuses open items only, and with a code of"
            " openfonds.ledger.account.GATE_CODES; add a new code there"
        )
    gate = (refusal or PASSED) if outcome is Outcome.OPEN else NO_GATE
    return f"{decision_id} {outcome.value} {gate}\n"


@contextmanager
def _sorted_lines(lines: Iterator[str]) -> Iterator[Iterator[str]]:
    """The lines in order, merged from runs that were sorted one by one and put on disk."""
    with tempfile.TemporaryDirectory(prefix="openfonds-account-") as scratch, ExitStack() as stack:
        runs: list[TextIO] = []
        while run := sorted(islice(lines, RUN_ROWS)):
            path = Path(scratch) / str(len(runs))
            path.write_text("".join(run), encoding="ascii")
            runs.append(stack.enter_context(path.open(encoding="ascii")))
        yield heapq.merge(*runs)
