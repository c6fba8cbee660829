"""What is found in a line that cleaning takes out has no place in the cleaned text."""

import random

from openfonds.clean_places import CleanPlaces
from openfonds.cleaning.item import clean_item
from openfonds.languages.dictionaries import Dictionaries
from openfonds.model import PageText, ReadStatus

NAME = "Дѣло Ивана Петрова"
LISTED = """
городская управа слушала доклад комиссии объ устройствѣ больницы и училища при заводѣ купца
рѣшила принять половину расходовъ на счетъ города и поручить члену управы составить смѣту
"""


def pages() -> list[PageText]:
    source = random.Random(1)
    texts = [
        "\n".join([NAME, *(" ".join(source.sample(LISTED.split(), 6)) for _ in range(8))])
        for _ in range(6)
    ]
    return [
        PageText(
            *("key", i, ReadStatus.READ, None, text, (), None, None, None, None),
            *("text-file", "utf-8", ""),
        )
        for i, text in enumerate(texts, 1)
    ]


def test_a_place_in_a_running_head_is_empty() -> None:
    for read, clean in zip(pages(), clean_item(pages(), Dictionaries(None)), strict=True):
        assert NAME not in clean.text
        assert [edit.reason for edit in clean.edits] == ["running_head"]
        start = read.text.index("Ивана")
        assert CleanPlaces(clean.edits).span(start, start + len("Ивана Петрова")) == (0, 0)
        # From the head into the text: all that is left of it is inside.
        assert CleanPlaces(clean.edits).span(start, len(NAME) + 10)[1] == 9
