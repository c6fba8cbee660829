"""The cleaning of one page: the cleaners in their order, and one list of edits back."""

from collections.abc import Callable, Iterator

from openfonds.cleaning.edits import EditedText, Replacement
from openfonds.cleaning.hyphenation import mended_cuts
from openfonds.cleaning.unicode_forms import composed_characters, unseen_characters
from openfonds.cleaning.whitespace import spacing
from openfonds.model import Edit

CLEANING_VERSION = "1"  # raise it when the output may change

# Each relies on those before it: a cut is only found where nothing unseen stands at the line end.
_CLEANERS: tuple[Callable[[str], Iterator[Replacement]], ...] = (
    unseen_characters,
    composed_characters,
    spacing,
    mended_cuts,
)


def clean_page(raw: str) -> tuple[str, tuple[Edit, ...]]:
    """The cleaned text of a page, in NFC, and the edits that give `raw` back exactly.

    Cleaning a cleaned text changes nothing.

    >>> clean_page("Мѣстный  со-\\nвѣтъ слушалъ")[0]
    'Мѣстный совѣтъ\\nслушалъ'
    """
    page = EditedText(raw)
    for cleaner in _CLEANERS:
        page = page.apply(cleaner(page.text))
    return page.text, page.edits
