"""Blanks and blank lines: one blank between words, none at the end of a line, one blank line."""

import re
from collections.abc import Iterator

from openfonds.cleaning.edits import Replacement

# The horizontal blanks of Unicode (general category Zs) and the tab, but the space.
_ODD_BLANKS = "\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_GAP = re.compile(rf"[\n {_ODD_BLANKS}]{{2,}}|[{_ODD_BLANKS}]|\A[\n ]|[\n ]\Z")


def spacing(text: str) -> Iterator[Replacement]:
    """Replacements for blanks and blank lines in a text whose line breaks are all LF.

    A run of blanks becomes one space, and one is left of an indentation. Blanks at the end of a
    line go, blank lines in a row become one, and the text begins and ends with something seen.
    Reason: whitespace.
    """
    for match in _GAP.finditer(text):
        gap = match.group()
        if match.start() == 0 or match.end() == len(text):
            new = ""
        else:
            new = "\n" * min(gap.count("\n"), 2)
            if not gap.endswith("\n"):
                new += " "
        if new != gap:
            yield Replacement(match.start(), match.end(), new, "whitespace")
