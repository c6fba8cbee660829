"""Laws of cleaning an item: nothing is lost without trace, and places stay places."""

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from openfonds.clean_places import CleanPlaces
from openfonds.cleaning.clean import clean_page
from openfonds.cleaning.item import clean_item
from openfonds.edits import undo
from openfonds.languages.dictionaries import Dictionaries
from openfonds.model import PageClean, PageText, ReadStatus

DICTIONARIES = Dictionaries(None)

# What one cleaner or another looks for, in pieces that make lines of pages.
PIECES = st.sampled_from(
    [
        *(
            "ДОКЛАДЫ УПРАВЫ\n",
            "ДОКЛАДЬ УПРАВЫ\n",
            "Отчет за 1913 год\n",
            "17\n",
            "18\n",
            "\n19",
            "А ij",
        ),
        *("городская управа ", "рѣшила ", "слу-\nшали ", "историко-\nфилологический ", "Рoссия "),
        *(
            "г о р о д ",
            "с о в е т  ",
            "G e s e t z ",
            "а     б\n",
            "вв    г\n",
            "д\tе\n",
            "\n",
            "\n\n",
        ),
        *(
            "цНПНДЯЙЮЪ СОПЮБЮ ОНЯРЮМНБХКЮ",
            "Ã©tÃ© ",
            "ﬁn ",
            "\u00ad\n",
            "\x00",
            "\r\n",
            "и\u0306",
            " ",
        ),
        *("- ", "3*", "Часть I. 3", "\u200b", "¬\n", "о", "т", "ж", "."),
    ]
)
TEXTS = st.lists(st.one_of(PIECES, st.characters(exclude_categories=["Cs"])), max_size=30).map(
    "".join
)
ITEMS = st.lists(TEXTS, max_size=7)


def page_of(number: int, text: str) -> PageText:
    return PageText(
        *("key", number, ReadStatus.READ, None, text, (), None, None, None, None),
        *("text-file", "utf-8", ""),
    )


def cleaned(texts: Sequence[str]) -> list[PageClean]:
    return clean_item([page_of(i, text) for i, text in enumerate(texts, 1)], DICTIONARIES)


@settings(max_examples=150, deadline=None)
@given(ITEMS)
def test_every_page_comes_back_exactly(texts: list[str]) -> None:
    pages = cleaned(texts)
    assert [undo(page.text, page.edits) for page in pages] == texts
    assert [page.number for page in pages] == list(range(1, len(texts) + 1))


@settings(max_examples=150, deadline=None)
@given(ITEMS)
def test_cleaning_an_item_again_changes_nothing(texts: list[str]) -> None:
    once = [page.text for page in cleaned(texts)]
    assert [page.text for page in cleaned(once)] == once


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_cleaning_a_page_again_changes_nothing(raw: str) -> None:
    text, edits = clean_page(raw)
    assert undo(text, edits) == raw
    assert clean_page(text) == (text, ())


@settings(max_examples=150, deadline=None)
@given(ITEMS.filter(lambda texts: any(texts)), st.data())
def test_what_comes_from_a_place_stays_in_it(texts: list[str], data: st.DataObject) -> None:
    """Every cleaned character outside the mapped span comes from outside the raw stretch."""
    pages = cleaned(texts)
    number = data.draw(st.sampled_from([i for i, text in enumerate(texts) if text]))
    raw, page = texts[number], pages[number]
    start = data.draw(st.integers(0, len(raw) - 1))
    end = data.draw(st.integers(start + 1, len(raw)))
    first, last = CleanPlaces(page.edits).span(start, end)
    assert 0 <= first <= last <= len(page.text)
    origins = origins_of(page)
    for place, (from_start, from_end) in enumerate(origins):
        if from_start < end and from_end > start:
            assert first <= place < last


def origins_of(page: PageClean) -> list[tuple[int, int]]:
    """For every character of the cleaned text the raw stretch that it was made of."""
    origins = []
    place = drift = 0
    for edit in page.edits:
        origins += [(i + drift, i + drift + 1) for i in range(place, edit.offset)]
        begins = edit.offset + drift
        origins += [(begins, begins + len(edit.original))] * edit.length
        drift += len(edit.original) - edit.length
        place = edit.offset + edit.length
    return origins + [(i + drift, i + drift + 1) for i in range(place, len(page.text))]
