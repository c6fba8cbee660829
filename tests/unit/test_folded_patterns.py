"""A pattern that is looked for in folded text is spelled in folded letters, or it finds nothing."""

import re
from collections.abc import Iterator
from importlib import import_module

import pytest

from openfonds.restrictions.detectors.normalise import fold_phrase

# Module, and its patterns that are looked for in texts as they were read.
MODULES = {
    "bare_years": {"_YOUNG_SIGNS", "_ROMAN", "_ROMAN_YEAR"},
    "birth_dates": set(),
    "copy_numbers": set(),
    "file_kinds": set(),
    "identifier_shapes": {"IBAN"},
    "later_dates": {"_UKRAINIAN"},
    "lifetimes": set(),
    "mark_standing": set(),
    "short_years": set(),
    "written_years": set(),
}
NOT_LITERAL = re.compile(r"\\.|\(\?P[<=]\w+[>)]|\(\?[a-z]|\[[^\]]*\]")


def patterns(value: object) -> Iterator[str]:
    if isinstance(value, re.Pattern):
        yield value.pattern
    elif isinstance(value, (tuple, list)):
        for one in value:
            yield from patterns(one)
    elif hasattr(value, "pattern"):
        yield from patterns(value.pattern)


@pytest.mark.parametrize("module", MODULES)
def test_its_letters_are_folded(module: str) -> None:
    found = vars(import_module(f"openfonds.restrictions.detectors.{module}"))
    looked_at = 0
    for name, value in found.items():
        if name in MODULES[module]:
            continue
        for pattern in patterns(value):
            looked_at += 1
            letters = {c for c in NOT_LITERAL.sub(" ", pattern) if c.isalpha()}
            assert {c for c in letters if fold_phrase(c) != c} <= {"ъ"}, name
    assert looked_at
