"""The cleaning of an item: all its pages together, for some of it shows only across pages."""

from collections.abc import Sequence

from openfonds.cleaning.clean import clean_page
from openfonds.languages.dictionaries import Dictionaries
from openfonds.languages.identify import identify
from openfonds.languages.orthography import orthography
from openfonds.languages.scripts import main_script
from openfonds.model import PageClean, PageText


def clean_item(pages: Sequence[PageText], dictionaries: Dictionaries) -> list[PageClean]:
    """One cleaned page for every page of an item, in their order, also for those without text.

    Args:
        pages: the pages of one item, as read.
        dictionaries: the word lists of this machine.
    """
    return [_clean(page) for page in pages]


def _clean(page: PageText) -> PageClean:
    text, edits = clean_page(page.text)
    language, score = identify(text)
    return PageClean(
        item_key=page.item_key,
        number=page.number,
        text=text,
        edits=edits,
        language=language,
        language_score=score,
        script=main_script(text),
        orthography=orthography(text, language),
    )
