"""The marks by which a binder orders the sheets of a book: 3, 3*, Часть I. 3, А ij, Б 2.

A sheet of print is folded to so many leaves, and the first of them bear its number, or its letter
and their own number, at the foot of the page. So the same mark stands a whole sheet further on
with the next number: a single one proves nothing and stays.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from openfonds.cleaning.margin_lines import MarginLine

MIN_MARKS = 3
MAX_CHARS = 40
PAGES_TO_A_SHEET = (4, 8, 12, 16, 24, 32)

_NUMBERED = re.compile(r"(?P<book>[^\d\n]*?)[ .]*(?P<number>\d{1,3}) ?(?P<star>\*?)[.)]?")
_LETTERED = re.compile(r"(?P<letter>[^\W\d_])[ .]*(?P<leaf>[ijvxіІIVX]{1,4}|\d{1,2})?[.,]?")
# As binders count: Latin without J, U and W; Russian up to Щ.
_ALPHABETS = ("ABCDEFGHIKLMNOPQRSTVXYZ", "АБВГДЕЖЗИІКЛМНОПРСТУФХЦЧШЩ")
_LATIN_FORMS = str.maketrans("ABCEHKMOPTXYI", "АВСЕНКМОРТХУІ")
_LEAVES = {"ij": 2, "ii": 2, "iij": 3, "iii": 3, "iv": 4, "iiij": 4, "iiii": 4, "v": 5}
_OLD_I = str.maketrans("іІIVJX", "iiivjx")

Key = tuple[str, int, int]


def sheet_marks(lines: Sequence[MarginLine | None]) -> frozenset[int]:
    """The pages at whose foot a mark stands, of the last line of each page in their order."""
    keys = [list(_keys(i, line)) if line else [] for i, line in enumerate(lines)]
    counts = Counter(key for of_page in keys for key in dict.fromkeys(of_page))
    return frozenset(
        i for i, of_page in enumerate(keys) if any(counts[key] >= MIN_MARKS for key in of_page)
    )


def _keys(page: int, line: MarginLine) -> Iterator[Key]:
    """What all marks of a book have in common: its title, the sheet's size, and where it begins."""
    if len(line.text) > MAX_CHARS:
        return
    if numbered := _NUMBERED.fullmatch(line.text):
        book = "".join(char for char in numbered["book"].casefold() if char.isalnum())
        # A number alone may be anything; a book's short title beside it, or the star, is not.
        for size in PAGES_TO_A_SHEET:
            yield book + numbered["star"], size, page - size * int(numbered["number"])
    elif lettered := _LETTERED.fullmatch(line.text):
        leaf = _leaf(lettered["leaf"])
        letter = lettered["letter"].upper()
        for alphabet in _ALPHABETS:
            own = letter if alphabet.isascii() else letter.translate(_LATIN_FORMS)
            if leaf is None or own not in alphabet:
                continue
            for size in PAGES_TO_A_SHEET:
                # Leaves have two pages each.
                yield alphabet[0], size, page - 2 * (leaf - 1) - size * alphabet.index(own)


def _leaf(written: str | None) -> int | None:
    if written is None:
        return 1
    if written.isdecimal():
        return int(written)
    return _LEAVES.get(written.translate(_OLD_I).lower())
