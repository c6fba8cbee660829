"""Tombstones: how whoever has a copy of a dataset finds the rows that were taken out since.

A tombstone is an HMAC-SHA-256 (RFC 2104) over the id of a row, keyed with its text. Whoever has
the row can make it again; to everybody else it says nothing, also to those who could guess the
id from a reference code. A row that stands with another text is named by its id and keyed with the
text that it has now: whoever has another one knows that it was replaced, and the old text, of which
maybe a single name was masked, cannot be found by trying (ADR 0015). Nothing can call back a copy:
the list only tells its keeper.
"""

import hashlib
import heapq
import hmac
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from openfonds.model import Outcome
from openfonds.releases.records import DocumentRecord, PageRecord, WithdrawnRecord
from openfonds.releases.versions import Change, Row, row_changes
from openfonds.releases.withheld import REASONS

DOCUMENTS, PAGES = "documents", "pages"
PAGE_MARK = "#"  # between the id of a document and the number of a page
REPLACED = "replaced"  # by another text in the same row
NOT_HELD = "no longer held"
# In review, but nothing was found against it: its text cannot be read any more.
NOT_JUDGED = "not judged"
_UNREAD = ("care.not-read", "care.text-not-judged")


def tombstone(row_id: str, text: str) -> str:
    """The tombstone of a row, hexadecimal.

    >>> tombstone("0123456789abcdef", "Слушали: о мостахъ.")[:16]
    'de06975426975dc5'
    """
    return hmac.new(text.encode(), row_id.encode(), hashlib.sha256).hexdigest()


def tombstone_of(record: DocumentRecord | PageRecord) -> Row | None:
    """(id, tombstone) of a row; None for a page without text, of which there is nothing to have."""
    return (record.id, tombstone(record.id, record.text)) if record.text else None


def config_of(row_id: str) -> str:
    """The config that a row is in."""
    return PAGES if PAGE_MARK in row_id else DOCUMENTS


def document_of(row_id: str) -> str:
    """The id of the document that a row is or belongs to."""
    return row_id.partition(PAGE_MARK)[0]


def gone(
    old_rows: Iterable[Row],
    new_rows: Iterable[Row],
    old_tombstones: Iterable[Row],
    new_tombstones: Iterable[Row],
) -> Iterator[tuple[str, str, bool]]:
    """(id, tombstone, replaced) of each text that the old version has and the new one has not.

    The tombstone is that of the old text, or of the new one where that replaced it. All sides are
    sorted by id and unique in it, and are read once, side by side.
    """
    texts = _joined(old_tombstones, new_tombstones)
    text = next(texts, None)
    for row_id, change in row_changes(old_rows, new_rows):
        while text and text[0] < row_id:
            text = next(texts, None)
        if not text or text[0] != row_id or change not in (Change.WENT, Change.CHANGED):
            continue
        _, before, after = text
        if before is None or before == after:
            continue
        if change is Change.CHANGED:
            yield row_id, after or tombstone(row_id, ""), True
        else:
            yield row_id, before, False


def withdrawn_records(
    before: Iterable[WithdrawnRecord],
    went: Iterable[tuple[str, str, bool]],
    rows: Iterable[Row],
    standing: Iterable[Row],
    reasons: Mapping[str, str],
    *,
    version: str,
    as_of: date,
) -> list[WithdrawnRecord]:
    """The `withdrawn` config of a version, sorted by day, config and tombstone.

    Args:
        before: that of the version before.
        went: of `gone`.
        rows: (id, digest) of the rows of this version.
        standing: (id, tombstone) of the rows of this version; what came back is no more withdrawn.
        reasons: by id of the document, why the items of `went` are not open now (`reason_of`).
    """
    by_stone = {record.tombstone: record for record in before if record.id is None}
    replaced = {record.id: record for record in before if record.id is not None}
    for row_id, stone, is_replaced in went:
        config = config_of(row_id)
        if is_replaced:
            replaced[row_id] = WithdrawnRecord(stone, config, as_of, version, REPLACED, row_id)
        else:
            reason = reasons.get(document_of(row_id), NOT_HELD)
            by_stone[stone] = WithdrawnRecord(stone, config, as_of, version, reason)
    if replaced:
        stands = {row_id for row_id, _ in rows if row_id in replaced}
        replaced = {row_id: record for row_id, record in replaced.items() if row_id in stands}
    for row_id, stone in standing if by_stone or replaced else ():
        by_stone.pop(stone, None)
        if row_id in replaced:
            replaced[row_id] = replace(replaced[row_id], tombstone=stone)
    records = [*by_stone.values(), *replaced.values()]
    return sorted(records, key=lambda r: (r.withdrawn_on, r.config, r.tombstone))


def reason_of(outcome: Outcome, reason_codes: Sequence[str]) -> str:
    """Why an item with such a decision is not in a release, as it is told in public.

    >>> reason_of(Outcome.REVIEW, ["care.text-not-judged"])
    'not judged'
    """
    if outcome is Outcome.REVIEW and all(code.endswith(_UNREAD) for code in reason_codes):
        return NOT_JUDGED
    return REASONS.get(outcome, NOT_HELD)


def _joined(old: Iterable[Row], new: Iterable[Row]) -> Iterator[tuple[str, str | None, str | None]]:
    """(id, old, new) for each id of either side."""
    sides = heapq.merge(
        ((row_id, 0, stone) for row_id, stone in old),
        ((row_id, 1, stone) for row_id, stone in new),
    )
    pending: tuple[str, str | None, str | None] | None = None
    for row_id, side, stone in sides:
        if pending and pending[0] != row_id:
            yield pending
            pending = None
        before = stone if side == 0 else (pending[1] if pending else None)
        pending = (row_id, before, stone if side == 1 else None)
    if pending:
        yield pending
