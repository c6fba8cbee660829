"""What differs much from the version before is seen, and what is ordinary is not."""

from dataclasses import replace

import pytest

from openfonds.releases.drift import Closed, drifts
from openfonds.releases.statistics import MILLI, Group, Statistics


def group(
    name: str, documents: int, pages: int, characters: int, confidence: float | None
) -> Group:
    if confidence is None:
        return Group(name, documents, pages, characters)
    rating = round(confidence * MILLI) * characters
    return Group(name, documents, pages, characters, characters, rating)


def numbers(**changes: object) -> Statistics:
    languages = (
        group("rus", 900, 1800, 900_000, 91.0),
        group("tat", 100, 200, 100_000, 85.0),
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
        "languages": (group("rus", 700, 1, 900_000, 91.0), group("pol", 300, 1, 100_000, 85.0))
    },
    "mean word confidence": {
        "languages": (group("rus", 900, 1, 900_000, 80.0), group("tat", 100, 1, 100_000, 85.0))
    },
    "whether words have a confidence": {
        "languages": (group("rus", 900, 1, 900_000, None), group("tat", 100, 1, 100_000, None))
    },
    "share of blank pages": {"pages_blank": 400, "pages_read": 1600},
    "characters a page": {"characters": 950_000, "pages_read": 2600},
}


@pytest.mark.parametrize("what", UNUSUAL)
def test_what_moves_far_is_named(what: str) -> None:
    assert what in {drift.what for drift in drifts(numbers(), numbers(**UNUSUAL[what]))}


def languages(other: int, confidence: float = 91.0) -> tuple[Group, ...]:
    """Of 1000 documents, `other` in another language; the mean confidence of all."""
    return (
        group("rus", 1000 - other, 1800, 900_000, confidence),
        group("tat", other, 200, 100_000, confidence),
    )


def blank(pages: int) -> dict[str, object]:
    """Of 2000 pages, so many blank; the characters a page stay as they are."""
    return {"pages_blank": pages, "pages_read": 2000 - pages, "characters": 500 * (2000 - pages)}


LIMITS: dict[str, tuple[str, dict[str, object], dict[str, object], dict[str, object]]] = {
    # what, before, on the limit, beyond it
    "fewer documents": ("documents", {}, {"documents": 900}, {"documents": 899}),
    "more documents": ("documents", {}, {"documents": 3000}, {"documents": 3001}),
    "fewer pages": ("pages", {}, {"pages": 1800}, {"pages": 1799}),
    "more pages": ("pages", {}, {"pages": 6000}, {"pages": 6001}),
    "fewer characters": ("characters", {}, {"characters": 900_000}, {"characters": 899_999}),
    "more characters": ("characters", {}, {"characters": 3_000_000}, {"characters": 3_000_001}),
    "characters where there were none": (
        "characters",
        {"characters": 0},
        {"characters": 0},
        {"characters": 1},
    ),
    "language": (
        "share of documents in another language",
        {"languages": languages(200)},
        {"languages": languages(299)},
        {"languages": languages(301)},
    ),
    "surer": (
        "mean word confidence",
        {"languages": languages(100, 88.0)},
        {"languages": languages(100, 91.0)},
        {"languages": languages(100, 91.01)},
    ),
    "less sure": (
        "mean word confidence",
        {"languages": languages(100, 91.0)},
        {"languages": languages(100, 88.0)},
        {"languages": languages(100, 87.99)},
    ),
    "more blank pages": ("share of blank pages", blank(200), blank(299), blank(301)),
    "fewer blank pages": ("share of blank pages", blank(200), blank(101), blank(99)),
    "shorter pages": (
        "characters a page",
        {"characters": 1_000_000, "pages_read": 1000},
        {"characters": 1_000_000, "pages_read": 1250},
        {"characters": 1_000_000, "pages_read": 1251},
    ),
    "longer pages": (
        "characters a page",
        {"characters": 1_000_000, "pages_read": 1000},
        {"characters": 1_000_000, "pages_read": 800},
        {"characters": 1_000_000, "pages_read": 799},
    ),
}


@pytest.mark.parametrize("limit", LIMITS)
def test_a_limit_is_passed_on_one_side_only(limit: str) -> None:
    what, before, on_it, beyond = LIMITS[limit]
    start = numbers(**before)
    assert what not in {d.what for d in drifts(start, replace(start, **on_it))}  # type: ignore[arg-type]
    assert what in {d.what for d in drifts(start, replace(start, **beyond))}  # type: ignore[arg-type]


@pytest.mark.parametrize("n, is_told", [(19, False), (20, True)])
def test_below_twenty_documents_nothing_is_told(n: int, is_told: bool) -> None:
    """On either side: of the sizes what was before counts, of the shares what is now, too."""
    before = numbers(documents=n, languages=(group("rus", n, n, n, None),))
    doubled = numbers(documents=4 * n, languages=(group("rus", 4 * n, n, n, None),))
    assert bool(drifts(before, doubled)) is is_told
    large = numbers(documents=21, languages=(group("rus", 21, 1, 1, None),))
    other = numbers(documents=n, languages=(group("tat", n, 1, 1, None),))
    assert bool(drifts(large, other)) is is_told


HALF = {"documents": 500, "pages": 1000, "characters": 500_000, "pages_read": 950}


@pytest.mark.parametrize(
    ("closed", "told"),
    [
        (Closed(), {"documents", "pages", "characters"}),
        (Closed(500, 950), set()),
        (Closed(450, 855), set()),  # half a tenth is missing besides
        (Closed(400, 760), {"documents", "pages", "characters"}),  # a tenth of all, and more
    ],
)
def test_what_a_decision_closed_is_not_missed(closed: Closed, told: set[str]) -> None:
    half = numbers(**HALF, pages_blank=50)
    assert {drift.what for drift in drifts(numbers(), half, closed)} == told


def test_what_is_left_after_many_closings_may_be_another_mix_but_does_not_grow() -> None:
    mixed = numbers(documents=900, languages=languages(400))
    assert {d.what for d in drifts(numbers(), mixed, Closed(100, 190))} == set()
    assert {d.what for d in drifts(numbers(), mixed, Closed(50, 95))} != set()
    grown = numbers(documents=3001)
    assert {d.what for d in drifts(numbers(), grown, Closed(10, 10))} == {"documents"}


def test_everything_closed_in_a_small_collection_goes_out() -> None:
    few = numbers(documents=3, pages=5, characters=900, pages_read=5)
    none = numbers(documents=0, pages=0, characters=0, pages_read=0)
    assert drifts(few, none, Closed(3, 5)) == () and drifts(few, none) != ()


def test_ordinary_growth_is_not() -> None:
    grown = numbers(documents=1100, pages=2200, characters=1_100_000, pages_read=2090)
    assert drifts(numbers(), grown) == () and drifts(numbers(), numbers()) == ()


def test_a_few_items_are_too_few_to_tell_unless_all_are_gone() -> None:
    few = numbers(documents=3, pages=3, characters=300, languages=())
    assert drifts(few, replace(few, documents=2)) == ()
    assert drifts(few, replace(few, documents=0, pages=0, characters=0, pages_read=0))
