"""Laws of dates: never raise, never too old."""

import re
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from openfonds.dates import russian, western
from openfonds.dates.arithmetic import Count, add_years, opens_after_years
from openfonds.dates.kinds import Kind
from openfonds.dates.parse import parse_date
from openfonds.dates.tokens import tokens_of

YEARS = st.integers(1000, 2100)
DAYS = st.dates(date(1000, 1, 1), date(2200, 12, 31))
PIECES = st.sampled_from(
    [
        *sorted(russian.VOCABULARY | western.VOCABULARY),
        *"-–/.,;()[]{}?~%X",
        *("..", "XIX", "XI", "Х", "ІХ", "c", "1-я", "19th", "30-е", "1930-е", "1900-х", "1890s"),
        *("5", "12", "25", "31", "07", "51", "99", "00", "912", "3000", "копия", "т.", "с.", "З7"),
    ]
)
WRITTEN = st.one_of(
    st.text(),
    st.lists(
        st.tuples(st.one_of(YEARS.map(str), PIECES), st.sampled_from(["", " "])), max_size=9
    ).map(lambda pieces: "".join(piece + blank for piece, blank in pieces)),
)
COUNTS = pytest.mark.parametrize("count", ["civil", "calendar_year_after"])


@given(WRITTEN)
@example("после ок. 1955 – до 1952")
@example("после 1950 - не ранее 1930 - до 1940")
def test_any_text_gives_a_span_that_covers_the_years_it_mentions(written: str) -> None:
    span = parse_date(written)
    assert span.written == written
    if span.earliest and span.latest:
        assert span.earliest <= span.latest
    if span.latest:
        mentioned = [int(year) for year in re.findall(r"(?<![0-9])[0-9]{4}(?![0-9])", written)]
        in_range = [year for year in mentioned if 1000 <= year <= 2100]
        assert span.latest.year >= max(in_range, default=0)


@given(DAYS)
def test_iso_days_are_read_as_they_are(day: date) -> None:
    span = parse_date(day.isoformat())
    assert (span.earliest, span.latest) == (day, day)


@given(DAYS, DAYS)
def test_an_interval_is_understood_just_if_it_does_not_run_back(first: date, last: date) -> None:
    span = parse_date(f"{first:%d.%m.%Y} – {last:%d.%m.%Y}")
    assert (span.earliest, span.latest) == ((first, last) if first <= last else (None, None))


@given(WRITTEN, st.text(alphabet="абвгдежзabcdefgh", min_size=1, max_size=9), st.booleans())
def test_words_that_are_not_understood_leave_no_end(written: str, word: str, before: bool) -> None:
    tokens = tokens_of(word)
    if tokens is not None:  # a word that means something in a date
        return
    text = f"{word} {written}" if before else f"{written} {word}"
    assert parse_date(text).latest is None


@given(YEARS, st.sampled_from(["ок. {}", "около {} г.", "{}?", "{}~", "[{} (?)]", "ca. {}", "{}%"]))
def test_a_doubt_never_brings_the_end_forward(year: int, pattern: str) -> None:
    latest = parse_date(pattern.format(year)).latest
    assert latest is not None
    assert latest > date(year, 12, 31)


@COUNTS
@given(day=DAYS, later=DAYS, years=st.integers(0, 9000), more=st.integers(0, 200))
def test_opening_is_later_for_later_days_and_longer_terms(
    count: Count, day: date, later: date, years: int, more: int
) -> None:
    day, later = sorted((day, later))
    opening = opens_after_years(day, years, count)
    assert opening > day
    assert opening <= opens_after_years(later, years, count)
    assert opening <= opens_after_years(day, years + more, count)
    if opening != date.max:
        assert opening > add_years(day, years)


def test_no_word_has_two_meanings() -> None:
    assert not russian.VOCABULARY.keys() & western.VOCABULARY.keys()
    assert len(set(Kind)) == len(Kind)
