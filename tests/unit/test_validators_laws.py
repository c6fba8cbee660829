"""Rules of single rows, without Great Expectations."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from openfonds.model import Edit, Word
from openfonds.releases.records import DocumentRecord, PageRecord, Span
from openfonds.schema import schema_of, to_table
from tests.release_rows import document, page
from validators import laws

AS_OF = date(2026, 1, 1)
DIGEST = "a" * 64


def _document(**values: Any) -> DocumentRecord:
    text = values.get("text", "Указъ\fо мостахъ")
    given = {"text": text, "n_chars": len(text), "source_sha256": (DIGEST,), **values}
    return document(1, **given)


def _broken_in_document(**values: Any) -> set[str]:
    (batch,) = to_table(DocumentRecord, [_document(**values)]).to_batches()
    return _broken(laws.of_documents(batch, AS_OF))


def _broken_in_page(**values: Any) -> set[str]:
    (batch,) = to_table(PageRecord, [page(_document(), 1, **values)]).to_batches()
    return _broken(laws.of_pages(batch))


def _broken(found: laws.Laws) -> set[str]:
    return {law for law, holds in found.items() if not holds[0]}


@pytest.mark.parametrize(
    ("values", "broken"),
    [
        pytest.param({}, set(), id="good"),
        pytest.param({"n_chars": 3}, {laws.LENGTH}, id="length"),
        pytest.param({"n_chars": 1, "text": "𐍈"}, set(), id="one code point beyond the BMP"),
        pytest.param({"text": ""}, set(), id="no text"),
        pytest.param({"text": "а\nб\fв"}, set(), id="line and page breaks"),
        pytest.param({"text": "а\x00"}, {laws.DOCUMENT_CONTROLS}, id="NUL"),
        pytest.param({"text": "а\t"}, set(), id="tab between cells"),
        pytest.param({"text": "а\x0b"}, {laws.DOCUMENT_CONTROLS}, id="vertical tab"),
        pytest.param({"text": "а\rб"}, {laws.DOCUMENT_CONTROLS}, id="carriage return"),
        pytest.param({"text": "а\x1b"}, {laws.DOCUMENT_CONTROLS}, id="escape"),
        pytest.param({"text": "а\x7f"}, {laws.DOCUMENT_CONTROLS}, id="delete"),
        pytest.param({"text": "а\x85"}, {laws.DOCUMENT_CONTROLS}, id="first C1"),
        pytest.param({"text": "а\x9f"}, {laws.DOCUMENT_CONTROLS}, id="last C1"),
        pytest.param({"text": "а\xa0"}, set(), id="no-break space is no control"),
        pytest.param({"text_modern_gen": "а\x07"}, {laws.MODERN_CONTROLS}, id="modern text"),
        pytest.param({"text": "а" * 100 + "\ufffd"}, set(), id="below 1 % replaced"),
        pytest.param({"text": "а" * 99 + "\ufffd"}, {laws.READABLE}, id="1 % replaced"),
        pytest.param({"legal_basis": ()}, {laws.BASIS}, id="no law"),
        pytest.param({"legal_basis": ("125-ФЗ", " ")}, {laws.BASIS}, id="empty law"),
        pytest.param({"decision_checked_on": AS_OF}, set(), id="checked today"),
        pytest.param(
            {"decision_checked_on": date(2026, 1, 2)}, {laws.CHECKED}, id="checked tomorrow"
        ),
        pytest.param({"source_sha256": ()}, {laws.SOURCES}, id="no source"),
        pytest.param({"source_sha256": (DIGEST, "ab")}, {laws.SOURCES}, id="short digest"),
        pytest.param({"source_sha256": (DIGEST + "\n",)}, {laws.SOURCES}, id="digest and break"),
        pytest.param({"redactions": (Span(1, 3, "x"),), "text": "а[…]д"}, set(), id="redacted"),
        pytest.param(
            {"redactions": (Span(1, 3, "x"), Span(2, 3, "x")), "text": "а[…]д"},
            {laws.REDACTIONS},
            id="redacted, but there is text",
        ),
        pytest.param(
            {"redactions": (Span(0, 4, "x"),), "text": "а[…]д"},
            {laws.REDACTIONS},
            id="mask of another length",
        ),
        pytest.param(
            {"redactions": (Span(0, 1, "x"), Span(1, 5, "x")), "text": "абвгд"},
            {laws.REDACTIONS},
            id="redacted beyond the text",
        ),
        pytest.param({"redactions": (Span(-1, 1, "x"),)}, {laws.REDACTIONS}, id="negative span"),
        pytest.param({"ocr_confidence": float("nan")}, {laws.FINITE}, id="not a number"),
        pytest.param({"language_score_gen": float("inf")}, {laws.FINITE}, id="infinite"),
        pytest.param({"ocr_confidence": None}, set(), id="no number"),
    ],
)
def test_laws_of_a_document(values: dict[str, Any], broken: set[str]) -> None:
    assert _broken_in_document(**values) == broken


CLOSED: dict[str, Any] = {
    "status": "withheld",
    "text": "",
    "text_raw": "",
    "edits": (),
    "words": (),
    **{f.name: None for f in schema_of(PageRecord) if f.nullable},
}


@pytest.mark.parametrize(
    ("values", "broken"),
    [
        pytest.param({}, set(), id="good"),
        pytest.param({"id": "0" * 32 + "#1"}, {laws.PAGE_ID}, id="id of another document"),
        pytest.param({"edits": ()}, {laws.REBUILT}, id="edits lost"),
        pytest.param({"edits": (), "text_raw": "Указъ"}, set(), id="nothing edited"),
        pytest.param({"text_raw": "Указъ "}, {laws.REBUILT}, id="another raw text"),
        pytest.param(
            {"edits": (Edit(9, 9, "x", "nfc"),)}, {laws.REBUILT}, id="edit beyond the text"
        ),
        pytest.param(
            {"edits": (Edit(3, 1, "x", "nfc"), Edit(1, 1, "y", "nfc"))},
            {laws.REBUILT},
            id="edits out of order",
        ),
        pytest.param({"text": "У\fказъ"}, {laws.PAGE_CONTROLS, laws.REBUILT}, id="page break"),
        pytest.param(
            {"status": "blank", "text": "", "text_raw": "", "edits": ()}, set(), id="blank"
        ),
        pytest.param({"status": "blank"}, {laws.BLANK}, id="blank with text"),
        pytest.param({"n_chars": 3}, {laws.LENGTH}, id="length"),
        pytest.param(CLOSED, set(), id="withheld"),
        pytest.param({**CLOSED, "year_end": 1912}, set(), id="withheld, year of the document"),
        pytest.param({"status": "withheld"}, {laws.BLANK, laws.HIDDEN}, id="withheld with text"),
        *(
            pytest.param({**CLOSED, **told}, {laws.HIDDEN}, id=f"withheld with {next(iter(told))}")
            for told in (
                {"words": (Word("о", 5, 5, 5, 5, 100.0),)},
                {"text_raw": "У", "edits": (Edit(0, 0, "У", "nfc"),)},
                {"width_px": 1000},
                {"height_px": 1000},
                {"ink_ratio": 0.1},
                {"ocr_confidence": 90.0},
                {"ocr_confidence_p10": 90.0},
                {"content_gen": "handwriting"},
                {"language_gen": "rus"},
                {"quality_score_gen": 0.5},
                {"duplicate_cluster_gen": "0123456789abcdef"},
            )
        ),
        pytest.param({"words": (_WORD := Word("о", 5, 5, 5, 5, 100.0),)}, set(), id="word"),
        pytest.param({"words": ()}, set(), id="no words"),
        pytest.param({"words": (Word("о", -5, 0, 1, 1, None),)}, set(), id="slightly outside"),
        pytest.param({"words": (Word("о", -6, 0, 1, 1, None),)}, {laws.ON_PAGE}, id="left of it"),
        pytest.param({"words": (Word("о", 0, -6, 1, 1, None),)}, {laws.ON_PAGE}, id="above it"),
        pytest.param(
            {"words": (_WORD, Word("о", 90, 0, 16, 1, None)), "width_px": 100},
            {laws.ON_PAGE},
            id="right of the page",
        ),
        pytest.param(
            {"words": (Word("о", 90, 0, 15, 1, None),), "width_px": 100}, set(), id="on its edge"
        ),
        pytest.param(
            {"words": (Word("о", 0, 90, 1, 16, None),), "height_px": 100},
            {laws.ON_PAGE},
            id="below the page",
        ),
        pytest.param(
            {"words": (Word("о", 9, 99_999, 1, 1, None),), "height_px": None},
            set(),
            id="page of unknown height",
        ),
        pytest.param({"words": (Word("о", 9, 9, -1, 1, None),)}, {laws.BOXES}, id="no width"),
        pytest.param({"words": (Word("о", 9, 9, 1, -1, None),)}, {laws.BOXES}, id="no height"),
        pytest.param({"words": (Word("о", 9, 9, 1, 1, 101.0),)}, {laws.CONFIDENCES}, id="too sure"),
        pytest.param({"words": (Word("о", 9, 9, 1, 1, -1.0),)}, {laws.CONFIDENCES}, id="below 0"),
        pytest.param(
            {"words": (Word("о", 9, 9, 1, 1, float("nan")),)}, {laws.CONFIDENCES}, id="NaN"
        ),
    ],
)
def test_laws_of_a_page(values: dict[str, Any], broken: set[str]) -> None:
    given = {"width_px": 1000, "height_px": 1000, **values}
    assert _broken_in_page(**given) == broken


def _with(batch: pa.RecordBatch, name: str, values: Sequence[Any]) -> pa.RecordBatch:
    at = batch.schema.get_field_index(name)
    field = batch.schema.field(name).with_nullable(True)
    return batch.set_column(at, field, pa.array(values, type=field.type))


def test_a_rule_that_cannot_be_told_does_not_hold() -> None:
    (pages,) = to_table(PageRecord, [page(_document(), n) for n in (1, 2, 3)]).to_batches()
    word = {"text": "о", "left": 1, "top": 1, "width": 1, "height": 1, "confidence": 1.0}
    pages = _with(pages, "words", [[word, None], None, [word]])
    assert laws.of_pages(pages)[laws.BOXES].tolist() == [False, False, True]
    pages = _with(pages, "edits", [None, [None], [{**_edit(), "original": "\u00ad"}]])
    assert laws.of_pages(pages)[laws.REBUILT].tolist() == [False, False, True]
    pages = _with(pages, "text", [None, "Указъ", None])
    found = laws.of_pages(pages)
    assert found[laws.PAGE_CONTROLS].tolist() == [False, True, False]
    assert not found[laws.REBUILT].any()


def _edit() -> dict[str, Any]:
    return {"offset": 1, "length": 0, "original": "", "reason": "hyphen"}


def test_the_laws_are_those_that_the_suites_ask_for() -> None:
    (documents,) = to_table(DocumentRecord, [_document()]).to_batches()
    assert tuple(laws.of_documents(documents, AS_OF)) == laws.DOCUMENT_LAWS
    (pages,) = to_table(PageRecord, [page(_document(), 1)]).to_batches()
    assert (*laws.of_pages(pages), laws.FOLLOWS) == laws.PAGE_LAWS
