"""The decisions that stand, as JSON Lines, CSV or Parquet."""

import csv
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TextIO

import pyarrow.parquet as pq

from catalog.decisions import Recorded
from openfonds.errors import SettingsError
from openfonds.model import Outcome, doc
from openfonds.schema import schema_of, to_table

FORMATS = ("jsonl", "csv", "parquet")
ROWS_PER_GROUP = 5000
# A cell that a spreadsheet would take for a formula (OWASP, CSV injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class ListedDecision:
    """One line of `openfonds decisions` (DESIGN 5.2)."""

    item_id: str = doc("reference code, unchanged")
    unit: str = doc("item, page or span")
    page: int | None = doc("page number, None for the whole item")
    start: int | None = doc("first code point of a span in the cleaned text of its page")
    end: int | None = doc("one past the last code point")
    outcome: str = doc("open, review, withheld, suspended, failed or duplicate")
    effect: str = doc("publish, withhold_item, mediated, none")
    reason_codes: tuple[str, ...] = doc("stable codes")
    citations: tuple[str, ...] = doc("the law behind them")
    next_check_on: date | None = doc("day on which the outcome may change by itself")
    decision_id: str = doc("id of the decision")
    pack: str = doc("packs, versions and digests")
    decided_by: str = doc("service or person")
    decided_at: str = doc("when, UTC")
    as_of: date = doc("the day on which the law was applied")
    holding: str = doc("id of the holding")
    position: int = doc("row in the inventory, from 1")


def write_decisions(found: Iterable[Recorded], form: str, output: Path | None) -> int:
    """Write decisions to a file or standard output; returns how many.

    Raises:
        SettingsError: for Parquet without a file.
    """
    rows = (row for one in found for row in _listed(one))
    if form == "parquet":
        if output is None:
            raise SettingsError("--format parquet needs --output FILE")
        return _write_parquet(rows, output)
    with _stream(output) as stream:
        return (_write_csv if form == "csv" else _write_jsonl)(rows, stream)


def _listed(one: Recorded) -> Iterator[ListedDecision]:
    """The item, then the pages and spans on which it was decided otherwise."""
    whole = _of_item(one)
    yield whole
    for part in one.decision.parts:
        yield replace(
            whole,
            unit="page" if part.start is None else "span",
            page=part.page,
            start=part.start,
            end=part.end,
            outcome=Outcome.WITHHELD.value,
            effect=part.effect,
            reason_codes=(part.reason_code,),
            citations=(part.citation,) if part.citation else (),
        )


def _of_item(one: Recorded) -> ListedDecision:
    decision = one.decision
    return ListedDecision(
        item_id=decision.reference_code,
        unit=decision.unit,
        page=decision.page,
        start=None,
        end=None,
        outcome=decision.outcome.value,
        effect=decision.effect,
        reason_codes=decision.reason_codes,
        citations=decision.citations,
        next_check_on=decision.next_check_on,
        decision_id=decision.decision_id,
        pack=decision.pack,
        decided_by=decision.decided_by,
        decided_at=one.decided_at,
        as_of=decision.as_of,
        holding=decision.holding,
        position=decision.position,
    )


def _values(row: ListedDecision) -> dict[str, object]:
    return {name: getattr(row, name) for name in ListedDecision.__dataclass_fields__}


def _write_jsonl(rows: Iterable[ListedDecision], stream: TextIO) -> int:
    count = 0
    for row in rows:
        stream.write(json.dumps(_values(row), ensure_ascii=False, default=str) + "\n")
        count += 1
    return count


def _write_csv(rows: Iterable[ListedDecision], stream: TextIO) -> int:
    writer = csv.writer(stream)
    writer.writerow(ListedDecision.__dataclass_fields__)
    count = 0
    for row in rows:
        writer.writerow([_cell(value) for value in _values(row).values()])
        count += 1
    return count


def _cell(value: object) -> str:
    text = "; ".join(value) if isinstance(value, tuple) else "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _write_parquet(rows: Iterator[ListedDecision], output: Path) -> int:
    count = 0
    with pq.ParquetWriter(output, schema_of(ListedDecision), compression="zstd") as writer:
        while chunk := [row for _, row in zip(range(ROWS_PER_GROUP), rows, strict=False)]:
            writer.write_table(to_table(ListedDecision, chunk))
            count += len(chunk)
    return count


@contextmanager
def _stream(output: Path | None) -> Iterator[TextIO]:
    if output is None:
        yield sys.stdout
    else:
        with output.open("w", newline="") as stream:
            yield stream
