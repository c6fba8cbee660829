"""Taking knowledge away, adding restrictions or adding rules never opens an item (LAW 3.5, G4)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from openfonds.model import Item, Outcome
from openfonds.restrictions.closed_lists import LoadedList
from tests.item_samples import book, item, law, read

ORDER = {Outcome.OPEN: 0, Outcome.REVIEW: 1, Outcome.WITHHELD: 2}
DATES = ["", "1791", "1860", "1905", "1912", "1926-11-22", "1940", "1961", "б.д.", "XIX в."]
FACTS = ["private_life", "secrecy_mark", "medical", "adoption", "minor", "official_document", "odd"]
TEXTS = ["Слушали доклад.", "Секретно\nЭкз. № 1", "СНИЛС 112-233-445 95", "от 12 марта 1989 г."]
COLUMNS = ["title", "creator_type", "series", "material", "author_died"]

items = st.builds(
    lambda make, when, kind, body, facts, act, author, died: make(
        date=when, material=kind, creator_type=body, facts=facts, act=act, author=author,
        author_died=died,
    ),
    st.sampled_from([item, book]),
    st.sampled_from(DATES),
    st.sampled_from(["archival", "published", "personal_file", "medical_file", None]),
    st.sampled_from(["municipal_body", "state_body", "person", None]),
    st.dictionaries(st.sampled_from(FACTS), st.sampled_from(["true", "false", "unknown"])),
    st.sampled_from([None, "Акт № 12 от 01.02.1995"]),
    st.sampled_from([None, "Иванов", "Иванов; Петров"]),
    st.sampled_from([None, "1911", "1911; 1999"]),
)  # fmt: skip
days = st.dates(date(2008, 1, 1), date(2100, 1, 1))


def judged(one: Item, text: str | None, as_of: date, **changes: Any) -> int:
    made = law(as_of, **changes).judge(one, None if text is None else read(text))
    return ORDER[made.outcome]


@settings(max_examples=400, deadline=None)
@given(items, st.sampled_from(TEXTS), days, st.sampled_from(COLUMNS))
def test_removing_metadata_never_opens(one: Item, text: str, day: date, column: str) -> None:
    poorer = replace(one, **{column: None})
    if judged(one, text, day) > 0:
        assert judged(poorer, text, day) > 0


@settings(max_examples=300, deadline=None)
@given(items, st.sampled_from(TEXTS), days)
def test_removing_the_date_never_opens(one: Item, text: str, day: date) -> None:
    poorer = replace(one, dates=replace(one.dates, earliest=None, latest=None))
    assert judged(poorer, text, day) > 0 or judged(one, text, day) == 0


@settings(max_examples=300, deadline=None)
@given(items, st.sampled_from(TEXTS), st.sampled_from(TEXTS), days)
def test_more_text_never_opens(one: Item, text: str, more: str, day: date) -> None:
    assert judged(one, f"{text}\n\n{more}", day) >= judged(one, text, day)


@settings(max_examples=300, deadline=None)
@given(items, st.sampled_from(TEXTS), days, st.sampled_from([None, "stale"]))
def test_another_closed_list_never_opens(
    one: Item, text: str, day: date, problem: str | None
) -> None:
    extra = (LoadedList("l", "item_id", "0" * 64, frozenset({"x"}), problem),)
    assert judged(one, text, day, lists=extra) >= judged(one, text, day)


@settings(max_examples=300, deadline=None)
@given(items, st.sampled_from(TEXTS), days)
def test_closing_the_series_never_opens(one: Item, text: str, day: date) -> None:
    assert judged(one, text, day, open_series=frozenset()) >= judged(one, text, day)


@settings(max_examples=300, deadline=None)
@given(items, st.sampled_from(TEXTS), days, st.integers(1, 40_000))
def test_an_earlier_day_never_opens_what_a_later_one_closes_for_good(
    one: Item, text: str, day: date, n: int
) -> None:
    """Time alone only opens, but for norms that come into force; all of ours were by 2025."""
    start = max(day, date(2026, 1, 1))
    later = min(start + timedelta(days=n), date(2200, 1, 1))
    assert judged(one, text, later) <= judged(one, text, start)


@settings(max_examples=300, deadline=None)
@given(items, days)
def test_unread_is_never_open(one: Item, day: date) -> None:
    assert judged(one, None, day) > 0
