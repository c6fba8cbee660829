"""Rules that need two columns, a text or a list, worked out as true or false for each row.

Texts and titles end here: what goes on to Great Expectations, and so into the public Data Docs,
holds numbers, codes, digests and reference codes.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from openfonds.edits import undo
from openfonds.errors import IntegrityError
from openfonds.model import Edit, ReadStatus
from openfonds.releases.leak_scan import LeakScan, rows_of
from openfonds.releases.records import WITHHELD_PAGE, PageRecord
from openfonds.restrictions.redaction import MASK
from openfonds.schema import schema_of

FINITE = "numbers are finite"
LENGTH = "n_chars is the number of code points in text"
DOCUMENT_CONTROLS = "text has no control characters but tabs, line and page breaks"
MODERN_CONTROLS = "text_modern_gen has no control characters but tabs, line and page breaks"
READABLE = "less than 1 % of text are replacement characters (U+FFFD)"
BASIS = "legal_basis names at least one law"
CHECKED = "decision_checked_on is not after the day of the release"
REDACTIONS = "redactions lie within text and are masks there"
SOURCES = "source_sha256 names at least one file, each by 64 hexadecimal digits or left empty"
DOCUMENT_LAWS = (
    FINITE,
    LENGTH,
    DOCUMENT_CONTROLS,
    MODERN_CONTROLS,
    READABLE,
    BASIS,
    CHECKED,
    REDACTIONS,
    SOURCES,
)

PAGE_ID = "id is document_id, # and page"
PAGE_CONTROLS = "text has no control characters but tabs and line breaks"
REBUILT = "text and edits give text_raw back exactly"
BLANK = "a blank or withheld page has no text"
HIDDEN = "of a withheld page nothing is told: no raw text, words, edits, sizes or signals"
BOXES = "words have boxes of no negative size"
ON_PAGE = "words lie on the page"
CONFIDENCES = "words have a confidence between 0 and 100, or none"
FOLLOWS = "pages of a document stand together, from 1 on and without a gap"
PAGE_LAWS = (
    FINITE,
    LENGTH,
    PAGE_ID,
    PAGE_CONTROLS,
    REBUILT,
    BLANK,
    HIDDEN,
    BOXES,
    ON_PAGE,
    CONFIDENCES,
    FOLLOWS,
)

# Of documents and of pages.
SAFE = "text has no identifier of a person and no mark of secrecy, unless people opened it so"
TEXT_LAWS = (SAFE,)

OPENS = "opens_year, if any, is a year"
WITHHELD_LAWS = (OPENS,)

# What the source itself may get wrong. One bad scan must not hold up everything else.
ADVICE = frozenset({READABLE, ON_PAGE})

BOX_TOLERANCE_PX = 5  # a box may be rounded, or drawn around what the scan cuts off
MAX_REPLACED_PERCENT = 1

# General category Cc. The cleaner leaves LF, and the tab between cells; pages are joined by FF.
_CONTROLS_IN_PAGE = r"[\x00-\x08\x0b-\x1f\x7f-\x{9f}]"
_CONTROLS_IN_DOCUMENT = r"[\x00-\x08\x0b\x0d-\x1f\x7f-\x{9f}]"
# Columns of pages that a page may have nothing in, but for those two that are of its document.
_OF_PAGE = [
    column.name
    for column in schema_of(PageRecord)
    if column.nullable and column.name not in ("year_end", "document_language_gen")
]
_SHA256_OR_EMPTY = r"^(?:[0-9a-f]{64})?\z"

Truths = npt.NDArray[np.bool_]
Laws = dict[str, Truths]


def of_documents(rows: pa.RecordBatch, as_of: date) -> Laws:
    """The laws of each row of `documents`."""
    text = rows["text"]
    length = pc.utf8_length(text)
    replaced = pc.count_substring(text, "\ufffd")
    modern = rows["text_modern_gen"]
    return {
        FINITE: _finite(rows),
        LENGTH: _truths(pc.equal(length, rows["n_chars"])),
        DOCUMENT_CONTROLS: _without(text, _CONTROLS_IN_DOCUMENT),
        MODERN_CONTROLS: _without(pc.fill_null(modern, ""), _CONTROLS_IN_DOCUMENT),
        READABLE: _truths(
            pc.or_(
                pc.equal(replaced, 0),
                pc.less(pc.multiply(replaced, 100), pc.multiply(length, MAX_REPLACED_PERCENT)),
            )
        ),
        BASIS: _each(rows["legal_basis"], lambda law: _matching(law, r"\S"), at_least=1),
        CHECKED: _truths(pc.less_equal(rows["decision_checked_on"], pa.scalar(as_of))),
        REDACTIONS: _each(rows["redactions"], _within(pc.fill_null(length, -1), rows["redactions"]))
        & _masked(rows),
        SOURCES: _each(
            rows["source_sha256"], lambda one: _matching(one, _SHA256_OR_EMPTY), at_least=1
        ),
    }


def of_pages(rows: pa.RecordBatch) -> Laws:
    """The laws of each row of `pages`, but FOLLOWS, which needs the rows before."""
    text = rows["text"]
    number = pc.cast(rows["page"], pa.string())
    is_blank = pc.is_in(rows["status"], pa.array([ReadStatus.BLANK.value, WITHHELD_PAGE]))
    return {
        FINITE: _finite(rows),
        LENGTH: _truths(pc.equal(pc.utf8_length(text), rows["n_chars"])),
        PAGE_ID: _truths(
            pc.equal(rows["id"], pc.binary_join_element_wise(rows["document_id"], number, "#"))
        ),
        PAGE_CONTROLS: _without(text, _CONTROLS_IN_PAGE),
        REBUILT: _rebuilt(rows),
        BLANK: _truths(pc.or_(pc.invert(is_blank), pc.equal(text, ""))),
        HIDDEN: _hidden(rows),
        BOXES: _each(rows["words"], _sized),
        ON_PAGE: _each(rows["words"], _on_page(rows)),
        CONFIDENCES: _each(rows["words"], _sure),
    }


def of_texts(rows: pa.RecordBatch, scan: LeakScan | None) -> Laws:
    """The law on what texts may not hold; `scan` is None where they were looked through before."""
    if scan is None:
        return {SAFE: np.ones(len(rows), dtype=bool)}
    return {SAFE: np.array([scan.may_be_public(*one) for one in rows_of(rows)], dtype=bool)}


def of_withheld(rows: pa.RecordBatch) -> Laws:
    """The laws of each row of `withheld`."""
    year = pc.fill_null(rows["opens_year"], 1)
    return {OPENS: _truths(pc.and_(pc.greater_equal(year, 1), pc.less_equal(year, 9999)))}


def _rebuilt(rows: pa.RecordBatch) -> Truths:
    lists = rows["edits"]
    edits = lists.flatten()
    known = _whole_elements(lists)
    columns = [edits.field(name).to_pylist() for name in ("offset", "length", "original", "reason")]
    made = [Edit(*values) for values in zip(*columns, strict=True)]
    ends = np.cumsum(pc.fill_null(pc.list_value_length(lists), 0).to_numpy(zero_copy_only=False))
    texts, raws = rows["text"].to_pylist(), rows["text_raw"].to_pylist()
    result = np.zeros(len(rows), dtype=bool)
    start = 0
    for i, (text, raw, end) in enumerate(zip(texts, raws, ends, strict=True)):
        if known[i] and text is not None:
            try:
                result[i] = undo(text, made[start:end]) == raw
            except IntegrityError:
                result[i] = False
        start = end
    return result


def _hidden(rows: pa.RecordBatch) -> Truths:
    """Whether nothing tells what a withheld page looks like (LAW 5, 44); true of all others."""
    is_open = pc.not_equal(rows["status"], WITHHELD_PAGE)
    nothing = pc.equal(rows["text_raw"], "")
    for name in ("words", "edits"):
        nothing = pc.and_(nothing, pc.equal(pc.list_value_length(rows[name]), 0))
    for name in _OF_PAGE:
        nothing = pc.and_(nothing, pc.is_null(rows[name]))
    return _truths(pc.or_(is_open, nothing))


def _masked(rows: pa.RecordBatch) -> Truths:
    """Whether the mask stands in the text wherever something was redacted, and nothing else."""
    result = np.ones(len(rows), dtype=bool)
    redacted = pc.fill_null(pc.list_value_length(rows["redactions"]), 0)
    for i in np.flatnonzero(redacted.to_numpy(zero_copy_only=False)):
        text = rows["text"][i].as_py() or ""
        result[i] = all(
            span is not None and text[span["offset"] :][: span["length"]] == MASK
            for span in rows["redactions"][i].as_py()
        )
    return result


def _on_page(rows: pa.RecordBatch) -> Callable[[pa.Array], pa.Array]:
    parents = pc.list_parent_indices(rows["words"])

    def lie(words: pa.Array) -> pa.Array:
        held = pa.array(np.ones(len(words), dtype=bool))
        for start, extent, size in (("left", "width", "width_px"), ("top", "height", "height_px")):
            first, span = words.field(start), words.field(extent)
            # A page of unknown size holds every box.
            end = pc.fill_null(pc.take(rows[size], parents), np.iinfo(np.int64).max // 2)
            held = pc.and_(held, pc.greater_equal(first, -BOX_TOLERANCE_PX))
            # Compared without adding first and span, which may be too big for the sum.
            room = pc.subtract(pc.add(end, BOX_TOLERANCE_PX), span)
            held = pc.and_(held, pc.less_equal(first, room))
        return held

    return lie


def _sized(words: pa.Array) -> pa.Array:
    width, height = words.field("width"), words.field("height")
    return pc.and_(pc.greater_equal(width, 0), pc.greater_equal(height, 0))


def _sure(words: pa.Array) -> pa.Array:
    confidence = pc.fill_null(words.field("confidence"), 0.0)
    return pc.and_(pc.greater_equal(confidence, 0), pc.less_equal(confidence, 100))


def _within(length: pa.Array, lists: pa.ListArray) -> Callable[[pa.Array], pa.Array]:
    parents = pc.list_parent_indices(lists)

    def lie(spans: pa.Array) -> pa.Array:
        offset, extent = spans.field("offset"), spans.field("length")
        room = pc.subtract(pc.take(length, parents), extent)
        positive = pc.and_(pc.greater_equal(offset, 0), pc.greater_equal(extent, 0))
        return pc.and_(positive, pc.less_equal(offset, room))

    return lie


def _each(lists: pa.ListArray, holds: Callable[[pa.Array], pa.Array], at_least: int = 0) -> Truths:
    """Whether a rule holds for every element of each list, which has at least so many."""
    elements = _truths(holds(lists.flatten()))
    result = _truths(pc.greater_equal(pc.list_value_length(lists), at_least))
    result &= _whole_elements(lists)
    parents = pc.list_parent_indices(lists).to_numpy(zero_copy_only=False)
    result[parents[~elements]] = False
    return result


def _whole_elements(lists: pa.ListArray) -> Truths:
    """Whether each list is there and none of its elements is null."""
    result = _truths(pc.is_valid(lists))
    parents = pc.list_parent_indices(lists).to_numpy(zero_copy_only=False)
    result[parents[~_truths(pc.is_valid(lists.flatten()))]] = False
    return result


def _finite(rows: pa.RecordBatch) -> Truths:
    result = np.ones(len(rows), dtype=bool)
    for field in rows.schema:
        if pa.types.is_floating(field.type):
            result &= _truths(pc.is_finite(pc.fill_null(rows[field.name], 0.0)))
    return result


def _without(text: pa.Array, pattern: str) -> Truths:
    return _truths(pc.invert(_matching(text, pattern)))


def _matching(text: pa.Array, pattern: str) -> pa.Array:
    return pc.match_substring_regex(text, pattern)


def _truths(values: Any) -> Truths:
    """What cannot be told, since something is null, does not hold."""
    found: Truths = pc.fill_null(values, False).to_numpy(zero_copy_only=False)
    return found.astype(bool)
