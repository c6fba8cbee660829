"""What differs much from the version before is seen, and what is ordinary is not."""

from dataclasses import replace

import pytest

from openfonds.releases.drift import drifts
from openfonds.releases.statistics import Group, Statistics


def numbers(**changes: object) -> Statistics:
    languages = (
        Group("rus", 900, 1800, 900_000, 91.0),
        Group("tat", 100, 200, 100_000, 85.0),
    )
    base = Statistics(
        documents=1000,
        pages=2000,
        characters=1_000_000,
        pages_read=1900,
        pages_blank=100,
        pages_withheld=0,
        documents_redacted=0,
        documents_in_old_spelling=0,
        documents_in_duplicate_clusters=0,
        decades=(),
        languages=languages,
        engines=(),
        rights=(),
        legal_basis=(),
        closed=(),
        openings=(),
    )
    return replace(base, **changes)  # type: ignore[arg-type]


UNUSUAL = {
    "documents": {"documents": 880},
    "pages": {"pages": 1700},
    "characters": {"characters": 3_100_000},
    "share of documents in another language": {
        "languages": (Group("rus", 700, 1, 900_000, 91.0), Group("pol", 300, 1, 100_000, 85.0))
    },
    "mean word confidence": {
        "languages": (Group("rus", 900, 1, 900_000, 80.0), Group("tat", 100, 1, 100_000, 85.0))
    },
    "whether words have a confidence": {
        "languages": (Group("rus", 900, 1, 900_000, None), Group("tat", 100, 1, 100_000, None))
    },
    "share of blank pages": {"pages_blank": 400, "pages_read": 1600},
    "characters a page": {"characters": 950_000, "pages_read": 2600},
}


@pytest.mark.parametrize("what", UNUSUAL)
def test_what_moves_far_is_named(what: str) -> None:
    assert what in {drift.what for drift in drifts(numbers(), numbers(**UNUSUAL[what]))}


def test_ordinary_growth_is_not() -> None:
    grown = numbers(documents=1100, pages=2200, characters=1_100_000, pages_read=2090)
    assert drifts(numbers(), grown) == () and drifts(numbers(), numbers()) == ()


def test_a_few_items_are_too_few_to_tell_unless_all_are_gone() -> None:
    few = numbers(documents=3, pages=3, characters=300, languages=())
    assert drifts(few, replace(few, documents=2)) == ()
    assert drifts(few, replace(few, documents=0, pages=0, characters=0, pages_read=0))
