"""The cleaning of one page: the cleaners in their order, and one list of edits back.

The order matters. Wrongly decoded text is put right while every character still stands for its
byte; letter-spaced words are joined while wider blanks still part them; a cut is only found where
nothing unseen stands at the line end; and a word is whole before its letters are compared.
"""

from openfonds.cleaning.hyphenation import mended_cuts
from openfonds.cleaning.letter_spacing import joined_letters
from openfonds.cleaning.ligatures import parted_ligatures
from openfonds.cleaning.look_alikes import own_letters
from openfonds.cleaning.mojibake import TIMES, rightly_decoded
from openfonds.cleaning.unicode_forms import composed_characters, unseen_characters
from openfonds.cleaning.whitespace import spacing
from openfonds.cleaning.words import WordList
from openfonds.edits import EditedText
from openfonds.model import Edit

CLEANING_VERSION = "5"  # raise it when the output may change


def with_clean_characters(page: EditedText) -> EditedText:
    """The text with its characters put right; blanks and line ends are still as they were."""
    cleaners = (rightly_decoded, unseen_characters, parted_ligatures, composed_characters)
    for cleaner in cleaners:
        page = page.apply(cleaner(page.text))
    return page


def with_clean_blanks(page: EditedText, words: WordList | None) -> EditedText:
    """Then letter-spaced words joined and blanks put right, the cells of tables parted by tabs."""
    joined = page.apply(joined_letters(page.text, words))
    spaced = joined.apply(spacing(joined.text))
    # Nothing was done: then nothing is found the second time either.
    return page if spaced is page else spaced.apply(joined_letters(spaced.text, words))


def with_clean_words(page: EditedText, words: WordList | None, language: str | None) -> EditedText:
    """Then words mended that a line end cuts, and letters of another script replaced.

    A line may be told as wrongly decoded only now, without what cannot be seen: then the page goes
    through all of it again.
    """
    page = _with_whole_words(page, words, language)
    for _ in range(TIMES):
        decoded = page.apply(rightly_decoded(page.text))
        if decoded is page:
            break
        page = with_clean_blanks(with_clean_characters(decoded), words)
        page = _with_whole_words(page, words, language)
    return page


def _with_whole_words(page: EditedText, words: WordList | None, language: str | None) -> EditedText:
    page = page.apply(mended_cuts(page.text, words, language))
    # What stood for a cut may have hidden where a run of letters ends.
    page = page.apply(joined_letters(page.text, words))
    return page.apply(own_letters(page.text, words))


def clean_page(
    raw: str, words: WordList | None = None, language: str | None = None
) -> tuple[str, tuple[Edit, ...]]:
    """The cleaned text of a page by itself, in NFC, and the edits that give `raw` back exactly.

    Cleaning a cleaned text changes nothing. What only shows across the pages of an item, its
    running heads, is left (`openfonds.cleaning.item`).

    Args:
        raw: the text as read.
        words: the word list of its language; without one, rules decide alone.
        language: ISO 639-3.

    >>> clean_page("Мѣстный  со-\\nвѣтъ слушалъ")[0]
    'Мѣстный совѣтъ\\nслушалъ'
    """
    page = with_clean_blanks(with_clean_characters(EditedText(raw)), words)
    page = with_clean_words(page, words, language)
    return page.text, page.edits
