"""What an ingest tells of items that did not make it."""

from dataclasses import replace

from openfonds.app.intake.summary import unread
from openfonds.model import Absence, Outcome
from tests.item_samples import item
from tests.unit.test_examine_cleaned import opened

FAILED = replace(opened(item()), outcome=Outcome.FAILED, reason_codes=("image.broken",))


def test_an_item_that_failed_at_a_page_is_named_with_what_to_do() -> None:
    (told,) = unread([FAILED, replace(FAILED, position=2, outcome=Outcome.OPEN)], [])
    assert told.reference_code == FAILED.reference_code
    assert "image.broken" in told.message and "ingest again" in told.message


def test_a_page_that_took_too_long_is_no_broken_file() -> None:
    (told,) = unread([replace(FAILED, reason_codes=("ocr.timeout",))], [])
    assert "OPENFONDS_PAGE_SECONDS" in told.message and "replace" not in told.message


def test_what_was_not_taken_in_is_not_told_twice() -> None:
    absent = Absence(FAILED.reference_code, FAILED.position, Outcome.FAILED, "x", "y")
    assert unread([FAILED], [absent]) == []
