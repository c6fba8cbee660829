"""No page makes the search of texts slow: its cost is linear, also in hostile pages."""

from collections.abc import Callable
from datetime import date

import pytest

from openfonds.restrictions.authors import last_death, n_authors
from openfonds.restrictions.closed_lists import read_closed_list, reference_forms
from openfonds.restrictions.detectors.later_dates import dates_mentioned
from openfonds.restrictions.detectors.normalise import fold
from openfonds.restrictions.detectors.person_cues import CuesInText, PersonCues
from openfonds.restrictions.detectors.person_cues_western import find_named_persons
from openfonds.restrictions.detectors.persons.tables import in_tables
from openfonds.restrictions.detectors.persons_ru import RUSSIAN
from openfonds.restrictions.detectors.phrase_index import words_of
from openfonds.restrictions.item_reading import examine_for
from openfonds.restrictions.judged_by_text import why_text_is_not_judged
from tests.item_samples import book, item
from tests.timing import seconds_of

TIMES = 4  # a page so many times as long ...
AT_MOST = 12  # ... takes about as many times as long; where the cost is quadratic, 16 times
TEXT = "Слушали доклад управы о починке моста через реку.\n"
NOTHING = 0.02  # seconds, in which no difference can be measured


def _examined(text: str) -> None:
    examine_for(item())(text)


def _judged(text: str) -> None:
    why_text_is_not_judged(text)


def _authors_counted(cell: str) -> None:
    n_authors(cell)
    last_death(book(author="Иванов", author_died=cell), date(2026, 11, 22))


def _in_tables(text: str) -> None:
    assert not list(in_tables(text + "x"))


def _dated(text: str) -> None:
    dates_mentioned(text)


def _named_in_english(text: str) -> None:
    assert not list(find_named_persons(text, "en"))


def _listed(rows: str) -> None:
    data = ("item_id\n" + rows).encode("cp1251")
    read_closed_list("l", "item_id", data, changed_on=date.min, max_age_days=1, as_of=date.min)


def _coded(code: str) -> None:
    reference_forms(code)


PAGES: dict[str, tuple[str, int, str, Callable[[str], None]]] = {
    # how it begins, how often what is repeated
    "marks in Latin letters in a Cyrillic line": ("я ", 5_000, "sekretno dsp ", _examined),
    "cells of Latin letters in a Cyrillic line": ("я", 8_000, "   dsp", _examined),
    "scripts in turn": ("", 5_000, "секрет sekret ", _examined),
    "Russian in Latin letters": ("", 3_000, "bol'noi stradaet tifom\n", _examined),
    "officials all of whom are names": (
        "Налог с Иванова, доложил ",
        12_000,
        "Инспектор, ",
        _examined,
    ),
    "one word": ("", 25_000, "секретно", _examined),
    "blanks": ("", 200_000, " ", _examined),
    "blanks and points": ("", 40_000, "   .", _examined),
    "misread marks below each other": ("", 2_000, "еекоетпо\n", _examined),
    "misread marks beside each other": ("", 2_000, "еекоетпо   ", _examined),
    "line ends": (TEXT, 60_000, "\n", _judged),
    "blank lines": (TEXT, 60_000, " \n", _judged),
    "letters apart": (TEXT, 50_000, "а б ", _judged),
    "blanks in a list of names": ("Иванов ", 8_000, " " * 8, _in_tables),
    "years": ("", 60_000, "1950 ", _dated),
    "years with a blank too many": ("", 60_000, "19 50 ", _dated),
    "ranges": ("", 30_000, "1950-1953 - ", _dated),
    "Roman digits": ("", 30_000, "MCMX", _dated),
    "letters and apostrophes": ("", 24_000, "’ŽK", _named_in_english),
    "blanks between authors": ("Иванов", 16_000, " ", _authors_counted),
    "numbers for authors": ("", 8_000, "1 ", _authors_counted),
    "a list of bare numbers": ("Д\n", 40_000, "1-2\n", _listed),
    "labels only": ("", 6_000, "ф о ", _coded),
}


@pytest.mark.parametrize(("begin", "count", "part", "search"), PAGES.values(), ids=PAGES)
def test_a_page_is_searched_in_linear_time(
    begin: str, count: int, part: str, search: Callable[[str], None]
) -> None:
    _examined("Слушали: sekretno, болен Иванов.")  # what is loaded once
    assert_linear(lambda n: search(begin + part * n), count // TIMES)


def test_many_lists_cost_no_more_for_each_phrase() -> None:
    one = "налог\nИванов 1\nПетров 2\n"

    def look(count: int) -> None:
        folded = fold(one * count).text
        cues = CuesInText(PersonCues(RUSSIAN), one * count, folded, words_of(folded))
        for head in range(0, count * len(one), len(one)):
            assert cues.heads_list((head, head + len("налог")))
        assert not cues.heads_list((count * len(one) - len("Петров 2\n"), count * len(one) - 1))

    look(1)
    assert_linear(look, 4_000)


def assert_linear(work: Callable[[int], None], n: int) -> None:
    """Compare one run with one of a larger n: no clock of another machine is meant."""
    small = seconds_of(lambda: work(n), tries=3)
    large = seconds_of(lambda: work(TIMES * n), tries=2)
    assert large < AT_MOST * max(small, NOTHING), f"{small:.3f} s, then {large:.3f} s"
