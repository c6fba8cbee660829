"""The і of Russian before 1918, where the engine writes it with the two dots that it had before.

Civil type had і with two dots in the eighteenth century and with one in the nineteenth. The model
that reads old spelling learned its letters from books of the eighteenth, and so writes ї in papers
of 1912 too, where no ї stood.
"""

import re
from collections.abc import Iterator

from openfonds.edits import Replacement
from openfonds.model import DateSpan, PageText

LAST_TWO_DOTS = 1810
LEARNED_FROM_OLD_BOOKS = "rus_civil"  # as it stands in PageText.model
_TWO_DOTS = re.compile("[їЇ]")
_ONE_DOT = str.maketrans("їЇ", "іІ")


def learned_two_dots(page: PageText) -> bool:
    """Whether the model that read a page writes ї for і, whatever stands there."""
    return LEARNED_FROM_OLD_BOOKS in page.model


def has_one_dot(dates: DateSpan | None) -> bool:
    """Whether an item is surely of a time when і had one dot."""
    return dates is not None and dates.earliest is not None and dates.earliest.year > LAST_TWO_DOTS


def has_two_dots(dates: DateSpan | None) -> bool:
    """Whether an item is surely of a time when і might have two dots."""
    return dates is not None and dates.latest is not None and dates.latest.year <= LAST_TWO_DOTS


def one_dot(text: str) -> Iterator[Replacement]:
    """Replacements of ї by і. Reason: dotted_i.

    >>> [(start, new) for start, _, new, _ in one_dot("станцїя")]
    [(4, 'і')]
    """
    for match in _TWO_DOTS.finditer(text):
        yield Replacement(*match.span(), match.group().translate(_ONE_DOT), "dotted_i")
