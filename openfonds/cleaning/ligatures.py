"""Ligatures of the printer, taken apart into the letters they are (Unicode, FB00-FB17).

The long s is a letter of older spelling and stays, also out of its ligature; so do æ, œ, ĳ and
the digraphs of other languages, which are letters there and no matter of type.
"""

import re
from collections.abc import Iterator

from openfonds.edits import Replacement

_LETTERS = {
    "ﬀ": "ff",
    "ﬁ": "fi",
    "ﬂ": "fl",
    "ﬃ": "ffi",
    "ﬄ": "ffl",
    "ﬅ": "ſt",
    "ﬆ": "st",
    "ﬓ": "մն",
    "ﬔ": "մե",
    "ﬕ": "մի",
    "ﬖ": "վն",
    "ﬗ": "մխ",
}
_LIGATURE = re.compile(f"[{''.join(_LETTERS)}]")


def parted_ligatures(text: str) -> Iterator[Replacement]:
    """Replacements of ligatures by their letters. Reason: ligature.

    >>> [new for _, _, new, _ in parted_ligatures("oﬃce, Geſchäﬅ")]
    ['ffi', 'ſt']
    """
    for match in _LIGATURE.finditer(text):
        yield Replacement(match.start(), match.end(), _LETTERS[match.group()], "ligature")
