"""What a text says depends on the work that it is in."""

import pytest

from openfonds.restrictions.item_reading import dates_in, examine_for
from tests.item_samples import book, item

STAMPS = ("ПРОВЕРЕНО 1936 г.", "Проверено\n1936", "Библ. Инв. № 512. Пров. 1936")


@pytest.mark.parametrize("stamp", STAMPS)
def test_the_year_of_a_stock_taking_does_not_date_a_book(stamp: str) -> None:
    page = f"{stamp}\nПовесть первая, 1861 год\n"
    assert dates_in(book(), page).latest_year == 1861


def test_it_dates_a_paper() -> None:
    assert dates_in(item(), f"{STAMPS[0]}\nДонесение 1861 года\n").latest_year == 1936


def test_a_year_in_its_sentences_does() -> None:
    page = "Рукопись проверено 1936 годом и напечатана.\n"
    assert dates_in(book(), page).latest_year == 1936


def test_talk_of_secrets_is_no_mark_in_a_book() -> None:
    said = "Он говорил совершенно секретно, что уедет."
    facts = {f.fact: f.confidence for f in examine_for(item())(said)}
    in_print = {f.fact: f.confidence for f in examine_for(book())(said)}
    assert facts["secrecy_mark"] == "likely" and in_print["secrecy_mark"] == "possible"
