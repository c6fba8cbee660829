"""Adversarial pages take time in proportion to their length."""

import pytest

from openfonds.cleaning.clean import clean_page
from openfonds.cleaning.margins import margins
from tests.timing import seconds_of

PATTERNS = [
    *("а", " ", "\n", "-", "\t", "а ", "а \n", "аa", "а-\n", "1\t", "а   б\n", "Ð", "РС", "нЯНЮ "),
    *(
        "\u00ad",
        "\u0301",
        "à",
        "Ã©",
        "\ufeff",
        "ﬁ",
        "А.",
        "1 ",
        "п о с т а н о в и л ",
        "a\u200b",
        "—",
    ),
]


def seconds(text: str) -> float:
    return seconds_of(lambda: clean_page(text), tries=3)


@pytest.mark.parametrize("pattern", PATTERNS, ids=ascii)
def test_a_page_of_one_pattern_is_cleaned_in_linear_time(pattern: str) -> None:
    n = 40_000 // len(pattern)
    # Eight times the work; quadratic would be sixty-four.
    assert seconds(pattern * n) < 0.2 + 24 * seconds(pattern * (n // 8))


@pytest.mark.parametrize(
    "page", ["12", "ДОКЛАДЫ УПРАВЫ\nи далее", "А ij", "1\n" * 50, "х" * 2000], ids=ascii
)
def test_an_item_of_the_same_pages_is_cleaned_in_linear_time(page: str) -> None:
    def taken(n: int) -> float:
        return seconds_of(lambda: margins([page] * n), tries=3)

    assert taken(400) < 0.2 + 24 * taken(50)
