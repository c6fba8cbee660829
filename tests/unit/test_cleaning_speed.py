"""Adversarial pages take time in proportion to their length."""

import time

import pytest

from openfonds.cleaning.clean import clean_page
from openfonds.cleaning.margins import margins

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
    start = time.process_time()
    clean_page(text)
    return time.process_time() - start


@pytest.mark.parametrize("pattern", PATTERNS, ids=ascii)
def test_a_page_of_one_pattern_is_cleaned_in_linear_time(pattern: str) -> None:
    n = 40_000 // len(pattern)
    small = min(seconds(pattern * (n // 8)) for _ in range(2))
    # Eight times the work; quadratic would be sixty-four. The least of three: others work here too.
    assert min(seconds(pattern * n) for _ in range(3)) < 0.2 + 24 * small


@pytest.mark.parametrize(
    "page", ["12", "ДОКЛАДЫ УПРАВЫ\nи далее", "А ij", "1\n" * 50, "х" * 2000], ids=ascii
)
def test_an_item_of_the_same_pages_is_cleaned_in_linear_time(page: str) -> None:
    def taken(n: int) -> float:
        start = time.process_time()
        margins([page] * n)
        return time.process_time() - start

    small = min(taken(50) for _ in range(2))
    assert taken(400) < 0.2 + 24 * small
