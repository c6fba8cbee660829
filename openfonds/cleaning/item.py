"""The cleaning of an item: all its pages together, for some of it shows only across pages."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from openfonds.cleaning.clean import with_clean_blanks, with_clean_characters, with_clean_words
from openfonds.cleaning.edits import EditedText
from openfonds.cleaning.margins import margins
from openfonds.languages.dictionaries import Dictionaries
from openfonds.languages.identify import identify
from openfonds.languages.orthography import orthography
from openfonds.languages.scripts import main_script
from openfonds.model import PageClean, PageText


def clean_item(pages: Sequence[PageText], dictionaries: Dictionaries) -> list[PageClean]:
    """One cleaned page for every page of an item, in their order, also for those without text.

    Words that go on over a page break stay cut: every page keeps its own text.

    Args:
        pages: the pages of one item, as read.
        dictionaries: the word lists of this machine.
    """
    texts = [with_clean_characters(page.text) for page in pages]
    told = [_Told(*identify(text.text)) for text in texts]
    main = _main_language(told, texts)
    lists = [dictionaries.of(one.language or main) for one in told]
    texts = [with_clean_blanks(text, words) for text, words in zip(texts, lists, strict=True)]
    outside = margins([text.text for text in texts])
    texts = [text.apply(lines) for text, lines in zip(texts, outside, strict=True)]
    texts = [
        with_clean_words(text, words, one.language or main)
        for text, words, one in zip(texts, lists, told, strict=True)
    ]
    return [_described(*made) for made in zip(pages, texts, told, strict=True)]


@dataclass(frozen=True, slots=True)
class _Told:
    language: str | None
    score: float | None


def _main_language(told: Sequence[_Told], texts: Sequence[EditedText]) -> str | None:
    """The language of most of the item: its word list serves pages too short to tell their own."""
    chars: Counter[str] = Counter()
    for one, text in zip(told, texts, strict=True):
        if one.language is not None:
            chars[one.language] += len(text.text)
    return min(chars, key=lambda language: (-chars[language], language), default=None)


def _described(page: PageText, cleaned: EditedText, told: _Told) -> PageClean:
    return PageClean(
        item_key=page.item_key,
        number=page.number,
        text=cleaned.text,
        edits=cleaned.edits,
        language=told.language,
        language_score=told.score,
        script=main_script(cleaned.text),
        orthography=orthography(cleaned.text, told.language),
    )
