"""No text makes the detector of persons slow: cost is linear, also in hostile text."""

import pytest

from openfonds.restrictions.detectors.persons import Persons
from tests.timing import seconds_of

N = 40_000
HOSTILE = {
    "hyphened capitals": "Ив-\n" * (N // 4),
    "one word": "И" * N,
    "one name": "Иванов" * (N // 6),
    "spaced": "И в а н о в " * (N // 12),
    "initials": "И. " * (N // 3),
    "cells": "ФИО | " * (N // 6),
    "list": "т. " + "Иванов, " * (N // 8),
    "line ends": "\n" * N,
    "apostrophes": "а'" * (N // 2),
    "posts": "председатель " * (N // 13),
    "Latin": "Ivanov " * (N // 7),
    "dots": "." * N,
    "headings": "ФИО\n" * (N // 4),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_text_makes_the_detector_slow(text: str) -> None:
    detector = Persons()
    list(detector.find("Иванов Иван"))
    # 0.1 to 1 s on one core; what is quadratic takes several times as long
    assert seconds_of(lambda: list(detector.find(text))) < 3
