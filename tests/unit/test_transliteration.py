"""Russian in Latin letters is read and searched; Western languages are left alone."""

import pytest

from openfonds.model import PageClean
from openfonds.restrictions.detectors.transliteration import russian_passages, to_cyrillic
from openfonds.restrictions.item_reading import examine_for
from openfonds.restrictions.names import named_persons
from tests.item_samples import item

ILLNESS = "больная Петрова страдает чахоткой и лечится в земской больнице"
WRITTEN = (
    "bol'naja Petrova stradaet chakhotkoj i lechitsja v zemskoj bol'nice",
    "bolʹnai͡a Petrova stradaet chakhotkoĭ i lechitsi͡a v zemskoĭ bolʹnit͡se",
    "bolnaya Petrova stradayet chakhotkoy i lechitsya v zemskoy bolnitse",
    "bolnaja Petrowa stradajet tschachotkoj i letschitsja w semskoj bolnize",
)
WESTERN = (
    "Der Gemeinderat beschliesst, die Kosten der Strasse zu tragen und den Antrag abzulehnen",
    "Le conseil municipal, vu la demande du sieur Dupont, arrête que les travaux seront faits",
    "The council resolved that the road should be mended at the cost of the parish",
)


@pytest.mark.parametrize("written", WRITTEN)
def test_what_a_paragraph_in_latin_letters_says_is_found(written: str) -> None:
    page = f"Городская управа\nслушали доклад.\n{written}\nи постановили."
    (found,) = {f for f in examine_for(item())(page) if f.fact == "medical"}
    assert page[found.start : found.end].strip() == written


def test_names_in_it_are_found() -> None:
    page = PageClean("item", 1, WRITTEN[0], (), None, None, None, None)
    assert {f.fact for found in named_persons([page]) for f in found} >= {"person_named"}


@pytest.mark.parametrize("written", WESTERN)
def test_western_languages_are_not_read_as_russian(written: str) -> None:
    assert not list(russian_passages(f"{written}\n\n{written.upper()}"))


def test_a_paragraph_ends_at_a_blank_line_and_at_a_cyrillic_one() -> None:
    text = f"{WRITTEN[0]}\n\n{WRITTEN[2]}\nслушали\n{WRITTEN[2]}"
    places = [text[start:end].strip() for start, end, _ in russian_passages(text)]
    assert places == [WRITTEN[0], WRITTEN[2], WRITTEN[2]]


@pytest.mark.parametrize("written", WRITTEN[:2])
def test_a_reading_is_what_was_written(written: str) -> None:
    assert to_cyrillic(written) == ILLNESS
