"""ї of the engine in papers of after 1810 is і; in older books it stays."""

import pytest

from openfonds.cleaning.item import clean_item
from openfonds.dates.parse import parse_date
from openfonds.edits import undo
from openfonds.languages.dictionaries import Dictionaries
from tests.item_samples import page_text

READ = (
    "Сїи и сїя. Кто не проклиналъ станцїонныхъ смотрителей за притѣсненїе и неисправность,"
    " войдя въ положенїе"
)
OURS, OTHER = "rus_civil:0123456789ab;psm=3", "rus:0123456789ab;psm=3"


@pytest.mark.parametrize(
    ("model", "written", "stays", "spelling"),
    [
        (OURS, "1912", False, "pre-reform"),
        (OURS, "1790", True, "civil-18c"),
        (OURS, "", True, "pre-reform"),
        (OTHER, "1912", True, "civil-18c"),
    ],
    ids=["1912", "1790", "undated", "another model"],
)
def test_two_dots(model: str, written: str, stays: bool, spelling: str) -> None:
    (page,) = clean_item([page_text(READ, model=model)], Dictionaries(None), parse_date(written))
    assert page.text == (READ if stays else READ.replace("ї", "і"))
    assert page.orthography == spelling
    assert undo(page.text, page.edits) == READ


def test_the_yi_of_ukrainian_stays() -> None:
    text = "Всі люди народжуються вільними і рівними у своїй гідності та правах, наділені розумом"
    (page,) = clean_item([page_text(text, model=OURS)], Dictionaries(None), parse_date("1912"))
    assert page.text == text
